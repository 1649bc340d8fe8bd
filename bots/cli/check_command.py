"""``hubbub check [FILE]``: is the playbook fine? If not: what is wrong, in which line, and the cure.

Whatever does not fit is an error (exit code 1). What fits, but will hardly be meant so (a rule that is never reached,
a team without people), is a warning: the file works as it is, and the exit code stays 0.
"""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.loader import CommunityConfig
    from config.settings import Settings
    from dashboard.settings.remarks import Known
    from engagement.policy import Policy

Told = tuple[tuple[str, ...], int, str]
"""The keys that lead to what is meant, its line where that is known already (else 0), and what is said of it."""


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("file", type=Path, nargs="?", help="the playbook (default: --config, else ./hubbub.yaml)")


def run(arguments: argparse.Namespace) -> int:
    """Say what the file holds, and what in it is hardly meant so; ConfigError when it does not fit."""
    from config.loader import load  # noqa: PLC0415  # `--help` needs none of this
    from config.settings import PLAYBOOK, read_settings  # noqa: PLC0415
    from engagement.remarks import counted  # noqa: PLC0415

    settings = read_settings(arguments)
    path = arguments.file or settings.config or PLAYBOOK
    communities = load(path).communities
    channels = sum(len(found.policy.channels) for found in communities)
    workspaces = sum(len(found.workspaces) for found in communities)
    counts = ", ".join(
        (
            counted(len(communities), "community", "communities"),
            counted(channels, "channel", "channels"),
            counted(workspaces, "workspace", "workspaces"),
        )
    )
    print(f"{path} is fine: {counts}.")
    for policy in (found.policy for found in communities):
        if policy.is_paused:
            print(f"{policy.name} is paused: nothing goes to members.")
        elif policy.dry_run:
            print(f"{policy.name} is a try-out: nothing is sent to members until `dry_run: false`.")
    for policy in (found.policy for found in communities):
        for said in (*_badges(policy), *_goals(policy), *_model(policy), *_drafts(policy, settings)):
            print(said)
    for community in communities:
        for place, what in _warnings(community, settings):
            print(f"Warning: {path}, {place or community.policy.name}: {what}")
    return 0


# --- what is hardly meant so ------------------------------------------------------------------------------------------


def _warnings(community: "CommunityConfig", settings: "Settings") -> Iterator[tuple[str, str]]:
    """What is hardly meant so, each with its place: a line, "set beside the file", or "" for the community's name."""
    from engagement.errors import StorageError  # noqa: PLC0415  # `--help` needs none of this

    try:
        beside = _read_beside(community.policy, settings)
    except StorageError as error:
        beside = Beside()
        yield "", f"what was set or registered in chat and on pages was not looked at: {error}"
    policy = beside.policy or community.policy
    for at, line, what in (
        *_remarks(policy, beside.known, community), *_of_this_machine(policy, settings.environment),
        *_of_persona(policy),
    ):  # fmt: skip
        is_beside = any(changed == ".".join(at[: changed.count(".") + 1]) for changed in beside.dials)
        found = line or community.lines.find(at)
        yield "set beside the file" if is_beside else f"line {found}" if found else "", what
    for what in beside.stale:
        yield "", what


def _remarks(policy: "Policy", known: "Known | None", community: "CommunityConfig") -> Iterator[Told]:
    """What the page Settings says, too."""
    from bots.runtime.clock import SystemClock  # noqa: PLC0415
    from dashboard.settings.remarks import Known, remarks  # noqa: PLC0415
    from engagement.remarks import Remark  # noqa: PLC0415

    platforms = {each.platform for each in community.workspaces}
    for one in remarks(policy, known or Known(), platforms, SystemClock().now()):
        if isinstance(one, Remark):
            yield one.at, 0, one.what
        else:
            yield (), one.line, one.what


def _of_this_machine(policy: "Policy", environment: Mapping[str, str]) -> Iterator[Told]:
    """What the settings name and the environment does not know."""
    for what in _of_model(policy, environment):
        yield ("model",), 0, what
    if policy.governance is not None and (policy.governance.webhooks or policy.governance.second_path):
        from bots.app.outside import missing_ways  # noqa: PLC0415  # loads what speaks HTTP

        for what in missing_ways(policy.governance, environment):
            yield (), 0, what


def _badges(policy: "Policy") -> Iterator[str]:
    """Each of a manager's own badges, and when it is somebody's."""
    from advocacy.badges import told  # noqa: PLC0415  # `--help` needs none of this
    from advocacy.plays.levels import own_badges  # noqa: PLC0415

    for badge in own_badges(policy).values():
        yield f"Badge {badge.title} ({policy.name}): {told(badge.when)}."


def _model(policy: "Policy") -> Iterator[str]:
    """What a model is used for, and what it may use."""
    if policy.model.name:
        from bots.app.models import model_lines  # noqa: PLC0415  # `--help` needs none of this

        yield from model_lines(policy)


def _goals(policy: "Policy") -> Iterator[str]:
    """Each goal in a sentence."""
    if not policy.goals:
        return
    from dashboard.strategy.goals import explained  # noqa: PLC0415  # `--help` needs none of this

    for goal in policy.goals.values():
        yield f"Goal {goal.title} ({policy.name}): {explained(goal)}"


def _of_model(policy: "Policy", environment: Mapping[str, str]) -> Iterator[str]:
    """A model has to be somewhere, and a draft has to be shown to somebody."""
    if not policy.model.name:
        return
    from bots.app.models import missing_door  # noqa: PLC0415  # `--help` needs none of this
    from engagement.modelling.asking import Use  # noqa: PLC0415

    missing = missing_door(policy, environment)
    if missing is not None:
        yield missing
    if Use.DRAFT in policy.model.uses and policy.governance is None:
        yield "`model` is used for `draft`, and there is no team that could be shown one; see `escalations:`"


def _drafts(policy: "Policy", settings: "Settings") -> Iterator[str]:
    """What drafts were worth on the community's own history, where that was looked at."""
    from bots.app.store import open_store  # noqa: PLC0415  # loads the storage
    from bots.runtime.models_seen import kept_calibration  # noqa: PLC0415
    from dashboard.settings.model_seen import least_sureness, told_of  # noqa: PLC0415
    from engagement.errors import StorageError  # noqa: PLC0415
    from engagement.modelling.asking import Use  # noqa: PLC0415

    if Use.DRAFT not in policy.model.uses:
        return
    found = None
    if settings.database_url is not None or (settings.home / "hubbub.db").exists():
        try:
            with open_store(settings) as memory:
                is_known = policy.community in memory.communities()
                found = memory.read(policy.community, kept_calibration) if is_known else None
        except StorageError:
            return  # said elsewhere
    yield f"Drafts ({policy.name}): {told_of(found, least_sureness(policy))}"


def _of_persona(policy: "Policy") -> Iterator[Told]:
    """Own wordings that break the persona or push, each; of the shipped ones, how many."""
    from config.persona_lint import lint  # noqa: PLC0415  # `--help` needs none of this
    from engagement.remarks import counted  # noqa: PLC0415

    for language in policy.persona.languages:
        if language not in policy.languages:
            what = f"`persona` says how {language} is spoken, and `languages` does not have it: nobody reads it"
            yield ("persona", "languages", language), 0, what
    shipped = 0
    for one in lint(policy) if policy.texts or policy.persona.is_set else ():
        shipped += bool(one.findings) and not one.is_own
        for found in one.findings if one.is_own else ():
            words = f" (“{found.passage}”)" if found.passage else ""
            yield ("texts", one.language, one.key), 0, f"`texts.{one.language}.{one.key}`{words}: {found.why}"
    if shipped:
        breaks = f"{counted(shipped, 'text', 'texts')} as shipped {'breaks' if shipped == 1 else 'break'} the persona"
        yield ("persona",), 0, f"{breaks}; `hubbub persona lint` lists them"


# --- what the memory knows --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What was set and registered in chat and on pages: ``policy`` is the one that holds with it (None: the file's).

    ``dials`` are the paths of what was set, ``stale`` says what of it fits nothing any more.
    """

    policy: "Policy | None" = None
    known: "Known | None" = None
    dials: tuple[str, ...] = ()
    stale: list[str] = field(default_factory=list)


def _read_beside(policy: "Policy", settings: "Settings") -> Beside:
    """What there is, where there is a memory. StorageError when it cannot be read."""
    from bots.app.store import open_store  # noqa: PLC0415  # loads the storage
    from config.overriding import overridden  # noqa: PLC0415
    from config.suggest import shown  # noqa: PLC0415
    from dashboard.settings.remarks import known_to  # noqa: PLC0415
    from engagement.looked_after import ROLE, with_given  # noqa: PLC0415

    if settings.database_url is None and not (settings.home / "hubbub.db").exists():
        return Beside()
    with open_store(settings) as memory:
        if policy.community not in memory.communities():
            return Beside()
        dials, given, known = memory.read(
            policy.community,
            lambda ledger: (ledger.dials.all(), ledger.entries.find(ROLE), known_to(ledger)),
        )
    held, stale = with_given(policy, given), list[str]()
    for path, value in sorted(dials.items()):
        changed = overridden(held, path, value)
        held = changed or held
        if changed is None:
            stale.append(
                f"`{shown(path)}` is set beside the file and fits nothing any more, so it does nothing;"
                " take it back on the page Settings, under *Who changed what*"
            )
    return Beside(policy=held, known=known, dials=tuple(dials), stale=stale)
