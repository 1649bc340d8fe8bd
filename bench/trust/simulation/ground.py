"""Where simulated worlds keep their memory: one SQLite file after the other, copies of one that was migrated."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from bench.trust.simulation.town import LINKED, STARTS, TOWN
from bots.app.engine import make_voice
from bots.voice.rendering import Voice
from engagement.ids import AccountId, external_of
from engagement.people import Account
from storage import open_memory
from storage.engines import open_engine
from storage.nouns.privacy import KEY_MARK

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of our own is made in it


@dataclass(frozen=True, slots=True)
class Ground:
    """``fresh`` makes the memory as it is on the first day; what is open on it must be closed."""

    engine: Engine
    voice: Voice
    _template: Path
    _file: Path

    def fresh(self) -> None:
        """A memory without a past."""
        self.engine.dispose()
        shutil.copyfile(self._template, self._file)


@contextmanager
def ground() -> Iterator[Ground]:
    """Room for one world at a time, in the machine's memory where it lends some; all is removed at the end."""
    within = _SHARED_MEMORY if _SHARED_MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="hubbub-simulation-", dir=within) as folder:
        template, file = Path(folder) / "template.db", Path(folder) / "world.db"
        _prepare(template)
        engine = open_engine(f"sqlite:///{file}", durable=False, is_alone=True)
        try:
            yield Ground(engine, make_voice(), template, file)
        finally:
            engine.dispose()


def _prepare(template: Path) -> None:
    """Migrated, with a known key for comparison groups, and with those linked who are on both platforms."""
    memory = open_memory(f"sqlite:///{template}", durable=False, in_line=True)
    with memory.direct(TOWN) as ledger:
        ledger.marks.set("hold_out_key", "the simulation's own key")
        ledger.marks.set(KEY_MARK, "51" * 32)
        for one in LINKED:
            some = [Account(id=account, member=one.member, name=_name(account)) for account in one.accounts]
            ledger.people.save_accounts(some, STARTS[0])
    memory.close()


def _name(account: AccountId) -> str:
    return external_of(account).title()
