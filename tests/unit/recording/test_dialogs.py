"""Rules for dialogs that a person has answered."""

from pathlib import Path

import pytest

from runner.recording.dialogs import AnsweredDialog, text_rule
from runner.screens.editing import SelectorEdit
from runner.screens.layout import CannotEditError
from runner.screens.load import load
from runner.screens.model import DialogKind
from tests.unit.recording.made import app as made_app


def answered(text: str, kind: str = "confirm", *, accepted: bool = True) -> AnsweredDialog:
    return AnsweredDialog.of({"kind": kind, "text": text, "accepted": accepted, "typed": "x"})


@pytest.mark.parametrize(
    ("text", "typed", "rule"),
    [
        ("Save  changes?", [], "Save changes?"),
        ("Delete A-100 for good?", ["A-100"], {"contains": "for good?"}),
        ("Really? A-100", ["A-100", "100"], {"contains": "Really?"}),
        ("A-100?", ["A-100"], None),
        ("", [], None),
    ],
)
def test_a_rule_says_nothing_of_what_was_typed(text: str, typed: list[str], rule: object) -> None:
    assert text_rule(text, typed) == rule


def test_a_prompt_is_left_to_a_person() -> None:
    assert answered("Reason for the change", "prompt").rule([]) is None


def test_leaving_a_page_needs_no_text() -> None:
    assert answered("", "beforeunload").rule([]) == {"kind": "beforeunload", "answer": "accept"}


ONE = "{kind: alert, answer: accept}"
NEW = "{kind: confirm, text: Sure?, answer: dismiss}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"dialogs:\n  - {NEW}\n"),
        (f"dialogs:\n  - {ONE}  # kept\n", f"dialogs:\n  - {ONE}  # kept\n  - {NEW}\n"),
        (f"dialogs: [{ONE}]\n", f"dialogs: [{ONE}, {NEW}]\n"),
        ("dialogs: []\n", f"dialogs: [{NEW}]\n"),
        (f"dialogs:\n- {ONE}", f"dialogs:\n- {ONE}\n- {NEW}\n"),
    ],
)
def test_a_rule_is_written_behind_the_others(tmp_path: Path, before: str, after: str) -> None:
    folder = tmp_path / "selectors"
    folder.mkdir()
    file = made_app(folder).path
    screens = file.read_text()
    file.write_text(screens + before)
    dialog = answered("Sure?", accepted=False)
    rule = dialog.rule([])
    assert rule is not None
    assert not dialog.known_to(load(file))
    edit = SelectorEdit(file)
    edit.add_dialog(rule)
    edit.save("test")

    assert file.read_text().removeprefix(screens).lstrip("\n") == after
    assert load(file).dialogs[-1].kind is DialogKind.CONFIRM
    assert dialog.known_to(load(file))


def test_a_list_that_is_shared_is_left_to_a_person(tmp_path: Path) -> None:
    folder = tmp_path / "selectors"
    folder.mkdir()
    file = made_app(folder).path
    file.write_text(file.read_text() + f"dialogs: &rules\n  - {ONE}\n")

    with pytest.raises(CannotEditError, match="it is shared by an anchor"):
        SelectorEdit(file).add_dialog({"kind": "confirm", "answer": "accept"})
