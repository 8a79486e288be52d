"""Where dropped files go, and the word that lies beside them."""

import threading
from pathlib import Path

import pytest

from runner.triggers.dropping import DropFolder, digest_of


def dropped(folder: Path, name: str, text: str = "x") -> Path:
    file = folder / name
    file.write_text(text)
    return file


def test_a_claimed_file_is_found_again_and_ends_with_a_word_beside_it(tmp_path: Path) -> None:
    drop = DropFolder(tmp_path)
    claimed = drop.claim(dropped(tmp_path, "a.csv"))

    assert claimed is not None
    assert list(drop.claimed()) == [claimed]
    drop.done(claimed, "Taken in.")
    assert list(drop.claimed()) == []
    assert (tmp_path / "done" / "a.csv").read_text() == "x"
    assert (tmp_path / "done" / "a.csv.note.txt").read_text() == "Taken in.\n"
    assert list((tmp_path / ".deskhand-work").iterdir()) == []


def test_names_that_are_taken_get_a_number(tmp_path: Path) -> None:
    drop = DropFolder(tmp_path)
    for number in range(3):
        claimed = drop.claim(dropped(tmp_path, "a.csv", str(number)))
        assert claimed is not None
        drop.reject(claimed, f"Reason {number}.")

    assert {file.name: file.read_text() for file in (tmp_path / "rejected").glob("*.csv")} == {
        "a.csv": "0",
        "a (2).csv": "1",
        "a (3).csv": "2",
    }
    assert (tmp_path / "rejected" / "a (3).csv.reason.txt").read_text() == "Reason 2.\n"


def test_the_word_of_a_process_that_died_before_it_moved_the_file_is_used(tmp_path: Path) -> None:
    drop = DropFolder(tmp_path)
    claimed = drop.claim(dropped(tmp_path, "a.csv"))
    assert claimed is not None
    (tmp_path / "done").mkdir()
    (tmp_path / "done" / "a.csv.note.txt").write_text("Taken in.\n")

    assert drop.done(claimed, "Taken in.").name == "a.csv"


def test_of_a_file_that_went_away_no_word_is_left(tmp_path: Path) -> None:
    drop = DropFolder(tmp_path)
    claimed = drop.claim(dropped(tmp_path, "a.csv"))
    assert claimed is not None
    claimed.file.unlink()

    with pytest.raises(FileNotFoundError):
        drop.done(claimed, "Taken in.")
    assert list((tmp_path / "done").iterdir()) == []


def test_a_file_that_is_gone_is_not_claimed(tmp_path: Path) -> None:
    drop = DropFolder(tmp_path)

    assert drop.claim(tmp_path / "a.csv") is None
    assert list(drop.claimed()) == []


def test_taking_a_digest_ends_when_it_is_to_stop(tmp_path: Path) -> None:
    stop = threading.Event()
    file = dropped(tmp_path, "a.csv", "x")

    assert digest_of(file, stop) == (
        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
        1,
    )
    stop.set()
    assert digest_of(file, stop) is None
