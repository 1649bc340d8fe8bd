"""What the worker has to know of one use of a model."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bots.runtime.batch import Batch
from engagement.entries import Entry
from engagement.events import ModelAnswered
from engagement.modelling.material import Material
from engagement.modelling.typist import Typed, Typist


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedUse:
    """One use: where what it is told comes from, and what its answer says."""

    material: Callable[[Batch, Entry], Material | str]
    """What a model is told of what is wanted, as things stand now; or why none is asked."""
    told: Callable[[ModelAnswered, Typed, Material], ModelAnswered]
    """The event with what counts of the answer, or with why nothing does."""
    ask: Callable[[Typist, Material], Awaitable[Typed]] | None = None
    """How it is asked, where nothing is to be written; None: by its instructions and the schema of its answer."""
