"""How is a conversation tagged? A forum's post by the forum's own tag of that meaning, anything else by a reaction."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bots.platforms.discord.api import MISSING_PERMISSIONS, UNKNOWN_MESSAGE, Api, Refused
from bots.platforms.discord.atlas import Atlas
from bots.platforms.discord.fields import read_object, read_snowflakes
from engagement.errors import Rejected

_MEANINGS: Final[Mapping[str, frozenset[str]]] = {
    "solved": frozenset(
        {"solved", "resolved", "answered", "gelöst", "erledigt", "beantwortet", "resuelto", "solucionado"}
    ),
    "quiet": frozenset({"quiet", "inactive", "stale", "still", "ruhig", "inaktiv", "inactivo", "tranquilo"}),
}
"""What a forum may call its tag, case-folded."""
_REACTIONS: Final[Mapping[str, str]] = {"solved": "✅", "quiet": "💤"}
_MOST_TAGS: Final = 5


class Tags:
    """Tags the conversations of one server. Doing it twice is doing it once."""

    def __init__(self, api: Api, atlas: Atlas) -> None:
        self._api = api
        self._atlas = atlas

    async def tag(self, channel: str, root: str, tag: str, *, is_on: bool) -> None:
        """Tag the conversation that ``root`` began in ``channel``, or take the tag off. Raises as the port says."""
        if tag not in _MEANINGS:
            raise Rejected(f"no tag {tag!r} is known; there are {' and '.join(sorted(_MEANINGS))}")
        known = self._atlas.channels.get(channel)
        is_forum = known is not None and known.is_forum
        wanted = _find_tag(known.tags, tag) if known is not None and is_forum else None
        if wanted is not None:
            try:
                await self._apply(root, wanted, is_on=is_on)
            except Refused as error:
                if error.code != MISSING_PERMISSIONS:  # without Manage Threads a reaction says it as well
                    raise
            else:
                return
        await self._react(root if is_forum else channel, root, _REACTIONS[tag], is_on=is_on)

    async def _apply(self, thread: str, wanted: str, *, is_on: bool) -> None:
        """The atlas knows open posts; an older one is looked up, for the list of tags is replaced as a whole."""
        known = self._atlas.threads.get(thread)
        applied: Sequence[str]
        if known is not None:
            applied = known.tags
        else:
            told: Any = await self._api.call("GET", "/channels/{channel_id}", channel_id=thread)
            applied = read_snowflakes(read_object(told).get("applied_tags"))
        if (wanted in applied) == is_on:
            return
        left = [each for each in applied if each != wanted]
        tags = [*left[: _MOST_TAGS - 1], wanted] if is_on else left
        told = await self._api.call("PATCH", "/channels/{channel_id}", {"applied_tags": tags}, channel_id=thread)
        self._atlas.learn("THREAD_UPDATE", read_object(told))

    async def _react(self, channel: str, message: str, emoji: str, *, is_on: bool) -> None:
        path = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"
        method = "PUT" if is_on else "DELETE"
        try:
            await self._api.call(method, path, channel_id=channel, message_id=message, emoji=emoji)
        except Refused as error:
            if is_on or error.code not in {UNKNOWN_MESSAGE, _UNKNOWN_EMOJI}:
                raise


_UNKNOWN_EMOJI: Final = 10014
"""Also what taking back a reaction that is not there answers."""


def _find_tag(tags: Sequence[tuple[str, str]], meaning: str) -> str | None:
    return next((external for external, name in tags if name.strip().casefold() in _MEANINGS[meaning]), None)
