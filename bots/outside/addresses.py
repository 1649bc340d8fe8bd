"""Is this an address that may be called? Errors name the variable and the cure, and never repeat the address."""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from engagement.errors import ConfigError

_LABEL: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?").fullmatch
_LONGEST_HOST: Final = 253


def read_address(variable: str, text: str, examples: Mapping[str, str]) -> SplitResult:
    """The parts of an address; ``examples`` has one for each scheme that is allowed.

    Raises ConfigError: not an address of these schemes, a host that cannot be one, a port that is no number.
    """
    wanted = f"write it like {' or '.join(examples.values())}"
    if not text.isprintable() or " " in text:
        raise ConfigError(f"{variable} holds spaces or characters that cannot be seen; {wanted}")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ConfigError(
            f"{variable} is no address; {wanted}, with special characters of a password as %40 and the like"
        ) from None
    if parts.scheme not in examples:
        raise ConfigError(
            f"{variable} has to begin with {' or '.join(f'{scheme}://' for scheme in examples)}; {wanted}"
        )
    if not is_host(host) or port == 0:
        raise ConfigError(f"{variable} names no host that can be called; {wanted} (names in ASCII, as in xn--...)")
    return parts


def is_host(name: str) -> bool:
    """Whether this can be the name of a host, or is an IP address (version 6 without brackets)."""
    if len(name) > _LONGEST_HOST:
        return False
    return is_ip(name) or all(_LABEL(label) for label in name.removesuffix(".").split("."))


def is_ip(host: str) -> bool:
    """Whether this is an IP address and no name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether what is sent there stays on this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    return is_ip(host) and ip_address(host).is_loopback
