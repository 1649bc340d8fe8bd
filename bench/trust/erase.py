"""Does somebody who was erased stay so? People are erased amid traffic; then all is told again, and imported again."""

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bench.trust.figures import Figures, Row, Unavailable, Work
from bench.trust.forgetful_town import (
    BEGIN,
    COMMUNITY,
    WORKSPACE,
    ForgetfulTown,
    founded,
    is_sound,
    place,
    policy_of,
)
from bench.trust.postgres import fresh_database, postgres
from bench.trust.traces import answer, numbers_in_files, question, word
from engagement.events import (
    AccountSeen,
    ChannelSeen,
    ControlUsed,
    Event,
    MemberJoined,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
)
from engagement.ids import AccountId, MemberId, MessageId, account_id, external_of, message_id
from engagement.ports import Ledger
from engagement.privacy import Scope, doer_of
from engagement.records import Within

_HELP: Final = place("help")
_HELPED: Final = "white_check_mark"
_STEP: Final = timedelta(seconds=30)
_EACH: Final = 4
"""So many of the others there are for one who stays; the others are erased."""
_TOWN: Final = 250
"""So many live in one town at the most: each erasure looks through what all of them did."""
_POSTGRES_SHARE: Final = 10
"""One in so many is tried on PostgreSQL: the rows are the same, and there are no bytes to look at."""
Counts = Mapping[str, object]


@dataclass(slots=True)
class _Crowd:
    """Who is there, and what they say and do: the same for the same seed."""

    size: int
    chance: random.Random
    goers: list[AccountId] = field(default_factory=list)
    stayers: list[AccountId] = field(default_factory=list)
    told: list[Event] = field(default_factory=list)

    def act(self) -> None:
        """Everybody is seen; each who will go asks, answers, marks, is addressed, and some enrol."""
        self.goers = [account_id(WORKSPACE, f"U{word(number, self.chance)}") for number in range(self.size)]
        self.stayers = [account_id(WORKSPACE, f"UH{number}") for number in range(max(3, self.size // _EACH))]
        self.told.append(ChannelSeen(key=f"c:{_HELP}", at=BEGIN, channel=_HELP, name="help"))
        for number, who in enumerate(self.goers):
            self._seen(who, f"{word(number, self.chance).title()} {word(number, self.chance).title()}")
        for number, who in enumerate(self.stayers):
            self._seen(who, f"Helper {number}")
        for number, who in enumerate(self.goers):
            self._live_a_day(number, who, self.stayers[number % len(self.stayers)])
        self.told.sort(key=lambda event: event.at)

    def _seen(self, who: AccountId, name: str) -> None:
        self.told.append(AccountSeen(key=f"u:{who}:1", at=BEGIN, account=who, name=name, timezone="Europe/Oslo"))

    def _live_a_day(self, number: int, who: AccountId, other: AccountId) -> None:
        at = BEGIN + _STEP * number
        self.told.append(MemberJoined(key=f"j:{_HELP}:{who}:{number}", at=at, account=who, channel=_HELP))
        if number % 3 == 0:
            self.told.append(
                ControlUsed(
                    key=f"t:{WORKSPACE}:{number}:{external_of(who)}", at=at, account=who, control="enrol", channel=_HELP
                )
            )
        asked = self._posted(f"{number}.1", at, who, question(number, self.chance))
        helped = self._posted(f"{number}.2", at + _STEP, other, "Please look at the manual first.", asked, (who,))
        self._marked(who, helped)
        theirs = self._posted(f"{number}.3", at + 2 * _STEP, other, f"How do I build the part number {number} again?")
        reply = self._posted(f"{number}.4", at + 3 * _STEP, who, answer(number, self.chance), theirs, (other,))
        self._marked(other if number % 2 else who, reply)
        if number % 5 == 0:
            text = question(number, self.chance)
            self.told.append(MessageEdited.of(asked, key=f"e:{asked.message}:1", at=at + 4 * _STEP))
            self._posted(f"{number}.5", at + 5 * _STEP, who, text, theirs)

    def _posted(
        self, name: str, at: datetime, who: AccountId, text: str, under: MessagePosted | None = None,
        addressed: tuple[AccountId, ...] = (),
    ) -> MessagePosted:  # fmt: skip
        message = message_id(_HELP, name)
        thread: MessageId = under.message if under is not None else message
        posted = MessagePosted(
            key=f"m:{message}", at=at, message=message, channel=_HELP, author=who, text=text, thread=thread,
            addressed=addressed,
        )  # fmt: skip
        self.told.append(posted)
        return posted

    def _marked(self, who: AccountId, what: MessagePosted) -> None:
        at = what.at + _STEP / 2
        key = f"r+:{what.message}:{_HELPED}:{who}"
        self.told.append(ReactionAdded(key=key, at=at, message=what.message, channel=_HELP, account=who, emoji=_HELPED))


async def _erase_amid(town: ForgetfulTown, crowd: _Crowd, chance: random.Random) -> None:
    """All are erased, some while others go on talking, and now and then the process ends before it is done."""
    order = list(crowd.goers)
    chance.shuffle(order)
    for number in range(0, len(order), 20):
        for who in order[number : number + 20]:
            member = MemberId(who)
            town.memory.write(
                COMMUNITY,
                lambda ledger, who=member: ledger.privacy.ask(Scope.MEMBER, who, town.clock.now()),  # type: ignore[misc]
            ).result()
        if chance.random() < 0.2:
            town.start()
        talk = [_talk(crowd, number, nth, town) for nth in range(5)]
        await asyncio.gather(town.live.tick(), town.live.submit(talk))
    await town.live.tick()


def _talk(crowd: _Crowd, number: int, nth: int, town: ForgetfulTown) -> Event:
    message = message_id(place("talk"), f"{number}.{nth}")
    who = crowd.stayers[nth % len(crowd.stayers)]
    return MessagePosted(
        key=f"m:{message}", at=town.clock.now(), message=message, channel=place("talk"), author=who,
        text=f"How do I paint the fence number {nth}?", thread=message,
    )  # fmt: skip


async def _tell_again(town: ForgetfulTown, crowd: _Crowd) -> None:
    """By a backfill, what the erased did also under other keys, and by an import left in the inbox."""
    await town.tell(crowd.told)
    goers = set(crowd.goers)
    await town.tell([replace(event, key=f"{event.key}:again") for event in crowd.told if doer_of(event) in goers])
    town.leave([event for event in crowd.told if not isinstance(event, ControlUsed)], "import")
    while await town.live.owner.take_waiting():
        pass
    await town.live.tick()
    town.start()
    await town.live.tick()


def _counts(town: ForgetfulTown, crowd: _Crowd) -> Counts:
    """What must not change: who of the others did how much, and how much was said where and when."""

    def read(ledger: Ledger) -> Counts:
        days = ledger.figures.day_counts(Within(channel=_HELP))
        others = {MemberId(account) for account in crowd.stayers}
        threads = ledger.figures.threads(Within(channel=_HELP))
        return {
            "a day's messages": Counter((d.day, d.channel) for d in days for _ in range(d.messages)),
            "a day's people": Counter(d.day for d in days),
            "the others' messages": {(d.day, d.member): d.messages for d in days if d.member in others},
            "conversations": {(t.thread, t.first_reply_s, t.modes) for t in threads},
            "the others' contributions": {
                m: [replace(c, by=None) for c in ledger.contributions.of(m)]  # whose doing it was is nobody's any more
                for m in sorted(others)
            },
            "the others' names": ledger.people.names(sorted(others)),
        }

    return town.memory.read(COMMUNITY, read)


def _try(folder: Path, size: int, seed: int, url: str | None) -> tuple[dict[int, str], list[str]]:
    chance = random.Random(seed)  # repeated by its seed
    crowd = _Crowd(size, chance)
    crowd.act()
    failures = []
    with founded(folder, policy_of("help", "talk"), url) as town:
        asyncio.run(town.tell(crowd.told))
        asyncio.run(town.pass_(timedelta(hours=1), steps=2))
        before = _counts(town, crowd)
        town.write_exports(crowd.goers[:20])
        known = numbers_in_files(town.files())
        failures += [f"{number} was nowhere before it was erased" for number in range(size) if number not in known]
        asyncio.run(_erase_amid(town, crowd, chance))
        after = _counts(town, crowd)
        asyncio.run(_tell_again(town, crowd))
        later = _counts(town, crowd)
        failures += [f"{what} changed by erasing" for what in before if before[what] != after[what]]
        failures += [f"{what} changed by telling again" for what in before if after[what] != later[what]]
        (folder / "hubbub.log").write_bytes(b"")
        town.write_exports(crowd.goers[:20])
        found = numbers_in_files(town.files())
    if url is None and not is_sound(folder / "hubbub.db"):
        failures.append("the database file is damaged")
    return found, failures


def _towns(size: int, seed: int) -> list[tuple[int, int]]:
    """How many people live in each town, and by which seed."""
    number = -(-size // _TOWN)
    return [(size // number + (nth < size % number), seed + nth) for nth in range(number)]


def _try_towns(size: int, seed: int, server: Any | None) -> tuple[int, list[str]]:
    """Of how many people something is left, and what else is wrong; each with the seed of its town."""
    left, failures = 0, []
    for people, town_seed in _towns(size, seed):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hubbub-erase-")))
            url = stack.enter_context(fresh_database(server)) if server is not None else None
            found, wrong = _try(folder, people, town_seed, url)
        left += len(found)
        told = [f"{number} stands in {where}" for number, where in sorted(found.items())]
        failures += [f"{people} people, seed {town_seed}: {what}" for what in [*told, *wrong]]
    return left, failures


def _run(work: Work) -> Figures:
    left, failures = _try_towns(work.size, work.seed, None)
    absolute: dict[str, object] = {"people on sqlite": work.size}
    some = max(5, work.size // _POSTGRES_SHARE)
    try:
        with tempfile.TemporaryDirectory(prefix="hubbub-erase-") as folder, postgres(Path(folder)) as server:
            more, wrong = _try_towns(some, work.seed, server)
        left, failures = left + more, failures + [f"postgresql: {what}" for what in wrong]
        absolute["people on postgresql"] = some
    except Unavailable as lacking:
        absolute["postgresql"] = str(lacking)
    return Figures(tried=work.size, unintended=left, seed=work.seed, failures=tuple(failures), absolute=absolute)


ROW = Row(
    name="erase",
    title="People who asked, answered, marked, enrolled and were addressed are erased amid traffic and restarts; then"
    " all of it is told again as a backfill does (also under other keys), and imported again.",
    holds="No inner piece of their words, names or account ids is found in any file; they stay erased; the others'"
    " figures and all counts are what they were.",
    unit="people",
    sizes={"small": 30, "ci": 1000, "long": 10000},
    run=_run,
)
