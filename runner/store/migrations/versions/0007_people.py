"""People of the console, their roles, and where they are signed in."""

import sqlalchemy as sa
from alembic import op

from runner.store.tables import PlainText, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("person", PlainText(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("password", sa.String(300)),
        sa.Column("account", sa.String(200)),
        sa.Column("language", sa.String(20)),
        sa.Column("look", sa.String(10)),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_people"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_sign_ins"),
        sa.ForeignKeyConstraint(["name"], ["people.name"], name="fk_sign_ins_name"),
    )
    op.create_index("ix_sign_ins_name", "sign_ins", ["name"])
    op.create_table(
        "sign_in_tries",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_sign_in_tries"),
    )
    op.create_index("ix_audit_item", "audit", ["item"])


def downgrade() -> None:
    op.drop_index("ix_audit_item", "audit")
    op.drop_table("sign_in_tries")
    op.drop_table("sign_ins")
    op.drop_table("people")
