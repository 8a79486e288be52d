"""Business keys that stand more than once in one feed; remembers digests, not rows."""

import hashlib
import json
from array import array
from collections.abc import Mapping, Sequence

from runner.item import Problem


def _content_digest(payload: Mapping[str, object]) -> str:
    """SHA-256 of a payload in a canonical form: equal values, equal digest."""
    canonical = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


class SeenKeys:
    """Where each key was met first, and the few that were met again."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}
        self._rows = array("q")
        self._contents = array("Q")
        self._again: dict[int, list[int]] = {}

    def add(self, key: str, row: int, content: Mapping[str, object]) -> None:
        """Remember that `key` stands in `row` with this content."""
        short = _short(key)
        place = len(self._rows)
        self._rows.append(row)
        self._contents.append(int(_content_digest(content)[:16], 16))
        first = self._first.setdefault(short, place)
        if first != place:
            self._again.setdefault(short, [first]).append(place)

    def problem(self, key: str, row: int) -> Problem | None:
        """Why this row must not be entered, or None."""
        places = self._again.get(_short(key))
        if places is None:
            return None
        rows = [self._rows[place] for place in places]
        if len({self._contents[place] for place in places}) == 1:
            if row == rows[0]:
                return None
            return Problem(f"the same as row {rows[0]}; entered once")
        return Problem(f"key {key!r} stands in rows {_and(rows)} with different values; keep one")


def _short(key: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=12).digest()
    )


def _and(rows: Sequence[int]) -> str:
    if len(rows) > 6:
        return f"{', '.join(map(str, rows[:6]))} and {len(rows) - 6} more"
    return f"{', '.join(map(str, rows[:-1]))} and {rows[-1]}"
