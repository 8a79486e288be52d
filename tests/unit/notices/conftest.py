"""A ledger with a night in it: runs of schedules, some items that went badly."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from runner.item import Draft, ItemState, Source
from runner.schedules.book import ScheduleBook, read_book
from runner.store.items import Ending
from runner.store.runs import RunRecord, RunState
from runner.store.store import Store, open_store
from runner.store.tables import runs

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")

BOOK = """\
version: 1
zone: Europe/Berlin
tell:
  team: {mail: [ops@example.org]}
  quiet: {webhook: "https://example.org/hook", about: [summary, missed], quiet: true}
schedules:
  nightly:
    bot: update_contact
    feed: in/contacts.xlsx
    when: "30 2 * * *"
  hourly:
    bot: sync_orders
    feed: in/orders.xlsx
    when: "0 * * * *"
    tell: [team]
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store("store.db", tmp_path, tmp_path / "evidence")
    yield opened
    opened.close()


@pytest.fixture
def book(tmp_path: Path) -> ScheduleBook:
    file = tmp_path / "schedules.yaml"
    file.write_text(BOOK, encoding="utf-8")
    return read_book(file)


@dataclass
class Night:
    """Makes what happens in a night."""

    store: Store

    def run(
        self,
        name: str,
        endings: list[Ending],
        *,
        schedule: str | None = "nightly",
        due: datetime = DUE,
        exit_code: int | None = 0,
        message: str = "",
        origin: str = "unattended",
    ) -> str:
        begun = RunRecord(
            name, "update_contact", origin, RunState.RUNNING, "contacts.xlsx", {}, "cron",
            due + timedelta(seconds=4), None, None, "",
        )  # fmt: skip
        drafts = [
            Draft(
                Source("contacts.xlsx", "S", number),
                f"{name}-AC{number}",
                {"name": f"Zoë Müller {number}", "city": "Ulm", "iban": f"DE{name}{number}"},
            )
            for number, _ in enumerate(endings)
        ]
        self.store.runs.begin(begun, drafts)
        for ending in endings:
            claim = self.store.items.claim(name, "w1")
            assert claim is not None
            self.store.items.finish(claim, ending)
        if schedule is not None:
            self.store.fires.fire(schedule, due, host="h")
            self.store.fires.close(schedule, due, run=name)
        if exit_code is not None:
            self.end(name, due + timedelta(minutes=40), exit_code, message)
        return name

    def end(
        self,
        name: str,
        at: datetime,
        exit_code: int,
        message: str = "",
        state: RunState = RunState.ENDED,
    ) -> None:
        self.store.runs.end(name, state, exit_code, message)
        with self.store.database.writing() as connection:
            connection.execute(update(runs).where(runs.c.id == name).values(ended_at=at))

    def miss(self, schedule: str, slot: datetime, outcome: str) -> None:
        self.store.fires.fire(schedule, slot, host="h")
        self.store.fires.close(schedule, slot, outcome=outcome)


@pytest.fixture
def night(store: Store) -> Night:
    store.notices.known_since("", DUE - timedelta(days=1))
    return Night(store)


def done() -> Ending:
    return Ending("done", ItemState.DONE, seconds=1.0)


def rejected(message: str) -> Ending:
    return Ending("business", ItemState.REJECTED, message)


def doubtful(message: str = "Nobody can tell.") -> Ending:
    return Ending("in_doubt", ItemState.IN_DOUBT, message)
