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
    """Where each key stands; all are added before the first is asked about.

    Of a million keys it holds numbers only, and while they are added a set of them.
    """

    def __init__(self) -> None:
        self._keys = array("Q")
        self._rows = array("q")
        self._contents = array("Q")
        self._seen: set[int] = set()
        self._twice: set[int] = set()
        self._again: dict[int, list[int]] | None = None

    def add(self, key: str, row: int, content: Mapping[str, object]) -> None:
        """Remember that `key` stands in `row` with this content."""
        short = _short(key)
        self._keys.append(short)
        self._rows.append(row)
        self._contents.append(int(_content_digest(content)[:16], 16))
        (self._twice if short in self._seen else self._seen).add(short)

    def problem(self, key: str, row: int) -> Problem | None:
        """Why this row must not be entered, or None."""
        if self._again is None:
            self._again = self._places()
        places = self._again.get(_short(key))
        if places is None:
            return None
        rows = [self._rows[place] for place in places]
        if len({self._contents[place] for place in places}) == 1:
            if row == rows[0]:
                return None
            return Problem(f"the same as row {rows[0]}; entered once")
        return Problem(f"key {key!r} stands in rows {_and(rows)} with different values; keep one")

    def _places(self) -> dict[int, list[int]]:
        """Where the keys stand that stand more than once; the set has done its work then."""
        self._seen = set()
        again: dict[int, list[int]] = {key: [] for key in self._twice}
        if again:
            for place, key in enumerate(self._keys):
                if key in again:
                    again[key].append(place)
        return again


def _short(key: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    )


def _and(rows: Sequence[int]) -> str:
    if len(rows) > 6:
        return f"{', '.join(map(str, rows[:6]))} and {len(rows) - 6} more"
    return f"{', '.join(map(str, rows[:-1]))} and {rows[-1]}"
