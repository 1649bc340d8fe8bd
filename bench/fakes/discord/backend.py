"""What does one pretended Discord hold, and how does an event find its way out?"""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Literal

from bench.fakes.discord import intents, payloads, permissions
from bench.fakes.discord.faults import Faults
from bench.fakes.discord.interaction import Interaction
from bench.fakes.discord.ledger import Call
from bench.fakes.discord.permissions import Permission
from bench.fakes.discord.sessions import Hub
from bench.fakes.discord.snowflakes import Snowflakes
from bench.fakes.discord.world import Channel, Member, Server, User, World

HiddenChannels = Literal["omitted", "obfuscated"]


@dataclass(slots=True, kw_only=True)
class Command:
    """A registered command; ``server`` is None for a global one."""

    id: str
    server: str | None
    body: dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Nonce:
    """A nonce that was enforced, and the message it stands for."""

    message_id: str
    channel_id: str
    at: float


class Backend:
    """The state of one pretended Discord, shared by its REST API, its gateway, and the people on it."""

    def __init__(
        self,
        *,
        now: Callable[[], float],
        intents_allowed: Collection[str],
        bot_name: str,
        hidden_channels: HiddenChannels,
    ) -> None:
        self.now = now
        self.ids = Snowflakes(now)
        self.world = World()
        self.faults = Faults()
        self.hub = Hub(self.faults)
        self.calls: list[Call] = []
        self.intents_allowed = frozenset(intents_allowed)
        self.hidden_channels = hidden_channels
        self.application_id = self.ids.new()
        self.bot = self.add_user(bot_name, is_bot=True)
        self.token = ""
        self.reset_token()
        self.commands: list[Command] = []
        self.interactions: dict[str, Interaction] = {}
        self.modals: dict[str, dict[str, Any]] = {}
        self.modal_of: dict[str, Interaction] = {}
        self.nonces: dict[str, Nonce] = {}
        self.port = 0
        self.heartbeat_interval = 41.25
        self.identify_limit = 1000
        self.nonce_memory = 120.0
        self.shards = 1

    @property
    def gateway_url(self) -> str:
        """Where the gateway listens."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    def reset_token(self) -> None:
        """Make the token another one, as Discord does when the day's IDENTIFYs are used up."""
        self.token = f"made-up.{uuid.uuid4().hex}"

    def application_flags(self) -> int:
        """Which privileged intents are switched on, as flags of the application."""
        return sum(bit for name, bit in intents.APPLICATION_FLAGS.items() if name in self.intents_allowed)

    def add_user(self, name: str, *, is_bot: bool = False) -> User:
        """A new account."""
        who = User(id=self.ids.new(), name=name, is_bot=is_bot)
        self.world.users[who.id] = who
        return who

    def servers(self) -> list[Server]:
        """The servers the bot is in."""
        return [server for server in self.world.servers.values() if self.bot.id in server.members]

    def find_server(self, server: str | None) -> Server | None:
        """A server, if the bot is in it."""
        found = self.world.servers.get(server or "")
        return found if found is not None and self.bot.id in found.members else None

    def member(self, server: str | None, who: str) -> Member | None:
        """Somebody's membership in a server, whether the bot is in it or not."""
        found = self.world.servers.get(server or "")
        return None if found is None else found.members.get(who)

    def may(self, who: str, channel: Channel) -> int:
        """What somebody may do in a channel or thread; in a direct message, everything."""
        if channel.server_id is None:
            return permissions.ALL
        membership = self.member(channel.server_id, who)
        if membership is None:
            return 0
        return permissions.in_channel(
            self.world.servers[channel.server_id],
            membership,
            self.world.parent_of(channel),
        )

    def sees(self, channel: Channel) -> bool:
        """Whether the bot can view a channel."""
        return bool(self.may(self.bot.id, channel) & Permission.VIEW_CHANNEL)

    def gateway_channels(self, server: Server) -> list[dict[str, Any]]:
        """A server's channels as the gateway shows them."""
        shown: list[dict[str, Any]] = []
        for channel in self.world.channels_of(server.id):
            if self.sees(channel):
                shown.append(payloads.channel(channel))
            elif self.hidden_channels == "obfuscated":
                shown.append(payloads.hidden_channel(channel))
        return shown

    def active_threads(self, server: Server) -> list[Channel]:
        """A server's threads that are not archived and that the bot can view."""
        return [
            thread
            for channel in self.world.channels_of(server.id)
            if self.sees(channel)
            for thread in self.world.threads_of(channel.id)
            if thread.thread is not None and not thread.thread.is_archived
        ]

    def emit(self, event: str, data: dict[str, Any], channel: Channel) -> None:
        """Dispatch something that happened in a channel, if the bot sees it."""
        if self.sees(channel):
            self.hub.dispatch(event, data, server=channel.server_id)

    def emit_server(self, event: str, data: dict[str, Any], server: str, *, always: bool = False) -> None:
        """Dispatch something that happened in a server, if the bot is in it."""
        if self.find_server(server) is not None:
            self.hub.dispatch(event, {"guild_id": server} | data, server=server, always=always)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One call of the REST API, as its handler gets it."""

    backend: Backend
    path: dict[str, str]
    query: dict[str, str]
    body: Any
    files: list[dict[str, Any]] = field(default_factory=list)

    def fields(self) -> dict[str, Any]:
        """The body, when it is an object; else no field at all."""
        return self.body if isinstance(self.body, dict) else {}


Handler = Callable[[Ask], Any]
Routes = tuple[tuple[str, str, Handler], ...]
