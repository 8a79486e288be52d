"""Rows that are scrolled out of view: the row itself is clicked, never what lies where it would be."""

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from runner.screens.load import load
from tests.desktop.programs import FORMS, SELECTORS, at_work, needs, until
from tests.desktop.test_forms import KINDS, told

pytestmark = [needs()]
ROWS = ["A-3", "A-12", "A-14", "A-250", "A-248", "A-0", "A-30", "A-299", "A-1"]


@contextmanager
def rows(kind: str, home: Path, count: int):
    app = load(SELECTORS / "rows.yaml")
    python = "{python}" if kind == "qt" else "/usr/bin/python3"
    start = (python, str(FORMS / f"{kind}_rows.py"), str(count))
    with at_work(replace(app, program=replace(app.program, start=start)), home) as program:
        yield program


def said(program) -> list[str]:
    return [one for one in told(program).splitlines() if one.startswith(("clicked", "wiped"))]


@pytest.mark.parametrize("kind", KINDS[:2])
def test_a_row_is_scrolled_to_and_clicked(kind: str, tmp_path: Path) -> None:
    with rows(kind, tmp_path, 300) as program:
        for at, row in enumerate(ROWS, 1):
            program.on("rows").press("pieces", row=row)
            until(lambda at=at: len(said(program)) >= at)
        wanted = [f"clicked {row.removeprefix('A-')} 1" for row in ROWS]
        assert said(program) == wanted
