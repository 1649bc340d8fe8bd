"""What can an application do with messages and reactions over REST?"""

from typing import Any

from bench.fakes.discord import access, drafts, payloads, talk
from bench.fakes.discord.backend import Ask, Backend, Nonce, Routes
from bench.fakes.discord.message_payload import rest_message
from bench.fakes.discord.permissions import Permission
from bench.fakes.discord.rejections import Form, Rejected, unknown
from bench.fakes.discord.world import FORUM, Channel, Message

MOST_MESSAGES, MOST_REACTIONS, MOST_REACTORS = 100, 20, 100
SYSTEM_KINDS = {18, 21}


def history(ask: Ask) -> Any:
    """Messages, newest first; nothing without the permission to read history. Errors: 50001, 50035."""
    channel = access.channel(ask.backend, ask.path["channel_id"])
    if channel.kind == FORUM:
        raise Rejected(400, 50008, "Cannot send messages in a non-text channel")
    limit = number(ask, "limit", default=50, most=MOST_MESSAGES)
    if not ask.backend.may(ask.backend.bot.id, channel) & Permission.READ_MESSAGE_HISTORY:
        return []
    ids = sorted((int(each) for each in channel.messages), reverse=True)
    if "around" in ask.query:
        centre, half = int(ask.query["around"]), limit // 2
        newer, older = [i for i in ids if i > centre], [i for i in ids if i < centre]
        found = newer[-half:] + [i for i in ids if i == centre] + older[:half]
    elif "after" in ask.query:
        found = [i for i in ids if i > int(ask.query["after"])][-limit:]
    else:
        before = int(ask.query.get("before", ids[0] + 1 if ids else 0))
        found = [i for i in ids if i < before][:limit]
    return [rest_message(ask.backend, channel.messages[str(each)]) for each in found]


def number(ask: Ask, name: str, *, default: int, most: int, least: int = 1) -> int:
    """A whole number of the query. Errors: 50035."""
    raw = ask.query.get(name)
    form = Form()
    if raw is not None and not raw.isdigit():
        form.wrong(name, "NUMBER_TYPE_COERCE", f'Value "{raw}" is not int.')
    elif raw is not None and not least <= int(raw) <= most:
        form.wrong(name, "NUMBER_TYPE_MAX", f"int value should be between {least} and {most}.")
    form.refuse()
    return default if raw is None else int(raw)


def read(ask: Ask) -> Any:
    """One message. Errors: 10008, 50001."""
    access.channel(ask.backend, ask.path["channel_id"], Permission.READ_MESSAGE_HISTORY)
    return rest_message(ask.backend, access.message(ask.backend, ask.path["channel_id"], ask.path["message_id"]))


def send(ask: Ask) -> Any:
    """A new message, or, with an enforced nonce that is known, the earlier one. Errors: 50006, 50013, 50035, ..."""
    backend, body = ask.backend, ask.fields()
    channel = access.channel_to_write_in(backend, ask.path["channel_id"])
    _check_place(backend, channel)
    drafts.check(body)
    drafts.check_not_empty(body, ask.files)
    drafts.describe(body, ask.files)
    if ask.files:
        access.channel(backend, channel.id, Permission.ATTACH_FILES)
    _check_reference(channel, body)
    known = _known_nonce(backend, body)
    if known is not None:
        return rest_message(backend, known) | {"nonce": known.nonce}
    message = talk.compose(backend, channel, backend.bot.id, body, files=ask.files)
    talk.deliver(backend, channel, message)
    if body.get("enforce_nonce") and message.nonce is not None:
        backend.nonces[message.nonce] = Nonce(message_id=message.id, channel_id=channel.id, at=backend.now())
    sent = rest_message(backend, message)
    return sent | ({} if message.nonce is None else {"nonce": message.nonce})


def _check_place(backend: Backend, channel: Channel) -> None:
    if channel.kind == FORUM:
        raise Rejected(400, 50008, "Cannot send messages in a non-text channel")
    if channel.recipient_id is not None and backend.world.users[channel.recipient_id].refuses_dms:
        raise Rejected(403, 50007, "Cannot send messages to this user")
    state = channel.thread
    if state is not None and state.is_locked and not _manages(backend, channel):
        raise Rejected(403, 160005, "Thread is locked")


def _manages(backend: Backend, thread: Channel) -> bool:
    return bool(backend.may(backend.bot.id, thread) & Permission.MANAGE_THREADS)


def _check_reference(channel: Channel, body: dict[str, Any]) -> None:
    reference = body.get("message_reference")
    if not isinstance(reference, dict) or str(reference.get("message_id")) in channel.messages:
        return
    if reference.get("fail_if_not_exists", True):
        form = Form()
        form.wrong("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        form.refuse()
    del body["message_reference"]


def _known_nonce(backend: Backend, body: dict[str, Any]) -> Message | None:
    nonce = backend.nonces.get(str(body.get("nonce")))
    if not body.get("enforce_nonce") or nonce is None or backend.now() - nonce.at > backend.nonce_memory:
        return None
    channel = backend.world.channels.get(nonce.channel_id)
    return None if channel is None else channel.messages.get(nonce.message_id)


def edit(ask: Ask) -> Any:
    """Edit a message of one's own. Errors: 50005, 50006, 50035, 50083."""
    message = access.own_message(ask.backend, ask.path["channel_id"], ask.path["message_id"])
    body = ask.fields()
    if message.kind in SYSTEM_KINDS:
        raise Rejected(403, 50021, "Cannot execute action on a system message")
    state = ask.backend.world.channels[message.channel_id].thread
    if state is not None and state.is_archived:
        raise Rejected(400, 50083, "Thread is archived")
    drafts.check(body, flags=message.flags)
    after = {"content": message.content, "embeds": message.embeds, "components": message.components} | body
    drafts.check_not_empty(after, [*ask.files, *message.attachments])
    drafts.describe(body, ask.files)
    if ask.files:
        access.channel(ask.backend, message.channel_id, Permission.ATTACH_FILES)
    talk.revise(ask.backend, message, body, ask.files)
    return rest_message(ask.backend, message)


def delete(ask: Ask) -> Any:
    """Delete one's own message, or somebody's with the permission to manage messages. Errors: 10008, 50013."""
    message = access.message(ask.backend, ask.path["channel_id"], ask.path["message_id"])
    if message.author_id != ask.backend.bot.id:
        access.channel(ask.backend, ask.path["channel_id"], Permission.MANAGE_MESSAGES)
    talk.remove(ask.backend, message)


def _reacted(ask: Ask) -> tuple[Message, str]:
    message = access.message(ask.backend, ask.path["channel_id"], ask.path["message_id"])
    emoji = ask.path["emoji"]
    name, _, number_ = emoji.rpartition(":")
    is_custom = bool(name) and number_.isdigit()
    if not is_custom and emoji.isascii():
        raise unknown("Emoji")
    return message, emoji


def react(ask: Ask) -> Any:
    """Add one's own reaction. Errors: 10014, 30010, 50013, 50083."""
    backend = ask.backend
    message, emoji = _reacted(ask)
    needs = Permission.READ_MESSAGE_HISTORY
    channel = access.channel(backend, message.channel_id, needs)
    if emoji not in message.reactions:
        access.channel(backend, message.channel_id, Permission.ADD_REACTIONS)
        if len(message.reactions) >= MOST_REACTIONS:
            raise Rejected(400, 30010, f"Maximum number of reactions reached ({MOST_REACTIONS})")
    if channel.thread is not None and channel.thread.is_archived:
        raise Rejected(400, 50083, "Thread is archived")
    talk.react(backend, backend.bot.id, message, emoji)


def unreact(ask: Ask) -> Any:
    """Take a reaction away; somebody else's needs the permission to manage messages. Errors: 50013."""
    message, emoji = _reacted(ask)
    who = ask.backend.bot.id if ask.path.get("user_id", "@me") == "@me" else ask.path["user_id"]
    if who != ask.backend.bot.id:
        access.channel(ask.backend, message.channel_id, Permission.MANAGE_MESSAGES)
    talk.unreact(ask.backend, who, message, emoji)


def reactors(ask: Ask) -> Any:
    """Who reacted with an emoji, by id."""
    message, emoji = _reacted(ask)
    limit = number(ask, "limit", default=25, most=MOST_REACTORS)
    after = int(ask.query.get("after", 0))
    ids = sorted(int(who) for who in message.reactions.get(emoji, []))
    return [payloads.user(ask.backend.world.users[str(who)]) for who in ids if who > after][:limit]


def type_something(ask: Ask) -> Any:
    """Show "is typing"."""
    access.channel_to_write_in(ask.backend, ask.path["channel_id"])


_CHANNEL = "/channels/{channel_id}"
_MESSAGE = _CHANNEL + "/messages/{message_id}"
_REACTION = _MESSAGE + "/reactions/{emoji}"
ROUTES: Routes = (
    ("GET", _CHANNEL + "/messages", history),
    ("POST", _CHANNEL + "/messages", send),
    ("POST", _CHANNEL + "/typing", type_something),
    ("GET", _MESSAGE, read),
    ("PATCH", _MESSAGE, edit),
    ("DELETE", _MESSAGE, delete),
    ("PUT", _REACTION + "/@me", react),
    ("DELETE", _REACTION + "/@me", unreact),
    ("DELETE", _REACTION + "/{user_id}", unreact),
    ("GET", _REACTION, reactors),
)
