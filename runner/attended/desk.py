"""The desk: a person starts bots here, one case at a time, and has warm workers for it."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

from runner.attended.run import AttendedRun
from runner.item import Draft
from runner.run.attending import AttendedSupervisor
from runner.run.engine import Engine, Order
from runner.run.ordering import Wish, order_of
from runner.run.plan import RunPlan
from runner.run.standby import Kept, Standby
from runner.run.watching import Messages
from runner.settings import Settings
from runner.store.store import Store
from runner.workspace import Workspace

WARM = 2
"""Bots that are kept warm when nobody says how many."""

REMEMBERED = 50
"""Runs that a person can look back at; the ledger has them all."""


class DeskEngine(Engine):
    """An engine for one run, over a store that stays open."""

    def __init__(
        self, engine: Engine, store: Store, supervisor: Callable[..., AttendedSupervisor]
    ) -> None:
        super().__init__(engine.workspace, engine.settings)
        self._kept = store
        self._supervisor = supervisor

    @contextmanager
    def _opened(self, run: str, plan: RunPlan) -> Iterator[Store]:
        del run, plan
        yield self._kept


class AttendedDesk:
    """Starts bots for one person. Safe for several threads; `close` it."""

    def __init__(self, workspace: Workspace, settings: Settings, *, warm: int = WARM) -> None:
        """`warm` is the most bots that are kept warm.

        Raises:
            EnvironmentFault: the store cannot be used.
        """
        self.engine = Engine(workspace, settings)
        self.store = self.engine.store()
        self.standby = Standby(self.engine, self.store)
        self._warm = warm
        self._recent: list[str] = []
        self._runs: list[AttendedRun] = []
        self._lock = threading.Lock()

    @property
    def runs(self) -> list[AttendedRun]:
        """What was started here, the newest first."""
        with self._lock:
            return list(reversed(self._runs))

    def run(self, number: int) -> AttendedRun | None:
        """A run by its number; None when there is none, or it was long ago."""
        return next((one for one in self.runs if one.number == number), None)

    def keep_warm(self, bots: Sequence[str]) -> None:
        """Be ready for these, the likeliest first; for as many as this desk keeps warm."""
        with self._lock:
            self._recent = list(dict.fromkeys(bots))
        self.standby.want(self._likely())

    def start(
        self,
        bot: str,
        item: Draft | Mapping[str, str],
        *,
        show: bool = False,
        again: bool = False,
        words: Mapping[str, str] | None = None,
    ) -> AttendedRun:
        """Start a bot for one case: values by field name, or what a form has made of them.

        It begins at once, and goes on by itself; the run tells how. With `show` the person
        watches the browser. A case that was done before is left alone, unless it is done `again`.
        `words` are those of the bar above a page that he is given: `yours`, `go_on`, `stop`.

        Raises:
            DeskhandError: the bot, a selector file or a credential is missing or cannot be used.
        """
        order = self._order(bot, item, show=show, again=again)
        with self._lock:
            number = self._runs[-1].number + 1 if self._runs else 1
            self._recent = list(dict.fromkeys([bot, *self._recent]))
        draft = next(iter(order.drafts))
        order = replace(order, drafts=[draft])
        run = AttendedRun(number, order.bot, self.store, draft=draft, words=words)
        run.begin(lambda progress: self._engine_for(run).run(order, progress))
        with self._lock:
            self._runs = [*self._runs[-REMEMBERED + 1 :], run]
        return run

    def go_on_with(self, stopped: AttendedRun) -> AttendedRun:
        """Go on with a case that was stopped: what was entered is looked up, not entered again.

        Raises:
            DeskhandError: its run cannot be worked on.
        """
        record = self.store.runs.get(stopped.id)
        run = AttendedRun(
            self.runs[0].number + 1,
            stopped.bot,
            self.store,
            draft=stopped.draft,
            words=stopped.words,
        )
        run.id = record.id
        run.begin(lambda progress: self._engine_for(run).resume(record, progress))
        with self._lock:
            self._runs = [*self._runs[-REMEMBERED + 1 :], run]
        return run

    def close(self) -> None:
        """Stop what is at work, and end every worker."""
        for run in self.runs:
            run.stop()
        for run in self.runs:
            run.wait()
        self.standby.close()
        self.store.close()

    def _order(
        self, bot: str, item: Draft | Mapping[str, str], *, show: bool, again: bool
    ) -> Order:
        given: dict[str, Any] = {"drafts": [item]} if isinstance(item, Draft) else {"values": item}
        wish = Wish(bot, source="form", show=show, again=again, sessions=1, **given)
        with ExitStack() as stack:
            order = order_of(self.engine, wish, stack, origin="attended")
        # A look before a batch takes longer than a case; its own checks are made all the same.
        return replace(order, plan=order.plan.model_copy(update={"canary": False}))

    def _engine_for(self, run: AttendedRun) -> DeskEngine:
        taken: dict[str, Kept] = {}

        def supervisor(name: str, store: Store, launch: object, **more: Any) -> AttendedSupervisor:
            del launch  # its workers are those of the desk

            def take(_name: str, messages: Messages) -> Any:
                plan = RunPlan.model_validate(store.runs.get(name).plan)
                kept = self.standby.take(run.bot.name, plan, messages)
                taken[kept.worker.name] = kept
                kept.worker.give(name, run.words)
                return kept.worker

            def give_back(worker: str) -> None:
                self.standby.give_back(taken.pop(worker), self._likely(back=run.bot.name))

            made = AttendedSupervisor(
                name, store, take, course=run.course, give_back=give_back, **more
            )
            run.supervised_by(made)
            return made

        return DeskEngine(self.engine, self.store, supervisor)

    def _likely(self, back: str | None = None) -> list[str]:
        """The bots that are kept warm; one that is at work comes `back` by itself."""
        with self._lock:
            working = {run.bot.name for run in self._runs if not run.course.stage.is_over}
            wanted = self._recent[: self._warm]
            return [bot for bot in wanted if bot == back or bot not in working]
