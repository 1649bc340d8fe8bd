"""A chat platform that only remembers: what stands where, what was taken back, and what it was told to refuse."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from engagement.actions import Reach
from engagement.errors import PlatformError, Rejected, Unclear
from engagement.ids import AccountId, MessageId, ThreadId
from engagement.speech import Capability, Outgoing, plain


@dataclass(slots=True)
class Board:
    """Messages by id; ``fails`` holds what the next calls raise, ``loses`` answers of calls that were carried out."""

    standing: dict[MessageId, Outgoing] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    tags: set[tuple[ThreadId, str]] = field(default_factory=set)
    roles: set[tuple[AccountId, str]] = field(default_factory=set)
    fails: list[PlatformError] = field(default_factory=list)
    loses: int = 0
    sees: bool = True
    """Whether a read-back works."""
    on_send: Callable[[], Awaitable[None]] | None = None
    """What happens elsewhere while a message is being sent."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def name(self) -> str:
        return "board"

    @property
    def capabilities(self) -> frozenset[Capability]:
        return frozenset(Capability)

    async def send(self, message: Outgoing) -> MessageId:
        self._called("send", message.marker)
        if self.on_send is not None:
            meanwhile, self.on_send = self.on_send, None
            await meanwhile()
        sent = MessageId(f"{message.to}:bot{next(self._numbers)}")
        self.standing[sent] = message
        self._lose()
        return sent

    async def edit(self, sent: MessageId, message: Outgoing) -> None:
        self._called("edit", message.marker)
        if sent not in self.standing:
            raise Rejected("there is no such message")
        self.standing[sent] = message
        self._lose()

    async def delete(self, sent: MessageId, *, has_picture: bool = False) -> None:  # noqa: ARG002
        self._called("delete", sent)
        self.standing.pop(sent, None)
        self._lose()

    async def find(self, message: Outgoing) -> MessageId | None:
        self._called("find", message.marker)
        if not self.sees:
            raise Unclear("cannot look")
        return next((sent for sent, known in self.standing.items() if known.marker == message.marker), None)

    async def tag(self, thread: ThreadId, tag: str, *, is_on: bool) -> None:
        self._called("tag", thread)
        if is_on:
            self.tags.add((thread, tag))
        else:
            self.tags.discard((thread, tag))
        self._lose()

    async def give_role(self, account: AccountId, role: str, *, is_on: bool) -> None:
        self._called("give_role", account)
        (self.roles.add if is_on else self.roles.discard)((account, role))
        self._lose()

    def link(self, message: MessageId, within: ThreadId | None = None) -> str:  # noqa: ARG002  # a board has no threads
        return f"https://chat.example/{message}"

    def _called(self, name: str, what: str) -> None:
        self.calls.append((name, what))
        if self.fails:
            raise self.fails.pop(0)

    def _lose(self) -> None:
        if self.loses:
            self.loses -= 1
            raise Unclear("the answer was lost")

    # --- what people see --------------------------------------------------------------------------------------------

    def seen(self, reach: Reach | None = None) -> list[Outgoing]:
        """What stands there, oldest first."""
        return [message for message in self.standing.values() if reach in {None, message.reach}]

    def texts(self, reach: Reach | None = None) -> list[str]:
        return [plain(message.text) for message in self.seen(reach)]

    @property
    def by_members(self) -> list[tuple[str, str]]:
        """What members see: where it stands, and what it says."""
        return [(m.to, plain(m.text)) for m in self.standing.values() if m.reach is not Reach.MANAGERS]
