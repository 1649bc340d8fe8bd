"""A community with everything about people who help switched on: the engine on a clock, and a platform that hears all.

Whoever looks at what was said looks at what the platform was given and at the answers, never at what the engine keeps.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Final

from bots.app.engine import as_set, make_live, make_voice
from bots.runtime.clock import ManualClock
from bots.runtime.live import Live
from config.loader import load_text
from engagement.actions import Reach
from engagement.errors import PlatformError
from engagement.events import (
    AccountSeen,
    ChannelSeen,
    CommandGiven,
    ControlUsed,
    Event,
    FormSubmitted,
    MessagePosted,
    ReactionAdded,
)
from engagement.ids import (
    AccountId,
    ChannelId,
    MessageId,
    OutboxId,
    ThreadId,
    WorkspaceId,
    account_id,
    channel_id,
    channel_of,
    external_of,
    message_id,
)
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.speech import Answer, Button, Capability, Outgoing, RichText
from storage import StoredMemory, open_memory

TOWN: Final = WorkspaceId("slack-T1")
EVERYBODY: Final = "everybody"
"""Who reads what stands in a channel that is not named in ``Square.rooms``."""


def account(name: str) -> AccountId:
    """The account of the person called so."""
    return account_id(TOWN, name)


def place(name: str) -> ChannelId:
    """The channel called so."""
    return channel_id(TOWN, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Something that somebody could read from ``at`` on."""

    at: datetime
    readers: frozenset[str]
    text: str
    buttons: tuple[str, ...] = ()
    marker: str = ""
    """Which message of ours it is; "" for an answer."""
    sent: str = ""
    """As what the platform has it: the same for what it reads like later."""
    is_edit: bool = False


class Ears:
    """A chat platform that takes whatever is said, and remembers it."""

    def __init__(self, clock: ManualClock, rooms: Mapping[str, frozenset[str]]) -> None:
        self.heard: list[Heard] = []
        self.troubles: list[PlatformError] = []
        """What the next messages meet instead of being taken."""
        self._clock, self._rooms = clock, rooms
        self._numbers = count(1)

    @property
    def name(self) -> str:
        """As any other."""
        return "slack"

    @property
    def capabilities(self) -> frozenset[Capability]:
        """It can do everything."""
        return frozenset(Capability)

    async def send(self, message: Outgoing) -> MessageId:
        """Heard by whoever can read it."""
        if self.troubles:
            raise self.troubles.pop()
        sent = message_id(self._place(message), f"bot{next(self._numbers)}")
        self._hear(message, sent)
        return sent

    async def edit(self, sent: MessageId, message: Outgoing) -> None:
        """Heard once more."""
        self._hear(message, sent, is_edit=True)

    async def delete(self, sent: MessageId, *, has_picture: bool = False) -> None:  # noqa: ARG002  # none here
        """Nobody reads it any more."""
        self.heard.append(Heard(at=self._clock.now(), readers=frozenset(), text="", sent=sent, is_edit=True))

    async def find(self, message: Outgoing) -> MessageId | None:  # noqa: ARG002  # no answer is ever lost here
        """Never found."""
        return None

    async def tag(self, thread: ThreadId, tag: str, *, is_on: bool) -> None:
        """Taken."""

    async def give_role(self, account: AccountId, role: str, *, is_on: bool) -> None:
        """Others see who has a role, so its name and the person's are heard by everybody."""
        text = f"{external_of(account)} {'has' if is_on else 'no longer has'} {role}"
        if is_on:
            self.heard.append(Heard(at=self._clock.now(), readers=frozenset({EVERYBODY}), text=text))

    def link(self, message: MessageId, within: ThreadId | None = None) -> str:  # noqa: ARG002  # it has no threads
        """Where it would be seen."""
        return f"https://chat.example/{message}"

    def _hear(self, message: Outgoing, sent: MessageId, *, is_edit: bool = False) -> None:
        self.heard.append(
            Heard(
                at=self._clock.now(), readers=self._readers(message), text=written(message.text, message.buttons),
                buttons=tuple(button.name for button in message.buttons), marker=message.marker, sent=sent,
                is_edit=is_edit,
            )
        )  # fmt: skip

    def _readers(self, message: Outgoing) -> frozenset[str]:
        if message.only_to is not None or message.reach is Reach.MEMBER:
            return frozenset({external_of(AccountId(message.only_to or message.to))})
        return self._rooms.get(external_of(self._place(message)), frozenset({EVERYBODY}))

    def _place(self, message: Outgoing) -> ChannelId:
        if message.reach is Reach.MEMBER:
            return place(f"D{external_of(AccountId(message.to))}")
        is_channel = message.reach in {Reach.CHANNEL, Reach.MANAGERS}
        return ChannelId(message.to) if is_channel else channel_of(MessageId(message.to))


def written(text: RichText, buttons: Iterable[Button] = ()) -> str:
    """All that is written there, with where its links lead and what stands on its buttons."""
    spans = [span for block in text for span in block.spans]
    linked = (f" {span.link}" for span in spans if span.link)
    pinged = (f" {span.person}" for span in spans if span.person)
    labels = (f" [{button.label}]" for button in buttons)
    return "".join((*("\n".join(block.text for block in text)), *linked, *pinged, *labels))


def read_answer(answer: Answer) -> str:
    """All that stands in what somebody is answered, a form included."""
    found = written(answer.text, answer.buttons)
    form = answer.form
    if form is None:
        return found
    options = " ".join(part for each in form.entries for pair in each.options for part in pair)
    values = " ".join(value for each in form.entries for value in each.value)
    labels = " ".join(f"{each.label} {each.hint}" for each in form.entries)
    return f"{found} {form.title} {written(form.intro)} {labels} {options} {values}"


@dataclass(slots=True)
class Square:
    """The engine, whoever acts there, and everything that anybody was told."""

    memory: StoredMemory
    policy: Policy
    clock: ManualClock
    rooms: Mapping[str, frozenset[str]]
    """Who reads a channel, where that is not everybody."""
    ears: Ears = field(init=False)
    live: Live = field(init=False)
    answered: list[Heard] = field(default_factory=list)
    _keys: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        policy = self.policy
        self.ears = Ears(self.clock, self.rooms)

        def reload(ledger: Ledger) -> Policy:
            return as_set(policy, ledger)

        self.live = make_live(self.memory, policy, self.clock, _voice(), reload)
        self.live.delivery.platforms = {TOWN: self.ears}

    @property
    def now(self) -> datetime:
        """What time it is there."""
        return self.clock.now()

    @property
    def heard(self) -> list[Heard]:
        """Every message, in the order in which they were said."""
        return self.ears.heard

    async def tell(self, *events: Event) -> list[Answer]:
        """These happen in one moment; what they lead to is said."""
        answers = await self.live.submit(events)
        for event, answer in zip(events, answers, strict=True):
            if isinstance(event, CommandGiven | ControlUsed | FormSubmitted):
                buttons = tuple(button.name for button in answer.buttons)
                who = frozenset({external_of(event.account)})
                self.answered.append(Heard(at=self.now, readers=who, text=read_answer(answer), buttons=buttons))
        await self.live.tick()
        return answers

    async def pass_(self, by: timedelta) -> None:
        """Time passes; whatever is due on the way happens at its own moment."""
        until = self.now + by
        while (due := self.live.next_due()) is not None and due <= until:
            self.clock.move_to(max(due, self.now))
            await self.live.tick()
        self.clock.move_to(until)
        await self.live.tick()

    # --- what happens, as events --------------------------------------------------------------------------------------

    def key(self) -> str:
        """A natural key that nothing else has."""
        return f"k{next(self._keys)}"

    def settled(self, people: Mapping[str, str], channels: Iterable[str], gone: Iterable[str] = ()) -> list[Event]:
        """The channels, and people by their names; those who are gone have left the workspace."""
        left = set(gone)
        return [
            *(ChannelSeen(key=self.key(), at=self.now, channel=place(name), name=name) for name in channels),
            *(
                AccountSeen(key=self.key(), at=self.now, account=account(who), name=name, is_gone=who in left)
                for who, name in people.items()
            ),
        ]

    def says(
        self, who: str, name: str, text: str, *, under: str | None = None, at: datetime | None = None,
        channel: str = "help",
    ) -> MessagePosted:  # fmt: skip
        """Somebody writes in a channel, or there under the message called ``under``."""
        root = message_id(place(channel), under) if under is not None else None
        return MessagePosted(
            key=self.key(), at=at or self.now, message=message_id(place(channel), name), channel=place(channel),
            author=account(who), text=text, thread=root,
        )  # fmt: skip

    def marks(self, who: str, name: str) -> ReactionAdded:
        """The mark of whoever asked: this answer helped."""
        return ReactionAdded(
            key=self.key(), at=self.now, message=message_id(place("help"), name), channel=place("help"),
            account=account(who), emoji="white_check_mark",
        )  # fmt: skip

    def commands(self, who: str, said: str) -> CommandGiven:
        """``/hubbub ...`` in #help."""
        return CommandGiven(
            key=self.key(), at=self.now, account=account(who), channel=place("help"), words=tuple(said.split())
        )

    def presses(self, who: str, control: str, marker: str | None = None) -> ControlUsed:
        """A button; ``marker`` is the message of ours under which it is said to stand."""
        return ControlUsed(
            key=self.key(), at=self.now, account=account(who), control=control, channel=place("help"),
            outbox=OutboxId(marker) if marker is not None else None,
        )  # fmt: skip

    def fills(self, who: str, form: str, values: Mapping[str, Sequence[str]], marker: str = "") -> FormSubmitted:
        """A form."""
        given = {name: tuple(some) for name, some in values.items()}
        under = OutboxId(marker) if marker else None
        return FormSubmitted(key=self.key(), at=self.now, account=account(who), form=form, outbox=under, values=given)

    def shown(self, control: str, reader: str, says: str = "") -> str:
        """The newest message with this button that ``reader`` can read; "" when there is none."""
        some = (
            one.marker for one in reversed(self.heard)
            if control in one.buttons and reader in one.readers and says in one.text
        )  # fmt: skip
        return next(some, "")

    def newest(self, control: str, reader: str, says: str = "") -> str:
        """The same; KeyError when there is none."""
        if found := self.shown(control, reader, says):
            return found
        raise KeyError(f"{reader} was shown no {control}")


_voice: Final = cache(make_voice)


@asynccontextmanager
async def square(
    folder: Path, playbook: str, start: datetime, rooms: Mapping[str, frozenset[str]], name: str = "square"
) -> AsyncIterator[Square]:
    """A community of this playbook, on a SQLite file in the folder."""
    policy = load_text(playbook).communities[0].policy
    memory = open_memory(f"sqlite:///{folder / f'{name}.db'}", durable=False)
    try:
        here = Square(memory=memory, policy=policy, clock=ManualClock(start), rooms=rooms)
        yield here
        await here.live.close()
    finally:
        memory.close()
