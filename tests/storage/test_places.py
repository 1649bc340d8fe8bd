"""Workspaces and channels."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from engagement.events import ChannelKind, ChannelSeen, Threading
from engagement.records import Channel
from storage import StoredMemory
from storage.tables import workspaces
from tests.storage.rows import DAY, HELP, NOON, OURS, TALK, THEIRS

SEEN = ChannelSeen(
    key="k", at=NOON, channel=HELP, name="help", kind=ChannelKind.FORUM, threading=Threading.LOOSE, is_private=True,
    is_archived=True,
)  # fmt: skip
PLAIN = ChannelSeen(key="k", at=NOON, channel=TALK, name="talk")


def test_channels_are_as_last_seen_and_come_by_id(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.places.save([])
        ledger.places.save([PLAIN, SEEN])
        talk = Channel(id=TALK, name="talk", kind="chat", threading=Threading.NATIVE)
        full = Channel(id=HELP, name="help", kind="forum", threading=Threading.LOOSE, is_private=True, is_archived=True)
        assert ledger.places.all() == [full, talk]
        ledger.places.save([replace(PLAIN, channel=HELP, name="helped", at=NOON + DAY)])
        assert ledger.places.all() == [replace(talk, id=HELP, name="helped"), talk]
        assert [row.platform for row in ledger.connection.execute(select(workspaces))] == ["slack"]


@pytest.mark.parametrize(("name", "kept"), [("n\x00ul", "nul"), ("half-\ud83d", "half-?"), ("🎉", "🎉")])
def test_names_of_any_kind_can_be_kept(memory: StoredMemory, name: str, kept: str) -> None:
    with memory.direct(OURS) as ledger:
        ledger.places.save([replace(PLAIN, name=name)])
        assert [channel.name for channel in ledger.places.all()] == [kept]


def test_communities_do_not_share_places(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.places.save([PLAIN])
    with memory.direct(THEIRS) as ledger:
        assert ledger.places.all() == []
        ledger.places.save([replace(PLAIN, name="theirs")])
    with memory.direct(OURS) as ledger:
        assert [channel.name for channel in ledger.places.all()] == ["talk"]
