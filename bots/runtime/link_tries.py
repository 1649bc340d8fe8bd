"""How often did an account give a wrong code lately? Counted in memory: codes outlive no quarter of an hour."""

from dataclasses import dataclass, field
from datetime import datetime

from engagement.ids import AccountId
from engagement.linking import VALID_FOR

_MOST_ACCOUNTS = 1_000


@dataclass(slots=True)
class LinkTries:
    """Counts at once, before any commit: a try that failed otherwise was a try."""

    _wrong: dict[AccountId, list[datetime]] = field(default_factory=dict)

    def lately(self, account: AccountId, now: datetime) -> int:
        """Wrong codes of this account within the time a code is valid."""
        return sum(now - at < VALID_FOR for at in self._wrong.get(account, ()))

    def note_wrong(self, account: AccountId, now: datetime) -> None:
        """The account gave a wrong code."""
        if len(self._wrong) >= _MOST_ACCOUNTS:
            self._wrong = {one: at for one, at in self._wrong.items() if any(now - each < VALID_FOR for each in at)}
        lately = [at for at in self._wrong.get(account, ()) if now - at < VALID_FOR]
        self._wrong[account] = [*lately, now]
