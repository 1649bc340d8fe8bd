"""Looks up the themes of wishes, and what new ones may be made of."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from advocacy.insights import RUNNING, Insights, Leave, Wish
from advocacy.plays.wish_themes import CARD
from advocacy.themes import THEME, Themes, Told, to_theme
from bots.runtime.situations import Lookups
from bots.runtime.wishes import load_insights
from engagement.ids import MessageId
from engagement.ports import Ledger
from engagement.situation import Situation

_SHARED: Final = frozenset({Leave.WORDS, Leave.NAMED})


def load_themes(look: Lookups, s: Situation) -> Themes | None:
    """What a play sees of them; None where nobody hears of wishes."""
    seen = load_insights(look, s)
    if seen is None:
        return None
    card = look.ledger.outbox.newest_in_slot(f"{CARD}{s.look}") if s.look else None
    return replace(themes_of(look.ledger, seen), has_card=card is not None)


def themes_of(ledger: Ledger, seen: Insights) -> Themes:
    """All that are kept, with what runs of the wishes that were passed on."""
    shared = shared_wishes(seen)
    words = _words(ledger, [wish for some in shared.values() for wish in some])
    told = []
    for name, some in shared.items():
        kept = [wish for wish in some if wish.message in words]
        if kept:
            told.append(
                Told(
                    insight=name, wishes=tuple(wish.id for wish in kept),
                    people=frozenset(wish.member for wish in kept),
                    words="\n".join(words[wish.message] for wish in kept),
                )
            )  # fmt: skip
    return replace(kept_themes(ledger), told=tuple(told))


def kept_themes(ledger: Ledger) -> Themes:
    """All that are kept, without what new ones may be made of: for that the words of wishes are read."""
    return Themes(themes=tuple(map(to_theme, ledger.entries.find(THEME))))


def shared_wishes(seen: Insights) -> dict[str, list[Wish]]:
    """By insight, the wishes in it whose writers let us pass their words on."""
    some = sorted((one for one in seen.insights.values() if one.stage in RUNNING), key=lambda one: (one.at, one.id))
    found = {
        one.id: [wish for wish in seen.of(one.id) if wish.leave in _SHARED and wish.member not in seen.quiet]
        for one in some
    }
    return {name: wishes for name, wishes in found.items() if wishes}


def _words(ledger: Ledger, wishes: list[Wish]) -> Mapping[MessageId, str]:
    found = ledger.conversations.words_of({wish.thread for wish in wishes})
    kept = {each.message: each.text for some in found.values() for each in some}
    for wish in wishes:
        if wish.message not in kept and (one := ledger.conversations.words_at(wish.message)) is not None:
            kept[wish.message] = one.text
    return kept
