"""What the owner of one community keeps at hand between batches: its dials, places, helpers and conversations."""

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum

from bots.runtime.link_tries import LinkTries
from engagement.authorisation import roles_of
from engagement.desk import FoldRules
from engagement.events import AccountSeen, ChannelKind, ChannelSeen, Threading
from engagement.held import Held
from engagement.ids import AccountId, ChannelId, MemberId, external_of, is_private_place
from engagement.people import OWN_PEOPLE, Account, Helper, Purpose, Role
from engagement.play import Play
from engagement.policy import ChannelPolicy, Policy, QuestionMode
from engagement.ports import Ledger
from engagement.privacy import Tombstones
from engagement.reading import Reading, TopicWords, read
from engagement.records import Channel
from engagement.restraint import hold_out_share
from engagement.threads import QuestionModes

FLAGS = {
    QuestionMode.CONSERVATIVE: QuestionModes.CONSERVATIVE,
    QuestionMode.LOOSE: QuestionModes.LOOSE,
    QuestionMode.MARK: QuestionModes.MARK,
}
_NEVER_READ = (ChannelKind.DIRECT.value, ChannelKind.CLOSED.value)
_QUARTER = timedelta(days=91)
_RECOUNT = 50


_MOST_KNOWN = 20_000


class Out(Enum):
    """Why somebody is never asked."""

    NOT = "not"
    AS_STAFF = "as staff"
    """Unless they enrolled all the same."""
    ALWAYS = "always"


@dataclass(slots=True)
class Community:
    """One community as its owner holds it. Changed only after a commit, and only by the writer."""

    policy: Policy
    plays: Sequence[Play]
    hold_out_key: str
    held: Held = field(default_factory=Held)
    channels: dict[ChannelId, Channel] = field(default_factory=dict)
    helpers: dict[MemberId, Helper] = field(default_factory=dict)
    accounts: dict[AccountId, Account] = field(default_factory=dict)
    staff: tuple[set[str], list[Account]] | None = None
    """Accounts of the people that the dials of escalation name, as far as was looked up."""
    has_escalations: bool | None = None
    """Whether anything was escalated; None: not looked up."""
    out: dict[MemberId, Out] = field(default_factory=dict)
    """Who is never asked, as far as was looked up; forgotten whenever an account or the dials change."""
    stopped: frozenset[MemberId] = frozenset()
    """Who stopped everything: their words are neither read nor kept."""
    tries: LinkTries = field(default_factory=LinkTries)
    draw: Callable[[int], int] = secrets.randbelow
    """Chance, for codes nobody can guess: a number below the given one."""
    tombstones: Tombstones = field(default_factory=Tombstones)
    """Who was erased: nothing of them is taken in."""
    is_reach_new: bool = True
    """Which channels may be read has changed, perhaps, since it was last looked at."""
    may_be_stale: bool = True
    """A channel, a setting, somebody or a message may not be what it was when what stands was last looked over."""
    pages_at: str = ""
    """Where our pages are for those who read what is said here; "" where they do not reach them."""
    questions: int = 0
    """Question threads of the last quarter, counted now and then."""
    _dials: dict[ChannelId, ChannelPolicy | None] = field(default_factory=dict)
    _words: TopicWords | None = None
    _presumed: dict[MemberId, Helper] = field(default_factory=dict)
    _since_count: int = 0
    _fingerprint: str = ""
    _governance_name: str = ""

    @classmethod
    def load(
        cls, ledger: Ledger, policy: Policy, plays: Sequence[Play], hold_out_key: str, now: datetime
    ) -> "Community":
        """What the memory holds of the community."""
        community = cls(policy=policy, plays=tuple(plays), hold_out_key=hold_out_key)
        community.channels = {channel.id: channel for channel in ledger.places.all()}
        community.helpers = {helper.member: helper for helper in ledger.people.helpers()}
        community.held.linked = ledger.people.linked()
        community.stopped = ledger.people.who_said_no(Purpose.METRICS)
        community.tombstones = ledger.privacy.find_tombstones()
        community.questions = ledger.conversations.count_questions(now - _QUARTER)
        return community

    def apart(self) -> "Community":
        """The same, which keeps what it looks up to itself: for readers on other threads than the writer's."""
        return replace(
            self, held=Held(linked=dict(self.held.linked)), channels=dict(self.channels), helpers=dict(self.helpers),
            accounts={}, out={}, tries=LinkTries(), _dials={}, _presumed={},
        )  # fmt: skip

    def hold_anew(self, fresh: "Community") -> None:
        """Hold what ``fresh`` has just loaded: rows were changed that no batch knows of."""
        self.may_be_stale = True
        self.held, self.channels, self.helpers = fresh.held, fresh.channels, fresh.helpers
        self.tombstones, self.questions, self.stopped = fresh.tombstones, fresh.questions, fresh.stopped
        self.accounts.clear()
        self.out.clear()
        self._dials.clear()
        self._presumed.clear()

    def use(self, policy: Policy) -> None:
        """Swap the dials, whole."""
        self.is_reach_new = self.may_be_stale = True
        self.out.clear()
        self.policy = policy
        self._fingerprint = self._governance_name = ""
        self._dials.clear()
        self._words = None

    @property
    def fingerprint(self) -> str:
        """The policy's, worked out once."""
        if not self._fingerprint:
            self._fingerprint = self.policy.fingerprint
        return self._fingerprint

    @property
    def governance_name(self) -> str:
        """What a frozen copy of the dials of escalation is called, worked out once; empty where there are none."""
        if not self._governance_name and self.policy.governance is not None:
            self._governance_name = self.policy.governance.fingerprint
        return self._governance_name

    def dials(self, channel: ChannelId) -> ChannelPolicy | None:
        """The channel's dials; None when Hubbub was not invited there."""
        if channel not in self._dials and is_private_place(channel):
            self._dials[channel] = None
        elif channel not in self._dials:
            known = self.channels.get(channel)
            name = known.name if known is not None else external_of(channel)
            found = self.policy.for_channel(name, external_of(channel))
            is_listed = found is not None and found is not self.policy.others
            is_open = is_listed and found is not None and found.may_be_private
            closed = known is not None and ((known.is_private and not is_open) or known.kind in _NEVER_READ)
            is_room = self.policy.managers_channel in {name, external_of(channel)} or self.is_room(channel)
            self._dials[channel] = None if closed or is_room else found
        return self._dials[channel]

    def is_room(self, channel: ChannelId) -> bool:
        """Whether a team is told there what it has; what is said there is nobody's question."""
        known = self.channels.get(channel)
        return not {external_of(channel), known.name if known is not None else ""}.isdisjoint(self.policy.team_rooms)

    def play_dials(self, play: Play, channel: ChannelId | None) -> object | None:
        """The play's policy in this channel; None when it is switched off there (or Hubbub not invited).

        Without a channel: as in the first one in which it is on.
        """
        if channel is None or is_private_place(channel):
            found = next((way.plays[play.name] for way in self.policy.places if play.name in way.plays), None)
            return found if found is not None else play.policy()
        dials = self.dials(channel)
        return None if dials is None else dials.plays.get(play.name)

    def is_off(self, play: Play) -> bool:
        """Whether it is switched off wherever anything is read."""
        return bool(self.policy.places) and not any(play.name in way.plays for way in self.policy.places)

    def marking_emojis(self, channel: ChannelId) -> frozenset[str]:
        """The reactions that mean something to a play in this channel."""
        dials = self.dials(channel)
        found = (getattr(each, "emoji", None) for each in (dials.plays.values() if dials is not None else ()))
        return frozenset(each for each in found if isinstance(each, str))

    def reacting(self, channel: ChannelId, emoji: str) -> Sequence[Play]:
        """The plays to which a reaction means something there on any message, question or not."""
        return [play for play, emojis in self._reacting_anywhere(channel) if emoji in emojis]

    def noted_emojis(self, channel: ChannelId) -> frozenset[str]:
        """All reactions that are noted as they are heard, so that one can tell later which are new or gone."""
        anywhere = (each for _, emojis in self._reacting_anywhere(channel) for each in emojis)
        return self.marking_emojis(channel).union(anywhere)

    def _reacting_anywhere(self, channel: ChannelId) -> list[tuple[Play, Sequence[str]]]:
        dials = self.dials(channel)
        on = dials.plays if dials is not None else {}
        return [(one, getattr(on.get(one.name), "emojis", ())) for one in self.plays if one.reacts_anywhere]

    def flag(self, channel: ChannelId) -> QuestionModes:
        """The reading under which a thread of this channel is a question."""
        dials = self.dials(channel)
        return FLAGS[dials.questions] if dials is not None else QuestionModes.CONSERVATIVE

    def threading(self, channel: ChannelId) -> Threading:
        """How conversations are told apart there."""
        dials, known = self.dials(channel), self.channels.get(channel)
        if dials is not None and dials.threading is not None:
            return dials.threading
        return known.threading if known is not None else Threading.NATIVE

    def read(self, channel: ChannelId, text: str) -> Reading:
        """What a message's words say."""
        if self._words is None:
            self._words = TopicWords.compile(self.policy.topics)
        dials = self.dials(channel)
        topics = dials.topics if dials is not None else ()
        return read(text, words=self._words, defaults=topics, languages=self.policy.languages)

    def rules(self, keeps: Callable[[MemberId], bool]) -> FoldRules:
        """What the desk must know; ``keeps`` says whose words may be read and kept."""
        return FoldRules(
            grouping=self.policy.grouping,
            threading=self.threading,
            read=self.read,
            hold_out=lambda: hold_out_share(self.policy, self.questions),
            keeps=keeps,
        )

    def roles(self, account: Account | None, member: MemberId) -> frozenset[Role]:
        """What somebody is, by platform id or the platform's role names.

        A display name is no proof, because people choose it themselves; only a rehearsal, which nobody can give
        commands to, goes by it.
        """
        if account is None:
            return roles_of(self.policy, member, external_of(member))
        if account.is_bot:
            return frozenset({Role.BOT})
        names = (account.name,) if self.policy.assume_willing else ()
        return roles_of(self.policy, member, external_of(account.id), *names, *account.roles)

    def is_staff(self, account: Account | None, member: MemberId) -> bool:
        """Staff and managers are never asked, listed or counted as peers."""
        return bool(self.roles(account, member) & OWN_PEOPLE)

    def see_channels(self, seen: Iterable[ChannelSeen]) -> None:
        """Channels as last seen (after the commit)."""
        for event in seen:
            self.channels[event.channel] = Channel(
                id=event.channel, name=event.name, kind=event.kind.value, threading=event.threading,
                is_private=event.is_private, is_archived=event.is_archived,
            )  # fmt: skip
            self._dials.pop(event.channel, None)
            self.is_reach_new = True

    def see_accounts(self, seen: Collection[Account]) -> None:
        """Accounts as last seen."""
        if len(self.accounts) > _MOST_KNOWN:
            self.accounts.clear()
        self.accounts.update({account.id: account for account in seen})
        self.out.clear()
        if self.staff is not None and any(self._concerns_staff(account) for account in seen):
            self.staff = None

    def _concerns_staff(self, account: Account) -> bool:
        written, known = self.staff or (set(), [])
        named = {account.member, external_of(account.id), *(role.removeprefix("@") for role in account.roles)}
        return bool(named & written) or any(one.id == account.id for one in known)

    def stop(self, stops: Mapping[MemberId, bool]) -> None:
        """Who stopped everything, or took it back (after the commit)."""
        if stops:
            back = {member for member, is_stopped in stops.items() if not is_stopped}
            self.stopped = (self.stopped | stops.keys()) - back

    def presumed(self, member: MemberId) -> Helper:
        """The helper somebody would be who enrolled and chose nothing (rehearsals)."""
        found = self._presumed.get(member)
        if found is None:
            if len(self._presumed) > _MOST_KNOWN:
                self._presumed.clear()
            found = self._presumed[member] = Helper(member=member)
        return found

    def recounted(self, ledger: Ledger, now: datetime, new_questions: int) -> tuple[int, int]:
        """About how many questions the quarter holds with these, and how many came since they were counted.

        They are counted anew every fifty. Changes nothing: see ``use_count``.
        """
        since = self._since_count + new_questions
        if since >= _RECOUNT:
            return ledger.conversations.count_questions(now - _QUARTER), 0
        return self.questions + new_questions, since

    def use_count(self, questions: int, since_count: int) -> None:
        """Swap the number in (after the commit)."""
        self.questions, self._since_count = questions, since_count


def account_of(event: AccountSeen, member: MemberId) -> Account:
    """The account that an event tells of."""
    return Account(
        id=event.account, member=member, name=event.name, is_bot=event.is_bot, timezone=event.timezone,
        roles=event.roles, is_gone=event.is_gone,
    )  # fmt: skip
