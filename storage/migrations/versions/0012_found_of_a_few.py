"""What is found of a few people without looking through everybody: by name, role and giver (version 0.6)."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_AT_ONCE = 1_000


def upgrade() -> None:
    op.add_column("profiles", sa.Column("folded", sa.Text(), nullable=False, server_default=""))
    _fold(op.get_bind())
    op.create_index("ix_profiles_folded", "profiles", ["community_id", "folded"])
    op.create_index("ix_accounts_workspace", "accounts", ["community_id", "workspace_id"])
    some = "roles <> ''"
    few, many = f"{some} AND length(roles) <= 500", sa.text(f"{some} AND length(roles) > 500")
    op.create_index(
        "ix_accounts_roles", "accounts", ["community_id", "roles"], unique=False,
        sqlite_where=sa.text(some), postgresql_where=sa.text(few),
    )  # fmt: skip
    op.create_index(
        "ix_accounts_many_roles", "accounts", ["community_id", "id"], unique=False,
        sqlite_where=many, postgresql_where=many,
    )  # fmt: skip
    _index_givers("kind", "at")


def _index_givers(*columns: str) -> None:
    """Who gave what is told from the index alone."""
    condition = sa.text("by_id IS NOT NULL")
    op.drop_index("ix_contributions_by_id", table_name="contributions")
    op.create_index(
        "ix_contributions_by_id", "contributions", ["community_id", "by_id", *columns], unique=False,
        sqlite_where=condition, postgresql_where=condition,
    )  # fmt: skip


def _fold(connection: sa.Connection) -> None:
    """Names without regard to capitals: Python folds all letters alike, the databases do not."""
    profiles = sa.table(
        "profiles", sa.column("community_id"), sa.column("account_id"), sa.column("name"), sa.column("folded")
    )
    p = profiles.c
    key = (p.community_id == sa.bindparam("community"), p.account_id == sa.bindparam("account"))
    fold = sa.update(profiles).where(*key).values(folded=sa.bindparam("as_folded"))
    rows = [
        {"community": row.community_id, "account": row.account_id, "as_folded": row.name.casefold()}
        for row in connection.execute(sa.select(p.community_id, p.account_id, p.name))
    ]
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(fold, rows[start : start + _AT_ONCE])


def downgrade() -> None:
    _index_givers()
    dropped = (("many_roles", "accounts"), ("roles", "accounts"), ("workspace", "accounts"), ("folded", "profiles"))
    for name, table in dropped:
        op.drop_index(f"ix_{table}_{name}", table_name=table)
    op.drop_column("profiles", "folded")
