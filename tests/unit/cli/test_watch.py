"""`deskhand watch` without a terminal: once, as text or JSON."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_it_is_shown_once_where_there_is_no_terminal(
    workspace: Path, call: Callable[..., Any]
) -> None:
    said = call("watch")

    assert said.code == 0
    assert "Nothing is at work." in said.out


def test_programs_get_one_object(workspace: Path, call: Callable[..., Any]) -> None:
    seen = json.loads(call("watch", "--json").out)

    assert seen["work"] == []
    assert seen["waiting"]["in_doubt"] == 0


def test_a_schedules_file_that_cannot_be_read_is_said_and_the_rest_is_shown(
    workspace: Path, call: Callable[..., Any]
) -> None:
    (workspace / "schedules.yaml").write_text("version: 1\nwhat: 3\n")
    said = call("watch", "--once")

    assert said.code == 0
    assert "schedules.yaml" in said.err
    assert "Nothing is at work." in said.out
