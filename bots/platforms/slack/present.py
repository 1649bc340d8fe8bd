"""What is posted to Slack for a message, and what for an answer to one person?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from bots.platforms.slack.rich_text import plain_text, to_blocks, to_fallback
from engagement.ids import OutboxId
from engagement.speech import Answer, Button, Form, Outgoing

METADATA_EVENT: Final = "hubbub"
COMMAND_SIGN: Final = "/"
"""An ``action_id`` that begins so gives a command, for what only a pressed button can open."""
MOST_BUTTONS: Final = 25
"""Elements of an actions block."""
MOST_ROWS: Final = 4
LONGEST_LABEL: Final = 75
LONGEST_ACTION_ID: Final = 255
_QUIETLY: Final[Mapping[str, Any]] = {
    "unfurl_links": False,
    "unfurl_media": False,
    "link_names": False,
    "parse": "none",
}


def to_message(message: Outgoing) -> dict[str, Any]:
    """The arguments of ``chat.postMessage`` and ``chat.update``, all but the place."""
    return {
        "text": to_fallback(message.text),
        "blocks": [*to_blocks(message.text, frozenset(message.pings)), *to_buttons(message.buttons, message.marker)],
        "metadata": {"event_type": METADATA_EVENT, "event_payload": {"id": message.marker}},
        **_QUIETLY,
    }


def to_note(answer: Answer, marker: OutboxId | None = None) -> dict[str, Any]:
    """The body of an acknowledgement or of a post to a ``response_url``: shown to that person alone."""
    return {
        "response_type": "ephemeral",
        "replace_original": False,
        "text": to_fallback(answer.text),
        "blocks": to_answer_blocks(answer, marker),
    }


def to_private_message(answer: Answer, words: Sequence[str]) -> dict[str, Any]:
    """The arguments of ``chat.postMessage`` for an answer to a private message.

    Slack opens a form only after a click, so a form is offered by a button that gives the command again.
    """
    text, buttons = answer.text, answer.buttons
    if answer.form is not None:
        text, buttons = text or answer.form.intro, (to_form_button(answer.form, words), *buttons)
    shown = Answer(text=text, buttons=buttons)
    return {"text": to_fallback(text), "blocks": to_answer_blocks(shown, None), **_QUIETLY}


def to_form_button(form: Form, words: Sequence[str]) -> Button:
    """The button that opens a form by giving the command ``words``."""
    return Button(name=COMMAND_SIGN + " ".join(words), label=form.title, style="primary")


def to_answer_blocks(answer: Answer, marker: OutboxId | None) -> list[dict[str, Any]]:
    """The blocks of an answer: text and buttons."""
    return [*to_blocks(answer.text), *to_buttons(answer.buttons, marker)]


def to_buttons(buttons: Iterable[Button], marker: OutboxId | None) -> Iterator[dict[str, Any]]:
    """Rows of buttons that carry the marker of the message they belong to."""
    elements = list({button.name: _button(button, marker) for button in buttons}.values())
    for start in range(0, min(len(elements), MOST_ROWS * MOST_BUTTONS), MOST_BUTTONS):
        yield {"type": "actions", "elements": elements[start : start + MOST_BUTTONS]}


def _button(button: Button, marker: OutboxId | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "type": "button",
        "action_id": button.name[:LONGEST_ACTION_ID],
        "text": plain_text(button.label, LONGEST_LABEL),
    }
    if marker:
        shown["value"] = marker
    if button.style == "primary":
        shown["style"] = "primary"
    return shown
