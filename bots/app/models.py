"""Which model a community asks: from its playbook and the environment."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from bots.app.finding import Finding
from bots.llm.address import ADDRESS, KEY, Door, read_door
from bots.llm.desk import Desk
from bots.llm.hosted import Api, OpenAIModel
from bots.llm.places import Places
from bots.runtime.clock import SystemClock
from bots.runtime.live import Live
from bots.runtime.model_work import ModelWork
from bots.runtime.schedule import Wakes
from config.prompts import instructions
from config.settings import Settings
from engagement.errors import ConfigError, ModelAway, ModelError, ModelNonsense, ModelRefused
from engagement.ids import CommunityId
from engagement.modelling.asking import Passage, Request, Use
from engagement.modelling.likeness import nearness
from engagement.modelling.material import QUESTION
from engagement.policy import Policy
from engagement.ports import Ledger
from storage import StoredMemory

_EACH_S = 2.0
_PROBE = timedelta(seconds=15)
_MOST_NAMED = 8
_TRIAL = Request(
    use=Use.SECOND_OPINION,
    instructions="Say of which topic the passage is.",
    passages=(Passage(id=QUESTION, by="Member 1", words="Where do I find the settings?"),),
    choices=("settings", "billing"),
    schema={
        "type": "object",
        "properties": {"topic": {"type": "string", "enum": ["settings", "billing"]}},
        "required": ["topic"],
        "additionalProperties": False,
    },
)
"""A made-up question with a form of one field, to see whether it is filled in at all; not how well."""


def with_provider(policy: Policy, door: Door | None) -> Policy:
    """The policy that knows who would be told what members write; with no door nobody is."""
    host, is_at_home = (door.host, door.is_at_home) if door is not None else ("", False)
    return replace(policy, model=replace(policy.model, provider=host, is_at_home=is_at_home))


def missing_door(policy: Policy, environment: Mapping[str, str]) -> str | None:
    """What a playbook with a model lacks, with the cure; None where nothing does. Raises ConfigError."""
    if not policy.model.name or read_door(environment) is not None:
        return None
    return (
        f"`model` names {policy.model.name}, and nothing says where it is; write {KEY}=... into .env, or for a server"
        f" of your own {ADDRESS}=http://localhost:11434/v1"
    )


async def model_findings(policy: Policy, settings: Settings) -> list[Finding]:
    """Is the model there that the playbook names, does it take the key, and can it fill in a form?

    Nothing that members wrote is told it: what it is asked is made up, and costs a few hundred tokens.
    """
    if not policy.model.name:
        return []
    what = f"{policy.name}: the model {policy.model.name}"
    try:
        door = read_door(settings.environment)
    except ConfigError as error:
        return [Finding(what=what, cure=str(error), kind="model")]
    missing = missing_door(policy, settings.environment)
    if door is None or missing is not None:
        return [Finding(what=what, cure=missing, kind="model")]
    why = await _lacks(door, policy)
    return [Finding(what=f"{what}, at {door.host}") if why is None else Finding(what=what, cure=why, kind="model")]


async def _lacks(door: Door, policy: Policy) -> str | None:
    """What is in the way of using the model, with the cure; None where nothing is."""
    name = policy.model.name
    async with _opened(door, policy, Api(policy.model.api)) as model:
        try:
            known = await model.known()
        except ModelError as error:
            return str(error)
        some = ", ".join(sorted(known)[:_MOST_NAMED]) or "none at all"
        if name not in known:
            return f"{door.host} does not list it; it lists {some}. Write one of them as `name:` of `model:`"
        places = policy.model.embeddings
        if places and places not in known:
            return (
                f"{door.host} does not list {places}; it lists {some}. Write one of them as `embeddings:` of `model:`"
            )
        try:
            await model.write(_TRIAL)
        except (ModelAway, ModelNonsense, ModelRefused) as error:
            return await _better_way(door, policy) or str(error)
        except ModelError as error:
            return str(error)
        return await _places_none(model, places) if places else None


async def _places_none(model: OpenAIModel, places: str) -> str | None:
    """Why the model for nearness places no text, with the cure; None where it does."""
    try:
        vectors, _ = await model.place([each.words for each in _TRIAL.passages])
    except ModelError as error:
        return f"{places} places no text: {error}. Write one that does as `embeddings:` of `model:`"
    if nearness(vectors, [QUESTION]) is None:
        return f"{places} places texts nowhere. Write another one as `embeddings:` of `model:`"
    return None


async def _better_way(door: Door, policy: Policy) -> str | None:
    """Another way to speak in which it answers, as a cure."""
    for api in Api:
        if api == policy.model.api:
            continue
        try:
            async with _opened(door, policy, api) as model:
                await model.write(_TRIAL)
        except ModelError:
            continue
        return (
            f"{door.host} has it and fills in no form when it is asked by `api: {policy.model.api}`; write"
            f" `api: {api}` into `model:`, by which it does"
        )
    return None


@asynccontextmanager
async def _opened(door: Door, policy: Policy, api: Api) -> AsyncIterator[OpenAIModel]:
    dials = policy.model
    model = OpenAIModel(
        door, dials.name, api=api, patience=max(_PROBE, dials.patience), embedding_model=dials.embeddings or None
    )
    try:
        yield model
    finally:
        await model.close()


def model_lines(policy: Policy) -> list[str]:
    """What a model is used for and may use, in a sentence."""
    model = policy.model
    if not model.name:
        return []
    money = f" and {model.budget.money:,.2f} of money" if model.budget.money is not None else ""
    uses = ", ".join(model.uses)
    return [f"Model {model.name} ({policy.name}): for {uses}; at most {model.budget.tokens:,} tokens{money} a day."]


def desk_for(memory: StoredMemory, community: CommunityId, policy: Policy, door: Door | None) -> Desk | None:
    """Whoever asks the community's model, within its budget; None where it has none."""
    if door is None or not policy.model.name:
        return None
    dials = policy.model
    model = OpenAIModel(
        door, dials.name, api=Api(dials.api), patience=dials.patience, embedding_model=dials.embeddings or None
    )

    async def write(work: Callable[[Ledger], bool]) -> bool:
        return await asyncio.wrap_future(memory.write(community, work))

    clock = SystemClock()  # the real one: a provider's day is no sandbox's
    places = None
    if dials.embeddings:
        places = Places(
            embedder=model, model=dials.embeddings, provider=model.provider, budget=dials.budget, prices=dials.prices,
            clock=clock, write=write,
        )  # fmt: skip
    return Desk(model=model, budget=dials.budget, prices=dials.prices, clock=clock, write=write, places=places)


@asynccontextmanager
async def asking(memory: StoredMemory, live: Live, policy: Policy, door: Door | None) -> AsyncIterator[None]:
    """What plays want asked is asked, beside the engine; at the end what is under way is cut off."""
    desk = live.typist = desk_for(memory, live.owner.id, policy, door)
    work = ModelWork(owner=live.owner, typist=desk, instructions=instructions, wake=live.wake)
    wakes = Wakes()
    wakes.every(_EACH_S, f"model:{live.owner.id}", work.go_on)
    wakes.start()
    try:
        yield
    finally:
        wakes.stop()
        for task in live.under_way:
            task.cancel()
        if desk is not None:
            await desk.close()
