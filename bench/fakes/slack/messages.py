"""How do messages come, change and go? What is stored, and what the app is told about it."""

from typing import Any

from bench.fakes.slack.feed import Feed
from bench.fakes.slack.pings import mentions_bot, pinged
from bench.fakes.slack.records import Json
from bench.fakes.slack.world import Channel, Message, World

_TOMBSTONE = {"subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted.", "hidden": True}


class Messages:
    """Every change of what stands in the channels, by people and by the bot."""

    def __init__(self, world: World, feed: Feed) -> None:
        self._world = world
        self._feed = feed

    def post(self, channel: Channel, raw: Json, *, by_bot: bool, metadata: Json | None = None) -> Message:
        """Store a new message and tell the app, also of a mention."""
        message = Message(raw={**raw, "ts": self._world.next_ts(channel)}, by_bot=by_bot, metadata=metadata)
        message.pings = pinged(message.raw, channel, self._world)
        channel.put(message)
        self._count_replies(channel, message.root)
        self._tell(channel, dict(message.raw))
        is_written = raw.get("subtype") is None and not by_bot
        if is_written and channel.kind != "im" and mentions_bot(message.raw, self._world):
            self._feed.tell(self._as_mention(channel, message), channel)
        return message

    def notice(self, channel: Channel, user: str, subtype: str, text: str, **more: Any) -> None:
        """Store one of the workspace's own notices, such as who joined."""
        self.post(channel, {"type": "message", "subtype": subtype, "user": user, "text": text, **more}, by_bot=False)

    def whisper(self, channel: Channel, user: str, raw: Json, interaction: str | None = None) -> Message:
        """Show a message to one person only; nobody is told or notified."""
        message = Message(raw={**raw, "ts": self._world.next_ts(channel)}, by_bot=True, only_to=user)
        if interaction is not None:
            message.interactions.add(interaction)
        channel.ephemerals.append(message)
        return message

    def change(self, channel: Channel, message: Message, changes: Json, by: str) -> None:
        """Store new words and tell the app both versions."""
        before = dict(message.raw)
        message.raw = {**before, **changes, "edited": {"user": by, "ts": self._world.ts()}}
        self._tell_changed(channel, message, before)

    def remove(self, channel: Channel, message: Message) -> None:
        """Delete a message; one with replies leaves a tombstone."""
        before = dict(message.raw)
        if message.root is None and channel.replies(message.ts):
            kept = {name: value for name, value in before.items() if name not in {"blocks", "attachments", "edited"}}
            message.raw = {**kept, **_TOMBSTONE}
            message.metadata = None
            self._tell_changed(channel, message, before)
            return
        channel.take_away(message)
        self._count_replies(channel, message.root)
        about = {"subtype": "message_deleted", "deleted_ts": message.ts, "previous_message": before}
        self._tell(channel, {"type": "message", "hidden": True, "ts": self._world.next_ts(channel), **about})

    def react(self, channel: Channel, message: Message, user: str, emoji: str) -> bool:
        """Put a reaction there; False when it is there already."""
        reactions = {each["name"]: list(each["users"]) for each in message.raw.get("reactions", [])}
        users = reactions.setdefault(emoji, [])
        if user in users:
            return False
        users.append(user)
        self._save_reactions(message, reactions)
        self._tell_reaction("reaction_added", channel, message, user, emoji)
        return True

    def unreact(self, channel: Channel, message: Message, user: str, emoji: str) -> bool:
        """Take a reaction away; False when it is not there."""
        reactions = {each["name"]: list(each["users"]) for each in message.raw.get("reactions", [])}
        if user not in reactions.get(emoji, []):
            return False
        reactions[emoji].remove(user)
        self._save_reactions(message, reactions)
        self._tell_reaction("reaction_removed", channel, message, user, emoji)
        return True

    def _save_reactions(self, message: Message, reactions: dict[str, list[str]]) -> None:
        kept = [{"name": name, "users": users, "count": len(users)} for name, users in reactions.items() if users]
        message.raw = {**message.raw, "reactions": kept}
        if not kept:
            del message.raw["reactions"]

    def _tell_reaction(self, kind: str, channel: Channel, message: Message, user: str, emoji: str) -> None:
        event = {
            "type": kind,
            "user": user,
            "reaction": emoji,
            "item": {"type": "message", "channel": channel.id, "ts": message.ts},
            "item_user": message.user,
            "event_ts": self._world.ts(),
        }
        self._feed.tell(event, channel)

    def _tell_changed(self, channel: Channel, message: Message, before: Json) -> None:
        about = {"subtype": "message_changed", "message": dict(message.raw), "previous_message": before}
        self._tell(channel, {"type": "message", "hidden": True, "ts": self._world.next_ts(channel), **about})

    def _tell(self, channel: Channel, event: Json) -> None:
        more = {"channel": channel.id, "event_ts": event["ts"], "channel_type": channel.kind}
        self._feed.tell({**event, **more}, channel)

    def _as_mention(self, channel: Channel, message: Message) -> Json:
        kept = ("user", "text", "ts", "client_msg_id", "team", "blocks", "thread_ts", "parent_user_id")
        found = {name: message.raw[name] for name in kept if name in message.raw}
        return {"type": "app_mention", **found, "channel": channel.id, "event_ts": message.ts}

    def _count_replies(self, channel: Channel, root: str | None) -> None:
        parent = channel.find(root) if root is not None else None
        if parent is None:
            return
        replies = channel.replies(parent.ts)
        if not replies:
            for name in ("thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply"):
                parent.raw.pop(name, None)
            return
        users = list(dict.fromkeys(each.user for each in replies))
        parent.raw = {
            **parent.raw,
            "thread_ts": parent.ts,
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "reply_users": users[:5],
            "latest_reply": replies[-1].ts,
            "is_locked": False,
            "subscribed": False,
        }
