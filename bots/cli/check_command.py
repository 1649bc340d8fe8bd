"""``hubbub check [FILE]``: is the playbook fine? If not: what is wrong, in which line, and the cure.

Whatever does not fit is an error (exit code 1). What fits, but will hardly be meant so (a rule that is never reached,
a team without people), is a warning: the file works as it is, and the exit code stays 0.
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.settings import Settings
    from engagement.policy import Policy


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("file", type=Path, nargs="?", help="the playbook (default: --config, else ./hubbub.yaml)")


def run(arguments: argparse.Namespace) -> int:
    """Say what the file holds, and what in it is hardly meant so; ConfigError when it does not fit."""
    from config.loader import load  # noqa: PLC0415  # `--help` needs none of this
    from config.settings import PLAYBOOK, read_settings  # noqa: PLC0415

    settings = read_settings(arguments)
    path = arguments.file or settings.config or PLAYBOOK
    communities = load(path).communities
    channels = sum(len(found.policy.channels) for found in communities)
    workspaces = sum(len(found.workspaces) for found in communities)
    counts = ", ".join(
        (
            _count(len(communities), "community", "communities"),
            _count(channels, "channel", "channels"),
            _count(workspaces, "workspace", "workspaces"),
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
    for policy in (found.policy for found in communities):
        warnings = (
            *_warnings(policy, settings.environment), *_of_sales(policy, settings), *_beside(policy, settings),
            *_of_persona(policy),
        )  # fmt: skip
        for line, what in warnings:
            place = f"{path}, line {line}" if line else f"{path}, {policy.name}"
            print(f"Warning: {place}: {what}")
    return 0


def _warnings(policy: "Policy", environment: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """What is hardly meant so in a community's dials, each with its line (0: of no one line)."""
    from advocacy.plays.levels import never_met  # noqa: PLC0415  # `--help` needs none of this

    for badge, what in never_met(policy):
        yield badge.line, what
    yield from ((0, what) for what in (*_of_wishes(policy), *_of_goals(policy), *_of_model(policy, environment)))
    from advocacy.checks import findings as programme_findings  # noqa: PLC0415

    for what in programme_findings(policy):
        yield 0, what
    if policy.governance is None:
        return
    from bots.runtime.clock import SystemClock  # noqa: PLC0415
    from engagement.escalating.checks import findings  # noqa: PLC0415
    from engagement.escalating.hub_playbook import playbook_findings  # noqa: PLC0415

    now = SystemClock().now()
    topics, channels = tuple(policy.topics), tuple(policy.channels)
    for found in findings(policy.governance, topics=topics, channels=channels, since=now, languages=policy.languages):
        yield found.line, found.what
    for what in playbook_findings(policy.playbook, policy.governance, topics):
        yield 0, what
    if policy.governance.webhooks or policy.governance.second_path:
        from bots.app.outside import missing_ways  # noqa: PLC0415  # loads what speaks HTTP

        for what in missing_ways(policy.governance, environment):
            yield 0, what


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


def _of_goals(policy: "Policy") -> Iterator[str]:
    """Hours are somebody's who is there."""
    from engagement.strategy import MEMBERS  # noqa: PLC0415

    teams = policy.governance.teams if policy.governance is not None else {}
    for goal in policy.goals.values():
        if teams and goal.team and goal.team not in {MEMBERS, *teams}:
            yield f"the goal {goal.title!r} names the team {goal.team!r}, and `escalations:` has no such team"


def _of_wishes(policy: "Policy") -> Iterator[str]:
    """A team that is to hear of wishes has to be one."""
    from advocacy.plays.product_wish import NOBODY, PLAY, ProductWishPolicy  # noqa: PLC0415

    teams = policy.governance.teams if policy.governance is not None else {}
    dials = [
        found for each in policy.channels.values() if isinstance(found := each.plays.get(PLAY.name), ProductWishPolicy)
    ]
    for team in dict.fromkeys(each.team for each in dials if each.team not in {NOBODY, *teams}):
        yield f"`product_wish` names the team {team!r}, and `escalations:` has no such team: nobody hears of wishes"


def _of_persona(policy: "Policy") -> Iterator[tuple[int, str]]:
    """Own wordings that break the persona or push, each; of the shipped ones, how many."""
    from config.persona_lint import lint  # noqa: PLC0415  # `--help` needs none of this

    for language in policy.persona.languages:
        if language not in policy.languages:
            yield 0, f"`persona` says how {language} is spoken, and `languages` does not have it: nobody reads it"
    shipped = 0
    for one in lint(policy) if policy.texts or policy.persona.is_set else ():
        shipped += bool(one.findings) and not one.is_own
        for found in one.findings if one.is_own else ():
            words = f" (“{found.passage}”)" if found.passage else ""
            yield 0, f"`texts.{one.language}.{one.key}`{words}: {found.why}"
    if shipped:
        yield (
            0,
            (
                f"{_count(shipped, 'text', 'texts')} as shipped {'breaks' if shipped == 1 else 'break'} the persona;"
                " `hubbub persona lint` lists them"
            ),
        )


def _of_sales(policy: "Policy", settings: "Settings") -> Iterator[tuple[int, str]]:
    """Topics of stories, and those that sales registered for (where there is a memory), that no channel carries."""
    from advocacy.sales_checks import seller_findings, story_findings  # noqa: PLC0415
    from advocacy.sellers import KIND, from_entry  # noqa: PLC0415
    from bots.app.store import open_store  # noqa: PLC0415
    from engagement.errors import StorageError  # noqa: PLC0415

    for what in story_findings(policy):
        yield 0, what
    if settings.database_url is None and not (settings.home / "hubbub.db").exists():
        return
    try:
        with open_store(settings) as memory:
            is_known = policy.community in memory.communities()
            kept = memory.read(policy.community, lambda ledger: ledger.entries.find(KIND)) if is_known else []
    except StorageError as error:
        yield 0, f"what sales registered for was not looked at: {error}"
        return
    for what in seller_findings(policy, map(from_entry, kept)):
        yield 0, what


def _beside(policy: "Policy", settings: "Settings") -> Iterator[tuple[int, str]]:
    """What is set beside the file (where there is a memory) and fits nothing any more, such as a text that is gone."""
    from bots.app.store import open_store  # noqa: PLC0415  # loads the storage
    from config.overriding import overridden  # noqa: PLC0415
    from config.suggest import shown  # noqa: PLC0415
    from engagement.errors import StorageError  # noqa: PLC0415

    if settings.database_url is None and not (settings.home / "hubbub.db").exists():
        return
    try:
        with open_store(settings) as memory:
            is_known = policy.community in memory.communities()
            beside = memory.read(policy.community, lambda ledger: ledger.dials.all()) if is_known else {}
    except StorageError as error:
        yield 0, f"what is set beside the file was not looked at: {error}"
        return
    for path, value in sorted(beside.items()):
        changed = overridden(policy, path, value)
        policy = changed or policy
        if changed is None:
            yield (
                0,
                (
                    f"`{shown(path)}` is set beside the file and fits nothing any more, so it does nothing;"
                    " take it back on the page Settings, under *Who changed what*"
                ),
            )


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
