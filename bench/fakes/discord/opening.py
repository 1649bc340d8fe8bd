"""What is a session told when it begins: who it is, and every server of its shard?"""

from collections.abc import Iterator
from typing import Any

from bench.fakes.discord import intents, payloads
from bench.fakes.discord.backend import Backend
from bench.fakes.discord.sessions import Session
from bench.fakes.discord.snowflakes import iso
from bench.fakes.discord.world import Member, Server

CHUNK = 1000


def send_opening(backend: Backend, session: Session, large_threshold: int) -> None:
    """READY, then GUILD_CREATE for each server of the shard."""
    mine = [server for server in backend.servers() if session.sees(server.id)]
    session.send(
        "READY",
        {
            "v": 10,
            "user": payloads.own_user(backend.bot),
            "guilds": [{"id": server.id, "unavailable": True} for server in mine],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": backend.gateway_url,
            "application": {"id": backend.application_id, "flags": backend.application_flags()},
            "shard": list(session.shard),
            "private_channels": [],
            "user_settings": {},
        },
    )
    for server in mine if session.intents & intents.GUILDS else []:
        session.send("GUILD_CREATE", guild_create(backend, session, server, large_threshold))


def guild_create(backend: Backend, session: Session, server: Server, large_threshold: int = 50) -> dict[str, Any]:
    """A server in full, as this session may see it."""
    members = list(server.members.values())
    is_large = len(members) > large_threshold
    if is_large or not session.intents & intents.GUILD_MEMBERS:
        members = [server.members[backend.bot.id]]
    return payloads.guild(backend.world, server) | {
        "joined_at": iso(server.members[backend.bot.id].joined_at),
        "large": is_large,
        "unavailable": False,
        "member_count": len(server.members),
        "members": [payloads.member(member) for member in members],
        "channels": backend.gateway_channels(server),
        "threads": [payloads.thread(thread, backend.bot.id) for thread in backend.active_threads(server)],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def member_chunks(backend: Backend, session: Session, data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The answer to a request for members (op 8); everybody only with the members intent."""
    server = backend.find_server(str(data.get("guild_id")))
    if server is None:
        return
    found, missing = _asked_for(server, data)
    if data.get("query") == "" and not data.get("limit") and not session.intents & intents.GUILD_MEMBERS:
        return
    pieces = [found[start : start + CHUNK] for start in range(0, len(found), CHUNK)] or [[]]
    for index, piece in enumerate(pieces):
        chunk: dict[str, Any] = {
            "guild_id": server.id,
            "members": [payloads.member(member) for member in piece],
            "chunk_index": index,
            "chunk_count": len(pieces),
            "not_found": missing,
        }
        yield chunk | ({"nonce": data["nonce"]} if "nonce" in data else {})


def _asked_for(server: Server, data: dict[str, Any]) -> tuple[list[Member], list[str]]:
    if "user_ids" in data:
        asked = data["user_ids"] if isinstance(data["user_ids"], list) else [data["user_ids"]]
        ids = [str(user) for user in asked]
        return [server.members[i] for i in ids if i in server.members], [i for i in ids if i not in server.members]
    start = str(data.get("query") or "").casefold()
    found = [m for m in server.members.values() if payloads.shown_name(m).casefold().startswith(start)]
    limit = int(data.get("limit") or 0)
    return (found[:limit] if limit else found), []
