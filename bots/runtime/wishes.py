"""What the plays are shown of wishes: those that still stand where everybody may read them, and whose they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from advocacy.insights import (
    INSIGHT,
    VOTE,
    WISH,
    Insight,
    Insights,
    Stage,
    Wish,
    likeness,
    to_insight,
    to_wish,
)
from advocacy.plays.product_wish import NOBODY, PLAY, TOLD_FOR, ProductWishPolicy
from advocacy.wish_cards import TELL
from bots.runtime.escalating import rooms_of, staff_of
from bots.runtime.situations import Lookups
from engagement.entries import Entry
from engagement.events import ReactionAdded, ReactionRemoved
from engagement.ids import ChannelId, MemberId, channel_of, is_private_place
from engagement.people import STAFF, Purpose
from engagement.ports import Ledger
from engagement.records import Channel
from engagement.situation import Situation
from engagement.threads import Thread, ThreadState

_LATELY = timedelta(days=60)
_MOST = 60
"""With so many wishes, the latest, a new one is compared."""
_STOPPED = (Purpose.METRICS, Purpose.ASK_ME)
_QUIET = (Purpose.ADVOCACY, Purpose.PUBLISH)
_GONE = frozenset({ThreadState.DELETED, ThreadState.MERGED})


def load_insights(look: Lookups, s: Situation) -> Insights | None:
    """What a play sees of them: of a message just written only what it may join, else everything."""
    policy = look.community.play_dials(PLAY, s.thread.channel if s.thread is not None else None)
    if not isinstance(policy, ProductWishPolicy) or not policy.is_on:
        return None
    if s.message is not None and s.text:
        return _heard(look, s)
    if isinstance(s.event, ReactionAdded | ReactionRemoved) and not _is_on_a_wish(look, s, policy):
        return None
    channels = look.community.channels
    if s.thread is not None and s.actor is None and s.control_row is None:
        here = look.ledger.entries.find(WISH, thread=s.thread.id)  # it was solved
        return Insights(wishes=tuple(_standing(look.ledger, here, channels)))
    found = everything(look.ledger, channels, s.now)
    voters = (who for one in found.votes if (who := one.member) is not None)
    staff = look.staff_among({*(one.member for one in found.wishes), *voters})
    return replace(
        found,
        out=found.out | staff | _stopped_just_now(look),
        room=_room(look, policy),
        product=_product(look, s, policy),
    )


def _is_on_a_wish(look: Lookups, s: Situation, policy: ProductWishPolicy) -> bool:
    """Whether a reaction means something here: most do not, and for them nothing is read."""
    if s.message is None or not isinstance(s.event, ReactionAdded | ReactionRemoved):
        return False
    here = look.ledger.entries.find(WISH, thread=s.message.thread) if s.event.emoji in policy.emojis else ()
    return any(one.message == s.message.id for one in here)


def everything(ledger: Ledger, channels: Mapping[ChannelId, Channel], now: datetime) -> Insights:
    """All there is, read from the memory: without the team, and with staff still counted."""
    insights = {one.id: one for one in map(to_insight, ledger.entries.find(INSIGHT))}
    votes = tuple(ledger.entries.find(VOTE))
    found = Insights(
        insights=insights,
        wishes=tuple(_standing(ledger, ledger.entries.find(WISH), channels)),
        votes=votes,
        out=frozenset[MemberId]().union(*map(ledger.people.who_said_no, _STOPPED)),
        quiet=frozenset[MemberId]().union(*map(ledger.people.who_said_no, _QUIET)),
    )
    just_there = [one for one in insights.values() if _is_just_there(one, now)]
    return replace(found, told=frozenset(_told(ledger, found, just_there)))


def _is_just_there(one: Insight, now: datetime) -> bool:
    return one.stage is Stage.SHIPPED and one.decided_at is not None and now - one.decided_at <= TOLD_FOR


def _told(ledger: Ledger, found: Insights, some: Iterable[Insight]) -> Iterable[str]:
    for one in some:
        for who in {*(wish.member for wish in found.of(one.id)), *found.voters(one.id)}:
            slot = f"{TELL}{one.id}:{who}"
            if ledger.outbox.newest_in_slot(slot) is not None:
                yield slot


def _standing(ledger: Ledger, some: Iterable[Entry], channels: Mapping[ChannelId, Channel]) -> list[Wish]:
    """Wishes whose message was neither deleted nor lies where not everybody may read it."""
    wishes = [one for one in map(to_wish, some) if one is not None and is_public(one.thread, channels)]
    messages = ledger.conversations.messages([one.message for one in wishes])
    threads = ledger.conversations.threads({one.thread for one in messages.values()})
    return [
        one
        for one in wishes
        if (message := messages.get(one.message)) is not None
        and not message.is_deleted
        and (thread := threads.get(message.thread)) is not None
        and thread.state not in _GONE
    ]


def is_public(place: str, channels: Mapping[ChannelId, Channel]) -> bool:
    """Whether a message or thread lies where everybody of the community may read it."""
    channel = channel_of(place)  # type: ignore[arg-type]
    known = channels.get(channel)
    return not is_private_place(channel) and known is not None and not known.is_private


def _heard(look: Lookups, s: Situation) -> Insights:
    """What a message just written may join."""
    message, thread = s.message, s.the_thread()
    if message is None or not is_public(thread.id, look.community.channels):
        return Insights(is_public=False)
    is_out = _is_staff(look, message.author) or look.has_stopped(message.author)
    is_out = is_out or Purpose.ASK_ME in look.refused(message.author)
    lately = look.ledger.entries.find(WISH, since=message.at - _LATELY)[-_MOST:]
    in_thread = look.ledger.entries.find(WISH, thread=thread.id)
    entries = {one.id: one for one in (*lately, *in_thread)}.values()
    wishes = [one for one in map(to_wish, entries) if one is not None]
    insights = {one.id: one for one in map(to_insight, look.ledger.entries.find(INSIGHT, since=message.at - _LATELY))}
    scores = {} if in_thread else _scores(look, s.text, wishes, thread)
    out = frozenset({message.author}) if is_out else frozenset[MemberId]()
    return Insights(insights=insights, wishes=tuple(wishes), alike=scores, out=out)


def _scores(look: Lookups, text: str, wishes: Sequence[Wish], thread: Thread) -> dict[str, float]:
    words = look.ledger.conversations.words_of([one.thread for one in wishes])
    kept = {said.message: said.text for some in words.values() for said in some}
    kept.update({name: said.text for name, said in look.desk.words.items()})
    texts = {one.id: kept[one.message] for one in wishes if one.message in kept.keys() - look.desk.forgotten}
    return likeness(text, texts, thread.language)


def _is_staff(look: Lookups, member: MemberId) -> bool:
    return look.community.is_staff(look.account_of(member), member)


def _stopped_just_now(look: Lookups) -> frozenset[MemberId]:
    return frozenset(member for member, is_stopped in look.stops.items() if is_stopped)


def _room(look: Lookups, policy: ProductWishPolicy) -> ChannelId | None:
    governance = look.community.policy.governance
    if policy.team != NOBODY and governance is not None:
        return rooms_of(look, governance).get(policy.team)
    found = look.channel_ids().get(policy.channel.lstrip("#"), ())
    return found[0] if found else None


def _product(look: Lookups, s: Situation, policy: ProductWishPolicy) -> frozenset[MemberId]:
    """Who may decide: the team's people; where there is only a channel, whoever of staff is asking."""
    governance = look.community.policy.governance
    if policy.team != NOBODY and governance is not None:
        return frozenset(staff_of(look, governance, s.now).of.get(policy.team, ()))
    is_staff = s.actor is not None and not s.actor.roles.isdisjoint(STAFF)
    return frozenset({s.actor.member}) if s.actor is not None and is_staff else frozenset()
