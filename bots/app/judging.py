"""Has the community's model judge labelled messages, within its budget and on record, to hold it beside the rules."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bots.app.asking_all import ask_all, why_not
from bots.app.models import desk_for, missing_door, with_provider
from bots.llm.address import Door, read_door
from bots.runtime.clock import SystemClock
from config.prompts import instructions
from config.settings import Settings
from engagement.errors import ConfigError
from engagement.ids import CommunityId
from engagement.modelling.asking import Opinion, Passage, Request, Usage, Use
from engagement.modelling.budget import MILLION, Call, cost, most_to_place, price_of, upper_bound
from engagement.modelling.masking import mask
from engagement.modelling.uses import request_for
from engagement.policy import Policy
from storage import StoredMemory


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be asked, of whom, and the most that it may use. ``money`` None: the model has no price."""

    policy: Policy
    door: Door
    requests: tuple[Request, ...]
    tokens: int
    money: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the model held of each message, None where it did not say; and what that used."""

    opinions: tuple[Opinion | None, ...]
    why: str
    """Why some are missing, with how many."""
    tokens: int
    money: float | None
    calls: int


def plan(texts: Sequence[str], policy: Policy, settings: Settings, language: str) -> Plan:
    """Work out what asking would cost. Raises ConfigError where there is no model to ask."""
    told = instructions(Use.SECOND_OPINION)
    requests = tuple(
        request_for(
            Use.SECOND_OPINION, told, [Passage(id="question", by="Member 1", words=mask(text, {}))],
            choices=tuple(policy.topics), language=language,
        )
        for text in texts
    )  # fmt: skip
    return plan_of(requests, policy, settings)


def plan_of(requests: Sequence[Request], policy: Policy, settings: Settings) -> Plan:
    """What these requests would cost. Raises ConfigError where there is no model to ask."""
    door = _door(policy, settings)
    bounds, price = [upper_bound(each) for each in requests], price_of(policy.model.name, policy.model.prices)
    tokens = sum(each.tokens_in + each.tokens_out for each in bounds)
    money = None if price is None else sum(cost(each, price) for each in bounds) / MILLION
    return Plan(policy=with_provider(policy, door), door=door, requests=tuple(requests), tokens=tokens, money=money)


def plan_to_place(texts: Sequence[str], policy: Policy, settings: Settings) -> Plan:
    """What placing these texts would cost. Raises ConfigError where there is no model that places texts."""
    door, name = _door(policy, settings), policy.model.embeddings
    if not name:
        raise ConfigError("no model that places texts is named; write `embeddings:` into the playbook's `model:`")
    most, price = Usage(tokens_in=sum(map(most_to_place, texts))), price_of(name, policy.model.prices)
    money = None if price is None else cost(most, price) / MILLION
    return Plan(policy=with_provider(policy, door), door=door, requests=(), tokens=most.tokens_in, money=money)


def _door(policy: Policy, settings: Settings) -> Door:
    if not policy.model.name:
        raise ConfigError("the playbook names no model; add `model:` with its `name:`, or leave --model away")
    door = read_door(settings.environment)
    missing = missing_door(policy, settings.environment)
    if door is None or missing is not None:
        raise ConfigError(missing or "nothing says where the model is")
    return door


def judge(
    memory: StoredMemory, community: CommunityId, found: Plan, on_progress: Callable[[int], None] = lambda _: None
) -> Judged:
    """Ask about every message, a few at a time. Stops where nobody would answer any more, such as over the budget."""
    return asyncio.run(_judge(memory, community, found, on_progress))


async def _judge(
    memory: StoredMemory, community: CommunityId, found: Plan, on_progress: Callable[[int], None]
) -> Judged:
    desk = desk_for(memory, community, found.policy, found.door)
    assert desk is not None
    begun = SystemClock().now()
    try:
        typed = await ask_all(desk, found.requests, on_progress)
    finally:
        await desk.close()
    opinions = [each.answer if isinstance(each.answer, Opinion) else None for each in typed]
    opinions += [None] * (len(found.requests) - len(opinions))
    calls = memory.read(community, lambda ledger: ledger.model_calls.between(begun, SystemClock().now()))
    mine = [each for each in calls if each.use is Use.SECOND_OPINION and each.model == found.policy.model.name]
    return Judged(
        opinions=tuple(opinions), why=why_not(typed), calls=len(mine), tokens=sum(map(_tokens, mine)),
        money=None if found.money is None else sum(each.millionths for each in mine) / MILLION,
    )  # fmt: skip


def _tokens(call: Call) -> int:
    return call.usage.tokens_in + call.usage.tokens_out
