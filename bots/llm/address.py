"""Where a hosted model is, and with which key: read from the environment, the key never shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from engagement.errors import ConfigError

KEY: Final = "OPENAI_API_KEY"
ADDRESS: Final = "OPENAI_BASE_URL"
OPENAI: Final = "https://api.openai.com/v1"
_SHORTEST_SECRET: Final = 12
"""Characters; a shorter key is a stand-in such as `ollama` for a server that looks at none (ours)."""
_EXAMPLE: Final = "http://localhost:11434/v1"
_NO_KEY: Final = "not-needed"
"""Local servers want some key and look at none."""
_OWN_NAMES: Final = (".local", ".internal", ".localhost", ".lan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The address of an API, without a slash at its end, and its key."""

    url: str
    key: str = field(repr=False)

    @property
    def host(self) -> str:
        """The host that is told what people wrote."""
        return urlsplit(self.url).hostname or ""

    @property
    def has_key(self) -> bool:
        """Whether the key is one that opens something."""
        return self.key != _NO_KEY

    def is_told_in(self, text: str) -> bool:
        """Whether a text holds the key. Stand-ins, which stand in ordinary words too, are no secret."""
        return self.has_key and len(self.key) >= _SHORTEST_SECRET and self.key in text

    @property
    def is_at_home(self) -> bool:
        """Whether it is this machine or one of the same network, so that nothing leaves the house."""
        return is_near(self.host)

    @property
    def is_openai(self) -> bool:
        """Whether it is OpenAI itself, whose newest models want some things said otherwise."""
        return self.host == "api.openai.com" or self.host.endswith(".openai.com")


def read_door(environment: Mapping[str, str]) -> Door | None:
    """The door that the environment names; None when it names none, so that there is no model.

    Raises ConfigError with the variable and the cure, never with the key.
    """
    key, said = environment.get(KEY, "").strip(), environment.get(ADDRESS, "").strip()
    if not key and not said:
        return None
    url = said or OPENAI
    if not url.isprintable() or " " in url:
        raise ConfigError(f"{ADDRESS} holds spaces or characters that cannot be seen; write it like {_EXAMPLE}")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ConfigError(f"{ADDRESS} is no address; write it like {_EXAMPLE}") from None
    if parts.scheme not in ("http", "https") or not host or port == 0:
        raise ConfigError(f"{ADDRESS} is no address that begins with https:// or http://; write it like {_EXAMPLE}")
    if parts.username is not None or parts.query or parts.fragment:
        raise ConfigError(f"{ADDRESS} holds more than an address; the key belongs into {KEY}")
    if parts.scheme == "http" and not is_near(host):
        raise ConfigError(
            f"{ADDRESS} has to begin with https://, else what members write could be read on the way; http:// will do"
            " for a server on this machine or in this network"
        )
    if not key and not is_near(host):
        raise ConfigError(f"{KEY} is not set; write {KEY}=... into the file .env (the key of {host})")
    if key and not (key.isascii() and key.isprintable() and " " not in key):
        raise ConfigError(f"{KEY} holds characters that no key has; copy it again, as a whole")
    return Door(url=url.rstrip("/"), key=key or _NO_KEY)


def is_near(host: str) -> bool:
    """Whether a host is this machine or in the same network: by address, or by a name that no public one has."""
    try:
        address = ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(_OWN_NAMES)
    return address.is_loopback or address.is_private or address.is_link_local
