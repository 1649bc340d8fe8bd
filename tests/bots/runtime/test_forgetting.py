"""What may not be kept any more is forgotten within a tick, and what was erased is not taken in again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bots.runtime.codec import from_event
from engagement.events import AccountSeen, ChannelKind, ChannelSeen, MemberJoined, MemberLeft, WorkspaceLeft
from engagement.ids import AccountId, ChannelId, MemberId, WorkspaceId
from engagement.ports import Ledger
from engagement.privacy import Scope
from engagement.records import PendingEvent, Within
from storage.tables import accounts, inbox, metadata, postings, terms, waiting, words
from tests.engagement.made_up import HELP, NOON, OTHER, mid, posted, tid
from tests.scenarios.conftest import Founding
from tests.scenarios.stage import ADA, BEN, CY, NAMES, QUESTION, Town

HERE = WorkspaceId("slack-T1")
MARKED = "How do I call the zyzzyva endpoint from a script?"


def rows(place: Town, table: Any) -> list[Any]:
    """All rows of the community."""
    community = table.c.community_id == place.owner.id

    def read(ledger: Ledger) -> list[Any]:
        return list(ledger.connection.execute(select(table).where(community)).all())  # type: ignore[attr-defined]

    return place.memory.read(place.owner.id, read)


def everything(place: Town) -> str:
    return "\n".join(f"{table.name} {row}" for table in metadata.tables.values() for row in rows(place, table))


def messages_a_day(place: Town) -> int:
    found = place.memory.read(place.owner.id, lambda ledger: ledger.figures.day_counts(Within()))
    return sum(count.messages for count in found)


def seen(channel: ChannelId, name: str, **more: Any) -> ChannelSeen:
    return ChannelSeen(key=f"c:{channel}:{name}:{more}", at=NOON, channel=channel, name=name, **more)


async def conversation(place: Town) -> None:
    await place.open()
    await place.ask(text=MARKED)
    await place.say(BEN, "a", "Send the zyzzyva header first.", of="q")


@pytest.mark.parametrize(
    "change",
    [
        seen(HELP, "help", is_private=True),
        seen(HELP, "help", kind=ChannelKind.CLOSED),
    ],
    ids=["made private", "shared or for adults"],
)
async def test_the_words_of_a_channel_that_closes_go_and_counts_stay(place: Town, change: ChannelSeen) -> None:
    await conversation(place)
    assert "zyzzyva" in everything(place)
    await place.tell(change)
    await place.live.tick()
    assert "zyzzyva" not in everything(place)
    assert messages_a_day(place) == 2
    await place.say(CY, "later", "And the zyzzyva again?", of="q")
    assert "zyzzyva" not in everything(place)


async def test_the_words_of_a_channel_go_when_the_playbook_no_longer_lists_it(place: Town) -> None:
    await conversation(place)
    await place.say(CY, "o", "How do I compile the xylotomy?", channel=OTHER)
    policy = place.policy
    place.owner.community.use(replace(policy, channels={"other": policy.channels["other"]}))
    await place.live.tick()
    assert "zyzzyva" not in everything(place)
    assert "xylotomy" in everything(place)


async def test_an_archived_channel_and_one_that_is_merely_not_seen_keep_their_words(place: Town) -> None:
    await conversation(place)
    place.restart()
    await place.tell(seen(OTHER, "other"), seen(HELP, "help", is_archived=True))
    await place.live.tick()
    assert len(rows(place, words)) == 2


@pytest.mark.parametrize("told_as", ["left", "deactivated"])
async def test_who_leaves_takes_words_and_name_along_and_leaves_the_answers_of_others(
    place: Town, told_as: str
) -> None:
    await conversation(place)
    gone = AccountSeen(key="gone", at=NOON, account=ADA, name="Ada", is_gone=True)
    await place.tell(MemberLeft(key="left", at=NOON, account=ADA) if told_as == "left" else gone)
    await place.live.tick()
    assert [row.body for row in rows(place, words)] == ["Send the zyzzyva header first."]
    assert "Ada" not in everything(place).replace("slack-T1:ada", "")
    assert messages_a_day(place) == 2


async def test_leaving_a_channel_forgets_nothing(place: Town) -> None:
    await conversation(place)
    await place.tell(MemberLeft(key="left", at=NOON, account=ADA, channel=HELP))
    await place.live.tick()
    assert len(rows(place, words)) == 2


async def test_nothing_is_left_of_a_workspace_that_hubbub_was_taken_out_of(place: Town) -> None:
    await conversation(place)
    await place.tell(WorkspaceLeft(key="w", at=NOON, workspace=HERE))
    await place.live.tick()
    left = everything(place)
    assert "slack-T1:" not in left
    assert "zyzzyva" not in left


async def test_an_erasure_that_was_cut_off_is_finished_by_the_next_life(place: Town) -> None:
    await conversation(place)

    def ask(ledger: Ledger) -> None:
        job = ledger.privacy.ask(Scope.MEMBER, ADA, place.now)
        assert not ledger.privacy.go_on(job, place.now, limit=1)

    place.memory.write(place.owner.id, ask).result()
    assert ADA in everything(place)
    place.restart()
    await place.live.tick()
    assert ADA not in everything(place)


async def erased(place: Town, who: AccountId = ADA) -> None:
    place.memory.write(
        place.owner.id, lambda ledger: ledger.privacy.ask(Scope.MEMBER, MemberId(who), place.now)
    ).result()
    await place.live.tick()


async def test_what_is_held_in_memory_does_not_bring_an_erased_person_back(place: Town) -> None:
    await conversation(place)
    await erased(place)
    await place.pass_(minutes=1)
    await place.say(CY, "b", "Or send a token.", of="q")
    await place.react(BEN, "a")
    assert ADA not in everything(place)
    assert place.thread().messages == 3
    assert place.thread().asker not in {None, ADA}


async def test_nothing_of_an_erased_person_is_taken_in_again(place: Town) -> None:
    await conversation(place)
    await erased(place)
    before = len(rows(place, inbox))
    await place.tell(
        AccountSeen(key="u:again", at=place.now, account=ADA, name="Ada"),
        MemberJoined(key="j:again", at=place.now, account=ADA, channel=HELP),
        posted("q", MARKED, MemberId(ADA)),
        posted("new", MARKED, MemberId(ADA)),
    )
    await place.edit(ADA, "q", MARKED)
    await place.react(ADA, "a")
    assert len(rows(place, inbox)) == before
    assert "zyzzyva" in everything(place), "what Ben answered stays"
    assert ADA not in everything(place)
    assert ADA not in {row.id for row in rows(place, accounts)}


async def test_what_an_import_left_of_an_erased_person_is_dropped(place: Town) -> None:
    await conversation(place)
    await erased(place)
    left = posted("old", MARKED, MemberId(ADA))
    row = PendingEvent(key=left.key, at=left.at, payload=from_event(left), source="import")
    place.memory.write(place.owner.id, lambda ledger: ledger.inbox.put([row])).result()
    assert rows(place, waiting)
    await place.live.tick()
    assert rows(place, waiting) == []
    assert ADA not in everything(place)


async def test_who_addresses_an_erased_person_is_heard_and_they_are_not_named(place: Town) -> None:
    await conversation(place)
    await erased(place)
    event = replace(posted("x", "@Ada look here", MemberId(BEN)), addressed=(ADA, AccountId("slack-T1:cy")))
    await place.tell(event)
    found = place.memory.read(place.owner.id, lambda ledger: ledger.conversations.messages([mid("x")]))
    assert found[mid("x")].addressed == (CY,)


async def test_an_erased_person_may_speak_to_the_bot_and_comes_back_by_enrolling(place: Town) -> None:
    await conversation(place)
    await erased(place)
    answer = await place.command(ADA, "help")
    assert answer.text
    assert place.owner.community.tombstones.has(ADA)
    await place.press(ADA, "enrol", channel=HELP)
    assert not place.owner.community.tombstones.has(ADA)
    await place.say(ADA, "back", "How do I begin again with the endpoint?")
    assert tid("back") in place.memory.read(place.owner.id, lambda ledger: ledger.conversations.threads([tid("back")]))


async def test_a_restart_remembers_who_was_erased(place: Town) -> None:
    await conversation(place)
    await erased(place)
    place.restart()
    await place.say(ADA, "again", MARKED)
    assert ADA not in everything(place)


@pytest.mark.parametrize("text", ["Where is the key?", "Never mind."], ids=["another question", "no question any more"])
async def test_nothing_is_left_of_the_old_wording_of_an_edited_message(place: Town, text: str) -> None:
    await place.open()
    await place.ask(text=MARKED)
    await place.say(BEN, "a", "Look at the manual.", of="q")
    await place.react(ADA, "a")
    await place.edit(ADA, "q", text)
    assert "zyzzyva" not in everything(place)


async def test_nothing_is_left_of_a_deleted_message_not_even_its_terms(place: Town) -> None:
    await conversation(place)
    await place.react(ADA, "a")
    assert any("zyzzyva" in row.term for row in rows(place, postings))
    await place.delete("a")
    assert any("zyzzyva" in row.term for row in rows(place, postings)), "the question says it, too"
    await place.delete("q")
    assert not any("zyzzyva" in row.term for row in [*rows(place, postings), *rows(place, terms)])
    assert "zyzzyva" not in everything(place)


async def test_what_fails_in_a_channel_that_is_not_read_is_kept_without_words(
    place: Town,
) -> None:
    await place.open()
    broken = replace(posted("x", MARKED, MemberId(ADA), channel=ChannelId("slack-T1:secret")), message="\ud800")  # type: ignore[arg-type]
    await place.tell(broken)
    kept = [bytes(row.payload) for row in rows(place, waiting)]
    assert kept
    assert not any(b"zyzzyva" in payload for payload in kept)


async def test_old_words_are_forgotten_once_a_day_also_after_a_crash_in_the_middle(found: Founding) -> None:
    place = found()
    await conversation(place)
    await place.pass_(days=29)
    assert len(rows(place, words)) == 2
    place.clock.move_to(place.now + timedelta(days=2))
    await place.live.forgetting._ask_for_old(place.now)
    assert len(rows(place, words)) == 2
    place.restart()
    await place.live.tick()
    assert rows(place, words) == []
    assert messages_a_day(place) == 2


def test_everybody_of_the_town_is_called_otherwise_than_the_words_looked_for() -> None:
    assert not any("zyzzyva" in name for name in NAMES.values())
    assert "zyzzyva" not in QUESTION
