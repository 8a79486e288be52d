"""Pictures that are refused, because they would be found anywhere."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from runner.drivers.desktop.eyes.needles import PictureUnusableError, needle


def picture(folder: Path, width: int, height: int, *, plain: bool) -> Path:
    pixels = np.full((height, width, 3), 200, np.uint8)
    if not plain:
        pixels[:, : width // 2] = 20
    file = folder / "release.png"
    cv2.imwrite(str(file), pixels)
    return file


def test_a_tiny_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PictureUnusableError) as caught:
        needle(picture(tmp_path, 7, 40, plain=False))
    assert caught.value.message == (
        "The picture 'release.png' cannot be looked for: with 7 × 40 pixels it is so small that it "
        "would be found by chance."
    )
    assert "deskhand screens pick" in (caught.value.hint or "")


def test_a_plain_area_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        PictureUnusableError, match="one plain area, which would be found everywhere"
    ):
        needle(picture(tmp_path, 60, 30, plain=True))


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "release.png"
    file.write_bytes(b"no picture")
    with pytest.raises(PictureUnusableError, match="it is no picture"):
        needle(file)


def test_a_missing_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PictureUnusableError, match="it is not there"):
        needle(tmp_path / "release.png")


def test_a_picture_that_was_cut_anew_is_read_anew(tmp_path: Path) -> None:
    assert needle(picture(tmp_path, 60, 30, plain=False)).size == (60, 30)
    file = picture(tmp_path, 80, 40, plain=False)
    file.touch()
    assert needle(file).size == (80, 40)
