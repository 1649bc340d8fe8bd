"""Who could be asked: willing, fit for the question, not out, in the order of what speaks for them."""

from dataclasses import replace
from typing import Any

import pytest

from bots.runtime.batch import Batch
from bots.runtime.choosing import whom_to_ask
from engagement.actions import Reach, Say
from engagement.events import AccountSeen, CommandGiven, MemberLeft
from engagement.ids import AccountId, ChannelId, MemberId
from engagement.people import Account, Helper, Purpose, Role
from engagement.restraint import Standing
from engagement.shown import Choices
from storage import StoredMemory
from tests.bots.runtime.stage import Engine, dials, town
from tests.engagement.made_up import ASKER, NOON, PEER, THIRD, at, posted, thread, tid

QUESTION = "How do I call the endpoint from a script?"
SAM = MemberId("slack-T1:sam")


def engine(memory: StoredMemory, *helpers: Helper, **more: Any) -> Engine:
    """A question about the api, and these helpers, who agreed to be asked."""
    found = Engine(memory, town(**more))
    with found.ledger() as ledger:
        for helper in helpers:
            ledger.people.save_helper(helper)
            ledger.people.set_consent(helper.member, Purpose.ASK_ME, is_given=True, at=NOON)
    found.start()
    found.take([posted("q", QUESTION)], NOON)
    return found


def choices(found: Engine, **of_thread: Any) -> Choices:
    def look(batch: Batch) -> Choices:
        known = batch.desk.thread(tid("q"))
        assert known is not None
        return whom_to_ask(batch.lookups, replace(known, **of_thread), (), at(30))

    return found.run(look, at(30))


def asked(found: Choices) -> list[MemberId]:
    return [peer.member for peer in found.ranked]


WILLING = {
    "chose nothing": (Helper(member=PEER), True),
    "this topic": (Helper(member=PEER, topics=("api", "x")), True),
    "another topic": (Helper(member=PEER, topics=("build",)), False),
    "not this topic": (Helper(member=PEER, not_topics=("api",)), False),
    "this language": (Helper(member=PEER, languages=("en",)), True),
    "another language": (Helper(member=PEER, languages=("de",)), False),
    "stopped": (Helper(member=PEER, is_active=False), False),
    "the asker": (Helper(member=ASKER), False),
}


@pytest.mark.parametrize("row", WILLING)
def test_a_helper_hears_only_about_what_they_chose(lite: StoredMemory, row: str) -> None:
    helper, is_heard = WILLING[row]
    assert asked(choices(engine(lite, helper))) == ([helper.member] if is_heard else [])


ELSEWHERE, DOUBLE = MemberId("slack-T2:peer"), AccountId("slack-T1:double")


@pytest.mark.parametrize("has_account_here", [False, True], ids=["elsewhere only", "here too"])
def test_only_who_can_open_the_question_is_asked(lite: StoredMemory, *, has_account_here: bool) -> None:
    there = engine(lite, Helper(member=ELSEWHERE))
    with there.ledger() as ledger:
        member = ELSEWHERE if has_account_here else MemberId(DOUBLE)
        ledger.people.save_accounts([Account(id=DOUBLE, member=member, name="Peer")], NOON)
    there.start()
    found = choices(there)
    assert asked(found) == ([ELSEWHERE] if has_account_here else [])
    assert found.enrolled == has_account_here


def test_one_who_was_asked_already_is_not_asked_again(lite: StoredMemory) -> None:
    found = choices(engine(lite, Helper(member=PEER), Helper(member=THIRD)), asked=(PEER,))
    assert asked(found) == [THIRD]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [({}, [PEER]), ({"is_gone": True}, []), ({"is_bot": True}, [])],
    ids=["here", "gone", "a bot"],
)
def test_who_left_and_bots_are_never_asked(lite: StoredMemory, seen: dict[str, bool], expected: list[MemberId]) -> None:
    found = engine(lite, Helper(member=PEER))
    found.take([AccountSeen(key="a", at=NOON, account=AccountId(PEER), name="Peer", **seen)])  # type: ignore[arg-type]
    assert asked(choices(found)) == expected


def test_staff_are_asked_only_when_they_enrolled(lite: StoredMemory) -> None:
    assert asked(choices(engine(lite, Helper(member=SAM)))) == [SAM]
    answered = [posted("old", QUESTION, THIRD, -60), posted("a", "so", SAM, -50, of="old")]
    rehearsing = Engine(lite, town(assume_willing=True))
    rehearsing.take([*answered, posted("q", QUESTION)], NOON)
    assert asked(choices(rehearsing)) == []


def test_who_may_not_be_asked_now_is_passed_over_with_the_reason(lite: StoredMemory) -> None:
    away = Helper(member=PEER, away_until=at(90))
    later = Helper(member=THIRD, away_until=at(60))
    found = choices(engine(lite, away, later))
    assert found.ranked == ()
    assert found.passed_over == {PEER: "is away or resting", THIRD: "is away or resting"}
    assert (found.may_from, found.enrolled) == (at(60), 2)


@pytest.mark.parametrize(
    ("helpers", "of_thread", "enrolled"),
    [
        ([], {}, 0),
        ([Helper(member=PEER)], {"asked": (PEER,)}, 1),
        ([Helper(member=ASKER)], {}, 1),
        ([Helper(member=PEER, topics=("build",))], {}, 1),
        ([Helper(member=PEER, is_active=False)], {}, 0),
    ],
    ids=["nobody", "asked already", "the asker alone", "for another topic", "stopped"],
)
def test_a_channel_has_helpers_also_when_none_is_left_for_this_question(
    lite: StoredMemory, helpers: list[Helper], of_thread: dict[str, Any], enrolled: int
) -> None:
    found = choices(engine(lite, *helpers), **of_thread)
    assert (found.ranked, found.enrolled) == ((), enrolled)


def test_helpers_of_another_channels_topics_are_not_this_channels_helpers(lite: StoredMemory) -> None:
    found = engine(lite, Helper(member=PEER, topics=("build",)), channels={"help": dials("help", topics=("api",))})
    assert choices(found).enrolled == 0


def test_who_answered_here_lately_comes_first(lite: StoredMemory) -> None:
    found = engine(lite, Helper(member=PEER), Helper(member=THIRD))
    old = [posted("old", QUESTION, MemberId("slack-T1:x"), -600), posted("a", "so", THIRD, -590, of="old")]
    found.take(old, at(-590))
    ranked = choices(found).ranked
    assert [peer.member for peer in ranked] == [THIRD, PEER]
    assert ranked[0].recent == 1.0


def standing(found: Engine, say: Say) -> Standing:
    return found.run(lambda batch: batch.lookups.standing_for(say, at(30)), at(30))


def test_what_is_known_of_whoever_a_message_goes_to(lite: StoredMemory) -> None:
    found = engine(lite, Helper(member=PEER))
    found.take([AccountSeen(key="a", at=NOON, account=AccountId(PEER), name="Peer", timezone="Asia/Tokyo")])
    known = standing(found, Say(text="x", reach=Reach.MEMBER, to=PEER))
    assert (known.helper, known.timezone, known.consents) == (Helper(member=PEER), "Asia/Tokyo", {Purpose.ASK_ME})
    in_thread = Say(text="x", reach=Reach.THREAD, to=tid("q"), purpose=Purpose.ASK_ME, mentions=(PEER,))
    assert standing(found, in_thread).helper == Helper(member=PEER)
    assert standing(found, Say(text="x", reach=Reach.THREAD, to=tid("q"))) == Standing(in_channel=[])
    assert standing(found, Say(text="x", reach=Reach.MANAGERS, to="")) == Standing(in_channel=[])


def test_no_consent_for_counting_is_a_stop_to_everything(lite: StoredMemory) -> None:
    found = engine(lite, Helper(member=PEER))
    with found.ledger() as ledger:
        ledger.people.set_consent(PEER, Purpose.METRICS, is_given=False, at=NOON)
    assert standing(found, Say(text="x", reach=Reach.MEMBER, to=PEER)).has_stopped


def test_opening_words_are_those_before_anybody_answered_that_are_kept(lite: StoredMemory) -> None:
    found = engine(lite)
    found.take([posted("more", "I use Python", minutes=1)], at(1))

    def words(batch: Batch) -> str:
        known = batch.desk.thread(tid("q"))
        assert known is not None
        return batch.lookups.opening_words(known)

    assert found.run(words) == f"{QUESTION}\nI use Python"
    assert found.run(lambda batch: batch.lookups.opening_words(thread("new", asker=None))) == ""
    assert found.run(lambda batch: batch.lookups.similar(thread("new", asker=None))) == ()


def test_a_storm_is_counted_within_its_window_and_channel(lite: StoredMemory) -> None:
    found = engine(lite)
    text = "Why does the login page show error 503 since today?"
    for nth, minutes in enumerate((-120, 5, 8, 11)):
        found.take([posted(f"s{nth}", text, MemberId(f"slack-T1:m{nth}"), minutes)], at(minutes))

    def storm(batch: Batch) -> tuple[str, ...]:
        known = batch.desk.thread(tid("s3"))
        assert known is not None
        return batch.lookups.storm(known, batch.lookups.similar(known), at(31))

    assert found.run(storm, at(31)) == (tid("s1"), tid("s2"), tid("s3"))
    found.community.use(replace(found.policy, restraint=replace(found.policy.restraint, storm_questions=4)))
    assert found.run(storm, at(31)) == ()


def test_who_has_left_keeps_their_own_words_but_none_of_their_roles(lite: StoredMemory) -> None:
    found = engine(lite, roles={"mods": Role.MANAGER})
    account = AccountId("slack-T1:mo")
    found.take([AccountSeen(key="u", at=NOON, account=account, name="Mo", roles=("mods",))])
    found.take([MemberLeft(key="l", at=NOON, account=account)])

    def said(word: str) -> bool:
        given = CommandGiven(key=word, at=NOON, account=account, channel=ChannelId("slack-T1:D1"), words=(word,))
        (response,) = found.take([given])
        assert response is not None
        return response.not_allowed is None

    assert [said("pause"), said("stop")] == [False, True]


@pytest.mark.parametrize(("before", "now"), [(("mods",), ()), ((), ("mods",))], ids=["taken away", "given"])
def test_the_roles_that_come_with_a_command_count_for_it(
    lite: StoredMemory, before: tuple[str, ...], now: tuple[str, ...]
) -> None:
    found = engine(lite, roles={"mods": Role.MANAGER})
    account = AccountId("slack-T1:mo")

    def seen(*roles: str) -> AccountSeen:
        return AccountSeen(key=f"u{roles}", at=NOON, account=account, name="Mo", roles=roles)

    found.take([seen(*before)])
    pause = CommandGiven(key="p", at=NOON, account=account, channel=ChannelId("slack-T1:D1"), words=("pause",))
    _, response = found.take([seen(*now), pause])
    assert response is not None
    assert (response.not_allowed is None) is bool(now)
