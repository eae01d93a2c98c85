"""declarations, shares of the work, co-opted scorers, departures; facts that changed after a decision

Revision: 0003
Follows: 0002
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conflict_statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_conflict_statements_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(["year_id"], ["years.id"], name=op.f("fk_conflict_statements_year_id_years")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_statements")),
        sa.UniqueConstraint("year_id", "account_id", name=op.f("uq_conflict_statements_year_id_account_id")),
    )
    op.create_index(op.f("ix_conflict_statements_account_id"), "conflict_statements", ["account_id"])
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_assignments_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_assignments_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["accounts.id"], name=op.f("fk_assignments_by_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint(
            "assessment_id",
            "indicator",
            "account_id",
            name=op.f("uq_assignments_assessment_id_indicator_account_id"),
        ),
    )
    op.create_index(op.f("ix_assignments_account_id"), "assignments", ["account_id"])
    op.create_index(op.f("ix_assignments_assessment_id"), "assignments", ["assessment_id"])
    op.create_table(
        "co_options",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_co_options_co_option_has_reason")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_co_options_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_co_options_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["accounts.id"], name=op.f("fk_co_options_by_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_options")),
        sa.UniqueConstraint(
            "assessment_id",
            "indicator",
            "account_id",
            name=op.f("uq_co_options_assessment_id_indicator_account_id"),
        ),
    )
    op.create_index(op.f("ix_co_options_account_id"), "co_options", ["account_id"])
    op.create_index(op.f("ix_co_options_assessment_id"), "co_options", ["assessment_id"])
    op.create_table(
        "departures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("panel_area_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("instead_of_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_departures_departure_has_reason")),
        sa.CheckConstraint("unit_id <> instead_of_id", name=op.f("ck_departures_departure_is_another")),
        sa.ForeignKeyConstraint(
            ["instead_of_id"], ["units.id"], name=op.f("fk_departures_instead_of_id_units")
        ),
        sa.ForeignKeyConstraint(
            ["panel_area_id"], ["panel_areas.id"], name=op.f("fk_departures_panel_area_id_panel_areas")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_departures_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departures")),
        sa.UniqueConstraint(
            "panel_area_id", "instead_of_id", name=op.f("uq_departures_panel_area_id_instead_of_id")
        ),
        sa.UniqueConstraint("panel_area_id", "unit_id", name=op.f("uq_departures_panel_area_id_unit_id")),
    )
    op.create_index(op.f("ix_departures_panel_area_id"), "departures", ["panel_area_id"])
    with op.batch_alter_table("facts") as batch:
        batch.add_column(sa.Column("stale", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("panel_areas") as batch:
        batch.add_column(sa.Column("salt", sa.String(length=32), nullable=False, server_default=""))
    areas = sa.table("panel_areas", sa.column("id", sa.Integer), sa.column("salt", sa.String))
    connection = op.get_bind()
    for area_id in connection.scalars(sa.select(areas.c.id)).all():
        drawn = areas.update().where(areas.c.id == area_id).values(salt=secrets.token_hex(16))
        connection.execute(drawn)


def downgrade() -> None:
    with op.batch_alter_table("panel_areas") as batch:
        batch.drop_column("salt")
    with op.batch_alter_table("facts") as batch:
        batch.drop_column("stale")
    for table in ("departures", "co_options", "assignments", "conflict_statements"):
        op.drop_table(table)
