"""What of discord.py is used, imported without its warning about a module for voice that Python is about to drop."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import discord
    import discord.shard
    from discord.backoff import ExponentialBackoff
    from discord.gateway import DiscordWebSocket
    from discord.http import HTTPClient, Route

# Each would be a warning about voice, which is not used.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False

__all__ = ["DiscordWebSocket", "ExponentialBackoff", "HTTPClient", "Route", "discord"]
