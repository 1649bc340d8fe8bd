"""Real communities' exports give the counts that an independent reading gives."""

import json
import re
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bots.importers.detect import open_export
from bots.platforms.slack.translate import to_event
from engagement.events import (
    AccountSeen,
    ChannelSeen,
    Event,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
    Threading,
)
from engagement.ids import WorkspaceId
from tests.bots.importers.made_up import kinds, of_kind, told

DATA = Path(__file__).resolve().parents[3] / "../shared/data"
CODE_OR_LINK = re.compile(r"```.*?```|`[^`]*`|<https?://[^>]*>|https?://\S+", re.DOTALL)
WRITTEN = {None, "me_message", "file_share", "thread_broadcast", "bot_message"}

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder shared/data beside the project is missing"),
]


def in_order(events: list[Event]) -> bool:
    times = [event.at for event in events]
    return times == sorted(times) and len({event.key for event in events}) == len(events)


def raw_messages(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with zipfile.ZipFile(path) as file:
        for name in file.namelist():
            if "/" in name and name.endswith(".json"):
                yield from ((name.partition("/")[0], raw) for raw in json.loads(file.read(name)))


def asks(text: str) -> bool:
    return "?" in CODE_OR_LINK.sub(" ", text)


@pytest.mark.parametrize(
    ("name", "messages", "people", "listed", "threads", "answered"),
    [("racket", 22_172, 326, 351, 2_364, 1_721), ("elmlang2019", 14_510, 618, 645, 1_800, 1_305)],
)
def test_labelled_slack_exports(
    name: str, messages: int, people: int, listed: int, threads: int, answered: int
) -> None:
    path = DATA / f"msr20_{name}_slack_export.zip"
    events = told(path, conversations=DATA / f"msr20_{name}_slack_export_conversations.tsv")
    assert kinds(events) == {"ChannelSeen": 1, "AccountSeen": listed, "MessagePosted": messages}
    assert in_order(events)
    posted = of_kind(events, MessagePosted)
    assert len({event.author for event in posted}) == people
    sizes = Counter(event.thread for event in posted)
    assert (len(sizes), sum(size > 1 for size in sizes.values())) == (threads, answered)
    assert all(event.thread is not None for event in posted)
    raw = {raw["ts"]: raw["text"] for _, raw in raw_messages(path)}
    assert sum(asks(event.text) for event in posted) == sum(map(asks, raw.values()))
    assert sum(bool(event.addressed) for event in posted) > 1_000
    plain = of_kind(told(path), MessagePosted)
    assert [event.message for event in plain] == [event.message for event in posted]
    assert not any(event.thread for event in plain)
    assert of_kind(events, ChannelSeen)[0].threading is Threading.LOOSE


def test_a_small_genuine_slack_export() -> None:
    path = DATA / "slack_export_small_hfaran.zip"
    raw = [raw for _, raw in raw_messages(path)]
    subtypes = Counter(each.get("subtype") for each in raw)
    events = told(path)
    assert in_order(events)
    assert kinds(events) == {
        "ChannelSeen": 2,
        "AccountSeen": 7,  # four people of the list, three bots that only write
        "MessagePosted": sum(subtypes[kind] for kind in WRITTEN),
        "MemberJoined": subtypes["channel_join"],
        "ReactionAdded": sum(len(one["users"]) for each in raw for one in each.get("reactions", [])),
    }
    assert sum(event.is_bot for event in of_kind(events, MessagePosted)) == sum(
        bool(each.get("bot_id")) for each in raw if each.get("subtype") in WRITTEN
    )
    assert {event.timezone for event in of_kind(events, AccountSeen)} >= {"America/Los_Angeles"}


def test_a_discord_export() -> None:
    export = open_export(DATA / "pyscript_discord_dce_json.zip", translate=to_event)
    events = list(export.events())
    export.close()
    assert in_order(events)
    posted = of_kind(events, MessagePosted)
    humans = [event for event in posted if not event.is_bot]
    assert (len(posted), len(humans), len({event.author for event in humans})) == (5_995, 5_624, 194)
    assert len([event for event in posted if event.reply_to is not None]) == 1_323
    assert len(of_kind(events, ChannelSeen)) == 15
    assert not of_kind(events, ReactionAdded)
    assert export.notes == ["1479 reactions name nobody and were left out"]
    assert export.bytes_read == export.total_bytes


def live_lines() -> list[dict[str, Any]]:
    with tarfile.open(DATA / "clojurians_slack_rtm_2018-02.tar.xz") as file:
        members = [member for member in file if re.fullmatch(r"logs/[0-9-]+\.txt", member.name)]
        streams = [file.extractfile(member) for member in members]
        return [json.loads(line) for stream in streams if stream for line in stream]


def expected(raw: dict[str, Any]) -> str | None:
    """What a line tells, judged apart from the translation."""
    subtype = raw.get("subtype")
    if subtype in WRITTEN:
        return "MessagePosted"
    if subtype == "message_changed":
        now, before = raw["message"], raw["previous_message"]
        if now.get("subtype") == "tombstone":
            return "MessageDeleted"
        is_same = now["text"] == before["text"] and now.get("edited") == before.get("edited")
        return "MessageEdited" if now.get("subtype") in WRITTEN and not is_same else None
    plain = {"message_deleted": "MessageDeleted", "channel_join": "MemberJoined", "channel_leave": "MemberLeft"}
    return plain.get(str(subtype))


def test_nine_days_of_live_events() -> None:
    lines = live_lines()
    assert len(lines) == 11_281
    events = [to_event(raw, WorkspaceId("slack-T03RZGPFR"), {}) for raw in lines]
    assert [event and type(event).__name__ for event in events] == [expected(raw) for raw in lines]
    counts = kinds(event for event in events if event is not None)
    subtypes = Counter(raw.get("subtype") for raw in lines)
    assert counts["MessagePosted"] == sum(subtypes[kind] for kind in WRITTEN) == 8_035
    assert counts["MemberJoined"] == subtypes["channel_join"] == 1_142
    assert counts["MessageDeleted"] == subtypes["message_deleted"] + 1 == 104
    posted = [event for event in events if isinstance(event, MessagePosted)]
    assert sum(event.thread is not None for event in posted) == 655
    for raw, event in zip(lines, events, strict=True):
        if isinstance(event, MessagePosted):
            assert f"{event.at.timestamp():.6f}"[:10] == raw["ts"][:10]
            assert f"{event.at.microsecond:06d}" == raw["ts"][11:]
            assert asks(event.text) == asks(raw["text"])
        elif isinstance(event, MessageEdited | MessageDeleted):
            old = raw.get("deleted_ts") or raw["message"]["ts"]
            assert event.message == f"slack-T03RZGPFR:{raw['channel']}:{old}"
