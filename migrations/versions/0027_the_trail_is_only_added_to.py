"""the database itself refuses to change or delete a row of the trail

Revision: 0027
Follows: 0026
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

WORDS = "the audit trail is only added to"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION audit_rows_stay() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_rows_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_rows "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_rows_stay()"
        )
        return
    for deed in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER audit_rows_no_{deed} BEFORE {deed.upper()} ON audit_rows "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_rows_stay ON audit_rows")
        op.execute("DROP FUNCTION audit_rows_stay()")
        return
    for deed in ("update", "delete"):
        op.execute(f"DROP TRIGGER audit_rows_no_{deed}")
