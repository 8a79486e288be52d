"""The live view: what is at work, how fast, what waits; at any width, in plain letters."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from runner.item import Draft, ItemState, Source
from runner.schedules.book import ScheduleBook, read_book
from runner.store.fleet import Host, Pausable, Pause
from runner.store.glimpses import Tried
from runner.store.items import Ending
from runner.store.runs import RunRecord, RunState
from runner.store.store import Store, open_store
from runner.watch.looking import SHARE, Looker, per_minute
from runner.watch.page import page
from runner.watch.sight import Sight

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store("store.db", tmp_path, tmp_path / "evidence")
    yield opened
    opened.close()


@pytest.fixture
def book(tmp_path: Path) -> ScheduleBook:
    file = tmp_path / "schedules.yaml"
    file.write_text(
        "version: 1\nzone: Europe/Berlin\nschedules:\n"
        "  nightly: {bot: update_contact, feed: a.xlsx, when: '30 2 * * *'}\n"
        "  hourly: {bot: sync_orders, feed: b.xlsx, when: '0 * * * *'}\n",
        encoding="utf-8",
    )
    return read_book(file)


def begin(store: Store, name: str, count: int, state: RunState = RunState.RUNNING) -> None:
    begun = RunRecord(
        name, "update_contact", "unattended", state, "a.xlsx", {}, "cron",
        datetime.now(UTC) - 30 * MINUTE, None, None, "",
    )  # fmt: skip
    store.runs.begin(begun, [Draft(Source("a", "S", n), f"k{n}", {"v": n}) for n in range(count)])


def work(store: Store, run: str, *endings: Ending) -> None:
    for ending in endings:
        claim = store.items.claim(run, "w")
        assert claim is not None
        store.items.finish(claim, ending)


def rendered(sight: Sight, width: int) -> str:
    console = Console(width=width, no_color=True, highlight=False)
    with console.capture() as captured:
        console.print(page(sight, width))
    return captured.get()


DONE = Ending("done", ItemState.DONE)
DOUBT = Ending("in_doubt", ItemState.IN_DOUBT, "Nobody can tell.")
FAILED = Ending("technical", ItemState.FAILED, "The list did not load.")


def test_what_is_at_work_is_seen_with_its_rate_and_end(store: Store, book: ScheduleBook) -> None:
    begin(store, "r1", 10)
    store.fires.fire("nightly", NOW, host="h")
    store.fires.close("nightly", NOW, run="r1")
    work(store, "r1", DONE, DONE, DOUBT, FAILED)
    sight = Looker(store, book).look()

    [seen] = sight.work
    assert (seen.schedule, seen.done, seen.not_done, seen.left, seen.total) == (
        "nightly", 2, 2, 6, 10,
    )  # fmt: skip
    assert seen.per_minute is not None
    assert seen.ends is not None
    assert sight.waiting.in_doubt == 1
    assert {trouble.message for trouble in sight.troubles} == {
        "Nobody can tell.", "The list did not load.",
    }  # fmt: skip
    assert {due.schedule for due in sight.due} == {"nightly", "hourly"}


@pytest.mark.parametrize("width", [80, 100, 160])
def test_the_page_fits_any_width(store: Store, book: ScheduleBook, width: int) -> None:
    begin(store, "r1", 10)
    begin(store, "r2", 3, RunState.QUEUED)
    work(
        store, "r1", DONE, DOUBT, Ending("business", ItemState.REJECTED, "x\n\x1b[31m" + "y" * 300)
    )
    store.fleet.pause(Pause(Pausable.APP, "crm", "ann", NOW, "down " * 40))
    store.fleet.sign_on(Host("m-1", "m", 4, ("web",), None, "1", NOW))
    text = rendered(Looker(store, book).look(), width)

    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text
    for part in ("2 runs", "1 in doubt: deskhand items --state in_doubt", "app crm is paused by ann",
                 "serving", "nightly (update_contact)", "hourly (sync_orders)"):  # fmt: skip
        assert part in text


def test_an_empty_store_says_so(store: Store) -> None:
    assert "Nothing is at work." in rendered(Looker(store, None).look(), 80)


def test_the_rate_is_of_the_last_minutes() -> None:
    def tried(*seconds_ago: float) -> list[Tried]:
        return [Tried("r", 1, "done", "", NOW - timedelta(seconds=s)) for s in seconds_ago]

    long_ago = NOW - timedelta(hours=1)
    assert per_minute([], long_ago, NOW) is None
    assert per_minute(tried(900), long_ago, NOW) is None
    # Sixty in five minutes, and older ones that do not count.
    paced = per_minute(tried(*range(1, 300, 5), 400, 500), long_ago, NOW)
    assert paced == pytest.approx(12.0)
    # A run that began a minute ago has no five minutes behind it.
    assert per_minute(tried(*range(1, 60, 5)), NOW - MINUTE, NOW) == pytest.approx(12.0, rel=0.1)
    # Tries that ended because the surroundings failed worked nothing.
    failed = [replace(one, outcome="environment") for one in tried(1, 2)]
    assert per_minute(failed, long_ago, NOW) is None


def test_what_is_expensive_to_count_is_counted_seldom_and_aside(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(store, "r1", 10)
    clock = [0.0]
    counted: list[str] = []
    aside = threading.Event()
    usual = store.glimpses.counts

    def slow(run: str) -> dict[ItemState, int]:
        counted.append(threading.current_thread().name)
        clock[0] += 1.0
        found = usual(run)
        if len(counted) == 2:
            aside.set()
        return found

    monkeypatch.setattr(store.glimpses, "counts", slow)
    looker = Looker(store, None, clock=lambda: clock[0])
    looker.look()
    work(store, "r1", DONE)
    for _ in range(10):
        assert looker.look().work[0].done == 0
    assert len(counted) == 1

    clock[0] += SHARE
    assert looker.look().work[0].done == 0
    assert aside.wait(30)
    assert counted[1] != threading.current_thread().name


def test_what_repeats_is_one_line(store: Store) -> None:
    begin(store, "r1", 20)
    work(store, "r1", *[FAILED] * 20)
    [trouble] = Looker(store, None).look().troubles

    assert trouble.times == 20
