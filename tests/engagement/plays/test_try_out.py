"""What the managers are told of a try-out, and what they can say to it."""

from dataclasses import replace

import pytest

from engagement.actions import Judge, Reach, Reply, Say, link, person, words
from engagement.decisions import Act, Decision, Outcome
from engagement.ids import DecisionId, MemberId
from engagement.people import Role
from engagement.plays.try_out import PLAY, TryOutPolicy, on_daily
from engagement.shown import Tried
from tests.engagement import made_up
from tests.engagement.made_up import NOON, PEER, THIRD, showing, situation, tid

DIALS = TryOutPolicy()
TRIED = Decision(
    id=DecisionId("d1"), at=NOON, play="peer_prompt", play_version=1, policy_hash="x", subject=tid("q"),
    action="PromptPeer", outcome=Outcome.TRIED, reason="nobody had answered",
    detail={"helper": PEER, "thread": tid("q"), "to": "nobody"},
)  # fmt: skip


def test_a_day_without_anything_to_say_is_silent() -> None:
    assert list(on_daily(situation(), DIALS)) == []


@pytest.mark.parametrize(("number", "shown", "more"), [(1, 1, "0"), (10, 10, "0"), (12, 10, "2")])
def test_one_message_tells_all_that_would_have_been_said(number: int, shown: int, more: str) -> None:
    tried = tuple(replace(TRIED, id=DecisionId(f"d{n}")) for n in range(number))
    (verdict,) = on_daily(situation(shown=showing(Tried(decisions=tried))), DIALS)
    assert isinstance(verdict, Act)
    say = verdict.action
    assert isinstance(say, Say)
    assert (say.text, say.reach, say.is_unprompted) == ("try_out.daily", Reach.MANAGERS, False)
    assert len(say.items) == shown
    assert (say.fields["count"], say.fields["more"]) == (words(str(number)), words(more))
    assert verdict.reason == "the day's try-out"
    assert verdict.evidence == {"decisions": [decision.id for decision in tried]}


@pytest.mark.parametrize(
    ("detail", "whom", "where"),
    [
        ({"helper": PEER, "to": THIRD, "thread": tid("q")}, person(PEER), link(tid("q"))),
        ({"to": THIRD}, person(MemberId(THIRD)), words("-")),
        ({"helper": None, "to": "", "thread": None}, words("-"), words("-")),
        ({}, words("-"), words("-")),
    ],
    ids=["a helper", "an addressee", "nobody", "nothing known"],
)
def test_a_line_names_whom_and_where(detail: dict[str, object], whom: object, where: object) -> None:
    (verdict,) = on_daily(situation(shown=showing(Tried(decisions=(replace(TRIED, detail=detail),)))), DIALS)
    assert isinstance(verdict, Act)
    assert isinstance(verdict.action, Say)
    line = verdict.action.items[0]
    assert (line["whom"], line["where"]) == (whom, where)
    assert (line["id"], line["step"], line["why"]) == (words("d1"), words("peer_prompt"), words("nobody had answered"))


@pytest.mark.parametrize("verdict", ["good", "wrong"])
def test_a_manager_judges_the_list(verdict: str) -> None:
    s = situation(actor=made_up.person(THIRD, Role.MANAGER), decision=TRIED)
    judged, thanks = PLAY.on_control[verdict](s, DIALS)
    assert judged == Act(
        action=Judge(decision="d1", verdict=verdict, by=THIRD), subject="d1", reason=f"judged {verdict}"
    )
    assert thanks == Act(action=Reply(text="try_out.judged"), subject=THIRD, reason=f"judged {verdict}")


@pytest.mark.parametrize("verdict", ["good", "wrong"])
def test_there_is_nothing_to_judge_without_a_decision(verdict: str) -> None:
    assert list(PLAY.on_control[verdict](situation(actor=made_up.person(THIRD, Role.MANAGER)), DIALS)) == []
