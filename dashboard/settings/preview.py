"""What a change would have made of the last 30 days: begun from a form of settings, shown beside what is, saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Final, cast
from urllib.parse import quote

from fastapi import Form, HTTPException
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from bots.runtime.lived_again import began_in
from bots.runtime.otherwise import policy_with
from dashboard.rehearsal.words import counted, span
from dashboard.settings.forms import in_words
from dashboard.settings.groups import named
from dashboard.settings.saving import set_all
from dashboard.window.jobs import Job, State, TooMany
from dashboard.window.visit import Here, Visit
from engagement.events import Wanted
from engagement.foreseen import Deeds, deeds_of
from engagement.history import History
from engagement.ids import ThreadId
from engagement.policy import Policy
from engagement.ports import Ledger

KIND: Final = "preview"
DAYS: Final = timedelta(days=30)
_MOST: Final = 50_000
"""Messages at the most; of more, the latest."""
_MOST_REASONS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure: what happened, what the settings as they are would do, and what the change would."""

    title: str
    was: str
    before: str
    after: str
    changes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A conversation in which it would be otherwise; ``words`` "" where they may not be shown or are kept no more."""

    thread: str
    words: str
    channel: str
    before: str
    after: str


def begin(visit: Visit, group: str, wanted: Sequence[Wanted]) -> Job:
    """Begin to live through the last days. Raises TooMany."""
    owner = visit.live.owner

    def read(ledger: Ledger) -> tuple[History, Policy, Deeds]:
        history = ledger.history.read(visit.now - DAYS, visit.now, _MOST)
        began = began_in(ledger, history)
        real = deeds_of(ledger.journal.between(history.since, history.until), began, owner.community.policy.timezone)
        return history, policy_with(owner, ledger, wanted), real

    history, then, real = visit.read(read)
    about: dict[str, Any] = {
        "group": group, "wanted": tuple(wanted), "was": real, "since": history.since, "until": history.until,
        "messages": len(history.written), "without_words": history.without_words, "is_cut": history.is_cut,
        "is_as_if": history.is_before_helpers,
    }  # fmt: skip
    return visit.jobs.start(
        KIND, owner.id, "What would be otherwise", history, owner.community.policy, then, owner.community.hold_out_key,
        **about,
    )  # fmt: skip


def _job(visit: Visit, name: str) -> Job:
    found = visit.jobs.find(name, visit.live.owner.id)
    if found is None or found.kind != KIND:
        raise HTTPException(404, "This preview is not kept any more. Go back to the settings, and begin it once more.")
    return found


def preview(visit: Here, job: str) -> HTMLResponse:
    """How far it is; then what would have been otherwise."""
    found = _job(visit, job)
    shown: dict[str, Any] = {"lines": [], "reasons": [], "seen": [], "chart": None}
    if found.state is State.DONE:
        shown = _shown(visit, found)
    policy = visit.live.owner.community.policy
    wanted = [
        (one.path, named(policy, one.path), in_words(one.was), in_words(one.value)) for one in found.about["wanted"]
    ]
    return visit.show(
        "settings", title="The effect", view="preview", job=found, about=found.about, wanted=wanted,
        back=f"/settings?group={quote(found.about['group'], safe='')}&from={found.id}", count=counted,
        is_paused=visit.live.owner.community.policy.is_paused, **shown,
    )  # fmt: skip


def _shown(visit: Visit, job: Job) -> dict[str, Any]:
    was, before, after = cast("Deeds", job.about["was"]), job.result.before, job.result.after
    return {
        "lines": _lines(was, before, after),
        "reasons": _reasons(was, before, after),
        "seen": visit.read(lambda ledger: _seen(visit, ledger, job)),
        "chart": _chart(before, after),
        "is_same": (before.of, before.wait, before.messages, before.held)
        == (after.of, after.wait, after.messages, after.held),
        "is_as_it_was": (was.asked, was.shown, was.handed) == (before.asked, before.shown, before.handed),
    }


def _lines(was: Deeds, before: Deeds, after: Deeds) -> list[Line]:
    figures = (
        ("Questions about which helpers would have been asked", "asked"),
        ("Messages asking a helper", "asks"),
        ("Questions under which earlier answers would have been shown", "shown"),
        ("Questions handed to a team", "handed"),
        ("Messages to members and into channels, unasked", "messages"),
        ("Questions left alone for comparison", "left_alone"),
    )
    lines = [
        Line(
            title=title, was=f"{getattr(was, name):,}", before=f"{getattr(before, name):,}",
            after=f"{getattr(after, name):,}", changes=_difference(getattr(before, name), getattr(after, name)),
        )
        for title, name in figures
    ]  # fmt: skip
    lines.insert(
        1,
        Line(
            title="Until helpers are asked, typically", was=_wait(was), before=_wait(before), after=_wait(after),
            changes="" if _wait(before) == _wait(after) else "changed",
        ),
    )  # fmt: skip
    return lines


def _difference(before: int, after: int) -> str:
    return f"{after - before:+,}" if after != before else ""


def _wait(deeds: Deeds) -> str:
    return span(deeds.wait.total_seconds()) if deeds.wait is not None else "–"


def _reasons(was: Deeds, before: Deeds, after: Deeds) -> list[Line]:
    """Why it did not act, the most frequent first."""
    names = sorted({*before.held, *after.held, *was.held}, key=lambda name: (-_most(name, before, after), name))
    return [
        Line(
            title=name, was=f"{was.held.get(name, 0):,}", before=f"{before.held.get(name, 0):,}",
            after=f"{after.held.get(name, 0):,}",
            changes=_difference(before.held.get(name, 0), after.held.get(name, 0)),
        )
        for name in names[:_MOST_REASONS]
    ]  # fmt: skip


def _most(name: str, before: Deeds, after: Deeds) -> int:
    return max(before.held.get(name, 0), after.held.get(name, 0))


def _chart(before: Deeds, after: Deeds) -> Mapping[str, Any] | None:
    days = sorted({*before.days, *after.days})
    if not days:
        return None
    every = [days[0] + timedelta(days=nth) for nth in range((days[-1] - days[0]).days + 1)]

    def values(of: Mapping[date, int]) -> list[int]:
        return [of.get(day, 0) for day in every]

    return {
        "kind": "beside", "title": "Messages a day", "unit": "", "weeks": [day.isoformat() for day in every],
        "series": {"as it is set": values(before.days), "with your change": values(after.days)},
    }  # fmt: skip


_STEPS: Final[Mapping[str, str]] = {
    "asked": "helpers are asked", "shown": "earlier answers are shown", "handed": "a team gets it",
}  # fmt: skip


def _seen(visit: Visit, ledger: Ledger, job: Job) -> list[Seen]:
    found = ledger.conversations.threads(ThreadId(one.thread) for one in job.result.examples)
    places = visit.live.owner.community.channels
    seen: list[Seen] = []
    for one in job.result.examples:
        thread = found.get(one.thread)
        if thread is None or thread.channel not in places:
            continue
        words = ""
        if visit.may_read_words(thread.channel) and thread.asker is not None:
            some = ledger.conversations.words_by(thread.id, thread.asker)
            words = some[0].text if some else ""
        seen.append(
            Seen(
                thread=one.thread, words=words, channel=places[thread.channel].name, before=_told(one.before),
                after=_told(one.after),
            )
        )  # fmt: skip
    return seen


def _told(steps: Sequence[str]) -> str:
    return ", ".join(_STEPS[step] for step in steps) or "nothing is done"


async def decide(visit: Here, job: str, do: Annotated[str, Form(max_length=20)]) -> Response:
    """Save what was previewed, or call the preview off."""
    found = _job(visit, job)
    group = quote(found.about["group"], safe="")
    if do != "save":
        await run_in_threadpool(visit.jobs.drop, found)
        return visit.go_to(f"/settings?group={group}")
    late = await set_all(visit, found.about["wanted"])
    if late:
        return visit.go_to(f"/settings?group={group}&from={found.id}&late={quote(late[0], safe='')}")
    await run_in_threadpool(visit.jobs.drop, found)
    return visit.go_to(f"/settings?group={group}&saved=1")


__all__ = ["KIND", "TooMany", "begin", "decide", "preview"]
