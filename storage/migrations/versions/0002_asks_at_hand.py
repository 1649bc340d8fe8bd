"""What the caps count of a message stands in the index itself: the rows are fat, and many are looked at for each ask."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('ix_outbox_member', 'outbox')
    op.create_index('ix_outbox_member', 'outbox', ['community_id', 'to_member', 'created_at', 'is_ask', 'is_unprompted', 'state', 'decision_id', 'thread_id'], unique=False)


def downgrade() -> None:
    raise NotImplementedError("going back is restoring the backup made before the update")
