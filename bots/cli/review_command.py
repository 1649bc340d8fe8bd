"""``hubbub review``: what a month's weeks brought, as Markdown and as one page, to be read and decided on."""

import argparse
from datetime import date, timedelta
from pathlib import Path

from bots.cli.opened import open_community
from bots.voice.texts import FALLBACK


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
    parser.add_argument("--language", metavar="L", help="de, en or es (default: the community's first)")
    parser.add_argument("--out", type=Path, default=Path(), metavar="FOLDER", help="where to write (default: here)")


def run(arguments: argparse.Namespace) -> int:
    """Write both files, and say where. Raises ConfigError where that cannot be."""
    from bots.app.reviews import read_month  # noqa: PLC0415
    from bots.runtime.clock import SystemClock  # noqa: PLC0415
    from config.messages import load_texts  # noqa: PLC0415
    from config.overriding import overridden  # noqa: PLC0415
    from dashboard.health.review_pack import to_html, to_markdown  # noqa: PLC0415
    from dashboard.health.review_words import ReviewWords  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415

    now = SystemClock().now()
    first = arguments.month or (now.date().replace(day=1) - timedelta(days=1)).replace(day=1)
    if first > now.date():
        raise ConfigError(f"{first:%Y-%m} has not begun; choose an earlier month with --month")
    texts = load_texts()
    if arguments.language not in {None, *texts.languages()}:
        raise ConfigError(f"there are no texts in {arguments.language!r}; choose {', '.join(texts.languages())}")
    with open_community(arguments) as opened:
        policy = opened.policy
        for path, value in opened.read(lambda ledger: ledger.dials.all()).items():
            policy = overridden(policy, path, value) or policy
        month = opened.read(lambda ledger: read_month(ledger, policy, first, now))
    words = ReviewWords(texts=texts, language=arguments.language or next(iter(policy.languages), FALLBACK))
    files = {"md": to_markdown(month, words), "html": to_html(month, words)}
    try:
        arguments.out.mkdir(parents=True, exist_ok=True)
        for kind, text in files.items():
            file = arguments.out / f"review-{first:%Y-%m}.{kind}"
            file.write_text(text, encoding="utf-8")
            print(file)
    except OSError as error:
        raise ConfigError(f"{arguments.out} cannot be written to ({error.strerror}); choose another --out") from error
    return 0
