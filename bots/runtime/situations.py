"""What a play is shown: looks up in the memory what a situation needs, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import takewhile

from bots.runtime.community import Community
from engagement.actions import Credit, Reach, Say
from engagement.crisis import Crisis
from engagement.decisions import Decision, Outcome
from engagement.desk import Desk
from engagement.entries import Entry
from engagement.ids import (
    AccountId,
    ChannelId,
    MemberId,
    MessageId,
    OutboxId,
    ThreadId,
    channel_of,
    external_of,
    is_private_place,
)
from engagement.language import guess_language
from engagement.looked_after import PAUSE, rests_until
from engagement.matching import LEAST_SIMILAR
from engagement.own_data import OwnData
from engagement.people import STAFF, Account, Helper, Purpose, Role
from engagement.plays.peer_prompt import storm_slots
from engagement.ports import Ledger
from engagement.records import OutboxRow, Sent, SimilarThread, Words
from engagement.restraint import Standing
from engagement.situation import Person, SetupFacts
from engagement.terms import postings
from engagement.threads import Message, Thread

_LOOK_BACK = timedelta(days=30)
_WEEK = timedelta(days=7)
_SIMILAR = 20
_ALIKE = 0.35
CLEARLY = min(_ALIKE, LEAST_SIMILAR)
"""What is less alike says nothing about whom to ask, nor of an outage."""
_PATIENCE = timedelta(hours=2)
_LONGEST_WAIT = timedelta(days=2)
"""What was decided on earlier was said more than a day ago, if at all."""


@dataclass(slots=True)
class Lookups:
    """Reads for one batch: the memory, and the desk on which the batch is being worked."""

    community: Community
    ledger: Ledger
    desk: Desk
    helpers: dict[MemberId, Helper | None] = field(default_factory=dict)
    """Helpers as this batch leaves them; None for one who is none any more."""
    decided: dict[OutboxId, OutboxRow] = field(default_factory=dict)
    """Messages this batch has decided on and not yet written down: they count against the caps too."""
    stops: dict[MemberId, bool] = field(default_factory=dict)
    """Who stopped everything in this batch (True), or took it back."""
    has_new_escalations: bool = False
    seen: dict[AccountId, Account] = field(default_factory=dict)
    """Accounts as this batch was told of them: a press brings the roles of whoever pressed along."""

    own: dict[str, OwnData] = field(default_factory=dict)
    """What people were shown about themselves, by the key of the event in which they asked."""

    _pauses: Mapping[MemberId, list[Entry]] | None = None
    _crisis: tuple[Crisis | None] | None = None
    """The crisis that goes on, as far as it was looked up."""

    @property
    def pauses(self) -> Mapping[MemberId, list[Entry]]:
        """Whom managers gave a rest, as it stood when this batch began; looked at again before anything is said."""
        if self._pauses is None:
            found: dict[MemberId, list[Entry]] = {}
            for one in self.ledger.entries.find(PAUSE):
                if one.member is not None:
                    found.setdefault(one.member, []).append(one)
            self._pauses = found
        return self._pauses

    @property
    def crisis(self) -> Crisis | None:
        """The crisis that goes on, as this batch leaves it."""
        if self._crisis is None:
            self._crisis = (self.ledger.crises.going_on(),)
        return self._crisis[0]

    def crisis_changed(self, crisis: Crisis) -> None:
        """It stands like this now, or is over."""
        self._crisis = (crisis if crisis.is_going_on else None,)

    # --- people -----------------------------------------------------------------------------------------------

    def account(self, account: AccountId) -> Account | None:
        """An account as last seen."""
        known = self.seen.get(account) or self.community.accounts.get(account)
        if known is None:
            known = self.ledger.people.account(account)
            if known is not None:
                self.community.accounts[account] = known
        return known

    def staff_among(self, members: Iterable[MemberId]) -> set[MemberId]:
        """Those who are the organisation's own: looked at are only accounts that the playbook names in any way."""
        some, policy = set(members), self.community.policy
        if not policy.assume_willing:
            written = policy.named | {one.removeprefix("@") for one in policy.named}
            known = {one.member for one in (*self.ledger.people.named_or_in_roles(written), *self.seen.values())}
            some = {who for who in some if who in known or not written.isdisjoint((who, external_of(who)))}
        self.prefetch_accounts(sorted(some))
        return {who for who in some if self.community.is_staff(self.account_of(who), who)}

    def prefetch_accounts(self, members: Iterable[MemberId]) -> None:
        """Look up at once the accounts that these members are named after."""
        known = self.community.accounts
        new = [AccountId(member) for member in members if AccountId(member) not in known]
        known.update({account.id: account for account in self.ledger.people.accounts(new)})

    def account_of(self, member: MemberId) -> Account | None:
        """A member's account: the one they are named after, else their first."""
        found = self.account(AccountId(member))
        if found is not None:
            return found
        accounts = self.ledger.people.accounts_of(member)
        return accounts[0] if accounts else None

    def person(self, account: AccountId) -> Person:
        """Somebody who just did something. Who has left may still say stop; what they were allowed is over."""
        member = self.desk.member(account)
        known = self.account(account)
        is_gone = known is not None and known.is_gone and not known.is_bot
        return Person(
            member=member,
            name=known.name if known is not None else "",
            roles=frozenset({Role.GONE}) if is_gone else self.community.roles(known, member),
            helper=self.helper(member),
        )

    def has_stopped(self, member: MemberId | None) -> bool:
        """Whether somebody stopped everything."""
        return member is not None and self.stops.get(member, member in self.community.stopped)

    def helper(self, member: MemberId) -> Helper | None:
        """A helper's own choices, if they ever enrolled."""
        if member in self.helpers:
            return self.helpers[member]
        return self.community.helpers.get(member)

    def staff_accounts(self) -> list[Account]:
        """Accounts of everybody whom the dials of escalation name: by id, or by a user group or role."""
        governance = self.community.policy.governance
        written: set[str] = set()
        if governance is not None:
            some = governance.people | governance.groups
            written = {one.removeprefix("@") for one in some}
            written.update(one.removeprefix("@") for rota in governance.rotas.values() for one in rota.people)
        if self.community.staff is None or self.community.staff[0] != written:
            self.community.staff = (written, self.ledger.people.named_or_in_roles(written))
        return [self.seen.get(account.id, account) for account in self.community.staff[1]]

    def has_escalations(self) -> bool:
        """Whether anything was ever escalated here."""
        if self.has_new_escalations or self.community.has_escalations:
            return True
        if self.community.has_escalations is None:
            self.community.has_escalations = self.ledger.escalations.next_at() is not None
        return bool(self.community.has_escalations)

    def was_offered(self, member: MemberId) -> bool:
        """Whether somebody was offered to become a helper, has answered that already, or is staff."""
        is_told = self.ledger.outbox.in_slot(f"offer:{member}") is not None
        has_said = is_told or Purpose.ASK_ME in self.ledger.people.consents(member)
        return has_said or self.community.is_staff(self.account_of(member), member)

    def why_no_credit(self, credit: Credit) -> str | None:
        """Why somebody is not credited with this; None: they are."""
        if self.has_stopped(credit.member) or self.has_stopped(credit.by):
            return "said stop"
        if is_private_place(channel_of(credit.thread)):
            return "what is asked privately counts nowhere"
        return (
            "staff are not counted" if self.community.is_staff(self.account_of(credit.member), credit.member) else None
        )

    def text_in(self, slot: str) -> str | None:
        """The text of the newest message of ours in a slot that was sent."""
        told = self.ledger.outbox.in_slot(slot)
        return str(told.body["text"]) if told is not None else None

    def tried(self, since: datetime, until: datetime) -> tuple[Decision, ...]:
        """What was only tried out in [since, until)."""
        return tuple(d for d in self.ledger.journal.between(since, until) if d.outcome is Outcome.TRIED)

    def all_helpers(self) -> dict[MemberId, Helper]:
        """Everybody who ever enrolled."""
        found: dict[MemberId, Helper | None] = {**self.community.helpers, **self.helpers}
        return {member: helper for member, helper in found.items() if helper is not None}

    # --- conversations ------------------------------------------------------------------------------------------

    def is_question(self, thread: Thread) -> bool:
        """Whether it is one that Hubbub looks after: as its channel judges, by a human who has not stopped."""
        return (
            bool(thread.modes & self.community.flag(thread.channel))
            and thread.asker is not None
            and not thread.asker_is_bot
            and not self.has_stopped(thread.asker)
        )

    def last_reply(self, thread: Thread) -> Message | None:
        """The latest kept message in the thread by a human other than the asker.

        Somebody of sales joins what is answered already, and is credited with nothing: theirs is the one only where
        nobody else answered.
        """
        replies = [
            m
            for m in reversed(self.desk.messages_of(thread.id))
            if not m.is_deleted and not m.is_bot and m.author != thread.asker
        ]
        answers = (m for m in replies if not self._is_of_sales(m.author))
        return next(answers, replies[0] if replies else None)

    def _is_of_sales(self, member: MemberId) -> bool:
        """And does not look after the community besides."""
        roles = self.community.roles(self.account_of(member), member)
        return Role.SALES in roles and not roles & STAFF

    def opening_words(self, thread: Thread, kept: Iterable[Words] | None = None) -> str:
        """What the asker said there, as far as it is kept, the question first; ``kept`` saves looking it up."""
        return "\n".join(words.text for words in self._words_of_asker(thread, kept))

    def asked_words(self, thread: Thread) -> str:
        """The same, but only what they said before anybody answered: nothing of the talk that followed."""
        here = self.desk.messages_of(thread.id)
        early = {one.id for one in takewhile(lambda one: one.author == thread.asker or one.is_bot, here)}
        return "\n".join(words.text for words in self._words_of_asker(thread) if words.message in early)

    def _words_of_asker(self, thread: Thread, kept: Iterable[Words] | None = None) -> list[Words]:
        if thread.asker is None:
            return []
        found = self.ledger.conversations.words_by(thread.id, thread.asker) if kept is None else kept
        by_message = {words.message: words for words in (*found, *self.desk.words.values())}
        mine = [
            words
            for words in by_message.values()
            if (words.thread, words.author) == (thread.id, thread.asker) and words.message not in self.desk.forgotten
        ]
        return sorted(mine, key=lambda words: (words.message != thread.id, words.message))

    def answer_meant(self, thread: Thread | None, row: OutboxRow | None) -> Message | None:
        """The answer that the message of ours names, else the latest."""
        fields = row.body.get("fields") if row is not None else None
        named = fields.get("answer") if isinstance(fields, dict) else None
        if named is not None:
            return self.desk.message(MessageId(named[1]))
        return self.last_reply(thread) if thread is not None else None

    def similar(self, thread: Thread, *, least: float = 0.0) -> tuple[SimilarThread, ...]:
        """Earlier threads like this one, best first, none under ``least``."""
        text = self.opening_words(thread)
        if not text:
            return ()
        terms = postings(text, thread.language or guess_language(text, self.community.policy.languages))
        found = self.ledger.similar.find(terms, limit=_SIMILAR, without=thread.id, least=least)
        return tuple(found)

    def storm(self, thread: Thread, similar: Sequence[SimilarThread], now: datetime) -> tuple[ThreadId, ...]:
        """The similar questions of this channel within the storm window, when there are too many."""
        dials = self.community.policy.restraint
        began = (thread.root_at or now) - dials.storm_window
        recent = {t.id: t for t in self.ledger.conversations.questions_in(thread.channel, began, now)}
        alike = {s.thread for s in similar if s.score >= _ALIKE and s.thread in recent} | {thread.id}
        if len(alike) < dials.storm_questions:
            return ()
        return tuple(sorted(alike))

    def storm_slot(self, thread: Thread, now: datetime) -> str | None:
        """The slot of the message that tells of this channel's storm already, while it goes on."""
        since = (thread.root_at or now) - self.community.policy.restraint.storm_window
        slots = storm_slots(thread.channel)
        just_now = [row for row in self.decided.values() if row.slot is not None and row.slot.startswith(slots)]
        found = just_now[-1] if just_now else self.ledger.outbox.latest(slots, since)
        return found.slot if found is not None else None

    # --- what may be sent to whom -------------------------------------------------------------------------------------

    def sent_to(self, members: Sequence[MemberId], now: datetime) -> Mapping[MemberId, Sequence[Sent]]:
        """What they got lately: in a week for the caps; longer where ignored asks can be told (see ``_ignored``)."""
        span = _WEEK if self.community.policy.assume_willing else _LOOK_BACK
        return self.ledger.outbox.to_members(members, now - span)

    def standing(
        self, member: MemberId, now: datetime, helper: Helper | None = None, sent: Sequence[Sent] | None = None
    ) -> Standing:
        """What is known of one person before something is sent to them."""
        rows = sent
        if rows is None:
            rows = self.sent_to([member], now).get(member, [])
        asks = [row for row in rows if row.is_ask]
        said = sorted((now if row.is_pending else row.at, row.is_ask) for row in rows if row.is_unprompted)
        just_now = [row for row in self.decided.values() if row.to_member == member] if self.decided else []
        account = self.account_of(member)
        is_rehearsal = self.community.policy.assume_willing
        agreed = {} if is_rehearsal else self.ledger.people.consents(member)
        consents = {purpose for purpose, is_given in agreed.items() if is_given}
        if helper is not None and is_rehearsal:
            consents.add(Purpose.ASK_ME)
        return Standing(
            helper=helper,
            timezone=self._zone(member, account),
            consents=frozenset(consents),
            refused=frozenset(purpose for purpose, is_given in agreed.items() if not is_given),
            rests_until=None if is_rehearsal else rests_until(self.pauses.get(member, ()), now),
            has_stopped=agreed.get(Purpose.METRICS) is False,
            asks=[*(at for at, is_ask in said if is_ask), *(row.created_at for row in just_now if row.is_ask)],
            ignored=self._ignored(asks, now),
            unsolicited=[
                *(at for at, is_ask in said if not is_ask),
                *(row.created_at for row in just_now if row.is_unprompted and not row.is_ask),
            ],
        )

    def _zone(self, member: MemberId | None, account: Account | None) -> str:
        """The zone they chose as a helper, else their account's, else the community's."""
        helper = self.helper(member) if member is not None else None
        chosen = helper.timezone if helper is not None else None
        return chosen or (account.timezone if account is not None else None) or self.community.policy.timezone

    def _ignored(self, asks: Sequence[Sent], now: datetime) -> int:
        """How many of the latest asks went without any sign, in a row. Rehearsed asks cannot be answered."""
        if self.community.policy.assume_willing or len(asks) < self.community.policy.restraint.ignored_asks:
            return 0
        ignored = 0
        for row in reversed(asks):
            if row.is_tried or row.is_pending or now - row.at < _PATIENCE:
                continue
            decision = self.ledger.journal.get(row.decision)
            if decision is None or decision.result is not None:
                break
            ignored += 1
        return ignored

    def standing_for(self, say: Say, now: datetime) -> Standing:
        """What is known of whoever a message goes to, and of whoever it is about."""
        standing = self._standing_for(say, now)
        if say.purpose is Purpose.ASK_ME and say.thread is not None and self.crisis is not None:
            standing = replace(standing, is_crisis=self.crisis.covers(channel_of(say.thread)))
        thread = self.desk.thread(say.thread) if say.thread is not None and self._anybody_stopped else None
        if thread is None or not self.has_stopped(thread.asker):
            return standing
        return replace(standing, asker_has_stopped=True)

    @property
    def _anybody_stopped(self) -> bool:
        return bool(self.stops or self.community.stopped)

    def _standing_for(self, say: Say, now: datetime) -> Standing:
        if say.reach is Reach.MEMBER:
            member = MemberId(say.to)
            helper = self.helper(member)
            if helper is None and self.community.policy.assume_willing:
                helper = self.community.presumed(member)
            return self.standing(member, now, helper)
        channel = _channel_of(say)
        in_channel = self.ledger.outbox.to_channel(channel, now - _LONGEST_WAIT, now) if channel else []
        just_now = (row for row in self.decided.values() if row.is_unprompted and row.channel == channel)
        in_channel.extend(row.created_at for row in just_now if channel)
        if say.purpose is Purpose.ASK_ME and say.mentions:
            mine = self.standing(say.mentions[0], now, self.helper(say.mentions[0]))
            return replace(mine, in_channel=in_channel)
        thread = self.desk.thread(say.thread) if say.purpose is not None and say.thread is not None else None
        asker = thread.asker if thread is not None else None
        account = self.account_of(asker) if asker is not None else None
        return Standing(
            timezone=self._zone(asker, account),
            in_channel=in_channel,
            refused=self.refused(asker),
        )

    def refused(self, member: MemberId | None) -> frozenset[Purpose]:
        """What somebody said no to. An export holds no such words."""
        if member is None or self.community.policy.assume_willing:
            return frozenset()
        return frozenset(purpose for purpose, is_given in self.ledger.people.consents(member).items() if not is_given)

    # --- the set-up -------------------------------------------------------------------------------------------------

    def setup_facts(self) -> SetupFacts:
        """How far the set-up has come."""
        policy = self.community.policy
        ids = self.channel_ids()
        listed = tuple(policy.channels)
        notices = sum(
            all(self.ledger.outbox.in_slot(f"notice:{channel}") is not None for channel in ids[name])
            for name in listed
            if name in ids
        )
        given = list(policy.roles.values())
        return SetupFacts(
            channels=listed,
            channels_unknown=tuple(name for name in listed if name not in ids),
            channels_live=tuple(name for name, dials in policy.channels.items() if dials.is_live),
            notices=notices,
            managers=sum(role.value == "manager" for role in given),
            staff=sum(role.value == "staff" for role in given),
            helpers=sum(helper.is_active for helper in self.all_helpers().values()),
        )

    def channel_ids(self) -> dict[str, tuple[ChannelId, ...]]:
        """Ids of the known channels, by name and by what the platform calls them; each workspace may have its own."""
        found: dict[str, tuple[ChannelId, ...]] = {}
        for channel in sorted(self.community.channels.values(), key=lambda channel: channel.id):
            if not channel.is_archived:
                for name in dict.fromkeys((channel.name, external_of(channel.id))):
                    found[name] = (*found.get(name, ()), channel.id)
        return found


def _channel_of(say: Say) -> ChannelId | None:
    if say.reach is Reach.CHANNEL:
        return ChannelId(say.to)
    if say.reach in {Reach.THREAD, Reach.ASKER}:
        return ChannelId(say.to.rpartition(":")[0])
    return None
