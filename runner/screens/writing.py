"""Writes values as YAML, so that a selector file reads as if a person had written them."""

import json
import re
from collections.abc import Mapping, Sequence

from runner.screens.model import By, Locator

PLAIN = re.compile(r"[^\W_][\w .+*/()&%°'=;?!-]*", re.UNICODE)
"""Texts that mean themselves without quotes, wherever they stand in a file."""

NOT_TEXT = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"])
NUMBER_LIKE = re.compile(r"[-+.\d][\d_.,:xXoOeE+-]*")
CONTROLS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")

WIDEST = 96
"""Characters of a line; what is longer is written on several."""

PLAIN_TYPES = str | bool | int | float
Value = str | bool | int | float | Mapping[str, "Value"] | Sequence["Value"]


def scalar(value: str | bool | float) -> str:
    """One text, number or yes-or-no as YAML, in quotes where it needs them."""
    if not isinstance(value, str):
        return json.dumps(value)
    plain = (
        PLAIN.fullmatch(value) is not None
        and value == value.strip()
        and value.isprintable()
        and value.lower() not in NOT_TEXT
        and not NUMBER_LIKE.fullmatch(value)
    )
    return value if plain else quoted(value)


def quoted(value: str) -> str:
    """A text in double quotes."""
    said = json.dumps(value, ensure_ascii=False)
    return CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", said)


def in_line(value: Value) -> str:
    """A value on one line: `{role: button, name: Save}`."""
    if isinstance(value, PLAIN_TYPES):
        return scalar(value)
    if isinstance(value, Mapping):
        pairs = (f"{scalar(key)}: {in_line(one)}" for key, one in value.items())
        return f"{{{', '.join(pairs)}}}"
    return f"[{', '.join(map(in_line, value))}]"


def on_lines(key: str, value: Value, indent: int, step: int = 2) -> list[str]:
    """A key and its value as lines, the first one indented by `indent` columns."""
    space = " " * indent
    line = f"{space}{scalar(key)}: {in_line(value)}"
    if isinstance(value, PLAIN_TYPES) or (flat(value) and len(line) <= WIDEST):
        return [line]
    lines = [f"{space}{scalar(key)}:"]
    if isinstance(value, Mapping):
        for name, one in value.items():
            lines += on_lines(name, one, indent + step, step)
        return lines
    return lines + [f"{' ' * (indent + step)}- {in_line(one)}" for one in value]


def flat(value: Value) -> bool:
    """Whether a value is read at a glance on one line."""
    if isinstance(value, PLAIN_TYPES) or not value:
        return True
    if isinstance(value, Mapping):
        return all(isinstance(one, PLAIN_TYPES) for one in value.values()) or (
            set(value) <= {"within", "exact", "name", "offset", "confidence", *By}
        )
    return len(value) == 1 and flat(value[0])


def entry_of(locator: Locator) -> dict[str, Value]:
    """A locator as a selector file has it."""
    entry: dict[str, Value]
    if locator.by is By.CELL:
        cell = {"table": locator.text, "row": locator.row or "", "column": locator.column or ""}
        entry = {"cell": cell}
    elif locator.by is By.AT:
        entry = {}
    else:
        entry = {locator.by.value: locator.text}
    if locator.name is not None:
        entry["name"] = locator.name
    entry |= _narrowing(locator)
    if not locator.exact:
        entry["exact"] = False
    if locator.within is not None:
        entry["within"] = entry_of(locator.within)
    return entry


def _narrowing(locator: Locator) -> dict[str, Value]:
    more: dict[str, Value] = {}
    if locator.at is not None:
        place = {"row": locator.at.row, "column": locator.at.column, "length": locator.at.length}
        more["at"] = {key: value for key, value in place.items() if value is not None}
    if locator.offset is not None:
        more["offset"] = list(locator.offset)
    if locator.confidence is not None:
        more["confidence"] = locator.confidence
    return more
