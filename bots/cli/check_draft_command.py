"""``hubbub check-draft FILE|-``: does a draft sound like selling? Exit code 1 when it does."""

import argparse
import sys
from pathlib import Path


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("draft", metavar="FILE", help="the draft, or - to read it from the standard input")
    parser.add_argument("--employer", default="", help="the name that the draft has to say (default: the playbook's)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print what is found. Raises ConfigError when the draft cannot be read."""
    from dataclasses import asdict  # noqa: PLC0415  # `--help` needs none of this

    from advocacy.pitch import check_draft, is_pitch  # noqa: PLC0415
    from bots.cli.shown import print_json  # noqa: PLC0415

    found = check_draft(_read(arguments.draft), arguments.employer or _employer(arguments))
    if arguments.json:
        print_json({"sells": is_pitch(found), "findings": [asdict(each) for each in found]})
    else:
        for each in found:
            print(f"“{each.passage}”: {each.why}" if each.passage else f"{each.why[0].upper()}{each.why[1:]}.")
        if not is_pitch(found):
            print("Nothing in it was found to sell; the rules know common turns of phrase and miss a lot.")
    return 1 if is_pitch(found) else 0


def _read(name: str) -> str:
    from engagement.errors import ConfigError  # noqa: PLC0415

    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(f"cannot read {name}: {why}") from error


def _employer(arguments: argparse.Namespace) -> str:
    """The playbook's, where there is one."""
    from bots.app.store import load_config  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415

    config = load_config(read_settings(arguments))
    return next((one.policy.employer for one in config.communities if one.policy.employer), "") if config else ""
