"""Starting: what arrived becomes a run of the fleet, in one transaction with the note that it did."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from runner.errors import EnvironmentFault
from runner.feeds.errors import FeedError
from runner.item import Draft
from runner.run.engine import Engine, feed_lock
from runner.run.locks import forget
from runner.run.ordering import Prepared, Wish, order_from, prepare
from runner.run.serving import queue_in
from runner.run.wishing import wish_for
from runner.schedules.trigger_entries import TriggerEntry
from runner.store.deliveries import Arrival
from runner.store.fleet import Pausable, Pause
from runner.store.intake import USUAL_TURN, Turn
from runner.store.store import Store

FRESH_SECONDS = 10.0
"""How long a bot and its selector files, once read, are taken to be as they are on disk."""

FEEDING = frozenset(["folder", "mailbox"])
"""Kinds of triggers that bring files, whose columns `map:` is for."""

Turning = Callable[[], Turn]
"""Gives the turn of what arrives now."""


class TriggerPausedError(EnvironmentFault):
    """Somebody wants nothing begun by this trigger; what arrives waits where it is."""

    def __init__(self, pause: Pause) -> None:
        why = f", because: {pause.reason.rstrip('.')}" if pause.reason else ""
        super().__init__(
            f"Trigger {pause.name!r} is paused by {pause.who}{why}. What arrives waits.",
            hint=f"Let it go on with `deskhand unpause schedule {pause.name}`.",
        )


def unusable(error: FeedError, trigger: str) -> str:
    """Why a file was not taken in, for whoever dropped or sent it; he has no command line."""
    if error.hint is None or "--" not in error.hint:
        return error.sentence()
    return (
        f"{error.message} Correct the file and send it again; or say `map:`, `sheet:` or "
        f"`encoding:` for the trigger {trigger!r} in schedules.yaml."
    )


def usual_turn() -> Turn:
    """No due time, the usual priority."""
    return USUAL_TURN


def nothing() -> None:
    """Has nothing against it."""


class Starter:
    """Begins runs of a trigger's bot."""

    def __init__(
        self,
        name: str,
        engine: Engine,
        entry: TriggerEntry,
        worker: str,
        *,
        needs: Mapping[str, int] | None = None,
        turn: Turning = usual_turn,
    ) -> None:
        self.name = name
        self.entry = entry
        self._engine = engine
        self._worker = worker
        self._needs = dict(needs or {})
        self._turn = turn
        self._prepared: Prepared | None = None
        self._prepared_at = 0.0

    def prepared(self) -> Prepared:
        """The trigger's bot with its plan.

        Raises:
            DeskhandError: the bot, an option or a selector file is missing or cannot be used.
        """
        now = time.monotonic()
        if self._prepared is None or now - self._prepared_at > FRESH_SECONDS:
            self._prepared = prepare(self._engine, self._wish())
            self._prepared_at = now
        return self._prepared

    def begin_feed(
        self, store: Store, file: Path, arrival: Arrival, check: Callable[[], None] = nothing
    ) -> str:
        """Begin a run over a file; returns its name. What `check` raises, last, prevents it.

        Raises:
            FeedError: the file cannot be read, or does not fit the bot.
            DeliveredBeforeError: another process has begun this content.
            DeskhandError: the bot, the store or the evidence folder cannot be used.
        """
        prepared = self.prepared()
        wish = replace(prepared.wish, feed=file, drafts=None)
        plan = prepared.plan.model_copy(update={"feed_path": file})
        try:
            return self._begin(store, replace(prepared, wish=wish, plan=plan), [arrival], check)
        finally:
            # The file is this process's own, and there are as many locks as files.
            forget(store.locks, feed_lock(prepared.bot.name, file))

    def begin_drafts(
        self, store: Store, drafts: Iterable[Draft], arrivals: Sequence[Arrival], source: str
    ) -> str:
        """Begin a run over items that were made already; returns its name.

        Raises:
            DeliveredBeforeError: another process has begun one of the contents.
            DeskhandError: the bot, the store or the evidence folder cannot be used.
        """
        prepared = self.prepared()
        wish = replace(prepared.wish, drafts=drafts, source=source)
        return self._begin(store, replace(prepared, wish=wish), arrivals)

    def _begin(
        self,
        store: Store,
        prepared: Prepared,
        arrivals: Sequence[Arrival],
        check: Callable[[], None] = nothing,
    ) -> str:
        self._refuse_paused(store)

        def note(connection: Any, run: str) -> None:
            check()
            store.deliveries.begin(connection, arrivals, run, self._worker)

        with ExitStack() as stack:
            order = order_from(self._engine, prepared, stack)
            return queue_in(store, self._engine, order, self._turn(), note).run

    def _refuse_paused(self, store: Store) -> None:
        for pause in store.fleet.pauses():
            if pause.what is Pausable.SCHEDULE and pause.name == self.name:
                raise TriggerPausedError(pause)

    def _wish(self) -> Wish:
        entry = self.entry
        return wish_for(
            self.name,
            entry,
            self._needs,
            drafts=(),
            source=self.name,
            mapping=entry.map if entry.kind in FEEDING else {},
        )
