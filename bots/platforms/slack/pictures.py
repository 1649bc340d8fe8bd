"""How does a picture get into a Slack message? It is uploaded, shared nowhere, and shown by a block of the message.

So there is one message, with its marker, sent and found again as any other. An upload that leads to no message is seen
by nobody. Without the right to upload the words go alone.
"""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp

from bots.platforms.slack.calls import Calls
from bots.platforms.slack.fields import read_id, read_object
from bots.platforms.slack.rich_text import plain_text
from bots.voice.drawing import to_png
from engagement.errors import NotConnected, PlatformError, RateLimited, Unclear
from engagement.speech import Picture
from engagement.text import to_clean

NAME: Final = "chart.png"
NOT_READY: Final = "invalid_blocks"
"""What Slack says of a block whose picture it has not processed yet, which takes a second or so."""
LONGEST_ALT: Final = 2000
_LONGEST_ALT_OF_FILE: Final = 1000
_LONGEST_TITLE: Final = 150
_OK: Final = 200
_LOG: Final = logging.getLogger(__name__)


class Pictures:
    """Uploads and takes back the pictures of one workspace."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def put(self, picture: Picture) -> str | None:
        """Upload it; the id of the file, or None where it has to do without.

        Raises RateLimited and NotConnected: nothing was said yet, and it comes again.
        """
        try:
            return await self._put(await asyncio.to_thread(to_png, picture), picture)
        except (RateLimited, NotConnected):
            raise
        except PlatformError as exc:
            _LOG.warning("a message goes without its picture: %s", exc)
            return None

    async def _put(self, png: bytes, picture: Picture) -> str:
        alt = picture.alt[:_LONGEST_ALT_OF_FILE]
        told = await self._calls.call("files.getUploadURLExternal", filename=NAME, length=len(png), alt_txt=alt)
        address, file = to_clean(told.get("upload_url")), read_id(told.get("file_id"))
        if file is None or not self._is_slacks(address):
            raise Unclear("files.getUploadURLExternal: Slack did not say where to upload")
        await self._upload(address, png)
        title = picture.title[:_LONGEST_TITLE]
        await self._calls.call("files.completeUploadExternal", files=[{"id": file, "title": title}])
        return file

    def _is_slacks(self, address: str) -> bool:
        own = urlsplit(self._calls.client.base_url)
        parts = urlsplit(address)
        return parts.scheme == "https" or (parts.scheme, parts.netloc) == (own.scheme, own.netloc)

    async def _upload(self, address: str, png: bytes) -> None:
        kind = {"Content-Type": "application/octet-stream"}
        try:
            async with self._calls.http.post(
                address, data=png, headers=kind, proxy=self._calls.client.proxy
            ) as response:
                if response.status != _OK:
                    raise Unclear(f"a picture could not be uploaded ({response.status})")
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as exc:
            raise Unclear(f"a picture could not be uploaded ({type(exc).__name__})") from exc

    async def of(self, channel: str, ts: str) -> tuple[str, ...]:
        """The files that a message of ours shows; none where it cannot be looked at."""
        try:
            found = await self._calls.call(
                "conversations.history", channel=channel, latest=ts, oldest=ts, inclusive=True, limit=1
            )
        except PlatformError as exc:
            _LOG.warning("the picture of a message is not looked for: %s", exc)
            return ()
        messages = found.get("messages")
        told = [read_object(each) for each in messages] if type(messages) is list else []
        return tuple(file for each in told if each.get("ts") == ts for file in _files(each))

    async def take_back(self, files: tuple[str, ...]) -> None:
        """Delete them; the message that showed them is gone already."""
        for file in files:
            try:
                await self._calls.call("files.delete", file=file)
            except PlatformError as exc:
                _LOG.warning("a picture was not deleted: %s", exc)


def to_block(picture: Picture, file: str) -> dict[str, Any]:
    """The block that shows an uploaded picture."""
    return {
        "type": "image",
        "slack_file": {"id": file},
        "alt_text": picture.alt[:LONGEST_ALT],
        "title": plain_text(picture.title, _LONGEST_TITLE),
    }


def _files(message: Mapping[str, Any]) -> Iterator[str]:
    blocks = message.get("blocks")
    for block in blocks if type(blocks) is list else ():
        shown = read_object(block)
        file = read_id(read_object(shown.get("slack_file")).get("id"))
        if shown.get("type") == "image" and file is not None:
            yield file
