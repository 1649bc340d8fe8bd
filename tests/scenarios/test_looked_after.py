"""A manager lets a helper rest, keeps sales away from somebody, and gives a role: it holds, is told, and is undone."""

from collections.abc import Sequence
from typing import Any

from engagement.ids import AccountId, MemberId
from engagement.looked_after import LOOKED, NO_SALES, PAUSE, ROLE, look_of
from engagement.own_data import OwnData, lines_of
from engagement.people import Role
from engagement.speech import Answer, plain
from storage import StoredMemory
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


async def test_a_pause_without_a_mention_still_stops_everything(lite: StoredMemory) -> None:
    place = Town(lite)
    await place.open(BEN)
    await place.command(ROSA, "pause", "now")
    assert place.owner.community.policy.is_paused
    assert entries(place, PAUSE, BEN) == []
    await place.command(ROSA, "resume")
    assert not place.owner.community.policy.is_paused


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
    await place.command(ADA, "yes", "sales")
    await answered(place, "r")
    await place.pass_(minutes=31)
    assert len(invitations(place)) == 1
    assert "no longer counts" in read(await place.command(ROSA, "yes", "sales", "@ada"))
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
