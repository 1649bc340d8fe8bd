"""Is what a community holds invented, or real people's? The two are never mixed: nothing tells them apart later."""

from bots.platforms.sandbox.names import WORKSPACE
from engagement.errors import ConfigError
from engagement.ids import CommunityId, workspace_of
from engagement.policy import Policy
from storage import StoredMemory

PREPARED = "sandbox_prepared"
"""The mark of a community into which the sandbox's sample was taken."""


def is_invented(memory: StoredMemory, community: CommunityId) -> bool:
    """Whether the sandbox's invented people live in it."""
    return memory.read(community, lambda ledger: ledger.marks.get(PREPARED)) is not None


def holds_history(memory: StoredMemory, community: CommunityId) -> bool:
    """Whether it knows channels of a real workspace: an export was imported, or it lived on a platform."""
    known = memory.read(community, lambda ledger: ledger.places.all())
    return any(workspace_of(one.id) != WORKSPACE for one in known)


def stays_out(memory: StoredMemory, policy: Policy | None, sandbox: CommunityId) -> bool:
    """Whether the sandbox stays out of the community that it would live in: real people's history is there already.

    Raises ConfigError where no playbook says which community that is: ``sandbox`` is the sample's own then.
    """
    community = policy.community if policy is not None else sandbox
    if is_invented(memory, community) or not holds_history(memory, community):
        return False
    if policy is None:
        raise ConfigError(
            f"history was imported into {community!r}, where the sandbox's invented people live; start with another"
            " folder (HUBBUB_HOME) to try the sandbox, or write a hubbub.yaml that says where your community lives"
        )
    return True


def check_import(memory: StoredMemory, policy: Policy) -> None:
    """Raises ConfigError where the invented people of the sandbox live: they would be counted among real ones."""
    if is_invented(memory, policy.community):
        raise ConfigError(
            f"{policy.name} is where the sandbox's invented people live, and they would be counted among yours; import"
            " into another community (--community with a name of its own), or begin with an empty folder (HUBBUB_HOME)"
        )
