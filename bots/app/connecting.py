"""From the playbook's workspaces and the tokens to live connections; the vendors' SDKs are loaded only here."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from advocacy.plays.levels import roles_in
from bots.app.engine import make_voice
from bots.app.hosting import Entry, Hosting
from bots.app.identifies import StoredBudget, is_here, windows_for
from bots.app.leased import LeasedConnection, digest_of, partition_of
from bots.app.troubles import Troubles
from bots.runtime.clock import SystemClock
from bots.voice.rendering import Voice
from config.loader import WorkspaceConfig
from config.settings import Settings
from engagement.errors import ConfigError
from engagement.hosting import Connection, TroubleKind
from engagement.ids import WorkspaceId
from engagement.plays.digest import picture_rooms
from engagement.policy import Policy
from storage import StoredMemory

if TYPE_CHECKING:
    from bots.platforms.discord.settings import DiscordSettings
    from bots.platforms.slack.settings import SlackSettings

SLACK_BOT, SLACK_APP = "HUBBUB_SLACK_BOT_TOKEN", "HUBBUB_SLACK_APP_TOKEN"
SLACK_SECRET, SLACK_URL = "HUBBUB_SLACK_SIGNING_SECRET", "HUBBUB_SLACK_API_URL"  # names of variables
DISCORD_TOKEN, DISCORD_URL = "HUBBUB_DISCORD_TOKEN", "HUBBUB_DISCORD_API_URL"  # names of variables
DISCORD_GATEWAY = "HUBBUB_DISCORD_GATEWAY_URL"
_SLACK = "https://slack.com/api/"
LIVE = ("slack", "discord")
"""Platforms that need a connection."""


def check_tokens(entries: Sequence[WorkspaceConfig], settings: Settings) -> None:
    """Whether every workspace has what it needs. Raises ConfigError with the cure, before anything is opened."""
    for entry in entries:
        if entry.platform == "slack":
            _slack_tokens(entry, settings)
        elif entry.platform == "discord":
            settings.get_secret(entry.token_env or DISCORD_TOKEN, "see docs/manager/discord.md")
    for name in (SLACK_URL, DISCORD_URL, DISCORD_GATEWAY):
        settings.address(name)


def connections(
    entries: Sequence[Entry], settings: Settings, voice: Voice, troubles: Troubles, memory: StoredMemory
) -> list[LeasedConnection]:
    """A connection for each set of tokens, not yet open; workspaces that share tokens share it."""
    found: list[LeasedConnection] = []
    for (platform, _), some in _by_tokens(entries).items():
        hosting = Hosting(platform=platform, residents=some, troubles=troubles)
        app = _app_of(some[0][0], settings)
        if platform == "slack":
            inner = _slack(hosting, settings, voice)
        else:
            inner = _discord(hosting, settings, voice, memory, app)
        place = WorkspaceId(f"{platform}-{some[0][0].id}" if some[0][0].id else platform)
        behind = frozenset(residence.live.owner.id for _, residence in some)
        found.append(
            LeasedConnection(inner=inner, memory=memory, app=app, host=hosting, place=place, communities=behind)
        )
    return found


def _app_of(entry: WorkspaceConfig, settings: Settings) -> str:
    """A name for the app whose tokens these are."""
    if entry.platform == "slack":
        return digest_of("slack", _slack_tokens(entry, settings)[0])
    return digest_of("discord", settings.secret(entry.token_env or DISCORD_TOKEN))


def _by_tokens(entries: Sequence[Entry]) -> Mapping[tuple[str, tuple[str | None, ...]], list[Entry]]:
    grouped: dict[tuple[str, tuple[str | None, ...]], list[Entry]] = {}
    for entry in entries:
        config = entry[0]
        if config.platform in LIVE:
            names = (config.token_env, config.app_token_env, config.signing_secret_env)
            grouped.setdefault((config.platform, names), []).append(entry)
    return grouped


def _slack_tokens(entry: WorkspaceConfig, settings: Settings) -> tuple[str, str | None, str | None]:
    bot = settings.get_secret(entry.token_env or SLACK_BOT, "see docs/manager/slack.md")
    is_further = entry.token_env is not None
    app_name = entry.app_token_env or (None if is_further else SLACK_APP)
    secret_name = entry.signing_secret_env or (None if is_further else SLACK_SECRET)
    app = settings.secret(app_name) if app_name else None
    secret = settings.secret(secret_name) if secret_name else None
    if app is None and secret is None:
        if is_further:
            raise ConfigError(
                f"the Slack workspace with token_env: {entry.token_env} needs `app_token_env:` in the playbook (Socket"
                " Mode), or `signing_secret_env:` (HTTP), and the variable it names; see docs/manager/slack.md"
            )
        raise ConfigError(
            f"{SLACK_APP} is not set; write {SLACK_APP}=... into the file .env (for Socket Mode), or {SLACK_SECRET}=..."
            " when Slack shall call you by HTTP; see docs/manager/slack.md"
        )
    return bot, app, secret


def _slack_settings(entry: WorkspaceConfig, settings: Settings) -> "SlackSettings":
    from bots.platforms.slack.settings import SlackSettings  # noqa: PLC0415  # the platform is loaded when it is used

    bot, app, secret = _slack_tokens(entry, settings)
    url = settings.address(SLACK_URL)
    return SlackSettings(
        bot_token=bot,
        app_token=app,
        signing_secret=secret,
        token_name=entry.token_env or SLACK_BOT,
        app_token_name=entry.app_token_env or SLACK_APP,
        expected_workspace=entry.id,
        is_paced=not is_here(url),
        api_url=_SLACK if url is None else url if url.endswith("/") else f"{url}/",
    )


def _slack(hosting: Hosting, settings: Settings, voice: Voice) -> Connection:
    from bots.platforms.slack.bot import SlackConnection  # noqa: PLC0415  # loads the SDK

    return SlackConnection(host=hosting, voice=voice, settings=_slack_settings(hosting.residents[0][0], settings))


def _discord_settings(entry: WorkspaceConfig, settings: Settings, servers: tuple[str, ...]) -> "DiscordSettings":
    from bots.platforms.discord.settings import DiscordSettings  # noqa: PLC0415  # loaded when it is used

    name = entry.token_env or DISCORD_TOKEN
    return DiscordSettings(
        token=settings.get_secret(name, "see docs/manager/discord.md"),
        api_url=_with_version(settings.address(DISCORD_URL)),
        gateway_url=settings.address(DISCORD_GATEWAY),
        token_name=name,
        expected_servers=servers,
    )


def _with_version(url: str | None) -> str | None:
    """Discord's API lies below ``/api/v10``, also behind a proxy that was named without it."""
    if url is None or re.search(r"/v\d+/*$", url):
        return url
    bare = url.rstrip("/")
    return f"{bare}/v10" if bare.endswith("/api") else f"{bare}/api/v10"


def _discord(hosting: Hosting, settings: Settings, voice: Voice, memory: StoredMemory, app: str) -> Connection:
    from bots.platforms.discord.bot import DiscordConnection  # noqa: PLC0415  # loads the SDK

    servers = tuple(config.id for config, _ in hosting.residents if config.id is not None)
    made = _discord_settings(hosting.residents[0][0], settings, servers)
    budget = StoredBudget(
        memory=memory, partition=partition_of(app), app=app, clock=SystemClock(), windows=windows_for(made.gateway_url)
    )
    return DiscordConnection(host=hosting, voice=voice, settings=made, budget=budget)


def slack_manifest(policy: Policy, url: str | None, signs_in_at: str | None = None) -> Mapping[str, Any]:
    """The app manifest with the least scopes for what the policy switches on; with ``url``, for HTTP.

    With ``signs_in_at`` people may sign in to the pages with Slack, and are sent back there.
    """
    from bots.platforms.slack.manifest import to_features, to_manifest  # noqa: PLC0415  # only when asked for

    voice, language = make_voice(), (policy.languages or ("en",))[0]
    features = to_features(policy, url=url, signs_in_at=signs_in_at)
    return to_manifest(features, lambda key: voice.label(key, language), name=policy.persona.called)


async def discord_invite(entry: WorkspaceConfig, settings: Settings, policy: Policy) -> str:
    """The address at which the bot is invited, with the least permissions. Raises ConfigError when nobody knows it."""
    from bots.platforms.discord.invite import invite_url  # noqa: PLC0415  # only when asked for
    from bots.platforms.discord.probe import find_application  # noqa: PLC0415

    application = await find_application(_discord_settings(entry, settings, ()))
    if application is None:
        name = entry.token_env or DISCORD_TOKEN
        raise ConfigError(f"Discord does not say whose token {name} is; copy the token anew into .env, or try again")
    may_tag = any("tidy_threads" in place.plays for place in policy.places)
    may_give_roles = bool(roles_in(policy).discord)
    may_attach = bool(picture_rooms(policy))
    return invite_url(
        application, may_tag=may_tag, may_give_roles=may_give_roles, may_attach=may_attach, server=entry.id
    )


async def probe_workspace(
    entry: WorkspaceConfig, settings: Settings, policy: Policy
) -> tuple[str, Sequence[tuple[TroubleKind, str]]]:
    """The workspace's name, and what keeps Hubbub from working there. Raises ConfigError when tokens are missing."""
    name = f"{entry.platform}-{entry.id}" if entry.id else entry.platform.capitalize()
    if entry.platform == "slack":
        from bots.platforms.slack.probe import probe as probe_slack  # noqa: PLC0415  # loads the SDK

        return name, await probe_slack(_slack_settings(entry, settings), policy)
    from bots.platforms.discord.probe import probe as probe_discord  # noqa: PLC0415  # loads the SDK

    expected = (entry.id,) if entry.id is not None else ()
    return name, await probe_discord(_discord_settings(entry, settings, expected), policy)
