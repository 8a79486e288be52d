"""Schedules: when each is due next, what came of it last; run now, paused, let go on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, islice

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from runner.console.desk import Desk, current
from runner.errors import DeskhandError
from runner.item import ItemState
from runner.pages.doors import Door, does, shows
from runner.pages.refusing import Refusal, not_there
from runner.pages.rights import Right
from runner.pages.visiting import visit_of
from runner.schedules.book import Planned, ScheduleBook
from runner.schedules.trigger_entries import TriggerEntry
from runner.schedules.trigger_wording import arrival_words
from runner.schedules.wording import preview, when_words
from runner.store.fires import Fire
from runner.store.fleet import Pausable, Pause

AHEAD = timedelta(days=7)

MOST_OF_ONE = 12
"""Due times of a schedule that a day shows; one that is due every minute would fill it."""

REASON = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A schedule, and how it stands."""

    name: str
    bot: str
    when: str
    note: str
    next_due: datetime | None
    last: Fire | None
    counts: dict[ItemState, int]
    pause: Pause | None


@dataclass(frozen=True, slots=True)
class DueTime:
    """One due time in the calendar."""

    at: datetime
    schedule: str
    bot: str
    left_out: str
    """Why it is not run: what its day is called."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A trigger: what starts it, and whether it is paused."""

    name: str
    bot: str
    when: str
    pause: Pause | None


class SchedulePages:
    """The page of schedules."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def page(self, request: Request) -> Response:
        """Everything that starts by itself, and a calendar of a week."""
        book, now = self._desk.schedules(), current()
        pauses = self._pauses()
        lines = [
            self._line(name, one, pauses, now)
            for name, one in (book.schedules if book else {}).items()
        ]
        return self._desk.templates.page(
            request,
            "schedules.html",
            area="schedules",
            lines=lines,
            arrivals=arrivals(book, pauses) if book else [],
            days=calendar(book, now) if book else [],
            there=(self._desk.engine.workspace.root / "schedules.yaml").is_file(),
            usable=book is not None,
        )

    def run_now(self, request: Request) -> Response:
        """Begin a schedule by hand; its own due times are not touched."""
        visit = visit_of(request)
        name = self._known(visit.posted("name"), only_schedules=True)
        try:
            run = self._desk.begin_now(name, visit.who.name)
        except DeskhandError as error:
            raise Refusal(409, "error.because", why=error.sentence()) from error
        return RedirectResponse(f"/runs/{run}?told=run_begun", 303)

    def pause(self, request: Request) -> Response:
        """Let it begin nothing until somebody says so."""
        visit = visit_of(request)
        name = self._known(visit.posted("name"))
        reason = visit.posted("reason").strip()[:REASON]
        kept = Pause(Pausable.SCHEDULE, name, visit.who.name, current(), reason)
        self._desk.store.fleet.pause(kept)
        return self._back("schedule_paused", name)

    def unpause(self, request: Request) -> Response:
        """Let it go on."""
        visit = visit_of(request)
        name = self._known(visit.posted("name"))
        self._desk.store.fleet.unpause(Pausable.SCHEDULE, name, visit.who.name)
        return self._back("schedule_unpaused", name)

    def _back(self, told: str, name: str) -> Response:
        link = self._desk.templates.link("/schedules", {"told": told, "what": name})
        return RedirectResponse(link, 303)

    def _known(self, name: str, *, only_schedules: bool = False) -> str:
        book = self._desk.schedules()
        known = set() if book is None else set(book.schedules)
        if book is not None and not only_schedules:
            known |= set(book.triggers)
        if name not in known:
            raise not_there()
        return name

    def _pauses(self) -> dict[str, Pause]:
        pauses = self._desk.store.fleet.pauses()
        return {pause.name: pause for pause in pauses if pause.what is Pausable.SCHEDULE}

    def _line(self, name: str, planned: Planned, pauses: dict[str, Pause], now: datetime) -> Line:
        store, slot = self._desk.store, planned.schedule.next(now)
        last = store.fires.last_begun(name)
        counts = store.runs.counts(last.run) if last is not None and last.run is not None else {}
        return Line(
            name,
            planned.entry.bot,
            when_words(planned.schedule),
            planned.entry.note,
            slot.due if slot is not None else None,
            last,
            counts,
            pauses.get(name),
        )


def arrivals(book: ScheduleBook, pauses: dict[str, Pause]) -> list[Arrival]:
    """What starts when something arrives."""

    def one(name: str, entry: TriggerEntry) -> Arrival:
        return Arrival(name, entry.bot, arrival_words(entry), pauses.get(name))

    return [one(name, entry) for name, entry in book.triggers.items()]


def calendar(book: ScheduleBook, now: datetime) -> list[tuple[date, list[DueTime]]]:
    """The due times of the next week, by day."""

    def day(due: DueTime) -> date:
        return due.at.astimezone(book.zone).date()

    found = sorted(due_times(book, now), key=lambda due: due.at)
    return [(each, list(dues)) for each, dues in groupby(found, key=day)]


def due_times(book: ScheduleBook, now: datetime) -> Iterator[DueTime]:
    """Those of every schedule, of each not too many."""
    for name, planned in book.schedules.items():
        for one in islice(preview(planned.schedule, now, now + AHEAD), MOST_OF_ONE * AHEAD.days):
            yield DueTime(one.due, name, planned.entry.bot, one.left_out)


def routes(desk: Desk) -> list[Door]:
    """Its routes."""
    pages = SchedulePages(desk)
    return [
        shows("/schedules", pages.page, Right.SEE_WORK),
        does("/schedules/run", pages.run_now, Right.PLAN),
        does("/schedules/pause", pages.pause, Right.PLAN),
        does("/schedules/unpause", pages.unpause, Right.PLAN),
    ]
