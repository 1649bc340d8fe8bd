"""Which event does a raw Slack payload tell? A pure function: payload in, event or None out.

It takes the inner event of the Events API, a line of the RTM stream, and a message of an export (with its ``channel``
put in). What nobody can act on, and rubbish of any kind, is None; it never raises.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bots.platforms.slack.fields import read_id, read_instant, read_object, read_ts
from bots.platforms.slack.members import SLACKBOT, to_account_seen, to_channel_seen, to_member_event
from bots.platforms.slack.mrkdwn import to_plain
from engagement.events import (
    Event,
    MemberJoined,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
    ReactionRemoved,
)
from engagement.ids import WorkspaceId, account_id, channel_id, message_id
from engagement.text import to_clean

_LONGEST_EMOJI: Final = 100
_WRITTEN: Final = frozenset({"me_message", "file_share", "thread_broadcast", "bot_message"})
"""Subtypes of messages that people or bots wrote, besides none; all others are Slack's own notices."""


def to_event(payload: Mapping[str, Any], workspace: WorkspaceId, names: Mapping[str, str]) -> Event | None:
    """The event that ``payload`` tells, or None when it tells none.

    ``names`` maps Slack user ids to display names, for writing mentions as ``@name``. Never raises.
    """
    kind = payload.get("type")
    reader = _READERS.get(kind) if type(kind) is str else None
    return None if reader is None else reader(payload, workspace, names)


def to_arrival(payload: Mapping[str, Any], workspace: WorkspaceId) -> MemberJoined | None:
    """That somebody joined the workspace: it is told together with who they are."""
    user, ts = read_id(read_object(payload.get("user")).get("id")), read_ts(payload.get("event_ts"))
    at = read_instant(ts)
    if payload.get("type") != "team_join" or user is None or at is None:
        return None
    account = account_id(workspace, user)
    return MemberJoined(key=f"j:{workspace}:{account}:{ts}", at=at, account=account)


def _to_message_event(payload: Mapping[str, Any], workspace: WorkspaceId, names: Mapping[str, str]) -> Event | None:
    subtype = payload.get("subtype")
    if not _is_written(subtype):
        reader = _NOTICES.get(subtype) if type(subtype) is str else None
        return None if reader is None else reader(payload, workspace, names)
    return _to_posted(payload, payload.get("channel"), workspace, names)


def _to_mention(payload: Mapping[str, Any], workspace: WorkspaceId, names: Mapping[str, str]) -> Event | None:
    """The same message as the message event tells, so with the same key."""
    if payload.get("subtype") is not None or "edited" in payload:
        return None
    return _to_posted(payload, payload.get("channel"), workspace, names)


def _is_written(subtype: object) -> bool:
    return subtype is None or (type(subtype) is str and subtype in _WRITTEN)


def _to_posted(
    raw: Mapping[str, Any], place: object, workspace: WorkspaceId, names: Mapping[str, str]
) -> MessagePosted | None:
    """What a message object tells, whether it was just posted or is the new wording of an edit."""
    ts, user, bot = raw.get("ts"), read_id(raw.get("user")), raw.get("bot_id")
    at, external, author = read_instant(ts), read_id(place), user or read_id(bot)
    if type(ts) is not str or at is None or external is None or author is None:
        return None
    text, mentioned = to_plain(to_clean(raw.get("text")), names)
    others = [each for each in mentioned if each != author and read_id(each)] if mentioned else ()
    channel, root = channel_id(workspace, external), raw.get("thread_ts")
    message = message_id(channel, ts)
    return MessagePosted(
        key=f"m:{message}",
        at=at,
        message=message,
        channel=channel,
        author=account_id(workspace, author),
        text=text,
        thread=None if root is None or root == ts or not read_ts(root) else message_id(channel, root),
        addressed=tuple([account_id(workspace, each) for each in others]) if others else (),
        is_bot=bool(bot) or _is_bot(raw),
    )


def _is_bot(raw: Mapping[str, Any]) -> bool:
    if raw.get("subtype") == "bot_message" or raw.get("user") == SLACKBOT:
        return True
    return "user_profile" in raw and read_object(raw["user_profile"]).get("is_bot") is True


def _to_edited(payload: Mapping[str, Any], workspace: WorkspaceId, names: Mapping[str, str]) -> Event | None:
    """An edit; a deletion when the root of a thread became a tombstone; None when only a link's preview appeared."""
    raw, before = read_object(payload.get("message")), read_object(payload.get("previous_message"))
    subtype = raw.get("subtype")
    if subtype == "tombstone":
        return _deleted(payload, raw.get("ts"), workspace)
    edited = read_ts(read_object(raw.get("edited")).get("ts"))
    is_same = to_clean(raw.get("text")) == to_clean(before.get("text"))
    if not _is_written(subtype) or (is_same and edited == read_ts(read_object(before.get("edited")).get("ts"))):
        return None
    said = _to_posted(raw, payload.get("channel"), workspace, names)
    ts = edited or read_ts(payload.get("event_ts")) or read_ts(payload.get("ts"))
    at = read_instant(ts)
    if said is None or at is None:
        return None
    return MessageEdited.of(said, key=f"e:{said.message}:{ts}", at=at)


def _to_deleted(payload: Mapping[str, Any], workspace: WorkspaceId, _names: Mapping[str, str]) -> Event | None:
    gone = payload.get("deleted_ts") or read_object(payload.get("previous_message")).get("ts")
    return _deleted(payload, gone, workspace)


def _deleted(payload: Mapping[str, Any], gone: object, workspace: WorkspaceId) -> MessageDeleted | None:
    ts, external = read_ts(gone), read_id(payload.get("channel"))
    at = read_instant(payload.get("event_ts")) or read_instant(payload.get("ts"))
    if ts is None or external is None or at is None:
        return None
    channel = channel_id(workspace, external)
    message = message_id(channel, ts)
    return MessageDeleted(key=f"d:{message}", at=at, message=message, channel=channel)


def _to_reaction(payload: Mapping[str, Any], workspace: WorkspaceId, _names: Mapping[str, str]) -> Event | None:
    """A reaction to a message; an export does not tell when, so it is dated like the message."""
    item = read_object(payload.get("item"))
    ts, external, user = read_ts(item.get("ts")), read_id(item.get("channel")), read_id(payload.get("user"))
    emoji = to_clean(payload.get("reaction")).partition("::")[0].strip(":")
    told = read_ts(payload.get("event_ts"))
    at = read_instant(told or ts)
    if ts is None or external is None or user is None or at is None or not 0 < len(emoji) <= _LONGEST_EMOJI:
        return None
    channel, account = channel_id(workspace, external), account_id(workspace, user)
    message = message_id(channel, ts)
    added = payload.get("type") == "reaction_added"
    key = f"{'r+' if added else 'r-'}:{message}:{emoji}:{user}" + (f":{told}" if told else "")
    kind = ReactionAdded if added else ReactionRemoved
    return kind(key=key, at=at, message=message, channel=channel, account=account, emoji=emoji)


def _to_channel(payload: Mapping[str, Any], workspace: WorkspaceId, _names: Mapping[str, str]) -> Event | None:
    return to_channel_seen(payload, workspace)


def _to_account(payload: Mapping[str, Any], workspace: WorkspaceId, _names: Mapping[str, str]) -> Event | None:
    return to_account_seen(payload, workspace)


def _to_joined(payload: Mapping[str, Any], workspace: WorkspaceId, _names: Mapping[str, str]) -> Event | None:
    return to_member_event(payload, workspace, joined=True)


def _to_left(payload: Mapping[str, Any], workspace: WorkspaceId, _names: Mapping[str, str]) -> Event | None:
    return to_member_event(payload, workspace, joined=False)


_Reader = Callable[[Mapping[str, Any], WorkspaceId, Mapping[str, str]], Event | None]
_CHANGES: Final = ("archive", "unarchive", "rename", "created", "deleted")
_NOTICES: Final[Mapping[str, _Reader]] = {
    "message_changed": _to_edited,
    "message_deleted": _to_deleted,
    "channel_join": _to_joined,
    "group_join": _to_joined,
    "channel_leave": _to_left,
    "group_leave": _to_left,
    "channel_convert_to_private": _to_channel,
    "channel_convert_to_public": _to_channel,
}
_READERS: Final[Mapping[str, _Reader]] = {
    "message": _to_message_event,
    "reaction_added": _to_reaction,
    "reaction_removed": _to_reaction,
    "member_joined_channel": _to_joined,
    "member_left_channel": _to_left,
    "app_mention": _to_mention,
    "user_change": _to_account,
    "team_join": _to_account,
    **{f"{place}_{change}": _to_channel for place in ("channel", "group") for change in _CHANGES},
}
