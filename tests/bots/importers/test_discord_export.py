"""A DiscordChatExporter export tells its history in one order of time."""

import json
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.importers.detect import open_export
from bots.importers.discord_files import made_at
from bots.platforms.slack.translate import to_event
from engagement.errors import ImportFileError
from engagement.events import (
    AccountSeen,
    ChannelKind,
    ChannelSeen,
    Event,
    MemberJoined,
    MessagePosted,
    ReactionAdded,
    Threading,
)
from tests.bots.importers.made_up import channel_file, kinds, of_kind, snowflake, told, write_folder, write_zip, wrote

FIELDS = st.one_of(
    st.sampled_from(["type", "timestamp", "content", "author", "mentions", "reactions", "reference", "name", "id"]),
    st.sampled_from(["nickname", "isBot", "roles", "emoji", "code", "count", "users", "messageId"]),
)
GENERAL, HELP, FORUM = snowflake(-3000), snowflake(-2000), snowflake(-1000)


def read(tmp_path: Path, *files: dict[str, Any], **options: Any) -> list[Event]:
    return told(write_zip(tmp_path / "e.zip", {f"{n}.json": file for n, file in enumerate(files)}), **options)


def posted(events: list[Event]) -> dict[str, MessagePosted]:
    return {event.text: event for event in of_kind(events, MessagePosted)}


def thread_file(thread: str, messages: list[Any], **fields: Any) -> dict[str, Any]:
    parts = {"type": "GuildPublicThread", "categoryId": GENERAL, "category": "general", **fields}
    return channel_file(thread, "a thread", messages, **parts)


def test_files_are_merged_by_time_behind_the_channels(tmp_path: Path) -> None:
    one = channel_file(GENERAL, "general", [wrote(1, content="1"), wrote(5, content="5")])
    two = channel_file(HELP, "help", [wrote(0, 2, content="0"), wrote(3.25, 2, content="3"), wrote(9, content="9")])
    late = channel_file(snowflake(4), "new", [wrote(5.001, content="5b"), wrote(6, content="6")])
    events = read(tmp_path, one, two, late)
    assert list(posted(events)) == ["0", "1", "3", "5", "5b", "6", "9"]
    assert [type(event) for event in events[:5]] == [ChannelSeen] * 3 + [AccountSeen, MessagePosted]
    seen = events[0]
    assert isinstance(seen, ChannelSeen)
    assert (seen.channel, seen.name, seen.kind) == (f"discord-7:{GENERAL}", "general", ChannelKind.CHAT)
    assert (seen.threading, seen.at) == (Threading.LOOSE, datetime(2024, 1, 1, tzinfo=UTC))
    message = posted(events)["3"]
    assert message.at == datetime(2024, 1, 1, 0, 0, 3, 250_000, tzinfo=UTC)
    assert message.message == f"discord-7:{HELP}:{snowflake(3.25)}"
    assert message.key == f"m:{message.message}"
    assert (message.author, message.thread, message.reply_to) == ("discord-7:102", None, None)


def test_replies_link_and_mentions_address(tmp_path: Path) -> None:
    messages = [
        wrote(0, 1, "hi"),
        wrote(1, 2, "@Nick 1 hello", type="Reply", reference={"messageId": snowflake(0), "channelId": GENERAL}),
        wrote(2, 3, "by name", mentions=[{"id": "", "name": "name1"}, {"id": "102", "name": "?"}, {"id": "103"}]),
        wrote(3, 3, "unknown name", mentions=[{"id": "", "name": "name9"}, {"id": None, "name": ""}]),
        wrote(
            4, 2, "<@103> and <@!101>, <@5>", mentions=[{"id": "103", "name": "n", "nickname": "Nick 3"}, {"id": "101"}]
        ),
        wrote(5, 2, "no link", type="Reply", reference={"messageId": ""}),
        wrote(6, 2, "forwarded", type="Default", reference={"messageId": snowflake(0)}),
    ]
    told_now = posted(read(tmp_path, channel_file(GENERAL, "general", messages)))
    assert told_now["@Nick 1 hello"].reply_to == told_now["hi"].message
    assert told_now["by name"].addressed == ("discord-7:101", "discord-7:102")
    assert told_now["unknown name"].addressed == ()
    assert told_now["@Nick 3 and @101, @5"].addressed == ("discord-7:103", "discord-7:101")
    assert told_now["no link"].reply_to is None
    assert told_now["forwarded"].reply_to is None


def test_a_name_that_two_people_have_addresses_nobody(tmp_path: Path) -> None:
    twin = {"id": "999", "name": "name1", "nickname": "Twin", "isBot": False}
    messages = [
        wrote(0, 1),
        wrote(1, content="x", author=twin),
        wrote(2, 2, "who", mentions=[{"id": "", "name": "name1"}]),
    ]
    assert posted(read(tmp_path, channel_file(GENERAL, "general", messages)))["who"].addressed == ()


def test_people_are_met_once_with_their_roles(tmp_path: Path) -> None:
    author = {
        "id": "200",
        "name": "cy",
        "nickname": "Cy",
        "isBot": True,
        "roles": [{"id": "31", "name": "mod"}, {"id": "x"}],
    }
    messages = [
        wrote(0, content="a", author=author),
        wrote(1, content="b", author=author),
        wrote(2, author={"id": "201"}),
    ]
    events = read(tmp_path, channel_file(GENERAL, "general", messages))
    first, second = of_kind(events, AccountSeen)
    assert (first.account, first.name, first.is_bot, first.roles) == ("discord-7:200", "Cy", True, ("31",))
    assert (second.name, second.is_bot, second.roles) == ("201", False, ())
    assert posted(events)["a"].is_bot


def test_reactions_follow_their_message_and_unnamed_ones_are_noted(tmp_path: Path) -> None:
    reactions = [
        {
            "emoji": {"name": "👍", "code": "thumbsup_tone2"},
            "count": 3,
            "users": [{"id": "300", "name": "dee"}, {"id": ""}],
        },
        {"emoji": {"name": "party", "id": "5"}, "count": 1, "users": [{"id": "101", "name": "name1"}]},
        {"emoji": {"name": "👍🏽"}, "users": [{"id": "101"}]},
        {"emoji": {}, "users": [{"id": "101"}]},
    ]
    file = channel_file(GENERAL, "general", [wrote(0, reactions=reactions), wrote(1)])
    export = open_export(write_folder(tmp_path, {"a.json": file}) / "a.json", translate=to_event)
    events = list(export.events())
    assert kinds(events) == {"ChannelSeen": 1, "AccountSeen": 2, "MessagePosted": 2, "ReactionAdded": 3}
    reacted = of_kind(events, ReactionAdded)
    assert [(event.emoji, event.account) for event in reacted] == [
        ("thumbsup", "discord-7:300"), ("party", "discord-7:101"), ("👍", "discord-7:101"),
    ]  # fmt: skip
    message = of_kind(events, MessagePosted)[0]
    assert reacted[0].key == f"r+:{message.message}:thumbsup:300"
    assert events.index(reacted[2]) < events.index(of_kind(events, MessagePosted)[1])
    assert export.notes == ["1 reactions name nobody and were left out"]


def test_a_thread_of_a_channel_counts_under_it_with_its_starter_as_root(tmp_path: Path) -> None:
    thread = snowflake(1)
    starter = wrote(2, content="", type="21", reference={"messageId": thread})
    files = [
        thread_file(thread, [starter, wrote(3, 2, "answer")]),
        channel_file(GENERAL, "general", [wrote(1, 1, "question"), wrote(1.5, type="ThreadCreated")]),
    ]
    events = read(tmp_path, *files)
    (channel,) = of_kind(events, ChannelSeen)
    assert (channel.channel, channel.kind, channel.name) == (f"discord-7:{GENERAL}", ChannelKind.CHAT, "general")
    told_now = posted(events)
    assert list(told_now) == ["question", "answer"]
    assert told_now["question"].thread is None
    assert told_now["answer"].thread == told_now["question"].message


def test_a_forums_posts_are_threads_of_the_forum(tmp_path: Path) -> None:
    forum = {"categoryId": FORUM, "category": "help-forum"}
    one, two = snowflake(1), snowflake(2)
    files = [
        thread_file(one, [wrote(1, 1, "how?"), wrote(5, 2, "so")], **forum),
        thread_file(two, [wrote(2, 3, "why?")], **forum),
    ]
    events = read(tmp_path, *files)
    (channel,) = of_kind(events, ChannelSeen)
    assert (channel.channel, channel.name) == (f"discord-7:{FORUM}", "help-forum")
    assert (channel.kind, channel.threading) == (ChannelKind.FORUM, Threading.NATIVE)
    told_now = posted(events)
    assert list(told_now) == ["how?", "why?", "so"]
    assert told_now["how?"].thread == told_now["how?"].message == told_now["so"].thread
    assert told_now["why?"].thread == told_now["why?"].message


def test_a_thread_without_a_starter_begins_with_its_first_message(tmp_path: Path) -> None:
    told_now = posted(read(tmp_path, thread_file(snowflake(1), [wrote(2, 1, "first"), wrote(3, 2, "second")])))
    assert told_now["first"].thread == told_now["first"].message == told_now["second"].thread


def test_a_thread_cut_by_date_or_in_parts_keeps_its_root(tmp_path: Path) -> None:
    thread = snowflake(1)
    cut = posted(read(tmp_path, thread_file(thread, [wrote(5, 1, "middle")], after="2024-01-01T00:00:04+00:00")))
    assert cut["middle"].thread == f"discord-7:{GENERAL}:{thread}"
    parts = [thread_file(thread, [wrote(9, 2, "end")]), thread_file(thread, [wrote(2, 1, "begin")])]
    joined = posted(read(tmp_path, *parts))
    assert joined["end"].thread == joined["begin"].thread == joined["begin"].message


def test_private_threads_and_direct_messages_stay_out_unless_asked_for(tmp_path: Path) -> None:
    files = [
        channel_file(GENERAL, "general", [wrote(0, content="open")]),
        thread_file(snowflake(1), [wrote(2, content="secret")], type="GuildPrivateThread"),
    ]
    direct = channel_file(
        HELP, "Ada", [wrote(0, content="secret")], type="DirectTextChat", guild={"id": "0", "name": "DM"}
    )
    export = open_export(write_zip(tmp_path / "x.zip", {"a.json": files[0], "b.json": files[1]}), translate=to_event)
    assert list(posted(list(export.events()))) == ["open"]
    assert export.notes == ["1 private threads and direct messages were left out"]
    assert kinds(read(tmp_path, direct)) == {}
    events = read(tmp_path, *files, include_private=True)
    assert list(posted(events)) == ["open", "secret"]
    assert [(seen.name, seen.is_private) for seen in of_kind(events, ChannelSeen)] == [
        ("general", False), ("a thread", True),
    ]  # fmt: skip


def test_newcomers_join_the_server_and_other_notices_are_not_told(tmp_path: Path) -> None:
    messages = [
        wrote(0, 5, type="GuildMemberJoin"),
        wrote(1, type="RecipientAdd"),
        wrote(2, type="ChannelPinnedMessage"),
        wrote(3, type="21"),
        wrote(4, type=["Default"]) | {"type": {}},
    ]
    events = read(tmp_path, channel_file(GENERAL, "general", messages))
    assert kinds(events) == {"ChannelSeen": 1, "AccountSeen": 1, "MemberJoined": 1}
    (joined,) = of_kind(events, MemberJoined)
    assert (joined.account, joined.channel) == ("discord-7:105", None)


def test_time_stamps_of_any_zone_and_broken_ones_are_read(tmp_path: Path) -> None:
    stamps = ["2024-01-01T05:30:01.1234567+05:30", "2024-01-01T00:00:02", "soon", None, "0001-01-01T00:00:00+14:00"]
    messages = [wrote(n + 1, content=str(n)) | {"timestamp": stamp} for n, stamp in enumerate(stamps)]
    times = [event.at for event in of_kind(read(tmp_path, channel_file(GENERAL, "general", messages)), MessagePosted)]
    expected = [(1, 123_456), (2, 0), (3, 0), (4, 0), (5, 0)]
    assert times == [datetime(2024, 1, 1, 0, 0, second, micro, tzinfo=UTC) for second, micro in expected]
    assert all(at.tzinfo is UTC for at in times)


def test_rubbish_is_left_out_and_the_rest_is_told(tmp_path: Path) -> None:
    rubbish = [5, None, {}, wrote(1) | {"id": "x"}, wrote(2) | {"author": None}, wrote(3, author={"id": "0"})]
    odd = wrote(4, mentions={"a": 1}, reactions=5, reference=[1], type="Reply") | {"content": None}
    last = wrote(5, content="a\x00b\ud800", mentions=[5, {"id": {"a": 1}, "name": ["x"]}])
    events = read(tmp_path, channel_file(GENERAL, "general", [*rubbish, odd, last]))
    assert list(posted(events)) == ["", "a\ufffdb\ufffd"]


WORDS = st.sampled_from(
    ["Default", "Reply", "GuildMemberJoin", "21", "101", snowflake(1), "<@101>", "", "\ud800", "\x00"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=150)
@given(written=st.lists(st.dictionaries(FIELDS, JSON, max_size=6), max_size=4), thread=st.booleans())
def test_any_json_is_told_or_left_out(
    tmp_path_factory: pytest.TempPathFactory, written: list[dict[str, Any]], *, thread: bool
) -> None:
    messages = [wrote(n + 5) | fields | {"id": snowflake(n + 5)} for n, fields in enumerate(written)]
    file = thread_file(snowflake(1), messages) if thread else channel_file(GENERAL, "general", messages)
    for event in told(write_folder(tmp_path_factory.mktemp("e"), {"a.json": file})):
        event.key.encode()
        assert event.at.tzinfo is UTC


def test_an_export_newest_first_is_refused_with_a_cure(tmp_path: Path) -> None:
    file = channel_file(GENERAL, "general", [wrote(2), wrote(1), wrote(0)])
    with pytest.raises(ImportFileError, match=r"0\.json begins with the newest message; export again, oldest first"):
        read(tmp_path, file)


def test_two_servers_in_one_place_are_refused(tmp_path: Path) -> None:
    files = [channel_file(GENERAL, "a", [wrote(0)]), channel_file(HELP, "b", [wrote(0)], guild={"id": "8"})]
    with pytest.raises(ImportFileError, match="holds 2 servers; put each server's files in its own folder"):
        read(tmp_path, *files)


def test_a_broken_file_is_named_with_its_place(tmp_path: Path) -> None:
    data = json.dumps(channel_file(GENERAL, "general", [wrote(0), wrote(1)]), indent=2).encode()
    path = write_zip(tmp_path / "e.zip", {"a.json": data[:-300]})
    with pytest.raises(ImportFileError, match=r"e\.zip: a\.json is not valid JSON \(line \d+, column \d+: "):
        told(path)


def test_other_files_are_noted_and_marks_and_bad_bytes_forgiven(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + json.dumps(channel_file(GENERAL, "general", [wrote(0, content="x@y")])).encode()
    members = {
        "a.json": data.replace(b"x@y", b"x\xffy"),
        "b.json": b"{",
        "c.json": {"messages": [{"id": 1}]},
        "d.html": b"",
    }
    export = open_export(write_zip(tmp_path / "e.zip", members), translate=to_event)
    assert list(posted(list(export.events()))) == ["x\ufffdy"]
    assert export.notes == ["2 other JSON files were left out"]


def test_a_topic_may_speak_of_messages(tmp_path: Path) -> None:
    file = channel_file(GENERAL, "general", [wrote(0, content="x")], topic='see "messages": [here]')
    assert list(posted(read(tmp_path, file))) == ["x"]


def test_each_pass_is_the_same_and_counts_its_bytes(tmp_path: Path) -> None:
    files = {
        f"{n}.json": channel_file(snowflake(-n - 1), f"c{n}", [wrote(n + 7 * k, n) for k in range(20)])
        for n in range(5)
    }
    path = write_zip(tmp_path / "e.zip", files)
    export, again = open_export(path, translate=to_event), open_export(path, translate=to_event)
    passes = [list(export.events()), list(export.events()), list(again.events())]
    assert passes[0] == passes[1] == passes[2]
    assert export.bytes_read == export.total_bytes > 0
    assert export.fingerprint == again.fingerprint
    assert len({event.key for event in passes[0]}) == len(passes[0])
    assert [event.at for event in passes[0]] == sorted(event.at for event in passes[0])
    assert (export.platform, export.name, export.workspace) == ("discord", "Club", "discord-7")
    assert told(write_folder(tmp_path / "folder", files)) == passes[0]


def test_threads_are_open_only_while_they_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bots.importers.archive import MemberStream  # noqa: PLC0415  # its doors are counted in this test only

    count = most = 0
    opening, closing = MemberStream.__init__, MemberStream.close

    def opened(stream: MemberStream, *given: Any) -> None:
        nonlocal count, most
        count += 1
        most = max(most, count)
        opening(stream, *given)

    def closed(stream: MemberStream) -> None:
        nonlocal count
        count -= 1
        closing(stream)

    monkeypatch.setattr(MemberStream, "__init__", opened)
    monkeypatch.setattr(MemberStream, "close", closed)
    files = [thread_file(snowflake(10 * n), [wrote(10 * n + k, k) for k in range(5)]) for n in range(60)]
    assert len(posted(read(tmp_path, *files, channel_file(GENERAL, "general", [wrote(0), wrote(700)])))) == 1
    assert count == 0
    assert most <= 4


def test_memory_does_not_grow_with_the_length_of_a_file(tmp_path: Path) -> None:
    peaks = []
    for number in (2_000, 20_000):
        file = channel_file(GENERAL, "general", [wrote(n / 10, n % 5, "x" * 500) for n in range(number)])
        export = open_export(write_zip(tmp_path / f"{number}.zip", {"a.json": file}), translate=to_event)
        tracemalloc.start()
        assert sum(1 for _ in export.events()) == number + 6
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_an_id_tells_when_the_thing_was_made() -> None:
    assert made_at("175928847299117063") == datetime(2016, 4, 30, 11, 18, 25, 796_000, tzinfo=UTC)
    assert made_at("9" * 20).year == 2084
