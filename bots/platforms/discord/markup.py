"""What does a text in Discord's markup say in plain words? Mentions are named, a server's emoji readable."""

import re
from collections.abc import Mapping
from typing import Final

_MARKUP: Final = re.compile(
    r"<(?:@!?(?P<person>[0-9]{1,20})|@&(?P<role>[0-9]{1,20})|\#(?P<channel>[0-9]{1,20})"
    r"|a?:(?P<emoji>\w{1,64}):[0-9]{1,20}|/(?P<command>[^<>:\n]{1,100}):[0-9]{1,20}"
    r"|t:(?P<moment>-?[0-9]{1,13})(?::[tTdDfFRsS])?)>"
)
_QUIET: Final = str.maketrans("", "", "?`")
"""A name may hold a question mark, but it asks nothing; nor does it open code."""


def to_plain(text: str, people: Mapping[str, str], roles: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """The plain words of ``text``; the mappings name people, roles and channels by id, who is missing keeps the id."""
    if "<" not in text:
        return text

    def plain(found: re.Match[str]) -> str:
        person, role, channel, emoji, command, moment = found.groups()
        if person is not None:
            return "@" + (people.get(person) or person).translate(_QUIET)
        if role is not None:
            return "@" + (roles.get(role) or role).removeprefix("@").translate(_QUIET)
        if channel is not None:
            return "#" + (channels.get(channel) or channel).translate(_QUIET)
        if emoji is not None:
            return f":{emoji}:"
        return f"/{command}" if command is not None else moment

    return _MARKUP.sub(plain, text)
