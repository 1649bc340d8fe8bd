"""Have a person greet whoever writes for the first time: one helper who likes to greet is asked, and nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from advocacy.welcoming import Arrival, Greeter, Greeters, Greeting, Greets, is_new
from engagement.actions import (
    Credit,
    FollowUp,
    Keep,
    PromptPeer,
    Reach,
    Say,
    channel_place,
    link,
    person,
)
from engagement.answering import Answers
from engagement.decisions import Act, Hold, Verdict
from engagement.ids import MemberId
from engagement.people import Helper, Purpose
from engagement.play import Heard, Play
from engagement.policy import QuestionMode
from engagement.situation import Situation
from engagement.threads import QuestionModes, Thread, ThreadState

NAME = "welcome"
_reply = Answers(NAME, "asked about greeting newcomers")
GREETED_WITHIN = timedelta(days=1)
_MODES = {
    QuestionMode.CONSERVATIVE: QuestionModes.CONSERVATIVE,
    QuestionMode.LOOSE: QuestionModes.LOOSE,
    QuestionMode.MARK: QuestionModes.MARK,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomePolicy:
    """Dials of "Welcome newcomers"."""

    wait: timedelta = timedelta(minutes=10)
    """How long others have to greet first (ours)."""
    useful_for: timedelta = timedelta(hours=2)
    """An ask older than this is not sent."""


def hears(heard: Heard) -> bool:
    """Only a first message of somebody's, with which a conversation begins."""
    return heard.is_first and heard.thread.id == heard.message.id


def on_said(s: Situation, policy: WelcomePolicy) -> Sequence[Verdict]:
    """Somebody wrote for the first time: give others time to greet first, and see within a day who did.

    A question is looked after as all questions are; whoever is asked is told that it is the first.
    """
    thread, arrival = s.the_thread(), s.find(Arrival)
    if s.is_late or arrival is None or not s.is_first_message or s.is_in_crisis or not is_new(arrival, s.now):
        return []
    seen = FollowUp(play=NAME, kind="greeted", thread=thread.id, due_at=s.now + GREETED_WITHIN, is_owed=True)
    verdicts: list[Verdict] = [Act(action=seen, subject=thread.id, reason="see who greeted them")]
    if not _is_question(s, thread):
        look = FollowUp(play=NAME, kind="ask_greeter", thread=thread.id, due_at=s.now + policy.wait)
        verdicts.append(Act(action=look, subject=thread.id, reason="give members time to greet first"))
    return verdicts


def _is_question(s: Situation, thread: Thread) -> bool:
    mode = s.dials.questions if s.dials is not None else QuestionMode.CONSERVATIVE
    return bool(thread.modes & _MODES[mode])


def on_greet(s: Situation, policy: WelcomePolicy) -> Sequence[Verdict]:
    """Nobody has said anything yet: ask one who likes to greet."""
    thread, greeters = s.the_thread(), s.find(Greeters) or Greeters()
    why_not = _why_not(s, thread, greeters)
    if why_not is not None:
        return [Hold(subject=thread.id, reason=why_not)]
    if greeters.ready:
        return [_ask(thread, greeters.ready[0], policy)]
    latest = (thread.root_at or s.now) + GREETED_WITHIN
    if greeters.may_from is None or not s.now < greeters.may_from <= latest:
        return [Hold(subject=thread.id, reason="nobody who greets could be asked in time")]
    look = FollowUp(play=NAME, kind="ask_greeter", thread=thread.id, due_at=greeters.may_from)
    return [Act(action=look, subject=thread.id, reason="; ".join(greeters.why) or "nobody may be asked now")]


def _why_not(s: Situation, thread: Thread, greeters: Greeters) -> str | None:
    if thread.state in {ThreadState.DELETED, ThreadState.MERGED}:
        return "the message is gone"
    if thread.is_answered:
        return "somebody has greeted them already"
    if _is_question(s, thread):
        return "it became a question, and is looked after as one"
    if s.is_in_crisis:
        return "an outage or the like goes on where it was said"
    return None if greeters.number else "nobody here likes to greet newcomers"


def _ask(thread: Thread, greeter: Helper, policy: WelcomePolicy) -> Act:
    say = Say(
        text=f"{NAME}.ask",
        reach=Reach.MEMBER,
        to=greeter.member,
        fields={
            "newcomer": person(thread.asker or MemberId("")),
            "channel": channel_place(thread.channel),
            "where": link(thread.id),
        },
        controls=("not_now", "greet_not", "why", "stop"),
        thread=thread.id,
        purpose=Purpose.ASK_ME,
        useful_for=policy.useful_for,
    )
    action = PromptPeer(thread=thread.id, helper=greeter.member, ring=0, say=say)
    return Act(action=action, subject=thread.id, reason="wrote for the first time, and nobody has greeted them yet")


def on_greeted(s: Situation, _policy: WelcomePolicy) -> Sequence[Verdict]:
    """A day has passed: whoever spoke to them first has welcomed them."""
    thread, greeting = s.the_thread(), s.find(Greeting)
    if greeting is None or greeting.at > (thread.root_at or s.now) + GREETED_WITHIN:
        return [Hold(subject=thread.id, reason="nobody greeted them within a day")]
    credit = Credit(member=greeting.by, kind="welcome", thread=thread.id, message=greeting.message, by=thread.asker)
    return [Act(action=credit, subject=thread.id, reason="was the first to speak to a newcomer")]


# --- who greets -------------------------------------------------------------------------------------------------------


def on_greet_command(s: Situation, _policy: WelcomePolicy) -> Sequence[Verdict]:
    """The command `greet`: whether one greets, and the button to change it."""
    greets = s.find(Greets)
    if greets is not None and greets.entry is not None:
        return [_reply(s, "greets", controls=("greet_not",))]
    return [_reply(s, "offer", controls=("greet",))]


def on_yes(s: Situation, _policy: WelcomePolicy) -> Sequence[Verdict]:
    """They like to greet. Being asked takes enrolling as a helper, which is one click more."""
    actor = s.the_actor()
    entry = Greeter(member=actor.member, since=s.now).to_entry()
    keep = Act(action=Keep(entry=entry), subject=actor.member, reason="likes to greet newcomers")
    if actor.helper is None or not actor.helper.is_active:
        return [keep, _reply(s, "enrol_too", controls=("enrol",))]
    return [keep, _reply(s, "thanks", controls=("greet_not", "settings"))]


def on_no(s: Situation, _policy: WelcomePolicy) -> Sequence[Verdict]:
    """They do not, or no longer."""
    greets = s.find(Greets)
    if greets is None or greets.entry is None:
        return [_reply(s, "greets_not", controls=("greet",))]
    gone = Keep(entry=greets.entry, before=greets.entry, is_gone=True)
    member = s.the_actor().member
    return [
        Act(action=gone, subject=member, reason="does not like to greet any more"),
        _reply(s, "greets_not", controls=("greet",)),
    ]


PLAY = Play(
    name=NAME,
    policy=WelcomePolicy,
    on_said=on_said,
    hears=hears,
    on_command={"greet": on_greet_command},
    on_control={"greet": on_yes, "greet_not": on_no},
    on_follow_up={"ask_greeter": on_greet, "greeted": on_greeted},
    shows={
        "on_said": frozenset({Arrival}),
        "ask_greeter": frozenset({Greeters}),
        "greet": frozenset({Greets}),
        "greet_not": frozenset({Greets}),
        "greeted": frozenset({Greeting}),
    },
)
