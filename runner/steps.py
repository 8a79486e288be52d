"""`@step`: a function that changes something outside, entered at most once for an item."""

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

from runner.errors import InputError
from runner.functions import LATER, does_nothing, written_at

P = ParamSpec("P")
R = TypeVar("R")


class Verdict(StrEnum):
    """What a look at the screen says of a step: was it entered?

    Example:
        >>> Verdict.of(True)
        <Verdict.APPLIED: 'applied'>
    """

    APPLIED = "applied"
    NOT_APPLIED = "not_applied"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, answer: "Verdict | bool") -> "Verdict":
        """`True` is APPLIED, `False` is NOT_APPLIED; a Verdict stays itself.

        Anything else is UNKNOWN: a hook that forgot to return must not cause a second entry.
        """
        if isinstance(answer, Verdict):
            return answer
        if isinstance(answer, bool):
            return cls.APPLIED if answer else cls.NOT_APPLIED
        return cls.UNKNOWN


Look = Callable[..., Verdict | bool]
"""A hook that gets the step's own arguments and looks whether it was entered."""


@dataclass(frozen=True, slots=True)
class StepRules:
    """How a step is checked and bounded."""

    verify: Look | None = None
    confirm: Look | None = None
    settle: timedelta = timedelta(seconds=3)
    deadline: timedelta = timedelta(minutes=3)


class StepKeeper(Protocol):
    """The attempt that is under way; it keeps the journal."""

    def enter(self, step: "Step[..., Any]", arguments: Mapping[str, Any]) -> Any: ...


@dataclass(slots=True)
class KeeperPlace:
    """Where a step finds its attempt, from whatever thread of the process it is called."""

    keeper: StepKeeper | None = None


current = KeeperPlace()


class StepDefinitionError(InputError):
    """A `@step` function that cannot work."""

    def __init__(self, function: Callable[..., Any], problem: str, hint: str) -> None:
        where = written_at(function)
        super().__init__(f"Step {function.__name__!r} ({where}): {problem}.", hint=hint)


class Step(Generic[P, R]):
    """A step as its bot calls it: through the journal in a run, directly in an author's test."""

    def __init__(self, function: Callable[P, R], rules: StepRules) -> None:
        if does_nothing(function):
            raise StepDefinitionError(function, LATER, "Make it a plain function.")
        self.function = function
        self.rules = rules
        self.name = function.__name__
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__
        self.__module__ = function.__module__
        self._signature = inspect.signature(function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        keeper = current.keeper
        if keeper is None:
            return self.function(*args, **kwargs)
        result: R = keeper.enter(self, self.bind(*args, **kwargs))
        return result

    def bind(self, *args: object, **kwargs: object) -> dict[str, Any]:
        """The arguments of a call, by the names of the parameters."""
        bound = self._signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return bound.arguments

    def annotations(self) -> dict[str, Any]:
        """The types of the step's parameters, by name."""
        hints = typing.get_type_hints(self.function)
        hints.pop("return", None)
        return hints

    def act(self, arguments: Mapping[str, Any]) -> R:
        """Call the function itself."""
        result: R = self._call(self.function, arguments)
        return result

    def look(self, hook: Look, arguments: Mapping[str, Any]) -> Verdict:
        """Ask a hook, with the step's arguments."""
        return Verdict.of(self._call(hook, arguments))

    def _call(self, function: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
        bound = inspect.BoundArguments(self._signature, dict(arguments))
        return function(*bound.args, **bound.kwargs)


def step(
    *,
    verify: Look | None = None,
    confirm: Look | None = None,
    settle: timedelta = timedelta(seconds=3),
    deadline: timedelta = timedelta(minutes=3),
) -> Callable[[Callable[P, R]], Step[P, R]]:
    """Mark a function that changes something outside: it is entered at most once for an item.

    Before the function runs its intent is on disk; after it, its outcome. When the item is taken
    up again, a finished step returns its recorded result (which must be JSON) and is not entered.

    Args:
        verify: looks the record up afresh and says whether the step was entered. Gets the step's
            arguments. Asked after the act, and after a crash. Without it a crash leaves the item
            in doubt.
        confirm: a cheaper look at the page that answered. When it says APPLIED, `verify` is not
            asked.
        settle: how long the application may take to show what was entered, before NOT_APPLIED is
            believed.
        deadline: the step's longest time; then its browser is ended and the step is verified.

    Example:
        >>> @step(settle=timedelta(seconds=1))
        ... def double(number: int) -> int:
        ...     return number * 2
        >>> double(4)
        8
    """
    rules = StepRules(verify=verify, confirm=confirm, settle=settle, deadline=deadline)
    return lambda function: Step(function, rules)
