"""The desk's corners, one by one: what is looked up, linked, joined and merged."""

import pytest

from engagement.desk import Desk
from engagement.events import MemberJoined, Threading
from engagement.held import Held
from engagement.ids import AccountId
from engagement.threads import ThreadState
from tests.engagement.histories import Folder
from tests.engagement.made_up import ASKER, HELP, OTHER, PEER, THIRD, at, edited, mid, posted, thread, tid

QUESTION = "How do I call the endpoint from a script?"


def joined(minutes: float) -> MemberJoined:
    return MemberJoined(key=f"j{minutes}", at=at(minutes), account=AccountId(PEER), channel=HELP)


@pytest.mark.parametrize("order", [(0, 5, 9), (9, 5, 0), (5, 0, 9)])
def test_the_first_time_somebody_joined_counts(order: tuple[float, ...]) -> None:
    desk = Folder().desk()
    for minutes in order:
        desk.join(joined(minutes))
    assert desk.member_facts(PEER).joined_at == at(0)


def test_joining_survives_the_first_message() -> None:
    folder = Folder()
    desk = folder.desk()
    desk.join(joined(0))
    folder.archive.write_down(desk)
    folder.take([posted("a", "hello", PEER, 5)])
    facts = folder.archive.met[PEER]
    assert (facts.joined_at, facts.first_at) == (at(0), at(5))


def a_merged_pair() -> Folder:
    """``b`` was told first; ``a``, five minutes before it, takes it in."""
    folder = Folder()
    folder.take([posted("b", QUESTION, minutes=5)])
    folder.take([posted("a", QUESTION)])
    return folder


def test_a_merged_conversation_leads_to_the_one_it_went_into() -> None:
    folder = a_merged_pair()
    assert folder.archive.known[tid("b")].state is ThreadState.MERGED
    for held in (folder.held, Held()):  # at hand, and looked up again
        folder.held = held
        found = folder.desk().thread(tid("b"))
        assert found is not None
        assert (found.id, found.messages) == (tid("a"), 2)
        assert {words.thread for words in folder.archive.texts.values()} == {tid("a")}


@pytest.mark.parametrize("in_one_batch", [True, False])
def test_words_that_an_edit_took_away_go_also_when_nothing_is_a_question_any_more(*, in_one_batch: bool) -> None:
    said = [posted("q", QUESTION), posted("a", "my secret is 42", PEER, 1, of="q")]
    changes = [edited("q", "Never mind, all is well.", minutes=2), edited("a", "gone", PEER, 3, of="q", posted=1)]
    folder = Folder()
    if in_one_batch:
        folder.take([*said, *changes])
    else:
        folder.take(said)
        assert "my secret is 42" in {words.text for words in folder.archive.texts.values()}
        folder.take(changes)
    assert {words.text for words in folder.archive.texts.values()} == set()


def test_what_is_nowhere_is_none() -> None:
    desk = Folder().desk()
    assert desk.thread(tid("x")) is None
    assert desk.message(mid("x")) is None


def test_a_message_is_looked_up_once() -> None:
    folder = a_merged_pair()
    desk = folder.desk()
    found = desk.message(mid("b"))
    assert found is not None
    assert found.thread == tid("a")
    folder.archive.kept.clear()
    assert desk.message(mid("b")) is found


def test_several_members_facts_come_in_the_order_asked_for() -> None:
    folder = Folder()
    folder.take([posted("a", "hello", PEER)])
    folder.held = Held()
    desk = folder.desk()
    desk.join(joined(-5))
    found = desk.facts_of([THIRD, PEER])
    assert [facts.id for facts in found] == [THIRD, PEER]
    assert [facts.joined_at for facts in found] == [None, at(-5)]


def test_what_another_desk_wrote_down_is_known() -> None:
    folder = Folder()
    first = folder.take([posted("a", "hello")])
    second = folder.desk()
    second.carry_on(first)
    folder.archive.kept.clear()
    known = second.message(mid("a"))
    assert known is not None
    assert known.author == ASKER


def home(desk: Desk, name: str) -> str:
    found = desk.message(mid(name))
    assert found is not None
    return found.thread


def test_a_reply_to_a_message_belongs_to_its_conversation() -> None:
    desk = Folder(Threading.LOOSE).take(
        [posted("a", QUESTION), posted("b", "hello", THIRD, 1), posted("c", "so", PEER, 2, reply_to=mid("a"))]
    )
    assert home(desk, "c") == tid("a")


@pytest.mark.parametrize("reply_to", [mid("unknown"), mid("z", OTHER)], ids=["unknown", "in another channel"])
def test_a_reply_to_what_is_not_here_begins_a_conversation(reply_to: str) -> None:
    desk = Folder(Threading.LOOSE).take(
        [posted("z", QUESTION, channel=OTHER), posted("c", "so", PEER, 2, reply_to=reply_to)]
    )
    assert home(desk, "c") == tid("c")


def test_a_late_line_in_a_long_loose_channel_sees_what_came_before_it() -> None:
    folder = Folder(Threading.LOOSE)
    first = [posted(f"{n:04}", "walk", THIRD, n / 10) for n in range(260)]
    folder.take(first)
    folder.held = Held()
    late = posted("0050x", "hm", PEER, 5.05, addressed=(AccountId(THIRD),))
    desk = folder.take([posted("9999", "walk", THIRD, 26.1), late])
    assert home(desk, "0050x") == home(folder.desk(), "0050")
    alone = folder.take([posted("0000x", "hm", PEER, -300, addressed=(AccountId(THIRD),))])
    assert home(alone, "0000x") == tid("0000x")


def test_a_conversation_that_was_never_written_down_merges_without_a_trace() -> None:
    folder = Folder()
    folder.take([posted("b", QUESTION, minutes=5)])
    folder.held = Held()
    del folder.archive.known[tid("b")]
    desk = folder.take([posted("a", QUESTION)])
    assert home(desk, "b") == tid("a")
    assert tid("b") not in folder.archive.known


def test_what_is_held_is_bounded() -> None:
    held = Held(capacity=10)
    held.threads.update({tid(str(n)): thread(str(n)) for n in range(11)})
    held.trim()
    assert list(held.threads) == [tid(str(n)) for n in range(5, 11)]


def test_a_late_line_in_a_short_loose_channel_sees_only_what_came_before_it() -> None:
    folder = Folder(Threading.LOOSE)
    folder.take([posted("a", QUESTION), posted("c", QUESTION, PEER, 5)])
    late = posted("b", "hm", THIRD, 2, addressed=(AccountId(ASKER), AccountId(PEER)))
    assert home(folder.take([late]), "b") == tid("a")
