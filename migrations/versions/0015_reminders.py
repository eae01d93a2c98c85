"""reminders and addresses for mail

Revision: 0015
Follows: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_reminder_rounds_round_has_words")),
        sa.ForeignKeyConstraint(["by_id"], ["accounts.id"], name=op.f("fk_reminder_rounds_by_id_accounts")),
        sa.ForeignKeyConstraint(["year_id"], ["years.id"], name=op.f("fk_reminder_rounds_year_id_years")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_rounds")),
    )
    with op.batch_alter_table("reminder_rounds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_rounds_year_id"), ["year_id"], unique=False)

    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["reminder_rounds.id"], name=op.f("fk_reminders_round_id_reminder_rounds")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_reminders_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("round_id", "unit_id", name=op.f("uq_reminders_round_id_unit_id")),
    )
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminders_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "reminder_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reminder_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sent",
                "failed",
                "no_server",
                "unaddressed",
                name="mailstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("told", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_reminder_mails_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["reminder_id"], ["reminders.id"], name=op.f("fk_reminder_mails_reminder_id_reminders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_mails")),
    )
    with op.batch_alter_table("reminder_mails", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_mails_reminder_id"), ["reminder_id"], unique=False)

    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email", sa.String(length=120), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_column("email")

    with op.batch_alter_table("reminder_mails", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminder_mails_reminder_id"))

    op.drop_table("reminder_mails")
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminders_unit_id"))

    op.drop_table("reminders")
    with op.batch_alter_table("reminder_rounds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminder_rounds_year_id"))

    op.drop_table("reminder_rounds")
