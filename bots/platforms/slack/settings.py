"""What must be known to reach one Slack workspace, and how patiently it is reached?"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often and how long things are tried; every figure in seconds."""

    call_timeout: float = 20.0
    ping_every: float = 10.0
    """A socket from which nothing came for one and a half times as long is given up."""
    hello_within: float = 30.0
    """A socket on which Slack has not greeted by then is given up."""
    first_wait: float = 1.0
    longest_wait: float = 300.0
    """Between tries to connect: doubled from ``first_wait`` on, with jitter."""
    lost_after: float = 60.0
    """So long without a connection is worth telling."""
    between_people: float = 0.7
    """Between two look-ups of people: under 100 a minute (Slack's tier 4)."""
    person_kept: float = 86_400.0
    picture_wait: float = 1.0
    """Between two tries to show a picture that Slack has not processed yet."""
    goodbye: float = 1.0
    """So long what was begun may take to finish at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """One app in one workspace. With an app token events come by Socket Mode, with a signing secret by HTTP."""

    bot_token: str = field(repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    api_url: str = "https://slack.com/api/"
    token_name: str = "HUBBUB_SLACK_BOT_TOKEN"  # noqa: S105  # the name of the variable
    app_token_name: str = "HUBBUB_SLACK_APP_TOKEN"  # noqa: S105  # the name of the variable
    expected_workspace: str | None = None
    """``slack-T...`` or ``T...``: with the token of any other workspace nothing is begun."""
    is_paced: bool = True
    """Messages are spread out as Slack likes it. A proxy on this machine does that itself."""
    rhythm: Rhythm = field(default_factory=Rhythm)
