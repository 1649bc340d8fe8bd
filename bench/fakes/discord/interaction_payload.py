"""How does an interaction look on the wire?"""

from collections.abc import Iterable
from typing import Any

from bench.fakes.discord import payloads
from bench.fakes.discord.backend import Backend
from bench.fakes.discord.interaction import Interaction
from bench.fakes.discord.message_payload import message as message_payload
from bench.fakes.discord.permissions import in_server
from bench.fakes.discord.world import Channel, Member

LARGEST_FILE = 10_485_760
IN_SERVER, IN_BOT_DM = 0, 1


def interaction(backend: Backend, what: Interaction, data: dict[str, Any]) -> dict[str, Any]:
    """INTERACTION_CREATE's body."""
    channel = backend.world.channels[what.channel_id]
    payload: dict[str, Any] = {
        "id": what.id,
        "application_id": backend.application_id,
        "type": what.kind,
        "token": what.token,
        "version": 1,
        "data": data,
        "channel_id": channel.id,
        "channel": partial_channel(backend, channel, what.user),
        "locale": "en-US",
        "app_permissions": str(backend.may(backend.bot.id, channel)),
        "entitlements": [],
        "attachment_size_limit": LARGEST_FILE,
        "authorizing_integration_owners": {"0": channel.server_id or "0"},
        "context": IN_BOT_DM if channel.server_id is None else IN_SERVER,
    }
    if what.message is not None:
        payload["message"] = message_payload(backend, what.message)
    if channel.server_id is None:
        return payload | {"user": payloads.user(backend.world.users[what.user])}
    membership = backend.member(channel.server_id, what.user)
    assert membership is not None
    return payload | {
        "guild_id": channel.server_id,
        "guild": {"id": channel.server_id, "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "member": payloads.member(membership) | {"permissions": str(backend.may(what.user, channel))},
    }


def partial_channel(backend: Backend, channel: Channel, who: str) -> dict[str, Any]:
    """A channel as it rides on an interaction."""
    if channel.server_id is None:
        return payloads.dm(channel, backend.world.users[channel.recipient_id or who])
    full = payloads.thread(channel, backend.bot.id) if channel.is_thread else payloads.channel(channel)
    return full | {"permissions": str(backend.may(who, channel))}


def metadata(backend: Backend, what: Interaction) -> dict[str, Any]:
    """What a response says of the interaction it answers."""
    return {
        "id": what.id,
        "type": what.kind,
        "user": payloads.user(backend.world.users[what.user]),
        "authorizing_integration_owners": {"0": backend.world.channels[what.channel_id].server_id or "0"},
    } | what.metadata


def resolved(backend: Backend, server: str | None, ids: Iterable[str], asker: str) -> dict[str, Any]:
    """The users, members, roles and channels that options or a select refer to."""
    found: dict[str, dict[str, Any]] = {}
    home = backend.world.servers.get(server or "")
    for each in ids:
        if each in backend.world.users:
            found.setdefault("users", {})[each] = payloads.user(backend.world.users[each])
            membership = backend.member(server, each)
            if membership is not None:
                found.setdefault("members", {})[each] = _without_voice(backend, membership, server)
        elif home is not None and each in home.roles:
            found.setdefault("roles", {})[each] = payloads.role(home.roles[each])
        elif each in backend.world.channels:
            channel = backend.world.channels[each]
            found.setdefault("channels", {})[each] = partial_channel(backend, channel, asker)
    return found


def _without_voice(backend: Backend, who: Member, server: str | None) -> dict[str, Any]:
    payload = payloads.partial_member(who)
    del payload["deaf"], payload["mute"]
    return payload | {"permissions": str(in_server(backend.world.servers[server or ""], who))}
