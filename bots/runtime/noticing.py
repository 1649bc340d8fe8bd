"""What is learnt of places, people and workspaces, and what must be forgotten because of it."""

from dataclasses import replace
from datetime import datetime

from bots.runtime.community import account_of
from bots.runtime.situations import Lookups
from engagement.events import AccountSeen, ChannelSeen, MemberJoined, MemberLeft, WorkspaceLeft
from engagement.privacy import Scope

Noticed = ChannelSeen | AccountSeen | MemberJoined | MemberLeft | WorkspaceLeft


def notice(event: Noticed, lookups: Lookups, now: datetime) -> None:
    """Take a fact about a place, a person or a workspace in."""
    if isinstance(event, ChannelSeen):
        lookups.community.see_channels([event])
    elif isinstance(event, AccountSeen):
        _seen(event, lookups, now)
    elif isinstance(event, MemberJoined):
        lookups.desk.join(event)
    elif isinstance(event, MemberLeft):
        _left(event, lookups, now)
    else:
        lookups.ledger.privacy.ask(Scope.WORKSPACE, event.workspace, now)


def _left(event: MemberLeft, lookups: Lookups, now: datetime) -> None:
    """Who left the workspace is asked no more, and what they wrote goes; leaving a channel is nothing to keep."""
    known = lookups.ledger.people.account(event.account) if event.channel is None else None
    if known is not None and event.account not in lookups.seen:
        lookups.seen[event.account] = replace(known, is_gone=True)
        lookups.ledger.privacy.ask(Scope.ACCOUNT_WORDS, event.account, now)


def _seen(event: AccountSeen, lookups: Lookups, now: datetime) -> None:
    """Somebody as they are now; what they wrote goes when they were there and no longer are."""
    lookups.seen[event.account] = account_of(event, lookups.desk.member(event.account))
    known = lookups.ledger.people.account(event.account) if event.is_gone else None
    if known is not None and not known.is_gone:
        lookups.ledger.privacy.ask(Scope.ACCOUNT_WORDS, event.account, now)
