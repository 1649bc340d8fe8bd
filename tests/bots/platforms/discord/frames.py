"""Made-up frames, shaped as the gateway's documentation shows them."""

from datetime import UTC, datetime
from typing import Any

from bots.platforms.discord.atlas import Atlas

SERVER, ME, ADA, BEN = "900000000000000001", "900000000000000002", "900000000000000101", "900000000000000102"
HELP, FORUM, THREAD, POST = "900000000000000201", "900000000000000202", "900000000000000301", "900000000000000302"
SECRET = "900000000000000203"
AT = datetime(2026, 10, 6, 14, 5, tzinfo=UTC)
VIEW, SEND = 1 << 10, 1 << 11
ALLOWED = (1 << 6) | VIEW | SEND | (1 << 14) | (1 << 16) | (1 << 38)


def channel(external: str, name: str, kind: int = 0, **fields: Any) -> dict[str, Any]:
    return {"id": external, "name": name, "type": kind, "nsfw": False, "permission_overwrites": [], **fields}


def deny_everyone(bits: int = VIEW) -> list[dict[str, Any]]:
    return [{"id": SERVER, "type": 0, "allow": "0", "deny": str(bits)}]


def server(**fields: Any) -> dict[str, Any]:
    return {
        "id": SERVER,
        "name": "Example",
        "roles": [
            {"id": SERVER, "name": "@everyone", "permissions": str(ALLOWED)},
            {"id": "900000000000000401", "name": "Staff", "permissions": "0"},
        ],
        "channels": [
            channel(HELP, "help"),
            channel(FORUM, "forum", 15, available_tags=[{"id": "71", "name": "Solved"}]),
            channel(SECRET, "secret", permission_overwrites=deny_everyone()),
            channel("900000000000000204", "Rooms", 4),
        ],
        "threads": [
            {"id": THREAD, "parent_id": HELP, "type": 11, "name": "a thread"},
            {"id": POST, "parent_id": FORUM, "type": 11, "name": "a post", "applied_tags": []},
        ],
        "members": [{"user": {"id": ME, "username": "helper", "bot": True}, "roles": []}],
        **fields,
    }


def atlas(**fields: Any) -> Atlas:
    made = Atlas(server=SERVER, me=ME)
    made.learn("GUILD_CREATE", server(**fields))
    return made


def message(external: str = "1000000000000000001", text: str = "Hello?", **fields: Any) -> dict[str, Any]:
    return {
        "id": external,
        "channel_id": HELP,
        "guild_id": SERVER,
        "type": 0,
        "content": text,
        "timestamp": "2026-10-06T14:00:00.123000+00:00",
        "edited_timestamp": None,
        "author": {"id": ADA, "username": "ada", "global_name": "Ada L."},
        "member": {"nick": "Ada", "roles": ["900000000000000401"]},
        "mentions": [],
        **fields,
    }


def frame(kind: str, data: Any) -> dict[str, Any]:
    return {"op": 0, "s": 1, "t": kind, "d": data}


def interaction(kind: int, data: Any, **fields: Any) -> dict[str, Any]:
    return {
        "id": "1100000000000000001",
        "application_id": "900000000000000003",
        "token": "a-token",
        "type": kind,
        "guild_id": SERVER,
        "channel_id": HELP,
        "member": {"user": {"id": ADA, "username": "ada"}, "nick": "Ada", "roles": []},
        "data": data,
        **fields,
    }
