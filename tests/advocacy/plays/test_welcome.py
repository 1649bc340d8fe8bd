"""Newcomers are greeted by a person: who counts as new, when one is asked, and who gets the credit."""

from dataclasses import replace
from datetime import timedelta

import pytest

from advocacy.plays.welcome import WelcomePolicy, hears, on_greet, on_greet_command, on_greeted, on_no, on_said, on_yes
from advocacy.welcoming import Arrival, Greeter, Greeters, Greeting, Greets
from engagement.actions import Credit, FollowUp, Keep, PromptPeer, Reply
from engagement.decisions import Act, Hold, Verdict
from engagement.people import Helper
from engagement.play import Heard
from engagement.threads import QuestionModes
from tests.engagement.made_up import ASKER, DAY, NOON, PEER, THIRD, answered, message, mid, person, situation, thread

POLICY = WelcomePolicy()
HELLO = thread(modes=QuestionModes.NONE)
NEW = Arrival(has_read_for_long=True)
HELPER = Helper(member=PEER)


def kinds(verdicts: list[Verdict]) -> list[str]:
    looks = [v.action for v in verdicts if isinstance(v, Act) and isinstance(v.action, FollowUp)]
    return [look.kind for look in looks]


@pytest.mark.parametrize(
    ("arrival", "is_new"),
    [
        (NEW, True),
        (Arrival(joined_at=NOON - 29 * DAY), True),
        (Arrival(joined_at=NOON - 31 * DAY), False),
        (Arrival(), False),
        (replace(NEW, is_member=False), False),
    ],
)
def test_only_who_is_new_here_and_not_only_new_to_us_is_greeted(arrival: Arrival, is_new: bool) -> None:  # noqa: FBT001
    found = on_said(situation(HELLO, is_first_message=True, shown={Arrival: arrival}), POLICY)
    assert kinds([*found]) == (["greeted", "ask_greeter"] if is_new else [])


def test_a_first_question_is_looked_after_as_a_question_and_old_news_not_at_all() -> None:
    first = {"is_first_message": True, "shown": {Arrival: NEW}}
    assert kinds([*on_said(situation(thread(), **first), POLICY)]) == ["greeted"]
    assert on_said(situation(HELLO, is_late=True, **first), POLICY) == []


def test_only_the_beginning_of_a_conversation_is_heard() -> None:
    said = Heard(text="Hi", message=message(), thread=HELLO, is_first=True)
    assert hears(said)
    assert not hears(replace(said, is_first=False))
    assert not hears(replace(said, message=message("r", of="q")))


def test_one_is_asked_the_first_in_line_and_nobody_where_somebody_spoke_already() -> None:
    ready = Greeters(ready=(HELPER, Helper(member=THIRD)), number=2)
    (act,) = on_greet(situation(HELLO, shown={Greeters: ready}), POLICY)
    assert isinstance(act, Act)
    assert isinstance(act.action, PromptPeer)
    assert (act.action.helper, act.action.ring) == (PEER, 0)
    for of, why in (
        (replace(answered(), modes=QuestionModes.NONE), "somebody has greeted them already"),
        (thread(), "it became a question, and is looked after as one"),
    ):
        assert on_greet(situation(of, shown={Greeters: ready}), POLICY) == [Hold(subject=of.id, reason=why)]
    (hold,) = on_greet(situation(HELLO, shown={Greeters: Greeters()}), POLICY)
    assert hold.reason == "nobody here likes to greet newcomers"


def test_by_night_it_waits_for_the_morning_but_no_longer_than_a_day() -> None:
    asleep = Greeters(number=1, may_from=NOON + timedelta(hours=9), why=("it is night there",))
    (later,) = on_greet(situation(HELLO, shown={Greeters: asleep}), POLICY)
    assert isinstance(later, Act)
    assert isinstance(later.action, FollowUp)
    assert later.action.due_at == NOON + timedelta(hours=9)
    (hold,) = on_greet(situation(HELLO, shown={Greeters: replace(asleep, may_from=NOON + 2 * DAY)}), POLICY)
    assert isinstance(hold, Hold)


def test_whoever_spoke_to_them_first_within_a_day_has_welcomed_them() -> None:
    greeting = Greeting(by=PEER, message=mid("r"), at=NOON + timedelta(hours=23))
    (act,) = on_greeted(situation(HELLO, shown={Greeting: greeting}), POLICY)
    assert isinstance(act, Act)
    assert act.action == Credit(member=PEER, kind="welcome", thread=HELLO.id, message=mid("r"), by=ASKER)
    for late in (replace(greeting, at=NOON + timedelta(hours=25)), None):
        (hold,) = on_greeted(situation(HELLO, shown={Greeting: late}), POLICY)
        assert isinstance(hold, Hold)


def test_who_greets_says_so_and_being_asked_takes_enrolling_too() -> None:
    keep, reply = on_yes(situation(actor=person(PEER, helper=HELPER)), POLICY)
    assert isinstance(keep, Act)
    assert keep.action == Keep(entry=Greeter(member=PEER, since=NOON).to_entry())
    _, reply = on_yes(situation(actor=person(PEER)), POLICY)
    assert isinstance(reply, Act)
    assert isinstance(reply.action, Reply)
    assert reply.action.controls == ("enrol",)
    entry = Greeter(member=PEER, since=NOON).to_entry()
    gone, _ = on_no(situation(actor=person(PEER), shown={Greets: Greets(entry=entry)}), POLICY)
    assert isinstance(gone, Act)
    assert gone.action == Keep(entry=entry, before=entry, is_gone=True)


@pytest.mark.parametrize(
    ("found", "text", "control"),
    [
        (Greets(entry=Greeter(member=PEER, since=NOON).to_entry()), "greets", "greet_not"),
        (Greets(entry=None), "offer", "greet"),
        (None, "offer", "greet"),
    ],
)
def test_the_command_says_whether_one_greets_and_offers_the_other(
    found: Greets | None, text: str, control: str
) -> None:
    seen = {} if found is None else {Greets: found}
    (act,) = on_greet_command(situation(actor=person(PEER), shown=seen), POLICY)
    assert isinstance(act, Act)
    assert act.action == Reply(text=f"welcome.{text}", controls=(control,))
