"""Who of sales is invited, when not and why, and what the buttons do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advocacy import invited
from advocacy.asks import LOOK
from advocacy.invitation_figures import FEWEST, invitation_figures
from advocacy.invitations import (
    Case,
    Invitation,
    State,
    case_from_entry,
    case_to_entry,
    from_entry,
    muted_signs,
    new_invitation,
    slot_of,
    taken,
    to_entry,
)
from advocacy.inviting import SalesPromptPolicy
from advocacy.occasions import Occasion
from advocacy.plays.sales_prompt import PLAY, on_daily, on_escalation, on_find, on_invite, on_over, on_reply, on_silence
from advocacy.sales_desk import Asker, Card, SalesDesk, SalesRecord, Speakers
from advocacy.sellers import Seller
from engagement.actions import CancelFollowUps, FollowUp, Keep, Reply, Say, Undo
from engagement.crisis import Crisis
from engagement.decisions import Act, Hold, Verdict
from engagement.escalating.acts import Move
from engagement.escalating.dials import Governance
from engagement.escalating.seen import Escalating
from engagement.escalating.signs import Said
from engagement.ids import CrisisId, DecisionId, MemberId
from engagement.people import Role
from engagement.policy import ChannelPolicy
from engagement.records import Channel
from engagement.shown import Choices
from engagement.situation import Situation
from engagement.stories import Story
from engagement.threads import ThreadState
from tests.bots.voice.spoken import TAKEN
from tests.engagement.made_up import (
    ASKER,
    HELP,
    NOON,
    PEER,
    THIRD,
    answered,
    at,
    message,
    person,
    policy,
    showing,
    situation,
    tid,
)

DIALS = SalesPromptPolicy()
SAL, SUE, STU, SID = (MemberId(f"slack-T1:{name}") for name in ("sal", "sue", "stu", "sid"))
ASKED = "We are moving from Fieldbook. What comes first?"
CASE = Case(thread=tid("q"), at=at(35), asker=ASKER)
QUESTION = answered(topics=("api",))
OLD = Asker(known_since=NOON - timedelta(days=90))


def seller(member: MemberId = SAL, **more: Any) -> Seller:
    return Seller(member=member, at=NOON - timedelta(days=9), **more)


def invitation(member: MemberId = SAL, minutes: float = 36, **more: Any) -> Invitation:
    return replace(new_invitation(CASE, member, Occasion.MIGRATION, ("moving from",), at(minutes)), **more)


def desk(*invitations: Invitation, **more: Any) -> SalesDesk:
    cards = {one.id: Card(decision=DecisionId(f"d{one.id}"), is_waiting=False) for one in invitations}
    fields: dict[str, Any] = {
        "sellers": (seller(), seller(SUE)), "invitations": invitations, "cards": cards, "case": CASE, "asker": OLD,
        "asked": ASKED,
    }  # fmt: skip
    return SalesDesk(**fields | more)


def shown(found: SalesDesk, minutes: float = 36, **more: Any) -> Situation:
    extra = more.pop("shown", {})
    channel = Channel(id=HELP, name="help", kind="text", threading="native")
    return situation(more.pop("of", QUESTION), minutes, shown={SalesDesk: found, **extra}, channel=channel, **more)


def acts(verdicts: Sequence[Verdict], kind: type[Any]) -> list[Any]:
    return [v.action for v in verdicts if isinstance(v, Act) and isinstance(v.action, kind)]


def held(verdicts: Sequence[Verdict]) -> list[str]:
    return [v.reason for v in verdicts if isinstance(v, Hold)]


def states(verdicts: Sequence[Verdict]) -> dict[MemberId | None, State]:
    kept = [from_entry(keep.entry) for keep in acts(verdicts, Keep) if keep.entry.kind == "invitation"]
    return {one.seller: one.state for one in kept}


# --- when -------------------------------------------------------------------------------------------------------------


def replied(found: SalesDesk, before: Any = None, **more: Any) -> Sequence[Verdict]:
    said = more.pop("message", message("a", PEER, 5, of="q"))
    return on_reply(shown(found, 5, message=said, before=before, **more), DIALS)


def test_the_first_answer_begins_the_wait() -> None:
    verdicts = replied(desk(case=None))
    (look,) = acts(verdicts, FollowUp)
    assert (look.kind, look.due_at) == ("find", at(35))


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(desk(case=None, asked="Where do I find my token?"), id="an ordinary question"),
        pytest.param(desk(case=None, sellers=()), id="nobody enrolled"),
        pytest.param(desk(), id="found already"),
    ],
)
def test_nothing_is_waited_for(found: SalesDesk) -> None:
    assert replied(found) == []


def test_what_was_said_long_ago_invites_nobody() -> None:
    assert replied(desk(case=None), is_late=True) == []


OUTAGE = Crisis(
    id=CrisisId("c"), began_at=NOON, lead=SAL, communicator=SAL, every=timedelta(hours=1), due_at=NOON, channels=(HELP,)
)
ANGRY = tuple(
    Said(text, by_asker=True, at=at(minute))
    for minute, text in ((0, "How?"), (40, "THIS IS STILL NOT WORKING!!! Anyone??"))
)
RUNNING = Escalating(governance=Governance(), policy="p", escalation=TAKEN)


@pytest.mark.parametrize(
    ("more", "found", "reason"),
    [
        ({}, {"asker": replace(OLD, has_refused=True)}, "whoever asked wants no sales"),
        ({"dials": ChannelPolicy(name="help", no_sales=True)}, {}, "no sales in this channel"),
        ({}, {"asker": replace(OLD, needs_to_agree=True)}, "nobody of sales is invited on this platform"),
        ({"of": answered(state=ThreadState.SOLVED)}, {}, "the conversation is over"),
        ({"of": replace(QUESTION, first_reply_at=None)}, {}, "nobody has answered"),
        ({"minutes": 5 + 49 * 60}, {}, "the conversation is over"),
        ({}, {"asker": replace(OLD, is_staff=True)}, "asked by staff"),
        ({}, {"asker": Asker(known_since=NOON - timedelta(days=13))}, "whoever asked is new here"),
        ({}, {"asker": Asker()}, "whoever asked is new here"),
        ({}, {"asker": replace(OLD, invited_at=NOON - timedelta(days=13))},
         "somebody of sales was invited to whoever asked lately"),
        ({"policy": policy(is_paused=True)}, {}, "everything to members is paused"),
        ({"policy": policy(dry_run=True)}, {}, "nobody of sales is invited in a try-out"),
        ({"dials": ChannelPolicy(name="help", is_live=False)}, {}, "nobody of sales is invited in a try-out"),
        ({"crisis": OUTAGE}, {}, "an outage or the like goes on where this was asked"),
        ({"shown": showing(Choices(storm=(tid("q"), tid("r"), tid("t"))))}, {}, "several similar questions at once: something may be broken or unclear"),
        ({"escalating": RUNNING}, {}, "a team has this question"),
        ({}, {"said": ANGRY}, "the asker is losing patience"),
        ({}, {"asked": "Where is my token?"}, "it reads like an ordinary question"),
        ({}, {"muted": frozenset({"we are moving from", "are moving from"})}, "what reads like this has mostly not fitted"),
        ({}, {"sellers": (seller(topics=("billing",)),)}, "nobody registered for this"),
        ({}, {"sellers": (seller(occasions=(Occasion.STORY,)),)}, "nobody registered for this"),
    ],
)  # fmt: skip
def test_nobody_is_invited_and_the_journal_says_why(more: dict[str, Any], found: dict[str, Any], reason: str) -> None:
    verdicts = on_find(shown(desk(case=None, **found), **more), DIALS)
    assert held(verdicts) == [reason]
    assert acts(verdicts, Keep) == []


def test_a_channel_that_is_not_public_is_left_alone() -> None:
    hidden = replace(
        shown(desk()), channel=Channel(id=HELP, name="h", kind="text", threading="native", is_private=True)
    )
    assert (
        held(on_find(hidden, DIALS))
        == held(on_find(replace(hidden, channel=None), DIALS))
        == ["the channel is not public"]
    )


def test_on_a_platform_that_wants_a_yes_both_have_to_agree() -> None:
    dials = SalesPromptPolicy(discord=True)
    asker = replace(OLD, needs_to_agree=True)
    assert held(on_find(shown(desk(asker=asker)), dials)) == ["whoever asked has not agreed to sales"]
    assert held(on_find(shown(desk(asker=replace(asker, has_agreed=True))), dials)) == []


def test_what_fits_is_noted_whether_or_not_anybody_is_invited() -> None:
    verdicts = on_find(shown(desk(case=None)), DIALS)
    (kept,) = acts(verdicts, Keep)
    assert case_from_entry(kept.entry) == Case(thread=tid("q"), at=at(36), asker=ASKER)
    assert [look.kind for look in acts(verdicts, FollowUp)] == ["invite", "went_on"]


# --- who --------------------------------------------------------------------------------------------------------------


def test_the_card_says_why_in_words_of_our_lists_and_what_to_bring_and_names_nobody() -> None:
    stories = {
        "hills": Story(name="hills", title="Hills", link="https://x.example/1", topics=("api",)),
        "sea": Story(name="sea", title="Sea", link="https://x.example/2", topics=("billing",)),
    }
    speakers = Speakers(by_topic={"api": (ASKER, THIRD)})
    verdicts = on_invite(shown(desk(), policy=policy(stories=stories), shown={Speakers: speakers}), DIALS)
    (say,) = acts(verdicts, Say)
    assert say.to == SAL
    assert say.fields["why"].value == "somebody comes from another product or replaces one"
    assert "Fieldbook" not in repr(say)
    assert ASKER not in repr(say.fields)
    assert [item["story"].value or item["speaker"].value for item in say.items] == ["Hills", THIRD]
    assert states(verdicts) == {SAL: State.OPEN}
    (seen,) = [keep.entry for keep in acts(verdicts, Keep) if keep.entry.kind == LOOK]
    assert (seen.member, seen.by) == (THIRD, SAL), "whoever is named sees by whom they were seen"


@pytest.mark.parametrize(
    ("sellers", "times", "chosen"),
    [
        ((seller(), seller(SUE)), {SAL: (at(-2000),)}, SUE),
        ((seller(), seller(SUE)), {SAL: (at(-2000),), SUE: (at(-3000),)}, SUE),
        ((seller(),), {SAL: (at(-100),)}, None),
        ((seller(),), {SAL: (at(-2000), at(-4000), at(-6000))}, None),
        ((seller(a_week=1),), {SAL: (at(-2000),)}, None),
        ((seller(),), {SAL: (at(-11000),) * 3}, SAL),
        ((seller(away_until=at(60)),), {}, None),
        ((seller(away_until=at(30)),), {}, SAL),
        ((seller(ASKER),), {}, None),
    ],
)
def test_whose_turn_it_is(sellers: tuple[Seller, ...], times: dict[MemberId, Any], chosen: MemberId | None) -> None:
    says = acts(on_invite(shown(desk(sellers=sellers, invited=times)), DIALS), Say)
    assert [say.to for say in says] == ([chosen] if chosen else [])


def test_whoever_sleeps_is_invited_in_the_morning() -> None:
    found = desk(sellers=(seller(),), zones={SAL: "Pacific/Auckland"})
    verdicts = on_invite(shown(found), DIALS)
    (look,) = acts(verdicts, FollowUp)
    assert look.kind == "invite"
    assert look.due_at == at(7 * 60)
    assert states(verdicts) == {}


def test_silence_lets_another_one_in_and_the_first_may_still_come() -> None:
    verdicts = on_silence(shown(desk(invitation()), 300), DIALS)
    assert states(verdicts) == {SAL: State.LAPSED, SUE: State.OPEN}
    (join,) = states(press("sales_join", desk(invitation(state=State.LAPSED)), SAL)).items()
    assert join == (SAL, State.JOINED)


def test_three_are_invited_at_the_most() -> None:
    some = [invitation(who, state=State.PASSED) for who in (SAL, SUE, STU)]
    found = desk(*some, sellers=tuple(seller(who) for who in (SAL, SUE, STU, SID)))
    assert held(on_invite(shown(found), DIALS)) == ["enough people of sales were invited"]


# --- buttons ----------------------------------------------------------------------------------------------------------


def press(control: str, found: SalesDesk, by: MemberId = SAL, **more: Any) -> Sequence[Verdict]:
    return PLAY.on_control[control](shown(found, actor=person(by, Role.SALES), **more), DIALS)


def replies(verdicts: Sequence[Verdict]) -> list[str]:
    return [reply.text.removeprefix("sales_prompt.") for reply in acts(verdicts, Reply)]


def test_the_first_taker_has_it_and_the_others_cards_are_over() -> None:
    verdicts = press("sales_join", desk(invitation(state=State.LAPSED), invitation(SUE)))
    assert states(verdicts) == {SAL: State.JOINED, SUE: State.WITHDRAWN}
    assert {say.slot: say.text for say in acts(verdicts, Say)} == {
        slot_of(invitation()): "sales_prompt.joined",
        slot_of(invitation(SUE)): "sales_prompt.withdrawn",
    }
    assert replies(verdicts) == ["joining"]
    assert acts(verdicts, CancelFollowUps)
    late = press("sales_join", desk(invitation(state=State.JOINED), invitation(SUE, state=State.LAPSED)), SUE)
    assert replies(late) == ["taken"]


@pytest.mark.parametrize(
    "more",
    [
        {"of": answered(state=ThreadState.DELETED)},
        {"of": answered(state=ThreadState.SOLVED)},
        {"of": replace(QUESTION, first_reply_at=None)},
        {"crisis": OUTAGE},
        {"escalating": RUNNING},
        {"dials": ChannelPolicy(name="help", no_sales=True)},
    ],
)
def test_a_stale_card_takes_nobody_there(more: dict[str, Any]) -> None:
    verdicts = press("sales_join", desk(invitation()), **more)
    assert states(verdicts) == {SAL: State.WITHDRAWN}
    assert replies(verdicts) == ["gone"]


def test_whoever_is_of_sales_no_more_joins_nothing() -> None:
    verdicts = press("sales_join", desk(invitation(), sellers=(seller(SUE),)))
    assert states(verdicts) == {SAL: State.WITHDRAWN}
    assert replies(verdicts) == ["gone"]


def test_whoever_was_not_invited_joins_nothing() -> None:
    for control in ("sales_join", "sales_pass", "sales_unfitting", "sales_helped"):
        verdicts = press(control, desk(invitation()), SUE)
        assert replies(verdicts) == ["gone"]
        assert acts(verdicts, Keep) == []


def test_passing_looks_for_another_one_and_not_fitting_for_nobody() -> None:
    passed = press("sales_pass", desk(invitation()))
    assert [look.kind for look in acts(passed, FollowUp)] == ["invite"]
    unfitting = press("sales_unfitting", desk(invitation(state=State.LAPSED), invitation(SUE)))
    assert states(unfitting) == {SAL: State.UNFITTING, SUE: State.WITHDRAWN}
    assert acts(unfitting, FollowUp) == []


@pytest.mark.parametrize(
    "verdicts",
    [
        on_over(shown(desk(invitation()), of=answered(state=ThreadState.SOLVED)), DIALS),
        on_escalation(shown(desk(invitation()), escalating=replace(RUNNING, move=Move(escalation=TAKEN))), DIALS),
        replied(desk(invitation(), said=ANGRY), before=QUESTION, message=message("m", ASKER, 40, of="q")),
        press("no_sales", desk(theirs=(invitation(),), cards={invitation().id: Card(decision=DecisionId("d"), is_waiting=False)}), ASKER),
        press("privacy_stop", desk(theirs=(invitation(),)), ASKER),
    ],
    ids=["solved", "handed to a team", "impatient", "no sales", "stop"],
)  # fmt: skip
def test_what_becomes_unwelcome_is_taken_back(verdicts: Sequence[Verdict]) -> None:
    assert states(verdicts) == {SAL: State.WITHDRAWN}
    shown_why = [say.fields["why"].value for say in acts(verdicts, Say)]
    assert "whoever asked wants no sales" not in shown_why
    assert "the asker is losing patience" not in shown_why


def test_a_card_that_nobody_has_read_is_taken_back_unseen() -> None:
    one = invitation()
    found = desk(one, cards={one.id: Card(decision=DecisionId("d"), is_waiting=True)})
    verdicts = on_over(shown(found, of=answered(state=ThreadState.SOLVED)), DIALS)
    assert [undo.decision for undo in acts(verdicts, Undo)] == ["d"]
    assert acts(verdicts, Say) == []


@pytest.mark.parametrize(
    ("text", "employer", "is_reminded"),
    [
        ("Export first.", "", True),
        ("I work at Quarry. Export first.", "", False),
        ("Export first, says Quarry.", "Quarry", False),
    ],
)
def test_whoever_joined_is_reminded_once_to_say_where_they_work(text: str, employer: str, *, is_reminded: bool) -> None:
    joined = invitation(state=State.JOINED, joined_at=at(36))
    wrote = message("s", SAL, 40, of="q")
    verdicts = replied(desk(joined), before=QUESTION, message=wrote, text=text, policy=policy(employer=employer))
    assert [say.text for say in acts(verdicts, Say)] == (["sales_prompt.employer"] if is_reminded else [])
    again = replied(desk(replace(joined, wrote_at=at(40))), before=QUESTION, message=wrote, text=text)
    assert again == []


def test_a_no_keeps_out_whoever_joined_and_wrote_nothing_yet_and_asks_nobody_what_came_of_it() -> None:
    joined = invitation(state=State.JOINED, joined_at=at(36))
    for one in (joined, replace(joined, wrote_at=at(40))):
        found = desk(one, theirs=(one,) if one.wrote_at is None else ())
        assert states(press("no_sales", found, ASKER)) == ({SAL: State.WITHDRAWN} if one.wrote_at is None else {})
        refused = replace(found, asker=replace(OLD, has_refused=True))
        assert held(invited.on_outcome(shown(refused), DIALS)) == ["whoever asked wants no sales"]
        shut = shown(found, dials=ChannelPolicy(name="help", no_sales=True))
        assert held(invited.on_outcome(shut, DIALS)) == ["no sales in this channel"]


def test_the_first_words_of_whoever_joined_count_also_where_a_no_came_before_them() -> None:
    joined = invitation(state=State.JOINED, joined_at=at(36))
    wrote = message("s", SAL, 40, of="q")
    shut = ChannelPolicy(name="help", no_sales=True)
    verdicts = replied(desk(joined), before=QUESTION, message=wrote, text="I work at Quarry.", dials=shut)
    assert states(verdicts) == {SAL: State.JOINED}


def test_the_outcome_is_asked_once() -> None:
    joined = invitation(state=State.JOINED, joined_at=at(36))
    assert len(acts(invited.on_outcome(shown(desk(joined)), DIALS), Say)) == 1
    told = press("sales_helped", desk(joined), event=None)
    assert replies(told) == ["gone"], "only the button says what came of it"


# --- what is learnt -----------------------------------------------------------------------------------------------------


def test_three_times_not_fitting_mutes_the_words_that_led_there() -> None:
    wrong = [invitation(state=State.UNFITTING, id=str(n)) for n in range(3)]
    assert muted_signs(wrong) == {"moving from"}
    assert muted_signs(wrong[:2]) == set()
    assert muted_signs([*wrong, *(invitation(state=State.JOINED, id=f"j{n}") for n in range(3))]) == set()


def test_managers_hear_when_under_half_are_taken_up_and_not_before_ten() -> None:
    def told(joined: int, other: int) -> int:
        some = [invitation(state=State.JOINED, id=f"j{n}") for n in range(joined)]
        some += [invitation(state=State.PASSED, id=f"p{n}") for n in range(other)]
        s = situation(minutes=600, shown={SalesRecord: SalesRecord(invitations=tuple(some))})
        return len(acts(on_daily(s, DIALS), Say))

    assert [told(4, 6), told(5, 5), told(0, 9)] == [1, 0, 0]
    assert taken([invitation(state=State.WITHDRAWN)]).answered == 0


def test_how_they_are_taken_is_told_of_one_occasion_or_of_all() -> None:
    some = [invitation(state=State.JOINED, occasion=Occasion.MIGRATION)]
    some += [invitation(state=state, occasion=Occasion.EVALUATION) for state in (State.JOINED, State.UNFITTING)]
    found = [taken(some, occasion) for occasion in (None, Occasion.MIGRATION, Occasion.EVALUATION, Occasion.USE_CASE)]
    assert [(one.answered, one.joined, one.unfitting) for one in found] == [(3, 2, 1), (1, 1, 0), (2, 1, 1), (0, 0, 0)]


def test_figures_say_nothing_before_there_is_enough_and_then_how_sure_they_are() -> None:
    names = [tid(str(n)) for n in range(2 * FEWEST)]
    cases = [
        Case(thread=name, at=NOON, asker=MemberId(name), went_on=n % 2 == 0, is_left_alone=n >= FEWEST)
        for n, name in enumerate(names)
    ]
    some = [
        replace(invitation(state=State.JOINED, went_on=n % 4 == 0), thread=name)
        for n, name in enumerate(names[:FEWEST])
    ]
    assert invitation_figures(some, cases[:-1]).difference is None
    assert invitation_figures(some, cases).died is None, "all of them are about one person"
    each = [replace(one, asker=MemberId(one.thread)) for one in some]
    found = invitation_figures(each, cases)
    assert found.died is not None
    assert (found.died.hits, found.died.of) == (15, 20)
    assert found.difference is not None
    assert found.difference.value == 0
    assert -0.5 < found.difference.low < 0 < found.difference.high < 0.5


def test_what_is_kept_reads_back_as_it_was() -> None:
    full = invitation(state=State.JOINED, joined_at=at(40), wrote_at=at(50), went_on=False)
    assert from_entry(to_entry(full)) == full
    looked = replace(CASE, went_on=True, is_left_alone=True)
    assert case_from_entry(case_to_entry(looked)) == looked
