"""The look before a batch: what it takes for trouble, and what it says of it."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from runner.errors import ExitCode
from runner.run.canary import (
    NothingMarkedError,
    ScreensChangedError,
    look_before,
    problems_of,
    seated,
)
from runner.run.plan import AppPlan, RunPlan
from runner.run.seating import NoSeatError, Rule
from runner.store.store import Store
from runner.workspace import Workspace

FILE = "version: 1\napp: crm\naddress: http://127.0.0.1:1/\nscreens:\n  a: {shown_by: {css: x}}\n"


def screen(name: str, state: str, why: str = "", *findings: dict[str, object]) -> dict[str, object]:
    return {"screen": name, "state": state, "line": 7, "why": why, "findings": list(findings)}


def finding(name: str, state: str, *notes: str) -> dict[str, object]:
    return {"name": name, "state": state, "line": 9, "notes": list(notes)}


def test_only_what_is_not_there_stops_a_batch() -> None:
    look = {
        "screens": [
            screen("form", "found", "", finding("a", "found"), finding("b", "drifted", "css"),
                   finding("c", "not there"), finding("d", "no rows"),
                   finding("street", "missing", "label 'Street' matches nothing")),
            screen("list", "not visited", "the app was busy."),
            screen("far", "not visited"),
            screen("new", "missing", "there was something else."),
        ]
    }  # fmt: skip

    assert list(problems_of(look)) == [
        "Line 9: 'street' is not on the screen 'form' (label 'Street' matches nothing).",
        "Line 7: the screen 'list' could not be looked at: the app was busy.",
        "Line 7: the screen 'far' could not be looked at: no way to it is given (`reach`).",
        "Line 7: the screen 'new' could not be looked at: there was something else.",
    ]


def test_the_sentence_names_file_and_next_command() -> None:
    error = ScreensChangedError("crm", ["Line 9: 'street' is not on the screen 'form'."])

    assert error.sentence() == (
        "Nothing was begun, and no item lost a try: the screens of 'crm' are not as "
        "selectors/crm.yaml says. `deskhand screens check crm` shows all of it; correct the file, "
        "or accept a repair, and start the run again."
        "\n  Line 9: 'street' is not on the screen 'form'."
    )
    assert error.exit_code is ExitCode.ENVIRONMENT


def test_nothing_is_looked_at_unless_it_is_asked_for(tmp_path: Path) -> None:
    nobody = cast("Store", SimpleNamespace())

    look_before(RunPlan(apps={"crm": AppPlan(file="crm")}), Workspace(tmp_path), nobody)


def test_a_look_without_marked_screens_is_refused(tmp_path: Path) -> None:
    (tmp_path / "selectors").mkdir()
    (tmp_path / "selectors" / "crm.yaml").write_text(FILE, encoding="utf-8")
    plan = RunPlan(apps={"crm": AppPlan(file="crm")}, canary=True)

    with pytest.raises(NothingMarkedError, match=r"selectors/crm\.yaml"):
        look_before(plan, Workspace(tmp_path), cast("Store", SimpleNamespace()))


class SeatBook:
    """Seats of an app that allows one session."""

    def __init__(self) -> None:
        self.holder: str | None = None

    def take(self, _app: str, _account: str, worker: str, **_most: int | None) -> bool:
        if self.holder not in {None, worker}:
            return False
        self.holder = worker
        return True

    def free(self, worker: str) -> int:
        held, self.holder = self.holder == worker, None
        return int(held)


def test_a_look_takes_a_seat_and_gives_it_back() -> None:
    book = SeatBook()
    store = cast("Store", SimpleNamespace(seats=book))
    rule = Rule("crm", "", 1, None)

    with seated(store, [rule]):
        assert book.holder is not None
    assert book.holder is None


def test_a_look_does_not_take_the_last_session_from_a_run() -> None:
    book = SeatBook()
    book.holder = "a run's worker"
    free = book.free
    book.free = lambda worker: 0 if worker != book.holder else free(worker)  # type: ignore[method-assign]
    rule = Rule("crm", "", 1, None)

    with (
        pytest.raises(NoSeatError, match="allows 1 in all"),
        seated(cast("Store", SimpleNamespace(seats=book)), [rule]),
    ):
        pass
    assert book.holder == "a run's worker"
