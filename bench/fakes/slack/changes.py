"""What happens to channels, people and groups, and which events tell it to the app?"""

from collections.abc import Iterable

from bench.fakes.slack.objects import group_object, user_object
from bench.fakes.slack.workspace import Workspace
from bench.fakes.slack.world import Channel, Group, User


def let_in(space: Workspace, channel: Channel, user: str, *, inviter: str | None = None) -> None:
    """Somebody (or the bot) joins a channel."""
    if user == space.app.bot_user_id:
        channel.has_bot = True
    elif user not in channel.members:
        channel.members.append(user)
    event = {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": _letter(channel),
        "team": space.team_id,
        "event_ts": space.world.ts(),
    }
    space.feed.tell(event | ({"inviter": inviter} if inviter else {}), channel)
    subtype = "group_join" if channel.kind == "group" else "channel_join"
    space.messages.notice(channel, user, subtype, f"<@{user}> has joined the channel")


def let_go(space: Workspace, channel: Channel, user: str) -> None:
    """Somebody leaves a channel."""
    channel.members.remove(user)
    _tell_left(space, channel, user)
    subtype = "group_leave" if channel.kind == "group" else "channel_leave"
    space.messages.notice(channel, user, subtype, f"<@{user}> has left the channel")


def put_bot_out(space: Workspace, channel: Channel, by: str) -> None:
    """The bot is removed from a channel: the last it hears of it."""
    kind = "group_left" if channel.kind == "group" else "channel_left"
    space.feed.tell({"type": kind, "channel": channel.id, "actor_id": by, "event_ts": space.world.ts()}, channel)
    _tell_left(space, channel, space.app.bot_user_id)
    channel.has_bot = False


def archive(space: Workspace, channel: Channel, by: str, *, is_archived: bool) -> None:
    """A channel is archived, or brought back."""
    change = "archive" if is_archived else "unarchive"
    channel.is_archived = is_archived
    space.feed.tell(
        {
            "type": f"{_place(channel)}_{change}",
            "channel": channel.id,
            "user": by,
            "is_moved": 0,
            "event_ts": space.world.ts(),
        },
        channel,
        is_open_to_all=True,
    )
    space.messages.notice(channel, by, f"{_place(channel)}_{change}", f"<@{by}> {change}d the channel")


def rename(space: Workspace, channel: Channel, name: str, by: str) -> None:
    """A channel gets another name."""
    before, channel.name = channel.name, name
    about = {
        "id": channel.id,
        "name": name,
        "name_normalized": name,
        "created": channel.created,
        "is_channel": channel.kind == "channel",
        "is_mpim": False,
        "context_team_id": space.team_id,
    }
    space.feed.tell(
        {"type": f"{_place(channel)}_rename", "channel": about, "event_ts": space.world.ts()},
        channel,
        is_open_to_all=True,
    )
    text = f'has renamed the channel from "{before}" to "{name}"'
    space.messages.notice(channel, by, f"{_place(channel)}_name", text, old_name=before, name=name)


def make_private(space: Workspace, channel: Channel, by: str) -> None:
    """A public channel becomes private; told as a message there, which already needs the right to private ones."""
    channel.kind = "group"
    text = "made this channel *private*. Now, it can only be viewed or joined by invitation."
    space.messages.notice(channel, by, "channel_convert_to_private", text)


def tell_channel_created(space: Workspace, channel: Channel) -> None:
    """A public channel is new."""
    about = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
        "creator": channel.creator,
        "is_channel": True,
        "is_shared": channel.is_shared,
        "context_team_id": space.team_id,
    }
    event = {"type": "channel_created", "channel": about, "event_ts": space.world.ts()}
    space.feed.tell(event, channel, is_open_to_all=True)


def tell_person(space: Workspace, user: User, kind: str) -> None:
    """A person is new (``team_join``) or other than before (``user_change``)."""
    user.updated = int(space.now())
    event = {"type": kind, "user": user_object(space.world, user, space.scopes), "event_ts": space.world.ts()}
    space.feed.tell(event | ({"cache_ts": int(space.now())} if kind == "user_change" else {}))


def set_group(space: Workspace, group: Group, members: Iterable[str]) -> None:
    """A user group gets other members."""
    before, group.members = group.members, list(members)
    previous, group.updated = group.updated, int(space.now())
    at = space.world.ts()
    space.feed.tell({"type": "subteam_updated", "subteam": group_object(space.world, group), "event_ts": at})
    added = [each for each in group.members if each not in before]
    removed = [each for each in before if each not in group.members]
    space.feed.tell(
        {
            "type": "subteam_members_changed",
            "subteam_id": group.id,
            "team_id": space.team_id,
            "date_previous_update": previous,
            "date_update": group.updated,
            "added_users": added,
            "added_users_count": len(added),
            "removed_users": removed,
            "removed_users_count": len(removed),
            "event_ts": at,
        }
    )


def end_installation(space: Workspace, *, is_removed: bool) -> None:
    """The app's tokens are revoked, or it is removed altogether: the last it hears."""
    at = space.world.ts()
    if is_removed:
        space.feed.tell({"type": "app_uninstalled", "event_ts": at})
    tokens = {"oauth": [], "bot": [space.app.bot_user_id]}
    space.feed.tell({"type": "tokens_revoked", "tokens": tokens, "event_ts": at})
    space.refused_because = "account_inactive" if is_removed else "token_revoked"
    space.is_installed = not is_removed
    space.feed.is_silent = True


def _tell_left(space: Workspace, channel: Channel, user: str) -> None:
    event = {
        "type": "member_left_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": _letter(channel),
        "team": space.team_id,
        "event_ts": space.world.ts(),
    }
    space.feed.tell(event, channel)


def _letter(channel: Channel) -> str:
    return "C" if channel.kind == "channel" else "G"


def _place(channel: Channel) -> str:
    return "group" if channel.kind == "group" else "channel"
