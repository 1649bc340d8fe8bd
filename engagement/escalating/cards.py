"""What teams see of an escalation: one card in each room concerned, edited in place, and the calls under it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from engagement.actions import (
    Field,
    Lane,
    MoveEscalation,
    Reach,
    Say,
    channel_place,
    link,
    moment,
    page,
    person,
    quote,
    said,
    words,
)
from engagement.decisions import Act, Verdict
from engagement.escalating.acts import Call, CallTeam
from engagement.escalating.escalation import Escalation
from engagement.escalating.going_on import NAME
from engagement.escalating.offers import controls_of
from engagement.escalating.seen import Escalating
from engagement.events import MessagePosted
from engagement.ids import is_private_place, stable_id
from engagement.situation import Situation

_BUNDLED_S = 120
"""What an asker writes within so many seconds is told a team in one message."""

_CALLS: Mapping[Call, str] = {
    Call.COME: "it waits for somebody", Call.REMINDER: "no word from whoever has it",
    Call.HANDED_ON: "somebody else has it now", Call.WARNING: "it is due soon", Call.MISSED: "it is overdue",
    Call.MEMBER_SPOKE: "the asker wrote again", Call.REOPENED: "it is open again", Call.UNTAKEN: "nobody took it",
    Call.UNATTENDED: "nobody sees to it",
}  # fmt: skip
_FORGOTTEN = frozenset({Call.UNTAKEN, Call.UNATTENDED})


def on_escalation(s: Situation, _policy: object) -> Sequence[Verdict]:
    """It moved on: its cards say how it stands now, and who has to know is told."""
    seen = s.escalating
    if seen is None or seen.move is None:
        return []
    e, reason = seen.move.escalation, "so that everybody concerned sees how it stands"
    verdicts: list[Verdict] = [
        Act(action=_card(s, seen, e, team), subject=e.thread, reason=reason) for team in _rooms_of(seen, e)
    ]
    for nth, call in enumerate(deed for deed in seen.move.deeds if isinstance(deed, CallTeam)):
        if e.is_private and call.team != e.team:
            if call.call in _FORGOTTEN:
                verdicts.append(Act(action=_forgotten(seen, e, call, nth), subject=e.thread, reason=_CALLS[call.call]))
            continue
        if call.people or call.call not in {Call.COME, Call.HANDED_ON}:  # the new card says that much by itself
            verdicts.append(Act(action=_call(s, seen, e, call, nth), subject=e.thread, reason=_CALLS[call.call]))
    return verdicts


def _forgotten(seen: Escalating, e: Escalation, call: CallTeam, nth: int) -> Say:
    """For the hub: that nobody has a private question of another team, and nothing of it."""
    fields = {"team": words(seen.governance.teams[e.team].title)}
    said = _say(seen, e, call.team, f"{NAME}.private_forgotten", fields, slot=None, controls=("why",))
    items = tuple({"person": person(each)} for each in call.people)
    return replace(said, mentions=call.people, items=items, slot=f"call:{e.id}:{e.version}:{nth}")


def asker_wrote(s: Situation, seen: Escalating, moved: Sequence[Verdict]) -> list[Verdict]:
    """Show the owning team what the asker has just written, unless what came of it (``moved``) calls them anyway."""
    e = seen.escalation
    moves = [v.action.move for v in moved if isinstance(v, Act) and isinstance(v.action, MoveEscalation)]
    is_called = any(isinstance(deed, CallTeam) and deed.call is Call.MEMBER_SPOKE for m in moves for deed in m.deeds)
    if e is None or is_called:
        return []
    call = CallTeam(team=e.team, call=Call.MEMBER_SPOKE)
    return [Act(action=_spoke(s, seen, e, call), subject=e.thread, reason=_CALLS[call.call])]


def is_bundled(one: datetime, other: datetime) -> bool:
    """Whether what an asker wrote at these two instants is told in one message."""
    return _bundle(one) == _bundle(other)


def _bundle(at: datetime) -> str:
    return str(int(at.timestamp()) // _BUNDLED_S)


def under_card(seen: Escalating, e: Escalation, text: str, fields: Mapping[str, Field], *, slot: str) -> Say:
    """Something said to the owning team under its card."""
    return in_room_of(seen, e, e.team, text, fields, slot=slot)


def in_room_of(
    seen: Escalating, e: Escalation, team: str, text: str, fields: Mapping[str, Field], *,
    slot: str, controls: tuple[str, ...] = ("why",),
) -> Say:  # fmt: skip
    """Something said in a team's room, under its card where it has one."""
    return replace(_say(seen, e, team, text, fields, slot=slot, controls=controls), below=_slot(e, team))


def _rooms_of(seen: Escalating, e: Escalation) -> tuple[str, ...]:
    """The teams in whose channels a card stands: the owner's, the hub's, and those that had it."""
    earlier = tuple(name for name in e.tried if name in seen.governance.teams)
    is_for_owner = e.is_private and not is_private_place(e.channel)
    some = (e.team,) if is_for_owner else (e.team, e.hub, *earlier)
    rooms: dict[str, str] = {}
    for name in dict.fromkeys(name for name in some if name):
        rooms.setdefault(seen.rooms.get(name, ""), name)
    return tuple(rooms.values())


def _card(s: Situation, seen: Escalating, e: Escalation, team: str) -> Say:
    if is_private_place(e.channel) and seen.rooms.get(team) != seen.rooms.get(e.team):
        return _elsewhere(seen, e, team)
    thread = s.thread
    owner, first = seen.governance.teams[e.team], e.clocks[0] if e.clocks else None
    due_at = min((clock.due_at for clock in e.clocks if clock.due_at is not None), default=None)
    helpers = len(thread.asked) if thread is not None else 0
    fields: dict[str, Field] = {
        "question": words("-") if e.is_private and not is_private_place(e.channel) else quote(e.thread),
        "where": where(e),
        "asker": person(e.asker),
        "newcomer": words("newcomer" if seen.is_newcomer else ""),
        "tier": words(e.tier),
        "channel": channel_place(e.channel),
        "since": moment((thread.root_at if thread is not None else None) or e.opened_at),
        "state": words(e.state.value),
        "severity": words(e.severity.name.lower()),
        "why": words("; ".join(e.because)),
        "team": words(owner.title),
        "owner": person(e.person) if e.person is not None else words(e.outside or "nobody"),
        "due": moment(due_at) if due_at is not None and first is not None else words(""),
        "helpers": words(str(helpers) if helpers else ""),
        "others": words(str(len(e.joined)) if e.joined else ""),
    }
    is_in_channel = not is_private_place(e.channel)
    text = f"{NAME}.card" if is_in_channel else f"{NAME}.card_private"
    items = tuple({"about": quote(each), "where": link(each)} for each in e.similar) if not e.is_private else ()
    said = _say(seen, e, team, text, fields, slot=_slot(e, team), controls=controls_of(e))
    return replace(said, items=items) if is_in_channel else said


def _elsewhere(seen: Escalating, e: Escalation, team: str) -> Say:
    """For other teams than the owner: that there is a private question, and nothing of it."""
    fields = {
        "state": words(e.state.value),
        "severity": words(e.severity.name.lower()),
        "team": words(seen.governance.teams[e.team].title),
    }
    return _say(seen, e, team, f"{NAME}.card_elsewhere", fields, slot=_slot(e, team), controls=("why",))


def where(e: Escalation) -> Field:
    """The link to the conversation; nothing where it stands in no channel."""
    return words("") if is_private_place(e.channel) else link(e.thread)


def _slot(e: Escalation, team: str) -> str:
    return f"card:{e.id}:{team}"


def _spoke(s: Situation, seen: Escalating, e: Escalation, call: CallTeam) -> Say:
    """What the asker wrote, bundled: a further message within two minutes goes into the same one of ours."""
    is_quiet = e.is_private and not is_private_place(e.channel)
    items = tuple({"said": said(each)} for each in (() if is_quiet else seen.lately))
    holder = call.people[0] if call.people else e.person
    fields = {
        "where": where(e), "asker": person(e.asker), "who": person(holder) if holder is not None else words(""),
    }  # fmt: skip
    event = s.event
    of = _bundle(event.at) if isinstance(event, MessagePosted) else stable_id(event.key if event is not None else "")
    line = under_card(seen, e, f"{NAME}.call_member_spoke", fields, slot=f"asker:{e.id}:{of}")
    return replace(line, mentions=call.people, items=items)


def _call(s: Situation, seen: Escalating, e: Escalation, call: CallTeam, nth: int) -> Say:
    if call.call is Call.MEMBER_SPOKE:
        return _spoke(s, seen, e, call)
    fields = {
        "where": where(e),
        "asker": person(e.asker),
        "who": person(call.people[0]) if call.people else words(""),
        "team": words(seen.governance.teams[call.team].title),
        "list": page("/hub"),
    }
    said = _say(seen, e, call.team, f"{NAME}.call_{call.call.value}", fields, slot=None, controls=("why",))
    items = tuple({"person": person(each)} for each in call.people)
    return replace(said, mentions=call.people, items=items, slot=f"call:{e.id}:{e.version}:{nth}")


def note(seen: Escalating, e: Escalation, name: str, lines: Sequence[str], slot: str) -> Say:
    """What somebody outside wrote, under the card in the owning team's room; it names nobody who would hear of it."""
    said = _say(
        seen, e, e.team, f"{NAME}.note", {"where": link(e.thread), "who": words(name)}, slot=slot, controls=("why",)
    )
    return replace(said, items=tuple({"line": words(line)} for line in lines))


def _say(
    seen: Escalating, e: Escalation, team: str, text: str, fields: Mapping[str, Field], *,
    slot: str | None, controls: tuple[str, ...],
) -> Say:  # fmt: skip
    room = seen.rooms.get(team)
    return Say(
        text=text,
        reach=Reach.CHANNEL if room is not None else Reach.MANAGERS,
        to=room or "",
        fields=fields,
        controls=controls,
        thread=e.thread,
        is_unprompted=False,
        lane=Lane.ESCALATION,
        slot=slot,
    )


def second_paths(seen: Escalating, e: Escalation, ways: Sequence[str], now: datetime) -> list[Verdict]:
    """The channels of the second path hear of one that nobody sees to, once a day each."""
    fields = {
        "where": link(e.thread),
        "asker": person(e.asker),
        "who": words(""),
        "team": words(seen.governance.teams[e.team].title),
    }
    said = (
        _say(seen, e, way, f"{NAME}.call_{Call.UNATTENDED}", fields, slot=f"second:{e.id}:{way}:{now:%F}", controls=())
        for way in ways
        if way.startswith("channel:")
    )
    return [Act(action=say, subject=e.thread, reason=_CALLS[Call.UNATTENDED]) for say in said]
