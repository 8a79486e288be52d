"""Unattended work: pauses that end, and what its triggers, notices and windows remember."""

import sqlalchemy as sa
from alembic import op

from runner.store.tables import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pauses", sa.Column("until", UtcDateTime()))


def downgrade() -> None:
    op.drop_column("pauses", "until")
