"""The table of decisions: what persons are asked about items, and what they answered."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    false,
)

from runner.store.tables import PlainText, UtcDateTime, metadata

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item", ForeignKey("items.id"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("question", PlainText, nullable=False),
    Column("form", JSON, nullable=False),
    Column("asked_of", String(200)),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("deadline", UtcDateTime),
    Column("answer", JSON(none_as_null=True)),
    Column("answered_by", String(200)),
    Column("answered_at", UtcDateTime),
    Column("stopped_minutes", Float),
    Column("name", String(200), nullable=False, server_default=""),
    Column("ordinal", Integer, nullable=False, server_default="0"),
    Column("digest", String(64), nullable=False, server_default=""),
    Column("facts", JSON, nullable=False, server_default="{}"),
    Column("pictures", JSON, nullable=False, server_default="[]"),
    Column("recommended", PlainText),
    Column("four_eyes", Boolean, nullable=False, server_default=false()),
    Column("within", Float),
    Column("then", JSON(none_as_null=True)),
    Column("escalated_at", UtcDateTime),
    Index(None, "item"),
    Index(None, "state", "id"),
    Index(None, "state", "deadline"),
)
