"""A reply that waits for a yes of the hub: who needs one, and how it is asked for."""

from collections.abc import Mapping
from datetime import timedelta

from engagement.actions import Field, FollowUp, KeepWords, Say, person, quote, said, words
from engagement.decisions import Act, Verdict
from engagement.escalating.acts import HoldReply
from engagement.escalating.cards import in_room_of, under_card, where
from engagement.escalating.escalation import Escalation
from engagement.escalating.going_on import NAME, go_on
from engagement.escalating.hub_playbook import Approve
from engagement.escalating.moving import calendar_of
from engagement.escalating.seen import Escalating
from engagement.escalating.working_time import due
from engagement.ids import MemberId, MessageId
from engagement.situation import Situation

YES = "yes"
"""The follow-up that reminds the hub, and how the slots of what asks for its yes begin."""
REMIND_AFTER = timedelta(minutes=30)
"""Working time of the hub after which a reply that waits is recalled (ours)."""


def hub_of(seen: Escalating, e: Escalation) -> str:
    """The hub whose yes is wanted: its own, else the first there is; empty where there is none."""
    teams = seen.governance.teams
    if e.hub in teams and teams[e.hub].is_hub:
        return e.hub
    return next((team.name for team in teams.values() if team.is_hub), "")


def is_of_hub(seen: Escalating, member: MemberId) -> bool:
    """Whether somebody belongs to a hub."""
    return any(member in seen.staff.of.get(team.name, ()) for team in seen.governance.teams.values() if team.is_hub)


def needs_yes(s: Situation, seen: Escalating, e: Escalation, by: MemberId, answer: str = "") -> bool:
    """Whether a reply of ``by`` waits; what the hub's people write does not, nor what the hub may not read."""
    approve = s.policy.playbook.approve_replies
    if approve is Approve.OFF or e.is_private or not hub_of(seen, e) or is_of_hub(seen, by):
        return False
    return approve is Approve.ALL or not answer


def hold_back(
    s: Situation, seen: Escalating, e: Escalation, name: MessageId, by: MemberId, team: str, *,
    answer: str = "", text: str | None = None,
) -> list[Verdict]:  # fmt: skip
    """Ask the hub whether the words kept under ``name`` may go out. ``text``: what is kept now, when a form gave it."""
    reason = "a reply waits for a yes of the hub"
    verdicts: list[Verdict] = []
    if text is not None:
        keep = KeepWords(message=name, thread=e.thread, author=by, text=text)
        verdicts.append(Act(action=keep, subject=e.thread, reason=reason))
        told = under_card(seen, e, f"{NAME}.waits_for_yes", {"who": person(by), "said": quote(name)}, slot=f"w:{name}")
        if seen.rooms.get(hub_of(seen, e)) != seen.rooms.get(e.team):
            verdicts.append(Act(action=told, subject=e.thread, reason=reason))
    verdicts += go_on(s, seen, HoldReply(by=by, team=team, message=name, answer=answer), reason)
    ask = about(
        seen, e, name, "wants_yes", fields_of(seen, e, name, by, team), controls=("approve", "send_back", "why")
    )
    verdicts.append(Act(action=ask, subject=e.thread, reason=reason))
    if not e.held:
        verdicts.append(recall(s, seen, e))
    return verdicts


def fields_of(seen: Escalating, e: Escalation, name: MessageId, by: MemberId, team: str) -> dict[str, Field]:
    """What is told of a reply that waits."""
    return {
        "who": person(by), "team": words(seen.governance.teams[team].title), "asker": person(e.asker),
        "where": where(e), "said": said(name),
    }  # fmt: skip


def about(
    seen: Escalating, e: Escalation, name: MessageId, text: str, fields: Mapping[str, Field], *,
    controls: tuple[str, ...] = ("why",),
) -> Say:  # fmt: skip
    """The one message under the hub's card about a reply, kept up to date."""
    return in_room_of(seen, e, hub_of(seen, e), f"{NAME}.{text}", fields, slot=f"{YES}:{name}", controls=controls)


def recall(s: Situation, seen: Escalating, e: Escalation, after: timedelta = REMIND_AFTER) -> Act:
    """Look again in so much working time of the hub whether something still waits."""
    at = due(calendar_of(hub_of(seen, e), seen.governance), s.now, after) or s.now + after
    look = FollowUp(play=NAME, kind=YES, thread=e.thread, due_at=at, is_owed=True)
    return Act(action=look, subject=e.thread, reason="see whether the reply still waits for a yes")
