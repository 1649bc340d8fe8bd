"""How is somebody answered who pressed a button, gave a command or sent a form? To them alone, and in time.

The first response has three seconds, and only it can open a form. So the event is taken in first, which takes
milliseconds; when that lasts, a deferral is sent and the answer comes as an edit of it, which may be repeated safely.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bots.platforms.discord.api import ALREADY_ANSWERED, Api, Refused
from bots.platforms.discord.forms import to_modal
from bots.platforms.discord.interactions import Asked
from bots.platforms.discord.present import EPHEMERAL, Payload, to_button, to_private_answer
from engagement.errors import PlatformError, Unclear
from engagement.speech import Answer, Block, Button, RichText, Span
from engagement.text import to_clean

_LOG = logging.getLogger(__name__)
_DEFER_AFTER: Final = 1.5
"""Of the three seconds that Discord waits; the rest is for the way there."""
_MESSAGE, _DEFERRED, _DEFERRED_UPDATE, _MODAL = 4, 5, 6, 9
_CALLBACK: Final = "/interactions/{webhook_id}/{webhook_token}/callback"
_ORIGINAL: Final = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
_OPENS_FORM: Final = "settings"
_SETTINGS: Final = "helper"
"""The form that a button of another name opens; the only one with several pages."""

Label = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was asked, and what is answered; the answer is None when taking it in failed."""

    asked: Asked
    answer: Answer | None
    label: Label


class Responder:
    """Answers interactions and private messages."""

    def __init__(self, api: Api) -> None:
        self.defer_after = _DEFER_AFTER
        self._api = api

    async def respond(self, data: Mapping[str, Any], outcome: asyncio.Future[Outcome | None]) -> None:
        """Answer the interaction ``data`` as soon as its outcome is known; None is not ours to answer. Never raises."""
        ids = {"webhook_id": to_clean(data.get("id")), "webhook_token": to_clean(data.get("token"))}
        original = {**ids, "webhook_id": to_clean(data.get("application_id"))}
        try:
            done, _ = await asyncio.wait([outcome], timeout=self.defer_after)
            if not done:
                await self._first({"type": _DEFERRED, "data": {"flags": EPHEMERAL}}, ids)
            known = await outcome
            if known is None:
                return
            if done:
                await self._at_once(known, ids, original)
            else:
                await self._later(known, original)
        except PlatformError as error:
            _LOG.warning("an interaction could not be answered: %s", error)
        except Exception:  # noqa: BLE001  # nobody waits for this task, so nobody else would hear of it
            _LOG.exception("an interaction could not be answered")

    async def answer_directly(self, channel: str, message: str, outcome: asyncio.Future[Outcome | None]) -> None:
        """Answer a private message with a message; its nonce makes a second try harmless. Never raises."""
        known = await outcome
        shown = to_shown(known) if known is not None else None
        if shown is None:
            return
        payload = shown | {"flags": shown["flags"] & ~EPHEMERAL, "nonce": f"a{message}", "enforce_nonce": True}
        path = "/channels/{channel_id}/messages"
        try:
            try:
                await self._api.call("POST", path, payload, channel_id=channel)
            except Unclear:
                await self._api.call("POST", path, payload, channel_id=channel)
        except PlatformError as error:
            _LOG.warning("a private message could not be answered: %s", error)

    async def _at_once(self, known: Outcome, ids: dict[str, str], original: dict[str, str]) -> None:
        form = known.answer.form if known.answer is not None else None
        if form is not None and known.asked.kind != "form":  # a form cannot answer a form
            modal = to_modal(form, known.asked.marker, known.asked.page)
            await self._first({"type": _MODAL, "data": modal}, ids)
            return
        shown = to_shown(known)
        if shown is not None:
            await self._first({"type": _MESSAGE, "data": shown}, ids)
        elif known.asked.has_message:
            await self._first({"type": _DEFERRED_UPDATE}, ids)
        else:
            await self._first({"type": _DEFERRED, "data": {"flags": EPHEMERAL}}, ids)
            await self._api.call("DELETE", _ORIGINAL, **original)

    async def _later(self, known: Outcome, original: dict[str, str]) -> None:
        """An edit of the deferral: saying it twice says it once."""
        shown = to_shown(known)
        if shown is None:
            await self._api.call("DELETE", _ORIGINAL, **original)
            return
        payload = shown | {"flags": shown["flags"] & ~EPHEMERAL}
        try:
            await self._api.call("PATCH", _ORIGINAL, payload, **original)
        except Unclear:
            await self._api.call("PATCH", _ORIGINAL, payload, **original)

    async def _first(self, response: Payload, ids: dict[str, str]) -> None:
        """A first response counts once, so one that may have been lost is simply sent again."""
        for attempt in (1, 2):
            try:
                await self._api.call("POST", _CALLBACK, response, **ids)
            except Unclear:
                if attempt > 1:
                    raise
            except Refused as error:
                if error.code != ALREADY_ANSWERED:
                    raise
                return
            else:
                return


def to_shown(known: Outcome) -> Payload | None:
    """What is answered as a message; None when there is nothing to say.

    A form, which is no message, is offered with a button. Where a form has further pages, a
    button leads on; where it could not be read, its button leads back to the page that was filled in.
    """
    asked, answer = known.asked, known.answer
    if answer is None:
        return to_private_answer(Answer(text=paragraph(known.label("commands.failed"))), asked.marker, {})
    text, buttons, more, page = answer.text, answer.buttons, list[Payload](), 1
    if answer.form is not None:
        text = (*text, *answer.form.intro) or paragraph(answer.form.title)
        opener = _OPENS_FORM if answer.form.name == _SETTINGS else answer.form.name
        buttons = (*buttons, Button(name=opener, label=answer.form.title, style="primary"))
        page = asked.page
    if asked.kind == "form" and answer.is_problem:
        page = asked.page
    elif asked.kind == "form" and asked.page < asked.pages:
        label = known.label("commands.more_settings")
        more.append(to_button(_OPENS_FORM, label, asked.marker, page=asked.page + 1))
    if not text and not more:
        return None
    shown = Answer(text=text or paragraph(known.label("commands.more_settings")), buttons=buttons)
    return to_private_answer(shown, asked.marker, {_OPENS_FORM: page}, more)


def paragraph(text: str) -> RichText:
    """One plain paragraph."""
    return (Block(kind="paragraph", spans=(Span(text=text),)),)
