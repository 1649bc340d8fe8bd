"""Coming to be in a workspace, by Socket Mode and by HTTP, and leaving it."""

import asyncio

import aiohttp
import pytest

from bench.fakes.slack import FakeSlack
from engagement.actions import Reach
from engagement.errors import Rejected
from engagement.events import ChannelSeen, CommandGiven, FormSubmitted, MessagePosted, WorkspaceLeft
from engagement.hosting import Connection, TroubleKind
from engagement.ids import WorkspaceId
from engagement.speech import Answer, Button
from tests.bots.platforms.slack.conftest import Town
from tests.bots.platforms.slack.stage import (
    FORM,
    Listener,
    W,
    answering,
    connected,
    connection,
    eventually,
    in_thread,
    now,
    outgoing,
    served,
    text,
)
from tests.bots.platforms.slack.test_door import signed

WHY = Button(name="why", label="Why this?")
EVENT = b'{"type":"event_callback","team_id":"T0HUB","event":{"type":"message"}}'


async def test_a_connection_says_how_it_is(town: Town, host: Listener) -> None:
    link: Connection = connection(town.slack, host)
    assert (link.platform, link.state["state"]) == ("slack", "stopped")
    await link.open()
    await link.open()
    assert (link.state["state"], link.state["transport"], link.state["workspace"]) == ("connected", "socket", "Example")
    assert list(host.connected) == [W]
    await link.close()
    assert link.state["state"] == "stopped"
    assert host.connected == {}


async def test_who_we_are_is_asked_once(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        for number in range(5):
            await town.slack.post(town.ada, town.help, f"{number}")
        await town.slack.settled()
    assert [call.method for call in town.slack.calls].count("auth.test") == 1


async def test_closing_is_quick(town: Town, host: Listener) -> None:
    link = connection(town.slack, host)
    await link.open()
    begun = asyncio.get_running_loop().time()
    await link.close()
    assert asyncio.get_running_loop().time() - begun < 1


async def test_a_refused_token_is_told_and_not_tried_again(town: Town, host: Listener) -> None:
    async with connected(town.slack, host, bot_token="xoxb-wrong") as link:
        assert link.state["state"] == "stopped"
    assert (TroubleKind.TOKEN_REFUSED, "HUBBUB_SLACK_BOT_TOKEN") in host.troubles
    assert [call.method for call in town.slack.calls] == ["auth.test"]
    assert host.connected == {}


async def test_while_slack_is_away_it_is_tried_again(town: Town, host: Listener) -> None:
    await town.slack.stop()
    async with connected(town.slack, host) as link:
        assert link.state["state"] == "waiting"
        await town.slack.start()
        await eventually(lambda: link.state["state"] == "connected")
        await town.slack.post(town.ada, town.help, "hello")
        await host.until(lambda: host.told(MessagePosted))


async def test_at_the_beginning_slack_may_ask_to_wait(town: Town, host: Listener) -> None:
    town.slack.faults.rate_limit("conversations.list", retry_after=0)
    async with connected(town.slack, host) as link:
        await eventually(lambda: link.state["state"] == "connected")
    assert host.told(ChannelSeen)


@pytest.mark.parametrize("more", [{"expected_workspace": "slack-T9OTHER"}, {"expected_workspace": "T9OTHER"}])
async def test_a_token_of_another_workspace_begins_nothing(town: Town, host: Listener, more: dict[str, str]) -> None:
    async with connected(town.slack, host, **more) as link:
        assert link.state["state"] == "stopped"
    assert [kind for kind, _ in host.troubles] == [TroubleKind.WORKSPACE_UNKNOWN]
    assert host.events == []


async def test_a_workspace_the_playbook_does_not_name_begins_nothing(town: Town, host: Listener) -> None:
    host.dials = None
    async with connected(town.slack, host) as link:
        assert link.state["state"] == "stopped"
    assert host.troubles == {(TroubleKind.WORKSPACE_UNKNOWN, "T0HUB"): True}


@pytest.mark.parametrize(
    ("kind", "how"), [(TroubleKind.APP_REMOVED, "uninstall"), (TroubleKind.TOKEN_REVOKED, "revoke_tokens")]
)
async def test_when_the_app_is_taken_out_nothing_is_said_any_more(
    town: Town, host: Listener, kind: TroubleKind, how: str
) -> None:
    async with connected(town.slack, host) as link:
        chat = host.connected[W]
        await getattr(town.slack, how)()
        await host.until(lambda: (kind, "") in host.troubles)
        assert {event.workspace for event in host.told(WorkspaceLeft)} == {W}, "what is kept of it is to be forgotten"
        await eventually(lambda: link.state["state"] == "stopped")
        assert host.connected == {}
        calls = len(town.slack.calls)
        with pytest.raises(Rejected, match="token"):
            await chat.send(outgoing(Reach.CHANNEL, f"{W}:{town.help}"))
        assert len(town.slack.calls) == calls


async def test_a_call_that_finds_the_token_revoked_ends_the_connection(town: Town, host: Listener) -> None:
    async with connected(town.slack, host) as link:
        town.slack.faults.fail("chat.postMessage", "token_revoked")
        with pytest.raises(Rejected):
            await host.connected[W].send(outgoing(Reach.CHANNEL, f"{W}:{town.help}"))
        assert (TroubleKind.TOKEN_REVOKED, "") in host.troubles
        assert (link.state["state"], host.connected) == ("stopped", {})


async def test_a_restart_tells_nothing_twice(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        await town.slack.post(town.ada, town.help, "hello")
        await town.slack.settled()
    before = len(host.told(ChannelSeen))
    await town.slack.post(town.ada, town.help, "between")
    async with connected(town.slack, host):
        await host.until(lambda: len(host.told(MessagePosted)) == 2)
    assert len(host.told(ChannelSeen)) == before


async def test_a_whole_conversation_by_http(town: Town, host: Listener) -> None:
    host.answer = answering(
        {
            "why": Answer(text=text("Because.")),
            "help": Answer(text=text("Say help.")),
            "settings": Answer(form=FORM),
            "helper": Answer(text=text("Saved.")),
            "home": Answer(text=text("Your page.")),
        }
    )
    async with served(town.slack, host) as link:
        assert (link.state["state"], link.state["transport"]) == ("connected", "http")
        root = await town.slack.post(town.ada, town.help, "how?")
        await town.slack.settled()
        sent = await host.connected[W].send(in_thread(town.help, root, buttons=(WHY,)))
        pressed = await town.slack.press(town.ada, town.help, sent.rpartition(":")[2], "why")
        await eventually(lambda: pressed.notes)
        typed = await town.slack.slash(town.ada, town.help, "help")
        await town.slack.slash(town.ada, town.help, "settings")
        await eventually(lambda: town.slack.modals)
        await town.slack.submit(town.ada, {"limit": "3"})
        await town.slack.open_home(town.ada)
        await eventually(lambda: town.slack.homes)
        await town.slack.settled()
    assert [note.text for note in (*pressed.notes, *typed.notes)] == ["Because.", "Say help."]
    assert [dict(sent.values)["limit"] for sent in host.told(FormSubmitted)] == [("3",)]
    assert [given.words for given in host.told(CommandGiven)] == [("help",), ("settings",), ("home",)]
    assert {delivery.status for delivery in town.slack.delivered} == {200}


async def test_by_http_an_event_that_was_not_taken_in_is_told_again(town: Town, host: Listener) -> None:
    async with served(town.slack, host):
        host.failures = 2
        await town.slack.post(town.ada, town.help, "hello")
        await town.slack.settled()
    assert [delivery.status for delivery in town.slack.delivered] == [500, 500, 200]
    assert len(host.told(MessagePosted)) == 1


async def test_both_ways_can_be_open_together(town: Town, host: Listener) -> None:
    async with connected(town.slack, host, signing_secret=town.slack.signing_secret) as link:
        assert link.state["transport"] == "socket and http"
        status, _, _ = await link.handle_http(signed(EVENT, now(), town.slack.signing_secret), EVENT)
        await town.slack.post(town.ada, town.help, "hello")
        await town.slack.settled()
    assert status == 200
    assert host.told(MessagePosted)


async def test_at_the_door(town: Town, host: Listener) -> None:
    secret = town.slack.signing_secret

    async def status(body: bytes, headers: dict[str, str] | None = None) -> int:
        answered, _, _ = await link.handle_http(signed(body, now(), secret) if headers is None else headers, body)
        return answered

    async with served(town.slack, host) as link:
        assert await status(EVENT) == 200
        assert await status(EVENT, {}) == 401
        assert await status(b"x" * 1_048_577) == 413
        assert await status(b"{") == 400
        assert await status(b"\xff") == 401
        assert await status(b"payload=%7B") == 400
        assert await status(b'{"type":"app_rate_limited","team_id":"T0HUB"}') == 200
        foreign = EVENT.replace(b"T0HUB", b"T9OTHER")
        assert await status(foreign) == 200
        challenge = b'{"type":"url_verification","challenge":"abc"}'
        assert await link.handle_http(signed(challenge, now(), secret), challenge) == (
            200, {"content-type": "text/plain; charset=utf-8"}, b"abc",
        )  # fmt: skip
    assert await status(EVENT) == 503


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"3",
        b"null",
        b'"text"',
        b'{"type":"event_callback","team_id":"T0HUB"}',
        b'{"type":"event_callback","team_id":"T0HUB","event":[1]}',
        b'{"type":"event_callback","team_id":"T0HUB","event":{"type":3}}',
        b'{"type":"event_callback","team_id":"T0HUB","authorizations":7,"event":{"type":"message","channel":{}}}',
        b'{"type":"block_actions","team":{"id":"T0HUB"},"actions":[]}',
        b'{"type":"block_actions","team":{"id":"T0HUB"},"actions":[3],"user":4}',
        b'{"type":"view_submission","team":{"id":"T0HUB"},"view":null}',
        b'{"command":3,"team_id":"T0HUB"}',
        b'{"type":"message_action","team":"T0HUB"}',
        b'{"a":' * 5000,
        b"command=%2Fhubbub&team_id=T0HUB&trigger_id=&user_id=%00",
    ],
)
async def test_nothing_that_is_signed_makes_it_raise_or_has_an_effect(town: Town, host: Listener, body: bytes) -> None:
    async with served(town.slack, host) as link:
        before = len(host.events)
        status, _, _ = await link.handle_http(signed(body, now(), town.slack.signing_secret), body)
    assert status in {200, 400, 404, 500}
    assert len(host.events) == before


async def test_what_another_workspace_sends_has_no_effect(town: Town, host: Listener) -> None:
    async with served(town.slack, host) as link:
        before = len(host.events)
        body = (
            b'{"type":"event_callback","team_id":"T9OTHER","event":{"type":"message","channel":"'
            + town.help.encode()
            + b'","user":"U1","text":"hi","ts":"1524308079.000117"}}'
        )
        status, _, _ = await link.handle_http(signed(body, now(), town.slack.signing_secret), body)
    assert (status, len(host.events)) == (200, before)


async def test_nobody_needs_a_session_of_their_own(town: Town, host: Listener) -> None:
    async with served(town.slack, host), aiohttp.ClientSession() as someone:
        assert town.slack.events_url is not None
        async with someone.post(town.slack.events_url, data=b"rubbish") as response:
            assert response.status == 401


async def test_two_connections_do_not_mix(host: Listener) -> None:
    async with FakeSlack(team_id="T0HUB") as one, FakeSlack(team_id="T1TWO") as two:
        async with connected(one, host), connected(two, host) as other:
            assert other.state["state"] == "stopped"
        assert WorkspaceId("slack-T1TWO") not in host.connected
