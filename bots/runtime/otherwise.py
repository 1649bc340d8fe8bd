"""The dials as they would be: those of the file with what is set beside it, and some of that otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bots.runtime.owner import Owner
from engagement.events import Wanted
from engagement.policy import Policy
from engagement.ports import Ledger


@dataclass(frozen=True, slots=True)
class _Dials:
    """What would be set beside the file."""

    beside: Mapping[str, object]

    def all(self) -> dict[str, object]:
        return dict(sorted(self.beside.items()))


class _Seeming:
    """A ledger whose dials are others."""

    def __init__(self, ledger: Ledger, beside: Mapping[str, object]) -> None:
        self._ledger = ledger
        self.dials = _Dials(beside)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)


def policy_with(owner: Owner, ledger: Ledger, wanted: Sequence[Wanted]) -> Policy:
    """The policy that would hold if these were set; nothing is changed. Raises LookupError where none can be made."""
    if owner.reload is None:
        raise LookupError("this community reads no settings anew")
    beside = ledger.dials.all()
    for one in wanted:
        beside.pop(one.path, None)
        if one.value is not None:
            beside[one.path] = one.value
    return owner.reload(_Seeming(ledger, beside))  # type: ignore[arg-type]
