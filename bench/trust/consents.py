"""Does a no hold, and is nobody asked too often? Random weeks, judged by what was delivered and by nothing else.

Members say yes and no in every way there is, sales is invited, several departments ask advocates at once, and now and
then the platform takes nothing for a while. The judge knows what people did and what the platform was given; it looks
neither into the database nor at any rule of the engine.
"""

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from bench.trust.consents_judge import Judge
from bench.trust.figures import Figures, Row, Work
from bench.trust.square import Square, square
from engagement.errors import RateLimited
from engagement.events import Event

START: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
ASKERS: Final = ("askerann", "askerbob", "askercyd", "askerdot", "newcomer")
VISITOR: Final = "visitor"
"""Looks at the board, and does nothing else."""
ADVOCATES: Final = ("vocalana", "vocalben", "vocalcat", "vocaldan")
"""They help, too."""
SELLERS: Final = ("sellersal", "sellersue")
STAFF: Final = ("staffsam", "staffpia", "stafftom")
ROOMS: Final = {"managers": frozenset({"rosalind"}), "review": frozenset({"rosalind"})}
PLAYBOOK: Final = """
communities:
  - name: Town
    timezone: UTC
    languages: [en]
    dry_run: false
    hold_out: 0
    managers_channel: managers
    topics: {api: [endpoint]}
    roles: {manager: [rosalind], sales: [sellersal, sellersue], staff: [staffsam, staffpia, stafftom]}
    channels:
      help: {threading: native, topics: [api]}
      news: {threading: native}
      silent: {threading: native, topics: [api], no_sales: true}
    workspaces: []
    levels: {on: true, tells: true, board: true}
    monthly_thanks: {channel: news}
    programmes:
      champions: {title: Champions, promise: You hear first., votes: 1, channel: review}
"""
_ASKED: Final = "We are moving from Fieldbook to your endpoint. What should we do first?"
_KINDS: Final = ("talk", "reference_call", "reference_call", "review")
_STEPS: Final = 60
_LIVED: Final = timedelta(hours=6)
_PAUSES: Final = (5, 5, 20, 45, 45, 90, 300, 300, 1_500, 20_000)
"""Minutes."""


@dataclass(slots=True)
class _History:
    """Some weeks in which people do what the dice say."""

    here: Square
    judge: Judge
    dice: Random
    asked: int = 0

    async def tell(self, *events: Event) -> None:
        """It happens, and the judge sees what came of it."""
        self.judge.note(events, self.here.now)
        await self.here.tell(*events)
        self.judge.look(self.here)

    async def live(self) -> None:
        """From the first day to the last."""
        here = self.here
        people = ("rosalind", VISITOR, *ASKERS, *ADVOCATES, *SELLERS, *STAFF)
        await here.tell(*here.settled({who: who for who in people}, ("help", "news", "silent", *ROOMS)))
        month_ago = here.now - timedelta(days=30)
        await self.tell(
            *(here.says(who, f"hi-{who}", "Hello all.", at=month_ago) for who in (*ASKERS[:-1], *ADVOCATES))
        )
        for seller in SELLERS:
            await self._enrol(seller)
        for who in ADVOCATES:
            await self._join(who)
        for who in ADVOCATES:
            await self._help(who)
        for _ in range(_STEPS):
            await self._step()
            await self._pass(self.dice.choice(_PAUSES))
        await self._pass(35 * 24 * 60)

    async def _pass(self, minutes: int) -> None:
        """A short while is lived; a long one is slept through, as by a machine that was off."""
        by = timedelta(minutes=minutes)
        if by > _LIVED:
            self.here.clock.move_to(self.here.now + by)
            await self.here.live.tick()
        else:
            await self.here.pass_(by)
        self.judge.look(self.here)

    async def _step(self) -> None:
        """What somebody does next."""
        dice = self.dice
        kind = dice.choices(("ask", "no", "answer", "request", "reply", "name", "way", "look", "trouble"),
                            (8, 3, 4, 5, 4, 3, 4, 4, 1))[0]  # fmt: skip
        if kind == "ask":
            await self._ask(*dice.sample(ASKERS, dice.choice((1, 2, 2))))
        elif kind == "no":
            await self._no(dice.choice(ASKERS))
        elif kind == "answer":
            await self._answer_card(dice.choice(SELLERS))
        elif kind == "request":
            await self._request()
        elif kind == "reply":
            await self._reply(dice.choice(ADVOCATES))
        elif kind == "name":
            await self._name(dice.choice(ADVOCATES))
        elif kind == "way":
            await self._in_or_out(dice.choice(ADVOCATES))
        elif kind == "look":
            await self._look()
        else:
            self.here.ears.troubles = [RateLimited(120.0)] * dice.randrange(1, 4)

    # --- sales --------------------------------------------------------------------------------------------------------

    async def _enrol(self, seller: str) -> None:
        often = self.dice.randrange(1, 4)
        await self.tell(self.here.fills(seller, "sales", {"occasions": ["migration"], "a_week": [f"{often}_a_week"]}))

    async def _ask(self, *people: str) -> None:
        """Some ask what sales could help with, mostly where sales may come, and are answered."""
        here, asked = self.here, list[tuple[str, str]]()
        for _ in people:
            asked.append((f"t{self.asked}x", self.dice.choice(("help", "help", "help", "silent"))))
            self.asked += 1
        await self.tell(
            *(here.says(who, name, f"{_ASKED} It is about {name * 5}.", channel=channel)
              for who, (name, channel) in zip(people, asked, strict=True))
        )  # fmt: skip
        await self._pass(3)
        await self.tell(
            *(here.says(self.dice.choice(ADVOCATES), f"{name}a", "Take an export first.", under=name, channel=channel)
              for name, channel in asked)
        )  # fmt: skip
        if self.dice.random() < 0.2:  # perhaps a no before anybody was looked for
            await self._no(people[0])
        await self._pass(40)

    async def _no(self, who: str) -> None:
        said = self.dice.choice((*["no sales", "yes sales"] * 5, "privacy stop"))
        await self.tell(self.here.commands(who, said))

    async def _answer_card(self, seller: str) -> None:
        if self.dice.random() < 0.2:
            await self._enrol(seller)
            return
        how = self.dice.choice(("sales_join", "sales_pass", "sales_unfitting"))
        if marker := self.here.shown(how, seller):
            await self.tell(self.here.presses(seller, how, marker))

    # --- advocates ----------------------------------------------------------------------------------------------------

    async def _join(self, who: str) -> None:
        here = self.here
        await self.tell(here.fills(who, "advocate_apply", {"why": ["Gladly."]}))
        if marker := here.shown("vote_yes", "rosalind", who):
            await self.tell(here.presses("rosalind", "vote_yes", marker))
        choices = {"accepts": list(set(_KINDS)), "about": ["topic:api"], "listed": ["yes"], "shows": ["about"]}
        await self.tell(here.fills(who, "advocate", choices))

    async def _help(self, who: str) -> None:
        name = f"t{self.asked}x"
        self.asked += 1
        await self.tell(self.here.says("staffsam", name, f"Where is page {self.asked} of the manual?"))
        await self._pass(2)
        await self.tell(self.here.says(who, f"{name}a", "On the shelf.", under=name))
        await self.tell(self.here.marks("staffsam", f"{name}a"))

    async def _request(self) -> None:
        """One department asks, or all of them in the same moment."""
        day = f"{self.here.now + timedelta(days=self.dice.randrange(3, 27)):%Y-%m-%d}"
        some = self.dice.sample((*STAFF, *SELLERS), self.dice.randrange(1, 5))
        values = {"what": ["An evening."], "wanted": [str(self.dice.randrange(1, 4))], "by": [day]}
        await self.tell(*(self.here.fills(who, "ask", {**values, "kind": [self.dice.choice(_KINDS)]}) for who in some))

    async def _reply(self, who: str) -> None:
        how = self.dice.choice(("ask_yes", "ask_later", "ask_no"))
        if marker := self.here.shown(how, who):
            await self.tell(self.here.presses(who, how, marker))

    async def _in_or_out(self, who: str) -> None:
        """Out in one of the ways there are, or in again."""
        if self.dice.random() < 0.6:
            await self._join(who)
            return
        here, way = self.here, self.dice.randrange(6)
        out = (
            here.presses(who, "advocate_leave"), here.commands(who, "stop"), here.presses(who, "show_team_not"),
            here.commands(who, "quiet stop"), here.presses(who, "stop"), here.commands(who, "privacy stop"),
        )  # fmt: skip
        await self.tell(out[way])

    async def _name(self, who: str) -> None:
        """May they be named in the open? Then somebody thanks them."""
        control = self.dice.choice(("name_me", "name_me", "name_me_not"))
        await self.tell(self.here.presses(who, control))
        if self.dice.random() < 0.5:
            await self._help(who)
            await self.tell(self.here.commands("newcomer", f"kudos @{who} for the patience"))

    async def _look(self) -> None:
        """Everything that tells of people, asked by whoever may."""
        here = self.here
        await self.tell(
            here.commands(VISITOR, "board"), here.commands("rosalind", "levels"),
            here.commands("rosalind", "advocates"), here.commands("rosalind", "advocates looks"),
            here.commands("staffsam", "references api for a call"),
        )  # fmt: skip


async def _run(folder: Path, seed: int) -> Judge:
    async with square(folder, PLAYBOOK, START, ROOMS, name=f"h{seed}") as here:
        judge = Judge(advocates=ADVOCATES, open_to=VISITOR, team=("rosalind", *STAFF, *SELLERS))
        await _History(here, judge, Random(seed)).live()
        judge.look(here)
        return judge


def run(work: Work) -> Figures:
    """One history a seed."""
    judged: list[tuple[int, Judge]] = []
    with tempfile.TemporaryDirectory(prefix="hubbub-trust-") as folder:
        for seed in range(work.seed, work.seed + work.size):
            if work.is_over:
                break
            judged.append((seed, asyncio.run(_run(Path(folder), seed))))
    failures = [f"seed {seed}: {fault}" for seed, judge in judged for fault in judge.faults]
    seen = {what: sum(judge.seen[what] for _, judge in judged) for what in Judge.WHAT}
    failures += [f"no {what}: nothing was tried" for what, times in seen.items() if not times and len(judged) > 2]
    return Figures(
        tried=len(judged), unintended=len(failures), failures=tuple(failures[:20]), absolute=seen,
        seed=next((seed for seed, judge in judged if judge.faults), work.seed),
    )  # fmt: skip


ROW = Row(
    name="consents",
    title="Random weeks in which members say yes and no to sales, to being named and to the programme in every way"
    " there is, sales is invited, departments ask advocates in the same moment, and the platform takes nothing for"
    " a while; judged by what was delivered alone.",
    holds="nobody of sales is invited after a no of the member or of the channel, or in a member's first 14 days; they"
    " are invited once a day and three times a week at the most, and 14 days apart into what one member asks; nobody is"
    " named, shown or asked after they took their yes back; an advocate hears of one thing in 30 days and of two"
    " reference calls a quarter at the most, whoever asks.",
    unit="histories",
    sizes={"small": 1, "ci": 8, "full": 40, "long": 5_000},
    share=15.0,
    run=run,
)
