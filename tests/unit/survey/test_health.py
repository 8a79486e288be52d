"""The health of an app: what its file names, beside how it was met the last time."""

from datetime import UTC, datetime
from pathlib import Path

from runner.survey.findings import AppLook, Finding, ScreenLook, State
from runner.survey.health import app_health
from runner.survey.kept_looks import keep_look

FILE = """\
version: 1
app: crm
address: http://crm/
screens:
  search:
    shown_by: {heading: Search}
    elements:
      account: {label: Account}
      password: {label: Password, secret: true}
      save: {locators: [{role: button, name: Save}, {role: button, name: Store}]}
    tables:
      results:
        locators: {css: "#results"}
        columns: {account: Account}
  edit:
    shown_by: {heading: Edit}
    elements:
      street: {label: Street, personal: true}
"""

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def selector_file(folder: Path, text: str = FILE) -> Path:
    file = folder / "selectors" / "crm.yaml"
    file.parent.mkdir()
    file.write_text(text)
    return file


def finding(name: str, state: State, locator: int | None = 1) -> Finding:
    return Finding(name, "element", state, 1, locator, 1 if locator else 0)


def test_an_app_that_was_never_looked_at(tmp_path: Path) -> None:
    health = app_health(selector_file(tmp_path))
    assert [screen.name for screen in health.screens] == ["search", "edit"]
    assert [part.name for part in health.screens[0].parts] == [
        "account",
        "password",
        "save",
        "results",
    ]
    assert health.screens[0].parts[1].marks == ("secret",)
    assert health.screens[0].parts[3].kind == "table"
    assert len(health.screens[0].parts[2].locators) == 2
    assert health.counts == {None: 5}
    assert (health.looked_at, health.trouble, health.changed_since) == (None, False, False)


def test_what_a_look_has_found_stands_at_its_element(tmp_path: Path) -> None:
    file = selector_file(tmp_path)
    findings = (finding("account", State.FOUND), finding("save", State.DRIFTED, 2))
    screens = [
        ScreenLook("search", State.FOUND, 5, findings=findings),
        ScreenLook("edit", State.NOT_VISITED, 16),
    ]
    keep_look(file, AppLook("crm", "http://crm/", AT, 1.0, screens))
    health = app_health(file)
    search, edit = health.screens
    assert [part.state for part in search.parts] == [State.FOUND, None, State.DRIFTED, None]
    assert (search.trouble, edit.trouble, health.trouble) == (True, False, True)
    assert (edit.look, health.looked_at) == (None, AT)
    assert health.counts == {State.FOUND: 1, State.DRIFTED: 1, None: 3}
    file.write_text(FILE + "# looked through\n")
    assert app_health(file).changed_since


def test_a_file_that_cannot_be_used_is_trouble(tmp_path: Path) -> None:
    health = app_health(selector_file(tmp_path, "version: 1\napp: crm\n"))
    assert health.trouble
    assert "crm.yaml" in health.problem
    assert health.screens == ()
