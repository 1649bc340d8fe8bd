"""What the platform knows held against what the memory holds: nothing lost, nothing there twice, nothing made up."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from bench.trust.kills.playbook import COMMUNITY
from engagement.decisions import decision_id
from engagement.ids import MessageId
from storage.nouns.inbox import noted_as

_FINISHED = ("sent", "expired", "cancelled")
_NAMED = (
    "select id from accounts union select account_id from profiles union select id from members"
    " union select member_id from messages union select member_id from day_counts"
)
"""Whoever is known in any way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """Something that somebody pressed or commanded, and got an answer to; its natural key."""

    key: str
    account: str
    enrols: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a platform knows at the end."""

    said: Collection[MessageId]
    acknowledged: Collection[MessageId]
    """Messages of which the bot has said that it has them."""
    pressed: Sequence[Pressed]
    markers: Mapping[str, int]
    """How many messages of the bot carry each marker."""
    alike: Mapping[str, int]
    """How many messages of the bot say the same in the same place: the place, and what is said but for the marker."""
    forgotten: Sequence[str] = ()
    """Accounts that were told that they are forgotten; what they said counts as said only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What came of it; all but the first five have to be empty or 0."""

    acknowledged: int
    kept: int
    answered: int
    sent: int
    forgotten: int
    lost: Collection[str]
    made_up: Collection[str]
    without_effect: Collection[str]
    doubled: Mapping[str, str]
    """By marker: how often it stands there, and what is known of it."""
    said_again: Mapping[str, int]
    """By place and words: how often the same stands there, whatever its marker."""
    unsent: Collection[str]
    """Rows marked as sent that stand nowhere; but for those whose message a later one may have replaced."""
    unmarked: Collection[str]
    """Messages that stand there, whose row does not say so."""
    remembered: Collection[str]
    """Accounts that were told that they are forgotten, and are not."""
    unfinished: Mapping[str, Sequence[object]]
    """Rows of the outbox that are neither sent nor given up for a reason."""
    miscounted: Sequence[int]
    """How many messages each count has, when they differ."""

    @property
    def is_clean(self) -> bool:
        """Is nothing lost, doubled, or made up?"""
        wrong = (
            self.lost, self.made_up, self.without_effect, self.doubled, self.said_again, self.unsent,
            self.unmarked, self.remembered, self.unfinished, self.miscounted,
        )  # fmt: skip
        return not any(wrong)


def reckon(engine: Engine, known: Known) -> Sum:
    """Everything, added up."""
    with engine.connect() as connection:
        kept = _all(connection, "select id from messages where not is_bot")
        named = _all(connection, _NAMED)
        inbox = _all(connection, "select key from inbox")
        decisions = _all(connection, "select id from decisions")
        sent = _all(connection, "select id from outbox where op = 'say' and state = 'sent'")
        apart = _all(connection, "select id from outbox where op = 'say' and state = 'sent' and slot is null")
        said = connection.execute(
            text("select id, state, attempts, created_at, sent_at, sent_as, error, body from outbox")
        )
        rows = {row[0]: row[1:] for row in said}
        counts = [
            int(connection.execute(text(query)).scalar_one() or 0)
            for query in (
                "select count(*) from messages",
                "select sum(messages) from day_counts",
                "select sum(messages) from threads where state <> 'merged'",
            )
        ]
    without = {one.key for one in known.pressed if noted_as(one.key) not in inbox}
    without |= {one.key for one in known.pressed if one.enrols and _consent(one) not in decisions}
    return Sum(
        acknowledged=len(known.acknowledged),
        kept=len(kept),
        answered=len(known.pressed),
        sent=len(sent),
        forgotten=len(known.forgotten),
        lost={str(message) for message in known.acknowledged} - kept,
        made_up=kept - {str(message) for message in known.said},
        without_effect=without,
        doubled={name: f"{times} times: {rows[name]}" for name, times in known.markers.items() if times > 1},
        said_again={words: times for words, times in known.alike.items() if times > 1},
        unsent=apart - set(known.markers),
        unmarked=set(known.markers) - sent,
        remembered=named & set(known.forgotten),
        unfinished={name: row for name, row in rows.items() if row[0] not in _FINISHED},
        miscounted=counts if len(set(counts)) > 1 else (),
    )


def missing(engine: Engine, acknowledged: Collection[MessageId]) -> set[str]:
    """Messages that were acknowledged and are not there, or not yet."""
    with engine.connect() as connection:
        return {str(message) for message in acknowledged} - _all(connection, "select id from messages")


def at_work(engine: Engine) -> Mapping[str, int]:
    """How much is left to send, by its state, to look at, by who looks, and to forget; nothing at rest."""
    with engine.connect() as connection:
        states = connection.execute(
            text("select op || ' ' || state from outbox where state in ('new', 'sending', 'unknown')")
        ).scalars()
        looks = connection.execute(
            text("select play from follow_ups where play in ('peer_prompt', 'similar_threads')")
        ).scalars()
        asked = connection.execute(text("select 'to be forgotten' from erasures where done_at is null")).scalars()
        return Counter([*states, *looks, *asked])


def _all(connection: Connection, query: str) -> set[str]:
    return set(connection.execute(text(query)).scalars())


def _consent(pressed: Pressed) -> str:
    """The decision on their yes; the first that enrolling leaves is that they take part again."""
    return decision_id(COMMUNITY, "helper_enrolment", pressed.account, pressed.key, 1)
