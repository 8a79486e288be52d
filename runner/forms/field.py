"""The fields of a form, made from a model: what a person is asked for, and how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum, StrEnum
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from runner.feeds.wanted import Kind, wanted_fields

LONG_TEXT = 200
"""A text that may have so many characters gets several lines."""


class Widget(StrEnum):
    """How a field is shown."""

    TEXT = "text"
    LONG_TEXT = "long text"
    EMAIL = "email"
    WHOLE = "whole number"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "date and time"
    TIME = "time"
    YES_NO = "yes or no"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXTS = "texts"
    """Several, one a line."""
    NONE = "none"
    """No form can hold such a value; it takes its default, or comes from a file."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form, in the person's language."""

    name: str
    label: str
    help: str
    widget: Widget
    required: bool
    personal: bool
    default: str | tuple[str, ...] = ""
    """As it would be typed; several for choices and texts."""
    choices: tuple[Choice, ...] = ()
    example: str = ""
    shortest: int | None = None
    longest: int | None = None
    least: float | None = None
    most: float | None = None
    pattern: str | None = None
    places: int | None = None
    """Digits after the point."""


def fields_of(model: type[BaseModel], language: str = "en") -> list[FormField]:
    """The fields of a model, in its order.

    Labels and help are the fields' `title` and `description`; in another language, what the field
    has under `json_schema_extra={"texts": {"zh": {"title": …, "help": …, "choices": {…}}}}`.
    """
    schema = model.model_json_schema(by_alias=False)
    kinds = {name: wanted.kind for name, wanted in wanted_fields(model).items()}
    return [
        _field(name, field, kinds[name], Constraints.of(schema, name), language)
        for name, field in model.model_fields.items()
    ]


@dataclass(frozen=True, slots=True)
class Constraints:
    """What the model's JSON schema says of one field, its `null` and references resolved."""

    says: Mapping[str, Any]
    optional: bool

    @classmethod
    def of(cls, schema: Mapping[str, Any], name: str) -> "Constraints":
        """The constraints of a field."""
        says = schema["properties"][name]
        members = [_resolved(schema, each) for each in says.get("anyOf", [])]
        optional = any(each.get("type") == "null" for each in members)
        told = [each for each in members if each.get("type") != "null"]
        merged = _resolved(schema, says) | (told[0] if told else {})
        if isinstance(merged.get("items"), dict):
            merged["items"] = _resolved(schema, merged["items"])
        return cls(merged, optional)

    def options(self) -> list[str]:
        """The values of a choice; empty where anything may be typed."""
        found = self.says.get("enum")
        if found is None and "const" in self.says:
            found = [self.says["const"]]
        return [typed(each) for each in found or ()]

    def several(self) -> "Constraints | None":
        """Of one entry, where the field holds a list of texts or of choices."""
        entries = self.says.get("items")
        if self.says.get("type") != "array" or not isinstance(entries, dict):
            return None
        return Constraints(entries, optional=False)


def _resolved(schema: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    reference = part.get("$ref")
    if reference is None:
        return dict(part)
    return {**schema["$defs"][str(reference).rpartition("/")[2]], **part}


def _field(
    name: str, field: FieldInfo, kind: Kind, constraints: Constraints, language: str
) -> FormField:
    texts = _texts(field, language)
    says = constraints.says
    widget = _widget(kind, constraints)
    return FormField(
        name=name,
        label=texts.get("title") or field.title or name.replace("_", " ").capitalize(),
        help=texts.get("help") or field.description or "",
        widget=widget,
        required=field.is_required() and not constraints.optional,
        personal=_extra(field).get("personal") is True,
        default=_default(field, widget),
        choices=_choices(constraints, texts.get("choices") or {}),
        example=typed(field.examples[0]) if field.examples else "",
        shortest=says.get("minLength"),
        longest=says.get("maxLength"),
        least=says.get("minimum", says.get("exclusiveMinimum")),
        most=says.get("maximum", says.get("exclusiveMaximum")),
        pattern=says.get("pattern") if kind is Kind.TEXT else None,
        places=_places(field),
    )


def _texts(field: FieldInfo, language: str) -> Mapping[str, Any]:
    texts = _extra(field).get("texts")
    found = texts.get(language) if isinstance(texts, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _extra(field: FieldInfo) -> Mapping[str, Any]:
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


_WIDGETS = {
    Kind.WHOLE: Widget.WHOLE,
    Kind.DECIMAL: Widget.NUMBER,
    Kind.FLOAT: Widget.NUMBER,
    Kind.TRUTH: Widget.YES_NO,
    Kind.DATE: Widget.DATE,
    Kind.MOMENT: Widget.MOMENT,
    Kind.TIME: Widget.TIME,
}


def _widget(kind: Kind, constraints: Constraints) -> Widget:
    entries = constraints.several()
    if entries is not None:
        if entries.options():
            return Widget.CHOICES
        return Widget.TEXTS if entries.says.get("type") == "string" else Widget.NONE
    if constraints.options():
        return Widget.CHOICE
    if kind is Kind.TEXT:
        return _text_widget(constraints.says)
    return _WIDGETS.get(kind, Widget.NONE)


def _text_widget(says: Mapping[str, Any]) -> Widget:
    if says.get("format") == "email":
        return Widget.EMAIL
    return Widget.LONG_TEXT if says.get("maxLength", 0) >= LONG_TEXT else Widget.TEXT


def _choices(constraints: Constraints, labels: Mapping[str, Any]) -> tuple[Choice, ...]:
    entries = constraints.several()
    options = (entries or constraints).options()
    return tuple(Choice(each, str(labels.get(each) or each.replace("_", " "))) for each in options)


def _default(field: FieldInfo, widget: Widget) -> str | tuple[str, ...]:
    value = None if field.default is PydanticUndefined else field.default
    if field.default_factory is not None:
        value = field.get_default(call_default_factory=True, validated_data={})
    if widget in {Widget.CHOICES, Widget.TEXTS}:
        return tuple(map(typed, value)) if isinstance(value, Sequence | set | frozenset) else ()
    return typed(value)


def _places(field: FieldInfo) -> int | None:
    found = (getattr(each, "decimal_places", None) for each in field.metadata)
    return next((each for each in found if each is not None), None)


def typed(value: object) -> str:
    """A value as a person would type it."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case Enum():
            return typed(value.value)
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)
