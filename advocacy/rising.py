"""Which words and topics came up more in the last week than in the weeks before? Only such as several people used.

The statistic is the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi, Quinn 2008, "Fightin'
Words", Political Analysis 16:372-403, equations 15-22): it does not mistake what is rare for what is new, as plain
ratios do. Counted are conversations, not mentions: who says a word ten times says it once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log, sqrt

from engagement.few_people import LEAST
from engagement.ids import MemberId, ThreadId
from engagement.records import TermUse

WEEK = timedelta(days=7)
BEFORE = timedelta(days=21)
"""The history a word is held against: the three weeks before (ours; words are kept for 30 days by default)."""
CLEARLY = 2.58
"""From this z on something rises: 99 % of what only varies by chance stays below."""
MOST = 5
_PRIOR = 100.0
"""How many conversations' worth of the common frequencies is mixed in (ours)."""
_EVERYDAY = frozenset(
    "we us our they them he she his her you your were been being am an as by same other another way into between"
    " much many more most every each because since while then than though although also even only very too still"
    " again ever never always often maybe perhaps basically actually really probably correct right wrong good better"
    " best bad nice great new old first last next thing things something anything everything nothing stuff lot bit"
    " kind sort case point time times day today week now here back up out off over under about after before without"
    " within through make makes made making take takes give gives go goes going come comes see saw seen look looks"
    " looking think thought know known feel seem seems say says said tell mean means find found start started keep"
    " let put set possible sure able idea ideas alternative current currently around where's that's it's i'm i've"
    " don't doesn't isn't can't won't following wir uns sie euch man mal ja nein schon immer wieder sehr viel mehr"
    " alle alles andere anderen machen macht geht gehen gibt gut besser neu heute jetzt hier dann denn weil"
    " eigentlich vielleicht nosotros ellos otro otra otros todo todos muy más menos siempre nunca hoy ahora aquí"
    " entonces porque también bien mejor nuevo hacer hace ver creo"
    " ok okay yes yeah thanks please hi hello hey need needs want wants issue issues problem problems questions"
    " value values simple simply different difference example examples specific whole long short part parts less least"
    " try trying tried wondering wonder confused pretty fine cool easy hard weird strange isn aren wasn inside outside"
    " call called true false such these those anyone someone everyone people guys folks however instead already"
    " slightly_smiling_face smile smiley thinking_face thumbsup tada pray wave joy sweat_smile wink grin laughing"
    " simple_smile disappointed raised_hands ok_hand heart upside_down_face"
    " danke bitte hallo problem probleme frage fragen beispiel beispiele einfach schwer verschieden unterschied teil"
    " wert werte jemand leute versuche versucht brauche brauchen gracias favor hola problema problemas pregunta"
    " preguntas ejemplo ejemplos simple fácil difícil diferente parte valor alguien gente necesito quiero".split()
)
"""Words that say nothing about a topic, however much they rise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """A term that rises: ``z`` in standard deviations; ``threads`` are the conversations of the last week."""

    term: str
    z: float
    threads: tuple[ThreadId, ...]


def rising(uses: Iterable[TermUse], now: datetime, most: int = MOST) -> list[Rise]:
    """The terms that rise most clearly, the clearest first (ties by term); none used by fewer than five people.

    ``uses`` are those of the last four weeks; with nothing before the last week nothing can rise.
    """
    lately: dict[str, dict[ThreadId, MemberId]] = defaultdict(dict)
    before: dict[str, set[ThreadId]] = defaultdict(set)
    threads_lately, threads_before = set[ThreadId](), set[ThreadId]()
    for use in uses:
        if now - WEEK < use.at <= now:
            lately[use.term][use.thread] = use.member
            threads_lately.add(use.thread)
        elif now - WEEK - BEFORE < use.at <= now - WEEK:
            before[use.term].add(use.thread)
            threads_before.add(use.thread)
    if not threads_before:
        return []
    found = []
    for term in sorted(lately):
        if len(set(lately[term].values())) < LEAST:
            continue
        z = log_odds(len(lately[term]), len(threads_lately), len(before[term]), len(threads_before))
        if z >= CLEARLY:
            found.append(Rise(term=term, z=z, threads=tuple(sorted(lately[term]))))
    return sorted(found, key=lambda rise: (-rise.z, rise.term))[:most]


def log_odds(lately: int, of_lately: int, before: int, of_before: int) -> float:
    """How clearly a share rose, in standard deviations: ``lately`` of ``of_lately`` conversations hold the term."""
    if lately + before >= of_lately + of_before:
        return 0.0  # in every conversation, then as now
    prior = _PRIOR * (lately + before) / (of_lately + of_before)
    odds_lately = log((lately + prior) / (of_lately + _PRIOR - lately - prior))
    odds_before = log((before + prior) / (of_before + _PRIOR - before - prior))
    return (odds_lately - odds_before) / sqrt(1 / (lately + prior) + 1 / (before + prior))


def readable(stem: str, said: Iterable[tuple[MemberId, Mapping[str, str]]]) -> str | None:
    """The word behind a stem: the spelling that most people used, of those that five or more did.

    None without one, and for everyday words.

    ``said`` holds for each text whose it is and how it spells its stems.
    """
    people: dict[str, set[MemberId]] = defaultdict(set)
    for person, spelt in said:
        if stem in spelt:
            people[spelt[stem]].add(person)
    counted = Counter({word: len(who) for word, who in people.items() if len(who) >= LEAST})
    best = min(counted, key=lambda word: (-counted[word], word), default=None)
    return None if best in _EVERYDAY else best
