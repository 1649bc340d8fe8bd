"""What the environment, a `.env` file and the command line say: where things are. Secrets are never shown."""

import argparse
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from config.suggest import did_you_mean, shown
from engagement.errors import ConfigError

KNOWN = (
    "HUBBUB_CONFIG",
    "HUBBUB_DATABASE_URL",
    "HUBBUB_HOME",
    "HUBBUB_HOST",
    "HUBBUB_LOG",
    "HUBBUB_LOG_LEVEL",
    "HUBBUB_MAIL_FROM",
    "HUBBUB_PORT",
    "HUBBUB_PUBLIC_URL",
    "HUBBUB_SMTP_URL",
)
"""The variables Hubbub reads."""
OF_WEBHOOKS = "HUBBUB_WEBHOOK_"
"""How the variables of webhooks begin: the rest is the webhook's name, and ``_URL`` or ``_SECRET``."""
OF_PLATFORMS = ("HUBBUB_SLACK_", "HUBBUB_DISCORD_")
"""How the variables of the platforms begin: theirs to check, and a workspace may name its own (`token_env`)."""
PLATFORM: Mapping[str, str] = {
    "HUBBUB_SLACK_BOT_TOKEN": "Slack's bot token; it begins with xoxb-",
    "HUBBUB_SLACK_APP_TOKEN": "Slack's app-level token, for Socket Mode; it begins with xapp-",
    "HUBBUB_SLACK_SIGNING_SECRET": "Slack's signing secret, only where Slack calls you by HTTP",
    "HUBBUB_SLACK_CLIENT_ID": "Slack's client id, with which people sign in to the pages",
    "HUBBUB_SLACK_CLIENT_SECRET": "Slack's client secret, with it",
    "HUBBUB_SLACK_API_URL": "another address of Slack's API, such as https://slack-gov.com/api/",
    "HUBBUB_DISCORD_TOKEN": "Discord's bot token",
    "HUBBUB_DISCORD_CLIENT_ID": "Discord's client id, with which people sign in to the pages",
    "HUBBUB_DISCORD_CLIENT_SECRET": "Discord's client secret, with it",
    "HUBBUB_DISCORD_API_URL": "another address of Discord's API, such as that of a proxy",
    "HUBBUB_DISCORD_GATEWAY_URL": "another address of Discord's gateway",
}
"""The variables of the platforms; a further workspace may name others for its tokens (``token_env``)."""
LOGS = ("text", "json")
LOG_LEVELS = ("debug", "info", "warning")
PLAYBOOK = Path("hubbub.yaml")
_SECRET = ("_TOKEN", "_SECRET", "_KEY", "_PASSWORD")
_HIGHEST_PORT = 65_535
_PORT = re.compile(r"[0-9]{1,5}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where things are: ``config`` None when there is no playbook file, ``database_url`` None for a file in home."""

    home: Path = Path("data")
    config: Path | None = None
    database_url: str | None = field(default=None, repr=False)
    host: str = "127.0.0.1"
    port: int = 8080
    log: str = "text"
    """How the log is written: one of ``LOGS``."""
    log_level: str = "info"
    """From which weight on: one of ``LOG_LEVELS``."""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """All variables, tokens among them; asked for by ``secret`` and never shown."""

    def secret(self, name: str) -> str | None:
        """The value of a variable that holds a token; None when it is not set or empty."""
        return self.environment.get(name, "").strip() or None

    def get_secret(self, name: str, what: str) -> str:
        """The same; ConfigError with the cure when there is none."""
        found = self.secret(name)
        if found is None:
            near = [other for other in self.environment if other.startswith(OF_PLATFORMS) and other not in PLATFORM]
            raise ConfigError(
                f"{name} is not set; write {name}=... into the file .env ({what})" + did_you_mean(name, near)
            )
        return found

    @property
    def secrets(self) -> frozenset[str]:
        """The values of all variables that may hold a token, so that they can be kept out of what is written."""
        names = [
            n
            for n in self.environment
            if n.endswith(_SECRET) or (n.startswith(OF_PLATFORMS) and not n.endswith(("_URL", "_CLIENT_ID")))
        ]
        found = {self.secret(name) for name in names}
        webhooks = (
            n for n in self.environment if n.startswith(OF_WEBHOOKS)
        )  # several secrets, or an address, which is one
        found.update(part for name in webhooks for part in (self.secret(name) or "").split())
        found.update(self._of_mail())
        return frozenset(value for value in found if value is not None)

    def _of_mail(self) -> set[str]:
        """The mail server's address and the password in it, as it stands there and as the server is told it."""
        address = self.secret("HUBBUB_SMTP_URL")
        login = (address or "").rpartition("@")[0]
        password = login.rpartition(":")[2] if login.count(":") > 1 else ""
        return {part for part in (address, password, unquote(password)) if part}

    def address(self, name: str) -> str | None:
        """The base address of a vendor's API or gateway, when another than the usual one is set."""
        found = self.secret(name)
        schemes = ("ws", "wss") if name.endswith("GATEWAY_URL") else ("http", "https")
        if found is not None and (urlsplit(found).scheme not in schemes or not urlsplit(found).netloc):
            raise ConfigError(f"{name} is `{shown(found)}`; write an address that begins with {schemes[1]}://")
        return found


def read_settings(
    arguments: argparse.Namespace | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path = Path(),
) -> Settings:
    """Options first, then the environment, then ``.env`` in the working folder. Raises ConfigError with the cure."""
    found = {**_dotenv(folder / ".env"), **(os.environ if environment is None else environment)}
    for name in found:
        if name.startswith("HUBBUB_") and name not in KNOWN and not name.startswith((*OF_PLATFORMS, OF_WEBHOOKS)):
            raise ConfigError(f"{name} is not a setting of Hubbub{did_you_mean(name, KNOWN)}")
    config = getattr(arguments, "config", None) or (
        Path(found["HUBBUB_CONFIG"]) if found.get("HUBBUB_CONFIG") else None
    )
    if config is None and (folder / PLAYBOOK).exists():
        config = folder / PLAYBOOK
    port = getattr(arguments, "port", None)
    return Settings(
        home=getattr(arguments, "home", None) or Path(found.get("HUBBUB_HOME") or "data"),
        config=config,
        database_url=found.get("HUBBUB_DATABASE_URL") or None,
        host=getattr(arguments, "host", None) or found.get("HUBBUB_HOST") or "127.0.0.1",
        port=port if port is not None else _port(found.get("HUBBUB_PORT")),
        log=_one_of("HUBBUB_LOG", found, LOGS, "text"),
        log_level=_one_of("HUBBUB_LOG_LEVEL", found, LOG_LEVELS, "info"),
        environment=found,
    )


def _one_of(name: str, found: Mapping[str, str], known: tuple[str, ...], usual: str) -> str:
    value = found.get(name, "").strip().lower() or usual
    if value not in known:
        raise ConfigError(f"{name} is `{shown(value)}`; write {' or '.join(known)}{did_you_mean(value, known)}")
    return value


def _port(text: str | None) -> int:
    if not text:
        return 8080
    if not _PORT.fullmatch(text) or not 1 <= int(text) <= _HIGHEST_PORT:
        raise ConfigError(f"HUBBUB_PORT is `{shown(text)}`; write a number from 1 to {_HIGHEST_PORT}")
    return int(text)


def _dotenv(path: Path) -> dict[str, str]:
    """The ``NAME=value`` lines of a ``.env`` file; quotes around a value are taken off, ``#`` begins a comment line."""
    if not path.is_file():
        return {}
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read; save it as UTF-8 text that Hubbub may read") from error
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        text = line.strip().removeprefix("export ")
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        if not equals:
            raise ConfigError(f"{path}, line {number}: write NAME=value")
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        found[name.strip()] = value
    return found
