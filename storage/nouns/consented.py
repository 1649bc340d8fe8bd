"""Who may be counted, ranked and named in a list? The one condition that every such query carries."""

from typing import Any

from sqlalchemy import ColumnElement, exists, select

from engagement.people import Purpose
from storage.tables import consents


def is_counted(member: Any, community: Any) -> ColumnElement[bool]:
    """That the member in this column has not said no to being counted (``METRICS``: on until a no)."""
    refusal = select(consents.c.member_id).where(
        consents.c.community_id == community,
        consents.c.member_id == member,
        consents.c.purpose == Purpose.METRICS.value,
        consents.c.is_given.is_(False),
    )
    return ~exists(refusal)
