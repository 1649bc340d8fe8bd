"""Who said yes or no is found without asking everybody, and tokens end with their maker's role (version 0.6)."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_consents_purpose", "consents", ["community_id", "purpose", "is_given", "at", "member_id"])
    op.add_column("api_tokens", sa.Column("follows_role", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("api_tokens", "follows_role")
    op.drop_index("ix_consents_purpose", table_name="consents")
