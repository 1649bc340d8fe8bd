"""What happens when somebody sends, edits, deletes or reacts to a message?"""

from collections.abc import Mapping
from typing import Any

from bench.fakes.discord import drafts, mentions, payloads, threads
from bench.fakes.discord.backend import Backend
from bench.fakes.discord.components import numbered
from bench.fakes.discord.message_payload import emoji_of, is_open, message_event
from bench.fakes.discord.world import (
    DEFAULT,
    LOADING,
    REPLY,
    THREAD_STARTER,
    Channel,
    Message,
)


def compose(
    backend: Backend,
    channel: Channel,
    author: str,
    body: Mapping[str, Any],
    *,
    message_id: str | None = None,
    files: list[dict[str, Any]] | None = None,
    kind: int | None = None,
) -> Message:
    """A message from its body, not yet anywhere; mentions and pings are worked out."""
    reference = body.get("message_reference") or {}
    reply_to = str(reference["message_id"]) if "message_id" in reference else None
    message = Message(
        id=message_id or backend.ids.new(),
        channel_id=channel.id,
        author_id=author,
        at=backend.now(),
        content=str(body.get("content") or "").strip(),
        kind=kind if kind is not None else REPLY if reply_to else DEFAULT,
        flags=int(body.get("flags") or 0) & drafts.SETTABLE,
        embeds=drafts.stored_embeds(body),
        components=numbered(list(body.get("components") or [])),
        attachments=list(files or []),
        reply_to=reply_to,
        nonce=None if body.get("nonce") is None else str(body["nonce"]),
    )
    mentions.mark(backend, channel, message, mentions.allowed_of(body.get("allowed_mentions")), notifies=True)
    return message


def deliver(backend: Backend, channel: Channel, message: Message) -> Message:
    """Put a message where it belongs and dispatch it; a post wakes an archived thread and joins its author."""
    if channel.thread is not None and message.kind != THREAD_STARTER:
        threads.wake(backend, channel)
        threads.enter(backend, channel, [message.author_id, *message.mentions])
        channel.thread.sent += message.id != channel.id
    channel.messages[message.id] = message
    channel.last_message_id = message.id
    payload = message_event(backend, message)
    if message.nonce is not None:
        payload["nonce"] = message.nonce
    _dispatch(backend, "MESSAGE_CREATE", message, payload)
    return message


def revise(
    backend: Backend,
    message: Message,
    body: Mapping[str, Any],
    files: list[dict[str, Any]] | None = None,
) -> None:
    """Change what the body names and leave the rest. Only the end of "is thinking" notifies anybody."""
    channel = backend.world.channels[message.channel_id]
    was_loading = bool(message.flags & LOADING)
    if "content" in body:
        message.content = str(body["content"] or "").strip()
    if "embeds" in body:
        message.embeds = drafts.stored_embeds(body)
    if "components" in body:
        message.components = numbered(list(body["components"] or []))
    if body.get("flags") is not None:
        message.flags = (message.flags & ~drafts.EDITABLE) | (int(body["flags"]) & drafts.EDITABLE)
    if "attachments" in body or files:
        kept = {str(each.get("id")) for each in body.get("attachments") or []}
        message.attachments = [each for each in message.attachments if each["id"] in kept] + list(files or [])
    message.flags &= ~LOADING
    message.edited_at = None if was_loading else backend.now()
    allowed = mentions.allowed_of(body.get("allowed_mentions"))
    mentions.mark(backend, channel, message, allowed, notifies=was_loading)
    if message.only_for is None:
        _dispatch(backend, "MESSAGE_UPDATE", message, message_event(backend, message))


def remove(backend: Backend, message: Message) -> None:
    """Delete a message for good."""
    channel = backend.world.channels[message.channel_id]
    if message.only_for is not None:
        backend.world.ephemerals.pop(message.id, None)
        return
    del channel.messages[message.id]
    data = {"id": message.id, "channel_id": channel.id}
    backend.emit("MESSAGE_DELETE", _with_server(channel, data), channel)


def begin_thread_under(
    backend: Backend,
    parent: Channel,
    message: Message,
    owner: str,
    name: str,
    auto_archive_minutes: int = 1440,
) -> Channel:
    """A thread under a message: it has the message's id, and the message is updated without having been edited."""
    thread = threads.begin(
        backend,
        parent,
        owner,
        name,
        thread_id=message.id,
        auto_archive_minutes=auto_archive_minutes,
    )
    _dispatch(backend, "MESSAGE_UPDATE", message, message_event(backend, message))
    reference = {"message_reference": {"message_id": message.id}, "allowed_mentions": {"parse": []}}
    deliver(backend, thread, compose(backend, thread, owner, reference, kind=THREAD_STARTER))
    return thread


def react(backend: Backend, who: str, message: Message, emoji: str) -> None:
    """Add somebody's reaction; a second one of the same kind changes nothing."""
    users = message.reactions.setdefault(emoji, [])
    if who in users:
        return
    users.append(who)
    channel = backend.world.channels[message.channel_id]
    data = _reaction(channel, who, message, emoji) | {"message_author_id": message.author_id, "burst_colors": []}
    membership = backend.member(channel.server_id, who)
    if membership is not None:
        data["member"] = payloads.member(membership)
    backend.emit("MESSAGE_REACTION_ADD", data, channel)


def unreact(backend: Backend, who: str, message: Message, emoji: str) -> None:
    """Take somebody's reaction away, if it is there."""
    users = message.reactions.get(emoji, [])
    if who not in users:
        return
    users.remove(who)
    if not users:
        del message.reactions[emoji]
    channel = backend.world.channels[message.channel_id]
    backend.emit("MESSAGE_REACTION_REMOVE", _reaction(channel, who, message, emoji), channel)


def _reaction(channel: Channel, who: str, message: Message, emoji: str) -> dict[str, Any]:
    return _with_server(
        channel,
        {
            "user_id": who,
            "channel_id": channel.id,
            "message_id": message.id,
            "emoji": emoji_of(emoji),
            "burst": False,
            "type": 0,
        },
    )


def _with_server(channel: Channel, data: dict[str, Any]) -> dict[str, Any]:
    return data if channel.server_id is None else data | {"guild_id": channel.server_id}


def _dispatch(backend: Backend, event: str, message: Message, payload: dict[str, Any]) -> None:
    channel = backend.world.channels[message.channel_id]
    if backend.sees(channel):
        backend.hub.dispatch_message(event, payload, server=channel.server_id, is_open=is_open(backend, message))
