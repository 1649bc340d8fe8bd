"""What is the app told, and in which envelope? Only what it may see, has the scope for, and subscribed to."""

from collections.abc import Callable
from itertools import count

from bench.fakes.slack.access import EVENT_SCOPES, scope_of, subscription_of
from bench.fakes.slack.courier import Courier
from bench.fakes.slack.faults import Faults
from bench.fakes.slack.parcels import Parcel
from bench.fakes.slack.records import Json
from bench.fakes.slack.world import Channel


class Feed:
    """The Events API's side of the workspace."""

    def __init__(
        self,
        *,
        courier: Courier,
        faults: Faults,
        scopes: set[str],
        now: Callable[[], float],
        team_id: str,
        app_id: str,
        bot_user_id: str,
    ) -> None:
        self.courier = courier
        self.faults = faults
        self.scopes = scopes
        self.subscriptions: set[str] = set(EVENT_SCOPES)
        self.is_silent = False
        self._is_overflowing = False
        self._now = now
        self._team_id = team_id
        self._app_id = app_id
        self._bot_user_id = bot_user_id
        self._numbers = count(1)

    def tell(self, event: Json, channel: Channel | None = None, *, is_open_to_all: bool = False) -> None:
        """Send an event of a channel the bot is in (or of any public one), or of the workspace."""
        if self.is_silent or not self._may_hear(event, channel):
            return
        if channel is not None and not channel.has_bot and (channel.is_private or not is_open_to_all):
            return
        self._send(event, is_shared=channel is not None and channel.is_shared)

    def _may_hear(self, event: Json, channel: Channel | None) -> bool:
        kind = channel.kind if channel is not None else "channel"
        subscription = subscription_of(event["type"], kind)
        scope = scope_of(subscription, kind)
        return subscription in self.subscriptions and (scope is None or scope in self.scopes)

    def _send(self, event: Json, *, is_shared: bool) -> None:
        is_overflowing, self._is_overflowing = self._is_overflowing, self.faults.take_swallowed()
        if self._is_overflowing:
            if not is_overflowing:
                self._send_rate_limited()
            return
        body = self._body(event, is_shared=is_shared)
        name = "/".join(str(event[key]) for key in ("type", "subtype") if event.get(key))
        for _ in range(2 if self.faults.take_double() else 1):
            self.courier.send(Parcel(kind="events_api", name=name, event_id=body["event_id"], body=body))

    def _send_rate_limited(self) -> None:
        event_id = f"Ev{next(self._numbers):09d}"
        body = {
            "token": "verification-token",
            "type": "app_rate_limited",
            "team_id": self._team_id,
            "minute_rate_limited": int(self._now()) // 60 * 60,
            "api_app_id": self._app_id,
        }
        self.courier.send(Parcel(kind="events_api", name="app_rate_limited", event_id=event_id, body=body))

    def _body(self, event: Json, *, is_shared: bool) -> Json:
        return {
            "token": "verification-token",
            "team_id": self._team_id,
            "context_team_id": self._team_id,
            "context_enterprise_id": None,
            "api_app_id": self._app_id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{next(self._numbers):09d}",
            "event_time": int(self._now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": self._team_id,
                    "user_id": self._bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": is_shared,
            "event_context": f"context-{next(self._numbers)}",
        }
