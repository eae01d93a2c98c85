"""when a claim was signed, and when somebody last looked through a queue

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "queue_looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_queue_looks_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["panel_areas.id"], name=op.f("fk_queue_looks_area_id_panel_areas")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_looks")),
        sa.UniqueConstraint("account_id", "area_id", name=op.f("uq_queue_looks_account_id_area_id")),
    )
    with op.batch_alter_table("queue_looks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_queue_looks_account_id"), ["account_id"], unique=False)
    with op.batch_alter_table("facts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signed_at", sa.DateTime(), nullable=True))
    # What has left its unit left with the self-assessment; later answers are not told apart from it.
    op.execute(
        "UPDATE facts SET signed_at = "
        "(SELECT signed_at FROM assessments WHERE assessments.id = facts.assessment_id) "
        "WHERE source = 'claim' AND state NOT IN ('draft', 'withdrawn')"
    )


def downgrade() -> None:
    with op.batch_alter_table("facts", schema=None) as batch_op:
        batch_op.drop_column("signed_at")
    with op.batch_alter_table("queue_looks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_queue_looks_account_id"))
    op.drop_table("queue_looks")
