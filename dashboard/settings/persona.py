"""The page of the persona: what it says, what does not fit it, and proposals that a manager says yes or no to."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Form, HTTPException, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from bots.voice.differing import Stretch, differences
from config.persona_lint import languages_of, lint
from config.persona_proposals import Proposal
from config.prompts import instructions
from config.wordings import changeable
from dashboard.settings.proposals import DONE, TURNED_DOWN, WAITING, answered, ask, to_ask, to_entry, waiting, wanted
from dashboard.settings.saving import set_all
from dashboard.settings.texts import LANGUAGES
from dashboard.window.visit import Here, Visit
from engagement.modelling.asking import Use
from engagement.ports import Ledger

AT_ONCE: Final = 5
"""Texts of which a model is asked at a press; each is a call of its own (ours)."""
_SHOWN: Final = 50
_LONGEST_TOLD: Final = 300
_PATIENCE_S: Final = 20.0
"""So long a page waits for a model; what comes later is kept and shown at the next look (ours)."""
_CALLED_ANEW: Final = "It is said otherwise by now; look at the proposals that there are."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A proposal with what differs in it."""

    proposal: Proposal
    stretches: tuple[Stretch, ...]


def persona(visit: Here, told: Annotated[str, Query(max_length=300)] = "") -> HTMLResponse:
    """What the file says, what was found, and what is proposed."""
    return _show(visit, told)


def _show(visit: Visit, told: str, status: int = 200) -> HTMLResponse:
    policy = visit.live.owner.community.policy
    some = visit.read(lambda ledger: waiting(ledger, policy))
    kinds = Counter(found.kind for one in lint(policy) for found in one.findings)
    return visit.show(
        "settings", title="Persona", view="persona", persona=policy.persona, kinds=kinds.most_common(), told=told,
        proposals=[Shown(proposal=one, stretches=differences(one.said, one.text)) for one in some[:_SHOWN]],
        more=max(0, len(some) - _SHOWN), may_ask=_may_ask(visit), model=policy.model, at_once=AT_ONCE, status=status,
        languages_of_texts=LANGUAGES,
    )  # fmt: skip


def _may_ask(visit: Visit) -> bool:
    return visit.live.typist is not None and visit.live.owner.community.policy.model.may(Use.PERSONA)


async def answer(
    visit: Here, do: Annotated[str, Form(max_length=10)], name: Annotated[str, Form(max_length=140)] = "",
    text: Annotated[str, Form(max_length=4_000)] = "",
) -> Response:  # fmt: skip
    """Say yes or no to a proposal as it was shown, or have a model asked."""
    if do == "ask":
        return await _ask(visit, name)
    policy = visit.live.owner.community.policy
    some = await run_in_threadpool(visit.read, lambda ledger: waiting(ledger, policy))
    found = next((one for one in some if one.name == name and one.text == _lines(text)), None)
    if found is None:
        return await run_in_threadpool(lambda: _show(visit, _CALLED_ANEW, 409))
    if do == "yes":
        beside = await run_in_threadpool(visit.read, lambda ledger: ledger.dials.all())
        if await set_all(visit, wanted([found], policy, beside), is_proposed=True):
            return await run_in_threadpool(lambda: _show(visit, _CALLED_ANEW, 409))
    await _keep(visit, [found], DONE if do == "yes" else TURNED_DOWN)
    return _back("It is said so from now on." if do == "yes" else "It is not proposed again.")


async def _keep(visit: Visit, some: Sequence[Proposal], state: str) -> None:
    owner, at = visit.live.owner, visit.now

    def note(ledger: Ledger) -> None:
        if state == WAITING:
            ledger.entries.save([to_entry(one, WAITING, at) for one in some])
        else:
            answered(some, state, at)(ledger)

    await asyncio.wrap_future(owner.memory.write(owner.id, note))


async def _ask(visit: Visit, name: str) -> Response:
    """Ask a model of one text, or of the next few in which something was found."""
    live, policy = visit.live, visit.live.owner.community.policy
    if live.typist is None or not _may_ask(visit):
        raise HTTPException(409, "No model is used for this: `uses:` of `model:` does not have `persona`.")
    some = await run_in_threadpool(visit.read, lambda ledger: waiting(ledger, policy))
    known = await run_in_threadpool(to_ask, policy, some, AT_ONCE)
    names = [(one.language, one.key) for one in known]
    if name:
        language, _, key = name.partition(":")
        if key not in changeable() or language not in languages_of(policy):
            raise HTTPException(404, "There is no such text (any more). The list has all that may be worded anew.")
        names = [(language, key)]
    typist, told = live.typist, instructions(Use.PERSONA)

    async def one(language: str, key: str) -> Proposal | str:
        found = await ask(typist, told, policy, language, key)
        if isinstance(found, Proposal):
            await _keep(visit, [found], WAITING)
        return found

    tasks = [asyncio.create_task(one(*each)) for each in names]
    live.under_way.update(tasks)
    for task in tasks:
        task.add_done_callback(live.under_way.discard)
    if not tasks:
        return _back("There is no text left to ask about.")
    done, late = await asyncio.wait(tasks, timeout=_PATIENCE_S)
    return _back(_came([task.result() for task in done], len(late)))


def _came(found: Sequence[Proposal | str], late: int) -> str:
    wordings = sum(isinstance(one, Proposal) for one in found)
    whys = list(dict.fromkeys(one for one in found if isinstance(one, str)))
    return " ".join(
        (
            f"Proposed by the model: {wordings}.",
            *([f"Still being asked: {late}; look again in a moment."] if late else []),
            *([f"Nothing came of {len(found) - wordings}: {whys[0]}."] if whys else []),
        )
    )


def _back(told: str) -> Response:
    return RedirectResponse(f"/settings/persona?told={quote(told[:_LONGEST_TOLD], safe='')}", 303)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
