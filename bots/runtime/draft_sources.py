"""What a draft would be made of, and how sure that is: the same when a question comes up and when it is rehearsed."""

from collections.abc import Sequence

from bots.runtime.situations import Lookups
from engagement.modelling.sureness import Earlier, agrees, sureness, terms_of
from engagement.plays.similar_threads import SimilarThreadsPolicy
from engagement.ports import Ledger
from engagement.records import Words
from engagement.shown import DraftSources
from engagement.situation import Situation
from engagement.threads import Thread

_FIRST = 3
"""Of what whoever asked wrote, the first so many messages are the question."""


def sources_of(look: Lookups, s: Situation) -> DraftSources | None:
    """The solved questions like the one in hand, as a team's card takes them, that have their words still."""
    if s.thread is None:
        return None
    dials = SimilarThreadsPolicy()
    alike = [one.thread for one in look.similar(s.thread, least=dials.threshold) if one.is_solved][: dials.at_most]
    threads = [thread for name in alike if (thread := look.desk.thread(name)) is not None]
    kept = look.ledger.conversations.words_of(alike)
    pairs = [(thread, found) for thread in threads if (found := earlier_of(thread, kept.get(thread.id, ())))]
    sure = sure_of(look.ledger, look.opening_words(s.thread), [found for _, found in pairs], s.thread.language or "en")
    return DraftSources(threads=tuple(thread.id for thread, _ in pairs), sureness=sure)


def sure_of(ledger: Ledger, asked: str, earlier: Sequence[Earlier], language: str) -> float:
    """How sure a draft is that is made of these (see ``engagement.modelling.sureness``)."""
    if not earlier:
        return 0.0
    texts = [asked, *(text for each in earlier for text in (each.asked, each.answered))]
    return sureness(asked, earlier, ledger.similar.rarity(terms_of(texts, language)), language)


def tells_the_same(ledger: Ledger, thread: Thread, kept: Sequence[Words], said: str) -> bool | None:
    """Whether ``said`` tells what helped in this conversation in the end; None where nothing did, or it is gone."""
    found = earlier_of(thread, kept)
    if found is None:
        return None
    language = thread.language or "en"
    rarity = ledger.similar.rarity(terms_of([found.asked, found.answered, said], language))
    return agrees(found.asked, found.answered, said, rarity, language)


def earlier_of(thread: Thread, kept: Sequence[Words]) -> Earlier | None:
    """A solved question with its words; None where nothing helped, or the words are gone.

    People answer in several messages and one is marked: the answer is what its author wrote up to there.
    """
    places = [place for place, each in enumerate(kept) if each.message == thread.accepted]
    asked = [each.text for each in kept if each.author == thread.asker][:_FIRST]
    if not places or not asked:
        return None
    by = kept[places[0]].author
    answered = [each.text for each in kept[: places[0] + 1] if each.author == by]
    is_by_asker = thread.marked_by == thread.asker
    return Earlier(asked="\n".join(asked), answered="\n".join(answered), is_by_asker=is_by_asker)
