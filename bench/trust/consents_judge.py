"""Judges what was delivered by what people had said by then; the engine's own rules, words and rows are not asked."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Final

from bench.trust.square import EVERYBODY, Heard, Square
from engagement.events import CommandGiven, ControlUsed, Event, FormSubmitted, MessagePosted
from engagement.ids import channel_of, external_of

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
FORTNIGHT: Final = timedelta(days=14)
QUARTER: Final = timedelta(days=92)
MONTH: Final = timedelta(days=30)
LATE: Final = timedelta(days=3)
CARD_LATE: Final = timedelta(hours=4)
"""So long a request and an invitation may have waited for the morning, for a platform that takes nothing, or for a
machine that was off; later they are not sent. What comes on time after one that came late comes that much sooner."""
_OUT: Final = frozenset({"advocate_leave", "show_team_not"})
"""Buttons by which somebody takes their yes to the programme back; "stop" in any form is one, too."""


class Judge:
    """What people said, what they read, and what of it should not have been."""

    WHAT: ClassVar = ("invitations", "requests", "names in public", "names to the team", "yeses taken back")

    def __init__(self, *, advocates: Sequence[str], open_to: str, team: Collection[str]) -> None:
        """``open_to`` is somebody who reads what everybody may; ``team`` are the organisation's people."""
        self.faults: list[str] = []
        self.seen: Counter[str] = Counter()
        self._advocates, self._open, self._team = advocates, frozenset({EVERYBODY, open_to}), frozenset(team)
        self._read, self._answers = 0, 0
        self._first: dict[str, datetime] = {}
        """When somebody first wrote."""
        self._asked: dict[str, tuple[str, str]] = {}
        """Who asked what is called so, and in which channel."""
        self._no_sales: set[str] = set()
        self._named: set[str] = set()
        """Who may be named in the open at this moment."""
        self._spoken_of: set[str] = set()
        """Whom the team may see, or who is in the programme, at this moment."""
        self._a_week: dict[str, int] = {}
        self._cards: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        """By who was invited: when, and into what."""
        self._requests: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
        """By who was asked: when, and whether for a call."""
        self._standing: dict[str, Heard] = {}
        """What each message reads like now."""

    # --- what people do -----------------------------------------------------------------------------------------------

    def note(self, events: Iterable[Event], now: datetime) -> None:
        """People do these; what they mean holds from now on. It has to be called before anything is said."""
        for event in events:
            if isinstance(event, MessagePosted):
                who = external_of(event.author)
                self._first[who] = min(event.at, self._first.get(who, now))
                if event.thread is None:
                    name = event.message.rpartition(":")[2]
                    self._asked[name] = (who, external_of(channel_of(event.message)))
            elif isinstance(event, CommandGiven):
                self._said(external_of(event.account), " ".join(event.words))
            elif isinstance(event, ControlUsed):
                self._pressed(external_of(event.account), event.control)
            elif isinstance(event, FormSubmitted):
                self._filled(external_of(event.account), event)

    def _said(self, who: str, words: str) -> None:
        if words in {"no sales", "privacy stop"}:
            self._no_sales.add(who)
        elif words == "yes sales":
            self._no_sales.discard(who)
        if words == "privacy stop":
            self._take_back(who, self._named)
        if words in {"stop", "quiet stop", "privacy stop"}:
            self._take_back(who, self._spoken_of)

    def _pressed(self, who: str, control: str) -> None:
        if control == "name_me":
            self._named.add(who)
        elif control == "name_me_not":
            self._take_back(who, self._named)
        elif control in _OUT or control == "stop":
            self._take_back(who, self._spoken_of)

    def _filled(self, who: str, form: FormSubmitted) -> None:
        if form.form in {"advocate_apply", "advocate"}:
            self._spoken_of.add(who)
        elif form.form == "sales":
            self._a_week[who] = int(form.values["a_week"][0][0])

    def _take_back(self, who: str, some: set[str]) -> None:
        self.seen["yeses taken back"] += who in some
        some.discard(who)

    # --- what they read -----------------------------------------------------------------------------------------------

    def look(self, here: Square) -> None:
        """Judge what was said and answered since the last look, by what holds now."""
        for one in here.heard[self._read :]:
            self._standing[one.sent] = one
            self._hear(one)
        for one in here.answered[self._answers :]:
            self._hear(one)
        self._read, self._answers = len(here.heard), len(here.answered)
        for one in self._standing.values():
            if "sales_join" in one.buttons:
                self._not_after_a_no(one, "still stands")

    def _hear(self, one: Heard) -> None:
        if "sales_join" in one.buttons and not one.is_edit and one.sent:
            self._invited(one)
        if "ask_yes" in one.buttons and not one.is_edit and one.sent:
            self._requested(one)
        for who in self._advocates:
            if who in one.text and one.readers - {who}:
                self._named_to_others(one, who)

    def _fault(self, one: Heard, what: str) -> None:
        self.faults.append(f"{one.at:%Y-%m-%d %H:%M}: {what}: {' '.join(one.text.split())[:120]}")

    def _about(self, one: Heard) -> str:
        """The conversation that a card leads to."""
        return next(name for name in self._asked if f":{name}" in one.text)

    def _not_after_a_no(self, one: Heard, what: str) -> None:
        asker, channel = self._asked[self._about(one)]
        if asker in self._no_sales or channel == "silent":
            self._fault(one, f"an invitation {what} after a no of {asker} or #{channel}")

    def _invited(self, one: Heard) -> None:
        (seller,) = one.readers
        name = self._about(one)
        asker, _ = self._asked[name]
        self.seen["invitations"] += 1
        self._not_after_a_no(one, "was sent")
        if one.at - self._first[asker] < FORTNIGHT:
            self._fault(one, f"{asker} is new")
        mine = self._cards[seller]
        for span, most in ((DAY, 1), (WEEK, self._a_week[seller])):
            if sum(one.at - at < span - CARD_LATE for at, _ in mine) >= most:
                self._fault(one, f"{seller} was invited more than {most} times within {span}")
        for at, other in (card for cards in self._cards.values() for card in cards):
            if other != name and self._asked[other][0] == asker and one.at - at < FORTNIGHT - CARD_LATE:
                self._fault(one, f"{asker} was to have 14 days of rest")
        mine.append((one.at, name))

    def _requested(self, one: Heard) -> None:
        (who,) = one.readers
        self.seen["requests"] += 1
        if who not in self._spoken_of:
            self._fault(one, f"{who} was asked after they took their yes back")
        mine, is_call = self._requests[who], "reference call" in one.text
        if mine and one.at - mine[-1][0] < MONTH - LATE:
            self._fault(one, f"{who} was asked twice within 30 days")
        if is_call and sum(call and one.at - at < QUARTER - LATE for at, call in mine) >= 2:
            self._fault(one, f"{who} was asked for a third call within a quarter")
        mine.append((one.at, is_call))

    def _named_to_others(self, one: Heard, who: str) -> None:
        """Everybody, or the team, reads the name; members know themselves whom they thank and who answered them."""
        for readers, agreed, what in (
            (self._open, self._named, "names in public"), (self._team, self._spoken_of, "names to the team"),
        ):  # fmt: skip
            if one.readers & readers:
                self.seen[what] += 1
                if who not in agreed:
                    self._fault(one, f"{', '.join(sorted(one.readers))} read {who}, who did not agree to it")
