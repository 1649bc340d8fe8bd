"""What do the ``chat.*`` methods do? Post, change, delete, whisper, link."""

from typing import Any, Final
from urllib.parse import urlencode

import orjson

from bench.fakes.slack.arguments import Arguments
from bench.fakes.slack.blocks import check_message_blocks
from bench.fakes.slack.entities import escape_lone_ampersands, link_names
from bench.fakes.slack.methods_files import check_pictures
from bench.fakes.slack.objects import message_object
from bench.fakes.slack.places import find_channel, find_message, find_writable
from bench.fakes.slack.records import Json
from bench.fakes.slack.refusals import Refusal
from bench.fakes.slack.workspace import Workspace
from bench.fakes.slack.world import Channel, Message

_MOST_TEXT: Final = 40_000
_MOST_BYTES_OF_AN_EDIT: Final = 4_000
_MOST_ATTACHMENTS: Final = 100
_MOST_METADATA: Final = 8_000


def post_message(space: Workspace, args: Arguments) -> Json:
    """``chat.postMessage``."""
    channel = find_writable(space, args.required("channel", "channel_not_found"))
    content = read_content(space, args)
    metadata = _read_metadata(args)
    if space.pace:
        _keep_pace(space, channel)
    raw = {**space.by_bot(content.pop("text")), **content, **_thread(channel, args)}
    message = space.messages.post(channel, raw, by_bot=True, metadata=metadata)
    return {"channel": channel.id, "ts": message.ts, "message": message_object(message, with_metadata=True)}


def update(space: Workspace, args: Arguments) -> Json:
    """``chat.update``: blocks and metadata that are not given stay as they are."""
    channel = find_channel(space, args.required("channel", "channel_not_found"))
    message = _own_message(space, channel, args, "cant_update_message")
    if channel.is_archived:
        raise Refusal("is_archived")
    content = read_content(space, args)
    if not args.has("text"):
        content.pop("text")
    elif len(content["text"].encode()) > _MOST_BYTES_OF_AN_EDIT:
        raise Refusal("msg_too_long")
    if args.has("metadata"):
        message.metadata = _read_metadata(args) or None
    space.messages.change(channel, message, content, space.app.bot_user_id)
    shown = message_object(message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.raw["text"], "message": shown}


def delete(space: Workspace, args: Arguments) -> Json:
    """``chat.delete``."""
    channel = find_channel(space, args.required("channel", "channel_not_found"))
    message = _own_message(space, channel, args, "cant_delete_message")
    space.messages.remove(channel, message)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(space: Workspace, args: Arguments) -> Json:
    """``chat.postEphemeral``."""
    channel = find_writable(space, args.required("channel", "channel_not_found"))
    user = args.required("user", "user_not_found")
    if user not in space.world.users:
        raise Refusal("user_not_found")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    content = read_content(space, args)
    raw = {**space.by_bot(content.pop("text")), **content, **_thread(channel, args)}
    return {"message_ts": space.messages.whisper(channel, user, raw).ts}


def get_permalink(space: Workspace, args: Arguments) -> Json:
    """``chat.getPermalink``."""
    channel = find_channel(space, args.required("channel", "channel_not_found"))
    message = find_message(channel, args.required("message_ts", "message_not_found"))
    link = f"https://{space.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.root is not None:
        link += "?" + urlencode({"thread_ts": message.root, "cid": channel.id})
    return {"channel": channel.id, "permalink": link}


def read_content(space: Workspace, args: Arguments) -> Json:
    """The words of a message; refuses what is too long, malformed, or nothing at all."""
    text = args.text("text")
    if len(text) > _MOST_TEXT:
        raise Refusal("msg_too_long")
    blocks = check_message_blocks(args.structured("blocks", "invalid_blocks_format"))
    check_pictures(space, blocks)
    attachments = args.structured("attachments", "invalid_attachments") or []
    _check_attachments(attachments)
    if not text.strip() and not blocks and not attachments:
        raise Refusal("no_text")
    if args.flag("link_names") or args.text("parse") == "full":
        text = link_names(text, space.world)
    content: Json = {"text": escape_lone_ampersands(text)}
    if args.has("blocks"):
        content["blocks"] = space.views.named(blocks)
    if args.has("attachments"):
        content["attachments"] = attachments
    return content


def _check_attachments(attachments: Any) -> None:
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        raise Refusal("invalid_attachments")
    if len(attachments) > _MOST_ATTACHMENTS:
        raise Refusal("too_many_attachments")
    for each in attachments:
        check_message_blocks(each.get("blocks"))


def _read_metadata(args: Arguments) -> Json | None:
    metadata = args.structured("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise Refusal("invalid_metadata_format")
    if metadata and (
        not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict)
    ):
        raise Refusal("invalid_metadata_schema")
    if len(orjson.dumps(metadata)) > _MOST_METADATA:
        raise Refusal("metadata_too_large")
    return metadata


def _thread(channel: Channel, args: Arguments) -> Json:
    """Which thread a message goes to; an unknown parent begins a new conversation, as the vendor does it."""
    thread_ts = args.text("thread_ts")
    parent = channel.find(thread_ts) if thread_ts else None
    if parent is None:
        return {}
    root = parent.root or parent.ts
    found: Json = {"thread_ts": root, "parent_user_id": parent.user}
    if args.flag("reply_broadcast"):
        found["subtype"] = "thread_broadcast"
    return found


def _own_message(space: Workspace, channel: Channel, args: Arguments, error: str) -> Message:
    message = find_message(channel, args.required("ts", "message_not_found"))
    if message.is_tombstone:
        raise Refusal("message_not_found")
    if not message.by_bot or message.user != space.app.bot_user_id:
        raise Refusal(error)
    return message


def _keep_pace(space: Workspace, channel: Channel) -> None:
    at, last = space.now(), space.posted_at.get(channel.id)
    if last is not None and at - last < 1.0:
        raise Refusal("ratelimited", status=429, retry_after=1)
    space.posted_at[channel.id] = at
