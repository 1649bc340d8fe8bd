"""Each happening is told to the app as the vendor tells it: only what it may see and asked for."""

from typing import Any

import pytest

from bench.fakes.slack import FakeSlack
from tests.bench.fakes.slack_stage import Clock, told


@pytest.fixture
def slack() -> FakeSlack:
    return FakeSlack(now=Clock())


def kinds(slack: FakeSlack) -> list[str]:
    return ["/".join(str(each[key]) for key in ("type", "subtype") if key in each) for each in told(slack)]


async def test_a_message_comes_in_the_envelope_of_the_events_api(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general", members=[ada])
    ts = await slack.post(ada, place, "Hello")
    (parcel,) = slack._space.courier.pending
    body = parcel.body
    assert (body["type"], body["team_id"], body["api_app_id"]) == ("event_callback", slack.team_id, slack.app_id)
    assert body["event_id"].startswith("Ev")
    assert body["event_time"] == 1_750_000_000
    assert body["authorizations"][0]["user_id"] == slack.bot_user_id
    assert body["is_ext_shared_channel"] is False
    event = body["event"]
    assert (event["type"], event["user"], event["text"], event["ts"]) == ("message", ada, "Hello", ts)
    assert (event["channel"], event["channel_type"], event["event_ts"]) == (place, "channel", ts)
    assert event["blocks"][0]["type"] == "rich_text"


async def test_edits_and_deletions_tell_the_old_and_the_new(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    ts = await slack.post(ada, place, "Helo")
    await slack.edit(ada, place, ts, "Hello")
    await slack.delete(ada, place, ts)
    _, changed, deleted = told(slack)
    assert (changed["subtype"], changed["message"]["text"], changed["previous_message"]["text"]) == (
        "message_changed",
        "Hello",
        "Helo",
    )
    assert changed["message"]["edited"]["user"] == ada
    assert changed["ts"] != ts
    assert (deleted["subtype"], deleted["deleted_ts"], deleted["previous_message"]["text"]) == (
        "message_deleted",
        ts,
        "Hello",
    )


async def test_a_deleted_question_with_answers_leaves_a_tombstone(slack: FakeSlack) -> None:
    ada, bo = slack.add_user("Ada"), slack.add_user("Bo")
    place = slack.add_channel("general")
    root = await slack.post(ada, place, "How?")
    reply = await slack.post(bo, place, "So.", thread_ts=root)
    await slack.delete(ada, place, root)
    event = told(slack)[-1]
    assert (event["subtype"], event["message"]["subtype"], event["message"]["ts"]) == (
        "message_changed",
        "tombstone",
        root,
    )
    assert [each.text for each in slack.seen_in(place)] == ["So."]
    await slack.delete(bo, place, reply)
    assert told(slack)[-1]["subtype"] == "message_deleted"


async def test_a_reply_names_its_parent(slack: FakeSlack) -> None:
    ada, bo = slack.add_user("Ada"), slack.add_user("Bo")
    place = slack.add_channel("general")
    root = await slack.post(ada, place, "How?")
    await slack.post(bo, place, "So.", thread_ts=root)
    event = told(slack)[-1]
    assert (event["thread_ts"], event["parent_user_id"]) == (root, ada)


async def test_a_mention_is_told_twice_but_not_in_direct_messages(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    ts = await slack.post(ada, place, f"<@{slack.bot_user_id}> help")
    await slack.dm(ada, f"<@{slack.bot_user_id}> help")
    assert kinds(slack) == ["message", "app_mention", "message"]
    assert told(slack)[1]["ts"] == ts
    assert told(slack)[2]["channel_type"] == "im"


async def test_reactions_name_the_message_and_its_author(slack: FakeSlack) -> None:
    ada, bo = slack.add_user("Ada"), slack.add_user("Bo")
    place = slack.add_channel("general")
    ts = await slack.post(ada, place, "Hello")
    await slack.react(bo, place, ts, "tada")
    await slack.unreact(bo, place, ts, "tada")
    _, added, removed = told(slack)
    assert (added["type"], added["reaction"], added["user"], added["item_user"]) == ("reaction_added", "tada", bo, ada)
    assert removed["item"] == {"type": "message", "channel": place, "ts": ts}


async def test_what_the_bot_cannot_see_it_is_not_told(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("elsewhere", has_bot=False)
    private = slack.add_channel("private", has_bot=False, is_private=True, members=[ada])
    ts = await slack.post(ada, place, f"<@{slack.bot_user_id}>")
    await slack.react(ada, place, ts, "tada")
    await slack.archive(private)
    await slack.rename(private, "secret")
    assert told(slack) == []


async def test_a_scope_that_is_missing_silences_its_events(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    slack.scopes = {"app_mentions:read"}
    ts = await slack.post(ada, place, f"<@{slack.bot_user_id}> help")
    await slack.react(ada, place, ts, "tada")
    await slack.deactivate(ada)
    assert kinds(slack) == ["app_mention"]


async def test_an_event_nobody_subscribed_to_is_not_sent(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place, private = slack.add_channel("general"), slack.add_channel("private", is_private=True, members=[ada])
    slack.subscriptions = {"message.groups"}
    await slack.post(ada, place, "public")
    await slack.post(ada, private, "private")
    assert [each["text"] for each in told(slack)] == ["private"]


async def test_shared_channels_are_marked(slack: FakeSlack) -> None:
    stranger = slack.add_user("Stranger", is_stranger=True)
    place = slack.add_channel("partners", is_shared=True)
    await slack.post(stranger, place, "Hello")
    (parcel,) = slack._space.courier.pending
    assert parcel.body["is_ext_shared_channel"] is True
    assert parcel.body["event"]["team"] != slack.team_id


CHANNEL_ACTS: list[tuple[str, tuple[Any, ...], list[str]]] = [
    ("archive", (), ["channel_archive", "message/channel_archive"]),
    ("unarchive", (), ["channel_unarchive", "message/channel_unarchive"]),
    ("rename", ("news",), ["channel_rename", "message/channel_name"]),
    ("make_private", (), ["message/channel_convert_to_private"]),
    ("invite_bot", (), ["member_joined_channel", "message/channel_join"]),
    ("kick_bot", (), ["channel_left", "member_left_channel"]),
]


@pytest.mark.parametrize(("act", "args", "expected"), CHANNEL_ACTS, ids=[each[0] for each in CHANNEL_ACTS])
async def test_what_happens_to_a_channel_is_told(
    slack: FakeSlack, act: str, args: tuple[Any, ...], expected: list[str]
) -> None:
    place = slack.add_channel("general")
    await getattr(slack, act)(place, *args)
    assert kinds(slack) == expected


async def test_after_it_is_put_out_the_bot_hears_nothing_more(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general", members=[ada])
    await slack.kick_bot(place)
    before = len(told(slack))
    await slack.post(ada, place, "Are we alone?")
    assert len(told(slack)) == before


async def test_a_private_channel_is_told_under_its_own_names(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("private", is_private=True, members=[ada])
    await slack.rename(place, "secret")
    await slack.leave(ada, place)
    assert kinds(slack) == ["group_rename", "message/group_name", "member_left_channel", "message/group_leave"]


async def test_joining_and_leaving_are_told(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    await slack.join(ada, place)
    await slack.leave(ada, place)
    assert kinds(slack) == [
        "member_joined_channel",
        "message/channel_join",
        "member_left_channel",
        "message/channel_leave",
    ]
    assert told(slack)[0]["user"] == ada
    assert [each.text for each in slack.seen_in(place)] == ["@Ada has joined the channel", "@Ada has left the channel"]


async def test_people_and_groups_that_change_are_told(slack: FakeSlack) -> None:
    ada = await slack.arrive("Ada")
    group = slack.add_group("helpers")
    await slack.change_user(ada, name="Ada L.", tz="UTC")
    await slack.set_group(group, [ada])
    await slack.deactivate(ada)
    assert kinds(slack) == ["team_join", "user_change", "subteam_updated", "subteam_members_changed", "user_change"]
    _, changed, _, members, gone = told(slack)
    assert (changed["user"]["real_name"], changed["user"]["tz"]) == ("Ada L.", "UTC")
    assert members["added_users"] == [ada]
    assert gone["user"]["deleted"] is True


async def test_a_new_channel_is_told_although_the_bot_is_not_in_it(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = await slack.create_channel(ada, "news")
    assert told(slack)[0]["channel"]["id"] == place
    await slack.rename(place, "old-news")
    assert kinds(slack) == ["channel_created", "channel_rename"]


@pytest.mark.parametrize(
    ("act", "expected"), [("uninstall", ["app_uninstalled", "tokens_revoked"]), ("revoke_tokens", ["tokens_revoked"])]
)
async def test_the_end_of_an_installation_is_the_last_that_is_told(
    slack: FakeSlack, act: str, expected: list[str]
) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    await getattr(slack, act)()
    await slack.post(ada, place, "Still there?")
    assert kinds(slack) == expected
    assert told(slack)[-1]["tokens"]["bot"] == [slack.bot_user_id]


async def test_an_overflow_swallows_events_and_says_so_once(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    slack.faults.swallow(2)
    for text in ("one", "two", "three"):
        await slack.post(ada, place, text)
    limited, event = told(slack)
    assert (limited["type"], limited["minute_rate_limited"]) == ("app_rate_limited", 1_749_999_960)
    assert event["text"] == "three"


async def test_opening_the_home_is_told(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    await slack.open_home(ada)
    (event,) = told(slack)
    assert (event["type"], event["tab"], event["user"], event["channel"]) == (
        "app_home_opened",
        "home",
        ada,
        slack.dm_channel(ada),
    )


async def test_nobody_does_what_they_could_not_do(slack: FakeSlack) -> None:
    ada, bo = slack.add_user("Ada"), slack.add_user("Bo")
    place, private = slack.add_channel("general"), slack.add_channel("private", is_private=True, members=[ada])
    ts = await slack.post(ada, place, "Hello")
    await slack.react(ada, place, ts, "tada")
    for act in (
        slack.post("U0", place, "x"),
        slack.post(ada, "C0", "x"),
        slack.post(bo, private, "x"),
        slack.post(ada, place, "x", thread_ts="1.0"),
        slack.edit(bo, place, ts, "x"),
        slack.delete(bo, place, ts),
        slack.react(ada, place, ts, "tada"),
        slack.unreact(bo, place, ts, "tada"),
        slack.leave(bo, place),
        slack.set_group("S0", []),
    ):
        with pytest.raises(LookupError):
            await act
    await slack.archive(place)
    with pytest.raises(LookupError, match="archived"):
        await slack.post(ada, place, "x")
