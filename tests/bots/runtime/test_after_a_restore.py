"""After a backup was restored: a message is looked for before its first try, for a while; a daily word is not made up for."""

from datetime import datetime, timedelta

import pytest

from engagement.actions import Reach
from engagement.ids import MessageId, OutboxId
from engagement.keeping import RESTORED_AT, RESTORED_FROM, doubtful_since
from engagement.speech import Outgoing
from tests.bots.runtime.stage import town
from tests.bots.runtime.test_delivery import put, row, state
from tests.engagement.made_up import HELP
from tests.scenarios.board import Board
from tests.scenarios.conftest import Founding
from tests.scenarios.stage import BEN, Town


class Wall(Board):
    """A board on which something stood before; it notes since when it was looked at."""

    since: datetime | None = None

    async def find(self, message: Outgoing) -> MessageId | None:
        Wall.since = message.since
        return await super().find(message)


def restored(place: Town, ago: timedelta, backup: timedelta) -> None:
    """As if a backup of so long before had been restored so long ago."""

    def note(ledger: object) -> None:
        ledger.marks.set(RESTORED_AT, (place.now - ago).isoformat())  # type: ignore[attr-defined]
        ledger.marks.set(RESTORED_FROM, (place.now - ago - backup).isoformat())  # type: ignore[attr-defined]

    place.memory.write(place.owner.id, note).result(10)
    place.restart()
    place.board = Wall()
    place.live.delivery.platforms = {"slack-T1": place.board}  # type: ignore[dict-item]


def stands(place: Town, marker: str) -> None:
    said = Outgoing(marker=OutboxId(marker), reach=Reach.CHANNEL, to=HELP, text=(), buttons=(), since=place.now)
    place.board.standing[MessageId(f"{HELP}:before")] = said


async def test_what_stands_there_already_is_not_said_again(place: Town) -> None:
    await place.open()
    restored(place, timedelta(hours=1), timedelta(days=3))
    stands(place, "one")
    await put(place, row("one"), row("two"))
    await place.live.tick()
    assert [name for name, _ in place.board.calls] == ["find", "find", "send"]
    assert state(place, "one").sent_as == f"{HELP}:before"
    assert (state(place, "two").state, len(place.board.standing)) == ("sent", 2)
    assert Wall.since == place.now - timedelta(days=3, hours=1), "as far back as the backup"


@pytest.mark.parametrize(("ago", "finds"), [(timedelta(hours=47), 1), (timedelta(hours=49), 0)])
async def test_after_two_days_there_is_no_doubt_any_more(ago: timedelta, finds: int, place: Town) -> None:
    await place.open()
    restored(place, ago, timedelta(days=1))
    await put(place, row("one"))
    await place.live.tick()
    assert [name for name, _ in place.board.calls].count("find") == finds
    assert state(place, "one").state == "sent"


async def test_where_it_cannot_look_it_does_not_say_it(place: Town) -> None:
    await place.open()
    restored(place, timedelta(hours=1), timedelta(days=1))
    place.board.sees = False
    await put(place, row("one"))
    await place.live.tick()
    assert (state(place, "one").state, place.board.standing) == ("unknown", {})


async def test_a_memory_that_was_never_restored_looks_for_nothing(place: Town) -> None:
    await place.open()
    await put(place, row("one"))
    await place.live.tick()
    assert [name for name, _ in place.board.calls] == ["send"]
    assert place.memory.read(place.owner.id, lambda ledger: doubtful_since(ledger.marks, place.now)) is None


async def test_the_daily_word_of_the_days_before_is_not_made_up_for(found: Founding) -> None:
    place = found(town(dry_run=True, timezone="Europe/Berlin"))
    await place.open(BEN)
    await place.pass_(hours=21)
    await place.ask()
    place.clock.move_to(place.now + timedelta(days=3))
    restored(place, timedelta(), timedelta(days=3))
    await place.live.tick()
    assert [d for d in place.journal("try_out") if d.action == "Say"] == []
    await place.ask("another")
    await place.pass_(hours=24)
    assert len([d for d in place.journal("try_out") if d.action == "Say"]) == 1
