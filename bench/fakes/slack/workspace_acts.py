"""What happens to the workspace itself? Channels, people, groups and the app's own installation change."""

from collections.abc import Sequence

from bench.fakes.slack import changes
from bench.fakes.slack.stage import Stage

_ADMIN = "USLACKBOT"


class WorkspaceActs(Stage):
    """What administrators do; each emits what the vendor emits."""

    async def create_channel(self, user: str, name: str) -> str:
        """A person makes a public channel, the bot is not in it; its id."""
        channel = self._channel(self.add_channel(name, members=[user], has_bot=False))
        changes.tell_channel_created(self._space, channel)
        return channel.id

    async def arrive(self, name: str, *, tz: str = "Europe/Berlin") -> str:
        """A person joins the workspace; their id."""
        user = self._user(self.add_user(name, tz=tz))
        changes.tell_person(self._space, user, "team_join")
        return user.id

    async def archive(self, channel: str) -> None:
        """Archive a channel."""
        changes.archive(self._space, self._channel(channel), _ADMIN, is_archived=True)

    async def unarchive(self, channel: str) -> None:
        """Bring an archived channel back."""
        changes.archive(self._space, self._channel(channel), _ADMIN, is_archived=False)

    async def rename(self, channel: str, name: str) -> None:
        """Give a channel another name."""
        changes.rename(self._space, self._channel(channel), name, _ADMIN)

    async def make_private(self, channel: str) -> None:
        """Make a public channel private."""
        changes.make_private(self._space, self._channel(channel), _ADMIN)

    async def invite_bot(self, channel: str) -> None:
        """Invite the bot into a channel."""
        changes.let_in(self._space, self._channel(channel), self._space.app.bot_user_id, inviter=_ADMIN)

    async def kick_bot(self, channel: str) -> None:
        """Remove the bot from a channel."""
        place = self._channel(channel)
        if not place.has_bot:
            raise LookupError(f"the bot is not in {channel}")
        changes.put_bot_out(self._space, place, _ADMIN)

    async def deactivate(self, user: str) -> None:
        """Deactivate a person's account."""
        person = self._user(user)
        person.deleted = True
        changes.tell_person(self._space, person, "user_change")

    async def change_user(self, user: str, name: str | None = None, tz: str | None = None) -> None:
        """Change a person's name or time zone."""
        person = self._user(user)
        person.name = name or person.name
        person.tz = tz or person.tz
        changes.tell_person(self._space, person, "user_change")

    async def set_group(self, group: str, members: Sequence[str]) -> None:
        """Give a user group other members."""
        for user in members:
            self._user(user)
        changes.set_group(self._space, self._group(group), members)

    async def uninstall(self) -> None:
        """Remove the app from the workspace: it hears of it, then nothing more, and its tokens are refused."""
        changes.end_installation(self._space, is_removed=True)

    async def revoke_tokens(self) -> None:
        """Revoke the bot's token: the app hears of it, then nothing more."""
        changes.end_installation(self._space, is_removed=False)
