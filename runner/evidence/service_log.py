"""The log of a service: one line a sentence, for its owner's eyes, never more than 25 MB."""

import logging
import os
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Self

from runner.evidence.errors import NotWritableError

MOST_BYTES = 5 * 2**20
"""A file of this size is put aside."""

KEPT = 4
"""So many files that were put aside are kept."""

LONGEST = 2000
"""Characters of a line."""


class ServiceLog:
    """Writes sentences to `service.log`, each with its time in UTC; safe for threads.

    Raises:
        NotWritableError: the file cannot be made.
    """

    def __init__(self, file: Path, *, most_bytes: int = MOST_BYTES, kept: int = KEPT) -> None:
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._handler = _Private(
                file, maxBytes=most_bytes, backupCount=kept, encoding="utf-8", errors="replace"
            )
        except OSError as error:
            raise NotWritableError(file, error) from error
        self.file = file

    def __call__(self, sentence: str) -> None:
        """Write a line. A full disk does not stop a service: then nothing is written."""
        one_line = "".join(char if char.isprintable() else " " for char in sentence[:LONGEST])
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        record = logging.LogRecord("deskhand", logging.INFO, "", 0, f"{now} {one_line}", None, None)
        self._handler.handle(record)

    def close(self) -> None:
        """Close the file."""
        self._handler.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _Private(RotatingFileHandler):
    """A file that only its owner can read, and that is silent when it cannot be written."""

    def _open(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 - the library's own signature
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8", errors="replace")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Nothing: there is no place left where it could be said."""
