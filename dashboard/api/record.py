"""The journal and changed settings, for other programs."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import HTTPException, Path, Query

from bots.runtime.changed import changed
from dashboard.api import answers
from dashboard.pages.journal import KINDS, About, about_of
from dashboard.window.edges import from_edge, to_edge
from dashboard.window.visit import Here
from engagement.changes import NOBODY_NAMED
from engagement.decisions import Decision
from engagement.ids import DecisionId
from engagement.leafing import SoughtDecisions
from engagement.ports import Ledger

_KINDS: Final = "|".join(KINDS)


def journal(
    visit: Here,
    kind: Annotated[str, Query(pattern=f"^({_KINDS})$", description="which entries; left out: all")] = "",
    step: Annotated[str, Query(max_length=200, description="the name of a step, such as peer_prompt")] = "",
    cursor: Annotated[str, Query(max_length=200, description="`next` of the page before")] = "",
    limit: Annotated[int, Query(ge=1, le=100, description="so many items in an answer")] = 30,
) -> answers.DecisionsPage:
    """What Hubbub did or did not do, page by page, the newest first. A page may be empty and still have a next one."""
    _, outcomes, is_undone = KINDS[kind]
    sought = SoughtDecisions(outcomes=outcomes, play=step, is_undone=is_undone, before=from_edge(cursor))

    def read(ledger: Ledger) -> answers.DecisionsPage:
        leaf = ledger.journal.leaf(sought, limit)
        about = about_of(ledger, leaf.found)
        return answers.DecisionsPage(
            items=[decision_of(one, about) for one in leaf.found],
            next=to_edge(leaf.older) if leaf.older is not None else None,
        )

    return visit.read(read)


def entry(visit: Here, decision: Annotated[str, Path(max_length=200, description="its id")]) -> answers.Decision:
    """One entry of the journal."""

    def read(ledger: Ledger) -> answers.Decision | None:
        found = ledger.journal.get(DecisionId(decision))
        return decision_of(found, about_of(ledger, [found])) if found is not None else None

    answer = visit.read(read)
    if answer is None:
        raise HTTPException(404, "This decision is not known (any more).")
    return answer


def changes(
    visit: Here, limit: Annotated[int, Query(ge=1, le=500, description="so many items at the most")] = 100
) -> answers.Changes:
    """Which settings were changed, and which replies were let go out, the newest first."""
    found = visit.read(lambda ledger: changed(ledger, limit))
    items = [
        answers.Change(
            at=one.at, what=one.what, setting=one.path, old=one.old, new=one.new,
            by=one.by if one.by in NOBODY_NAMED else "a manager", why=one.why, taken_back_at=one.back_at,
        )
        for one in found
    ]  # fmt: skip
    return answers.Changes(items=items)


def decision_of(one: Decision, about: Mapping[str, About]) -> answers.Decision:
    """As the API tells it."""
    it = about[one.subject]
    return answers.Decision(
        id=one.id, at=one.at, step=one.play, action=one.action, outcome=one.outcome.value, reason=one.reason,
        about=it.text, conversation=it.thread, undone_at=one.undone_at, result=one.result,
    )  # fmt: skip
