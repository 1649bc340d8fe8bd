"""The first schema (version 0.1)."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('accounts',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('member_id', sa.Text(), nullable=False),
        sa.Column('workspace_id', sa.Text(), nullable=False),
        sa.Column('is_bot', sa.Boolean(), nullable=False),
        sa.Column('roles', sa.Text(), nullable=False),
        sa.Column('is_gone', sa.Boolean(), nullable=False),
        sa.Column('first_seen_at', sa.BigInteger(), nullable=False),
        sa.Column('linked_at', sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_accounts')),
        sqlite_with_rowid=False
    )
    op.create_index('ix_accounts_member', 'accounts', ['community_id', 'member_id'], unique=False)
    op.create_table('answers',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('thread_id', sa.Text(), nullable=False),
        sa.Column('member_id', sa.Text(), nullable=False),
        sa.Column('channel_id', sa.Text(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('is_question', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'thread_id', 'member_id', name=op.f('pk_answers')),
        sqlite_with_rowid=False
    )
    op.create_table('channels',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('workspace_id', sa.Text(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('threading', sa.Text(), nullable=False),
        sa.Column('is_private', sa.Boolean(), nullable=False),
        sa.Column('is_archived', sa.Boolean(), nullable=False),
        sa.Column('seen_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_channels')),
        sqlite_with_rowid=False
    )
    op.create_table('communities',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('created_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', name=op.f('pk_communities')),
        sqlite_with_rowid=False
    )
    op.create_table('consents',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('member_id', sa.Text(), nullable=False),
        sa.Column('purpose', sa.Text(), nullable=False),
        sa.Column('is_given', sa.Boolean(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'member_id', 'purpose', name=op.f('pk_consents')),
        sqlite_with_rowid=False
    )
    op.create_table('contributions',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('member_id', sa.Text(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('thread_id', sa.Text(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('points', sa.Integer(), server_default='0', nullable=False),
        sa.Column('taken_back_at', sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_contributions')),
        sqlite_with_rowid=False
    )
    op.create_index('ix_contributions_member', 'contributions', ['community_id', 'member_id', 'at'], unique=False)
    op.create_index('ix_contributions_thread', 'contributions', ['community_id', 'thread_id'], unique=False)
    op.create_table('day_counts',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('day', sa.Integer(), nullable=False),
        sa.Column('channel_id', sa.Text(), nullable=False),
        sa.Column('member_id', sa.Text(), nullable=False),
        sa.Column('is_bot', sa.Boolean(), nullable=False),
        sa.Column('messages', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'day', 'channel_id', 'member_id', name=op.f('pk_day_counts')),
        sqlite_with_rowid=False
    )
    op.create_table('decisions',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('play', sa.Text(), nullable=False),
        sa.Column('play_version', sa.Integer(), server_default='0', nullable=False),
        sa.Column('policy_hash', sa.Text(), nullable=False),
        sa.Column('subject', sa.Text(), nullable=False),
        sa.Column('action', sa.Text(), nullable=False),
        sa.Column('outcome', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('evidence', sa.Text(), nullable=False),
        sa.Column('chance', sa.Double(), nullable=False),
        sa.Column('arm', sa.Text(), nullable=False),
        sa.Column('outbox_id', sa.Text(), nullable=True),
        sa.Column('detail', sa.Text(), nullable=False),
        sa.Column('undone_at', sa.BigInteger(), nullable=True),
        sa.Column('undone_by', sa.Text(), nullable=True),
        sa.Column('result', sa.Text(), nullable=True),
        sa.Column('judged', sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_decisions')),
        sqlite_with_rowid=False
    )
    op.create_index('ix_decisions_at', 'decisions', ['community_id', 'at', 'id'], unique=False)
    op.create_index('ix_decisions_subject', 'decisions', ['community_id', 'subject', 'at'], unique=False)
    op.create_table('experience',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('channel_id', sa.Text(), nullable=False),
        sa.Column('member_id', sa.Text(), nullable=False),
        sa.Column('log_score', sa.Double(), nullable=False),
        sa.Column('answers', sa.Integer(), server_default='0', nullable=False),
        sa.Column('last_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'channel_id', 'member_id', name=op.f('pk_experience')),
        sqlite_with_rowid=False
    )
    op.create_index('ix_experience_score', 'experience', ['community_id', 'channel_id', 'log_score'], unique=False)
    op.create_table('follow_ups',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('play', sa.Text(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('thread_id', sa.Text(), nullable=False),
        sa.Column('due_at', sa.BigInteger(), nullable=False),
        sa.Column('cause', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_follow_ups')),
        sqlite_with_rowid=False
    )
    op.create_index('ix_follow_ups_due', 'follow_ups', ['community_id', 'due_at', 'id'], unique=False)
    op.create_index('ix_follow_ups_thread', 'follow_ups', ['community_id', 'thread_id'], unique=False)
    op.create_table('helpers',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('member_id', sa.Text(), nullable=False),
        sa.Column('choices', sa.Text(), nullable=False),
        sa.Column('is_active', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'member_id', name=op.f('pk_helpers')),
        sqlite_with_rowid=False
    )
    op.create_table('inbox',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'key', name=op.f('pk_inbox')),
        sqlite_with_rowid=False
    )
    op.create_table('leases',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('owner', sa.Text(), nullable=False),
        sa.Column('epoch', sa.BigInteger(), nullable=False),
        sa.Column('until_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', name=op.f('pk_leases')),
        sqlite_with_rowid=False
    )
    op.create_table('marks',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('value', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'name', name=op.f('pk_marks')),
        sqlite_with_rowid=False
    )
    op.create_table('members',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('is_bot', sa.Boolean(), nullable=False),
        sa.Column('first_at', sa.BigInteger(), nullable=True),
        sa.Column('first_message_id', sa.Text(), nullable=True),
        sa.Column('first_channel_id', sa.Text(), nullable=True),
        sa.Column('returned', sa.Boolean(), nullable=False),
        sa.Column('last_at', sa.BigInteger(), nullable=True),
        sa.Column('joined_at', sa.BigInteger(), nullable=True),
        sa.Column('questions', sa.Integer(), server_default='0', nullable=False),
        sa.Column('hours', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_members')),
        sqlite_with_rowid=False
    )
    op.create_index('ix_members_first_at', 'members', ['community_id', 'first_at'], unique=False)
    op.create_table('messages',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('channel_id', sa.Text(), nullable=False),
        sa.Column('thread_id', sa.Text(), nullable=False),
        sa.Column('member_id', sa.Text(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('is_bot', sa.Boolean(), nullable=False),
        sa.Column('explicit', sa.Boolean(), nullable=False),
        sa.Column('addressed', sa.Text(), nullable=True),
        sa.Column('edited_at', sa.BigInteger(), nullable=True),
        sa.Column('is_deleted', sa.Boolean(), nullable=False),
        sa.Column('modes', sa.Integer(), server_default='0', nullable=False),
        sa.Column('topics', sa.Text(), nullable=True),
        sa.Column('language', sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_messages')),
        sqlite_with_rowid=False
    )
    op.create_index('ix_messages_channel', 'messages', ['community_id', 'channel_id', 'at', 'id'], unique=False)
    op.create_index('ix_messages_member', 'messages', ['community_id', 'member_id'], unique=False)
    op.create_index('ix_messages_thread', 'messages', ['community_id', 'thread_id'], unique=False)
    op.create_table('occurrences',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('schedule', sa.Text(), nullable=False),
        sa.Column('occurrence', sa.BigInteger(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'schedule', 'occurrence', name=op.f('pk_occurrences')),
        sqlite_with_rowid=False
    )
    op.create_table('outbox',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('decision_id', sa.Text(), nullable=False),
        sa.Column('workspace_id', sa.Text(), nullable=False),
        sa.Column('op', sa.Text(), nullable=False),
        sa.Column('lane', sa.Integer(), server_default='0', nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('created_at', sa.BigInteger(), nullable=False),
        sa.Column('to_member', sa.Text(), nullable=True),
        sa.Column('channel_id', sa.Text(), nullable=True),
        sa.Column('thread_id', sa.Text(), nullable=True),
        sa.Column('is_unprompted', sa.Boolean(), nullable=False),
        sa.Column('is_ask', sa.Boolean(), nullable=False),
        sa.Column('slot', sa.Text(), nullable=True),
        sa.Column('not_before', sa.BigInteger(), nullable=True),
        sa.Column('expires_at', sa.BigInteger(), nullable=True),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('sent_as', sa.Text(), nullable=True),
        sa.Column('sent_at', sa.BigInteger(), nullable=True),
        sa.Column('attempts', sa.Integer(), server_default='0', nullable=False),
        sa.Column('error', sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_outbox')),
        sqlite_with_rowid=False
    )
    op.create_index('ix_outbox_channel', 'outbox', ['community_id', 'channel_id', 'created_at'], unique=False)
    op.create_index('ix_outbox_member', 'outbox', ['community_id', 'to_member', 'created_at'], unique=False)
    op.create_index('ix_outbox_sent_as', 'outbox', ['community_id', 'sent_as'], unique=False)
    op.create_index('ix_outbox_slot', 'outbox', ['community_id', 'slot', 'created_at'], unique=False)
    op.create_index('ix_outbox_state', 'outbox', ['community_id', 'state', 'lane', 'created_at'], unique=False)
    op.create_table('overrides',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('path', sa.Text(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('value', sa.Text(), nullable=False),
        sa.Column('by', sa.Text(), nullable=False),
        sa.Column('is_current', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'path', 'at', name=op.f('pk_overrides')),
        sqlite_with_rowid=False
    )
    op.create_table('postings',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('term', sa.Text(), nullable=False),
        sa.Column('thread_id', sa.Text(), nullable=False),
        sa.Column('member_id', sa.Text(), nullable=False),
        sa.Column('weight', sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'term', 'thread_id', name=op.f('pk_postings')),
        sqlite_with_rowid=False
    )
    op.create_index('ix_postings_member', 'postings', ['community_id', 'member_id'], unique=False)
    op.create_index('ix_postings_thread', 'postings', ['community_id', 'thread_id'], unique=False)
    op.create_table('profiles',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('account_id', sa.Text(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('timezone', sa.Text(), nullable=True),
        sa.Column('seen_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'account_id', name=op.f('pk_profiles')),
        sqlite_with_rowid=False
    )
    op.create_table('terms',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('term', sa.Text(), nullable=False),
        sa.Column('threads', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'term', name=op.f('pk_terms')),
        sqlite_with_rowid=False
    )
    op.create_table('threads',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('channel_id', sa.Text(), nullable=False),
        sa.Column('asker_id', sa.Text(), nullable=True),
        sa.Column('asker_is_bot', sa.Boolean(), nullable=False),
        sa.Column('root_at', sa.BigInteger(), nullable=True),
        sa.Column('modes', sa.Integer(), server_default='0', nullable=False),
        sa.Column('topics', sa.Text(), nullable=True),
        sa.Column('language', sa.Text(), nullable=True),
        sa.Column('messages', sa.Integer(), server_default='0', nullable=False),
        sa.Column('human_replies', sa.Integer(), server_default='0', nullable=False),
        sa.Column('first_reply_at', sa.BigInteger(), nullable=True),
        sa.Column('first_reply_by', sa.Text(), nullable=True),
        sa.Column('last_at', sa.BigInteger(), nullable=True),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('accepted_id', sa.Text(), nullable=True),
        sa.Column('accepted_by', sa.Text(), nullable=True),
        sa.Column('marked_by', sa.Text(), nullable=True),
        sa.Column('solved_at', sa.BigInteger(), nullable=True),
        sa.Column('on_it', sa.Text(), nullable=True),
        sa.Column('asked', sa.Text(), nullable=True),
        sa.Column('rings', sa.Integer(), server_default='0', nullable=False),
        sa.Column('offered', sa.Boolean(), nullable=False),
        sa.Column('is_first_question', sa.Boolean(), nullable=False),
        sa.Column('hold_out', sa.Double(), nullable=False),
        sa.Column('version', sa.Integer(), server_default='0', nullable=False),
        sa.Column('merged_into', sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_threads')),
        sqlite_with_rowid=False
    )
    op.create_index('ix_threads_channel', 'threads', ['community_id', 'channel_id', 'root_at'], unique=False)
    op.create_index('ix_threads_root_at', 'threads', ['community_id', 'root_at'], unique=False)
    op.create_table('waiting',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('payload', sa.LargeBinary(), nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('attempts', sa.Integer(), server_default='0', nullable=False),
        sa.Column('error', sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint('community_id', 'key', name=op.f('pk_waiting')),
        sqlite_with_rowid=False
    )
    op.create_index('ix_waiting_state', 'waiting', ['community_id', 'state', 'at', 'key'], unique=False)
    op.create_table('words',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('message_id', sa.Text(), nullable=False),
        sa.Column('thread_id', sa.Text(), nullable=False),
        sa.Column('member_id', sa.Text(), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('kept_from', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'message_id', name=op.f('pk_words')),
        sqlite_with_rowid=False
    )
    op.create_index('ix_words_kept_from', 'words', ['community_id', 'kept_from'], unique=False)
    op.create_index('ix_words_thread', 'words', ['community_id', 'thread_id', "member_id"], unique=False)
    op.create_table('workspaces',
        sa.Column('community_id', sa.Text(), nullable=False),
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('platform', sa.Text(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('seen_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_workspaces')),
        sqlite_with_rowid=False
    )



def downgrade() -> None:
    raise NotImplementedError("going back is restoring the backup made before the update")
