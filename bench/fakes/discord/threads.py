"""What happens when threads and forum posts begin, change, sleep, wake and end?"""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.fakes.discord import payloads
from bench.fakes.discord.backend import Backend
from bench.fakes.discord.world import (
    ANNOUNCEMENT,
    ANNOUNCEMENT_THREAD,
    PUBLIC_THREAD,
    Channel,
    ThreadState,
)


def begin(
    backend: Backend,
    parent: Channel,
    owner: str,
    name: str,
    *,
    thread_id: str,
    kind: int | None = None,
    tags: Sequence[str] = (),
    auto_archive_minutes: int = 1440,
) -> Channel:
    """A new thread under a channel; the owner, and nobody else, is in it."""
    now = backend.now()
    by_parent = ANNOUNCEMENT_THREAD if parent.kind == ANNOUNCEMENT else PUBLIC_THREAD
    thread = Channel(
        id=thread_id,
        name=name,
        kind=by_parent if kind is None else kind,
        server_id=parent.server_id,
        parent_id=parent.id,
        is_age_restricted=parent.is_age_restricted,
        thread=ThreadState(
            owner_id=owner,
            created_at=now,
            archive_at=now,
            auto_archive_minutes=auto_archive_minutes,
            tags=list(tags),
            members=[owner],
        ),
    )
    backend.world.channels[thread.id] = thread
    announced = payloads.thread(thread, backend.bot.id) | {"newly_created": True}
    backend.emit("THREAD_CREATE", announced, thread)
    return thread


def change(backend: Backend, thread: Channel, fields: Mapping[str, Any]) -> None:
    """Change a thread's name, tags, lock, archive flag or duration, and say so."""
    state = thread.thread
    assert state is not None
    thread.name = fields.get("name", thread.name)
    if "applied_tags" in fields:
        state.tags = [str(tag) for tag in fields["applied_tags"]]
    state.is_locked = fields.get("locked", state.is_locked)
    state.auto_archive_minutes = fields.get("auto_archive_duration", state.auto_archive_minutes)
    if fields.get("archived", state.is_archived) != state.is_archived:
        state.is_archived = fields["archived"]
        state.archive_at = backend.now()
    backend.emit("THREAD_UPDATE", payloads.thread(thread, backend.bot.id), thread)


def wake(backend: Backend, thread: Channel) -> None:
    """A message in an archived thread opens it again."""
    if thread.thread is not None and thread.thread.is_archived:
        change(backend, thread, {"archived": False})


def enter(backend: Backend, thread: Channel, people: Sequence[str]) -> None:
    """Put people into a thread who are not in it yet."""
    state = thread.thread
    assert state is not None
    new = [who for who in dict.fromkeys(people) if who not in state.members]
    if not new:
        return
    state.members += new
    _members_changed(backend, thread, added=new, removed=[])


def leave(backend: Backend, thread: Channel, who: str) -> None:
    """Take somebody out of a thread."""
    state = thread.thread
    assert state is not None
    if who in state.members:
        state.members.remove(who)
        _members_changed(backend, thread, added=[], removed=[who])


def _members_changed(backend: Backend, thread: Channel, *, added: list[str], removed: list[str]) -> None:
    data: dict[str, Any] = {
        "id": thread.id,
        "guild_id": thread.server_id,
        "member_count": len(thread.thread.members if thread.thread else []),
        "added_members": [payloads.thread_member(thread, who) for who in added],
        "removed_member_ids": removed,
    }
    # Without the members intent Discord tells an application only of its own coming and going.
    if backend.sees(thread):
        about_bot = backend.bot.id in (*added, *removed)
        backend.hub.dispatch("THREAD_MEMBERS_UPDATE", data, server=thread.server_id, always=about_bot)


def end(backend: Backend, thread: Channel) -> None:
    """Delete a thread with everything in it."""
    data = {"id": thread.id, "guild_id": thread.server_id, "parent_id": thread.parent_id, "type": thread.kind}
    backend.emit("THREAD_DELETE", data, thread)
    del backend.world.channels[thread.id]
