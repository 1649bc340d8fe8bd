"""Two questions that a team has and that may be one: a model behind a wire proposes it, and a person decides."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bench.fakes.model import MANNERS
from bots.runtime.forgetting import Forgetting
from bots.runtime.model_work import ModelWork
from engagement.escalating.dials import Governance
from engagement.escalating.escalation import Escalation, State
from engagement.events import ChannelSeen
from engagement.ids import ChannelId
from engagement.modelling.asking import Usage, Use
from engagement.modelling.budget import Budget
from engagement.modelling.dials import ModelPolicy
from engagement.same_questions import KIND
from engagement.speech import Outgoing, plain
from tests.bots.runtime.stage import town
from tests.engagement.made_up import tid
from tests.scenarios.conftest import Founding
from tests.scenarios.stage import ADA, BEN, CY, DI, SAM, Town
from tests.scenarios.test_similarity import placing, replaced
from tests.scenarios.with_model import GOVERNANCE, HUB

MODEL = ModelPolicy(name="made-up", embeddings="places", uses=(Use.DUPLICATES,), provider="127.0.0.1")
FIRST = "How do I call the endpoint with a token from a script?"
SECOND = "Why does my program get no access when it talks to the server?"


class Placed:
    """Places the second of these questions so near to the first: ``cosine``."""

    def __init__(self, cosine: float) -> None:
        self.cosine = cosine

    async def place(self, texts: Sequence[str]) -> tuple[Sequence[Sequence[float]], Usage]:
        far = (1 - self.cosine**2) ** 0.5
        return [[self.cosine, far] if "endpoint" in text else [1.0, 0.0] for text in texts], Usage()


async def handed(found: Founding, *agreed: Any, model: ModelPolicy = MODEL, second: str = SECOND) -> Town:
    """Cy's question is with the team, and Ada's comes to it: the words are not alike."""
    place = found(town(governance=GOVERNANCE, model=model, hold_out=0.0))
    await place.open()
    await place.tell(ChannelSeen(key="hub", at=place.now, channel=HUB, name="hub"))
    for who in agreed:
        await place.command(who, "privacy", "model", "yes")
    for name, text, who in (("one", FIRST, CY), ("q", second, ADA)):
        await place.ask(name, text, who)
        await place.press(who, "hand_to_team", on=name, channel=ChannelId("slack-T1:help"))
        await place.pass_(hours=1)
    return place


async def asked(place: Town, work: ModelWork, cosine: float = 0.97) -> list[Outgoing]:
    replaced(work, Placed(cosine))
    await work.go_on()
    await place.pass_(seconds=2)
    return cards(place)


def cards(place: Town) -> list[Outgoing]:
    """What the team sees of it, as it reads now."""
    some = ("may be one", "Joined", "are two")
    return [each for each in place.board.seen() if any(words in plain(each.text) for words in some)]


def running(place: Town) -> list[Escalation]:
    return place.memory.read(place.owner.id, lambda ledger: ledger.escalations.running())


async def pressed(place: Town, who: Any, control: str) -> Outgoing:
    """What the card says after somebody pressed its button."""
    await place.press(who, control, under=cards(place)[-1])
    await place.pass_(seconds=2)
    return cards(place)[-1]


async def test_the_team_is_asked_and_nothing_is_joined_before_it_says_so(found: Founding) -> None:
    place = await handed(found, ADA, CY)
    async with placing(place) as (_, work):
        (card,) = await asked(place, work)
        assert str(card.to).startswith(HUB), "in the team's room"
        assert "made-up" not in plain(card.text)
        assert "places" in plain(card.text), "the model that placed them is named"
        assert FIRST in plain(card.text)
        assert [each.joined for each in running(place)] == [(), ()]
        assert await asked(place, work) == [card], "it is asked once"


async def test_when_somebody_of_the_team_says_so_it_joins_the_other(found: Founding) -> None:
    place = await handed(found, ADA, CY)
    async with placing(place) as (_, work):
        await asked(place, work)
        assert "Joined" in plain((await pressed(place, SAM, "same_yes")).text)
        (left,) = running(place)
        assert (left.thread, left.joined) == (tid("one"), (tid("q"),))
        kept = place.memory.read(place.owner.id, lambda ledger: ledger.escalations.of_thread(tid("q")))
        assert kept == left, "what is written there is the team's, by the other one"


async def test_they_are_taken_apart_again(found: Founding) -> None:
    place = await handed(found, ADA, CY)
    async with placing(place) as (_, work):
        await asked(place, work)
        await pressed(place, SAM, "same_yes")
        assert "are two" in plain((await pressed(place, SAM, "same_apart")).text)
        one, again = running(place)
        assert (one.thread, one.joined) == (tid("one"), ())
        assert (again.thread, again.state, again.team) == (tid("q"), State.OPEN, "hub")
        kept = place.memory.read(place.owner.id, lambda ledger: ledger.escalations.of_thread(tid("q")))
        assert kept == again
        before = len(cards(place))
        await asked(place, work)
        assert len(cards(place)) == before, "nobody is asked about them again"


async def test_not_the_same_leaves_both_and_is_not_asked_again(found: Founding) -> None:
    place = await handed(found, ADA, CY)
    async with placing(place) as (_, work):
        await asked(place, work)
        assert "are two" in plain((await pressed(place, SAM, "same_no")).text)
        assert [each.joined for each in running(place)] == [(), ()]
        await pressed(place, SAM, "same_yes")
        assert [each.joined for each in running(place)] == [(), ()], "the button of an old card does nothing"


@pytest.mark.parametrize("who", [ADA, BEN, DI])
async def test_who_is_of_no_team_decides_nothing(found: Founding, who: Any) -> None:
    place = await handed(found, ADA, CY)
    async with placing(place) as (_, work):
        await asked(place, work)
        await pressed(place, who, "same_yes")
        assert [each.joined for each in running(place)] == [(), ()]


async def test_a_question_that_is_gone_meanwhile_is_joined_to_nothing(found: Founding) -> None:
    place = await handed(found, ADA, CY)
    async with placing(place) as (_, work):
        await asked(place, work)
        await place.delete("one")
        await pressed(place, SAM, "same_yes")
        assert [each.thread for each in running(place)] == [tid("q")]


@pytest.mark.parametrize("agreed", [(), (ADA,), (CY,)])
async def test_without_the_yes_of_both_nothing_is_told_it(found: Founding, agreed: tuple[Any, ...]) -> None:
    place = await handed(found, *agreed)
    async with placing(place) as (fake, work):
        await work.go_on()
        await place.pass_(seconds=2)
        assert fake.seen == []
        assert cards(place) == []
        assert any("agree" in reason for reason in place.reasons("same_question"))


@pytest.mark.parametrize("manner", sorted(set(MANNERS) - {"normal", "obedient", "lying", "slow", "dripping"}))
async def test_whatever_the_model_does_the_team_is_not_troubled(found: Founding, manner: str) -> None:
    place = await handed(found, ADA, CY)
    async with placing(place) as (fake, work):
        fake.manner = manner
        await work.go_on()
        await place.pass_(hours=3)
        await work.go_on()
        assert cards(place) == []
        assert [each.joined for each in running(place)] == [(), ()]


async def test_over_its_budget_and_switched_off_all_is_as_without_one(found: Founding) -> None:
    place = await handed(found, ADA, CY)
    async with placing(place, budget=Budget(tokens=0)) as (fake, work):
        await work.go_on()
        assert (fake.seen, cards(place)) == ([], [])
    off = await handed(found, ADA, CY, model=replace(MODEL, uses=(Use.SIMILARITY,)))
    async with placing(off) as (fake, work):
        await work.go_on()
        assert cards(off) == []
        assert place.memory.read(off.owner.id, lambda ledger: ledger.entries.find(KIND)) == []


async def test_what_was_proposed_is_forgotten_a_year_later(found: Founding) -> None:
    place = await handed(found, ADA, CY)
    async with placing(place) as (_, work):
        await asked(place, work)
    for days, left in ((370, 1), (390, 0)):
        await Forgetting(owner=place.owner).go_on(place.now + timedelta(days=days))
        assert len(place.memory.read(place.owner.id, lambda ledger: ledger.entries.find(KIND))) == left


@pytest.mark.parametrize(("cosine", "is_asked"), [(0.94, False), (0.96, True)])
async def test_where_the_words_are_not_alike_it_has_to_be_nearer(
    found: Founding, cosine: float, *, is_asked: bool
) -> None:
    place = await handed(found, ADA, CY)
    async with placing(place) as (_, work):
        assert bool(await asked(place, work, cosine)) is is_asked
        said = "the model places no other question near enough"
        assert (said in place.reasons("same_question")) is not is_asked


async def test_a_question_that_a_topic_makes_private_is_told_no_model(found: Founding) -> None:
    private: Governance = replace(GOVERNANCE, sensitive_topics=("api",))
    place = found(town(governance=private, model=MODEL, hold_out=0.0))
    await place.open()
    for who in (ADA, CY):
        await place.command(who, "privacy", "model", "yes")
    for name, text, who in (("one", FIRST, CY), ("q", SECOND, ADA)):
        await place.ask(name, text, who)
        await place.press(who, "hand_to_team", on=name, channel=ChannelId("slack-T1:help"))
        await place.pass_(hours=1)
    async with placing(place) as (fake, work):
        await work.go_on()
        assert fake.seen == []
