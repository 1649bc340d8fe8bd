"""People who write, ask, answer, thank, press buttons and give commands as fast as the bot takes it."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Protocol

_SPEAKERS = 6
_ASK, _SOLVE, _ENROL = 0.025, 0.025, 0.55
"""Shares of what follows some small talk; so that the bot, busy as it is, has about as much to say as it can say."""
_WORDS = (
    "blue", "amber", "cloud", "paper", "silver", "garden", "copper", "window", "harbour", "meadow", "lantern", "violin",
    "marble", "anchor", "thunder", "velvet", "compass", "ribbon", "orchard", "pepper", "saddle", "glacier", "pillow",
)  # fmt: skip


class Street(Protocol):
    """Where the people are; a message is named by whatever ``say`` gives."""

    people: Sequence[str]

    @property
    def has_room(self) -> bool:
        """Does the platform have little enough on its way to the bot?"""

    async def say(self, who: str, text: str, to: str | None = None) -> str:
        """Write it, perhaps as a reply; what the message is called."""

    async def enrol(self, who: str) -> None:
        """Press the button under the notice, and wait for the answer."""

    async def command(self, who: str, words: str) -> None:
        """Give a command, and wait for the answer."""

    async def leave(self) -> None:
        """Somebody who was never here before says something and then wants to be forgotten."""


class Crowds:
    """One crowd after the other; whoever of an earlier one still waits for an answer goes home once it is clear."""

    def __init__(self, street: Street, seed: int) -> None:
        self._street = street
        self._seed = seed
        self._turn = 0
        self._tasks: list[asyncio.Task[None]] = []

    def gather(self) -> None:
        """The next crowd; each of its acts is drawn from the seed."""
        self._turn += 1
        turn = self._turn
        self._tasks.append(asyncio.create_task(self._street.leave()))
        for number in range(_SPEAKERS):
            draw = random.Random(f"{self._seed} {turn} {number}")  # the same crowd every time
            self._tasks.append(asyncio.create_task(_speak(self._street, draw, lambda: self._turn == turn)))

    def disperse(self) -> None:
        """Nobody begins anything until the next crowd gathers."""
        self._turn += 1

    async def go_home(self) -> None:
        """Everybody finishes what they do, and nobody begins anything any more."""
        self.disperse()
        await asyncio.gather(*self._tasks)


async def _speak(street: Street, draw: random.Random, goes_on: Callable[[], bool]) -> None:
    while goes_on():
        if not street.has_room:
            await asyncio.sleep(0.002)
            continue
        for _ in range(draw.randint(1, 5)):
            await street.say(draw.choice(street.people), f"so far so good, step {draw.random()}")
        kind = draw.random()
        if kind < _ASK:
            await street.say(draw.choice(street.people), _question(draw))
        elif kind < _ASK + _SOLVE:
            await _solve(street, draw)
        elif kind < _ASK + _SOLVE + _ENROL:
            await street.enrol(draw.choice(street.people))
        else:
            await street.command(draw.choice(street.people), draw.choice(("help", "mine", "why")))


async def _solve(street: Street, draw: random.Random) -> None:
    asker, helper = draw.sample(list(street.people), 2)
    question = await street.say(asker, _question(draw))
    await street.say(helper, "Send it with a token in the header.", to=question)
    await street.say(asker, "Thanks, that worked!", to=question)


def _question(draw: random.Random) -> str:
    """No two are the same, so that whatever is said about one is said once."""
    one, other, third = draw.sample(_WORDS, 3)
    return f"How do I call the {one} endpoint number {draw.randrange(10**9)} from the {other} {third} script?"
