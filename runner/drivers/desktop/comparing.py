"""Texts as a person compares them."""

import re
import unicodedata
from collections.abc import Callable

SPACES = re.compile(r"[\s\u200b\ufeff]+")
LABEL_ENDS = re.compile(r"(\s*[:：*▲▼↑↓⇅])+$")
MNEMONIC = re.compile(r"[&_~](?=\w)")


def squeezed(text: str) -> str:
    """One space between words, composed characters."""
    return SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def as_label(text: str) -> str:
    """Without the colons and stars that nobody reads out; sorted headers carry an arrow."""
    return LABEL_ENDS.sub("", squeezed(text)).strip()


def comparer(wanted: str, *, exact: bool = True, label: bool = False) -> Callable[[str], bool]:
    """Whether a program's text is the wanted one; its mark for a letter to press may be left out."""
    read = as_label if label else squeezed
    text = read(wanted)
    if not exact:
        low = text.casefold()
        return lambda other: low in read(other).casefold() or low in _bare(read(other)).casefold()
    return lambda other: (
        text == read(other) or (MNEMONIC.search(other) is not None and text == _bare(read(other)))
    )


def _bare(text: str) -> str:
    return MNEMONIC.sub("", text, count=1)
