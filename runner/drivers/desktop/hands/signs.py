"""Characters, and what X11 calls them."""

import unicodedata

UNICODE = 0x01000000
RETURN = 0xFF0D
FIRST, LAST = 0x20, 0x7E
LATIN_1 = range(0xA0, 0x100)
CONTROL, SURROGATE = "Cc", "Cs"
CONTROL_NAMES = {"\t": "a tab", "\r": "a carriage return", "\x1b": "an escape", "\x00": "a null"}


def keysym(sign: str) -> int:
    """The number that X11 has for a character; a newline is the key Return.

    Source: X Window System Protocol, appendix A: Latin-1 as it is, all else 0x01000000 and the
    code point.
    """
    if sign == "\n":
        return RETURN
    code = ord(sign)
    return code if FIRST <= code <= LAST or code in LATIN_1 else UNICODE + code


def not_typed(text: str) -> str | None:
    """Why a text cannot be typed as characters, naming the first that is none."""
    for sign in text:
        if sign == "\n":
            continue
        kind = unicodedata.category(sign)
        if kind == CONTROL:
            said = CONTROL_NAMES.get(sign, "a control character")
            return f"it holds {said} ({named(sign)}), which is a key and no character"
        if kind == SURROGATE:
            return f"it holds half a character ({named(sign)})"
    return None


def named(sign: str) -> str:
    """A character as people can look it up: `U+0009`."""
    return f"U+{ord(sign):04X}"
