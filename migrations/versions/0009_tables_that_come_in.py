"""tables that come in

Revision: 0009
Follows: 0008
"""

import sqlalchemy as sa
from alembic import op

from portal.models.base import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=30), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.Column("taken_rows", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR withdrawn_reason <> ''",
            name=op.f("ck_import_batches_withdrawal_has_reason"),
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR taken_at IS NOT NULL",
            name=op.f("ck_import_batches_only_what_came_in_goes_back"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["accounts.id"], name=op.f("fk_import_batches_by_id_accounts")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_import_batches_unit_id_units")),
        sa.ForeignKeyConstraint(["year_id"], ["years.id"], name=op.f("fk_import_batches_year_id_years")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
    )
    with op.batch_alter_table("import_batches") as batch:
        batch.create_index(batch.f("ix_import_batches_by_id"), ["by_id"])
        batch.create_index(batch.f("ix_import_batches_year_id"), ["year_id"])
    op.create_table(
        "column_mappings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("area", sa.String(length=30), nullable=False),
        sa.Column("signature", sa.String(length=40), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_mappings")),
        sa.UniqueConstraint(
            "owner", "area", "signature", name=op.f("uq_column_mappings_owner_area_signature")
        ),
    )
    op.create_table(
        "ledger_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("claim_version", sa.Integer(), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_ledger_checks_check_has_reason")),
        sa.CheckConstraint(
            "claim_id IS NOT NULL OR record_id IS NOT NULL",
            name=op.f("ck_ledger_checks_check_is_of_something"),
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_ledger_checks_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["accounts.id"], name=op.f("fk_ledger_checks_by_id_accounts")),
        sa.ForeignKeyConstraint(["claim_id"], ["facts.id"], name=op.f("fk_ledger_checks_claim_id_facts")),
        sa.ForeignKeyConstraint(["record_id"], ["facts.id"], name=op.f("fk_ledger_checks_record_id_facts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_checks")),
    )
    with op.batch_alter_table("ledger_checks") as batch:
        batch.create_index(batch.f("ix_ledger_checks_assessment_id"), ["assessment_id"])
    with op.batch_alter_table("facts") as batch:
        batch.add_column(sa.Column("batch_id", sa.Integer(), nullable=True))
        batch.create_index(batch.f("ix_facts_batch_id"), ["batch_id"])
        batch.create_foreign_key(
            batch.f("fk_facts_batch_id_import_batches"), "import_batches", ["batch_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("facts") as batch:
        batch.drop_constraint(batch.f("fk_facts_batch_id_import_batches"), type_="foreignkey")
        batch.drop_index(batch.f("ix_facts_batch_id"))
        batch.drop_column("batch_id")
    for name in ("ledger_checks", "column_mappings", "import_batches"):
        op.drop_table(name)
