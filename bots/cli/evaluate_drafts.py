"""``hubbub evaluate drafts``: how often would drafts have been right, on a community's own history?"""

import argparse
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bots.cli.shown import end_instant, instant, money_told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bots.app.calibrating import Past
    from config.settings import Settings
    from engagement.ids import CommunityId
    from engagement.modelling.calibration import Calibration
    from engagement.policy import Policy
    from storage import StoredMemory

_WANTED = 0.70
"""Right so often, drafts are usually thought worth reading (TicketCord, Discourse; see docs/quality.md)."""


def add_drafts_options(parser: argparse.ArgumentParser) -> None:
    """Options of drafts alone."""
    parser.add_argument("--since", type=instant, metavar="D", help="drafts: only questions from this date on (UTC)")
    parser.add_argument(
        "--until", type=end_instant, metavar="D", help="drafts: only questions until this date (UTC, included)"
    )
    parser.add_argument("--csv", action="store_true", help="drafts: print CSV, a line for each least sureness")


def evaluate_drafts(arguments: argparse.Namespace) -> int:
    """Live through the history, print what drafts would have been worth, and keep it for the pages."""
    from bots.app.calibrating import to_calibration  # noqa: PLC0415  # `--help` needs none of this
    from bots.app.store import open_store  # noqa: PLC0415
    from bots.cli.shown import print_json  # noqa: PLC0415
    from bots.runtime.clock import SystemClock  # noqa: PLC0415
    from bots.runtime.models_seen import keep_calibration  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415
    from dashboard.settings.model_seen import least_sureness  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415
    from engagement.modelling.calibration import to_plain  # noqa: PLC0415

    if arguments.json and arguments.csv:
        raise ConfigError("print either JSON or CSV; take one of --json and --csv away")
    if arguments.since is not None and arguments.until is not None and arguments.since > arguments.until:
        raise ConfigError("--since is after --until; swap them")
    settings, within = read_settings(arguments), (arguments.since, arguments.until)
    now = SystemClock().now()
    with open_store(settings) as memory:
        policy, known = _whose(settings, memory, arguments)
        past = _lived(arguments, policy, memory, now)
        whole, shown = to_calibration(past, now, within)
        if known is not None:
            memory.write(known, lambda ledger: keep_calibration(ledger, shown)).result()
        beside = _beside(arguments, past, memory, policy, known) if arguments.model else None
    if arguments.json:
        print_json(to_plain(whole) | ({"beside": beside} if beside is not None else {}))
    elif arguments.csv:
        _print_csv(to_plain(whole))
    else:
        _print(whole, least=least_sureness(policy), is_kept=known is not None)
        print("\n".join(_lines_of(beside) if beside is not None else ()))
    return 0


def _whose(
    settings: "Settings", memory: "StoredMemory", arguments: argparse.Namespace
) -> "tuple[Policy, CommunityId | None]":
    """The dials to go by, and the community in the memory that is told; None where there is none of that name."""
    from bots.app.store import find_community, load_config, policy_for  # noqa: PLC0415

    config = load_config(settings)
    if arguments.file is None or arguments.community is not None:
        known = find_community(memory, config, arguments.community)
        return policy_for(config, arguments.community, known), known
    policy = policy_for(config, None, "export")
    return policy, policy.community if config is not None and policy.community in memory.communities() else None


def _lived(arguments: argparse.Namespace, policy: "Policy", memory: "StoredMemory", now: "datetime") -> "list[Past]":
    from bots.app.calibrating import calibrate_export, calibrate_memory  # noqa: PLC0415
    from bots.app.exports import open_export_file  # noqa: PLC0415
    from bots.cli.shown import progress  # noqa: PLC0415

    within = (arguments.since, arguments.until)
    with _folder() as folder:
        if arguments.file is None:
            return calibrate_memory(memory, policy, folder, now, within=within)
        export = open_export_file(arguments.file, arguments.conversations)
        try:
            with progress("evaluating", export.total_bytes, lambda: export.bytes_read) as show:
                return calibrate_export(export.events(), policy, folder, within=within, on_progress=show)
        finally:
            export.close()


@contextmanager
def _folder() -> "Iterator[Path]":
    with TemporaryDirectory(prefix="hubbub-") as folder:
        yield Path(folder)


def _beside(
    arguments: argparse.Namespace, past: "list[Past]", memory: "StoredMemory", policy: "Policy",
    known: "CommunityId | None",
) -> dict[str, Any]:  # fmt: skip
    """What the model makes of the questions that can be judged, once somebody said yes to what it costs."""
    from bots.app.drafting import draft, try_out  # noqa: PLC0415
    from bots.cli.second_opinions import confirm  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415
    from dashboard.settings.model_seen import least_sureness  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415

    if known is None:
        raise ConfigError("who agreed to a model is known in the memory alone; `hubbub import` the export first")
    trial = try_out(past, memory, policy, read_settings(arguments), least_sureness(policy))
    if trial.past:
        confirm(trial.plan, is_sure=arguments.yes)
    return draft(memory, known, trial)


def _lines_of(beside: dict[str, Any]) -> list[str]:
    """Rules beside model, for people."""
    head = (
        f"beside the model, asked to draft {beside['asked']:,} of them; {beside['left_out']:,} were left out, as not"
        f" enough people in them agreed, and of {beside['silent']:,} it made nothing that may be shown"
    )
    lines = [f"{head} ({beside['why_not']})" if beside["why_not"] else head]
    for name in ("rules", "model"):
        one, (low, high) = beside[name], beside[name]["precision_interval"]
        told = f"{100 * one['precision']:.1f} % ({100 * low:.1f}-{100 * high:.1f})" if one["of"] else "–"
        lines.append(f"  {name}: {one['right']} of {one['of']} right, {told}")
    money = money_told(beside["money_per_thousand"])
    return [*lines, f"cost of a thousand drafts: {beside['tokens_per_thousand']:,} tokens{money}"]


def _print_csv(plain: dict[str, Any]) -> None:
    from engagement.spreadsheet import to_csv  # noqa: PLC0415

    spans = ("precision_interval", "coverage_interval")
    plainly = ("least", "drafts", "judged", "right", "precision", "coverage")
    columns = [*plainly, *(f"{name}_{end}" for name in ("precision", "coverage") for end in ("low", "high"))]
    rows = [
        [*(point[name] for name in plainly), *(end for name in spans for end in point[name] or (None, None))]
        for point in plain["points"]
    ]
    print(to_csv(columns, rows), end="")


def _print(calibration: "Calibration", *, least: float, is_kept: bool) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    console = Console()
    if not calibration.points:
        console.print(
            f"{calibration.questions:,} questions, {calibration.solved:,} with an answer that helped: for none was"
            " there a solved question like it, so nothing would have been drafted."
        )
        return
    table = Table(
        "least sureness", "drafts", "of all questions", "judged", "right",
        title=f"{calibration.questions:,} questions, {calibration.solved:,} with an answer that helped",
    )  # fmt: skip
    for point in calibration.points:
        right = _with_span(point.precision) if point.judged else "–"
        coverage = _with_span(calibration.coverage(point))
        table.add_row(f"{point.least:.2f}", f"{point.drafts:,}", coverage, f"{point.judged:,}", right)
    console.print(table)
    console.print("Judged: an answer helped later. Right: what a draft would have been made of tells the same.")
    console.print("Intervals in brackets: 95 %.")
    console.print(_advice(calibration, least))
    if is_kept:
        console.print("Kept for the page of settings and `hubbub check`.")


def _with_span(share: Any) -> str:
    low, high = share.interval
    return f"{100 * share.value:.1f} % ({100 * low:.1f}-{100 * high:.1f})"


def _advice(calibration: "Calibration", least: float) -> str:
    """What it says for the sureness that is set, and from where on drafts would be worth it."""
    best = calibration.best(_WANTED)
    if best is None:
        told = f"At no sureness were {100 * _WANTED:.0f} % right; leave `draft` off, or read each draft with care."
    else:
        told = (
            f"From `least_sureness: {best.least:.2f}` on, {best.right} of {best.judged} were right"
            f" ({best.drafts:,} drafts)."
        )
    return f"`draft_answer: {{least_sureness: {least:.2f}}}` is set. {told}"
