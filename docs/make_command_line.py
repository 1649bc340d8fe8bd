"""Writes the pages of the documentation that the program itself knows best: its commands and its settings.

``python docs/make_command_line.py``; a test fails when a page is not what this would write.
"""  # noqa: INP001  # a script, not a package

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from bots.cli import COMMANDS, _parser  # noqa: E402  # the project's folder is known only now
from config.playbook import PLAYS  # noqa: E402
from config.sentences import load_sentences  # noqa: E402
from config.template import default_of, to_yaml  # noqa: E402
from engagement.policy import GroupingPolicy, RestraintPolicy  # noqa: E402

_NOTE = "<!-- Written by docs/make_command_line.py (`make docs`); do not edit by hand. -->"
_ABOUT_COMMANDS = (
    "After `make run` or `make test` the program is `.venv/bin/hubbub`; in the container it is `hubbub`. "
    "`hubbub COMMAND --help` says the same as this page. Exit codes: 0 done, 1 could not be done (the reason is "
    "printed), 2 used wrongly, 130 stopped by Ctrl-C (`hubbub run`: 0, it is meant to be stopped so)."
)
_ABOUT_SETTINGS = (
    "How the file is built is told in [the settings](settings.md). `hubbub init` writes a file with all of these in "
    "it, and `hubbub check` says what does not fit. Durations are written like `20 min`, `2 h` or `30 days`."
)
_EXAMPLES: Mapping[str, str] = {
    "run": "hubbub run --port 8090",
    "init": "hubbub init",
    "check": "hubbub check hubbub.yaml",
    "route": 'hubbub route "Where is my invoice?" --channel help --at 2026-12-24T23:00',
    "import": "hubbub import export.zip",
    "replay": "hubbub replay export.zip --html report.html\nhubbub replay export.zip --governance all",
    "health": "hubbub health --channel help --since 2026-01-01",
    "goals": "hubbub goals\nhubbub goals --at 2026-03-01 --json",
    "escalations": "hubbub escalations\nhubbub escalations --record 7k3n5q2xw4ya\nhubbub escalations --figures",
    "evaluate": "hubbub evaluate routing export.zip",
    "undo": "hubbub undo 4qyo5wdvs7jm2k6e",
    "backup": "hubbub backup\nhubbub backup safe/monday.backup",
    "restore": "hubbub restore data/backups/hubbub-20261126T210000Z.backup\nhubbub restore monday.backup --replace",
    "bench": "hubbub bench G1 --size small",
    "trust": "hubbub trust --size small",
    "config": "hubbub config export",
    "doctor": "hubbub doctor",
    "audit": "hubbub audit --once",
    "status": "hubbub status --json",
    "manifest": "hubbub manifest slack > manifest.json",
    "changes": "hubbub changes\nhubbub changes --limit 200 --json",
    "recognition": "hubbub recognition\nhubbub recognition --since 2026-01-01 --names --json",
    "check-draft": "hubbub check-draft draft.txt\necho 'Book a demo!' | hubbub check-draft -",
    "persona": "hubbub persona lint\nhubbub persona preview peer_prompt\nhubbub persona propose --yes en:crisis.over",
    "crisis": "hubbub crisis\nhubbub crisis --export timeline.md",
    "token": 'hubbub token create --name "Quarterly report"\nhubbub token list\nhubbub token revoke 0a1b2c3d4e',
    "login": 'hubbub login\nhubbub login --role spoke --as "Ada Lovelace"\nhubbub login --end-all',
    "wishes": "hubbub wishes\nhubbub wishes --json",
    "uplift": "hubbub uplift\nhubbub uplift --step peer_prompt --since 2026-01-01 --json",
    "worth": "hubbub worth --since 2026-01-01\nhubbub worth --trace",
    "review": "hubbub review\nhubbub review --month 2026-10 --out reviews",
}


def command_line() -> str:
    """The page about the commands."""
    parts = [
        "# The command line",
        _NOTE,
        _ABOUT_COMMANDS,
        "Where things are may also be said by the environment, see [the settings](manager/settings.md#environment).",
    ]
    for command in COMMANDS:
        parser = _choices(_parser(command))[command]
        parts += [
            f"## hubbub {command}",
            f"{_sentence(parser.description or '')}",
            f"```sh\n{_EXAMPLES[command]}\n```",
            "\n".join(_rows(parser)),
        ]
    return "\n\n".join(parts) + "\n"


def _choices(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    for action in parser._actions:  # noqa: SLF001  # argparse has no public way to read a parser
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            return dict(action.choices)
    return {}


def _rows(parser: argparse.ArgumentParser) -> Iterator[str]:
    yield "| option | meaning |"
    yield "|---|---|"
    positional = [action for action in parser._actions if not action.option_strings]  # noqa: SLF001
    options = [action for action in parser._actions if action.option_strings]  # noqa: SLF001
    for action in (*positional, *options):
        if "--help" not in action.option_strings:
            yield f"| `{_name(action)}` | {(action.help or '').replace('|', '&#124;')} |"


def _name(action: argparse.Action) -> str:
    values = "\\|".join(map(str, action.choices)) if action.choices else None
    if not action.option_strings:
        name = values or str(action.metavar or action.dest.upper())
        return {"?": f"[{name}]", "*": f"[{name} ...]"}.get(str(action.nargs), name)
    takes = "" if action.nargs == 0 else f" {values or action.metavar or action.dest.upper()}"
    return ", ".join(action.option_strings) + takes


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(("?", ".")) else ".")


def dials() -> str:
    """The page about every setting of the playbook."""
    said = load_sentences()
    parts = [
        "# Every setting of hubbub.yaml",
        _NOTE,
        _ABOUT_SETTINGS,
    ]
    for section, title in {
        "file": "The file",
        "community": "A community, or `defaults:`",
        "workspace": "A workspace",
        "channel": "A channel",
        "retention": "`retention:`",
        "model": "`model:`",
        "model_budget": "`budget:` of a model",
        "price": "A model of `prices:`",
        "persona": "`persona:`",
        "persona_language": "A language of `persona:`",
        "purpose": "`purpose:`",
        "goal": "A goal of `goals:`",
        "programme": "A programme of `programmes:`",
        "escalations": "`escalations:`",
        "team": "A hub or a spoke",
        "targets": "`targets:` of a team",
        "rule": "A rule of `rules:`",
        "chain": "A chain of `chains:`",
        "step": "A step of a chain",
        "way": "A way of `second_path:`",
        "working_hours": "A calendar of `hours:`",
        "rota": "A rota of `rotas:`",
        "answer": "An approved answer of `answers:`",
        "override": "A stand-in of `overrides:`",
        "severity": "`severity:`",
        "story": "A story of `stories:`",
    }.items():
        rows = [
            f"| `{key.partition('.')[2]}` | {text} |" for key, text in said.items() if key.startswith(f"{section}.")
        ]
        parts += [f"## {title}", "\n".join(["| setting | what it does |", "|---|---|", *rows])]
    policies = {"restraint": RestraintPolicy, "grouping": GroupingPolicy, **{play.name: play.policy for play in PLAYS}}
    for section, policy in policies.items():
        parts += [f"## `{section}:`", said[section]]
        rows = [
            f"| `{dial.name}` | {_shown(default_of(dial))} | {said[f'{section}.{dial.name}']} |"
            for dial in fields(policy)
        ]
        if rows:
            parts.append("\n".join(["| setting | default | what it does |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _shown(value: object) -> str:
    """A default as the file writes it; nothing where there is none."""
    written = to_yaml(value)
    return f"`{written}`" if written else ""


PAGES = {DOCS / "command-line.md": command_line, DOCS / "manager" / "every-setting.md": dials}

if __name__ == "__main__":
    for page, write in PAGES.items():
        page.write_text(write(), encoding="utf-8")
