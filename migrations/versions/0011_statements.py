"""what units say to records, and a scanned signature

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_statements_says_something")),
        sa.CheckConstraint(
            "(signed_at IS NULL) = (signed_by_id IS NULL)", name=op.f("ck_statements_signed_by_somebody")
        ),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("fk_statements_fact_id_facts")),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["accounts.id"], name=op.f("fk_statements_signed_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["accounts.id"], name=op.f("fk_statements_written_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
    )
    with op.batch_alter_table("statements") as batch:
        batch.create_index(batch.f("ix_statements_fact_id"), ["fact_id"])
    with op.batch_alter_table("evidence") as batch:
        batch.add_column(sa.Column("statement_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("for_signature", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.create_foreign_key(
            batch.f("fk_evidence_statement_id_statements"), "statements", ["statement_id"], ["id"]
        )
        batch.create_index(batch.f("ix_evidence_statement_id"), ["statement_id"])


def downgrade() -> None:
    with op.batch_alter_table("evidence") as batch:
        batch.drop_index(batch.f("ix_evidence_statement_id"))
        batch.drop_constraint(batch.f("fk_evidence_statement_id_statements"), type_="foreignkey")
        batch.drop_column("for_signature")
        batch.drop_column("statement_id")
    op.drop_table("statements")
