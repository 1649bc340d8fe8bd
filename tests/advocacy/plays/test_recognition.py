"""Thanks become credit for whoever is meant, are passed on in the giver's words, and the record is its owner's."""

from dataclasses import replace
from typing import Any

import pytest

from advocacy.contributions import contribution
from advocacy.kudos import Receiver, Refused
from advocacy.plays import recognition
from advocacy.recognised import Before, Earlier, OwnRecord, Rings, ring_slot
from advocacy.record import Ring, records
from engagement.actions import Credit, FieldKind, Keep, Reach, Reply, Say
from engagement.decisions import Act, Verdict
from engagement.events import CommandGiven, ReactionAdded, ReactionRemoved, Threading
from engagement.ids import AccountId, MemberId
from engagement.own_acts import SetConsent
from engagement.people import Purpose, Role
from engagement.records import Channel, Contribution
from engagement.situation import Situation
from engagement.threads import ThreadState
from tests.engagement.made_up import (
    ASKER,
    HELP,
    NOON,
    PEER,
    THIRD,
    answered,
    message,
    mid,
    person,
    policy,
    situation,
    thread,
    tid,
)

POLICY = recognition.RecognitionPolicy()
ANSWER = message("a", author=PEER, minutes=5, of="q")
SOLVED = thread("q", state=ThreadState.SOLVED, marked_by=ASKER)


def actions(verdicts: Any) -> list[Any]:
    assert all(isinstance(verdict, Verdict) for verdict in verdicts)
    return [verdict.action for verdict in verdicts if isinstance(verdict, Act)]


def heard(by: MemberId = ASKER, modes: Any = None, **more: Any) -> Situation:
    said = message("t", author=by, minutes=7, of="q")
    about = answered("q") if modes is None else answered("q", modes=modes)
    return situation(about, minutes=7, message=said, shown={Before: Before(messages=(ANSWER, said), **more)})


def test_the_thanks_of_whoever_asked_say_that_the_answer_helped() -> None:
    (credit,) = actions(recognition.on_said(heard(), POLICY))
    assert credit == Credit(member=PEER, kind="helped", thread=tid("q"), message=mid("a"), by=ASKER, said=mid("t"))


def test_the_thanks_of_a_passer_by_or_outside_a_question_are_thanks() -> None:
    assert [one.kind for one in actions(recognition.on_said(heard(by=THIRD), POLICY))] == ["thanks"]
    no_question = type(answered("q").modes).NONE
    assert [one.kind for one in actions(recognition.on_said(heard(modes=no_question), POLICY))] == ["thanks"]
    absent = actions(recognition.on_said(heard(replied_to=THIRD), POLICY))
    assert [(one.member, one.kind, one.message) for one in absent] == [(THIRD, "thanks", None)]


def test_thanks_in_reply_to_a_bot_or_to_what_is_gone_are_nobody_else_s() -> None:
    assert actions(recognition.on_said(heard(is_to_nobody=True), POLICY)) == []
    named = replace(heard(is_to_nobody=True, names={PEER: "Lou Reed"}), text="Thanks Lou!")
    assert [credit.member for credit in actions(recognition.on_said(named, POLICY))] == [PEER]


def reacted(emoji: str, by: MemberId = THIRD, *, is_gone: bool = False, author: MemberId = PEER) -> Situation:
    kind = ReactionRemoved if is_gone else ReactionAdded
    event = kind(key="r", at=NOON, message=mid("a"), channel=HELP, account=AccountId(by), emoji=emoji)
    said = replace(ANSWER, author=author)
    return situation(answered("q"), event=event, message=said, actor=person(by))


def test_a_reaction_of_thanks_credits_and_goes_as_it_came() -> None:
    (credit,) = actions(recognition.on_reaction(reacted("pray"), POLICY))
    assert (credit.member, credit.by, credit.message, credit.is_taken_back) == (PEER, THIRD, mid("a"), False)
    (back,) = actions(recognition.on_reaction(reacted("pray", is_gone=True), POLICY))
    assert back == replace(credit, is_taken_back=True)


@pytest.mark.parametrize("s", [reacted("eyes"), reacted("pray", by=PEER), reacted("pray", author=THIRD, by=THIRD)])
def test_other_reactions_and_one_s_own_credit_nobody(s: Situation) -> None:
    assert recognition.on_reaction(s, POLICY) == []


def given(receiver: Receiver, *refused: Purpose, is_private: bool = False) -> Situation:
    event = CommandGiven(
        key="c1", at=NOON, account=AccountId(ASKER), channel=HELP, words=("kudos", "@peer"), is_private=is_private
    )
    return situation(
        event=event, actor=person(ASKER), shown={Receiver: receiver}, refused=frozenset(refused),
        dials=policy().channels["help"],
    )  # fmt: skip


def test_kudos_are_kept_credited_and_passed_on_without_their_words_in_the_message() -> None:
    found = actions(recognition.on_kudos(given(Receiver(member=PEER, words="the patience")), POLICY))
    keep, credit, say, reply = found
    assert isinstance(keep, Keep)
    assert (keep.entry.member, keep.entry.by, keep.entry.words) == (PEER, ASKER, "the patience")
    assert (credit.member, credit.kind, credit.by) == (PEER, "kudos", ASKER)
    assert (say.reach, say.to, say.fields["said"].kind) == (Reach.MEMBER, PEER, FieldKind.SAID)
    assert "patience" not in repr(say)
    assert reply.text == "recognition.kudos_noted"


def test_kudos_are_said_in_the_channel_only_of_who_agreed_and_where_a_manager_wants_it() -> None:
    public = recognition.RecognitionPolicy(in_conversation=True)
    for dials, agreed, reach in (
        (public, True, Reach.CHANNEL), (public, False, Reach.MEMBER), (POLICY, True, Reach.MEMBER),
    ):  # fmt: skip
        receiver = Receiver(member=PEER, may_be_named=agreed)
        (say,) = [one for one in actions(recognition.on_kudos(given(receiver), dials)) if isinstance(one, Say)]
        assert say.reach is reach


@pytest.mark.parametrize("why", Refused)
def test_thanks_that_cannot_be_passed_on_leave_nothing_but_a_word(why: Refused) -> None:
    (reply,) = actions(recognition.on_kudos(given(Receiver(member=PEER, refused=why)), POLICY))
    assert reply.text == f"recognition.kudos_{why.value}"


def test_thanks_said_in_private_give_nothing_and_say_where_they_count() -> None:
    thanked = Receiver(member=PEER, words="the patience")
    s = given(thanked, is_private=True)
    direct, closed, room = (
        Channel(id=HELP, name="x", kind=kind, threading=Threading.NATIVE) for kind in ("direct", "closed", "chat")
    )
    for private in (replace(s, channel=None), replace(s, channel=direct), replace(given(thanked), channel=closed)):
        (reply,) = actions(recognition.on_kudos(private, POLICY))
        assert reply.text == "recognition.kudos_private"
    assert len(actions(recognition.on_kudos(replace(s, channel=room), POLICY))) == 4, "we are in that private channel"


def test_of_whoever_stopped_everything_no_thanks_are_kept() -> None:
    (reply,) = actions(recognition.on_kudos(given(Receiver(member=PEER), Purpose.METRICS), POLICY))
    assert reply.text == "recognition.kudos_stopped"


def helped_again(*askers: MemberId, of: Any = SOLVED, **more: Any) -> Situation:
    found = Earlier(thread=tid("old"), answer=mid("old-a"), helper=PEER, askers=frozenset(askers), **more)
    return situation(of, actor=person(ASKER), shown={Earlier: found})


def test_an_earlier_answer_that_helped_again_is_credited_and_told_ever_more_rarely() -> None:
    others = tuple(MemberId(f"slack-T1:V{number}") for number in range(40))
    told = []
    for number in range(40):
        credit, *says = actions(recognition.on_it_helped(helped_again(*others[:number]), POLICY))
        assert (credit.member, credit.kind, credit.thread, credit.by) == (PEER, "useful", tid("old"), ASKER)
        told += [number + 1 for _ in says]
    assert told == [1, 3, 10, 30]


def test_who_presses_another_button_of_the_list_moves_the_credit() -> None:
    before = contribution(
        Credit(member=THIRD, kind="useful", thread=tid("older"), message=mid("older-a"), by=ASKER), NOON
    )
    gone, credit, *_ = actions(recognition.on_it_helped(helped_again(instead_of=(before,)), POLICY))
    assert gone.is_taken_back
    assert contribution(gone, NOON).id == before.id
    assert (credit.member, credit.message, credit.is_taken_back) == (PEER, mid("old-a"), False)


@pytest.mark.parametrize(
    "s",
    [
        helped_again(ASKER),
        helped_again(of=thread("q")),
        helped_again(of=replace(SOLVED, accepted=mid("a"))),
        helped_again(of=replace(SOLVED, asker=PEER)),
    ],
    ids=["the same asker again", "not solved by it", "another answer was marked", "somebody else pressed"],
)
def test_only_what_is_confirmed_counts_as_useful(s: Situation) -> None:
    assert recognition.on_it_helped(s, POLICY) == []


def own(**more: Any) -> Situation:
    deed = Contribution(
        id="c", member=ASKER, kind="helped", thread=tid("q"), at=NOON, points=3, message=mid("a"), by=PEER
    )
    record = records([deed, *(replace(deed, id=f"t{n}", kind="thanks") for n in range(2))], NOON)[ASKER]
    shown = {OwnRecord: OwnRecord(record=record, **more)}
    return situation(actor=person(ASKER), shown=shown)


def test_the_record_shows_points_only_where_they_are_on_and_why_something_does_not_count() -> None:
    (plain,) = actions(recognition.on_mine(own(), POLICY))
    assert {value.value for name, value in plain.fields.items() if name.startswith("points_")} == {""}
    (shown,) = actions(recognition.on_mine(own(), recognition.RecognitionPolicy(points=True)))
    assert (shown.fields["points_help"].value, shown.fields["helped"].value) == ("6", "1")
    assert [item["held"].value for item in shown.items if item["held"].value] == [
        "more thanks than count between the same two in a week"
    ]


def test_the_record_says_what_somebody_is_here_and_that_sales_is_kept_out() -> None:
    (plain,) = actions(recognition.on_mine(own(), POLICY))
    assert (plain.fields["known_as"].value, plain.fields["kept_out"].value) == ("", "")
    (shown,) = actions(recognition.on_mine(own(roles=(Role.STAFF, Role.SALES), is_sales_kept_out=True), POLICY))
    assert (shown.fields["known_as"].value, shown.fields["kept_out"].value) == ("staff, sales", "sales_kept_out")


@pytest.mark.parametrize(
    ("hook", "purpose", "is_given"),
    [
        (recognition.on_name_me, Purpose.PUBLISH, True), (recognition.on_name_me_not, Purpose.PUBLISH, False),
        (recognition.on_show_team, Purpose.ADVOCACY, True), (recognition.on_show_team_not, Purpose.ADVOCACY, False),
    ],
)  # fmt: skip
def test_each_button_gives_one_consent_and_is_offered_when_it_changes_something(
    hook: Any,
    purpose: Purpose,
    is_given: bool,  # noqa: FBT001  # given by the parameters above
) -> None:
    consent, reply = actions(hook(own(), POLICY))
    assert consent == SetConsent(member=ASKER, purpose=purpose, is_given=is_given)
    assert isinstance(reply, Reply)
    (before,) = actions(recognition.on_mine(own(is_named=not is_given, is_seen=not is_given), POLICY))
    assert hook.__name__.removeprefix("on_") in before.controls


def test_whoever_stopped_everything_does_not_agree_to_anything_by_a_button() -> None:
    stopped = replace(own(), refused=frozenset({Purpose.METRICS}))
    assert [type(one) for one in actions(recognition.on_name_me(stopped, POLICY))] == [Reply]


def test_managers_hear_of_a_ring_by_name_and_of_nobody_s_figures() -> None:
    ring = Ring(members=frozenset({PEER, THIRD}), since=NOON, until=NOON, contributions=())
    (say,) = actions(recognition.on_daily(situation(shown={Rings: Rings(rings=(ring,))}), POLICY))
    assert (say.reach, say.slot, len(say.items)) == (Reach.MANAGERS, ring_slot(ring), 2)
    assert recognition.on_daily(situation(shown={Rings: Rings()}), POLICY) == []
