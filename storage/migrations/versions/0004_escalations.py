"""Escalations with their record and frozen dials; outages and their timeline (version 0.4)."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _table(name: str, key: list[str], *columns: sa.Column) -> None:
    op.create_table(
        name,
        sa.Column("community_id", sa.Text(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("community_id", *key, name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )


def _text(name: str, *, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=null)


def _instant(name: str, *, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def _whole(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def upgrade() -> None:
    _table(
        "escalations", ["id"], _text("id"), _text("thread_id"), _text("asker_id"), _text("state"), _whole("severity"),
        _text("team"), _text("person_id", null=True), _text("solved_by", null=True), _instant("opened_at"),
        _instant("next_at", null=True), _text("body"),
    )
    op.create_index("ix_escalations_next", "escalations", ["community_id", "next_at"], unique=False)
    op.create_index("ix_escalations_opened", "escalations", ["community_id", "opened_at", "team"], unique=False)
    op.create_index("ix_escalations_state", "escalations", ["community_id", "state", "person_id"], unique=False)
    op.create_index("ix_escalations_asker", "escalations", ["community_id", "asker_id"], unique=False)
    _table("escalation_threads", ["thread_id"], _text("thread_id"), _text("escalation_id"))
    op.create_index("ix_escalation_threads_of", "escalation_threads", ["community_id", "escalation_id"], unique=False)
    _table(
        "escalation_entries", ["escalation_id", "nth"], _text("escalation_id"), _whole("nth"), _instant("at"),
        _text("what"), _text("by_id", null=True), _text("team"), _text("person_id", null=True), _text("why"),
    )
    for of, more in (("by_id", []), ("person_id", ["at"])):
        where = sa.text(f"{of} IS NOT NULL")
        op.create_index(
            f"ix_escalation_entries_{of}", "escalation_entries", ["community_id", of, *more], unique=False,
            sqlite_where=where, postgresql_where=where,
        )
    _table(
        "escalation_figures", ["escalation_id"], _text("escalation_id"), _text("team"), _text("cause"),
        _whole("severity"), _instant("opened_at"), _instant("taken_at", null=True), _instant("answered_at", null=True),
        _instant("solved_at", null=True), sa.Column("is_by_peer", sa.Boolean(), nullable=False), _whole("hand_overs"),
        _whole("reopened"), _text("missed"),
    )
    op.create_index("ix_escalation_figures_opened", "escalation_figures", ["community_id", "opened_at"], unique=False)
    _table(
        "crises", ["id"], _text("id"), _instant("began_at"), _instant("ended_at", null=True), _text("lead_id"),
        _text("communicator_id"), _text("updated_by", null=True), _text("body"),
    )
    where = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_crises_going_on", "crises", ["community_id"], unique=True, sqlite_where=where, postgresql_where=where
    )
    _table(
        "crisis_lines", ["crisis_id", "nth"], _text("crisis_id"), _whole("nth"), _instant("at"), _text("what"),
        _text("by_id", null=True), _text("person_id", null=True), _text("text"),
    )
    _table("escalation_policies", ["id"], _text("id"), _text("body"))


def downgrade() -> None:
    raise NotImplementedError("going back is restoring the backup made before the update")
