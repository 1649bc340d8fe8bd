"""``hubbub evaluate``: how well are helpers chosen, questions, wishes, topics and duplicates told, drafts sourced?"""

import argparse
import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bots.cli.evaluate_drafts import add_drafts_options, evaluate_drafts
from bots.cli.evaluate_duplicates import duplicates, print_duplicates

if TYPE_CHECKING:
    from bots.runtime.agreement import Labelled


_WHAT = ("routing", "questions", "wishes", "topics", "drafts", "duplicates")


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("what", choices=_WHAT, help="what to measure")
    parser.add_argument(
        "file",
        type=Path,
        nargs="?",
        help="routing and drafts: an export (drafts without one: what is kept in the memory); else JSON lines with text"
        " and is_question, is_wish or topics (a list), or with text, other and is_same",
    )
    parser.add_argument("--conversations", type=Path, metavar="TSV", help="a table of conversations (with an export)")
    parser.add_argument("--language", default="en", help="the language of the questions (default: en)")
    parser.add_argument(
        "--community", metavar="NAME", help="whose topics, or whose drafts (default: the playbook's first community)"
    )
    parser.add_argument(
        "--model", action="store_true",
        help="ask the playbook's model, too, and print it beside the rules (questions, topics, drafts), or have it"
        " place pairs of questions (duplicates); cost first",
    )  # fmt: skip
    parser.add_argument("--yes", action="store_true", help="ask the model without being asked whether to")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_drafts_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Measure and print. What came of each call to a model is counted in the figures, and logged no second time."""
    log = logging.getLogger("bots.llm")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        return _run(arguments)
    finally:
        log.setLevel(before)


def _run(arguments: argparse.Namespace) -> int:
    from bots.cli.shown import print_json  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415

    if arguments.model and arguments.what not in {"questions", "topics", "drafts", "duplicates"}:
        raise ConfigError("a model is asked about questions, topics, drafts and duplicates alone; leave --model away")
    if arguments.what == "drafts":
        return evaluate_drafts(arguments)
    if arguments.file is None:
        raise ConfigError(f"`hubbub evaluate {arguments.what}` needs a FILE; see `hubbub evaluate --help`")
    measure = {
        "routing": _routing, "questions": _questions, "wishes": _wishes, "topics": _topics, "duplicates": duplicates,
    }[arguments.what]  # fmt: skip
    figures = measure(arguments)
    if arguments.json:
        print_json(figures)
    elif arguments.what == "routing":
        _print_routing(figures)
    elif arguments.what == "duplicates":
        print_duplicates(figures)
    else:
        _print_agreement(figures)
    return 0


def _routing(arguments: argparse.Namespace) -> dict[str, Any]:
    from bots.app.exports import evaluate_routing, open_export_file  # noqa: PLC0415
    from bots.app.store import policy_for  # noqa: PLC0415
    from bots.cli.shown import progress  # noqa: PLC0415

    export = open_export_file(arguments.file, arguments.conversations)
    try:
        with (
            TemporaryDirectory(prefix="hubbub-") as folder,
            progress("evaluating", export.total_bytes, lambda: export.bytes_read) as show,
        ):
            policy = policy_for(None, None, export.name)
            return evaluate_routing(export.events(), policy, Path(folder), on_progress=show)
    finally:
        export.close()


def _questions(arguments: argparse.Namespace) -> dict[str, Any]:
    from bots.runtime.agreement import question_figures  # noqa: PLC0415

    some = _labelled(arguments.file, "is_question")
    found = question_figures(some, arguments.language)
    if arguments.model:
        from bots.cli.second_opinions import judged, with_cost  # noqa: PLC0415
        from bots.runtime.second_agreement import second_on_questions  # noqa: PLC0415

        told = judged(arguments, [one.text for one in some])
        beside = second_on_questions(some, told.opinions, arguments.language)
        found["second"] = with_cost(beside, told)
    return found


def _wishes(arguments: argparse.Namespace) -> dict[str, Any]:
    from bots.runtime.agreement import wish_figures  # noqa: PLC0415

    return wish_figures(_labelled(arguments.file, "is_wish"))


def _topics(arguments: argparse.Namespace) -> dict[str, Any]:
    from bots.app.store import load_config, policy_for  # noqa: PLC0415
    from bots.cli.labelled_rows import rows_of  # noqa: PLC0415
    from bots.runtime.agreement import topic_figures  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415

    topics = policy_for(load_config(read_settings(arguments)), arguments.community, "community").topics
    if not topics:
        raise ConfigError("the playbook names no topics; add `topics:` or say which playbook with --config")
    labelled = []
    for row in rows_of(arguments.file, "topics"):
        real = row["topics"]
        if unknown := sorted(set(map(str, real)) - topics.keys()):
            raise ConfigError(f"{arguments.file}: the playbook has no topic {unknown[0]!r}; it has {', '.join(topics)}")
        labelled.append((str(row["text"]), frozenset(map(str, real))))
    found = topic_figures(labelled, topics)
    if arguments.model:
        from bots.cli.second_opinions import judged, with_cost  # noqa: PLC0415
        from bots.runtime.second_agreement import second_on_topics  # noqa: PLC0415

        told = judged(arguments, [text for text, _ in labelled])
        found["second"] = with_cost(second_on_topics(labelled, told.opinions, topics), told)
    return found


def _labelled(file: Path, label: str) -> "list[Labelled]":
    """The texts of a file of JSON lines, each with its label; ``source`` and ``weight`` where they are given."""
    from bots.cli.labelled_rows import rows_of  # noqa: PLC0415
    from bots.runtime.agreement import Labelled  # noqa: PLC0415

    return [
        Labelled(
            text=str(row["text"]), is_so=bool(row[label]), source=str(row.get("source", "")),
            weight=float(row.get("weight", 1)),
        )
        for row in rows_of(file, label)
    ]  # fmt: skip


def _print_agreement(figures: dict[str, Any]) -> None:
    print(f"{figures['messages']:,} messages")
    lines = dict(figures.get("by_mode") or {"all": figures})
    lines |= {f"from {source}": found for source, found in figures.get("by_source", {}).items()}
    if "natural_mix" in figures:
        lines["in the natural mix"] = figures["natural_mix"]
    lines |= figures.get("by_topic", {})
    width = max(map(len, lines))
    for name, found in lines.items():
        print(f"{name:>{width}}: {_told(found)}")
    if "exact" in figures:
        print(f"{_with_span(figures, 'exact', 'all topics of a message right')}")
    if "second" in figures:
        from bots.cli.second_opinions import lines_of  # noqa: PLC0415

        print("\n".join(lines_of(figures["second"], _told)))
    print("Intervals in brackets: 95 %.")


def _told(found: dict[str, Any]) -> str:
    """Figures in a line."""
    told = ", ".join(_with_span(found, what, what.replace("f1", "F1")) for what in ("precision", "recall", "f1"))
    return f"{told}; {found['hits']} of {found['real']} found, {found['found'] - found['hits']} false"


def _with_span(found: dict[str, Any], what: str, name: str) -> str:
    low, high = found[f"{what}_interval"]
    return f"{name} {found[what]:.3f} ({low:.3f}-{high:.3f})"


def _print_routing(figures: dict[str, Any]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(
        "who would be asked first", "MRR", "P@1", "Hit@5", title=f"{figures['questions']:,} answered questions"
    )
    names = {
        "hubbub": "Hubbub",
        "recent_answerers": "who answered in this channel lately",
        "most_popular": "who has answered most, ever",
    }
    for key, name in names.items():
        found = figures[key]
        table.add_row(name, *(_with_interval(found, what) for what in ("mrr", "p_at_1", "hit_at_5")))
    console = Console()
    console.print(table)
    for key, name in list(names.items())[1:]:
        gap = figures[f"mrr_over_{key}"]
        low, high = gap["interval"]
        console.print(f"MRR over “{name}”: {gap['difference']:+.4f} (95 % interval {low:+.4f} to {high:+.4f})")
    found = figures["chances"]
    low, high = found["interval"]
    console.print(
        f"one of the two asked answered: {found['hit_at_2']:.3f}; with a chance for newer helpers"
        f" {found['hit_at_2_with_chances']:.3f} ({found['difference']:+.4f}, 95 % interval {low:+.4f} to {high:+.4f})"
    )


def _with_interval(found: dict[str, Any], what: str) -> str:
    low, high = found[f"{what}_interval"]
    return f"{found[what]:.3f} ({low:.3f}-{high:.3f})"
