"""What a recording leaves."""

import json
from pathlib import Path

import pytest

from runner.recording.procedure import procedure_of
from runner.recording.result import NothingRecordedError, bot_name, examples, write_new
from tests.unit.recording.made import EDIT, app, fill, press, read


def test_a_bot_is_named_after_what_leads_to_the_change(tmp_path: Path) -> None:
    assert bot_name(procedure_of(app(tmp_path), EDIT), ()) == "open_hits"
    assert bot_name(procedure_of(app(tmp_path), EDIT), ("open_hits",)) == "open_hits_2"


def test_a_bot_that_only_looks_is_named_after_where_it_looks(tmp_path: Path) -> None:
    acts = [fill("search", "number", "7"), read("saved", "change")]

    assert bot_name(procedure_of(app(tmp_path), acts), ()) == "read_saved"
    assert bot_name(procedure_of(app(tmp_path), [press("form", "save")]), ()) == "save_form"


def test_what_was_typed_becomes_a_feed_of_one_item(tmp_path: Path) -> None:
    assert json.loads(examples(procedure_of(app(tmp_path), EDIT))) == [
        {"number": "A-1001", "street": "Am Markt 1", "born": "1980-02-01"}
    ]


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "bot.py"
    file.write_text("mine")
    with pytest.raises(FileExistsError):
        write_new(file, "new")
    assert file.read_text() == "mine"

    write_new(file, "new", over=True)
    assert file.read_text() == "new"


def test_nothing_recorded_is_a_sentence() -> None:
    assert NothingRecordedError().sentence() == (
        "Nothing was recorded, so nothing was written. Fill, choose and press in the "
        "application's window; Alt + click reads a text."
    )
