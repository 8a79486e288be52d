"""Says in a sentence what pydantic found wrong in a file, without showing values."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel

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

OUT_OF_RANGE = frozenset(["greater_than_equal", "less_than_equal", "greater_than", "less_than"])

Location = tuple[str | int, ...]


def reworded(error: dict[str, Any], file: type[BaseModel]) -> tuple[Location, str, str | None]:
    """Where, what and what to do, for one error of pydantic; `file` is the whole file's model."""
    where: Location = error["loc"]
    key = str(where[-1]) if where else "the file"
    kind = error["type"]
    if kind == "extra_forbidden":
        known = [key for entry in _entries_at(file, where[:-1]) for key in keys_of(entry)]
        return where, f"unknown key {key!r}{_inside(where)}.", did_you_mean(key, known)
    if kind == "missing":
        return where[:-1], f"{_named(where[:-1])} needs the key {key!r}.", None
    if kind in {"enum", "literal_error"}:
        allowed = error["ctx"]["expected"].replace(" or ", ", ")
        return where, f"{key!r} may be one of: {allowed}.", None
    if kind in OUT_OF_RANGE:
        return where, f"{key!r} is out of range: {error['msg'].lower()}.", None
    if kind == "value_error":
        return where, f"{_named(where)} {str(error['ctx']['error']).rstrip('.')}.", None
    return where, f"{_named(where)} {EXPECTED.get(kind, 'has a value of a wrong kind')}.", None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`Did you mean 'search'?`, or the list of what there is."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"There is {', '.join(names)}." if names else "There is none."


def keys_of(entry: type[BaseModel]) -> list[str]:
    """The keys that a part of a file may have."""
    return [info.alias or name for name, info in entry.model_fields.items()]


def _inside(where: Location) -> str:
    return f" in {'.'.join(str(part) for part in where[:-1])}" if len(where) > 1 else ""


def _named(where: Location) -> str:
    return repr(".".join(str(part) for part in where)) if where else "the file"


def _entries_at(file: type[BaseModel], where: Location) -> list[type[BaseModel]]:
    """The parts of a file that may stand at a place; names that the file gives are passed over."""
    entries = [file]
    for part in where:
        below = [
            model
            for entry in entries
            for name, info in entry.model_fields.items()
            if (info.alias or name) == part
            for model in _models_in(info.annotation)
        ]
        entries = below or entries
    return entries


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
