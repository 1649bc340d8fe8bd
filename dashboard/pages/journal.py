"""Journal: what did Hubbub do or not do, and why; who changed which setting; and taking something back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import HTTPException, Query
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from bots.runtime.changed import changed
from dashboard.window.edges import from_edge, to_edge
from dashboard.window.page import Page
from dashboard.window.visit import Here, Visit
from engagement.changes import NOBODY_NAMED, PAGES, Change
from engagement.decisions import Decision, Outcome, way_back
from engagement.events import UndoAsked
from engagement.ids import ChannelId, DecisionId, MemberId, MessageId, ThreadId, is_private_place
from engagement.leafing import Leaf, SoughtDecisions
from engagement.ports import Ledger

_PAGE: Final = 30
_MOST_CHANGES: Final = 100
KINDS: Final[Mapping[str, tuple[str, tuple[Outcome, ...], bool]]] = {
    "": ("acted, or did not act", (Outcome.ACTED, Outcome.HELD, Outcome.TRIED), False),
    "acted": ("acted", (Outcome.ACTED,), False),
    "not": ("did not act", (Outcome.HELD,), False),
    "tried": ("would have acted (try-out)", (Outcome.TRIED,), False),
    "later": ("planned another look", (Outcome.LATER,), False),
    "undone": ("taken back", (), True),
}
"""By what stands in the address: how it is called, and which decisions these are."""
Words = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a decision is about; ``thread`` is the conversation that may be opened."""

    text: str
    thread: ThreadId | None = None


def journal(visit: Here, kind: Words = "", step: Words = "", before: Words = "") -> HTMLResponse:
    """Everything, newest first, page by page."""
    kind = kind if kind in KINDS else ""
    _, outcomes, is_undone = KINDS[kind]
    sought = SoughtDecisions(outcomes=outcomes, play=step, is_undone=is_undone, before=from_edge(before))

    def read(ledger: Ledger) -> tuple[Leaf[Decision], Mapping[str, About]]:
        leaf = ledger.journal.leaf(sought, _PAGE)
        return leaf, about_of(ledger, leaf.found)

    leaf, about = visit.read(read)
    chosen = {"kind": kind, "step": step}
    more = urlencode({**chosen, "before": to_edge(leaf.older)}) if leaf.older is not None else ""
    return visit.show(
        "journal", view="list", decisions=leaf.found, about=about, chosen=chosen, steps=_steps(visit), older=leaf.older,
        kinds={name: told for name, (told, _, _) in KINDS.items()}, more=f"/journal?{more}" if more else "",
    )  # fmt: skip


def decided(visit: Here, decision: str) -> HTMLResponse:
    """One decision with its reason, what came of it, and what undoing it would do."""

    def read(ledger: Ledger) -> tuple[Decision | None, Mapping[str, About], str]:
        found = ledger.journal.get(DecisionId(decision))
        if found is None:
            return None, {}, ""
        return found, about_of(ledger, [found]), _who(ledger, found.undone_by)

    found, about, undone_by = visit.read(read)
    if found is None:
        raise HTTPException(404, "This decision is not known (any more).")
    return visit.show(
        "journal", title="Decision", view="one", decision=found, about=about, undone_by=undone_by,
        step=_steps(visit).get(found.play, found.play), effect=way_back(found),
        may_undo=visit.may("POST", "/journal/{decision}/undo"),
    )  # fmt: skip


async def undo(visit: Here, decision: str) -> Response:
    """Take back what it did; whoever is told so sees it on the page of the decision."""
    owner = visit.live.owner
    found = await run_in_threadpool(visit.read, lambda ledger: ledger.journal.get(DecisionId(decision)))
    if found is None or way_back(found) is None:
        raise HTTPException(409, "There is nothing to take back (any more).")
    at, by = owner.clock.now(), visit.session.member or PAGES
    key = f"undo:{found.id}:{at.isoformat()}"
    await visit.live.submit([UndoAsked(key=key, at=at, decision=found.id, by=by)])
    return visit.go_to(f"/journal/{found.id}")


def changes(visit: Here) -> HTMLResponse:
    """Who changed which setting, and who of the hub said yes to what."""

    def read(ledger: Ledger) -> tuple[Sequence[Change], Mapping[str, str]]:
        found = changed(ledger, _MOST_CHANGES)
        people = {who for one in found for who in (one.by, one.back_by) if who}
        return found, {who: _who(ledger, who) for who in people}

    found, names = visit.read(read)
    return visit.show("journal", title="Who changed what", view="changes", changes=found, names=names)


def _steps(visit: Visit) -> dict[str, str]:
    """What steps are called, by their names, in the order of the list."""
    return {play.name: visit.live.voice.label(f"steps.{play.name}", "en") for play in visit.live.owner.community.plays}


def _who(ledger: Ledger, who: str | None) -> str:
    """Whoever changed or took back something, by name."""
    if not who or who in NOBODY_NAMED:
        return who or ""
    if ledger.journal.get(DecisionId(who)) is not None:
        return "what it came with being taken back"
    return ledger.people.names([MemberId(who)]).get(MemberId(who), "somebody")


def about_of(ledger: Ledger, decisions: Sequence[Decision]) -> dict[str, About]:
    """What each is about, by its subject. Members are not named: the reasons may speak of their record."""
    subjects = {one.subject for one in decisions}
    threads = ledger.conversations.threads(ThreadId(MessageId(subject)) for subject in subjects)
    channels = {channel.id: channel.name for channel in ledger.places.all()}
    found: dict[str, About] = {}
    for subject in subjects:
        thread = threads.get(ThreadId(MessageId(subject)))
        if thread is not None and not is_private_place(thread.channel):
            found[subject] = About(text=f"a conversation in #{channels.get(thread.channel, '?')}", thread=thread.id)
        elif thread is not None:
            found[subject] = About(text="a private question")
        elif ChannelId(subject) in channels:
            found[subject] = About(text=f"#{channels[ChannelId(subject)]}")
        else:
            found[subject] = About(text="a member" if ":" in subject else "the community")
    return found


PAGE = Page(
    name="journal",
    title="Journal",
    path="/journal",
    reads={"/journal": journal, "/journal/changes": changes, "/journal/{decision}": decided},
    changes={"/journal/{decision}/undo": undo},
)
