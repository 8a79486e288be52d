"""Where a run's evidence is kept."""

import os
from pathlib import Path

import pytest

from runner.evidence.errors import LittleSpaceError, NotWritableError
from runner.evidence.folder import EvidenceFolder, replaced_whole, safe_name
from runner.item import ItemId, RunId


def test_only_the_owner_may_look(tmp_path: Path) -> None:
    folder = EvidenceFolder.create(tmp_path / "evidence", RunId("r1"), needed_bytes=0)
    picture = folder.keep_picture(folder.picture(ItemId(7), 1, 3, "After save!"), b"jpeg")

    assert picture.relative_to(tmp_path).as_posix() == "evidence/r1/pictures/7-1-03-After-save.jpg"
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert folder.pictures.stat().st_mode & 0o777 == 0o700
    assert picture.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in folder.pictures.iterdir()] == [picture.name]


def test_a_folder_is_taken_up_again(tmp_path: Path) -> None:
    first = EvidenceFolder.create(tmp_path, RunId("r1"), needed_bytes=0)
    first.log.write_text("x")

    assert EvidenceFolder.create(tmp_path, RunId("r1"), needed_bytes=0).log.read_text() == "x"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\x\0y", "C-x-y"),
        ("con", "_con"),
        ("-rf", "rf"),
        ("Größe ändern", "Groe-andern"),
        ("王小明", "unnamed"),
        ("x" * 300, "x" * 60),
        ("", "unnamed"),
    ],
)
def test_names_are_safe_everywhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_too_little_space(tmp_path: Path) -> None:
    with pytest.raises(LittleSpaceError) as caught:
        EvidenceFolder.create(tmp_path, RunId("r1"), needed_bytes=2**60)

    assert "a run needs 1,099,511,627,776 MB for its evidence." in caught.value.sentence()
    assert "--pictures failure" in caught.value.sentence()


def test_a_file_in_the_folders_place(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("")

    with pytest.raises(NotWritableError, match=r"cannot be written: file exists\."):
        EvidenceFolder.create(tmp_path / "evidence", RunId("r1"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(NotWritableError, match="permission denied"):
        EvidenceFolder.create(tmp_path / "evidence", RunId("r1"))


def test_an_unfinished_file_never_takes_the_place(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("old")

    def fail() -> None:
        with replaced_whole(target) as unfinished:
            unfinished.write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]
    assert target.read_text() == "old"
