"""What a manager says about text models: which one, for what, and how much it may use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from engagement.modelling.asking import PLACING, Use
from engagement.modelling.budget import Budget, Price


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPolicy:
    """``name`` "" means that there is no model, and rules alone. ``uses`` are switched on one by one."""

    name: str = ""
    api: str = "chat"
    patience: timedelta = timedelta(seconds=30)
    uses: tuple[Use, ...] = ()
    budget: Budget = field(default_factory=Budget)
    prices: Mapping[str, Price] = field(default_factory=dict)
    embeddings: str = ""
    """The model that places texts, for similarity and duplicates; "" for none."""
    provider: str = ""
    """The host that would be told what people wrote; known from the environment, not from the file."""
    is_at_home: bool = False
    """Whether that host is the community's own: this machine, or one of the same network."""

    @property
    def is_used(self) -> bool:
        """Whether anything is told a model at all."""
        return bool(self.name and self.provider and self.uses)

    @property
    def runs(self) -> str:
        """Where it runs, as texts call it: members need not know what ``localhost`` is."""
        return "at_home" if self.is_at_home else "elsewhere"

    @property
    def is_told_words(self) -> bool:
        """Whether a model is told what members write: every use but the wording of our own texts does so."""
        return bool(self.told_for)

    @property
    def told_for(self) -> tuple[Use, ...]:
        """For what a model is told what members write; nothing where none is told."""
        return tuple(use for use in Use if use is not Use.PERSONA and self.may(use))

    def may(self, use: Use) -> bool:
        """Whether a model is asked for this."""
        return self.is_used and use in self.uses and (use not in PLACING or bool(self.embeddings))
