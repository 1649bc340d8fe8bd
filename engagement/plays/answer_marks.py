"""Mark the answer that helped, credit who gave it, and remind the asker once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from engagement.actions import (
    CancelFollowUps,
    Credit,
    FollowUp,
    Lane,
    MarkAnswer,
    Reach,
    Say,
    UnmarkAnswer,
    link,
    person,
    said,
    words,
)
from engagement.answering import Answers
from engagement.authorisation import is_allowed
from engagement.decisions import Act, Hold, Verdict
from engagement.earlier_answers import WHICH, chosen, shown_by
from engagement.escalating.acts import TellAsker, Told
from engagement.events import MessageEdited, MessagePosted, ReactionAdded, ReactionRemoved
from engagement.ids import MemberId, MessageId, is_private_place
from engagement.people import Purpose
from engagement.play import Play
from engagement.shown import Helped, LatestAnswer
from engagement.situation import Situation
from engagement.thanks import says_it_helped
from engagement.threads import Message, Thread, ThreadState

NAME = "answer_marks"
_reply = Answers(NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerMarksPolicy:
    """Dials of "Mark the answer" (the asker and trusted roles may; Answer Overflow, Discourse)."""

    emoji: str = "white_check_mark"
    remind_after: timedelta = timedelta(hours=24)
    """After the last reply, once, only if somebody answered."""
    reopens_for: timedelta = timedelta(days=7)
    """How long taking the mark back opens the question again."""


def may_mark(s: Situation, thread: Thread) -> bool:
    """The asker may, and so may trusted members and staff."""
    actor = s.the_actor()
    if actor.member == thread.asker:
        return is_allowed(actor.roles, "mark_own_question")
    return is_allowed(actor.roles, "mark_answer")


def _mark(thread: Thread, answer: Message | None, by: MemberId, why: str) -> list[Verdict]:
    """Mark, and credit: one's own answer gives no credit, nor does a bot's."""
    helper = answer.author if answer and answer.author != thread.asker and not answer.is_bot else None
    message = answer.id if answer and answer.id != thread.id else None
    mark = MarkAnswer(thread=thread.id, message=message, helper=helper, marked_by=by)
    verdicts: list[Verdict] = [Act(action=mark, subject=thread.id, reason=why)]
    if helper is None or helper == by:
        return verdicts
    credit = Credit(member=helper, kind="answer", thread=thread.id, message=message, by=by)
    verdicts.append(Act(action=credit, subject=helper, reason="their answer helped"))
    if by == thread.asker:
        marking = Credit(member=by, kind="mark", thread=thread.id, message=message, by=by)
        verdicts.append(Act(action=marking, subject=by, reason="marked the answer that helped"))
    return verdicts


def _is_there(thread: Thread) -> bool:
    """A question that is neither deleted nor part of another one."""
    return bool(thread.modes) and thread.state not in {ThreadState.DELETED, ThreadState.MERGED}


def _is_settled(thread: Thread, by: MemberId) -> bool:
    """Solved already, by somebody whose word this person cannot change: the asker wins."""
    return thread.state is ThreadState.SOLVED and thread.marked_by == thread.asker and by != thread.asker


def on_reaction(s: Situation, policy: AnswerMarksPolicy) -> Sequence[Verdict]:
    """A ✅ on an answer marks it; taking the ✅ away takes the mark back."""
    thread, message, event = s.thread, s.message, s.event
    if thread is None or message is None or not isinstance(event, ReactionAdded | ReactionRemoved):
        return []
    if event.emoji != policy.emoji or not thread.modes or not may_mark(s, thread):
        return []
    by = s.the_actor().member
    is_by_team = s.escalating is not None and s.escalating.is_run_by(by) and by != thread.asker
    if isinstance(event, ReactionAdded):
        # A team that has the question says so of the question itself: then the asker is asked whether it helped.
        is_for_team = is_by_team and message.id == thread.id
        if is_for_team or not _is_there(thread) or _is_settled(thread, by) or thread.accepted == message.id:
            return []
        who = "the asker" if by == thread.asker else "a trusted person"
        return _mark(thread, message, by, f"{who} marked it with a tick")
    is_theirs = thread.state is ThreadState.SOLVED and thread.marked_by == by
    marked = thread.accepted == message.id or (thread.accepted is None and message.id == thread.id)
    if not (is_theirs and marked) or s.now - (thread.solved_at or s.now) > policy.reopens_for:
        return []
    return [Act(action=UnmarkAnswer(thread=thread.id), subject=thread.id, reason="the mark was taken back")]


def on_menu(s: Situation, _policy: AnswerMarksPolicy) -> Sequence[Verdict]:
    """*Mark as answer* was chosen on a message."""
    thread, message, actor = s.thread, s.message, s.the_actor()
    if thread is None or message is None or not _is_there(thread):
        return [_reply(s, "no_question", "this is not part of a question")]
    if not may_mark(s, thread):
        return [_reply(s, "not_yours", "only the asker and trusted people may mark")]
    if _is_settled(thread, actor.member):
        return [_reply(s, "settled", "the asker has marked an answer")]
    if thread.state is ThreadState.SOLVED and thread.accepted == message.id:
        return [_reply(s, "marked", "it is marked already")]
    if message.author == thread.asker and message.id != thread.id:
        why = "the asker found it out alone"
        return [*_mark(thread, message, actor.member, why), _reply(s, "marked", why)]
    who = "the asker" if actor.member == thread.asker else "a trusted person"
    why = f"{who} marked it by the menu"
    return [*_mark(thread, message, actor.member, why), _reply(s, "marked", why)]


def on_it_helped(s: Situation, _policy: AnswerMarksPolicy) -> Sequence[Verdict]:
    """The asker says so by a button: under the reminder it means the answer named there, else an earlier thread.

    A button of a list means the thread in that place; under anything else it says nothing.
    """
    thread, actor = s.thread, s.the_actor()
    if thread is not None and is_private_place(thread.channel):
        return []  # asked privately: the team answers for it
    pressed = getattr(s.event, "control", "")
    is_of_list = pressed in WHICH
    is_from_elsewhere = is_of_list and not chosen(s.decision, pressed)
    if thread is None or actor.member != thread.asker or not _is_there(thread) or is_from_elsewhere:
        return [_reply(s, "not_yours", "only the asker may say so")]
    text = "marked_earlier" if is_of_list else "marked"
    if thread.state is ThreadState.SOLVED:
        return [_reply(s, text, "solved already")]
    answer = None if shown_by(s.decision) else _answer(s)
    why = "the asker said that it helped"
    return [*_mark(thread, answer, actor.member, why), _reply(s, text, why)]


def on_not_yet(s: Situation, _policy: AnswerMarksPolicy) -> Sequence[Verdict]:
    """The asker is still stuck: thank them and leave the question open."""
    return [_reply(s, "not_yet", "the asker is still stuck")]


def on_reply(s: Situation, policy: AnswerMarksPolicy) -> Sequence[Verdict]:
    """The asker's "thanks, that worked" marks the latest answer; a first answer starts the wait for a reminder."""
    thread, message = s.the_thread(), s.message
    if message is None or thread.state is not ThreadState.OPEN:
        return []
    if message.author == thread.asker:
        answer = _answer(s)
        if answer is None or not says_it_helped(s.text):
            return []
        return _mark(thread, answer, message.author, "the asker wrote that it helped")
    if s.before is not None and s.before.is_answered:
        return []
    look = FollowUp(play=NAME, kind="remind", thread=thread.id, due_at=message.at + policy.remind_after)
    return [Act(action=look, subject=thread.id, reason="ask later whether it helped")]


def on_answer_gone(s: Situation, _policy: AnswerMarksPolicy) -> Sequence[Verdict]:
    """The marked answer was deleted: its mark goes, and with it the credit and the tag."""
    thread = s.the_thread()
    return [Act(action=UnmarkAnswer(thread=thread.id), subject=thread.id, reason="the marked answer was deleted")]


def on_escalation(s: Situation, _policy: AnswerMarksPolicy) -> Sequence[Verdict]:
    """The team says that it is solved, and the asker is asked there whether it helped: no reminder asks it again."""
    move = s.escalating.move if s.escalating is not None else None
    if move is None or not any(isinstance(deed, TellAsker) and deed.told is Told.SOLVED for deed in move.deeds):
        return []
    return [
        Act(
            action=CancelFollowUps(play=NAME, thread=each, kinds=("remind",)),
            subject=each,
            reason="the team asks whether it helped",
        )
        for each in (move.escalation.thread, *move.escalation.joined)
    ]


def on_remind(s: Situation, policy: AnswerMarksPolicy) -> Sequence[Verdict]:
    """A day after the last reply: ask the asker once whether an answer helped."""
    thread = s.the_thread()
    if thread.state is not ThreadState.OPEN:
        return [Hold(subject=thread.id, reason="solved or closed already")]
    answer = _answer(s)
    if not thread.is_answered or answer is None:
        return [Hold(subject=thread.id, reason="nobody has answered")]
    due_at = (thread.last_at or s.now) + policy.remind_after
    if due_at > s.now:
        look = FollowUp(play=NAME, kind="remind", thread=thread.id, due_at=due_at)
        return [Act(action=look, subject=thread.id, reason="the conversation went on")]
    say = Say(
        text="answer_marks.remind",
        reach=Reach.ASKER,
        to=thread.id,
        fields={"helper": person(answer.author), "answer": link(answer.id), "where": link(thread.id)},
        controls=("it_helped", "not_yet", "why", "stop_own"),
        thread=thread.id,
        purpose=Purpose.OWN_QUESTIONS,
        lane=Lane.NUDGE,
        useful_for=timedelta(hours=12),
    )
    return [Act(action=say, subject=thread.id, reason="answered a day ago and not marked")]


def on_solved(s: Situation, _policy: AnswerMarksPolicy) -> Sequence[Verdict]:
    """Tell an enrolled helper that their answer helped: the thank-you is theirs."""
    thread = s.the_thread()
    helper = thread.accepted_by
    if thread.state is not ThreadState.SOLVED or helper is None or helper == thread.marked_by:
        return []
    known = s.find(Helped) or Helped()
    if known.helper is None or not known.helper.is_active:
        return []
    say = Say(
        text="answer_marks.thanks",
        reach=Reach.MEMBER,
        to=helper,
        fields={
            "asker": person(thread.asker or MemberId("")),
            "where": link(thread.accepted or MessageId(thread.id)),
            "count": words(str(max(1, known.answers))),
            "said": said(s.message.id) if _thanks_in_words(s, thread) and s.message is not None else words(""),
        },
        controls=("why", "stop"),
        thread=thread.id,
        useful_for=timedelta(days=1),
        slot=f"thanks:{thread.id}:{helper}",  # marked, unmarked and marked again: thanked once
    )
    return [Act(action=say, subject=thread.id, reason="their answer was marked as the one that helped")]


def _answer(s: Situation) -> Message | None:
    found = s.find(LatestAnswer)
    return found.message if found is not None else None


def _thanks_in_words(s: Situation, thread: Thread) -> bool:
    """Whether it was marked by what the asker just wrote: their thanks are passed on as they said them."""
    is_theirs = s.message is not None and s.message.author == thread.asker == thread.marked_by
    return is_theirs and isinstance(s.event, MessagePosted | MessageEdited)


PLAY = Play(
    name=NAME,
    policy=AnswerMarksPolicy,
    on_reaction=on_reaction,
    on_reply=on_reply,
    on_solved=on_solved,
    on_answer_gone=on_answer_gone,
    on_escalation=on_escalation,
    on_control={
        "mark_answer": on_menu,
        "it_helped": on_it_helped,
        **dict.fromkeys(WHICH, on_it_helped),
        "not_yet": on_not_yet,
    },
    on_follow_up={"remind": on_remind},
    shows={
        **dict.fromkeys(("on_reply", "it_helped", "remind"), frozenset({LatestAnswer})),
        "on_solved": frozenset({Helped}),
    },
)
