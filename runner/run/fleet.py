"""The fleet's part on one host: workers for whatever queued run has its turn and can be worked."""

import time
from abc import abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from runner.bots import Limits
from runner.dispatch.dispatch import Dispatch
from runner.errors import DeskhandError, EnvironmentFault
from runner.run.access import Access, Barred
from runner.run.pausing import paused
from runner.run.plan import AppPlan
from runner.run.progress import Progress
from runner.run.seating import Rule
from runner.run.watching import Launch, Watch, Watchman
from runner.store.deaths import Burial
from runner.store.errors import StoreUnusableError
from runner.store.fleet import Host, Pausable, Pause
from runner.store.leases import HEARTBEAT_SECONDS, new_worker_name
from runner.store.store import Store

LOOK_SECONDS = 0.5
"""How often a host looks into the ledger for work, pauses, and runs that are worked out."""

COOL_SECONDS = (5.0, 30.0, 120.0)
"""How long a run is left alone here after its workers failed once, twice, or more in a row."""

UNREACHED_SECONDS = 1.0
"""How long a store that cannot be reached is left alone; it waits for a database by itself, too."""

MANY_RUNS = 1000
"""Runs of which a host remembers how they are worked; it looks at the others anew."""

FREE_DEATHS = 3
"""Deaths in a row, with no item ended between them, that only their items pay for."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What this host needs to work a run."""

    run: str
    bot: str
    apps: Mapping[str, AppPlan]
    """By the bot's parameters."""
    limits: Limits
    launch: Launch
    needs: tuple[Rule, ...] = ()
    """Resources of which each of its workers needs one."""


Look = Callable[[str], Offer | None]
"""Says how a run can be worked on this host; None when it cannot."""


@dataclass(slots=True)
class _Trouble:
    """What went wrong with a run here since an item of it ended last."""

    deaths: int = 0
    times: int = 0
    until: float = 0.0

    def died_at_an_item(self) -> None:
        """The item pays for it; a run that only kills is left alone in the end."""
        self.deaths += 1
        if self.deaths > FREE_DEATHS:
            self.failed()

    def app_failed(self) -> None:
        """It is the app that does not answer; its breaker says how long it is left alone."""
        self.until = time.monotonic() + COOL_SECONDS[0]

    def failed(self) -> None:
        """Nothing was worked."""
        self.times += 1
        seconds = COOL_SECONDS[min(self.times, len(COOL_SECONDS)) - 1]
        self.until = time.monotonic() + seconds


@dataclass(frozen=True, slots=True)
class Post:
    """What a host serves with."""

    host: Host
    look: Look
    conclude: Callable[[str], None]
    """Ends a run of which nothing is left to be worked."""
    until_idle: bool = False
    """Whether it ends when there is nothing that it could do."""
    access: Access | None = None
    """Knows which apps may be worked on; None where all always may."""


class Fleet(Watchman):
    """Serves queued runs with up to as many workers at a time as its host has slots."""

    def __init__(self, store: Store, progress: Progress, post: Post, dispatch: Dispatch) -> None:
        super().__init__(store, progress)
        self._post = post
        self._host = post.host
        self._dispatch = dispatch
        self._offers: dict[str, Offer | None] = {}
        self._troubles: dict[str, _Trouble] = {}
        self._pauses: list[Pause] = []
        self._access = post.access
        self._apps: set[AppPlan] = set()
        """Every app that this host has ever worked on, or could have."""
        self._barred: dict[str, Barred] = {}
        self._said_barred: set[str] = set()
        self.drained = False
        """Whether somebody asked this host to finish what it has in work, and to end."""
        self._look_at = 0.0
        self._sign_at = 0.0
        self._idle = False
        self._cut = False
        """Whether the store could not be reached when it was asked last."""

    look_seconds = LOOK_SECONDS

    @abstractmethod
    def _look_for_work(self) -> bool:
        """Look into the ledger; whether there is anything to do."""

    def serve(self) -> None:
        """Work until somebody stops it, or nothing is left that it could do.

        Raises:
            EnvironmentFault: the store cannot be used at the beginning.
        """
        fleet = self._store.fleet
        fleet.sign_on(self._host)
        try:
            while not self._over():
                self._round()
        finally:
            self._kill_all("its host stops serving")
            for name, watch in list(self._watches.items()):
                self._bury(name, watch)
            with suppress(DeskhandError):
                fleet.sign_off(self._host.name)

    @property
    def _ends(self) -> bool:
        """Whether nothing new is taken on."""
        return self.drained or bool(self.stops_asked)

    def _over(self) -> bool:
        if self._watches:
            return False
        return self._ends or (self._post.until_idle and self._idle)

    def _fill_up(self) -> None:
        now = time.monotonic()
        try:
            if now >= self._sign_at:
                self._sign_at = now + HEARTBEAT_SECONDS
                self._sign()
            if now >= self._look_at and not self._ends:
                self._look_at = now + self.look_seconds
                self._look_around()
                self._reached()
        except EnvironmentFault as fault:
            # The ledger is not there just now; the leases say how long that may last.
            self._unreached(fault)
            self._look_at = self._sign_at = time.monotonic() + UNREACHED_SECONDS

    def _unreached(self, fault: EnvironmentFault) -> None:
        if not self._cut:
            self._progress.said(fault.message)
        self._cut = True

    def _reached(self) -> None:
        if self._cut:
            self._progress.said("The store is there again.")
        self._cut = False

    def _recover(self) -> None:
        super()._recover()
        self._dispatch.recover()

    def _bury(self, name: str, watch: Watch) -> None:
        try:
            super()._bury(name, watch)
        except EnvironmentFault as fault:
            # Its lock is free: whoever recovers next takes back what it held.
            self._unreached(fault)

    def _sign(self) -> None:
        """A sign of life; somebody may have asked for something."""
        fleet = self._store.fleet
        state = "stopping" if self.stops_asked else "draining" if self.drained else "serving"
        if fleet.sign(self._host.name, state) and not self.drained:
            self.drained = True
            self._progress.said("Asked to drain: finishing what is in work, then ending.")
            fleet.sign(self._host.name, "draining")
            for watch in self._watches.values():
                watch.worker.ask_to_finish()
        fleet.clear_ended_pauses()

    def _look_around(self) -> None:
        self._pauses = self._store.fleet.pauses()
        self._barred.clear()
        self._forget_old()
        if self._access is not None:
            self._access.look(list(self._apps))
        self._stop_kept()
        self._stop_replaced()
        for run in self._store.fleet.worked_out():
            if all(watch.run != run for watch in self._watches.values()):
                self._post.conclude(run)
        self._idle = not self._look_for_work() and not self._waits()

    def _waits(self) -> bool:
        """Whether something cools down, or is barred, that this host will try again."""
        return bool(self._barred) or any(
            trouble.until > time.monotonic() for trouble in self._troubles.values()
        )

    def _next_offer(self, passed_over: set[str]) -> Offer | None:
        """How to work the run whose turn it is; what cannot be worked here is passed over."""
        while (run := self._store.fleet.next_run(passed_over)) is not None:
            offer = self._workable(run)
            if offer is not None:
                return offer
            passed_over.add(run)
        return None

    def _workable(self, run: str) -> Offer | None:
        """How to work a run here and now; None when it cannot be."""
        trouble = self._troubles.get(run)
        if trouble is not None and trouble.until > time.monotonic():
            return None
        offer = self._offer(run)
        if offer is None or self._paused(offer) is not None:
            return None
        return None if self._is_barred(offer) else offer

    def _is_barred(self, offer: Offer) -> bool:
        """Whether an app is in maintenance or does not answer; the first time, it is said."""
        barred = self._bar(offer)
        if barred is None:
            return False
        self._barred[offer.run] = barred
        if barred.key not in self._said_barred:  # once, however many runs wait for it
            self._said_barred.add(barred.key)
            self._progress.said(barred.words)
        return True

    def _bar(self, offer: Offer) -> Barred | None:
        if self._access is None:
            return None
        return self._access.barred(offer.bot, list(offer.apps.values()))

    def _start_for(self, offer: Offer) -> str | None:
        """Start a worker, if there is one for it of everything that its run needs."""
        name = new_worker_name()
        for rule in offer.needs:
            most = {"most": rule.most, "most_per_account": rule.most_per_account}
            if not self._store.seats.take(rule.app, rule.account, name, **most):
                self._store.seats.free(name)
                return None
        return self._start(offer.run, offer.limits, offer.launch, name)

    def _offer(self, run: str) -> Offer | None:
        if run not in self._offers:
            try:
                found = self._offers[run] = self._post.look(run)
                self._apps.update(found.apps.values() if found is not None else ())
            except StoreUnusableError:
                raise
            except DeskhandError as error:
                self._offers[run] = None
                self._progress.said(f"Run {run} cannot be worked here: {error.sentence()}")
        return self._offers[run]

    def _forget_old(self) -> None:
        """A service that begins a run for each dropped file meets very many of them."""
        if len(self._offers) > MANY_RUNS:
            kept = {watch.run for watch in self._watches.values()}
            self._offers = {run: one for run, one in self._offers.items() if run in kept}
            self._breakers = {run: one for run, one in self._breakers.items() if run in kept}
            now = time.monotonic()
            self._troubles = {run: one for run, one in self._troubles.items() if one.until > now}

    def _paused(self, offer: Offer) -> Pause | None:
        return paused(offer.bot, offer.apps.values(), self._host, self._pauses)

    def _stop_replaced(self) -> None:
        """Let go of runs that are left to the fleet no more: a later one took their place."""
        mine = {watch.run for watch in self._watches.values()}
        gone = mine - self._store.runs.queued(mine) if mine else mine
        for watch in self._watches.values():
            if watch.run in gone:
                watch.worker.ask_to_stop()

    def _stop_kept(self) -> None:
        """Stop workers whose run may not be worked now; before a maintenance they finish theirs."""
        for watch in self._watches.values():
            offer = self._offers.get(watch.run)
            if offer is None:
                continue
            barred = self._bar(offer)
            if self._paused(offer) is not None or (barred and barred.stops):
                watch.worker.ask_to_stop()
            elif barred is not None:
                watch.worker.ask_to_finish()

    def _met_apps(self, watch: Watch, app: str | None, outcome: str, message: str) -> None:
        offer = self._offers.get(watch.run)
        if self._access is not None and offer is not None:
            with suppress(EnvironmentFault):  # what is not counted now is counted the next time
                self._access.met(offer.apps, app, outcome, message)

    def _cut_off(self, fault: DeskhandError) -> None:
        self._progress.said(fault.sentence())

    def _worked(self, watch: Watch, outcome: str) -> None:
        if outcome != "environment":
            self._troubles.pop(watch.run, None)

    def _broke(self, watch: Watch, error: DeskhandError) -> None:
        """Pause the bot for all hosts, until a person has looked."""
        offer = self._offers.get(watch.run)
        if offer is None:
            return
        self._progress.said(f"Bot {offer.bot} is paused: {error.message}")
        at = datetime.now(UTC)
        pause = Pause(Pausable.BOT, offer.bot, f"breaker on {self._host.name}", at, error.message)
        self._store.fleet.pause(pause)

    def _ended(
        self, watch: Watch, verdict: DeskhandError, lost: dict[int, Burial], code: int | None
    ) -> None:
        """Leave a run alone for a while whose workers fail here without working anything."""
        self._look_at = 0.0
        trouble = self._troubles.setdefault(watch.run, _Trouble())
        if watch.fault is not None:
            self._progress.said(f"Run {watch.run}: {watch.fault.sentence()}")
            trouble.failed() if watch.app_out is None else trouble.app_failed()
        elif (lost or code) and not watch.blameless:
            self._tell_death(watch, verdict, lost)
            if lost or watch.has_claimed:
                trouble.died_at_an_item()
            else:
                trouble.failed()
