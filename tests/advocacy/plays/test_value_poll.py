"""Members say what they value: when it is asked, by whom, what counts, and what is kept of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from advocacy.plays.value_poll import PLAY
from advocacy.polls import CHOICE, POLL, Poll, Polls, ValuePollPolicy, choice, to_poll
from engagement.actions import FollowUp, Keep, OpenForm, Reply, Say
from engagement.decisions import Act, Hold, Verdict
from engagement.events import FormSubmitted
from engagement.ids import AccountId, MemberId
from engagement.people import Role
from engagement.policy import RestraintPolicy
from engagement.situation import Situation
from engagement.strategy import Goal, Measure
from tests.engagement.made_up import HELP, NOON, PEER, person, policy, situation

DIALS = ValuePollPolicy()
RUNNING = Poll(
    id="p", at=NOON - timedelta(days=2), until=NOON + timedelta(days=5), values=("speed", "kindness", "depth"),
    place="help",
)  # fmt: skip
VALUES = "speed\n - kindness\n\ndepth \nspeed"


def shown(polls: Polls | None = None, role: Role = Role.MEMBER, now: datetime = NOON, **more: Any) -> Situation:
    return situation(
        shown={Polls: replace(polls or Polls(), places={"help": (HELP,)})}, actor=person(PEER, role), now=now, **more
    )


def sends(form: str, polls: Polls | None = None, role: Role = Role.MEMBER, now: datetime = NOON,
          **values: tuple[str, ...]) -> list[Verdict]:  # fmt: skip
    event = FormSubmitted(key="f", at=now, account=AccountId(PEER), form=form, values=values)
    return list(PLAY.on_form[form](shown(polls, role, now, event=event), DIALS))


def starts(values: str = VALUES, now: datetime = NOON, polls: Polls | None = None) -> list[Verdict]:
    return sends("poll", polls, Role.MANAGER, now, text=(values,), place=("help",), days=("7",))


def of(verdicts: list[Verdict], kind: type) -> list[Any]:
    return [each.action for each in verdicts if isinstance(each, Act) and isinstance(each.action, kind)]


def told(verdicts: list[Verdict]) -> str:
    return str(of(verdicts, Reply)[-1].text.removeprefix("value_poll."))


def voted(*who: int, numbers: tuple[int, ...] = (0,)) -> tuple[Any, ...]:
    return tuple(choice(RUNNING, MemberId(f"m{each}"), numbers, NOON) for each in who)


def test_a_poll_is_posted_with_its_values_and_ends_by_itself() -> None:
    verdicts = starts()
    (kept,) = of(verdicts, Keep)
    poll = to_poll(kept.entry)
    assert (poll.values, poll.until, poll.is_open) == (("speed", "kindness", "depth"), NOON + timedelta(days=7), True)
    (say,) = of(verdicts, Say)
    assert (say.to, say.controls, say.is_unprompted) == (HELP, ("poll_choose", "why"), True)
    assert [item["value"].value for item in say.items] == ["speed", "kindness", "depth"]
    (end,) = of(verdicts, FollowUp)
    assert (end.kind, end.due_at, end.thread) == ("end", poll.until, poll.look)


def test_the_form_proposes_what_the_goals_are_called() -> None:
    known = {"by": NOON.date(), "since": NOON.date(), "target": 1.0, "measure": Measure.PEERS_SHARE}
    goals = {name: Goal(name=name, title=name.title(), **known) for name in ("quick", "kind")}  # type: ignore[arg-type]
    (form,) = of(list(PLAY.on_command["poll"](shown(policy=policy(goals=goals)), DIALS)), OpenForm)
    assert form.fields[0].value == ("Quick\nKind",)


@pytest.mark.parametrize(
    "values", ["", "a\nb", "a\na\na\nb", "\n".join("abcdefgh"), f"a\nb\n{'x' * 61}"],
    ids=["none", "two", "twice the same", "eight", "too long"],
)  # fmt: skip
def test_what_is_no_list_of_values_stays_in_the_form(values: str) -> None:
    (reply,) = of(starts(values), Reply)
    assert reply.is_problem


def test_a_channel_that_is_not_read_is_no_place() -> None:
    verdicts = sends("poll", None, Role.MANAGER, text=(VALUES,), place=("elsewhere",), days=("7",))
    assert told(verdicts) == "no_place"
    assert of(verdicts, Keep) == []


def test_at_night_it_waits_for_the_morning_and_never_ends_at_night() -> None:
    night = NOON.replace(hour=23)
    s = policy(restraint=RestraintPolicy(), timezone="UTC")
    event = FormSubmitted(key="f", at=night, account=AccountId(PEER), form="poll",
                          values={"text": (VALUES,), "place": ("help",), "days": ("3",)})  # fmt: skip
    verdicts = list(PLAY.on_form["poll"](shown(None, Role.MANAGER, night, event=event, policy=s), DIALS))
    assert of(verdicts, Say) == []
    looks = {each.kind: each.due_at for each in of(verdicts, FollowUp)}
    assert looks["begin"] == (night + timedelta(days=1)).replace(hour=8)
    assert looks["end"] == looks["begin"] + timedelta(days=3)
    poll = to_poll(of(verdicts, Keep)[0].entry)
    (say,) = of(list(PLAY.on_follow_up["begin"](shown(Polls(latest=poll), look=poll.id), DIALS)), Say)
    assert say.text == "value_poll.ask"


def test_it_never_runs_longer_than_words_are_kept() -> None:
    event = FormSubmitted(key="f", at=NOON, account=AccountId(PEER), form="poll",
                          values={"text": (VALUES,), "place": ("help",), "days": ("14",)})  # fmt: skip
    dials = policy(retention=timedelta(days=2), restraint=RestraintPolicy(), timezone="UTC")
    verdicts = list(PLAY.on_form["poll"](shown(None, Role.MANAGER, event=event, policy=dials), DIALS))
    assert to_poll(of(verdicts, Keep)[0].entry).until == NOON + timedelta(days=2)


def test_once_a_quarter_and_one_at_a_time() -> None:
    early = Polls(latest=replace(RUNNING, is_open=False))
    assert told(starts(polls=early)) == "too_soon"
    assert told(starts(polls=Polls(latest=RUNNING))) == "standing"
    old = Polls(latest=replace(RUNNING, is_open=False, at=NOON - timedelta(days=90)))
    assert told(starts(polls=old)) == "begun"


def test_a_manager_sees_how_many_chose_and_of_few_not_even_that() -> None:
    for people, said in ((4, "few"), (5, "5")):
        polls = Polls(latest=RUNNING, choices=voted(*range(people)))
        (reply,) = of(list(PLAY.on_command["poll"](shown(polls, Role.MANAGER), DIALS)), Reply)
        assert (reply.fields["voters"].value, reply.controls) == (said, ("poll_close",))


def test_a_member_chooses_changes_it_and_takes_it_back() -> None:
    polls = Polls(latest=RUNNING)
    first = sends("poll_choose", polls, values=("0", "2"))
    (kept,) = of(first, Keep)
    assert (kept.entry.words, kept.before, told(first)) == ("0 2", None, "chosen")
    mine = replace(polls, choices=(kept.entry,))
    (form,) = of(list(PLAY.on_control["poll_choose"](shown(mine), DIALS)), OpenForm)
    assert form.fields[0].value == ("0", "2")
    (changed,) = of(sends("poll_choose", mine, values=("1",)), Keep)
    assert (changed.entry.id, changed.entry.words, changed.before) == (kept.entry.id, "1", kept.entry)
    (gone,) = of(sends("poll_choose", mine), Keep)
    assert (gone.entry, gone.is_gone) == (kept.entry, True)
    assert of(sends("poll_choose", polls), Keep) == []


@pytest.mark.parametrize("numbers", [("0", "1", "2", "3"), ("0", "1", "2", "3", "x")])
def test_no_more_than_may_be_chosen(numbers: tuple[str, ...]) -> None:
    wide = replace(RUNNING, values=(*RUNNING.values, "fun"))
    (reply,) = of(sends("poll_choose", Polls(latest=wide), values=numbers), Reply)
    assert (reply.text, reply.is_problem) == ("value_poll.too_many", True)


def test_numbers_that_are_none_are_nothing() -> None:
    (kept,) = of(sends("poll_choose", Polls(latest=RUNNING), values=("1", "9", "-1", "one")), Keep)
    assert kept.entry.words == "1"


@pytest.mark.parametrize("way", ["poll_choose", "form"])
def test_staff_and_whoever_stopped_are_not_asked_and_after_the_end_nobody_is(way: str) -> None:
    def tries(polls: Polls, role: Role = Role.MEMBER) -> list[Verdict]:
        if way == "form":
            return sends("poll_choose", polls, role, values=("0",))
        return list(PLAY.on_control["poll_choose"](shown(polls, role), DIALS))

    running = Polls(latest=RUNNING)
    assert told(tries(running, Role.STAFF)) == "not_counted"
    assert told(tries(replace(running, out=frozenset({PEER})))) == "not_counted"
    assert told(tries(Polls(latest=replace(RUNNING, is_open=False)))) == "over"
    assert told(tries(Polls())) == "over"


def test_the_end_tells_what_five_say_and_keeps_nobodys_choice() -> None:
    polls = Polls(latest=RUNNING, choices=(*voted(*range(6)), *voted(7, 8, numbers=(1,))))
    verdicts = list(PLAY.on_follow_up["end"](shown(polls, look="p"), DIALS))
    kept = of(verdicts, Keep)
    assert [each.entry.kind for each in kept] == [POLL, *[CHOICE] * 8]
    assert all(each.is_gone and each.before is None and not each.entry.words for each in kept[1:])
    closed = to_poll(kept[0].entry)
    assert (closed.voters, closed.chosen) == (8, (6, 2, 0))
    over, result = of(verdicts, Say)
    assert (over.text, over.controls, over.slot) == ("value_poll.closed", ("why",), f"poll:p:{HELP}")
    assert result.text == "value_poll.result"
    assert [(item["value"].value, item["times"].value) for item in result.items] == [
        ("speed", "6"), ("kindness", "few"), ("depth", "few"),
    ]  # fmt: skip
    assert result.items[0]["span"].value == "41%–93%"


def test_of_four_voters_nothing_is_told_nor_kept() -> None:
    polls = Polls(latest=RUNNING, choices=voted(*range(4)))
    verdicts = list(PLAY.on_control["poll_close"](shown(polls, Role.MANAGER), DIALS))
    assert [each.text for each in of(verdicts, Say)] == ["value_poll.closed", "value_poll.too_few"]
    closed = to_poll(of(verdicts, Keep)[0].entry)
    assert (closed.voters, closed.chosen, closed.is_open) == (0, (), False)


@pytest.mark.parametrize("kind", ["begin", "end"])
def test_a_poll_that_was_taken_back_does_nothing_more(kind: str) -> None:
    for polls in (Polls(), Polls(latest=replace(RUNNING, id="another"))):
        (held,) = PLAY.on_follow_up[kind](shown(polls, look="p"), DIALS)
        assert isinstance(held, Hold)
