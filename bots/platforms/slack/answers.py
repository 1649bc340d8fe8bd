"""How does somebody who asked see the answer at once, and alone?"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

from bots.platforms.slack.calls import Calls
from bots.platforms.slack.interactions import Asked, Way
from bots.platforms.slack.present import to_note, to_private_message
from bots.platforms.slack.views import HOME, to_confirmation, to_home, to_modal
from engagement.errors import PlatformError
from engagement.events import CommandGiven
from engagement.speech import Answer

_OK: Final = 200
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """What Slack is told about a request: a status (anything but 200: not taken in), and a body."""

    status: int = _OK
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The words of the platform itself, in one language."""

    close: str
    failed: Answer
    title: str


class Answers:
    """Shows answers by the way they were asked for."""

    def __init__(
        self,
        *,
        calls: Calls,
        spawn: Callable[[Awaitable[None]], None],
        refresh_home: Callable[[Asked], Awaitable[None]],
    ) -> None:
        self._calls = calls
        self._spawn = spawn
        self._refresh_home = refresh_home

    def show(self, asked: Asked, answer: Answer, labels: Labels) -> Ack:
        """What acknowledges the request; whatever must be called for is begun."""
        if asked.way is Way.FORM:
            if asked.origin == HOME and not answer.is_problem:
                self._spawn(self._refresh_home(asked))
            return Ack(body=_after_form(asked, answer, labels))
        if asked.way is Way.COMMAND and answer.form is None and answer.text:
            return Ack(body=to_note(answer))
        if answer.form is not None or answer.text or asked.way is Way.HOME_BUTTON:
            self._spawn(self._carry(asked, answer, labels))
        return Ack()

    async def _carry(self, asked: Asked, answer: Answer, labels: Labels) -> None:
        try:
            await self._call(asked, answer, labels)
        except PlatformError as exc:
            _log.warning("an answer could not be shown (%s): %s", asked.way, exc)
            if answer is not labels.failed and asked.response_url:
                await self._note(asked, labels.failed)

    async def _call(self, asked: Asked, answer: Answer, labels: Labels) -> None:
        match asked.way:
            case Way.HOME:
                await self._calls.call("views.publish", user_id=asked.user, view=to_home(answer))
            case Way.DIRECT:
                words = asked.event.words if isinstance(asked.event, CommandGiven) else ()
                shown = to_private_message(answer, words)
                thread = asked.thread or None
                await self._calls.call("chat.postMessage", channel=asked.channel, thread_ts=thread, **shown)
            case Way.HOME_BUTTON:
                if answer.form is not None or answer.text:
                    view = _view(asked, answer, labels)
                    await self._calls.call("views.open", trigger_id=asked.trigger, view=view)
                await self._refresh_home(asked)
            case Way.MODAL_BUTTON:
                await self._calls.call("views.update", view_id=asked.view, view=_view(asked, answer, labels))
            case _ if answer.form is not None:
                await self._calls.call("views.open", trigger_id=asked.trigger, view=to_modal(answer.form, asked.origin))
                if answer.text:
                    await self._note(asked, answer)
            case _:
                await self._note(asked, answer)

    async def _note(self, asked: Asked, answer: Answer) -> None:
        """By the ``response_url``; when that fails, as an ephemeral message."""
        note = to_note(answer, asked.marker)
        if asked.thread:
            note["thread_ts"] = asked.thread
        if asked.response_url and await self._respond(asked.response_url, note):
            return
        try:
            await self._calls.call(
                "chat.postEphemeral",
                channel=asked.channel,
                user=asked.user,
                thread_ts=asked.thread or None,
                text=note["text"],
                blocks=note["blocks"],
            )
        except PlatformError as exc:
            _log.warning("an answer could not be shown (%s): %s", asked.way, exc)

    async def _respond(self, url: str, note: Mapping[str, Any]) -> bool:
        try:
            async with self._calls.http.post(url, json=dict(note), proxy=self._calls.client.proxy) as response:
                return response.status == _OK
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError):
            return False


def _view(asked: Asked, answer: Answer, labels: Labels) -> dict[str, Any]:
    if answer.form is not None:
        return to_modal(answer.form, asked.origin)
    title = asked.title or labels.title
    return to_confirmation(answer, title=title, close=labels.close, marker=asked.marker)


def _after_form(asked: Asked, answer: Answer, labels: Labels) -> dict[str, Any]:
    """A form gives way to the answer; under a problem it stays, with what was typed."""
    if answer.form is None and not answer.text:
        return {}
    action = "push" if answer.is_problem else "update"
    return {"response_action": action, "view": _view(asked, answer, labels)}
