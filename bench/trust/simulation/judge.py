"""Was anything said that should not have been? Counts anew what the platforms show; asks nothing of ``restraint``.

What somebody told the bot binds it from the acknowledgement on; what loosens it, from the first time it was told.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bench.trust.simulation.chat import Chat, Shown
from bench.trust.simulation.town import BY_ACCOUNT, ON, QUIET_FROM, QUIET_UNTIL, ZONE, name_of
from engagement.actions import Reach
from engagement.decisions import Decision
from engagement.events import AccountSeen, CommandGiven, ControlUsed, Event, FormSubmitted, MessagePosted
from engagement.ids import AccountId, MemberId, MessageId, OutboxId, channel_of
from engagement.records import OutboxRow

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
_AT_ONCE = timedelta(seconds=5)
"""What is on its way when somebody says stop is allowed to arrive."""
_PATIENCE = timedelta(hours=2, minutes=5)
_REST = timedelta(days=14)
_BY_CONTROL = {
    "enrol": ("ask", False), "stop": ("ask", True), "no_thanks": ("ask", True), "start_own": ("own", False),
    "stop_own": ("own", True),
}  # fmt: skip
_BY_COMMAND = {
    ("quiet", "stop"): ("ask", True), ("stop",): ("ask", True), ("pause",): ("pause", True),
    ("resume",): ("pause", False),
}  # fmt: skip
_BUNDLED = timedelta(minutes=2)
_ONE_NOTICE = {
    "open_questions.list": "list", "open_questions.none": "list", "connection_troubles.not_delivered": "undelivered",
}  # fmt: skip
"""By the text, notices to the managers of which one at a time is enough."""
_ASK = "on_it"
_REMIND = "not_yet"


def switches(event: Event) -> tuple[str, bool] | None:
    """What an event switches off (True) or on again: ``ask``, ``own``, ``pause`` or the name of a channel."""
    if isinstance(event, ControlUsed):
        return _BY_CONTROL.get(event.control)
    if isinstance(event, FormSubmitted):
        return "ask", False
    if isinstance(event, CommandGiven):
        is_live = event.words[0] == "live"
        return (event.words[1], False) if is_live else _BY_COMMAND.get(event.words)
    return None


@dataclass(slots=True)
class _Said:
    """One message to somebody, as far as caps are concerned."""

    at: datetime
    shown: MessageId
    marker: OutboxId
    thread: str | None
    has_sign: bool = False


@dataclass(slots=True)
class Judge:
    """``failures`` holds a sentence for each broken promise. ``slack`` is how wrong the machine's clock may be."""

    row_of: Callable[[OutboxId], tuple[OutboxRow | None, Decision | None]]
    stands: Callable[[MessageId], bool]
    """Whether a message still stands: what a manager took back counts no more."""
    slack: timedelta = timedelta()
    failures: list[str] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0
    loud: int = 0
    shown: int = 0
    off: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """By whom or what, and what is off: since when."""
    limits: dict[MemberId, int | None] = field(default_factory=dict)
    """How many asks a day each helper chose; None for who chose nothing."""
    loosest: set[MemberId] = field(default_factory=set)
    """Whose choices a manager took back: nothing is known of their limit."""
    zones: dict[MemberId, str] = field(default_factory=dict)
    """Whose zone Hubbub was told; the others live by the community's."""
    _chosen: set[MemberId] = field(default_factory=set)
    _unsure: set[str] = field(default_factory=set)
    """Keys of what is being told about anybody's zone."""
    _asks: dict[MemberId, list[_Said]] = field(default_factory=dict)
    _unasked: dict[MemberId, list[_Said]] = field(default_factory=dict)
    _channels: dict[str, list[_Said]] = field(default_factory=dict)
    _loosening: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _live: set[str] = field(default_factory=lambda: {ON})
    _notices: dict[tuple[str, str], _Said] = field(default_factory=dict)
    _texts: dict[tuple[str, str, tuple[str, ...]], MessageId] = field(default_factory=dict)

    # --- what people say --------------------------------------------------------------------------------------------

    def told(self, event: Event) -> None:
        """Hubbub is being told, perhaps not for the first time."""
        found = switches(event)
        if isinstance(event, FormSubmitted | AccountSeen):
            self._unsure.add(event.key)
        if isinstance(event, MessagePosted) and event.thread is not None:
            for said in self._all_asks():
                said.has_sign = said.has_sign or said.thread == event.thread
        if isinstance(event, ControlUsed) and event.outbox is not None:
            for said in self._all_asks():
                said.has_sign = said.has_sign or said.marker == event.outbox
        if found is not None and not found[1]:
            key = self._key(event, found[0])
            self._loosening.setdefault(key, set()).add(event.key)
            self.off.pop(key, None)
            if found[0] not in {"ask", "own", "pause"}:
                self._live.add(found[0])

    def taken(self, event: Event, at: datetime) -> None:
        """Hubbub has acknowledged it."""
        if isinstance(event, FormSubmitted):
            chosen = event.values.get("limit", ("",))[0]
            self.limits[_member(event.account)] = int(chosen) if chosen else None
        if isinstance(event, FormSubmitted | AccountSeen):
            self._learn_zone(event)
        found = switches(event)
        if found is None:
            return
        key = self._key(event, found[0])
        under_way = self._loosening.setdefault(key, set())
        under_way.discard(event.key)
        if found[1] and not under_way:
            self.off[key] = at

    def _learn_zone(self, event: FormSubmitted | AccountSeen) -> None:
        """A zone that somebody chose goes before that of their account."""
        member = _member(event.account)
        if isinstance(event, FormSubmitted):
            self.zones[member] = event.values.get("timezone", (self.zones.get(member, ZONE),))[0]
            self._chosen.add(member)
        elif event.timezone is not None and member not in self._chosen:
            self.zones[member] = event.timezone
        self._unsure.discard(event.key)

    def may_be_anything(self, account: AccountId | None) -> None:
        """A manager took back what somebody had chosen or what was switched: from now on nothing is known of it."""
        if account is not None:
            self.loosest.add(_member(account))
        else:
            self.off.pop(("town", "pause"), None)

    def _all_asks(self) -> list[_Said]:
        return [said for some in self._asks.values() for said in some]

    @staticmethod
    def _key(event: Event, what: str) -> tuple[str, str]:
        account = getattr(event, "account", None)
        return (_member(account), what) if what in {"ask", "own"} and account is not None else ("town", what)

    # --- what is shown ----------------------------------------------------------------------------------------------

    def see(self, chat: Chat, shown: Shown) -> None:
        """Something of ours stands on a platform."""
        self.shown += 1
        row, decision = self.row_of(shown.marker)
        if row is None or decision is None or decision.outbox != shown.marker:
            self._fail(shown, "there is no decision behind it")
            return
        self._twice(chat, shown, row)
        self._together(shown, row)
        if shown.reach in {Reach.MANAGERS, Reach.CHANNEL}:
            return
        self._place(shown, row)
        paused = self.off.get(("town", "pause"))
        if paused is not None and shown.asked_at > paused + _AT_ONCE:
            self._fail(shown, f"everything is paused since {paused:%H:%M:%S}")
        for account in shown.people:
            self._person(shown, row, account)
        if shown.reach in {Reach.THREAD, Reach.ASKER}:
            self._in_channel(chat, shown)

    def _fail(self, shown: Shown, why: str) -> None:
        self.loud += 1
        self._write(shown, why)

    def _write(self, shown: Shown, why: str) -> None:
        self.failures.append(f"{shown.at:%Y-%m-%d %H:%M:%S} {shown.marker} to {shown.to}: {why}")

    def _twice(self, chat: Chat, shown: Shown, row: OutboxRow) -> None:
        """The same marker, or the same words to the same people while the first still stand."""
        if len(chat.markers[shown.marker]) > 1:
            self.doubled += 1
            self._write(shown, "the same message stands there already")
        keys = [(shown.to, shown.text, shown.links)]
        if _ASK in shown.buttons and shown.people:
            keys.append((_member(shown.people[0]), f"asked about {row.thread}", ()))
        for key in keys:
            before = self._texts.get(key)
            if before is not None and before != shown.id and self.stands(before):
                self.doubled += 1
                self._write(shown, "the same was said to them already")
            self._texts[key] = shown.id

    def _together(self, shown: Shown, row: OutboxRow) -> None:
        """Notices to the managers of which those that come within two minutes are to be one."""
        kind = _ONE_NOTICE.get(str(row.body.get("text")))
        if kind is None:
            return
        key = (shown.to, kind)
        before = self._notices.get(key)
        self._notices[key] = _Said(shown.at, shown.id, shown.marker, row.thread)
        if before is None or before.shown == shown.id or shown.at - before.at >= _BUNDLED - self.slack:
            return
        if self.stands(before.shown):
            self._fail(shown, "two notices within two minutes, which should be one")

    def _place(self, shown: Shown, row: OutboxRow) -> None:
        """Only where Hubbub was switched on."""
        places = {name_of(channel_of(row.thread))} if row.thread is not None else set()
        if shown.reach in {Reach.THREAD, Reach.ASKER}:
            places.add(name_of(channel_of(MessageId(shown.to))))
        wrong = sorted(places - self._live)
        if wrong:
            self._fail(shown, f"Hubbub is not switched on in {', '.join(wrong)}")

    def _person(self, shown: Shown, row: OutboxRow, account: AccountId) -> None:
        """One person is written to, pinged, or shown something alone."""
        member = _member(account)
        is_ask, is_private = _ASK in shown.buttons, shown.reach is Reach.MEMBER
        what = "ask" if is_ask or is_private else "own"
        since = self.off.get((member, what))
        if since is not None and shown.asked_at > since + _AT_ONCE:
            self._fail(shown, f"they said stop at {since:%H:%M:%S}")
        if (is_ask or is_private or _REMIND in shown.buttons) and self._is_night(shown.asked_at, account):
            self._fail(shown, "it is night there")
        said = _Said(at=shown.at, shown=shown.id, marker=shown.marker, thread=row.thread)
        if is_ask:
            self._ask(shown, member, said)
        elif is_private:
            self._cap(shown, self._unasked.setdefault(member, []), said, WEEK, 2, "private messages this week")
            self._unasked[member].append(said)

    def _is_night(self, at: datetime, account: AccountId) -> bool:
        member = _member(account)
        if self._unsure or member in self.loosest:
            return False
        there = ZoneInfo(self.zones.get(member, ZONE))
        night = [(at + by).astimezone(there).hour for by in (self.slack, -self.slack)]
        return all(hour >= QUIET_FROM or hour < QUIET_UNTIL for hour in night)

    def _ask(self, shown: Shown, member: MemberId, said: _Said) -> None:
        earlier = self._asks.setdefault(member, [])
        limit = self.limits.get(member)
        if member not in self.loosest:
            self._cap(shown, earlier, said, DAY, 1 if limit is None else limit, "asks within a day")
            if limit is None:
                self._cap(shown, earlier, said, WEEK, 3, "asks within a week")
        old = [one for one in earlier if said.at - one.at >= _PATIENCE + self.slack and self.stands(one.shown)]
        ignored = old[-2:]
        if len(ignored) == 2 and not any(one.has_sign for one in ignored) and said.at < old[-1].at + _REST - self.slack:
            self._fail(shown, "they left two asks unanswered and should rest")
        earlier.append(said)

    def _in_channel(self, chat: Chat, shown: Shown) -> None:
        place = f"{chat.workspace}:{name_of(channel_of(MessageId(shown.to)))}"
        said = _Said(at=shown.at, shown=shown.id, marker=shown.marker, thread=shown.to)
        there = self._channels.setdefault(place, [])
        self._cap(shown, there, said, HOUR, 4, "messages in the channel within an hour")
        self._cap(shown, there, said, DAY, 20, "messages in the channel within a day")
        there.append(said)

    def _cap(self, shown: Shown, earlier: Sequence[_Said], now: _Said, span: timedelta, most: int, what: str) -> None:
        since = now.at - span + 4 * self.slack
        within = [one for one in earlier if one.at > since and one.marker != now.marker and self.stands(one.shown)]
        if len(within) + 1 > most:
            self._fail(shown, f"{len(within) + 1} {what}, and {most} are agreed")


def _member(account: AccountId) -> MemberId:
    found = BY_ACCOUNT.get(account)
    return found.member if found is not None else MemberId(account)
