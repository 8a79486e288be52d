"""An item that waits for an answer, and people who may or may not give it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select, update

from runner.item import Draft, Source
from runner.store.decision_tables import decisions
from runner.store.items import Claim
from runner.store.people_tables import people
from runner.store.question import Question
from runner.store.store import Store
from runner.store.tables import audit
from tests.unit.run.conftest import a_run

DIGEST = "d" * 64
STARTER = "me"
"""Who starts every run of these tests."""


def a_question(**others) -> Question:
    return Question(
        **(
            {
                "text": "Pay it out?",
                "form": {"choices": ["approve", "decline"]},
                "name": "question",
                "ordinal": 1,
                "digest": DIGEST,
                "facts": {"amount": "120.00"},
            }
            | others
        )
    )


def claimed(store: Store, run: str = "r1", key: str = "k") -> Claim:
    store.runs.begin(a_run(run), [Draft(Source("a", None, 1), key, {"n": key})])
    claim = store.items.claim(run, "w")
    assert claim is not None
    return claim


def asked(store: Store, **others) -> int:
    return store.decisions.ask(claimed(store), a_question(**others))


def add_person(store: Store, name: str, *roles: str, **others) -> None:
    now = datetime.now(UTC)
    values = {"name": name, "person": name, "roles": list(roles), "disabled": False}
    values |= {"created_at": now, "changed_at": now, **others}
    with store.database.writing() as connection:
        connection.execute(insert(people).values(values))


def change_person(store: Store, name: str, **values) -> None:
    with store.database.writing() as connection:
        connection.execute(update(people).where(people.c.name == name).values(values))


def later(store: Store, hours: float) -> None:
    """So many hours go by for everything that has a deadline."""
    with store.database.writing() as connection:
        for number, deadline in connection.execute(
            select(decisions.c.id, decisions.c.deadline).where(decisions.c.deadline.is_not(None))
        ).all():
            connection.execute(
                update(decisions)
                .where(decisions.c.id == number)
                .values(deadline=deadline - timedelta(hours=hours))
            )


def audited(store: Store) -> list[tuple[str, str]]:
    with store.database.reading() as connection:
        rows = connection.execute(select(audit.c.who, audit.c.action).order_by(audit.c.id)).all()
    return [(who, action) for who, action in rows]
