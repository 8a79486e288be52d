"""A promise that will not be kept is told to those whom its schedule names, once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from runner.item import Draft, Source
from runner.notices.telling import Outbox
from runner.run.plan import PromisePlan, RunPlan
from runner.schedules.book import ScheduleBook, read_book
from runner.serve.telling import watch_promises
from runner.store.intake import Turn
from runner.store.runs import RunRecord, RunState
from runner.store.store import Store, open_store
from runner.store.tables import metadata

BOOK = """\
version: 1
zone: Europe/Berlin
tell:
  team: {mail: [ops@example.org], about: [escalation]}
  others: {mail: [others@example.org], about: [escalation]}
schedules:
  nightly:
    bot: save
    feed: in/contacts.xlsx
    when: "30 2 * * *"
    tell: [team]
    SLA
"""


@pytest.fixture
def store(tmp_path: Path):
    opened = open_store("store.db", tmp_path, tmp_path / "evidence")
    yield opened
    opened.close()


def book(folder: Path, sla: str) -> ScheduleBook:
    file = folder / "schedules.yaml"
    file.write_text(BOOK.replace("SLA", sla))
    return read_book(file)


def begin(store: Store, due: datetime) -> None:
    plan = RunPlan(promise=PromisePlan(name="nightly", warn=3600)).model_dump(mode="json")
    now = datetime.now(UTC)
    record = RunRecord("r1", "save", "u", RunState.QUEUED, "f", plan, "me", now, None, None, "")
    store.runs.begin(record, [Draft(Source("f"), "k", {"n": 1})], turn=Turn(due_at=due))


def posted(store: Store) -> list[tuple[str, str]]:
    notices = metadata.tables["notices"]
    query = select(notices.c.audience, notices.c.subject).where(notices.c.topic == "escalation")
    with store.database.reading() as connection:
        return [(row[0], row[1]) for row in connection.execute(query)]


def test_it_is_told_once_to_those_who_are_named(store: Store, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    begin(store, now + timedelta(minutes=30))
    found = book(tmp_path, "sla: {within: 8h, warn: 1h}")
    box = Outbox(store, found.tell)
    assert watch_promises(box, found, now) == 1
    assert watch_promises(box, found, now) == 0
    ((audience, subject),) = posted(store)
    assert audience.startswith("team")
    assert "1 item will be late" in subject


def test_where_nothing_is_promised_nothing_is_looked_at(store: Store, tmp_path: Path) -> None:
    begin(store, datetime.now(UTC))
    found = book(tmp_path, "note: no promise")
    assert watch_promises(Outbox(store, found.tell), found, datetime.now(UTC)) == 0
    assert posted(store) == []
