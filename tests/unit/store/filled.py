"""A store with rows in every table, and every row of a store."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from runner.item import Draft, ItemState, Source
from runner.proposal import Met, Proposal
from runner.store.answering import Answerer
from runner.store.breakers import Failed
from runner.store.database import Database
from runner.store.deliveries import Arrival, DeliveryState
from runner.store.items import Claim, Ending, write_audit
from runner.store.leases import new_worker_name
from runner.store.notices import NoticeDraft
from runner.store.people import Person, Role
from runner.store.question import Question
from runner.store.runs import RunRecord, RunState
from runner.store.step_state import StepState
from runner.store.store import Store
from runner.store.tables import metadata, pauses, workers
from runner.store.unattended_tables import escalations

TEXT = "Zoë 中文 😀 \\u0041 'quoted' \"twice\" \n"


def a_run(name: str = "r1") -> RunRecord:
    return RunRecord(
        id=name,
        bot="save",
        origin="attended",
        state=RunState.RUNNING,
        feed="a.xlsx",
        plan={"nested": {"deep": [1, None, 2.5, TEXT]}},
        started_by="me",
        started_at=datetime.now(UTC),
        ended_at=None,
        exit_code=None,
        message="",
    )


def drafts(count: int) -> list[Draft]:
    return [
        Draft(Source("a.xlsx", "S", n), f"k{n}", {"value": f"{n} {TEXT}"}) for n in range(count)
    ]


def claimed(store: Store, run: str = "r1") -> Claim:
    """An item in the hands of a worker of this machine, of which no process is left."""
    claim = store.items.claim(run, new_worker_name())
    assert claim is not None
    return claim


def fill(store: Store) -> None:
    """One item done, one in doubt, one rejected without a payload, one in work, two new."""
    drafted = [*drafts(5), Draft(Source("a.xlsx", "S", 9), None, None, ())]
    store.runs.begin(a_run(), drafted)
    done = claimed(store)
    step = store.journal.intend(done, "enter", 1, "d", {"text": TEXT})
    store.journal.settle(done, step, StepState.APPLIED, by="verify", result=None)
    met = Proposal("crm", "s", "e", "f" * 64, "c" * 64, 0.5, TEXT, Met.HEALED, {"old": [TEXT]})
    ending = Ending("done", ItemState.DONE, record=TEXT, seconds=1.25, proposals=(met,))
    store.repairs.finish(done, ending)
    doubted = claimed(store)
    store.journal.intend(doubted, "enter", 1, "d", {})
    store.items.finish(doubted, Ending("in_doubt", ItemState.IN_DOUBT, "who knows"))
    claimed(store)
    with store.database.writing() as connection:
        write_audit(connection, "me", "looked", item=1, details={"why": TEXT})
        connection.execute(insert(pauses).values(a_pause()))
        connection.execute(insert(workers).values(a_worker()))
        connection.execute(insert(escalations).values(an_escalation()))
    asked = store.decisions.ask(
        claimed(store), Question(TEXT, {"choices": ["yes", TEXT]}, digest="d")
    )
    store.decisions.answer(asked, {"choice": TEXT}, Answerer("me"), seen="d")
    fill_unattended(store)
    store.fires.fire("nightly", datetime(2026, 11, 1, tzinfo=UTC), host="h")
    store.notices.post([NoticeDraft("missed", "k", "team", TEXT, TEXT, TEXT)], datetime.now(UTC))
    store.breakers.failed(Failed("crm", "", TEXT), after=1, probe=timedelta(minutes=1))
    store.people.add(Person("kim", TEXT, frozenset([Role.AGENT])), "hash", "me")
    store.sign_ins.begin("kim", "d" * 64)
    store.sign_ins.take_try("kim")
    store.seats.take("crm", "CRM", "elsewhere-1-2-3", most=1, most_per_account=None)


def fill_unattended(store: Store) -> None:
    """What triggers remember."""
    store.lookouts.hold("inbox", "elsewhere-1-2-3")
    arrived = Arrival("inbox", "0" * 64, TEXT, 5, TEXT, "here")
    store.deliveries.note(arrived, DeliveryState.REJECTED, TEXT, "elsewhere-1-2-3")


def a_pause() -> dict[str, Any]:
    return {"what": "bot", "name": "save", "who": "me", "at": datetime.now(UTC), "reason": TEXT}


def an_escalation() -> dict[str, Any]:
    now = datetime.now(UTC)
    return {"run": "r1", "due_at": now, "stage": "late", "told_at": now}


def a_worker(**changes: Any) -> dict[str, Any]:
    long_ago = datetime.now(UTC) - timedelta(days=1)
    return {
        "name": "elsewhere-1",
        "host": "elsewhere",
        "state": "serving",
        "slots": 2,
        "kinds": ["web"],
        "bots": None,
        "version": "0.1",
        "started_at": long_ago,
        "seen_at": long_ago,
        "lease_until": 1.0,
        "lease_clock": "another",
    } | changes


def rows(database: Database, *, without: tuple[str, ...] = ()) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, as this version reads it."""
    found = {}
    with database.reading() as connection:
        for table in metadata.sorted_tables:
            if table.name not in without:
                query = select(table).order_by(*table.primary_key.columns)
                found[table.name] = [dict(row) for row in connection.execute(query).mappings()]
    return found


def states(database: Database) -> list[str]:
    return [row["state"] for row in rows(database)["items"]]
