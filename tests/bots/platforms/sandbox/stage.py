"""A small sample, a clock turned by hand, and a listener that remembers: what the sandbox's tests stand on."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bots.platforms.sandbox.opening import Sandbox
from engagement.actions import Reach
from engagement.events import CommandGiven, ControlUsed, Event, FormSubmitted
from engagement.ids import AccountId, ChannelId, MessageId, OutboxId
from engagement.speech import Answer, Block, Button, Outgoing, RichText, Span

SAMPLE = """
name: Quarry Lane
timezone: Europe/Berlin
languages: [en]
start: "2026-10-06T10:00"
people:
  - {id: mia, name: Mia Sand, role: member, timezone: Europe/Berlin, languages: [en]}
  - {id: leo, name: Leo, role: member, timezone: America/New_York, languages: [en],
     helper: {topics: [api], days: [mon, tue], hours: ["09:00-18:00"], languages: [en], limit_per_day: 2, via: private}}
  - {id: leonie, name: Leo Nie, role: trusted, timezone: Asia/Tokyo, languages: [en], helper: {topics: [api]}}
  - {id: rosa, name: Rosa, role: manager, timezone: Europe/Berlin, languages: [en]}
  - {id: sam, name: Sam, role: staff, timezone: Europe/Berlin, languages: [en]}
  - {id: beeper, name: Build Beeper, role: bot, timezone: UTC, languages: []}
channels:
  - {id: help, name: help, topic: Ask anything, topics: [api]}
  - {id: team, name: team, topic: Ours, private: true}
  - {id: managers, name: managers, topic: For managers, private: true, managers: true}
history:
  - id: h1
    at: "-20d 09:12"
    in: help
    by: mia
    text: How do I page through results?
    more: [{after: 40s, text: I use the REST API}]
    replies: [{after: 14m, by: leo, text: "Use the cursor", id: h1a}]
    reactions: [{after: 20m, by: mia, emoji: white_check_mark, on: h1a}]
    edits: [{after: 2m, text: How do I page through the results?}]
  - {id: h2, at: "-3d 12:00", in: help, by: beeper, text: Build 7 is green, deletes: [{after: 1h}]}
live:
  - id: q1
    at: "0d 10:20"
    in: help
    by: mia
    text: Where do webhooks come from?
    replies: [{after: 3h, by: sam, text: From us.}]
when_asked:
  - {thread: q1, helper: any, after: 4m, press: on_it}
  - {thread: q1, helper: any, after: 14m, text: From the events service., asker_marks_after: 10m}
"""

START = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)
HELP = ChannelId("sandbox:help")
MANAGERS = ChannelId("sandbox:managers")
MIA, LEO, LEONIE, ROSA, SAM = (AccountId(f"sandbox:{name}") for name in ("mia", "leo", "leonie", "rosa", "sam"))


class Hands:
    """Real time, turned by hand."""

    def __init__(self) -> None:
        self.at = datetime(2030, 1, 1, tzinfo=UTC)

    def read(self) -> datetime:
        return self.at

    def turn(self, by: timedelta) -> None:
        self.at += by


async def live_through(sandbox: Sandbox, until: datetime = START) -> list[datetime]:
    """Let the sample's people act until then, each thing at its time; those times."""
    times: list[datetime] = []
    while due := sandbox.script.due_actions(until)[:1]:
        sandbox.clock.advance(due[0].at)
        await sandbox.script.perform(due[0])
        times.append(due[0].at)
    sandbox.clock.advance(until)
    return times


class Listener:
    """Takes events in, answers as told, and fails when told to."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.batches: list[list[Event]] = []
        self.answers: list[Answer] = []
        self.fails = False

    async def __call__(self, events: Sequence[Event]) -> list[Answer]:
        if self.fails:
            raise ConnectionError("out of reach")
        self.batches.append(list(events))
        self.events.extend(events)
        if not isinstance(events[-1], CommandGiven | ControlUsed | FormSubmitted):
            return []
        answers, self.answers = self.answers, []
        return answers

    def of(self, kind: type) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]


def words(text: str, link: str | None = None) -> RichText:
    """A paragraph, its text a link when one is given."""
    return (Block(kind="paragraph", spans=(Span(text=text, link=link),)),)


def private(to: AccountId, text: str = "Hello", marker: str = "m1", link: str | None = None) -> Outgoing:
    """A private message with a button."""
    return Outgoing(
        marker=OutboxId(marker),
        reach=Reach.MEMBER,
        to=to,
        text=words(text, link),
        buttons=(Button(name="on_it", label="I'm on it"),),
    )


def to_thread(root: MessageId, marker: str = "m1", **more: object) -> Outgoing:
    """A message into a conversation."""
    return Outgoing(marker=OutboxId(marker), reach=Reach.THREAD, to=root, text=words("Hello"), **more)
