"""``hubbub audit``: look from apart whether somebody sees to every question that a team has."""

import argparse
import asyncio


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--once", action="store_true", help="look once, print what is found, and end (1: found some)")
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Until stopped; with ``--once`` 0 when somebody sees to everything, else 1."""
    import logging  # noqa: PLC0415  # `--help` needs none of this

    from bots.app.auditor_process import audit, look_once  # noqa: PLC0415
    from bots.app.logs import set_up  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415

    settings = read_settings(arguments)
    if arguments.once:
        found = look_once(settings)
        for one in found:
            e = one.escalation
            since = f"{e.opened_at:%Y-%m-%d %H:%M} UTC"
            print(f"{e.id}  {one.finding}  {e.team}, {e.severity.name.lower()}, open since {since}")
        print(f"{len(found)} that nobody sees to" if found else "Somebody sees to every question that a team has.")
        return 1 if found else 0
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    set_up(as_json=settings.log == "json", level=level, secrets=settings.secrets)
    asyncio.run(audit(settings, lambda line: print(line, flush=True), arguments.parent))
    return 0
