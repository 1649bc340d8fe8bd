"""Long lists page by page: nothing twice, nothing left out, and a bounded look however rare it is; on both databases."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from engagement.decisions import Decision, Outcome
from engagement.ids import DecisionId
from engagement.leafing import Leaf, SoughtDecisions, SoughtQuestions
from engagement.threads import QuestionModes, ThreadState
from storage import StoredMemory
from storage.ledger import StoredLedger
from storage.nouns import leaves
from storage.statements import rows_of
from storage.tables import IS_SETTING, decisions
from tests.storage.rows import HELP, MINUTE, NOON, OURS, TALK, thread


def decision(number: int, **more: object) -> Decision:
    fields = {"play": "peer_prompt", "outcome": Outcome.ACTED, "at": NOON + number // 3 * MINUTE, **more}
    return Decision(
        id=DecisionId(f"d{number:02}"), play_version=1, policy_hash="x", subject="s", action="Say", reason="r", **fields
    )  # type: ignore[arg-type]


def walked(ledger: StoredLedger, sought: SoughtDecisions, limit: int = 4) -> tuple[list[str], int]:
    """The ids on all pages, and how many pages it took."""
    names: list[str] = []
    for pages in range(1, 50):
        leaf: Leaf[Decision] = ledger.journal.leaf(sought, limit)
        names += [one.id for one in leaf.found]
        if leaf.older is None:
            return names, pages
        sought = SoughtDecisions(
            outcomes=sought.outcomes, play=sought.play, is_undone=sought.is_undone, before=leaf.older
        )
    raise AssertionError("no end")


def test_every_decision_stands_on_one_page(memory: StoredMemory) -> None:
    """Several were made at the same instant."""
    with memory.direct(OURS) as ledger:
        ledger.journal.add([decision(number) for number in range(20)])
        assert walked(ledger, SoughtDecisions()) == ([f"d{number:02}" for number in reversed(range(20))], 5)
        assert ledger.journal.leaf(SoughtDecisions(), 20).older is None


def test_what_is_rare_is_looked_for_step_by_step(memory: StoredMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaves, "LOOKED_AT", 6)
    rare = decision(1, outcome=Outcome.HELD, play="escalation", undone_at=NOON)
    with memory.direct(OURS) as ledger:
        ledger.journal.add([rare, *(decision(number) for number in range(2, 20))])
        assert ledger.journal.leaf(SoughtDecisions(outcomes=(Outcome.HELD,)), 4).found == []
        for sought in (
            SoughtDecisions(outcomes=(Outcome.HELD,)),
            SoughtDecisions(play="escalation"),
            SoughtDecisions(is_undone=True),
        ):
            names, pages = walked(ledger, sought)
            assert names == ["d01"]
            assert 3 <= pages <= 4


def test_settings_are_found_by_their_own_index(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        some = [replace(decision(number), action="SetDial" if number % 5 == 0 else "Say") for number in range(20)]
        ledger.journal.add(some)
        assert [one.id for one in ledger.journal.settings(3)] == ["d15", "d10", "d05"]
        if memory.engine.dialect.name == "sqlite":
            query = rows_of(decisions, IS_SETTING).order_by(decisions.c.at.desc())
            plan = ledger.connection.execute(text(f"EXPLAIN QUERY PLAN {query}"), {"community": OURS}).all()
            assert "ix_decisions_settings" in str(plan)


def test_questions_are_found_by_channel_topic_and_state(memory: StoredMemory) -> None:
    asked = {"modes": QuestionModes.CONSERVATIVE, "first_reply_at": None}
    some = [
        thread(1, topics=("api", "a%"), **asked),
        thread(2, channel=TALK, topics=("ap",), **asked),
        thread(3, topics=("api",), state=ThreadState.SOLVED, **{**asked, "first_reply_at": NOON}),
        thread(4, modes=QuestionModes.NONE),
        thread(5, state=ThreadState.DELETED, **asked),
        thread(6, asker_is_bot=True, **asked),
    ]
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_threads(some)

        def found(**sought: object) -> list[int]:
            leaf = ledger.conversations.leaf(SoughtQuestions(**sought), 10)  # type: ignore[arg-type]
            return [some.index(one) + 1 for one in leaf.found]

        assert found() == [3, 2, 1]
        assert found(channel=HELP) == [3, 1]
        assert found(topic="api") == [3, 1]
        assert found(topic="ap") == [2]
        assert found(topic="a%") == [1]
        assert found(topic="%") == []
        assert found(states=(ThreadState.SOLVED,)) == [3]
        assert found(is_answered=False) == [2, 1]
        edge = ledger.conversations.leaf(SoughtQuestions(), 1).older
        assert found(before=edge) == [2, 1]
