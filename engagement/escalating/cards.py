"""What teams see of an escalation: one card in each room concerned, edited in place, and the calls under it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from engagement.actions import Field, Lane, Reach, Say, channel_place, link, moment, person, quote, words
from engagement.decisions import Act, Verdict
from engagement.escalating.acts import Call, CallTeam
from engagement.escalating.escalation import Escalation
from engagement.escalating.going_on import NAME
from engagement.escalating.offers import controls_of
from engagement.escalating.seen import Escalating
from engagement.situation import Situation

_CALLS: Mapping[Call, str] = {
    Call.COME: "it waits for somebody", Call.REMINDER: "no word from whoever has it",
    Call.HANDED_ON: "somebody else has it now", Call.WARNING: "it is due soon", Call.MISSED: "it is overdue",
    Call.MEMBER_SPOKE: "the asker wrote again", Call.REOPENED: "it is open again", Call.UNTAKEN: "nobody took it",
    Call.UNATTENDED: "nobody sees to it",
}  # fmt: skip


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
            continue
        if call.people or call.call not in {Call.COME, Call.HANDED_ON}:  # the new card says that much by itself
            verdicts.append(Act(action=_call(seen, e, call, nth), subject=e.thread, reason=_CALLS[call.call]))
    return verdicts


def _rooms_of(seen: Escalating, e: Escalation) -> tuple[str, ...]:
    """The teams in whose channels a card stands: the owner's, the hub's, and those that had it."""
    earlier = tuple(name for name in e.tried if name in seen.governance.teams)
    some = (e.team,) if e.is_private else (e.team, e.hub, *earlier)
    rooms: dict[str, str] = {}
    for name in dict.fromkeys(name for name in some if name):
        rooms.setdefault(seen.rooms.get(name, ""), name)
    return tuple(rooms.values())


def _card(s: Situation, seen: Escalating, e: Escalation, team: str) -> Say:
    thread = s.thread
    owner, first = seen.governance.teams[e.team], e.clocks[0] if e.clocks else None
    due_at = min((clock.due_at for clock in e.clocks if clock.due_at is not None), default=None)
    helpers = len(thread.asked) if thread is not None else 0
    fields: dict[str, Field] = {
        "question": words("-") if e.is_private else quote(e.thread),
        "where": link(e.thread),
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
    return _say(seen, e, team, f"{NAME}.card", fields, slot=f"card:{e.id}:{team}", controls=controls_of(e))


def _call(seen: Escalating, e: Escalation, call: CallTeam, nth: int) -> Say:
    fields = {
        "where": link(e.thread),
        "asker": person(e.asker),
        "who": person(call.people[0]) if call.people else words(""),
        "team": words(seen.governance.teams[call.team].title),
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
