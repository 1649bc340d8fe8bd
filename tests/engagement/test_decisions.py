"""What names a decision, and which threads are kept as a comparison."""

from datetime import UTC, datetime

import pytest

from engagement.actions import Lane, Reach, Say
from engagement.decisions import Act, Arm, Decision, Hold, Outcome, decision_id
from engagement.ids import (
    ChannelId,
    DecisionId,
    MessageId,
    WorkspaceId,
    account_id,
    channel_id,
    channel_of,
    external_of,
    message_id,
    stable_id,
    workspace_of,
)
from engagement.restraint import is_held_out, is_never_held_out
from engagement.situation import Situation
from engagement.speech import Block, Span, plain
from tests.engagement.made_up import ASKER, NOON, person, situation, thread, tid

PARTS = ("town", "peer_prompt", "slack-T1:help:q", "post:slack-T1:help:q")


def test_the_same_verdict_has_the_same_id_everywhere_and_always() -> None:
    assert decision_id(*PARTS, 0) == decision_id(*PARTS, 0) == "tsh4se2xtchegjvs"


@pytest.mark.parametrize("changed", range(5))
def test_whatever_differs_makes_another_decision(changed: int) -> None:
    other = [*PARTS, "0"]
    other[changed] = "1"
    assert decision_id(*other[:4], int(other[4])) != decision_id(*PARTS, 0)


def test_parts_do_not_run_into_each_other() -> None:
    assert stable_id("a", "bc") != stable_id("ab", "c") != stable_id("abc")


@pytest.mark.parametrize("text", ["", "naïve 🎉", "\ud83d", "x" * 10_000])
def test_an_id_is_sixteen_plain_characters_whatever_it_names(text: str) -> None:
    name = stable_id(text)
    assert len(name) == 16
    assert name.isascii()
    assert name == name.lower()


def test_ids_of_many_things_do_not_meet() -> None:
    assert len({decision_id(*PARTS, nth) for nth in range(10_000)}) == 10_000


@pytest.mark.parametrize("share", [0.05, 0.10, 0.25, 0.50])
@pytest.mark.parametrize("play", ["peer_prompt", "similar_threads"])
def test_the_comparison_group_has_the_share_it_should(share: float, play: str) -> None:
    number = 10_000
    held = sum(is_held_out("key", play, tid(str(n)), NOON, share) for n in range(number))
    allowed = 4 * (share * (1 - share) / number) ** 0.5  # four standard errors
    assert held / number == pytest.approx(share, abs=allowed)


def group(quarter: datetime, play: str = "peer_prompt", key: str = "key") -> frozenset[int]:
    return frozenset(n for n in range(400) if is_held_out(key, play, tid(str(n)), quarter, 0.5))


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        pytest.param(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 31, 23, 59, tzinfo=UTC), True, id="within"),
        pytest.param(datetime(2026, 3, 31, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC), False, id="next quarter"),
        pytest.param(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), False, id="next year"),
        pytest.param(datetime(2025, 12, 31, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), False, id="new year"),
    ],
)
def test_the_comparison_group_rotates_by_quarter(one: datetime, other: datetime, is_same: bool) -> None:  # noqa: FBT001
    assert (group(one) == group(other)) is is_same


def test_each_play_and_each_community_has_its_own_comparison_group() -> None:
    assert len({group(NOON), group(NOON, play="similar_threads"), group(NOON, key="another")}) == 3


def test_a_larger_share_holds_out_the_smaller_one_as_well() -> None:
    names = [tid(str(n)) for n in range(400)]
    small, large = ({t for t in names if is_held_out("k", "p", t, NOON, share)} for share in (0.1, 0.3))
    assert small < large


@pytest.mark.parametrize(("share", "expected"), [(0.0, False), (-1.0, False), (1.0, True)])
def test_none_or_all_can_be_held_out(share: float, expected: bool) -> None:  # noqa: FBT001
    assert {is_held_out("k", "p", tid(str(n)), NOON, share) for n in range(100)} == {expected}


@pytest.mark.parametrize(
    ("is_first", "is_unprompted", "lane", "never"),
    [
        pytest.param(True, True, Lane.NUDGE, True, id="a first question"),
        pytest.param(False, False, Lane.NUDGE, True, id="asked for"),
        pytest.param(False, True, Lane.ESCALATION, True, id="an escalation"),
        pytest.param(False, True, Lane.NUDGE, False, id="a nudge"),
    ],
)
def test_a_first_question_is_never_held_out(is_first: bool, is_unprompted: bool, lane: Lane, never: bool) -> None:  # noqa: FBT001
    say = Say(text="x", reach=Reach.THREAD, to=tid("q"), is_unprompted=is_unprompted, lane=lane)
    assert is_never_held_out(say, is_first_question=is_first) is never


def test_a_decision_acted_for_certain_unless_told_otherwise() -> None:
    decision = Decision(
        id=DecisionId("d"), at=NOON, play="p", play_version=1, policy_hash="x", subject="s", action="Hold",
        outcome=Outcome.HELD, reason="r",
    )  # fmt: skip
    assert (decision.chance, decision.arm, decision.undone_at) == (1.0, Arm.ACTED, None)
    assert Hold(subject="s", reason="r").evidence == {}
    assert Act(action=say_nothing(), subject="s", reason="r").evidence == {}


def say_nothing() -> Say:
    return Say(text="x", reach=Reach.MANAGERS, to="")


def test_an_id_says_where_a_thing_lies() -> None:
    workspace = WorkspaceId("slack-T1")
    channel = channel_id(workspace, "C9")
    found = message_id(channel, "17.5")
    assert (channel, found, account_id(workspace, "U1")) == ("slack-T1:C9", "slack-T1:C9:17.5", "slack-T1:U1")
    assert channel_of(found) == channel
    assert workspace_of(ChannelId(channel)) == workspace
    assert external_of(MessageId(found)) == "17.5"


def test_a_situation_without_a_thread_or_an_actor_is_a_bug() -> None:
    empty: Situation = situation()
    with pytest.raises(LookupError, match="no thread"):
        empty.the_thread()
    with pytest.raises(LookupError, match="no actor"):
        empty.the_actor()
    full = situation(thread(), actor=person())
    assert full.the_thread().id == tid("q")
    assert full.the_actor().member == ASKER


def test_rich_text_can_be_read_plainly() -> None:
    blocks = (
        Block(kind="paragraph", spans=(Span(text="Ask "), Span(text="Ben", style="bold"))),
        Block(kind="note", spans=(Span(text="or wait"),)),
    )
    assert plain(blocks) == "Ask Ben\nor wait"
