"""What members did for others, and what it is worth. Thanks and credit work whether or not points are shown."""

from collections.abc import Mapping
from datetime import datetime

from engagement.actions import Credit
from engagement.ids import stable_id
from engagement.records import MARKED, Contribution

POINTS: Mapping[str, int] = {
    "answer": 10, "mark": 2, "helped": 3, "thanks": 3, "kudos": 3, "wish": 5, "welcome": 0, "useful": 0,
}  # fmt: skip
"""What each kind is worth by itself (Discourse, Apache Answer, Threado; defaults.md); shown only where a manager wants.

``answer``: confirmed. ``mark``: said which answer helped. ``helped``: was thanked in words for an answer by whoever had
asked, in that conversation. ``thanks``: was thanked otherwise, in words or by a reaction, ``kudos``: by the command.
``wish``: a wish of theirs was taken up. ``welcome``: welcomed a newcomer. ``useful``: an answer of
theirs was confirmed by a later asker.
"""


def contribution(credit: Credit, at: datetime) -> Contribution:
    """The record of a credit: the same deed is the same record, so it counts once however often it is told."""
    if credit.kind in MARKED:
        name = stable_id(
            "contribution", credit.member, credit.kind, credit.thread, credit.message or "", at.isoformat()
        )
    else:
        where = credit.said or credit.message or credit.thread
        name = stable_id("contribution", credit.kind, credit.member, credit.by or "", where)
    return Contribution(
        id=name,
        member=credit.member,
        kind=credit.kind,
        thread=credit.thread,
        at=at,
        points=POINTS.get(credit.kind, 0),
        message=credit.message,
        by=credit.by,
        said=credit.said,
    )
