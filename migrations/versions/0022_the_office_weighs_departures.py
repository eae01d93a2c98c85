"""what the office decided on a panel's departure from the points

Revision: 0022
Follows: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("departures", schema=None) as batch_op:
        batch_op.add_column(sa.Column("followed", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("followed_reason", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("followed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("followed_at", sa.DateTime(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_departures_followed_by_id_accounts"), "accounts", ["followed_by_id"], ["id"]
        )
        batch_op.create_check_constraint(
            "followed_has_reason", "followed_by_id IS NULL OR followed_reason <> ''"
        )


def downgrade() -> None:
    with op.batch_alter_table("departures", schema=None) as batch_op:
        batch_op.drop_constraint("followed_has_reason", type_="check")
        batch_op.drop_constraint(batch_op.f("fk_departures_followed_by_id_accounts"), type_="foreignkey")
        batch_op.drop_column("followed_at")
        batch_op.drop_column("followed_by_id")
        batch_op.drop_column("followed_reason")
        batch_op.drop_column("followed")
