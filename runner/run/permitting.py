"""A host with permits: each brings one item's work, and a worker claims only when it has one."""

import queue
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from runner.dispatch.dispatch import Counter, Dispatch
from runner.dispatch.permit import Permit
from runner.errors import DeskhandError, EnvironmentFault
from runner.item import ItemState
from runner.run.channel import CLAIM, END
from runner.run.fleet import Fleet, Offer, Post
from runner.run.progress import Progress
from runner.run.watching import Watch
from runner.store.deaths import Burial
from runner.store.jobs import queued_runs
from runner.store.store import Store

REST_SECONDS = 1.0
"""How long a run is left alone of which everything that is due must wait for another item."""

AWAY_SECONDS = 2.0
"""How long a permit is put back that cannot be used on this host."""

IDLE_SECONDS = 60.0
"""How long a worker keeps its browser while no permit comes for its run."""


class PermittedFleet(Fleet):
    """Hands every permit to a worker of its run, which keeps its sessions between two of them."""

    look_seconds = 1.0  # work calls by itself

    def __init__(
        self, store: Store, progress: Progress, post: Post, dispatch: Dispatch, bots: list[str]
    ) -> None:
        super().__init__(store, progress, post, dispatch)
        self._bots = bots
        """Every bot that this host offers."""
        self._arrived: queue.SimpleQueue[Permit] = queue.SimpleQueue()
        self._at_hand: list[Permit] = []
        """Permits that no worker has yet."""
        self._held: dict[str, Permit] = {}
        """By worker: what it claims, or has claimed, an item with."""
        self._asking: dict[str, float] = {}
        """Workers that wait for a permit, and since when."""
        self._leaving: set[str] = set()
        self._rests: dict[str, float] = {}
        self._queued: dict[str, str] = {}
        self._closed = False
        self._counter = Counter(self._host.slots, self._arrive, progress.said)
        self._counter.open_for(bots)

    def serve(self) -> None:
        """Work until somebody stops it, or nothing is left that it could do.

        Raises:
            EnvironmentFault: the store cannot be used at the beginning.
        """
        with self._dispatch.serve(self._counter):
            try:
                super().serve()
            finally:
                self._closed = True
                for permit in (*self._taken(), *self._at_hand, *self._held.values()):
                    permit.put_back()

    def _arrive(self, permit: Permit) -> None:
        """Called by the thread that fetches."""
        if self._closed:
            permit.put_back()
            return
        self._arrived.put(permit)
        self._messages.put(("", None))  # wakes whoever waits for the workers' words

    def _taken(self) -> Iterator[Permit]:
        """What has arrived since."""
        try:
            while True:
                yield self._arrived.get_nowait()
        except queue.Empty:
            return

    def _fill_up(self) -> None:
        super()._fill_up()
        self._at_hand += self._taken()
        if self._ends:
            self._counter.open_for(())
            for permit in self._at_hand:
                permit.put_back()
            self._at_hand.clear()
        self._at_hand = [permit for permit in self._at_hand if not self._placed(permit)]

    def _placed(self, permit: Permit) -> bool:
        """Give a permit to a worker, or back; False when it must wait for a free slot."""
        try:
            offer = self._offer_for(permit)
            return offer is None or self._given(permit, offer)
        except EnvironmentFault as fault:
            self._unreached(fault)
            permit.put_back(AWAY_SECONDS)
            return True

    def _given(self, permit: Permit, offer: Offer) -> bool:
        for name in self._asking:
            if self._watches[name].run == offer.run:
                del self._asking[name]
                self._held[name] = permit
                self._watches[name].worker.tell(CLAIM)
                return True
        if len(self._watches) < self._host.slots:
            if self._store.fleet.due_items(offer.run, 1):
                self._start_with(permit, offer)
            else:
                self._put_back_until_due(permit, offer.run)
            return True
        about_to_ask = any(
            watch.run == offer.run and name not in self._held.keys() | self._leaving
            for name, watch in self._watches.items()
        )
        if self._asking and not about_to_ask and len(self._leaving) < len(self._at_hand):
            self._dismiss(next(iter(self._asking)))
        return False

    def _start_with(self, permit: Permit, offer: Offer) -> None:
        name = self._start_for(offer)
        if name is None:
            permit.put_back(AWAY_SECONDS)
        else:
            self._held[name] = permit

    def _dismiss(self, name: str) -> None:
        """Send a worker home that waits for a permit."""
        del self._asking[name]
        self._leaving.add(name)
        self._watches[name].worker.tell(END)

    def _offer_for(self, permit: Permit) -> Offer | None:
        """The run to use a permit for: its own, or another one of its bot whose turn it is.

        Where there is none, the permit is given back.
        """
        if permit.run not in self._queued:
            self._queued = queued_runs(self._store.database)
        own = self._ready(permit.run) if permit.run in self._queued else None
        if own is not None:
            return own
        others = {run for run, bot in self._queued.items() if bot == permit.bot}
        ready = {run for run in others if self._ready(run) is not None}
        run = self._store.fleet.next_run(self._queued.keys() - ready) if ready else None
        if run in ready:
            return self._ready(str(run))
        if others:
            permit.put_back(AWAY_SECONDS)
        else:
            permit.use_up()
        return None

    def _ready(self, run: str) -> Offer | None:
        """How to work a run here and now; None when it cannot be."""
        if self._rests.get(run, 0.0) > time.monotonic():
            return None
        return self._workable(run)

    def _look_for_work(self) -> bool:
        self._queued = queued_runs(self._store.database)
        now = time.monotonic()
        self._rests = {run: until for run, until in self._rests.items() if until > now}
        closed = set(self._queued.values())
        closed -= {bot for run, bot in self._queued.items() if self._ready(run) is not None}
        self._counter.open_for(bot for bot in self._bots if bot not in closed)
        for name, since in list(self._asking.items()):
            run = self._watches[name].run
            if now - since > IDLE_SECONDS or not self._store.items.waiting(run, 1):
                self._dismiss(name)
        if not self._post.until_idle or self._at_hand:
            return True
        return self._next_offer(set()) is not None

    def _on_asks(self, name: str, watch: Watch, _data: dict[str, Any]) -> None:
        if name in self._held:
            watch.worker.tell(CLAIM)
        else:
            self._asking[name] = time.monotonic()

    def _on_nothing(self, name: str, watch: Watch, data: dict[str, Any]) -> None:
        """A worker had a permit and found nothing to claim."""
        permit, seconds = self._held.pop(name, None), data["seconds"]
        if permit is None:
            return
        if seconds is None:
            permit.use_up()
        elif seconds > 0:
            permit.put_back(seconds)
        else:
            # What is due waits for another item of its serial key; another run may be free.
            self._rests[watch.run] = time.monotonic() + REST_SECONDS
            self._at_hand.append(permit)

    def _on_ending(self, name: str, _watch: Watch, data: dict[str, Any]) -> None:
        """An item comes to its end: the next permit is fetched while that is being written down."""
        if data["state"] != ItemState.NEW and name in self._held:
            # If it is not written, whoever recovers the item makes another permit for it.
            self._held.pop(name).use_up()

    def _on_item_ended(self, name: str, watch: Watch, data: dict[str, Any]) -> None:
        super()._on_item_ended(name, watch, data)
        self._rests.pop(watch.run, None)
        permit = self._held.pop(name, None)
        if permit is not None:
            self._put_back_until_due(permit, watch.run)

    def _put_back_until_due(self, permit: Permit, run: str) -> None:
        """An item is not at its end, and needs a permit when it is due."""
        try:
            due = self._store.items.next_due(run)
        except EnvironmentFault as fault:
            self._unreached(fault)
            permit.put_back(AWAY_SECONDS)
            return
        if due is None:
            permit.use_up()
        else:
            permit.put_back(max((due - datetime.now(UTC)).total_seconds(), 0.0))

    def _bury(self, name: str, watch: Watch) -> None:
        self._asking.pop(name, None)
        self._leaving.discard(name)
        super()._bury(name, watch)
        permit = self._held.pop(name, None)
        if permit is not None:  # the ledger was not reached, so nobody said what became of it
            permit.put_back(AWAY_SECONDS)

    def _ended(
        self, watch: Watch, verdict: DeskhandError, lost: dict[int, Burial], code: int | None
    ) -> None:
        super()._ended(watch, verdict, lost, code)
        permit = self._held.pop(watch.worker.name, None)
        if permit is None:
            return
        if lost and all(burial.state is not ItemState.NEW for burial in lost.values()):
            permit.use_up()
        else:
            permit.put_back(0.0 if lost else AWAY_SECONDS)
