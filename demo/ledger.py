"""What was really submitted: one JSON line each, synced before the browser gets its answer."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted submit, in the order in which the server accepted them."""

    seq: int
    time: str
    """ISO 8601, UTC."""
    kind: str
    """`update`, `create` or `document`."""
    key: str
    """The customer's number."""
    record: str
    """The change number that the confirmation page shows."""
    request: str
    """The token of the form that was submitted."""
    digest: str
    """SHA-256 over the values; equal values have equal digests."""
    values: dict[str, object]


def digest(values: Values) -> str:
    """SHA-256 of the values, whatever their order."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def entries(path: Path) -> list[Entry]:
    """All entries of a ledger file, also while the server writes to it.

    A last line that was cut off in the middle was never acknowledged and is left out. A missing
    file is an empty ledger. Raises ValueError when any other line is damaged.
    """
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")
    return [_entry(line, number, path) for number, line in enumerate(lines[:-1], start=1) if line]


def duplicates(found: Iterable[Entry]) -> list[Entry]:
    """The entries that came after the first one of the same customer (documents not counted)."""
    seen: set[str] = set()
    again: list[Entry] = []
    for entry in found:
        if entry.kind == "document":
            continue
        if entry.key in seen:
            again.append(entry)
        seen.add(entry.key)
    return again


def entered(found: Iterable[Entry]) -> int:
    """How many customers were created or updated, each counted once."""
    return len(Counter(entry.key for entry in found if entry.kind != "document"))


def _entry(line: bytes, number: int, path: Path) -> Entry:
    try:
        return Entry(**json.loads(line))
    except (ValueError, TypeError) as error:
        raise ValueError(f"Line {number} of the ledger {path.name} is damaged.") from error


class Ledger:
    """Appends to the file; one server process writes, anybody reads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known = entries(path)
        self._drop_torn_line()
        self._file = path.open("ab")

    def append(self, kind: str, key: str, *, record: str, request: str, values: Values) -> Entry:
        """Writes one entry and waits until the disk has it."""
        entry = Entry(
            seq=len(self.known) + 1,
            time=datetime.now(UTC).isoformat(timespec="milliseconds"),
            kind=kind,
            key=key,
            record=record,
            request=request,
            digest=digest(values),
            values=dict(values),
        )
        self._file.write(json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self.known.append(entry)
        return entry

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _drop_torn_line(self) -> None:
        if not self.path.exists():
            return
        whole = self.path.read_bytes()
        kept = whole.rfind(b"\n") + 1
        if kept < len(whole):
            os.truncate(self.path, kept)
