"""Today: what needs a person now?"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from fastapi.responses import HTMLResponse

from bots.runtime.asked_now import described, waiting
from dashboard.status.page import AbsenceView, ParkedView, StatusView, TroubleView
from dashboard.window.cards import cards_of
from dashboard.window.page import Page
from dashboard.window.visit import Here, Visit
from engagement.ids import ThreadId
from engagement.plays.open_questions import PLAY, OpenQuestionsPolicy
from engagement.ports import Ledger
from engagement.records import OutboxRow
from engagement.signing_in import PageRole

_MOST: Final = 8
_MOST_UNDELIVERED: Final = 20
_LATELY: Final = timedelta(days=7)
"""What did not arrive, or could not be caught up, is told for so long."""
_OLDER: Final = timedelta(days=30)
"""Questions that are too old for the list are still spoken of for so long, so that nobody thinks there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubles:
    """What is the matter; managers alone can mend it."""

    now: Sequence[TroubleView] = ()
    parked: Sequence[ParkedView] = ()
    absences: Sequence[AbsenceView] = ()
    undelivered: Sequence[OutboxRow] = ()

    @property
    def number(self) -> int:
        """How many things there are to look at."""
        return len(self.now) + len(self.parked) + len(self.absences) + len(self.undelivered)


def today(visit: Here) -> HTMLResponse:
    """Questions that have waited for long, what teams are late with, replies that wait for a yes, and troubles."""
    status = visit.standing(visit.live)
    return visit.show("today", **visit.read(lambda ledger: _found(visit, ledger, status)))


def _found(visit: Visit, ledger: Ledger, status: StatusView) -> dict[str, Any]:
    dials = _dials(visit)
    cards = cards_of(visit, ledger)
    with_teams = {
        thread for card in cards for thread in (card.standing.escalation.thread, *card.standing.escalation.joined)
    }
    some = [one for one in waiting(ledger, visit.now - dials.since) if one.id not in with_teams]
    long_open = [one for one in some if one.root_at is not None and visit.now - one.root_at >= dials.after]
    due = [card for card in cards if card.needs_somebody]
    return {
        "after": dials.after, "waiting": len(some), "long_waiting": len(long_open),
        "since": dials.since, "older": _has_older(ledger, visit.now, dials.since, with_teams),
        "asked": described(ledger, long_open[:_MOST], visit.may_read_words),
        "due": due[:_MOST], "due_in_all": len(due), "cards": len(cards),
        "yes": [card for card in cards if card.standing.escalation.held and card.is_open_to],
        "troubles": _troubles(ledger, status, visit.now) if visit.role is PageRole.MANAGER else Troubles(),
    }  # fmt: skip


def _has_older(ledger: Ledger, now: datetime, since: timedelta, with_teams: AbstractSet[ThreadId]) -> bool:
    """Whether questions from before the listed days wait that no team has."""
    oldest = ledger.conversations.open_questions(now - _OLDER, len(with_teams) + 1)
    return any(one.root_at is not None and one.root_at < now - since and one.id not in with_teams for one in oldest)


def _dials(visit: Visit) -> OpenQuestionsPolicy:
    found = visit.live.owner.community.play_dials(PLAY, None)
    return found if isinstance(found, OpenQuestionsPolicy) else OpenQuestionsPolicy()


def _troubles(ledger: Ledger, status: StatusView, now: datetime) -> Troubles:
    undelivered = ledger.outbox.undelivered(_MOST_UNDELIVERED)
    return Troubles(
        now=status.troubles,
        parked=status.parked,
        absences=[one for one in status.absences if one.state != "done" and now - one.until_at < _LATELY],
        undelivered=[row for row in undelivered if now - row.created_at < _LATELY],
    )


PAGE = Page(name="today", title="Today", path="/today", reads={"/today": today})
