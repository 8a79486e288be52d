"""What kind of value a field wants, told by its annotation."""

import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, PlainValidator, WrapValidator
from pydantic.fields import FieldInfo


class Kind(StrEnum):
    """How a cell's raw value is brought to a field."""

    TEXT = "text"
    WHOLE = "whole number"
    DECIMAL = "decimal number"
    FLOAT = "number"
    TRUTH = "yes or no"
    DATE = "date"
    MOMENT = "date and time"
    TIME = "time"
    OTHER = "other"


_KINDS: dict[type, Kind] = {
    bool: Kind.TRUTH,
    str: Kind.TEXT,
    int: Kind.WHOLE,
    Decimal: Kind.DECIMAL,
    float: Kind.FLOAT,
    datetime: Kind.MOMENT,
    date: Kind.DATE,
    time: Kind.TIME,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A field as the feed sees it."""

    name: str
    kind: Kind
    empty_is_none: bool
    """An empty cell becomes None: the field is required and allows None."""
    model_decides: bool
    """The model brings its own reading of text: dates need not be ISO."""
    personal: bool
    examples: tuple[str, ...]


def wanted_fields(model: type[BaseModel]) -> dict[str, Wanted]:
    """Every field of a model, by name."""
    return {name: _wanted(model, name, field) for name, field in model.model_fields.items()}


def personal_values(model: type[BaseModel], payload: Mapping[str, object]) -> list[str]:
    """The texts in a payload that its model marks as personal, to be masked in all evidence."""
    names = [name for name, wanted in wanted_fields(model).items() if wanted.personal]
    return [text for name in names for text in texts_of(payload.get(name))]


def texts_of(value: object) -> list[str]:
    """Every text in a payload, numbers as they are written."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        return [text for each in value for text in texts_of(each)]
    return [] if value is None or value == "" or isinstance(value, bool) else [str(value)]


def _wanted(model: type[BaseModel], name: str, field: FieldInfo) -> Wanted:
    extra = field.json_schema_extra
    return Wanted(
        name=name,
        kind=_kind(field.annotation),
        empty_is_none=field.is_required() and _allows_none(field.annotation),
        model_decides=_reads_itself(model, name, field),
        personal=isinstance(extra, dict) and bool(extra.get("personal")),
        examples=tuple(str(example) for example in field.examples or ()),
    )


def _reads_itself(model: type[BaseModel], name: str, field: FieldInfo) -> bool:
    own = (BeforeValidator, PlainValidator, WrapValidator)
    if any(isinstance(each, own) for each in field.metadata):
        return True
    validators = model.__pydantic_decorators__.field_validators.values()
    return any(
        each.info.mode != "after" and {name, "*"} & set(each.info.fields) for each in validators
    )


def _allows_none(annotation: Any) -> bool:
    return type(None) in _members(annotation)


def _members(annotation: Any) -> tuple[Any, ...]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _members(get_args(annotation)[0])
    if origin in {Union, types.UnionType}:
        return tuple(member for each in get_args(annotation) for member in _members(each))
    if hasattr(annotation, "__value__"):
        return _members(annotation.__value__)
    return (annotation,)


def _kind(annotation: Any) -> Kind:
    kinds = {_single_kind(member) for member in _members(annotation) if member is not type(None)}
    if len(kinds) == 1:
        return kinds.pop()
    # A field that takes text besides something else keeps what the cell shows.
    return Kind.TEXT if Kind.TEXT in kinds else Kind.OTHER


def _single_kind(member: Any) -> Kind:
    if get_origin(member) is Literal:
        values = {type(value) for value in get_args(member)}
        return _KINDS.get(values.pop(), Kind.OTHER) if len(values) == 1 else Kind.OTHER
    if not isinstance(member, type):
        return Kind.OTHER
    if issubclass(member, Enum) and not issubclass(member, str | int):
        values = {type(each.value) for each in member}
        return Kind.TEXT if values <= {str} else Kind.OTHER
    if member.__module__.startswith("pydantic") and not issubclass(member, BaseModel):
        # EmailStr, HttpUrl and their like are written as text.
        return Kind.TEXT
    return next((kind for base, kind in _KINDS.items() if issubclass(member, base)), Kind.OTHER)
