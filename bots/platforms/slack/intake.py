"""What becomes of a body that Slack sends? It is translated, taken in for good, and only then acknowledged."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from bots.platforms.slack.answers import Ack, Answers, Labels
from bots.platforms.slack.fields import read_id, read_object, read_team
from bots.platforms.slack.identity import Identity
from bots.platforms.slack.interactions import Asked, home_of, to_asked, to_direct, to_home_opened
from bots.platforms.slack.members import to_workspace_left
from bots.platforms.slack.people import People
from bots.platforms.slack.places import Places
from bots.platforms.slack.translate import to_arrival, to_event
from bots.voice.rendering import Voice
from engagement.events import Event, MessageEdited, MessagePosted
from engagement.hosting import Host, TroubleKind
from engagement.ids import AccountId, ChannelId, external_of
from engagement.policy import Policy
from engagement.speech import Answer, Block, Span

_FAILED: Final = 500
_MOVING: Final = frozenset({"member_joined_channel", "member_left_channel"})
_ENDS: Final[Mapping[str, TroubleKind]] = {
    "app_uninstalled": TroubleKind.APP_REMOVED,
    "tokens_revoked": TroubleKind.TOKEN_REVOKED,
}
_CHANNELS: Final = ("channel_", "group_")
_GROUPS: Final = "subteam_"
_PEOPLE: Final = frozenset({"user_change", "team_join"})
_CONVERTING: Final = frozenset({"channel_convert_to_private", "channel_convert_to_public"})
_log: Final = logging.getLogger(__name__)


class Intake:
    """One workspace's way in."""

    def __init__(
        self,
        *,
        host: Host,
        voice: Voice,
        identity: Identity,
        places: Places,
        people: People,
        answers: Answers,
        direct: Callable[[str], Awaitable[str]],
        end: Callable[[TroubleKind], Awaitable[None]],
    ) -> None:
        self._host = host
        self._voice = voice
        self._identity = identity
        self._workspace = identity.workspace
        self._places = places
        self._people = people
        self._answers = answers
        self._direct = direct
        self._end = end

    async def take(self, body: Mapping[str, Any]) -> Ack:
        """Take in whatever Slack sent; the acknowledgement. Never raises: what failed is not acknowledged."""
        policy = self._host.policy(self._workspace)
        if policy is None or not self._identity.is_meant(body):
            return Ack()
        asked = to_asked(body, self._workspace, self._host.now(), self._identity.bot_user)
        if asked is not None:
            team = read_object(body.get("user")).get("team_id")
            await self._people.get_to_know(asked.user)
            return Ack() if self._people.is_stranger(asked.user, team) else await self._answer(asked, policy)
        if body.get("type") == "app_rate_limited":
            self._host.missed(self._workspace)
        if body.get("type") != "event_callback":
            return Ack()
        try:
            return await self._take_event(body, policy)
        except Exception:  # noqa: BLE001  # the outermost loop of a request
            _log.exception("an event was not taken in; Slack tells it again")
            return Ack(status=_FAILED)

    async def refresh_home(self, asked: Asked) -> None:
        """Publish somebody's home page anew, because of what they asked."""
        policy = self._host.policy(self._workspace)
        if policy is None:
            return
        try:
            channel = await self._direct(asked.user)
            home = home_of(asked.user, channel, self._workspace, asked.event.at, cause=asked.event.key)
            await self._take_asked(home, policy)
        except Exception:  # noqa: BLE001  # nobody waits for it: the page is published again when it is opened
            _log.exception("a home page was not published anew")

    async def _answer(self, asked: Asked, policy: Policy) -> Ack:
        """Whoever pressed, chose or sent something sees an answer, also when it could not be taken in."""
        try:
            return await self._take_asked(asked, policy)
        except Exception:  # noqa: BLE001  # the outermost loop of a request
            _log.exception("what somebody asked for was not taken in (%s)", asked.way)
            labels = self._labels(policy)
            return self._answers.show(asked, labels.failed, labels)

    async def _take_asked(self, asked: Asked, policy: Policy) -> Ack:
        self._people.meet(asked.user)
        answers = await self._host.deliver(self._workspace, [asked.event])
        answer = answers[0] if answers else Answer()
        return self._answers.show(asked, answer, self._labels(policy))

    async def _take_event(self, body: Mapping[str, Any], policy: Policy) -> Ack:
        inner = read_object(body.get("event"))
        asked = to_direct(inner, self._workspace, self._identity.bot_user) or to_home_opened(inner, self._workspace)
        if asked is not None:
            await self._people.get_to_know(asked.user)
            is_stranger = self._people.is_stranger(asked.user, read_team(inner))
            return Ack() if is_stranger else await self._take_asked(asked, policy)
        kind = inner.get("type")
        if type(kind) is str and kind in _ENDS:
            if kind != "tokens_revoked" or read_object(inner.get("tokens")).get("bot"):  # else a person's own token
                await self._host.deliver(self._workspace, [to_workspace_left(body, self._workspace, self._host.now())])
                await self._end(_ENDS[kind])
            return Ack()
        events = await self._events(inner, body, policy)
        if events:
            await self._host.deliver(self._workspace, events)
        return Ack()

    async def _events(self, inner: Mapping[str, Any], body: Mapping[str, Any], policy: Policy) -> Sequence[Event]:
        kind, subtype = inner.get("type"), inner.get("subtype")
        if type(kind) is not str:
            return ()
        if kind in _PEOPLE:
            seen, arrival = self._people.changed(inner), to_arrival(inner, self._workspace)
            return [event for event in (seen, arrival) if event is not None]
        if kind.startswith(_GROUPS):
            self._people.group_changed(inner)
            return ()
        if kind in _MOVING:
            return await self._moved(inner, body, policy)
        if kind.startswith(_CHANNELS) or (type(subtype) is str and subtype in _CONVERTING):
            return await self._places.changed(inner)
        return await self._said(inner, body, policy)

    async def _moved(self, inner: Mapping[str, Any], body: Mapping[str, Any], policy: Policy) -> Sequence[Event]:
        """Somebody came into a channel or left it; the bot itself only matters for what it may read."""
        user, channel = read_id(inner.get("user")), read_id(inner.get("channel"))
        if user == self._identity.bot_user and channel is not None:
            return await self._places.bot_moved(channel, is_member=inner.get("type") == "member_joined_channel")
        return await self._said(inner, body, policy)

    async def _said(self, inner: Mapping[str, Any], body: Mapping[str, Any], policy: Policy) -> Sequence[Event]:
        """What was said, changed or reacted to in a channel that may be read."""
        if body.get("is_ext_shared_channel") is True or self._identity.is_own(inner):
            return ()
        event = to_event(self._identity.without_call(inner), self._workspace, self._people.names)
        channel = _channel_of(event)
        if event is None or channel is None or channel.startswith("D"):
            return ()
        kind = "channel" if inner.get("type") == "app_mention" else inner.get("channel_type")
        place, seen = await self._places.get(channel, kind)
        if not (place.may_be_read(policy) or place.is_room(policy)):
            return [seen] if seen else ()
        actor = _actor(event)
        if actor is not None:
            self._people.meet(actor)  # also a stranger: what is read back later need not say that they are one
            if self._people.is_stranger(actor, read_team(inner)):
                return ()
        return [seen, event] if seen else [event]

    def _labels(self, policy: Policy) -> Labels:
        language = policy.languages[0]
        failed = Block(kind="paragraph", spans=(Span(text=self._voice.label("commands.failed", language)),))
        return Labels(
            close=self._voice.label("commands.close", language),
            failed=Answer(text=(failed,), is_problem=True),
            title=self._identity.bot_name,
        )


def _channel_of(event: Event | None) -> str | None:
    """Slack's id of the channel that an event happened in."""
    channel: ChannelId | None = getattr(event, "channel", None)
    return external_of(channel) if channel else None


def _actor(event: Event) -> str | None:
    """Slack's id of whoever did it, unless a bot."""
    if isinstance(event, MessagePosted | MessageEdited) and event.is_bot:
        return None
    who: AccountId | None = getattr(event, "author", None) or getattr(event, "account", None)
    return external_of(who) if who else None
