"""``hubbub replay``: rehearse an export with the very engine: what would it have done, to whom, when and why?"""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bots.cli.governance_shown import minutes, models
from bots.cli.shown import end_instant, progress

if TYPE_CHECKING:
    from bots.app.exports import Rehearsed


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "file", type=Path, help="a Slack export (zip or folder), or DiscordChatExporter JSON (file, folder, zip)"
    )
    parser.add_argument("--conversations", type=Path, metavar="TSV", help="a table of conversations")
    parser.add_argument("--against", type=Path, metavar="B.yaml", help="a second playbook to compare with")
    parser.add_argument(
        "--until", type=end_instant, metavar="D", help="stop the history after this date (UTC, included)"
    )
    parser.add_argument(
        "--assume-willing",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="count everybody who has answered as enrolled (an export holds no consents; default: yes)",
    )
    parser.add_argument("--names", action="store_true", help="show people's names in the report (hidden otherwise)")
    parser.add_argument(
        "--json",
        type=Path,
        metavar="OUT.jsonl",
        help="write every decision, one a line (with --governance: the comparison of the models)",
    )
    parser.add_argument("--html", type=Path, metavar="OUT.html", help="write the report as one page")
    parser.add_argument(
        "--governance",
        type=models,
        metavar="MODELS",
        help="play what peers left unanswered under these governance models, listed with commas: centralized, "
        "decentralized, hub_and_spoke, multiple_hub_and_spoke, honeycomb, or all",
    )
    parser.add_argument(
        "--staff-minutes",
        type=minutes,
        default="30",
        metavar="N",
        help="for --governance: staff take what they have after so much of their working time (default: 30)",
    )
    parser.add_argument(
        "--triage-minutes",
        type=minutes,
        default="10",
        metavar="N",
        help="for --governance: a hub hands on what is not its own after so much (default: 10)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Rehearse, then write what was asked for and print the short version."""
    from bots.app.reports import report_of, report_page, summary, write_decisions  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415

    settings = read_settings(arguments)
    for out in (arguments.json, arguments.html):
        _check_writable(out)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="hubbub-")))
        first = stack.enter_context(_rehearsed(arguments, settings.config, folder))
        second = None
        if arguments.against is not None:
            second = stack.enter_context(_rehearsed(arguments, arguments.against, folder))
        if arguments.json is not None and arguments.governance is None:
            with _told_when_full(arguments.json):
                written = write_decisions(first, arguments.json)
            print(f"{written:,} decisions written to {arguments.json}")
        report = report_of(first, against=second, with_names=arguments.names)
        if arguments.html is not None:
            with _told_when_full(arguments.html):
                arguments.html.write_text(report_page(report), encoding="utf-8")
            print(f"The report is in {arguments.html}")
        print(summary(report))
        for note in first.notes:
            print(f"Note: {note}")
        if arguments.governance is not None:
            _compare(arguments, first, settings.config)
    return 0


def _compare(arguments: argparse.Namespace, rehearsed: "Rehearsed", playbook: Path | None) -> None:
    """Play what was left unanswered under each model, and tell it."""
    import orjson  # noqa: PLC0415

    from bots.app.store import policy_for  # noqa: PLC0415
    from bots.cli.governance_shown import show  # noqa: PLC0415
    from bots.runtime.compared import read_unanswered  # noqa: PLC0415
    from config.loader import load  # noqa: PLC0415
    from dashboard.rehearsal.governance import to_json  # noqa: PLC0415
    from engagement.escalating.compared import Assumed, compared  # noqa: PLC0415

    end = rehearsed.rehearsal.last_at
    if end is None:
        return  # the summary has said that there are no questions
    assumed = Assumed(staff=arguments.staff_minutes, triage=arguments.triage_minutes)
    own = policy_for(load(playbook), None, "").governance if playbook is not None else None
    with rehearsed.ledger() as ledger:
        found = read_unanswered(rehearsed.rehearsal.community, ledger, own, end)
    outcomes = compared(found.asked, found.governance, arguments.governance, assumed, end)
    if arguments.json is not None:
        told = to_json(found, outcomes, assumed, end)
        with _told_when_full(arguments.json):
            arguments.json.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2))
        print(f"The comparison is in {arguments.json}")
    print()
    show(found, outcomes, assumed)


def _check_writable(out: Path | None) -> None:
    from engagement.errors import ConfigError  # noqa: PLC0415

    if out is None:
        return
    if out.is_dir() or not out.parent.is_dir():
        raise ConfigError(f"cannot write {out}: its folder does not exist, or it is a folder; name a file to write")


@contextmanager
def _told_when_full(out: Path) -> Iterator[None]:
    from engagement.errors import ConfigError  # noqa: PLC0415

    try:
        yield
    except OSError as error:
        raise ConfigError(f"cannot write {out}: {error.strerror}; name another file to write") from error


@contextmanager
def _rehearsed(arguments: argparse.Namespace, playbook: Path | None, folder: Path) -> "Iterator[Rehearsed]":
    from bots.app.exports import open_export_file, rehearsal_policy, rehearse  # noqa: PLC0415
    from bots.app.store import policy_for  # noqa: PLC0415
    from config.loader import load  # noqa: PLC0415

    export = open_export_file(arguments.file, arguments.conversations)
    try:
        config = load(playbook) if playbook is not None else None
        policy = rehearsal_policy(policy_for(config, None, export.name), assume_willing=arguments.assume_willing)
        if arguments.governance is not None:
            policy = replace(policy, governance=None)  # its escalations are played afterwards, under each model
        with ExitStack() as stack:
            show = stack.enter_context(progress("rehearsing", export.total_bytes, lambda: export.bytes_read))
            rehearsed = stack.enter_context(
                rehearse(
                    export,
                    policy,
                    folder,
                    until=arguments.until,
                    has_conversations=arguments.conversations is not None,
                    on_progress=show,
                )
            )
            yield rehearsed
    finally:
        export.close()
