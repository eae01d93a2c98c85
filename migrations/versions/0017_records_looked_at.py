"""records that somebody of the unit has looked at

Revision: 0017
Follows: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_record_looks_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("fk_record_looks_fact_id_facts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_looks")),
        sa.UniqueConstraint("account_id", "fact_id", name=op.f("uq_record_looks_account_id_fact_id")),
    )
    with op.batch_alter_table("record_looks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_looks_account_id"), ["account_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("record_looks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_looks_account_id"))
    op.drop_table("record_looks")
