"""when passwords were set, and the last few of them

Revision: 0025
Follows: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passwords_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_passwords_set_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passwords_set")),
    )
    op.create_index(op.f("ix_passwords_set_account_id"), "passwords_set", ["account_id"])


def downgrade() -> None:
    op.drop_table("passwords_set")
