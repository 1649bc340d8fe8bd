"""What do the ``reactions.*`` methods do?"""

import re

from bench.fakes.slack.arguments import Arguments
from bench.fakes.slack.objects import message_object
from bench.fakes.slack.places import find_channel, find_message
from bench.fakes.slack.records import Json
from bench.fakes.slack.refusals import Refusal
from bench.fakes.slack.workspace import Workspace
from bench.fakes.slack.world import Channel, Message

_NAME = re.compile(r"[a-z0-9_+'\-]{1,100}(::skin-tone-[2-6])?")


def add(space: Workspace, args: Arguments) -> Json:
    """``reactions.add``."""
    channel, message, name = _item(space, args)
    if channel.is_archived:
        raise Refusal("is_archived")
    if not space.messages.react(channel, message, space.app.bot_user_id, name):
        raise Refusal("already_reacted")
    return {}


def remove(space: Workspace, args: Arguments) -> Json:
    """``reactions.remove``."""
    channel, message, name = _item(space, args)
    if not space.messages.unreact(channel, message, space.app.bot_user_id, name):
        raise Refusal("no_reaction")
    return {}


def get(space: Workspace, args: Arguments) -> Json:
    """``reactions.get``."""
    channel, message = _message(space, args)
    return {"type": "message", "channel": channel.id, "message": message_object(message)}


def _item(space: Workspace, args: Arguments) -> tuple[Channel, Message, str]:
    name = args.text("name").strip(":")
    if not _NAME.fullmatch(name):
        raise Refusal("invalid_name")
    channel, message = _message(space, args)
    if not channel.has_bot:
        raise Refusal("not_in_channel")
    return channel, message, name


def _message(space: Workspace, args: Arguments) -> tuple[Channel, Message]:
    if not args.text("channel") or not args.text("timestamp"):
        raise Refusal("no_item_specified")
    channel = find_channel(space, args.text("channel"))
    return channel, find_message(channel, args.text("timestamp"))
