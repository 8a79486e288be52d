"""Frames of windows on displays of their own."""

from pathlib import Path

import pytest

from runner.drivers.desktop.decorating import settings

USUAL = "<theme><name>Clearlooks</name><titleLayout>NLIMC</titleLayout></theme>"


def test_title_bars_have_titles_only(tmp_path: Path) -> None:
    source = tmp_path / "rc.xml"
    source.write_text(USUAL, encoding="utf-8")

    option, file = settings("openbox", tmp_path, source)

    assert option == "--config-file"
    assert Path(file).read_text(encoding="utf-8") == USUAL.replace("NLIMC", "L")


@pytest.mark.parametrize(("manager", "there"), [("openbox", False), ("twm", True)])
def test_others_are_started_as_they_are(tmp_path: Path, manager: str, there: bool) -> None:
    source = tmp_path / "rc.xml"
    if there:
        source.write_text(USUAL, encoding="utf-8")

    assert settings(manager, tmp_path, source) == []
