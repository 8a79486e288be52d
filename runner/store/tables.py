"""The tables. Migrations build them; a test holds both against each other."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
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
        if value is None:
            return None
        return value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


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
    Column("payload", JSON),
    Column("state", String(20), nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("deaths", Integer, nullable=False, default=0),
    Column("not_before", UtcDateTime),
    Column("worker", String(80)),
    Column("token", Integer, nullable=False, default=0),
    Column("message", PlainText, nullable=False, default=""),
    Column("record", PlainText, nullable=False, default=""),
    Column("seconds", Float),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("bot", "fingerprint", "generation"),
    Index(None, "run", "state", "id"),
    Index(None, "state", "worker"),
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
