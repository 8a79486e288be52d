"""Today: what ran, what runs now, what waits for a person, what is late, what is due next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from runner.console.desk import Desk, current
from runner.item import ItemState
from runner.pages.doors import Door, shows
from runner.pages.rights import Right
from runner.pages.visiting import visit_of
from runner.run.locks import is_dead
from runner.store.browsing import Sought
from runner.store.fires import Fire
from runner.store.runs import RunRecord, RunState

LATELY = timedelta(hours=24)

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Ran:
    """A run with how its items stand."""

    record: RunRecord
    state: str
    """As the record has it; `died` where its process is gone and did not end it."""
    counts: dict[ItemState, int]
    schedule: str | None

    @property
    def total(self) -> int:
        """Its items."""
        return sum(self.counts.values())


def routes(desk: Desk) -> list[Door]:
    """Its routes."""

    def today(request: Request) -> Response:
        now = current()
        sight = desk.sight()
        late = desk.store.browsing.page(Sought(late_at=now), 0, 1).total
        return desk.templates.page(
            request,
            "today.html",
            area="today",
            sight=sight,
            late=late,
            ran=ran_lately(desk, now),
            greeting=greeting(now.astimezone(desk.texts.zone)),
            visitor=visit_of(request).who,
        )

    return [shows("/", today, Right.SEE_WORK)]


def ran_lately(desk: Desk, now: datetime) -> list[Ran]:
    """Runs that are over, of the last day."""
    over = (RunState.ENDED, RunState.STOPPED)
    found = desk.store.run_browsing.page(over, None, 0, SHOWN).runs
    return described(
        desk, [one for one in found if (one.ended_at or one.started_at) > now - LATELY]
    )


def described(desk: Desk, records: list[RunRecord]) -> list[Ran]:
    """Runs with what a list shows of them."""
    store = desk.store
    fires = store.glimpses.schedules_of([record.id for record in records])
    return [ran(desk, record, fires.get(record.id)) for record in records]


def ran(desk: Desk, record: RunRecord, fire: Fire | None) -> Ran:
    """A run with how its items stand."""
    counts = desk.store.runs.counts(record.id)
    state = state_of(desk, record, at_work=counts[ItemState.WORKING] > 0)
    return Ran(record, state, counts, fire.schedule if fire is not None else None)


def state_of(desk: Desk, record: RunRecord, *, at_work: bool) -> str:
    """How a run stands, as people see it: what the fleet has in work is running."""
    if record.state is RunState.QUEUED and at_work:
        return RunState.RUNNING.value
    if record.state is not RunState.RUNNING or not is_dead(desk.store.locks, f"run-{record.id}"):
        return record.state.value
    elsewhere = desk.store.run_browsing.is_held_elsewhere(record.id)
    return RunState.RUNNING.value if elsewhere else "died"


def greeting(local: datetime) -> str:
    """The part of the day, for a text."""
    if 5 <= local.hour < 12:
        return "morning"
    return "afternoon" if 12 <= local.hour < 18 else "evening"
