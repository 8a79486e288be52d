"""Schedules in plain words."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from runner.schedules.calendar import Calendar, Shift
from runner.schedules.expression import expression
from runner.schedules.schedule import After, Asked, Interval, Once, OnClosed, Schedule
from runner.schedules.wording import Preview, next_words, preview, when_words

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = dict.fromkeys(range(5), (Shift(time(8), time(18)),))
INVENTORY = {datetime(2026, 11, 26, tzinfo=UTC).date(): "Inventory"}
OFFICE = Calendar("office", BERLIN, WEEKDAYS, "DE", "BY", INVENTORY)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def cron(text: str, calendar: Calendar | None = None, closed: OnClosed = OnClosed.SKIP) -> Schedule:
    return Schedule("nightly", "post", expression(text, BERLIN), BERLIN, calendar, closed)


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        (cron("30 2 * * *"), "every day at 02:30 Europe/Berlin"),
        (cron("30 2 * * 1-5"), "from Monday to Friday at 02:30 Europe/Berlin"),
        (cron("5 4 * * 0"), "every Sunday at 04:05 Europe/Berlin"),
        (cron("5 4 * * 7"), "every Sunday at 04:05 Europe/Berlin"),
        (cron("0 6 1 * *"), "on day 1 of every month at 06:00 Europe/Berlin"),
        (cron("30 2 * * 1-5", OFFICE), "every working day at 02:30 Europe/Berlin (office)"),
        (
            cron("30 2 * * 1-5", OFFICE, OnClosed.NEXT),
            "from Monday to Friday at 02:30 Europe/Berlin, else on the next working day of office",
        ),
    ],
)
def test_when(schedule: Schedule, said: str) -> None:
    assert when_words(schedule) == said


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (Interval(timedelta(minutes=15), NOW), "every 15m, Europe/Berlin time"),
        (Once(NOW), "once, Wed 25 Nov 2026 13:00 Europe/Berlin"),
        (After("nightly"), "after nightly has ended well"),
        (Asked(), "when somebody starts it: deskhand batch other"),
    ],
)
def test_when_without_cron(when: Interval | Once | After | Asked, said: str) -> None:
    assert when_words(Schedule("other", "post", when, BERLIN)) == said


def test_what_is_left_out_is_explained_between_two_due_times() -> None:
    assert next_words(cron("30 22 * * 1-5", OFFICE), NOW) == (
        "today 22:30, then not until Fri 27 Nov 22:30 (Inventory on Thu 26 Nov)"
    )
    assert next_words(cron("30 2 * * 1-5", OFFICE), NOW) == (
        "Fri 27 Nov 02:30 (Inventory on Thu 26 Nov), then Mon 30 Nov 02:30"
    )


def test_weekends_need_no_explanation() -> None:
    assert next_words(cron("0 9 * * *", OFFICE), NOW + timedelta(days=2)) == (
        "Mon 30 Nov 09:00, then Tue 1 Dec 09:00"
    )


def test_tonight_is_before_six() -> None:
    assert next_words(cron("30 2 * * *"), NOW).startswith("tonight 02:30, then Fri 27 Nov 02:30")
    assert next_words(cron("0 8 * * *"), NOW).startswith("tomorrow 08:00")


def test_another_year_is_named_and_never_is_said() -> None:
    yearly = cron("0 0 1 1 *")
    assert next_words(yearly, NOW).startswith("Fri 1 Jan 2027 00:00")
    assert next_words(Schedule("o", "p", Once(NOW), BERLIN), NOW) == "never again"
    assert next_words(Schedule("o", "p", Asked(), BERLIN), NOW) == ""


def test_a_preview_has_what_is_left_out_in_its_place() -> None:
    schedule = cron("30 2 * * 1-5", OFFICE)
    found = list(preview(schedule, NOW, NOW + timedelta(days=3)))

    assert found == [
        Preview(schedule, datetime(2026, 11, 26, 1, 30, tzinfo=UTC), "Inventory"),
        Preview(schedule, datetime(2026, 11, 27, 1, 30, tzinfo=UTC)),
    ]
