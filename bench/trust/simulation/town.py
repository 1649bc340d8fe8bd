"""Who lives in a simulated world, and where: two workspaces of one community, and one person who is on both."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bots.app.store import default_dials
from engagement.events import AccountSeen, ChannelKind, ChannelSeen, Event
from engagement.ids import (
    AccountId,
    ChannelId,
    CommunityId,
    MemberId,
    WorkspaceId,
    channel_of,
    external_of,
    workspace_of,
)
from engagement.people import Role
from engagement.policy import ChannelPolicy, Policy

SLACK, DISCORD = WorkspaceId("slack-S1"), WorkspaceId("discord-D1")
WORKSPACES = (SLACK, DISCORD)
TOWN = CommunityId("town")
ZONE = "Europe/Berlin"
QUIET_FROM, QUIET_UNTIL = 21, 8
"""Hours of the day, as defaults.md promises them."""
ON, TRIED, UNINVITED, MANAGERS = "help", "trial", "random", "managers"
"""A channel that is live, one that is only tried out, one that nobody invited Hubbub to, and the managers' own."""

STARTS = (
    datetime(2026, 3, 5, 6, tzinfo=UTC),  # clocks go forward in America on the 8th
    datetime(2026, 3, 26, 6, tzinfo=UTC),  # and in Europe on the 29th
    datetime(2026, 4, 2, 6, tzinfo=UTC),  # back in New Zealand and Australia on the 5th
    datetime(2026, 6, 10, 6, tzinfo=UTC),
    datetime(2026, 9, 24, 6, tzinfo=UTC),  # forward in New Zealand on the 27th
    datetime(2026, 10, 22, 6, tzinfo=UTC),  # back in Europe on the 25th
    datetime(2026, 10, 29, 6, tzinfo=UTC),  # and in America on the 1st
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """One person: their first account names them; ``also`` is their account on the other platform."""

    account: AccountId
    zone: str
    also: AccountId | None = None
    is_helper: bool = False

    @property
    def member(self) -> MemberId:
        """What Hubbub calls the person."""
        return MemberId(self.account)

    @property
    def accounts(self) -> tuple[AccountId, ...]:
        """All of theirs."""
        return (self.account,) if self.also is None else (self.account, self.also)


def _on(workspace: WorkspaceId, name: str) -> AccountId:
    return AccountId(f"{workspace}:{name}")


RESIDENTS = (
    Resident(account=_on(SLACK, "ada"), zone="Europe/Berlin"),
    Resident(account=_on(SLACK, "dee"), zone="America/New_York"),
    Resident(account=_on(SLACK, "eve"), zone="Pacific/Auckland"),
    Resident(account=_on(DISCORD, "fay"), zone="America/Los_Angeles"),
    Resident(account=_on(DISCORD, "gus"), zone="Asia/Kolkata"),
    Resident(account=_on(SLACK, "ben"), zone="Europe/Berlin", also=_on(DISCORD, "benny"), is_helper=True),
    Resident(account=_on(SLACK, "cy"), zone="America/New_York", is_helper=True),
    Resident(account=_on(SLACK, "hal"), zone="Asia/Kolkata", is_helper=True),
    Resident(account=_on(SLACK, "kim"), zone="Europe/Berlin", is_helper=True),
    Resident(account=_on(DISCORD, "ivy"), zone="Pacific/Auckland", is_helper=True),
    Resident(account=_on(DISCORD, "jo"), zone="Europe/London", is_helper=True),
    Resident(account=_on(DISCORD, "lou"), zone="Australia/Sydney", is_helper=True),
    Resident(account=_on(SLACK, "spam"), zone="UTC"),
)
NEWCOMERS = (
    Resident(account=_on(SLACK, "new1"), zone="Europe/Berlin"),
    Resident(account=_on(DISCORD, "new2"), zone="America/New_York"),
)
ROSA, SAM = _on(SLACK, "rosa"), _on(SLACK, "sam")
"""The community manager, and somebody on the staff."""
STAFF = (Resident(account=ROSA, zone=ZONE), Resident(account=SAM, zone=ZONE))
HELPERS = tuple(one for one in RESIDENTS if one.is_helper)
ASKERS = tuple(one for one in RESIDENTS if not one.is_helper and external_of(one.account) != "spam")
BY_ACCOUNT = {account: one for one in (*RESIDENTS, *NEWCOMERS, *STAFF) for account in one.accounts}
LINKED = tuple(one for one in RESIDENTS if one.also is not None)


def channel(workspace: WorkspaceId, name: str) -> ChannelId:
    """The channel called so there."""
    return ChannelId(f"{workspace}:{name}")


def name_of(place: str) -> str:
    """What people call the channel that a channel, thread or message id lies in."""
    return external_of(ChannelId(place if place.count(":") == 1 else channel_of(place)))  # type: ignore[arg-type]


def account_in(resident: Resident, workspace: WorkspaceId) -> AccountId | None:
    """The person's account in a workspace, if they have one there."""
    return next((account for account in resident.accounts if workspace_of(account) == workspace), None)


def playbook(without: frozenset[str] = frozenset()) -> Policy:
    """The dials of the community, all as they come but for what must be named and the plays that are left out."""
    plays = {name: dials for name, dials in default_dials().plays.items() if name not in without}
    return Policy(
        community=TOWN,
        name="Town",
        timezone=ZONE,
        dry_run=False,
        topics={"api": ("endpoint", "webhook"), "build": ("compiler", "linker")},
        channels={
            ON: ChannelPolicy(name=ON, plays=plays),
            TRIED: ChannelPolicy(name=TRIED, plays=plays, is_live=False),
        },
        managers_channel=MANAGERS,
        roles={"rosa": Role.MANAGER, "sam": Role.STAFF},
    )


def first_sights(at: datetime) -> list[Event]:
    """What the platforms tell first: which channels and people there are."""
    seen: list[Event] = []
    for workspace in WORKSPACES:
        for name in (ON, TRIED, UNINVITED, MANAGERS):
            if name == MANAGERS and workspace != SLACK:
                continue
            there = channel(workspace, name)
            seen.append(ChannelSeen(key=f"channel:{there}", at=at, channel=there, name=name, kind=ChannelKind.CHAT))
    seen.extend(sight(one, account, at) for one in (*RESIDENTS, *STAFF) for account in one.accounts)
    return seen


def sight(resident: Resident, account: AccountId, at: datetime) -> AccountSeen:
    """The platform tells of somebody's account."""
    name = external_of(account)
    zone = resident.zone if workspace_of(account) == SLACK else None  # Discord tells nobody's
    return AccountSeen(key=f"account:{account}", at=at, account=account, name=name.title(), timezone=zone)
