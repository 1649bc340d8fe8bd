"""Credit members for what helped others, pass thanks on, and show everybody their own record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from advocacy.kudos import Receiver, Refused, thread_of, to_entry
from advocacy.recognised import MILESTONES, Before, Earlier, OwnRecord, Rings, ring_slot, useful_slots
from advocacy.record import Counted, Held, Part, Record
from advocacy.thanking import called_in, thanks_in, whom
from engagement.actions import (
    Credit,
    Field,
    FieldKind,
    Keep,
    Lane,
    Reach,
    Reply,
    Say,
    instant,
    link,
    person,
    said,
    words,
)
from engagement.answering import answer
from engagement.decisions import Act, Verdict
from engagement.earlier_answers import THE_ONE, WHICH
from engagement.events import ChannelKind, CommandGiven, ReactionAdded, ReactionRemoved
from engagement.ids import MemberId, MessageId, ThreadId
from engagement.own_acts import SetConsent
from engagement.people import Purpose
from engagement.play import Heard, Play
from engagement.records import Contribution
from engagement.situation import Situation
from engagement.threads import Message, ThreadState

NAME = "recognition"
_SHOWN, _SHOWN_HELD = 8, 4
"""How much of the evidence is listed: the newest; all of it is in one's data (``privacy export``)."""
_USEFUL_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionPolicy:
    """Dials of "Say thanks"."""

    emojis: tuple[str, ...] = ("pray", "heart", "raised_hands", "tada", "clap")
    """Reactions that thank whoever wrote the message (ours)."""
    in_conversation: bool = False
    """Pass thanks on where they belong, of people who agreed to be named; else privately."""
    points: bool = False
    """Show members points in their own record (off until a manager wants it: complaints of gaming)."""
    day: str = "mon"
    """When the managers hear of people who mostly thank each other, if there are any."""
    at: time = time(9, 0)


# --- thanks in words and reactions ------------------------------------------------------------------------------------


def hears(heard: Heard) -> bool:
    """Whether somebody thanks somebody."""
    return thanks_in(heard.text)


def on_said(s: Situation, _policy: RecognitionPolicy) -> Sequence[Verdict]:
    """Somebody thanked: credit to whoever is meant. It says nothing, because they can read it themselves."""
    message, before = s.message, s.find(Before)
    if message is None or before is None:
        return []
    called = called_in(s.text, before.names)
    if before.is_to_nobody and not (message.addressed or called):
        return []
    meant = whom(message, before.messages, before.replied_to, called)
    return [_thanked(s, message, member, before.messages) for member in meant]


def _thanked(s: Situation, message: Message, member: MemberId, before: Sequence[Message]) -> Act:
    thread = s.the_thread()
    theirs = [one for one in before if one.author == member and one.order < message.order and not one.is_deleted]
    # Whoever asked confirms by their thanks that it helped; a passer-by says something kind.
    is_confirmed = bool(thread.modes) and message.author == thread.asker and bool(theirs)
    credit = Credit(
        member=member, kind="helped" if is_confirmed else "thanks", thread=thread.id,
        message=theirs[-1].id if theirs else None, by=message.author, said=message.id,
    )  # fmt: skip
    reason = "whoever asked thanked them for it" if is_confirmed else "somebody thanked them"
    return Act(action=credit, subject=member, reason=reason)


def on_reaction(s: Situation, policy: RecognitionPolicy) -> Sequence[Verdict]:
    """A reaction of thanks on somebody's message credits them; it goes as it came."""
    message, event = s.message, s.event
    if message is None or not isinstance(event, ReactionAdded | ReactionRemoved) or event.emoji not in policy.emojis:
        return []
    by = s.the_actor().member
    if message.is_bot or message.is_deleted or message.author == by:
        return []
    is_gone = isinstance(event, ReactionRemoved)
    credit = Credit(
        member=message.author, kind="thanks", thread=message.thread, message=message.id, by=by, is_taken_back=is_gone
    )
    reason = "took their reaction back" if is_gone else "somebody thanked them by a reaction"
    return [Act(action=credit, subject=message.author, reason=reason)]


# --- thanks by the command --------------------------------------------------------------------------------------------


def on_kudos(s: Situation, policy: RecognitionPolicy) -> Sequence[Verdict]:
    """The command `kudos @somebody for ...`: kept, credited, and passed on in the giver's own words."""
    giver, receiver = s.the_actor().member, s.find(Receiver)
    if Purpose.METRICS in s.refused:
        return [_reply(s, "kudos_stopped", "stopped everything, so nothing of theirs is kept")]
    if _is_among_few(s):
        return [_reply(s, "kudos_private", "what is said in private counts nowhere")]
    if receiver is None or receiver.refused is not None or receiver.member is None:
        refused = receiver.refused if receiver is not None and receiver.refused is not None else Refused.NOBODY
        about = {"who": person(receiver.member)} if receiver is not None and receiver.member is not None else {}
        return [_reply(s, f"kudos_{refused.value}", "these thanks could not be passed on", **about)]
    key = s.event.key if s.event is not None else giver
    entry = to_entry(key, receiver.member, giver, receiver.words, s.now)
    thread, reason = thread_of(entry), "somebody thanked them by the command"
    credit = Credit(member=receiver.member, kind="kudos", thread=thread, message=None, by=giver)
    return [
        Act(action=Keep(entry=entry), subject=receiver.member, reason=reason),
        Act(action=credit, subject=receiver.member, reason=reason),
        Act(action=_passed_on(s, policy, receiver, receiver.member, thread), subject=receiver.member, reason=reason),
        _reply(s, "kudos_noted", reason, who=person(receiver.member)),
    ]


def _is_among_few(s: Situation) -> bool:
    """Whether it was said in a private message, or where nothing is taken in; of a channel we know its kind says so."""
    if s.channel is None:
        return isinstance(s.event, CommandGiven) and s.event.is_private
    return s.channel.kind in {ChannelKind.DIRECT, ChannelKind.CLOSED}


def _passed_on(s: Situation, policy: RecognitionPolicy, receiver: Receiver, member: MemberId, thread: ThreadId) -> Say:
    told = {"who": person(s.the_actor().member), "said": said(thread)}
    if policy.in_conversation and receiver.may_be_named and s.channel is not None and s.dials is not None:
        fields = {**told, "receiver": person(member)}
        return Say(text=f"{NAME}.kudos_here", reach=Reach.CHANNEL, to=s.channel.id, fields=fields, controls=("why",))
    return _privately(member, "kudos", told)


def _privately(member: MemberId, text: str, fields: dict[str, Field], slot: str | None = None) -> Say:
    return Say(
        text=f"{NAME}.{text}", reach=Reach.MEMBER, to=member, fields=fields, controls=("why", "stop"),
        lane=Lane.NUDGE, useful_for=_USEFUL_FOR, slot=slot,
    )  # fmt: skip


# --- an earlier answer helped again -----------------------------------------------------------------------------------


def on_it_helped(s: Situation, policy: RecognitionPolicy) -> Sequence[Verdict]:
    """An asker says which earlier answer they were shown helped: credit, and now and then word of it.

    Who presses another button of the same list has changed their mind: the credit moves.
    """
    thread, found = s.thread, s.find(Earlier)
    if thread is None or found is None or thread.state is not ThreadState.SOLVED or thread.accepted is not None:
        return []
    asker = s.the_actor().member
    if asker != thread.asker or found.helper == asker or asker in found.askers:
        return []
    reason = "an answer of theirs helped a later asker"
    credit = Credit(member=found.helper, kind="useful", thread=found.thread, message=found.answer, by=asker)
    verdicts: list[Verdict] = [_not_that_one(one) for one in found.instead_of]
    verdicts.append(Act(action=credit, subject=found.helper, reason=reason))
    count = len(found.askers) + 1
    if count in MILESTONES:
        verdicts.append(Act(action=_useful(policy, found, count), subject=found.helper, reason=reason))
    return verdicts


def _not_that_one(given: Contribution) -> Act:
    credit = Credit(
        member=given.member, kind=given.kind, thread=given.thread, message=given.message, by=given.by,
        is_taken_back=True,
    )  # fmt: skip
    return Act(action=credit, subject=given.member, reason="the asker said that it was another answer")


def _useful(policy: RecognitionPolicy, found: Earlier, count: int) -> Say:
    text = "useful_once" if count == 1 else "useful"
    fields = {"where": link(found.answer), "number": words(str(count))}
    slot = f"{useful_slots(found.answer)}{count}"
    if policy.in_conversation and found.may_be_named:
        here = {**fields, "who": person(found.helper)}
        return Say(
            text=f"{NAME}.{text}_here", reach=Reach.THREAD, to=found.thread, fields=here, controls=("why",),
            thread=found.thread, lane=Lane.NUDGE, useful_for=_USEFUL_FOR, slot=slot,
        )  # fmt: skip
    return _privately(found.helper, text, fields, slot)


# --- one's own record -------------------------------------------------------------------------------------------------


def on_mine(s: Situation, policy: RecognitionPolicy) -> Sequence[Verdict]:
    """The command `mine`: one's own record and what it is made of, to the member alone."""
    actor = s.the_actor()
    own = s.find(OwnRecord) or OwnRecord(record=Record(member=actor.member))
    record = own.record
    is_helper = actor.helper is not None and actor.helper.is_active
    topics = ", ".join(actor.helper.topics) if actor.helper is not None and is_helper else ""
    numbers = {
        "helped": record.helped, "thanked": record.thanked, "later": record.later, "marks": record.marked,
        "wishes": record.wishes, "welcomed": record.welcomed, "given": record.thanks_given,
    }  # fmt: skip
    fields = {
        **{name: words(str(number) if number else "") for name, number in numbers.items()},
        "nothing": words("" if any(numbers.values()) else "nothing"),
        **_points(record, is_shown=policy.points),
        "topics": words(topics),
        "named": words("yes" if own.is_named else "no"),
        "seen": words("yes" if own.is_seen else "no"),
        "rest": instant(own.rests_until) if own.rests_until is not None else words(""),
        "looked": words(str(own.looked) if own.looked else ""),
        "known_as": words(", ".join(role.value for role in own.roles)),
        "kept_out": words("sales_kept_out" if own.is_sales_kept_out else ""),
    }
    switches = ("name_me_not" if own.is_named else "name_me", "show_team_not" if own.is_seen else "show_team")
    shown = Reply(
        text=f"{NAME}.mine",
        fields=fields,
        items=tuple(_lines(record)),
        controls=("settings" if is_helper else "enrol", *switches, "privacy_show"),
    )
    return [Act(action=shown, subject=actor.member, reason="asked for their own record")]


def _points(record: Record, *, is_shown: bool) -> dict[str, Field]:
    """Empty where points are off: then the line is left out."""
    found = {part.value: str(record.points.get(part, 0)) for part in Part}
    found |= {"lifetime": str(record.lifetime), "standing": f"{record.standing:.0f}"}
    return {f"points_{name}": words(number if is_shown else "") for name, number in found.items()}


def _lines(record: Record) -> list[dict[str, Field]]:
    good = [_line(one) for one in record.evidence[: -_SHOWN - 1 : -1]]
    without = [one for one in record.held if one.points == 0]
    return [*good, *(_held(one) for one in without[: -_SHOWN_HELD - 1 : -1])]


def _line(one: Contribution, held: Held | None = None) -> dict[str, Field]:
    place = one.said or one.message or one.thread
    return {
        "credit": words(one.kind),
        "at": Field(FieldKind.INSTANT, one.at.isoformat()),
        "where": link(MessageId(place)),
        "held": words(held.value if held is not None else ""),
    }


def _held(one: Counted) -> dict[str, Field]:
    return _line(one.contribution, one.held)


def on_name_me(s: Situation, _policy: RecognitionPolicy) -> Sequence[Verdict]:
    """Their yes to being named in public."""
    return _agreed(s, Purpose.PUBLISH, "named", is_given=True)


def on_name_me_not(s: Situation, _policy: RecognitionPolicy) -> Sequence[Verdict]:
    """Their no to being named in public."""
    return _agreed(s, Purpose.PUBLISH, "not_named", is_given=False)


def on_show_team(s: Situation, _policy: RecognitionPolicy) -> Sequence[Verdict]:
    """Their yes to the community team's seeing what they did for others."""
    return _agreed(s, Purpose.ADVOCACY, "seen", is_given=True)


def on_show_team_not(s: Situation, _policy: RecognitionPolicy) -> Sequence[Verdict]:
    """Their no to the community team's seeing it."""
    return _agreed(s, Purpose.ADVOCACY, "not_seen", is_given=False)


def _agreed(s: Situation, purpose: Purpose, text: str, *, is_given: bool) -> Sequence[Verdict]:
    member = s.the_actor().member
    if is_given and Purpose.METRICS in s.refused:
        return [_reply(s, "nothing_kept", "stopped everything, so nothing of theirs is kept")]
    reason = "agreed to it themselves" if is_given else "said no to it themselves"
    consent = SetConsent(member=member, purpose=purpose, is_given=is_given)
    reply = Reply(text=f"{NAME}.{text}", controls=(_BACK[text],))
    return [Act(action=consent, subject=member, reason=reason), Act(action=reply, subject=member, reason=reason)]


_BACK = {"named": "name_me_not", "not_named": "name_me", "seen": "show_team_not", "not_seen": "show_team"}
"""The button that takes it back, by what was said."""


# --- rings ------------------------------------------------------------------------------------------------------------


def on_daily(s: Situation, _policy: RecognitionPolicy) -> Sequence[Verdict]:
    """Tell the managers once of people who mostly thank each other: that counts for nothing, and why."""
    found = s.find(Rings)
    verdicts: list[Verdict] = []
    for ring in found.rings if found is not None else ():
        say = Say(
            text=f"{NAME}.ring",
            reach=Reach.MANAGERS,
            to="",
            fields={"number": words(str(sum(one.kind != "mark" for one in ring.contributions)))},
            items=tuple({"who": person(member)} for member in sorted(ring.members)),
            controls=("why",),
            is_unprompted=False,
            lane=Lane.DIGEST,
            slot=ring_slot(ring),
        )
        verdicts.append(Act(action=say, subject=s.community, reason="a few people mostly thank each other"))
    return verdicts


def _reply(s: Situation, text: str, reason: str, **fields: Field) -> Act:
    return answer(s, Reply(text=f"{NAME}.{text}", fields=fields), reason)


PLAY = Play(
    name=NAME,
    policy=RecognitionPolicy,
    hears=hears,
    on_said=on_said,
    on_reaction=on_reaction,
    reacts_anywhere=True,
    on_command={"kudos": on_kudos, "mine": on_mine},
    on_control={
        **dict.fromkeys((THE_ONE, *WHICH), on_it_helped),
        "name_me": on_name_me,
        "name_me_not": on_name_me_not,
        "show_team": on_show_team,
        "show_team_not": on_show_team_not,
    },
    on_daily=on_daily,
    shows={
        "on_said": frozenset({Before}),
        "kudos": frozenset({Receiver}),
        **dict.fromkeys((THE_ONE, *WHICH), frozenset({Earlier})),
        "mine": frozenset({OwnRecord}),
        "daily": frozenset({Rings}),
    },
)
