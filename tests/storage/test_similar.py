"""The most similar threads, held against the formula worked out over every thread."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.ids import MemberId, ThreadId
from engagement.people import Purpose
from engagement.records import Answered, Posting
from engagement.threads import ThreadState
from storage import StoredMemory
from storage.nouns import similar
from storage.nouns.similar import SimilarRows
from tests.storage.rows import ADA, BOB, CYD, HELP, NOON, OURS, THEIRS, TICK, member, thread, thread_name

Texts = dict[ThreadId, dict[str, float]]
TERMS = [f"term{number}" for number in range(12)]
TEXT = st.dictionaries(st.sampled_from(TERMS), st.floats(0.05, 1), min_size=1, max_size=6)


def postings(text: dict[str, float]) -> list[Posting]:
    return [Posting(term=term, weight=weight) for term, weight in text.items()]


def by_hand(asked: dict[str, float], known: Texts) -> dict[ThreadId, float]:
    """score(q, d) = sum of idf^2 w_q w_d over shared terms / sum of idf^2 w_q^2 over the question's, cut at 1."""
    holders = {term: sum(term in text for text in known.values()) for term in asked}
    idf = {term: math.log(1 + (max(len(known), 1) - n + 0.5) / (n + 0.5)) for term, n in holders.items()}
    whole = sum(idf[term] ** 2 * weight**2 for term, weight in asked.items())
    shared = {
        name: sum(idf[term] ** 2 * weight * text[term] for term, weight in asked.items() if term in text)
        for name, text in known.items()
        if asked.keys() & text.keys()
    }
    return {name: min(1.0, score / whole) for name, score in shared.items()}


def write(found: SimilarRows, known: Texts) -> None:
    for name, text in known.items():
        found.index({name: (ADA, postings(text))})


class Back(Exception):  # noqa: N818
    """Takes everything of an example back."""


@given(st.lists(TEXT, max_size=12), TEXT, st.lists(TEXT, max_size=4), st.data())
def test_scores_are_those_of_the_formula(
    memory: StoredMemory, texts: list[dict[str, float]], asked: dict[str, float], newer: list[dict[str, float]],
    data: st.DataObject,
) -> None:  # fmt: skip
    known = {thread_name(number): text for number, text in enumerate(texts)}
    with pytest.raises(Back), memory.direct(OURS) as ledger:  # noqa: PT012
        ledger.conversations.save_threads([thread(number) for number in range(len(texts) + 4)])
        write(ledger.similar, known)
        changed = {thread_name(number): text for number, text in enumerate(newer)}
        write(ledger.similar, changed)
        known |= changed
        gone = data.draw(st.lists(st.sampled_from([*known, thread_name(99)]), max_size=3))
        ledger.similar.drop(gone)
        known = {name: text for name, text in known.items() if name not in gone}
        found = {one.thread: one.score for one in ledger.similar.find(postings(asked), limit=100)}
        assert found == pytest.approx(by_hand(asked, known))
        assert list(found.values()) == sorted(found.values(), reverse=True)
        raise Back


def test_best_first_then_by_id_and_no_more_than_wanted(memory: StoredMemory) -> None:
    known = {thread_name(number): {"printer": 0.5 if number < 7 else 1.0} for number in (3, 9, 1, 8, 5)}
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_threads([thread(number) for number in range(10)])
        write(ledger.similar, known)
        asked = postings({"printer": 1.0})
        best = [thread_name(number) for number in (8, 9, 1, 3, 5)]
        assert [one.thread for one in ledger.similar.find(asked, limit=9)] == best
        assert [one.thread for one in ledger.similar.find(asked, limit=2)] == best[:2]
        found = ledger.similar.find(asked, limit=2, without=thread_name(8))
        assert [one.thread for one in found] == best[1:3]
        assert ledger.similar.find([], limit=9) == []
        assert ledger.similar.find(postings({"never said": 1.0}), limit=9) == []


def test_deleted_merged_and_unknown_threads_are_passed_over(memory: StoredMemory) -> None:
    states = [ThreadState.DELETED, ThreadState.MERGED, ThreadState.SOLVED, ThreadState.OPEN, ThreadState.QUIET] * 4
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_threads([thread(number, state=state) for number, state in enumerate(states)])
        write(ledger.similar, {thread_name(number): {"printer": 1.0} for number in range(25)})
        asked = postings({"printer": 1.0})
        told = {one.thread: one.is_solved for one in ledger.similar.find(asked, limit=99)}
        shown = [number for number, state in enumerate(states) if state.value in {"solved", "open", "quiet"}]
        assert told == {thread_name(number): states[number] is ThreadState.SOLVED for number in shown}
        solved = ledger.similar.find(asked, limit=3, solved_only=True)
        assert [one.thread for one in solved] == sorted(thread_name(n) for n in (2, 7, 12, 17))[:3]


def test_whose_answer_helped_comes_first_among_those_who_replied(memory: StoredMemory) -> None:
    first, second = thread_name(1), thread_name(2)
    answers = [
        Answered(thread=name, channel=HELP, member=who, at=NOON + place * TICK, is_question=True)
        for name in (first, second)
        for place, who in enumerate((BOB, CYD))
    ]
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_threads([thread(1, accepted_by=CYD, state=ThreadState.SOLVED), thread(2)])
        ledger.experiences.add(answers)
        write(ledger.similar, {first: {"printer": 1.0}, second: {"printer": 1.0}})
        told = {one.thread: one.answered_by for one in ledger.similar.find(postings({"printer": 1.0}), limit=2)}
    assert told == {first: (CYD, BOB), second: (BOB, CYD)}


def test_common_words_are_left_out_when_the_budget_is_spent(
    memory: StoredMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similar, "BUDGET", 5)
    known = {thread_name(number): {"the": 1.0} | ({"rare": 1.0} if number < 2 else {}) for number in range(6)}
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_threads([thread(number) for number in range(6)])
        write(ledger.similar, known)
        found = ledger.similar.find(postings({"the": 1.0, "rare": 1.0}), limit=9)
        assert [one.thread for one in found] == [thread_name(0), thread_name(1)]
        assert all(one.score < 1 for one in found), "what could not be looked up counts as not shared"
        assert len(ledger.similar.find(postings({"the": 1.0}), limit=9)) == 6, "the rarest term is always looked up"


def test_a_thread_whose_words_are_gone_no_longer_counts(memory: StoredMemory) -> None:
    known = {thread_name(number): {"printer": 1.0, f"own{number}": 1.0} for number in range(3)}
    asked = {"own1": 1.0, "printer": 0.3}
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_threads([thread(number) for number in range(3)])
        write(ledger.similar, known)
        for _ in range(3):
            ledger.similar.index({thread_name(0): (ADA, [])})
        del known[thread_name(0)]
        found = {one.thread: one.score for one in ledger.similar.find(postings(asked), limit=9)}
        assert found == pytest.approx(by_hand(asked, known))
        ledger.similar.index({thread_name(0): (ADA, postings({"printer": 1.0}))})
        known[thread_name(0)] = {"printer": 1.0}
        found = {one.thread: one.score for one in ledger.similar.find(postings(asked), limit=9)}
        assert found == pytest.approx(by_hand(asked, known))


def test_communities_do_not_share_terms(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_threads([thread(1)])
        write(ledger.similar, {thread_name(1): {"printer": 1.0}})
    with memory.direct(THEIRS) as ledger:
        ledger.conversations.save_threads([thread(1)])
        assert ledger.similar.find(postings({"printer": 1.0}), limit=9) == []
        ledger.similar.drop([thread_name(1)])
        ledger.similar.index({thread_name(1): (MemberId(member("U9")), postings({"screen": 1.0}))})
    with memory.direct(OURS) as ledger:
        found = ledger.similar.find(postings({"printer": 1.0}), limit=9)
        assert [(one.thread, one.score) for one in found] == [(thread_name(1), pytest.approx(1.0))]
        assert ledger.similar.find(postings({"screen": 1.0}), limit=9) == []


def test_terms_are_counted_by_conversation_from_a_day_on_without_whoever_is_not_counted(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_threads([thread(1), thread(2), thread(3, state=ThreadState.DELETED), thread(4)])
        known = thread(1).root_at
        assert known is not None
        ledger.similar.index({thread_name(n): (ADA, postings({"b": 0.5, "a": 0.5})) for n in (1, 3)})
        ledger.similar.index({thread_name(2): (BOB, postings({"a": 1}))})
        found = [(one.term, one.thread, one.member) for one in ledger.similar.used(known)]
        assert found == [("a", thread_name(1), ADA), ("b", thread_name(1), ADA), ("a", thread_name(2), BOB)]
        ledger.people.set_consent(BOB, Purpose.METRICS, is_given=False, at=NOON)
        assert {one.member for one in ledger.similar.used(known)} == {ADA}
        assert ledger.similar.used(known + 1_000_000 * TICK) == []
