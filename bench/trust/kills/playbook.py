"""The playbook of the kills: everything goes out at once, and as much of it as there is."""

from collections.abc import Sequence

_PLAYBOOK = """
communities:
  - name: Kills
    timezone: UTC
    languages: [en]
    dry_run: false
    hold_out: 0
    managers_channel: managers
    roles: {{manager: ["{manager}"]}}
    topics: {{api: [endpoint, script]}}
    channels:
{channels}
    restraint:
      helper_asks_per_day: 100000
      helper_asks_per_week: 100000
      ignored_asks: 100000
      quiet_from: "00:00"
      quiet_until: "00:00"
      storm_questions: 100000
      channel_per_hour: 100000
      channel_per_day: 100000
      unsolicited_per_week: 100000
    grouping: {{together_within: 0 s}}
    peer_prompt: {{wait: 0 s, rings: 1}}
    similar_threads: {{delay: 1 s}}
    workspaces: [{{platform: {platform}}}]
"""
COMMUNITY = "kills"
HELP: Sequence[str] = ("help", "help-api", "help-scripts", "help-first", "help-later", "help-else")
"""Several, for vendors take about one post a second in each: so posts are on their way at any moment."""


def playbook(platform: str, manager: str) -> str:
    """The file's text."""
    channels = "\n".join(f"      {name}: {{topics: [api], threading: native}}" for name in HELP)
    return _PLAYBOOK.format(platform=platform, manager=manager, channels=channels)
