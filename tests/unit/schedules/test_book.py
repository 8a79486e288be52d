"""schedules.yaml: everything that is wrong with it is said at once, with its line."""

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from runner.schedules.book import (
    NoSuchScheduleError,
    ScheduleBook,
    SchedulesFileError,
    followers,
    read_book,
)
from runner.schedules.calendar import Shift
from runner.schedules.entries import json_schema
from runner.schedules.schedule import Asked, Interval, Once, Overlap

ROOT = Path(__file__).parents[3]
HEAD = "version: 1\nzone: Europe/Berlin\n"
SCHEDULE = "schedules:\n  nightly: {bot: post, feed: a.csv, when: '30 2 * * *'"


def book(tmp_path: Path, text: str, head: str = HEAD) -> ScheduleBook:
    file = tmp_path / "schedules.yaml"
    file.write_text(head + text, encoding="utf-8")
    return read_book(file)


def problems(tmp_path: Path, text: str, head: str = HEAD) -> list[str]:
    with pytest.raises(SchedulesFileError) as refused:
        book(tmp_path, text, head)
    return [str(problem) for problem in refused.value.problems]


def test_a_file_may_say_nothing_yet(tmp_path: Path) -> None:
    assert book(tmp_path, "").schedules == {}


def test_a_schedule_has_what_the_file_says(tmp_path: Path) -> None:
    found = book(
        tmp_path,
        "calendars:\n"
        "  office: {country: DE, hours: {mon-fri: ['08:00-12:00', '13:00-17:00']},"
        " closed: {2026-12-24: Eve}, open: [2026-10-03]}\n"
        "resources: {desktop: 2}\n"
        f"{SCHEDULE}, calendar: office, overlap: queue, grace: 2h, needs: [desktop],"
        " options: {create: true}, jitter: 5m, zone: Asia/Tokyo}\n",
    ).planned("nightly")

    assert found.schedule.zone == ZoneInfo("Asia/Tokyo")
    assert found.schedule.overlap is Overlap.QUEUE
    assert (found.schedule.grace, found.schedule.jitter) == (
        timedelta(hours=2),
        timedelta(minutes=5),
    )
    assert (found.needs, found.entry.options) == ({"desktop": 2}, {"create": "true"})
    calendar = found.schedule.calendar
    assert calendar is not None
    assert calendar.hours[4] == (Shift(time(8), time(12)), Shift(time(13), time(17)))
    assert 5 not in calendar.hours


def test_other_ways_to_start(tmp_path: Path) -> None:
    found = book(
        tmp_path,
        "schedules:\n"
        "  often: {bot: post, feed: a.csv, every: 15m}\n"
        "  once: {bot: post, set: {month: '01'}, at: 2026-12-01 08:00}\n"
        "  then: {bot: post, feed: a.csv, after: often}\n"
        "  asked: {bot: post, feed: a.csv}\n",
    )

    assert found.schedules["once"].schedule.when == Once(datetime(2026, 12, 1, 7, tzinfo=UTC))
    assert isinstance(found.schedules["often"].schedule.when, Interval)
    assert isinstance(found.schedules["asked"].schedule.when, Asked)
    assert followers(found, "often") == [found.schedules["then"]]
    assert found.lines["schedules", "once"] == 5
    with pytest.raises(NoSuchScheduleError) as missing:
        found.planned("oftn")
    assert "Did you mean 'often'" in missing.value.sentence()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{SCHEDULE}, calender: x}}\n", "4: unknown key 'calender' in schedules.nightly. Did you"),
        (f"{SCHEDULE}, calendar: x}}\n", "there is no calendar 'x'. There is none."),
        (f"{SCHEDULE}, needs: [x]}}\n", "there is no resource 'x'."),
        (f"{SCHEDULE}, tell: [x]}}\n", "there is no entry under `tell:` 'x'."),
        (f"{SCHEDULE}, every: 5m}}\n", "has `when` and `every`. Keep one of them"),
        (f"{SCHEDULE}, grace: soon}}\n", "should be a length of time such as 90s"),
        (
            f"{SCHEDULE}, zone: Europe/Berln}}\n",
            "There is no time zone 'Europe/Berln'. Did you mean",
        ),
        (
            f"{SCHEDULE}, jitter: 25h}}\n",
            "has a jitter longer than what lies between two due times",
        ),
        (f"{SCHEDULE}, overlap: wait}}\n", "'overlap' may be one of: 'skip', 'queue'"),
        ("schedules:\n  a: {bot: post, when: '0 0 30 2 *', feed: x}\n", "bad day-of-month"),
        ("schedules:\n  a: {bot: post, when: '61 * * * *', feed: x}\n", "cannot be read"),
        ("schedules:\n  a: {bot: post, every: 5s, feed: x}\n", "`every` is shorter than a minute"),
        ("schedules:\n  a: {bot: post, when: '0 0 * * *'}\n", "needs one of `feed` and `set`"),
        ("schedules:\n  a: {bot: post, at: '2027-03-28 02:30', feed: x}\n", "the clock skips it"),
        ("schedules:\n  a: {bot: post, at: noon, feed: x}\n", "'noon' is no time"),
        ("schedules:\n  a: {bot: post, feed: x, after: a}\n", "it waits for itself: a after a."),
        ("calendars: {o: {hours: {someday: '08:00-09:00'}}}\n", "'someday' is no day of the week"),
        ("calendars: {o: {hours: {monday: '8-9'}}}\n", "'8-9' are no hours of work"),
        ("calendars: {o: {hours: {monday: '25:00-26:00'}}}\n", "are no hours of work"),
        ("calendars: {o: {hours: {mon: ['08:00-12:00', '11:00-13:00']}}}\n", "overlap"),
        ("calendars: {o: {hours: {}}}\n", "has no working day in a year"),
        ("calendars: {o: {hours: {mon: '08:00-09:00'}, country: XX}}\n", "No public holidays are"),
        ("calendars: {o: {hours: {mon: '08:00-09:00'}, closed: [x]}}\n", "'x' is no day."),
        ("resources: {desktop: 0}\n", "'desktop' is out of range"),
        ("- a\n", "not valid YAML"),
        ("schedules: {'../a': {bot: post, feed: x}}\n", "'../a' cannot be a name. Use up to 80"),
        ('schedules: {"a\\n* * * * * x": {bot: post, feed: x}}\n', "cannot be a name"),
        ("schedules: {-a: {bot: post, feed: x}}\n", "'-a' cannot be a name"),
        (f"resources: {{{'x' * 81}: 1}}\n", "cannot be a name"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, text: str, said: str) -> None:
    found = problems(tmp_path, text)
    assert len(found) == 1
    assert said in found[0]


def test_names_may_be_of_any_script(tmp_path: Path) -> None:
    found = book(tmp_path, "schedules: {夜間-バッチ: {bot: post, feed: x}}\n")
    assert list(found.schedules) == ["夜間-バッチ"]


def test_everything_is_said_at_once_from_the_top(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        "calendars: {o: {hours: {monday: nine}}}\n"
        "schedules:\n"
        "  a: {bot: post, feed: x, when: '* * * *'}\n"
        "  b: {bot: post, feed: x, calendar: p}\n",
        head="version: 1\nzone: Nowhere\n",
    )

    assert [each.split(":")[1] for each in found] == ["2", "3", "5", "6"]


def test_an_empty_file_says_what_it_needs(tmp_path: Path) -> None:
    assert "It needs `version: 1`" in problems(tmp_path, "", head="")[0]
    assert "It needs `version: 1`" in problems(tmp_path, "- a\n", head="")[0]


def test_the_schema_for_editors_is_fresh() -> None:
    kept = ROOT / "docs/schema/schedules.schema.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == json_schema()


@pytest.mark.parametrize("file", ["schedules.yaml", "runner/templates/workspace/schedules.yaml"])
def test_the_repositorys_own_files_are_right_and_so_are_their_examples(
    file: str, tmp_path: Path
) -> None:
    read_book(ROOT / file)
    text = (ROOT / file).read_text(encoding="utf-8")
    lines = [
        line.removeprefix("# ") for line in text.splitlines() if line.startswith(("# ", "v", "z"))
    ]
    example = [line for line in lines if ": " in line or line.endswith(":")][0:]
    found = book(tmp_path, "\n".join(line for line in example if is_yaml(line)) + "\n", head="")

    assert list(found.schedules) == ["nightly"]
    assert list(found.triggers) == ["inbox"]


def is_yaml(line: str) -> bool:
    return not line.startswith(("yaml-", "When", "Look"))
