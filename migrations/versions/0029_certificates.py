"""certificates, a setting of the year

Revision: 0029
Follows: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("years") as table:
        table.add_column(sa.Column("certificates", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(30), nullable=False),
        sa.Column("area_title", sa.String(120), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("unit_name", sa.String(120), nullable=False),
        sa.Column("issuer", sa.String(120), nullable=False),
        sa.Column("series", sa.String(40), nullable=False),
        sa.Column("number_year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR withdrawn_because <> ''",
            name=op.f("ck_certificates_withdrawn_with_reason"),
        ),
        sa.ForeignKeyConstraint(["year_id"], ["years.id"], name=op.f("fk_certificates_year_id_years")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name=op.f("fk_certificates_publication_id_publications")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["accounts.id"], name=op.f("fk_certificates_issued_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["accounts.id"], name=op.f("fk_certificates_withdrawn_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("code", name=op.f("uq_certificates_code")),
        sa.UniqueConstraint(
            "series", "number_year", "serial", name=op.f("uq_certificates_series_number_year_serial")
        ),
    )
    op.create_index(op.f("ix_certificates_publication_id"), "certificates", ["publication_id"])
    standing = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "uq_certificates_standing",
        "certificates",
        ["year_id", "area", "unit"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def downgrade() -> None:
    op.drop_table("certificates")
    with op.batch_alter_table("years") as table:
        table.drop_column("certificates")
