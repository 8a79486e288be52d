"""`@bot`: a function that does, for one item, what a clerk does."""

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar

from pydantic import BaseModel

from runner.errors import InputError
from runner.functions import LATER, does_nothing, written_at
from runner.secret import Secret

P = ParamSpec("P")
R = TypeVar("R")


class BotDefinitionError(InputError):
    """A `@bot` function that cannot work: its parameters or its key do not fit together."""

    def __init__(self, function: Callable[..., Any], problem: str, hint: str) -> None:
        where = written_at(function)
        super().__init__(f"Bot {function.__name__!r} ({where}): {problem}.", hint=hint)


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a bot asks for: its item, its apps and its options, by parameter name."""

    item: str
    model: type[BaseModel]
    apps: Mapping[str, type[Any]]
    options: str | None
    options_model: type[BaseModel] | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How often and how long."""

    tries: int = 3
    """Tries at one item before it has failed; only technical errors are tried again."""
    backoff: timedelta = timedelta(seconds=2)
    """Before the second try; doubled before each later one, with jitter."""
    deadline: timedelta = timedelta(minutes=10)
    """The longest time of one attempt."""
    memory: int = 4096
    """The most that a worker with its browser may hold, in MiB."""
    breaker: int = 10
    """Different items in a row that fail technically, after which the rest is left alone."""


class Bot(Generic[P, R]):
    """A bot as the runner knows it. Calling it runs the function directly, as in a test."""

    def __init__(
        self,
        function: Callable[P, R],
        key: tuple[str, ...],
        limits: Limits,
        serial: tuple[str, ...] = (),
        next_bots: tuple[str, ...] = (),
    ) -> None:
        if does_nothing(function):
            raise BotDefinitionError(function, LATER, "Make it a plain function.")
        self.function = function
        self.name = function.__name__
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__
        self.__module__ = function.__module__
        self.limits = limits
        self.parameters = read_parameters(function)
        self.key = checked_key(function, key, self.parameters.model)
        self.serial = checked_key(function, serial, self.parameters.model) if serial else ()
        """Fields; of items that agree in them one is in work at a time, over all hosts."""
        self.next_bots = next_bots
        """Bots that a person is likely to start next, with the values of this one's item."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.function(*args, **kwargs)

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]

    @property
    def runbook(self) -> str:
        """The docstring after its first line."""
        return (inspect.getdoc(self.function) or "").partition("\n")[2].strip()

    @property
    def file(self) -> Path:
        """Where it is written."""
        return Path(self.function.__code__.co_filename)

    def key_of(self, payload: Mapping[str, object]) -> str:
        """The business key of a payload."""
        return " / ".join(str(payload[name]) for name in self.key)


def bot(
    *,
    key: str | tuple[str, ...],
    tries: int = 3,
    backoff: timedelta = timedelta(seconds=2),
    deadline: timedelta = timedelta(minutes=10),
    memory: int = 4096,
    breaker: int = 10,
    serial: str | tuple[str, ...] = (),
    next_bots: str | tuple[str, ...] = (),
) -> Callable[[Callable[P, R]], Bot[P, R]]:
    """Make a function a bot. It handles one item a call.

    Parameters are found by type: the item is the first pydantic model, apps are the parameters
    annotated with `Web`, `Desktop` or `Terminal`, options a second model. `key` names the model's field (or fields) that
    tell one case from another. Of items that agree in the fields of `serial` (a customer's number,
    say) only one is in work at a time, however many workers there are. `next_bots` are offered to
    a person when a case is done, filled in with its values by equal field names.

    Raises:
        BotDefinitionError: no item model, a key that is no field, a parameter of another type.

    Example:
        >>> class Greeting(BaseModel):
        ...     name: str
        >>> @bot(key="name")
        ... def greet(greeting: Greeting) -> str:
        ...     '''Say hello.'''
        ...     return f"hello {greeting.name}"
        >>> greet(Greeting(name="Ada")), greet.summary
        ('hello Ada', 'Say hello.')
    """
    names = (key,) if isinstance(key, str) else key
    limits = Limits(tries=tries, backoff=backoff, deadline=deadline, memory=memory, breaker=breaker)
    one_at_a_time = (serial,) if isinstance(serial, str) else serial
    after = (next_bots,) if isinstance(next_bots, str) else next_bots
    return lambda function: Bot(function, names, limits, one_at_a_time, after)


def read_parameters(function: Callable[..., Any]) -> Parameters:
    """Sort a bot function's parameters into item, apps and options."""
    hints = typing.get_type_hints(function)
    hints.pop("return", None)
    models: list[tuple[str, type[BaseModel]]] = []
    apps: dict[str, type[Any]] = {}
    for name in inspect.signature(function).parameters:
        kind = hints.get(name)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            models.append((name, kind))
        elif getattr(kind, "app_kind", None):
            apps[name] = typing.cast("type[Any]", kind)
        else:
            raise BotDefinitionError(
                function,
                f"parameter {name!r} is neither a pydantic model nor an app",
                "Annotate it with the item's model, with Web, Desktop or Terminal, or with a second model for "
                "options.",
            )
    if not models or len(models) > 2:
        raise BotDefinitionError(
            function,
            f"it has {len(models)} pydantic models among its parameters",
            "The first is the item; a second one, if any, holds the options.",
        )
    refuse_secrets(function, models[0][1])
    options = models[1] if len(models) == 2 else (None, None)
    return Parameters(models[0][0], models[0][1], apps, options[0], options[1])


def refuse_secrets(function: Callable[..., Any], model: type[BaseModel]) -> None:
    """Items are stored in clear, so a model that carries a secret is refused."""
    for name, field in model.model_fields.items():
        if field.annotation is Secret or "Secret" in getattr(field.annotation, "__name__", ""):
            raise BotDefinitionError(
                function,
                f"field {name!r} of its item holds a secret, and items are stored in clear",
                "Put the secret into the credentials and name it in the selector file.",
            )


def checked_key(
    function: Callable[..., Any], key: tuple[str, ...], model: type[BaseModel]
) -> tuple[str, ...]:
    """The key's fields, all of which the model must have."""
    unknown = [name for name in key if name not in model.model_fields]
    if unknown or not key:
        raise BotDefinitionError(
            function,
            f"its key {', '.join(map(repr, unknown or key))} is no field of {model.__name__}",
            f"Fields are: {', '.join(model.model_fields)}.",
        )
    return key
