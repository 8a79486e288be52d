"""From named texts to an item: what a screen or another bot's item gives, by the bot's field names."""

from collections.abc import Iterable, Mapping

from pydantic import BaseModel

from runner.errors import InputError
from runner.yaml_wording import did_you_mean


class NothingGivenError(InputError):
    """A trigger's bot has no field that what arrives could fill."""

    def __init__(self, trigger: str, bot: str, fields: Iterable[str], given: Iterable[str]) -> None:
        super().__init__(
            f"Trigger {trigger!r}: bot {bot!r} has the fields {', '.join(fields)}, and what arrives "
            f"has {', '.join(given)}: nothing fits.",
            hint="Say with `map:` which goes where: `map: {number: account}`.",
        )


class UnknownPartError(InputError):
    """`map:` names what is not there."""

    def __init__(self, trigger: str, what: str, name: str, known: Iterable[str]) -> None:
        super().__init__(
            f"Trigger {trigger!r}: `map:` names {name!r}, which is no {what}.",
            hint=did_you_mean(name, known),
        )


def mapped(
    trigger: str, bot: str, model: type[BaseModel], given: Iterable[str], wanted: Mapping[str, str]
) -> dict[str, str]:
    """What is given → the field that it fills: as `map:` says, else what has the same name.

    Raises:
        UnknownPartError: `map:` names what is not given, or no field of the bot.
        NothingGivenError: no field is filled at all.
    """
    names, fields = list(given), list(model.model_fields)
    for source, target in wanted.items():
        if source not in names:
            raise UnknownPartError(trigger, "part of what arrives", source, names)
        if target not in fields:
            raise UnknownPartError(trigger, f"field of {bot!r}", target, fields)
    taken = set(wanted.values())
    same = {name: name for name in names if name in fields and name not in taken | set(wanted)}
    found = dict(wanted) | same
    if not found:
        raise NothingGivenError(trigger, bot, fields, names)
    return found


def texts(values: Mapping[str, object], filled: Mapping[str, str]) -> dict[str, str]:
    """The bot's fields as they would be typed; what is empty or holds several is left out."""
    told = {}
    for source, target in filled.items():
        value = values.get(source)
        if isinstance(value, bool):
            told[target] = str(value).lower()
        elif isinstance(value, str | int | float):
            told[target] = str(value)
    return told
