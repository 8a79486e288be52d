"""Exported lines start a schedule at least whenever it is due."""

import shutil
import subprocess
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.schedules.book import Planned, read_book
from runner.schedules.exporting import (
    NoLineError,
    Start,
    calendar_lines,
    cron,
    cron_minutes,
    systemd,
    windows,
)
from runner.schedules.expression import expression

START = Start(
    "nightly", ("/opt/desk hand/bin/deskhand", "batch", "nightly"), PurePosixPath("/srv/100%")
)
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]


def planned(tmp_path: Path, when: str, zone: str = "Europe/Berlin") -> Planned:
    file = tmp_path / "schedules.yaml"
    file.write_text(
        f"version: 1\nzone: {zone}\nschedules:\n  nightly: {{bot: post, feed: a.csv, {when}}}\n",
        encoding="utf-8",
    )
    return read_book(file).planned("nightly")


@settings(max_examples=40, deadline=None)
@given(
    minute=st.integers(0, 59),
    hour=st.integers(0, 23),
    zone=st.sampled_from(ZONES),
    here=st.sampled_from(ZONES),
)
def test_some_line_starts_it_at_every_due_time(
    tmp_path_factory: pytest.TempPathFactory, minute: int, hour: int, zone: str, here: str
) -> None:
    """By the walls of both: a due time that no line names would not be started."""
    folder = tmp_path_factory.mktemp("book")
    found = planned(folder, f"when: '{minute} {hour} * * *'", zone)
    local = ZoneInfo(here)
    starts = {
        (start.astimezone(local).hour, start.astimezone(local).minute)
        for line in cron_minutes(found, local)
        for start in first_days(str(line), local)
    }
    begin = datetime.now(UTC)
    dues = takewhile(
        lambda due: due < begin + timedelta(days=700), found.schedule.when.after(begin)
    )
    missing = {(d.astimezone(local).hour, d.astimezone(local).minute) for d in dues} - starts
    assert missing == set()


def first_days(line: str, zone: ZoneInfo) -> list[datetime]:
    begin = datetime(2027, 5, 1, tzinfo=UTC)
    end = begin + timedelta(days=2)
    return list(takewhile(lambda due: due < end, expression(line, zone).after(begin)))


def test_a_crontab_line_has_whole_paths_and_no_bare_per_cent(tmp_path: Path) -> None:
    (line,) = cron(planned(tmp_path, "when: '30 2 * * 1-5'"), START, ZoneInfo("Europe/Berlin"))

    assert line == r"30 2 * * 1-5 cd /srv/100\% && '/opt/desk hand/bin/deskhand' batch nightly"


@pytest.mark.parametrize(
    ("when", "lines"),
    [
        ("every: 15m", ["*/15 * * * *"]),
        ("every: 7m", ["* * * * *"]),
        ("every: 6h", ["0 5,11,17,23 * * *"]),
        ("at: 2027-01-05 08:00", ["0 7 5 1 *"]),
        ("when: '0 9 * * 5L'", ["0 7,8 * * *"]),
    ],
)
def test_what_cron_cannot_say_is_started_more_often(
    tmp_path: Path, when: str, lines: list[str]
) -> None:
    found = planned(tmp_path, when)
    assert [str(line) for line in cron_minutes(found, ZoneInfo("UTC"))] == lines


@pytest.mark.parametrize("when", ["after: nightly2", ""])
def test_what_no_clock_starts_has_no_line(tmp_path: Path, when: str) -> None:
    file = tmp_path / "schedules.yaml"
    file.write_text(
        "version: 1\nzone: UTC\nschedules:\n  nightly2: {bot: p, feed: a}\n"
        f"  nightly: {{bot: p, feed: a, {when}}}\n"
    )
    with pytest.raises(NoLineError, match="No clock starts the schedule 'nightly'"):
        cron_minutes(read_book(file).planned("nightly"), ZoneInfo("UTC"))


def test_units_are_what_systemd_takes(tmp_path: Path) -> None:
    found = systemd(planned(tmp_path, "when: '30 2 * * *'"), START, ZoneInfo("Europe/Berlin"))
    timer = found["deskhand-nightly.timer"]
    assert "Persistent=true" in timer
    assert (
        'ExecStart="/opt/desk hand/bin/deskhand" batch nightly' in found["deskhand-nightly.service"]
    )
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    for line in calendar_lines(planned(tmp_path, "every: 15m"), ZoneInfo("UTC")):
        subprocess.run(["systemd-analyze", "calendar", line], check=True, capture_output=True)


@pytest.mark.parametrize("when", ["when: '30 2 * * *'", "every: 15m", "when: '*/2 * * * *'"])
def test_a_windows_task_has_few_triggers(tmp_path: Path, when: str) -> None:
    text = windows(planned(tmp_path, when), START, ZoneInfo("Europe/Berlin"))
    task = ET.fromstring(text.partition("\n")[2])
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"

    assert 1 <= len(task.findall(f".//{space}CalendarTrigger")) <= 48
    assert task.findtext(f".//{space}Arguments") == "batch nightly"
