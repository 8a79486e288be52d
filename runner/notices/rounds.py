"""Rounds: looks over the ledger, and tells whatever is to be told and was not yet.

Whoever ends a batch calls it, and the service every few seconds. What a process that died left
untold is told by the next one; nothing is told twice, for the ledger knows what was.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from runner.notices.asked import tell_decisions
from runner.notices.collect import (
    in_doubt,
    missed_times,
    needs,
    summary_of,
    to_decide,
)
from runner.notices.facts import Attention, Kind, Need
from runner.notices.telling import (
    Outbox,
    missed_key,
    over,
    summary_key,
    tell_attention,
    tell_missed,
    tell_recovered,
    tell_summary,
)
from runner.notices.wording import moment, number_of, without_values
from runner.schedules.book import NoSuchScheduleError, ScheduleBook
from runner.store.breakers import Outage
from runner.store.fires import Fire
from runner.store.fleet import Pausable, Pause
from runner.store.runs import RunState

OLD = timedelta(days=1)
"""What ended, or was missed, before that is no news any more."""

ATTENDED = "attended"
"""The origin of runs that a person sits in front of."""


def tell_all(outbox: Outbox, book: ScheduleBook, now: datetime) -> int:
    """Tell everything that is news; returns how many notices were posted."""
    if not book.tell:
        return 0
    known = outbox.store.notices.known_since("", now)
    since = max(known, now - OLD)
    posted = tell_ended(outbox, book, since, now)
    posted += sum(tell_not_run(outbox, book, name, since, now) for name in book.schedules)
    posted += sum(tell_set_aside(outbox, book, name, since, now) for name in book.triggers)
    posted += tell_decisions(outbox, book, now)
    return posted + tell_persons(outbox, book, now)


def tell_ended(outbox: Outbox, book: ScheduleBook, since: datetime, now: datetime) -> int:
    """A summary of every scheduled run that ended since then and has none."""
    ended = outbox.store.happenings.ended(since)
    told = outbox.store.notices.posted([summary_key(record.id) for _, record in ended])
    return sum(
        tell_fire(outbox, book, fire, now)
        for fire, record in ended
        if summary_key(record.id) not in told
    )


def tell_fire(outbox: Outbox, book: ScheduleBook, fire: Fire, now: datetime) -> int:
    """The summary of one due time's run; 0 when the file knows the schedule no more."""
    with suppress(NoSuchScheduleError):
        names = book.planned(fire.schedule).entry.tell
        facts = summary_of(outbox.store, book, fire, now)
        if facts.exit_code == 0:
            over(outbox, missed_key(fire.schedule), now=now)
        return tell_summary(outbox, facts, names, now=now)
    return 0


def tell_not_run(
    outbox: Outbox, book: ScheduleBook, schedule: str, since: datetime, now: datetime
) -> int:
    """Due times that were not run since the latest run that went well."""
    well = outbox.store.happenings.last_success([schedule]).get(schedule, since)
    facts = missed_times(outbox.store, book, schedule, max(since, well), now)
    if facts is None:
        return 0
    return tell_missed(outbox, facts, book.planned(schedule).entry.tell, now=now)


def tell_set_aside(
    outbox: Outbox, book: ScheduleBook, trigger: str, since: datetime, now: datetime
) -> int:
    """What a trigger set aside since then, all in one; told again when more of it comes."""
    found = outbox.store.happenings.set_aside(trigger, since)
    if not found:
        over(outbox, f"attention/{Kind.SET_ASIDE}/{trigger}", now=now)
        return 0
    facts = Attention(
        aside(trigger, [reason for _, reason in found]), trigger, book.zone, found[-1][0]
    )
    names = book.triggers[trigger].tell
    return tell_attention(outbox, facts, names, same=found[0][0].isoformat(), now=now)


def aside(trigger: str, reasons: list[str]) -> Need:
    """Deliveries that a trigger did not begin."""
    number = len(reasons)
    why, times = Counter(without_values(reason) for reason in reasons).most_common(1)[0]
    often = "" if times == number else f" {times:,} times"
    return Need(
        Kind.SET_ASIDE,
        number,
        f"The trigger {trigger} set {number_of(number, 'delivery', 'deliveries')} aside, and "
        f"nothing was begun for them. The reason,{often or ' each time'}: {why.rstrip('.')}. They "
        "lie where the trigger puts what it sets aside, the reason beside each.",
    )


def tell_persons(outbox: Outbox, book: ScheduleBook, now: datetime) -> int:
    """What needs a person now; what does no more is over."""
    standing = {notice.key for notice in outbox.store.notices.standing("attention/")}
    found = {facts.key: (facts, names) for facts, names in attentions(outbox, book, now)}
    posted = sum(
        tell_attention(outbox, facts, names, now=now)
        for key, (facts, names) in found.items()
        if key not in standing
    )
    for key in standing - set(found):
        posted += end(outbox, book, key, now)
    return posted


def end(outbox: Outbox, book: ScheduleBook, key: str, now: datetime) -> int:
    """Something needs a person no more; told where a person did not do it himself."""
    _, kind, name = key.split("/", 2)
    if kind == Kind.BREAKER:
        return tell_recovered(outbox, key, f"The app {name} answers again.", book.zone, now=now)
    if kind == Kind.PAUSED:
        return tell_recovered(outbox, key, f"{name} goes on.", book.zone, now=now)
    if kind in {Kind.IN_DOUBT, Kind.DECISIONS, Kind.REPAIRS}:
        over(outbox, key, now=now)
    return 0


def attentions(
    outbox: Outbox, book: ScheduleBook, now: datetime
) -> Iterator[tuple[Attention, list[str]]]:
    """Everything that needs a person now, and the names of who is told; empty for everybody."""
    yield from of_run(outbox, book, now)
    for outage in outbox.store.breakers.outages():
        yield Attention(unreachable(outage, book), outage.app, book.zone, outage.since), []
    for pause in outbox.store.fleet.pauses():
        stopped = [
            name for name, planned in book.schedules.items() if stops(pause, planned.schedule.bot)
        ]
        if stopped or gave_up(pause):
            name = f"{pause.what.value} {pause.name}"
            yield Attention(paused(pause, stopped), name, book.zone, pause.at), []


def of_runs(outbox: Outbox, book: ScheduleBook) -> Iterator[tuple[Need, Fire | None, str]]:
    """What runs need: of a schedule each by itself, of others all that one bot has, together."""
    of_bots: Counter[tuple[str, Kind]] = Counter()
    for run, states in outbox.store.happenings.persons().items():
        fire = outbox.store.happenings.of_run(run)
        record = outbox.store.runs.get(run)
        for need in needs(outbox.store, run, states):
            if need.kind is Kind.DECISIONS:  # each is told by itself, to whom it asks
                continue
            if fire is not None and fire.schedule in book.schedules:
                yield need, fire, run
            elif record.origin != ATTENDED:
                of_bots[record.bot, need.kind] += need.number
    for (bot, kind), number in of_bots.items():
        yield WORDED[kind](f"--bot {bot}", number), None, bot


def of_run(
    outbox: Outbox, book: ScheduleBook, now: datetime
) -> Iterator[tuple[Attention, list[str]]]:
    """What runs need while they go on; once one has ended, its summary says so."""
    standing = {notice.key for notice in outbox.store.notices.standing("attention/")}
    for need, fire, name in of_runs(outbox, book):
        if fire is None:
            yield Attention(need, name, book.zone, now), []
            continue
        planned = book.schedules[fire.schedule]
        zone = planned.schedule.zone
        facts = Attention(need, fire.schedule, zone, now, fire.run, fire.schedule)
        # What was told stands until it is settled, though the summary has said it again.
        if facts.key in standing or not has_ended(outbox, name):
            yield facts, planned.entry.tell


def has_ended(outbox: Outbox, run: str) -> bool:
    """Whether a run has come to an end."""
    return outbox.store.runs.get(run).state in {RunState.ENDED, RunState.STOPPED}


WORDED: dict[Kind, Callable[[str, int], Need]] = {
    Kind.IN_DOUBT: in_doubt,
    Kind.REPAIRS: lambda _, number: to_decide(number),
}


def stops(pause: Pause, bot: str) -> bool:
    """Whether a pause keeps a schedule's bot from being worked."""
    return pause.what is Pausable.BOT and pause.name == bot


def gave_up(pause: Pause) -> bool:
    """Whether an app was paused by the breaker: it does not take its credential."""
    return pause.what is Pausable.APP and pause.who.startswith("breaker")


def paused(pause: Pause, schedules: list[str]) -> Need:
    """A schedule whose bot is paused does nothing, and nothing is worked on an app that is."""
    why = f", because: {pause.reason.rstrip('.')}" if pause.reason else ""
    which = f"the schedule {schedules[0]} waits" if schedules else "what works on it waits"
    if len(schedules) > 1:
        which = f"the schedules {', '.join(schedules)} wait"
    return Need(
        Kind.PAUSED,
        1,
        f"{pause.what.value.capitalize()} {pause.name} is paused by {pause.who}{why}. "
        f"Until it goes on, {which}.",
        (f"deskhand unpause {pause.what.value} {pause.name}",),
    )


def unreachable(outage: Outage, book: ScheduleBook) -> Need:
    """An app that is left alone."""
    return Need(
        Kind.BREAKER,
        outage.failures,
        f"The app {outage.app} failed {outage.failures} times in a row, so nothing is worked on "
        f"it, and no item loses a try. It is looked at again at "
        f"{moment(outage.probe_at, book.zone)}, and goes on by itself when it answers.",
        ("deskhand fleet", "deskhand watch"),
    )
