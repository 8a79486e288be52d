"""A till whose driver is signed in and looks at a sale."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ui.conftest import Notes
from tests.unit.drivers.surface.program import Program, Till, till

FIELDS = ("Customer", "Phone", "Amount", "Save", "Detail")


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def session(tmp_path: Path, program: Program) -> Till:
    """Nothing is started yet."""

    def act(label: str) -> None:
        pages: dict[str, Callable[[], None]] = {
            "Enter": lambda: program.show("Main menu", fields=("Sell",)),
            "Sell": lambda: program.show("New sale", fields=FIELDS),
            "Save": lambda: program.show("Saved"),
        }
        if label in pages:
            pages[label]()

    program.on_press = act
    return till(tmp_path, program)


@pytest.fixture
def selling(session: Till, notes: Notes) -> Till:
    session.sign_in()
    session.attach(notes)
    session.go("sale")
    return session
