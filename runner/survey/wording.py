"""Says in a clerk's words what a control is, and what has become of it."""

from collections.abc import Iterator, Sequence

from runner.healing.control import Control

KINDS = {
    "select": "list",
    "listbox": "list",
    "checkbox": "check box",
    "radio": "choice",
    "button": "button",
    "link": "link",
    "file": "upload",
}
"""Kinds that are not a field."""

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

MOST_CHOICES = 3
"""Choices that are named one by one."""


def kind_word(kind: str) -> str:
    """`field`, `list`, `button`, …"""
    return KINDS.get(kind, "field")


def exact_kind(kind: str) -> str:
    """The same, and what kind of field: `date field`."""
    fields = {"text": "field", "textarea": "field of many lines"}
    return KINDS.get(kind) or fields.get(kind, f"{kind} field")


def plural(kind: str) -> str:
    """`fields`, `check boxes`, …"""
    word = kind_word(kind)
    return f"{word}es" if word.endswith("x") else f"{word}s"


def called(control: Control) -> str:
    """`field 'Fax'`."""
    word = kind_word(control.kind)
    return f"{word} {control.name!r}" if control.name else f"{word} without a name{_place(control)}"


def _place(control: Control) -> str:
    mark = control.html_name or control.id
    if mark:
        return f" ({mark})"
    return f" behind {control.previous!r}" if control.previous else ""


def number_word(count: int) -> str:
    """`two`, `three`; figures from eleven on."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def choices_said(name: str, gone: Sequence[str], come: Sequence[str]) -> Iterator[str]:
    """What a list lost and won."""
    if len(gone) <= MOST_CHOICES:
        yield from (f"choice {one!r} is gone from {name!r}" for one in gone)
    else:
        yield f"{len(gone)} choices are gone from {name!r}, among them {listed(gone[:MOST_CHOICES])}"
    if len(come) <= MOST_CHOICES:
        yield from (f"new choice {one!r} in {name!r}" for one in come)
    else:
        yield f"{len(come)} new choices in {name!r}, among them {listed(come[:MOST_CHOICES])}"


def attribute_said(word: str, control: Control, before: str, after: str) -> str:
    """An attribute that only locators see."""
    whose = called(control)
    if not before:
        return f"{whose} has the {word} {after!r} now"
    if not after:
        return f"{whose} has lost its {word} {before!r}"
    return f"the {word} of {whose} changed from {before!r} to {after!r}"


def listed(names: Sequence[str]) -> str:
    """`'a', 'b' and 'c'`."""
    told = [repr(name) for name in names]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
