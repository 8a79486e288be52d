"""What the keys of a display mean now: which stroke gives which sign, and which key is spare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

SHIFT_L, CONTROL_L, ALT_L, SUPER_L, LEVEL_3 = 0xFFE1, 0xFFE3, 0xFFE9, 0xFFEB, 0xFE03
FIRST_KEYCODE = 8
FUNCTION_KEYS = range(0xFE00, 0x10000)
"""Keysyms of keys that give no sign: Return, F1, Ctrl; the same in every layout."""
COLUMNS_BY_GROUP = ((0, 1, 4, 5), (2, 3, 6, 7))
"""Where the core protocol keeps the four levels of the first two groups.

Source: X Keyboard Extension: Protocol Specification, section 12.4, from XKB to the core map.
"""


class Level(IntEnum):
    """Which of the signs on a key."""

    PLAIN = 0
    SHIFT = 1
    ALTGR = 2
    SHIFT_ALTGR = 3


@dataclass(frozen=True, slots=True)
class Stroke:
    """One press and release of a key, with other keys held."""

    keycode: int
    held: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """The keyboard map of one moment."""

    rows: Sequence[Sequence[int]]
    """What each key from the first on gives, in the columns of the core protocol."""
    group: int = 0
    """The layout that is active where there are several."""
    lent: frozenset[int] = frozenset()
    """Keys that do not count: they mean what they mean only for a while."""

    def spare(self) -> list[int]:
        """Keys that give nothing."""
        return [keycode for keycode, row in enumerate(self.rows, FIRST_KEYCODE) if not any(row)]

    def gives(self, keycode: int, keysym: int) -> bool:
        """Whether a key gives this and nothing else."""
        row = self.rows[keycode - FIRST_KEYCODE]
        return keysym in row and not set(row) - {keysym, 0}

    def keys(self) -> dict[int, int]:
        """Keysym → key, for all that is given without holding another key."""
        found = {
            keysym: keycode
            for keycode, row in reversed(list(enumerate(self.rows, FIRST_KEYCODE)))
            for keysym in row
            if keysym in FUNCTION_KEYS and keycode not in self.lent
        }
        return found | {keysym: key for keysym, (key, _) in self._signs((Level.PLAIN,)).items()}

    def strokes(self) -> Mapping[int, Stroke]:
        """Keysym → stroke, for everything that the active layout gives."""
        holding = {level: self._holding(level) for level in Level}
        able = tuple(level for level, held in holding.items() if held is not None)
        return {
            keysym: Stroke(key, holding[level] or ())
            for keysym, (key, level) in self._signs(able).items()
        }

    def _signs(self, levels: tuple[Level, ...]) -> dict[int, tuple[int, Level]]:
        found: dict[int, tuple[int, Level]] = {}
        if self.group >= len(COLUMNS_BY_GROUP):
            return found
        for level in levels:
            for keycode, row in enumerate(self.rows, FIRST_KEYCODE):
                keysym = self._at(row, level)
                if keysym and keycode not in self.lent:
                    found.setdefault(keysym, (keycode, level))
        return found

    def _at(self, row: Sequence[int], level: Level) -> int:
        column = COLUMNS_BY_GROUP[self.group][level]
        keysym = row[column] if column < len(row) else 0
        if keysym or self.group == 0:
            return keysym
        # A key without a second group means the same in all of them.
        other = COLUMNS_BY_GROUP[1]
        if any(row[one] for one in other if one < len(row)):
            return 0
        return row[COLUMNS_BY_GROUP[0][level]]

    def _holding(self, level: Level) -> tuple[int, ...] | None:
        needed = {
            Level.PLAIN: (),
            Level.SHIFT: (SHIFT_L,),
            Level.ALTGR: (LEVEL_3,),
            Level.SHIFT_ALTGR: (SHIFT_L, LEVEL_3),
        }[level]
        keys = self.keys()
        return tuple(keys[one] for one in needed) if set(needed) <= set(keys) else None
