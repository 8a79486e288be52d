"""The log of a run: JSON lines, one event a line, masked before anything else is done to it."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

# A logger of its own: the global one belongs to the bots, and its handlers to whoever adds them.
from loguru import _logger as _loguru_parts

from runner.evidence.errors import NotWritableError
from runner.evidence.mask import Masker

if TYPE_CHECKING:
    from loguru import Logger as LoggerType
    from loguru import Message

MAX_TEXT = 4_000
"""Characters of one text in a line."""
MAX_LINE = 32_000
"""Bytes of one line."""
_DEPTH = 6
# What a terminal or an editor would act on, although JSON allows it inside a text.
_UNSEEN = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


class RunLog:
    """Appends events to a run's log; several processes may append to the same file.

    Example:
        >>> log = RunLog(Path("/tmp/log.jsonl"), Masker(), run="r1")  # doctest: +SKIP
        >>> log.bound(item=17, attempt=1).event("item_started")  # doctest: +SKIP
    """

    def __init__(self, path: Path, masker: Masker, *, run: str, worker: str | None = None) -> None:
        self._masker = masker
        self._sink = _LineSink(path)
        self._logger = _private_logger()
        self._logger.add(self._write, format="{message}", level=0, catch=False)
        self._logger = self._logger.bind(run=run, worker=worker)

    def bound(self, **context: object) -> "RunLog":
        """The same log, with `item`, `attempt` or the like said in every line."""
        log = object.__new__(RunLog)
        log._masker, log._sink = self._masker, self._sink
        log._logger = self._logger.bind(**context)
        return log

    def event(self, action: str, /, *, level: str = "INFO", **details: object) -> None:
        """Write one line.

        Args:
            action: What happened, as one word: `item_done`, `picture_kept`.
            level: `DEBUG`, `INFO`, `WARNING` or `ERROR`.
            details: Anything; masked, shortened and written as JSON.

        Raises:
            NotWritableError: the disk is full or the file cannot be written.
        """
        self._logger.bind(details=details).log(level, action)

    def close(self) -> None:
        """Close the file; the log is whole after every event anyway."""
        self._logger.remove()
        self._sink.close()

    def _write(self, message: "Message") -> None:
        record = message.record
        extra = dict(record["extra"])
        details = extra.pop("details")
        line = {
            "time": record["time"].astimezone(UTC).isoformat(timespec="milliseconds"),
            "level": record["level"].name,
            "action": record["message"],
            **{name: value for name, value in extra.items() if value is not None},
        }
        masked = self._masker.value(line)
        if details:
            masked = {**_as_mapping(masked), "details": self._masker.value(details)}
        self._sink.write(_encoded(_as_mapping(masked)))


class _LineSink:
    """One file, opened for appending; every line is one write."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            self._heal()
        except OSError as error:
            raise NotWritableError(path, error) from error

    def write(self, line: bytes) -> None:
        try:
            written = os.write(self._descriptor, line)
            if written < len(line):
                os.write(self._descriptor, line[written:])
        except OSError as error:
            raise NotWritableError(self._path, error) from error

    def close(self) -> None:
        os.close(self._descriptor)

    def _heal(self) -> None:
        """End a line that a killed process left unfinished."""
        size = os.fstat(self._descriptor).st_size
        if not size:
            return
        os.lseek(self._descriptor, size - 1, os.SEEK_SET)
        if os.read(self._descriptor, 1) != b"\n":
            os.write(self._descriptor, b"\n")


def read_log(path: Path) -> Iterator[Mapping[str, object]]:
    """The events of a log, oldest first; a line that a killed process left torn is skipped."""
    with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for line in file:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict):
                yield event


def _private_logger() -> "LoggerType":
    parts: Any = _loguru_parts
    logger: LoggerType = parts.Logger(
        core=parts.Core(),
        exception=None,
        depth=0,
        record=False,
        lazy=False,
        colors=False,
        raw=False,
        capture=False,
        patchers=[],
        extra={},
    )
    return logger


def _as_mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, Mapping) else {"value": value}


def _encoded(line: Mapping[str, object]) -> bytes:
    encoded = _json(_shortened(line, MAX_TEXT))
    if len(encoded) > MAX_LINE:
        encoded = _json(_shortened(line, 200))
    if len(encoded) > MAX_LINE:
        rest = {name: value for name, value in line.items() if name != "details"}
        encoded = _json({**rest, "details": f"left out: {len(encoded):,} bytes"})
    return encoded


def _json(line: object) -> bytes:
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    return (_UNSEEN.sub(_escaped, text) + "\n").encode()


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _shortened(value: object, limit: int, depth: int = 0) -> object:
    if depth > _DEPTH:
        return "…"
    if isinstance(value, str):
        return value if len(value) <= limit else f"{value[:limit]}… ({len(value):,} characters)"
    if isinstance(value, Mapping):
        return {str(k)[:100]: _shortened(v, limit, depth + 1) for k, v in value.items()}
    if isinstance(value, list):
        kept = [_shortened(inner, limit, depth + 1) for inner in value[:100]]
        return [*kept, f"… {len(value) - 100:,} more"] if len(value) > 100 else kept
    return value
