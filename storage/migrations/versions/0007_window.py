"""Who is signed in to the pages, and finding quickly who changed which setting (version 0.6)."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _text(name: str, *, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=null)


def _instant(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _table(name: str, key: list[str], *columns: sa.Column) -> None:
    op.create_table(
        name, _text("community_id"), *columns,
        sa.PrimaryKeyConstraint("community_id", *key, name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )


def upgrade() -> None:
    _table(
        "sign_in_codes", ["digest"], _text("digest"), _text("role"), _text("member_id", null=True), _instant("until_at")
    )
    _table(
        "sessions", ["digest"], _text("digest"), _text("role"), _text("way"), _instant("began_at"), _instant("seen_at"),
        _text("member_id", null=True),
    )
    _table(
        "sign_ins", ["at", "step"], _instant("at"), _text("step"), _text("role"), _text("way"),
        _text("by_id", null=True),
    )
    is_setting = sa.text("action = 'SetDial'")
    op.create_index(
        "ix_decisions_settings", "decisions", ["community_id", "at"], unique=False, sqlite_where=is_setting,
        postgresql_where=is_setting,
    )


def downgrade() -> None:
    op.drop_index("ix_decisions_settings", "decisions")
    for name in ("sign_ins", "sessions", "sign_in_codes"):
        op.drop_table(name)
