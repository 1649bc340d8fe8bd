"""The playbook of the kills: everything goes out at once, and as much of it as there is."""

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
      help: {{topics: [api], threading: native}}
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


def playbook(platform: str, manager: str) -> str:
    """The file's text."""
    return _PLAYBOOK.format(platform=platform, manager=manager)
