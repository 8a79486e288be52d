"""A store with people and approvals to be attacked, and a few lines to attack them with."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, update

from runner.errors import DeskhandError
from runner.item import Draft, ItemState, Source
from runner.store.answering import Answerer
from runner.store.items import Ending
from runner.store.people_tables import people
from runner.store.question import Question
from runner.store.runs import RunRecord, RunState
from runner.store.store import Store, open_store

STARTER, APPROVER = "anna", "otto"
APPROVE = {"choice": "approve"}
RUN = "decisions"


def opened(folder: Path, location: str) -> Store:
    """The store at a location."""
    return open_store(location, folder, folder / "evidence")


def digest_of(number: int) -> str:
    """What an approval is bound to."""
    return f"{number:064d}"


def add_person(store: Store, name: str, *roles: str, **others: object) -> None:
    """Somebody who may use the console."""
    now = datetime.now(UTC)
    values = {"name": name, "person": name, "roles": list(roles), "disabled": False, **others}
    with store.database.writing() as connection:
        connection.execute(insert(people).values(created_at=now, changed_at=now, **values))


def change_person(store: Store, name: str, **values: object) -> None:
    """Another role, or none any more."""
    with store.database.writing() as connection:
        connection.execute(update(people).where(people.c.name == name).values(values))


def fill(store: Store, count: int) -> list[int]:
    """So many approvals that wait for a second person; returns their numbers."""
    add_person(store, STARTER, "approver", person="Anna Meier", account=f"{STARTER}-os")
    add_person(store, "anna2", "approver", person="anna  meier")
    add_person(store, "anna3", "approver", account=f"{STARTER}-os")
    add_person(store, APPROVER, "approver")
    add_person(store, "third", "approver")
    add_person(store, "agent", "agent")
    add_person(store, "auditor", "auditor")
    add_person(store, "gone", "approver", disabled=True)
    drafts = [Draft(Source("a.csv", None, n + 2), f"k{n}", {"n": n}) for n in range(count)]
    now, running = datetime.now(UTC), RunState.RUNNING
    record = RunRecord(
        RUN, "pay", "unattended", running, "a.csv", {}, f"{STARTER}-os", now, None, None, ""
    )
    store.runs.begin(record, drafts)
    return [ask(store, number) for number in range(count)]


def ask(store: Store, number: int) -> int:
    """An item ends its attempt with a question."""
    claim = store.items.claim(RUN, "worker")
    assert claim is not None
    question = Question(
        "Pay it out?",
        {"choices": ["approve", "decline"]},
        "role:approver",
        within=timedelta(days=2),
        then=("reject",),
        name="question",
        ordinal=1,
        digest=digest_of(number),
        facts={"amount": f"{number}.00"},
        four_eyes=True,
    )
    ending = Ending("waiting", ItemState.WAITING, question.text, question=question)
    store.decisions.finish(claim, ending)
    return store.decisions.of_item(claim.item)[-1].id


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval under attack."""

    store: Store
    number: int
    seen: str

    def answered(self, name: str, *, account: bool = False, seen: str | None = None) -> bool:
        """Whether somebody gets an approval in."""
        by = Answerer(name, is_account=account)
        try:
            self.store.decisions.answer(
                self.number, APPROVE, by, seen=self.seen if seen is None else seen
            )
        except DeskhandError:
            return False
        return True
