"""How is one field of a message shown to one reader?"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bots.voice.composed import said_composed
from bots.voice.foreign import (
    LONGEST_NAME,
    LONGEST_QUOTE,
    LONGEST_SAID,
    LONGEST_STATEMENT,
    LONGEST_WORDS,
    clean,
    cut,
    cut_lines,
)
from bots.voice.units import Word, to_day, to_instant, to_percent, to_span
from engagement.actions import Field, FieldKind
from engagement.ids import AccountId, ChannelId, MemberId, MessageId

PERSONA_FIELD = "bot"
"""The placeholder every text may use: what the bot is called here."""
NOTHING = frozenset({"", "-", "–"})
"""What plays write where there is nothing to name."""
_LEFT_OUT = "more"
"""The field that counts what a list left out; none left out is nothing to say."""
_OWN_WORDS: Mapping[str, str] = {
    "step": "steps.",
    "why": "reasons.",
    "evidence": "evidence.",
    "fields": "helper_enrolment.form_",
    "missed": "absences.missed_is_",
    "kind": "own_data.",
    "others": "own_data.",
    "switched_on": "own_data.",
    "switched_off": "own_data.",
    "used_for": "privacy.use_is_",
    "runs": "privacy.model_runs_",
    "state": "escalation.is_",
    "severity": "escalation.is_",
    "newcomer": "escalation.is_",
    "stand": "crisis.is_",
    "deed": "crisis.is_",
    "everywhere": "crisis.is_",
    "owner": "escalation.is_",
    "finding": "auditor.is_",
    "few": "what_we_learned.is_",
    "privately": "digest.is_",
    "level": "levels.is_",
    "badges": "levels.is_",
    "reached": "levels.is_",
    "number": "levels.is_",
    "people": "dependency.is_",
    "chances": "dependency.is_",
    "stage": "product_wish.is_",
    "expressed": "product_wish.is_",
    "wished_by": "product_wish.is_",
    "new_people": "new_names_and_topics.is_",
    "who": "escalation.is_",
    "item": "escalation.is_",
    "nothing": "recognition.is_",
    "nobody": "advocates.is_",
    "did": "reasons.",
    "old": "manager_desk.is_",
    "new": "manager_desk.is_",
    "credit": "recognition.is_",
    "held": "recognition.held_",
    "named": "recognition.is_",
    "known_as": "recognition.is_",
    "kept_out": "recognition.is_",
    "seen": "recognition.is_",
    "then": "reasons.",
    "ask": "asks.form_kind_is_",
    "accepts": "asks.form_kind_is_",
    "way": "advocates.is_",
    "stands": "advocates.is_",
    "stands_in": "advocates.place_",
    "choice": "advocates.is_",
    "listed": "advocates.is_",
    "good": "did_it_help.is_",
    "voters": "value_poll.is_",
    "stands_so": "proposals.is_",
    "times": "value_poll.is_",
    "heading": "digest.is_",
    "figure": "digest.is_",
    "changed": "digest.is_",
    "advice": "digest.is_",
    "causes": "digest.is_",
    "group": "digest.is_",
    "mix": "digest.is_",
    "piece": "summary.is_",
    "model_use": "helper_enrolment.is_",
}
"""Fields whose words are Hubbub's own, by the texts that say them in the reader's language."""
_BETWEEN = ("; ", ": ", ", ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads a message, and how what it names is called there.

    ``link`` gives the address of a message, "" when it has none. A ``QUOTE`` field holds the words themselves by the
    time it gets here (nothing when they are not kept any more).
    """

    language: str
    timezone: str
    names: Mapping[MemberId, str]
    accounts: Mapping[MemberId, AccountId]
    """For pings; used only for members whom the action mentions."""
    channels: Mapping[ChannelId, str]
    link: Callable[[MessageId], str]
    now: datetime
    pages_at: str = ""
    """Where our own pages are, without a slash at its end; "" where whoever reads it does not reach them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A field as it is read; ``text`` empty when there is nothing to show."""

    text: str
    link: str | None = None
    person: AccountId | None = None
    at: datetime | None = None
    is_nothing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """Shows the fields of one message. ``find`` looks a text up by its key; None when there is none."""

    reader: Reader
    find: Callable[[str], str | None]
    word: Word
    mentions: frozenset[MemberId] = field(default_factory=frozenset)
    longest_quote: int = LONGEST_QUOTE
    longest_said: int = LONGEST_SAID

    def show(self, name: str, value: Field) -> Shown:
        """The field called ``name`` as the reader sees it; foreign words stay words, whatever they look like."""
        match value.kind:
            case FieldKind.PERSON:
                shown = self._person(MemberId(value.value))
            case FieldKind.LINK:
                link = self.reader.link(MessageId(value.value)) if value.value else ""
                shown = Shown(text=self.word("conversation"), link=link or None, is_nothing=not link)
            case FieldKind.PLACE:
                known = clean(self.reader.channels.get(ChannelId(value.value), "")).lstrip("#")
                shown = Shown(text=f"#{cut(known, LONGEST_NAME)}" if known else self.word("channel"))
            case FieldKind.QUOTE:
                said = cut(value.value, self.longest_quote)
                shown = Shown(text=said, is_nothing=not said)
            case FieldKind.SAID:
                said = cut_lines(value.value, self.longest_said)
                shown = Shown(text=said, is_nothing=not said)
            case FieldKind.STATEMENT:
                said = cut(value.value, LONGEST_STATEMENT)
                shown = Shown(text=said, is_nothing=not said)
            case FieldKind.INSTANT | FieldKind.MOMENT | FieldKind.DAY | FieldKind.SPAN:
                shown = self._time(value)
            case FieldKind.TEXT:
                shown = self._text(name, value.value)
            case FieldKind.SHARE | FieldKind.SHARES | FieldKind.PAGE:
                shown = self._ours(value)
        return shown

    def _ours(self, value: Field) -> Shown:
        """Shares as the language writes them, or a page of ours; that one is something to say without a link, too."""
        if value.kind is FieldKind.SHARE:
            return Shown(text=to_percent(f"{float(value.value):.0%}", self.word))
        if value.kind is FieldKind.SHARES:
            return Shown(text=to_percent(value.value, self.word), is_nothing=value.value in NOTHING)
        base = self.reader.pages_at
        return Shown(text=self.word("page"), link=f"{base}{value.value}" if base else None)

    def _time(self, value: Field) -> Shown:
        if value.kind is FieldKind.SPAN:
            return Shown(text=to_span(float(value.value), self.word))
        if value.kind is FieldKind.DAY:
            return Shown(text=to_day(date.fromisoformat(value.value), self.word))
        at = datetime.fromisoformat(value.value)
        stays = at if value.kind is FieldKind.MOMENT else None
        return Shown(text=to_instant(at, self.reader.now, self.reader.timezone, self.word), at=stays)

    def _person(self, member: MemberId) -> Shown:
        name = cut(self.reader.names.get(member, ""), LONGEST_NAME)
        account = self.reader.accounts.get(member) if member in self.mentions else None
        return Shown(text=name or self.word("somebody"), person=account)

    def _text(self, name: str, value: str) -> Shown:
        said = cut(self._own(name, value), LONGEST_WORDS)
        is_nothing = said in NOTHING or (name == _LEFT_OUT and said == "0")
        return Shown(text="–" if said == "-" else said, is_nothing=is_nothing)

    def _own(self, name: str, value: str) -> str:
        """Hubbub's own words in the reader's language, whole or part by part; anything else as it is."""
        prefix = _OWN_WORDS.get(name)
        if prefix is None:
            return value
        return self._said(prefix, value, _BETWEEN)

    def _said(self, prefix: str, said: str, between: Sequence[str]) -> str:
        """Words that have a text, or are put together; else what stands between these signs, part by part."""

        def find(words: str) -> str | None:
            found = self.find(prefix + slug(words))
            return found.strip() if found is not None else None

        whole = find(said)  # first: "it speaks ill of others" is no team that speaks a language
        known = said_composed(said, find) if whole is None else whole
        if known is not None:
            return known
        if between:
            return between[0].join(self._said(prefix, part, between[1:]) for part in said.split(between[0]))
        head, space, rest = said.partition(" ")
        known = find(head) if space else None
        return said if known is None else f"{known}{space}{rest}"


def slug(words: str) -> str:
    """The section that holds a reason or name: its letters and figures, with underscores between."""
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
