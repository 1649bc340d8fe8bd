"""How does a message look on the wire?"""

from typing import Any

from bench.fakes.discord import payloads
from bench.fakes.discord.backend import Backend
from bench.fakes.discord.intents import without_content
from bench.fakes.discord.snowflakes import iso
from bench.fakes.discord.world import HAS_THREAD, Channel, Message


def emoji_of(key: str) -> dict[str, Any]:
    """A reaction's emoji: ``name:id`` for a custom one, else the character itself."""
    name, _, number = key.rpartition(":")
    return {"id": number, "name": name} if name else {"id": None, "name": key}


def message(backend: Backend, what: Message, *, nested: bool = True) -> dict[str, Any]:
    """A message as the REST API answers it."""
    channel = backend.world.channels.get(what.channel_id)
    thread = backend.world.channels.get(what.id)
    has_thread = thread is not None and thread.is_thread and thread.id != what.channel_id
    payload: dict[str, Any] = {
        "id": what.id,
        "channel_id": what.channel_id,
        "type": what.kind,
        "author": payloads.user(backend.world.users[what.author_id]),
        "content": what.content,
        "timestamp": iso(what.at),
        "edited_timestamp": None if what.edited_at is None else iso(what.edited_at),
        "tts": False,
        "mention_everyone": what.mentions_everyone,
        "mentions": [payloads.user(backend.world.users[each]) for each in what.mentions],
        "mention_roles": list(what.mention_roles),
        "attachments": list(what.attachments),
        "embeds": list(what.embeds),
        "components": list(what.components),
        "pinned": False,
        "flags": what.flags | (HAS_THREAD if has_thread else 0),
    }
    if what.reactions:
        payload["reactions"] = [_reaction(backend, key, users) for key, users in what.reactions.items()]
    if has_thread and thread is not None:
        payload["thread"] = payloads.thread(thread, backend.bot.id)
    if what.author_id == backend.bot.id:
        payload["application_id"] = backend.application_id
    if what.is_webhook:
        payload |= {"webhook_id": backend.application_id, "application_id": backend.application_id}
    if what.interaction is not None:
        payload["interaction_metadata"] = what.interaction
    return payload | _reference(backend, channel, what, nested=nested)


def _reference(backend: Backend, channel: Channel | None, what: Message, *, nested: bool) -> dict[str, Any]:
    if what.reply_to is None or channel is None:
        return {}
    target = channel.messages.get(what.reply_to) or backend.world.parent_of(channel).messages.get(what.reply_to)
    where = target.channel_id if target is not None else channel.id
    reference: dict[str, Any] = {"type": 0, "message_id": what.reply_to, "channel_id": where}
    if channel.server_id is not None:
        reference["guild_id"] = channel.server_id
    if not nested:
        return {"message_reference": reference}
    referenced = None if target is None else message(backend, target, nested=False)
    return {"message_reference": reference, "referenced_message": referenced}


def _reaction(backend: Backend, key: str, users: list[str]) -> dict[str, Any]:
    return {
        "emoji": emoji_of(key),
        "count": len(users),
        "count_details": {"burst": 0, "normal": len(users)},
        "me": backend.bot.id in users,
        "me_burst": False,
        "burst_colors": [],
    }


def message_event(backend: Backend, what: Message) -> dict[str, Any]:
    """A message as the gateway dispatches it: with the server, the author's membership and those mentioned."""
    channel = backend.world.channels[what.channel_id]
    payload = message(backend, what) | {"channel_type": channel.kind}
    if channel.server_id is None:
        return payload
    payload["guild_id"] = channel.server_id
    author = backend.member(channel.server_id, what.author_id)
    if author is not None and not what.is_webhook:
        payload["member"] = payloads.partial_member(author)
    for each in payload["mentions"]:
        membership = backend.member(channel.server_id, each["id"])
        if membership is not None:
            each["member"] = payloads.partial_member(membership)
    return payload


def rest_message(backend: Backend, what: Message) -> dict[str, Any]:
    """A message as the REST API answers it to this application, which may not read what others say."""
    payload = message(backend, what)
    return (
        payload if is_open(backend, what) or "message_content" in backend.intents_allowed else without_content(payload)
    )


def is_open(backend: Backend, what: Message) -> bool:
    """Whether a message is readable without the content intent: the bot's own, direct, or one that mentions it."""
    channel = backend.world.channels[what.channel_id]
    return what.author_id == backend.bot.id or channel.server_id is None or backend.bot.id in what.mentions
