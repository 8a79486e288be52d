"""Decisions: approvers race, approvals are attacked, and a parked item is entered once."""

from collections import Counter
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.decision_attacks import AFTER_ANSWER, WHILE_OPEN, expired
from benchmarks.decision_scene import APPROVER, Approval, digest_of, fill, opened
from benchmarks.figures import Benchmark, Figures
from benchmarks.parking import parked
from benchmarks.postgresql import NoServerError, server
from runner.store.store import Store

FEW, MANY = 50, 500
"""Races on each store, in the short form and in the full one."""

APPROVALS = 30
RACERS = (APPROVER, "third")
PATIENCE_SECONDS = 120.0


def run(short: bool) -> Figures:
    """Races and attacks on both stores, and one item that is parked."""
    figures: dict[str, float | str] = {}
    total: Counter[str] = Counter()
    with TemporaryDirectory(prefix="deskhand-decisions-") as name:
        folder = Path(name)
        measure("embedded", folder, "store.db", short, figures, total)
        try:
            with server() as running:
                where = running.fresh_database(), running.fresh_database()
                measure("postgresql", folder, where[0], short, figures, total, where[1])
        except NoServerError as missing:
            figures["postgresql"] = f"skipped: {missing}"
        figures |= parked(folder / "parked")
    return {**total, **figures}


def measure(
    store: str,
    folder: Path,
    location: str,
    short: bool,
    figures: dict[str, float | str],
    total: Counter[str],
    second: str = "attacked.db",
) -> None:
    """The figures of one store."""
    found = raced(folder, location, FEW if short else MANY) | attacked(folder, second)
    total.update({name: int(value) for name, value in found.items()})
    figures |= {f"{store}.{name}": value for name, value in found.items()}


def raced(folder: Path, location: str, races: int) -> dict[str, float]:
    """Two processes answer the same decisions at the same moments."""
    store = opened(folder, location)
    numbers = fill(store, races)
    store.close()
    context = get_context("spawn")
    barrier = context.Barrier(len(RACERS))
    queue = context.SimpleQueue()
    racers = [
        context.Process(target=race, args=(str(folder), location, numbers, name, barrier, queue))
        for name in RACERS
    ]
    for each in racers:
        each.start()
    won = [queue.get() for _ in racers]
    for each in racers:
        each.join()
    times = Counter(number for numbers_won in won for number in numbers_won)
    return {
        "races": races,
        "decided_twice": sum(count > 1 for count in times.values()),
        "undecided": races - len(times),
        "won_by_the_second": len(won[1]),
    }


def race(
    folder: str,
    location: str,
    numbers: list[int],
    name: str,
    barrier: Barrier,
    queue: "SimpleQueue[list[int]]",
) -> None:
    """One of the racers: tells which decisions took its answer."""
    store = opened(Path(folder), location)
    won = []
    for place, number in enumerate(numbers):
        barrier.wait(PATIENCE_SECONDS)
        if Approval(store, number, digest_of(place)).answered(name):
            won.append(number)
    store.close()
    queue.put(won)


def attacked(folder: Path, location: str) -> dict[str, float]:
    """Every attack on every approval, before it is answered, after it was, and after its time."""
    store = opened(folder, location)
    numbers = fill(store, 2 * APPROVALS)
    tries = bypasses = 0
    for place, number in enumerate(numbers):
        approval = Approval(store, number, digest_of(place))
        found = attack(approval, late=place >= APPROVALS)
        tries, bypasses = tries + len(found), bypasses + sum(found)
    bypasses += wrongly_closed(store, numbers)
    store.close()
    return {"approvals": len(numbers), "attacks": tries, "bypasses": bypasses}


def attack(approval: Approval, *, late: bool) -> list[bool]:
    """What got in although it must not."""
    found = [one(approval) for one in WHILE_OPEN.values()]
    if late:
        return [*found, expired(approval)]
    if not approval.answered(APPROVER):
        raise AssertionError("the right person could not answer")
    return [*found, *(one(approval) for one in AFTER_ANSWER.values())]


def wrongly_closed(store: Store, numbers: list[int]) -> int:
    """Decisions that carry another name than the one that may be."""
    by = [store.decisions.one(number).answered_by for number in numbers]
    return sum(name not in {APPROVER, "the deadline"} for name in by)


BENCHMARK = Benchmark(
    name="decisions",
    summary="two approvers race, sixty approvals are attacked, a parked item is entered once",
    goals={"decided_twice": 0, "undecided": 0, "bypasses": 0, "entered_twice": 0},
    least={"races": FEW, "attacks": APPROVALS, "entered": 1, "parked_days": 1},
    run=run,
    notes="The racers are processes of their own. Of each store's approvals one half is answered by "
    "the right person and attacked before and after, the other half is attacked and expires.",
)
