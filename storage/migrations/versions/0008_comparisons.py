"""What a step did and what it left alone for comparison, found without reading every decision (version 0.6)."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    condition = sa.text("chance < 1")
    op.create_index(
        "ix_decisions_compared", "decisions", ["community_id", "play", "at"], unique=False,
        sqlite_where=condition, postgresql_where=condition,
    )
