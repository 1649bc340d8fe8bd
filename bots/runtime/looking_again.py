"""What has to be looked up before a play looks again at a conversation? Only what it says it needs."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from bots.runtime.chances import with_chances
from bots.runtime.situations import CLEARLY, Lookups
from engagement.ids import MemberId
from engagement.records import DueFollowUp, OutboxRow, SimilarThread
from engagement.situation import Choices
from engagement.threads import Thread

_LISTED = timedelta(days=7)
_MOST_LISTED = 200


def looked_up(
    look: Lookups,
    thread: Thread,
    needs: Collection[str],
    due: DueFollowUp,
    now: datetime,
    is_question: Callable[[Thread], bool],
) -> dict[str, Any]:
    """Fields of a ``Situation``, as ``Play.needs`` names them for this kind of look."""
    ledger = look.ledger
    similar: tuple[SimilarThread, ...] = ()
    if "similar" in needs or "choices" in needs:
        similar = look.similar(thread, least=0.0 if "similar" in needs else CLEARLY)
    found: dict[str, Any] = {
        "similar": similar,
        "threads": {s.thread: t for s in similar if (t := look.desk.thread(s.thread)) is not None},
        "attempts": int(due.cause.rpartition("#")[2]) if "#" in due.cause else 0,
    }
    if "choices" in needs:
        storm = look.storm(thread, similar, now)
        found["storm"] = storm
        found["storm_slot"] = look.storm_slot(thread, now) if storm else None
        found["choices"] = Choices()
        if not (thread.is_answered or storm):
            found["choices"] = with_chances(look, thread, look.choices(thread, similar, now), now)
        told = ledger.outbox.in_slot(f"no_helpers:{thread.channel}")
        found["is_known_channel_without_helpers"] = told is not None
    if "open_questions" in needs:
        asked = ledger.conversations.open_questions(now - _LISTED, _MOST_LISTED)
        found["open_questions"] = tuple(each for each in asked if is_question(each))
        found["listed"] = _listed(ledger.outbox.in_slot("open_questions"))
    if "baselines" in needs:
        found["baselines"] = look.baselines(thread, now)
    if "last_reply" in needs:
        found["last_reply"] = look.last_reply(thread)
    return found


def helped(look: Lookups, helper: MemberId | None) -> dict[str, Any]:
    """Fields of a ``Situation`` about whose answer helped."""
    known = look.helper(helper) if helper is not None else None
    return {
        "choices": Choices(helpers={helper: known} if helper is not None and known is not None else {}),
        "with_credits": helper,
        "was_offered": helper is not None and look.was_offered(helper),
    }


def _listed(row: OutboxRow | None) -> tuple[str, ...]:
    """The questions that the managers' list names as it stands."""
    items = row.body.get("items") if row is not None else None
    if not isinstance(items, list):
        return ()
    return tuple(str(item["where"][1]) for item in items)
