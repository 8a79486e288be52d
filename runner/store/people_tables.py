"""The tables of the console's people."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table

from runner.store.tables import PlainText, UtcDateTime, audit, metadata

people = Table(
    "people",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("person", PlainText, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("password", String(300)),
    Column("account", String(200)),
    Column("language", String(20)),
    Column("look", String(10)),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("name", ForeignKey("people.name"), nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Index(None, "name"),
)

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
)

Index(None, audit.c.item)  # what was done with an item is shown with it
