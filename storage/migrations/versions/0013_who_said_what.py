"""Who said yes or no to something is found without asking everybody (version 0.6)."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_consents_purpose", "consents", ["community_id", "purpose", "is_given", "at", "member_id"])


def downgrade() -> None:
    op.drop_index("ix_consents_purpose", table_name="consents")
