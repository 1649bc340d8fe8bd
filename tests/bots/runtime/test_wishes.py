"""Wishes in a running community: what is kept, and that whoever takes theirs back is in nothing that comes after."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from advocacy.plays.product_wish import ProductWishPolicy
from bots.cli.wishes_command import listed
from bots.runtime.news import rising_words
from engagement.events import AccountSeen, ChannelSeen, MessagePosted
from engagement.ids import AccountId, MemberId
from engagement.people import Purpose
from engagement.speech import plain
from storage import StoredMemory, tables
from tests.bots.runtime.stage import Engine, dials, town
from tests.engagement.made_up import HELP, NOON, OTHER, posted
from tests.scenarios.stage import ADA, BEN, SAM, Town

CANARY = "zanzibar"
WISH = f"I wish there was a {CANARY} mode for every endpoint"


def fresh(memory: StoredMemory) -> Town:
    on = dials("help", policies={"product_wish": ProductWishPolicy(channel="managers")}, topics=("api",))
    return Town(memory, policy=town(channels={"help": on}))


async def wished(memory: StoredMemory) -> Town:
    """Ada wished for something, was asked a day later, and agreed to have it passed on with her name; Ben voted."""
    place = fresh(memory)
    await place.open()
    await place.say(ADA, "w", WISH)
    await place.say(SAM, "s", "I wish there was a quieter office in this house")
    await place.pass_(hours=48)
    (asked,) = [message for message in place.to(ADA) if "May I pass it on" in plain(message.text)]
    await place.press(ADA, "wish_named", asked)
    return place


def shown(place: Town) -> str:
    """Everything that stands somewhere now, and everything that would be said about wishes."""
    told = place.memory.read(place.owner.id, lambda ledger: listed(ledger, place.policy, place.now))
    return "\n".join([*(plain(message.text) for message in place.board.seen()), json.dumps(told, default=str)])


async def test_with_a_yes_the_team_and_the_command_line_read_the_words_and_without_one_nobody_does(
    lite: StoredMemory,
) -> None:
    place = await wished(lite)
    assert shown(place).count(CANARY) == 2, "on the card and on the command line"
    answer = await place.command(BEN, "wishes")
    assert CANARY not in plain(answer.text)
    assert "quieter office" not in shown(place), "staff are no members"
    (card,) = [message for message in place.board.seen() if "Short name" in plain(message.text)]
    assert "Ada" in plain(card.text)


async def deletes(place: Town) -> None:
    await place.delete("w")


async def says_no(place: Town) -> None:
    asked = next(message for message in place.to(ADA) if "May I pass it on" in plain(message.text))
    await place.press(ADA, "wish_no", asked)


async def stops(place: Town) -> None:
    await place.command(ADA, "stop")


async def stops_everything(place: Town) -> None:
    await place.command(ADA, "privacy", "stop")


async def is_forgotten(place: Town) -> None:
    await place.command(ADA, "privacy", "erase", "yes")


async def takes_the_programme_back(place: Town) -> None:
    await place.owner.behind(
        lambda ledger: ledger.people.set_consent(MemberId(ADA), Purpose.ADVOCACY, is_given=False, at=place.now)
    )


@pytest.mark.parametrize("way", [deletes, says_no, stops, stops_everything, is_forgotten, takes_the_programme_back])
async def test_whoever_takes_it_back_is_in_nothing_that_comes_after(way: object, lite: StoredMemory) -> None:
    place = await wished(lite)
    await way(place)  # type: ignore[operator]
    await place.pass_(hours=25)
    assert CANARY not in shown(place)
    (card,) = [message for message in place.board.seen() if "Short name" in plain(message.text)]
    assert "Ada" not in plain(card.text)
    is_counted = way is takes_the_programme_back
    assert ("Taken back" in plain(card.text)) is not is_counted
    if way is is_forgotten:
        with place.memory.direct(place.owner.id) as ledger:
            for table in tables.metadata.sorted_tables:
                rows = repr(ledger.connection.execute(select(table)).all())
                assert CANARY not in rows, table.name
            assert ADA not in repr(ledger.connection.execute(select(tables.entries)).all())


async def test_an_edited_wish_is_quoted_as_it_reads_now(lite: StoredMemory) -> None:
    place = await wished(lite)
    await place.edit(ADA, "w", "I wish there was a second mode for every endpoint")
    await place.press(ADA, "wish_words", next(m for m in place.to(ADA) if "May I pass it on" in plain(m.text)))
    assert CANARY not in shown(place)
    assert "a second mode" in shown(place)


async def test_nothing_is_noted_in_private_channels_or_where_nobody_hears_of_wishes(lite: StoredMemory) -> None:
    place = fresh(lite)
    await place.open()
    await place.tell(ChannelSeen(key="p", at=place.now, channel=HELP, name="help", is_private=True))
    await place.say(ADA, "w", WISH)
    await place.say(ADA, "o", WISH, channel=OTHER)
    assert place.memory.read(place.owner.id, lambda ledger: ledger.entries.find("wish")) == []


def test_words_rise_as_people_spell_them_and_never_what_four_people_said(lite: StoredMemory) -> None:
    engine, people = Engine(lite), [f"p{n}" for n in range(40)]
    old = [asked(f"old{week}", n, 7 * week, "pair the probe") for week in range(3) for n in range(len(people))]
    new = [asked("new", n, 22, "get over a timeout") for n in range(12)]
    few = [asked(f"few{nth}", 20 + n, 22 + nth, f"get {CANARY}") for nth in range(3) for n in range(4)]
    now = NOON + timedelta(days=25)
    engine.take([*old, *new, *few], now)
    assert engine.run(lambda batch: list(rising_words(batch.lookups, now)), now) == ["timeout"]
    terms = engine.run(lambda batch: {one.term for one in batch.ledger.similar.used(NOON)}, now)
    assert CANARY in terms, "it was there to be told"


@pytest.mark.parametrize(("called", "told"), [("Robin Smith", []), ("robin", []), ("Ada", ["robin"])])
def test_the_name_of_somebody_who_writes_there_is_no_topic_nor_is_the_community_s_own(
    lite: StoredMemory, called: str, told: list[str]
) -> None:
    engine = Engine(lite)
    seen = AccountSeen(key="seen", at=NOON, account=AccountId("slack-T1:p3"), name=called)
    old = [asked(f"old{week}", n, 7 * week, "pair the probe") for week in range(3) for n in range(40)]
    new = [asked("new", n, 22, "thank robin for it") for n in range(12)]
    own = [asked("own", n, 22, f"begin with {engine.community.policy.name}") for n in range(20, 32)]
    now = NOON + timedelta(days=25)
    engine.take([seen, *old, *new, *own], now)
    found = engine.run(lambda batch: list(rising_words(batch.lookups, now)), now)
    assert [word for word in found if word in {"robin", engine.community.policy.name.lower()}] == told


def asked(name: str, who: int, day: int, what: str) -> MessagePosted:
    return posted(f"{name}{who}", f"How do I {what} on page {who}?", MemberId(f"slack-T1:p{who}"), 1440 * day)
