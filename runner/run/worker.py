"""The worker: a child process with sessions of its own, which works items until none is due."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import psutil

from runner.bots import Bot
from runner.errors import DeskhandError, EnvironmentFault
from runner.item import ItemState
from runner.run.attempt import Attempt
from runner.run.attempt_log import AttemptLog
from runner.run.blank_journal import journal_for
from runner.run.channel import Channel
from runner.run.errors import RepeatedFaultError, StepElsewhereError
from runner.run.failpoint import Failpoints
from runner.run.locks import held
from runner.run.plan import RunPlan
from runner.run.sessions import Sessions
from runner.steps import Step, current
from runner.store.decisions import DecisionStore
from runner.store.errors import LostItemError
from runner.store.items import Claim, Ending, ItemStore
from runner.store.repairs import RepairStore
from runner.store.store import Store

FAULTS_IN_A_ROW = 3
"""Failures of the surroundings, one after another, that end a worker."""

FAULT_PAUSE = 2.0
"""Seconds before the surroundings are tried again, times the failures so far."""


HELD_BACK_SECONDS = 0.1
"""Before a worker claims again when every item that is due must wait for another one."""


class FinalFault(EnvironmentFault):
    """A fault of the surroundings that no second try can mend."""

    final = True


class NobodysSteps:
    """Between two attempts no step may be entered: a thread that a bot left behind might try."""

    def enter(self, step: Step[..., Any], arguments: Mapping[str, Any]) -> Any:
        """Refuse."""
        del arguments
        raise StepElsewhereError(step.name)


class Worker:
    """Claims items of one run and works them one after another."""

    def __init__(  # noqa: PLR0913 - the one place where everything of a worker meets
        self,
        name: str,
        run: str,
        *,
        bot: Bot[..., Any],
        plan: RunPlan,
        store: Store,
        sessions: Sessions,
        log: AttemptLog,
        channel: Channel,
        app_names: Mapping[str, str],
    ) -> None:
        """`app_names` says which of the bot's app parameters an app's own name stands for."""
        self.name = name
        self._run = run
        self._bot = bot
        self._plan = plan
        self._store = store
        self._sessions = sessions
        self._log = log
        self._channel = channel
        self._app_names = app_names
        self._limits = plan.limits(bot.limits)
        self._failpoints = Failpoints()
        self._faults = 0
        self._outdated = False
        """Whether its selector files were repaired since it read them; a fresh worker reads anew."""

    def masked(self, text: str) -> str:
        """A text without the secrets and personal values that are known by now."""
        return self._log.masked(text)

    def work(self) -> DeskhandError | None:
        """Work until nothing is due, a stop is asked for, or the surroundings fail for good.

        Returns the fault that ended it, or None.
        """
        current.keeper = NobodysSteps()
        with held(self._store.locks, f"worker-{self.name}"):
            try:
                return self.work_items() if self._sessions.sit_down() else None
            except EnvironmentFault as fault:  # store or log: its item is in nobody's hands then
                return fault
            finally:
                self._sessions.close()

    def work_items(self) -> DeskhandError | None:
        """The same, by a process that has its lock and its seats, and keeps its sessions.

        Raises:
            EnvironmentFault: the store or the log cannot be used.
        """
        while not self._channel.leave_asked:
            if self._channel.asks and not self._channel.ask_for_permit():
                return None
            claim = self._store.items.claim(self._run, self.name)
            if claim is None:
                if not self._nothing_claimed():
                    return None
                continue
            self._failpoints.reach("worker.claimed")
            fault = self._work_item(claim)
            if self._outdated:
                return None
            if isinstance(fault, EnvironmentFault) and fault.final:
                return fault
            if fault is not None and self._faults >= FAULTS_IN_A_ROW:
                return RepeatedFaultError(fault, self._faults)
        return None

    def _work_item(self, claim: Claim) -> DeskhandError | None:
        self._channel.tell(
            "item",
            item=claim.item,
            key=claim.key,
            number=claim.number,
            deadline=self._limits.deadline.total_seconds(),
        )
        log = self._log.for_attempt(claim.item, claim.number)
        attempt = Attempt(
            claim,
            self._bot,
            sessions=self._sessions,
            journal=journal_for(claim, self._store.journal, self._store.database),
            decisions=self._store.decisions,
            log=log,
            channel=self._channel,
            failpoints=self._failpoints,
            pictures=self._plan.pictures,
            limits=self._limits,
            target=self._plan.target(self._bot.name),
            dry_run=self._plan.dry_run,
        )
        log.event("attempt begins", key=claim.key, number=claim.number)
        try:
            ending = attempt.run()
            self._failpoints.reach("attempt.ended")
            self._channel.tell("ending", state=ending.state.value)
            state = self._keeper(ending).finish(claim, ending)
        except LostItemError as lost:
            self._sessions.discard()
            return lost
        self._failpoints.reach("attempt.recorded")
        self._outdated = ending.state is ItemState.WAITING and state is ItemState.NEW
        ending = replace(ending, state=state)
        self._tell_ending(claim, ending, log)
        return self._after(ending)

    def _keeper(self, ending: Ending) -> RepairStore | DecisionStore | ItemStore:
        """The room of the store that keeps all that an attempt has left."""
        if ending.proposals:
            return self._store.repairs
        return self._store.items if ending.question is None else self._store.decisions

    def _tell_ending(self, claim: Claim, ending: Ending, log: AttemptLog) -> None:
        self._channel.tell(
            "item_ended",
            item=claim.item,
            key=claim.key,
            outcome=ending.outcome,
            state=ending.state.value,
            message=ending.message,
            seconds=ending.seconds,
            app_out=self._app_names.get(ending.app_out or ""),
        )
        log.event("attempt ended", outcome=ending.outcome, seconds=ending.seconds)

    def _after(self, ending: Ending) -> EnvironmentFault | None:
        """Leave the sessions fit for the next item; returns the fault, if there was one."""
        if ending.outcome == "refused":
            return FinalFault(ending.message)
        if ending.outcome != "environment":
            self._faults = 0
            if ending.state is not ItemState.DONE:
                self._sessions.start_over()
            return None
        self._faults += 1
        self._sessions.discard()
        self._channel.tell("fault", message=ending.message, number=self._faults)
        if self._faults < FAULTS_IN_A_ROW:
            self._channel.wait_for_stop(FAULT_PAUSE * self._faults)
        return EnvironmentFault(ending.message)

    def _nothing_claimed(self) -> bool:
        """Say when there may be something, or wait for it; False when there never is."""
        due = self._store.items.next_due(self._run)
        seconds = None if due is None else (due - datetime.now(UTC)).total_seconds()
        if self._channel.asks:
            self._channel.tell("nothing", seconds=seconds)
        elif seconds is not None:
            self._channel.tell("waiting", seconds=round(seconds, 1))
            # Due and not to be had is what a serial key holds back; another worker has the key.
            self._channel.wait_for_stop(min(max(seconds, HELD_BACK_SECONDS), 1.0))
        return self._channel.asks or seconds is not None


def end_own_tree() -> None:
    """End this process and everything it started, at once: the supervisor has gone."""
    with suppress(psutil.Error):
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                child.kill()
    os._exit(70)
