"""What a use is told that wants something written: what counts of an answer, or why there is none; and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from engagement.modelling.asking import Opinion, Passage, Request, Use
from engagement.modelling.budget import Outcome
from engagement.modelling.checking import Headings, Prose
from engagement.modelling.likeness import Nearness


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What came of asking. ``answer`` None: the rules stand, and ``why`` says why in a sentence for the record."""

    use: Use
    answer: Opinion | Prose | Nearness | Headings | None = None
    why: str = ""
    outcome: Outcome | None = None
    """Of the last call; None when none was made."""
    is_by_rules: bool = False
    """No model wrote this, so no label is due."""
    try_again_after: timedelta | None = field(default=None)
    """Another try may help then; None: never for the same request."""


class Typist(Protocol):
    """Whoever asks models in the name of one community: within its budget, on record, and believing nothing."""

    @property
    def provider(self) -> str:
        """The host that is told what people wrote; "" when nothing leaves."""
        ...

    async def ask(self, request: Request) -> Typed:
        """Have one request written. Raises nothing that a model could cause."""
        ...

    def forget(self) -> None:
        """Forget every answer that is remembered, also those still under way: somebody is to be forgotten."""
        ...

    async def compare(self, passages: Sequence[Passage], use: Use = Use.SIMILARITY) -> Typed:
        """Have texts placed: how near each lies to the first one. Raises nothing that a model could cause."""
        ...
