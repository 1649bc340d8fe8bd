"""What can an application do with channels, threads and forum posts over REST?"""

from typing import Any

from bench.fakes.discord import access, drafts, payloads, talk, threads
from bench.fakes.discord.backend import Ask, Backend, Routes
from bench.fakes.discord.message_payload import rest_message
from bench.fakes.discord.permissions import Permission
from bench.fakes.discord.rejections import Form, Rejected, missing_permissions, unknown
from bench.fakes.discord.rest_messages import number
from bench.fakes.discord.world import DM, FORUM, PRIVATE_THREAD, PUBLIC_THREAD, THREAD_CREATED, Channel

DURATIONS, MOST_TAGS, MOST_NAME = (60, 1440, 4320, 10080), 5, 100
THREAD_FIELDS = {"name", "archived", "locked", "applied_tags", "auto_archive_duration", "rate_limit_per_user", "flags"}
OWNER_FIELDS = {"name", "applied_tags", "archived", "auto_archive_duration"}


def payload(backend: Backend, channel: Channel) -> dict[str, Any]:
    """Any channel as the REST API answers it."""
    if channel.recipient_id is not None:
        return payloads.dm(channel, backend.world.users[channel.recipient_id])
    return payloads.thread(channel, backend.bot.id) if channel.is_thread else payloads.channel(channel)


def read(ask: Ask) -> Any:
    """A channel. Errors: 10003, 50001."""
    return payload(ask.backend, access.channel(ask.backend, ask.path["channel_id"]))


def edit(ask: Ask) -> Any:
    """Change a thread; channels themselves need the permission to manage them. Errors: 50013, 50035, 50083."""
    backend, body = ask.backend, ask.fields()
    channel = access.channel(backend, ask.path["channel_id"])
    if channel.thread is None:
        access.channel(backend, channel.id, Permission.MANAGE_CHANNELS)
        channel.name = str(body.get("name", channel.name))
        backend.emit("CHANNEL_UPDATE", payloads.channel(channel), channel)
        return payload(backend, channel)
    _check_thread(backend, channel, body)
    threads.change(backend, channel, {name: value for name, value in body.items() if name in THREAD_FIELDS})
    return payload(backend, channel)


def _check_thread(backend: Backend, thread: Channel, body: dict[str, Any]) -> None:
    state = thread.thread
    assert state is not None
    manages = backend.may(backend.bot.id, thread) & Permission.MANAGE_THREADS
    if not manages:
        if state.owner_id != backend.bot.id or set(body) - OWNER_FIELDS or state.is_locked:
            raise missing_permissions()
        moderated = {tag.id for tag in backend.world.parent_of(thread).tags if tag.is_moderated}
        if moderated & (set(map(str, body.get("applied_tags", state.tags))) ^ set(state.tags)):
            raise missing_permissions()
    if state.is_archived and body.get("archived", True):
        raise Rejected(400, 50083, "Thread is archived")
    _check_form(backend.world.parent_of(thread), body, is_new=False)


def _check_form(parent: Channel, body: dict[str, Any], *, is_new: bool) -> None:
    form = Form()
    if is_new:
        form.require("name", body.get("name"))
    form.limit("name", body.get("name"), MOST_NAME, 1)
    if body.get("auto_archive_duration", 60) not in DURATIONS:
        form.wrong("auto_archive_duration", "BASE_TYPE_CHOICES", f"Value must be one of {DURATIONS}.")
    tags = [str(tag) for tag in body.get("applied_tags") or []]
    form.count("applied_tags", tags, MOST_TAGS)
    if not set(tags) <= {tag.id for tag in parent.tags}:
        form.wrong("applied_tags", "INVALID_FORUM_TAG", "Unknown tag")
    form.refuse()
    if is_new and parent.requires_tag and not tags:
        raise Rejected(400, 40067, "A tag is required to create a forum post in this channel")


def delete(ask: Ask) -> Any:
    """Delete a thread or channel. Errors: 50013."""
    backend = ask.backend
    channel = access.channel(backend, ask.path["channel_id"])
    shown = payload(backend, channel)
    if channel.is_thread:
        access.channel(backend, channel.id, Permission.MANAGE_THREADS)
        threads.end(backend, channel)
    elif channel.kind != DM:
        access.channel(backend, channel.id, Permission.MANAGE_CHANNELS)
        backend.emit("CHANNEL_DELETE", shown, channel)
        del backend.world.channels[channel.id]
    return shown


def begin_from_message(ask: Ask) -> Any:
    """A thread under a message. Errors: 10008, 50013, 50024, 160004."""
    backend, body = ask.backend, ask.fields()
    parent = access.channel(backend, ask.path["channel_id"], Permission.CREATE_PUBLIC_THREADS)
    message = access.message(backend, parent.id, ask.path["message_id"])
    if parent.is_thread or parent.server_id is None:
        raise Rejected(400, 50024, "Cannot execute action on this channel type")
    if message.id in backend.world.channels:
        raise Rejected(400, 160004, "A thread has already been created for this message")
    _check_form(parent, body, is_new=True)
    minutes = body.get("auto_archive_duration") or 1440
    thread = talk.begin_thread_under(backend, parent, message, backend.bot.id, body["name"], minutes)
    return payloads.thread(thread, backend.bot.id)


def begin(ask: Ask) -> Any:
    """A forum post, or a thread without a message. Errors: 50006, 50013, 50024, 50035, 40067."""
    backend, body = ask.backend, ask.fields()
    parent = access.channel(backend, ask.path["channel_id"])
    if parent.is_thread or parent.server_id is None:
        raise Rejected(400, 50024, "Cannot execute action on this channel type")
    if parent.kind == FORUM:
        return _post(ask, parent)
    kind = body.get("type", PRIVATE_THREAD)
    needs = Permission.CREATE_PRIVATE_THREADS if kind == PRIVATE_THREAD else Permission.CREATE_PUBLIC_THREADS
    access.channel(backend, parent.id, needs)
    _check_form(parent, body, is_new=True)
    minutes = body.get("auto_archive_duration") or 1440
    thread = threads.begin(
        backend,
        parent,
        backend.bot.id,
        body["name"],
        thread_id=backend.ids.new(),
        kind=kind,
        auto_archive_minutes=minutes,
    )
    if kind == PUBLIC_THREAD:
        talk.deliver(
            backend,
            parent,
            talk.compose(backend, parent, backend.bot.id, {"content": body["name"]}, kind=THREAD_CREATED),
        )
    return payloads.thread(thread, backend.bot.id)


def _post(ask: Ask, forum: Channel) -> dict[str, Any]:
    backend, body = ask.backend, ask.fields()
    first = body.get("message") or {}
    access.channel(backend, forum.id, Permission.SEND_MESSAGES)
    _check_form(forum, body, is_new=True)
    drafts.check(first, prefix="message.")
    drafts.check_not_empty(first, ask.files)
    drafts.describe(first, ask.files)
    thread = threads.begin(
        backend,
        forum,
        backend.bot.id,
        body["name"],
        thread_id=backend.ids.new(),
        tags=[str(tag) for tag in body.get("applied_tags") or []],
        auto_archive_minutes=body.get("auto_archive_duration") or 1440,
    )
    message = talk.compose(backend, thread, backend.bot.id, first, message_id=thread.id, files=ask.files)
    talk.deliver(backend, thread, message)
    return payloads.thread(thread, backend.bot.id) | {"message": rest_message(backend, message)}


def archived(ask: Ask) -> Any:
    """Archived public threads, the last archived first. Errors: 50001, 50035."""
    backend = ask.backend
    parent = access.channel(backend, ask.path["channel_id"], Permission.READ_MESSAGE_HISTORY)
    limit = number(ask, "limit", default=50, most=100, least=2)
    found = [t for t in backend.world.threads_of(parent.id) if t.thread is not None and t.thread.is_archived]
    found = [t for t in found if t.kind != PRIVATE_THREAD]
    found.sort(key=lambda t: t.thread.archive_at if t.thread else 0.0, reverse=True)
    before = ask.query.get("before")
    if before is not None:
        found = [t for t in found if payloads.thread(t, "")["thread_metadata"]["archive_timestamp"] < before]
    return _page(backend, found[:limit], has_more=len(found) > limit)


def active(ask: Ask) -> Any:
    """A server's active threads, newest first. Errors: 10004, 50001."""
    server = access.server(ask.backend, ask.path["guild_id"])
    found = sorted(ask.backend.active_threads(server), key=lambda thread: int(thread.id), reverse=True)
    page = _page(ask.backend, found, has_more=False)
    del page["has_more"]
    return page


def _page(backend: Backend, found: list[Channel], *, has_more: bool) -> dict[str, Any]:
    mine = [t for t in found if t.thread is not None and backend.bot.id in t.thread.members]
    return {
        "threads": [payloads.thread(thread, backend.bot.id) for thread in found],
        "members": [payloads.thread_member(thread, backend.bot.id) for thread in mine],
        "has_more": has_more,
    }


def _thread(ask: Ask) -> Channel:
    found = access.channel(ask.backend, ask.path["channel_id"])
    if not found.is_thread:
        raise Rejected(400, 50024, "Cannot execute action on this channel type")
    return found


def join(ask: Ask) -> Any:
    """Enter a thread, or put somebody into it."""
    who = ask.path.get("user_id", ask.backend.bot.id)
    if who not in ask.backend.world.users:
        raise unknown("User")
    threads.enter(ask.backend, _thread(ask), [who])


def leave(ask: Ask) -> Any:
    """Leave a thread."""
    threads.leave(ask.backend, _thread(ask), ask.backend.bot.id)


_CHANNEL = "/channels/{channel_id}"
ROUTES: Routes = (
    ("GET", _CHANNEL, read),
    ("PATCH", _CHANNEL, edit),
    ("DELETE", _CHANNEL, delete),
    ("POST", _CHANNEL + "/messages/{message_id}/threads", begin_from_message),
    ("POST", _CHANNEL + "/threads", begin),
    ("GET", _CHANNEL + "/threads/archived/public", archived),
    ("PUT", _CHANNEL + "/thread-members/@me", join),
    ("DELETE", _CHANNEL + "/thread-members/@me", leave),
    ("PUT", _CHANNEL + "/thread-members/{user_id}", join),
    ("GET", "/guilds/{guild_id}/threads/active", active),
)
