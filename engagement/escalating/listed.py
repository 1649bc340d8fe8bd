"""What staff read on demand: the list of everything that teams have, and what happened to one question so far."""

from collections.abc import Sequence

from engagement.actions import Field, Reply, channel_place, instant, link, person, words
from engagement.decisions import Act, Verdict
from engagement.escalating.cards import where
from engagement.escalating.coming import coming
from engagement.escalating.dials import Governance
from engagement.escalating.escalation import Entry, Escalation
from engagement.escalating.going_on import NAME
from engagement.escalating.seen import Escalating
from engagement.ids import MemberId, is_private_place
from engagement.people import Role
from engagement.situation import Situation

MOST = 12
"""So many of the list fit into one message of either platform, links included."""
MOST_LINES = 20
"""So many lines of a record do, the latest ones."""


def on_waiting(s: Situation, _policy: object) -> Sequence[Verdict]:
    """Everything that runs: what one's own team has first, then the others', oldest first."""
    actor, seen = s.the_actor(), s.waiting
    if seen is None or not seen.running:
        nothing = Reply(text=f"{NAME}.waiting_none")
        return [Act(action=nothing, subject=actor.member, reason="nothing is waiting for a team")]
    own = seen.team_of(actor.member)
    some = sorted(seen.running, key=lambda e: (e.team != own, e.opened_at, e.id))
    items = tuple(
        _item(e, seen.dials_of(e), is_open_to=not e.is_private or e.team == own or Role.MANAGER in actor.roles)
        for e in some[:MOST]
    )
    more = words(str(max(0, len(some) - MOST)))
    told = Reply(text=f"{NAME}.waiting", fields={"more": more}, items=items)
    return [Act(action=told, subject=actor.member, reason="asked what is waiting")]


def _item(e: Escalation, dials: Governance, *, is_open_to: bool) -> dict[str, Field]:
    next_up, nothing = coming(e, dials), words("")
    is_in_channel = is_open_to and not is_private_place(e.channel)
    return {
        "item": words("question" if is_in_channel else "private"),
        "where": link(e.thread) if is_in_channel else nothing,
        "asker": person(e.asker) if is_open_to else nothing,
        "channel": channel_place(e.channel) if is_in_channel else nothing,
        "state": words(e.state.value),
        "severity": words(e.severity.name.lower()),
        "since": instant(e.opened_at),
        "team": words(_title(e.team, dials)),
        "owner": person(e.person) if e.person is not None else words(e.outside or "nobody"),
        "at": instant(next_up.at) if next_up is not None else nothing,
        "then": words(next_up.what) if next_up is not None else nothing,
    }


def record(s: Situation, seen: Escalating, e: Escalation, by: MemberId) -> list[Verdict]:
    """What happened to it so far, told to who asks; of a private one to the team that has it, and to managers."""
    if e.is_private and seen.team_of(by) != e.team and Role.MANAGER not in s.the_actor().roles:
        refused = Reply(text=f"{NAME}.record_private")
        return [Act(action=refused, subject=by, reason="it is private")]
    fields = {"where": where(e), "more": words(str(max(0, len(seen.record) - MOST_LINES)))}
    items = tuple(_line(entry, seen.governance) for entry in seen.record[-MOST_LINES:])
    told = Reply(text=f"{NAME}.record", fields=fields, items=items)
    return [Act(action=told, subject=by, reason="asked what happened")]


def _line(entry: Entry, dials: Governance) -> dict[str, Field]:
    nobody = words("")
    return {
        "at": instant(entry.at),
        "did": words(entry.what),
        "team": words(_title(entry.team, dials)),
        "by": person(entry.by) if entry.by is not None else nobody,
        "holder": person(entry.person) if entry.person not in {None, entry.by} else nobody,
        "why": words("; ".join(entry.why)),
    }


def _title(team: str, dials: Governance) -> str:
    known = dials.teams.get(team)
    return known.title if known is not None else team
