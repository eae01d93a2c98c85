"""authorisations to sign in a head's stead, and under which one was signed

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signing_authorities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_signing_authorities_ends_after_it_begins")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_signing_authorities_authority_has_reason")),
        sa.CheckConstraint("account_id <> given_by_id", name=op.f("ck_signing_authorities_not_to_oneself")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_signing_authorities_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["accounts.id"], name=op.f("fk_signing_authorities_given_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["accounts.id"], name=op.f("fk_signing_authorities_revoked_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_signing_authorities_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_authorities")),
    )
    with op.batch_alter_table("signing_authorities") as batch:
        batch.create_index(batch.f("ix_signing_authorities_account_id"), ["account_id"])
        batch.create_index(batch.f("ix_signing_authorities_unit_id"), ["unit_id"])
    with op.batch_alter_table("assessments") as batch:
        batch.add_column(sa.Column("signed_under_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_assessments_signed_under_id_signing_authorities"),
            "signing_authorities",
            ["signed_under_id"],
            ["id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("assessments") as batch:
        batch.drop_constraint(
            batch.f("fk_assessments_signed_under_id_signing_authorities"), type_="foreignkey"
        )
        batch.drop_column("signed_under_id")
    op.drop_table("signing_authorities")
