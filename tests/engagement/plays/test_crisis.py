"""Who is told what when something is on fire."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from engagement.actions import FollowUp, FormField, MoveCrisis, OpenForm, Reach, Reply, Say
from engagement.crisis import LATE, NOT_ASKED, SOON, Crisis, CrisisDesk, HeldLook, Line, What, begun
from engagement.decisions import Act, Hold, Verdict
from engagement.events import CommandGiven, FormSubmitted
from engagement.ids import AccountId, ChannelId, CrisisId, MessageId
from engagement.people import Role
from engagement.plays import crisis, peer_prompt
from tests.engagement.made_up import ASKER, HELP, HOUR, NOON, OTHER, PEER, THIRD, person, policy, situation, thread, tid

DIALS = crisis.CrisisPolicy()
HUB = ChannelId("slack-T1:hub")
CARD, PUBLIC = MessageId(f"{HUB}:1"), MessageId(f"{OTHER}:1")
ON = begun(
    Crisis(
        id=CrisisId("c"), began_at=NOON, lead=THIRD, communicator=PEER, every=HOUR, due_at=NOON + HOUR, channels=(HELP,),
        room=HUB, public=OTHER,
    ),
    THIRD, "Logins fail.",
).crisis  # fmt: skip
DESK = CrisisDesk(
    people={PEER: "Peer", THIRD: "Third"}, channels={"help": (HELP,), "other": (OTHER,)}, places={"other": OTHER},
    room=HUB, card=CARD, public=PUBLIC, latest=ON, timeline=(Line(at=NOON, what=What.BEGAN, by=THIRD, text="Logins fail."),),
)  # fmt: skip


def acts(verdicts: Sequence[Verdict], kind: type[Any]) -> list[Any]:
    return [v.action for v in verdicts if isinstance(v, Act) and isinstance(v.action, kind)]


def shown(*, of: Any = None, minutes: float = 0, on: Crisis | None = ON, desk: CrisisDesk = DESK, **more: Any) -> Any:
    who = person(THIRD, Role.STAFF)
    return situation(of, minutes, crisis=on, crisis_desk=desk, **{"actor": who} | more)


def sent(form: str, **values: str | tuple[str, ...]) -> FormSubmitted:
    given = {name: (value,) if isinstance(value, str) else value for name, value in values.items()}
    return FormSubmitted(key="f", at=NOON, account=AccountId(THIRD), form=form, values=given)


def said(*words: str) -> CommandGiven:
    return CommandGiven(key="c", at=NOON, account=AccountId(THIRD), channel=HUB, words=("crisis", *words))


def test_whoever_opens_the_form_leads_and_chooses_the_rest() -> None:
    (form,) = acts(crisis.on_crisis(shown(on=None, event=said()), DIALS), OpenForm)
    assert len(form.fields) == 5, "one page of Discord's"
    event = sent(
        "crisis", matter="Logins fail.", channels=("help",), communicator=str(PEER), every="30_min", public="other"
    )
    verdicts = crisis.on_form(shown(on=None, event=event), DIALS)
    (move,) = acts(verdicts, MoveCrisis)
    began = move.turn.crisis
    assert (began.lead, began.communicator, began.channels, began.public) == (THIRD, PEER, (HELP,), OTHER)
    assert [(say.reach, say.to, say.slot) for say in acts(verdicts, Say)] == [
        (Reach.CHANNEL, HUB, began.slot),
        (Reach.CHANNEL, OTHER, began.public_slot),
    ]
    assert {(look.kind, look.due_at) for look in acts(verdicts, FollowUp)} >= {("clock", began.next_at)}


def test_in_a_try_out_members_are_not_told() -> None:
    practice = policy(dry_run=True)
    (form,) = acts(crisis.on_crisis(shown(on=None, event=said(), policy=practice), DIALS), OpenForm)
    assert form.fields[-1] == FormField(name="public", kind="one", options=("none",), value=("none",))
    event = sent("crisis", matter="Practice.", public="other")
    verdicts = crisis.on_form(shown(on=None, event=event, policy=practice), DIALS)
    assert [say.to for say in acts(verdicts, Say)] == [HUB]


def test_a_second_one_does_not_begin() -> None:
    verdicts = crisis.on_form(shown(event=sent("crisis", matter="Another.")), DIALS)
    assert acts(verdicts, MoveCrisis) == []
    assert [reply.text for reply in acts(verdicts, Reply)] == ["crisis.state"]


def test_an_update_goes_under_both_messages_line_by_line() -> None:
    verdicts = crisis.on_crisis(shown(event=said("update", "One.\nTwo."), minutes=30), DIALS)
    posted = [say for say in acts(verdicts, Say) if say.text == "crisis.update"]
    assert [(say.reach, say.to, len(say.items), say.mentions) for say in posted] == [
        (Reach.THREAD, CARD, 2, ()),
        (Reach.THREAD, PUBLIC, 2, ()),
    ]
    (move,) = acts(verdicts, MoveCrisis)
    assert move.turn.crisis.due_at == NOON + HOUR * 1.5


@pytest.mark.parametrize("text", ["", " \n", "x" * 2001, "a\n" * 41])
def test_what_cannot_be_posted_leaves_the_form_open(text: str) -> None:
    verdicts = crisis.on_update_form(shown(event=sent("crisis_update", text=text)), DIALS)
    (reply,) = acts(verdicts, Reply)
    assert reply.is_problem
    assert acts(verdicts, MoveCrisis) == []


def test_the_lead_is_named_when_an_update_is_late_and_who_has_left_is_told_of() -> None:
    def called(minutes: float, gone: frozenset[Any] = frozenset()) -> Say:
        (say,) = acts(crisis.on_clock(shown(minutes=minutes, desk=replace(DESK, gone=gone)), DIALS), Say)
        assert isinstance(say, Say)
        return say

    assert called(55).mentions == called(60).mentions == (PEER,)
    late = 60 + LATE.total_seconds() / 60
    assert called(late).mentions == (PEER, THIRD)
    gone = called(55, frozenset({PEER}))
    assert (gone.mentions, [item["gone"].value for item in gone.items]) == ((THIRD,), [PEER])
    assert called(late, frozenset({PEER, THIRD})).mentions == ()


def test_a_look_that_comes_too_early_or_after_the_end_says_nothing() -> None:
    (again,) = crisis.on_clock(shown(minutes=10), DIALS)
    assert isinstance(again, Act)
    assert again.action == FollowUp(play="crisis", kind="clock", thread=ON.look, due_at=NOON + HOUR - SOON)
    assert [type(v) for v in crisis.on_clock(shown(on=None), DIALS)] == [Hold]


def test_what_was_left_alone_is_looked_at_again_where_it_goes_on_no_more() -> None:
    held = (HeldLook("peer_prompt", "ask", tid("a"), HELP), HeldLook("peer_prompt", "ask", tid("b", OTHER), OTHER))
    everywhere = replace(ON, channels=())
    desk = replace(DESK, held=held)
    narrowed = crisis.on_roles_form(
        shown(on=everywhere, desk=desk, event=sent("crisis_roles", channels=("help",))), DIALS
    )
    assert [look.thread for look in acts(narrowed, FollowUp) if look.play == "peer_prompt"] == [tid("b", OTHER)]
    over = crisis.on_end_form(shown(on=everywhere, desk=desk, event=sent("crisis_end", how="mistake")), DIALS)
    assert [look.thread for look in acts(over, FollowUp)] == [tid("a"), tid("b", OTHER)]
    assert [say.text for say in acts(over, Say)] == ["crisis.mistaken"] * 2 + ["crisis.card", "crisis.public"]


def test_whoever_asks_meanwhile_is_told_once_and_nobody_else_is_asked() -> None:
    (say,) = acts(crisis.on_question(shown(of=thread()), DIALS), Say)
    assert (say.reach, say.slot, say.is_unprompted) == (Reach.ASKER, f"crisis_pointer:c:{ASKER}", True)
    for on, desk in ((ON, replace(DESK, was_pointed=True)), (replace(ON, public=None), DESK)):
        (hold,) = crisis.on_question(shown(of=thread(), on=on, desk=desk), DIALS)
        assert isinstance(hold, Hold)
    elsewhere = thread(id=tid("q", OTHER), channel=OTHER)
    assert crisis.on_question(shown(of=elsewhere), DIALS) == []
    asked = peer_prompt.PLAY.on_follow_up["ask"](shown(of=thread(), minutes=20), peer_prompt.PeerPromptPolicy())
    assert asked == [Hold(subject=tid("q"), reason=NOT_ASKED)]
    (told,) = acts(peer_prompt.ask_helper(shown(of=thread()), peer_prompt.PeerPromptPolicy()), Reply)
    assert told.fields["why"].value == NOT_ASKED


def test_links_come_once_the_message_to_members_stands() -> None:
    (card,) = acts(crisis.on_linked(shown(minutes=1), DIALS), Say)
    assert card.fields["where"].value == PUBLIC
