"""Has the community's model draft answers to questions of the past, to hold what it writes beside the rules.

Only words of members who agreed are told it, as when a question comes up; every call is within the budget, on record.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bots.app.asking_all import ask_all, why_not
from bots.app.calibrating import Past
from bots.app.judging import Plan, plan_of
from bots.app.models import desk_for
from bots.runtime.asking_models.reading import agreed, first_said
from bots.runtime.clock import SystemClock
from bots.runtime.draft_sources import tells_the_same
from config.prompts import instructions
from config.settings import Settings
from engagement.ids import CommunityId
from engagement.modelling.asking import Use
from engagement.modelling.budget import MILLION
from engagement.modelling.checking import Prose
from engagement.modelling.material import Material, Said, Solved, for_draft
from engagement.modelling.uses import request_for
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.shares import Share
from storage import StoredMemory

_THOUSAND = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The questions that the model is asked to draft an answer to. ``left_out``: not enough people agreed."""

    past: tuple[Past, ...]
    plan: Plan
    left_out: int


def try_out(past: Sequence[Past], memory: StoredMemory, policy: Policy, settings: Settings, least: float) -> Trial:
    """Those that can be judged and are sure enough. Raises ConfigError where there is no model to ask."""
    fitting = [each for each in past if each.is_right is not None and each.sureness >= least]
    materials = memory.read(policy.community, lambda ledger: [_material(ledger, each) for each in fitting])
    told = instructions(Use.DRAFT)
    asked = [(one, found) for one, found in zip(fitting, materials, strict=True) if isinstance(found, Material)]
    requests = [
        request_for(Use.DRAFT, told, found.passages, language=one.thread.language or "en") for one, found in asked
    ]
    return Trial(
        past=tuple(one for one, _ in asked),
        plan=plan_of(requests, policy, settings),
        left_out=len(fitting) - len(asked),
    )


def draft(memory: StoredMemory, community: CommunityId, trial: Trial) -> dict[str, Any]:
    """Ask, one after the other, and judge what it wrote as its sources are judged; with what a thousand would cost."""
    begun = SystemClock().now()
    texts, why = asyncio.run(_draft(memory, community, trial.plan))

    def judge(ledger: Ledger) -> list[bool | None]:
        return [
            tells_the_same(ledger, one.thread, one.words, text) if text else None
            for one, text in zip(trial.past, texts, strict=True)
        ]

    judged = memory.read(community, judge)
    calls = memory.read(community, lambda ledger: ledger.model_calls.between(begun, SystemClock().now()))
    mine = [each for each in calls if each.use is Use.DRAFT]
    drafted = [one for one, found in zip(trial.past, judged, strict=True) if found is not None]
    number, tokens = max(1, len(trial.past)), sum(one.usage.tokens_in + one.usage.tokens_out for one in mine)
    money = None if trial.plan.money is None else sum(one.millionths for one in mine) / MILLION
    return {
        "asked": len(trial.past), "left_out": trial.left_out, "silent": len(trial.past) - len(drafted),
        "why_not": why,
        "model": _told(sum(found is True for found in judged), len(drafted)),
        "rules": _told(sum(one.is_right is True for one in drafted), len(drafted)),
        "calls": len(mine), "tokens": tokens, "tokens_per_thousand": round(tokens * _THOUSAND / number),
        "money_per_thousand": None if money is None else round(money * _THOUSAND / number, 4),
    }  # fmt: skip


def _told(right: int, of: int) -> dict[str, Any]:
    share = Share(hits=right, of=of)
    return {
        "right": right, "of": of, "precision": round(share.value, 4) if of else None,
        "precision_interval": [round(x, 4) for x in share.interval],
    }  # fmt: skip


async def _draft(memory: StoredMemory, community: CommunityId, plan: Plan) -> tuple[list[str], str]:
    """A text for each, "" where there is none; and why some have none."""
    desk = desk_for(memory, community, plan.policy, plan.door)
    assert desk is not None
    try:
        typed = await ask_all(desk, plan.requests)
    finally:
        await desk.close()
    texts = [each.answer.text if isinstance(each.answer, Prose) else "" for each in typed]
    return texts + [""] * (len(plan.requests) - len(texts)), why_not(typed)


def _material(ledger: Ledger, past: Past) -> Material | str:
    """As when the question comes up: by what those in it say today of a model."""
    every = [*past.words, *(words for _, some in past.sources for words in some)]
    people = {words.author for words in every}
    names = ledger.people.names(people)
    question = first_said(past.words, past.thread.asker, names) if past.thread.asker is not None else None
    if question is None:
        return "the question is not kept any more"
    solved = []
    for thread, kept in past.sources:
        answer = next((each for each in kept if each.message == thread.accepted), None)
        if answer is not None:
            said = Said(member=answer.author, name=names.get(answer.author, ""), words=answer.text)
            asked = first_said(kept, thread.asker, names) if thread.asker is not None else None
            solved.append(Solved(thread=thread.id, question=asked, answer=said))
    return for_draft(question, solved, agreed(ledger, people), names)
