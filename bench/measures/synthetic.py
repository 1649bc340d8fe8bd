"""Made-up communities to measure on: the same seed gives the same events; nobody ever wrote any of it.

The shape is that of real developer chat (see the figures beside the data): few write most of it, one message in seven
begins a conversation, half of these ask something, most replies come within minutes.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from engagement.events import AccountSeen, ChannelSeen, Event, MessagePosted
from engagement.ids import AccountId, ChannelId, MessageId, WorkspaceId, account_id, channel_id, message_id

WORKSPACE = WorkspaceId("slack-T0BENCH")
BEGIN = datetime(2024, 1, 1, 8, tzinfo=UTC)
_SYLLABLES = (
    "ba", "co", "di", "fu", "ga", "hel", "in", "jo", "ka", "lum", "mer", "no", "pi", "qua", "re", "so", "ta", "um",
    "va", "wex", "yo", "zi",
)  # fmt: skip
_QUESTIONS = (
    "how do I {0} the {1} when {2} is on?",
    "does anyone know why {0} fails with {1} in {2}?",
    "I can't get {0} to work with {1}, it says error {2}",
    "what is the best way to {0} a {1}?",
    "is there a {0} for {1} that does not need {2}?",
)
_SAYINGS = (
    "I think the {0} does that",
    "you could {0} it with {1} first",
    "yes, {0} and then {1}",
    "we had the same with {2} last week",
    "look at {0}, the part about {1}",
    "ok thanks, that helped",
    "hm, not here",
)


@dataclass(slots=True)
class Town:
    """A made-up community. ``events`` goes on for ever; each call begins anew with the same events."""

    seed: int = 1
    people: int = 300
    channels: int = 6
    words: int = 4_000
    step: timedelta = timedelta(seconds=40)
    """Mean time between two messages."""
    _vocabulary: list[str] = field(default_factory=list)

    def known(self) -> list[Event]:
        """Channels and people, as an export or a platform tells them first."""
        places: list[Event] = [
            ChannelSeen(key=f"c:{place}", at=BEGIN, channel=place, name=f"help-{number}")
            for number, place in enumerate(self.places())
        ]
        return places + [
            AccountSeen(key=f"a:{one}", at=BEGIN, account=one, name=f"person {number}")
            for number, one in enumerate(self.accounts())
        ]

    def places(self) -> list[ChannelId]:
        """The channels' ids."""
        return [channel_id(WORKSPACE, f"C{number:04}") for number in range(self.channels)]

    def accounts(self) -> list[AccountId]:
        """The people's ids, busiest first."""
        return [account_id(WORKSPACE, f"U{number:06}") for number in range(self.people)]

    def messages(self) -> Iterator[MessagePosted]:
        """Messages in order of time, without end."""
        draw = random.Random(self.seed)
        accounts, places = self.accounts(), self.places()
        weights = [1 / (rank + 1) for rank in range(self.people)]
        open_threads: list[tuple[MessageId, ChannelId]] = []
        at = BEGIN
        while True:
            for author in draw.choices(accounts, weights, k=500):
                at += self.step * draw.expovariate(1.0)
                begins = not open_threads or draw.random() < 1 / 7
                root, place = (None, draw.choice(places)) if begins else draw.choice(open_threads[-12:])
                name = message_id(place, f"{at.timestamp():.6f}")
                if begins:
                    open_threads = [*open_threads[-40:], (name, place)]
                is_question = begins and draw.random() < 0.5
                text = self.sentence(draw, _QUESTIONS if is_question else _SAYINGS)
                yield MessagePosted(
                    key=f"m:{name}", at=at, message=name, channel=place, author=author, text=text, thread=root
                )

    def sentence(self, draw: random.Random, forms: tuple[str, ...]) -> str:
        """A made-up sentence; some words come often, most seldom."""
        vocabulary = self.vocabulary()
        chosen = [vocabulary[min(int(draw.paretovariate(0.7)) - 1, self.words - 1)] for _ in range(5)]
        return " ".join([draw.choice(forms).format(*chosen), *chosen[3:]])

    def vocabulary(self) -> list[str]:
        """The words there are, commonest first."""
        if not self._vocabulary:
            draw = random.Random(self.seed)
            found: dict[str, None] = {}
            while len(found) < self.words:
                found["".join(draw.choices(_SYLLABLES, k=draw.randint(2, 4)))] = None
            self._vocabulary = list(found)
        return self._vocabulary
