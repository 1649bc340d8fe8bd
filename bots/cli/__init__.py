"""The command line: what can be asked of Hubbub, and a clear sentence when it cannot be done."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

from bots.app.logs import set_up
from engagement.errors import HubbubError

COMMANDS = (
    "run",
    "init",
    "check",
    "route",
    "import",
    "replay",
    "health",
    "goals",
    "escalations",
    "evaluate",
    "undo",
    "backup",
    "restore",
    "bench",
    "trust",
    "config",
    "doctor",
    "audit",
    "status",
    "manifest",
    "crisis",
    "changes",
    "recognition",
    "wishes",
    "check-draft",
    "persona",
    "login",
    "token",
    "uplift",
    "worth",
    "review",
)
"""Each is a module ``bots.cli.<name>_command`` (a dash as an underscore) with ``add_to(parser)`` and
``run(arguments)``; loaded when needed."""
_ABOUT = {
    "run": "start Hubbub: the communities of hubbub.yaml, or a sandbox community to try it in",
    "init": "write a commented hubbub.yaml to begin with",
    "check": "read hubbub.yaml and say what is wrong in it, with file, line and cure",
    "route": "say who would get a question with these words, when, and why",
    "import": "take a Slack or Discord export into the memory",
    "replay": "rehearse an export: what would Hubbub have done, and when?",
    "health": "print the health figures",
    "goals": "say how far each goal is, and whether it will be reached by its date",
    "escalations": "list the questions that teams have, tell what happened to one, or print how they were handled",
    "evaluate": "measure how well helpers are chosen, and questions, wishes and topics told",
    "undo": "take back what a decision did",
    "check-draft": "say what in a draft of staff or sales sounds like selling",
    "persona": "say which texts break the brand's voice or push, show all of them, and propose better ones",
    "backup": "write everything that is remembered into one file, also while Hubbub runs",
    "restore": "go back to what a backup holds",
    "bench": "measure the speed, as ratios to a limit in the same run",
    "trust": "run what proves the promises, and print the figures",
    "config": "print the merged configuration, or its JSON Schema",
    "doctor": "look at tokens, rights, channels and clock, and say what to mend",
    "audit": "look from apart whether somebody sees to every question that a team has, and tell people when not",
    "status": "say how everything stands: connections, messages waiting or failed, events set aside",
    "crisis": "list the outages that were declared, and export the timeline of one",
    "changes": "say who changed which setting in chat, and who of the hub said yes to a reply",
    "recognition": "list whose answers helped others, with the evidence, beside how much they wrote",
    "wishes": "list what members wish for and need, with words only where their writers agreed",
    "login": "print a link that signs somebody in to the pages, once, or sign everybody out",
    "token": "make, list and end tokens with which other programs read what the pages show",
    "uplift": "say what difference each step makes, against the conversations left alone for comparison",
    "worth": "say what members' answers are worth to the team, in hours, from least to most",
    "review": "write what a month brought, with what to decide next, as Markdown and as one page",
    "manifest": "print the app manifest to paste into Slack, or the address that invites the bot to Discord",
}
INTERRUPTED = 130
_MANY = ("names", "texts")
"""What commands call a list of names that may be empty."""


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--config", type=Path, metavar="FILE", help="the playbook (default: ./hubbub.yaml)")
    common.add_argument(
        "--home", type=Path, metavar="DIR", help="where Hubbub keeps its data (default: ./data, or HUBBUB_HOME)"
    )
    return common


def _module(command: str) -> ModuleType:
    return import_module(f"bots.cli.{command.replace('-', '_')}_command")


def _parser(name: str | None) -> argparse.ArgumentParser:
    from bots import __version__  # noqa: PLC0415  # read only when a parser is made

    parser = argparse.ArgumentParser(
        prog="hubbub", description="Helps the members of Slack and Discord communities answer each other."
    )
    parser.add_argument("--version", action="version", version=f"hubbub {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    common = _common()
    for command in COMMANDS:
        added = commands.add_parser(command, help=_ABOUT[command], description=_ABOUT[command], parents=[common])
        if command == name:
            _module(command).add_to(added)
    return parser


def _parsed(parser: argparse.ArgumentParser, given: list[str]) -> argparse.Namespace:
    """What was given; names that a command takes any number of may also stand behind its options.

    ``argparse`` takes such a list at the first place where one may stand, and refuses what comes later.
    """
    parsed, later = parser.parse_known_args(given)
    many = next((found for key in _MANY if isinstance(found := getattr(parsed, key, None), list)), None)
    if later and (many is None or any(word.startswith("-") for word in later)):
        parser.parse_args(given)  # says what is wrong, and ends here
    elif later and many is not None:
        many += later
    return parsed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code: 0 done, 1 could not be done (said why), 2 used wrongly, 130 stopped by Ctrl-C."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    name = next((word for word in given if word in COMMANDS), None)
    parsed = _parsed(_parser(name), given)
    set_up(level=logging.WARNING)
    try:
        return int(_module(parsed.command).run(parsed))
    except HubbubError as error:
        print(f"hubbub: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("stopped; what was taken in is kept", file=sys.stderr)
        return INTERRUPTED
