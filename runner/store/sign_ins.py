"""Sign-ins: who is signed in where, for how long, and who tries too often."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from runner.store.database import Database
from runner.store.items import write_audit
from runner.store.people import Person, person_of
from runner.store.people_tables import people, sign_in_tries, sign_ins

IDLE = timedelta(hours=1)
"""Who does nothing for so long signs in again."""

LONGEST = timedelta(hours=12)
"""However much is done."""

NOTED = timedelta(minutes=1)
"""Nothing is written more often than that."""

WINDOW = timedelta(minutes=1)

MOST_TRIES = 5
"""Passwords that may be wrong in a minute, for one name."""

MOST_TRIES_IN_ALL = 60

ALL = "*"
"""The name under which the tries of everybody are counted; nobody can be called so."""


class SignInStore:
    """Knows a sign-in by the digest of its ticket, and by nothing that could be used in its place."""

    def __init__(
        self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._now = now

    def begin(self, name: str, digest: str, ended: str | None = None) -> None:
        """Somebody signs in; `ended` is the sign-in that he had on the same browser."""
        now = self._now()
        with self._database.writing() as connection:
            connection.execute(delete(sign_ins).where(sign_ins.c.began_at < now - LONGEST))
            if ended is not None:
                connection.execute(delete(sign_ins).where(sign_ins.c.digest == ended))
            connection.execute(delete(sign_in_tries).where(sign_in_tries.c.name == name))
            values = {"digest": digest, "name": name, "began_at": now, "seen_at": now}
            connection.execute(insert(sign_ins).values(values))
            write_audit(connection, name, "signed in")

    def who(self, digest: str, *, active: bool) -> Person | None:
        """Who is signed in so; None when nobody is, or was idle for too long.

        `active` says that the person does something, not a page by itself.
        """
        now = self._now()
        query = (
            select(people, sign_ins.c.seen_at)
            .join(sign_ins, sign_ins.c.name == people.c.name)
            .where(sign_ins.c.digest == digest, ~people.c.disabled)
            .where(sign_ins.c.seen_at > now - IDLE, sign_ins.c.began_at > now - LONGEST)
        )
        with self._database.asking() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        if active and row["seen_at"] < now - NOTED:
            with self._database.writing() as connection:
                mine = sign_ins.c.digest == digest
                connection.execute(update(sign_ins).where(mine).values(seen_at=now))
        return person_of(row)

    def end(self, digest: str, who: str) -> None:
        """Somebody signs out."""
        with self._database.writing() as connection:
            connection.execute(delete(sign_ins).where(sign_ins.c.digest == digest))
            write_audit(connection, who, "signed out")

    def end_others(self, name: str, digest: str) -> None:
        """Sign somebody out everywhere else."""
        others = (sign_ins.c.name == name) & (sign_ins.c.digest != digest)
        with self._database.writing() as connection:
            connection.execute(delete(sign_ins).where(others))

    def take_try(self, name: str) -> bool:
        """Count a try to sign in, before it is looked at; False when there were too many.

        So nobody who tries at many places at once gets more tries. Unknown names count alike.
        """
        now = self._now()
        with self._database.writing() as connection:
            self._database.hold(connection)
            old = sign_in_tries.c.first_at < now - WINDOW
            connection.execute(delete(sign_in_tries).where(old))
            mine = count(connection, name[:100], now)
            everybody = count(connection, ALL, now)
            if mine == MOST_TRIES + 1 or everybody == MOST_TRIES_IN_ALL + 1:
                details = {"name": name[:100]}
                write_audit(connection, "nobody", "too many sign-ins", details=details)
        return mine <= MOST_TRIES and everybody <= MOST_TRIES_IN_ALL

    def failed(self, name: str) -> None:
        """A try was wrong."""
        with self._database.writing() as connection:
            details = {"name": name[:100]}
            write_audit(connection, "nobody", "sign-in refused", details=details)


def count(connection: Connection, name: str, now: datetime) -> int:
    """Count a try; returns how many there were in this minute."""
    mine = sign_in_tries.c.name == name
    more = update(sign_in_tries).where(mine).values(tries=sign_in_tries.c.tries + 1)
    found = connection.execute(more.returning(sign_in_tries.c.tries)).scalar()
    if found is not None:
        return int(found)
    connection.execute(insert(sign_in_tries).values(name=name, tries=1, first_at=now))
    return 1
