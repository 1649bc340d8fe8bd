"""What does every kind of export look like from outside? One shape for Slack's and Discord's."""

from collections.abc import Iterator
from typing import Literal, Protocol

from engagement.events import Event
from engagement.ids import WorkspaceId


class Export(Protocol):
    """An export file that tells its history as events, as often as asked, each time the same."""

    @property
    def platform(self) -> Literal["slack", "discord"]:
        """Whose export it is."""
        ...

    @property
    def name(self) -> str:
        """What people call it: the server's name, or the file's."""
        ...

    @property
    def workspace(self) -> WorkspaceId:
        """The workspace whose history it holds."""
        ...

    @property
    def total_bytes(self) -> int:
        """Unpacked bytes that one pass over ``events`` reads, as the file declares them."""
        ...

    @property
    def bytes_read(self) -> int:
        """Unpacked bytes that the latest pass has read so far."""
        ...

    @property
    def fingerprint(self) -> str:
        """The same for the same file read the same way: then the n-th event is the same, and a pass can be resumed."""
        ...

    @property
    def notes(self) -> list[str]:
        """What was left out and why; complete when a pass has ended."""
        ...

    def events(self) -> Iterator[Event]:
        """Channels and known people first, then all that happened in one order of time; memory stays bounded.

        A person not known before gets an AccountSeen just ahead of the first event that names them; reactions follow
        their message. Raises ImportFileError where the file is broken.
        """
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...
