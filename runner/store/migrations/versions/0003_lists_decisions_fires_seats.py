"""Indexes for lists of millions; decisions, fires, seats; a run in the hands of one process."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from runner.store.tables import PlainText, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LISTS = (("run", "state", "not_before"), ("state", "id"), ("bot", "id"))


def partial(name: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, "items", columns, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    op.add_column("runs", sa.Column("rows", sa.Integer()))
    op.add_column("runs", sa.Column("worker", sa.String(80)))
    for column in lease():
        op.add_column("runs", column)
    op.create_index("ix_runs_started_at_id", "runs", ["started_at", "id"])
    for columns in LISTS:
        op.create_index(f"ix_items_{'_'.join(columns)}", "items", list(columns))
    op.create_index("ix_items_key", "items", ["key"], postgresql_using="hash")
    op.drop_index("ix_items_state_worker", "items")
    partial("ix_items_worker", ["worker"], "worker IS NOT NULL")
    op.drop_index("ix_items_serial_key", "items")
    partial("ix_items_serial_key", ["serial_key", "state"], "serial_key IS NOT NULL")
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("question", PlainText(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("asked_of", sa.String(200)),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("deadline", UtcDateTime()),
        sa.Column("answer", sa.JSON()),
        sa.Column("answered_by", sa.String(200)),
        sa.Column("answered_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name="fk_decisions_item"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_item", "decisions", ["item"])
    op.create_index("ix_decisions_state_id", "decisions", ["state", "id"])
    op.create_table(
        "fires",
        sa.Column("schedule", sa.String(200), nullable=False),
        sa.Column("slot", UtcDateTime(), nullable=False),
        sa.Column("host", sa.String(80), nullable=False),
        sa.Column("fired_at", UtcDateTime(), nullable=False),
        sa.Column("run", sa.String(40)),
        sa.Column("outcome", PlainText(), nullable=False),
        sa.PrimaryKeyConstraint("schedule", "slot", name="pk_fires"),
    )
    op.create_table(
        "seats",
        sa.Column("app", sa.String(200), nullable=False),
        sa.Column("worker", sa.String(80), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        *lease(required=True),
        sa.PrimaryKeyConstraint("app", "worker", name="pk_seats"),
    )


def lease(*, required: bool = False) -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("lease_until", sa.Double(), nullable=not required),
        sa.Column("lease_clock", sa.String(60), nullable=not required),
    )


def downgrade() -> None:
    for table in ("seats", "fires", "decisions"):
        op.drop_table(table)
    for name in ("serial_key", "worker", "key", *("_".join(columns) for columns in LISTS)):
        op.drop_index(f"ix_items_{name}", "items")
    op.create_index("ix_items_serial_key", "items", ["serial_key", "state"])
    op.create_index("ix_items_state_worker", "items", ["state", "worker"])
    op.drop_index("ix_runs_started_at_id", "runs")
    for column in ("lease_clock", "lease_until", "worker", "rows"):
        op.drop_column("runs", column)
