"""Files count when nobody writes to them any more."""

import sys
from pathlib import Path

import pytest

from runner.triggers.settling import EMPTY_SECONDS, Settling


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def names(settling: Settling) -> list[str]:
    return [file.name for file in settling.ready()]


def test_a_file_counts_when_it_has_not_changed_for_a_while(tmp_path: Path, clock: Clock) -> None:
    settling = Settling(tmp_path, seconds=5, clock=clock)
    (tmp_path / "a.csv").write_text("value\n1\n")

    assert names(settling) == []
    clock.now += 4
    (tmp_path / "a.csv").write_text("value\n1\n2\n")
    assert names(settling) == []
    clock.now += 4
    assert names(settling) == []
    assert settling.waits
    clock.now += 1

    assert names(settling) == ["a.csv"]
    assert not settling.waits


@pytest.mark.parametrize(
    "name",
    ["~$a.xlsx", ".a.csv", "a.csv.tmp", "a.PART", "a.crdownload", "a.csv.filepart", "a.csv~"],
)
def test_what_programs_keep_while_they_write_is_not_taken(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("value\n1\n")
    (tmp_path / "folder").mkdir()

    assert names(Settling(tmp_path, seconds=0)) == []


def test_only_files_that_are_asked_for_are_taken(tmp_path: Path) -> None:
    for name in ("a.XLSX", "b-draft.xlsx", "c.csv"):
        (tmp_path / name).write_text("x")

    assert names(Settling(tmp_path, files=["*.xlsx"], ignore=["*-draft.*"], seconds=0)) == [
        "a.XLSX"
    ]


def test_an_empty_file_may_be_one_whose_writer_is_slow(tmp_path: Path, clock: Clock) -> None:
    settling = Settling(tmp_path, seconds=0, clock=clock)
    (tmp_path / "a.csv").touch()

    assert names(settling) == []
    clock.now += EMPTY_SECONDS
    assert names(settling) == ["a.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_links_stay_where_they_are_and_are_said(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret.csv").write_text("value\n1\n")
    (inside / "a.csv").symlink_to(tmp_path / "secret.csv")
    settling = Settling(inside, seconds=0)

    assert names(settling) == []
    assert settling.refused == ["'a.csv' is a link, not a file; it is left where it is."]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_a_file_that_somebody_writes_to_is_left_to_him(tmp_path: Path) -> None:
    settling = Settling(tmp_path, seconds=0)
    with (tmp_path / "a.csv").open("w") as writer:
        writer.write("value\n1\n")
        writer.flush()
        assert names(settling) == []

    assert names(settling) == ["a.csv"]
