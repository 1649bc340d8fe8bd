"""What the doctor found: one thing that was looked at, or one promise that can be kept here or cannot."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at; ``cure`` says what is wrong and what to do, None when all is well.

    ``is_advice``: it works as it is, and would be safer otherwise.
    """

    what: str
    cure: str | None = None
    kind: str = ""
    is_advice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What this installation can promise (``is_kept``) or cannot, why, and what would change it."""

    what: str
    is_kept: bool
    because: str
    cure: str | None = None
