"""the same matter found again

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op

from portal.matching import document_key, title_key

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("facts") as batch:
        batch.add_column(sa.Column("title_key", sa.String(length=200), nullable=False, server_default=""))
        batch.add_column(sa.Column("document_key", sa.String(length=80), nullable=False, server_default=""))
        batch.create_index(batch.f("ix_facts_title_key"), ["title_key"])
        batch.create_index(batch.f("ix_facts_document_key"), ["document_key"])
    facts = sa.table(
        "facts", *(sa.column(n) for n in ("id", "title", "document_number", "title_key", "document_key"))
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(facts.c.id, facts.c.title, facts.c.document_number)).all():
        keys = {"title_key": title_key(row.title), "document_key": document_key(row.document_number)}
        connection.execute(facts.update().where(facts.c.id == row.id).values(keys))


def downgrade() -> None:
    with op.batch_alter_table("facts") as batch:
        for name in ("document_key", "title_key"):
            batch.drop_index(batch.f(f"ix_facts_{name}"))
            batch.drop_column(name)
