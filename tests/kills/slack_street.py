"""The crowd in a pretended Slack workspace where posts are lost, refused and told twice, and what Slack knows of it."""

import random
import socket
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bench.fakes.slack import FakeSlack
from bench.fakes.slack.faults import Fault
from bench.fakes.slack.parcels import Parcel
from engagement.ids import MessageId
from tests.kills.reckoning import Known, Pressed

_POST = "chat.postMessage"
_MOST_ON_THE_WAY = 60
_PEOPLE = 30
LOST, REFUSED, TWICE = 0.05, 0.03, 0.05
"""Shares: of posts that arrive unanswered, of posts that have to wait, of events that are told twice."""


@dataclass(slots=True)
class SlackStreet:
    """See the module. ``transport`` is ``socket`` or ``http``."""

    transport: str
    draw: random.Random
    slack: FakeSlack = field(default_factory=lambda: FakeSlack(retry_delays=(0.0, 0.3, 1.0)))
    people: Sequence[str] = ()
    manager: str = ""
    help: str = ""
    notice: str = ""
    port: int = 0
    events: dict[str, MessageId] = field(default_factory=dict)
    """The message that each event tells, by the event's id; one of people in the channel that is listened to."""
    faults: Counter[str] = field(default_factory=Counter)

    platform = "slack"

    @property
    def world(self) -> FakeSlack:
        """What has to be started."""
        return self.slack

    def open(self) -> None:
        """Furnish it, and let things go wrong from now on."""
        self.manager = self.slack.add_user("Rosa")
        self.people = [self.slack.add_user(f"Person {number}") for number in range(_PEOPLE)]
        self.help = self.slack.add_channel("help", members=[self.manager, *self.people])
        self.slack.add_channel("managers", members=[self.manager])
        space = self.slack._space
        send = space.courier.send

        def noted(parcel: Parcel) -> None:
            event = parcel.body.get("event", {})
            if event.get("type") == "message" and event.get("channel") == self.help and "bot_id" not in event:
                self.events[parcel.event_id] = MessageId(f"{self.workspace}:{self.help}:{event['ts']}")
            send(parcel)

        space.courier.send = noted  # type: ignore[method-assign]
        space.faults.take = self._fault  # type: ignore[method-assign]
        if self.transport == "http":
            self.port = _free_port()
            self.slack.events_url = f"http://127.0.0.1:{self.port}/slack/events"

    def _fault(self, method: str) -> Fault | None:
        if method != _POST:
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
        return len(self.slack._space.courier.pending) < _MOST_ON_THE_WAY

    async def prepare(self) -> bool:
        """Have the notice posted; False while nobody answers."""
        asked = await self.slack.slash(self.manager, self.help, "setup")
        if not asked.notes:
            return False
        await self.slack.press_note(self.manager, asked.notes[-1], "post_notice")
        return True

    def is_prepared(self) -> bool:
        seen = [shown for shown in self.slack.seen_in(self.help) if any(b[0] == "enrol" for b in shown.buttons)]
        self.notice = seen[0].ts if seen else ""
        return bool(seen)

    async def say(self, who: str, text: str, to: str | None = None) -> str:
        if self.draw.random() < TWICE:
            self.faults["told twice"] += 1
            self.slack.faults.duplicate()
        return await self.slack.post(who, self.help, text, thread_ts=to)

    async def enrol(self, who: str) -> None:
        await self.slack.press(who, self.help, self.notice, "enrol")

    async def command(self, who: str, words: str) -> None:
        await self.slack.slash(who, self.help, words)

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
        for channel in self.slack._space.world.channels.values():
            for message in channel.messages:
                if message.metadata is not None:
                    markers[message.metadata["event_payload"]["id"]] += 1
        return Known(
            said=set(self.events.values()),
            acknowledged=acknowledged,
            pressed=list(self._pressed()),
            markers=markers,
        )

    def _pressed(self) -> list[Pressed]:
        found = []
        for one in self.slack.interactions:
            if one.ack is None:
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
