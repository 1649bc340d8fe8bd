"""What a connection to a vendor is given by whoever runs the community, and what can be the matter with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from engagement.catching_up import History
from engagement.events import Event
from engagement.ids import WorkspaceId
from engagement.policy import Policy
from engagement.ports import ChatPlatform
from engagement.speech import Answer


class TroubleKind(StrEnum):
    """What can be the matter; each has a text of that name, with the cure (``connection_troubles.md``)."""

    TOKEN_REFUSED = "token_refused"  # noqa: S105  # the name of a trouble
    """Not accepted at all; ``subject`` is the variable that holds it."""
    TOKEN_REVOKED = "token_revoked"  # noqa: S105  # the name of a trouble
    APP_REMOVED = "app_removed"
    """Uninstalled, or taken off the server."""
    SCOPE_MISSING = "scope_missing"
    """``subject`` is the scope."""
    INTENT_MISSING = "intent_missing"
    """``subject`` is the intent, as the vendor's console calls it."""
    PERMISSION_MISSING = "permission_missing"
    """``subject`` is the permission, and the channel where it is missing: ``Send Messages in #help``."""
    CHANNEL_NOT_FOUND = "channel_not_found"
    """Named in the playbook; ``subject`` is its name. The vendor hides what the bot may not see."""
    NOT_INVITED = "not_invited"
    """The channel is there, the bot is not in it."""
    BECAME_PRIVATE = "became_private"
    """A channel of the playbook became private, and is no longer read."""
    CHANNEL_SHARED = "channel_shared"
    """A channel of the playbook is shared with another organisation, and is left alone."""
    AGE_RESTRICTED = "age_restricted"
    """A channel of the playbook is for adults only, and is left alone."""
    COMMANDS_REFUSED = "commands_refused"
    """The bot may not add its commands."""
    PERMISSION_NEEDLESS = "permission_needless"
    """``subject`` is a permission that the bot has and does not need; advice, not a fault."""
    WORKSPACE_UNKNOWN = "workspace_unknown"
    """The playbook names a workspace that this token does not reach, or does not say which of several."""
    CLOCK_WRONG = "clock_wrong"
    """This machine's clock differs from the vendor's; ``subject`` is by how many seconds."""
    CONNECTION_LOST = "connection_lost"
    """No connection for a while; it is tried again by itself."""
    RESTARTS_SPENT = "restarts_spent"
    """Connected so often within a day that the token is at risk; ``subject`` is until when it waits."""
    APP_TAKEN = "app_taken"
    """Another process has the connection to this app; it is waited for."""
    AUDITOR_SILENT = "auditor_silent"
    """The auditor, which runs apart, gives no sign of life."""
    ROLE_REFUSED = "role_refused"
    """``subject`` is a role or user group that the bot may not give, or that there is not."""
    NOT_DELIVERED = "not_delivered"
    """``subject`` is how many messages, and until when: they could not be sent, or nobody can say whether they were."""


class Host(Protocol):
    """Whoever runs the communities. One host serves all connections."""

    def now(self) -> datetime:
        """The present instant, aware UTC."""
        ...

    def policy(self, workspace: WorkspaceId) -> Policy | None:
        """The dials of the community that lives in this workspace; None when Hubbub was not invited there."""
        ...

    def named(self, workspace: WorkspaceId, name: str) -> None:
        """What people call the workspace; told before anything else about it, and when it changes."""
        ...

    def joined(self, workspace: WorkspaceId, platform: ChatPlatform) -> None:
        """The workspace is connected: what is to be said there goes through this platform from now on."""
        ...

    def left(self, workspace: WorkspaceId) -> None:
        """Nothing can be said there for now."""
        ...

    def hears(self, workspace: WorkspaceId, history: History, *, has_missed: bool = True) -> None:
        """From now on what happens there is told. ``has_missed``: what happened before may not have been.

        What was missed is read back through ``history``, beside everything else.
        """
        ...

    def deaf(self, workspace: WorkspaceId) -> None:
        """Nothing is told any more for now."""
        ...

    def missed(self, workspace: WorkspaceId) -> None:
        """The vendor says that it leaves something out."""
        ...

    async def deliver(self, workspace: WorkspaceId, events: Sequence[Event]) -> list[Answer]:
        """Take events in; when this returns they are committed. An answer for each, empty for what asks for none.

        Raises what the engine raises; then nothing must be acknowledged, so that the vendor tells it again.
        """
        ...

    async def trouble(
        self, workspace: WorkspaceId, kind: TroubleKind, subject: str = "", *, is_over: bool = False
    ) -> None:
        """Something is the matter (or no longer is): logged, shown by ``hubbub doctor``, and told to the managers.

        May be called again and again; only a change is told. Never raises.
        """
        ...


class Connection(Protocol):
    """A live connection to one vendor with one set of tokens; it may reach several workspaces."""

    @property
    def platform(self) -> str:
        """``slack`` or ``discord``."""
        ...

    @property
    def state(self) -> Mapping[str, str]:
        """For people to read: ``state`` (connecting, connected, waiting, stopped), ``since``, and what matters."""
        ...

    async def open(self) -> None:
        """Connect and stay connected until closed, trying again as long as that makes sense.

        Returns when the first connection stands or is being tried again in the background; a trouble that only a
        person can mend (a refused token) is told to the host and ends the trying.
        """
        ...

    async def hush(self) -> None:
        """Take nothing more; what was taken in is finished and acknowledged. Things can still be said."""
        ...

    async def close(self) -> None:
        """Say goodbye; what was taken in is finished first."""
        ...


@runtime_checkable
class CalledByHttp(Protocol):
    """A connection whose vendor calls us; the web app passes the calls on."""

    @property
    def path(self) -> str:
        """Where: ``/slack/events``."""
        ...

    @property
    def takes_http(self) -> bool:
        """Whether it was given what it needs to know who calls."""
        ...

    async def handle_http(self, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        """Answer one call: status, headers and body. 401 for whatever the vendor did not sign. Never raises."""
        ...
