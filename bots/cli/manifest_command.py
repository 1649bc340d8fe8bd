"""``hubbub manifest slack``: the app manifest to paste into Slack, with the least rights for what is switched on."""

import argparse
import json


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("platform", choices=("slack",), help="whose manifest")
    parser.add_argument("--community", metavar="NAME", help="which community (default: the only one)")
    parser.add_argument(
        "--url", metavar="URL", help="your public address, when Slack shall call you by HTTP (default: Socket Mode)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print it."""
    from bots.app.connecting import slack_manifest  # noqa: PLC0415  # `--help` needs none of this
    from bots.app.store import load_config, policy_for  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415

    policy = policy_for(load_config(read_settings(arguments)), arguments.community, "Community")
    print(json.dumps(slack_manifest(policy, arguments.url), indent=2, ensure_ascii=False))
    return 0
