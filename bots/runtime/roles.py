"""Who is given a role or user group where? One row of the outbox for each workspace in which the member is."""

from datetime import datetime

from bots.runtime.situations import Lookups
from engagement.actions import Lane
from engagement.ids import AccountId, DecisionId, MemberId, OutboxId, WorkspaceId, stable_id, workspace_of
from engagement.people import Account
from engagement.ports import Ledger
from engagement.records import OutboxRow
from engagement.showing import GiveRole


def role_rows(look: Lookups, action: GiveRole, decision: DecisionId, now: datetime) -> list[OutboxRow]:
    """What is to be done for it; nothing in a try-out or a rehearsal."""
    policy = look.community.policy
    if policy.dry_run or policy.assume_willing:
        return []
    workspaces = {workspace_of(one.id) for one in accounts_of(look.ledger, action.member)}
    return [
        OutboxRow(
            id=OutboxId(stable_id("outbox", policy.community, decision, place, str(action.is_on))),
            decision=decision, workspace=place, op="role", lane=int(Lane.NUDGE),
            body={"role": action.role, "is_on": action.is_on}, created_at=now, to_member=action.member,
            slot=role_slot(action.member, place, action.role),
        )
        for place in sorted(workspaces)
        if platform_of(place) == action.platform
    ]  # fmt: skip


def accounts_of(ledger: Ledger, member: MemberId) -> list[Account]:
    """The accounts somebody has, without those that left."""
    return [one for one in ledger.people.accounts_of(member) if not one.is_gone]


def accounts_there(ledger: Ledger, row: OutboxRow) -> list[AccountId]:
    """Whose role it is, in the workspace of the row; nobody's once they were forgotten."""
    some = accounts_of(ledger, row.to_member) if row.to_member is not None else []
    return [one.id for one in some if workspace_of(one.id) == row.workspace]


def role_slot(member: MemberId, workspace: WorkspaceId, role: str) -> str:
    """Under which slot it stands whether somebody has a role there."""
    return f"role:{stable_id(member, workspace, role)}"


def platform_of(workspace: WorkspaceId) -> str:
    """``slack``, ``discord`` or ``sandbox``."""
    return workspace.partition("-")[0]
