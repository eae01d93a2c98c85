"""what people may do and see, and what frames a page, says by itself whether it has changed

Revision: 0030
Follows: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TABLES = (
    "account_roles",
    "accounts",
    "assessments",
    "co_options",
    "conflict_statements",
    "panel_areas",
    "panel_members",
    "panels",
    "recusals",
    "scheme_issues",
    "sections",
    "settings",
    "signing_authorities",
    "successions",
    "units",
    "years",
)
DEEDS = ("INSERT", "UPDATE", "DELETE")
NEW_MARK = "UPDATE revisions SET mark = lower(hex(randomblob(16))) WHERE name = 'frame'"


def moves(table: str, deed: str) -> str:
    """The deed as the trigger names it: of a self-assessment only to whom it belongs."""
    return f"{deed} OF year_id, unit_id, area" if (table, deed) == ("assessments", "UPDATE") else deed


def upgrade() -> None:
    revisions = op.create_table(
        "revisions",
        sa.Column("name", sa.String(30), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_revisions")),
    )
    op.bulk_insert(revisions, [{"name": "frame", "mark": "first"}])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION frame_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "UPDATE revisions SET mark = replace(gen_random_uuid()::text, '-', '') WHERE name = 'frame'; "
            "RETURN NULL; END $$"
        )
        for table in TABLES:
            for deed in DEEDS:
                op.execute(
                    f"CREATE TRIGGER frame_{table}_{deed.lower()} AFTER {moves(table, deed)} ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION frame_moves()"
                )
        return
    for table in TABLES:
        for deed in DEEDS:
            op.execute(
                f"CREATE TRIGGER frame_{table}_{deed.lower()} AFTER {moves(table, deed)} ON {table} "
                f"BEGIN {NEW_MARK}; END"
            )


def downgrade() -> None:
    on_table = op.get_bind().dialect.name == "postgresql"
    for table in TABLES:
        for deed in DEEDS:
            op.execute(f"DROP TRIGGER frame_{table}_{deed.lower()}{f' ON {table}' if on_table else ''}")
    if on_table:
        op.execute("DROP FUNCTION frame_moves()")
    op.drop_table("revisions")
