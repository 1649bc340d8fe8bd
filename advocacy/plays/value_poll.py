"""Ask members what they value: up to three of a few values, in secret, told when enough have said so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from advocacy.polls import (
    LEAST_VALUES,
    LONGEST_VALUE,
    MOST_VALUES,
    POLL,
    Poll,
    Polls,
    Ranked,
    ValuePollPolicy,
    choice,
    chosen_in,
    ranked,
    tally,
)
from engagement.actions import (
    Field,
    FollowUp,
    FormField,
    Keep,
    Lane,
    OpenForm,
    Reach,
    Reply,
    Say,
    instant,
    moment,
    words,
)
from engagement.answering import Answers, answer
from engagement.decisions import Act, Hold, Verdict
from engagement.few_people import LEAST
from engagement.hours import is_quiet, next_decent
from engagement.ids import stable_id
from engagement.people import OWN_PEOPLE
from engagement.play import Play
from engagement.shares import shares
from engagement.situation import Situation

NAME = "value_poll"
_told = Answers(NAME, "asked about what members value")
START, CHOOSE, CLOSE = "poll", "poll_choose", "poll_close"
BEGIN, END = "begin", "end"
_SHOWN = frozenset({Polls})
_DAYS = ("3", "7", "14")
_MOST_PLACES = 10
_BEGAN = "a manager asks what members value"
_ENDED = "the time to choose is over"


# --- the manager ------------------------------------------------------------------------------------------------------


def on_poll(s: Situation, policy: ValuePollPolicy) -> Sequence[Verdict]:
    """How the poll stands that goes on; else the form for a new one, or from when on there may be one."""
    policy = _dials(s, policy)
    polls = s.find(Polls) or Polls()
    if polls.running is not None:
        voters = len(polls.counted())
        number = words("few" if voters < LEAST else str(voters))
        return [_told(s, "standing", controls=(CLOSE,), voters=number, until=instant(polls.running.until))]
    again = _again(s, polls, policy)
    if again is not None:
        return [_told(s, "too_soon", until=instant(again))]
    return [answer(s, OpenForm(form=START, text=f"{NAME}.form", fields=_fields(s)), "wants to ask what members value")]


def _dials(s: Situation, policy: ValuePollPolicy) -> ValuePollPolicy:
    """The community's, wherever a button was pressed."""
    polls = s.find(Polls)
    return policy if polls is None or polls.dials is None else polls.dials


def _fields(s: Situation) -> tuple[FormField, ...]:
    titles = [goal.title for goal in s.policy.goals.values()]
    places = {name: f"#{name}" for name in [*s.policy.channels][:_MOST_PLACES]}
    return (
        FormField(name="text", kind="words", value=("\n".join(titles),)),
        FormField(name="place", kind="one", options=tuple(places), value=tuple(places)[:1], labels=places),
        FormField(name="days", kind="one", options=_DAYS, value=("7",), labels={each: each for each in _DAYS}),
    )


def _again(s: Situation, polls: Polls, policy: ValuePollPolicy) -> datetime | None:
    """From when on there may be another one; None: now."""
    at = polls.latest.at + policy.rest if polls.latest is not None else s.now
    return at if at > s.now else None


def on_form(s: Situation, policy: ValuePollPolicy) -> Sequence[Verdict]:
    """It begins now, or in the morning; it ends at a decent hour."""
    policy = _dials(s, policy)
    polls = s.find(Polls) or Polls()
    if polls.running is not None or _again(s, polls, policy) is not None:
        return on_poll(s, policy)
    values = tuple(dict.fromkeys(line.strip(" -•\t") for line in s.typed("text").splitlines() if line.strip(" -•\t")))
    place, days = s.typed("place"), s.typed("days")
    if not LEAST_VALUES <= len(values) <= MOST_VALUES or any(len(each) > LONGEST_VALUE for each in values):
        fields = {
            "least": words(str(LEAST_VALUES)),
            "most": words(str(MOST_VALUES)),
            "longest": words(str(LONGEST_VALUE)),
        }
        return [
            answer(s, Reply(text=f"{NAME}.wrong_values", fields=fields, is_problem=True), "wrote no list of values")
        ]
    if place not in s.policy.channels or not polls.places.get(place):
        return [_told(s, "no_place", place=words(place))]
    length = min(timedelta(days=int(days) if days in _DAYS else 7), s.policy.retention)
    begins = _decent(s, s.now)
    me = s.the_actor().member
    poll = Poll(
        id=stable_id(POLL, s.community, s.now.isoformat()), at=s.now, until=_decent(s, begins + length), values=values,
        place=place, by=me,
    )  # fmt: skip
    end = FollowUp(play=NAME, kind=END, thread=poll.look, due_at=poll.until, is_owed=True)
    verdicts = [
        Act(action=Keep(entry=poll.to_entry()), subject=s.community, reason=_BEGAN),
        Act(action=end, subject=s.community, reason="then it closes"),
    ]
    if begins > s.now:
        later = FollowUp(play=NAME, kind=BEGIN, thread=poll.look, due_at=begins, is_owed=True)
        verdicts.append(Act(action=later, subject=s.community, reason="it is night there"))
        return [*verdicts, _told(s, "begins_later", at=instant(begins), place=words(place))]
    return [*verdicts, *_ask(s, polls, poll, policy), _told(s, "begun", until=instant(poll.until), place=words(place))]


def _decent(s: Situation, at: datetime) -> datetime:
    """That instant, or the next morning in the community's zone."""
    quiet = (s.policy.restraint.quiet_from, s.policy.restraint.quiet_until)
    if not is_quiet(at, s.policy.timezone, *quiet):
        return at
    return next_decent(at, s.policy.timezone, quiet=quiet) or at


def on_begin(s: Situation, policy: ValuePollPolicy) -> Sequence[Verdict]:
    """The morning has come."""
    policy = _dials(s, policy)
    polls = s.find(Polls) or Polls()
    if polls.running is None or polls.running.id != s.look:
        return [Hold(subject=s.community, reason="there is no poll any more")]
    return _ask(s, polls, polls.running, policy)


def _ask(s: Situation, polls: Polls, poll: Poll, policy: ValuePollPolicy) -> list[Verdict]:
    return [
        Act(
            action=Say(
                text=f"{NAME}.ask", reach=Reach.CHANNEL, to=channel,
                fields={"most": words(str(policy.choices)), "until": moment(poll.until)},
                items=tuple({"value": words(value)} for value in poll.values),
                controls=(CHOOSE, "why"), lane=Lane.DIGEST, slot=f"poll:{poll.id}:{channel}",
            ),
            subject=s.community, reason=_BEGAN,
        )
        for channel in polls.places.get(poll.place, ())
    ]  # fmt: skip


# --- the members ------------------------------------------------------------------------------------------------------


def on_choose(s: Situation, _policy: ValuePollPolicy) -> Sequence[Verdict]:
    """The form, with what they chose so far."""
    polls = s.find(Polls) or Polls()
    poll, refused = polls.running, _refused(s, polls)
    if poll is None or refused is not None:
        return [refused or _told(s, "over")]
    mine = polls.of(s.the_actor().member)
    labels = {str(nth): value for nth, value in enumerate(poll.values)}
    value = tuple(str(nth) for nth in chosen_in(mine, poll)) if mine is not None else ()
    fields = (FormField(name="values", kind="many", options=tuple(labels), value=value, labels=labels),)
    return [answer(s, OpenForm(form=CHOOSE, text=f"{NAME}.choose", fields=fields), "wants to say what they value")]


def on_choose_form(s: Situation, policy: ValuePollPolicy) -> Sequence[Verdict]:
    """Their choice, in place of an earlier one; nothing chosen takes it back."""
    policy = _dials(s, policy)
    polls = s.find(Polls) or Polls()
    poll, refused = polls.running, _refused(s, polls)
    if poll is None or refused is not None:
        return [refused or _told(s, "over")]
    me, before = s.the_actor().member, polls.of(s.the_actor().member)
    numbers = {int(each) for each in s.chosen("values") if each.isdigit() and int(each) < len(poll.values)}
    if len(numbers) > policy.choices:
        too_many = Reply(text=f"{NAME}.too_many", fields={"most": words(str(policy.choices))}, is_problem=True)
        return [answer(s, too_many, "chose more than may be chosen")]
    reason = "said what they value"
    if not numbers:
        gone = [Keep(entry=before, before=before, is_gone=True)] if before is not None else []
        return [*(Act(action=keep, subject=me, reason=reason) for keep in gone), _told(s, "taken_back")]
    keep = Keep(entry=choice(poll, me, numbers, s.now), before=before)
    return [Act(action=keep, subject=me, reason=reason), _told(s, "chosen", until=instant(poll.until))]


def _refused(s: Situation, polls: Polls) -> Act | None:
    actor = s.the_actor()
    is_counted = actor.member not in polls.out and not actor.roles & OWN_PEOPLE
    return None if is_counted else _told(s, "not_counted")


# --- the end ----------------------------------------------------------------------------------------------------------


def on_close(s: Situation, _policy: ValuePollPolicy) -> Sequence[Verdict]:
    """A manager ends it before its time."""
    polls = s.find(Polls) or Polls()
    if polls.running is None:
        return [_told(s, "over")]
    return [*_end(s, polls, polls.running, "a manager closed it"), _told(s, "closed_now")]


def on_end(s: Situation, _policy: ValuePollPolicy) -> Sequence[Verdict]:
    """Its time is over."""
    polls = s.find(Polls) or Polls()
    if polls.running is None or polls.running.id != s.look:
        return [Hold(subject=s.community, reason="there is no poll any more")]
    return _end(s, polls, polls.running, _ENDED)


def _end(s: Situation, polls: Polls, poll: Poll, reason: str) -> list[Verdict]:
    """It is counted and told, and who chose what is let go of."""
    voters, times = tally(poll, polls.counted())
    closed = replace(poll, is_open=False, voters=voters, chosen=times)
    gone = [replace(one, words="") for one in polls.choices]
    verdicts: list[Verdict] = [
        Act(action=Keep(entry=closed.to_entry(), before=poll.to_entry()), subject=s.community, reason=reason),
        *(Act(action=Keep(entry=one, is_gone=True), subject=s.community, reason="it was counted") for one in gone),
    ]
    for channel in polls.places.get(poll.place, ()):
        over = Say(
            text=f"{NAME}.closed", reach=Reach.CHANNEL, to=channel, controls=("why",), is_unprompted=False,
            lane=Lane.DIGEST, slot=f"poll:{poll.id}:{channel}",
            items=tuple({"value": words(value)} for value in poll.values),
        )  # fmt: skip
        told = Say(
            text=f"{NAME}.result" if voters else f"{NAME}.too_few", reach=Reach.CHANNEL, to=channel,
            fields={"voters": words(str(voters))} if voters else {},
            items=tuple(map(_line, ranked(closed))), controls=("why",), is_unprompted=False, lane=Lane.DIGEST,
            slot=f"poll_result:{poll.id}:{channel}",
        )  # fmt: skip
        verdicts += [Act(action=each, subject=s.community, reason=reason) for each in (over, told)]
    return verdicts


def _line(one: Ranked) -> dict[str, Field]:
    times = words("few" if one.times is None else str(one.times))
    span = shares("" if one.times is None else f"{one.low:.0%}–{one.high:.0%}")
    return {"value": words(one.value), "times": times, "span": span}


PLAY = Play(
    name=NAME,
    policy=ValuePollPolicy,
    on_command={START: on_poll},
    on_control={CHOOSE: on_choose, CLOSE: on_close},
    on_form={START: on_form, CHOOSE: on_choose_form},
    on_follow_up={BEGIN: on_begin, END: on_end},
    shows=dict.fromkeys((START, CHOOSE, CLOSE, BEGIN, END), _SHOWN),
)
