"""A store with as many items as one likes: how long loading, claiming and listing take there."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles

from runner.item import Draft, ItemState, Source
from runner.store.items import Ending
from runner.store.outcomes import Wanted
from runner.store.runs import RunRecord, RunState
from runner.store.store import Store, open_store

RUN, BOT = "volume", "enter"
PAGE = 50
LOOKS = 3
PROCESSES = 8


def drafts(count: int) -> Iterator[Draft]:
    """Rows as a workbook has them, one after another."""
    for number in range(count):
        key = f"A-{number:07d}"
        payload = {"account": key, "name": "Ada Lovelace", "city": "Jena", "amount": "12.50"}
        yield Draft(Source("rows.csv", None, number + 2), key, payload)


def opened(folder: Path, location: str) -> Store:
    """The store at a location."""
    return open_store(location, folder, folder / "evidence")


def load(store: Store, count: int) -> float:
    """Take so many drafts in, in one run; returns the seconds it took."""
    now = datetime.now(UTC)
    state = RunState.QUEUED
    record = RunRecord(RUN, BOT, "fleet", state, "rows.csv", {}, "volume", now, None, None, "")
    began = time.perf_counter()
    store.runs.begin(record, drafts(count))
    return time.perf_counter() - began


@dataclass(frozen=True, slots=True)
class Claims:
    """How long claims took, in milliseconds, in a store with few items and in one with many."""

    few: list[float]
    many: list[float]

    @property
    def p99_ratio(self) -> float:
        return p99(self.many) / p99(self.few)


def claims(few: Store, many: Store, count: int) -> Claims:
    """Claim and finish so many items in both, in turn, so that both see the same noise."""
    found = Claims([], [])
    for _ in range(count):
        for store, times in ((few, found.few), (many, found.many)):
            began = time.perf_counter()
            claim = store.items.claim(RUN, "volume")
            times.append((time.perf_counter() - began) * 1000)
            if claim is not None:
                store.items.finish(claim, Ending("done", ItemState.DONE))
    return found


def p99(times: list[float]) -> float:
    """What 99 of 100 do not exceed."""
    return quantiles(times, n=100)[98]


def lists(store: Store, count: int) -> dict[str, float]:
    """Milliseconds for a page of each kind of list that a person asks for."""
    asked = {
        "all": Wanted(),
        "of_run": Wanted(run=RUN),
        "new": Wanted(state=ItemState.NEW),
        "failed": Wanted(state=ItemState.FAILED),
        "done_of_run": Wanted(run=RUN, state=ItemState.DONE),
        "failed_of_run": Wanted(run=RUN, state=ItemState.FAILED),
        "new_of_run": Wanted(run=RUN, state=ItemState.NEW),
        "of_bot": Wanted(bot=BOT),
        "failed_of_bot": Wanted(bot=BOT, state=ItemState.FAILED),
        "key_of_run": Wanted(run=RUN, key=f"A-{count - 1:07d}"),
        "by_key": Wanted(key=f"A-{count - 1:07d}"),
        "by_number": Wanted(item=count // 2),
    }
    pages = {name: partial(page, store, wanted) for name, wanted in asked.items()}
    runs: dict[str, Callable[[], object]] = {
        "runs": lambda: [store.runs.counts(run.id) for run in store.runs.recent(PAGE)],
        "next_due": lambda: store.items.next_due(RUN),
    }
    return {name: milliseconds(look) for name, look in (pages | runs).items()}


def page(store: Store, wanted: Wanted) -> list[object]:
    """What a person sees of a list."""
    return list(store.outcomes.find(wanted, PAGE))


def milliseconds(look: Callable[[], object]) -> float:
    """The median of some looks."""
    times = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        look()
        times.append((time.perf_counter() - began) * 1000)
    return median(times)


@dataclass(frozen=True, slots=True)
class Crowd:
    """What processes that claim side by side have got."""

    claimed: int
    twice: int
    seconds: float


def crowd(folder: Path, location: str, each: int) -> Crowd:
    """Eight processes claim so many items each from one run."""
    store = opened(folder, location)
    load(store, PROCESSES * each)
    store.close()
    began = time.perf_counter()
    orders = [(str(folder), location, each)] * PROCESSES
    with get_context("spawn").Pool(PROCESSES) as pool:
        numbers = [number for got in pool.map(claim_many, orders) for number in got]
    seconds = time.perf_counter() - began
    return Crowd(len(numbers), len(numbers) - len(set(numbers)), seconds)


def claim_many(order: tuple[str, str, int]) -> list[int]:
    """One of the processes: claim, and keep, so many items."""
    folder, location, count = order
    store = opened(Path(folder), location)
    try:
        found = (store.items.claim(RUN, "crowd") for _ in range(count))
        return [claim.item for claim in found if claim is not None]
    finally:
        store.close()
