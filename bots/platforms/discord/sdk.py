"""What of discord.py is used, imported without its warning about a module for voice that Python is about to drop."""

import logging
import re
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import discord
    import discord.shard
    from discord.backoff import ExponentialBackoff
    from discord.gateway import DiscordWebSocket, KeepAliveHandler
    from discord.http import HTTPClient, Route

# Each would be a warning about voice, which is not used.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False

_TOKEN = re.compile(r"(/(?:webhooks|interactions)/[0-9]+/)[^/\s]+")


def without_tokens(record: logging.LogRecord) -> bool:
    """The library logs the addresses it calls; those of answers to a click hold a token that is good for a while."""
    if record.args:
        record.msg, record.args = record.getMessage(), ()
    record.msg = _TOKEN.sub(r"\1…", str(record.msg))
    return True


logging.getLogger("discord.http").addFilter(without_tokens)

__all__ = ["DiscordWebSocket", "ExponentialBackoff", "HTTPClient", "KeepAliveHandler", "Route", "discord"]
