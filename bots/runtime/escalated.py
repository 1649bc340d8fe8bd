"""What do teams have, and what became of it? Read from the memory, beside a running Hubbub or without one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from engagement.errors import ConfigError
from engagement.escalating.coming import Coming, coming
from engagement.escalating.dials import Governance, WorkCalendar
from engagement.escalating.escalation import Entry, Escalation
from engagement.escalating.moving import calendar_of
from engagement.events import ChannelKind
from engagement.ids import ChannelId, EscalationId, MemberId, ThreadId, channel_of, external_of, workspace_of
from engagement.people import Account
from engagement.ports import Ledger
from engagement.records import Channel

MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One of them as it stands, with what it names: ``governance`` is the copy of the dials it runs by."""

    escalation: Escalation
    governance: Governance
    names: Mapping[MemberId, str]
    channel: str
    link: str
    """"" where its address cannot be told without being connected (the sandbox)."""

    @property
    def coming(self) -> Coming | None:
        """What happens to it next."""
        return coming(self.escalation, self.governance)

    @property
    def calendar(self) -> WorkCalendar:
        """When the team works that has it."""
        return calendar_of(self.escalation.team, self.governance)

    def title(self, team: str) -> str:
        """What people call a team."""
        known = self.governance.teams.get(team)
        return known.title if known is not None else team

    def name(self, member: MemberId | None) -> str:
        """What somebody is called; "" for nobody."""
        return "" if member is None else self.names.get(member, "somebody")


def running(ledger: Ledger, team: str | None = None) -> list[Standing]:
    """Those that run, of one team or all, oldest first."""
    return _standing(ledger, [e for e in ledger.escalations.running(MOST) if team in {None, e.team}])


def on_record(ledger: Ledger, wanted: str) -> tuple[Standing, list[Entry]]:
    """One of them, by its id or the beginning of it while it runs, with its record. Raises ConfigError."""
    found = ledger.escalations.get(EscalationId(wanted))
    some = [found] if found is not None else [e for e in ledger.escalations.running(MOST) if e.id.startswith(wanted)]
    if len(some) != 1 or not wanted:
        what = "several begin with" if some else "nothing is known of"
        raise ConfigError(f"{what} {wanted!r}; `hubbub escalations` lists what runs, with its ids")
    entries = ledger.escalations.entries(some[0].id)
    return _standing(ledger, some, entries)[0], entries


def _standing(ledger: Ledger, some: list[Escalation], entries: Iterable[Entry] = ()) -> list[Standing]:
    people = {member for e in some for member in (e.asker, e.person, e.solved_by)}
    people |= {member for entry in entries for member in (entry.by, entry.person)}
    names = ledger.people.names(sorted(member for member in people if member is not None))
    channels = {channel.id: channel for channel in ledger.places.all()}
    dials = {policy: ledger.escalations.policy(policy) or Governance() for policy in {e.policy for e in some}}
    return [
        Standing(
            escalation=e,
            governance=dials[e.policy],
            names=names,
            channel=channels[e.channel].name if e.channel in channels else external_of(e.channel),
            link=address(e.thread, channels),
        )
        for e in some
    ]


def address(thread: ThreadId, channels: Mapping[ChannelId, Channel]) -> str:
    """The web address of a conversation's first message, as far as its id tells it."""
    channel, message = channel_of(thread), external_of(thread)
    platform, _, workspace = workspace_of(channel).partition("-")
    place = external_of(channel)
    if platform == "slack":
        return f"https://app.slack.com/client/{workspace}/{place}/thread/{place}-{message}"
    if platform == "discord":
        known = channels.get(channel)
        is_forum = known is not None and known.kind == ChannelKind.FORUM.value
        return f"https://discord.com/channels/{workspace}/{message if is_forum else place}/{message}"
    return ""


def waited(e: Escalation, now: datetime) -> timedelta:
    """Since it was handed to a team; a sandbox's clock may be ahead."""
    return max(timedelta(), now - e.opened_at)


def team_of(governance: Governance, accounts: Iterable[Account]) -> str | None:
    """The team that somebody with these accounts belongs to, the first of the file; None where there is none."""
    called = {called for one in accounts for called in (one.id, external_of(one.id), one.member, *one.roles)}
    return next(
        (
            team.name
            for team in governance.teams.values()
            if any(written in called or written.removeprefix("@") in called for written in team.people)
        ),
        None,
    )
