"""Who is there? The people that frames tell of, and their coming and going."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bots.platforms.discord.atlas import Atlas
from bots.platforms.discord.fields import read_instant, read_object, read_snowflake, read_snowflakes, to_stamp
from bots.platforms.discord.settings import workspace_id
from engagement.events import AccountSeen, Event, MemberJoined, MemberLeft
from engagement.ids import WorkspaceId, account_id, stable_id
from engagement.text import to_clean


def to_account_seen(
    user: Mapping[str, Any],
    member: Mapping[str, Any],
    atlas: Atlas,
    *,
    at: datetime,
    stamp: str,
    is_gone: bool = False,
) -> AccountSeen | None:
    """The person as just seen; ``stamp`` says with what. Roles are told by id and by name, as playbooks may use both.

    A role that is called like an id goes by its own id alone: it would stand for the person or role of that id. None
    when the payload does not say who it is.
    """
    external = read_snowflake(user.get("id"))
    if external is None:
        return None
    account = account_id(workspace(atlas), external)
    name, is_bot = to_display_name(user, member) or external, user.get("bot") is True
    held = read_snowflakes(member.get("roles"))
    called = (atlas.roles[role][0] for role in held if role in atlas.roles)
    roles = (*held, *(each for each in called if each and read_snowflake(each.strip().lstrip("@")) is None))
    content = stable_id(name, str(is_bot), str(is_gone), *roles)
    return AccountSeen(
        key=f"u:{account}:{stamp}:{content}",
        at=at,
        account=account,
        name=name,
        is_bot=is_bot,
        roles=roles,
        is_gone=is_gone,
    )


def to_display_name(user: Mapping[str, Any], member: Mapping[str, Any]) -> str:
    """What people see as the name: the one in this server, else the global one, else the account's."""
    told = (member.get("nick"), user.get("global_name"), user.get("username"))
    return next((name for name in (to_clean(each).strip() for each in told) if name), "")


def to_member_events(kind: str, data: Mapping[str, Any], atlas: Atlas, at: datetime) -> Iterator[Event]:
    """A person joined the server, left it, or changed."""
    user = read_object(data.get("user"))
    seen = to_account_seen(user, data, atlas, at=at, stamp=to_stamp(at), is_gone=kind == "GUILD_MEMBER_REMOVE")
    if seen is None or user.get("id") == atlas.me:
        return
    yield seen
    if kind == "GUILD_MEMBER_ADD":
        joined = read_instant(data.get("joined_at")) or at
        key = f"j:{seen.account}:{int(joined.timestamp() * 1000)}"
        yield MemberJoined(key=key, at=joined, account=seen.account)
    elif kind == "GUILD_MEMBER_REMOVE":
        # Discord does not say when; within a minute it is the same leaving told twice.
        yield MemberLeft(key=f"l:{seen.account}:{int(at.timestamp()) // 60}", at=at, account=seen.account)


def workspace(atlas: Atlas) -> WorkspaceId:
    """The workspace that a server is."""
    return workspace_id(atlas.server)
