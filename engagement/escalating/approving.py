"""The hub says yes to a reply, or sends it back; it is reminded of what waits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from engagement.actions import person, quote, words
from engagement.answering import Answers
from engagement.decisions import Act, Hold, Verdict
from engagement.escalating.acts import SendBack
from engagement.escalating.cards import in_room_of, under_card
from engagement.escalating.escalation import Escalation, Held
from engagement.escalating.going_on import NAME, go_on
from engagement.escalating.held_replies import YES, about, fields_of, hub_of, is_of_hub, recall
from engagement.escalating.relaying import sent_on
from engagement.escalating.seen import Escalating, InRoom
from engagement.people import Role
from engagement.situation import Situation

_told = Answers(NAME)

APPROVE, SEND_BACK = "approve", "send_back"
_AGAIN = timedelta(hours=4)
"""Working time of the hub after which it is reminded once more (ours)."""


def on_approve(s: Situation, _policy: object) -> Sequence[Verdict]:
    """Yes: it goes out, signed by whoever wrote it."""
    found = _held(s)
    if isinstance(found, Act):
        return [found]
    seen, e, held, words_kept = found
    by, writer = s.the_actor().member, words_kept.author
    if writer is None or not words_kept.said:
        return [_told(s, "yes_gone", "its words are not kept any more")]
    if by == writer:
        return [_told(s, "yes_own", "nobody says yes to their own reply")]
    sent = sent_on(
        s, seen, words_kept.said, writer, held.team, message=held.message, answer=held.answer, approved_by=by
    )
    fields = {**fields_of(seen, e, held.message, writer, held.team), "by": person(by)}
    done = about(seen, e, held.message, "yes_given", fields)
    reason = "the hub said yes to a reply"
    return [*sent, Act(action=done, subject=e.thread, reason=reason), _told(s, "yes_said", reason)]


def on_send_back(s: Situation, _policy: object) -> Sequence[Verdict]:
    """No: whoever wrote it hears so under their team's card, and what they wrote still stands there."""
    found = _held(s)
    if isinstance(found, Act):
        return [found]
    seen, e, held, words_kept = found
    by, writer, reason = s.the_actor().member, words_kept.author, "the hub sent a reply back"
    to = person(writer) if writer is not None else words("")
    fields = {"who": to, "by": person(by), "said": quote(held.message)}
    back = under_card(seen, e, f"{NAME}.sent_back", fields, slot=f"back:{held.message}:{e.version}")
    back = replace(back, mentions=(writer,) if writer is not None else ())
    shown = fields_of(seen, e, held.message, writer or by, held.team)
    done = about(seen, e, held.message, "yes_refused", {**shown, "by": person(by)})
    return [
        *go_on(s, seen, SendBack(by=by, message=held.message), reason),
        Act(action=back, subject=e.thread, reason=reason),
        Act(action=done, subject=e.thread, reason=reason),
        _told(s, "no_said", reason),
    ]


def on_waits(s: Situation, _policy: object) -> Sequence[Verdict]:
    """Something waited for a while: remind the hub; where it is over, say that it was not sent."""
    seen, thread = s.escalating, s.the_thread()
    e = seen.escalation if seen is not None else None
    if seen is None or e is None or not e.held:
        return [Hold(subject=thread.id, reason="no reply waits for a yes")]
    if not e.is_running:
        over = under_card(seen, e, f"{NAME}.not_sent_over", {}, slot=f"not_sent:{e.id}:{e.version}")
        return [Act(action=over, subject=e.thread, reason="it was over before the hub said yes")]
    hub = hub_of(seen, e)
    people = seen.staff.of.get(hub, ())
    fields = {"team": words(seen.governance.teams[hub].title)}
    line = in_room_of(seen, e, hub, f"{NAME}.yes_reminder", fields, slot=f"{YES}_again:{e.id}:{s.now:%FT%R}")
    line = replace(line, mentions=people, items=tuple({"person": person(each)} for each in people))
    return [
        Act(action=line, subject=e.thread, reason="a reply waits for a yes of the hub"),
        recall(s, seen, e, _AGAIN),
    ]


def _held(s: Situation) -> tuple[Escalating, Escalation, Held, InRoom] | Act:
    """What the button stands under, if it still waits and whoever pressed may decide; else what they are told."""
    seen, here = s.escalating, s.in_room
    e = seen.escalation if seen is not None else None
    if seen is None or e is None or here is None or not e.is_running:
        return _told(s, "over", "it is closed")
    held = next((one for one in e.held if one.message == here.message), None)
    if held is None:
        return _told(s, "yes_done", "somebody of the hub has decided already")
    if not is_of_hub(seen, s.the_actor().member) and Role.MANAGER not in s.the_actor().roles:
        return _told(s, "yes_hub_only", "only the hub says yes")
    return seen, e, held, here
