"""The crowd in a pretended Discord server where posts are lost, refused and told twice, and what Discord knows of it.

A gateway acknowledges nothing, and what was sent to a session that then died is not sent again. But what was missed is
read back, so everything that was ever said has to be there in the end.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bench.fakes.discord import FakeDiscord
from bench.fakes.discord.faults import Fault
from bench.fakes.discord.interaction import MESSAGE, Interaction
from bench.trust.kills.playbook import HELP
from bench.trust.kills.reckoning import Known, Pressed
from bench.trust.kills.slack_street import ANSWERED_AFTER_S, GOODBYE, LOST, READS_FOR_S, REFUSED, TWICE
from engagement.ids import MessageId

_POST = "/channels/{channel_id}/messages"
_PEOPLE = 30
_PATIENCE_S = 3.0
_LATEST = 20
"""So many interactions may be open at a time, and a few."""
_SAID = (0, 19)
"""Kinds of messages that people write: plain, and replies."""
_FORGETS_AFTER_S = 0.05
"""How long a nonce protects: almost not at all, so that only a read-back can."""


@dataclass(slots=True)
class DiscordStreet:
    """See the module."""

    draw: random.Random
    discord: FakeDiscord = field(default_factory=lambda: FakeDiscord(server_name="Kills", bot_name="Hubbub"))
    people: Sequence[str] = ()
    manager: str = ""
    help: str = ""
    """Where the notice stands."""
    channels: Sequence[str] = ()
    """Where people write; all of them are listened to."""
    notice: tuple[str, str] = ("", "")
    said: set[MessageId] = field(default_factory=set)
    leavers: list[str] = field(default_factory=list)
    goodbyes: list[Interaction] = field(default_factory=list)
    """What they pressed in order to be forgotten."""
    of_leavers: set[MessageId] = field(default_factory=set)
    leaving: int = 0
    """So many are waiting to hear that they are forgotten."""
    faults: Counter[str] = field(default_factory=Counter)
    _told: int = 0
    _posted_at: float = 0.0
    _read_at: float = 0.0
    _is_calm: bool = False

    platform = "discord"
    port = 0

    @property
    def world(self) -> FakeDiscord:
        """What has to be started."""
        return self.discord

    def open(self) -> None:
        """Furnish it, and let things go wrong from now on."""
        discord, backend = self.discord, self.discord.backend
        self.manager = discord.add_member("Rosa")
        self.people = [discord.add_member(f"Person {number}") for number in range(_PEOPLE)]
        self.channels = [discord.add_channel(name) for name in HELP]
        self.help = self.channels[0]
        discord.add_channel("managers")
        backend.nonce_memory = _FORGETS_AFTER_S
        backend.identify_limit = 100_000
        dispatch, dispatch_message = backend.hub.dispatch, backend.hub.dispatch_message

        def noted(event: str, data: Mapping[str, Any], **more: Any) -> int:
            self._told += event == "INTERACTION_CREATE" and self.discord.connections > 0
            return dispatch(event, data, **more)

        def noted_message(event: str, data: dict[str, Any], **more: Any) -> None:
            author = data["author"]["id"] if event == "MESSAGE_CREATE" and data["type"] in _SAID else None
            if author in self.people or author in self.leavers:
                self.said.add(self._message(data))
                if author in self.leavers:
                    self.of_leavers.add(self._message(data))
                self._told += self.discord.connections > 0
            dispatch_message(event, data, **more)

        backend.hub.dispatch = noted  # type: ignore[method-assign]
        backend.hub.dispatch_message = noted_message  # type: ignore[method-assign]
        backend.faults.take = self._fault  # type: ignore[method-assign]

    def _message(self, data: Mapping[str, Any]) -> MessageId:
        place = self.discord.backend.world.channels[data["channel_id"]]
        return MessageId(f"{self.workspace}:{place.parent_id if place.is_thread else place.id}:{data['id']}")

    def _fault(self, method: str, template: str, path: str) -> list[Fault]:  # noqa: ARG002  # as it is called
        if (method, template) == ("GET", _POST):
            self._read_at = time.monotonic()
        if (method, template) != ("POST", _POST):
            return []
        self._posted_at = time.monotonic()
        slow = Fault(kind="slow", route=_POST, seconds=ANSWERED_AFTER_S)
        if self._is_calm:
            return [slow]
        chance = self.draw.random()
        if chance < LOST:
            self.faults["lost"] += 1
            return [slow, Fault(kind="lose", route=_POST)]
        if chance < LOST + REFUSED:
            self.faults["429"] += 1
            return [Fault(kind="rate_limit", route=_POST, seconds=0.2)]
        return [slow]

    @property
    def is_being_posted(self) -> bool:
        """Is a post being carried out that is not yet answered?"""
        return time.monotonic() - self._posted_at < ANSWERED_AFTER_S

    @property
    def is_being_read(self) -> bool:
        """Is what was missed being read back?"""
        return time.monotonic() - self._read_at < READS_FOR_S

    @property
    def is_being_told(self) -> bool:
        """Are interactions on their way that are not yet answered?"""
        return any(one.response is None for one in self.discord.interactions[-_LATEST:])

    @property
    def traffic(self) -> int:
        """How many messages, interactions and calls have gone to and fro."""
        return self._told + len(self.discord.backend.calls)

    def calm_down(self) -> None:
        """Nothing goes wrong any more."""
        self._is_calm = True

    @property
    def workspace(self) -> str:
        """The workspace's id, as Hubbub calls it."""
        return f"discord-{self.discord.server_id}"

    @property
    def environment(self) -> Mapping[str, str]:
        """What Hubbub is told of it."""
        return {
            "HUBBUB_DISCORD_TOKEN": self.discord.token,
            "HUBBUB_DISCORD_API_URL": self.discord.api_url,
            "HUBBUB_DISCORD_GATEWAY_URL": self.discord.gateway_url,
        }

    @property
    def has_room(self) -> bool:
        """Is there little enough on its way to the bot?"""
        return self.discord.connections > 0

    async def prepare(self) -> bool:
        """Have the notice posted."""
        asked = await self.discord.slash(self.manager, self.help, "hubbub", "setup")
        note = (await asked.finished()).notes[-1]
        button = next(name for name, _ in note.buttons if name.split(":")[1] == "post_notice")
        await self.discord.press(self.manager, self.help, note.id, button)
        return True

    def is_prepared(self) -> bool:
        """Does the notice stand there?"""
        for shown in self.discord.seen_in(self.help):
            for name, _ in shown.buttons:
                if name.split(":")[1] == "enrol":
                    self.notice = (shown.id, name)
        return bool(self.notice[0])

    async def say(self, who: str, text: str, to: str | None = None) -> str:
        """Write it, perhaps as a reply; what the message is called."""
        if self.draw.random() < TWICE:
            self.faults["told twice"] += 1
            self.discord.faults.duplicate()
        place, _, root = (to or self.draw.choice(self.channels)).partition(":")
        if root and root not in self.discord.backend.world.channels:
            await self.discord.start_thread(who, place, root, "answers")
        return f"{place}:{await self.discord.post(who, root or place, text)}"

    async def enrol(self, who: str) -> None:
        """Press the button under the notice, and wait for the answer."""
        await self.discord.press(who, self.help, *self.notice)

    async def command(self, who: str, words: str) -> None:
        """Give a command, and wait for the answer."""
        await self.discord.slash(who, self.help, "hubbub", words)

    async def leave(self) -> None:
        """Somebody who was never here before says something and then wants to be forgotten."""
        who = self.discord.add_member(f"Leaver {len(self.leavers)}")
        self.leavers.append(who)
        place = self.draw.choice(self.channels)
        for line in GOODBYE:
            await self.discord.post(who, place, line)
        asked = await self.discord.slash(who, place, "hubbub", "privacy", what="erase")
        with suppress(TimeoutError):
            await asked.finished(_PATIENCE_S)
        for note in asked.notes[-1:]:
            button = next(name for name, _ in note.buttons if name.split(":")[1] == "privacy_erase_yes")
            self.leaving += 1
            self.goodbyes.append(await self.discord.press(who, place, note.id, button))
            self.leaving -= 1

    def died(self) -> None:
        """A session that nobody can resume any more is forgotten, sooner than Discord does it."""
        self.discord.backend.hub.sessions.clear()

    async def settled(self) -> bool:
        """Has everything arrived?"""
        with suppress(TimeoutError):
            await self.discord.settled(0.01)
            return True
        return False

    def known(self) -> Known:
        """What Discord knows: what was said, what the bot answered, and what it has said."""
        answered = {one.id: one for one in self.discord.interactions if _is_answered(one.response, one.original)}
        pressed = [
            Pressed(
                key=f"i:{one.id}",
                account=f"{self.workspace}:{one.user}",
                enrols=one.name.split(":")[1:2] == ["enrol"],
            )
            for one in answered.values()
            if one.user not in self.leavers
        ]
        markers: Counter[str] = Counter()
        alike: Counter[str] = Counter()
        for channel in self.discord.backend.world.channels.values():
            for each in channel.messages.values():
                if each.author_id == self.discord.bot_user_id and each.nonce is not None:
                    markers[each.nonce] += 1
                    shown = [channel.id, each.reply_to, each.content, each.components, each.embeds]
                    alike[json.dumps(shown).replace(each.nonce, "")] += 1
        return Known(
            said=self.said,
            acknowledged=self.said - self.of_leavers,
            forgotten=[f"{self.workspace}:{one.user}" for one in self.goodbyes if one.id in answered],
            pressed=pressed,
            markers=markers,
            alike=alike,
        )


def _is_answered(response: Mapping[str, Any] | None, original: object) -> bool:
    """Answered with words; a mere "wait" confirms nothing."""
    return response is not None and response["type"] == MESSAGE and original is not None
