"""How does Hubbub speak in Slack? The ``ChatPlatform`` of one workspace."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bots.platforms.slack.calls import Calls, Refused
from bots.platforms.slack.fields import read_id, read_object, read_ts
from bots.platforms.slack.groups import Groups, Tell
from bots.platforms.slack.pictures import NOT_READY, Pictures, to_block
from bots.platforms.slack.present import METADATA_EVENT, to_message
from engagement.actions import Reach
from engagement.errors import Rejected, Unclear
from engagement.hosting import TroubleKind
from engagement.ids import (
    AccountId,
    ChannelId,
    MessageId,
    OutboxId,
    ThreadId,
    WorkspaceId,
    channel_id,
    channel_of,
    external_of,
    message_id,
    workspace_of,
)
from engagement.speech import Capability, Outgoing, plain
from engagement.text import to_clean

TAGS: Final[Mapping[str, str]] = {"solved": "white_check_mark", "quiet": "zzz"}
"""Slack has no tags: a reaction of the bot's on the first message stands for one."""
_PAGE: Final = 200
_MOST_PAGES: Final = 1_000
_CLOCKS_APART: Final = timedelta(minutes=5)
"""So far this machine's clock may be from Slack's."""
"""Replies come oldest first, so a long thread is read to its end."""
_MOST_DIRECTS: Final = 10_000
_MOST_LOOKS: Final = 4
"""So often a message is tried with a picture that Slack has not processed yet."""
_PLACE_TROUBLES: Final[Mapping[str, TroubleKind]] = {
    "not_in_channel": TroubleKind.NOT_INVITED,
    "channel_not_found": TroubleKind.CHANNEL_NOT_FOUND,
}


class SlackPlatform:
    """One Slack workspace as a chat platform. Raises RateLimited, Unclear, Rejected."""

    def __init__(
        self,
        *,
        calls: Calls,
        workspace: WorkspaceId,
        url: str,
        name_of: Callable[[str], str],
        is_own: Callable[[Mapping[str, Any]], bool],
        on_trouble: Tell,
        picture_wait: float = 1.0,
    ) -> None:
        self._calls = calls
        self._workspace = workspace
        self._url = url.rstrip("/")
        self._name_of = name_of
        self._is_own = is_own
        self._on_trouble = on_trouble
        self._directs: OrderedDict[str, str] = OrderedDict()
        self._groups = Groups(calls, on_trouble)
        self._pictures = Pictures(calls)
        self._picture_wait = picture_wait

    @property
    def name(self) -> str:
        """``slack``."""
        return "slack"

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Tags (as reactions), forms, user groups, history; not notes for one person alone, which can be lost."""
        return frozenset({Capability.TAGS, Capability.FORMS, Capability.ROLES, Capability.HISTORY})

    async def send(self, message: Outgoing) -> MessageId:
        """Send a new message; its id there."""
        content = _content(message)
        channel, thread = await self._place(message)
        posted = await self._shown(message, content, channel, "chat.postMessage", thread_ts=thread)
        ts, place = read_ts(posted.get("ts")), read_id(posted.get("channel")) or channel
        if ts is None:
            raise Unclear("chat.postMessage: Slack did not say which message it made")
        return message_id(channel_id(self._workspace, place), ts)

    async def edit(self, sent: MessageId, message: Outgoing) -> None:
        """Make a sent message read otherwise."""
        content = _content(message)
        unfurling = {"unfurl_links", "unfurl_media"}
        kept = {name: value for name, value in content.items() if name not in unfurling}
        await self._shown(message, kept, external_of(channel_of(sent)), "chat.update", ts=external_of(sent))

    async def delete(self, sent: MessageId, *, has_picture: bool = False) -> None:
        """Take a sent message back, with its picture; one that is gone already is no error."""
        channel, ts = external_of(channel_of(sent)), external_of(sent)
        files = await self._pictures.of(channel, ts) if has_picture else ()
        await self._unless("message_not_found", sent, "chat.delete", ts=ts)
        await self._pictures.take_back(files)

    async def find(self, message: Outgoing) -> MessageId | None:
        """Read back: the id of the bot's own message that carries the marker, or None when it is not there.

        Any app can read the marker of a message and write the same into one of its own.
        """
        channel, thread = await self._place(message)
        async for told in self._history(channel, thread, message.since):
            ts = read_ts(told.get("ts"))
            if ts is not None and marker_of(told) == message.marker and self._is_own(told):
                return message_id(channel_id(self._workspace, channel), ts)
        return None

    async def tag(self, thread: ThreadId, tag: str, *, is_on: bool) -> None:
        """Tag a conversation ``solved`` or ``quiet``, or take the tag off."""
        emoji = TAGS.get(tag)
        if emoji is None:
            raise Rejected(f"Slack knows no tag {tag!r}; it has {' and '.join(sorted(TAGS))}")
        method, fine = ("reactions.add", "already_reacted") if is_on else ("reactions.remove", "no_reaction")
        await self._unless(fine, thread, method, timestamp=external_of(thread), name=emoji)

    async def give_role(self, account: AccountId, role: str, *, is_on: bool) -> None:
        """Put somebody into a user group, by its handle or id, or take them out."""
        await self._groups.put(self._ours(account), role, is_on=is_on)

    def link(self, message: MessageId, within: ThreadId | None = None) -> str:
        """The address at which a person sees the message."""
        channel, ts = external_of(channel_of(message)), external_of(message)
        address = f"{self._url}/archives/{channel}/p{ts.replace('.', '')}"
        if within is None or within == message:
            return address
        return f"{address}?thread_ts={external_of(within)}&cid={channel}"

    async def direct(self, user: str) -> str:
        """The channel of the bot's private messages with a person."""
        known = self._directs.get(user)
        if known is None:
            opened = await self._calls.call("conversations.open", users=user)
            known = read_id(read_object(opened.get("channel")).get("id"))
            if known is None:
                raise Unclear("conversations.open: Slack did not say which channel it opened")
            self._directs[user] = known
            if len(self._directs) > _MOST_DIRECTS:
                self._directs.popitem(last=False)
        return known

    async def _place(self, message: Outgoing) -> tuple[str, str | None]:
        """Slack's channel and thread that a message goes to."""
        match message.reach:
            case Reach.MEMBER:
                return await self.direct(self._ours(message.to)), None
            case Reach.THREAD | Reach.ASKER:
                root = MessageId(message.to)
                self._ours(root)
                return external_of(channel_of(root)), external_of(root)
            case Reach.CHANNEL | Reach.MANAGERS:
                return self._ours(message.to), None

    def _ours(self, place: AccountId | ChannelId | ThreadId | MessageId) -> str:
        if workspace_of(ChannelId(place)) != self._workspace:
            raise Rejected(f"{place} is not in this workspace, {self._workspace}; it cannot be reached with its token")
        return external_of(place)

    async def _history(
        self, channel: str, thread: str | None, since: datetime | None
    ) -> AsyncIterator[Mapping[str, Any]]:
        """What stands there since then, however much it is; Unclear when it is too much to look through."""
        method = "conversations.history" if thread is None else "conversations.replies"
        oldest = None if since is None else f"{(since - _CLOCKS_APART).timestamp():.6f}"
        pages = self._calls.pages(
            method, "messages", _MOST_PAGES, is_all=True, channel=channel, ts=thread, oldest=oldest, limit=_PAGE,
            include_all_metadata=True,
        )  # fmt: skip
        try:
            async for message in pages:
                yield message
        except Refused as exc:
            if exc.error != "thread_not_found":
                await self._tell(channel, exc)
                raise

    async def _unless(self, fine: str, message: MessageId | ThreadId, method: str, **arguments: Any) -> None:
        """Do something to a message, unless it turns out to be done already."""
        try:
            await self._in_place(external_of(channel_of(MessageId(message))), method, **arguments)
        except Refused as exc:
            if exc.error != fine:
                raise

    async def _shown(
        self, message: Outgoing, content: Mapping[str, Any], channel: str, method: str, /, **arguments: Any
    ) -> Mapping[str, Any]:
        """Post or change a message with its picture; without it where Slack does not take it."""
        file = await self._pictures.put(message.picture) if message.picture is not None else None
        if file is not None and message.picture is not None:
            blocks = content["blocks"]
            rows = [block for block in blocks if block["type"] == "actions"]
            shown = [*blocks[: len(blocks) - len(rows)], to_block(message.picture, file), *rows]
            for _ in range(_MOST_LOOKS):
                try:
                    return await self._in_place(channel, method, **arguments, **{**content, "blocks": shown})
                except Refused as exc:
                    if exc.error != NOT_READY:
                        raise
                await asyncio.sleep(self._picture_wait)
        return await self._in_place(channel, method, **arguments, **content)

    async def _in_place(self, channel: str, method: str, /, **arguments: Any) -> Mapping[str, Any]:
        try:
            return await self._calls.call(method, channel=channel, **arguments)
        except Refused as exc:
            await self._tell(channel, exc)
            raise

    async def _tell(self, channel: str, exc: Refused) -> None:
        kind = _PLACE_TROUBLES.get(exc.error)
        if kind is not None:
            await self._on_trouble(kind, self._name_of(channel))


def marker_of(message: Mapping[str, Any]) -> OutboxId | None:
    """The marker that a message of ours carries."""
    metadata = read_object(message.get("metadata"))
    if metadata.get("event_type") != METADATA_EVENT:
        return None
    return OutboxId(to_clean(read_object(metadata.get("event_payload")).get("id"))) or None


def _content(message: Outgoing) -> dict[str, Any]:
    if not plain(message.text).strip():
        raise Rejected("an empty message cannot be sent; the text that was chosen says nothing")
    return to_message(message)
