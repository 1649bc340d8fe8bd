"""Should somebody come early? How severe a question is by rules, and whether its asker grows more frustrated.

Only rules, in English, German and Spanish; no text leaves this file but words of the lists it was matched with. What is
called frustration is a *rise*: how the asker writes now, held against how they began. Somebody who began angry and
stays so has not risen; whoever laughs about it, thanks or reports success has calmed down. The weights are ours, chosen
on the open half of labelled threads (``tests/labels/frustration``) so that an alarm is rather missing than false: who
is missed still has the ordinary way to the team.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from engagement.escalating.dials import Severity, SeverityDials
from engagement.text import squeeze, without_code
from engagement.thanks import says_it_helped

HARM = (
    "outage", "data loss", "lost all our data", "lost all my data", "data breach", "data leak", "security breach",
    "security incident", "production is down", "production down", "prod is down", "down for everyone",
    "ausfall", "datenverlust", "datenleck", "sicherheitsvorfall", "produktion steht",
    "caída del servicio", "pérdida de datos", "fuga de datos", "incidente de seguridad", "producción caída",
)  # fmt: skip
"""Something is being damaged: urgent, whoever says it (ours)."""
TROUBLE = (
    "is down", "are down", "went down", "security issue", "security hole", "vulnerability", "hacked", "compromised",
    "sicherheitslücke", "gehackt", "server down", "ist ausgefallen", "nicht erreichbar",
    "vulnerabilidad", "hackeado", "hackeada", "está caído", "está caída", "no está disponible",
)  # fmt: skip
"""It may be serious: high (ours)."""
PLEAS = (
    "urgent", "urgently", "asap", "emergency", "dringend", "notfall", "eilt", "urgente", "urgentemente", "emergencia",
)  # fmt: skip
"""The asker says that it is urgent: high, and never more on their word alone (defaults.md)."""

RISING_FROM = 0.46
"""From this frustration (0-1) on somebody should look; chosen on the open half of the labelled threads."""
LONG_WAIT = timedelta(minutes=30)
"""Whoever writes again after so long without an answer has waited (ours)."""
SHORT_WAIT = timedelta(minutes=10)
"""Messages of one author within this are one (defaults.md): no wish for an answer lies in the second."""

_QUOTED_LINE = re.compile(r"^\s*>.*$", re.MULTILINE)
_STRONG, _IMPATIENT, _STUCK, _LOUD, _AGAIN, _WAITED, _FASTER = 0.6, 0.4, 0.3, 0.2, 0.3, 0.15, 0.1
_CARRIED = 0.6
"""Share of the level that is left at the asker's next message."""
_RELIEVED = 0.25
"""Share that is left after a thank-you."""
_IN_JEST = 0.4
"""What signs count in a message that laughs."""
_ALIKE = 0.6
_FEWEST_WORDS, _FEWEST_SHOUTED, _SHOUTED_SHARE = 4, 3, 0.6
_LONGEST_NUDGE = 20
"""Words; whoever writes more asks something new."""


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)")


_EXASPERATED = _any(
    r"(?:bang|hit|beat)(?:ing)? my head", r"(?:pull|tear|rip)(?:ing)? (?:out )?my hair(?: out)?",
    r"(?:at|to) (?:a )?(?:complete |total |utter )loss", r"fed up", r"i'm sick of", r"losing my (?:mind|patience)",
    r"(?:about|ready|going) to (?:just )?(?:give up|call it quits)", r"(?:i give|i'm giving|giving) up on",
    r"this is (?:just |such )?a (?:complete |total )?waste of time", r"(?:days|weeks) and (?:still )?nothing",
    r"(?:i(?:'ve| have)? |just )wasted (?:\w+ ){0,3}(?:time|hours?|days?)",
    r"this is driving me (?:crazy|mad|nuts|insane)",
    r"(?:this is|it's|i'm|i am|getting) (?:\w+ )?(?:frustrated|frustrating)", r"this is (?:\w+ )?annoying",
    r"(?:this|that|it) is (?:just |absolutely |completely |getting )*ridiculous", r"unacceptable",
    r"(?:no ?one|nobody) (?:is |has |even )*(?:answer|help|respond)(?:s|ed|ing)",
    r"(?:no ?one|nobody) (?:is |has |even )*(?:replies|replied|replying)",
    r"is this (?:project |channel )?even (?:supported|maintained)", r"completely (?:stuck|blocked)",
    # German
    r"zum verzweifeln", r"ich verzweifle", r"(?:das|es|langsam) nervt", r"ich geb(?:e)? (?:\w+ )?auf", r"lächerlich",
    r"(?:nase|schnauze) voll", r"zeitverschwendung", r"(?:keiner|niemand) (?:\w+ )?(?:antwortet|hilft)",
    r"unverschämt", r"das darf (?:doch )?nicht wahr sein", r"frustrierend",
    # Spanish
    r"est(?:oy|amos) (?:ya )?hart[oa]s?", r"frustrante", r"estoy desesperad[oa]", r"inaceptable", r"es rid[ií]culo",
    r"p[eé]rdida de tiempo", r"nadie (?:me )?(?:responde|contesta|ayuda)", r"me rindo", r"indignante",
)  # fmt: skip
_NUDGE = _any(
    r"any ?(?:one|body)(?= ?\?)",
    r"any (?:updates?|news|insights?|ideas?|answers?|progress|luck|thoughts)(?= ?\?| on| about)",
    r"still waiting", r"bump(?:ing)?", r"hello(?= ?\?)", r"please help", r"what about (?:my|the|this)",
    r"(?:can|could) (?:some|any) ?(?:one|body) (?:please )?(?:help|answer|respond)",
    r"(?:is|are) there really (?:no|not)", r"how much longer", r"as soon as possible",
    # German
    r"(?:niemand|keiner|irgend(?:jemand|wer)|jemand)(?= ?\?)", r"(?:gibt es|gibt's) (?:schon )?(?:et)?was neues",
    r"immer noch keine antwort", r"ich warte (?:immer )?noch", r"kann (?:denn |mir )?(?:niemand|keiner) helfen",
    r"wie lange noch",
    # Spanish
    r"(?:alguien|nadie)(?= ?\?)", r"alguna (?:novedad|respuesta|noticia)", r"sigo esperando", r"nadie sabe",
    r"hasta cu[aá]ndo",
)  # fmt: skip
_RAISED = _any(
    r"(?:raise|raising|ask|asking|post|posting|repeat|bring) (?:this|that|it|my question|the question) (?:up )?again",
    r"(?:as|like) i (?:already )?(?:said|wrote|asked|mentioned) (?:already|before|twice)",
    r"i(?:'ve| have)? already (?:asked|told you)",
    r"for the (?:second|third|fourth|2nd|3rd|4th) time",
    # German
    r"(?:ich )?frage (?:jetzt )?noch ?mal", r"zum (?:zweiten|dritten|vierten|x-ten) mal",
    r"wie (?:ich )?(?:schon|bereits) (?:gesagt|geschrieben|gefragt)",
    # Spanish
    r"vuelvo a preguntar", r"pregunto otra vez", r"como ya (?:dije|pregunt[eé]|coment[eé])",
    r"por (?:segunda|tercera|en[eé]sima) vez",
)  # fmt: skip
_NOT_YET = _any(
    r"still (?:\w+ )?(?:not|no|nothing|doesn't|does not|don't|didn't|can't|cannot|couldn't|won't|isn't)",
    r"still (?:\w+ )?(?:broken|failing|fails|stuck|getting|get|the same|happening|down)", r"even more errors?",
    r"no (?:luck|dice|joy)", r"(?:not having|haven't had|without) (?:much|any) luck",
    r"(?:the )?same (?:error|problem|issue|result) again",
    r"(?:definitely|really|simply|just) (?:not working|doesn't work)",
    r"(?:keeps|kept) (?:failing|crashing|happening|breaking)",
    r"(?:fails|failed|crashes|crashed|down|stuck|broken) again",
    r"(?:nothing|none of (?:this|that|it|these|them)) (?:works?|worked|helps?|helped|is running|running)",
    r"(?:can't|cannot) figure (?:\w+ )?out", r"tried everything", r"not sure what (?:else )?(?:to do|i'm doing)",
    # German
    r"(?:immer noch|noch immer|weiterhin) (?:\w+ )?(?:nicht|kein\w*|fehler)", r"schon wieder",
    r"(?:geht|klappt|funktioniert) (?:\w+ )?(?:wieder|immer noch) nicht", r"alles (?:schon )?(?:probiert|versucht)",
    r"nichts (?:geht|hilft|funktioniert|klappt)", r"keinen erfolg",
    # Spanish
    r"(?:sigue|sigo|siguen|contin[uú]a) (?:sin|igual|fallando|con el mismo)", r"(?:todav[ií]a|a[uú]n) no",
    r"otra vez (?:\w+ )?(?:falla|error|lo mismo)", r"nada (?:funciona|sirve|ayuda)",
    r"(?:prob[eé]|he probado|intent[eé]) (?:de )?todo",
)  # fmt: skip
_MARKS = re.compile(r"\?\s*\?+|\?+!+|!+\?+|!{2,}|¿¿|¡¡")
_LAUGHS = re.compile(
    r"(?<!\w)(?:lol|lmao|rofl|(?:a?ha){2,}h?|he(?:he)+|ja(?:ja)+|xd|jk|just kidding)(?!\w)|[:;=]-?[)dp](?!\w)"
    r"|:(?:joy|laughing|smile|smiley|grin|grinning|wink|stuck_out_tongue\w*|slightly_smiling_face|upside_down_face|yum|"
    r"sweat_smile|rolling_on_the_floor_laughing|tada):|¯\\|[😀😁😂😃😄😅😆😉😊😋😛😜😝🙂🙃🤣🎉]"
)
_RELIEF = re.compile(
    r"(?<!\w)(?:thanks|thank you|thx|tysm|cheers|appreciate[d]?|awesome|perfect|figured (?:it|that|this) out|"
    r"(?:got|have) (?:it|that|this|mine) (?:\w+ )?working|(?:it|that|this) (?:\w+ )?work(?:s|ed) now|"
    r"works now|working now|(?:solved|fixed) (?:it|this|that)|solved|"
    r"danke\w*|super|klasse|funktioniert jetzt|jetzt (?:geht|klappt|funktioniert|läuft) (?:es|alles)|gelöst|"
    r"gracias|genial|perfecto|ya funciona|ahora funciona|solucionado|resuelto)(?!\w)"
)
_BUT = re.compile(
    r"(?<!\w)(?:but|however|though|still|thanks for nothing|aber|trotzdem|immer noch|pero|sin embargo|sigue)(?!\w)"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a thread: its plain text, whether the asker wrote it, and when (aware)."""

    text: str
    by_asker: bool
    at: datetime


def severity_of(
    text: str, *, dials: SeverityDials, tier: str, asked_alike: int, is_repeated: bool, is_flagged: bool
) -> tuple[Severity, tuple[str, ...]]:
    """How severe a question is, and why, in plain English; no reason means that nothing makes it other than normal.

    ``tier`` is the asker's customer tier ("" for none), ``asked_alike`` how many people ask the same (this one
    included), ``is_repeated`` whether its asker asks it again, ``is_flagged`` whether a trusted role called it urgent.
    Words count whole, whatever their case, and not in code, links or quoted lines. An asker who only says that it is
    urgent gets high at most, also when they ask again or when the manager's list holds that word.
    """
    said = _folded(text)
    level, reasons = _by_words(said, dials)
    if dials.askers > 0 and asked_alike >= dials.askers:
        level = max(level, Severity.HIGH)
        reasons.append(f"{asked_alike} people ask the same")
    if is_repeated:
        level = Severity(min(level + 1, Severity.URGENT))
        reasons.append("the asker asks it again")
    plea = _first(said, PLEAS)
    if plea:
        level = max(level, Severity.HIGH)
        reasons.append(f'the asker says "{plea}"')
    if tier and tier in dials.tiers:
        level = max(level, dials.tiers[tier])
        reasons.append(f'customer level "{tier}" is at least {dials.tiers[tier].name.lower()}')
    if is_flagged:
        level = Severity.URGENT
        reasons.append("somebody trusted called it urgent")
    return level, tuple(reasons)


def _by_words(said: str, dials: SeverityDials) -> tuple[Severity, list[str]]:
    """What the words say; pleas are weighed apart."""
    pleas = {_folded(word) for word in PLEAS}
    own = tuple(word for word in dials.urgent_words if _folded(word) not in pleas)
    for words, level in (
        ((*own, *HARM), Severity.URGENT),
        ((*dials.high_words, *TROUBLE), Severity.HIGH),
    ):
        found = _first(said, words)
        if found:
            return level, [f'it speaks of "{found}"']
    return Severity.NORMAL, []


def frustration(said: Sequence[Said]) -> tuple[float, tuple[str, ...]]:
    """How far the asker's frustration has risen by the last message of a thread (0-1), and by what, oldest first.

    ``said`` holds the thread's messages in the order of time. Each message of the asker has a strain of 0-1 from its
    words, marks and the wait before it; what it exceeds the first one's by is added to what is left of the level
    before (0.6 of it). Thanks leave a quarter of the level, success nothing.
    """
    level, began = 0.0, 0.0
    reasons: list[str] = []
    own: list[Said] = []
    waits: list[timedelta] = []
    is_answered = False
    for one in said:
        if not one.by_asker:
            is_answered, waits = True, []
            continue
        gap = None if is_answered or not own else one.at - own[-1].at
        strain, signs = _strain(one, own, gap, waits)
        if gap is not None:
            waits.append(gap)
        if not own:
            began = strain
        else:
            level, reasons = _after(one, level, max(0.0, strain - began), reasons, signs)
        own.append(one)
        is_answered = False
    return round(level, 4), tuple(dict.fromkeys(reasons))


def is_rising(said: Sequence[Said]) -> bool:
    """Whether somebody had better look at this thread now."""
    return frustration(said)[0] >= RISING_FROM


def _after(one: Said, level: float, rise: float, reasons: list[str], signs: list[str]) -> tuple[float, list[str]]:
    """The level and its reasons after this message of the asker."""
    line = _folded(one.text)
    if says_it_helped(one.text):
        return 0.0, []
    if _RELIEF.search(line) and not _BUT.search(line):
        left = _RELIEVED * level
        return left, reasons if left else []
    level = min(1.0, _CARRIED * level + rise)
    return level, [*reasons, *signs] if rise else reasons


def _strain(
    one: Said, own: Sequence[Said], gap: timedelta | None, waits: Sequence[timedelta]
) -> tuple[float, list[str]]:
    """How strained a message is (0-1), and the signs of it; ``gap`` since the asker's last one, if unanswered."""
    line = _folded(one.text)
    has_waited = gap is not None and gap >= SHORT_WAIT
    is_faster = gap is not None and bool(waits) and waits[-1] >= SHORT_WAIT and SHORT_WAIT / 10 <= gap < waits[-1] / 2
    is_late = gap is not None and gap >= LONG_WAIT
    found = [
        (_STRONG, "words of exasperation", bool(_EXASPERATED.search(line))),
        (_IMPATIENT, "asks for an answer again", has_waited and _is_nudge(line)),
        (_STRONG, "says that it was asked before", bool(own) and bool(_RAISED.search(line))),
        (_STUCK, "says that it still does not work", bool(_NOT_YET.search(line))),
        (_LOUD, "repeated marks", bool(_MARKS.search(line))),
        (_LOUD, "writes in capitals", _is_shouted(one.text)),
        (_AGAIN, "asks the same again", _is_asked_again(line, own)),
        (_WAITED, "writes again after a long wait", is_late),
        (_FASTER, "writes again sooner and sooner", is_faster and not is_late),
    ]
    share = _IN_JEST if _LAUGHS.search(line) else 1.0
    strain = share * sum(weight for weight, _, holds in found if holds)
    return min(1.0, strain), [sign for _, sign, holds in found if holds]


def _is_nudge(line: str) -> bool:
    """Whether a message does little more than ask for an answer."""
    return len(_WORD.findall(line)) <= _LONGEST_NUDGE and bool(_NUDGE.search(line))


def _is_shouted(text: str) -> bool:
    """Whether most of at least three longer words stand in capitals (of an alphabet that has them)."""
    words = [word for word in _WORD.findall(without_code(text)) if len(word) >= _FEWEST_SHOUTED]
    shouted = [word for word in words if word.isupper()]
    return len(shouted) >= max(_FEWEST_SHOUTED, _SHOUTED_SHARE * len(words))


def _is_asked_again(line: str, own: Sequence[Said]) -> bool:
    """Whether the asker asked nearly this before: words in common, as a share of the words of both (Jaccard)."""
    words = set(_WORD.findall(line))
    if "?" not in line or len(words) < _FEWEST_WORDS:
        return False
    earlier = (set(_WORD.findall(_folded(one.text))) for one in own)
    return any(len(words & some) >= _ALIKE * len(words | some) for some in earlier)


def _folded(text: str) -> str:
    """The sentences of a text without code, links and quoted lines, on one line, whatever their case."""
    kept = _QUOTED_LINE.sub(" ", text) if ">" in text else text
    plain = unicodedata.normalize("NFC", squeeze(without_code(kept)).casefold())
    return plain.replace("’", "'")


def _first(said: str, words: tuple[str, ...]) -> str:
    """The first of these words, as listed, that the folded text holds whole; "" when it holds none."""
    expression, listed = _compiled(words)
    found = expression.search(said)
    return listed[found[0]] if found else ""


@lru_cache(maxsize=64)
def _compiled(words: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """One expression for all the words (there is at least one), longest first, and each as it was listed."""
    listed = {_folded(word): word for word in reversed(words) if _folded(word)}
    longest = sorted(listed, key=lambda word: (-len(word), word))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)"), listed
