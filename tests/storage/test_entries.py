"""What is kept of people who help: found by what it is about, gone with its people and its age."""

from dataclasses import replace
from datetime import datetime

from engagement.entries import Entry
from engagement.privacy import Scope
from storage import StoredMemory
from storage.ledger import StoredLedger
from tests.storage.rows import ADA, BOB, DAY, HOUR, NOON, OURS, THEIRS, message, thread_name

NOMINATED = Entry(
    kind="nomination", id="n1", at=NOON, member=ADA, by=BOB, thread=thread_name(1), message=message(1).id, state="open",
    until=NOON + DAY, facts={"for": ["talk", "beta"], "votes": 2}, words="She helped me twice.",
)  # fmt: skip


def saved(memory: StoredMemory, *some: Entry) -> None:
    with memory.direct(OURS) as ledger:
        ledger.entries.save(some)


def test_an_entry_comes_back_as_it_was_and_saving_again_replaces_it(memory: StoredMemory) -> None:
    later = replace(NOMINATED, state="closed", by=None, words="", facts={})
    saved(memory, NOMINATED, replace(NOMINATED, kind="level"))
    with memory.direct(OURS) as ledger:
        assert ledger.entries.get("nomination", "n1") == NOMINATED
        assert (NOMINATED.texts("for"), NOMINATED.number("votes"), NOMINATED.text("for")) == (("talk", "beta"), 2, "")
        ledger.entries.save([later])
        assert ledger.entries.find("nomination") == [later]
        ledger.entries.drop("nomination", ["n1"])
        assert ledger.entries.get("nomination", "n1") is None
        assert [one.kind for one in ledger.entries.about(ADA)] == ["level"]


def test_each_condition_leaves_out_what_is_not_so(memory: StoredMemory) -> None:
    other = replace(
        NOMINATED, id="n0", at=NOON + HOUR, member=BOB, by=ADA, state="closed", until=None, thread=thread_name(2)
    )
    saved(memory, NOMINATED, other, replace(NOMINATED, kind="ask", id="a1"))
    with memory.direct(OURS) as ledger:
        find = ledger.entries.find
        assert find("nomination") == [NOMINATED, other], "oldest first"
        for only in (find("nomination", member=ADA), find("nomination", by=BOB), find("nomination", states=["open"])):
            assert only == [NOMINATED]
        assert find("nomination", thread=thread_name(2)) == [other]
        assert find("nomination", since=NOON + HOUR) == [other]
        assert ledger.entries.due("nomination", NOON + DAY) == [NOMINATED]
        assert ledger.entries.due("nomination", NOON + HOUR) == []
        assert [one.id for one in ledger.entries.about(ADA)] == ["a1", "n1", "n0"]
    with memory.direct(THEIRS) as ledger:
        assert ledger.entries.find("nomination") == []


def test_many_are_read_in_brief_and_in_full_only_those_about_some(memory: StoredMemory) -> None:
    bobs = replace(NOMINATED, id="n0", at=NOON + HOUR, member=BOB, facts={"votes": 1})
    nobodys = replace(NOMINATED, id="n2", member=None)
    saved(memory, bobs, NOMINATED, nobodys, replace(NOMINATED, kind="ask", id="a1"))
    with memory.direct(OURS) as ledger:
        brief = ledger.entries.briefs("nomination")
        assert [(one.id, one.member, one.state, one.facts["votes"]) for one in brief] == [
            ("n1", ADA, "open", 2), ("n0", BOB, "open", 1)
        ], "oldest first, and what is about nobody is not there"  # fmt: skip
        assert ledger.entries.of_members("nomination", [BOB]) == [bobs]
        assert {one.id for one in ledger.entries.of_members("nomination", [ADA, BOB])} == {"n0", "n1"}
        assert ledger.entries.of_members("nomination", []) == []
    with memory.direct(THEIRS) as ledger:
        assert (ledger.entries.briefs("nomination"), ledger.entries.of_members("nomination", [ADA])) == ([], [])


def test_words_go_when_all_words_go_and_an_entry_a_year_after_it_ended(memory: StoredMemory) -> None:
    saved(memory, NOMINATED, replace(NOMINATED, kind="level", id="l1", until=None))
    with memory.direct(OURS) as ledger:
        swept(ledger, NOON + 40 * DAY)
        assert ledger.entries.get("nomination", "n1") == replace(NOMINATED, words="")
        swept(ledger, NOON + 367 * DAY)
        assert [one.id for one in ledger.entries.about(ADA)] == ["l1"]


def swept(ledger: StoredLedger, at: datetime) -> None:
    ledger.privacy.forget(Scope.OLD, (at - 30 * DAY).isoformat(), at)


def test_whoever_drops_their_words_keeps_what_they_did(memory: StoredMemory) -> None:
    saved(memory, NOMINATED)
    with memory.direct(OURS) as ledger:
        ledger.privacy.forget(Scope.MEMBER_WORDS, ADA, NOON)
        assert ledger.entries.get("nomination", "n1") == NOMINATED, "they are Bob's"
        ledger.privacy.forget(Scope.MEMBER_WORDS, BOB, NOON)
        assert ledger.entries.get("nomination", "n1") == replace(NOMINATED, words="")
