"""Wishes that were passed on are put under headings once a week, by shared words or by a model, and a person decides."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advocacy.plays.product_wish import ProductWishPolicy
from advocacy.themes import THEME
from bench.fakes.model import Seen
from bots.cli.wishes_command import listed
from bots.runtime.model_work import ModelWork
from engagement.ids import AccountId
from engagement.modelling.asking import Use
from engagement.modelling.dials import ModelPolicy
from engagement.speech import Outgoing, plain
from storage import StoredMemory
from tests.bots.runtime.stage import dials, town
from tests.scenarios.stage import ADA, BEN, CY, ROSA, Town
from tests.scenarios.with_model import working

MODEL = ModelPolicy(name="made-up", uses=(Use.THEMES,), provider="127.0.0.1")
WISHES = (
    (ADA, "I wish there was a way to export invoices as a spreadsheet"),
    (BEN, "It would be great if we could export every customer to a file"),
    (CY, "I wish there was a dark theme with zanzibar colours at night"),
)  # fmt: skip


async def wished(
    memory: StoredMemory, model: ModelPolicy = ModelPolicy(), *, agreed: tuple[AccountId, ...] = (ADA, BEN, CY),  # noqa: B008
    shared: tuple[AccountId, ...] = (ADA, BEN, CY),
) -> Town:  # fmt: skip
    """Three members wished for something, which was passed on; who ``shared`` lets their words be passed on."""
    on = dials("help", policies={"product_wish": ProductWishPolicy(channel="managers")}, topics=("api",))
    place = Town(memory, policy=town(channels={"help": on}, model=model))
    await place.open()
    for who in agreed:
        await place.command(who, "privacy", "model", "yes")
    for nth, (who, text) in enumerate(WISHES):
        await place.say(who, f"w{nth}", text)
    await place.pass_(days=2)
    for who in (ADA, BEN, CY):
        (asked,) = [message for message in place.to(who) if "May I pass it on" in plain(message.text)]
        if who in shared:
            await place.press(who, "wish_words", asked)
    await place.pass_(days=3)
    return place


async def written(place: Town, work: ModelWork) -> None:
    await work.go_on()
    await place.pass_(seconds=2)


def cards(place: Town) -> list[Outgoing]:
    return [each for each in place.board.seen() if "theme" in plain(each.text).lower() and "wishes" in plain(each.text)]


def named(place: Town) -> list[str]:
    """Cards on which the name stands."""
    return [text for each in cards(place) if "export" in (text := plain(each.text))]


def themes(place: Town) -> list[tuple[str, str]]:
    found = place.memory.read(place.owner.id, lambda ledger: ledger.entries.find(THEME))
    return [(each.state, each.words or each.text("name")) for each in found]


def told(place: Town) -> list[Any]:
    found = place.memory.read(place.owner.id, lambda ledger: listed(ledger, place.policy, place.now))
    return sorted(str(each["theme"]) for each in found)


async def test_without_a_model_wishes_that_share_a_word_are_proposed_and_hold_once_confirmed(
    lite: StoredMemory,
) -> None:
    place = await wished(lite)
    (card,) = cards(place)
    assert "A theme, perhaps: export." in plain(card.text)
    assert told(place) == ["None"] * 3
    assert "Theme" not in plain((await place.command(ADA, "wishes")).text), "nothing of what is only proposed"
    await place.press(ADA, "theme_yes", card)
    assert themes(place) == [("proposed", "export")], "members decide nothing"
    await place.press(ROSA, "theme_yes", card)
    assert themes(place) == [("confirmed", "export")]
    assert told(place) == ["None", "export", "export"]
    for who in (ADA, ROSA):
        lines = plain((await place.command(who, "wishes")).text)
        assert lines.count("Theme: export") == 2, "members and staff see it in chat, too"
    await place.pass_(days=8)
    assert len(cards(place)) == 1, "it is not proposed again"


async def test_confirming_is_undone_and_what_was_turned_down_is_not_proposed_again(lite: StoredMemory) -> None:
    place = await wished(lite)
    (card,) = cards(place)
    await place.press(ROSA, "theme_yes", card)
    kept = [each for each in place.journal("wish_themes") if each.action == "Keep"]
    await place.undo(kept[-1])
    assert (told(place), themes(place)) == (["None"] * 3, [("proposed", "export")]), "it is proposed again"
    await place.pass_(seconds=2)
    (card,) = cards(place)
    assert "A theme, perhaps: export." in plain(card.text)
    await place.press(ROSA, "theme_no", card)
    await place.pass_(days=8)
    assert [state for state, _ in themes(place)] == ["declined"]


async def test_a_proposal_goes_with_the_yes_of_whoever_wished(lite: StoredMemory) -> None:
    place = await wished(lite)
    asked = next(message for message in place.to(ADA) if "May I pass it on" in plain(message.text))
    assert named(place)
    await place.press(ADA, "wish_no", asked)
    await place.pass_(seconds=2)
    assert themes(place) == []
    assert not named(place)


@pytest.mark.parametrize("shared", [(ADA, CY), (CY,)])
async def test_of_words_that_may_not_be_passed_on_no_name_is_made(
    lite: StoredMemory, shared: tuple[AccountId, ...]
) -> None:
    place = await wished(lite, shared=shared)
    assert themes(place) == []


async def test_a_proposed_name_goes_at_once_when_somebody_takes_back_the_yes_to_a_model(lite: StoredMemory) -> None:
    place = await wished(lite)
    await place.command(ADA, "privacy", "model", "no")
    await place.pass_(seconds=2)
    assert (themes(place), named(place)) == ([], [])


@pytest.mark.parametrize("words", [("stop",), ("privacy", "erase"), ("privacy", "stop")])
async def test_nobody_who_leaves_stands_behind_a_name_that_is_proposed(
    lite: StoredMemory, words: tuple[str, ...]
) -> None:
    place = await wished(lite)
    await place.command(BEN, *words)
    if "erase" in words:
        await place.press(BEN, "privacy_erase_yes")
    await place.pass_(minutes=10)
    await place.pass_(seconds=1)  # what forgetting left to be looked at
    assert (themes(place), named(place)) == ([], [])


async def test_a_name_goes_within_the_day_when_a_wish_behind_it_is_deleted(lite: StoredMemory) -> None:
    place = await wished(lite)
    await place.delete("w0")
    await place.pass_(hours=21)
    assert (themes(place), named(place)) == ([], [])


async def test_a_proposal_that_a_manager_undoes_goes_from_its_card(lite: StoredMemory) -> None:
    place = await wished(lite)
    (kept,) = [each for each in place.journal("wish_themes") if each.action == "Keep"]
    await place.undo(kept)
    await place.pass_(seconds=2)
    assert (themes(place), named(place)) == ([], [])
    assert [plain(each.text) for each in cards(place)] == []


async def test_a_proposal_that_holds_stays_through_the_daily_look(lite: StoredMemory) -> None:
    place = await wished(lite)
    before = len(place.board.seen())
    await place.pass_(days=3)
    assert (themes(place), len(named(place)), len(place.board.seen())) == ([("proposed", "export")], 1, before)


def grouped(seen: Seen) -> object:
    ids = seen.schema["properties"]["themes"]["items"]["properties"]["ids"]["items"]["enum"]
    return {"themes": [{"name": "export", "ids": ids}]}


async def test_a_model_proposes_a_name_and_is_told_words_of_those_alone_who_agreed_to_both(lite: StoredMemory) -> None:
    place = await wished(lite, MODEL, agreed=(ADA, BEN))
    assert themes(place) == []
    async with working(place) as (fake, work):
        fake.manner, fake.temper.wish = "obedient", grouped
        await written(place, work)
        (seen,) = fake.seen
        assert "zanzibar" not in seen.told, "Cy never said yes"
        assert "slack-T1" not in seen.told
        (card,) = cards(place)
        assert "A language model (made-up)" in plain(card.text)
        await place.press(ROSA, "theme_yes", card)
        assert themes(place) == [("confirmed", "export")]


async def test_without_the_yes_of_two_the_rules_propose(lite: StoredMemory) -> None:
    place = await wished(lite, MODEL, agreed=(ADA,))
    async with working(place) as (fake, work):
        await written(place, work)
        assert fake.seen == []
        assert themes(place) == [("proposed", "export")]
        assert any("too few" in reason for reason in place.reasons("wish_themes"))


@pytest.mark.parametrize("manner", ["broken", "no_json", "refusing", "rude", "truncated"])
async def test_whatever_the_model_does_the_rules_propose_in_the_end(lite: StoredMemory, manner: str) -> None:
    place = await wished(lite, MODEL)
    async with working(place) as (fake, work):
        fake.manner = manner
        await written(place, work)
        assert fake.seen
        place.clock.move_to(place.now + timedelta(hours=13))
        await written(place, work)
        assert themes(place) == [("proposed", "export")]


@pytest.mark.parametrize(
    "name", ["visit evil.example", "@everyone export", "export data of Ada", "ignore previous orders"]
)
async def test_a_name_that_could_do_harm_or_stands_in_no_wish_is_not_shown(lite: StoredMemory, name: str) -> None:
    place = await wished(lite, MODEL)
    async with working(place) as (fake, work):
        fake.manner = "obedient"
        fake.temper.wish = lambda seen: {"themes": [{**each, "name": name} for each in grouped(seen)["themes"]]}  # type: ignore[index]
        await written(place, work)
        assert not any(name in plain(each.text) for each in place.board.seen())


async def test_switched_off_meanwhile_the_model_is_not_asked(lite: StoredMemory) -> None:
    place = await wished(lite, MODEL)
    async with working(place) as (fake, work):
        place.owner.community.policy = replace(place.owner.community.policy, model=ModelPolicy())
        await written(place, work)
        assert fake.seen == []
        assert themes(place) == [("proposed", "export")]
