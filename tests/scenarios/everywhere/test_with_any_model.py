"""However a model behaves, members and teams are told by the rules what they would be without one, and as soon."""

import asyncio
import json
import random
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bench.fakes.model import MANNERS, FakeModel
from bench.fakes.model import Seen as Asked
from bench.fakes.model.manners import fitting
from bench.trust.attacks.places import odd_vectors
from bench.trust.attacks.wishes import WISHES
from bots.app.models import desk_for, with_provider
from bots.llm.address import Door
from bots.llm.desk import Desk
from bots.runtime.model_work import ModelWork
from config.prompts import instructions
from dashboard.settings.proposals import Proposal, ask
from engagement.modelling.asking import Use
from engagement.modelling.budget import Budget
from engagement.modelling.dials import ModelPolicy
from storage import StoredMemory
from tests.scenarios.everywhere.places import town_on
from tests.scenarios.everywhere.story import Do, Story, play, read_story
from tests.scenarios.everywhere.town import Town
from tests.scenarios.everywhere.traces import trace

STORY = Path(__file__).with_name("asked_to_closed.yaml")
ITS_OWN = ("written by a language model", "picked out by fixed rules", "A theme, perhaps")
"""A model's labelled additions, and in whose place they come: the extract, and the themes that rules propose."""
BY_RULES, BY_MODEL = "These wishes share words, by fixed rules", "put these wishes together"
TEXT = "peer_prompt.taken"
"""The text of ours of which a manager has another wording proposed."""
_NUMBER = re.compile(r"^[\W_]*\d\\?\.[\W_]*")
DISCLOSED = re.compile(r" ?(?:I use no language model\.|A language model may help the team; .*? did not say yes\.)")
"""What the notice says of whether one is used."""
UNHURRIED = ("slow", "dripping")
Told = dict[str, list[str]]


@dataclass
class Look:
    """What everybody was told after each step, and what a model said."""

    story: Story
    town: Town
    work: ModelWork | None = None
    steps: list[tuple[str, Told]] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    """Cards of what was proposed for wishes, as they read in the end."""
    worded: "asyncio.Task[Proposal | str] | None" = None
    """What a manager asked a model for while all of this went on."""
    under_way: "asyncio.Task[int] | None" = None
    is_unhurried: bool = False

    async def around(self, label: str, do: Do) -> None:
        """A step, and what a model is asked meanwhile."""
        await do()
        if self.work is not None and self.work.typist is not None and self.worded is None:
            asked = ask(self.work.typist, instructions(Use.PERSONA), self.town.live.owner.community.policy, "en", TEXT)
            self.worded = asyncio.create_task(asked)
            if not self.is_unhurried:
                await self.worded
        if self.work is not None and self.is_unhurried:
            if self.under_way is None or self.under_way.done():
                self.under_way = asyncio.create_task(self.work.go_on())
        elif self.work is not None and await self.work.go_on():
            await self.town.settle()
        self.steps.append((label, self._told()))

    def _told(self) -> Told:
        people = self.town.people
        told = {f"#{each}": people.public(each) for each in self.story.channels}
        told |= {each: people.private(each) for each in self.story.people}
        said = [text for some in told.values() for text in some if ITS_OWN[0] in text]
        self.themes = [text for some in told.values() for text in some if ITS_OWN[2] in text]
        self.own = [*self.own, *(text for text in said if text not in self.own)]
        return {
            where: [_in_any_order(text) for text in some if not any(own in text for own in ITS_OWN)]
            for where, some in told.items()
        }


def _in_any_order(text: str) -> str:
    """Its lines, sorted and without their numbers: a model that places texts may say in which order they stand."""
    return "\n".join(sorted(_NUMBER.sub("", line) for line in DISCLOSED.sub("", text).splitlines()))


@asynccontextmanager
async def played(
    place: str, memory: StoredMemory, folder: Path, fake: FakeModel | None, budget: int | None = None
) -> AsyncIterator[Look]:
    """The story, played there with that model, or without one."""
    story = read_story(STORY)
    door = Door(url=fake.url, key=fake.key) if fake is not None else None
    policy = with_provider(story.policy, door)
    if door is None:
        policy = replace(policy, model=ModelPolicy())
    elif budget is not None:
        policy = replace(policy, model=replace(policy.model, budget=Budget(tokens=budget)))
    story = replace(story, policy=policy)
    folder.mkdir()  # noqa: ASYNC240  # nobody else runs yet
    async with town_on(place, story, memory, folder) as town:
        desk = town.live.typist = desk_for(memory, town.live.owner.id, policy, door)
        look = Look(story=story, town=town, is_unhurried=fake is not None and fake.manner in UNHURRIED)
        if desk is not None:
            at_once(desk, town)
            look.work = ModelWork(owner=town.live.owner, typist=desk, instructions=instructions, wake=town.live.wake)
        try:
            await play(story, town, around=look.around)
            yield look
        finally:
            for task in (look.under_way, look.worded):
                if task is not None and not task.done():
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task
            if desk is not None:
                await desk.close()


def at_once(desk: Desk, town: Town) -> None:
    """Its clock is the town's, and nobody waits between two tries."""

    async def pause(_: float) -> None:
        """Nobody waits here."""

    desk.clock, desk.pause = town.clock, pause
    assert desk.places is not None
    desk.places.clock = town.clock


HONEST = {"normal", "lying", "obedient"}
"""Who answers as it was asked (``lying`` says so of what it used; nobody wishes anything of ``obedient`` here)."""
TELLING = ("normal", "slow", "busy")
"""What a model does is the same everywhere; these are looked at on each platform, the others on one."""
ONE_OF_EACH = ("no_json", "other_json", "rude", "truncated", "refusing", "without_money", "without_schemas", "reset")
"""Wrong in each way that there is; the rest come to one of these (``tests/bots/llm/test_hosted.py``)."""
WHERE = ("sandbox", "slack-socket", "discord")
ORDERED = ", in an order in which a model that places texts had a say"
Seen = tuple[list[tuple[str, Told]], list[str]]


@pytest.fixture(scope="module")
def alone() -> dict[str, Seen]:
    """What everybody was told without a model, and what was decided, by platform."""
    return {}


def by_rules(town: Town) -> list[str]:
    """What the rules decided, and when; that a model was asked, and who agreed to it, is left out."""
    asked = (
        " draft_answer ",
        " wish_themes ",
        " second_opinion ",
        " similar_threads Keep ",
        " summary Keep ",
        " summary Hold ",
        "a model",
        "language model",
    )
    lines = [line.replace(ORDERED, "") for line in trace(town)]
    return [line for line in lines if not any(words in line for words in asked)]


async def without(place: str, memory: StoredMemory, folder: Path, alone: dict[str, Seen]) -> Seen:
    if place not in alone:
        async with played(place, memory, folder / "alone", None) as look:
            assert look.own == []
            assert [BY_RULES in text for text in look.themes] == [True]
            alone[place] = look.steps, by_rules(look.town)
    return alone[place]


def is_as_told_by_rules(look: Look, found: Seen) -> None:
    """Step by step the same texts in every channel and to everybody, and the same decisions at the same seconds."""
    steps, decided = found
    assert len(decided) > 40
    for (label, told), (wanted_label, wanted) in zip(look.steps, steps, strict=True):
        assert (label, told) == (wanted_label, wanted)
    assert by_rules(look.town) == decided


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every manner there is, on one platform; where nothing is judged, one of each kind, because a play takes seconds."""
    if "manner" in metafunc.fixturenames:
        is_small = metafunc.config.getoption("--trust") == "small"
        here = (*TELLING, *ONE_OF_EACH) if is_small else sorted(MANNERS)
        ways = [(place, manner) for place in WHERE for manner in (here if place == WHERE[0] else TELLING)]
        metafunc.parametrize(("place", "manner"), ways)


async def test_whatever_a_model_does_the_rules_tell_the_same_as_without_one_and_as_soon(
    place: str, manner: str, lite: StoredMemory, tmp_path: Path, alone: dict[str, Seen]
) -> None:
    found = await without(place, lite, tmp_path, alone)
    async with FakeModel(manner=manner) as fake, played(place, lite, tmp_path / "with", fake) as look:
        is_as_told_by_rules(look, found)
        assert fake.seen
        assert len(look.own) == (3 if manner in HONEST else 0), "to the helper, to the team, and the summary"
        assert [BY_MODEL in text for text in look.themes] == [manner in HONEST] * (manner not in UNHURRIED)
        assert look.worded is not None
        if manner not in UNHURRIED:
            is_kept = look.worded.result() == "the model would say it as it is said now"
            assert is_kept is (manner in HONEST), look.worded.result()
        told = "\n".join(json.dumps(each.body) for each in fake.seen)
        assert [words for words in ("quokka", "Ada", "Ben", "Eve", *look.town.people.names()) if words in told] == []
        if manner in UNHURRIED:
            assert look.under_way is not None
            assert not look.under_way.done(), "it has not answered yet, and all is over"


@pytest.mark.parametrize("place", WHERE)
async def test_over_its_budget_a_model_is_not_asked_and_nothing_else_changes(
    place: str, lite: StoredMemory, tmp_path: Path, alone: dict[str, Seen]
) -> None:
    found = await without(place, lite, tmp_path, alone)
    async with FakeModel() as fake, played(place, lite, tmp_path / "with", fake, budget=0) as look:
        is_as_told_by_rules(look, found)
        assert (fake.seen, look.own) == ([], [])


@pytest.mark.parametrize(("place", "seed"), list(zip(WHERE, (3, 1, 2), strict=True)))
async def test_a_model_that_obeys_an_attacker_reaches_nobody_on_the_wire(
    place: str, seed: int, lite: StoredMemory, tmp_path: Path, alone: dict[str, Seen]
) -> None:
    """What an opinion can do at most is judged in ``bench/trust/attacks/opinions.py``: here it is an honest one."""
    found, chance = await without(place, lite, tmp_path, alone), random.Random(seed)  # noqa: S311  # repeatable
    ordered: list[str] = []

    def wish(seen: Asked) -> object:
        if seen.path.endswith("/embeddings"):
            return odd_vectors(seen, chance)[0]
        if "is_question" in seen.schema["properties"]:
            return fitting(seen.schema, seen.told)
        answer, marks = WISHES[chance.choice(sorted(WISHES))].obey(seen, chance)
        ordered.extend(mark for mark in marks if mark)
        return answer

    async with FakeModel(manner="obedient") as fake:
        fake.temper.wish = wish
        async with played(place, lite, tmp_path / "with", fake) as look:
            is_as_told_by_rules(look, found)
            assert ordered
            assert [mark for mark in ordered for text in look.own if mark in text] == []
