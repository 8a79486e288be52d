"""A Playwright trace of a session: kept for its owner only, without what is known to be hidden."""

import base64
import html
import json
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from runner.secret import MASK

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

SIGNED_IN_BY = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie"})
"""Headers that let whoever has them in."""
SHORT = 3
"""Texts of so many characters are masked only where they stand alone."""
NETWORK = ".network"


class Trace:
    """Records from the end of a sign-in to the next one, or to the end of the session.

    What is typed while signing in is in no trace. Pictures of the screen, which cannot be masked
    afterwards, are not in it either; the pages themselves are.
    """

    def __init__(self, context: "BrowserContext", target: Path | None, folder: Path) -> None:
        self._context = context
        self._target = target
        self._raw = folder / "trace.zip"
        """Not masked yet: in a folder that nobody else can read."""
        self._running = False

    def begin(self) -> None:
        """Records from now on, where a trace is wanted."""
        if self._target is not None and not self._running:
            self._context.tracing.start(screenshots=False, snapshots=True)
            self._running = True

    def end(self, hidden: Iterable[str]) -> None:
        """Writes what was recorded, without the texts in `hidden`; in doubt nothing is kept."""
        if self._target is None or not self._running:
            return
        self._running = False
        try:
            self._context.tracing.stop(path=self._raw)
            self._target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_masked(self._raw, self._free(self._target), hidden)
        finally:
            self._raw.unlink(missing_ok=True)

    def _free(self, target: Path) -> Path:
        names = (target.with_stem(f"{target.stem}-{number}") for number in range(2, 10_000))
        return next(one for one in (target, *names) if not one.exists())


def write_masked(raw: Path, target: Path, hidden: Iterable[str]) -> None:
    """Copies a trace, its headers and texts masked, into a file that its owner alone can read."""
    pattern = _pattern(hidden)
    try:
        made = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with (
            os.fdopen(made, "wb") as file,
            zipfile.ZipFile(raw) as source,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as kept,
        ):
            for name in source.namelist():
                kept.writestr(name, _masked(name, source.read(name), pattern))
    except BaseException:
        with suppress(OSError):
            target.unlink()
        raise


def _masked(name: str, content: bytes, pattern: re.Pattern[str] | None) -> bytes:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return content
    if name.endswith(NETWORK):
        text = "".join(f"{_without_keys(line)}\n" for line in text.splitlines())
    return (pattern.sub(MASK, text) if pattern else text).encode()


def _without_keys(line: str) -> str:
    entry = json.loads(line)
    for part in _parts(entry):
        for header in part.get("headers", ()):
            if str(header.get("name", "")).lower() in SIGNED_IN_BY:
                header["value"] = MASK
        for cookie in part.get("cookies", ()):
            cookie["value"] = MASK
    return json.dumps(entry, ensure_ascii=False)


def _parts(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    snapshot = entry.get("snapshot", {})
    yield from (snapshot[part] for part in ("request", "response") if part in snapshot)


def _pattern(hidden: Iterable[str]) -> re.Pattern[str] | None:
    forms = {form for text in hidden if text.strip() for form in _forms(text)}
    ordered = sorted(forms, key=len, reverse=True)
    return re.compile("|".join(map(_alone, ordered))) if ordered else None


def _alone(form: str) -> str:
    return rf"(?<!\w){re.escape(form)}(?!\w)" if len(form) <= SHORT else re.escape(form)


def _forms(text: str) -> Iterator[str]:
    """A text as pages, forms and scripts write it."""
    yield text
    yield quote(text, safe="")
    yield quote_plus(text)
    yield base64.b64encode(text.encode()).decode()
    for escaped in (html.escape(text), html.escape(text, quote=False)):
        yield escaped
        yield json.dumps(escaped, ensure_ascii=False)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]
    yield json.dumps(text)[1:-1]
