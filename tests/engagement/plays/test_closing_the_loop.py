"""What the asker hears of a question that was handed to a team."""

import pytest

from engagement.actions import Lane, Reach, Say, person, words
from engagement.decisions import Act
from engagement.escalating.acts import CallOutside, Move, TellAsker, Told
from engagement.escalating.dials import Governance, Team
from engagement.escalating.escalation import Cause, Escalation
from engagement.escalating.seen import Escalating
from engagement.ids import EscalationId, MemberId
from engagement.plays.closing_the_loop import ClosingTheLoopPolicy, on_escalation
from engagement.situation import Situation
from tests.engagement.made_up import ASKER, HELP, NOON, PEER, situation, thread, tid

GOVERNANCE = Governance(teams={"bill": Team(name="bill", title="Billing", channel="bill")})
E = Escalation(
    id=EscalationId("e"), thread=tid("q"), channel=HELP, asker=ASKER, opened_at=NOON, team="bill", belongs_to="bill", hub="", chain="c",
    policy="p", cause=Cause.SILENCE, person=PEER, joined=(tid("same"),),
)  # fmt: skip


def told(*deeds: Told, person: MemberId | None = PEER, policy: ClosingTheLoopPolicy | None = None) -> list[Say]:
    move = Move(
        escalation=Escalation(**{name: getattr(E, name) for name in Escalation.__slots__} | {"person": person}),  # type: ignore[attr-defined]
        deeds=(CallOutside(what="taken"), *(TellAsker(told=each) for each in deeds)),
    )
    seen = Escalating(governance=GOVERNANCE, policy="p", move=move)
    verdicts = on_escalation(situation(thread(), escalating=seen), policy or ClosingTheLoopPolicy())
    assert all(isinstance(verdict, Act) for verdict in verdicts)
    return [verdict.action for verdict in verdicts if isinstance(verdict, Act) and isinstance(verdict.action, Say)]


@pytest.mark.parametrize("each", list(Told))
def test_everything_is_told_where_it_was_asked_and_to_whoever_asked_the_same(each: Told) -> None:
    first, second = told(each)
    assert (first.text, first.to, second.to) == (f"closing_the_loop.{each.value}", tid("q"), tid("same"))
    for say in (first, second):
        assert (say.reach, say.lane, say.is_unprompted) == (Reach.THREAD, Lane.ESCALATION, False)
        assert say.fields["team"] == words("Billing")


def test_whose_it_is_is_one_message_kept_up_to_date_and_names_nobody_loudly() -> None:
    taken, handed_on = told(Told.TAKEN)[0], told(Told.HANDED_ON)[0]
    assert taken.slot == handed_on.slot == f"loop:e:{tid('q')}"
    assert taken.mentions == ()
    assert told(Told.TAKEN)[1].slot != taken.slot


def test_what_the_asker_has_to_answer_is_a_message_of_its_own_and_calls_them() -> None:
    solved, same = told(Told.SOLVED)
    assert (solved.slot, solved.mentions, solved.controls) == (None, (ASKER,), ("it_helped", "not_yet", "why"))
    assert same.mentions == (), "others asked there"


def test_a_name_is_told_only_where_there_is_one_and_the_manager_lets_it_be_told() -> None:
    assert told(Told.TAKEN)[0].fields["who"] == person(PEER)
    assert told(Told.TAKEN, person=None)[0].fields["who"] == words("")
    assert told(Told.TAKEN, policy=ClosingTheLoopPolicy(names_people=False))[0].fields["who"] == words("")


def test_of_several_things_at_once_the_last_one_is_told() -> None:
    assert {say.text for say in told(Told.TAKEN, Told.WAITING)} == {"closing_the_loop.waiting"}


@pytest.mark.parametrize(
    "seen",
    [
        None,
        Escalating(governance=GOVERNANCE, policy="p"),
        Escalating(governance=GOVERNANCE, policy="p", move=Move(escalation=E)),
    ],
)
def test_where_nothing_moved_nothing_is_told(seen: Escalating | None) -> None:
    s: Situation = situation(thread(), escalating=seen)
    assert list(on_escalation(s, ClosingTheLoopPolicy())) == []
