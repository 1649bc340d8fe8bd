"""What can be seen on the pretended Discord, and what was called?"""

from typing import Any

from bench.fakes.discord import transcript
from bench.fakes.discord.backend import Backend
from bench.fakes.discord.interaction import Interaction
from bench.fakes.discord.ledger import Call, is_of
from bench.fakes.discord.rest_servers import dm_with
from bench.fakes.discord.seen import Shown
from bench.fakes.discord.shown import show
from bench.fakes.discord.world import THREAD_STARTER, Channel


class Sight:
    """Looking without touching."""

    _backend: Backend

    def seen_in(self, channel: str, user: str | None = None) -> list[Shown]:
        """The messages of a channel or thread, oldest first; with a user, what only they see, too."""
        backend = self._backend
        found = [m for m in backend.world.channels[channel].messages.values() if m.kind != THREAD_STARTER]
        hidden = [m for m in backend.world.ephemerals.values() if m.channel_id == channel and m.only_for == user]
        return [show(backend, m) for m in sorted([*found, *hidden], key=lambda m: int(m.id))]

    def dm_of(self, user: str) -> list[Shown]:
        """The direct messages between somebody and the bot."""
        return self.seen_in(dm_with(self._backend, user).id, user)

    def threads_in(self, channel: str) -> dict[str, str]:
        """The threads or posts of a channel: id and name."""
        return {thread.id: thread.name for thread in self._backend.world.threads_of(channel)}

    def tags_of(self, thread: str) -> list[str]:
        """The names of a post's tags."""
        found = self._backend.world.channels[thread]
        names = {tag.id: tag.name for tag in self._backend.world.parent_of(found).tags}
        return [names[tag] for tag in found.thread.tags] if found.thread is not None else []

    def is_archived(self, thread: str) -> bool:
        """Whether a thread sleeps."""
        state = self._backend.world.channels[thread].thread
        return state is not None and state.is_archived

    def roles_of(self, user: str, server: str | None = None) -> list[str]:
        """The ids of a member's roles."""
        where = server or next(iter(self._backend.world.servers))
        return list(self._backend.world.servers[where].members[user].roles)

    def transcript(self) -> str:
        """Everything as text."""
        return transcript.of(self._backend)

    def calls_of(self, route: str) -> list[Call]:
        """The calls of a route, as faults spell it."""
        return [c for c in self._backend.calls if is_of(route, c.method, c.route.partition(" ")[2], c.path)]

    def channel(self, channel: str) -> Channel:
        """A channel, DM or thread as it is held."""
        return self._backend.world.channels[channel]

    @property
    def modals(self) -> dict[str, dict[str, Any]]:
        """The form that is open before somebody, by their id."""
        return self._backend.modals

    @property
    def interactions(self) -> list[Interaction]:
        """Every interaction there was, oldest first."""
        return list(self._backend.interactions.values())

    @property
    def commands(self) -> list[dict[str, Any]]:
        """The bodies of the registered commands."""
        return [command.body for command in self._backend.commands]

    @property
    def calls(self) -> list[Call]:
        """The ledger of the REST API, in the order of the answers."""
        return self._backend.calls

    @property
    def sessions(self) -> int:
        """How many sessions there are, connected or waiting to be resumed."""
        return len(self._backend.hub.sessions)

    @property
    def connections(self) -> int:
        """How many sessions are connected now."""
        return sum(1 for session in self._backend.hub.sessions.values() if session.socket is not None)

    @property
    def identifies(self) -> int:
        """How many sessions were begun."""
        return len(self._backend.hub.identifies)

    @property
    def resumes(self) -> int:
        """How often a session was resumed."""
        return self._backend.hub.resumes
