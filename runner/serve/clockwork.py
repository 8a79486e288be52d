"""The clockwork: APScheduler calls at every due time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from runner.schedules.schedule import Schedule

AT_ONCE = 4
"""Schedules that begin runs at the same time."""


class DueTrigger(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """A schedule's due times, by its calendar and over every clock change."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """When it is begun next; None when never again."""
        after = now if previous is None else max(previous, now - timedelta(days=1))
        slot = self._schedule.next(after.astimezone(UTC))
        return slot.start if slot is not None else None


class Clockwork:
    """Calls `tick` with a schedule's name at its due times, by the machine's clock."""

    def __init__(self, tick: Callable[[str], None]) -> None:
        self._tick = tick
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(AT_ONCE)},
            # A due time is never dropped here: the ledger decides what becomes of a late one.
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )

    def set(self, schedules: list[Schedule]) -> None:
        """Replace what it calls for."""
        wanted: dict[str, Any] = {f"due-{one.name}": one for one in schedules}
        for job in self._scheduler.get_jobs():
            if job.id.startswith("due-"):
                job.remove()
        for name, schedule in wanted.items():
            self._scheduler.add_job(self._tick, DueTrigger(schedule), args=[schedule.name], id=name)

    def start(self) -> None:
        """Begin, in threads of its own."""
        self._scheduler.start()

    def stop(self) -> None:
        """Call nothing any more; what was called is waited for."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
