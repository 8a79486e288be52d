"""The tables of unattended work: what windows, breakers, triggers and notices remember."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Double,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from runner.store.tables import PlainText, UtcDateTime, metadata

fires = Table(
    "fires",
    metadata,
    Column("schedule", String(200), primary_key=True),
    Column("slot", UtcDateTime, primary_key=True),
    Column("host", String(80), nullable=False),
    Column("fired_at", UtcDateTime, nullable=False),
    Column("run", String(40)),
    Column("outcome", PlainText, nullable=False, default=""),
    Index(None, "run"),
)

breakers = Table(
    "breakers",
    metadata,
    Column("app", String(200), primary_key=True),
    Column("address", String(400), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("reason", PlainText, nullable=False),
    Column("failed_at", UtcDateTime, nullable=False),
    Column("opened_at", UtcDateTime),
    Column("probes", Integer, nullable=False),
    Column("probe_at", UtcDateTime),
    Column("worker", String(80)),
    Column("lease_until", Double),
    Column("lease_clock", String(60)),
)

escalations = Table(
    "escalations",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("due_at", UtcDateTime, primary_key=True),
    Column("stage", String(20), primary_key=True),
    Column("told_at", UtcDateTime, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("state", String(20), nullable=False),
    Column("topic", String(20), nullable=False),
    Column("key", String(400), nullable=False),
    Column("audience", String(200), nullable=False),
    Column("same", String(400), nullable=False),
    Column("occasion", Integer, nullable=False),
    Column("subject", PlainText, nullable=False),
    Column("body", PlainText, nullable=False),
    Column("html", PlainText, nullable=False),
    Column("details", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("times", Integer, nullable=False),
    Column("next_try_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("tellings", Integer, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("cleared_at", UtcDateTime),
    Column("last_error", PlainText, nullable=False),
    UniqueConstraint("key", "audience"),
    Index(None, "state", "next_try_at"),
    Index(None, "last_at"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("trigger", String(200), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("message_id", PlainText),
    Column("source", PlainText, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", PlainText, nullable=False),
    Column("place", String(80)),
    Column("run", String(40)),
    Column("worker", String(80), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "trigger", "id"),
    Index(
        "uq_deliveries_trigger_digest_begun",
        "trigger",
        "digest",
        unique=True,
        sqlite_where=text("state = 'begun'"),
        postgresql_where=text("state = 'begun'"),
    ),
)

lookouts = Table(
    "lookouts",
    metadata,
    Column("trigger", String(200), primary_key=True),
    Column("first_at", UtcDateTime, nullable=False),
    Column("worker", String(80)),
    Column("lease_until", Double),
    Column("lease_clock", String(60)),
)
