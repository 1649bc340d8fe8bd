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
    _table("reactions", ["message_id", "account_id", "emoji"], _text("message_id"), _text("account_id"), _text("emoji"), _text("channel_id"), sa.Column("is_on", sa.Boolean(), nullable=False))
    op.create_index("ix_reactions_channel", "reactions", ["community_id", "channel_id"], unique=False)
    op.create_index("ix_reactions_account", "reactions", ["community_id", "account_id"], unique=False)
    _table("connections", ["id"], _text("id"), _text("platform"), _text("state"), _instant("since_at"), _instant("seen_at"), _text("facts"))
    _table("identifies", ["app", "at"], _text("app"), _instant("at"))
    _table("tombstones", ["digest"], _text("digest"), _instant("at"))
    _table("erasures", ["id"], _text("id"), _text("scope"), _text("digest"), _instant("asked_at"), _instant("done_at", null=True), _text("subject", null=True), _text("alias", null=True), _text("place", null=True))
    op.add_column("outbox", _instant("unclear_at", null=True))
    op.add_column("outbox", _instant("told_at", null=True))
    op.execute("UPDATE outbox SET told_at = created_at WHERE state = 'failed'")  # old news is not told as if new
    _table("link_codes", ["digest"], _text("digest"), _text("account_id"), _instant("until_at"))
    op.drop_index("ix_outbox_member", "outbox")
    op.create_index("ix_outbox_member", "outbox", ["community_id", "to_member", "created_at", "is_ask", "is_unprompted", "state", "decision_id", "thread_id", "sent_at"], unique=False)
    op.create_index("ix_answers_member", "answers", ["community_id", "member_id"], unique=False)
    op.create_index("ix_day_counts_member", "day_counts", ["community_id", "member_id"], unique=False)
    _index_where("ix_messages_addressed", "messages", "id", "addressed")
    _index_where("ix_threads_marked_by", "threads", "marked_by", "marked_by")
    _index_where("ix_threads_on_it", "threads", "on_it", "on_it")


def _index_where(name: str, table: str, column: str, filled: str) -> None:
    where = sa.text(f"{filled} IS NOT NULL")
    op.create_index(name, table, ["community_id", column], unique=False, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    raise NotImplementedError("going back is restoring the backup made before the update")
