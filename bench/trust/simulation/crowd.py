"""What people do in a simulated world: ask, answer, ignore, thank, edit, delete, say stop; by chance from the seed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from random import Random
from typing import Any

from bench.trust.simulation.chat import Chat, Shown
from bench.trust.simulation.courier import Courier
from bench.trust.simulation.faults import HOUR
from bench.trust.simulation.life import outside_of_any
from bench.trust.simulation.town import (
    ASKERS,
    BY_ACCOUNT,
    HELPERS,
    NEWCOMERS,
    ON,
    RESIDENTS,
    ROSA,
    SAM,
    SLACK,
    TRIED,
    UNINVITED,
    Resident,
    account_in,
    channel,
    sight,
)
from bench.trust.simulation.virtual_time import WorldClock
from engagement.events import (
    CommandGiven,
    ControlUsed,
    Event,
    FormSubmitted,
    MemberJoined,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
)
from engagement.ids import (
    AccountId,
    ChannelId,
    DecisionId,
    MessageId,
    OutboxId,
    WorkspaceId,
    channel_of,
    message_id,
    workspace_of,
)

MINUTE = 60.0
QUESTIONS = (
    "How do I call the endpoint from a script?",
    "Does anybody know why the compiler runs out of memory on a small project?",
    "How can I rotate the webhook signing secret without losing events?",
    "Why does the linker complain about a missing symbol since yesterday?",
    "What is the right way to page through a very long list of orders?",
    "Can somebody tell me how to test a webhook on my own machine?",
    "I can't get the login form to keep its session, what am I missing?",
    "How do I write a plugin that adds a column to the report?",
    "Is there a way to export the calendar into a spreadsheet?",
    "Why are dates shifted by one day when I import a file?",
    "How do I limit the number of workers when memory is scarce?",
    "What does error 4711 mean when I upload a picture?",
)
OUTAGE = ("Is the login service down? I get error 503 at sign in", "I get error 503 at the login service sign in, why?",
          "Anyone else who can't sign in? The login service gives error 503")  # fmt: skip
ANSWERS = (
    "Try it with a POST and a token.",
    "There is a switch for it in the settings.",
    "Restart it once, then it goes.",
)
THANKS = ("Thanks, that worked!", "Perfect, it works now, thank you", "thanks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How much goes on. Rates are per day of the world."""

    questions: float = 8
    outages: int = 0
    """Times thirty similar questions come within half an hour."""
    spam: int = 0
    newcomers: bool = False
    pauses: int = 0
    undone: int = 0
    stops: int = 0
    answered: float = 0.4
    helpful: float = 0.5
    """How much of what a helper is asked leads to anything."""


@dataclass(slots=True)
class Crowd:
    """Everybody of the town. ``tasks`` are what they are about to do."""

    dice: Random
    clock: WorldClock
    courier: Courier
    habits: Habits
    seconds: float
    acts_of: Callable[[], list[DecisionId]]
    """What a manager might take back: ids of decisions."""
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: count(1))
    _last: dict[AccountId, MessageId] = field(default_factory=dict)

    # --- single acts ------------------------------------------------------------------------------------------------

    def later(self, seconds: float, do: Callable[[], Awaitable[None]]) -> None:
        """Somebody does something in a while; what would come after the world's end is left out."""
        if self.clock.loop.time() + seconds < self.seconds:
            self.tasks.append(outside_of_any(self.clock.loop, self._wait(seconds, do)))

    @staticmethod
    async def _wait(seconds: float, do: Callable[[], Awaitable[None]]) -> None:
        await asyncio.sleep(seconds)
        await do()

    def _key(self, kind: str) -> str:
        return f"{kind}:{next(self._numbers):05d}"

    @property
    def now(self) -> datetime:
        """The true time."""
        return self.clock.truly()

    def happen(self, event: Event, workspace: WorkspaceId) -> None:
        """The platform saw it, and tells Hubbub."""
        self.courier.bring(event, workspace)

    def say(self, who: AccountId, where: ChannelId, text: str, thread: MessageId | None = None) -> MessagePosted:
        """Somebody writes."""
        name = message_id(where, f"{next(self._numbers):06d}")
        said = MessagePosted(
            key=f"p:{name}", at=self.now, message=name, channel=where, author=who, text=text, thread=thread
        )
        self.happen(said, workspace_of(where))
        return said

    def press(self, who: AccountId, control: str, under: OutboxId | None = None, **more: Any) -> None:
        """Somebody presses a button under a message of ours, or chooses from a menu."""
        event = ControlUsed(
            key=self._key("c"), at=self.now, account=who, control=control, outbox=under, **more
        )  # fmt: skip
        self.happen(event, workspace_of(who))

    def command(self, who: AccountId, *words: str) -> None:
        """Somebody tells the bot something by name."""
        where = channel(workspace_of(who), ON)
        self.happen(
            CommandGiven(key=self._key("w"), at=self.now, account=who, channel=where, words=words), workspace_of(who)
        )

    # --- the plot ---------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Everything that is to happen by itself is put on the calendar."""
        habits, dice = self.habits, self.dice
        for helper in HELPERS:
            self._enrol(helper)
        days = self.seconds / (24 * HOUR)
        for _ in range(round(habits.questions * days)):
            self.later(dice.uniform(10 * MINUTE, self.seconds), self._question)
        for _ in range(habits.outages):
            self._outage(dice.uniform(HOUR, max(self.seconds - HOUR, 2 * HOUR)))
        for one in NEWCOMERS if habits.newcomers else ():
            self.later(dice.uniform(HOUR, self.seconds), lambda new=one: self._newcomer(new))  # type: ignore[misc]
        for _ in range(habits.stops):
            helper = dice.choice(HELPERS)
            self.later(dice.uniform(HOUR, self.seconds), lambda one=helper: self._stop(one))  # type: ignore[misc]
        often = ((self._spam, habits.spam), (self._pause, habits.pauses), (self._undo, habits.undone))
        for do in (each for each, times in often for _ in range(times)):
            self.later(dice.uniform(HOUR, self.seconds), do)
        if dice.random() < 0.5:
            self.later(dice.uniform(HOUR, self.seconds), self._go_live)
        if dice.random() < 0.5:
            self.later(dice.uniform(MINUTE, self.seconds), self._post_notice)

    def _enrol(self, helper: Resident) -> None:
        account = self.dice.choice(helper.accounts)
        where = channel(workspace_of(account), ON)

        async def enrol() -> None:
            self.press(account, "enrol", channel=where)

        async def choose() -> None:
            values = {
                "limit": (self.dice.choice(("", "1", "2", "3")),),
                "via": (self.dice.choice(("private", "thread")),),
            }
            if self.dice.random() < 0.3:
                values["hours"] = (self.dice.choice(("09:00-12:00", "20:00-23:30", "00:00-09:00")),)
            if self.dice.random() < 0.5:
                values["timezone"] = (helper.zone,)
            form = FormSubmitted(key=self._key("f"), at=self.now, account=account, form="helper", values=values)
            self.happen(form, workspace_of(account))

        self.later(self.dice.uniform(1, 5 * MINUTE), enrol)
        if self.dice.random() < 0.4:
            self.later(self.dice.uniform(6 * MINUTE, 9 * MINUTE), choose)

    async def _question(self) -> None:
        dice = self.dice
        asker = dice.choice(RESIDENTS if dice.random() < 0.2 else ASKERS)
        account = dice.choice(asker.accounts)
        chance = dice.random()
        place = ON if chance < 0.75 else TRIED if chance < 0.9 else UNINVITED
        said = self.say(account, channel(workspace_of(account), place), dice.choice(QUESTIONS))
        self._last[account] = said.message
        chance = dice.random()
        if chance < 0.1:
            self.later(dice.uniform(0.2, 15 * MINUTE), lambda: self._edit(said))
        elif chance < 0.15:
            self.later(dice.uniform(0.2, 3 * HOUR), lambda: self._delete(said))
        if dice.random() < self.habits.answered:
            self.later(dice.uniform(0.5, 2 * HOUR), lambda: self._answer(said, None))

    async def _edit(self, said: MessagePosted) -> None:
        text = self.dice.choice((said.text + " Thanks!", "never mind", self.dice.choice(QUESTIONS)))
        self.happen(MessageEdited.of(MessagePosted(**{**_fields(said), "text": text}), key=self._key("e"), at=self.now),
                    workspace_of(said.channel))  # fmt: skip

    async def _delete(self, said: MessagePosted) -> None:
        gone = MessageDeleted(key=f"d:{said.message}", at=self.now, message=said.message, channel=said.channel)
        self.happen(gone, workspace_of(said.channel))

    async def _answer(self, asked: MessagePosted, by: AccountId | None) -> None:
        dice, here = self.dice, workspace_of(asked.channel)
        peers = [a for one in (*RESIDENTS, *NEWCOMERS) if (a := account_in(one, here)) and a != asked.author]
        if here == SLACK:
            peers.append(SAM)
        said = self.say(by or dice.choice(peers), asked.channel, dice.choice(ANSWERS), asked.message)
        if dice.random() < 0.1:
            self.later(dice.uniform(1, HOUR), lambda: self._delete(said))
        chance = dice.random()
        if chance < 0.3:
            self.later(dice.uniform(MINUTE, HOUR), lambda: self._thank(asked))
        elif chance < 0.6:
            self.later(dice.uniform(MINUTE, HOUR), lambda: self._tick(asked, said))

    async def _thank(self, asked: MessagePosted) -> None:
        self.say(asked.author, asked.channel, self.dice.choice(THANKS), asked.message)

    async def _tick(self, asked: MessagePosted, said: MessagePosted) -> None:
        tick = ReactionAdded(
            key=self._key("r"), at=self.now, message=said.message, channel=said.channel, account=asked.author,
            emoji="white_check_mark",
        )  # fmt: skip
        self.happen(tick, workspace_of(said.channel))

    def _outage(self, at: float) -> None:
        """Thirty people ask nearly the same within half an hour."""
        where = channel(self.dice.choice(RESIDENTS).account.partition(":")[0], ON)  # type: ignore[arg-type]
        for number in range(30):
            guest = AccountId(f"{workspace_of(where)}:guest{number}")

            async def ask(who: AccountId = guest) -> None:
                self.say(who, where, self.dice.choice(OUTAGE))

            self.later(at + self.dice.uniform(0, 30 * MINUTE), ask)

    async def _spam(self) -> None:
        who = AccountId(f"{SLACK}:spam")
        for _ in range(12):
            text = self.dice.choice((*QUESTIONS, "BUY NOW <!channel> @everyone cheap endpoint?", "@here why not?"))
            self.say(who, channel(SLACK, ON), text)
            await asyncio.sleep(self.dice.uniform(0.1, 20))

    async def _newcomer(self, new: Resident) -> None:
        here = workspace_of(new.account)
        self.happen(sight(new, new.account, self.now), here)
        self.happen(MemberJoined(key=f"j:{new.account}", at=self.now, account=new.account), here)
        self.say(new.account, channel(here, ON), self.dice.choice(QUESTIONS))

    async def _stop(self, helper: Resident) -> None:
        self.command(self.dice.choice(helper.accounts), *self.dice.choice((("quiet", "stop"), ("stop",), ("quiet",))))

    async def _pause(self) -> None:
        self.command(ROSA, "pause")
        await asyncio.sleep(self.dice.uniform(10, 4 * HOUR))
        self.command(ROSA, "resume")

    async def _go_live(self) -> None:
        self.command(ROSA, "live", TRIED)

    async def _post_notice(self) -> None:
        self.press(ROSA, "post_notice", channel=channel(SLACK, ON))

    async def _undo(self) -> None:
        acts = self.acts_of()
        if acts:
            self.command(ROSA, "undo", self.dice.choice(acts))

    # --- what people do about what we say ---------------------------------------------------------------------------

    def react(self, chat: Chat, shown: Shown) -> None:
        """Somebody sees a message of ours."""
        who = next((account for account in shown.people if account in BY_ACCOUNT), None)
        if who is None or self.dice.random() >= self.habits.helpful:
            return
        buttons = [name for name in shown.buttons if name not in {"why", "settings"}]
        if "on_it" in shown.buttons:
            buttons = self.dice.choices(
                ["answer", "on_it", "not_now", "not_my_topic", "stop", "why"], [50, 25, 10, 5, 5, 5]
            )
        if not buttons:
            return
        self.later(self.dice.uniform(5, HOUR), lambda: self._use(chat, shown, who, self.dice.choice(buttons)))

    async def _use(self, chat: Chat, shown: Shown, who: AccountId, control: str) -> None:
        if control != "answer":
            self.press(who, control, shown.marker)
        if control not in {"answer", "on_it"}:
            return
        linked = {link.rpartition("/")[2] for link in shown.links}
        said = (event for event in self.courier.taken.values() if isinstance(event, MessagePosted))
        asked = next((event for event in said if event.message in linked), None)
        if asked is not None and workspace_of(channel_of(asked.message)) == chat.workspace:
            self.later(self.dice.uniform(MINUTE, 40 * MINUTE), lambda: self._answer(asked, who))


def _fields(said: MessagePosted) -> dict[str, Any]:
    return {name: getattr(said, name) for name in MessagePosted.__dataclass_fields__}
