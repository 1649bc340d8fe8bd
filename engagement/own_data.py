"""What is a person shown about themselves: what is kept, what is switched on, and every line of their own data?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from textwrap import wrap

from engagement.decisions import Decision
from engagement.entries import Entry
from engagement.ids import AccountId, MemberId, MessageId, WorkspaceId, external_of, workspace_of
from engagement.linking import LinkTry
from engagement.people import Helper, MemberFacts, Purpose
from engagement.privacy import AboutMember
from engagement.threads import Message

LONGEST_VALUE = 240
"""Characters of one line's value: longer words go on in the next line, so that nothing is cut when it is shown."""
LONGEST_PART = 3_400
"""Of the tightest platform's 4,096 characters (Discord's embed), with room for what stands above and below."""
MOST_LINES = 40
_LINE_S_OWN, _LINK = 60, 120
"""Characters a line has beside its value: what it is and when; and where."""
_ON_UNTIL_NO = frozenset({Purpose.OWN_QUESTIONS, Purpose.METRICS})
"""On with the public notice, until the person says no; everything else waits for their yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """What a person is shown. ``twins`` are the workspaces where somebody could be the same person."""

    about: AboutMember
    messages: Sequence[Message] = ()
    """Their messages that are known, for handing them out."""
    decisions: Sequence[Decision] = ()
    """What was decided about them, for handing it out: the reason alone, nothing on anybody else."""
    twins: Sequence[WorkspaceId] = ()
    fresh_code: str = ""
    """A code drawn for this occasion, when one was asked for."""
    tried: LinkTry | None = None
    """What is known of the code they gave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How much is kept of one kind; ``until`` when the last of it goes by itself."""

    kind: str
    number: int
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of somebody's own data. ``message`` is where it was said, "" when nowhere."""

    kind: str
    value: str
    at: datetime | None = None
    message: MessageId | None = None

    @property
    def size(self) -> int:
        """How long it is at the most when it is shown: every sign of theirs may need another before it."""
        return 2 * len(self.value) + _LINE_S_OWN + (_LINK if self.message is not None else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the lines: the ``number``-th of ``of``."""

    lines: tuple[Line, ...] = field(default_factory=tuple)
    number: int
    of: int


def is_on(purpose: Purpose, about: AboutMember) -> bool:
    """Whether something is switched on for a person: by their own yes, or until their no."""
    said = {consent.purpose: consent.is_given for consent in about.consents}
    if purpose is Purpose.ASK_ME:
        return said.get(purpose, False) and about.helper is not None and about.helper.is_active
    return said.get(purpose, purpose in _ON_UNTIL_NO)


def has_stopped(about: AboutMember) -> bool:
    """Whether they stopped everything."""
    return not is_on(Purpose.METRICS, about)


def kept(about: AboutMember, retention: Mapping[str, datetime]) -> list[Kept]:
    """How much is kept, kind by kind; nothing of a kind is left out. ``retention``: when kinds go by themselves."""
    first = about.facts.first_at if about.facts is not None else None
    words_since = min((one.kept_from for one in about.words), default=None)
    credits_since = min((one.at for one in about.contributions), default=None)
    consents_since = min((one.at for one in about.consents), default=None)
    enrolled_at = about.helper.enrolled_at if about.helper is not None else None
    found = (
        Kept(kind="accounts", number=len(about.accounts), since=about.first_seen_at),
        Kept(kind="messages", number=about.messages, since=first),
        Kept(kind="words", number=len(about.words), since=words_since, until=retention.get("words")),
        Kept(kind="threads", number=about.threads),
        Kept(kind="answered", number=about.answered),
        Kept(kind="reactions", number=len(about.reactions)),
        Kept(kind="contributions", number=len(about.contributions), since=credits_since),
        Kept(kind="entries", number=len(about.entries), since=min((one.at for one in about.entries), default=None)),
        Kept(kind="helper", number=int(about.helper is not None), since=enrolled_at),
        Kept(kind="consents", number=len(about.consents), since=consents_since),
        Kept(kind="told", number=about.told),
        Kept(kind="decisions", number=about.decisions),
    )
    return [one for one in found if one.number]


def lines_of(own: OwnData) -> list[Line]:
    """Everything, line by line, in the order of its kinds and then of time."""
    about = own.about
    first = [*_of_accounts(about), *_of_facts(about.facts), *_of_choices(about), *_of_deeds(about)]
    return [*first, *_of_decisions(own), *_of_messages(own)]


def _of_accounts(about: AboutMember) -> Iterator[Line]:
    for account in about.accounts:
        told = (account.name, account.timezone or "", ", ".join(account.roles))
        yield from _cut(Line(kind="account", value="; ".join(_told(account.id, told)), at=about.first_seen_at))


def _told(account: AccountId, more: Iterable[str]) -> list[str]:
    return [f"{workspace_of(account)} {external_of(account)}", *(each for each in more if each)]


def _of_facts(facts: MemberFacts | None) -> Iterator[Line]:
    if facts is None:
        return
    for kind, at in (("joined", facts.joined_at), ("first_message", facts.first_at), ("last_message", facts.last_at)):
        if at is not None:
            yield Line(kind=kind, value=at.isoformat(), at=at)
    if facts.questions:
        yield Line(kind="questions", value=str(facts.questions))
    if any(facts.hours):
        by_hour = ", ".join(f"{hour:02} h: {number}" for hour, number in enumerate(facts.hours) if number)
        yield from _cut(Line(kind="hours", value=by_hour))


def _of_choices(about: AboutMember) -> Iterator[Line]:
    if about.helper is not None:
        yield from _cut(Line(kind="helper", value=_choices(about.helper), at=about.helper.enrolled_at))
    for consent in about.consents:
        said = "yes" if consent.is_given else "no"
        yield Line(kind="consents", value=f"{consent.purpose.value}: {said}", at=consent.at)


def _choices(helper: Helper) -> str:
    hours = ", ".join(f"{span.start:%H:%M}-{span.end:%H:%M}" for span in helper.hours)
    chosen = {
        "topics": ", ".join(helper.topics),
        "not": ", ".join(helper.not_topics),
        "days": ", ".join(helper.days),
        "hours": hours,
        "zone": helper.timezone or "",
        "languages": ", ".join(helper.languages),
        "a day": "" if helper.limit_per_day is None else str(helper.limit_per_day),
        "via": helper.via.value,
        "away until": helper.away_until.isoformat() if helper.away_until is not None else "",
        "active": "yes" if helper.is_active else "no",
    }
    return "; ".join(f"{name}: {value}" for name, value in chosen.items() if value)


def _of_deeds(about: AboutMember) -> Iterator[Line]:
    for one in about.reactions:
        kind = "reaction" if one.is_on else "reaction_back"
        yield from _cut(Line(kind=kind, value=one.emoji, message=one.message))
    for deed in about.contributions:
        value = f"{deed.kind}, {deed.points}" + (" (taken back)" if deed.taken_back_at is not None else "")
        yield Line(kind="contributions", value=value, at=deed.at, message=deed.thread)
    for entry in about.entries:
        yield from _cut(Line(kind="entry", value=_noted(entry, about.member), at=entry.at, message=entry.message))
    numbers = {
        "messages": about.messages,
        "threads": about.threads,
        "answered": about.answered,
        "told": about.told,
        "decisions": about.decisions,
    }
    for kind, number in numbers.items():
        if number:
            yield Line(kind=kind, value=str(number))


def _noted(entry: Entry, member: MemberId) -> str:
    """An entry in one line: of others in it nothing is told."""
    facts = (f"{name}: {_plain(value)}" for name, value in sorted(entry.facts.items()) if value not in (None, "", []))
    told = (entry.state, *facts, entry.words if entry.by == member else "")
    return "; ".join((entry.kind.replace("_", " "), *(each for each in told if each)))


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _of_decisions(own: OwnData) -> Iterator[Line]:
    for decision in own.decisions:
        yield from _cut(Line(kind="decision", value=f"{decision.play}: {decision.reason}", at=decision.at))


def _of_messages(own: OwnData) -> Iterator[Line]:
    """Each message with its words, while they are kept."""
    texts = {words.message: words.text for words in own.about.words}
    for message in own.messages:
        text = texts.get(message.id, "–")
        yield from _cut(Line(kind="message", value=text, at=message.at, message=message.id))
    known = {message.id for message in own.messages}
    for given in own.about.words:  # to be passed on: it stands in no message of theirs
        if given.message not in known:
            yield from _cut(Line(kind="message", value=given.text, at=given.kept_from))


def _cut(line: Line) -> Iterator[Line]:
    """The line, in as many lines as its value needs; when and where stand in the first."""
    first, *more = wrap(line.value, LONGEST_VALUE) or [""]
    yield Line(kind=line.kind, value=first, at=line.at, message=line.message)
    for value in more:
        yield Line(kind=line.kind, value=value)


def part_of(lines: Sequence[Line], number: int) -> Part:
    """The ``number``-th part (from 1) of the lines; a number there is not is the nearest there is."""
    parts: list[list[Line]] = [[]]
    room = LONGEST_PART
    for line in lines:
        if parts[-1] and (line.size > room or len(parts[-1]) >= MOST_LINES):
            parts.append([])
            room = LONGEST_PART
        parts[-1].append(line)
        room -= line.size
    shown = min(max(number, 1), len(parts))
    return Part(lines=tuple(parts[shown - 1]), number=shown, of=len(parts))
