"""Under which address do others reach this Hubbub?"""

from typing import Final

from bots.outside.links import read_public_url
from config.settings import Settings

_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  # listened on by run, not here


def here(host: str, port: int) -> str:
    """What to open on this machine to reach what listens there: an address, without a slash at its end."""
    name = _EVERYWHERE.get(host, host)
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def base_of(settings: Settings) -> str:
    """The public address, else this machine's own, without a slash at its end. Raises ConfigError."""
    return read_public_url(settings.environment) or here(settings.host, settings.port)
