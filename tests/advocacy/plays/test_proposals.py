"""Members propose something: who may, what others see of it, what is counted, and how it is answered."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from advocacy.plays.proposals import PLAY
from advocacy.proposals import (
    ANSWER,
    PROPOSAL,
    VOTE,
    WHY,
    Proposal,
    Proposals,
    ProposalsPolicy,
    State,
    to_proposal,
    vote,
)
from engagement.actions import FieldKind, FollowUp, Keep, OpenForm, Reply, Say
from engagement.decisions import Act, Verdict
from engagement.events import FormSubmitted
from engagement.ids import AccountId, MemberId, OutboxId, WorkspaceId
from engagement.people import Role
from engagement.policy import RestraintPolicy
from engagement.records import OutboxRow
from engagement.situation import Situation
from tests.engagement.made_up import ASKER, HELP, NOON, PEER, THIRD, person, policy, situation

DIALS = ProposalsPolicy(channel="help")
NEW = Proposal(id="abcdef", at=NOON - timedelta(days=2), member=ASKER, title="A quiet hour", is_named=True)
OPEN = replace(NEW, state=State.OPEN, is_posted=True)
WHY_SO = "Because newcomers drown."


def known(*some: Proposal, **more: Any) -> Proposals:
    return Proposals(some={one.id: one for one in some}, places={"help": (HELP,)}, **more)


def shown(seen: Proposals, who: MemberId = PEER, slot: str = "", role: Role = Role.MEMBER, now: datetime = NOON,
          **more: Any) -> Situation:  # fmt: skip
    row = OutboxRow(
        id=OutboxId("o"), decision="d", workspace=WorkspaceId("w"), op="say", lane=2, body={}, created_at=NOON,  # type: ignore[arg-type]
        slot=slot,
    )  # fmt: skip
    return situation(
        shown={Proposals: seen}, actor=person(who, role), control_row=row if slot else None, now=now, **more
    )


def press(
    control: str, seen: Proposals, who: MemberId = PEER, slot: str = "proposal:abcdef", **more: Any
) -> list[Verdict]:
    return list(PLAY.on_control[control](shown(seen, who, slot, **more), DIALS))


def sends(form: str, seen: Proposals, dials: ProposalsPolicy = DIALS, who: MemberId = PEER, slot: str = "",
          now: datetime = NOON, more: dict[str, Any] | None = None, **values: str) -> list[Verdict]:  # fmt: skip
    filled = {name: (text,) for name, text in values.items()}
    event = FormSubmitted(key="f", at=now, account=AccountId(who), form=form, values=filled)
    return list(PLAY.on_form[form](shown(seen, who, slot, now=now, event=event, **(more or {})), dials))


def of(verdicts: list[Verdict], kind: type) -> list[Any]:
    return [each.action for each in verdicts if isinstance(each, Act) and isinstance(each.action, kind)]


def told(verdicts: list[Verdict]) -> str:
    return str(of(verdicts, Reply)[-1].text.removeprefix("proposals."))


def texts(verdicts: list[Verdict]) -> list[str]:
    return [say.text.removeprefix("proposals.") for say in of(verdicts, Say)]


def test_a_proposal_goes_to_the_managers_first_and_holds_no_words_of_its_own() -> None:
    verdicts = sends("propose", known(), short=" A  quiet hour ", why=WHY_SO, named="words")
    first, why = (each.entry for each in of(verdicts, Keep))
    assert (first.kind, first.words, first.state) == (PROPOSAL, "A quiet hour", "waiting")
    assert (first.by, first.member) == (PEER, None)
    assert (why.kind, why.id, why.words, why.by) == (WHY, first.id, WHY_SO, PEER)
    assert texts(verdicts) == ["card"]
    (card,) = of(verdicts, Say)
    assert card.controls == ("proposal_post", "proposal_decide", "why")
    assert card.fields["title"].kind is FieldKind.QUOTE, "looked up when it is sent"
    assert card.fields["who"].value == ""
    assert "quiet" not in repr(card)
    assert told(verdicts) == "waits"


def test_without_managers_first_members_see_it_at_once() -> None:
    verdicts = sends("propose", known(), replace(DIALS, managers_first=False), short="x", why="", named="named")
    assert texts(verdicts) == ["card", "ask"]
    assert of(verdicts, Say)[1].fields["who"].value == PEER
    assert of(verdicts, Say)[1].is_unprompted
    assert told(verdicts) == "asked"


def test_at_night_members_see_it_in_the_morning() -> None:
    night = NOON.replace(hour=23)
    quiet = policy(restraint=RestraintPolicy(), timezone="UTC")
    verdicts = sends(
        "propose", known(), replace(DIALS, managers_first=False), now=night, more={"policy": quiet}, short="x", why=""
    )
    assert texts(verdicts) == ["card"]
    (look,) = of(verdicts, FollowUp)
    assert look.due_at == (night + timedelta(days=1)).replace(hour=8)
    made = replace(OPEN, id="n")
    later = list(PLAY.on_follow_up[look.kind](shown(known(made), look="n"), DIALS))
    assert texts(later) == ["card", "ask"]
    gone = list(PLAY.on_follow_up[look.kind](shown(known(replace(made, state=State.GONE)), look="n"), DIALS))
    assert of(gone, Say) == []


@pytest.mark.parametrize(
    ("title", "why"), [("", "x"), ("  ", "x"), ("x" * 81, "x"), ("x", "y" * 601)], ids=["none", "blank", "long", "why"]
)
def test_what_is_too_long_or_nothing_stays_in_the_form(title: str, why: str) -> None:
    (reply,) = of(sends("propose", known(), short=title, why=why), Reply)
    assert reply.is_problem


def test_once_a_week_and_only_where_a_channel_is_named() -> None:
    mine = replace(NEW, member=PEER)
    assert told(list(PLAY.on_command["propose"](shown(known(mine)), DIALS))) == "too_soon"
    for free in (known(replace(mine, at=NOON - timedelta(days=7))), known(replace(mine, state=State.GONE)), known(NEW)):
        assert of(list(PLAY.on_command["propose"](shown(free), DIALS)), OpenForm)
    assert told(list(PLAY.on_command["propose"](shown(known()), ProposalsPolicy()))) == "off"
    assert told(list(PLAY.on_command["propose"](shown(known(), role=Role.STAFF), DIALS))) == "not_counted"
    assert told(list(PLAY.on_command["propose"](shown(known(out=frozenset({PEER}))), DIALS))) == "not_counted"


def test_a_manager_puts_it_to_the_members_once() -> None:
    verdicts = press("proposal_post", known(NEW))
    (kept,) = of(verdicts, Keep)
    assert (to_proposal(kept.entry).state, to_proposal(kept.entry).title, kept.before) == (
        State.OPEN, "A quiet hour", NEW.to_entry(),
    )  # fmt: skip
    assert texts(verdicts) == ["card", "ask"]
    assert told(press("proposal_post", known(OPEN))) == "over"
    assert told(press("proposal_post", known(NEW), slot="")) == "over"


def test_one_vote_each_given_and_taken_back_and_of_few_the_message_says_nothing_new() -> None:
    slot = f"proposed:abcdef:{HELP}"
    verdicts = press("proposal_vote", known(OPEN), slot=slot)
    (kept,) = of(verdicts, Keep)
    assert (kept.entry.kind, kept.entry.member, told(verdicts)) == (VOTE, PEER, "voted")
    assert of(verdicts, Say) == [], "two people are a few, as one was"
    again = press("proposal_vote", known(OPEN, votes=(kept.entry,)), slot=slot)
    assert (of(again, Keep)[0].is_gone, told(again)) == (True, "unvoted")
    four = tuple(vote(OPEN, MemberId(f"m{nth}"), NOON) for nth in range(3))
    fifth = press("proposal_vote", known(OPEN, votes=four), slot=slot)
    assert [say.fields["wished_by"].value for say in of(fifth, Say)] == ["5", "5"]


@pytest.mark.parametrize(
    ("seen", "who", "role", "text"),
    [
        (known(NEW), PEER, Role.MEMBER, "over"),
        (known(replace(OPEN, state=State.DONE)), PEER, Role.MEMBER, "over"),
        (known(OPEN), ASKER, Role.MEMBER, "own"),
        (known(OPEN), PEER, Role.STAFF, "not_counted"),
        (known(OPEN, out=frozenset({PEER})), PEER, Role.MEMBER, "not_counted"),
    ],
)
def test_who_is_not_counted_hears_why(seen: Proposals, who: MemberId, role: Role, text: str) -> None:
    verdicts = press("proposal_vote", seen, who, role=role)
    assert (told(verdicts), of(verdicts, Keep)) == (text, [])


@pytest.mark.parametrize("state", [State.ACCEPTED, State.DECLINED, State.DONE])
def test_a_decision_needs_a_reason_and_everybody_concerned_hears_it(state: State) -> None:
    seen = known(OPEN, votes=(vote(OPEN, THIRD, NOON),))
    (form,) = of(press("proposal_decide", seen), OpenForm)
    assert set(form.fields[0].options) == {"accepted", "declined", "done"}
    without = sends("proposal_decide", seen, slot="proposal:abcdef", what=state.value, text=" ")
    assert (of(without, Reply)[0].is_problem, of(without, Keep)) == (True, [])
    verdicts = sends("proposal_decide", seen, slot="proposal:abcdef", what=state.value, text="From May on.")
    changed, answer = of(verdicts, Keep)
    assert to_proposal(changed.entry).state is state
    assert (answer.entry.kind, answer.entry.words, answer.entry.by) == (ANSWER, "From May on.", PEER)
    assert texts(verdicts) == ["card", "decided", "told", "told_voter"]
    to_proposer, to_voter = of(verdicts, Say)[2:]
    assert (to_proposer.to, to_proposer.is_unprompted) == (ASKER, False)
    assert (to_voter.to, to_voter.is_unprompted, "stop" in to_voter.controls) == (THIRD, True, True)
    assert "May" not in repr(of(verdicts, Say))
    again = replace(OPEN, state=state)
    is_open = bool(of(press("proposal_decide", known(again)), OpenForm))
    assert is_open is (state is State.ACCEPTED), "what was accepted can be done later"


def test_what_members_never_saw_is_answered_to_its_proposer_alone() -> None:
    verdicts = sends("proposal_decide", known(NEW), slot="proposal:abcdef", what="declined", text="Not now.")
    assert texts(verdicts) == ["card", "told"]


@pytest.mark.parametrize(("one", "says"), [(NEW, ["card"]), (OPEN, ["card", "decided"])])
def test_whoever_proposed_it_takes_it_back_with_its_words(one: Proposal, says: list[str]) -> None:
    verdicts = press("proposal_back", known(one), ASKER, slot="")
    first, why = of(verdicts, Keep)
    assert (first.entry.state, first.entry.words, why.entry.kind, why.entry.words) == ("gone", "", WHY, "")
    assert texts(verdicts) == says
    assert all(say.fields["title"].value == say.fields["who"].value == "" for say in of(verdicts, Say))
    assert told(press("proposal_back", known(replace(one, state=State.DONE)), ASKER, slot="")) == "over"
    assert told(press("proposal_back", known(one), PEER, slot="")) == "over"


@pytest.mark.parametrize(
    ("one", "out", "state"),
    [
        (replace(OPEN, title=""), (), "gone"),
        (replace(NEW, member=None), (), "gone"),
        (OPEN, (ASKER,), "gone"),
        (replace(OPEN, state=State.ACCEPTED, title=""), (), "accepted"),
        (replace(OPEN, state=State.DONE), (ASKER,), "done"),
    ],
)
def test_what_nobodys_words_are_left_of_is_tidied_up_once(one: Proposal, out: tuple[MemberId, ...], state: str) -> None:
    verdicts = list(PLAY.on_daily(situation(shown={Proposals: known(one, out=frozenset(out))}), DIALS))  # type: ignore[misc]
    changed = to_proposal(of(verdicts, Keep)[0].entry)
    assert (changed.state.value, changed.title) == (state, "")
    assert all(say.fields["title"].value == say.fields["who"].value == "" for say in of(verdicts, Say))
    again = list(PLAY.on_daily(situation(shown={Proposals: known(changed, out=frozenset(out))}), DIALS))  # type: ignore[misc]
    assert again == []
    assert list(PLAY.on_daily(situation(shown={Proposals: known(NEW, OPEN)}), DIALS)) == []  # type: ignore[misc]
