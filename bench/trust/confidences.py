"""Is every private thing private? Everybody tries everything in a town full of secrets, and all they read is searched.

Who may read which word is written by hand (``confided.SECRETS``). Whoever pries gives every command, presses every
button under every message of ours there ever was (guessing its name, if need be), sends every form, asks *why* of every
decision, opens every page they may, and has a program read the API; and owners look at what is theirs, so that each
word is seen by those who may.
"""

import asyncio
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final

from bench.trust.confided import (
    OWNERS,
    PLAYBOOK,
    PRYING,
    REVIEWERS,
    ROOMS,
    SECRETS,
    START,
    TAKEN_BACK,
    Secret,
    live,
    take_back,
)
from bench.trust.confided_pages import read_pages
from bench.trust.figures import Figures, Row, Work
from bench.trust.role_table import COMMANDS, CONTROLS, FORMS, MENUS
from bench.trust.square import EVERYBODY, Heard, Square, square
from engagement.events import Event

_SAID: Final[dict[str, tuple[str, ...]]] = {
    "advocates": ("", "looks"), "privacy": ("", "show", "export"), "sales": ("", "figures"),
    "references": ("", "for a call", "api for a call", "health for a call"), "nominate": ("miakline kind",),
    "wishes": ("",), "news": ("on",), "check-draft": ("Book a demo!",),
}  # fmt: skip
"""What is said after a command; nothing where it is not named."""
_ENDS: Final = frozenset({
    "stop", "quiet", "no", "pause", "live", "undo", "crisis", "stop_own", "no_sales", "sales_stop", "advocate_leave",
    "privacy_stop", "privacy_erase_yes", "privacy_unlink", "crisis_update", "crisis_roles", "crisis_end",
})  # fmt: skip
"""What would change who pries, or the town, so that there was less to see."""
_HANDS_ON: Final = frozenset({
    "hand_to_team", "ask_helper", "take", "reply", "answer", "private", "pass_on", "more", "approve", "send_back",
    "on_it",
})  # fmt: skip
"""What tells a team in the open who asked what: another matter, and people do it knowingly."""
_VOTES: Final = frozenset({"vote_yes", "vote_no", "vote_abstain"})
_VALUES: Final = {
    "kind": ("talk",), "what": ("Another evening.",), "wanted": ("9",), "by": ("2026-11-20",),
    "why": ("me, too",), "listed": ("yes",), "accepts": ("talk",), "own": ("named",), "text": ("Book a demo!",),
}  # fmt: skip
"""What forms are filled in with."""
_LOOKS: Final = ("mine", "home", "board", "levels", "advocate", "advocates", "advocates looks", "privacy export",
                 "privacy show", "sales figures", "wishes", "status", "waiting")  # fmt: skip
_DIRECTORY: Final = "references api for a call"
_SHOWING: Final = ("why", "vote_more", "advocate_choices", "wish_choose", "sales_settings", "privacy_export")
_AT_ONCE: Final = 400


@dataclass(frozen=True, slots=True)
class _Act:
    """What somebody tries: ``kind`` is the method of ``Square`` that makes the event."""

    kind: str
    who: str
    what: str
    marker: str = ""

    def event(self, here: Square) -> Event:
        """As it arrives."""
        if self.kind == "commands":
            return here.commands(self.who, self.what)
        if self.kind == "fills":
            return here.fills(self.who, self.what, _VALUES, self.marker)
        return here.presses(self.who, self.what, self.marker or None)


def _everything(here: Square, decisions: Sequence[str]) -> Iterator[_Act]:
    """All that whoever pries can try; a button is said to stand under every message there ever was."""
    markers = sorted({one.marker for one in here.heard})
    for who in PRYING:
        for name in sorted(COMMANDS.keys() - _ENDS - _HANDS_ON):
            for more in _SAID.get(name, ("",)):
                yield _Act("commands", who, f"{name} {more}".strip())
        yield from (_Act("commands", who, f"why {name}") for name in decisions)
        barred = _ENDS | _HANDS_ON | (_VOTES if who in REVIEWERS else frozenset())
        for marker in ("", *markers):
            yield from (_Act("presses", who, name, marker) for name in sorted({*CONTROLS, *MENUS} - barred))
            yield from (_Act("fills", who, name, marker) for name in sorted(FORMS.keys() - barred))


def _looks(here: Square, people: Iterable[str]) -> Iterator[_Act]:
    """What changes nothing."""
    for who in people:
        yield from (_Act("commands", who, said) for said in _LOOKS)
        yield from (_Act("presses", who, name) for name in _SHOWING)
        yield from (_Act("presses", who, name, one.marker) for one in here.heard for name in _SHOWING[:2]
                    if who in one.readers or EVERYBODY in one.readers)  # fmt: skip


def _directory() -> Iterator[_Act]:
    """Whoever is named sees who looked, so only those do who pry."""
    yield from (_Act("commands", who, _DIRECTORY) for who in PRYING)


async def _try(here: Square, acts: Iterable[_Act], work: Work | None = None) -> int:
    """Until the time of ``work`` is over, where it is given; how many were tried."""
    some = iter(acts)
    tried = 0
    while (work is None or not work.is_over) and (now := list(islice(some, _AT_ONCE))):
        tried += len(now)
        await here.tell(*(act.event(here) for act in now))
    return tried


def _decisions(here: Square) -> list[str]:
    """The ids of everything that was decided: staff may ask *why* of each."""
    return here.memory.read(here.live.owner.id, lambda ledger: [str(one.id) for one in ledger.journal.every()])


def leaks(read: Iterable[Heard], secrets: Sequence[Secret]) -> list[str]:
    """What somebody read that is not theirs to read, each once."""
    found: dict[str, None] = {}
    for one in read:
        text = one.text.casefold()
        for secret in secrets:
            if secret.is_public and not one.marker:
                continue
            if secret.word in text and (wrong := sorted(one.readers - secret.may)):
                found[f"{', '.join(wrong)} read {secret.word} ({secret.what}): {_around(one.text, secret.word)}"] = None
    return list(found)


def _around(text: str, word: str) -> str:
    at = text.casefold().index(word)
    return " ".join(text[max(0, at - 80) : at + 60].split())


def unseen(read: Iterable[Heard], secrets: Iterable[Secret]) -> list[str]:
    """What was not read by somebody who is to read it: then the search above proves nothing."""
    missing = {(secret.word, who) for secret in secrets for who in secret.does}
    for one in read:
        text = one.text.casefold()
        missing -= {(word, who) for word, who in missing if who in one.readers and word in text}
    return [f"{who} never read {word}, which they may" for word, who in sorted(missing)]


async def pry(here: Square, work: Work) -> tuple[int, list[str]]:
    """Everybody tries what they can, before and after some take their yes back: how much, and what was wrong."""
    await live(here)
    tried = await _try(here, _looks(here, OWNERS))
    everything = list(_everything(here, _decisions(here)))
    chosen = Random(work.seed).sample(everything, min(work.size, len(everything)))
    tried += await _try(here, [*_looks(here, PRYING), *_directory()])
    tried += await _try(here, chosen, work)
    await here.pass_(timedelta(days=1))
    here.answered += (pages := await read_pages(here))
    tried += len(pages)
    failures = leaks([*here.heard, *here.answered], SECRETS) + unseen([*here.heard, *here.answered], SECRETS)
    await take_back(here)
    told, answered = len(here.heard), len(here.answered)
    tried += await _try(here, [*_looks(here, PRYING), *_directory()])
    await here.pass_(timedelta(days=5))
    tried += await _try(here, [*_looks(here, PRYING), *_directory()])
    here.answered += (pages := await read_pages(here))
    tried += len(pages)
    after = [_after(secret) for secret in SECRETS]
    failures += [
        f"taken back, and yet {leak}" for leak in leaks([*here.heard[told:], *here.answered[answered:]], after)
    ]
    return tried, failures


def _after(secret: Secret) -> Secret:
    return secret.without(*OWNERS) if secret.word in TAKEN_BACK else secret


async def _run(folder: Path, work: Work) -> tuple[int, list[str]]:
    async with square(folder, PLAYBOOK, START, ROOMS) as here:
        return await pry(here, work)


def run(work: Work) -> Figures:
    """So many acts of whoever pries, chosen at random, besides all that only looks."""
    with tempfile.TemporaryDirectory(prefix="hubbub-trust-") as folder:
        tried, failures = asyncio.run(_run(Path(folder), work))
    return Figures(
        tried=tried, unintended=len(failures), seed=work.seed, failures=tuple(failures[:40]),
        absolute={"secrets": len(SECRETS), "kinds of people": len(PRYING)},
    )  # fmt: skip


ROW = Row(
    name="confidences",
    title="A town in which people were named, reviewed, asked and invited, wished, proposed, voted, chose in a poll,"
    " asked in private and went quiet, each with marked words: strangers, members, those who left, teams, sales,"
    " reviewers and managers give every command, press every button under every message, send every form, open every"
    " page, and have programs read all of the API; and look again after some took their yes back.",
    holds="nobody reads a word that is not theirs to read, and everybody reads those that are",
    unit="acts",
    sizes={"small": 500, "ci": 5_000, "full": 20_000, "long": 1_000_000},
    share=15.0,
    run=run,
)
