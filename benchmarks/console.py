"""The console's lists over very many items: how long a page takes, from the request to its last byte."""

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

from sqlalchemy import insert, text

from benchmarks.figures import Benchmark, Figures
from benchmarks.volume_store import BOT, RUN, load
from runner.console.passwords import Passwords
from runner.console.site import SITE, console_of
from runner.pages.visiting import Cookies, digest_of
from runner.run.engine import Engine
from runner.settings import Settings
from runner.store.people import Person, Role
from runner.store.store import Store
from runner.store.tables import audit
from runner.workspace import Workspace

HOST = "127.0.0.1:8470"

TICKET = "a-ticket-of-the-benchmark"

LISTS = {
    "today": "/",
    "bots": "/bots",
    "runs": "/runs",
    "run": f"/runs/{RUN}",
    "items": "/items",
    "items_failed": "/items?state=failed",
    "items_done": "/items?state=done&first=5000",
    "items_of_run": f"/items?run={RUN}&first=9000",
    "items_of_bot": f"/items?bot={BOT}&state=failed",
    "items_of_today": "/items?since=24h",
    "items_late": "/items?late=yes",
    "items_by_key": "/items?q=A-0000777",
    "items_by_value": "/items?q=Lovelace",
    "items_nowhere": "/items?q=nowhere",
    "items_any_script": "/items?q=%C3%9Cnal%E6%9D%8E",
    "item": "/items/777",
    "decisions": "/decisions",
    "schedules": "/schedules",
    "screens": "/screens",
    "audit": "/audit",
    "audit_of_item": "/audit?item=777",
    "audit_of_person": "/audit?who=nobody",
}
"""Figure → what is asked for."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is done."""

    items: int
    looks: int


SHORT, FULL = Extent(20_000, 6), Extent(100_000, 40)


def run(short: bool) -> Figures:
    """Every figure."""
    extent = SHORT if short else FULL
    folder = Path(tempfile.mkdtemp(prefix="deskhand-console-"))
    try:
        for name in ("bots", "selectors"):
            (folder / name).mkdir()
        engine = Engine(Workspace(folder), Settings())
        store = engine.store()
        try:
            fill(store, extent.items)
            return measured(engine, store, extent)
        finally:
            store.close()
    finally:
        shutil.rmtree(folder)


def fill(store: Store, count: int) -> None:
    """So many items in one run, most of them done, some not; a line of the audit for each."""
    load(store, count)
    now = datetime.now(UTC)
    with store.database.writing() as connection:
        connection.execute(text("UPDATE items SET state = 'done' WHERE id % 10 < 8"))
        connection.execute(
            text(
                "UPDATE items SET state = 'failed', message = 'It did not load.' WHERE id % 500 = 0"
            )
        )
        lines = [
            {
                "at": now,
                "who": "maria",
                "action": "retry",
                "item": number + 1,
                "run": RUN,
                "details": {},
            }
            for number in range(count)
        ]
        connection.execute(insert(audit), lines)
    person = Person("chief", "Elena Rossi", frozenset(Role))
    store.people.add(person, Passwords().hashed("correct horse battery"), "the benchmark")
    store.sign_ins.begin("chief", digest_of(TICKET))


def measured(engine: Engine, store: Store, extent: Extent) -> dict[str, float]:
    """Milliseconds for each list, p95."""
    from starlette.testclient import TestClient

    cookies = Cookies(f"{SITE}-8470", secure=False)
    console = console_of(engine, store, begun, cookies, raised)
    client = TestClient(console.site.guarded(frozenset([HOST]), cookies), base_url=f"http://{HOST}")
    client.cookies.set(cookies.visitor, TICKET)
    figures = {
        f"{name}_p95_ms": p95(asking(client, path), extent.looks) for name, path in LISTS.items()
    }
    return {"p95_ms": max(figures.values()), "items": float(extent.items)} | figures


def begun(name: str, who: str) -> str:
    """Nothing is begun."""
    return f"{name} {who}"


def raised(number: str, error: Exception) -> None:
    """Nothing may go wrong."""
    raise AssertionError(number) from error


def asking(client: Any, path: str) -> Callable[[], None]:
    """Asks for a page, and takes nothing but the page."""

    def ask() -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise AssertionError(f"{path}: {answer.status_code}")

    return ask


def p95(look: Callable[[], None], looks: int) -> float:
    """What 95 of 100 looks do not exceed, in milliseconds."""
    times = []
    for _ in range(looks):
        began = time.perf_counter()
        look()
        times.append((time.perf_counter() - began) * 1000)
    return quantiles(times, n=20, method="inclusive")[18]


BENCHMARK = Benchmark(
    name="console",
    summary="pages of the console over 100,000 items, p95, without the network",
    goals={"p95_ms": 300},
    run=run,
    notes="`p95_ms` is the slowest of the pages below it. A page has 50 lines, and is made in full.",
)
