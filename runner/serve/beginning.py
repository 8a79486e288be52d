"""Beginning: from a schedule and its due time to what is to be run."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from runner.feeds.query import query_file
from runner.run.ordering import Wish
from runner.run.promising import due_by
from runner.run.wishing import wish_for
from runner.schedules.book import Planned
from runner.schedules.calendar import Calendar
from runner.store.fires import REPLACED
from runner.store.fleet import Pausable, Pause
from runner.store.intake import USUAL_TURN, Turn
from runner.store.store import Store

DUE = re.compile(r"\{due:([^{}]*)\}")
"""A place in a feed's name that takes the day it is due."""


def wish_of(planned: Planned, root: Path, due: datetime, *, wait: bool = True) -> Wish:
    """What a schedule wants run at one of its due times; `root` is the workspace's folder.

    `wait` says whether an app that is in maintenance, or out, is waited for.
    """
    entry = planned.entry
    return wish_for(
        planned.schedule.name,
        entry,
        planned.needs,
        feed=None if entry.feed is None else feed_of(entry.feed, root, planned, due),
        values=entry.set,
        source=f"schedule {planned.schedule.name}",
        wait_for_apps=wait,
    )


def feed_of(text: str, root: Path, planned: Planned, due: datetime) -> Path:
    """The feed's file, with the day it is due in the schedule's zone."""
    local = due.astimezone(planned.schedule.zone)
    named = DUE.sub(lambda found: local.strftime(found[1]), text)
    query = query_file(Path(named))
    return Path(f"query:{root / query}") if query is not None else root / named


def turn_of(planned: Planned, calendars: Mapping[str, Calendar], now: datetime) -> Turn:
    """When the items of its runs have their turn, and by when they are to be done."""
    entry = planned.entry
    due_at = None if entry.sla is None else due_by(entry.sla, calendars, now)
    return Turn(entry.priority or USUAL_TURN.priority, due_at)


def replace_run(store: Store, run: str) -> None:
    """Stop a run for a later due time; what it leaves is seen by `deskhand runs`."""
    # In this order a death between the two leaves a run that the next batch goes on with.
    store.runs.replace(run, f"The run was {REPLACED}.")
    store.fires.replaced(run)


def pause_words(planned: Planned, pauses: Sequence[Pause]) -> str | None:
    """Why a schedule is not to start anything, if somebody wants it so."""
    for pause in pauses:
        if pause.what is Pausable.SCHEDULE and pause.name == planned.schedule.name:
            why = f", because: {pause.reason.rstrip('.')}" if pause.reason else ""
            return f"skipped: the schedule is paused by {pause.who}{why}"
    return None


def refusal(
    planned: Planned, before: Planned, pauses: Sequence[Pause], *, well: bool
) -> str | None:
    """Why a schedule is not to start after another one's run."""
    if not well:
        return f"skipped: {before.schedule.name} did not end well"
    return pause_words(planned, pauses)
