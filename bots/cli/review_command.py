"""``hubbub review``: what a month's weeks brought, as Markdown and as one page, to be read and decided on."""

import argparse
from datetime import date, timedelta
from pathlib import Path

from bots.cli.opened import open_community


def _month(text: str) -> date:
    try:
        year, month = text.split("-")
        return date(int(year), int(month), 1)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no month; write for example 2026-10") from None


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--community", metavar="NAME", help="which community (default: the only one)")
    parser.add_argument(
        "--month",
        type=_month,
        metavar="YYYY-MM",
        help="which month: the whole weeks that end in it (default: the last one)",
    )
    parser.add_argument("--out", type=Path, default=Path(), metavar="FOLDER", help="where to write (default: here)")


def run(arguments: argparse.Namespace) -> int:
    """Write both files, and say where. Raises ConfigError where that cannot be."""
    from bots.app.reviews import read_month  # noqa: PLC0415
    from bots.runtime.clock import SystemClock  # noqa: PLC0415
    from config.messages import load_texts  # noqa: PLC0415
    from config.playbook import PLAYS  # noqa: PLC0415
    from dashboard.health.review_pack import to_html, to_markdown  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415

    now = SystemClock().now()
    first = arguments.month or (now.date().replace(day=1) - timedelta(days=1)).replace(day=1)
    if first > now.date():
        raise ConfigError(f"{first:%Y-%m} has not begun; choose an earlier month with --month")
    texts = load_texts().by_language["en"]
    names = {play.name: texts[f"steps.{play.name}"].strip() for play in PLAYS}
    with open_community(arguments) as opened:
        month = opened.read(lambda ledger: read_month(ledger, opened.policy, first, now, names))
    files = {"md": to_markdown(month), "html": to_html(month)}
    try:
        arguments.out.mkdir(parents=True, exist_ok=True)
        for kind, text in files.items():
            file = arguments.out / f"review-{first:%Y-%m}.{kind}"
            file.write_text(text, encoding="utf-8")
            print(file)
    except OSError as error:
        raise ConfigError(f"{arguments.out} cannot be written to ({error.strerror}); choose another --out") from error
    return 0
