"""Access: whether the apps of a run may be worked on now, or are in maintenance, or do not answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from runner.run.plan import AppPlan
from runner.run.probing import Answer
from runner.schedules.windows import STOP_BEFORE, USUAL_RULES, AppRules, closed
from runner.store.breakers import Failed, Outage
from runner.store.fleet import Pausable, Pause
from runner.store.items import CLOCK_SLACK
from runner.store.store import Store

KEPT = timedelta(minutes=10)
"""How long a measured time is taken as it is, before it is measured anew."""


TELLS_NOTHING = frozenset(["environment", "refused", "stopped", "dry_run"])
"""Outcomes of attempts that say nothing of whether their apps work."""


class Looks(Protocol):
    """Looks at apps that are left alone; see `Prober`."""

    def begin(self, outage: Outage) -> None:
        """Begin to look at an app."""

    def answers(self) -> list[Answer]:
        """What was found since."""


@dataclass(frozen=True, slots=True)
class Barred:
    """Nothing may be begun on an app now."""

    words: str
    """Which app, why, and until when, as far as that is known: a sentence."""
    until: datetime | None
    """None when nobody knows."""
    stops: bool
    """Whether what is in work is to stop after its current step, too."""
    key: str
    """Stays the same as long as it is the same maintenance or outage."""


@dataclass(frozen=True, slots=True)
class OutageNews:
    """An app is left alone from now on, or answers again: said once, by one host of all."""

    outage: Outage
    over: bool
    refused: bool = False
    """It does not take its credential, and waits for a person."""


Told = Callable[[OutageNews], None]


def untold(news: OutageNews) -> None:
    """Tells nobody."""
    del news


class Access:
    """What one host knows of the apps; brought up to date by `look`."""

    def __init__(
        self,
        store: Store,
        looks: Looks,
        rules: Callable[[], Mapping[str, AppRules]],
        worker: str,
        *,
        said: Callable[[str], None],
        told: Told = untold,
    ) -> None:
        """`worker` is the name in the ledger of who looks at apps here."""
        self._store = store
        self._looks = looks
        self._read_rules = rules
        self._worker = worker
        self._said = said
        self._told = told
        self._rules = rules()
        self._outages: dict[tuple[str, str], Outage] = {}
        self._failing: set[tuple[str, str]] = set()
        self._usual: dict[str, tuple[datetime, timedelta]] = {}

    def look(self, known: Sequence[AppPlan]) -> None:
        """See what has changed; look at apps that are out, of those that this host can reach.

        Raises:
            EnvironmentFault: the store cannot be reached.
        """
        self._rules = self._read_rules()
        for answer in self._looks.answers():
            self._hear(answer)
        self._outages = {one.names(): one for one in self._store.breakers.outages()}
        self._failing = self._store.breakers.failing()
        here = {names_of(app) for app in known}
        now = datetime.now(UTC)
        for names, outage in self._outages.items():
            if names in here and self._may_look(outage, now):
                self._looks.begin(outage)

    def _may_look(self, outage: Outage, now: datetime) -> bool:
        soon = now + timedelta(minutes=1)  # the database's clock decides
        if outage.probe_at > soon and outage.failed_at <= now + CLOCK_SLACK:
            return False
        if closed(self._rules, [outage.app], now) is not None:
            return False
        return self._store.breakers.take_probe(outage, self._worker)

    def _hear(self, answer: Answer) -> None:
        outage = answer.outage
        if answer.well:
            if self._store.breakers.recovered(outage, self._worker):
                self._said(f"App {outage.app!r} answers again; work goes on.")
                self._told(OutageNews(outage, over=True))
        elif answer.refused:
            self._give_up(outage, answer.said)
        else:
            again = self._of(outage.app).breaker.pause(outage.probes + 1)
            self._store.breakers.still_out(outage, self._worker, answer.said, again=again)

    def _give_up(self, outage: Outage, said: str) -> None:
        """Looking again would lock the account: a person has to look."""
        if self._store.breakers.recovered(outage, self._worker):
            self._pause(outage.app, said)
            self._told(OutageNews(outage, over=False, refused=True))

    def _pause(self, app: str, said: str) -> None:
        """Every host that goes on trying a credential that is refused brings the lock nearer."""
        at = datetime.now(UTC)
        self._store.fleet.pause(Pause(Pausable.APP, app, f"breaker ({self._worker})", at, said))
        self._said(f"App {app!r} is paused for all hosts: {said}")

    def barred(self, bot: str, apps: Sequence[AppPlan]) -> Barred | None:
        """Why nothing of a bot may be begun on its apps now; None when work may begin."""
        outage = next(filter(None, (self._outages.get(names_of(app)) for app in apps)), None)
        if outage is not None:
            key = f"{outage.app} {outage.since.isoformat()}"
            return Barred(outage_words(outage), None, stops=False, key=key)
        files = [app.file for app in apps]
        if not any(self._of(file).windows for file in files):
            return None
        now = datetime.now(UTC)
        shut = closed(self._rules, files, now, self._lead(bot, now))
        if shut is None:
            return None
        words = f"{shut.words()} Work goes on by itself after it."
        key = f"{shut.app} {shut.until.isoformat()}"
        return Barred(words, shut.until, stops=shut.begun(now), key=key)

    def met(
        self, apps: Mapping[str, AppPlan], app_out: str | None, outcome: str, message: str
    ) -> None:
        """An attempt has ended, and shown that an app does not answer, or that all of them work.

        An app that does not take its credential is paused until a person has looked.

        Raises:
            EnvironmentFault: the store cannot be reached.
        """
        if app_out is not None and app_out in apps:
            if outcome == "refused":
                self._pause(apps[app_out].file, message)
            else:
                self.failed(apps[app_out], message)
        elif outcome not in TELLS_NOTHING:
            self.worked(list(apps.values()))

    def failed(self, app: AppPlan, reason: str) -> None:
        """An app did not answer, or let nobody in."""
        rule = self._of(app.file).breaker
        file, address = names_of(app)
        failed = Failed(file, address, reason)
        opened = self._store.breakers.failed(failed, after=rule.after, probe=rule.probe)
        self._failing.add((file, address))
        if opened is not None:
            self._outages[opened.names()] = opened
            self._told(OutageNews(opened, over=False))

    def worked(self, apps: Sequence[AppPlan]) -> None:
        """Apps have just worked."""
        counted = {names_of(app) for app in apps} & self._failing
        if counted:
            self._store.breakers.worked(counted)
            self._failing -= counted

    def _of(self, file: str) -> AppRules:
        return self._rules.get(file, USUAL_RULES)

    def _lead(self, bot: str, now: datetime) -> timedelta:
        """How long before a window nothing is begun: most items must have come to their end."""
        kept = self._usual.get(bot)
        if kept is None or now - kept[0] > KEPT:
            measured = self._store.paces.longest_usual(bot) or timedelta()
            kept = self._usual[bot] = (now, max(STOP_BEFORE, measured))
        return kept[1]


def names_of(app: AppPlan) -> tuple[str, str]:
    """What an app's breaker is known by: its selector file, and another address if it has one."""
    return app.file, app.address or ""


def outage_words(outage: Outage) -> str:
    """Which app is left alone, since when, why, and when it is looked at."""
    at = f" at {outage.address}" if outage.address else ""
    since = f"{outage.since.astimezone():%H:%M}"
    failures = "a failure" if outage.failures == 1 else f"{outage.failures} failures in a row"
    reason = outage.reason.rstrip(".")
    return (
        f"App {outage.app!r}{at} is left alone since {since}, after {failures}, until it answers "
        f"again: {reason}."
    )
