"""Promising: by when items are done that come in now, and who hears before it is too late."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from runner.run.plan import PromisePlan
from runner.schedules.calendar import Calendar
from runner.schedules.sla_entries import SlaEntry, warning


def promise_of(name: str, sla: SlaEntry) -> PromisePlan:
    """What a schedule or a trigger promises, for whoever watches over it."""
    return PromisePlan(name=name, calendar=sla.calendar, warn=warning(sla).total_seconds())


def due_by(sla: SlaEntry, calendars: Mapping[str, Calendar], now: datetime) -> datetime:
    """By when items that come in now are to be done."""
    if sla.calendar is None:
        return now + sla.within
    return calendars[sla.calendar].after_minutes(now, sla.within / timedelta(minutes=1))
