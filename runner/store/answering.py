"""Who may answer a decision: looked up in the transaction that takes the answer."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, or_, select, union

from runner.asking import ANSWERING, ROLE
from runner.errors import InputError
from runner.store.database import Database
from runner.store.people_tables import people
from runner.store.question import CUSTOMER
from runner.store.tables import items, run_items, runs


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who says that he answers, and how that is known."""

    name: str
    is_account: bool = False
    """Whether it is an account of the machine; else somebody who has signed in."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of somebody: two that share a mark are one person."""

    marks: frozenset[str]
    roles: frozenset[str] | None
    """None while there are no people in the store: then every account is anybody."""
    is_known: bool = True
    """Whether he is among the people."""


class MayNotAnswerError(InputError):
    """The question is for somebody else."""

    def __init__(self, decision: int, who: str, why: str, hint: str) -> None:
        super().__init__(
            f"{who} may not answer decision {decision}: {why}. Nothing was changed.", hint=hint
        )


class OwnRunError(MayNotAnswerError):
    """Four eyes: whoever started the run may not answer, under whatever name."""

    def __init__(self, decision: int, who: str) -> None:
        why = "it needs a second person, and the item is from a run that the same person started"
        super().__init__(decision, who, why, "Ask somebody else to answer it.")


class NotAskedOfError(MayNotAnswerError):
    """Another person, or the holders of a role, are asked."""

    def __init__(self, decision: int, who: str, asked_of: str) -> None:
        role = asked_of.removeprefix(ROLE)
        asked = f"somebody with the role {role!r}" if role != asked_of else repr(asked_of)
        why = f"{asked} is asked"
        super().__init__(decision, who, why, "`deskhand people` lists who has which role.")


class UnknownAnswererError(MayNotAnswerError):
    """There are people in the store, and this is none of them."""

    def __init__(self, decision: int, who: str) -> None:
        why = "no such person, or account of one, is known here"
        hint = "An admin adds people, and the accounts they have: deskhand people add"
        super().__init__(decision, who, why, hint)


class OnlyLooksError(MayNotAnswerError):
    """None of his roles answers questions: an auditor, say, looks and decides nothing."""

    def __init__(self, decision: int, who: str) -> None:
        why = f"who answers is {', '.join(ANSWERING[:-1])} or {ANSWERING[-1]}"
        super().__init__(decision, who, why, "`deskhand people` lists who has which role.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a decision asks of whoever answers it."""

    decision: int
    item: int
    asked_of: str | None
    four_eyes: bool


def refuse_unfit(connection: Connection, wanted: Wanted, by: Answerer) -> None:
    """Refuse whoever may not answer a decision, as people and roles are at this moment.

    Raises:
        MayNotAnswerError: says why.
    """
    began = starters(connection, [wanted.item])
    why = unfit(wanted, identity(connection, by), began, by.name)
    if why is not None:
        raise why


def unfit_for(
    database: Database, all_wanted: Iterable[Wanted], by: Answerer
) -> dict[int, MayNotAnswerError]:
    """Which decisions somebody may not answer, and why not."""
    known = list(all_wanted)
    with database.reading() as connection:
        who = identity(connection, by)
        began = starters(connection, [one.item for one in known if one.four_eyes])
        found = {one.decision: unfit(one, who, began, by.name) for one in known}
    return {number: why for number, why in found.items() if why is not None}


def unfit(
    wanted: Wanted, who: Identity, began: Mapping[int, frozenset[str]], name: str
) -> MayNotAnswerError | None:
    """Why somebody may not answer; None when he may."""
    number = wanted.decision
    if not who.is_known:
        return UnknownAnswererError(number, name)
    if wanted.four_eyes and who.marks & began[wanted.item]:
        return OwnRunError(number, name)
    if who.roles is not None and not who.roles.intersection(ANSWERING):
        return OnlyLooksError(number, name)
    if not is_asked(wanted.asked_of, who):
        return NotAskedOfError(number, name, wanted.asked_of or "")
    return None


def is_asked(asked_of: str | None, who: Identity) -> bool:
    """Whether somebody is the person, or holds the role, that is asked."""
    if who.roles is None or asked_of in (None, CUSTOMER):  # somebody says what the customer said
        return True
    if asked_of.startswith(ROLE):
        return asked_of.removeprefix(ROLE) in who.roles
    return bool(who.marks & {mark("name", asked_of), mark("person", asked_of)})


def identity(connection: Connection, by: Answerer) -> Identity:
    """Who somebody is, by the people in the store."""
    if connection.execute(select(people.c.name).limit(1)).first() is None:
        return Identity(frozenset([mark("name", by.name)]), None)
    column = people.c.account if by.is_account else people.c.name
    found = connection.execute(select(people).where(column == by.name)).mappings().all()
    able = [row for row in found if not row["disabled"]]
    roles = {str(role) for row in able for role in row["roles"]}
    return Identity(frozenset(marks_of(able)), frozenset(roles), is_known=bool(able))


def starters(connection: Connection, numbers: Collection[int]) -> dict[int, frozenset[str]]:
    """The marks of everybody who has started a run with an item, by the item."""
    fed = select(run_items.c.item, run_items.c.run).where(run_items.c.item.in_(numbers))
    holds = select(items.c.id, items.c.run).where(items.c.id.in_(numbers))
    pairs = union(fed, holds).subquery()
    query = select(pairs.c.item, runs.c.started_by).join(runs, runs.c.id == pairs.c.run)
    names: dict[int, set[str]] = {number: set() for number in numbers}
    for item, name in connection.execute(query):
        names[item].add(name)
    everybody = set().union(*names.values())
    # A disabled account is its person's still.
    same = select(people).where(or_(people.c.name.in_(everybody), people.c.account.in_(everybody)))
    rows = connection.execute(same).mappings().all()
    return {number: frozenset(marks_among(own, rows)) for number, own in names.items()}


def marks_among(names: Collection[str], rows: Sequence[Mapping[Any, Any]]) -> Iterator[str]:
    """The marks of some names, and of the people whose name or account is among them."""
    yield from (mark("name", name) for name in names)
    yield from marks_of(row for row in rows if {row["name"], row["account"]} & set(names))


def marks_of(rows: Iterable[Mapping[Any, Any]]) -> Iterator[str]:
    """What tells that two accounts belong to one person: a name, an account, what he is called."""
    for row in rows:
        yield mark("name", row["name"])
        yield mark("person", row["person"])
        if row["account"]:
            yield mark("name", row["account"])


def mark(kind: str, name: str) -> str:
    """A name without what two spellings of it may differ in."""
    return f"{kind}:{' '.join(name.casefold().split())}"
