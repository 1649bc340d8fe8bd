"""Looks up what plays of the core ask to be shown (``engagement.shown``). ``shown.py`` names these by their types."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bots.runtime.chances import with_chances
from bots.runtime.choosing import simple_rankings, whom_to_ask
from bots.runtime.situations import CLEARLY, Lookups
from engagement.events import MessagePosted
from engagement.ids import ThreadId
from engagement.modelling.asking import Use
from engagement.modelling.likeness import in_order
from engagement.modelling.wanted import KIND, Asked, near_of, wanted_id
from engagement.people import Purpose
from engagement.records import OutboxRow
from engagement.shown import (
    Alike,
    Baselines,
    Choices,
    Comparable,
    Consulted,
    Helped,
    LatestAnswer,
    Talk,
    Tried,
    Unanswered,
)
from engagement.situation import Situation
from engagement.thanks import says_it_helped

_LISTED = timedelta(days=7)
_MOST_LISTED = 200


def choices(look: Lookups, s: Situation) -> Choices | None:
    """Who could be asked about the thread in hand; nobody once it is answered, or while many ask the same."""
    thread, now = s.thread, s.now
    if thread is None:
        return None
    similar = look.similar(thread, least=CLEARLY)
    storm = look.storm(thread, similar, now)
    is_told = look.ledger.outbox.in_slot(f"no_helpers:{thread.channel}") is not None
    if storm:
        slot = look.storm_slot(thread, now)
        return Choices(storm=storm, storm_slot=slot, is_known_channel_without_helpers=is_told)
    if thread.is_answered:
        return Choices(is_known_channel_without_helpers=is_told)
    found = with_chances(look, thread, whom_to_ask(look, thread, similar, now), now)
    return replace(found, is_known_channel_without_helpers=is_told)


def baselines(look: Lookups, s: Situation) -> Baselines | None:
    """Simple rankings to compare with."""
    return Baselines(by_name=simple_rankings(look, s.thread, s.now)) if s.thread is not None else None


def alike(look: Lookups, s: Situation) -> Alike | None:
    """Earlier threads like the one in hand."""
    if s.thread is None:
        return None
    found = look.similar(s.thread)
    known = {one.thread: thread for one in found if (thread := look.desk.thread(one.thread)) is not None}
    near: Mapping[ThreadId, float] = {}
    if s.policy.model.may(Use.SIMILARITY):
        near = near_of(look.ledger.entries.get(KIND, wanted_id(Use.SIMILARITY, s.thread.id)))
    return Alike(found=in_order(found, near), threads=known, is_by_model=bool(near))


def unanswered(look: Lookups, s: Situation) -> Unanswered:
    """The questions of a week that nobody has answered."""
    asked = look.ledger.conversations.open_questions(s.now - _LISTED, _MOST_LISTED)
    listed = _listed(look.ledger.outbox.in_slot("open_questions"))
    return Unanswered(questions=tuple(each for each in asked if look.is_question(each)), listed=listed)


def latest_answer(look: Lookups, s: Situation) -> LatestAnswer | None:
    """Within a conversation it is looked for only where the asker has just written that it helped."""
    thread, message = s.thread, s.message
    if thread is None:
        return None
    if isinstance(s.event, MessagePosted) and (
        message is None or message.author != thread.asker or not (thread.is_answered and says_it_helped(s.text))
    ):
        return None
    found = look.answer_meant(thread, s.control_row)
    return LatestAnswer(message=found) if found is not None else None


def helped(look: Lookups, s: Situation) -> Helped | None:
    """Whoever asks about themselves, else whoever gave the answer that was marked."""
    member = s.actor.member if s.actor is not None else s.thread.accepted_by if s.thread is not None else None
    if member is None:
        return None
    credits_ = tuple(look.ledger.contributions.of(member))
    return Helped(helper=look.helper(member), credits=credits_, was_offered=look.was_offered(member))


def talk(look: Lookups, s: Situation) -> Talk | None:
    """What people wrote in the conversation, when somebody has just come to have it as an escalation; else nothing."""
    move = s.escalating.move if s.escalating is not None else None
    if s.thread is None or move is None or move.escalation.person is None or not move.entries:
        return None
    return Talk(messages=tuple(one for one in look.desk.messages_of(s.thread.id) if not (one.is_deleted or one.is_bot)))


def tried(look: Lookups, s: Situation) -> Tried:
    """What was only tried out within the span of a daily word."""
    return Tried(decisions=look.tried(*s.span) if s.span is not None else ())


def comparable(look: Lookups, s: Situation) -> Comparable | None:
    """Whether a model may be told of the question; not looked up where none is used for it."""
    if s.thread is None or s.thread.asker is None or not s.policy.model.may(Use.SIMILARITY):
        return None
    has_agreed = look.ledger.people.consents(s.thread.asker).get(Purpose.MODEL_USE, False)
    return Comparable() if has_agreed else None


def consulted(look: Lookups, s: Situation) -> Consulted | None:
    """Whether a model may be asked about the message in hand; not looked up where none is used for it."""
    if s.message is None or s.thread is None or not s.policy.model.may(Use.SECOND_OPINION):
        return None
    if not look.ledger.people.consents(s.message.author).get(Purpose.MODEL_USE, False):
        return Consulted(may_ask=False)
    asked = look.ledger.entries.get(KIND, wanted_id(Use.SECOND_OPINION, s.thread.id, s.message.id))
    return Consulted(may_ask=asked is None or asked.state != Asked.CORRECTED)


def _listed(row: OutboxRow | None) -> tuple[str, ...]:
    """The questions that the managers' list names as it stands."""
    items = row.body.get("items") if row is not None else None
    if not isinstance(items, list):
        return ()
    return tuple(str(item["where"][1]) for item in items)
