"""Who is there, and where? The raw events about people and channels."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from bots.platforms.slack.fields import read_id, read_instant, read_object
from bots.platforms.slack.mrkdwn import to_decoded
from engagement.events import AccountSeen, ChannelSeen, Event, MemberJoined, MemberLeft, WorkspaceLeft
from engagement.ids import WorkspaceId, account_id, channel_id, stable_id
from engagement.text import to_clean

_ARCHIVING: Final = frozenset({"channel_archive", "group_archive", "channel_deleted", "group_deleted"})
_PRIVATE: Final = "channel_convert_to_private"
SLACKBOT: Final = "USLACKBOT"


def to_channel_seen(payload: Mapping[str, Any], workspace: WorkspaceId) -> ChannelSeen | None:
    """A channel made, renamed, archived or brought back, opened or made private.

    Some of these payloads do not tell the name; then ``name`` is "".
    """
    kind = to_clean(payload.get("subtype")) or to_clean(payload.get("type"))
    told = read_object(payload.get("channel"))
    external = read_id(told.get("id")) or read_id(payload.get("channel"))
    ts, at = _happened(payload)
    if external is None or at is None:
        return None
    channel = channel_id(workspace, external)
    return ChannelSeen(
        key=f"c:{channel}:{ts}",
        at=at,
        channel=channel,
        name=to_clean(told.get("name") or payload.get("name")),
        is_private=kind == _PRIVATE or kind.startswith("group_") or told.get("is_private") is True,
        is_archived=kind in _ARCHIVING or told.get("is_archived") is True,
    )


def to_workspace_left(body: Mapping[str, Any], workspace: WorkspaceId, now: datetime) -> WorkspaceLeft:
    """The app was uninstalled there, or its token revoked; ``body`` is the envelope, with the event's id."""
    told = to_clean(body.get("event_id")) or now.isoformat()
    return WorkspaceLeft(key=f"w:{workspace}:{told}", at=now, workspace=workspace)


def to_account_seen(payload: Mapping[str, Any], workspace: WorkspaceId) -> AccountSeen | None:
    """A person joined the workspace, or a name, time zone or state of theirs changed."""
    user = read_object(payload.get("user"))
    external = read_id(user.get("id"))
    ts, at = _happened(payload)
    if at is None:
        ts, at = str(user.get("updated")), read_instant(user.get("updated"))
    if external is None or at is None:
        return None
    account, name, zone = account_id(workspace, external), to_display_name(user) or external, to_clean(user.get("tz"))
    is_bot, is_gone = user.get("is_bot") is True or external == SLACKBOT, user.get("deleted") is True
    return AccountSeen(
        key=f"u:{account}:{ts}:{stable_id(name, zone, str(is_bot), str(is_gone))}",
        at=at,
        account=account,
        name=name,
        is_bot=is_bot,
        timezone=zone or None,
        is_gone=is_gone,
    )


def to_display_name(user: Mapping[str, Any]) -> str:
    """What people see as the name of ``user``, a Slack user object; "" when it tells none."""
    profile = read_object(user.get("profile"))
    told = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    return next((name for name in (to_decoded(to_clean(each)).strip() for each in told) if name), "")


def to_member_event(payload: Mapping[str, Any], workspace: WorkspaceId, *, joined: bool) -> Event | None:
    """A person joined or left a channel, told as an event of its own or as a message of the channel."""
    user, place = read_id(payload.get("user")), read_id(payload.get("channel"))
    ts, at = _happened(payload)
    if user is None or place is None or at is None:
        return None
    account, channel = account_id(workspace, user), channel_id(workspace, place)
    if joined:
        return MemberJoined(key=f"j:{channel}:{account}:{ts}", at=at, account=account, channel=channel)
    return MemberLeft(key=f"l:{channel}:{account}:{ts}", at=at, account=account, channel=channel)


def _happened(payload: Mapping[str, Any]) -> tuple[str, datetime | None]:
    """When it happened: as Slack writes it, and as an instant."""
    for field in ("event_ts", "ts", "cache_ts"):
        if (at := read_instant(payload.get(field))) is not None:
            return str(payload[field]), at
    return "", None
