"""What do all acts on a fake stand on? The workspace, and finding people, channels and messages in it."""

import time
from collections.abc import Callable, Sequence

from bench.fakes.slack.interactions import Interactions
from bench.fakes.slack.workspace import Workspace
from bench.fakes.slack.world import Channel, Group, Message, User


class Stage:
    """The workspace and its people. Naming somebody or something that is not there is a LookupError."""

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.time,
        team_id: str = "T0HUB",
        name: str = "Example",
        retry_delays: Sequence[float] = (0.0, 0.05, 0.1),
        ack_timeout: float = 3.0,
        signing_clock: Callable[[], float] = time.time,
    ) -> None:
        """Build an empty workspace.

        Args:
            now: the workspace's time, seconds since 1970; message ids, triggers and response URLs go by it.
            team_id: the workspace's id.
            name: its name; its address is made from it.
            retry_delays: seconds before each further attempt to deliver an event.
            ack_timeout: real seconds within which the app has to acknowledge.
            signing_clock: the time that signatures carry; the real one, unless the app under test lives by another.
        """
        self._space = Workspace(
            now=now,
            team_id=team_id,
            name=name,
            retry_delays=tuple(retry_delays),
            ack_timeout=ack_timeout,
            signing_clock=signing_clock,
        )
        self._interactions = Interactions(self._space)

    def add_user(
        self,
        name: str,
        *,
        tz: str = "Europe/Berlin",
        is_bot: bool = False,
        is_restricted: bool = False,
        is_stranger: bool = False,
        email: str = "",
    ) -> str:
        """Put a person there as if they had always been (nobody is told); their id."""
        return self._space.world.add_user(
            name, tz=tz, is_bot=is_bot, is_restricted=is_restricted, is_stranger=is_stranger, email=email
        ).id

    def add_channel(
        self,
        name: str,
        *,
        members: Sequence[str] = (),
        is_private: bool = False,
        has_bot: bool = True,
        is_shared: bool = False,
    ) -> str:
        """Put a channel there as if it had always been (nobody is told); its id."""
        for user in members:
            self._user(user)
        kind = "group" if is_private else "channel"
        return self._space.world.add_channel(name, kind=kind, members=members, has_bot=has_bot, is_shared=is_shared).id

    def add_group(self, handle: str, *, name: str = "", members: Sequence[str] = ()) -> str:
        """Put a user group there as if it had always been (nobody is told); its id."""
        for user in members:
            self._user(user)
        return self._space.world.add_group(handle, name=name, members=members).id

    def _user(self, user: str) -> User:
        found = self._space.world.users.get(user)
        if found is None:
            raise LookupError(f"there is nobody called {user}")
        return found

    def _channel(self, channel: str) -> Channel:
        found = self._space.world.channels.get(channel)
        if found is None:
            raise LookupError(f"there is no channel {channel}")
        return found

    def _group(self, group: str) -> Group:
        found = self._space.world.groups.get(group)
        if found is None:
            raise LookupError(f"there is no user group {group}")
        return found

    def _readable(self, user: str, channel: str) -> Channel:
        """A channel this person can read."""
        found = self._channel(channel)
        self._user(user)
        if found.is_private and user not in found.members:
            raise LookupError(f"{user} does not see {channel}")
        return found

    def _message(self, channel: Channel, ts: str) -> Message:
        found = channel.find(ts)
        if found is None:
            raise LookupError(f"there is no message {ts} in {channel.id}")
        return found
