"""Lets go of what models wrote, when somebody is forgotten or takes back that a model may read them.

Whose words a text was made of is not kept: that would be one more thing to forget. Such texts are kept for hours alone,
so all of a community's go.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from advocacy.themes import THEME, Stand, look_at
from bots.runtime.agenda import look_named
from bots.runtime.codec import to_say
from engagement.actions import Lane
from engagement.entries import Entry
from engagement.ids import ThreadId, look_id
from engagement.modelling.wanted import KEPT_FOR, KIND, TEXT, Asked
from engagement.ports import Ledger
from engagement.records import DueFollowUp, OutboxRow

_MARK: Final = "model_texts_let_go"


def let_go(ledger: Ledger, now: datetime) -> None:
    """Clear the words of every kept text and every proposed theme's name, and have remembered answers forgotten."""
    written = [*ledger.entries.find(TEXT), *ledger.entries.find(THEME, states=(Stand.PROPOSED,))]
    kept = [replace(each, words="") for each in written if each.words]
    if kept:
        ledger.entries.save(kept)
    ledger.marks.set(_MARK, now.isoformat())


def let_go_of(ledger: Ledger, thread: ThreadId, now: datetime) -> list[OutboxRow]:
    """Something there was deleted or reworded: what a model made of that conversation goes, and what is on its way.

    What is on its way is thrown away whatever it is made of, and asked anew: nobody noted what it was told. Returned
    are the messages that show what is gone now, to be taken back.
    """
    late = ledger.entries.find(TEXT, since=now - KEPT_FOR)
    made = [each for each in late if each.words and thread in {each.thread, *each.texts("sources")}]
    if made:
        ledger.entries.save([replace(each, words="") for each in made])
    if made or ledger.entries.find(KIND, states=(Asked.WAITING,)):
        ledger.marks.set(_MARK, now.isoformat())
    return [row for each in made for row in _showing(ledger, each)]


def _showing(ledger: Ledger, text: Entry) -> Iterator[OutboxRow]:
    """The messages in which it stands: to the team, or to the helper who had it first."""
    if text.thread is None:
        return
    e = ledger.escalations.of_thread(text.thread)
    slots = [f"peer_draft:{text.thread}", *([f"draft:{e.id}", f"summary:{e.id}:"] if e is not None else [])]
    for slot in slots:
        for row in ledger.outbox.in_slots(slot, Lane.ANSWER, text.at):
            if any(look_id(TEXT, text.id) == field.value for field in to_say(row.body).fields.values()):
                yield row


def looks_at_themes(ledger: Ledger, community: str, now: datetime) -> list[DueFollowUp]:
    """What has each proposed theme looked at now, so that a name goes from its card in chat as well."""
    looks = [look_at(each.id, now) for each in ledger.entries.find(THEME, states=(Stand.PROPOSED,))]
    cause = f"let go@{now.isoformat()}"
    return [DueFollowUp(id=look_named(community, look), follow_up=look, cause=cause) for look in looks]


def last_let_go(ledger: Ledger) -> str | None:
    """When that was last: what was written before is not to be used."""
    return ledger.marks.get(_MARK)
