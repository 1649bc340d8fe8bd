"""``hubbub evaluate``: how well helpers are chosen (routing), questions told (questions), and wishes (wishes)."""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("what", choices=("routing", "questions", "wishes"), help="what to measure")
    parser.add_argument(
        "file", type=Path, help="routing: an export; else JSON lines with text and is_question, or is_wish"
    )
    parser.add_argument("--conversations", type=Path, metavar="TSV", help="a table of conversations (routing)")
    parser.add_argument("--language", default="en", help="the language of the questions (default: en)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Measure and print."""
    from bots.cli.shown import print_json  # noqa: PLC0415

    measure = {"routing": _routing, "questions": _questions, "wishes": _wishes}[arguments.what]
    figures = measure(arguments)
    if arguments.json:
        print_json(figures)
    elif arguments.what == "routing":
        _print_routing(figures)
    elif arguments.what == "wishes":
        _print_wishes(figures)
    else:
        _print_questions(figures)
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
    from bots.runtime.evaluation import question_figures  # noqa: PLC0415

    return question_figures(_labelled(arguments.file, "is_question"), arguments.language)


def _wishes(arguments: argparse.Namespace) -> dict[str, Any]:
    from bots.runtime.evaluation import wish_figures  # noqa: PLC0415

    return wish_figures(_labelled(arguments.file, "is_wish"))


def _labelled(file: Path, label: str) -> list[tuple[str, bool]]:
    """The texts of a file of JSON lines, each with its label. Raises ImportFileError."""
    import orjson  # noqa: PLC0415

    from engagement.errors import ImportFileError  # noqa: PLC0415

    labelled: list[tuple[str, bool]] = []
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    found = orjson.loads(line)
                    labelled.append((str(found["text"]), bool(found[label])))
                except (orjson.JSONDecodeError, KeyError, TypeError) as error:
                    raise ImportFileError(
                        f"{file}, line {number}: write a JSON object with `text` and `{label}`"
                    ) from error
    except OSError as error:
        raise ImportFileError(f"cannot read {file}: {error.strerror}") from error
    return labelled


def _print_wishes(figures: dict[str, Any]) -> None:
    print(f"{figures['messages']:,} messages")
    for what in ("precision", "recall"):
        low, high = figures[f"{what}_interval"]
        print(f"{what:>13}: {figures[what]:.3f} (95 % interval {low:.3f} to {high:.3f})")


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


def _print_questions(figures: dict[str, Any]) -> None:
    print(f"{figures['messages']:,} messages")
    for mode, found in figures["by_mode"].items():
        print(f"{mode:>13}: precision {found['precision']:.3f}, recall {found['recall']:.3f}, F1 {found['f1']:.3f}")
