"""What happened is told to whoever listens: in order, one telling at a time, again until it was taken in."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bots.platforms.sandbox.facts import Acked, Chosen, Commanded, FormSent, Noted, Posted, Pressed, Told
from bots.platforms.sandbox.translate import to_events
from bots.platforms.sandbox.world import World
from engagement.events import Event
from engagement.ids import AccountId, ChannelId, MessageId
from engagement.ports import Clock
from engagement.speech import Answer, Form

Deliver = Callable[[Sequence[Event]], Awaitable[list[Answer]]]
"""Takes events in for good before it returns; gives what those who asked for something see at once."""

LARGEST_BATCH = 200
Question = Pressed | Chosen | Commanded | FormSent
"""What somebody waits for an answer to, beside a command written as a message."""


class Courier:
    """Carries facts to the listener, and the listener's answers back to the person who asked."""

    def __init__(self, world: World, clock: Clock) -> None:
        self._world = world
        self._clock = clock
        self._deliver: Deliver | None = None
        self._lock = asyncio.Lock()
        self._forms: dict[int, Form] = {}

    def connect(self, deliver: Deliver) -> None:
        """From now on tell this listener."""
        self._deliver = deliver

    async def tell(self, line: int = 0) -> Form | None:
        """Tell everything not yet taken in; the form, if any, that answers what stands at this line of the journal.

        Raises what the listener raises; what it did not take in is told again next time. With nobody connected
        nothing is told and everything is kept.
        """
        async with self._lock:
            while self._deliver is not None and (batch := self._next_batch()):
                events = [event for _, fact in batch for event in to_events(fact, self._world)]
                answers = await self._deliver(events) if events else []
                last, fact = batch[-1]
                if _wants_answer(fact):
                    self._answer(last, fact, answers)
                self._world.record(Acked(at=self._world.last_at, line=last))
        return self._forms.pop(line, None)

    def _next_batch(self) -> list[tuple[int, Told]]:
        """The oldest facts waiting; one that wants an answer goes alone, so that it is clear whose answer came."""
        batch: list[tuple[int, Told]] = []
        for line, fact in self._world.waiting.items():
            if batch and (_wants_answer(fact) or len(batch) == LARGEST_BATCH):
                break
            batch.append((line, fact))
            if _wants_answer(fact):
                break
        return batch

    def _answer(self, line: int, fact: Told, answers: Sequence[Answer]) -> None:
        for answer in answers:
            if answer.form is not None:
                self._forms[line] = answer.form
            if answer.text:
                self._note(fact, answer)

    def _note(self, fact: Told, answer: Answer) -> None:
        """Show a text to the person who asked, where they asked."""
        person, channel, thread = _asker(fact, self._world)
        anchor = fact.id if isinstance(fact, Pressed | Chosen) else None
        source = self._world.posts[anchor].source or anchor if anchor else None
        message, at = self._world.next_message(channel, self._clock.now())
        self._world.record(
            Noted(
                at=at,
                id=message,
                channel=channel,
                only_to=person,
                text=answer.text,
                buttons=answer.buttons,
                thread=thread,
                anchor=anchor,
                source=source,
            )
        )


def _wants_answer(fact: Told) -> bool:
    return isinstance(fact, Question) or (isinstance(fact, Posted) and fact.words is not None)


def _asker(fact: Told, world: World) -> tuple[AccountId, ChannelId, MessageId | None]:
    """Who asked, and where."""
    match fact:
        case Pressed() | Chosen():
            post = world.posts[fact.id]
            return fact.person, post.channel, post.thread
        case Commanded() | FormSent():
            return fact.person, fact.channel, fact.thread
        case Posted():
            return fact.author, fact.channel, fact.thread
        case _:
            raise TypeError(fact)
