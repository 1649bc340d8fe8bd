"""``hubbub manifest``: what to give the vendor, with the least rights for what is switched on.

For Slack that is the app manifest to paste, for Discord the address at which the bot is invited.
"""

import argparse
import asyncio
import json


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("platform", choices=("slack", "discord"), help="for whom")
    parser.add_argument("--community", metavar="NAME", help="which community (default: the only one)")
    parser.add_argument(
        "--url", metavar="URL", help="Slack: your public address, when Slack shall call you (default: Socket Mode)"
    )
    parser.add_argument(
        "--sign-in",
        action="store_true",
        help="Slack: let people sign in to the pages with it (needs HUBBUB_PUBLIC_URL)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print it."""
    from bots.app.connecting import discord_invite, slack_manifest  # noqa: PLC0415  # `--help` needs none of this
    from bots.app.store import load_config, policy_for, workspace_for  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415

    settings = read_settings(arguments)
    config = load_config(settings)
    policy = policy_for(config, arguments.community, "Community")
    if arguments.platform == "slack":
        from bots.app.vouched import back_at  # noqa: PLC0415

        signs_in_at = back_at("slack", settings) if arguments.sign_in else None
        print(json.dumps(slack_manifest(policy, arguments.url, signs_in_at), indent=2, ensure_ascii=False))
    else:
        print(asyncio.run(discord_invite(workspace_for(config, policy, "discord"), settings, policy)))
    return 0
