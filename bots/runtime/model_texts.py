"""Lets go of what models wrote, when somebody is forgotten or takes back that a model may read them.

Whose words a text was made of is not kept: that would be one more thing to forget. Such texts are kept for hours alone,
so all of a community's go.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from advocacy.themes import THEME, Stand
from engagement.modelling.wanted import TEXT
from engagement.ports import Ledger

_MARK: Final = "model_texts_let_go"


def let_go(ledger: Ledger, now: datetime) -> None:
    """Clear the words of every kept text and every proposed theme's name, and have remembered answers forgotten."""
    written = [*ledger.entries.find(TEXT), *ledger.entries.find(THEME, states=(Stand.PROPOSED,))]
    kept = [replace(each, words="") for each in written if each.words]
    if kept:
        ledger.entries.save(kept)
    ledger.marks.set(_MARK, now.isoformat())


def last_let_go(ledger: Ledger) -> str | None:
    """When that was last: what was written before is not to be used."""
    return ledger.marks.get(_MARK)
