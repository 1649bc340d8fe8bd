"""What people decide about themselves, as actions: their choices, their consent, their accounts, to be forgotten."""

from dataclasses import dataclass
from datetime import datetime

from engagement.ids import AccountId, MemberId
from engagement.people import Helper, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveHelper:
    """A helper enrolled, changed their choices, rests or stopped. Undone by putting ``before`` back."""

    helper: Helper
    before: Helper | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetConsent:
    """A member said yes or no to one purpose. Theirs alone: a manager cannot undo it."""

    member: MemberId
    purpose: Purpose
    is_given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetMember:
    """Forget everything about a member but counts that name nobody. Theirs alone, and there is no way back."""

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetWords:
    """Drop what a member wrote. There is no way back."""

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class ComeBack:
    """Somebody who was forgotten takes part again by their own act: what they say is taken in from now on."""

    account: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepCode:
    """Keep the digest of a code by which a person can join another account to ``account``, until then."""

    account: AccountId
    code: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinAccounts:
    """A person's two accounts become one member, ``into``; the code given to ``code_of`` is used up."""

    member: MemberId
    into: MemberId
    code_of: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class PartAccount:
    """One account of ``member`` becomes a member of its own again."""

    account: AccountId
    member: MemberId
