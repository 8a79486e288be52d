"""What the keys of a display mean now: which stroke gives which sign, and which key is spare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from runner.drivers.desktop.hands.signs import modern

SHIFT_L, CONTROL_L, ALT_L, SUPER_L, LEVEL_3 = 0xFFE1, 0xFFE3, 0xFFE9, 0xFFEB, 0xFE03
FIRST_KEYCODE = 8
FUNCTION_KEYS = range(0xFE00, 0x10000)
"""Keysyms of keys that give no sign: Return, F1, Ctrl; the same in every layout."""


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
class Key:
    """What one key gives."""

    levels: tuple[int, ...] = ()
    """In the active layout: alone, with Shift, with AltGr, with both."""
    every: frozenset[int] = frozenset()
    """In all layouts."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The keyboard map of one moment."""

    rows: Sequence[Key]
    """The keys, from the first code on."""
    lent: frozenset[int] = frozenset()
    """Keys that do not count: they mean what they mean only for a while."""

    def spare(self) -> list[int]:
        """Keys that give nothing."""
        return [code for code, key in enumerate(self.rows, FIRST_KEYCODE) if not key.every]

    def gives(self, keycode: int, keysym: int) -> bool:
        """Whether a key gives this and nothing else."""
        return self.rows[keycode - FIRST_KEYCODE].every == {keysym}

    def keys(self) -> dict[int, int]:
        """Keysym → key, for all that is given without holding another key."""
        found = {
            keysym: keycode
            for keycode, key in reversed(list(enumerate(self.rows, FIRST_KEYCODE)))
            for keysym in key.every
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
        for level in levels:
            for keycode, key in enumerate(self.rows, FIRST_KEYCODE):
                keysym = key.levels[level] if level < len(key.levels) else 0
                if keysym and keycode not in self.lent:
                    found.setdefault(modern(keysym), (keycode, level))
        return found

    def _holding(self, level: Level) -> tuple[int, ...] | None:
        needed = {
            Level.PLAIN: (),
            Level.SHIFT: (SHIFT_L,),
            Level.ALTGR: (LEVEL_3,),
            Level.SHIFT_ALTGR: (SHIFT_L, LEVEL_3),
        }[level]
        keys = self.keys()
        return tuple(keys[one] for one in needed) if set(needed) <= set(keys) else None
