"""Health figures day by day, and what was logged of them (version 0.6)."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "health_days", sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False), sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "day", "channel_id", name=op.f("pk_health_days")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "health_touched", sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "day", name=op.f("pk_health_touched")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "health_log", sa.Column("community_id", sa.Text(), nullable=False), sa.Column("span", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False), sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False), sa.Column("logged_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "span", "at", "channel_id", name=op.f("pk_health_log")),
        sqlite_with_rowid=False,
    )
    day = "(root_at - ((root_at % 86400000000) + 86400000000) % 86400000000) / 86400000000"
    op.execute(
        f"INSERT INTO health_touched (community_id, day) SELECT DISTINCT community_id, {day} FROM threads "  # noqa: S608
        f"WHERE root_at IS NOT NULL UNION SELECT DISTINCT community_id, day FROM day_counts"
    )


def downgrade() -> None:
    for name in ("health_log", "health_touched", "health_days"):
        op.drop_table(name)
