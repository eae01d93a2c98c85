"""the circular's text in the office's own words

Revision: 0032
Follows: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "circular_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("addressees", sa.String(length=400), nullable=False),
        sa.Column("copies", sa.String(length=400), nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("annex_title", sa.String(length=120), nullable=False),
        sa.Column("survey", sa.Boolean(), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edited_by_id"], ["accounts.id"], name=op.f("fk_circular_texts_edited_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(["year_id"], ["years.id"], name=op.f("fk_circular_texts_year_id_years")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circular_texts")),
        sa.UniqueConstraint("year_id", name=op.f("uq_circular_texts_year_id")),
    )


def downgrade() -> None:
    op.drop_table("circular_texts")
