"""Uploads and downloads; a download is complete or not kept at all."""

import os
import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from runner.drivers.errors import DownloadFailedError
from runner.drivers.web.asking import Asking
from runner.drivers.web.plans import element_plan
from runner.drivers.web.recognition import Shown
from runner.errors import InputError
from runner.screens.model import Element

if TYPE_CHECKING:
    from playwright.sync_api import Download, FileChooser

UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
LONGEST_NAME = 120


class NoFileToUploadError(InputError):
    """The file that is to be uploaded is not there."""

    def __init__(self, file: Path, element: str) -> None:
        super().__init__(f"there is no file {file} to upload into {element!r}.")


class Transfer:
    """Moves files into and out of a screen."""

    def __init__(self, asking: Asking, press: Callable[[Shown, Element, str | None], None]) -> None:
        self._asking = asking
        self._press = press
        self._scene = asking.scene

    def upload(self, shown: Shown, element: Element, file: Path) -> None:
        """Puts a file into a file field, or into the chooser that a button opens."""
        if not file.is_file():
            raise NoFileToUploadError(file, element.name)
        plan = element_plan(element, shown.screen) | {"kind": "file"}
        self._asking.until_ok(shown, "ready", [element], element=plan, typing=False, writes=False)
        if not self._set_directly(shown, file):
            self._by_chooser(shown, element, file)
        self._scene.recorder.event(
            "upload", screen=shown.screen.name, element=element.name, bytes=file.stat().st_size
        )

    def _set_directly(self, shown: Shown, file: Path) -> bool:
        handle = shown.window.aimed_file()
        if handle is None:
            return False
        shown.window.send(
            "DOM.setFileInputFiles", {"files": [str(file.resolve())], "objectId": handle}
        )
        return True

    def _by_chooser(self, shown: Shown, element: Element, file: Path) -> None:
        wait_ms = self._scene.options.wait_seconds * 1000
        choosers: list[FileChooser] = []

        def choose() -> None:
            with shown.window.page.expect_file_chooser(timeout=wait_ms) as opened:
                self._press(shown, element, None)
            choosers.append(opened.value)
            opened.value.set_files(file)

        self._scene.act(shown.window, choose)

    def download(
        self, shown: Shown, element: Element, row: str | None, folder: Path | None
    ) -> Path:
        """Presses the element and keeps the file that comes, under a safe and free name."""
        into = folder or self._scene.options.downloads or self._scene.browser.folder / "kept"
        into.mkdir(parents=True, exist_ok=True)
        download = self._started(shown, element, row)
        why = download.failure()
        if why is not None:
            raise DownloadFailedError(shown.screen.name, element.name, why)
        kept = _moved(Path(download.path()), into, safe_name(download.suggested_filename))
        self._scene.recorder.event(
            "download", screen=shown.screen.name, element=element.name, bytes=kept.stat().st_size
        )
        return kept

    def _started(self, shown: Shown, element: Element, row: str | None) -> "Download":
        from playwright.sync_api import TimeoutError as WaitedTooLong

        wait_ms = self._scene.options.wait_seconds * 1000
        try:
            with shown.window.page.expect_download(timeout=wait_ms) as started:
                self._press(shown, element, row)
        except WaitedTooLong:
            why = f"nothing came within {self._scene.options.wait_seconds:g} s"
            raise DownloadFailedError(shown.screen.name, element.name, why) from None
        return started.value


def safe_name(name: str) -> str:
    """A file's name that stays inside its folder on every system."""
    plain = UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(". ")
    if not plain or RESERVED.fullmatch(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > LONGEST_NAME and dot:
        return f"{stem[: LONGEST_NAME - 1 - len(ending)]}.{ending}"[:LONGEST_NAME]
    return plain[:LONGEST_NAME]


def _moved(file: Path, into: Path, name: str) -> Path:
    # The name is claimed first: two sessions may keep files of one name at the same time.
    stem, dot, ending = name.rpartition(".")
    for number in range(1, 10_000):
        numbered = f"{stem} ({number}){dot}{ending}" if dot else f"{name} ({number})"
        target = into / (name if number == 1 else numbered)
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            continue
        part = target.with_name(f".{target.name}.part")
        shutil.copyfile(file, part)
        part.replace(target)
        return target
    raise FileExistsError(name)
