"""Lengths of time: read as people write them, refused where they mean nothing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.schedules.durations import duration, in_words


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("15m", 900), ("8h", 28_800), ("2d", 172_800), ("1h30m", 5400), ("1h 30m", 5400)],
)
def test_lengths_of_time(text: str, seconds: int) -> None:
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", "90", "x", "0s", "30m1h", "-5m", "400d", "9" * 50 + "d", "٣m", 5]
)
def test_what_is_none_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="should be"):
        duration(text)


@given(st.integers(1, 366 * 86_400))
def test_what_is_said_is_read_again(seconds: int) -> None:
    assert duration(in_words(timedelta(seconds=seconds))) == timedelta(seconds=seconds)
