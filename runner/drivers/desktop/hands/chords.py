"""Keys pressed together, as people write them: `Ctrl+Shift+S`, `F3`, `Enter`."""

from dataclasses import dataclass

from runner.drivers.desktop.hands.layout import ALT_L, CONTROL_L, LEVEL_3, SHIFT_L, SUPER_L
from runner.drivers.desktop.hands.signs import keysym, not_typed
from runner.errors import InputError

MODIFIERS = {
    "ctrl": CONTROL_L,
    "control": CONTROL_L,
    "strg": CONTROL_L,
    "alt": ALT_L,
    "shift": SHIFT_L,
    "altgr": LEVEL_3,
    "super": SUPER_L,
    "win": SUPER_L,
}
NAMED = {
    "enter": 0xFF0D,
    "return": 0xFF0D,
    "tab": 0xFF09,
    "escape": 0xFF1B,
    "esc": 0xFF1B,
    "backspace": 0xFF08,
    "delete": 0xFFFF,
    "del": 0xFFFF,
    "insert": 0xFF63,
    "home": 0xFF50,
    "end": 0xFF57,
    "pageup": 0xFF55,
    "pagedown": 0xFF56,
    "left": 0xFF51,
    "up": 0xFF52,
    "right": 0xFF53,
    "down": 0xFF54,
    "space": 0x20,
    "plus": 0x2B,
    "menu": 0xFF67,
    "print": 0xFF61,
    "pause": 0xFF13,
} | {f"f{number}": 0xFFBD + number for number in range(1, 25)}
KEYPAD = {f"num{digit}": 0xFFB0 + digit for digit in range(10)} | {"numenter": 0xFF8D}


class ChordError(InputError):
    """What is written as a key is none."""

    def __init__(self, chord: str, part: str) -> None:
        said = "has no key" if not part else f"names {part!r}, which is no key"
        super().__init__(
            f"The key {chord!r} {said}.",
            hint="Write Ctrl+S, Alt+F4, Enter, PageDown, F1 to F24, or one character; "
            "held keys are Ctrl, Shift, Alt, AltGr and Super.",
        )


@dataclass(frozen=True, slots=True)
class Chord:
    """A key, and those that are held while it is pressed."""

    text: str
    keysym: int
    held: tuple[int, ...] = ()


def parsed(text: str) -> Chord:
    """The keys that a text names. Raises ChordError."""
    # The last of "Ctrl++" is a plus.
    parts = [part.strip() for part in text.strip().split("+")]
    if len(parts) > 1 and parts[-2:] == ["", ""]:
        parts[-2:] = ["plus"]
    *before, last = parts
    held = []
    for part in before:
        if part.lower() not in MODIFIERS:
            raise ChordError(text, part)
        held.append(MODIFIERS[part.lower()])
    return Chord(text, _meaning(text, last), tuple(dict.fromkeys(held)))


def _meaning(text: str, part: str) -> int:
    name = part.lower().replace("_", "").replace(" ", "")
    known = NAMED | KEYPAD | {name: one for name, one in MODIFIERS.items() if "+" not in text}
    if name in known:
        return known[name]
    if len(part) != 1 or not_typed(part) is not None or part == "\n":
        raise ChordError(text, part)
    # `Ctrl+S` is the key that gives an s; who wants an S says Shift.
    lower = part.lower()
    return keysym(lower if len(lower) == 1 else part)
