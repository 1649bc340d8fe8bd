"""Frames in, events out; rubbish tells nothing and never raises."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.importers.discord_files import made_at as made_at_in_exports
from bots.platforms.discord.emoji import to_short_name
from bots.platforms.discord.fields import made_at, read_instant
from bots.platforms.discord.interactions import to_asked
from bots.platforms.discord.markup import to_plain
from bots.platforms.discord.translate import is_about_messages, to_events
from engagement.events import (
    AccountSeen,
    ChannelKind,
    ChannelSeen,
    Event,
    MemberJoined,
    MemberLeft,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
    ThreadDeleted,
    Threading,
)
from tests.bots.platforms.discord.frames import (
    ADA,
    AT,
    BEN,
    FORUM,
    HELP,
    ME,
    POST,
    SECRET,
    SERVER,
    THREAD,
    atlas,
    channel,
    frame,
    interaction,
    message,
    server,
)

PLACE = f"discord-{SERVER}"
KINDS = ("GUILD_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "THREAD_CREATE", "THREAD_DELETE", "THREAD_LIST_SYNC", "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE_BULK", "MESSAGE_REACTION_ADD", "GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE", "GUILD_ROLE_UPDATE")  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 30) | st.sampled_from([HELP, FORUM, THREAD, ADA, ME, SERVER, "x", "", "\ud800", "2026-10-06"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "user", "author", "member", "channel_id", "type", "content", "parent_id", "emoji", "name", "roles", "channels", "permissions", "data", "ids", "mentions", "timestamp", "edited_timestamp", "message_id", "user_id", "token", "custom_id", "components", "options", "resolved", "target_id", "values"]), inner, max_size=8),
    max_leaves=25,
)  # fmt: skip


def told(kind: str, data: Any) -> list[Event]:
    return to_events(frame(kind, data), atlas(), AT)


def posted(**fields: Any) -> MessagePosted:
    (found,) = [event for event in told("MESSAGE_CREATE", message(**fields)) if isinstance(event, MessagePosted)]
    return found


def test_a_message_tells_who_wrote_it_and_what() -> None:
    seen, said = told("MESSAGE_CREATE", message())
    assert seen == AccountSeen(
        key=seen.key,
        at=datetime(2026, 10, 6, 14, 0, 0, 123000, tzinfo=UTC),
        account=f"{PLACE}:{ADA}",  # type: ignore[arg-type]
        name="Ada",
        roles=("900000000000000401", "Staff"),
    )
    assert said == MessagePosted(
        key=f"m:{PLACE}:{HELP}:1000000000000000001",
        at=seen.at,
        message=f"{PLACE}:{HELP}:1000000000000000001",  # type: ignore[arg-type]
        channel=f"{PLACE}:{HELP}",  # type: ignore[arg-type]
        author=f"{PLACE}:{ADA}",  # type: ignore[arg-type]
        text="Hello?",
    )


def test_a_message_in_a_thread_lies_in_the_parent_and_names_the_thread() -> None:
    inner, root = posted(channel_id=THREAD), posted(external=POST, channel_id=POST)
    assert (inner.channel, inner.thread) == (f"{PLACE}:{HELP}", f"{PLACE}:{HELP}:{THREAD}")
    assert root.message == root.thread == f"{PLACE}:{FORUM}:{POST}"


def test_a_reply_links_and_a_forward_does_not() -> None:
    reference = {"type": 0, "channel_id": HELP, "message_id": "5"}
    assert posted(type=19, message_reference=reference).reply_to == f"{PLACE}:{HELP}:5"
    assert posted(type=19, message_reference=reference | {"channel_id": FORUM}).reply_to is None
    assert posted(type=19, message_reference=reference | {"type": 1}).reply_to is None
    assert posted(message_reference=reference).reply_to is None


def test_mentions_are_named_and_address_others() -> None:
    ben = {"id": BEN, "username": "ben", "member": {"nick": "Ben?"}}
    text = f"<@{BEN}> and <@!{ADA}> in <#{HELP}> ask <@&900000000000000401> <:party:55> </hubbub:66> <@77>"
    said = posted(text=text, mentions=[ben, {"id": ADA, "username": "ada"}, ben])
    assert said.text == "@Ben and @ada in #help ask @Staff :party: /hubbub @77"
    assert said.addressed == (f"{PLACE}:{BEN}",)


@pytest.mark.parametrize("kind", [6, 7, 18, 20, 21, 23, "0", None, [1]])
def test_notices_of_discord_are_no_messages(kind: object) -> None:
    assert told("MESSAGE_CREATE", message(type=kind)) == []


def test_what_the_bot_writes_itself_tells_nothing() -> None:
    own: dict[str, Any] = {"author": {"id": ME, "username": "helper", "bot": True}}
    assert told("MESSAGE_CREATE", message(**own)) == []
    assert told("MESSAGE_UPDATE", message(**own, edited_timestamp="2026-10-06T14:01:00+00:00")) == []
    assert (
        told("MESSAGE_REACTION_ADD", {"channel_id": HELP, "message_id": "5", "user_id": ME, "emoji": {"name": "✅"}})
        == []
    )


def test_bots_and_webhooks_are_marked() -> None:
    assert posted(author={"id": BEN, "username": "b", "bot": True}).is_bot
    assert posted(author={"id": "42", "username": "hook"}, member=None, webhook_id="42").is_bot
    assert len(told("MESSAGE_CREATE", message(webhook_id="42", member=None))) == 1


def test_an_edit_tells_the_new_words_and_a_preview_does_not() -> None:
    edited = told("MESSAGE_UPDATE", message(text="Better", edited_timestamp="2026-10-06T14:01:00.500000+00:00"))[-1]
    assert isinstance(edited, MessageEdited)
    assert edited.key == f"e:{edited.message}:1791295260500"
    assert (edited.text, edited.posted_at) == ("Better", posted().at)
    assert told("MESSAGE_UPDATE", message()) == []


def test_deletions_tell_each_message() -> None:
    gone = told("MESSAGE_DELETE_BULK", {"channel_id": THREAD, "ids": ["5", "6", None]})
    assert gone[0] == MessageDeleted(
        key=f"d:{PLACE}:{HELP}:5",
        at=AT,
        message=f"{PLACE}:{HELP}:5",  # type: ignore[arg-type]
        channel=f"{PLACE}:{HELP}",  # type: ignore[arg-type]
    )
    assert len(gone) == 2


@pytest.mark.parametrize(("parent", "thread"), [(FORUM, POST), (HELP, THREAD)])
def test_a_deleted_thread_takes_all_that_was_said_in_it(parent: str, thread: str) -> None:
    (gone,) = told("THREAD_DELETE", {"id": thread, "parent_id": parent, "type": 11})
    assert isinstance(gone, ThreadDeleted)
    assert (gone.thread, gone.channel) == (f"{PLACE}:{parent}:{thread}", f"{PLACE}:{parent}")


def test_a_reaction_has_the_key_that_an_import_has() -> None:
    data = {"channel_id": HELP, "message_id": "5", "user_id": BEN, "emoji": {"id": None, "name": "👍🏽"}}
    (added,) = told("MESSAGE_REACTION_ADD", data)
    assert isinstance(added, ReactionAdded)
    assert (added.key, added.at) == (f"r+:{PLACE}:{HELP}:5:thumbsup:{BEN}", AT)


def test_a_server_tells_its_channels_with_their_reach() -> None:
    seen = {event.name: event for event in told("GUILD_CREATE", server()) if isinstance(event, ChannelSeen)}
    assert set(seen) == {"help", "forum", "secret"}
    assert (seen["forum"].kind, seen["forum"].threading) == (ChannelKind.FORUM, Threading.NATIVE)
    assert (seen["help"].kind, seen["help"].threading) == (ChannelKind.CHAT, Threading.LOOSE)
    assert [event.name for event in seen.values() if event.is_private] == ["secret"]


def test_a_deleted_channel_is_archived_and_another_name_another_content() -> None:
    (gone,) = told("CHANNEL_DELETE", channel(HELP, "help"))
    (same,) = told("CHANNEL_UPDATE", channel(HELP, "help"))
    assert isinstance(gone, ChannelSeen)
    assert gone.is_archived
    assert gone.key != same.key
    assert told("CHANNEL_CREATE", channel("55", "category", 4)) == []


def test_members_join_and_leave() -> None:
    user = {"user": {"id": BEN, "username": "ben"}, "joined_at": "2026-10-01T00:00:00+00:00", "roles": []}
    seen, joined = told("GUILD_MEMBER_ADD", user)
    assert isinstance(joined, MemberJoined)
    assert joined.key == f"j:{PLACE}:{BEN}:1790812800000"
    gone, left = told("GUILD_MEMBER_REMOVE", user)
    assert isinstance(seen, AccountSeen)
    assert isinstance(gone, AccountSeen)
    assert isinstance(left, MemberLeft)
    assert (seen.is_gone, gone.is_gone) == (False, True)
    assert told("GUILD_MEMBER_ADD", {"user": {"id": ME}}) == []


@given(st.sampled_from(KINDS), JSON)
def test_rubbish_never_raises(kind: str, data: Any) -> None:
    known = atlas()
    known.learn(kind, data if type(data) is dict else {})
    to_events({"t": kind, "d": data}, known, AT)
    to_events({"t": data}, known, AT)
    if type(data) is dict:
        known.learn_place(data)
        for asked in (data, interaction(2, data), interaction(3, data), interaction(5, data)):
            to_asked(asked, known, {})


@given(st.integers(1, 2**64 - 1))
def test_ids_tell_the_instant_as_in_exports(number: int) -> None:
    assert made_at(str(number)) == made_at_in_exports(str(number))


@pytest.mark.parametrize(
    ("emoji", "name"),
    [
        ({"name": "✅", "id": None}, "white_check_mark"),
        ({"name": "✔️", "id": None}, "heavy_check_mark"),
        ({"name": "❤️"}, "heart"),
        ({"name": "🦖"}, "t_rex"),
        ({"name": "👩🏽‍💻"}, "woman_personal_computer"),
        ({"name": "party", "id": "5"}, "party"),
        ({"name": None, "id": "5"}, ""),
        ({"name": "thumbsup_tone2"}, "thumbsup"),
        ({}, ""),
    ],
)
def test_emoji_have_the_names_people_know(emoji: dict[str, Any], name: str) -> None:
    assert to_short_name(emoji) == name


def test_small_things() -> None:
    assert to_plain("<t:1700000000:R> <x> <@&5>", {}, {}, {}) == "1700000000 <x> @5"
    assert read_instant("no") is None
    assert read_instant("2026-10-06T14:00:00") == datetime(2026, 10, 6, 14, tzinfo=UTC)
    assert is_about_messages("MESSAGE_CREATE")
    assert not is_about_messages("CHANNEL_UPDATE")
    assert told("MESSAGE_CREATE", message(channel_id=SECRET))[-1].key.endswith("1000000000000000001")
