"""The tables. Migrations build them; a test holds both against each other."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    Double,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC; SQLite keeps no zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a zone must not reach the store")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)


class PlainText(TypeDecorator[str]):
    """Text of any origin: what no database or file can hold (half characters, NUL) is replaced."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else plain_text(value)


def plain_text(value: str) -> str:
    """Text that every database holds."""
    if value.isprintable():  # most is, and there may be millions
        return value
    return value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


USUAL = 5
"""An item's priority where nobody says another: 1 comes first, 9 last."""

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""When an item is due that has no due time; a value, so that an index can order by it."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("bot", String(200), nullable=False),
    Column("origin", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("feed", PlainText, nullable=False),
    Column("plan", JSON, nullable=False),
    Column("started_by", String(200), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("exit_code", Integer),
    Column("message", PlainText, nullable=False, default=""),
    Column("kinds", JSON, nullable=False, server_default="[]"),
    Column("rows", Integer),
    Column("worker", String(80)),
    Column("lease_until", Double),
    Column("lease_clock", String(60)),
    Index(None, "started_at", "id"),
)

items = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run", ForeignKey("runs.id"), nullable=False),
    Column("bot", String(200), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("generation", Integer, nullable=False, default=1),
    Column("key", PlainText),
    Column("payload", JSON(none_as_null=True)),
    Column("state", String(20), nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("deaths", Integer, nullable=False, default=0),
    Column("priority", Integer, nullable=False, server_default=str(USUAL)),
    Column("due_at", UtcDateTime, nullable=False, server_default=NEVER.strftime("%F %T")),
    Column("not_before", UtcDateTime),
    Column("serial_key", PlainText),
    Column("worker", String(80)),
    Column("token", Integer, nullable=False, default=0),
    Column("lease_until", Double),
    Column("lease_clock", String(60)),
    Column("message", PlainText, nullable=False, default=""),
    Column("record", PlainText, nullable=False, default=""),
    Column("seconds", Float),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("bot", "fingerprint", "generation"),
    Index(None, "run", "state", "priority", "due_at", "id"),
    Index(None, "state", "priority", "due_at", "id"),
    Index(None, "run", "state", "not_before"),
    Index(None, "state", "id"),
    Index(None, "bot", "id"),
    Index(
        "ix_items_bot_updated_at_done",
        "bot",
        "updated_at",
        sqlite_where=text("state = 'done'"),
        postgresql_where=text("state = 'done'"),
    ),
    # Keys are of any length, and a server's ordinary index takes none that is long.
    Index(None, "key", postgresql_using="hash"),
    Index(
        "ix_items_worker",
        "worker",
        sqlite_where=text("worker IS NOT NULL"),
        postgresql_where=text("worker IS NOT NULL"),
    ),
    Index(
        "ix_items_serial_key",
        "serial_key",
        "state",
        sqlite_where=text("serial_key IS NOT NULL"),
        postgresql_where=text("serial_key IS NOT NULL"),
    ),
    Index(
        "uq_items_serial_key_in_work",
        "serial_key",
        unique=True,
        sqlite_where=text("state = 'working'"),
        postgresql_where=text("state = 'working'"),
    ),
)

run_items = Table(
    "run_items",
    metadata,
    Column("run", ForeignKey("runs.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item", ForeignKey("items.id"), nullable=False),
    Column("arrival", String(20), nullable=False),
    Column("source", PlainText, nullable=False),
    Column("sheet", PlainText),
    Column("row", Integer),
    Column("notes", JSON, nullable=False),
    Index(None, "item"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item", ForeignKey("items.id"), nullable=False),
    Column("run", ForeignKey("runs.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("worker", String(80), nullable=False),
    Column("token", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("outcome", String(20)),
    Column("message", PlainText, nullable=False, default=""),
    Column("pictures", JSON, nullable=False),
    Column("changes", JSON, nullable=False),
    Index(None, "item"),
)

steps = Table(
    "steps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item", ForeignKey("items.id"), nullable=False),
    Column("attempt", ForeignKey("attempts.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("arguments", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("result", JSON),
    Column("intended_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("settled_by", PlainText),
    Index(None, "item", "name", "ordinal"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(200), nullable=False),
    Column("action", String(60), nullable=False),
    Column("item", Integer),
    Column("run", String(40)),
    Column("details", JSON, nullable=False),
)

workers = Table(
    "workers",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("host", String(80), nullable=False),
    Column("state", String(20), nullable=False),
    Column("slots", Integer, nullable=False),
    Column("kinds", JSON, nullable=False),
    Column("bots", JSON),
    Column("version", String(40), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("drain_at", UtcDateTime),
    Column("lease_until", Double, nullable=False),
    Column("lease_clock", String(60), nullable=False),
)

pauses = Table(
    "pauses",
    metadata,
    Column("what", String(10), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("who", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", PlainText, nullable=False),
    Column("until", UtcDateTime),
)

repairs = Table(
    "repairs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("state", String(20), nullable=False),
    Column("app", String(200), nullable=False),
    Column("screen", String(200), nullable=False),
    Column("element", String(200), nullable=False),
    Column("file_digest", String(64), nullable=False),
    Column("candidate", String(64), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("sentence", PlainText, nullable=False),
    Column("details", JSON, nullable=False),
    Column("picture", PlainText, nullable=False),
    Column("run", String(40), nullable=False),
    Column("times", Integer, nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("decided_by", String(200)),
    Column("decided_at", UtcDateTime),
    Column("decision", PlainText, nullable=False),
    UniqueConstraint("app", "screen", "element", "candidate", "file_digest"),
    Index(None, "state", "id"),
)

repair_uses = Table(
    "repair_uses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("repair", ForeignKey("repairs.id"), nullable=False),
    Column("item", ForeignKey("items.id"), nullable=False),
    Column("attempt", ForeignKey("attempts.id"), nullable=False),
    Column("how", String(20), nullable=False),
    Index(None, "item"),
    Index(None, "repair"),
)

seats = Table(
    "seats",
    metadata,
    Column("app", String(200), primary_key=True),
    Column("worker", String(80), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("most", Integer),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("lease_until", Double, nullable=False),
    Column("lease_clock", String(60), nullable=False),
)
