"""Does a day's budget for a model hold, whoever asks and whatever dies? Two processes on one database are killed.

What counts is what the model's side was asked, by the prices it makes: each call costs what it may at the most.
"""

import asyncio
import multiprocessing
import random
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from bench.fakes.model import FakeModel, Seen
from bench.trust.figures import Figures, Row, Unavailable, Work
from bench.trust.postgres import fresh_database, postgres
from bench.trust.spending import BEFOREHAND, BEGIN, PRICE, TOWN, Errand, drawn_name, request, spend
from bots.llm.address import Door
from engagement.modelling.asking import Usage
from engagement.modelling.budget import MILLION, Budget, Outcome, Spent, cost, upper_bound
from storage import open_memory

_PROCESSES: Final = 2
_CALLS: Final = 36
"""So many a day's budget is worth, about."""
_PATIENCE_S: Final = 60.0
_SLOW_S: Final = 0.04
"""So long the model takes: most are killed while it does."""
_MOST: Final = upper_bound(request("aaaa", 0, 0))


@dataclass(slots=True)
class _Town:
    """One database, the model behind its wire, and whoever asks."""

    url: str
    fake: FakeModel
    draw: random.Random
    failures: list[str] = field(default_factory=list)
    kills: int = 0
    days: int = 0
    billed: int = 0
    calls: int = 0
    cut_off: int = 0

    async def live(self, kills: int, work: Work) -> None:
        """Day after day, until so many were killed."""
        while self.kills < kills and not self.failures and not work.is_over:
            await self._one_day(kills)
            self._judge()
            self.days += 1

    async def _one_day(self, kills: int) -> None:
        self.fake.seen.clear()
        running = [self._born() for _ in range(_PROCESSES)]
        for _ in range(min(self.draw.randint(2, 9), kills - self.kills)):
            self.fake.arrived.clear()
            if not await self._something_arrives(running):
                break
            await asyncio.sleep(self.draw.uniform(0, 1.5 * _SLOW_S))
            victim = self.draw.choice(running)
            victim.kill()
            await asyncio.to_thread(victim.join)
            self.kills += victim.exitcode == -9
            running[running.index(victim)] = self._born()
        for each in running:
            await asyncio.to_thread(each.join, _PATIENCE_S)
            if each.exitcode != 0:
                each.kill()
                self.failures.append(f"day {self.days}: one that was left alone ended with {each.exitcode}")

    async def _something_arrives(self, running: list[BaseProcess]) -> bool:
        """Whether the model is asked something more; not when all have found the budget used up."""
        async with asyncio.timeout(_PATIENCE_S):
            while not self.fake.arrived.is_set():
                if not any(each.is_alive() for each in running):
                    return False
                await asyncio.sleep(0.005)
        return True

    def _born(self) -> BaseProcess:
        door = Door(url=self.fake.url, key=self.fake.key)
        errand = Errand(url=self.url, door=door, budget=self._budget, day=self.days, name=drawn_name(self.draw))
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(BEFOREHAND))
        process = context.Process(target=spend, args=(errand,))
        process.start()
        return process

    @property
    def _budget(self) -> Budget:
        """On every other day the cap in money is the one that counts."""
        tokens, money = _CALLS * _sum(_MOST), _CALLS * cost(_MOST, PRICE) / MILLION
        return Budget(tokens=tokens if self.days % 2 == 0 else 10 * tokens, money=money)

    def _judge(self) -> None:
        """The bill of the day, as the model's side has it, and the record of it."""
        used = [_MOST if seen.is_chat else _placed(seen) for seen in self.fake.seen]
        tokens, money = sum(map(_sum, used)), sum(cost(each, PRICE) for each in used)
        noted, cut_off = self._noted()
        self.billed += tokens
        self.calls += len(used)
        self.cut_off += cut_off
        for what, bill, record, cap, most in (
            ("tokens", tokens, noted.tokens, self._budget.tokens, _sum(_MOST)),
            ("millionths", money, noted.millionths, self._budget.millionths or 0, cost(_MOST, PRICE)),
        ):
            if not bill <= record < cap + most:
                self.failures.append(
                    f"day {self.days}: the model's bill is {bill:,} {what}, the record has {record:,},"
                    f" the cap is {cap:,} and one call {most:,}"
                )
        if noted.tokens < self._budget.tokens and noted.millionths < (self._budget.millionths or 0):
            self.failures.append(f"day {self.days}: they stopped asking before the budget was used up: {noted}")

    def _noted(self) -> tuple[Spent, int]:
        """What the record says of the day, and how many calls have no end."""
        memory, day = open_memory(self.url), BEGIN + timedelta(days=self.days)
        try:
            noted = memory.read(TOWN, lambda ledger: ledger.model_calls.spent(day.date()))
            calls = memory.read(TOWN, lambda ledger: ledger.model_calls.between(day, day + timedelta(days=1)))
        finally:
            memory.close()
        return noted, sum(each.outcome is Outcome.BEGUN for each in calls)


def _sum(usage: Usage) -> int:
    return usage.tokens_in + usage.tokens_out


def _placed(seen: Seen) -> Usage:
    """What the pretended model counts for texts that it places."""
    return Usage(tokens_in=sum(len(text) // 4 + 1 for text in seen.body["input"]))


def run(work: Work) -> Figures:
    """Half of the kills on SQLite, half on PostgreSQL; all on SQLite where there is none."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hubbub-budget-")))
        urls = {"sqlite": f"sqlite:///{folder / 'hubbub.db'}"}
        lacking = ""
        try:
            server = stack.enter_context(postgres(folder / "server"))
            urls["postgresql"] = stack.enter_context(fresh_database(server))
        except Unavailable as error:
            lacking = str(error)
        return asyncio.run(_run(urls, work, lacking))


async def _run(urls: dict[str, str], work: Work, lacking: str) -> Figures:
    towns: dict[str, _Town] = {}
    for nth, (kind, url) in enumerate(urls.items()):
        open_memory(url).close()
        async with FakeModel(manner="slow") as fake:
            fake.temper.slow_s = _SLOW_S
            fake.temper.tokens = (_MOST.tokens_in, _MOST.tokens_out)
            towns[kind] = town = _Town(url=url, fake=fake, draw=random.Random(f"{work.seed} {kind}"))
            await town.live((work.size + nth) // len(urls), work)
        work.report(f"budget: {town.kills} kills on {kind}, {town.days} days")
    failures = [f"{kind}: {why}" for kind, town in towns.items() for why in town.failures]
    if not any(town.cut_off for town in towns.values()):
        failures.append("nobody was killed in the middle of a call, so nothing was tried")
    return Figures(
        tried=sum(town.kills for town in towns.values()), unintended=len(failures), seed=work.seed,
        failures=tuple(failures),
        absolute={
            "days": sum(town.days for town in towns.values()),
            "calls seen by the model": sum(town.calls for town in towns.values()),
            "calls cut off": sum(town.cut_off for town in towns.values()),
            "tokens billed": sum(town.billed for town in towns.values()),
            **({"not on postgresql": lacking} if lacking else {}),
        },
    )  # fmt: skip


ROW = Row(
    name="budget",
    title=(
        "kill -9 of two processes that have one community's model asked as fast as it answers, in the middle of calls,"
        " each started again at once; on SQLite and PostgreSQL, with a cap in tokens and one in money by turns."
    ),
    holds=(
        "what the model's side counts for a day is never more than what is on record, and that never more than the cap"
        " plus one call."
    ),
    unit="kills",
    sizes={"small": 4, "ci": 20, "full": 200, "long": 2_000},
    share=40.0,
    run=run,
)
