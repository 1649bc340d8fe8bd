"""Tokens with which other programs read what the pages show (version 0.6)."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _text(name: str, *, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=null)


def _instant(name: str, *, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def upgrade() -> None:
    op.create_table(
        "api_tokens", _text("community_id"), _text("digest"), _text("name"), _text("role"), _instant("made_at"),
        _instant("until_at"), _instant("used_at", null=True), _text("by_id", null=True),
        sa.PrimaryKeyConstraint("community_id", "digest", name=op.f("pk_api_tokens")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("api_tokens")
