"""When a pause ends, as a person types it."""

from datetime import UTC, datetime, timedelta

import pytest

from runner.cli.later import NotLaterError, later

NOW = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)


def local(hour: int, minute: int) -> datetime:
    """When this machine's clock shows it next."""
    wall = NOW.astimezone().replace(tzinfo=None)
    found = wall.replace(hour=hour, minute=minute)
    return (found if found > wall else found + timedelta(days=1)).astimezone()


def test_a_time_of_the_clock_is_the_next_one() -> None:
    for hour in range(24):
        moment = later(f"{hour}:30", NOW)
        assert NOW < moment <= NOW + timedelta(days=1, hours=1)
        assert moment == local(hour, 30)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("+90m", NOW + timedelta(minutes=90)),
        ("+1h30m", NOW + timedelta(minutes=90)),
        ("2026-11-22T04:00+01:00", datetime(2026, 11, 22, 3, tzinfo=UTC)),
        ("2026-11-30", datetime(2026, 11, 30).astimezone()),
    ],
)
def test_lengths_dates_and_zones_are_understood(text: str, moment: datetime) -> None:
    assert later(text, NOW) == moment


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("tomorrow", "is no time"),
        ("25:00", "is no time"),
        ("+soon", "is no length of time"),
        ("2026-11-20", "has passed"),
    ],
)
def test_what_is_no_later_moment_is_refused_with_examples(text: str, why: str) -> None:
    with pytest.raises(NotLaterError, match=why) as refused:
        later(text, NOW)
    assert repr(text) in refused.value.sentence()
    assert "Write 04:00" in refused.value.sentence()
