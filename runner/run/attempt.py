"""One attempt: the bot's function is called for one item, and everything it does is kept."""

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from runner.asking import current as asking
from runner.bots import Bot, Limits
from runner.drivers.errors import SessionEndedError
from runner.errors import DeskhandError, EnvironmentFault
from runner.feeds import personal_values, texts_of
from runner.handing import current as handing
from runner.item import ItemState
from runner.proposal import Proposal
from runner.recorder import Case, Hold, ValueChange
from runner.run.attempt_log import AttemptLog
from runner.run.channel import Channel
from runner.run.errors import BotExitError, PayloadChangedError
from runner.run.failpoint import Failpoints
from runner.run.handing_over import HandingOver
from runner.run.holding import Holding
from runner.run.journaling import StepJournal
from runner.run.outcome import ending_for
from runner.run.proposing import Proposing
from runner.run.questioning import Questions
from runner.run.sessions import Sessions
from runner.settings import Pictures
from runner.steps import current
from runner.store.decisions import DecisionStore
from runner.store.errors import LostItemError
from runner.store.items import Claim, Ending
from runner.store.journal import Journal
from runner.store.step_state import StepState

SIGN_INS = 2
"""Sign-ins in one attempt before the session counts as not to be had (no account lock-outs)."""

MAX_CHANGES = 200
"""Values before and after that are kept of one attempt."""


class Attempt:
    """Serves the bot as its step keeper, the sessions as their recorder."""

    def __init__(  # noqa: PLR0913 - the one place where everything of an attempt meets
        self,
        claim: Claim,
        bot: Bot[..., Any],
        *,
        sessions: Sessions,
        journal: Journal,
        decisions: DecisionStore,
        log: AttemptLog,
        channel: Channel,
        failpoints: Failpoints,
        pictures: Pictures,
        limits: Limits,
        target: Mapping[str, Any],
        dry_run: bool = False,
    ) -> None:
        self.dry_run = dry_run
        self._claim = claim
        self._bot = bot
        self._limits = limits
        self._sessions = sessions
        self._log = log
        self._channel = channel
        self._pictures = pictures
        self._changes: list[Mapping[str, str]] = []
        self._sign_ins = 0
        self._proposing = Proposing(log, channel)
        self._holding = Holding(channel)
        self._handing = HandingOver(channel, self._holding, lambda: self.apps)
        self._steps = StepJournal(claim, journal, self, failpoints)
        self._questions = Questions(claim, target, decisions, self._steps, self, log.holds_secret)

    # What the journal asks of us.

    @property
    def apps(self) -> Mapping[str, Any]:
        """The sessions, by the bot's parameter names."""
        return self._sessions.open

    @property
    def looks_only(self) -> bool:
        """Whether the item has no tries left, so that this is a last look at an open step."""
        return self._claim.looks_only(self._limits.tries)

    @property
    def stop_asked(self) -> bool:
        """Whether the supervisor asked to stop."""
        return self._channel.stop_asked

    def step_begins(self, name: str, seconds: float) -> None:
        """Tell log and supervisor, whose clock now runs."""
        self._log.step_begins(name)
        self._holding.step_begins()
        self._channel.tell("step", name=name, deadline=seconds)

    def step_ended(self, name: str, state: StepState) -> None:
        """Tell log and supervisor."""
        self._log.event("step ended", step=name, state=state.value)
        self._holding.step_ended()
        self._channel.tell("step_ended", name=name, state=state.value)

    def take_picture(self, name: str) -> None:
        """Take one of the pictures around a step, where they are wanted."""
        wanted = (Pictures.STEP, Pictures.ALL) if name.startswith("after") else (Pictures.ALL,)
        if self._pictures in wanted:
            self._take_pictures(name)

    def sign_in_again(self, app: str | None = None) -> None:
        """Sign in again after the session of an app has ended, within limits."""
        self._sign_ins += 1
        if self._sign_ins > SIGN_INS:
            raise SessionLostError(self._sign_ins - 1, app)
        self._log.event("signing in again")
        self._sessions.sign_in()

    def start_screens_over(self) -> None:
        """Bring every session to its start screen."""
        self._sessions.reset()

    # What the sessions tell us (Recorder).

    def event(self, action: str, **details: object) -> None:
        """One line of the log; a person who sits there sees it happen."""
        self._log.event(action, **details)
        if self._channel.person:
            self._channel.tell("act", action=action, **acted(details))

    def values(self, screen: str, changes: list[ValueChange]) -> None:
        """Keep what was changed, before and after."""
        if self._channel.person:
            names = [change.element for change in changes]
            self._channel.tell("act", action="fill", screen=screen, elements=names)
        told = {c.element: [c.before, c.after, c.how] for c in changes}
        self._log.event("values", screen=screen, before_after_how=told)
        for change in changes:
            if len(self._changes) < MAX_CHANGES:
                self._changes.append(
                    {
                        "screen": screen,
                        "element": change.element,
                        "before": self._log.masked(change.before),
                        "after": self._log.masked(change.after),
                    }
                )

    def picture(self, name: str, image: bytes) -> None:
        """Keep a picture that a session took by itself."""
        self._log.picture(name, image)

    def before_press(self, screen: str, element: str, *, writes: bool) -> float | None:
        """Ask the journal whether the press may be, and until when."""
        until = self._steps.before_press(f"{screen}.{element}", writes=writes)
        self._holding.pressed(writes=writes)
        return until

    def not_pressed(self, screen: str, element: str) -> None:
        """Take back what `before_press` announced."""
        self._log.event("not pressed", screen=screen, element=element)
        self._steps.not_pressed()

    def hold(self) -> Hold | None:
        """Whether a person holds the attempt.

        Raises:
            StopAskedError: the person has asked to stop, and nothing is half done.
        """
        return self._holding.now(looking=self._steps.looking)

    def released(self, word: str) -> None:
        """The person goes on, or stops."""
        self._holding.released(word)

    def person_is_there(self, *, there: bool) -> None:
        """A person uses mouse and keyboard, or has let go of them."""
        self._holding.person_is_there(there=there)

    def seen(self, values: Mapping[str, str]) -> None:
        """Mask these from now on."""
        self._log.mask(values)

    def case(self) -> Case | None:
        """The item; None in a dry run, and while a verify looks: it must see what it asks for."""
        if self._steps.looking or self.dry_run:
            return None
        return Case(self._claim.item, frozenset(texts_of(self._claim.payload)))

    def confirm(self, question: str, image: bytes | None) -> bool | None:
        """Ask the person at the terminal, if there is one."""
        return self._proposing.confirm(question, image)

    def propose(self, proposal: Proposal, image: bytes | None) -> None:
        """Keep what is proposed for a selector file."""
        self._proposing.propose(proposal, image)

    # The attempt itself.

    def run(self) -> Ending:
        """Call the bot and say how it ended. Raises only when the item was lost to another."""
        began = time.monotonic()
        before, current.keeper = current.keeper, self._steps
        asking.asker = self._questions
        handing.keeper = self._handing
        try:
            ending = self._run_to_ending()
        finally:
            asking.asker = None
            current.keeper, handing.keeper = before, None
        return replace(
            ending,
            seconds=round(time.monotonic() - began, 3),
            pictures=tuple(self._log.pictures),
            changes=tuple(self._changes),
            proposals=self._proposing.proposals,
        )

    def _run_to_ending(self) -> Ending:
        try:
            record = self._call_bot()
            self._steps.finish()
        except LostItemError:
            raise
        except Exception as error:  # noqa: BLE001 - a bot may raise anything; it all ends here
            return self._failed(error)
        if self._pictures is not Pictures.FAILURE:
            self._take_pictures("end")
        return Ending("done", ItemState.DONE, record=self._log.masked(record))

    def _call_bot(self) -> str:
        """Call the bot's function, from its beginning again when the session had ended."""
        parameters = self._bot.parameters
        self._log.mask_values(personal_values(parameters.model, self._claim.payload))
        item = rebuilt(self._bot, self._claim.payload)
        arguments = {
            **self._sessions.open_all(self),
            parameters.item: item,
            **self._sessions.options,
        }
        while True:
            try:
                self._steps.settle_open(self._bot)
                return self._call_function(arguments)
            except SessionEndedError as ended:
                self._log.event("session ended", reason=ended.message)
                self.sign_in_again(ended.app)
                self._steps.start_over()
                self._questions.start_over()

    def _call_function(self, arguments: Mapping[str, Any]) -> str:
        if self._steps.entered_as_a_whole:
            return ""
        try:
            record = self._bot.function(**arguments)
            return "" if record is None else str(record)
        except (SystemExit, KeyboardInterrupt) as leaving:
            raise BotExitError(leaving) from leaving

    def _failed(self, error: Exception) -> Ending:
        try:
            self._steps.failed(error)
        except DeskhandError as doubt:
            error = doubt
        ending = ending_for(error, self._claim, self._limits)
        with suppress(EnvironmentFault):  # a full disk must not hide how the attempt ended
            if ending.question is not None:
                self._log.event("asked", question=ending.message, of=ending.question.asked_of)
            else:
                self._log.failure(error, outcome=ending.outcome)
        if not isinstance(error, EnvironmentFault) and not is_no_failure(ending):
            self._take_pictures("failure")
        return replace(ending, message=self._log.masked(ending.message))

    def pictures_of(self, sessions: Sequence[object] | None) -> tuple[str, ...]:
        """Take a picture of each session for whoever is asked; of all that are open for None."""
        had = len(self._log.pictures)
        for app, session in self.apps.items():
            if sessions is None or any(session is each for each in sessions):
                with suppress(EnvironmentFault):
                    self._take_picture(f"question-{app}", app, session)
        return tuple(self._log.pictures[had:])

    def _take_pictures(self, name: str) -> None:
        """A picture of every session; evidence must never end an attempt."""
        for app, session in self.apps.items():
            with suppress(EnvironmentFault):
                self._take_picture(name if len(self.apps) == 1 else f"{name}-{app}", app, session)

    def _take_picture(self, name: str, app: str, session: Any) -> None:
        try:
            image = session.picture(name)
            if image is not None:
                self._log.picture(name, image)
        except DeskhandError as error:
            self._log.event("no picture", app=app, reason=error.message)


def acted(details: Mapping[str, object]) -> dict[str, object]:
    """Where something was done, for whoever looks on; never what was read or typed."""
    return {name: details[name] for name in ("screen", "element", "elements") if name in details}


def is_no_failure(ending: Ending) -> bool:
    """Whether nothing went wrong, so that no picture has to tell what."""
    return ending.outcome in {"stopped", "dry_run"} or ending.question is not None


def rebuilt(bot: Bot[..., Any], payload: Mapping[str, Any]) -> BaseModel:
    """The item as the bot's model has it.

    Raises:
        PayloadChangedError: the model has changed since the item was taken in.
    """
    try:
        return bot.parameters.model.model_validate_json(json.dumps(payload), by_name=True)
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg'][0].lower()}{problem['msg'][1:]}"
            for problem in error.errors(include_input=False)
        ]
        raise PayloadChangedError(bot.name, problems) from None


class SessionLostError(EnvironmentFault):
    """The application ends the session again and again."""

    def __init__(self, times: int, app: str | None = None) -> None:
        super().__init__(
            f"The session ended again after {times} new sign-ins, so no further one is tried.",
            hint="Is somebody else signed in with this account, or is the application down?",
        )
        self.app_out = app
