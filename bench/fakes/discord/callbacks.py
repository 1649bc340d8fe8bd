"""What may an application do with an interaction: answer it, edit the answer, say more?"""

from typing import Any

from bench.fakes.discord import drafts, modals, talk
from bench.fakes.discord.backend import Ask, Backend, Routes
from bench.fakes.discord.interaction import (
    COMMAND,
    DEFERRED_MESSAGE,
    DEFERRED_UPDATE,
    MESSAGE,
    MODAL,
    MODAL_SUBMIT,
    SECONDS_OF_TOKEN,
    SECONDS_TO_ANSWER,
    UPDATE,
    Interaction,
)
from bench.fakes.discord.interaction_payload import metadata
from bench.fakes.discord.message_payload import message as message_payload
from bench.fakes.discord.rejections import Form, Rejected, unknown
from bench.fakes.discord.world import (
    CHAT_INPUT,
    CONTEXT_MENU,
    DEFAULT,
    EPHEMERAL,
    LOADING,
    REPLY,
    Channel,
    Message,
)

AUTOCOMPLETE = 8


def answer(ask: Ask) -> Any:
    """The callback: the one first answer. Errors: 10062, 40060, 50035, 50006."""
    backend, body = ask.backend, ask.fields()
    what = backend.interactions.get(ask.path["token"])
    if what is None or what.id != ask.path["interaction_id"]:
        raise unknown("Interaction")
    if what.response is not None:
        raise Rejected(400, 40060, "Interaction has already been acknowledged.")
    if what.error is not None or backend.now() - what.begun_at > SECONDS_TO_ANSWER:
        raise unknown("Interaction")
    data = body.get("data") or {}
    _check(what, body.get("type"), data, ask.files)
    if body["type"] == MODAL:
        backend.modals[what.user] = dict(data)
        backend.modal_of[what.user] = what
    elif body["type"] in (MESSAGE, DEFERRED_MESSAGE):
        what.original = _respond(backend, what, body, ask.files)
    else:
        what.original = what.message
        if body["type"] == UPDATE and what.message is not None:
            talk.revise(backend, what.message, data, ask.files)
    what.answer(body)
    if ask.query.get("with_response", "").lower() in ("1", "true"):
        return _callback_response(backend, what, body["type"])
    return None


def _check(what: Interaction, kind: Any, data: dict[str, Any], files: list[Any]) -> None:
    form = Form()
    by_component = what.message is not None
    allowed = {MESSAGE, DEFERRED_MESSAGE} | ({MODAL} if what.kind != MODAL_SUBMIT else set())
    allowed |= {DEFERRED_UPDATE, UPDATE} if by_component and what.kind != COMMAND else set()
    if kind not in allowed:
        form.wrong("type", "BASE_TYPE_CHOICES", f"Value must be one of {sorted(allowed)}.")
    if kind == MODAL:
        modals.check(form, data)
    form.refuse()
    if kind == MESSAGE:
        drafts.check(data, prefix="data.")
        drafts.check_not_empty(data, files)
    elif kind == UPDATE and what.message is not None:
        drafts.check(data, flags=what.message.flags, prefix="data.")


def _respond(backend: Backend, what: Interaction, body: dict[str, Any], files: list[dict[str, Any]]) -> Message:
    data = dict(body.get("data") or {})
    message = _composed(backend, what, data, files, reply_to=what.message)
    if body["type"] == DEFERRED_MESSAGE:
        message.flags |= LOADING
    return _put(backend, what, message)


def _composed(
    backend: Backend,
    what: Interaction,
    data: dict[str, Any],
    files: list[dict[str, Any]],
    *,
    reply_to: Message | None,
) -> Message:
    channel = backend.world.channels[what.channel_id]
    kind = DEFAULT if reply_to is None else REPLY
    if what.kind == COMMAND and reply_to is None:
        kind = CONTEXT_MENU if "target_message_id" in what.metadata else CHAT_INPUT
    message = talk.compose(backend, channel, backend.bot.id, data, files=files, kind=kind)
    message.is_webhook = True
    message.interaction = metadata(backend, what)
    if reply_to is not None and kind == REPLY and reply_to.only_for is None:
        message.reply_to = reply_to.id
    return message


def _put(backend: Backend, what: Interaction, message: Message) -> Message:
    if message.flags & EPHEMERAL:
        message.only_for = what.user
        message.pings.clear()
        backend.world.ephemerals[message.id] = message
        return message
    return talk.deliver(backend, backend.world.channels[message.channel_id], message)


def _callback_response(backend: Backend, what: Interaction, kind: int) -> dict[str, Any]:
    about: dict[str, Any] = {"id": what.id, "type": what.kind}
    resource: dict[str, Any] = {"type": kind}
    if kind != MODAL and what.original is not None:
        about |= {
            "response_message_id": what.original.id,
            "response_message_loading": kind == DEFERRED_MESSAGE,
            "response_message_ephemeral": what.original.only_for is not None,
        }
    if kind in (MESSAGE, UPDATE) and what.original is not None:
        resource["message"] = message_payload(backend, what.original)
    return {"interaction": about, "resource": resource}


def _by_token(ask: Ask) -> Interaction:
    what = ask.backend.interactions.get(ask.path["token"])
    if ask.path["application_id"] != ask.backend.application_id or what is None or what.response is None:
        raise unknown("Webhook")
    if ask.backend.now() - what.begun_at > SECONDS_OF_TOKEN:
        raise Rejected(401, 50027, "Invalid Webhook Token")
    return what


def _of(ask: Ask, what: Interaction) -> Message:
    wanted = ask.path.get("message_id", "@original")
    known = [what.original] if wanted == "@original" else [what.original, *what.followups]
    for message in known:
        if message is not None and wanted in ("@original", message.id) and _exists(ask.backend, message):
            return message
    raise unknown("Message")


def _exists(backend: Backend, message: Message) -> bool:
    channel: Channel | None = backend.world.channels.get(message.channel_id)
    return message.id in backend.world.ephemerals or (channel is not None and message.id in channel.messages)


def say_more(ask: Ask) -> Any:
    """A follow-up; the first one after "wait" becomes the awaited answer. Errors: 10015, 50027, 50035, 50006."""
    what, body = _by_token(ask), ask.fields()
    drafts.check(body)
    drafts.check_not_empty(body, ask.files)
    if what.is_waiting and what.original is not None:
        talk.revise(ask.backend, what.original, body, ask.files)
        what.finish()
        return message_payload(ask.backend, what.original)
    message = _composed(ask.backend, what, body, ask.files, reply_to=what.original)
    what.followups.append(_put(ask.backend, what, message))
    what.finish()
    return message_payload(ask.backend, message)


def read(ask: Ask) -> Any:
    """The original answer, or a follow-up. Errors: 10008, 10015, 50027."""
    return message_payload(ask.backend, _of(ask, _by_token(ask)))


def edit(ask: Ask) -> Any:
    """Edit the original answer, or a follow-up. Errors: as ``read``, and 50035, 50006."""
    what, body = _by_token(ask), ask.fields()
    message = _of(ask, what)
    drafts.check(body, flags=message.flags)
    drafts.check_not_empty(_after(message, body), [*ask.files, *message.attachments])
    talk.revise(ask.backend, message, body, ask.files)
    if message is what.original:
        what.finish()
    return message_payload(ask.backend, message)


def _after(message: Message, body: dict[str, Any]) -> dict[str, Any]:
    return {"content": message.content, "embeds": message.embeds, "components": message.components} | body


def delete(ask: Ask) -> Any:
    """Take the original answer, or a follow-up, away. Errors: as ``read``."""
    what = _by_token(ask)
    message = _of(ask, what)
    talk.remove(ask.backend, message)
    if message is what.original:
        what.original = None
        what.finish()
    else:
        what.followups.remove(message)


_WEBHOOK = "/webhooks/{application_id}/{token}"
ROUTES: Routes = (
    ("POST", "/interactions/{interaction_id}/{token}/callback", answer),
    ("POST", _WEBHOOK, say_more),
    ("GET", _WEBHOOK + "/messages/@original", read),
    ("PATCH", _WEBHOOK + "/messages/@original", edit),
    ("DELETE", _WEBHOOK + "/messages/@original", delete),
    ("GET", _WEBHOOK + "/messages/{message_id}", read),
    ("PATCH", _WEBHOOK + "/messages/{message_id}", edit),
    ("DELETE", _WEBHOOK + "/messages/{message_id}", delete),
)
