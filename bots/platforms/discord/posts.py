"""How is something said in a forum, which holds posts and no messages of its own?

A post takes no nonce. So it is looked for before it is sent once more, and discord.py repeats nothing (see ``watch``).
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from bots.platforms.discord.api import UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, Api, Refused
from bots.platforms.discord.atlas import Atlas
from bots.platforms.discord.cut import cut
from bots.platforms.discord.fields import read_object, read_objects, read_snowflake
from bots.platforms.discord.present import Payload
from engagement.errors import Unclear
from engagement.speech import RichText, plain

_LONGEST_NAME: Final = 100
_TAG_REQUIRED: Final = 40067
_MOST_SOUGHT: Final = 100

Write = Callable[..., Awaitable[Any]]


class Posts:
    """Makes and finds the bot's own posts in the forums of one server. Raises RateLimited, Unclear, Refused."""

    def __init__(self, api: Api, atlas: Atlas) -> None:
        self._api = api
        self._atlas = atlas

    async def make(self, write: Write, forum: str, text: RichText, message: Payload) -> str:
        """Make a post that begins with this message and is called as its first line; the id of both.

        ``write`` calls the API. A forum that wants a tag on every post gets its first one.
        """
        body: Payload = {"name": _to_name(text), "message": message}
        path, tags = "/channels/{channel_id}/threads", self._tags_of(forum)
        try:
            told = await write("POST", path, body, channel_id=forum)
        except Refused as error:
            if error.code != _TAG_REQUIRED or not tags:
                raise
            told = await write("POST", path, body | {"applied_tags": tags[:1]}, channel_id=forum)
        made = read_object(told)
        external = read_snowflake(made.get("id"))
        if external is None:
            raise Unclear("Discord took the post but did not say which it is")
        self._atlas.learn("THREAD_CREATE", made)
        return external

    async def find(
        self, forum: str, is_it: Callable[[Mapping[str, Any]], bool], is_before: Callable[[str], bool]
    ) -> str | None:
        """The id of the newest open post of the bot's own that begins with the message that is sought.

        ``is_before``: whether a post stood there already when that was decided. All that came since are looked at,
        however many they are: one passed over would be posted again.
        """
        told = await self._api.call("GET", "/guilds/{guild_id}/threads/active", guild_id=self._atlas.server)
        own = [
            external
            for each in read_objects(read_object(told).get("threads"))
            if each.get("parent_id") == forum and each.get("owner_id") == self._atlas.me
            if (external := read_snowflake(each.get("id"))) is not None and not is_before(external)
        ]
        for number, post in enumerate(sorted(own, key=int, reverse=True)):
            if number == _MOST_SOUGHT:
                raise Unclear(f"forum {forum}: there is more than can be looked through")
            path = "/channels/{channel_id}/messages/{message_id}"
            try:
                first = await self._api.call("GET", path, channel_id=post, message_id=post)
            except Refused as error:
                if error.code not in {UNKNOWN_MESSAGE, UNKNOWN_CHANNEL}:
                    raise
                continue
            if is_it(read_object(first)):
                return post
        return None

    def _tags_of(self, forum: str) -> list[str]:
        known = self._atlas.channels.get(forum)
        return [tag for tag, _ in known.tags] if known is not None else []


def _to_name(text: RichText) -> str:
    lines = [line.strip() for line in plain(text).splitlines() if line.strip()]
    return cut(lines[0], _LONGEST_NAME) if lines else "…"
