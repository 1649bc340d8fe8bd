"""``hubbub undo ID``: take back what a decision did."""

import argparse


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("decision", metavar="ID", help="the decision's id, as the journal or `why` shows it")
    parser.add_argument("--community", metavar="NAME", help="which community (default: the only one)")


def run(arguments: argparse.Namespace) -> int:
    """Undo it; a running Hubbub does it itself, else it is done here, and the next start carries deletions out."""
    from bots.app.store import find_community, load_config, open_store, policy_for  # noqa: PLC0415
    from bots.app.taking_back import undo  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415

    settings = read_settings(arguments)
    config = load_config(settings)
    with open_store(settings) as memory:
        community = find_community(memory, config, arguments.community)
        done = undo(memory, community, policy_for(config, arguments.community, community), arguments.decision)
    print(done)
    return 0
