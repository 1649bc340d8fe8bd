"""The crowd in a pretended Slack workspace where posts are lost, refused and told twice, and what Slack knows of it."""

import json
import random
import socket
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bench.fakes.slack import FakeSlack
from bench.fakes.slack.faults import Fault
from bench.fakes.slack.parcels import Parcel
from bench.fakes.slack.records import Interaction
from bench.trust.kills.playbook import HELP
from bench.trust.kills.reckoning import Known, Pressed
from engagement.ids import MessageId

_POST = "chat.postMessage"
_READ = ("conversations.history", "conversations.replies")
READS_FOR_S = 0.03
"""Between two calls of a reading there is less, but for a commit in between."""
_MOST_ON_THE_WAY = 60
_PEOPLE = 30
GOODBYE = ("hello everybody", "this place is not for me", "goodbye then")
LOST, REFUSED, TWICE = 0.05, 0.03, 0.05
"""Shares: of posts that arrive unanswered, of posts that have to wait, of events that are told twice."""
ANSWERED_AFTER_S = 0.01
"""How long a post takes to be answered, so that a death may come in between; a real vendor takes far longer."""


@dataclass(slots=True)
class SlackStreet:
    """See the module. ``transport`` is ``socket`` or ``http``."""

    transport: str
    draw: random.Random
    slack: FakeSlack = field(default_factory=lambda: FakeSlack(retry_delays=(0.0, 0.3, 1.0)))
    people: Sequence[str] = ()
    manager: str = ""
    help: str = ""
    """Where the notice stands."""
    channels: Sequence[str] = ()
    """Where people write; all of them are listened to."""
    notice: str = ""
    port: int = 0
    events: dict[str, MessageId] = field(default_factory=dict)
    """The message that each event tells, by the event's id; one of people in a channel that is listened to."""
    leavers: list[str] = field(default_factory=list)
    goodbyes: list[Interaction] = field(default_factory=list)
    """What they pressed in order to be forgotten."""
    of_leavers: set[MessageId] = field(default_factory=set)
    leaving: int = 0
    """So many are waiting to hear that they are forgotten."""
    faults: Counter[str] = field(default_factory=Counter)
    _posted_at: float = 0.0
    _read_at: float = 0.0
    _is_calm: bool = False

    platform = "slack"

    @property
    def world(self) -> FakeSlack:
        """What has to be started."""
        return self.slack

    def open(self) -> None:
        """Furnish it, and let things go wrong from now on."""
        self.manager = self.slack.add_user("Rosa")
        self.people = [self.slack.add_user(f"Person {number}") for number in range(_PEOPLE)]
        self.channels = [self.slack.add_channel(name, members=[self.manager, *self.people]) for name in HELP]
        self.help = self.channels[0]
        self.slack.add_channel("managers", members=[self.manager])
        space = self.slack.space
        send = space.courier.send

        def noted(parcel: Parcel) -> None:
            event = parcel.body.get("event", {})
            place = event.get("channel")
            if event.get("type") == "message" and place in self.channels and "bot_id" not in event:
                message = self.events[parcel.event_id] = MessageId(f"{self.workspace}:{place}:{event['ts']}")
                if event.get("user") in self.leavers:
                    self.of_leavers.add(message)
            send(parcel)

        space.courier.send = noted  # type: ignore[method-assign]
        space.faults.take = self._fault  # type: ignore[method-assign]
        space.faults.delay = self._delay  # type: ignore[method-assign]
        if self.transport == "http":
            self.port = _free_port()
            self.slack.events_url = f"http://127.0.0.1:{self.port}/slack/events"

    def _delay(self, method: str) -> float:
        if method in _READ:
            self._read_at = time.monotonic()
        if method != _POST:
            return 0.0
        self._posted_at = time.monotonic()
        return ANSWERED_AFTER_S

    @property
    def is_being_posted(self) -> bool:
        """Has a post been carried out that is not yet answered?"""
        return time.monotonic() - self._posted_at < ANSWERED_AFTER_S

    @property
    def is_being_read(self) -> bool:
        """Is what was missed being read back?"""
        return time.monotonic() - self._read_at < READS_FOR_S

    @property
    def is_being_told(self) -> bool:
        """Are events on their way that are not yet confirmed?"""
        return bool(self.slack.space.courier.pending)

    @property
    def traffic(self) -> int:
        """How many events and calls have gone to and fro."""
        return len(self.slack.space.courier.delivered) + len(self.slack.space.calls)

    def calm_down(self) -> None:
        """Nothing goes wrong any more."""
        self._is_calm = True

    def _fault(self, method: str) -> Fault | None:
        if method != _POST or self._is_calm:
            return None
        chance = self.draw.random()
        if chance < LOST:
            self.faults["lost"] += 1
            if self.draw.random() < 0.5:
                return Fault(kind="server_error", error="fatal_error", carried_out=True)
            return Fault(kind="lose", carried_out=True)
        if chance < LOST + REFUSED:
            self.faults["429"] += 1
            return Fault(kind="rate_limit", retry_after=1)
        return None

    @property
    def workspace(self) -> str:
        """The workspace's id, as Hubbub calls it."""
        return f"slack-{self.slack.team_id}"

    @property
    def environment(self) -> Mapping[str, str]:
        """What Hubbub is told of it."""
        way = (
            {"HUBBUB_SLACK_SIGNING_SECRET": self.slack.signing_secret}
            if self.transport == "http"
            else {"HUBBUB_SLACK_APP_TOKEN": self.slack.app_token}
        )
        return {"HUBBUB_SLACK_BOT_TOKEN": self.slack.bot_token, "HUBBUB_SLACK_API_URL": self.slack.api_url, **way}

    @property
    def has_room(self) -> bool:
        """Is there little enough on its way to the bot?"""
        return len(self.slack.space.courier.pending) < _MOST_ON_THE_WAY

    async def prepare(self) -> bool:
        """Have the notice posted; False while nobody answers."""
        asked = await self.slack.slash(self.manager, self.help, "setup")
        if not asked.notes:
            return False
        await self.slack.press_note(self.manager, asked.notes[-1], "post_notice")
        return True

    def is_prepared(self) -> bool:
        """Does the notice stand there?"""
        seen = [shown for shown in self.slack.seen_in(self.help) if any(b[0] == "enrol" for b in shown.buttons)]
        self.notice = seen[0].ts if seen else ""
        return bool(seen)

    async def say(self, who: str, text: str, to: str | None = None) -> str:
        """Write it, perhaps as a reply; what the message is called."""
        if self.draw.random() < TWICE:
            self.faults["told twice"] += 1
            self.slack.faults.duplicate()
        place, _, root = (to or self.draw.choice(self.channels)).partition(":")
        return f"{place}:{await self.slack.post(who, place, text, thread_ts=root or None)}"

    async def enrol(self, who: str) -> None:
        """Press the button under the notice, and wait for the answer."""
        await self.slack.press(who, self.help, self.notice, "enrol")

    async def command(self, who: str, words: str) -> None:
        """Give a command, and wait for the answer."""
        await self.slack.slash(who, self.help, words)

    async def leave(self) -> None:
        """Somebody who was never here before says something and then wants to be forgotten."""
        who = self.slack.add_user(f"Leaver {len(self.leavers)}")
        self.leavers.append(who)
        place = self.draw.choice(self.channels)
        await self.slack.join(who, place)
        for line in GOODBYE:
            await self.slack.post(who, place, line)
        asked = await self.slack.slash(who, place, "privacy erase")
        if asked.notes:
            self.leaving += 1
            self.goodbyes.append(await self.slack.press_note(who, asked.notes[-1], "privacy_erase_yes"))
            self.leaving -= 1

    def died(self) -> None:
        """Slack finds out by itself."""

    async def settled(self) -> bool:
        """Has everything arrived?"""
        with suppress(TimeoutError):
            await self.slack.settled(0.01)
            return True
        return False

    def known(self) -> Known:
        """What Slack knows: who was told that what they did has arrived, and what the bot has said."""
        acknowledged = {self.events[each] for each in self.slack.acked if each in self.events}
        markers: Counter[str] = Counter()
        alike: Counter[str] = Counter()
        for channel in self.slack.space.world.channels.values():
            for message in channel.messages:
                if message.metadata is not None:
                    marker = message.metadata["event_payload"]["id"]
                    markers[marker] += 1
                    shown = [channel.id, message.root, message.raw["text"], message.raw.get("blocks")]
                    alike[json.dumps(shown).replace(marker, "")] += 1
        return Known(
            said=set(self.events.values()),
            acknowledged=acknowledged - self.of_leavers,
            forgotten=[f"{self.workspace}:{one.user}" for one in self.goodbyes if one.ack is not None],
            pressed=list(self._pressed()),
            markers=markers,
            alike=alike,
        )

    def _pressed(self) -> list[Pressed]:
        found = []
        for one in self.slack.interactions:
            if one.ack is None or one.user in self.leavers:
                continue
            account = f"{self.workspace}:{one.user}"
            if one.kind == "slash_command":
                found.append(
                    Pressed(
                        key=f"t:{self.workspace}:{one.trigger_id}:{one.user}:{one.payload['text']}",
                        account=account,
                        enrols=False,
                    )
                )
                continue
            action, place = one.payload["actions"][0], one.payload["channel"]["id"]
            name = action["action_id"]
            key = f"c:{self.workspace}:{place}:{one.user}:{action['action_ts']}:{name}"
            found.append(Pressed(key=key, account=account, enrols=name == "enrol"))
        return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
