"""Notices: an outbox in the ledger; what is said of one thing is told once until it changes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    delete,
    func,
    select,
    update,
)

from runner.store.bulk import insert_unless_there
from runner.store.database import Database
from runner.store.unattended_tables import notices

CLAIMED = timedelta(minutes=5)
"""A notice that a process took to send it is another one's after so long: it may have died."""

RESTS = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 20, 40, 60, 120, 240, 240, 240, 240))
"""Pauses between tries at a notice that cannot be sent; then it is given up, after 19 hours."""

HOLDS = tuple(timedelta(minutes=m) for m in (15, 30, 60, 120, 240, 360))
"""What changes again and again is told again only after so long, ever longer."""

CALM = timedelta(days=1)
"""What was not told for so long is told at once."""

LONGEST_KEY = 300


class NoticeState(StrEnum):
    """How a notice stands."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"
    """No try succeeded."""
    CLEARED = "cleared"
    """What it told of is over."""
    BEGUN = "begun"
    """No notice: the mark of when an audience was first known."""


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """What is to be told to one audience."""

    topic: str
    key: str
    """What it is about. Of one key and audience there is one notice."""
    audience: str
    subject: str
    body: str
    html: str
    details: Mapping[str, Any] = field(default_factory=dict)
    """The same for programs."""
    same: str = ""
    """While this stays the same, it is the same news, and only counted."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as the ledger has it."""

    id: int
    state: NoticeState
    topic: str
    key: str
    audience: str
    same: str
    occasion: int
    """How many times there was news of this key."""
    subject: str
    body: str
    html: str
    details: Mapping[str, Any]
    created_at: datetime
    last_at: datetime
    times: int
    """How often it was posted since it was news."""
    next_try_at: datetime
    tries: int
    tellings: int
    """How often it was told; a day without starts anew."""
    sent_at: datetime | None
    """When it was told last, whatever became of it since."""
    cleared_at: datetime | None
    last_error: str

    @property
    def message_id(self) -> str:
        """The same for every try at the same news, so that a mail that went out twice shows once."""
        told = f"{self.audience}/{self.key}/{self.created_at.isoformat()}/{self.occasion}"
        return f"<{blake2b(told.encode(), digest_size=12).hexdigest()}@deskhand.invalid>"


class NoticeStore:
    """Takes notices in, and says which are to be sent. `now` is the caller's clock throughout."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def post(self, drafts: Iterable[NoticeDraft], now: datetime) -> int:
        """Take notices in, in one transaction; returns how many of them are news.

        Told before and still the same: it is counted. Changed: it is told again, at once when
        nothing was told of it for a day, else after a pause that grows.
        """
        with self._database.writing() as connection:
            return sum(self._post(connection, draft, now) for draft in drafts)

    def _post(self, connection: Connection, draft: NoticeDraft, now: datetime) -> bool:
        values = written(draft)
        fresh = {"state": NoticeState.WAITING.value, "created_at": now, "last_at": now, "times": 1,
                 "next_try_at": now, "tries": 0, "tellings": 0, "occasion": 1, "last_error": ""}  # fmt: skip
        query = insert_unless_there(connection, notices).values(**values, **fresh)
        if connection.execute(query.returning(notices.c.id)).first() is not None:
            return True
        mine = and_(notices.c.key == values["key"], notices.c.audience == draft.audience)
        # No one else may decide over it meanwhile: a file has one writer, a server locks the row.
        found = connection.execute(select(notices).where(mine).with_for_update()).mappings().one()
        changes = repeated(found, values, now)
        connection.execute(update(notices).where(mine).values(changes))
        return "occasion" in changes

    def due(self, now: datetime, limit: int = 1000) -> list[Notice]:
        """Notices whose turn to be sent has come, the oldest first."""
        waiting = and_(notices.c.state == NoticeState.WAITING, notices.c.next_try_at <= now)
        return self._read(select(notices).where(waiting).order_by(notices.c.id).limit(limit))

    def claim(self, notice: Notice, now: datetime) -> bool:
        """Take a notice to send it; False when another process has it, or it has changed."""
        same = still(notice) & (notices.c.next_try_at == notice.next_try_at)
        with self._database.writing() as connection:
            taken = update(notices).where(same).values(next_try_at=now + CLAIMED)
            return bool(connection.execute(taken).rowcount)

    def sent(self, told: Collection[Notice], now: datetime) -> None:
        """Note that notices were told. One that has changed meanwhile is still to be told."""
        with self._database.writing() as connection:
            for notice in told:
                mine = notices.c.id == notice.id
                told_now = {"sent_at": now, "last_error": "", "tellings": notices.c.tellings + 1}
                connection.execute(update(notices).where(mine).values(told_now))
                state = NoticeState.SENT.value
                connection.execute(update(notices).where(still(notice)).values(state=state))

    def failed(self, notice: Notice, error: str, now: datetime) -> bool:
        """Note that a try failed, and when the next one is due; True when it is given up."""
        over = notice.tries >= len(RESTS)
        values: dict[str, Any] = {"tries": notice.tries + 1, "last_error": error}
        values |= (
            {"state": NoticeState.GIVEN_UP.value}
            if over
            else {"next_try_at": now + RESTS[notice.tries]}
        )
        with self._database.writing() as connection:
            connection.execute(update(notices).where(still(notice)).values(values))
        return over

    def put_off(self, put: Collection[Notice], until: datetime) -> None:
        """Let notices wait, without counting a try."""
        numbers = [notice.id for notice in put]
        waits = notices.c.id.in_(numbers) & (notices.c.state == NoticeState.WAITING)
        with self._database.writing() as connection:
            connection.execute(update(notices).where(waits).values(next_try_at=until))

    def clear(self, key: str, now: datetime) -> list[str]:
        """What a key is about is over; returns the audiences that had been told of it.

        A notice that was not sent yet never is.
        """
        mine = and_(
            notices.c.key == shortened(key),
            notices.c.state.not_in([NoticeState.CLEARED, NoticeState.BEGUN]),
        )
        over = {"state": NoticeState.CLEARED.value, "last_at": now, "cleared_at": now}
        with self._database.reading() as connection:
            if connection.execute(select(notices.c.id).where(mine).limit(1)).first() is None:
                return []
        with self._database.writing() as connection:
            rows = connection.execute(select(notices).where(mine).with_for_update()).mappings()
            audiences = sorted(row["audience"] for row in rows if was_told(row))
            connection.execute(update(notices).where(mine).values(over))
        return audiences

    def known_since(self, audience: str, now: datetime) -> datetime:
        """When an audience was first known: what happened before is not told to it."""
        values = {"topic": "", "key": "", "audience": audience, "same": "", "subject": "",
                  "body": "", "html": "", "details": {}, "state": NoticeState.BEGUN.value,
                  "occasion": 0, "created_at": now, "last_at": now, "times": 0, "tries": 0,
                  "tellings": 0, "next_try_at": now, "last_error": ""}  # fmt: skip
        query = select(notices.c.created_at).where(
            notices.c.key == "", notices.c.audience == audience
        )
        with self._database.reading() as connection:
            found = connection.execute(query).scalar()
        if found is None:
            with self._database.writing() as connection:
                connection.execute(insert_unless_there(connection, notices).values(values))
                found = connection.execute(query).scalar_one()
        since: datetime = found
        return since

    def told(self, audience: str, since: datetime) -> int:
        """How many times something was sent to an audience since then; what went together is one."""
        query = select(func.count(notices.c.sent_at.distinct())).where(
            notices.c.audience == audience, notices.c.sent_at > since
        )
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def posted(self, keys: Collection[str]) -> set[str]:
        """Which of these keys have a notice, whatever became of it."""
        query = select(notices.c.key).where(notices.c.key.in_([shortened(key) for key in keys]))
        with self._database.reading() as connection:
            found = set(connection.execute(query).scalars())
        return {key for key in keys if shortened(key) in found}

    def standing(self, prefix: str) -> list[Notice]:
        """Notices whose key begins so, of what is not over."""
        begins = notices.c.key.startswith(shortened(prefix), autoescape=True)
        over = [NoticeState.CLEARED, NoticeState.BEGUN]
        return self._read(select(notices).where(begins, notices.c.state.not_in(over)))

    def recent(self, limit: int, *states: NoticeState) -> list[Notice]:
        """The newest notices first, of some states or all."""
        chosen = [state.value for state in states or set(NoticeState) - {NoticeState.BEGUN}]
        query = select(notices).where(notices.c.state.in_(chosen))
        newest = query.order_by(notices.c.last_at.desc(), notices.c.id.desc())
        return self._read(newest.limit(limit))

    def forget(self, before: datetime) -> int:
        """Forget notices that nothing was added to since then; returns how many."""
        old = and_(
            notices.c.last_at < before,
            notices.c.state.not_in([NoticeState.WAITING, NoticeState.BEGUN]),
        )
        with self._database.writing() as connection:
            return int(connection.execute(delete(notices).where(old)).rowcount)

    def _read(self, query: Select[Any]) -> list[Notice]:
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [Notice(**{**row, "state": NoticeState(row["state"])}) for row in rows]


def shortened(key: str) -> str:
    """A key that every database takes; a long one keeps its beginning, and stays its own."""
    if len(key) <= LONGEST_KEY:
        return key
    mark = blake2b(key.encode("utf-8", "replace"), digest_size=12).hexdigest()
    return f"{key[: LONGEST_KEY - len(mark) - 1]}~{mark}"


def written(draft: NoticeDraft) -> dict[str, Any]:
    """The columns that a draft gives."""
    return {
        "topic": draft.topic,
        "key": shortened(draft.key),
        "audience": draft.audience,
        "subject": draft.subject,
        "body": draft.body,
        "html": draft.html,
        "details": dict(draft.details),
        "same": shortened(draft.same),
    }


def still(notice: Notice) -> ColumnElement[bool]:
    """Whether a notice waits to be sent as it was when it was read."""
    return and_(
        notices.c.id == notice.id,
        notices.c.state == NoticeState.WAITING,
        notices.c.occasion == notice.occasion,
    )


def was_told(row: RowMapping) -> bool:
    """Whether an audience knows of what a notice is about, and not yet that it is over."""
    sent, cleared = row["sent_at"], row["cleared_at"]
    return sent is not None and sent >= row["created_at"] and (cleared is None or sent >= cleared)


def repeated(found: RowMapping, values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What becomes of a notice that is posted again; without a new occasion it is no news."""
    if found["state"] != NoticeState.CLEARED and found["same"] == values["same"]:
        return {"times": found["times"] + 1, "last_at": now}
    news = {**values, "occasion": found["occasion"] + 1, "last_at": now}
    if found["state"] == NoticeState.WAITING:
        # Nobody was told yet: the newest is told in its place, at its time.
        return news | {"times": found["times"] + 1}
    news |= {"state": NoticeState.WAITING.value, "times": 1, "tries": 0, "last_error": ""}
    sent: datetime | None = found["sent_at"]
    if sent is None or now - sent >= CALM:
        return news | {"created_at": now, "tellings": 0, "next_try_at": now}
    hold = HOLDS[min(found["tellings"], len(HOLDS)) - 1]
    return news | {"next_try_at": max(now, sent + hold)}
