"""Where reading has got to, absences, connections, the IDENTIFY budget, erasures and linked accounts (version 0.3)."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _table(name: str, key: list[str], *columns: sa.Column) -> None:
    op.create_table(
        name,
        sa.Column("community_id", sa.Text(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("community_id", *key, name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )


def _text(name: str, *, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=null)


def _instant(name: str, *, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def upgrade() -> None:
    _table("cursors", ["channel_id"], _text("channel_id"), _text("workspace_id"), _instant("scanned_to"), _instant("looked_back_at", null=True))
    _table("absences", ["id"], _text("id"), _text("workspace_id"), _instant("from_at"), _instant("until_at", null=True), _text("state"), _text("figures"), _text("missed"))
    op.create_index("ix_absences_from", "absences", ["community_id", "from_at"], unique=False)
    _table("connections", ["id"], _text("id"), _text("platform"), _text("state"), _instant("since_at"), _instant("seen_at"), _text("facts"))
    _table("identifies", ["app", "at"], _text("app"), _instant("at"))
    _table("tombstones", ["digest"], _text("digest"), _instant("at"))
    _table("erasures", ["id"], _text("id"), _text("scope"), _text("digest"), _instant("asked_at"), _instant("done_at", null=True))
    _table("link_codes", ["digest"], _text("digest"), _text("account_id"), _instant("until_at"))


def downgrade() -> None:
    raise NotImplementedError("going back is restoring the backup made before the update")
