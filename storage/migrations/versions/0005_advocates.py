"""What made a contribution one; and entries: what is kept of people who help and of what they teach (version 0.5)."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _text(name: str, *, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=null)


def _instant(name: str, *, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def _where(column: str) -> dict[str, sa.TextClause]:
    condition = sa.text(f"{column} IS NOT NULL")
    return {"sqlite_where": condition, "postgresql_where": condition}


def upgrade() -> None:
    for name in ("message_id", "by_id", "said_id"):
        op.add_column("contributions", _text(name, null=True))
    op.create_index("ix_contributions_at", "contributions", ["community_id", "at", "id"], unique=False)
    for name in ("by_id", "said_id"):
        op.create_index(
            f"ix_contributions_{name}", "contributions", ["community_id", name], unique=False, **_where(name)
        )
    op.create_table(
        "entries", _text("community_id"), _text("kind"), _text("id"), _instant("at"), _text("member_id", null=True),
        _text("by_id", null=True), _text("thread_id", null=True), _text("message_id", null=True), _text("state"),
        _instant("until_at", null=True), _text("facts"), _text("words", null=True),
        sa.PrimaryKeyConstraint("community_id", "kind", "id", name=op.f("pk_entries")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_entries_at", "entries", ["community_id", "kind", "at", "id"], unique=False)
    for name in ("member_id", "by_id", "thread_id"):
        op.create_index(f"ix_entries_{name}", "entries", ["community_id", name, "kind"], unique=False, **_where(name))
    op.create_index(
        "ix_entries_until", "entries", ["community_id", "kind", "until_at"], unique=False, **_where("until_at")
    )
    op.execute(  # the clock of a crisis that goes on: it hangs on a name as all looks do that are about no conversation
        "UPDATE follow_ups SET thread_id = '~look:' || thread_id WHERE play = 'crisis' AND thread_id LIKE 'crisis:%'"
    )


def downgrade() -> None:
    op.execute(
        "UPDATE follow_ups SET thread_id = substr(thread_id, 7) WHERE play = 'crisis' AND thread_id LIKE '~look:%'"
    )
    op.drop_table("entries")
    for name in ("by_id", "said_id", "at"):
        op.drop_index(f"ix_contributions_{name}", "contributions")
    for name in ("message_id", "by_id", "said_id"):
        op.drop_column("contributions", name)
