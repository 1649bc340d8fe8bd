"""Who is here, and what each of them chose: the storage protocol of accounts, members, helpers and consents."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from engagement.ids import AccountId, MemberId
from engagement.leafing import Edge, Leaf
from engagement.people import Account, Agreement, Helper, MemberFacts, Purpose


class People(Protocol):
    """Accounts, members, helpers, consents."""

    def save_accounts(self, accounts: Sequence[Account], seen_at: datetime) -> None:
        """Insert or update; an account first seen becomes a member of its own."""
        ...

    def account(self, account: AccountId) -> Account | None:
        """An account as last seen."""
        ...

    def accounts(self, some: Iterable[AccountId]) -> list[Account]:
        """These accounts, as far as they are known."""
        ...

    def accounts_of(self, member: MemberId) -> list[Account]:
        """A member's accounts, by id."""
        ...

    def named_or_in_roles(self, names: Collection[str]) -> list[Account]:
        """Accounts called so (by the platform's id, an account's or a member's), or with such a role; by id."""
        ...

    def called(self, names: Collection[str]) -> list[Account]:
        """Accounts with one of these names, in capitals or not; by id."""
        ...

    def search(self, text: str, limit: int) -> list[Account]:
        """Accounts of people whose name holds this text, in capitals or not, by name; nobody who is not counted."""
        ...

    def linked(self) -> dict[AccountId, MemberId]:
        """Only the accounts whose member is not simply themselves."""
        ...

    def names(self, members: Iterable[MemberId]) -> dict[MemberId, str]:
        """Display names of members, where known."""
        ...

    def facts(self, members: Iterable[MemberId]) -> dict[MemberId, MemberFacts]:
        """Read models of these members."""
        ...

    def save_facts(self, facts: Sequence[MemberFacts]) -> None:
        """Insert or replace."""
        ...

    def helpers(self) -> list[Helper]:
        """Everybody who enrolled, also those resting or stopped, by member id."""
        ...

    def save_helper(self, helper: Helper) -> None:
        """Insert or replace."""
        ...

    def remove_helper(self, member: MemberId) -> None:
        """As if they had never enrolled (undo)."""
        ...

    def consents(self, member: MemberId) -> dict[Purpose, bool]:
        """What the member said yes or no to; what they never answered is absent."""
        ...

    def consents_of(
        self, members: Iterable[MemberId], purposes: Collection[Purpose]
    ) -> dict[MemberId, dict[Purpose, bool]]:
        """What each of these members said to these purposes, as ``consents`` tells it; each member is there."""
        ...

    def who_said_no(self, purpose: Purpose) -> frozenset[MemberId]:
        """Everybody who said no to a purpose."""
        ...

    def agreements(
        self, limit: int, *, purpose: Purpose | None = None, member: MemberId | None = None, before: Edge | None = None
    ) -> Leaf[Agreement]:
        """One page of who said yes to what, the latest first; nobody who is not counted."""
        ...

    def set_consent(self, member: MemberId, purpose: Purpose, *, is_given: bool, at: datetime) -> None:
        """Record a yes or a no."""
        ...
