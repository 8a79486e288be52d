"""`deskhand screens record`: what is written, and what is never written over."""

from pathlib import Path

import pytest

from runner.cli.new import AlreadyThereError
from runner.cli.screen_record import keep, may_write_over, write_values
from runner.recording.result import Recorded
from runner.workspace import Workspace

RESULT = Recorded("move_it", "the draft\n", "+ a screen", "[]\n", ())


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "bots").mkdir()
    return Workspace(tmp_path)


def test_a_new_bot_is_written_and_what_is_next_is_said(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(workspace, RESULT, over=False)
    said = capsys.readouterr().out

    assert (workspace.bots / "move_it.py").read_text() == "the draft\n"
    assert "move_it.py: finish it, then: deskhand check; deskhand bots move_it" in said
    assert "+ a screen" in said


def test_a_bot_that_came_in_its_way_stays_and_the_draft_is_printed(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    file = workspace.bots / "move_it.py"
    file.write_text("mine")
    with pytest.raises(AlreadyThereError):
        keep(workspace, RESULT, over=False)

    assert file.read_text() == "mine"
    assert "the draft" in capsys.readouterr().out


@pytest.mark.parametrize(("answer", "may"), [("y", True), ("Y", True), ("", False), ("n", False)])
def test_only_a_person_can_give_a_bot_away(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, answer: str, may: bool
) -> None:
    file = workspace.bots / "move_it.py"
    file.write_text("mine")
    asked: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda text: asked.append(text) or answer)
    if may:
        assert may_write_over(file) is True
    else:
        with pytest.raises(AlreadyThereError):
            may_write_over(file)

    assert asked == [f"{file} is there. Write over it? [y/N] "]


def test_nobody_is_asked_where_nobody_sits(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = workspace.bots / "move_it.py"
    assert may_write_over(file) is False
    file.write_text("mine")
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)

    with pytest.raises(AlreadyThereError):
        may_write_over(file)


def test_values_are_written_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "values.json"
    write_values(file, RESULT)
    assert "They may be a customer's." in capsys.readouterr().out

    with pytest.raises(AlreadyThereError):
        write_values(file, RESULT)
