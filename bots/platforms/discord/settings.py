"""With what does Hubbub connect to Discord?"""

from dataclasses import dataclass, field
from datetime import timedelta

from engagement.ids import WorkspaceId

PLATFORM = "discord"
MESSAGE_CONTENT = "Message Content Intent"
SERVER_MEMBERS = "Server Members Intent"
"""As Discord's developer portal calls them."""
UNKNOWN = WorkspaceId(PLATFORM)
"""Stands for whatever the token would reach, as long as nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait between attempts to connect; Discord allows one IDENTIFY in five seconds, 1,000 a day."""

    first: timedelta = timedelta(seconds=1)
    most: timedelta = timedelta(minutes=5)
    between_identifies: timedelta = timedelta(seconds=5)
    until_lost: timedelta = timedelta(minutes=2)
    """Without a connection for so long, people are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings:
    """One bot token, and where Discord is. ``api_url`` holds for the whole process, as the library keeps one."""

    token: str = field(repr=False)
    api_url: str | None = None
    """``https://discord.com/api/v10`` when None."""
    gateway_url: str | None = None
    """What Discord itself names when None."""
    token_name: str = "HUBBUB_DISCORD_TOKEN"  # noqa: S105  # the name of the variable
    expected_servers: tuple[str, ...] = ()
    """The ids of the servers (or workspaces) that the playbook names."""
    patience: Patience = Patience()

    @property
    def servers(self) -> tuple[str, ...]:
        """The expected servers' own ids."""
        return tuple(server.removeprefix(f"{PLATFORM}-") for server in self.expected_servers)


def workspace_id(server: str) -> WorkspaceId:
    """The workspace that a server is."""
    return WorkspaceId(f"{PLATFORM}-{server}")
