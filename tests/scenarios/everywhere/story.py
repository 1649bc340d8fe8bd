"""Plays a story told once on any platform: people act, time passes, and what they see is looked at.

Whoever plays it may have something go wrong around a step; the story itself knows nothing of that.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from textwrap import indent
from typing import Any

from ruamel.yaml import YAML

from config.durations import to_duration
from config.loader import load_text
from engagement.ids import CommunityId
from engagement.people import Role
from engagement.policy import Policy
from tests.scenarios.everywhere.town import Town, soon

Step = Mapping[str, Any]
Do = Callable[[], Awaitable[None]]
Around = Callable[[str, Do], Awaitable[None]]
"""Is given a step's label and what does the step; does it, with whatever goes wrong before, after or meanwhile."""
TOWN = """
communities:
  - name: Town
    timezone: Europe/Berlin
    languages: [en]
    dry_run: false
    hold_out: 0
    managers_channel: managers
    workspaces: []
"""
"""What is set in every town; what a story says under ``town:`` comes beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A day, told."""

    start: datetime
    people: Sequence[str]
    channels: Sequence[str]
    policy: Policy
    steps: Sequence[Step]
    staff: Sequence[str] = ()
    sales: Sequence[str] = ()

    def policy_for(self, name: str, users: Mapping[str, str]) -> Policy:
        """The dials of the town called so, with people as its platform calls them: Rosa manages."""
        roles = {users["rosa"]: Role.MANAGER, **{users[who]: Role.STAFF for who in self.staff}}
        roles |= {users[who]: Role.SALES for who in self.sales}
        governance = self.policy.governance
        if governance is not None:
            teams = {
                team.name: replace(team, people=tuple(users[who] for who in team.people))
                for team in governance.teams.values()
            }
            governance = replace(governance, teams=teams)
        programmes = {
            one.name: replace(one, reviewers=tuple(users[who] for who in one.reviewers))
            for one in self.policy.programmes.values()
        }
        council = tuple(users[who] for who in self.policy.council)
        return replace(
            self.policy, community=CommunityId(name), roles=roles, governance=governance, programmes=programmes,
            council=council,
        )  # fmt: skip


def read_story(path: Path) -> Story:
    """The story in a file. It sets its town under ``town:``, or all of it under ``playbook:``."""
    told = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    playbook = told.get("playbook") or TOWN + indent(told["town"], "    ")
    return Story(
        start=datetime.fromisoformat(told["start"]),
        people=told["people"],
        channels=told["channels"],
        policy=load_text(playbook).communities[0].policy,
        steps=told["steps"],
        staff=told.get("staff", ()),
        sales=told.get("sales", ()),
    )


def label(step: Step) -> str:
    """What a step is called: ``say q1``, ``press on_it``, ``menu mark_answer``, ``wait 2 min``."""
    kind = next(iter(step))
    told = next((step[name] for name in ("as", "of", "control", "entry", "words") if name in step), step[kind])
    return f"{kind} {told}"


async def as_told(_label: str, do: Do) -> None:
    """Nothing goes wrong."""
    await do()


async def play(
    story: Story,
    town: Town,
    *,
    before: Callable[[Step], object] = lambda _: None,
    around: Around = as_told,
    patience_s: float = 10.0,
) -> None:
    """Do and look at everything, in order. An AssertionError names the step; ``before`` is told of each.

    What is expected may take ``patience_s`` seconds of real time to be seen.
    """
    for number, step in enumerate(story.steps, start=1):
        before(step)
        try:
            await around(label(step), lambda step=step: _do(step, town, patience_s))  # type: ignore[misc]
        except Exception as error:
            error.add_note(f"step {number} on {town.name}: {dict(step)}\n\n{town.transcript()}")
            raise


async def _do(step: Step, town: Town, patience_s: float) -> None:
    if "wait" in step:
        await town.wait(to_duration(step["wait"]) if isinstance(step["wait"], str) else timedelta(0))
    elif {"expect", "count", "silent", "tagged", "find"} & step.keys():
        if not await soon(lambda: _look(step, town) is None, patience_s):
            raise AssertionError(_look(step, town))
    else:
        await _act(step, town)
        await town.settle()


async def _act(step: Step, town: Town) -> None:
    kind = next(iter(step))
    who, channel = str(step[kind]), str(step.get("in", "help"))
    people = town.people
    if kind == "say":
        await people.say(who, channel, step["text"], name=step["as"], to=step.get("to"))
    elif kind == "dm":
        await people.write_to_bot(who, step["text"])
    elif kind == "edit":
        await people.edit(who, step["of"], step["text"])
    elif kind == "delete":
        await people.delete(who, step["of"])
    elif kind in {"react", "unreact"}:
        await (people.react if kind == "react" else people.unreact)(who, step["on"], step["emoji"])
    elif kind == "menu":
        await people.choose(who, step["on"], step["entry"])
    elif kind == "command":
        await people.command(who, channel, step["words"])
    elif kind == "press":
        await people.press(who, step["control"], step.get("in"))
    elif kind == "fill":
        await people.fill_in(who, {name: _some(value) for name, value in step["values"].items()})
    else:
        raise ValueError(f"nobody can {kind}")


def _some(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _look(step: Step, town: Town) -> str | None:
    """What is not as told; None when all is."""
    people = town.people
    if "tagged" in step:
        return None if people.is_solved(step["tagged"]) else "it is not shown as solved"
    if "find" in step:
        is_there = people.find(step["in"], step["says"], step["find"])
        return None if is_there else f"there stands: {people.public(step['in'])!r}"
    if "count" in step and "says" in step:
        found = sum(step["says"] in text for text in people.public(step["count"]))
        return None if found == step["times"] else f"seen {found} times: {people.public(step['count'])!r}"
    if "silent" in step:
        return None if people.private(step["silent"]) == [] else "somebody was written to"
    if "count" in step:
        found = sum(step["private"] in text for text in people.private(step["count"]))
        return None if found == step["times"] else f"seen {found} times"
    who = step["expect"]
    wanted, found = (
        (step["note"], [people.note(who)])
        if "note" in step
        else (step["private"], people.private(who))
        if "private" in step
        else (step["says"], people.public(who))
    )
    return None if any(wanted in text for text in found) else f"there stands: {found!r}"
