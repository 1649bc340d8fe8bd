"""Opening the sandbox: its file replayed or begun, its clock set going, its people ready."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path

from pydantic import TypeAdapter

from bots.platforms.sandbox.clock import SandboxClock
from bots.platforms.sandbox.courier import Deliver
from bots.platforms.sandbox.facts import Begun, Channel, Fact, Person, Ticked
from bots.platforms.sandbox.journal import Journal
from bots.platforms.sandbox.names import BOT, WORKSPACE
from bots.platforms.sandbox.platform import SandboxPlatform
from bots.platforms.sandbox.sample import Sample, read_sample
from bots.platforms.sandbox.script import Script, begins_at
from bots.platforms.sandbox.world import World
from engagement.ids import account_id, channel_id

FILE = "sandbox.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """Everything of one sandbox."""

    sample: Sample
    world: World
    clock: SandboxClock
    platform: SandboxPlatform
    script: Script
    journal: Journal

    async def begin(self, deliver: Deliver) -> int:
        """Tell the listener what it has not taken in yet; at the first start that is the whole history before it.

        How many things of the sample's history happened now.
        """
        await self.platform.connect(deliver)
        return await self.script.catch_up(self.sample.start_at)

    def close(self) -> None:
        """Stop the clock and close the file; do it last."""
        self.clock.close()
        self.journal.close()


def open_sandbox(
    home: Path, *, read_time: Callable[[], datetime], base_url: str, sample_text: str | None = None
) -> Sandbox:
    """Open the sandbox of a home folder, or begin one from the sample (the shipped one when none is given).

    ``read_time`` reads the real time, ``base_url`` is where people open the page. Raises SandboxFileError, ConfigError.
    """
    journal, facts = Journal.open(home / FILE)
    try:
        world = World(journal, facts)
        text = world.begun.sample if world.begun else sample_text or _shipped_sample()
        sample = read_sample(text)
        clock = SandboxClock(read_time, journal, _resume_at(sample.start_at, world, facts))
        platform = SandboxPlatform(world=world, clock=clock, base_url=base_url)
        script = Script(sample, world, platform)
        _populate(world, sample, text, begins_at(sample))
    except BaseException:
        journal.close()
        raise
    return Sandbox(sample=sample, world=world, clock=clock, platform=platform, script=script, journal=journal)


def kept_now(home: Path) -> datetime | None:
    """What time it is in the sandbox of a home folder, at most a minute ahead, read beside a running one.

    None where there is no sandbox, or its file cannot be read.
    """
    try:
        lines = (home / FILE).read_bytes().splitlines()
    except OSError:
        return None
    for line in reversed(lines):
        if b'"kind":"ticked"' in line:
            with suppress(ValueError):
                return TypeAdapter(Ticked).validate_json(line).at
    return None


def _shipped_sample() -> str:
    return resources.files(__package__).joinpath("sample.yaml").read_text(encoding="utf-8")


def _resume_at(first_at: datetime, world: World, facts: Sequence[Fact]) -> datetime:
    """Where the clock stopped, but never before anything that happened; at first, where the story starts."""
    ticks = [fact.at for fact in facts if isinstance(fact, Ticked)]
    return max(ticks[-1] if ticks else first_at, world.last_at)


def _populate(world: World, sample: Sample, text: str, at: datetime) -> None:
    """Put the people and channels of the sample into the world, but for those who are there already."""
    moment = world.next_moment(at)
    with world.gathered():
        if world.begun is None:
            world.record(Begun(at=moment, sample=text, name=sample.file.name, timezone=sample.file.timezone))
        for place in sample.file.channels:
            channel = Channel(
                at=moment,
                id=channel_id(WORKSPACE, place.id),
                name=place.name,
                topic=place.topic,
                is_private=place.private,
                is_managers=place.managers,
            )
            if channel.id not in world.channels:
                world.record(channel)
        for person in _people(sample, moment):
            if person.id not in world.people:
                world.record(person)


def _people(sample: Sample, at: datetime) -> list[Person]:
    people = [
        Person(
            at=at,
            id=account_id(WORKSPACE, one.id),
            name=one.name,
            role=one.role,
            timezone=one.timezone or sample.file.timezone,
            languages=one.languages or sample.file.languages,
            is_bot=one.role == "bot",
        )
        for one in sample.file.people
        if account_id(WORKSPACE, one.id) != BOT
    ]
    return [*people, Person(at=at, id=BOT, name="Hubbub", role="bot", timezone=sample.file.timezone, is_bot=True)]
