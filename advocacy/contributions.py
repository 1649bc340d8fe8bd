"""What members did for others, and what it is worth. Thanks and credit work whether or not points are shown."""

from collections.abc import Mapping
from datetime import datetime

from engagement.actions import Credit
from engagement.ids import stable_id
from engagement.records import Contribution

POINTS: Mapping[str, int] = {"answer": 10, "mark": 2}
"""Helpful answer 10, marking an answer 2 (Discourse, Apache Answer, Threado); shown only where a manager wants it."""


def contribution(credit: Credit, at: datetime) -> Contribution:
    """The record of a credit: the same mark is the same record, so it counts once however often it is told."""
    return Contribution(
        id=stable_id("contribution", credit.member, credit.kind, credit.thread, credit.message or "", at.isoformat()),
        member=credit.member,
        kind=credit.kind,
        thread=credit.thread,
        at=at,
        points=POINTS.get(credit.kind, 0),
    )
