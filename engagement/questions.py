"""Is it a question? Rules for chat, per language; a thread keeps the answer under three readings.

``mark``: a question mark outside code and links. ``loose``: that, or words that ask ("how do I", "anyone know"), want
("not sure how") or tell of trouble ("I can't get"). ``conservative``, which Hubbub acts on: one of its sentences asks,
is long enough to be answered, and does not ask back, suggest or greet; or trouble or a want is told, and not in an
answer or in passing; and it is not put to one person. The rules are ours, shaped on public developer chat.
``docs/quality.md`` tells how well they do; ``hubbub evaluate questions`` measures them on labelled messages.
"""

import re
from collections.abc import Iterator

from engagement.tells import Tells, tells_of
from engagement.text import CODE_AND_LINKS, squeeze, without_code
from engagement.threads import QuestionModes

_LEAST_WORDS = 4
_LEAST_MARKED_WORDS = 3
_ENOUGH_WORDS = 12
"""From so many in the whole text on, "is this expected?" tells what it asks about."""
_SHORT = 40
"""Characters: a longer sentence has words enough to be answered by itself."""
_CODE = " § "
"""Stands for code and links, so that what follows them is not taken for the beginning of a sentence."""
_WORD = re.compile(r"\w[\w'+#.-]*")
_ADDRESSED = re.compile(
    r"^\s*(?:(?:hi|hello|hey|ok|okay|thanks|so|and|hallo|hola|bonjour|salut)[\s,!]+)?"
    r"@(?!(?:here|channel|everyone|all)\b)\S+",
    re.IGNORECASE,
)
_QUOTED_LINE = re.compile(r"^\s*>.*$", re.MULTILINE)
_RUN_ON = re.compile(r"\?(?=\w)")
_ASIDE = re.compile(r"(?<=[\w§,] )\([^()]{0,40}\)|\s[-–—] [^-–—?]*\? -(?=\s)")
"""Within brackets, or a question between dashes: ``A - where should it go? - is open``."""


def has_mark(text: str) -> bool:
    """Whether a question mark stands outside code and links."""
    return "?" in text and "?" in without_code(text)


def question_modes(text: str, language: str = "en") -> QuestionModes:
    """Under which readings this text is a question. ``language`` is a two-letter code; unknown ones use English."""
    if len(text) < 2:  # noqa: PLR2004  # a lone "?" holds nothing to answer, but it is a mark
        return QuestionModes.MARK if text == "?" else QuestionModes.NONE
    mark = QuestionModes.MARK if has_mark(text) else QuestionModes.NONE
    tells = tells_of(language.partition("-")[0])
    words = _plain(text)
    said = _even(words)
    if not (mark or tells.hints.search(said) or tells.begins.match(said)):
        return QuestionModes.NONE
    modes = mark | QuestionModes.LOOSE
    if not (_ADDRESSED.match(text) or tells.small_talk.match(said)) and _is_answerable(words, said, tells):
        modes |= QuestionModes.CONSERVATIVE
    return modes


def is_unsure(text: str, language: str = "en") -> bool:
    """Whether another reader may well say otherwise than the ``conservative`` reading does.

    So it is with a question mark in words that are long enough and put to nobody by name, where no rule finds a
    question; and with trouble or a want that is told where nothing is asked. ``docs/quality.md`` has how many these
    are, and how often the rule is wrong among them and among all others.
    """
    modes = question_modes(text, language)
    if not modes or _ADDRESSED.match(text):
        return False
    tells = tells_of(language.partition("-")[0])
    words = _plain(text)
    if tells.small_talk.match(_even(words)):
        return False
    if modes & QuestionModes.CONSERVATIVE:
        return not _is_asked(words, tells)
    return QuestionModes.MARK in modes and _count(_even(words)) >= _LEAST_WORDS


def _is_asked(words: str, tells: Tells) -> bool:
    """Whether one of the sentences asks whoever reads it."""
    words = _ASIDE.sub(" ", words)
    whole = _even(words)
    return any(_asks(sentence, tells, whole) for sentence in _sentences(words))


def _plain(text: str) -> str:
    """Lower case, without what is quoted; a sign stands for code and links."""
    own = _QUOTED_LINE.sub(" ", text) if ">" in text else text
    if "`" in own or "http" in own:
        own = CODE_AND_LINKS.sub(_CODE, own)
    return own.lower().replace("’", "'")


def _even(words: str) -> str:
    """One line, single spaces; most words need no more than a look to see that they are so."""
    is_even = words.isascii() and "\n" not in words and "  " not in words and "\t" not in words and "\r" not in words
    return words.strip() if is_even else squeeze(words)


def _is_answerable(words: str, said: str, tells: Tells) -> bool:
    """Whether one of the sentences asks whoever reads it, or the whole is told in order to be helped."""
    if "(" in words or "? -" in words:
        words = _ASIDE.sub(" ", words)
        said = _even(words)
    if any(_asks(sentence, tells, said) for sentence in _sentences(words)):
        return True
    return bool(tells.needs.search(said)) and not tells.telling.search(said) and _count(said) >= _LEAST_WORDS


def _sentences(words: str) -> Iterator[str]:
    """Each sentence and each line, with its marks; replacing is three times as fast as one expression for all ends."""
    if "?" in words:
        words = _RUN_ON.sub("?\n", words).replace("? ", "?\n")
    for sentence in words.replace(". ", ".\n").replace("! ", "!\n").replace("… ", "…\n").split("\n"):
        if sentence:
            yield _even(sentence)


def _asks(sentence: str, tells: Tells, whole: str) -> bool:
    """Whether a sentence asks whoever reads it; a short one may lean on the words of the ``whole``."""
    is_marked = "?" in sentence
    puts = (not is_marked or len(sentence) < _SHORT) and bool(tells.puts.search(sentence))
    begins = not puts and bool(tells.begins.match(sentence))
    if not (is_marked or puts or begins):
        return False
    if tells.small_talk.match(sentence) or tells.no_question.search(sentence):
        return False
    number = _count(whole if puts else sentence)
    if not is_marked or number > _LEAST_WORDS:
        return number >= _LEAST_WORDS
    if number < _LEAST_MARKED_WORDS:
        return False
    return bool(tells.asks.search(sentence)) or (begins and _count(whole) >= _ENOUGH_WORDS)


def _count(text: str) -> int:
    """How many words it has; code and links count as two."""
    return len(_WORD.findall(text)) + 2 * ("§" in text)
