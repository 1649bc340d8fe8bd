"""Who asks and who is on the staff: they take, answer, pass on, put off, leave, and often say nothing at all."""

from dataclasses import dataclass, field

from bench.trust.handed_on.town import EVERYBODY, PEOPLE, ROOMS
from bench.trust.simulation.chat import Chat, Shown
from bench.trust.simulation.crowd import ANSWERS, MINUTE, Crowd
from bench.trust.simulation.faults import HOUR
from bench.trust.simulation.town import ON, SAM, WORKSPACES, Resident, channel, name_of
from engagement.actions import Reach
from engagement.events import AccountSeen, FormSubmitted, MessagePosted, ReactionAdded
from engagement.ids import AccountId, MessageId, external_of, workspace_of

_DO = ("rotate", "export", "upload", "sort", "merge", "archive", "encrypt", "preview", "schedule", "rename", "restore")
_WHAT = (
    "invoice", "calendar", "webhook", "endpoint", "linker", "picture", "report", "token", "password", "backup", "order",
    "template", "branch", "compiler", "printer", "address",
)  # fmt: skip
_HOW = (
    "script", "phone", "proxy", "spreadsheet", "container", "terminal", "browser", "plugin", "tablet", "notebook",
    "cluster", "editor", "firewall",
)  # fmt: skip
_WHEN = ("on Sundays", "after a restart", "without losing rows", "in two regions", "behind a gateway", "as a guest",
         "for a colleague", "with umlauts", "since the update", "at midnight", "offline", "twice")  # fmt: skip
_MOODS = (0.0, 0.3, 0.7, 1.0)
"""How readily the staff of a world act: from nobody at all to everybody."""


@dataclass(slots=True)
class Staffed(Crowd):
    """See ``Crowd``. ``asked`` are the questions in the order in which they were written."""

    asked: list[MessagePosted] = field(default_factory=list)
    _mood: float = 0.0
    _cards: dict[tuple[str, str], MessageId] = field(default_factory=dict)
    """By room and conversation: where its card stands."""

    def open(self) -> None:
        """Questions all day long; the staff come and go."""
        dice = self.dice
        self._mood = dice.choice(_MOODS)
        for number in range(round(self.habits.questions * self.seconds / (24 * HOUR))):
            self.later(dice.uniform(10 * MINUTE, self.seconds - HOUR), lambda nth=number: self._ask(nth))  # type: ignore[misc]
        for _ in range(dice.randrange(4)):
            self.later(dice.uniform(HOUR, self.seconds), self._leave)

    async def _ask(self, number: int) -> None:
        """Everybody asks once, so that no two questions are one conversation."""
        dice = self.dice
        where = channel(dice.choice(WORKSPACES), ON)
        who = AccountId(f"{workspace_of(where)}:asker{number}")
        if self.asked and dice.random() < 0.08:
            text = self.asked[-1].text
        else:
            what = f"{dice.choice(_DO)} the {dice.choice(_WHAT)} from a {dice.choice(_HOW)}"
            text = f"How do I {what} {dice.choice(_WHEN)}?"
        said = self.say(who, where, text)
        self.asked.append(said)
        if dice.random() < 0.04:
            self.later(dice.uniform(1, 5 * HOUR), lambda: self._delete(said))
        if dice.random() < self.habits.answered:
            self.later(dice.uniform(MINUTE, 3 * HOUR), lambda: self._answer(said, None))
        if dice.random() < 0.1:
            self.later(dice.uniform(MINUTE, HOUR), lambda: self._hand_over(said))
        if dice.random() < 0.05:
            self.later(dice.uniform(MINUTE, HOUR), lambda: self._alert(said))

    async def _hand_over(self, said: MessagePosted) -> None:
        self.press(said.author, "hand_to_team", channel=said.channel, message=said.message)

    async def _alert(self, said: MessagePosted) -> None:
        self.happen(
            ReactionAdded(
                key=self._key("r"), at=self.now, message=said.message, channel=said.channel, account=SAM,
                emoji="rotating_light",
            ),
            workspace_of(said.channel),
        )  # fmt: skip

    async def _leave(self) -> None:
        """Somebody is deactivated, and perhaps comes back."""
        one = self.dice.choice(EVERYBODY)
        self._see(one, is_gone=True)
        if self.dice.random() < 0.5:

            async def back() -> None:
                self._see(one, is_gone=False)

            self.later(self.dice.uniform(HOUR, 6 * HOUR), back)

    def _see(self, one: Resident, *, is_gone: bool) -> None:
        event = AccountSeen(
            key=self._key("a"), at=self.now, account=one.account, name=external_of(one.account).title(), is_gone=is_gone
        )
        self.happen(event, workspace_of(one.account))

    # --- the staff --------------------------------------------------------------------------------------------------

    def react(self, chat: Chat, shown: Shown) -> None:
        """Somebody of the team whose room it is sees a card or a call, and perhaps does something."""
        team = name_of(shown.to) if shown.reach is Reach.CHANNEL else ""
        if team not in ROOMS or not shown.links:
            return
        conversation = shown.links[0]
        if "take" in shown.buttons:
            self._cards[team, conversation] = shown.id
        if self.dice.random() < self._mood * 0.4:
            who = self.dice.choice(PEOPLE[team]).account
            self.later(self.dice.uniform(5, 2 * HOUR), lambda: self._act(chat, team, conversation, who))

    async def _act(self, chat: Chat, team: str, conversation: str, who: AccountId) -> None:
        card = self._cards.get((team, conversation))
        if card is None or card not in chat.ledger:
            return
        dice, marker = self.dice, chat.ledger[card].marker
        what = dice.choices(
            ("take", "answer", "pass_on", "not_for_us", "waiting", "later_1_h", "severity_high", "solved"),
            (40, 20, 10, 5, 5, 5, 5, 10),
        )[0]
        if what == "take":
            self.press(who, "take", marker)
            if dice.random() < 0.6:
                self.later(dice.uniform(MINUTE, 3 * HOUR), lambda: self._reply(conversation, who))
            if dice.random() < 0.5:
                self.later(dice.uniform(HOUR, 6 * HOUR), lambda: self._choose(chat, card, who, "solved"))
        elif what == "answer":
            await self._reply(conversation, who)
        elif what == "pass_on":
            self._form(who, "pass_on", marker, team=dice.choice(tuple(ROOMS)))
        else:
            await self._choose(chat, card, who, what)

    async def _choose(self, chat: Chat, card: MessageId, who: AccountId, what: str) -> None:
        self._form(who, "more", chat.ledger[card].marker, what=what)

    def _form(self, who: AccountId, form: str, marker: str, **values: str) -> None:
        event = FormSubmitted(
            key=self._key("f"), at=self.now, account=who, form=form, outbox=marker,  # type: ignore[arg-type]
            values={name: (value,) for name, value in values.items()},
        )  # fmt: skip
        self.happen(event, workspace_of(who))

    async def _reply(self, conversation: str, who: AccountId) -> None:
        """Staff write to whoever asked, where they have an account."""
        asked = next((one for one in self.asked if conversation.endswith(f"/{one.message}")), None)
        if asked is not None and workspace_of(asked.channel) == workspace_of(who):
            self.say(who, asked.channel, self.dice.choice(ANSWERS), asked.message)
            if self.dice.random() < 0.5:
                self.later(self.dice.uniform(MINUTE, 2 * HOUR), lambda: self._thank(asked))
