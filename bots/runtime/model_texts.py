"""Lets go of what models wrote, when somebody is forgotten or takes back that a model may read them.

Whose words a text was made of is not kept: that would be one more thing to forget. Such texts are kept for hours alone,
so all of a community's go.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from advocacy.themes import THEME, Stand, look_at
from bots.runtime.agenda import look_named
from engagement.ids import ThreadId
from engagement.modelling.wanted import KEPT_FOR, KIND, TEXT, Asked
from engagement.ports import Ledger
from engagement.records import DueFollowUp

_MARK: Final = "model_texts_let_go"


def let_go(ledger: Ledger, now: datetime) -> None:
    """Clear the words of every kept text and every proposed theme's name, and have remembered answers forgotten."""
    written = [*ledger.entries.find(TEXT), *ledger.entries.find(THEME, states=(Stand.PROPOSED,))]
    kept = [replace(each, words="") for each in written if each.words]
    if kept:
        ledger.entries.save(kept)
    ledger.marks.set(_MARK, now.isoformat())


def let_go_of(ledger: Ledger, thread: ThreadId, now: datetime) -> None:
    """Something there was deleted or reworded: what a model made of that conversation goes, and what is on its way.

    What is on its way is thrown away whatever it is made of, and asked anew: nobody noted what it was told.
    """
    late = ledger.entries.find(TEXT, since=now - KEPT_FOR)
    made = [each for each in late if each.words and thread in {each.thread, *each.texts("sources")}]
    if made:
        ledger.entries.save([replace(each, words="") for each in made])
    if made or ledger.entries.find(KIND, states=(Asked.WAITING,)):
        ledger.marks.set(_MARK, now.isoformat())


def looks_at_themes(ledger: Ledger, community: str, now: datetime) -> list[DueFollowUp]:
    """What has each proposed theme looked at now, so that a name goes from its card in chat as well."""
    looks = [look_at(each.id, now) for each in ledger.entries.find(THEME, states=(Stand.PROPOSED,))]
    cause = f"let go@{now.isoformat()}"
    return [DueFollowUp(id=look_named(community, look), follow_up=look, cause=cause) for look in looks]


def last_let_go(ledger: Ledger) -> str | None:
    """When that was last: what was written before is not to be used."""
    return ledger.marks.get(_MARK)
