"""`schedules`: due times against an oracle, ticks of many hosts, schedulers that are killed."""

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from multiprocessing import get_context
from multiprocessing.queues import Queue
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.figures import Benchmark, Figures
from benchmarks.schedule_oracle import clock, due, years
from runner.schedules.expression import expression
from runner.schedules.schedule import Interval, Late, Overlap, Schedule
from runner.schedules.ticking import tick
from runner.store import fires
from runner.store.fires import FIRST_SEEN
from runner.store.store import Store, open_store

ZONES = (
    "America/New_York", "Europe/Berlin", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo",
    "Africa/Casablanca", "America/Sao_Paulo", "America/Santiago", "Pacific/Apia", "Asia/Tehran",
    "Asia/Kolkata", "Asia/Shanghai",
)  # fmt: skip

EXPRESSIONS = (
    "30 2 * * *", "0 0 * * *", "15 1 * * *", "0 3 * * *", "45 2 * * *", "59 23 * * *", "0 12 * * *",
    "30 2 * * 1-5", "0 3 * * 0", "0 2 * * 6", "0 2 * * 7", "30 1 * * 0,6", "5 4 1 * *",
    "30 2 29 3 *", "0 0 31 * *", "0 0 29 2 *", "0 6 15 * 1", "0 22 L * *", "0 0 1 1 *",
    "15,45 2 * * *", "0,30 1,2,3 * * *", "10 2,14 * * *", "0 0-6 * * *", "0 8-18/2 * * *",
    "20 1-3 * * *", "0 9 1-7 * 1", "0 9 * 1-3 *", "0 9 * 3,10 0", "1 0 25 10 *", "30 0 * * *",
    "* * * * 0", "*/5 * * * *", "*/15 * * * *", "*/20 2 * * *", "*/7 * * * *", "0 * * * *",
    "30 * * * *", "15 * * * 1-5", "0 */2 * * *", "30 */2 * * *", "0 */3 * * *", "45 */6 * * *",
    "*/10 1-3 * * *", "*/30 2 * * 0", "5 */4 1 * *", "* 2 * * *", "*/13 * 29 3 *", "0 * 25 10 *",
    "*/15 0-5 * 3,4,10,11 *", "59 * * * *", "0 1 */2 * *", "0 1 * */3 *", "0 1 * * */2",
    "0 4 8-14 * *", "0 0 28-31 * *", "17 5 * 2 *", "0 7 * 12 1-5", "0 16 24,31 12 *",
    "50 23 * * 5", "10 0 * * 1",
)  # fmt: skip

EVERY = timedelta(minutes=10)
BEGIN = datetime(2026, 11, 23, tzinfo=UTC)


def run(short: bool) -> Figures:
    """Everything, by name."""
    found = against_the_oracle(1 if short else 3, 4 if short else len(ZONES))
    return found | hosts(1_000 if short else 10_000) | killed(20 if short else 200)


def against_the_oracle(count: int, zones: int) -> dict[str, float]:
    """Expressions in zones, over years: due times that only one of the two has."""
    begin, minutes = years(count)
    end = begin + timedelta(minutes=minutes)
    differences = compared = 0
    for name in (*ZONES[:zones],):
        print(f"oracle: {name} …", file=sys.stderr)
        zone = ZoneInfo(name)
        wall = clock(zone, begin, minutes)
        for text in EXPRESSIONS:
            known = {moment for moment in due(text, wall) if moment > begin}
            coming = expression(text, zone).after(begin)
            found = set(takewhile(lambda moment: moment < end, coming))
            differences += len(known ^ found)
            compared += len(known)
    return {"differences": float(differences), "compared": float(compared)}


@dataclass(frozen=True, slots=True)
class Begun:
    """A due time that a host has begun, and what else was at work then."""

    slot: datetime
    beside: bool


def hosts(ticks: int) -> dict[str, float]:
    """Four hosts with clocks of their own look at one store, at a job longer than its period."""
    schedule = Schedule(
        "every", "post", Interval(EVERY, BEGIN), ZoneInfo("UTC"), late=Late.ALL, most=ticks
    )
    begun: list[Begun] = []
    with tempfile.TemporaryDirectory() as folder, opened(folder) as store:
        chance, now, until, held = random.Random(1), BEGIN, BEGIN, None
        for _ in range(ticks):
            now += timedelta(seconds=chance.choice((20, 60, 600)))
            if held is not None and now >= until:
                store.fires.close(schedule.name, held, outcome="ended")
                held = None
            for host in chance.sample("abcd", 4):
                skewed = now + timedelta(seconds=chance.randint(-30, 30))
                for slot in tick(store.fires, schedule, host, skewed).begin:
                    begun.append(Begun(slot, held is not None))
                    held, until = slot, now + timedelta(minutes=chance.choice((3, 25)))
        silent = unrecorded(store, schedule, now - timedelta(minutes=1))
    counts = Counter(one.slot for one in begun)
    return {
        "overlaps": float(sum(one.beside for one in begun)),
        "doubled": float(sum(count - 1 for count in counts.values())),
        "begun": float(len(begun)),
        "ticks": float(ticks * 4),
        "silent_misses": float(silent),
    }


def unrecorded(store: Store, schedule: Schedule, until: datetime) -> int:
    """Due times of which the store says neither that they were begun nor why not."""
    found = store.fires.recent(schedule.name, limit=1_000_000)
    known = {fire.slot for fire in found}
    first = min(fire.slot for fire in found if fire.outcome == FIRST_SEEN)
    several = any("due times since" in fire.outcome for fire in found)
    if several:  # one record may stand for many; the latest of them is its due time
        return 0 if max(known) >= until - EVERY else 1
    return sum(slot.due not in known for slot in schedule.slots(first, until))


def killed(kills: int) -> dict[str, float]:
    """A scheduler is killed at random instants and started again, at a job every 50 ms."""
    context = get_context("spawn")
    chance = random.Random(2)
    with tempfile.TemporaryDirectory() as folder:
        told: Queue[str] = context.Queue()
        for number in range(kills):
            print(f"kill {number + 1} of {kills} …", file=sys.stderr, end="\r")
            process = context.Process(target=ticking, args=(folder, told))
            process.start()
            told.get(timeout=60)
            process.join(chance.uniform(0.05, 0.4))
            process.kill()
            process.join()
        with opened(folder) as store, made_good(store):
            last = store.fires.last(QUICK.name)
            missing = 0 if last is None else unrecorded(store, QUICK, last.slot)
            found = store.fires.recent(QUICK.name, limit=1_000_000)
            slots = [fire.slot for fire in found]
            # A due time that was taken and of which nothing came is missed in silence, too.
            missing += sum(not fire.outcome for fire in found)
    doubled = len(slots) - len(set(slots))
    return {"kills": float(kills), "killed.silent_misses": missing, "killed.doubled": doubled}


@contextmanager
def made_good(store: Store) -> Iterator[None]:
    """What the dead took upon themselves is begun by another one, here at once."""
    usual, fires.BEGINNING = fires.BEGINNING, timedelta(seconds=-1)
    try:
        for slot in tick(store.fires, QUICK, "heir", datetime.now(UTC)).begin:
            store.fires.close(QUICK.name, slot, outcome="begun")
        yield
    finally:
        fires.BEGINNING = usual


QUICK = Schedule(
    "quick", "post", Interval(timedelta(milliseconds=50), BEGIN), ZoneInfo("UTC"),
    late=Late.ALL, most=10**6, overlap=Overlap.PARALLEL,
)  # fmt: skip


def ticking(folder: str, told: "Queue[str]") -> None:
    """A scheduler that does nothing but tick, until it is killed."""
    with opened(folder) as store:
        told.put("up")
        while True:
            for slot in tick(store.fires, QUICK, "h", datetime.now(UTC)).begin:
                store.fires.close(QUICK.name, slot, outcome="begun")


@contextmanager
def opened(folder: str) -> Iterator[Store]:
    """A store in a folder, closed at the end."""
    store = open_store("s.db", Path(folder), Path(folder))
    try:
        yield store
    finally:
        store.close()


BENCHMARK = Benchmark(
    name="schedules",
    summary="due times against an oracle, ticks of four hosts on one store, killed schedulers",
    run=run,
    goals={
        "differences": 0,
        "overlaps": 0,
        "doubled": 0,
        "silent_misses": 0,
        "killed.silent_misses": 0,
        "killed.doubled": 0,
    },
)
