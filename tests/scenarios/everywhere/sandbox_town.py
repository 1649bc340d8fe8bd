"""The town in the sandbox."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bots.platforms.sandbox.names import BOT, direct_with
from bots.platforms.sandbox.opening import Sandbox, open_sandbox
from bots.platforms.sandbox.post import Post
from engagement.ids import AccountId, ChannelId, MessageId
from engagement.speech import plain
from storage import StoredMemory
from tests.scenarios.everywhere.story import Story
from tests.scenarios.everywhere.town import Town, engine, is_called
from tests.scenarios.stage import at_rest

_LOCAL = "Europe/Berlin"


@dataclass(slots=True)
class SandboxPeople:
    """People in the sandbox."""

    sandbox: Sandbox
    messages: dict[str, MessageId] = field(default_factory=dict)
    forms: dict[str, tuple[str, ChannelId, MessageId | None]] = field(default_factory=dict)
    told: dict[str, set[MessageId]] = field(default_factory=dict)
    """The notes that somebody had before they did what they did last."""

    async def say(self, who: str, channel: str, text: str, *, name: str, to: str | None) -> None:
        acts, root = self.sandbox.platform.acts, self.messages[to] if to is not None else None
        await self._told(who, acts.write(_account(who), _channel(channel), text, thread=root))
        self.messages[name] = next(
            post.id for post in self._posts() if post.text == text and post.author == _account(who)
        )

    async def write_to_bot(self, who: str, text: str) -> None:
        await self._told(who, self.sandbox.platform.acts.write(_account(who), direct_with(_account(who)), text))

    async def edit(self, who: str, name: str, text: str) -> None:
        await self._told(who, self.sandbox.platform.acts.change(_account(who), self.messages[name], text))

    async def delete(self, who: str, name: str) -> None:
        await self._told(who, self.sandbox.platform.acts.remove(_account(who), self.messages[name]))

    async def react(self, who: str, name: str, emoji: str) -> None:
        await self._told(who, self.sandbox.platform.acts.react(_account(who), self.messages[name], emoji))

    async def unreact(self, who: str, name: str, emoji: str) -> None:
        line = self.sandbox.platform.acts.react(_account(who), self.messages[name], emoji, is_on=False)
        await self._told(who, line)

    async def choose(self, who: str, name: str, entry: str) -> None:
        await self._told(who, self.sandbox.platform.acts.choose(_account(who), self.messages[name], entry))

    async def command(self, who: str, channel: str, words: str) -> None:
        line = self.sandbox.platform.acts.write(
            _account(who), _channel(channel), words if words.startswith("/") else f"/hubbub {words}"
        )
        await self._told(who, line)

    async def press(self, who: str, control: str, channel: str | None) -> None:
        if channel is not None:
            places: list[Sequence[Post]] = [[p for p in self._posts() if p.channel == _channel(channel)]]
        else:
            places = [self._notes(who), self._private(who)]
        for posts in places:
            buttons = ((p, button.name) for p in posts for button in p.buttons if is_called(button.name, control))
            shown, name = next(buttons, (None, ""))
            if shown is not None:
                line = self.sandbox.platform.acts.press(_account(who), shown.id, name)
                await self._told(who, line, shown.channel, shown.id)
                return
        raise AssertionError(f"{who} sees no button {control}")

    async def fill_in(self, who: str, values: Mapping[str, Sequence[str]]) -> None:
        form, place, under = self.forms.pop(who)
        line = self.sandbox.platform.acts.send_form(
            _account(who), form, {name: tuple(some) for name, some in values.items()}, channel=place, under=under
        )
        await self._told(who, line, place)

    def note(self, who: str) -> str:
        return "\n".join(plain(post.rich) for post in self._notes(who))

    def private(self, who: str) -> list[str]:
        return [plain(post.rich) for post in reversed(self._private(who))]

    def public(self, channel: str) -> list[str]:
        posts = [p for p in self._posts() if p.channel == _channel(channel) and p.author == BOT and p.only_to is None]
        return [plain(post.rich) for post in reversed(posts)]

    def find(self, channel: str, text: str, name: str) -> bool:
        found = [
            p.id for p in self._posts()
            if p.channel == _channel(channel) and p.author == BOT and p.only_to is None and text in plain(p.rich)
        ]  # fmt: skip
        self.messages.update({name: found[0]} if found else {})
        return bool(found)

    def is_solved(self, name: str) -> bool:
        return "solved" in self.sandbox.world.posts[self.messages[name]].tags

    def names(self) -> Mapping[str, str]:
        found = {one.id: one.id.rpartition(":")[2] for one in self.sandbox.world.people.values()}
        found |= {one.id: f"#{one.name}" for one in self.sandbox.world.channels.values()}
        return found | {message: name for name, message in self.messages.items()} | {"sandbox": "the workspace"}

    async def _told(self, who: str, line: int, place: ChannelId | None = None, under: MessageId | None = None) -> None:
        self.told[who] = {post.id for post in self._posts() if post.only_to == _account(who)}
        form = await self.sandbox.platform.pass_on(line)
        if form is not None:
            self.forms[who] = (form.name, place or _channel("help"), under)

    def _posts(self) -> list[Post]:
        """Everything that stands there, the newest first."""
        return sorted(
            (p for p in self.sandbox.world.posts.values() if not p.is_deleted), key=lambda p: p.at, reverse=True
        )

    def _notes(self, who: str) -> list[Post]:
        known = self.told.get(who, set())
        return [p for p in self._posts() if p.only_to == _account(who) and p.id not in known and p.author == BOT]

    def _private(self, who: str) -> list[Post]:
        return [
            p for p in self._posts() if p.channel == direct_with(_account(who)) and p.author == BOT and _is_said(p, who)
        ]


def _is_said(post: Post, who: str) -> bool:
    """Said of its own accord, or in answer to a private message; not a note in answer to a button."""
    return post.only_to is None or (post.only_to == _account(who) and post.source is None)


def _account(who: str) -> AccountId:
    return AccountId(f"sandbox:{who}")


def _channel(name: str) -> ChannelId:
    return ChannelId(f"sandbox:{name}")


@dataclass(slots=True)
class SandboxTown(Town):
    """See the module."""

    sandbox: Sandbox
    sandbox_people: SandboxPeople

    @property
    def name(self) -> str:
        return "sandbox"

    @property
    def people(self) -> SandboxPeople:
        return self.sandbox_people

    async def settle(self) -> None:
        await self.sandbox.platform.pass_on()
        await at_rest(self.live)

    def transcript(self) -> str:
        lines = []
        for post in sorted(self.sandbox.world.posts.values(), key=lambda p: (p.channel, p.at)):
            only = f" (only {post.only_to.rpartition(':')[2]} sees this)" if post.only_to is not None else ""
            said = plain(post.rich) if post.author == BOT else post.text
            buttons = " ".join(f"[{button.label}]" for button in post.buttons)
            lines.append(f"{post.channel} {post.author.rpartition(':')[2]}{only}: {said} {buttons}".rstrip())
        return "\n".join(lines)


@asynccontextmanager
async def sandbox_town(story: Story, memory: StoredMemory, name: str, folder: Path) -> AsyncIterator[SandboxTown]:
    """The story's town, open for business."""
    people = [f"  - {{id: {who}, name: {who.capitalize()}, role: {_role(story, who)}}}" for who in story.people]
    places = [
        f"  - {{id: {each}, name: {each}, topic: x, topics: [api]{', managers: true' if each == 'managers' else ''}}}"
        for each in story.channels
    ]
    local = story.start.strftime("%Y-%m-%dT10:00")
    sample = "\n".join(
        ["name: Town", f"timezone: {_LOCAL}", "languages: [en]", f'start: "{local}"', "people:", *people, "channels:",
         *places, "history: []", "live: []", "when_asked: []", ""]
    )  # fmt: skip
    real = datetime(2030, 1, 1, tzinfo=UTC)
    sandbox = open_sandbox(folder, read_time=lambda: real, base_url="http://127.0.0.1:8080", sample_text=sample)
    try:
        policy = story.policy_for(name, {who: who for who in story.people})
        live, residence, troubles = engine(memory, policy, sandbox.clock)
        residence.platforms[next(iter(["sandbox"]))] = sandbox.platform  # type: ignore[index]
        await sandbox.begin(live.submit)
        town = SandboxTown(
            memory=memory, live=live, residence=residence, troubles=troubles, clock=_Advanced(sandbox),  # type: ignore[arg-type]
            sandbox=sandbox, sandbox_people=SandboxPeople(sandbox),
        )  # fmt: skip
        await town.settle()
        yield town
        await live.close()
    finally:
        sandbox.close()


@dataclass(slots=True)
class _Advanced:
    """The sandbox's own clock, moved like the others."""

    sandbox: Sandbox

    def now(self) -> datetime:
        return self.sandbox.clock.now()

    def move_to(self, at: datetime) -> None:
        self.sandbox.clock.advance(at)


def _role(story: Story, who: str) -> str:
    return "manager" if who == "rosa" else "staff" if who in story.staff else "member"
