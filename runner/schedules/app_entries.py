"""What `schedules.yaml` says of an app: its maintenance, and its breaker."""

from typing import Annotated

from pydantic import Field

from runner.schedules.durations import Duration
from runner.screens.locator_entries import Strict, listed, said


class WindowEntry(Strict):
    """A stretch of time, again and again, in which an app is not worked on."""

    when: str = Field(description='When it begins, as cron says it: `when: "0 4 * * 7"`.')
    lasts: Duration = Field(description="How long it lasts: `lasts: 2h`.")
    stop_before: Duration | None = said(
        "How long before it no item is begun any more: `stop_before: 5m`; else 2m."
    )
    zone: str | None = said("The time zone, if not the file's: `zone: Europe/Athens`.")
    note: str = said("Shown to whoever wonders: `note: backup`.", "")


class BreakerEntry(Strict):
    """When an app that cannot be reached is left alone, and how often it is looked at again."""

    after: Annotated[
        int, Field(ge=1, le=1000, description="Failures in a row that open it: `after: 5`.")
    ] = 5
    probe: Duration | None = said(
        "How long until it is looked at again, longer each time up to 15m: `probe: 5m`; else 1m."
    )


class AppEntry(Strict):
    """One app."""

    maintenance: list[WindowEntry] = listed(
        'When nobody works on it: `[{when: "0 4 * * 7", lasts: 2h}]`.'
    )
    breaker: BreakerEntry | None = said(
        "When it is left alone because it cannot be reached: `{after: 5, probe: 5m}`."
    )
