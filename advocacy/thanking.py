"""Does somebody thank somebody else here, and whom? Plain words in seven languages; what is not plain is no thanks.

Asked of every message, so a quick look for any of the words comes first. Thanks in advance, declined offers, thanks
for a compliment or for coming, and "thanks to the new release" are none. How well it does: ``docs/quality.md``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from engagement.ids import MemberId
from engagement.text import squeeze, without_code
from engagement.threads import Message

_PERHAPS = (
    "thank", "thx", "tnx", "tysm", "cheers", "apprec", "kudos", "shout", "props", "dank", "gracias", "agrade", "merci",
    "remerci", "obrigad", "valeu", "grazie", "ringraz", "🙏", ":pray:",
)  # fmt: skip
_QUOTED = re.compile(r"^\s*(?:>|&gt;).*$", re.MULTILINE)
_THANKS = re.compile(
    r"(?<![\w/#-])(?:(?:many |much |big |huge |a million )?thank(?:s|\ ?you|\ ?u|ful)?(?!\w|-)|thanx|thankyou|t?thx|tnx"
    r"|tysm"
    r"|(?:much|greatly|really|very much) appreciated|appreciate (?:it|you|your|the (?:\w+ )?(?:help|answers?|effort|"
    r"time|responses?|repl(?:y|ies)|tips?|pointers?|feedback|explanations?|links?|work|support))"
    r"|(?:big |huge |major )?(?:kudos(?= (?:to|for|@))|(?:props|shout-?\ ?outs?)(?= (?:to|@)))"
    r"|danke(?:sch(?:ö|oe)n|sehr)?|(?:vielen|besten|herzlichen|lieben|tausend|großen) dank|dank (?:dir|euch|ihnen|je|u)"
    r"|dank(?:je|u)wel|dankjewel|bedankt"
    r"|gracias|(?:te|le|les|os|lo) agradezco|se agradece|agradecid[oa]"
    r"|merci|je (?:te|vous) remercie|obrigad(?:o|a|ão)|valeu|(?:te )?agradeço|grazie|(?:ti|vi|la) ringrazio)(?!\w)",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?:\A|[,.!;)] ?)(?:(?:ok(?:ay)?|oh|ah|great|cool|nice|perfect)[ ,.!]*+)*+(?:ty|cheers|🙏|:pray:)(?!\w)",
    re.IGNORECASE,
)
_SHORT_ENOUGH = 60
_NEAR = 40
"""Characters before words of thanks in which it is said that they are none."""
_BEFORE = re.compile(
    r"(?:(?<!\w)(?:no|nein|nee|non|não|nope|without|giv(?:e|ing)|(?:he|she|they|you|people) (?:say|said)|saying|"
    r"wrote|gott sei|would be|wäre|would|i'd|"
    r"we'd|will|with|más que|any help|help|advice|bitte|please|alvast)[ ,]*(?:very |really |much |greatly |and )*)$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:[ ,!.]*(?:so |very |really )?(?:much|a lot|all)?[ ,!.]*)?"
    r"(?:in advance|ahead|beforehand|(?:schon )?(?:mal )?im (?:voraus|vorraus)|schon mal|de antemano|por adelantado|"
    r"d'avance|de (?:me|nous|bien|ne|pas) |par avance|in anticipo|antecipadamente|desde já|alvast|bij voorbaat|god\b|"
    r"goodness|heavens?|a dios|deus|dieu|dio\b|gott|for (?:any|all the fish|nothing|asking|coming|joining|"
    r"attending|having me|reading|listening|watching|your (?:time and )?(?:patience|understanding|attention|interest|"
    r"kind words|question|order|business)|the (?:kind words|compliment|invite|welcome|warm welcome|feedback request))|"
    r"(?:but )?no[ ,]+thank|anyway,? but|giving|"
    r"(?:für nichts|fürs fragen|por nada|por preguntar|pour rien|per niente)|"
    r"to (?!@|you|all|both|every|the (?:team|maintainers|folks|people|person|guys))|"
    r"(?:a|al|à|au|a la) (?!@|ti\b|usted|todos|todas|toi\b|vous\b|tous|lot\b|bunch\b|ton\b|million|tutti|você|vocês))",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"(?<!\w)(?:glad|happy|pleased) (?:to hear|it (?:helped|works)|(?:that )?(?:you|they|it)(?:'re| are|'s| is| )? ?"
    r"(?:like|enjoy|helpful|useful|works?|helped|liked))|it was fun|(?<!\w)/s(?!\w)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?|(?<!\w)(?:please|pls|plz|can you|could you|could (?:some|any)|would you|can (?:some|any)|let (?:me|us) know|"
    r"feel free|any (?:help|hints?|ideas?|pointers?|advice|feedback|suggestions?)|does anyone|has anyone|anybody|"
    r"bitte|kann (?:mir|jemand)|weiß jemand|por favor|alguien|alguém|s'il (?:te|vous)|quelqu'un|per favore|qualcuno|"
    r"alsjeblieft|iemand)(?!\w)",
    re.IGNORECASE,
)
_CLOSES = re.compile(r"(?>:\w+:|(?:so |very )?much|a lot|a bunch|all|guys|folks|you|[^\w\s]|\s)*+\Z", re.IGNORECASE)


def thanks_in(text: str) -> bool:
    """Whether the text thanks somebody for what they did."""
    low = text.lower()
    for word in _PERHAPS:
        if word in low:
            break
    else:
        if len(text) > _SHORT_ENOUGH or "ty" not in low:
            return False
    said = squeeze(without_code(_QUOTED.sub(" ", text)))
    found = list(_THANKS.finditer(said))
    if len(said) <= _SHORT_ENOUGH:
        found += list(_SHORT.finditer(said))
    return any(_is_meant(said, one) for one in found) and not _RETURNED.search(said)


def _is_meant(said: str, one: re.Match[str]) -> bool:
    """Whether these words of thanks are for something done, and not for something hoped for or declined."""
    before, after = said[: one.start()], said[one.end() :]
    if _BEFORE.search(before[-_NEAR:]) or _AFTER.match(after):
        return False
    return not (_CLOSES.match(after) and _ASKS.search(before))


MOST_AT_ONCE = 5
"""More people than these are not thanked in one breath: that is a crowd."""
_SHORTEST_NAME = 3
_SINCE = 3
"""Of those who wrote since somebody's own last words, the latest so many are meant (ours)."""


def called_in(text: str, names: Mapping[MemberId, str]) -> tuple[MemberId, ...]:
    """Those whom words of thanks call by their first name: ``Thanks a lot, Ben``. Of two Bens neither is called."""
    found = []
    first_names = {member: name.split()[0] if name.split() else "" for member, name in names.items()}
    number = Counter(map(str.casefold, first_names.values()))
    for member, first in first_names.items():
        if len(first) >= _SHORTEST_NAME and first in text and number[first.casefold()] == 1:
            near = rf"{_THANKS.pattern}\W+(?:\w+\W+){{0,3}}?(?-i:{re.escape(first)})(?!\w)"
            if re.search(near, text, re.IGNORECASE):
                found.append(member)
    return tuple(found)


def whom(
    message: Message,
    before: Iterable[Message],
    replied_to: MemberId | None = None,
    called: Sequence[MemberId] = (),
) -> tuple[MemberId, ...]:
    """Whom a message of thanks thanks, nobody twice; empty where that cannot be told.

    ``before`` is what was said in the conversation until then. People named in the message come first (those of them
    who had a part in the conversation, if any had), then those ``called`` by name; else whoever it replies to; else
    everybody who wrote since its author's own last words; else the last other one who wrote.
    """
    said = sorted((one for one in before if one.order < message.order), key=lambda one: one.order)
    others = [one.author for one in said if one.author != message.author and not (one.is_bot or one.is_deleted)]
    named = _each(one for one in message.addressed if one != message.author)
    if named:
        present = tuple(one for one in named if one in others)
        return present or (named if len(named) <= MOST_AT_ONCE else ())
    if called:
        return _each(one for one in called if one != message.author)
    if replied_to is not None and replied_to != message.author:
        return (replied_to,)
    return _since(message.author, said) or tuple(others[-1:])


def _since(author: MemberId, said: Sequence[Message]) -> tuple[MemberId, ...]:
    """Everybody who wrote after ``author`` last did; nobody where they had not written."""
    own = [place for place, one in enumerate(said) if one.author == author]
    if not own:
        return ()
    after = (one.author for one in reversed(said[own[-1] + 1 :]) if not (one.is_bot or one.is_deleted))
    return _each(after)[:_SINCE]


def _each(some: Iterable[MemberId]) -> tuple[MemberId, ...]:
    return tuple(dict.fromkeys(some))
