"""Which few questions show best what Hubbub would have done? Each is told as a small line of moments."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from engagement.ids import ChannelId, MemberId, ThreadId
from engagement.questions import has_mark
from engagement.rehearsed_deeds import Ask
from engagement.rehearsed_questions import Fate, Question
from engagement.tells import languages, tells_of
from engagement.text import shorten

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONGEST = 240
_LEAST, _MOST = 50, 700
"""Characters of a question that can be understood without what stood around it."""
_LOOKS = 60
"""How many questions of a kind are looked at for one with fitting words."""
_SOON = timedelta(hours=2)
_QUICK_S, _TOO_LONG_S = 20 * 60.0, 2 * 86400.0
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_MENTION = re.compile(r"<[@!&][^>\s]{0,80}>|(?<![\w./])@[\w.'’-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in a story: by ``name`` where names are shown, else a helper's ``letter``, else just a member."""

    name: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """``kind``: ``asked``, ``shown``, ``ask`` (what Hubbub would have done), ``reply`` or ``never`` (in fact).

    ``at`` is in the community's zone; None for ``never``. ``lately`` and ``alike`` say why those people were chosen.
    """

    kind: str
    at: datetime | None = None
    people: tuple[Person, ...] = ()
    lately: bool = False
    alike: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One question. ``kind``: ``never``, ``met`` (one of those asked answered first) or ``first`` (members did)."""

    kind: str
    channel: str
    words: str
    """The asker's words without the names of others; empty when words are not shown."""
    length: int
    """How many words the question had."""
    topic: str
    moments: tuple[Moment, ...]
    sooner_s: float | None = None
    """How much sooner than they answered the one who did would have been asked."""
    is_guessed: bool = False
    """From a channel without threads: what was an answer is worked out, not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What stories are told with. ``excerpt`` gives a question's own words; ``names`` None hides everybody's name."""

    local: ZoneInfo
    channels: Mapping[ChannelId, str]
    names: Mapping[MemberId, str] | None
    excerpt: Callable[[ThreadId], str]
    show_words: bool
    guessed: Collection[ChannelId] = ()
    """Channels without threads: an answer that is not seen there may be there all the same."""


def clean(text: str) -> str:
    """The words as they may be shown: without the names of others, code blocks and signs that turn text around."""
    calm = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn"} else c for c in _FENCE.sub(" […] ", text))
    calm = "".join(c for c in calm if unicodedata.category(c) != "Cf" or c in "\u200c\u200d")
    return shorten(_MENTION.sub("@…", calm), _LONGEST)


def stories(questions: Sequence[Question], telling: Telling) -> tuple[Story, ...]:
    """Up to three: one that nobody ever answered, one that an asked helper answered first, one members did alone."""
    asked = [q for q in questions if q.fate is Fate.ASKED]
    unanswered = [q for q in asked if q.reply_at is None and q.figures.channel not in telling.guessed]
    kinds = (
        ("never", sorted(unanswered, key=_soonest_asked)),
        ("met", sorted((q for q in asked if is_met(q)), key=_longest)),
        ("first", sorted((q for q in questions if q.fate is Fate.FIRST and not q.is_late), key=_quickest)),
    )
    told: list[Story] = []
    for kind, candidates in kinds:
        found = _fitting(candidates[:_LOOKS], telling)
        if found is not None:
            told.append(_tell(kind, *found, telling))
    return tuple(told)


def is_met(question: Question) -> bool:
    """One of those who would have been asked was, in fact, the first to answer."""
    reply_at = question.reply_at
    helpers = {ask.helper for ask in question.told.asks_before(reply_at)}
    return reply_at is not None and question.figures.first_reply_by in helpers


def _newest(question: Question) -> tuple[float, str]:
    return (-question.figures.root_at.timestamp(), str(question.figures.thread))


def _quickest(question: Question) -> tuple[bool, float, str]:
    """Answers within minutes first: they show best why nobody needed to be asked."""
    return ((question.figures.first_reply_s or 0.0) > _QUICK_S, *_newest(question))


def _soonest_asked(question: Question) -> tuple[bool, float, str]:
    """Those asked about soon are told before those put off; the newest first."""
    return (question.told.asks[0].at - question.figures.root_at > _SOON, *_newest(question))


def _longest(question: Question) -> tuple[bool, float, str]:
    """The longest wait first, but those of many days last: so late an answer makes no good example."""
    waited = question.figures.first_reply_s or 0.0
    return (waited > _TOO_LONG_S, -waited, str(question.figures.thread))


def _fitting(candidates: Sequence[Question], telling: Telling) -> tuple[Question, str] | None:
    """The first whose words can be understood by themselves; without words to show, simply the first."""
    known = [(q, telling.excerpt(q.figures.thread)) for q in candidates if q.figures.thread is not None]
    if not telling.show_words:
        return next(iter(known), None)
    fitting = [(q, words) for q, words in known if len(words) <= _MOST and _is_plain(clean(words))]
    plain = ((q, words) for q, words in fitting if not words[:1].islower() and _asks(words))
    return next(plain, next(iter(fitting), None))


def _is_plain(shown: str) -> bool:
    return len(shown) >= _LEAST and has_mark(shown) and "[…]" not in shown


def _asks(words: str) -> bool:
    return any(tells_of(language).asks.search(words.lower()) for language in languages())


def _tell(kind: str, question: Question, words: str, telling: Telling) -> Story:
    figures = question.figures
    reply_at = question.reply_at
    asks = question.told.asks_before(reply_at)
    people = _people([ask.helper for ask in asks], telling.names)
    moments = [Moment(kind="asked", at=figures.root_at.astimezone(telling.local))]
    shown_at = question.told.shown_at
    if shown_at is not None and (reply_at is None or shown_at <= reply_at):
        moments.append(Moment(kind="shown", at=shown_at.astimezone(telling.local), number=question.told.shown))
    moments += [_ask(together, people, telling) for together in _rounds(asks)]
    if reply_at is None:
        moments.append(Moment(kind="never"))
    else:
        by = figures.first_reply_by
        who = people.get(by) if by else None
        answered = who or Person(name=(telling.names or {}).get(by, "") if by else "")
        moments.append(Moment(kind="reply", at=reply_at.astimezone(telling.local), people=(answered,)))
    own_ask = next((ask for ask in asks if reply_at and ask.helper == figures.first_reply_by), None)
    return Story(
        kind=kind,
        channel=telling.channels.get(figures.channel, ""),
        words=clean(words) if telling.show_words else "",
        length=len(words.split()),
        topic=next(iter(figures.topics), ""),
        moments=tuple(moments),
        is_guessed=figures.channel in telling.guessed,
        sooner_s=(reply_at - own_ask.at).total_seconds() if reply_at and own_ask else None,
    )


def _rounds(asks: Sequence[Ask]) -> list[list[Ask]]:
    rounds: dict[datetime, list[Ask]] = {}
    for ask in asks:
        rounds.setdefault(ask.at, []).append(ask)
    return list(rounds.values())


def _ask(together: Sequence[Ask], people: Mapping[MemberId, Person], telling: Telling) -> Moment:
    return Moment(
        kind="ask",
        at=together[0].at.astimezone(telling.local),
        people=tuple(people[ask.helper] for ask in together),
        lately=all(ask.lately for ask in together),
        alike=all(ask.alike for ask in together),
    )


def _people(helpers: Sequence[MemberId], names: Mapping[MemberId, str] | None) -> dict[MemberId, Person]:
    """Letters go by the order in which helpers come up in this one story: they lead nowhere else."""
    shown = names or {}
    return {
        helper: Person(name=shown.get(helper, ""), letter=letter)
        for helper, letter in zip(dict.fromkeys(helpers), cycle(_LETTERS), strict=False)
    }
