"""``hubbub init``: a commented hubbub.yaml to begin with, and beside it the schema that helps editors."""

import argparse


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
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
    try:
        path.write_text(template(), encoding="utf-8")
        (path.parent / FILE).write_text(schema_text(), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {error.strerror}; name another file with --config") from error
    print(f"{path} is written, and beside it {FILE}, which helps editors to complete and check it.")
    print("Next: write your channels into it, see with `hubbub check` that it fits, and start with `hubbub run`.")
    return 0
