"""objections of other units and by telephone or letter; revised bands; a veto's time to reply and its papers

Revision: 0018
Follows: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

CHANNEL = sa.Enum(
    "online",
    "telephone",
    "letter",
    name="channel",
    native_enum=False,
    create_constraint=True,
    length=30,
)


def upgrade() -> None:
    with op.batch_alter_table("objections") as batch:
        batch.add_column(sa.Column("channel", CHANNEL, nullable=False, server_default="online"))
        batch.add_column(sa.Column("complainant", sa.String(length=200), nullable=False, server_default=""))
        batch.add_column(sa.Column("from_unit_id", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("against_selection", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("received_on", sa.Date(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_objections_from_unit_id_units"), "units", ["from_unit_id"], ["id"]
        )
        batch.create_index(batch.f("ix_objections_from_unit_id"), ["from_unit_id"])
    op.execute("UPDATE objections SET from_unit_id = unit_id, received_on = date(raised_at, '+8 hours')")
    with op.batch_alter_table("objections") as batch:
        batch.alter_column("received_on", existing_type=sa.Date(), nullable=False)
        batch.create_check_constraint(
            batch.f("ck_objections_outsider_has_name"), "channel = 'online' OR complainant <> ''"
        )
    with op.batch_alter_table("bands") as batch:
        batch.add_column(sa.Column("given_grade", sa.String(length=20), nullable=False, server_default=""))
        batch.add_column(sa.Column("revised_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_bands_revised_by_id_accounts"), "accounts", ["revised_by_id"], ["id"]
        )
    with op.batch_alter_table("vetoes") as batch:
        batch.add_column(sa.Column("reply_until", sa.Date(), nullable=True))
    op.execute("UPDATE vetoes SET reply_until = date(proposed_at, '+8 hours')")
    with op.batch_alter_table("vetoes") as batch:
        batch.alter_column("reply_until", existing_type=sa.Date(), nullable=False)
    op.create_table(
        "veto_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("veto_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["veto_id"], ["vetoes.id"], name=op.f("fk_veto_papers_veto_id_vetoes")),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["accounts.id"], name=op.f("fk_veto_papers_uploaded_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_veto_papers")),
        sa.UniqueConstraint("veto_id", "digest", name=op.f("uq_veto_papers_veto_id_digest")),
    )
    with op.batch_alter_table("veto_papers") as batch:
        batch.create_index(batch.f("ix_veto_papers_veto_id"), ["veto_id"])


def downgrade() -> None:
    op.drop_table("veto_papers")
    with op.batch_alter_table("vetoes") as batch:
        batch.drop_column("reply_until")
    with op.batch_alter_table("bands") as batch:
        batch.drop_constraint(batch.f("fk_bands_revised_by_id_accounts"), type_="foreignkey")
        batch.drop_column("revised_by_id")
        batch.drop_column("given_grade")
    with op.batch_alter_table("objections") as batch:
        batch.drop_constraint(batch.f("ck_objections_outsider_has_name"), type_="check")
        batch.drop_constraint(batch.f("ck_objections_channel"), type_="check")
        batch.drop_index(batch.f("ix_objections_from_unit_id"))
        batch.drop_constraint(batch.f("fk_objections_from_unit_id_units"), type_="foreignkey")
        for name in ("received_on", "against_selection", "from_unit_id", "complainant", "channel"):
            batch.drop_column(name)
