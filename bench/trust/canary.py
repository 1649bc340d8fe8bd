"""Is anything of what must not be kept found in any file? Marked texts are sung wherever it is closed, or closes."""

import asyncio
import random
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from bench.trust.figures import Figures, Row, Unavailable, Work
from bench.trust.forgetful_town import BEGIN, WORKSPACE, ForgetfulTown, founded, place, policy_of
from bench.trust.postgres import fresh_database, postgres
from bench.trust.traces import answer, numbers_in_files, question
from engagement.events import (
    AccountSeen,
    ChannelKind,
    ChannelSeen,
    CommandGiven,
    Event,
    MemberLeft,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
)
from engagement.ids import AccountId, ChannelId, MessageId, account_id, message_id

_KEPT = "kept"
"""Texts that are to be found: a search that finds nothing proves nothing."""
_CLOSED = {
    "private": (ChannelKind.CHAT, True),
    "direct": (ChannelKind.DIRECT, True),
    "shared": (ChannelKind.CLOSED, False),
}
_CLOSING = ("made-private", "made-shared", "switched-off", "renamed")
_KINDS = (
    *_CLOSED,
    "unlisted",
    *_CLOSING,
    "deleted",
    "deleted-late",
    "edited",
    "left",
    "deactivated",
    "old",
    "ancient",
    "command",
)
_OPEN = ("help", *_CLOSING)
_GIVEN = 100
"""So many members at the most are given what is kept about them."""
_HOURS = timedelta(hours=1)
_DAYS = timedelta(days=1)
_SUNG_AT = {"old": BEGIN, "ancient": BEGIN - 420 * _DAYS}
"""Texts past retention, and conversations that were solved so long ago that even their terms go."""
_HELPED = "white_check_mark"


@dataclass(slots=True)
class _Song:
    """What is sung, and what becomes of it."""

    chance: random.Random
    begun: list[Event] = field(default_factory=list)
    ended: list[Event] = field(default_factory=list)
    kinds: dict[int, str] = field(default_factory=dict)
    accounts: list[AccountId] = field(default_factory=list)

    def sing(self, number: int, kind: str) -> None:
        """One marked question with a marked answer (of its own number), and what happens to it later."""
        self.kinds[number] = kind
        at = _SUNG_AT.get(kind, BEGIN + 40 * _DAYS) + timedelta(seconds=20 * number)
        asker = account_id(WORKSPACE, f"U{number}")
        self.accounts.append(asker)
        self.begun.append(AccountSeen(key=f"u:{asker}", at=BEGIN, account=asker, name=f"Person {number}"))
        if kind == "command":
            words = ("help", question(number, self.chance))
            self.begun.append(
                CommandGiven(key=f"t:{number}:{words[1]}", at=at, account=asker, channel=place("D1"), words=words)
            )
            return
        channel = place(kind if kind in {*_CLOSED, *_CLOSING, "unlisted"} else "help")
        asked = self._posted(number, "q", at, channel, asker, question(number, self.chance))
        other = asker if kind in {"left", "deactivated"} else account_id(WORKSPACE, f"H{number % 7}")
        text = answer(number, self.chance) if kind not in {"edited", "deleted"} else "Look at the manual."
        replied = self._posted(number, "a", at + timedelta(seconds=5), channel, other, text, asked.message)
        self.begun += [asked, replied]
        if (number % 2 or kind == "ancient") and kind != "old":
            key, solved_at = f"r+:{number}", at + timedelta(seconds=8)
            self.begun.append(
                ReactionAdded(
                    key=key, at=solved_at, message=replied.message, channel=channel, account=asker, emoji=_HELPED
                )
            )
        self._end(number, kind, asked, replied)

    def _posted(
        self, number: int, part: str, at: datetime, channel: ChannelId, who: AccountId, text: str,
        thread: MessageId | None = None,
    ) -> MessagePosted:  # fmt: skip
        name = message_id(channel, f"{number}{part}")
        return MessagePosted(
            key=f"m:{name}",
            at=at,
            message=name,
            channel=channel,
            author=who,
            text=text,
            thread=thread or name,
        )

    def _end(self, number: int, kind: str, asked: MessagePosted, replied: MessagePosted) -> None:
        at = asked.at + 6 * _HOURS
        if kind in {"deleted", "deleted-late"}:
            for each in (asked, replied):
                self.ended.append(
                    MessageDeleted(key=f"d:{each.message}", at=at, message=each.message, channel=each.channel)
                )
        elif kind == "edited":
            harmless = "Is the printer out of order?" if number % 4 else "Never mind."
            self.ended.append(MessageEdited.of(replace(asked, text=harmless), key=f"e:{asked.message}:1", at=at))
        elif kind == "left":
            self.ended.append(MemberLeft(key=f"l:{asked.author}", at=at, account=asked.author))
        elif kind == "deactivated":
            self.ended.append(
                AccountSeen(key=f"u:{asked.author}:2", at=at, account=asked.author, name="Gone", is_gone=True)
            )


def _places() -> list[Event]:
    """All channels as they are in the beginning."""
    found: list[Event] = [
        ChannelSeen(key=f"c:{place(name)}", at=BEGIN, channel=place(name), name=name) for name in (*_OPEN, "unlisted")
    ]
    return found + [
        ChannelSeen(
            key=f"c:{place(name)}", at=BEGIN, channel=place(name), name="help", kind=kind, is_private=is_private
        )
        for name, (kind, is_private) in _CLOSED.items()
    ]


def _closing() -> list[Event]:
    """What becomes of those that close."""
    at = BEGIN + 60 * _DAYS
    private, shared, renamed = (place(name) for name in ("made-private", "made-shared", "renamed"))
    return [
        ChannelSeen(key=f"c:{private}:2", at=at, channel=private, name="made-private", is_private=True),
        ChannelSeen(key=f"c:{shared}:2", at=at, channel=shared, name="made-shared", kind=ChannelKind.CLOSED),
        ChannelSeen(key=f"c:{renamed}:2", at=at, channel=renamed, name="watercooler"),
    ]


async def _sing(town: ForgetfulTown, song: _Song) -> None:
    """All of it, and the day after."""
    await town.tell(_places())
    await town.tell(sorted(song.begun, key=lambda event: event.at))
    await town.live.tick()
    await town.tell(song.ended)
    await town.tell(_closing())
    town.policy = policy_of(*(name for name in _OPEN if name != "switched-off"))
    town.live.owner.community.use(town.policy)
    await town.live.tick()
    town.start()  # what was not finished before is finished now
    await town.live.tick()


def _found(town: ForgetfulTown, song: _Song) -> dict[int, str]:
    """The numbers that stand anywhere."""
    town.write_exports(song.accounts[:: 1 + len(song.accounts) // _GIVEN])
    return numbers_in_files(town.files())


def _try(folder: Path, size: int, seed: int, url: str | None) -> tuple[dict[int, str], _Song]:
    song = _Song(random.Random(seed))  # repeated by its seed
    kinds: Sequence[str] = (*_KINDS, _KEPT)
    for number in range(size + size // len(_KINDS) + 1):
        song.sing(number, kinds[number % len(kinds)])
    policy = policy_of(*_OPEN)
    with founded(folder, policy, url) as town:
        asyncio.run(_sing(town, song))
        found = _found(town, song)
    return found, song


def _run(work: Work) -> Figures:
    failures: list[str] = []
    tried, leaked = 0, 0
    absolute: dict[str, object] = {}
    for kind in ("sqlite", "postgresql"):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hubbub-canary-")))
            url = None
            if kind == "postgresql":
                try:
                    server = stack.enter_context(postgres(folder / "postgres"))
                    url = stack.enter_context(fresh_database(server))
                except Unavailable as lacking:
                    absolute[kind] = str(lacking)
                    continue
            (folder / "files").mkdir()
            found, song = _try(folder / "files", work.size, work.seed, url)
        singing = [number for number, what in song.kinds.items() if what != _KEPT]
        kept = [number for number, what in song.kinds.items() if what == _KEPT]
        wrong = [number for number in singing if number in found]
        leaked += len(wrong)
        tried = max(tried, len(singing))
        failures += [f"{kind}: {song.kinds[number]} {number} stands in {found[number]}" for number in wrong]
        failures += [f"{kind}: {number} should be kept, and is not" for number in kept if number not in found]
        absolute[f"kept and found on {kind}"] = len(kept)
    return Figures(tried=tried, unintended=leaked, seed=work.seed, failures=tuple(failures), absolute=absolute)


ROW = Row(
    name="canary",
    title="Marked texts are written in private, direct, shared and unlisted channels; in channels that are then made"
    " private, shared, renamed or switched off; by members who then leave; and are deleted, edited, or grow old.",
    holds="No inner piece of them is found in the database file, its log, our log, a full dump or an export, on both"
    " databases; what may be kept is found.",
    unit="texts",
    sizes={"small": 60, "ci": 1000, "long": 20000},
    run=_run,
)
