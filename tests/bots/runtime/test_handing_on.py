"""Handing questions to the team has an end, also when everything is pressed at once."""

from engagement.events import ControlUsed
from engagement.ids import AccountId, MemberId
from storage import StoredMemory
from tests.bots.runtime.stage import Engine
from tests.engagement.made_up import HELP, NOON, PEER, THIRD, mid, posted, tid

ASKERS = [MemberId(f"slack-T1:asker{number}") for number in range(6)]


def hand(number: int, by: MemberId, nth: str = "") -> ControlUsed:
    return ControlUsed(
        key=f"c:{by}:{number}{nth}", at=NOON, account=AccountId(by), control="hand_to_team", channel=HELP,
        message=mid(f"q{number}"),
    )  # fmt: skip


def handed(engine: Engine) -> list[str]:
    return sorted(str(row.thread) for row in engine.outbox if row.slot is not None and row.slot.startswith("handed:"))


def asked(memory: StoredMemory) -> Engine:
    engine = Engine(memory)
    engine.take([posted(f"q{number}", "How do I call the endpoint?", who) for number, who in enumerate(ASKERS)])
    return engine


def test_one_member_hands_on_three_a_day_whether_at_once_or_one_by_one(memory: StoredMemory) -> None:
    engine = asked(memory)
    engine.take([hand(number, PEER) for number in range(5)])
    assert handed(engine) == [tid(f"q{number}") for number in range(3)]
    engine.take([hand(5, PEER)])
    assert len(handed(engine)) == 3
    engine.take([hand(5, THIRD)])
    assert len(handed(engine)) == 4


def test_a_question_is_handed_on_once(memory: StoredMemory) -> None:
    engine = asked(memory)
    for nth in range(3):
        engine.take([hand(0, PEER, f"-{nth}"), hand(0, THIRD, f"-{nth}")])
    assert handed(engine) == [tid("q0")]
    engine.take([hand(1, PEER), hand(2, PEER), hand(3, PEER)])
    assert len(handed(engine)) == 3
