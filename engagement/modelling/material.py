"""What of a conversation may be told a model: only words of members who said yes, masked, under pseudonyms.

Whoever is erased, left, or never said yes is not in it; where that leaves nothing to go by, nobody is asked.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from engagement.ids import MemberId, MessageId, ThreadId
from engagement.modelling.asking import Passage
from engagement.modelling.masking import mask, pseudonyms
from engagement.text import shorten

MOST_PASSAGES: Final = 40
"""Of a long conversation its beginning and its end are told (ours)."""
_BEGINNING: Final = 5
_LONGEST_WISH: Final = 300
"""Characters of one wish among many (ours)."""
QUESTION: Final = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something somebody wrote: whole, with the name they are shown by. It never leaves as it is."""

    member: MemberId
    name: str
    words: str
    message: MessageId | None = None
    """Where it stands; needed where single messages are sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """An earlier question of the community with the answer that helped."""

    thread: ThreadId
    question: Said | None
    answer: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a model is told. ``threads`` says which conversation an id stands for; it is never told that."""

    passages: tuple[Passage, ...]
    threads: Mapping[str, ThreadId] = field(default_factory=dict)
    messages: Mapping[str, MessageId] = field(default_factory=dict)
    """Likewise which message, where each passage is one."""
    things: Mapping[str, str] = field(default_factory=dict)
    """Likewise which other thing of ours, such as an insight."""
    left_out: int = 0
    """Pieces of people who did not say yes."""
    choices: tuple[str, ...] = ()
    """Words of ours that the answer may choose from, such as the community's topics."""
    sureness: float | None = None
    """How sure it is that an answer can be made of it (``sureness.py``), 0 to 1; None where nobody looked."""
    is_unsure: bool = False
    """It is less sure than a manager wants: nobody is asked."""


def for_draft(
    asked: Said, solved: Sequence[Solved], agreed: Collection[MemberId], about: Mapping[MemberId, str] | None = None
) -> Material | str:
    """The question with the answers that helped earlier; or why nobody is asked.

    ``about`` are the names of everybody in those conversations: what is told may name them.
    """
    if asked.member not in agreed:
        return "whoever asks did not agree to a model"
    usable = [each for each in solved if each.answer.member in agreed]
    if not usable:
        return "nobody whose answer helped earlier agreed to a model"
    everybody = [asked, *(said for each in solved for said in (each.question, each.answer) if said is not None)]
    names = _names([*everybody, *_silent(about)])
    passages = [_passage(QUESTION, asked, names)]
    threads: dict[str, ThreadId] = {}
    for nth, each in enumerate(usable, 1):
        question = each.question if each.question is not None and each.question.member in agreed else None
        answer = _passage(f"s{nth}", each.answer, names)
        if question is not None:
            told = f"Asked: {mask(question.words, names)}\nAnswered: {answer.words}"
            answer = Passage(id=answer.id, by=answer.by, words=told)
        passages.append(answer)
        threads[answer.id] = each.thread
    return Material(passages=tuple(passages), threads=threads, left_out=len(solved) - len(usable))


def for_summary(thread: ThreadId, said: Sequence[Said], agreed: Collection[MemberId]) -> Material | str:
    """A conversation as far as who wrote it agreed; or why nobody is asked."""
    names = _names(said)
    told = [each for each in said if each.member in agreed]
    if not told or said[0].member not in agreed:
        return "whoever asks did not agree to a model"
    if len(told) > MOST_PASSAGES:
        told = [*told[:_BEGINNING], *told[-(MOST_PASSAGES - _BEGINNING) :]]
    passages = tuple(_passage(f"m{nth}", each, names) for nth, each in enumerate(told, 1))
    left_out = sum(each.member not in agreed for each in said)
    return Material(
        passages=passages,
        threads={each.id: thread for each in passages},
        messages={passage.id: each.message or thread for passage, each in zip(passages, told, strict=True)},
        left_out=left_out,
    )


def for_likeness(
    asked: Said, earlier: Sequence[tuple[ThreadId, Said]], agreed: Collection[MemberId],
    about: Mapping[MemberId, str] | None = None, *, least: int = 2,
) -> Material | str:  # fmt: skip
    """A question and earlier ones (``least`` at the least), each as far as who asked it agreed; or why nobody is asked.

    An order takes two. ``about`` are the names of everybody in those conversations: what is told may name them.
    """
    if asked.member not in agreed:
        return "whoever asks did not agree to a model"
    told = [(thread, said) for thread, said in earlier if said.member in agreed]
    if len(told) < least:
        some = "no two earlier questions" if least > 1 else "no other question"
        return f"there {'are' if least > 1 else 'is'} {some} of members who agreed to a model"
    names = _names([asked, *(said for _, said in earlier), *_silent(about)])
    passages = [_passage(QUESTION, asked, names)]
    passages += [_passage(f"e{nth}", said, names) for nth, (_, said) in enumerate(told, 1)]
    threads = {f"e{nth}": thread for nth, (thread, _) in enumerate(told, 1)}
    return Material(passages=tuple(passages), threads=threads, left_out=len(earlier) - len(told))


def for_opinion(
    said: Said, agreed: Collection[MemberId], about: Mapping[MemberId, str] | None = None
) -> Material | str:
    """One message; or why nobody is asked. ``about`` are the names of everybody in its conversation."""
    if said.member not in agreed:
        return "whoever wrote this did not agree to a model"
    return Material(passages=(_passage(QUESTION, said, _names([said, *_silent(about)])),))


def for_themes(
    wishes: Mapping[str, Sequence[Said]], agreed: Collection[MemberId], about: Mapping[MemberId, str]
) -> Material | str:
    """Wishes by the insight they are part of, as far as who wrote them agreed; or why nobody is asked.

    ``about`` are the names of everybody in those conversations: wishes may name them.
    """
    names = _names([*(each for some in wishes.values() for each in some), *_silent(about)])
    told = {name: [each for each in some if each.member in agreed] for name, some in wishes.items()}
    usable = [(name, some) for name, some in told.items() if some][-MOST_PASSAGES:]
    if len(usable) < 2:  # noqa: PLR2004  # one is no group
        return "too few of those who wished for something agreed to a model"
    passages = tuple(
        Passage(
            id=f"w{nth}", by="Member",
            words="\n".join(shorten(mask(each.words, names), _LONGEST_WISH) for each in some),
        )
        for nth, (_, some) in enumerate(usable, 1)
    )  # fmt: skip
    left_out = sum(each.member not in agreed for some in wishes.values() for each in some)
    things = {passage.id: name for passage, (name, _) in zip(passages, usable, strict=True)}
    return Material(passages=passages, things=things, left_out=left_out)


def _silent(about: Mapping[MemberId, str] | None) -> list[Said]:
    """People as far as others may name them: with nothing said."""
    return [Said(member=who, name=name, words="") for who, name in sorted((about or {}).items())]


def _names(said: Sequence[Said]) -> dict[str, str]:
    """Names of everybody in it, also of those whose words are not told: others may name them."""
    by_member = pseudonyms(each.member for each in said)
    return {each.name: by_member[each.member] for each in said if each.name.strip()}


def _passage(name: str, said: Said, names: Mapping[str, str]) -> Passage:
    return Passage(id=name, by=names.get(said.name, "Member"), words=mask(said.words, names))
