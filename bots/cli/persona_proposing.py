"""``hubbub persona propose``: wordings that fit the persona better, by rules or a model, and a yes or no to each."""

import argparse
import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bots.app.engine import with_dials
from bots.app.models import desk_for, missing_door, with_provider
from bots.app.setting import set_beside
from bots.app.store import load_config, open_store, policy_for
from bots.cli.persona_command import chosen
from bots.llm.address import read_door
from bots.runtime.clock import SystemClock
from config.persona_lint import lint
from config.persona_proposals import Proposal
from config.prompts import instructions
from config.suggest import did_you_mean, shown
from dashboard.settings.proposals import (
    DONE,
    TURNED_DOWN,
    WAITING,
    answered,
    ask,
    in_marks,
    to_ask,
    to_entry,
    waiting,
    wanted,
)  # fmt: skip
from engagement.errors import ConfigError
from engagement.modelling.asking import Use

if TYPE_CHECKING:
    from config.settings import Settings
    from engagement.policy import Policy
    from storage import StoredMemory

_ALL = "all"


def propose(arguments: argparse.Namespace, settings: "Settings") -> int:
    """Print what is proposed, ask a model, or take a yes or no. Raises ConfigError with the cure."""
    door = read_door(settings.environment)
    filed = with_provider(policy_for(load_config(settings), arguments.community, "Community"), door)
    with open_store(settings) as memory:
        if filed.community not in memory.communities():
            memory.register(filed.community, filed.name, SystemClock().now())
        policy = with_dials(filed, memory.read(filed.community, lambda ledger: ledger.dials.all()))
        if arguments.model:
            asyncio.run(_ask(arguments, settings, memory, policy))
        some = memory.read(policy.community, lambda ledger: waiting(ledger, policy))
        if arguments.yes:
            _say_so(memory, filed, policy, _named(some, arguments.yes))
        if arguments.no:
            _turn_down(memory, policy, _named(some, arguments.no))
        if not arguments.yes and not arguments.no:
            _print(policy, _chosen(some, policy, arguments))
    return 0


async def _ask(arguments: argparse.Namespace, settings: "Settings", memory: "StoredMemory", policy: "Policy") -> None:
    missing = missing_door(policy, settings.environment)
    if missing is not None:
        raise ConfigError(missing)
    if not policy.model.may(Use.PERSONA):
        raise ConfigError("no model is used for this; write `model: {name: ..., uses: [persona]}` into the file")
    desk = desk_for(memory, policy.community, policy, read_door(settings.environment))
    assert desk is not None, "there is a door, and a name"
    known = memory.read(policy.community, lambda ledger: waiting(ledger, policy))
    if arguments.texts or arguments.language:
        some = chosen(list(lint(policy)), arguments.texts, arguments.language)[: max(0, arguments.most)]
    else:
        some = to_ask(policy, known, max(0, arguments.most))
    try:
        for one in some:
            found = await ask(desk, instructions(Use.PERSONA), policy, one.language, one.key)
            if isinstance(found, str):
                print(f"{one.language}:{one.key}: no proposal: {found}")
                continue
            entry = to_entry(found, WAITING, SystemClock().now())
            with memory.direct(policy.community) as ledger:
                ledger.entries.save([entry])
    finally:
        await desk.close()


def _chosen(some: Sequence[Proposal], policy: "Policy", arguments: argparse.Namespace) -> list[Proposal]:
    """Those of the texts and the language that are named."""
    if not arguments.texts and not arguments.language:
        return list(some)
    names = {(one.language, one.key) for one in chosen(list(lint(policy)), arguments.texts, arguments.language)}
    return [one for one in some if (one.language, one.key) in names]


def _print(policy: "Policy", some: Sequence[Proposal]) -> None:
    for one in some:
        print(f"{one.name} ({f'written by {one.model}' if one.model else 'by rules'})")
        print("\n".join(f"    {line}" for line in in_marks(one).split("\n")))
        for found in one.left:
            print(f"    ! still {found.kind}{f' “{found.passage}”' if found.passage else ''}: {found.why}")
        print()
    if some:
        print(f"Proposals: {len(some):,}. Say them so with --yes NAME ... or --yes all; --no NAME ... takes one off.")
    elif policy.persona.is_set:
        print("Nothing is proposed. `hubbub persona lint` lists what no rule can change; --model asks the text model.")
    else:
        print("Nothing is proposed: there is no `persona:` in the file.")


def _named(some: Sequence[Proposal], names: Sequence[str]) -> list[Proposal]:
    """The proposals of these names. Raises ConfigError for a name that none has."""
    if list(names) == [_ALL]:
        return list(some)
    by_name = {one.name: one for one in some}
    for name in names:
        if name not in by_name:
            cure = did_you_mean(name, by_name) or "; `hubbub persona propose` lists those there are"
            raise ConfigError(f"there is no proposal `{shown(name)}`{cure}")
    return [by_name[name] for name in dict.fromkeys(names)]


def _say_so(memory: "StoredMemory", filed: "Policy", policy: "Policy", some: Sequence[Proposal]) -> None:
    """Approved: each is a wording beside the file from now on."""
    if not some:
        print("Nothing is proposed, so nothing was changed.")
        return
    beside = memory.read(policy.community, lambda ledger: ledger.dials.all())
    is_done = set_beside(memory, policy.community, filed, wanted(some, policy, beside))
    with memory.direct(policy.community) as ledger:
        answered(some, DONE, SystemClock().now())(ledger)
    when = "from now on" if is_done else "within seconds, by the Hubbub that runs"
    print(f"Said so {when}: {', '.join(one.name for one in some)}.")
    print("`hubbub changes` has it; the page Settings > Who changed what takes it back.")


def _turn_down(memory: "StoredMemory", policy: "Policy", some: Sequence[Proposal]) -> None:
    with memory.direct(policy.community) as ledger:
        answered(some, TURNED_DOWN, SystemClock().now())(ledger)
    print(f"Not proposed again: {', '.join(one.name for one in some) or 'nothing'}.")
