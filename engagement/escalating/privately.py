"""What members ask a team privately: it stands in no channel, and goes back and forth by private messages of ours."""

from collections.abc import Sequence

from engagement.actions import (
    BeginPrivately,
    FormField,
    KeepWords,
    Lane,
    OpenForm,
    Reach,
    Say,
    person,
    words,
)
from engagement.answering import Answers
from engagement.decisions import Act, Verdict
from engagement.escalating.acts import MemberSpoke, Solve
from engagement.escalating.cards import asker_wrote, under_card
from engagement.escalating.course import opened
from engagement.escalating.dials import Severity
from engagement.escalating.escalation import Cause, Escalation
from engagement.escalating.going_on import NAME, go_on, moved
from engagement.escalating.relaying import LONGEST, kept_as
from engagement.escalating.routing import Facts, route
from engagement.escalating.seen import Escalating
from engagement.escalating.signs import severity_of
from engagement.events import FormSubmitted
from engagement.ids import EscalationId, is_private_place, stable_id
from engagement.language import guess_language
from engagement.reading import TopicWords
from engagement.situation import Situation
from engagement.threads import Thread

_told = Answers(NAME)

ASKING, ANSWER = "private", "answer"
PER_DAY = 3
"""So many private questions a member may ask in a day (ours; as many as may be handed to a team)."""
_ANY = "any"


def on_asking(s: Situation, _policy: object) -> Sequence[Verdict]:
    """Somebody wants to ask the team privately."""
    actor = s.the_actor()
    if not _is_possible(s):
        return [_told(s, "private_off", "there is no team to ask privately")]
    topics = tuple(s.policy.topics)
    fields = [FormField(name="text", kind="words")]
    if topics:
        fields.append(FormField(name="topic", kind="one", options=(_ANY, *topics), value=(_ANY,)))
    form = OpenForm(form=ASKING, text=f"{NAME}.private", fields=tuple(fields))
    return [Act(action=form, subject=actor.member, reason="wants to ask privately")]


def _is_possible(s: Situation) -> bool:
    """There is a team, and what it answers would arrive."""
    seen = s.escalating
    return (
        seen is not None and seen.governance.private_questions and bool(seen.governance.teams) and not s.policy.dry_run
    )


def on_asked(s: Situation, _policy: object) -> Sequence[Verdict]:
    """It was written: the team gets it, and whoever asked a message under which they can answer."""
    actor, seen, thread, text = s.the_actor(), s.escalating, s.the_thread(), s.typed("text")
    if seen is None or not _is_possible(s):
        return [_told(s, "private_off", "there is no team to ask privately")]
    if not text or len(text) > LONGEST:
        which = "too_long" if text else "nothing_written"
        return [_told(s, which, "it cannot be sent like that", is_problem=True)]
    if sum(by == actor.member for by in s.handed.values()) >= PER_DAY:
        return [_told(s, "private_enough", "asked privately often enough today")]
    topics = _topics(s, text)
    language = guess_language(text, s.policy.languages) if s.policy.languages else None
    begun = BeginPrivately(thread=thread.id, asker=actor.member, topics=topics, language=language)
    keep = KeepWords(message=thread.id, thread=thread.id, author=actor.member, text=text)
    reason = "a member asked the team privately"
    move = opened(_draft(s, seen, thread, text, begun, reason), seen.governance, seen.staff, s.now)
    arrived = Say(
        text=f"{NAME}.private_arrived",
        reach=Reach.MEMBER,
        to=actor.member,
        fields={"team": words(seen.governance.teams[move.escalation.team].title)},
        controls=(ANSWER, "why"),
        thread=thread.id,
        is_unprompted=False,
        lane=Lane.ESCALATION,
        slot=f"{ASKING}:{thread.id}",
    )
    return [
        Act(action=begun, subject=thread.id, reason=reason),
        Act(action=keep, subject=thread.id, reason=reason),
        *moved(s, move, reason),
        Act(action=arrived, subject=thread.id, reason=reason),
        _told(s, "private_is_asked", reason),
    ]


def _topics(s: Situation, text: str) -> tuple[str, ...]:
    """The topic that was chosen, else what the words name."""
    given = s.event.values.get("topic", ()) if isinstance(s.event, FormSubmitted) else ()
    chosen = tuple(topic for topic in given if topic in s.policy.topics)
    return chosen or TopicWords.compile(s.policy.topics).find(text)


def _draft(s: Situation, seen: Escalating, thread: Thread, text: str, begun: BeginPrivately, reason: str) -> Escalation:
    severity, signs = severity_of(
        text, dials=seen.governance.severity, tier=seen.tier, asked_alike=1, is_repeated=False, is_flagged=False
    )
    severity = max(Severity.NORMAL, severity)
    facts = Facts(
        topics=begun.topics, channel="", channel_id=thread.channel, workspace=seen.workspace, severity=severity,
        tier=seen.tier, language=begun.language or "", at=s.now,
    )  # fmt: skip
    routed = route(facts, seen.governance)
    return Escalation(
        id=EscalationId(stable_id("escalation", s.community, thread.id, "")),
        thread=thread.id,
        channel=thread.channel,
        asker=begun.asker,
        opened_at=s.now,
        team=routed.owner,
        belongs_to=routed.belongs_to,
        hub=routed.hub,
        chain=routed.chain,
        policy=seen.policy,
        cause=Cause.ASKED,
        because=(reason, *signs, *routed.because),
        severity=severity,
        topics=begun.topics,
        tier=seen.tier,
        language=begun.language or "",
        is_private=True,
    )


# --- what whoever asked does under our private messages ---------------------------------------------------------------


def on_answer(s: Situation, _policy: object) -> Sequence[Verdict]:
    """*Answer* was pressed under a private message of ours."""
    actor = s.the_actor()
    if _of_actor(s) is None:
        return [_told(s, "private_over", "it is closed")]
    form = OpenForm(form=ANSWER, text=f"{NAME}.answer", fields=(FormField(name="text", kind="words"),))
    return [Act(action=form, subject=actor.member, reason="wants to answer the team")]


def on_answered(s: Situation, _policy: object) -> Sequence[Verdict]:
    """It was written: the team reads it under the card."""
    actor, seen, e, text = s.the_actor(), s.escalating, _of_actor(s), s.typed("text")
    if seen is None or e is None or s.event is None:
        return [_told(s, "private_over", "it is closed")]
    if not text or len(text) > LONGEST:
        which = "too_long" if text else "nothing_written"
        return [_told(s, which, "it cannot be sent like that", is_problem=True)]
    reason = "the asker wrote again"
    keep = KeepWords(message=kept_as(e.thread, s.event.key), thread=e.thread, author=actor.member, text=text)
    happened = go_on(s, seen, MemberSpoke(by=actor.member), reason)
    told = _told(s, "answer_sent", reason)
    return [
        Act(action=keep, subject=e.thread, reason=reason), *happened, *asker_wrote(s, seen, happened), told,
    ]  # fmt: skip


def on_it_helped(s: Situation, _policy: object) -> Sequence[Verdict]:
    """Whoever asked privately says that it helped."""
    seen, actor, thread = s.escalating, s.the_actor(), s.thread
    if thread is None or not is_private_place(thread.channel):
        return []
    if seen is None or seen.escalation is None or seen.escalation.asker != actor.member:
        return [_told(s, "private_over", "it is closed")]
    solved = go_on(s, seen, Solve(by=actor.member), "the asker said that it helped")
    return [*solved, _told(s, "private_helped", "the asker said that it helped")]


def _of_actor(s: Situation) -> Escalation | None:
    """The private question that whoever acts here asked, while somebody still looks after it."""
    e = s.escalating.escalation if s.escalating is not None else None
    is_theirs = e is not None and e.is_running and is_private_place(e.channel) and e.asker == s.the_actor().member
    return e if is_theirs else None


def on_unreached(s: Situation, _policy: object) -> Sequence[Verdict]:
    """A private message did not arrive: the team hears, and how whoever asked can be reached after all."""
    seen, row = s.escalating, s.control_row
    e = seen.escalation if seen is not None else None
    if seen is None or row is None or e is None or not is_private_place(e.channel):
        return []
    say = under_card(seen, e, f"{NAME}.cannot_reach", {"asker": person(e.asker)}, slot=f"unreached:{e.id}")
    return [Act(action=say, subject=e.thread, reason="a private message could not be delivered")]
