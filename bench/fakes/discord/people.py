"""What do people do on the pretended Discord: write, edit, delete, react, begin threads, send direct messages?"""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.fakes.discord import talk, threads
from bench.fakes.discord.backend import Backend
from bench.fakes.discord.modals import NotPossible
from bench.fakes.discord.permissions import Permission
from bench.fakes.discord.rest_servers import dm_with
from bench.fakes.discord.world import FORUM, Channel, Message


class People:
    """Acts of people; each returns when its events are written to every connection."""

    _backend: Backend

    async def post(self, user: str, channel: str, text: str, *, reply_to: str | None = None) -> str:
        """Write in a channel or thread; the message's id. Errors: NotPossible in a forum or a locked thread."""
        where = self._backend.world.channels[channel]
        if where.kind == FORUM:
            raise NotPossible("a forum takes posts, not messages")
        if where.thread is not None and where.thread.is_locked:
            raise NotPossible("the thread is locked")
        body: dict[str, Any] = {"content": text}
        if reply_to is not None:
            body["message_reference"] = {"message_id": reply_to}
        return await self._say(where, user, body)

    async def dm(self, user: str, text: str) -> str:
        """Write to the bot directly; the message's id."""
        return await self._say(dm_with(self._backend, user), user, {"content": text})

    async def edit(self, user: str, channel: str, message: str, text: str) -> None:
        """Edit one's own message."""
        found = self._message(channel, message)
        if found.author_id != user:
            raise NotPossible("only the author can edit a message")
        talk.revise(self._backend, found, {"content": text})
        await self._flushed()

    async def delete(self, user: str, channel: str, message: str) -> None:
        """Delete one's own message, or anybody's with the permission to manage messages."""
        found = self._message(channel, message)
        may = self._backend.may(user, self._backend.world.channels[channel])
        if found.author_id != user and not may & Permission.MANAGE_MESSAGES:
            raise NotPossible("only the author or a moderator can delete a message")
        talk.remove(self._backend, found)
        await self._flushed()

    async def react(self, user: str, channel: str, message: str, emoji: str) -> None:
        """React with an emoji, or with ``name:id`` of a custom one."""
        talk.react(self._backend, user, self._message(channel, message), emoji)
        await self._flushed()

    async def unreact(self, user: str, channel: str, message: str, emoji: str) -> None:
        """Take one's own reaction away."""
        talk.unreact(self._backend, user, self._message(channel, message), emoji)
        await self._flushed()

    async def start_thread(self, user: str, channel: str, message: str, name: str) -> str:
        """Begin a thread under a message; its id is the message's."""
        parent = self._backend.world.channels[channel]
        found = self._message(channel, message)
        if found.id in self._backend.world.channels:
            raise NotPossible("the message has a thread already")
        thread = talk.begin_thread_under(self._backend, parent, found, user, name)
        await self._flushed()
        return thread.id

    async def forum_post(self, user: str, forum: str, title: str, text: str, *, tags: Sequence[str] = ()) -> str:
        """Begin a forum post; its id is its first message's. Tags by name or id."""
        parent = self._backend.world.channels[forum]
        by_name = {tag.name: tag.id for tag in parent.tags} | {tag.id: tag.id for tag in parent.tags}
        if parent.kind != FORUM or not set(tags) <= set(by_name):
            raise NotPossible(f"{parent.name} is no forum with the tags {sorted(tags)}")
        thread = threads.begin(
            self._backend,
            parent,
            user,
            title,
            thread_id=self._backend.ids.new(),
            tags=[by_name[tag] for tag in tags],
        )
        first = talk.compose(self._backend, thread, user, {"content": text}, message_id=thread.id)
        talk.deliver(self._backend, thread, first)
        await self._flushed()
        return thread.id

    async def _say(self, channel: Channel, user: str, body: Mapping[str, Any]) -> str:
        message = talk.compose(self._backend, channel, user, body)
        talk.deliver(self._backend, channel, message)
        await self._flushed()
        return message.id

    def _message(self, channel: str, message: str) -> Message:
        found = self._backend.world.channels[channel].messages.get(message)
        if found is None:
            raise NotPossible(f"there is no message {message} in {self._backend.world.channels[channel].name}")
        return found

    async def _flushed(self) -> None:
        await self._backend.hub.flushed()
