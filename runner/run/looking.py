"""Looking: what the screens say of a step, asked with patience; a failed look is no answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from runner.drivers.errors import SessionEndedError
from runner.errors import DeskhandError, EnvironmentFault, TechnicalError
from runner.run.errors import worded
from runner.steps import Look, Step, Verdict
from runner.store.errors import LostItemError
from runner.waiting import pause

LOOKS = 3
"""How often a look is begun when the screen fails it."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a look has found."""

    verdict: Verdict
    by: str
    """Which hook said so."""
    why: str = "its verify could not tell"
    """Why nobody can tell, for an unknown verdict."""
    cause: Exception | None = None


class Screens(Protocol):
    """How a look that was failed by the screen is begun again."""

    def sign_in_again(self) -> None: ...

    def start_screens_over(self) -> None: ...


class Looker:
    """Asks a step's hooks. Knows when one is at work, because a hook must not enter anything."""

    def __init__(self, screens: Screens) -> None:
        self._screens = screens
        self.looking = False
        """Whether a verify or confirm hook is at work."""

    def after_act(self, step: Step[..., Any], arguments: Mapping[str, Any]) -> Sight:
        """What the answer page, and if need be a fresh look, says of an act that did not fail."""
        confirm = step.rules.confirm
        if confirm is not None and self._confirmed(step, confirm, arguments):
            return Sight(Verdict.APPLIED, "confirm")
        if step.rules.verify is not None:
            return self.afresh(step, arguments)
        if confirm is not None:
            return Sight(Verdict.UNKNOWN, "confirm", "its confirm did not see it entered")
        return Sight(Verdict.APPLIED, "no error")

    def afresh(self, step: Step[..., Any], arguments: Mapping[str, Any]) -> Sight:
        """A fresh look by `verify`, and another one later before NOT_APPLIED is believed."""
        hook = step.rules.verify
        if hook is None:
            return Sight(Verdict.UNKNOWN, "nobody", "it has no verify")
        sight = self._patiently(step, hook, arguments)
        if sight.verdict is Verdict.NOT_APPLIED and step.rules.settle:
            pause(
                step.rules.settle.total_seconds(),
                because="the application may show late what was entered",
            )
            sight = self._patiently(step, hook, arguments)
        return sight

    def _confirmed(self, step: Step[..., Any], hook: Look, arguments: Mapping[str, Any]) -> bool:
        try:
            return self._ask(step, hook, arguments) is Verdict.APPLIED
        except (LostItemError, EnvironmentFault):
            raise
        except Exception:  # noqa: BLE001 - whatever it was, it did not see the step entered
            return False

    def _patiently(self, step: Step[..., Any], hook: Look, arguments: Mapping[str, Any]) -> Sight:
        """Begin a look again when the screen fails it; a hook's own failure is not repeated."""
        last: Exception | None = None
        for _ in range(LOOKS):
            recover: Callable[[], None] = self._screens.start_screens_over
            try:
                return Sight(self._ask(step, hook, arguments), "verify")
            except (LostItemError, EnvironmentFault):
                raise
            except SessionEndedError as error:
                last, recover = error, self._screens.sign_in_again
            except TechnicalError as error:
                last = error
            except Exception as error:  # noqa: BLE001 - a verdict it is not
                return failed(error)
            try:
                recover()
            except TechnicalError as error:
                last = error
        return failed(last or DeskhandError("no look came to an end"))

    def _ask(self, step: Step[..., Any], hook: Look, arguments: Mapping[str, Any]) -> Verdict:
        self.looking = True
        try:
            return step.look(hook, arguments)
        finally:
            self.looking = False


def failed(error: Exception) -> Sight:
    """A look that came to nothing."""
    return Sight(Verdict.UNKNOWN, "verify", f"its verify failed ({worded(error)})", error)
