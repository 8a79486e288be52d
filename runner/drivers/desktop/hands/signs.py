"""Characters, and what X11 calls them."""

import unicodedata

UNICODE = 0x01000000
RETURN = 0xFF0D
FIRST, LAST = 0x20, 0x7E
LATIN_1 = range(0xA0, 0x100)
OLDER = {
    0x01: "iso8859-2",
    0x02: "iso8859-3",
    0x03: "iso8859-4",
    0x05: "iso8859-6",
    0x06: "koi8-u",
    0x07: "iso8859-7",
    0x0C: "iso8859-8",
    0x0D: "iso8859-11",
}
"""Names from before Unicode: the upper byte tells the code, the lower byte the sign in it."""
LETTERS = {0x06: 0xC0, 0x07: 0xC1}
"""From where on the lower byte is that of the code; below stand other signs."""
SINGLE = {0x20AC: "€", 0x13BC: "Œ", 0x13BD: "œ", 0x13BE: "Ÿ", 0x07F2: "σ", 0x07F3: "ς"}
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


def modern(number: int) -> int:
    """The number of a sign by its code point, for one that a layout names in an older way.

    Source: X Window System Protocol, appendix A: keysyms before Unicode are bytes of other codes.
    """
    if number in SINGLE:
        return keysym(SINGLE[number])
    code, byte = divmod(number, 0x100)
    if code not in OLDER or byte < LETTERS.get(code, 0xA1):
        return number
    sign = bytes([byte]).decode(OLDER[code], "ignore")
    return keysym(sign) if sign else number


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
