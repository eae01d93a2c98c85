"""room for an on-time share to the last digit, which a server that counts characters asks for

Revision: 0023
Follows: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("scores", schema=None) as batch_op:
        batch_op.alter_column(
            "on_time", existing_type=sa.String(40), type_=sa.String(80), existing_nullable=True
        )


def downgrade() -> None:
    with op.batch_alter_table("scores", schema=None) as batch_op:
        batch_op.alter_column(
            "on_time", existing_type=sa.String(80), type_=sa.String(40), existing_nullable=True
        )
