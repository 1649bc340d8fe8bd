"""Tells other systems, and people beyond chat, what was handed to a team, by the ways that the environment names."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from bots.outside.mail import FROM, URL, MailSettings, read_mail, send_mail
from bots.outside.sending import Sending, retry_after
from bots.outside.webhooks import Webhook, WebhookSender, read_webhooks
from engagement.escalating.dials import Governance
from engagement.outside import Called
from engagement.ports import Clock


class Ways:
    """See ``engagement.outside.Outside``."""

    def __init__(self, webhooks: Mapping[str, Webhook], mail: MailSettings | None, clock: Clock) -> None:
        self._webhooks = dict(webhooks)
        self._mail = mail
        self._sender = WebhookSender(clock)

    @classmethod
    def of(cls, environment: Mapping[str, str], clock: Clock) -> "Ways":
        """Those that the environment names. Raises ConfigError with the variable and the cure."""
        return cls(read_webhooks(environment), read_mail(environment), clock)

    async def call(self, webhook: str, *, id: str, at: datetime, type: str, data: Mapping[str, object]) -> Called:  # noqa: A002  # as the port has them
        """Tell it once; one that wants nothing any more (410) is not called again by this process."""
        known = self._webhooks.get(webhook.lower())
        if known is None:
            return Called(is_delivered=False, may_be_repeated=False, error=_without_address(webhook))
        done = await self._sender.send(known, id=id, at=at, type=type, data=dict(data))
        if done.is_switched_off:
            del self._webhooks[webhook.lower()]
        return _called(done)

    async def mail(self, to: str, *, id: str, at: datetime, subject: str, text: str) -> Called:  # noqa: A002  # as the port has them
        """Write it once; a repeat has the same Message-ID."""
        if self._mail is None:
            return Called(is_delivered=False, may_be_repeated=False, error=WITHOUT_MAIL)
        return _called(await send_mail(self._mail, to=to, id=id, at=at, subject=subject, text=text))

    def next_wait(self, age: timedelta) -> timedelta | None:
        """By the schedule of the specification, counted from when it happened."""
        attempt, since = 0, timedelta()
        while (wait := retry_after(attempt)) is not None:
            since += wait
            if since > age:
                return since - age
            attempt += 1
        return None


WITHOUT_MAIL = f"no mail can be sent; set {URL} and {FROM}"


def missing_ways(governance: Governance, environment: Mapping[str, str]) -> Iterator[str]:
    """What the playbook names and the environment does not know, each with the cure.

    Raises ConfigError with the variable and the cure where the environment makes no sense.
    """
    webhooks, mail = read_webhooks(environment), read_mail(environment)
    addresses = tuple(way.removeprefix("email:") for way in governance.second_path if way.startswith("email:"))
    for name in webhooks_of(governance):
        if name not in webhooks:
            yield _without_address(name)
    if addresses and mail is None:
        yield f"`second_path` names {addresses[0]}, and {WITHOUT_MAIL}"


def webhooks_of(governance: Governance) -> tuple[str, ...]:
    """All that the dials name, each once."""
    second = (way.removeprefix("webhook:") for way in governance.second_path if way.startswith("webhook:"))
    return tuple(dict.fromkeys((*governance.webhooks, *second)))


def _without_address(webhook: str) -> str:
    name = webhook.upper().replace("-", "_")
    return f"the webhook {webhook} has no address; set HUBBUB_WEBHOOK_{name}_URL and HUBBUB_WEBHOOK_{name}_SECRET"


def _called(done: Sending) -> Called:
    return Called(
        is_delivered=done.delivered,
        may_be_repeated=done.try_again_after is not None,
        at_least=done.try_again_after or timedelta(),
        error=done.error,
    )
