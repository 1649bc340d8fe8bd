"""What a platform shows of what somebody has reached: a role on Discord, a user group on Slack, given by rule."""

from dataclasses import dataclass

from engagement.ids import MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRole:
    """Give a member a role or user group of ``platform``, or take it away. Undone by the contrary."""

    member: MemberId
    platform: str
    role: str
    """As the playbook names it: by its name, its handle or its id."""
    is_on: bool = True
