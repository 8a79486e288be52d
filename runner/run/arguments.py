"""A step's arguments: digested for the journal, kept as JSON, built again after a crash."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError, to_jsonable_python

from runner.errors import InputError
from runner.steps import Step


class UnkeepableArgumentError(InputError):
    """A step got an argument that cannot be written into the journal."""

    def __init__(self, step: str, argument: str, value: object) -> None:
        super().__init__(
            f"Step {step!r} cannot keep its argument {argument!r} in the journal: "
            f"{type(value).__name__} is not JSON.",
            hint="Give steps models, texts, numbers and dates; never secrets or open files.",
        )


@dataclass(frozen=True, slots=True)
class KeptArguments:
    """A step's arguments as the journal keeps them."""

    values: Mapping[str, Any]
    apps: Mapping[str, str]
    """Step parameter → the bot's app parameter whose session it got."""

    @property
    def digest(self) -> str:
        """SHA-256 of the values; two calls with the same digest enter the same."""
        text = json.dumps(self.values, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """For the journal."""
        return {"values": dict(self.values), "apps": dict(self.apps)}


def keep(
    step: Step[..., Any], arguments: Mapping[str, Any], apps: Mapping[str, Any]
) -> KeptArguments:
    """Bring a call's arguments into the journal's form.

    Raises:
        UnkeepableArgumentError: one of them is no JSON.
    """
    values: dict[str, Any] = {}
    used: dict[str, str] = {}
    for name, value in arguments.items():
        app = next((key for key, session in apps.items() if session is value), None)
        if app is not None:
            used[name] = app
            continue
        try:
            values[name] = to_jsonable_python(value)
        except (PydanticSerializationError, TypeError) as error:
            raise UnkeepableArgumentError(step.name, name, value) from error
    return KeptArguments(values, used)


def rebuild(
    step: Step[..., Any], kept: Mapping[str, Any], apps: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The arguments of an earlier call, or None when they cannot be built again."""
    hints = step.annotations()
    try:
        values = {
            name: TypeAdapter(hints[name]).validate_python(value)
            for name, value in kept["values"].items()
        }
        return values | {name: apps[app] for name, app in kept["apps"].items()}
    except (KeyError, ValidationError):
        return None
