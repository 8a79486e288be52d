"""What commands change in a selector file can be undone, and nothing made by hand is lost."""

from pathlib import Path

import pytest

from runner.account import who
from runner.screens.editing import SelectorEdit
from runner.screens.errors import SelectorFileError
from runner.screens.history import EditedSinceError, History, NoVersionError
from runner.screens.model import By, Locator, Place

TEXT = """\
version: 1
app: crm
address: http://x/
screens:
  form:
    shown_by: {heading: Customer}
    elements:
      street: {label: Street}
"""
CITY = Locator(By.LABEL, "City", Place(Path(), 0))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "selectors" / "crm.yaml"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    return path


def change(file: Path, name: str) -> str:
    edit = SelectorEdit(file)
    edit.add_element("form", name, [CITY])
    edit.save(f"repair {name}")
    return file.read_text()


def test_a_change_is_kept_with_who_when_and_why(file: Path) -> None:
    change(file, "one")
    (version,) = History(file).versions()

    assert (version.number, version.who, version.why) == (1, who(), "repair one")
    assert version.at.tzinfo is not None
    assert History(file).content(1).decode() == TEXT


def test_the_last_version_comes_back_and_the_way_back_can_be_undone(file: Path) -> None:
    changed = change(file, "one")
    History(file).undo()
    undone = file.read_text()
    History(file).undo()

    assert (undone, file.read_text()) == (TEXT, changed)
    assert [version.why for version in History(file).versions()] == [
        "repair one",
        "change 1 undone",
        "change 2 undone",
    ]


def test_any_version_comes_back_by_its_number(file: Path) -> None:
    change(file, "one")
    change(file, "two")
    History(file).undo(1)

    assert file.read_text() == TEXT


def test_the_difference_is_said_before(file: Path) -> None:
    change(file, "one")

    assert "-      one: {label: City}" in History(file).difference(1).splitlines()


def test_an_edit_made_by_hand_is_not_lost(file: Path) -> None:
    by_hand = change(file, "one").replace("City", "Town")
    file.write_text(by_hand)

    with pytest.raises(EditedSinceError, match=r"crm\.yaml was changed by hand since change 1 "):
        History(file).undo()
    assert file.read_text() == by_hand

    History(file).undo(anyway=True)
    assert file.read_text() == TEXT
    History(file).undo()
    assert file.read_text() == by_hand


def test_nothing_to_bring_back_is_said(file: Path) -> None:
    with pytest.raises(NoVersionError, match=r"no earlier version of crm\.yaml"):
        History(file).undo()
    change(file, "one")
    with pytest.raises(NoVersionError, match=r"no version 7 of crm\.yaml"):
        History(file).undo(7)


def test_a_version_that_cannot_be_used_does_not_come_back(file: Path) -> None:
    changed = change(file, "one")
    (kept,) = file.parent.parent.glob(".deskhand/history/crm/*.yaml")
    kept.write_text(TEXT.replace("label", "lable"))

    with pytest.raises(SelectorFileError, match="unknown key 'lable'"):
        History(file).undo()
    assert file.read_text() == changed


def test_what_is_kept_stays_out_of_version_control_and_private(file: Path) -> None:
    change(file, "one")
    folder = file.parent.parent / ".deskhand"

    assert (folder / ".gitignore").read_text() == "*\n"
    assert folder.stat().st_mode & 0o077 == 0
