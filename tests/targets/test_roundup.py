"""A ticket in a real issue tracker, created and then changed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

TITLE = "Étage 3: 打印机 does not print"


def _issues(database: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        return opened.execute(
            "SELECT i._title, p._name, s._name, u._username FROM _issue i"
            " LEFT JOIN _priority p ON p.id = i._priority"
            " LEFT JOIN _status s ON s.id = i._status"
            " LEFT JOIN _user u ON u.id = i._assignedto"
        ).fetchall()


def test_a_ticket_is_created_and_then_changed(
    roundup_at: tuple[str, Path], deskhand: Callable[..., dict[str, object]]
) -> None:
    address, database = roundup_at
    where = ("--address", f"roundup={address}")
    ticket = {"title": TITLE, "priority": "bug", "status": "chatting", "note": "Since Monday."}

    deskhand("create_ticket", [ticket], *where)
    assert _issues(database) == [(TITLE, "bug", "chatting", None)]

    changed = ticket | {"priority": "urgent", "status": "in-progress", "assigned_to": "demo"}
    deskhand("create_ticket", [changed], *where, "--again")
    assert _issues(database) == [(TITLE, "urgent", "in-progress", "demo")]
