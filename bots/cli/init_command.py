"""``hubbub init``: a commented hubbub.yaml to begin with, and beside it the schema that helps editors."""

import argparse
import sys
from collections.abc import Iterator, Mapping

_ASKED: Mapping[str, str] = {
    "vision": "what the community wants, in a sentence",
    "for_whom": "for whom it is",
    "success": "by what you would see that it succeeds",
}


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    for part, about in _ASKED.items():
        option = f"--{part.replace('_', '-')}"
        parser.add_argument(option, dest=part, metavar="TEXT", help=f"{about} (asked for on a terminal when left out)")
    parser.add_argument("--force", action="store_true", help="write over a file that is there already")


def run(arguments: argparse.Namespace) -> int:
    """Write both files; a playbook that is there already is left alone."""
    from config.json_schema import FILE, schema_text  # noqa: PLC0415  # `--help` needs none of this
    from config.settings import PLAYBOOK, read_settings  # noqa: PLC0415
    from config.template import template  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415

    path = read_settings(arguments).config or PLAYBOOK
    if path.is_dir():
        raise ConfigError(f"{path} is a folder; name the file to write, such as --config {path / PLAYBOOK}")
    if path.exists() and not arguments.force:
        raise ConfigError(f"{path} is there already; name another with --config, or write over it with --force")
    purpose = dict(_purpose(arguments))
    try:
        path.write_text(template(purpose), encoding="utf-8")
        (path.parent / FILE).write_text(schema_text(), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {error.strerror}; name another file with --config") from error
    print(f"{path} is written, and beside it {FILE}, which helps editors to complete and check it.")
    print("Next: write your channels into it, see with `hubbub check` that it fits, and start with `hubbub run`.")
    return 0


def _purpose(arguments: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """What the community is for: as the options say, else asked for where somebody sits at a terminal."""
    from config.goals import to_sentence  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415

    is_asked = sys.stdin.isatty() and sys.stdout.isatty() and all(getattr(arguments, part) is None for part in _ASKED)
    if is_asked:
        print("What is the community for? Three short answers; press Enter to leave one out and say it later.")
    for part, about in _ASKED.items():
        said = getattr(arguments, part) or ""
        while True:
            if is_asked:
                said = input(f"  {about[0].upper()}{about[1:]}: ")
            try:
                if said.strip():
                    yield part, to_sentence(said)
                break
            except ValueError as error:
                if not is_asked:
                    raise ConfigError(f"--{part.replace('_', '-')} {error}") from error
                print(f"  That {error}.")
