"""Decisions with facts, who may answer, by when, and what an answer is bound to."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from runner.store.tables import PlainText, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def added() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("name", sa.String(200), nullable=False, server_default=""),
        sa.Column("ordinal", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("digest", sa.String(64), nullable=False, server_default=""),
        sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("pictures", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("recommended", PlainText()),
        sa.Column("four_eyes", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("within", sa.Float()),
        sa.Column("then", sa.JSON()),
        sa.Column("escalated_at", UtcDateTime()),
    )


def upgrade() -> None:
    for column in added():
        op.add_column("decisions", column)
    op.create_index("ix_decisions_state_deadline", "decisions", ["state", "deadline"])


def downgrade() -> None:
    op.drop_index("ix_decisions_state_deadline", "decisions")
    for column in reversed(added()):
        op.drop_column("decisions", column.name)
