"""editions of a published result: its number, and why a later one was made

Revision: 0019
Follows: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("publications") as batch:
        batch.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("correction", sa.Text(), nullable=False, server_default=""))
        batch.create_check_constraint(
            batch.f("ck_publications_correction_has_reason"), "edition = 1 OR correction <> ''"
        )


def downgrade() -> None:
    with op.batch_alter_table("publications") as batch:
        batch.drop_constraint(batch.f("ck_publications_correction_has_reason"), type_="check")
        batch.drop_column("correction")
        batch.drop_column("edition")
