"""A manager lets a helper rest, keeps sales away from somebody, and gives a role: it holds, is told, and is undone."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from engagement.ids import AccountId, MemberId
from engagement.looked_after import LOOKED, NO_SALES, PAUSE, ROLE, look_of
from engagement.own_data import OwnData, lines_of
from engagement.people import Account, Role
from engagement.people_desk import BACK
from engagement.policy import RestraintPolicy
from engagement.speech import Answer, plain
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.scenarios.stage import ADA, BEN, CY, ROSA, SAM, Town
from tests.scenarios.test_sales import SAL, answered, cards, enrolled, invitations, selling


def read(answer: Answer) -> str:
    return plain(answer.text)


def entries(place: Town, kind: str, who: AccountId) -> Sequence[Any]:
    return place.memory.read(place.owner.id, lambda ledger: ledger.entries.find(kind, member=MemberId(who)))


def said_to(place: Town, who: AccountId) -> list[str]:
    return [plain(one.text) for one in place.to(who)]


async def rested(lite: StoredMemory) -> Town:
    place = Town(lite)
    await place.open(BEN, CY)
    answer = await place.command(ROSA, "pause", "@ben", "until", "2026-11-20", "because", "the", "baby", "is", "here")
    assert "is asked nothing until" in read(answer)
    return place


async def test_a_helper_whom_a_manager_lets_rest_is_not_asked_and_is_told_why_and_sees_it(lite: StoredMemory) -> None:
    place = await rested(lite)
    (told,) = (one for one in said_to(place, BEN) if "I ask you nothing" in one)
    assert "the baby is here" in told
    await place.ask()
    await place.pass_(minutes=30)
    assert not [one for one in said_to(place, BEN) if "could you" in one.lower() or "endpoint" in one]
    assert [one for one in said_to(place, CY) if "endpoint" in one]
    assert "You have a rest" in read(await place.command(BEN, "mine"))
    assert "You have a rest" not in read(await place.command(CY, "mine"))


async def test_after_the_day_or_when_a_manager_ends_it_they_are_asked_again(lite: StoredMemory) -> None:
    place = await rested(lite)
    assert "as they chose it themselves" in read(await place.command(ROSA, "resume", "@ben"))
    assert entries(place, PAUSE, BEN) == []
    assert any("Your rest is over" in one for one in said_to(place, BEN))
    assert "No manager has given" in read(await place.command(ROSA, "resume", "@ben"))
    await place.ask()
    await place.pass_(minutes=30)
    assert [one for one in said_to(place, BEN) if "endpoint" in one]


async def test_of_another_rest_they_hear_in_a_message_of_its_own_and_of_a_change_of_mind_in_the_same(
    lite: StoredMemory,
) -> None:
    place = await rested(lite)
    await place.command(ROSA, "pause", "@ben", "until", "2026-11-21")
    (told,) = (one for one in said_to(place, BEN) if "I ask you nothing" in one)
    await place.pass_(days=8)
    await place.command(ROSA, "pause", "@ben", "until", "2026-11-27")
    told_later = [one for one in said_to(place, BEN) if "I ask you nothing" in one]
    assert len(told_later) == 2
    assert told in told_later, "nothing changes unseen in an old message"


def heard_of_a_rest(place: Town) -> list[str]:
    return [one for one in said_to(place, BEN) if "I ask you nothing" in one or "Your rest is over" in one]


async def in_a_full_week(lite: StoredMemory) -> Town:
    """One unasked message a week is allowed, and Ben's first rest was it; two days later he is given another."""
    place = Town(lite, replace(town(), restraint=RestraintPolicy(unsolicited_per_week=1)))
    await place.open(BEN)
    await place.command(ROSA, "pause", "@ben", "until", "2026-11-20")
    await place.pass_(days=2)
    await place.command(ROSA, "pause", "@ben", "until", "2026-11-27")
    assert len(heard_of_a_rest(place)) == 1
    return place


async def test_in_a_week_full_of_messages_they_hear_of_a_rest_once_as_soon_as_there_is_room(lite: StoredMemory) -> None:
    place = await in_a_full_week(lite)
    await place.pass_(days=4)
    assert len(heard_of_a_rest(place)) == 1
    await place.pass_(days=2)
    assert len(heard_of_a_rest(place)) == 2
    await place.pass_(days=8)
    assert len(heard_of_a_rest(place)) == 2, "once is enough"


async def test_of_a_rest_that_ended_before_they_could_hear_of_it_they_hear_neither(lite: StoredMemory) -> None:
    place = await in_a_full_week(lite)
    await place.command(ROSA, "resume", "@ben")
    await place.pass_(days=9)
    assert len(heard_of_a_rest(place)) == 1


@pytest.mark.parametrize("are_parted", [False, True])
async def test_what_was_decided_before_accounts_were_joined_is_undone_for_both(
    lite: StoredMemory,
    are_parted: bool,  # noqa: FBT001
) -> None:
    place = await rested(lite)
    await place.command(ROSA, "no", "sales", "@ben")
    await place.command(ROSA, "role", "@ben", "trusted")
    made = [one for one in place.journal() if one.action == "Keep"]
    twin = AccountId("discord:g1:ben")
    with place.memory.direct(place.owner.id) as ledger:
        ledger.people.save_accounts([Account(id=twin, member=MemberId(twin), name="Ben")], place.now)
        ledger.links.join(MemberId(BEN), MemberId(twin), place.now)
    if are_parted:
        with place.memory.direct(place.owner.id) as ledger:
            assert ledger.links.part(twin, place.now)
    place.restart()
    assert len(made) == 3
    for one in made:
        await place.undo(one)
    for who in (BEN, twin):
        assert not any(entries(place, kind, who) for kind in (PAUSE, NO_SALES, ROLE))
    assert place.owner.community.policy.given == {}


async def test_undoing_the_end_of_a_rest_after_a_joining_gives_it_to_whom_the_accounts_are_now(
    lite: StoredMemory,
) -> None:
    place = await rested(lite)
    await place.command(ROSA, "resume", "@ben")
    (ended,) = (one for one in place.journal("manager_desk") if one.action == "Keep" and one.reason == BACK)
    twin = AccountId("discord:g1:ben")
    with place.memory.direct(place.owner.id) as ledger:
        ledger.people.save_accounts([Account(id=twin, member=MemberId(twin), name="Ben")], place.now)
        ledger.links.join(MemberId(BEN), MemberId(twin), place.now)
    place.restart()
    await place.undo(ended)
    assert [one.facts["day"] for one in entries(place, PAUSE, twin)] == ["2026-11-20"]
    assert entries(place, PAUSE, BEN) == []


async def test_of_accounts_that_were_joined_all_is_taken_back_at_once(lite: StoredMemory) -> None:
    place = await rested(lite)
    await place.command(ROSA, "pause", "@cy", "until", "2026-12-20")
    for who in ("@ben", "@cy"):
        await place.command(ROSA, "no", "sales", who)
        await place.command(ROSA, "role", who, "trusted")
    with place.memory.direct(place.owner.id) as ledger:
        ledger.links.join(MemberId(CY), MemberId(BEN), place.now)
    assert len(entries(place, PAUSE, BEN)) == 2
    await place.command(ROSA, "pause", "@ben", "until", "2026-11-09")
    assert [str(one.facts["day"]) for one in entries(place, PAUSE, BEN)] == ["2026-11-09"], "a shorter one holds"
    assert "as they chose it themselves" in read(await place.command(ROSA, "resume", "@ben"))
    assert "no longer counts" in read(await place.command(ROSA, "yes", "sales", "@ben"))
    assert "any more" in read(await place.command(ROSA, "role", "@ben", "not", "trusted"))
    assert not any(entries(place, kind, BEN) for kind in (PAUSE, NO_SALES, ROLE))


async def test_it_is_undone_like_every_step(lite: StoredMemory) -> None:
    place = await rested(lite)
    (made,) = (one for one in place.journal("manager_desk") if one.action == "Keep")
    assert made.detail.get("entry") is not None
    await place.undo(made)
    assert entries(place, PAUSE, BEN) == []


@pytest.mark.parametrize("more", [(), ("now",), ("everything", "NOW!!"), ("jetzt", "bitte"), ("todo", "ahora,", "!")])
async def test_a_pause_in_a_hurry_still_stops_everything(lite: StoredMemory, more: tuple[str, ...]) -> None:
    place = Town(lite)
    await place.open(BEN)
    await place.command(ROSA, "pause", *more)
    assert place.owner.community.policy.is_paused
    assert entries(place, PAUSE, BEN) == []
    await place.command(ROSA, "resume")
    assert not place.owner.community.policy.is_paused


@pytest.mark.parametrize(
    "more",
    [("Ben",), ("ben", "until", "2026-11-20"), ("until", "2026-11-20", "@ben"), ("because", "of", "spam"), ("<b>",)],
)
async def test_a_name_without_a_mention_pauses_nobody_and_is_asked_about(
    lite: StoredMemory, more: tuple[str, ...]
) -> None:
    place = Town(lite)
    await place.open(BEN)
    asked = read(await place.command(ROSA, "pause", *more))
    assert "Everybody: /hubbub pause" in asked
    assert "One helper: /hubbub pause @name until" in asked
    assert not place.owner.community.policy.is_paused
    assert entries(place, PAUSE, BEN) == []
    await place.command(ROSA, "pause")
    assert "One helper: /hubbub resume @name" in read(await place.command(ROSA, "resume", *more))
    assert place.owner.community.policy.is_paused


async def test_rubbish_is_answered_with_the_cure_and_changes_nothing(lite: StoredMemory) -> None:
    place = Town(lite)
    await place.open(BEN)
    assert "I know nobody of that name" in read(await place.command(ROSA, "pause", "@nobody", "2026-11-20"))
    assert "Write a day within a year" in read(await place.command(ROSA, "pause", "@ben", "whenever"))
    assert "has not enrolled" in read(await place.command(ROSA, "pause", "@ada", "2026-11-20"))
    assert "Three roles can be given" in read(await place.command(ROSA, "role", "@ben", "emperor"))
    assert "Three roles can be given" in read(await place.command(ROSA, "role", "@ben", "manager"))
    assert "Whom do you mean" in read(await place.command(ROSA, "role"))
    assert not any(entries(place, kind, BEN) for kind in (PAUSE, NO_SALES, ROLE))


async def test_only_managers_decide_about_others(lite: StoredMemory) -> None:
    place = Town(lite)
    await place.open(BEN)
    for words in (
        ("pause", "@ben", "2026-11-20"),
        ("role", "@ben", "staff"),
        ("no", "sales", "@ben"),
        ("yes", "sales", "@ben"),
        ("no", "sales", "#help"),
    ):
        for who in (ADA, SAM, BEN):
            assert "manager" in read(await place.command(who, *words))
    assert not any(entries(place, kind, BEN) for kind in (PAUSE, NO_SALES, ROLE))
    assert not place.owner.community.policy.channels["help"].no_sales


async def test_a_role_holds_at_once_after_a_restart_and_until_it_is_taken_back(lite: StoredMemory) -> None:
    place = Town(lite)
    await place.open(BEN)
    assert "only" in read(await place.command(BEN, "waiting"))
    assert "has the role staff from now on" in read(await place.command(ROSA, "role", "@ben", "staff"))
    assert "only" not in read(await place.command(BEN, "waiting"))
    assert "has the role staff already" in read(await place.command(ROSA, "role", "@ben", "staff"))
    place.restart()
    assert place.owner.community.roles(None, BEN) == {Role.STAFF}  # type: ignore[arg-type]
    assert "any more" in read(await place.command(ROSA, "role", "@ben", "not", "staff"))
    assert "only" in read(await place.command(BEN, "waiting"))
    assert "does not have the role" in read(await place.command(ROSA, "role", "@ben", "not", "staff"))
    assert "hubbub.yaml" in read(await place.command(ROSA, "role", "@sam", "not", "staff"))


async def test_undoing_a_role_takes_it_and_undoing_that_gives_it_again(lite: StoredMemory) -> None:
    place = Town(lite)
    await place.open(BEN)
    await place.command(ROSA, "role", "@ben", "trusted")
    (given,) = (one for one in place.journal("manager_desk") if one.action == "Keep")
    await place.undo(given)
    assert place.owner.community.policy.given == {}
    await place.command(ROSA, "role", "@ben", "trusted")
    await place.command(ROSA, "role", "@ben", "not", "trusted")
    (taken,) = (
        one
        for one in place.journal("manager_desk")
        if one.reason == "a manager took a role back" and one.action == "Keep"
    )
    await place.undo(taken)
    assert place.owner.community.policy.given == {BEN: (Role.TRUSTED,)}


async def test_no_sales_for_somebody_withdraws_what_is_open_and_their_own_yes_does_not_lift_it(
    lite: StoredMemory,
) -> None:
    place = await enrolled(Town(lite, selling()), SAL)
    await answered(place)
    await place.pass_(minutes=31)
    assert len(invitations(place)) == 1
    assert "Nobody of sales is invited" in read(await place.command(ROSA, "no", "sales", "@ada"))
    assert [one.state.value for one in invitations(place)] == ["withdrawn"]
    assert "Nobody of sales is invited into your conversations" in read(await place.command(ADA, "mine"))
    await place.command(ADA, "yes", "sales")
    await answered(place, "r")
    await place.pass_(minutes=31)
    assert len(invitations(place)) == 1
    assert "no longer counts" in read(await place.command(ROSA, "yes", "sales", "@ada"))
    assert "sales" not in read(await place.command(ADA, "mine"))
    await place.pass_(days=2)
    await answered(place, "s")
    await place.pass_(minutes=31)
    assert len(invitations(place)) == 2
    assert len(cards(place, SAL)) == 1, "the first one was taken back"


async def test_their_own_no_stands_when_a_manager_takes_the_other_back(lite: StoredMemory) -> None:
    place = await enrolled(Town(lite, selling()), SAL)
    await place.command(ADA, "no", "sales")
    assert "only they can change" in read(await place.command(ROSA, "yes", "sales", "@ada"))
    await place.command(ROSA, "no", "sales", "@ada")
    await place.command(ROSA, "yes", "sales", "@ada")
    await answered(place)
    await place.pass_(minutes=31)
    assert invitations(place) == []


async def test_no_sales_in_a_channel_is_a_setting_that_is_undone(lite: StoredMemory) -> None:
    place = await enrolled(Town(lite, selling()), SAL)
    assert "#help" in read(await place.command(ROSA, "no", "sales", "#help"))
    assert "#other" in read(await place.command(ROSA, "no", "sales", "#nowhere"))
    await answered(place)
    await place.pass_(minutes=31)
    assert invitations(place) == []
    (change,) = (one for one in place.journal("sales_prompt") if one.action == "SetDial")
    await place.undo(change)
    assert not place.owner.community.policy.channels["help"].no_sales


async def test_people_see_in_their_own_data_what_was_decided_and_looked_at_and_by_nobody_s_name(
    lite: StoredMemory,
) -> None:
    place = await rested(lite)
    await place.command(ROSA, "role", "@ben", "trusted")
    with place.memory.direct(place.owner.id) as ledger:
        ledger.entries.save([look_of(BEN, ROSA, place.now, "a session")])  # type: ignore[arg-type]
        about = ledger.privacy.about(BEN)  # type: ignore[arg-type]
        lines = [one.value for one in lines_of(OwnData(about=about)) if one.kind == "entry"]
    assert sorted(one.partition(";")[0] for one in lines) == ["page look", "rest", "role"]
    assert not [one for one in lines if "rosa" in one.casefold() or "baby" in one]
    assert "opened by the community team: 1" in read(await place.command(BEN, "mine"))
    await place.command(BEN, "privacy", "erase")
    await place.press(BEN, "privacy_erase_yes")
    await place.pass_(minutes=10)
    assert not any(entries(place, kind, BEN) for kind in (PAUSE, ROLE, LOOKED))
    assert place.owner.community.policy.given == {}, "whoever comes back is who anybody is"
