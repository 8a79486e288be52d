"""Repairs: what is proposed for a selector file, and the items that met it."""

import sqlalchemy as sa
from alembic import op

from runner.store.tables import PlainText, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "repairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("app", sa.String(200), nullable=False),
        sa.Column("screen", sa.String(200), nullable=False),
        sa.Column("element", sa.String(200), nullable=False),
        sa.Column("file_digest", sa.String(64), nullable=False),
        sa.Column("candidate", sa.String(64), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("sentence", PlainText(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("picture", PlainText(), nullable=False),
        sa.Column("run", sa.String(40), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(200)),
        sa.Column("decided_at", UtcDateTime()),
        sa.Column("decision", PlainText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_repairs"),
        sa.UniqueConstraint(
            "app",
            "screen",
            "element",
            "candidate",
            "file_digest",
            name="uq_repairs_app_screen_element_candidate_file_digest",
        ),
    )
    op.create_index("ix_repairs_state_id", "repairs", ["state", "id"])
    op.create_table(
        "repair_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("repair", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(["repair"], ["repairs.id"], name="fk_repair_uses_repair"),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name="fk_repair_uses_item"),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.id"], name="fk_repair_uses_attempt"),
        sa.PrimaryKeyConstraint("id", name="pk_repair_uses"),
    )
    op.create_index("ix_repair_uses_item", "repair_uses", ["item"])
    op.create_index("ix_repair_uses_repair", "repair_uses", ["repair"])


def downgrade() -> None:
    op.drop_table("repair_uses")
    op.drop_table("repairs")
