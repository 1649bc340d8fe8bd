"""The community that a command is about, with its memory open."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from engagement.ids import CommunityId
    from engagement.policy import Policy
    from engagement.ports import Ledger
    from storage import StoredMemory

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One community. ``policy`` is what its file says, or the defaults without one."""

    memory: "StoredMemory"
    id: "CommunityId"
    policy: "Policy"

    def read(self, work: "Callable[[Ledger], T]") -> T:
        """What ``work`` finds, as of one moment."""
        return self.memory.read(self.id, work)


@contextmanager
def open_community(arguments: argparse.Namespace) -> Iterator[Opened]:
    """The one that ``--community`` names, or the only one. ConfigError with the cure where neither can be told."""
    from bots.app.store import find_community, load_config, open_store, policy_for  # noqa: PLC0415  # not for `--help`
    from config.settings import read_settings  # noqa: PLC0415
    from engagement.looked_after import ROLE, with_given  # noqa: PLC0415

    settings = read_settings(arguments)
    config = load_config(settings)
    with open_store(settings) as memory:
        name = find_community(memory, config, arguments.community)
        given = memory.read(name, lambda ledger: ledger.entries.find(ROLE))
        yield Opened(memory=memory, id=name, policy=with_given(policy_for(config, arguments.community, name), given))
