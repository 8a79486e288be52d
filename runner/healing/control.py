"""A control as a page shows it: everything by which it may be known again."""

import re
import unicodedata
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self
from urllib.parse import urlsplit

LONGEST = 200
"""Characters of a text that are kept."""


class Group(StrEnum):
    """What is done to a control; nothing is ever repaired across groups."""

    ENTER = "enter"
    CHOOSE = "choose"
    SWITCH = "switch"
    PICK = "pick"
    ATTACH = "attach"
    PRESS = "press"


GROUPS = {
    "select": Group.CHOOSE,
    "listbox": Group.CHOOSE,
    "checkbox": Group.SWITCH,
    "radio": Group.PICK,
    "file": Group.ATTACH,
    "button": Group.PRESS,
    "link": Group.PRESS,
}
"""Kinds that are not entered as text."""


CHOSEN = frozenset({Group.SWITCH, Group.PICK})
"""Groups whose controls stand for a choice: several may have one name."""


@dataclass(frozen=True, slots=True)
class Control:
    """One field, button or link. What a page does not say is empty."""

    kind: str
    """`text`, `password`, `number`, `textarea`, `select`, `checkbox`, `button`, `link` and so on."""
    name: str = ""
    """The accessible name."""
    text: str = ""
    """Its own text: of a button or link; of a choice, its value."""
    placeholder: str = ""
    title: str = ""
    test_id: str = ""
    id: str = ""
    html_name: str = ""
    autocomplete: str = ""
    href: str = ""
    """Path and names of the query of a link or of a button's target."""
    form: str = ""
    """Path that its form is sent to."""
    heading: str = ""
    """The heading or legend above it."""
    column: str = ""
    """The header of its table column."""
    row: str = ""
    """What names its table row."""
    before: str = ""
    """The text that stands before it."""
    after: str = ""
    """The text that stands behind it."""
    previous: str = ""
    """Name of the control before it."""
    next: str = ""
    """Name of the control behind it."""
    path: str = ""
    """Names of the tags above it, the nearest first."""
    disabled: bool = False
    hidden: bool = False

    @property
    def group(self) -> Group:
        """What is done to it."""
        return GROUPS.get(self.kind, Group.ENTER)

    def stored(self) -> dict[str, Any]:
        """What it says, without what it does not say."""
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name)
        }

    @classmethod
    def of_stored(cls, stored: dict[str, Any]) -> Self:
        """Read what `stored` wrote; what a later version added is left out.

        Raises:
            KeyError: the kind is missing.
        """
        known = {field.name for field in fields(cls)}
        given = {name: value for name, value in stored.items() if name in known}
        return cls(**{"kind": stored["kind"]} | given)


WORDS = re.compile(r"[^\W_]+", re.UNICODE)
HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def squeezed(text: str) -> str:
    """A text as a person reads it: white space does not count, nor a trailing `:` or `*`."""
    return " ".join(text.split()).rstrip(":* ").strip()[:LONGEST]


def plain(text: str) -> str:
    """A text for comparing: case, width and accents of letters do not count."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=50_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a label, an id or an address, for comparing."""
    if text.isascii():
        return tuple(word.lower() for word in WORDS.findall(HUMPS.sub(" ", text)))
    return tuple(WORDS.findall(plain(text)))


def target(address: str) -> str:
    """What stays of a link when records and sessions change: its path and the query's names."""
    parts = urlsplit(address.strip())
    if parts.scheme not in {"", "http", "https"}:
        return f"{parts.scheme}:"
    names = sorted({pair.split("=", 1)[0] for pair in parts.query.split("&") if pair})
    return (parts.path or ("#" if parts.fragment else "")) + (
        "?" + "&".join(names) if names else ""
    )
