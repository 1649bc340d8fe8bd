"""What is looked up for somebody who asks about their own data, and for nobody else?"""

from datetime import datetime

from bots.runtime.situations import Lookups
from engagement.events import CommandGiven, ControlUsed, FormSubmitted
from engagement.ids import AccountId, MemberId, WorkspaceId, workspace_of
from engagement.linking import LEAST_ALIKE, MOST_TRIES, LinkTry, code_digest, new_code, twin_score
from engagement.own_data import OwnData
from engagement.people import Account

_COMMAND = "privacy"
_LONGEST_CODE = 40
_MOST_DECISIONS = 500


def own_data(
    lookups: Lookups, event: ControlUsed | CommandGiven | FormSubmitted, name: str, now: datetime
) -> OwnData | None:
    """What `privacy` needs; None for everything else. It is looked up once: a code that is tried is tried once."""
    if not name.startswith(_COMMAND):
        return None
    if event.key not in lookups.own:
        lookups.own[event.key] = _looked_up(lookups, event, name, now)
    return lookups.own[event.key]


def _looked_up(
    lookups: Lookups, event: ControlUsed | CommandGiven | FormSubmitted, name: str, now: datetime
) -> OwnData:
    member, ledger = lookups.desk.member(event.account), lookups.ledger
    said = _said(event, name)
    wants_code = said[:1] == ["link"]
    code = said[1] if wants_code and len(said) > 1 else None
    return OwnData(
        about=ledger.privacy.about(member),
        messages=ledger.conversations.of_member(member) if said[:1] == ["export"] else (),
        decisions=ledger.journal.newest(_MOST_DECISIONS, subject=member)[::-1] if said[:1] == ["export"] else (),
        twins=workspaces_of_twins(lookups, member) if said[:1] in ([], ["show"]) else (),
        fresh_code=new_code(lookups.community.draw) if wants_code and code is None else "",
        tried=_tried(lookups, event.account, code, now) if code is not None else None,
    )


def _said(event: ControlUsed | CommandGiven | FormSubmitted, name: str) -> list[str]:
    """What is wanted of `privacy`: the words after it, or what the button says."""
    if isinstance(event, CommandGiven):
        first, *rest = " ".join(event.words[1:]).split() or [""]
        return [first.casefold().strip("?!.,:;"), *rest] if first else []
    return [name.removeprefix(f"{_COMMAND}_")]


def workspaces_of_twins(lookups: Lookups, member: MemberId) -> tuple[WorkspaceId, ...]:
    """Workspaces where somebody could be the same person, told to that person alone."""
    people = lookups.ledger.people
    mine = people.accounts_of(member)
    theirs = {workspace_of(one.id) for one in mine}
    found: list[WorkspaceId] = []
    for account in (one for one in mine if one.name):
        for other in lookups.ledger.links.namesakes(account.name, workspace_of(account.id)):
            is_new = other.member != member and workspace_of(other.id) not in theirs
            if is_new and twin_score(account, _zone(lookups, account), other, _zone(lookups, other)) >= LEAST_ALIKE:
                found.append(workspace_of(other.id))
    return tuple(dict.fromkeys(found))


def _zone(lookups: Lookups, account: Account) -> str | None:
    """The platform's, else the one they chose as a helper."""
    helper = lookups.helper(account.member)
    return account.timezone or (helper.timezone if helper is not None else None)


def _tried(lookups: Lookups, account: AccountId, code: str, now: datetime) -> LinkTry:
    tries, ledger = lookups.community.tries, lookups.ledger
    before = tries.lately(account, now)
    if before >= MOST_TRIES:
        return LinkTry(wrong_before=before)
    of = ledger.links.find(code_digest(code[:_LONGEST_CODE], lookups.community.hold_out_key), now)
    if of is None:
        tries.note_wrong(account, now)
        return LinkTry(wrong_before=before)
    theirs, mine = lookups.desk.member(of), lookups.desk.member(account)
    return LinkTry(
        of=of,
        member=theirs,
        workspaces=_workspaces(lookups, theirs, of),
        own_workspaces=_workspaces(lookups, mine, account),
        wrong_before=before,
    )


def _workspaces(lookups: Lookups, member: MemberId, account: AccountId) -> frozenset[WorkspaceId]:
    known = lookups.ledger.people.accounts_of(member)
    return frozenset({workspace_of(account), *(workspace_of(one.id) for one in known)})
