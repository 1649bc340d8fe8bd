"""What text models were asked, and what a day's calls used (version 0.7)."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False)


def _large(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _whole(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def _table(name: str, key: str, *columns: sa.Column) -> None:
    op.create_table(
        name, _text("community_id"), *columns,
        sa.PrimaryKeyConstraint("community_id", key, name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )


def upgrade() -> None:
    _table(
        "model_days", "day", sa.Column("day", sa.Integer(), nullable=False), _whole("calls"), _large("tokens"),
        _large("millionths"),
    )
    _table(
        "model_calls", "id", _text("id"), _large("at"), _text("use"), _text("model"), _text("provider"),
        _text("outcome"), _large("tokens_in"), _large("tokens_out"), _large("millionths"), _whole("took_ms"),
    )
    op.create_index("ix_model_calls_at", "model_calls", ["community_id", "at"], unique=False)
