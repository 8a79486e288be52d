"""Never twice, never lost: how one attempt enters its steps."""

import contextlib
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, Protocol

from runner.bots import Bot
from runner.drivers.errors import SessionEndedError
from runner.errors import EnvironmentFault, TechnicalError
from runner.run.arguments import KeptArguments, keep, rebuild
from runner.run.errors import (
    DryRunEndError,
    StepChangedError,
    StepInDoubtError,
    StepNotAppliedError,
    StopAskedError,
    WriteInVerifyError,
)
from runner.run.failpoint import Failpoints
from runner.steps import Look, Step, Verdict
from runner.store.errors import LostItemError
from runner.store.items import Claim
from runner.store.journal import Journal, JournalEntry, StepState
from runner.waiting import pause
from runner.workspace import find_step

LOOKS = 3
"""How often a look is begun when the screen fails it."""

WHOLE_ITEM = "(whole item)"
"""The step that an item gets by itself when a bot writes outside every step."""


class Surroundings(Protocol):
    """What the journal asks of the attempt it serves."""

    dry_run: bool

    @property
    def apps(self) -> Mapping[str, Any]:
        """The sessions, by the bot's parameter names."""

    @property
    def stop_asked(self) -> bool:
        """Whether the run is to stop before the next step."""

    def step_begins(self, name: str, seconds: float) -> None: ...

    def step_ended(self, name: str, state: StepState) -> None: ...

    def take_picture(self, name: str) -> None: ...

    def sign_in_again(self) -> None: ...

    def start_screens_over(self) -> None: ...


class StepJournal:
    """The steps of one attempt at one item."""

    def __init__(
        self,
        claim: Claim,
        journal: Journal,
        surroundings: Surroundings,
        failpoints: Failpoints,
    ) -> None:
        self._claim = claim
        self._journal = journal
        self._around = surroundings
        self._failpoints = failpoints
        self._calls: Counter[str] = Counter()
        self._whole_item: int | None = None
        self.inside: str | None = None
        """The step that is being acted, if any."""
        self.looking = False
        """Whether a verify or confirm hook is at work."""
        self._pressed = False

    def start_over(self) -> None:
        """The bot's function is called again from its beginning."""
        self._calls.clear()

    def settle_open(self, bot: Bot[..., Any]) -> None:
        """Settle what an earlier attempt left open, by each step's own `verify`.

        Raises:
            StepInDoubtError: nobody can tell.
        """
        for entry in self._journal.open(self._claim.item):
            step = find_step(bot, entry.name)
            arguments = None
            if step is not None and step.rules.verify is not None:
                arguments = rebuild(step, entry.arguments, self._around.apps)
            if step is None or arguments is None:
                self._doubt(entry.id, entry.name, "an attempt ended in it, and it has no verify")
            self._settle_interrupted(step, entry, arguments)

    def enter(self, step: Step[..., Any], arguments: Mapping[str, Any]) -> Any:
        """Enter a step, or return what it returned when it was entered before."""
        self._calls[step.name] += 1
        ordinal = self._calls[step.name]
        kept = keep(step, arguments, self._around.apps)
        entry = self._journal.last(self._claim.item, step.name, ordinal)
        if entry is not None and entry.state is StepState.APPLIED:
            if entry.digest != kept.digest:
                raise StepChangedError(step.name)
            return entry.result
        if entry is not None and entry.state is not StepState.NOT_APPLIED:
            raise StepInDoubtError(step.name, "an earlier attempt left it open")
        return self._act(step, ordinal, kept, arguments)

    def before_press(self, element: str, *, writes: bool) -> None:
        """An element is about to be pressed: may it be, and under which step?

        Raises:
            StopAskedError, DryRunEndError, WriteInVerifyError: it may not.
        """
        if self.looking:
            if writes:
                raise WriteInVerifyError(element)
            return
        if self.inside is not None:
            self._pressed = True
            self._failpoints.reach("step.press")
            return
        if self._around.stop_asked:
            raise StopAskedError
        if writes:
            self._open_whole_item(element)

    def finish(self) -> None:
        """The bot has returned: its unmarked writes were entered, and nothing may be open.

        Raises:
            StepInDoubtError: an earlier attempt's step is open, and the bot did not come to it.
        """
        if self._whole_item is not None:
            self._settle(WHOLE_ITEM, self._whole_item, StepState.APPLIED, "the bot returned")
        for entry in self._journal.open(self._claim.item):
            raise StepInDoubtError(entry.name, "an earlier attempt left it open")

    def failed(self, error: Exception) -> None:
        """The bot has raised: an unmarked write that was begun is in doubt.

        Raises:
            StepInDoubtError: there was one.
        """
        if self._whole_item is not None:
            why = f"the bot wrote outside every step, then failed ({error})"
            self._doubt(self._whole_item, WHOLE_ITEM, why, error)

    def _open_whole_item(self, element: str) -> None:
        if self._around.dry_run:
            raise DryRunEndError(f"a press of {element!r}")
        if self._whole_item is None:
            kept = KeptArguments({"pressed": element}, {})
            self._whole_item = self._journal.intend(
                self._claim, WHOLE_ITEM, 1, kept.digest, kept.as_json()
            )

    def _act(
        self, step: Step[..., Any], ordinal: int, kept: KeptArguments, arguments: Mapping[str, Any]
    ) -> Any:
        if self._around.dry_run:
            raise DryRunEndError(f"step {step.name!r}")
        if self._around.stop_asked:
            raise StopAskedError
        self._around.take_picture(f"before-{step.name}")
        self._failpoints.reach("step.before_intent")
        intent = self._journal.intend(self._claim, step.name, ordinal, kept.digest, kept.as_json())
        self._failpoints.reach("step.intended")
        self._around.step_begins(step.name, step.rules.deadline.total_seconds())
        try:
            result = self._run_function(step, arguments)
        except (LostItemError, EnvironmentFault):
            raise  # the intent stays open; whoever takes the item up next looks first
        except Exception as error:  # noqa: BLE001 - whatever it was, was it entered?
            self._settle_failed(step, intent, arguments, error)
            return None
        self._failpoints.reach("step.acted")
        self._settle_acted(step, intent, arguments, result)
        return result

    def _run_function(self, step: Step[..., Any], arguments: Mapping[str, Any]) -> Any:
        self.inside, self._pressed = step.name, False
        try:
            return step.act(arguments)
        finally:
            self.inside = None

    def _settle_acted(
        self, step: Step[..., Any], intent: int, arguments: Mapping[str, Any], result: Any
    ) -> None:
        verdict, by = self._confirmed(step, arguments)
        self._failpoints.reach("step.verified")
        if verdict is Verdict.APPLIED:
            self._settle(step.name, intent, StepState.APPLIED, by, result)
        elif verdict is Verdict.NOT_APPLIED:
            self._settle(step.name, intent, StepState.NOT_APPLIED, by)
            raise StepNotAppliedError(step.name)
        else:
            self._doubt(intent, step.name, "its verify could not tell")
        self._around.take_picture(f"after-{step.name}")

    def _confirmed(self, step: Step[..., Any], arguments: Mapping[str, Any]) -> tuple[Verdict, str]:
        """What the answer page, and if need be a fresh look, says of the act."""
        rules = step.rules
        if rules.confirm is not None:
            with contextlib.suppress(TechnicalError):
                if self._ask(step, rules.confirm, arguments) is Verdict.APPLIED:
                    return Verdict.APPLIED, "confirm"
        if rules.verify is not None:
            return self._look(step, rules.verify, arguments), "verify"
        if rules.confirm is not None:
            return Verdict.UNKNOWN, "confirm"
        return Verdict.APPLIED, "no error"

    def _settle_failed(
        self, step: Step[..., Any], intent: int, arguments: Mapping[str, Any], error: Exception
    ) -> None:
        """The act raised: find out whether it was entered all the same."""
        if self._untouched(arguments):
            self._settle(step.name, intent, StepState.NOT_APPLIED, "nothing was pressed")
            raise error
        if step.rules.verify is None:
            self._doubt(intent, step.name, f"it failed after a press ({error})", error)
        verdict = self._look(step, step.rules.verify, arguments)
        if verdict is Verdict.UNKNOWN:
            self._doubt(intent, step.name, f"it failed after a press ({error})", error)
        if verdict is Verdict.NOT_APPLIED:
            self._settle(step.name, intent, StepState.NOT_APPLIED, "verify")
            raise error
        self._settle(step.name, intent, StepState.APPLIED, "verify")

    def _untouched(self, arguments: Mapping[str, Any]) -> bool:
        """Whether the step acts through sessions, and none of them pressed anything."""
        sessions = list(self._around.apps.values())
        through_sessions = any(value is each for value in arguments.values() for each in sessions)
        return through_sessions and not self._pressed

    def _settle_interrupted(
        self, step: Step[..., Any], entry: JournalEntry, arguments: Mapping[str, Any]
    ) -> None:
        """An earlier attempt ended inside this step: look before anything else."""
        if step.rules.verify is None:
            self._doubt(entry.id, step.name, "an attempt ended in it, and it has no verify")
        verdict = self._look(step, step.rules.verify, arguments)
        if verdict is Verdict.UNKNOWN:
            self._doubt(entry.id, step.name, "an attempt ended in it, and verify could not tell")
        self._settle(step.name, entry.id, StepState(verdict.value), "verify after interruption")

    def _look(
        self, step: Step[..., Any], hook: Look | None, arguments: Mapping[str, Any]
    ) -> Verdict:
        """Look, more than once if the screen fails, and again later before NOT_APPLIED is said."""
        if hook is None:
            return Verdict.UNKNOWN
        verdict = self._patiently(step, hook, arguments)
        if verdict is Verdict.NOT_APPLIED and step.rules.settle:
            pause(
                step.rules.settle.total_seconds(),
                because="the application may show late what was entered",
            )
            verdict = self._patiently(step, hook, arguments)
        return verdict

    def _patiently(self, step: Step[..., Any], hook: Look, arguments: Mapping[str, Any]) -> Verdict:
        for _ in range(LOOKS):
            recover: Callable[[], None] = self._around.start_screens_over
            try:
                return self._ask(step, hook, arguments)
            except SessionEndedError:
                recover = self._around.sign_in_again
            except TechnicalError:
                pass
            with contextlib.suppress(TechnicalError):
                recover()
        return Verdict.UNKNOWN

    def _ask(self, step: Step[..., Any], hook: Look, arguments: Mapping[str, Any]) -> Verdict:
        self.looking = True
        try:
            return step.look(hook, arguments)
        finally:
            self.looking = False

    def _settle(
        self, name: str, intent: int, state: StepState, by: str, result: Any = None
    ) -> None:
        self._journal.settle(self._claim, intent, state, by=by, result=result)
        self._failpoints.reach("step.settled")
        self._around.step_ended(name, state)

    def _doubt(self, intent: int, name: str, why: str, cause: Exception | None = None) -> NoReturn:
        self._settle(name, intent, StepState.IN_DOUBT, why)
        raise StepInDoubtError(name, why) from cause
