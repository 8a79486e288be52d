"""Offers: what a form is filled with beforehand, and where that comes from."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from runner.forms import FormField, Widget

LABELLED = re.compile(r"^\s*([^:=\t]{1,40}?)\s*[:=\t]\s*(.+?)\s*$")
"""A line such as `Postcode: 53113`."""

FREE = (Widget.TEXT, Widget.EMAIL)


@dataclass(frozen=True, slots=True)
class Offer:
    """A value for a field, to be looked at before it is used."""

    value: str
    source: str
    """`clipboard`, or the name of the bot whose case had it."""


def from_clipboard(fields: Sequence[FormField], text: str) -> dict[str, Offer]:
    """What the clipboard has for a form: a value that fits one field's pattern, or lines that
    name their fields. What could be meant for two fields is offered for none.
    """
    lines = dict(_labelled(line) for line in text.splitlines() if LABELLED.match(line))
    named = {field.name: lines[name] for field in fields for name in _names(field) if name in lines}
    if named:
        return {name: Offer(value, "clipboard") for name, value in named.items()}
    value = text.strip()
    fitting = [field.name for field in fields if _is_meant(field, value)]
    return {fitting[0]: Offer(value, "clipboard")} if len(fitting) == 1 else {}


def from_case(
    fields: Sequence[FormField], values: Mapping[str, object], bot: str
) -> dict[str, Offer]:
    """What another case has for a form, by equal names."""
    known = {field.name for field in fields}
    return {
        name: Offer(str(value), bot)
        for name, value in values.items()
        if name in known and value not in {None, ""} and isinstance(value, str | int | float)
    }


def _labelled(line: str) -> tuple[str, str]:
    found = LABELLED.match(line)
    assert found is not None  # noqa: S101 - only lines that match are asked for
    return _plain(found[1]), found[2]


def _names(field: FormField) -> tuple[str, str]:
    return _plain(field.label), _plain(field.name)


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _is_meant(field: FormField, value: str) -> bool:
    """Whether a value can be told to be this field's: any text would fit one without a pattern."""
    if not value or "\n" in value or field.widget not in FREE or field.pattern is None:
        return False
    try:
        return re.search(field.pattern, value) is not None
    except re.error:  # patterns of the model may be of another dialect
        return False
