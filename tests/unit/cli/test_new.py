"""`deskhand new`: what it writes passes `deskhand check` as it is."""

from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent.parent


def test_new_workspace_with_app_and_bot_is_sound(workspace, call) -> None:
    assert call("new", "app", "billing", "--address", "https://billing.example.org/").code == 0
    assert call("new", "bot", "correct_invoice", "--app", "billing").code == 0
    checked = call("check")

    assert checked.code == 0, checked.out
    assert "1 bots, 1 selector files" in checked.out
    assert "correct_invoice" in call("bots").out
    assert "BILLING_PASSWORD" in call("secrets", "check").out


def test_new_bot_names_the_app_that_is_missing(workspace, call) -> None:
    assert "deskhand new app crm" in call("new", "bot", "update_note").out
    checked = call("check")

    assert checked.code == 2
    assert "selectors/crm.yaml is missing" in checked.out


@pytest.mark.parametrize("name", ["Update", "2nd", "a-b", "class", "../x", ""])
def test_names_that_cannot_be(workspace, call, name) -> None:
    said = call("new", "bot", name)

    assert said.code == 2
    assert list((workspace / "bots").iterdir()) == []


def test_nothing_is_written_over_anything(workspace, call) -> None:
    call("new", "bot", "update_note")
    (workspace / "bots" / "update_note.py").write_text("mine")
    again = call("new", "bot", "update_note")
    folder = call("new", "workspace", str(workspace))

    assert (again.code, folder.code) == (2, 2)
    assert (workspace / "bots" / "update_note.py").read_text() == "mine"


def test_analysts_guide_is_the_same_in_new_workspaces() -> None:
    template = files("runner.templates").joinpath("selectors.md").read_text(encoding="utf-8")

    assert template == (ROOT / "selectors" / "README.md").read_text(encoding="utf-8")


def test_own_workspace_files_are_those_of_the_templates() -> None:
    for name in ("settings.toml", "schedules.yaml", "credentials.example.env"):
        template = files("runner.templates") / "workspace" / name

        assert template.read_text(encoding="utf-8") == (ROOT / name).read_text(encoding="utf-8")
