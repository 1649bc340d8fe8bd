"""Tells other systems what was handed to a team, through the webhooks that the environment names."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bots.outside.sending import retry_after
from bots.outside.webhooks import Webhook, WebhookSender, read_webhooks
from engagement.outside import Called
from engagement.ports import Clock


class Webhooks:
    """See ``engagement.outside.Outside``."""

    def __init__(self, webhooks: Mapping[str, Webhook], clock: Clock) -> None:
        self._webhooks = dict(webhooks)
        self._sender = WebhookSender(clock)

    @classmethod
    def of(cls, environment: Mapping[str, str], clock: Clock) -> "Webhooks":
        """Those that the environment names. Raises ConfigError with the variable and the cure."""
        return cls(read_webhooks(environment), clock)

    async def call(self, webhook: str, *, id: str, at: datetime, type: str, data: Mapping[str, object]) -> Called:  # noqa: A002  # as the port has them
        """Tell it once; one that wants nothing any more (410) is not called again by this process."""
        known = self._webhooks.get(webhook.lower())
        if known is None:
            name = webhook.upper().replace("-", "_")
            why = (
                f"the webhook {webhook} has no address; set HUBBUB_WEBHOOK_{name}_URL and HUBBUB_WEBHOOK_{name}_SECRET"
            )
            return Called(is_delivered=False, may_be_repeated=False, error=why)
        done = await self._sender.send(known, id=id, at=at, type=type, data=dict(data))
        if done.is_switched_off:
            del self._webhooks[webhook.lower()]
        return Called(
            is_delivered=done.delivered,
            may_be_repeated=done.try_again_after is not None,
            at_least=done.try_again_after or timedelta(),
            error=done.error,
        )

    def next_wait(self, age: timedelta) -> timedelta | None:
        """By the schedule of the specification, counted from when it happened."""
        attempt, since = 0, timedelta()
        while (wait := retry_after(attempt)) is not None:
            since += wait
            if since > age:
                return since - age
            attempt += 1
        return None
