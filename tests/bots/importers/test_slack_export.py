"""A Slack export tells its history in one order of time."""

import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.importers.archive import ReadingLimits
from bots.importers.detect import open_export
from bots.importers.slack_export import SlackExport
from bots.platforms.slack.translate import to_event
from engagement.errors import ImportFileError
from engagement.events import (
    AccountSeen,
    ChannelKind,
    ChannelSeen,
    Event,
    MemberJoined,
    MemberLeft,
    MessagePosted,
    ReactionAdded,
    Threading,
)
from tests.bots.importers.made_up import kinds, of_kind, said, slack, told, write_folder, write_zip

FIELDS = st.one_of(
    st.sampled_from(["type", "subtype", "channel", "user", "text", "ts", "thread_ts", "reactions", "name", "users"]),
    st.sampled_from(
        ["count", "user_profile", "bot_profile", "bot_id", "username", "id", "profile", "team_id", "deleted"]
    ),
)
NOON = 1704110400  # 2024-01-01 12:00 UTC


def at(second: int, fraction: int = 0) -> str:
    return f"{NOON + second}.{fraction:06d}"


def read(tmp_path: Path, members: dict[str, Any], **options: Any) -> list[Event]:
    return told(write_zip(tmp_path / "e.zip", members), **options)


def texts(events: list[Event]) -> list[str]:
    return [event.text for event in of_kind(events, MessagePosted)]


def test_channels_and_people_come_first_then_messages_by_time(tmp_path: Path) -> None:
    days = {
        "b/2024-01-01": [said(at(30), "U2", "third"), said(at(10), text="first")],
        "a/2024-01-01": [said(at(20), text="second")],
        "a/2024-01-02": [said(at(90_000), text="fourth")],
    }
    events = read(tmp_path, slack(days))
    assert texts(events) == ["first", "second", "third", "fourth"]
    assert [type(event) for event in events[:4]] == [ChannelSeen, ChannelSeen, AccountSeen, AccountSeen]
    first = datetime(2024, 1, 1, 12, 0, 10, tzinfo=UTC)
    assert {event.at for event in events[:5]} == {first}
    assert [channel.channel for channel in of_kind(events, ChannelSeen)] == ["slack-T1:C1", "slack-T1:C2"]
    bob = of_kind(events, AccountSeen)[1]
    assert (bob.account, bob.name, bob.timezone) == ("slack-T1:U2", "bob", "Europe/Berlin")
    assert of_kind(events, MessagePosted)[0].message == f"slack-T1:C2:{at(10)}"


def test_files_of_another_zone_do_not_disturb_the_order(tmp_path: Path) -> None:
    west, east = 86_400 + 36_000, -36_000  # seconds from noon: days of -10 and +14 h reach that far
    days = {
        "a/2023-12-31": [said(at(-90_000), text="1")],
        "a/2024-01-01": [said(at(0), text="3"), said(at(west - 100), text="5")],
        "b/2024-01-01": [said(at(east), text="2")],
        "b/2024-01-02": [said(at(10_000), text="4"), said(at(west), text="6")],
    }
    assert texts(read(tmp_path, slack(days))) == ["1", "2", "3", "4", "5", "6"]


def test_a_message_in_the_file_of_a_far_day_is_told_late_and_noted(tmp_path: Path) -> None:
    days = {
        "a/2024-01-01": [said(at(0), text="1"), said(at(-1), text="0")],
        "a/2024-03-01": [said(at(5_180_000), text="2"), said(at(5), text="late")],
    }
    export = open_export(write_zip(tmp_path / "e.zip", slack(days)), translate=to_event)
    assert texts(list(export.events())) == ["0", "1", "late", "2"]
    days["a/2024-03-01"].append(said(at(-5), text="later"))
    export = open_export(write_zip(tmp_path / "f.zip", slack(days)), translate=to_event)
    assert texts(list(export.events())) == ["0", "1", "later", "late", "2"]
    assert export.notes == ["1 messages lie in a file of another day and are told late"]


@given(
    seconds=st.lists(st.tuples(st.integers(0, 400_000), st.integers(0, 3), st.integers(-12, 14)), max_size=25),
)
def test_any_zone_of_the_files_gives_one_order(
    tmp_path_factory: pytest.TempPathFactory, seconds: list[tuple[int, int, int]]
) -> None:
    days: dict[str, list[Any]] = {"a0/2023-12-20": [said("1703030400.000000", text="begin")]}
    for number, (second, channel, zone) in enumerate(seconds):
        day = datetime.fromtimestamp(NOON + second + zone * 3600, UTC).date().isoformat()
        days.setdefault(f"a{channel}/{day}", []).append(said(at(second, number), text=str(number)))
    events = of_kind(told(write_folder(tmp_path_factory.mktemp("e"), slack(days))), MessagePosted)
    assert len(events) == len(seconds) + 1
    assert [event.at for event in events] == sorted(event.at for event in events)


def test_mentions_are_named_from_the_list_of_people(tmp_path: Path) -> None:
    events = read(tmp_path, slack({"a/2024-01-01": [said(at(0), text="<@U1> and <@U2>, <@U9>")]}))
    assert texts(events) == ["@Ada and @bob, @U9"]
    assert of_kind(events, MessagePosted)[0].addressed == ("slack-T1:U2", "slack-T1:U9")


def test_people_who_are_not_listed_are_met_with_their_first_message(tmp_path: Path) -> None:
    profile = {"name": "cy", "real_name": "Cy Young", "display_name": ""}
    days = {
        "a/2024-01-01": [
            said(at(0), "U3", "hi", user_profile=profile),
            said(at(1), "U3", "<@U3>"),
            {
                "type": "message",
                "subtype": "bot_message",
                "bot_id": "B1",
                "username": "CI",
                "text": "built",
                "ts": at(2),
            },
            said(at(3), "U4", "joined", subtype="channel_join"),
            said(at(4), "U1", reactions=[{"name": "+1::skin-tone-3", "users": ["U5", "U1"], "count": 2}]),
        ]
    }
    events = read(tmp_path, slack(days))[3:]
    assert [type(event).__name__ for event in events] == [
        "AccountSeen", "MessagePosted", "MessagePosted", "AccountSeen", "MessagePosted", "AccountSeen", "MemberJoined",
        "MessagePosted", "AccountSeen", "ReactionAdded", "ReactionAdded",
    ]  # fmt: skip
    met = of_kind(events, AccountSeen)
    assert [(one.account, one.name, one.is_bot) for one in met] == [
        ("slack-T1:U3", "Cy Young", False), ("slack-T1:B1", "CI", True), ("slack-T1:U4", "U4", False),
        ("slack-T1:U5", "U5", False),
    ]  # fmt: skip
    assert texts(events) == ["hi", "@Cy Young", "built", "hello"]
    assert of_kind(events, MessagePosted)[2].is_bot


def test_reactions_follow_their_message_and_unnamed_ones_are_noted(tmp_path: Path) -> None:
    reactions = [{"name": "eyes", "users": ["U2"], "count": 3}, {"name": "tada", "users": "U1"}, "rubbish"]
    days = {"a/2024-01-01": [said(at(0), reactions=reactions), said(at(1), subtype="pinned_item", reactions=reactions)]}
    export = open_export(write_zip(tmp_path / "e.zip", slack(days)), translate=to_event)
    events = list(export.events())
    (reaction,) = of_kind(events, ReactionAdded)
    message = of_kind(events, MessagePosted)[0]
    assert (reaction.key, reaction.at, reaction.account) == (f"r+:{message.message}:eyes:U2", message.at, "slack-T1:U2")
    assert export.notes == ["2 reactions name nobody and were left out"]
    list(export.events())
    assert len(export.notes) == 1


def test_replies_name_their_root_even_in_another_day_or_outside(tmp_path: Path) -> None:
    days = {
        "a/2024-01-01": [said(at(0), thread_ts=at(0), reply_count=1), said(at(9), thread_ts="1600000000.000001")],
        "a/2024-01-02": [said(at(90_000), thread_ts=at(0), parent_user_id="U1")],
        "b/2024-01-01": [said(at(1))],
    }
    events = read(tmp_path, slack(days))
    roots: dict[str, str | None] = {event.message: event.thread for event in of_kind(events, MessagePosted)}
    assert roots[f"slack-T1:C1:{at(0)}"] is None
    assert roots[f"slack-T1:C1:{at(90_000)}"] == f"slack-T1:C1:{at(0)}"
    assert roots[f"slack-T1:C1:{at(9)}"] == "slack-T1:C1:1600000000.000001"
    assert [channel.threading for channel in of_kind(events, ChannelSeen)] == [Threading.NATIVE, Threading.LOOSE]


def test_a_text_that_speaks_of_threads_does_not_make_a_channel_threaded(tmp_path: Path) -> None:
    events = read(tmp_path, slack({"a/2024-01-01": [said(at(0), text='set "thread_ts" here')]}))
    assert of_kind(events, ChannelSeen)[0].threading is Threading.LOOSE


def test_joining_and_leaving_are_told_and_notices_are_not(tmp_path: Path) -> None:
    notices = ["channel_join", "channel_leave", "channel_topic", "bot_add", "channel_archive", "tombstone"]
    days = {"a/2024-01-01": [said(at(n), subtype=kind) for n, kind in enumerate(notices)]}
    assert [type(event) for event in read(tmp_path, slack(days))[3:]] == [MemberJoined, MemberLeft]


def test_what_became_so_by_the_end_is_told_at_the_end(tmp_path: Path) -> None:
    members = slack({"a/2024-01-01": [said(at(0))], "b/2024-01-02": [said(at(90_000), "U2")]})
    members["channels.json"][0]["is_archived"] = True
    members["users.json"][1]["deleted"] = True
    members["users.json"].append({"id": "U7", "team_id": "T1", "name": "helpbot", "is_bot": True})
    events = read(tmp_path, members)
    assert not any(event.is_archived for event in of_kind(events[:5], ChannelSeen))
    assert not any(event.is_gone for event in of_kind(events[:5], AccountSeen))
    archived, gone = events[-2:]
    assert isinstance(archived, ChannelSeen)
    assert isinstance(gone, AccountSeen)
    assert (archived.channel, archived.name, archived.is_archived) == ("slack-T1:C1", "a", True)
    assert (gone.account, gone.is_gone) == ("slack-T1:U2", True)
    assert archived.at == gone.at == of_kind(events, MessagePosted)[-1].at
    assert len({event.key for event in events}) == len(events)


def test_a_bot_on_the_list_is_a_bot_in_its_messages(tmp_path: Path) -> None:
    members = slack({"a/2024-01-01": [said(at(0), "U7"), said(at(1), "U1")]})
    members["users.json"].append({"id": "U7", "team_id": "T1", "name": "helpbot", "is_bot": True})
    assert [event.is_bot for event in of_kind(read(tmp_path, members), MessagePosted)] == [True, False]


def private(days: dict[str, list[Any]]) -> dict[str, Any]:
    members = slack({"a/2024-01-01": [said(at(0), text="open")]}, groups=[{"id": "G1", "name": "g"}])
    members |= {"dms.json": [{"id": "D1", "members": ["U1", "U2"]}], "mpims.json": [{"id": "M1", "name": "mpdm-x"}]}
    members["channels.json"].append({"id": "C8", "name": "c8", "is_ext_shared": True})
    return members | {f"{name}.json": messages for name, messages in days.items()}


SECRETS = {f"{name}/2024-01-01": [said(at(9), text=f"secret {name}")] for name in ("g", "D1", "mpdm-x", "c8", "stray")}


def test_private_shared_and_unlisted_channels_stay_out(tmp_path: Path) -> None:
    export = open_export(write_zip(tmp_path / "e.zip", private(SECRETS)), translate=to_event)
    events = list(export.events())
    assert texts(events) == ["open"]
    assert "secret" not in repr(events)
    assert export.notes == ["5 private, shared or unlisted channels and direct messages were left out"]


def test_private_channels_come_in_only_when_asked_for(tmp_path: Path) -> None:
    events = read(tmp_path, private(SECRETS), include_private=True)
    assert sorted(texts(events)) == ["open", "secret D1", "secret c8", "secret g", "secret mpdm-x"]
    seen = {event.name: (event.kind, event.is_private) for event in of_kind(events, ChannelSeen)}
    assert seen == {
        "a": (ChannelKind.CHAT, False), "c8": (ChannelKind.CHAT, True), "g": (ChannelKind.CHAT, True),
        "D1": (ChannelKind.DIRECT, True), "mpdm-x": (ChannelKind.DIRECT, True),
    }  # fmt: skip


def test_a_missing_list_of_people_is_made_up_for(tmp_path: Path) -> None:
    members = slack({"a/2024-01-01": [said(at(0)), said(at(1))]})
    del members["users.json"]
    path = write_zip(tmp_path / "my club (old).zip", members)
    export = open_export(path, translate=to_event)
    assert export.workspace == "slack-my-club-old"
    assert kinds(export.events()) == {"ChannelSeen": 1, "AccountSeen": 1, "MessagePosted": 2}
    assert export.notes == ["users.json is missing: people are named as their messages name them"]


def test_rubbish_in_a_day_is_left_out_and_the_rest_is_told(tmp_path: Path) -> None:
    rubbish: list[Any] = [
        5,
        None,
        "x",
        [],
        {},
        {"type": "message"},
        said("soon"),
        said("1e9"),
        {**said(at(2)), "user": ["U1"]},
    ]
    odd = [
        said("1704110401.5", text="short"),
        said("170411040a.000000"),
        said("99999999999.000000"),
        said("12", text="old"),
    ]
    days = {"a/2024-01-01": [*rubbish, *odd, said(at(3), text="good", reactions={"a": 1})]}
    members = slack(days) | {"a/notes.json": [said(at(4))], "a/2024-13-01.json": [said(at(5))], "canvases.json": [1]}
    assert texts(read(tmp_path, members)) == ["old", "short", "good"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["U1", "U7", "C1", at(3), "\ud800", "<@U1>", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=150)
@given(
    written=st.lists(st.dictionaries(FIELDS, JSON, max_size=6), max_size=4),
    people=st.lists(st.dictionaries(FIELDS, JSON, max_size=4), max_size=3),
)
def test_any_json_is_told_or_left_out(
    tmp_path_factory: pytest.TempPathFactory, written: list[dict[str, Any]], people: list[dict[str, Any]]
) -> None:
    members = slack({"a/2024-01-01": [said(at(n)) | fields for n, fields in enumerate(written)]})
    members["users.json"] += [{"id": "U7", "is_bot": True}, *people]
    for event in told(write_folder(tmp_path_factory.mktemp("e"), members)):
        event.key.encode()
        assert event.at.tzinfo is UTC


def test_a_broken_day_is_named(tmp_path: Path) -> None:
    members = slack({"a/2024-01-01": [said(at(0))]}) | {"a/2024-01-02.json": b'[{"ts": '}
    with pytest.raises(ImportFileError, match=r"e\.zip: a/2024-01-02\.json is not valid JSON \(line 1, column 9"):
        read(tmp_path, members)


def test_an_empty_export_tells_its_channels_and_people(tmp_path: Path) -> None:
    assert kinds(read(tmp_path, slack({"a/2024-01-01": []}))) == {"ChannelSeen": 1, "AccountSeen": 2}


def test_each_pass_is_the_same_and_counts_its_bytes(tmp_path: Path) -> None:
    days = {
        f"{channel}/2024-01-0{day}": [said(at(86_400 * day + n, n)) for n in range(5)]
        for channel in "ab"
        for day in (1, 2)
    }
    path = write_zip(tmp_path / "e.zip", slack(days))
    export, again = open_export(path, translate=to_event), open_export(path, translate=to_event)
    passes = [list(export.events()), list(export.events()), list(again.events())]
    assert passes[0] == passes[1] == passes[2]
    assert export.bytes_read == export.total_bytes > 0
    assert export.fingerprint == again.fingerprint
    part = again.events()
    resumed = [next(part) for _ in range(9)] + list(part)
    assert resumed == passes[0]
    other = open_export(path, translate=to_event, workspace=export.workspace[:-1])  # type: ignore[arg-type]
    assert other.fingerprint != export.fingerprint
    assert (export.platform, export.name) == ("slack", "e.zip")


def test_zip_folder_and_nested_folder_tell_the_same(tmp_path: Path) -> None:
    members = slack({"a/2024-01-01": [said(at(0))], "ü/2024-01-01": [said(at(1))]})
    passes = [
        told(write_zip(tmp_path / "flat.zip", members)),
        told(write_zip(tmp_path / "nested.zip", members, top="My export/")),
        told(write_folder(tmp_path / "folder", members)),
    ]
    assert passes[0] == passes[1] == passes[2]
    assert len(of_kind(passes[0], MessagePosted)) == 2


def test_memory_does_not_grow_with_the_number_of_days(tmp_path: Path) -> None:
    peaks = []
    for number in (4, 40):
        days = {
            f"a/2024-{1 + day // 28:02d}-{1 + day % 28:02d}": [
                said(at(86_400 * day + n), text="x" * 1000) for n in range(300)
            ]
            for day in range(number)
        }
        export = open_export(write_zip(tmp_path / f"{number}.zip", slack(days)), translate=to_event)
        tracemalloc.start()
        count = sum(1 for _ in export.events())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert count == 300 * number + 3
    assert peaks[1] < 1.5 * peaks[0]


def test_a_bomb_among_the_days_is_stopped(tmp_path: Path) -> None:
    members = slack({"a/2024-01-01": [said(at(0))]}) | {"a/2024-01-02.json": b"[" + b" " * 40_000_000 + b"]"}
    with pytest.raises(ImportFileError, match="like a zip bomb"):
        read(tmp_path, members)
    with pytest.raises(ImportFileError, match="unpacks to more than"):
        read(tmp_path, members, limits=ReadingLimits(total_bytes=1_000_000))


def test_the_class_is_what_detection_gives(tmp_path: Path) -> None:
    export = open_export(write_zip(tmp_path / "e.zip", slack({"a/2024-01-01": []})), translate=to_event)
    assert isinstance(export, SlackExport)


def test_an_export_in_which_nothing_was_ever_said_is_told(tmp_path: Path) -> None:
    """Channels and people, and a day's file under a name that is no day."""
    path = write_folder(tmp_path / "e", slack({"help/2024-01-01": []}))
    (path / "help" / "2024-01-01.json").rename(path / "help" / "2024-99-99.json")
    assert MessagePosted.__name__ not in kinds(told(path))
