"""The lookups of plays for whoever looks at a page."""

from bots.runtime.looking_in import LookIn, look_in
from dashboard.window.acting import account_of
from dashboard.window.visit import Visit
from engagement.people import Role
from engagement.ports import Ledger
from engagement.signing_in import PageRole

_ROLES = {
    PageRole.MANAGER: Role.MANAGER, PageRole.SPOKE: Role.STAFF, PageRole.PRODUCT: Role.STAFF,
    PageRole.SALES: Role.SALES, PageRole.MEMBER: Role.MEMBER, PageRole.COUNCIL: Role.MEMBER,
}  # fmt: skip


def look_in_for(visit: Visit, ledger: Ledger, *words: str) -> LookIn:
    """What is looked up when somebody who looks as they do says these words."""
    return look_in(
        visit.live.owner.community, ledger, visit.now, account=account_of(visit, ledger),
        roles=frozenset({_ROLES[visit.role]}), words=words,
    )  # fmt: skip
