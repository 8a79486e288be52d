"""Maintenance: nothing is begun shortly before, nor during it, by the clock on the wall."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.schedules.app_entries import AppEntry
from runner.schedules.expression import expression
from runner.schedules.windows import (
    LONGEST_CLOSED,
    AppRules,
    BreakerRule,
    NeverOpenAppError,
    Window,
    app_rules,
    closed,
    closed_at,
    next_closing,
)

BERLIN = ZoneInfo("Europe/Berlin")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def window(when: str, lasts: timedelta, zone: str = "Europe/Berlin", **more) -> Window:
    return Window(expression(when, ZoneInfo(zone)), lasts, **more)


SUNDAY = AppRules((window("0 4 * * 7", 2 * HOUR, note="backup"),))


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def until(text: str, rules: AppRules = SUNDAY, **more) -> str | None:
    found = closed_at("crm", rules, at(text), **more)
    return found and f"{found.until.astimezone(BERLIN):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("now", "open_again"),
    [
        ("2026-11-22T03:57:59", None),
        ("2026-11-22T03:58", "2026-11-22 06:00"),
        ("2026-11-22T05:59:59", "2026-11-22 06:00"),
        ("2026-11-22T06:00", None),
        ("2026-11-21T04:30", None),
    ],
)
def test_nothing_begins_two_minutes_before_and_work_goes_on_at_the_end(now, open_again) -> None:
    assert until(now) == open_again


def test_a_bot_that_takes_longer_stops_earlier_unless_the_file_says_when() -> None:
    assert until("2026-11-22T03:52", usual=10 * MINUTE) == "2026-11-22 06:00"
    said = AppRules((window("0 4 * * 7", 2 * HOUR, stop_before=5 * MINUTE),))
    assert until("2026-11-22T03:54", said, usual=10 * MINUTE) is None
    assert until("2026-11-22T03:55", said) == "2026-11-22 06:00"


def test_what_is_in_work_may_be_finished_until_it_begins() -> None:
    before = closed_at("crm", SUNDAY, at("2026-11-22T03:59"))
    during = closed_at("crm", SUNDAY, at("2026-11-22T04:00"))
    assert before is not None
    assert during is not None
    assert not before.begun(at("2026-11-22T03:59"))
    assert during.begun(at("2026-11-22T04:00"))
    assert during.words() == (
        "App 'crm' is in maintenance (backup) from 2026-11-22 04:00 to 06:00 (Europe/Berlin)."
    )


def test_windows_that_meet_are_one() -> None:
    rules = AppRules((window("0 1 * * *", HOUR), window("0 2 * * *", HOUR)))
    assert until("2026-11-22T01:30", rules) == "2026-11-22 03:00"
    gap = AppRules((window("0 1 * * *", HOUR), window("10 2 * * *", HOUR)))
    assert until("2026-11-22T01:30", gap) == "2026-11-22 02:00"
    # Between two and the stop before the next one there is a moment too short for an item.
    assert until("2026-11-22T01:30", gap, usual=10 * MINUTE) == "2026-11-22 03:10"


@pytest.mark.parametrize(
    ("day", "end"),
    [("2026-10-25", "03:30"), ("2026-03-29", "04:30"), ("2026-06-01", "03:30")],
)
def test_over_a_change_of_the_clock_it_is_never_too_short(day: str, end: str) -> None:
    rules = AppRules((window("30 1 * * *", 2 * HOUR),))
    found = closed_at("crm", rules, at(f"{day}T01:45"))
    assert found is not None
    assert f"{found.until.astimezone(BERLIN):%H:%M}" == end
    assert found.until - found.begins >= 2 * HOUR


@settings(max_examples=40, deadline=None)
@given(
    minute=st.integers(0, 4 * 365 * 24 * 60),
    hour=st.integers(0, 23),
    minutes=st.integers(1, 24 * 60 - 61),
    zone=st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "America/New_York", "UTC"]),
)
def test_a_daily_window_closes_what_its_own_times_say(minute, hour, minutes, zone) -> None:
    lasts = timedelta(minutes=minutes)
    rules = AppRules((window(f"15 {hour} * * *", lasts, zone, stop_before=MINUTE),))
    now = datetime(2024, 1, 1, tzinfo=UTC) + minute * MINUTE
    begins = list(_within(rules.windows[0], now))
    sure = any(begin - MINUTE <= now < begin + lasts for begin in begins)
    maybe = any(begin - MINUTE <= now < begin + lasts + HOUR for begin in begins)
    found = closed_at("crm", rules, now)
    assert (found is not None) >= sure
    assert (found is not None) <= maybe
    if found is not None:
        assert found.until > now
        assert closed_at("crm", rules, found.until) is None or minutes > 22 * 60


def _within(one: Window, now: datetime):
    for begin in one.when.after(now - timedelta(days=3)):
        if begin > now + timedelta(days=3):
            return
        yield begin


def test_of_several_apps_the_one_that_is_closed_longest_is_told() -> None:
    rules = {"crm": SUNDAY, "erp": AppRules((window("0 4 * * 7", 3 * HOUR),))}
    now = at("2026-11-22T04:30")
    found = closed(rules, ("crm", "erp", "unknown"), now)
    assert found is not None
    assert found.app == "erp"
    assert closed(rules, ("unknown",), now) is None


def test_when_it_closes_next() -> None:
    assert next_closing(SUNDAY, at("2026-11-22T05:00")) == at("2026-11-29T04:00")
    assert next_closing(AppRules(), at("2026-11-22T05:00")) is None


def test_looks_at_an_app_that_is_out_come_ever_later_up_to_a_quarter_of_an_hour() -> None:
    rule = BreakerRule()
    assert [rule.pause(n) // MINUTE for n in range(6)] == [1, 2, 4, 8, 15, 15]
    assert BreakerRule(5, 30 * MINUTE).pause(9) == 30 * MINUTE


def test_an_app_that_is_never_open_is_refused_when_the_file_is_read() -> None:
    # What lies between two is shorter than what is kept free before each.
    for lasts in ("5m", "3m"):
        entry = AppEntry.model_validate({"maintenance": [{"when": "*/5 * * * *", "lasts": lasts}]})
        with pytest.raises(NeverOpenAppError, match="leaves no time to work on it"):
            app_rules("crm", entry, BERLIN)
    now = datetime.now(UTC)
    shut = closed_at("crm", AppRules((window("*/5 * * * *", 5 * MINUTE),)), now)
    assert shut is not None
    assert now + HOUR < shut.until < now + LONGEST_CLOSED + HOUR


@pytest.mark.parametrize("second", range(0, 300, 7))
def test_whether_an_app_is_ever_open_does_not_depend_on_the_moment(
    second: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = at("2026-11-22T05:00") + timedelta(seconds=second)

    class Then(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    monkeypatch.setattr("runner.schedules.windows.datetime", Then)
    entry = AppEntry.model_validate({"maintenance": [{"when": "*/5 * * * *", "lasts": "3m"}]})
    with pytest.raises(NeverOpenAppError):
        app_rules("crm", entry, BERLIN)
    open_sometimes = AppEntry.model_validate(
        {"maintenance": [{"when": "*/5 * * * *", "lasts": "2m", "stop_before": "1m"}]}
    )
    assert app_rules("crm", open_sometimes, BERLIN).windows


def test_an_entry_says_windows_and_breaker() -> None:
    entry = AppEntry.model_validate(
        {
            "maintenance": [{"when": "0 4 * * 7", "lasts": "2h", "zone": "Asia/Shanghai"}],
            "breaker": {"after": 3, "probe": "5m"},
        }
    )
    rules = app_rules("crm", entry, BERLIN)
    assert rules.windows[0].when.zone.key == "Asia/Shanghai"
    assert rules.breaker == BreakerRule(3, 5 * MINUTE)
