"""Who may be counted, ranked and named in a list? The one condition that every such query carries."""

from typing import Any, Final

from sqlalchemy import ColumnElement, exists, select

from engagement.people import Purpose
from storage.tables import consents

_REFUSED: Final = consents.alias("refused")


def is_counted(member: Any, community: Any) -> ColumnElement[bool]:
    """That the member in this column has not said no to being counted (``METRICS``: on until a no).

    The column may be one of ``consents`` itself: the refusal is looked for under another name.
    """
    other = _REFUSED.c
    refusal = select(other.member_id).where(
        other.community_id == community,
        other.member_id == member,
        other.purpose == Purpose.METRICS.value,
        other.is_given.is_(False),
    )
    return ~exists(refusal)
