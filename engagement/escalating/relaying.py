"""Words of staff on their way to whoever asked, sent by us and signed: from a form, or from under a team's card."""

from collections.abc import Sequence
from dataclasses import replace

from engagement.actions import (
    Field,
    FormField,
    KeepWords,
    Lane,
    OpenForm,
    Reach,
    Reply,
    Say,
    person,
    quote,
    said,
    words,
)
from engagement.answering import Answers
from engagement.decisions import Act, Verdict
from engagement.escalating.acts import SetSeverity, Solve, StaffSpoke, Take
from engagement.escalating.by_staff import by_staff
from engagement.escalating.cards import under_card, where
from engagement.escalating.dials import Severity
from engagement.escalating.escalation import Escalation
from engagement.escalating.going_on import NAME, go_on
from engagement.escalating.held_replies import hold_back, needs_yes
from engagement.escalating.hub_playbook import Answer
from engagement.escalating.seen import Escalating, InRoom
from engagement.events import FormSubmitted, MessageEdited, ReactionAdded
from engagement.ids import MemberId, MessageId, ThreadId, channel_of, is_private_place, message_id, stable_id
from engagement.people import STAFF
from engagement.situation import Situation

_told = Answers(NAME)

REPLY = "reply"
LONGEST = 3_000
"""Characters of one reply: what both platforms take in a form and show in one message (Slack's text input)."""
_OWN, _APPROVED = "own", "answer:"
"""What stands for no approved answer in the form, and what the names of those begin with there."""
_SHOWN, _GLIMPSE = 3, 300
"""So many of the answers that fit best are shown above the form, each with so many characters (ours)."""


def to_asker(e: Escalation, thread: ThreadId) -> tuple[Reach, str]:
    """How whoever asked is reached: where they asked, or privately where they asked privately."""
    return (Reach.MEMBER, e.asker) if is_private_place(e.channel) else (Reach.THREAD, thread)


def kept_as(thread: ThreadId, key: str) -> MessageId:
    """The name under which words that came by a form are kept; ``key`` is the form's."""
    return message_id(channel_of(thread), f"said-{stable_id('said', thread, key)}")


def is_tried_out(s: Situation) -> bool:
    """Whether nothing would really reach whoever asked."""
    return s.policy.dry_run or (s.dials is not None and not s.dials.is_live)


def sent_on(
    s: Situation, seen: Escalating, text: str, by: MemberId, team: str, *,
    message: MessageId | None = None, answer: str = "", approved_by: MemberId | None = None,
) -> list[Verdict]:  # fmt: skip
    """Say ``text`` to whoever asked, signed with who says it for which team; the team sees that it was sent.

    ``message`` is where it stands already, if it does: the same one again changes what was sent before, and sends
    nothing else; ``answer`` names the approved answer that it is. Nothing where the escalation is not running.
    """
    e = seen.escalation
    if e is None or not e.is_running:
        return []
    name = message or kept_as(e.thread, s.event.key if s.event is not None else "")
    keep = KeepWords(message=name, thread=e.thread, author=by, text=text)
    reason = "somebody of the team answered through us"
    note = under_card(
        seen, e, f"{NAME}.sent_on",
        {"who": person(by), "asker": person(e.asker), "where": where(e), "said": _shown(e, name, message)},
        slot=f"sent_on:{name}",
    )  # fmt: skip
    return [
        Act(action=keep, subject=e.thread, reason=reason),
        *go_on(
            s,
            seen,
            StaffSpoke(by=by, team=team, through_us=True, answer=answer, approved_by=approved_by, message=name),
            reason,
        ),
        Act(action=_signed(s, seen, e, name, by, team), subject=e.thread, reason=reason),
        *([] if is_tried_out(s) else [Act(action=note, subject=e.thread, reason=reason)]),
    ]


def _shown(e: Escalation, name: MessageId, message: MessageId | None) -> Field:
    """What colleagues read of it under the card: what was written there stands there already."""
    is_quiet = e.is_private and not is_private_place(e.channel)
    return words("") if message is not None or is_quiet else quote(name)


def _signed(s: Situation, seen: Escalating, e: Escalation, name: MessageId, by: MemberId, team: str) -> Say:
    reach, to = to_asker(e, e.thread)
    closing = s.dials.plays.get("closing_the_loop") if s.dials is not None else None
    names_people = getattr(closing, "names_people", True)
    is_private = reach is Reach.MEMBER
    return Say(
        text=f"{NAME}.answered",
        reach=reach,
        to=to,
        fields={
            "asker": words("") if is_private else person(e.asker),
            "who": person(by) if names_people else words(""),
            "team": words(seen.governance.teams[team].title),
            "said": said(name),
        },
        controls=("answer", "why") if is_private else ("why",),
        mentions=() if is_private else (e.asker,),
        thread=e.thread,
        is_unprompted=False,
        lane=Lane.ESCALATION,
        slot=f"relay:{name}",
    )


# --- by the card's form -----------------------------------------------------------------------------------------------


def on_reply(s: Situation, _policy: object) -> Sequence[Verdict]:
    """*Reply* was pressed: what should the asker read?"""

    def ask(_seen: Escalating, e: Escalation, by: MemberId, _team: str) -> Sequence[Verdict]:
        if not e.is_running:
            return [_told(s, "over", "it is closed")]
        answers = s.policy.playbook.fitting(e.topics, e.language)
        fields = [FormField(name="text", kind="words")]
        if answers:
            titles = {f"{_APPROVED}{one.name}": one.title for one in answers}
            fields.append(FormField(name="answer", kind="one", options=(_OWN, *titles), value=(_OWN,), labels=titles))
        items = tuple(_glimpse(one) for one in answers[:_SHOWN])
        form = OpenForm(form=REPLY, text=f"{NAME}.reply", fields=tuple(fields), items=items)
        return [Act(action=form, subject=by, reason="wants to reply")]

    return by_staff(s, ask)


def on_reply_form(s: Situation, _policy: object) -> Sequence[Verdict]:
    """It was written."""

    def send(seen: Escalating, e: Escalation, by: MemberId, team: str) -> Sequence[Verdict]:
        text, answer = s.typed("text"), _approved(s)
        if not e.is_running:
            return [_told(s, "over", "it is closed")]
        if text and answer is not None:
            return [_told(s, "both_written", "an approved answer was chosen, and another one written", is_problem=True)]
        text = answer.text if answer is not None else text
        if not text:
            return [_told(s, "nothing_written", "nothing was written", is_problem=True)]
        if len(text) > LONGEST:
            return [_told(s, "too_long", "it is too long", is_problem=True)]
        done = "reply_tried" if is_tried_out(s) else "reply_sent"
        told = Reply(text=f"{NAME}.{done}", fields={"asker": person(e.asker), "where": where(e)})
        name = answer.name if answer is not None else ""
        if needs_yes(s, seen, e, by, name):
            kept = kept_as(e.thread, s.event.key if s.event is not None else "")
            waits = _told(s, "reply_waits", "a reply waits for a yes of the hub")
            return [*hold_back(s, seen, e, kept, by, team, answer=name, text=text), waits]
        return [*sent_on(s, seen, text, by, team, answer=name), Act(action=told, subject=by, reason="replied")]

    return by_staff(s, send)


def _approved(s: Situation) -> Answer | None:
    """The approved answer that was chosen."""
    given = s.event.values.get("answer", ()) if isinstance(s.event, FormSubmitted) else ()
    return s.policy.playbook.answers.get(given[0].removeprefix(_APPROVED)) if given else None


def _glimpse(one: Answer) -> dict[str, Field]:
    """An approved answer as the form shows it before it is chosen."""
    text = " ".join(one.text.split())
    return {"title": words(one.title), "answer": words(text if len(text) <= _GLIMPSE else f"{text[:_GLIMPSE]}…")}


# --- in the team's room -----------------------------------------------------------------------------------------------


def on_room(s: Situation, policy: object) -> Sequence[Verdict]:
    """A reaction on a card is a shortcut; on one's own words under it, it sends them on. Anybody else: nothing."""
    here, seen, actor = s.in_room, s.escalating, s.the_actor()
    running = seen.escalation if seen is not None and seen.escalation is not None else None
    if here is None or seen is None or running is None or not running.is_running or not actor.roles & STAFF:
        return []
    team = seen.team_of(actor.member)
    if team is None:
        return []
    if here.said is None:
        return _on_card(s, seen, team, policy)
    return _on_own_words(s, seen, team, policy) if here.author == actor.member else []


def _on_card(s: Situation, seen: Escalating, team: str, policy: object) -> Sequence[Verdict]:
    by, emoji = s.the_actor().member, s.event.emoji if isinstance(s.event, ReactionAdded) else ""
    if emoji == getattr(policy, "emoji_take", None):
        return go_on(s, seen, Take(by=by, team=team), "took it")
    if emoji == getattr(policy, "emoji_solved", None):
        return go_on(s, seen, Solve(by=by), "somebody of the team marked it as solved")
    if emoji == getattr(policy, "emoji", None):
        return go_on(s, seen, SetSeverity(by=by, severity=Severity.URGENT), "somebody trusted called the team")
    return []


def _on_own_words(s: Situation, seen: Escalating, team: str, policy: object) -> Sequence[Verdict]:
    here, by, e = s.in_room, s.the_actor().member, seen.escalation
    if here is None or here.said is None or e is None:
        return []
    is_held = any(one.message == here.message for one in e.held)
    waits = needs_yes(s, seen, e, by)
    if isinstance(s.event, MessageEdited):
        if is_held or (here.is_sent_on and waits):
            return hold_back(s, seen, e, here.message, by, team)
        return _sent_anew(s, seen, e, here, team) if here.is_sent_on else []
    is_sign = isinstance(s.event, ReactionAdded) and s.event.emoji == getattr(policy, "emoji_send", None)
    if not is_sign or here.is_sent_on or is_held:
        return []
    if not here.said.strip() or len(here.said) > LONGEST:
        fields = {"who": person(by)}
        refused = under_card(seen, e, f"{NAME}.not_sent_on", fields, slot=f"not_sent_on:{here.message}")
        reason = "it is too long, or cannot be read"
        return [Act(action=replace(refused, mentions=(by,)), subject=e.thread, reason=reason)]
    send = hold_back(s, seen, e, here.message, by, team) if waits else []
    return send or sent_on(s, seen, here.said, by, team, message=here.message)


def _sent_anew(s: Situation, seen: Escalating, e: Escalation, here: InRoom, team: str) -> list[Verdict]:
    again = _signed(s, seen, e, here.message, s.the_actor().member, team)
    return [Act(action=again, subject=e.thread, reason="what was sent on reads otherwise now")]
