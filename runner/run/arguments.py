"""A step's arguments: digested for the journal, kept as JSON, built again after a crash."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
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


class UnkeepableResultError(InputError):
    """A step returned something that cannot be written into the journal."""

    def __init__(self, step: str, result: object) -> None:
        super().__init__(
            f"Step {step!r} was entered, but returned a {type(result).__name__}, which is not "
            "JSON, so a later attempt could not get it again.",
            hint="Return texts, numbers, lists or dictionaries, or nothing.",
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
            values[name] = to_jsonable_python(value, by_alias=False)
        except (PydanticSerializationError, TypeError) as error:
            raise UnkeepableArgumentError(step.name, name, value) from error
    return KeptArguments(values, used)


def rebuild(
    step: Step[..., Any], kept: Mapping[str, Any], apps: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The arguments of an earlier call, or None when they cannot be built again."""
    try:
        hints = step.annotations()
        values = {
            name: TypeAdapter(hints[name]).validate_json(
                json.dumps(value), by_alias=True, by_name=True
            )
            for name, value in kept["values"].items()
        }
        return values | {name: apps[app] for name, app in kept["apps"].items()}
    except Exception:  # noqa: BLE001 - a bot's types may be anything; then nobody can look
        return None


def is_keepable(result: object) -> bool:
    """Whether a step's result can be written into the journal."""
    try:
        json.dumps(result)
    except (TypeError, ValueError, RecursionError):
        return False
    return True
