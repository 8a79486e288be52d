"""The old Office container: a small file system inside a file; read just far enough for .xls."""

import struct
from collections.abc import Sequence

_LAST_SECTOR = 0xFFFFFFFA
"""Sector numbers from here on mean: end of chain, free, or table of tables."""
_SECTOR_POWERS = (9, 12)
_MINI_SECTOR = 64
_ENTRY = 128


def read_stream(content: bytes, names: Sequence[str]) -> bytes | None:
    """The content of the first stream of one of these names, or None where there is none.

    Raises:
        ValueError: the container is cut off or damaged.
    """
    try:
        return _Container(content).stream(names)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError("the container is damaged") from error


class _Container:
    def __init__(self, content: bytes) -> None:
        self._content = content
        (power,) = struct.unpack_from("<H", content, 30)
        if power not in _SECTOR_POWERS:
            raise IndexError(power)
        self._sector = 1 << power
        self._table = self._allocation()
        (first_directory,) = struct.unpack_from("<I", content, 48)
        (self._cutoff, first_mini) = struct.unpack_from("<II", content, 56)
        self._directory = self._chain(first_directory)
        mini = self._chain(first_mini)
        self._mini_table = list(struct.unpack(f"<{len(mini) // 4}I", mini))

    def stream(self, names: Sequence[str]) -> bytes | None:
        root_first = struct.unpack_from("<I", self._directory, 116)[0]
        if len(self._directory) % _ENTRY:
            raise IndexError(len(self._directory))
        for start in range(0, len(self._directory), _ENTRY):
            length = struct.unpack_from("<H", self._directory, start + 64)[0]
            name = self._directory[start : start + max(length - 2, 0)].decode("utf-16-le")
            if name in names:
                first, size = struct.unpack_from("<II", self._directory, start + 116)
                # Short streams share the sectors of one stream that belongs to the root.
                short = size < self._cutoff
                whole = self._mini_chain(root_first, first) if short else self._chain(first)
                return whole[:size]
        return None

    def _allocation(self) -> list[int]:
        content, per_sector = self._content, self._sector // 4
        numbers = list(struct.unpack_from("<109I", content, 76))
        more, count = struct.unpack_from("<II", content, 68)
        # A damaged count would go round in a circle for as long as it says.
        for _ in range(min(count, len(content) // self._sector)):
            if more >= _LAST_SECTOR:
                break
            block = struct.unpack_from(f"<{per_sector}I", content, (more + 1) * self._sector)
            numbers += block[:-1]
            more = block[-1]
        table: list[int] = []
        for number in numbers:
            if number < _LAST_SECTOR:
                start = (number + 1) * self._sector
                table += struct.unpack_from(f"<{per_sector}I", content, start)
        return table

    def _chain(self, first: int) -> bytes:
        numbers = _followed(self._table, first)
        size = self._sector
        if any((number + 2) * size > len(self._content) for number in numbers[:-1]):
            raise IndexError(first)
        return b"".join(self._content[(n + 1) * size : (n + 2) * size] for n in numbers)

    def _mini_chain(self, root_first: int, first: int) -> bytes:
        whole = self._chain(root_first)
        numbers = _followed(self._mini_table, first)
        return b"".join(whole[n * _MINI_SECTOR : (n + 1) * _MINI_SECTOR] for n in numbers)


def _followed(table: Sequence[int], first: int) -> list[int]:
    """The sectors of a chain; one that runs in a circle ends where it would begin again."""
    numbers: list[int] = []
    while first < _LAST_SECTOR and len(numbers) <= len(table):
        numbers.append(first)
        first = table[first]
    return numbers
