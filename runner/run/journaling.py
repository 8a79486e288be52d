"""Never twice, never lost: how one attempt enters its steps."""

import contextlib
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any, NoReturn

from runner.bots import Bot
from runner.errors import EnvironmentFault
from runner.run.arguments import (
    KeptArguments,
    UnkeepableResultError,
    is_keepable,
    keep,
    rebuild,
)
from runner.run.errors import (
    BotExitError,
    DryRunEndError,
    NestedStepError,
    StepChangedError,
    StepElsewhereError,
    StepInDoubtError,
    StepNotAppliedError,
    StopAskedError,
    TriesUsedUpError,
    WriteInVerifyError,
    worded,
)
from runner.run.failpoint import Failpoints
from runner.run.last_word import LastWord
from runner.run.looking import Looker
from runner.run.surroundings import Surroundings
from runner.steps import Step, Verdict
from runner.store.errors import LostItemError
from runner.store.items import Claim
from runner.store.journal import Journal, JournalEntry
from runner.store.step_state import StepState
from runner.workspace import find_step

WHOLE_ITEM = "(whole item)"
"""The step that an item gets by itself when a bot writes outside every step."""


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
        self._looker = Looker(surroundings)
        self._entered: Counter[str] = Counter()
        """How often each step was entered so far; a call that was not applied does not count."""
        self._whole_item: int | None = None
        self._inside: str | None = None
        self._pressed = self._was_pressed = False
        self._opened_now = False
        """Whether the last announced press opened the intent of the whole item."""
        self.last_word = LastWord()

    @property
    def entered_as_a_whole(self) -> bool:
        """Whether the item was entered outside every step before, so that nothing is left to do."""
        entry = self._journal.last(self._claim.item, WHOLE_ITEM, 1)
        return entry is not None and entry.state is StepState.APPLIED

    @property
    def looking(self) -> bool:
        """Whether a verify or a confirm is looking just now."""
        return self._looker.looking

    @property
    def inside(self) -> str | None:
        """The step, or the look, that is at work just now."""
        return "a verify hook" if self._looker.looking else self._inside

    @property
    def has_unmarked_write(self) -> bool:
        """Whether this attempt has written outside every step."""
        return self._whole_item is not None

    def start_over(self) -> None:
        """The bot's function is called again from its beginning."""
        self._entered.clear()

    def settle_open(self, bot: Bot[..., Any]) -> None:
        """Settle what an earlier attempt left open, by each step's own `verify`.

        Raises:
            StepInDoubtError: nobody can tell.
        """
        for entry in self._journal.open(self._claim.item):
            if entry.state is StepState.IN_DOUBT:
                raise StepInDoubtError(entry.name, "an earlier attempt left it in doubt")
            step = find_step(bot, entry.name)
            if step is None or step.rules.verify is None:
                self._doubt(entry.id, entry.name, "an attempt ended in it, and it has no verify")
            arguments = rebuild(step, entry.arguments, self._around.apps)
            if arguments is None:
                why = "an attempt ended in it, and its arguments do not fit it any more"
                self._doubt(entry.id, entry.name, why)
            self._settle_interrupted(step, entry, arguments)

    def enter(self, step: Step[..., Any], arguments: Mapping[str, Any]) -> Any:
        """Enter a step, or return what it returned when it was entered before."""
        with self.last_word.heard():
            self._refuse(step.name)
            ordinal = self._entered[step.name] + 1
            kept = keep(step, arguments, self._around.apps)
            entry = self._journal.last(self._claim.item, step.name, ordinal)
            if entry is None or entry.state is StepState.NOT_APPLIED:
                result = self._act(step, ordinal, kept, arguments)
            elif entry.state is not StepState.APPLIED:
                raise StepInDoubtError(step.name, "an earlier attempt left it open")
            elif entry.digest != kept.digest:
                self._changed(entry, kept)
            else:
                result = entry.result
            self._entered[step.name] = ordinal
            return result

    def before_press(self, element: str, *, writes: bool) -> float | None:
        """An element is about to be pressed: may it be, under which step, and until when?

        Raises:
            StopAskedError, DryRunEndError, TriesUsedUpError, WriteInVerifyError: it may not.
        """
        if self._looker.looking:
            if writes:
                raise WriteInVerifyError(element)
            return None
        self._opened_now = False
        if self._inside is not None:
            self._failpoints.reach("step.press")
            until = self._last_moment()
            self._was_pressed, self._pressed = self._pressed, True
            return until
        with self.last_word.heard():
            self.last_word.repeat()
            if self._stop_obeyed:
                raise StopAskedError
            if not writes:
                return None
            self._open_whole_item(element)
            return self._last_moment()

    def _last_moment(self) -> float:
        """Until when the item is ours; a worker that is held up longer must not press any more."""
        return time.time() + self._journal.refuse_lost(self._claim)

    def not_pressed(self) -> None:
        """The press that was just announced did certainly not happen."""
        if self._inside is not None:
            self._pressed = self._was_pressed
        if self._opened_now and self._whole_item is not None:
            by = "nothing was pressed"
            self._settle(WHOLE_ITEM, self._whole_item, StepState.NOT_APPLIED, by)
            self._whole_item, self._opened_now = None, False

    def finish(self) -> None:
        """The bot has returned: its unmarked writes were entered, and nothing may be open.

        Raises:
            DeskhandError: what ended the attempt although the bot returned.
            StepInDoubtError: an earlier attempt's step is open, and the bot did not come to it.
        """
        if self.last_word.error is not None:
            self.failed(self.last_word.error)
        if self._whole_item is not None:
            self._settle(WHOLE_ITEM, self._whole_item, StepState.APPLIED, "the bot returned")
        for entry in self._journal.open(self._claim.item):
            raise StepInDoubtError(entry.name, "an earlier attempt left it open")

    def failed(self, error: Exception) -> None:
        """The bot has raised: an unmarked write that was begun is in doubt.

        Raises:
            StepInDoubtError: there was one.
            DeskhandError: what ended the attempt before the bot made this error of it.
        """
        if self._whole_item is not None:
            self._doubt(self._whole_item, WHOLE_ITEM, "the bot wrote outside every step", error)
        self.last_word.repeat()

    @property
    def _stop_obeyed(self) -> bool:
        """A stop is obeyed between steps; an item that is one step comes to its end."""
        return self._around.stop_asked and self._whole_item is None

    def _refuse(self, name: str) -> None:
        """Steps are entered one after another, by the bot itself."""
        if self.last_word.is_elsewhere:
            raise StepElsewhereError(name)
        if self._looker.looking:
            raise WriteInVerifyError(f"step {name}")
        if self._inside is not None:
            raise NestedStepError(name, self._inside)
        self.last_word.repeat()

    def _refuse_to_enter(self, what: str) -> None:
        """Some attempts must enter nothing at all."""
        if self._around.dry_run:
            raise DryRunEndError(what)
        if self._around.looks_only:
            raise TriesUsedUpError(what)

    def _open_whole_item(self, element: str) -> None:
        self._refuse_to_enter(f"a press of {element!r}")
        if self._whole_item is not None:
            return
        if self.entered_as_a_whole:
            raise StepInDoubtError(WHOLE_ITEM, "it was entered before")
        kept = KeptArguments({"pressed": element}, {})
        self._whole_item = self._journal.intend(
            self._claim, WHOLE_ITEM, 1, kept.digest, kept.as_json()
        )
        self._opened_now = True

    def _changed(self, entry: JournalEntry, kept: KeptArguments) -> NoReturn:
        """The bot has other values than were entered: a person decides which are right."""
        self._journal.doubt(self._claim, entry, kept.digest, kept.as_json())
        raise StepChangedError(entry.name)

    def _act(
        self, step: Step[..., Any], ordinal: int, kept: KeptArguments, arguments: Mapping[str, Any]
    ) -> Any:
        self._refuse_to_enter(f"step {step.name!r}")
        if self._stop_obeyed:
            raise StopAskedError
        self._around.take_picture(f"before-{step.name}")
        self._around.step_begins(step.name, step.rules.deadline.total_seconds())
        self._failpoints.reach("step.before_intent")
        intent = self._journal.intend(self._claim, step.name, ordinal, kept.digest, kept.as_json())
        self._failpoints.reach("step.intended")
        try:
            self._journal.refuse_lost(self._claim)  # a step need not press: this one may just send
            result = self._run_function(step, arguments)
        except (LostItemError, EnvironmentFault):
            # An open intent is looked at by whoever takes the item up next.
            if self._untouched(arguments):
                with contextlib.suppress(LostItemError, EnvironmentFault):
                    self._settle(step.name, intent, StepState.NOT_APPLIED, "nothing was pressed")
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, was it entered?
            self._settle_failed(step, intent, arguments, error)
            return None
        self._failpoints.reach("step.acted")
        self._settle_acted(step, intent, arguments, result)
        return result

    def _run_function(self, step: Step[..., Any], arguments: Mapping[str, Any]) -> Any:
        self._inside, self._pressed = step.name, False
        try:
            return step.act(arguments)
        except (SystemExit, KeyboardInterrupt) as leaving:
            raise BotExitError(leaving) from leaving
        finally:
            self._inside = None

    def _settle_acted(
        self, step: Step[..., Any], intent: int, arguments: Mapping[str, Any], result: Any
    ) -> None:
        sight = self._looker.after_act(step, arguments)
        self._failpoints.reach("step.verified")
        if sight.verdict is Verdict.UNKNOWN:
            self._doubt(intent, step.name, sight.why, sight.cause)
        if sight.verdict is Verdict.NOT_APPLIED:
            self._settle(step.name, intent, StepState.NOT_APPLIED, sight.by)
            raise StepNotAppliedError(step.name)
        keepable = is_keepable(result)
        kept = result if keepable else None
        self._settle(step.name, intent, StepState.APPLIED, sight.by, kept)
        if not keepable:
            raise UnkeepableResultError(step.name, result)
        self._around.take_picture(f"after-{step.name}")

    def _settle_failed(
        self, step: Step[..., Any], intent: int, arguments: Mapping[str, Any], error: Exception
    ) -> None:
        """The act raised: find out whether it was entered all the same."""
        if self._untouched(arguments):
            self._settle(step.name, intent, StepState.NOT_APPLIED, "nothing was pressed")
            raise error
        sight = self._looker.afresh(step, arguments)
        if sight.verdict is Verdict.UNKNOWN:
            self._doubt(intent, step.name, "it failed after a press", error)
        self._settle(step.name, intent, StepState(sight.verdict.value), sight.by)
        if sight.verdict is Verdict.NOT_APPLIED:
            raise error

    def _untouched(self, arguments: Mapping[str, Any]) -> bool:
        """Whether the step acts through sessions, and none of them pressed anything."""
        sessions = list(self._around.apps.values())
        through_sessions = any(value is each for value in arguments.values() for each in sessions)
        return through_sessions and not self._pressed

    def _settle_interrupted(
        self, step: Step[..., Any], entry: JournalEntry, arguments: Mapping[str, Any]
    ) -> None:
        """An earlier attempt ended inside this step: look before anything else."""
        sight = self._looker.afresh(step, arguments)
        if sight.verdict is Verdict.UNKNOWN:
            why = f"an attempt ended in it, and {sight.why}"
            self._doubt(entry.id, step.name, why, sight.cause)
        state = StepState(sight.verdict.value)
        self._settle(step.name, entry.id, state, "verify after interruption")

    def _settle(
        self, name: str, intent: int, state: StepState, by: str, result: Any = None
    ) -> None:
        self._journal.settle(self._claim, intent, state, by=by, result=result)
        self._failpoints.reach("step.settled")
        self._around.step_ended(name, state)

    def _doubt(self, intent: int, name: str, why: str, cause: Exception | None = None) -> NoReturn:
        self._settle(name, intent, StepState.IN_DOUBT, why.partition(" (")[0])
        if cause is not None and worded(cause) not in why:
            why = f"{why} ({worded(cause)})"
        raise StepInDoubtError(name, why) from cause
