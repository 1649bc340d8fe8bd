"""What the tests of labelled messages share: the communities' messages, the labels' rows, which half one lies in."""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from bots.importers.detect import open_export
from bots.platforms.slack.translate import to_event
from engagement.events import MessagePosted
from engagement.shares import wilson

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
LABELS = ROOT / "tests" / "labels"
EXPORTS = {
    "racket": "msr20_racket_slack_export",
    "elm": "msr20_elmlang2019_slack_export",
    "pyscript": "pyscript_discord_dce_json",
}
_TOGETHER = timedelta(minutes=10)
no_data = pytest.mark.skipif(not DATA.is_dir(), reason="the community data is not beside the project (../shared/data)")


@dataclass(slots=True)
class Figures:
    """How often a rule and the labels agree."""

    hits: int = 0
    false: int = 0
    missed: int = 0
    quiet: int = 0

    def count(self, *, is_found: bool, is_so: bool) -> None:
        """One more that was labelled."""
        self.hits += is_found and is_so
        self.false += is_found and not is_so
        self.missed += is_so and not is_found
        self.quiet += not is_found and not is_so

    @property
    def precision(self) -> float:
        return self.hits / max(1, self.hits + self.false)

    @property
    def recall(self) -> float:
        return self.hits / max(1, self.hits + self.missed)

    def __str__(self) -> str:
        precision, recall = wilson(self.hits, self.hits + self.false), wilson(self.hits, self.hits + self.missed)
        return (
            f"{self.hits} found, {self.false} false, {self.missed} missed, {self.quiet} rightly left; precision "
            f"{self.precision:.3f} ({precision[0]:.3f} to {precision[1]:.3f}), recall {self.recall:.3f} "
            f"({recall[0]:.3f} to {recall[1]:.3f})"
        )


def rows_of(kind: str, name: str) -> list[dict[str, str]]:
    """The labels of one kind in one community."""
    with (LABELS / kind / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def half_of(named: str, key: bytes) -> str:
    """Whether what is called so is open, or sealed until the end."""
    return "sealed" if hashlib.blake2b(named.encode(), key=key).digest()[0] % 2 else "open"


@cache
def exported(name: str) -> list[MessagePosted]:
    """A community's messages as its export tells them, with the conversations where they are given."""
    table = DATA / f"{EXPORTS[name]}_conversations.tsv"
    export = open_export(
        DATA / f"{EXPORTS[name]}.zip", translate=to_event, conversations=table if table.exists() else None
    )
    found = [event for event in export.events() if isinstance(event, MessagePosted)]
    export.close()
    return found


def with_roots(posted: Sequence[MessagePosted]) -> Iterator[tuple[str, MessagePosted]]:
    """Each message after its conversation's first: as given, else by reply links and one's words within ten minutes."""
    roots: dict[str | None, str] = {}
    last: dict[tuple[str, str], MessagePosted] = {}
    for said in posted:
        before = last.get((said.channel, said.author))
        root = said.thread or roots.get(said.reply_to)
        if root is None and said.reply_to is None and before is not None and said.at - before.at <= _TOGETHER:
            root = roots[before.message]
        roots[said.message] = root or said.message
        last[said.channel, said.author] = said
        yield roots[said.message], said
