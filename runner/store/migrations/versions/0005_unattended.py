"""Unattended work: pauses that end, and what its triggers, notices and windows remember."""

import sqlalchemy as sa
from alembic import op

from runner.store.tables import PlainText, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pauses", sa.Column("until", UtcDateTime()))
    op.add_column("seats", sa.Column("most", sa.Integer()))
    op.add_column("workers", sa.Column("drain_at", UtcDateTime()))
    op.add_column("decisions", sa.Column("stopped_minutes", sa.Float()))
    add_breakers()
    add_escalations()
    op.create_index("ix_fires_run", "fires", ["run"])
    add_notices()
    add_deliveries()


def add_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("topic", sa.String(20), nullable=False),
        sa.Column("key", sa.String(400), nullable=False),
        sa.Column("audience", sa.String(200), nullable=False),
        sa.Column("same", sa.String(400), nullable=False),
        sa.Column("occasion", sa.Integer(), nullable=False),
        sa.Column("subject", PlainText(), nullable=False),
        sa.Column("body", PlainText(), nullable=False),
        sa.Column("html", PlainText(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tellings", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime()),
        sa.Column("cleared_at", UtcDateTime()),
        sa.Column("last_error", PlainText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("key", "audience", name="uq_notices_key_audience"),
    )
    op.create_index("ix_notices_state_next_try_at", "notices", ["state", "next_try_at"])
    op.create_index("ix_notices_last_at", "notices", ["last_at"])


def add_breakers() -> None:
    op.create_table(
        "breakers",
        sa.Column("app", sa.String(200), nullable=False),
        sa.Column("address", sa.String(400), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", PlainText(), nullable=False),
        sa.Column("failed_at", UtcDateTime(), nullable=False),
        sa.Column("opened_at", UtcDateTime()),
        sa.Column("probes", sa.Integer(), nullable=False),
        sa.Column("probe_at", UtcDateTime()),
        sa.Column("worker", sa.String(80)),
        sa.Column("lease_until", sa.Double()),
        sa.Column("lease_clock", sa.String(60)),
        sa.PrimaryKeyConstraint("app", "address", name="pk_breakers"),
    )


def add_escalations() -> None:
    op.create_table(
        "escalations",
        sa.Column("run", sa.String(40), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("run", "due_at", "stage", name="pk_escalations"),
    )


def add_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("message_id", PlainText()),
        sa.Column("source", PlainText(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", PlainText(), nullable=False),
        sa.Column("place", sa.String(80)),
        sa.Column("run", sa.String(40)),
        sa.Column("worker", sa.String(80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_trigger_id", "deliveries", ["trigger", "id"])
    op.create_index(
        "uq_deliveries_trigger_digest_begun",
        "deliveries",
        ["trigger", "digest"],
        unique=True,
        sqlite_where=sa.text("state = 'begun'"),
        postgresql_where=sa.text("state = 'begun'"),
    )
    op.create_table(
        "lookouts",
        sa.Column("trigger", sa.String(200), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("worker", sa.String(80)),
        sa.Column("lease_until", sa.Double()),
        sa.Column("lease_clock", sa.String(60)),
        sa.PrimaryKeyConstraint("trigger", name="pk_lookouts"),
    )
    done = sa.text("state = 'done'")
    op.create_index(
        "ix_items_bot_updated_at_done",
        "items",
        ["bot", "updated_at"],
        sqlite_where=done,
        postgresql_where=done,
    )


def downgrade() -> None:
    op.drop_index("ix_items_bot_updated_at_done", "items")
    op.drop_table("lookouts")
    op.drop_table("deliveries")
    op.drop_table("escalations")
    op.drop_table("breakers")
    op.drop_column("decisions", "stopped_minutes")
    op.drop_column("workers", "drain_at")
    op.drop_column("seats", "most")
    op.drop_table("notices")
    op.drop_index("ix_fires_run", "fires")
    op.drop_column("pauses", "until")
