"""Settings: what can be set while Hubbub runs, who changed what, and taking a change back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Form, HTTPException, Query
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from bots.runtime.changed import changed
from bots.voice.foreign import cut
from config.dials import file_only
from dashboard.settings.forms import Entry, Read, entries_of, filled_in, in_words, outrun
from dashboard.settings.groups import Group, dials_of, find_group, groups_of, named, steps_of_channel
from dashboard.settings.model_seen import seen_on_page
from dashboard.settings.persona import answer as answer_persona
from dashboard.settings.persona import persona
from dashboard.settings.preview import TooMany, begin, decide, preview
from dashboard.settings.remarks import known_to, place_of, remarks
from dashboard.settings.saving import read_settings, set_all
from dashboard.settings.texts import query_of, texts
from dashboard.settings.texts import save as save_text
from dashboard.window.page import Page
from dashboard.window.visit import Here, Visit
from engagement.changes import NOBODY_NAMED, PAGES, SETTING, Change
from engagement.decisions import Decision, way_back
from engagement.events import UndoAsked
from engagement.ids import DecisionId, MemberId
from engagement.policy import Policy
from engagement.ports import Ledger

_MOST_CHANGES: Final = 100
_LONGEST_LINE: Final = 200
Words = Annotated[str, Query(max_length=300)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One change in the list; ``decision`` is the one to take back, "" where there is no way back any more."""

    change: Change
    before: str
    after: str
    decision: str
    text: str = ""
    """The query with which the page of a text opens; "" for other settings."""
    named: str = ""
    """What the setting is called in its form; "" for what has no form."""


def settings(
    visit: Here, group: Words = "", saved: Words = "", begun: Annotated[str, Query(alias="from", max_length=40)] = "",
    late: Words = "",
) -> HTMLResponse:  # fmt: skip
    """All groups, or the form of one; with what was typed before the preview ``begun``, if one comes back from it."""
    policy, voice = visit.live.owner.community.policy, visit.live.voice
    beside = visit.read(lambda ledger: ledger.dials.all())
    if group:
        found = _group(visit, group)
        return _show(visit, found, _entries(visit, found, beside, begun, late), is_saved=bool(saved))
    groups = list(groups_of(policy, voice))
    count = {one.name: sum(dial.path in beside for dial in dials_of(policy, one)) for one in groups}
    return visit.show(
        "settings", view="all", groups=groups, count=count, beside=len(beside), lines=_lines(beside),
        file_only=file_only(), model=seen_on_page(visit), doubtful=_doubtful(visit, policy),
    )  # fmt: skip


def _doubtful(visit: Visit, policy: Policy) -> list[tuple[str, str]]:
    """What is hardly meant so, as ``hubbub check`` says it, each with the setting it is about."""
    platforms = {one.name for one in visit.live.delivery.platforms.values()}
    return [(place_of(one), one.what) for one in remarks(policy, visit.read(known_to), platforms, visit.now)]


def _entries(visit: Visit, group: Group, beside: Mapping[str, object], begun: str, late: str) -> Sequence[Entry]:
    """A fresh form, or the one with which a preview was begun."""
    some = dials_of(visit.live.owner.community.policy, group)
    job = visit.jobs.find(begun, visit.live.owner.id) if begun else None
    if job is None or job.about.get("group") != group.name:
        return entries_of(some, beside)
    entries = filled_in(some, beside, job.about["wanted"])
    return outrun(Read(entries=entries, wanted=()), [late], some, beside) if late else entries


def _group(visit: Visit, name: str) -> Group:
    found = find_group(visit.live.owner.community.policy, visit.live.voice, name)
    if found is None:
        raise HTTPException(404, "There are no such settings (any more).")
    return found


def _show(
    visit: Visit, group: Group, entries: Sequence[Entry], *, is_saved: bool = False, status: int = 200,
    topic: Mapping[str, str] | None = None, told: str = "",
) -> HTMLResponse:  # fmt: skip
    policy, voice = visit.live.owner.community.policy, visit.live.voice
    return visit.show(
        "settings", title=group.title, view="one", group=group, entries=entries, is_saved=is_saved, status=status,
        steps=steps_of_channel(policy, voice, group), topic=topic or {}, in_words=in_words, told=told,
        wrong=sum(bool(entry.error) for entry in entries) + bool(topic and topic.get("error")),
    )  # fmt: skip


def _lines(beside: Mapping[str, object]) -> list[str]:
    """What is set beside the file, path by path."""
    return [
        f"{path}: {cut(' '.join(in_words(value).split()), _LONGEST_LINE)}" for path, value in sorted(beside.items())
    ]


async def save(visit: Here) -> Response:
    """Set what was changed in the form: all of it, or nothing."""
    form = {key: value for key, value in (await visit.request.form()).items() if isinstance(value, str)}
    group = _group(visit, str(form.get("group", "")))
    beside = await run_in_threadpool(visit.read, lambda ledger: ledger.dials.all())
    read, topic = read_settings(visit, group, beside, form)
    if read.is_wrong or topic.get("error"):
        return _show(visit, group, read.entries, status=422, topic=topic)
    if form.get("do") == "preview":
        return await _preview(visit, group, read, topic)
    late = await set_all(visit, read.wanted)
    if not late:
        return visit.go_to(f"/settings?group={quote(group.name, safe='')}&saved=1")
    beside = await run_in_threadpool(visit.read, lambda ledger: ledger.dials.all())
    dials = dials_of(visit.live.owner.community.policy, group)
    return _show(visit, group, outrun(read, late, dials, beside), status=409, topic=topic)


async def _preview(visit: Visit, group: Group, read: Read, topic: Mapping[str, str]) -> Response:
    told = "nothing differs from what is set; change something first"
    if read.wanted:
        try:
            job = await run_in_threadpool(begin, visit, group.name, read.wanted)
        except TooMany as error:
            told = str(error)
        else:
            return visit.go_to(f"/settings/preview/{job.id}")
    return _show(visit, group, read.entries, status=409, topic=topic, told=told)


def changes(visit: Here) -> HTMLResponse:
    """Who changed which setting, when, from what to what, and why; each can be taken back."""
    policy = visit.live.owner.community.policy

    def read(ledger: Ledger) -> tuple[list[Changed], Mapping[str, str]]:
        found = [one for one in changed(ledger, _MOST_CHANGES) if one.what == SETTING]
        people = {who for one in found for who in (one.by, one.back_by) if who}
        names = ledger.people.names([MemberId(who) for who in people])
        called = {who: names.get(MemberId(who), who if who in NOBODY_NAMED else "somebody") for who in people}
        return [_told(policy, ledger, one) for one in found], {**called, "Hubbub": "Hubbub"}

    found, names = visit.read(read)
    return visit.show("settings", title="Who changed what", view="changes", changes=found, names=names)


def _told(policy: Policy, ledger: Ledger, change: Change) -> Changed:
    decision = ledger.journal.get(DecisionId(change.decision))
    before = change.was if change.was is not None else change.old
    return Changed(
        change=change, before=in_words(before) if before is not None else "as the file says",
        after=in_words(change.new) if change.new is not None else "as the file says",
        decision=decision.id if decision is not None and way_back(decision) is not None else "",
        text=query_of(change.path), named=named(policy, change.path),
    )  # fmt: skip


async def undo(visit: Here, decision: Annotated[str, Form(max_length=100)]) -> Response:
    """Take a change back: what held before holds again."""

    def find(ledger: Ledger) -> Decision | None:
        return ledger.journal.get(DecisionId(decision))

    found = await run_in_threadpool(visit.read, find)
    if found is None or found.action != "SetDial" or way_back(found) is None:
        raise HTTPException(409, "There is nothing to take back (any more).")
    at, by = visit.live.owner.clock.now(), visit.session.member or PAGES
    await visit.live.submit([UndoAsked(key=f"undo:{found.id}:{at.isoformat()}", at=at, decision=found.id, by=by)])
    return visit.go_to("/settings/changes")


PAGE = Page(
    name="settings",
    title="Settings",
    path="/settings",
    reads={
        "/settings": settings,
        "/settings/changes": changes,
        "/settings/preview/{job}": preview,
        "/settings/texts": texts,
        "/settings/persona": persona,
    },
    changes={
        "/settings": save,
        "/settings/undo": undo,
        "/settings/preview/{job}": decide,
        "/settings/texts": save_text,
        "/settings/persona": answer_persona,
    },
    draws=True,
)
