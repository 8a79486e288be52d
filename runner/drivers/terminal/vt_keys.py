"""The keys of a VT terminal, by the names that selector files use, as `xterm` sends them."""

from collections.abc import Mapping

PLAIN: Mapping[str, str] = {
    "enter": "\r",
    "tab": "\t",
    "backtab": "\x1b[Z",
    "esc": "\x1b",
    "escape": "\x1b",
    "space": " ",
    "backspace": "\x7f",
    "insert": "\x1b[2~",
    "delete": "\x1b[3~",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    **{f"f{number}": f"\x1bO{sign}" for number, sign in enumerate("PQRS", start=1)},
    **{
        f"f{number}": f"\x1b[{code}~"
        for number, code in enumerate((15, 17, 18, 19, 20, 21, 23, 24), start=5)
    },
}
CURSOR: Mapping[str, str] = {
    "up": "A",
    "down": "B",
    "right": "C",
    "left": "D",
    "home": "H",
    "end": "F",
}
"""Sent after `ESC [`, or after `ESC O` when the program has asked for that."""

NAMES = (
    "Enter, Tab, BackTab, Esc, Space, Backspace, Insert, Delete, Home, End, PageUp, PageDown, Up, "
    "Down, Left, Right, F1 to F12, single characters such as `y`, and Ctrl+A to Ctrl+Z, Alt+a"
)


def sent_by(key: str, *, application: bool) -> str:
    """What a key sends; empty for a key that there is not.

    Example:
        >>> sent_by("Space", application=False)
        ' '
    """
    if len(key) == 1 and key.isprintable():
        return key
    name = key.casefold().replace(" ", "").replace("_", "").replace("-", "")
    if name in CURSOR:
        return ("\x1bO" if application else "\x1b[") + CURSOR[name]
    if name in PLAIN:
        return PLAIN[name]
    return _held_with(key.strip())


def _held_with(key: str) -> str:
    holding, _, sign = key.partition("+")
    if len(sign) != 1 or not sign.isascii():
        return ""
    if holding.casefold() == "alt":
        return f"\x1b{sign}"
    if holding.casefold() == "ctrl" and ("A" <= sign.upper() <= "Z" or sign in "[\\]^_@"):
        return chr(ord(sign.upper()) & 0x1F)
    return ""
