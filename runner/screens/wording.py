"""Says in a sentence what pydantic found wrong, without showing values."""

from typing import Any

from runner.screens.errors import did_you_mean
from runner.screens.locator_entries import CellEntry, FrameEntry, LocatorEntry, TextRuleEntry
from runner.screens.schema import (
    DialogEntry,
    ElementEntry,
    ReachEntry,
    ScreenEntry,
    SelectorFile,
    SignInEntry,
    SignInStepEntry,
    TableEntry,
)

ENTRY_OF_KEY: dict[str, type] = {
    "busy": LocatorEntry,
    "cell": CellEntry,
    "dialogs": DialogEntry,
    "frame": FrameEntry,
    "list": LocatorEntry,
    "locators": LocatorEntry,
    "next_page": ElementEntry,
    "reach": ReachEntry,
    "shown_by": LocatorEntry,
    "sign_in": SignInEntry,
    "steps": SignInStepEntry,
    "text": TextRuleEntry,
    "window": TextRuleEntry,
    "within": LocatorEntry,
}
"""Which entry stands under a key of this name."""

ENTRY_OF_NAMED: dict[str, type] = {
    "screens": ScreenEntry,
    "elements": ElementEntry,
    "tables": TableEntry,
}
"""Which entry stands under the names that the file gives itself."""

EXPECTED = {
    "string_type": "should be text; put it in quotes",
    "bool_type": "should be true or false",
    "bool_parsing": "should be true or false",
    "int_parsing": "should be a whole number",
    "int_type": "should be a whole number",
    "list_type": "should be a list: lines that start with `- `",
    "dict_type": "should be keys and values, indented below it",
    "model_type": "should be keys and values, indented below it",
    "model_attributes_type": "should be keys and values, indented below it",
}

Location = tuple[str | int, ...]


def reworded(error: dict[str, Any]) -> tuple[Location, str, str | None]:
    """Where, what and what to do, for one error of pydantic."""
    where: Location = error["loc"]
    key = str(where[-1]) if where else "the file"
    kind = error["type"]
    if kind == "extra_forbidden":
        known = _keys_of(_entry_at(where[:-1]))
        return where, f"unknown key {key!r}{_inside(where)}.", did_you_mean(key, known)
    if kind == "missing":
        return where[:-1], f"{_named(where[:-1])} needs the key {key!r}.", None
    if kind in {"enum", "literal_error"}:
        allowed = error["ctx"]["expected"].replace(" or ", ", ")
        return where, f"{key!r} may be one of: {allowed}.", None
    if kind in {"greater_than_equal", "less_than_equal"}:
        return where, f"{key!r} is out of range: {error['msg'].lower()}.", None
    return where, f"{_named(where)} {EXPECTED.get(kind, 'has a value of a wrong kind')}.", None


def _inside(where: Location) -> str:
    return f" in {'.'.join(str(part) for part in where[:-1])}" if len(where) > 1 else ""


def _named(where: Location) -> str:
    return repr(".".join(str(part) for part in where)) if where else "the file"


def _entry_at(where: Location) -> type:
    entry: type = SelectorFile
    for index, part in enumerate(where):
        before = where[index - 1] if index else None
        if before in ENTRY_OF_NAMED:
            entry = ENTRY_OF_NAMED[str(before)]
        elif isinstance(part, str) and part in ENTRY_OF_KEY:
            entry = ENTRY_OF_KEY[part]
    return entry


def _keys_of(entry: type) -> list[str]:
    fields = getattr(entry, "model_fields", {})
    return [info.alias or name for name, info in fields.items()]
