"""The fleet's part on one host: workers for whatever queued run has its turn and can be worked."""

import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from runner.bots import Limits
from runner.errors import DeskhandError, EnvironmentFault
from runner.run.breaker import BreakerOpenError
from runner.run.progress import Progress
from runner.run.watching import Launch, Watch, Watchman
from runner.store.deaths import Burial
from runner.store.fleet import Host, Pausable, Pause
from runner.store.leases import HEARTBEAT_SECONDS
from runner.store.store import Store

LOOK_SECONDS = 0.5
"""How often a host with a free place looks for work."""

COOL_SECONDS = (5.0, 30.0, 120.0)
"""How long a run is left alone here after its workers failed once, twice, or more in a row."""

ENOUGH = 1000
"""Items of a run that are counted before it is asked for workers."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What this host needs to work a run."""

    run: str
    bot: str
    apps: tuple[str, ...]
    limits: Limits
    launch: Launch


Look = Callable[[str], Offer | None]
"""Says how a run can be worked on this host; None when it cannot."""


@dataclass(slots=True)
class _Trouble:
    times: int = 0
    until: float = 0.0


class Fleet(Watchman):
    """Serves queued runs with up to `slots` workers at a time."""

    def __init__(
        self,
        store: Store,
        progress: Progress,
        *,
        host: Host,
        look: Look,
        conclude: Callable[[str], None],
        until_idle: bool = False,
    ) -> None:
        super().__init__(store, progress)
        self._host = host
        self._look = look
        self._conclude = conclude
        self._until_idle = until_idle
        self._offers: dict[str, Offer | None] = {}
        self._troubles: dict[str, _Trouble] = {}
        self._look_at = 0.0
        self._sign_at = 0.0
        self._idle = False

    def serve(self) -> None:
        """Work until somebody stops it, or (`until_idle`) nothing is left that it could do."""
        fleet = self._store.fleet
        fleet.sign_on(self._host)
        try:
            while not self._over():
                self._round()
        finally:
            self._kill_all("its host stops serving")
            self._bury_all()
            with suppress(DeskhandError):
                fleet.sign_off(self._host.name)

    def _over(self) -> bool:
        if self._watches:
            return False
        return bool(self.stops_asked) or (self._until_idle and self._idle)

    def _bury_all(self) -> None:
        for name, watch in list(self._watches.items()):
            with suppress(DeskhandError):
                self._bury(name, watch)

    def _fill_up(self) -> None:
        now = time.monotonic()
        try:
            self._sign(now)
            if now >= self._look_at and not self.stops_asked:
                self._look_at = now + LOOK_SECONDS
                self._find_work(now)
        except EnvironmentFault as fault:
            # The ledger is not there just now; the leases say how long that may last.
            self._progress.said(fault.message)
            self._look_at = self._sign_at = now + HEARTBEAT_SECONDS

    def _sign(self, now: float) -> None:
        """A sign of life."""
        if now < self._sign_at:
            return
        self._sign_at = now + HEARTBEAT_SECONDS
        self._store.fleet.sign(self._host.name, "stopping" if self.stops_asked else "serving")

    def _find_work(self, now: float) -> None:
        pauses = self._store.fleet.pauses()
        self._stop_paused(pauses)
        for run in self._store.fleet.worked_out():
            if all(watch.run != run for watch in self._watches.values()):
                self._conclude(run)
        self._idle = not self._start_due(now, pauses) and not self._waits()

    def _waits(self) -> bool:
        """Whether something cools down that this host will try again."""
        return any(trouble.until > time.monotonic() for trouble in self._troubles.values())

    def _start_due(self, now: float, pauses: list[Pause]) -> bool:
        """Start workers for the runs whose turn it is; whether there was anything to do."""
        passed_over = {run for run, trouble in self._troubles.items() if trouble.until > now}
        at_work = Counter(watch.run for watch in self._watches.values())
        found = False
        while len(self._watches) < self._host.slots:
            run = self._store.fleet.next_run(passed_over)
            if run is None:
                break
            offer = self._offer(run)
            if offer is None or paused(offer, self._host, pauses) is not None:
                passed_over.add(run)
                continue
            found = True
            wanted = self._store.fleet.due_items(run, ENOUGH)
            while len(self._watches) < self._host.slots and at_work[run] < wanted:
                self._start(run, offer.limits, offer.launch)
                at_work[run] += 1
            passed_over.add(run)
        return found

    def _offer(self, run: str) -> Offer | None:
        if run not in self._offers:
            try:
                self._offers[run] = self._look(run)
            except DeskhandError as error:
                self._offers[run] = None
                self._progress.said(f"Run {run} cannot be worked here: {error.sentence()}")
        return self._offers[run]

    def _stop_paused(self, pauses: list[Pause]) -> None:
        for watch in self._watches.values():
            offer = self._offers.get(watch.run)
            if offer is not None and paused(offer, self._host, pauses) is not None:
                watch.worker.ask_to_stop()

    def _cut_off(self, fault: DeskhandError) -> None:
        self._progress.said(fault.sentence())

    def _worked(self, watch: Watch, outcome: str) -> None:
        if outcome != "environment":
            self._troubles.pop(watch.run, None)

    def _broke(self, watch: Watch, error: BreakerOpenError) -> None:
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
        """Leave a run alone for a while whose workers fail here."""
        self._look_at = 0.0
        if watch.fault is not None:
            self._progress.said(f"Run {watch.run}: {watch.fault.sentence()}")
        elif (lost or code) and not watch.blameless:
            self._tell_death(watch, verdict, lost)
        else:
            return
        trouble = self._troubles.setdefault(watch.run, _Trouble())
        trouble.times += 1
        seconds = COOL_SECONDS[min(trouble.times, len(COOL_SECONDS)) - 1]
        trouble.until = time.monotonic() + seconds


def paused(offer: Offer, host: Host, pauses: list[Pause]) -> Pause | None:
    """The pause that keeps a run from being worked here, if there is one."""
    for pause in pauses:
        names = {
            Pausable.BOT: (offer.bot,),
            Pausable.APP: offer.apps,
            Pausable.HOST: (host.host, host.name, host.name.removeprefix(f"{host.host}-")),
        }[pause.what]
        if pause.name in names:
            return pause
    return None
