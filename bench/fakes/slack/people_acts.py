"""What do people do in channels? They write, change, delete and react; each emits what the vendor emits."""

from bench.fakes.slack.changes import let_go, let_in
from bench.fakes.slack.stage import Stage
from bench.fakes.slack.typed import rich_text_of
from bench.fakes.slack.world import Channel


class PeopleActs(Stage):
    """People write in the vendor's markup: ``<@U...>`` mentions, ``&lt;`` is a typed bracket."""

    async def post(self, user: str, channel: str, text: str, *, thread_ts: str | None = None) -> str:
        """Write into a channel or a thread; the message's ``ts``. Who is not in a public channel yet is put there."""
        place = self._readable(user, channel)
        if place.is_archived:
            raise LookupError(f"{channel} is archived")
        if user not in place.members:
            place.members.append(user)
        return self._write(user, place, text, thread_ts)

    async def dm(self, user: str, text: str, *, thread_ts: str | None = None) -> str:
        """Write to the bot in their direct messages; the message's ``ts``."""
        self._user(user)
        return self._write(user, self._space.world.dm(user), text, thread_ts)

    async def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Change one's own message."""
        place = self._readable(user, channel)
        message = self._message(place, ts)
        if message.user != user:
            raise LookupError(f"{user} cannot edit what {message.user} wrote")
        changes = {"text": text, "blocks": [rich_text_of(text, f"b{self._space.world.number()}")]}
        self._space.messages.change(place, message, changes, user)

    async def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete one's own message."""
        place = self._readable(user, channel)
        message = self._message(place, ts)
        if message.user != user:
            raise LookupError(f"{user} cannot delete what {message.user} wrote")
        self._space.messages.remove(place, message)

    async def react(self, user: str, channel: str, ts: str, emoji: str) -> None:
        """Put a reaction under a message."""
        place = self._readable(user, channel)
        if not self._space.messages.react(place, self._message(place, ts), user, emoji.strip(":")):
            raise LookupError(f"{user} has reacted with {emoji} already")

    async def unreact(self, user: str, channel: str, ts: str, emoji: str) -> None:
        """Take one's reaction away."""
        place = self._readable(user, channel)
        if not self._space.messages.unreact(place, self._message(place, ts), user, emoji.strip(":")):
            raise LookupError(f"{user} has not reacted with {emoji}")

    async def join(self, user: str, channel: str) -> None:
        """Join a channel (a private one by invitation)."""
        self._user(user)
        let_in(self._space, self._channel(channel), user)

    async def leave(self, user: str, channel: str) -> None:
        """Leave a channel."""
        place = self._channel(channel)
        if user not in place.members:
            raise LookupError(f"{user} is not in {channel}")
        let_go(self._space, place, user)

    def _write(self, user: str, channel: Channel, text: str, thread_ts: str | None) -> str:
        number = self._space.world.number()
        raw = {
            "type": "message",
            "user": user,
            "text": text,
            "client_msg_id": f"00000000-0000-4000-8000-{number:012d}",
            "team": self._user(user).team_id,
            "blocks": [rich_text_of(text, f"b{number}")],
        }
        if channel.is_shared:
            raw |= {"user_team": raw["team"], "source_team": raw["team"]}
        if thread_ts is not None:
            parent = self._message(channel, thread_ts)
            root = parent.root or parent.ts
            raw |= {"thread_ts": root, "parent_user_id": self._message(channel, root).user}
        is_bot = self._user(user).is_bot
        return self._space.messages.post(channel, raw | ({"bot_id": f"B{user[1:]}"} if is_bot else {}), by_bot=False).ts
