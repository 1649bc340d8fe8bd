"""Playbook files the tests begin with."""

from config.loader import CommunityConfig, Config, load_text
from engagement.policy import ChannelPolicy, Policy

MINIMAL = """\
communities:
  - name: Example
    timezone: Europe/Berlin
    languages: [en]
    dry_run: false
    hold_out: 0
    workspaces:
      - platform: sandbox
    channels:
      help: {topics: [install, api]}
"""

FULL = """\
# The playbook of Quarry Lane.
defaults:
  restraint: {helper_asks_per_day: 2, quiet_from: "22:00", storm_window: 45 min}
  peer_prompt: {wait: 30 min, rings: 1}
  tidy_threads: no
  retention:
    text: 60 days
communities:
  - name: Quarry Lane  # ours
    timezone: America/Mexico_City
    languages: [en, es]
    dry_run: yes
    paused: false
    hold_out: 0.05
    hold_out_from: 400
    managers_channel: "#managers"
    workspaces:
      - platform: slack
        id: T024BE7LD
      - platform: discord
        id: 81384788765712384
        token_env: HUBBUB_DISCORD_TOKEN_2
    topics: {install: [install, setup], api: [api, endpoint]}
    roles: {manager: [U123, "@Mara"], staff: [Team], trusted: [], sales: [U9]}
    questions: loose
    channels:
      help: {topics: [install, billing], peer_prompt: {wait: PT20M}}
      # lists open questions only
      forum:
        live: false
        questions: mark
        threading: native
        peer_prompt: false
        tidy_threads: {quiet_after: 1 week}
      "#general": {threading: loose, answer_marks: {emoji: ":heart:"}, try_out: {at: 08:30}}
      quiet:
    grouping: {together_within: 90 s, loose_reach: 50}
    open_questions: true
  - name: Second Place
    id: second
    channels: {help: {}}
    retention: {text: 7 days}
    restraint: {quiet_from: 21:30}
"""


def only(text: str) -> CommunityConfig:
    """The one community of a file."""
    (found,) = load_text(text).communities
    return found


def with_line(line: str, text: str = MINIMAL) -> str:
    """The minimal file with one more line (line 11) in its community."""
    return f"{text}    {line}\n"


def policy_of(config: Config, community: str) -> Policy:
    """A community's dials by its id."""
    return next(one.policy for one in config.communities if one.policy.community == community)


def channel_of(text: str, name: str = "help") -> ChannelPolicy:
    """One channel's dials in a file with one community."""
    return only(text).policy.channels[name]
