"""Files: uploads, and downloads that are complete or not there."""

from pathlib import Path

import pytest

from runner.drivers.errors import DownloadFailedError
from runner.drivers.web import WebSession
from runner.drivers.web.transfer import NoFileToUploadError

pytestmark = pytest.mark.browser


def test_uploads_into_a_field_and_by_a_chooser(desk: WebSession, tmp_path: Path) -> None:
    file = tmp_path / "Übersicht 一.txt"
    file.write_text("x", encoding="utf-8")
    screen = desk.go("files").upload(document=file, attach=file)
    assert screen.read("name") == file.name
    assert screen.read("attached") == file.name
    with pytest.raises(NoFileToUploadError, match=r"no file .*absent\.txt"):
        screen.upload(document=tmp_path / "absent.txt")


def test_keeps_a_download_under_a_safe_and_free_name(desk: WebSession, tmp_path: Path) -> None:
    screen = desk.go("files")
    kept = [screen.download("export", folder=tmp_path) for _ in range(2)]
    assert kept[0].read_text(encoding="utf-8") == "a;b\n1;2\n"
    assert all(file.parent == tmp_path for file in kept)
    assert kept[0].name != kept[1].name
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(file.name for file in kept)
    assert desk.on("files").shows("export")


def test_a_download_that_breaks_off_leaves_nothing(desk: WebSession, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailedError, match="Nothing was kept"):
        desk.go("files").download("broken", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_download_that_does_not_come_is_a_sentence(desk: WebSession, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailedError, match="nothing came within 4 s"):
        desk.go("files").download("nothing", folder=tmp_path)
