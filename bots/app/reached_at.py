"""Under which address do others reach this Hubbub?"""

from typing import Final

from bots.outside.links import read_public_url
from config.settings import Settings

_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  # listened on by run, not here


def base_of(settings: Settings) -> str:
    """The public address, else this machine's own, without a slash at its end. Raises ConfigError."""
    host = _EVERYWHERE.get(settings.host, settings.host)
    return read_public_url(settings.environment) or f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
