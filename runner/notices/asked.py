"""Asked: whoever may answer a bot's question is told of it, once, without the case itself."""

from collections.abc import Iterator
from datetime import datetime

from runner.asking import ROLE
from runner.notices.collect import own_values
from runner.notices.facts import Asked
from runner.notices.telling import Outbox, over, tell_asked
from runner.notices.wording import without_values
from runner.schedules.book import ScheduleBook
from runner.store.cases import Case, cases_of
from runner.store.decisions import Decision

SEVERAL = 500
"""Open decisions that are looked at a time, the oldest first."""

ATTENDED = "attended"
"""The origin of runs that a person sits in front of: what they ask anybody, he sees at once."""


def tell_decisions(outbox: Outbox, book: ScheduleBook, now: datetime) -> int:
    """Tell of every open question that nobody was told of; what is answered needs nobody."""
    found = {facts.key: (facts, names) for facts, names in asked(outbox, book)}
    standing = {notice.key for notice in outbox.store.notices.standing("decision/")}
    for key in standing - set(found):
        over(outbox, key, now=now)
    return sum(
        tell_asked(outbox, facts, names, now=now)
        for key, (facts, names) in found.items()
        if key not in standing
    )


def asked(outbox: Outbox, book: ScheduleBook) -> Iterator[tuple[Asked, list[str]]]:
    """Every open question, and the names of who is told; empty for everybody."""
    store = outbox.store
    decisions = [one for one in store.decisions.open(limit=SEVERAL) if not one.is_of_repair]
    cases = cases_of(store.database, {one.item for one in decisions})
    for decision in decisions:
        case = cases[decision.item]
        is_his = case.origin == ATTENDED and decision.asked_of is None and not decision.four_eyes
        if not is_his:
            yield facts_of(outbox, book, decision, case), names_of(outbox, decision)


def facts_of(outbox: Outbox, book: ScheduleBook, decision: Decision, case: Case) -> Asked:
    """What is told of a question: nothing of the case."""
    values = {*own_values(case.key, decision.facts), *own_values(None, decision.form.get("draft"))}
    console = outbox.console
    return Asked(
        decision.id,
        case.bot,
        case.run,
        without_values(decision.question, values),
        decision.asked_of,
        decision.four_eyes,
        book.zone,
        decision.escalated_at or decision.asked_at,
        decision.deadline,
        tuple(decision.then or ()),
        decision.escalated_at is not None,
        None if console is None else f"{console.rstrip('/')}/decisions/{decision.id}",
    )


def names_of(outbox: Outbox, decision: Decision) -> list[str]:
    """Who of `tell` is asked: the entry that is called as the person or the role, else all."""
    name = (decision.asked_of or "").removeprefix(ROLE)
    return [name] if name in outbox.tell else []
