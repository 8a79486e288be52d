"""What `schedules.yaml` says of the time within which items are to be done."""

from datetime import timedelta

from pydantic import Field

from runner.schedules.durations import Duration
from runner.screens.locator_entries import Strict, said


class SlaEntry(Strict):
    """By when an item is to be done."""

    within: Duration = Field(
        description="How long after it has come in, counted in the calendar's hours: `within: 8h`."
    )
    calendar: str | None = said("A calendar of the file; without one every hour counts.")
    warn: Duration | None = said("How long before that somebody is told: `warn: 1h`.")


def warning(sla: SlaEntry) -> timedelta:
    """How long before its due time an item that is not done is told: a fifth of it, if not said."""
    return sla.warn if sla.warn is not None else sla.within / 5
