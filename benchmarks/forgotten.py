"""Forgotten hosts: their rows are deleted all the time while they work, and hosts are killed, too."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import delete, func, select

from benchmarks.crash_scene import Process, Scene, scene
from benchmarks.figures import Benchmark, Figures
from benchmarks.outages import is_over
from benchmarks.postgresql import NoServerError, server
from runner.item import ItemState
from runner.store.store import Store
from runner.store.tables import items, workers

BOT = "enter_with_look"
LEASE_SECONDS = 6.0
LEASES = 2
"""For so many leases an item may stay in work at most."""

HOST_LIVES_SECONDS = 4.0
LOOK_SECONDS = 0.2
SECONDS = 300.0


def run(short: bool) -> Figures:
    """One scene on PostgreSQL."""
    count, kills = (30, 1) if short else (600, 20)
    try:
        with server() as running, tempfile.TemporaryDirectory(prefix="deskhand-rows-") as folder:
            found = forgotten(Path(folder) / "scene", running.fresh_database(), count, kills)
    except NoServerError as missing:
        return {"rows": f"skipped: {missing}"}
    return {f"rows.{name}": figure for name, figure in found.items()}


def forgotten(folder: Path, location: str, count: int, kills: int) -> dict[str, float]:
    """Have two hosts work while their rows are deleted again and again, and each is killed in turn."""
    with scene(folder, location, slow_ms=100, lease_seconds=LEASE_SECONDS) as stage:
        keys = [f"case-{number:05d}" for number in range(count)]
        stage.begin(BOT, keys, "--queue").wait()
        with stage.store() as store:
            deleted, killed, longest = watch(stage, store, kills)
        verdict = stage.verdict(keys)
        return {
            "wrong": verdict.bad + count - verdict.states["done"],
            "longest_in_work_leases": longest / LEASE_SECONDS,
            "rows_deleted": deleted,
            "hosts_killed": killed,
            "items": count,
        }


def watch(stage: Scene, store: Store, kills: int) -> tuple[int, int, float]:
    """Rows deleted, hosts killed, and the longest time that an item was seen in work."""
    hosts: list[Process] = []
    deleted = killed = 0
    longest = 0.0
    began = kill_at = time.monotonic()
    try:
        while not is_over(stage) and time.monotonic() < began + SECONDS:
            hosts = [host for host in hosts if host.poll() is None]
            hosts += [stage.host(2) for _ in range(2 - len(hosts))]
            time.sleep(LOOK_SECONDS)  # noqa: TID251 - rows do not call
            deleted += delete_rows(store)
            longest = max(longest, seconds_in_work(store))
            if killed < kills and time.monotonic() > kill_at + HOST_LIVES_SECONDS:
                kill_at, killed = time.monotonic(), killed + 1
                stage.end(hosts.pop(0))
    finally:
        end_all(stage, hosts)
    return deleted, killed, longest


def end_all(stage: Scene, hosts: Sequence[Process]) -> None:
    """End hosts that still serve."""
    for host in hosts:
        stage.end(host)


def delete_rows(store: Store) -> int:
    """Forget every host; returns how many there were."""
    with store.database.writing() as connection:
        return int(connection.execute(delete(workers)).rowcount)


def seconds_in_work(store: Store) -> float:
    """How long the item that is in work longest has been so, by the database's clock."""
    since = func.min(items.c.updated_at)
    lasting = func.extract("epoch", store.database.now() - since)
    query = select(lasting).where(items.c.state == ItemState.WORKING)
    with store.database.reading() as connection:
        found = connection.execute(query).scalar()
    return float(found or 0)


BENCHMARK = Benchmark(
    name="forgotten",
    summary="the rows of hosts that are at work are deleted, and hosts killed (PostgreSQL)",
    goals={"rows.wrong": 0, "rows.longest_in_work_leases": LEASES},
    run=run,
    notes="""Leases of 6 s. `longest_in_work_leases` is the longest time that an item was seen in work, in
leases: what a killed host had must be free again within two.""",
)
