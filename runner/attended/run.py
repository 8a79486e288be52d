"""A run that a person has started: what becomes of it, and what he may want meanwhile."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from runner.bots import Bot
from runner.errors import DeskhandError
from runner.item import Draft, ItemOutcome, ItemState
from runner.run.attending import ENDINGS, AttendedSupervisor
from runner.run.course import Course, Stage
from runner.run.engine import RunResult
from runner.run.progress import Progress
from runner.store.decisions import Decision
from runner.store.store import Store

LONGEST_SECONDS = 30.0
"""How long a desk that closes waits for a run that was stopped."""


@dataclass(slots=True)
class _Told:
    """Passes on what a run tells of itself."""

    run: "AttendedRun"

    def began(self, run: str, total: int, left: int) -> None:
        self.run.id = run
        self.run.was_known = total > 0 and left == 0

    def item_began(self, worker: str, key: str | None) -> None: ...

    def item_ended(self, worker: str, key: str | None, state: ItemState, message: str) -> None: ...

    def said(self, message: str) -> None:
        self.run.course.add("said", message=message)

    def confirm(self, question: str) -> bool | None:
        return self.run.confirm(question)

    def ended(self) -> None: ...


class AttendedRun:
    """One case at work. Safe for several threads."""

    def __init__(
        self,
        number: int,
        bot: Bot[..., Any],
        store: Store,
        *,
        draft: Draft | None = None,
        words: Mapping[str, str] | None = None,
    ) -> None:
        self.number = number
        """Among those of this desk, from 1."""
        self.bot = bot
        self.draft = draft
        """The case, as it was asked for."""
        self.words = words or {}
        """Of the bar above a page that the person is given."""
        self.course = Course()
        self.id = ""
        """Its name in the ledger; empty until it has begun."""
        self.was_known = False
        """Whether the case was done before, and so was left alone."""
        self.error: DeskhandError | None = None
        """Why it could not be begun."""
        self._store = store
        self._supervisor: AttendedSupervisor | None = None
        self._stop_first = False
        self._thread: threading.Thread | None = None
        self._question: str | None = None
        self._answer: bool | None = None
        self._answered = threading.Event()

    def begin(self, work: Callable[[Progress], RunResult]) -> None:
        """Work it in a thread of its own."""

        def run() -> None:
            try:
                self._end(work(_Told(self)))
            except DeskhandError as error:
                self.error = error
                self.course.enter(Stage.FAILED, error.sentence())
            except Exception:  # whatever it was, the person must not wait for ever
                self.course.enter(Stage.FAILED, "Something unexpected happened.")
                raise

        self._thread = threading.Thread(target=run, name=f"attended-{self.number}", daemon=True)
        self._thread.start()

    def supervised_by(self, supervisor: AttendedSupervisor) -> None:
        """Who does from now on what the person wants."""
        self._supervisor = supervisor
        if self._stop_first:
            supervisor.stop()

    @property
    def values(self) -> Mapping[str, object]:
        """The values of the case, by field."""
        return (self.draft.payload or {}) if self.draft is not None else {}

    @property
    def key(self) -> str:
        """The case's business key."""
        return (self.draft.key or "") if self.draft is not None else ""

    @property
    def seconds(self) -> float:
        """How long it takes so far, or took until it was over."""
        stages = [one for one in self.course.since(0) if one.kind == "stage"]
        return stages[-1].seconds if self.course.stage.is_over and stages else self.course.seconds

    # What the person wants.

    def stop(self) -> None:
        """Stop within a second; a step that was begun is looked at before anything else."""
        self._stop_first = True
        self._answered.set()
        if self._supervisor is not None:
            self._supervisor.stop()

    def pause(self) -> None:
        """Do nothing more on the screens until `go_on`."""
        if self._supervisor is not None:
            self._supervisor.pause()

    def take_over(self) -> None:
        """Pause, and have the browser window in front, with a bar to go on or to stop."""
        if self._supervisor is not None:
            self._supervisor.pause(take_over=True)

    def go_on(self) -> None:
        """Look at the screen again, and go on."""
        if self._supervisor is not None:
            self._supervisor.go_on()

    def wait(self, seconds: float = LONGEST_SECONDS) -> bool:
        """Wait until everything of it is written; False when it takes longer."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    # What it asks.

    @property
    def question(self) -> str | None:
        """A yes-or-no question that waits for the person; None when there is none."""
        return self._question

    def confirm(self, question: str) -> bool | None:
        """Ask the person, and wait; None when the run was stopped meanwhile."""
        self._answered.clear()
        self._answer, self._question = None, question
        self.course.enter(Stage.ASKS, question)
        while not self._answered.wait(1.0) and not self._stop_first:
            pass
        self._question = None
        self.course.enter(Stage.WORKING)
        return self._answer

    def reply(self, *, yes: bool) -> None:
        """Answer the yes-or-no question."""
        self._answer = yes
        self._answered.set()

    def decisions(self) -> list[Decision]:
        """What its bot has asked, and nobody has answered."""
        if not self.id:
            return []
        asked = self._store.decisions.open(run=self.id)
        return [one for one in asked if not one.is_of_repair]

    # What became of it.

    def outcome(self) -> ItemOutcome | None:
        """The case as the ledger has it; None until it has one."""
        if not self.id:
            return None
        return next(iter(self._store.outcomes.of_run(self.id)), None)

    def _end(self, result: RunResult) -> None:
        if self.was_known:
            self.course.add("known")
        states = [state for state, count in result.counts.items() if count]
        stage = ENDINGS.get(states[0]) if states else None
        if stage in {None, Stage.ASKS}:
            stage = Stage.STOPPED if self._stop_first else Stage.FAILED
        self.course.enter(stage or Stage.FAILED, result.message)
        self.course.add("written")
