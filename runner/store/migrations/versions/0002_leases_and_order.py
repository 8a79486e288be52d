"""Leases, order, serial keys, workers and pauses."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from runner.store.tables import NEVER, USUAL, PlainText, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ORDER = ["run", "state", "priority", "due_at", "id"]


def upgrade() -> None:
    op.add_column("runs", sa.Column("kinds", sa.JSON(), nullable=False, server_default="[]"))
    # Plain ALTERs: SQLite would make the table anew for more, under the rows that point to it.
    due: sa.Column[Any] = sa.Column("due_at", UtcDateTime(), nullable=False, server_default=f"{NEVER:%F %T}")
    usual = sa.Column("priority", sa.Integer(), nullable=False, server_default=str(USUAL))
    op.add_column("items", usual)
    op.add_column("items", due)
    op.add_column("items", sa.Column("serial_key", PlainText()))
    op.add_column("items", sa.Column("lease_until", sa.Double()))
    op.add_column("items", sa.Column("lease_clock", sa.String(60)))
    op.drop_index("ix_items_run_state_id", "items")
    for columns in (ORDER[1:], ORDER, ["serial_key", "state"]):
        name = "serial_key" if columns[0] == "serial_key" else "_".join(columns)
        op.create_index(f"ix_items_{name}", "items", columns)
    in_work = sa.text("state = 'working'")
    op.create_index(
        "uq_items_serial_key_in_work",
        "items",
        ["serial_key"],
        unique=True,
        sqlite_where=in_work,
        postgresql_where=in_work,
    )
    op.create_table(
        "workers",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("host", sa.String(80), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("bots", sa.JSON()),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("lease_until", sa.Double(), nullable=False),
        sa.Column("lease_clock", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_workers"),
    )
    op.create_table(
        "pauses",
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", PlainText(), nullable=False),
        sa.PrimaryKeyConstraint("what", "name", name="pk_pauses"),
    )


def downgrade() -> None:
    op.drop_table("pauses")
    op.drop_table("workers")
    for index in (
        "uq_items_serial_key_in_work",
        "ix_items_serial_key",
        "ix_items_state_priority_due_at_id",
        "ix_items_run_state_priority_due_at_id",
    ):
        op.drop_index(index, "items")
    for column in ("lease_clock", "lease_until", "serial_key", "due_at", "priority"):
        op.drop_column("items", column)
    op.create_index("ix_items_run_state_id", "items", ["run", "state", "id"])
    op.drop_column("runs", "kinds")
