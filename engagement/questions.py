"""Is it a question? Rules for chat, per language; a thread keeps the answer under three readings.

``mark``: a question mark outside code and links. ``loose``: that, or words that ask ("how do I", "anyone know") or tell
of trouble ("I can't get", "error"). ``conservative``, which Hubbub acts on: loose, long enough to be answered, and not
a greeting, a call for attention, a rhetorical tail or a question to one person. The rules are ours, shaped on public
developer chat; ``hubbub evaluate questions`` measures them on labelled messages.
"""

import re

from engagement.tells import TELLS, Tells
from engagement.text import squeeze, without_code
from engagement.threads import QuestionModes

_LEAST_WORDS = 4
_LEAST_MARKED_WORDS = 3
_WORD = re.compile(r"\w[\w'’+#.-]*")
_FENCE = re.compile(r"```")
_ADDRESSED = re.compile(r"^\s*@\S+")
_QUOTED_LINE = re.compile(r"^\s*>.*$", re.MULTILINE)


def has_mark(text: str) -> bool:
    """Whether a question mark stands outside code and links."""
    return "?" in text and "?" in without_code(text)


def question_modes(text: str, language: str = "en") -> QuestionModes:
    """Under which readings this text is a question. ``language`` is a two-letter code; unknown ones use English."""
    if len(text) < 2:  # noqa: PLR2004  # a lone "?" holds nothing to answer, but it is a mark
        return QuestionModes.MARK if text == "?" else QuestionModes.NONE
    mark = QuestionModes.MARK if has_mark(text) else QuestionModes.NONE
    tells = TELLS.get(language.partition("-")[0], TELLS["en"])
    said = squeeze(without_code(_QUOTED_LINE.sub(" ", text) if ">" in text else text)).lower()
    asks = bool(tells.asks.search(said))
    trouble = not asks and bool(tells.trouble.search(said))
    if not (mark or asks or trouble):
        return QuestionModes.NONE
    modes = mark | QuestionModes.LOOSE
    if _is_answerable(said, text, tells, is_marked=bool(mark), asks=asks, trouble=trouble):
        modes |= QuestionModes.CONSERVATIVE
    return modes


def _is_answerable(said: str, text: str, tells: Tells, *, is_marked: bool, asks: bool, trouble: bool) -> bool:
    """A question somebody could answer: enough words, not small talk, not put to one person."""
    if _ADDRESSED.match(text) or tells.small_talk.match(said):
        return False
    number = len(_WORD.findall(said)) + 2 * bool(_FENCE.search(text))
    if number < (_LEAST_MARKED_WORDS if is_marked else _LEAST_WORDS):
        return False
    if tells.no_question.search(said) and not trouble:
        return False
    return asks or trouble or number > _LEAST_WORDS
