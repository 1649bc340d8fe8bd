"""What plays are shown of an outage or the like: looked up for whoever handles it, and for whoever asks where it is."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bots.runtime.situations import Lookups
from engagement.crisis import NOT_ASKED, Crisis, CrisisDesk, HeldLook, Turn
from engagement.events import CommandGiven, ControlUsed, Event, FormSubmitted, MessageEdited, MessagePosted
from engagement.ids import ChannelId, MemberId, MessageId, ThreadId, channel_of
from engagement.people import STAFF
from engagement.plays import peer_prompt
from engagement.records import Channel
from engagement.threads import Thread

_MOST_PLACES = 24
"""A menu of Discord's holds 25 entries, and one says that members are not told."""
_A_MOMENT = timedelta(microseconds=1)


def crisis_desk(look: Lookups, thread: Thread | None, event: Event | None, now: datetime) -> CrisisDesk | None:
    """Everything for who handles a crisis and for its clock; for a question in one, whether its asker knows of it."""
    crisis = look.crisis
    if isinstance(event, CommandGiven | ControlUsed | FormSubmitted):
        is_wanted = _name(event).startswith("crisis")
    else:
        is_wanted = event is None and thread is None and crisis is not None
    if is_wanted:
        return _whole(look, crisis, now)
    if crisis is None or thread is None or not isinstance(event, MessagePosted | MessageEdited):
        return None
    if not crisis.covers(thread.channel) or thread.asker is None:
        return None
    return CrisisDesk(public=_standing(look, crisis.public_slot), was_pointed=_was_pointed(look, crisis, thread.asker))


def keep_crisis(look: Lookups, turn: Turn) -> None:
    """Write down what came of an act."""
    look.ledger.crises.save(turn.crisis, turn.lines)
    look.crisis_changed(turn.crisis)


def _name(event: CommandGiven | ControlUsed | FormSubmitted) -> str:
    if isinstance(event, CommandGiven):
        return event.words[0].lower() if event.words else ""
    return event.control if isinstance(event, ControlUsed) else event.form


def _whole(look: Lookups, crisis: Crisis | None, now: datetime) -> CrisisDesk:
    latest = crisis or next(iter(look.ledger.crises.newest(1)), None)
    ids = look.channel_ids()
    return CrisisDesk(
        people=_people(look),
        gone=frozenset(who for who in (crisis.lead, crisis.communicator) if _is_gone(look, who))
        if crisis
        else frozenset(),
        channels={name: ids[name] for name in look.community.policy.channels if name in ids},
        places=_places(look),
        room=_room(look),
        card=_standing(look, latest.slot) if latest else None,
        public=_standing(look, latest.public_slot) if latest else None,
        latest=latest,
        timeline=tuple(look.ledger.crises.timeline(latest.id)) if latest else (),
        held=_held(look, crisis, now) if crisis else (),
    )


def _people(look: Lookups) -> dict[MemberId, str]:
    """Staff and managers who are here, as far as they were seen, by name."""
    known = look.ledger.people.named_or_in_roles(look.community.policy.named)
    here = [one for one in known if not one.is_gone and look.community.roles(one, one.member) & STAFF]
    return {one.member: one.name for one in sorted(here, key=lambda one: (one.name.casefold(), one.id))}


def _is_gone(look: Lookups, member: MemberId) -> bool:
    accounts = look.ledger.people.accounts_of(member)
    return all(look.seen.get(one.id, one).is_gone for one in accounts)


def _room(look: Lookups) -> ChannelId | None:
    """The first hub's channel, where it is known; the managers' one else."""
    governance, ids = look.community.policy.governance, look.channel_ids()
    teams = governance.teams.values() if governance is not None else ()
    return next((ids[team.channel][0] for team in teams if team.is_hub and team.channel in ids), None)


def _places(look: Lookups) -> dict[str, ChannelId]:
    """Public channels in which members can be told: those of the playbook first."""
    policy = look.community.policy
    rooms = {policy.managers_channel, *policy.team_rooms}
    found: dict[str, ChannelId] = {}
    for channel in _in_order(look.community.channels.values(), policy.channels):
        is_open = not (channel.is_private or channel.is_archived) and channel.kind in {"chat", "forum"}
        if is_open and channel.name not in rooms and len(found) < _MOST_PLACES:
            found.setdefault(channel.name, channel.id)
    return found


def _in_order(channels: Iterable[Channel], listed: Iterable[str]) -> list[Channel]:
    order = {name: place for place, name in enumerate(listed)}
    return sorted(channels, key=lambda one: (order.get(one.name, len(order)), one.name, one.id))


def _standing(look: Lookups, slot: str) -> MessageId | None:
    found = look.ledger.outbox.in_slot(slot)
    return found.sent_as if found is not None else None


def _was_pointed(look: Lookups, crisis: Crisis, asker: MemberId) -> bool:
    slot = crisis.pointer_slot(asker)
    just_now = any(row.slot == slot for row in look.decided.values())
    return just_now or look.ledger.outbox.newest_in_slot(slot) is not None


def _held(look: Lookups, crisis: Crisis, now: datetime) -> tuple[HeldLook, ...]:
    """Questions of which the journal says that nobody was asked because of this crisis, in order."""
    found: dict[str, None] = {}
    for decision in look.ledger.journal.between(crisis.began_at, now + _A_MOMENT):
        if decision.play == peer_prompt.NAME and decision.reason == NOT_ASKED:
            found[decision.subject] = None
    threads = [ThreadId(MessageId(name)) for name in found]
    return tuple(HeldLook(peer_prompt.NAME, "ask", name, channel_of(name)) for name in threads)
