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


@pytest.mark.parametrize(
    ("kind", "words", "annotation"),
    [
        ("desktop", ["--start", 'erp --db "my orders.db"'], "billing: Desktop"),
        ("terminal", ["--address", "tn3270s://host.example.org:992"], "billing: Terminal"),
        ("web", [], "billing: Web"),
    ],
)
def test_every_kind_of_app_is_sound(workspace, call, kind, words, annotation) -> None:
    assert call("new", "app", "billing", "--kind", kind, *words).code == 0
    assert call("new", "bot", "correct_invoice", "--app", "billing").code == 0
    checked = call("check")

    assert checked.code == 0, checked.out
    assert annotation in (workspace / "bots" / "correct_invoice.py").read_text()
    if kind == "desktop":
        written = (workspace / "selectors" / "billing.yaml").read_text()
        assert 'start: ["erp", "--db", "my orders.db"]' in written


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--kind", "desktop", "--address", "erp"], "--address says nothing of a desktop app"),
        (["--start", "erp"], "--start says nothing of a web app"),
        (["--kind", "terminal", "--start", "erp"], "--start says nothing of a terminal app"),
        (["--kind", "desktop", "--start", 'erp "x'], "a quotation mark that is not closed"),
    ],
)
def test_what_says_nothing_of_an_app_is_refused(workspace, call, words, said) -> None:
    refused = call("new", "app", "billing", *words)
    assert refused.code == 2
    assert said in " ".join(refused.err.split())
    assert not (workspace / "selectors" / "billing.yaml").exists()


def test_a_bot_that_asks_for_another_kind_of_app_is_told(workspace, call) -> None:
    call("new", "app", "billing", "--kind", "terminal")
    call("new", "bot", "correct_invoice", "--app", "billing")
    file = workspace / "bots" / "correct_invoice.py"
    file.write_text(file.read_text().replace("Terminal", "Web"))

    checked = call("check")
    assert checked.code == 2
    assert "it asks for 'billing' as a web app, and selectors/billing.yaml is a terminal app." in (
        checked.out
    )
    ran = call("run", "correct_invoice", "--set", "number=1", "--set", "note=x")
    assert ran.code == 2
    assert "Bot 'correct_invoice' asks for a web app as 'billing'" in ran.err


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
