"""The shape of `schedules.yaml`, version 1: what may be written where."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from runner.schedules.app_entries import AppEntry
from runner.schedules.durations import Duration
from runner.schedules.notice_entries import SignalEntry, TellEntry
from runner.schedules.schedule import Late, OnClosed, Overlap
from runner.schedules.trigger_entries import TriggerEntry
from runner.schedules.work_entries import Count, Named, WorkEntry
from runner.screens.locator_entries import Strict, Texts, listed, named, said


def _days(value: object) -> object:
    return dict.fromkeys(value, "") if isinstance(value, list) else value


Days = Annotated[
    dict[str, str], BeforeValidator(_days, json_schema_input_type=dict[str, str] | list[str])
]


class CalendarEntry(Strict):
    """Which days are worked, and when."""

    country: str | None = said("Its public holidays are free, by two letters: `country: DE`.")
    region: str | None = said("The part of the country, by its code: `region: BY`.")
    zone: str | None = said("The time zone of the hours, if not the file's: `zone: Asia/Shanghai`.")
    hours: dict[str, Texts] = Field(
        description="When there is work; days that are missing are free: "
        '`{monday-thursday: "08:00-17:00", friday: ["08:00-12:00", "13:00-15:00"]}`.'
    )
    closed: Annotated[Days, Field(description="Own free days: `{2026-12-24: Christmas Eve}`.")] = (
        Field(default_factory=dict)
    )
    open: Texts = listed("Holidays that are worked all the same: `[2026-10-03]`.")


class ScheduleEntry(WorkEntry):
    """A bot that starts by itself: when, over what, and what happens when that cannot be kept."""

    feed: str | None = said(
        "The file of its items, from the workspace's folder; `{due:%Y-%m-%d}` is the day it is due: "
        "`feed: in/contacts-{due:%Y-%m-%d}.xlsx`."
    )
    set: Annotated[
        Named | None, Field(description="Or one item by its fields: `set: {month: last}`.")
    ] = None
    when: str | None = said(
        'A cron expression: minute, hour, day, month, day of the week: `when: "30 2 * * 1-5"`.'
    )
    every: Duration | None = said("Or again and again, counted from midnight: `every: 15m`.")
    at: str | None = said("Or once: `at: 2026-12-01 08:00`.")
    after: str | None = said("Or when another schedule's run has ended well: `after: nightly`.")
    zone: str | None = said("The time zone, if not the file's: `zone: Europe/Athens`.")
    calendar: str | None = said("A calendar of the file; its free days are left out.")
    on_closed: OnClosed = said(
        "On a free day: `skip` it, or move it to the `next` or `previous` working day.",
        OnClosed.SKIP,
    )
    overlap: Overlap = said(
        "When the run before is still at work: `skip` this one, `queue` it, `cancel` the old one, "
        "or run both in `parallel`.",
        Overlap.SKIP,
    )
    late: Late = said(
        "Due times at which nothing could start: `run` each within the grace, the `latest` one, "
        "`all` (up to `most`), or `skip` them. What is not run is recorded and told.",
        Late.RUN,
    )
    grace: Duration | None = said("How late `late: run` still starts: `grace: 2h`; else 1h.")
    most: Annotated[
        Count, Field(description="How many `late: all` makes up for at once: `most: 24`.")
    ] = 24
    jitter: Duration | None = said("Starts up to so much later, so that not all start at once.")


class SchedulesFile(Strict):
    """When bots start by themselves, and who hears of it."""

    version: Annotated[int, Field(ge=1, le=1, description="The shape of the file: `version: 1`.")]
    zone: str = Field(description="The time zone of all that follows: `zone: Europe/Berlin`.")
    calendars: dict[str, CalendarEntry] = named("Your name for a calendar → its working days.")
    resources: dict[str, Count] = named(
        "Your name for what is scarce → how many runs may use it at once, over all hosts: "
        "`{desktop: 1}`."
    )
    apps: dict[str, AppEntry] = named("A selector file's name → its maintenance and its breaker.")
    tell: dict[str, TellEntry] = named("Your name for somebody → how to reach them.")
    signal: SignalEntry | None = said(
        "A sign of life for a monitor outside, which tells when it stops coming."
    )
    schedules: dict[str, ScheduleEntry] = named("Your name for a schedule → what starts when.")
    triggers: dict[str, TriggerEntry] = named("Your name for a trigger → what starts on arrival.")


def json_schema() -> dict[str, Any]:
    """The JSON Schema that editors complete and underline `schedules.yaml` with."""
    schema = SchedulesFile.model_json_schema(mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Deskhand schedules, version 1"
    schema["properties"]["version"] = {"const": 1, "description": "The shape of the file."}
    return schema
