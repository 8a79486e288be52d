"""The order in what was recorded."""

from pathlib import Path

from runner.recording.guessing import Guess
from runner.recording.procedure import procedure_of
from tests.unit.recording.made import EDIT, app, fill, press, read, rows


def test_what_is_typed_becomes_the_fields_of_an_item(tmp_path: Path) -> None:
    procedure = procedure_of(app(tmp_path), EDIT)

    assert [(one.name, one.kind, one.title, one.personal) for one in procedure.fields] == [
        ("number", Guess.TEXT, "Number", False),
        ("street", Guess.TEXT, "Street", False),
        ("born", Guess.DATE, "Born", True),
    ]


def test_what_is_done_on_one_screen_is_one_turn(tmp_path: Path) -> None:
    turns = procedure_of(app(tmp_path), EDIT).turns

    assert [
        (one.screen, [f.element for f in one.fills], one.press, one.reads) for one in turns
    ] == [
        ("home", [], "search", []),
        ("search", ["number"], "find", []),
        ("hits", [], "open", []),
        ("form", ["street", "born"], "save", []),
        ("saved", [], "", ["change"]),
    ]
    assert [one.writes for one in turns] == [False, False, False, True, False]


def test_the_key_of_a_row_is_the_field_that_was_typed_before(tmp_path: Path) -> None:
    procedure = procedure_of(app(tmp_path), EDIT)

    assert procedure.turns[2].row is procedure.fields[0]


def test_the_key_of_a_row_that_nobody_typed_is_a_field_of_its_own(tmp_path: Path) -> None:
    procedure = procedure_of(app(tmp_path), [press("hits", "open", "A-7", "number")])

    assert [(one.name, one.value) for one in procedure.fields] == [("number", "A-7")]
    assert procedure.turns[0].row is procedure.fields[0]


def test_the_field_that_made_the_page_come_back_is_a_choice(tmp_path: Path) -> None:
    acts = [
        fill("form", "street", "Am Markt 1"),
        fill("form", "country", "Greece"),
        fill("form", "region", "Attika", born=2.0),
    ]
    first, second = procedure_of(app(tmp_path), acts).turns

    assert [one.element for one in first.fills] == ["street"]
    assert first.choice is not None
    assert first.choice.element == "country"
    assert [one.element for one in second.fills] == ["region"]


def test_the_same_datum_twice_is_one_field_and_the_same_word_is_not(tmp_path: Path) -> None:
    acts = [
        fill("search", "number", "A-1001"),
        fill("form", "street", "A-1001"),
        fill("form", "country", "Luxembourg"),
        fill("form", "region", "Luxembourg"),
    ]
    fields = procedure_of(app(tmp_path), acts).fields

    assert [one.name for one in fields] == ["number", "country", "region"]


def test_a_field_is_not_called_like_what_every_model_has(tmp_path: Path) -> None:
    procedure = procedure_of(app(tmp_path), [fill("form", "copy", "yes")])

    assert [one.name for one in procedure.fields] == ["copy_2"]
    assert procedure.turns[0].fills[0].element == "copy"


def test_secrets_are_told_and_not_taken(tmp_path: Path) -> None:
    procedure = procedure_of(app(tmp_path), [fill("form", "pin", None), press("form", "save")])

    assert procedure.fields == ()
    assert procedure.by_hand == ("pin on form (a secret)",)


def test_what_follows_a_look_or_a_table_is_a_new_turn(tmp_path: Path) -> None:
    acts = [
        rows("hits", "hits"),
        read("saved", "change"),
        read("saved", "by"),
        press("form", "save"),
    ]
    turns = procedure_of(app(tmp_path), acts).turns

    assert [(one.rows, one.reads, one.press) for one in turns] == [
        ("hits", [], ""),
        ("", ["change", "by"], ""),
        ("", [], "save"),
    ]
