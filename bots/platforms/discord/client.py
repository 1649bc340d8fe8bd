"""How does Hubbub speak on one Discord server? The ``ChatPlatform`` of a server."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bots.platforms.discord.api import (
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    Api,
    Pictured,
    Refused,
)
from bots.platforms.discord.atlas import Atlas
from bots.platforms.discord.fields import made_at, read_object, read_objects, read_snowflake
from bots.platforms.discord.lately import Lately
from bots.platforms.discord.permissions import NAMES, NEEDED, Permission
from bots.platforms.discord.posts import Posts
from bots.platforms.discord.present import Payload, carries, reads_alike, to_message, with_picture
from bots.platforms.discord.roles import NotMine, Roles
from bots.platforms.discord.settings import PLATFORM, workspace_id
from bots.platforms.discord.tags import Tags
from bots.platforms.discord.troubles import missing
from bots.voice.drawing import to_png
from engagement.actions import Reach
from engagement.errors import Rejected, Unclear
from engagement.hosting import Host, TroubleKind
from engagement.ids import (
    AccountId,
    MessageId,
    ThreadId,
    WorkspaceId,
    channel_id,
    channel_of,
    external_of,
    message_id,
    workspace_of,
)
from engagement.speech import Capability, Outgoing
from engagement.text import to_clean

_SITE: Final = "https://discord.com/channels"
_PAGE: Final = 100
_MOST_PAGES: Final = 1_000
_CLOCKS_APART: Final = timedelta(minutes=5)
"""So far this machine's clock may be from Discord's."""
_MOST_KEPT: Final = 5000
_ALIKE_WITHIN: Final = timedelta(hours=1)
"""A message without a button is found again by its words; the same words earlier are another message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a message goes: a channel, thread or private conversation, and the message it replies to."""

    channel: str
    reply_to: str | None = None


class DiscordPlatform:
    """One server as a chat platform. Raises RateLimited, Unclear, Rejected."""

    def __init__(self, *, api: Api, atlas: Atlas, host: Host, now: Callable[[], datetime]) -> None:
        self.atlas = atlas
        self._api = api
        self._host = host
        self._now = now
        self._tags = Tags(api, atlas)
        self._roles = Roles(api, atlas)
        self._posts = Posts(api, atlas)
        self._direct: Lately[str] = Lately(_MOST_KEPT)
        """Person -> private conversation."""
        self._arrived: Lately[MessageId] = Lately(_MOST_KEPT)
        """Marker -> message, as the gateway told of what we posted."""

    @property
    def name(self) -> str:
        """``discord``."""
        return PLATFORM

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Tags on conversations, forms, roles, and the history of channels."""
        return frozenset({Capability.TAGS, Capability.FORMS, Capability.ROLES, Capability.HISTORY})

    @property
    def workspace(self) -> WorkspaceId:
        """The workspace that the server is."""
        return workspace_id(self.atlas.server)

    async def send(self, message: Outgoing) -> MessageId:
        """Send a new message; its nonce is its marker, so within minutes a second try sends nothing.

        In a forum it becomes a post, which has no nonce.
        """
        target = await self._target(message)
        payload, png = _checked(to_message(message), message), None
        if message.picture is not None and await self._may_attach(target.channel):
            payload, png = with_picture(payload, message.picture), await asyncio.to_thread(to_png, message.picture)

        async def write(method: str, path: str, body: Payload, **ids: str) -> Any:
            return await self._write(method, path, Pictured(body=body, png=png) if png is not None else body, **ids)

        if self._is_forum(target.channel):
            post = await self._posts.make(write, target.channel, message.text, payload)
            return self._id(post, post)
        payload |= {"nonce": message.marker, "enforce_nonce": True}
        if target.reply_to is not None:
            reference = {"message_id": target.reply_to, "channel_id": target.channel, "fail_if_not_exists": False}
            payload["message_reference"] = reference
        sent = await write("POST", "/channels/{channel_id}/messages", payload, channel_id=target.channel)
        external = read_snowflake(read_object(sent).get("id"))
        if external is None:
            raise Unclear("Discord took the message but did not say which it is")
        return self._id(target.channel, external)

    async def edit(self, sent: MessageId, message: Outgoing) -> None:
        """Make a sent message read otherwise; one that is gone is refused, so that it can be sent anew."""
        place = {"channel_id": external_of(channel_of(sent)), "message_id": external_of(sent)}
        payload, png = _checked(to_message(message), message), None
        if message.picture is not None and await self._may_attach(place["channel_id"]):
            payload, png = with_picture(payload, message.picture), await asyncio.to_thread(to_png, message.picture)
        body = Pictured(body=payload, png=png) if png is not None else payload
        await self._write("PATCH", "/channels/{channel_id}/messages/{message_id}", body, **place)

    async def delete(self, sent: MessageId, *, has_picture: bool = False) -> None:  # noqa: ARG002  # goes with it
        """Take a sent message back, and its picture with it; one that is gone already is no error."""
        place = {"channel_id": external_of(channel_of(sent)), "message_id": external_of(sent)}
        try:
            await self._write("DELETE", "/channels/{channel_id}/messages/{message_id}", None, **place)
        except Refused as error:
            if error.code not in {UNKNOWN_MESSAGE, UNKNOWN_CHANNEL}:
                raise

    async def find(self, message: Outgoing) -> MessageId | None:
        """The message that carries the marker: as the gateway told of it, else among the latest where it would lie."""
        told = self._arrived.get(message.marker)
        if told is not None:
            return told
        target, payload = await self._target(message), to_message(message)
        if self._is_forum(target.channel):
            post = await self._posts.find(
                target.channel,
                lambda raw: self._is_it(raw, message, payload),
                lambda post: _is_before(post, message.since),
            )
            return self._id(post, post) if post is not None else None
        before: dict[str, str] = {}
        for _ in range(_MOST_PAGES):
            query = "&".join(f"{name}={value}" for name, value in {"limit": str(_PAGE), **before}.items())
            page = await self._api.call("GET", f"/channels/{{channel_id}}/messages?{query}", channel_id=target.channel)
            messages = read_objects(page)
            for each in messages:
                if self._is_it(each, message, payload):
                    return self._id(target.channel, to_clean(each.get("id")))
            oldest = read_snowflake(messages[-1].get("id")) if messages else None
            if oldest is None or len(messages) < _PAGE or _is_before(oldest, message.since):
                return None
            before = {"before": oldest}
        raise Unclear(f"channel {target.channel}: there is more than can be looked through")

    async def tag(self, thread: ThreadId, tag: str, *, is_on: bool) -> None:
        """Tag a forum's post with its own tag of that meaning; elsewhere the bot reacts to the root."""
        await self._tags.tag(external_of(channel_of(thread)), external_of(thread), tag, is_on=is_on)

    async def give_role(self, account: AccountId, role: str, *, is_on: bool) -> None:
        """Give a role of the server, by its name or id, or take it; the managers are told when the bot may not."""
        try:
            await self._roles.put(external_of(account), role, is_on=is_on)
        except NotMine:
            await self._host.trouble(self.workspace, TroubleKind.ROLE_REFUSED, role)
            raise
        await self._host.trouble(self.workspace, TroubleKind.ROLE_REFUSED, role, is_over=True)

    def link(self, message: MessageId, within: ThreadId | None = None) -> str:
        """The address a person can open; a message in a thread lies in the thread, a forum's post is its own."""
        channel, external = external_of(channel_of(message)), external_of(message)
        server = workspace_of(channel_of(message)).partition("-")[2]
        if channel not in self.atlas.channels and channel in self._direct.values():
            server = "@me"
        elif within is not None and self._is_thread(channel, external_of(within)):
            channel = external_of(within)
        elif self._is_forum(channel) and external in self.atlas.threads:
            channel = external
        return f"{_SITE}/{server}/{channel}/{external}"

    def note_arrival(self, nonce: str, channel: str, external: str) -> None:
        """The gateway told of a message that we posted."""
        if nonce:
            self._arrived.keep(nonce, self._id(channel, external))

    def _is_it(self, raw: Any, message: Outgoing, payload: Payload) -> bool:
        told = read_object(raw)
        external = read_snowflake(told.get("id"))
        if external is None or read_object(told.get("author")).get("id") != self.atlas.me:
            return False
        if carries(told, message.marker):
            return True
        is_recent = self._now() - made_at(external) < _ALIKE_WITHIN
        return not message.buttons and is_recent and not told.get("components") and reads_alike(told, payload)

    async def _target(self, message: Outgoing) -> Target:
        to = external_of(message.to)
        if not to:
            raise Rejected("it is not known where to send this; check `managers_channel:` in the playbook")
        if message.reach is Reach.MEMBER:
            return Target(channel=await self._direct_with(to))
        if message.reach in {Reach.CHANNEL, Reach.MANAGERS}:
            return Target(channel=to)
        parent = external_of(channel_of(MessageId(message.to)))
        if self._is_thread(parent, to):
            return Target(channel=to)
        return Target(channel=parent, reply_to=to)

    async def _direct_with(self, person: str) -> str:
        known = self._direct.get(person)
        if known is None:
            opened = await self._api.call("POST", "/users/@me/channels", {"recipient_id": person})
            known = read_snowflake(read_object(opened).get("id"))
            if known is None:
                raise Unclear("Discord opened no private conversation")
        self._direct.keep(person, known)
        return known

    def _is_forum(self, channel: str) -> bool:
        known = self.atlas.channels.get(channel)
        return known is not None and known.is_forum

    def _is_thread(self, parent: str, root: str) -> bool:
        """Whether a conversation has a Discord thread of its own, whose id is then that of the root."""
        return root in self.atlas.threads or self._is_forum(parent)

    def _id(self, channel: str, external: str) -> MessageId:
        """A message of ours keeps the channel it really lies in, so that it can be edited and deleted."""
        return message_id(channel_id(self.workspace, channel), external)

    async def _write(self, method: str, path: str, payload: Payload | Pictured | None, **ids: str) -> Any:
        try:
            return await self._api.call(method, path, payload, **ids)
        except Refused as error:
            await self._tell(error, ids["channel_id"])
            raise

    async def _may_attach(self, channel: str) -> bool:
        """Whether a picture may go along; else the managers are told which right is missing, and the words go alone."""
        place = self.atlas.place(channel)
        if place is None or self.atlas.my_permissions(place.channel) & Permission.ATTACH_FILES:
            return True
        subject = missing(Permission.ATTACH_FILES, place.channel.name)
        await self._host.trouble(self.workspace, TroubleKind.PERMISSION_MISSING, subject)
        return False

    async def _tell(self, error: Refused, channel: str) -> None:
        """A permission that only a person can give; the managers are told which."""
        place = self.atlas.place(channel)
        if place is None or error.code not in {MISSING_ACCESS, MISSING_PERMISSIONS}:
            return
        for permission in self._lacking(place.channel.id, error.code, is_thread=place.thread is not None):
            subject = missing(permission, place.channel.name)
            await self._host.trouble(self.workspace, TroubleKind.PERMISSION_MISSING, subject)

    def _lacking(self, channel: str, code: int, *, is_thread: bool) -> Iterable[Permission]:
        if code == MISSING_ACCESS:
            return (Permission.VIEW_CHANNEL,)
        held = self.atlas.my_permissions(self.atlas.channels[channel])
        writing = Permission.SEND_MESSAGES_IN_THREADS if is_thread else Permission.SEND_MESSAGES
        return tuple(each for each in NEEDED if not held & each and each in NAMES) or (writing,)


def _checked(payload: Payload, message: Outgoing) -> Payload:
    if not payload["content"].strip() and not payload["embeds"]:
        raise Rejected(f"an empty message cannot be sent ({message.marker})")
    return payload


def _is_before(external: str, since: datetime | None) -> bool:
    """Whether a message stood there already when what is looked for was decided."""
    return since is not None and made_at(external) < since - _CLOCKS_APART
