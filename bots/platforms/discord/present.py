"""How does a message look on Discord? Pure functions: what is said in, the payload of the API out.

Short texts are plain messages; longer ones stand in an embed, which holds twice as much. A button carries the marker
of the message it stands under, so a read-back finds the message and a press names it, across restarts.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from bots.platforms.discord.api import PICTURE
from bots.platforms.discord.cut import size
from bots.platforms.discord.richtext import plain_cut, to_markdown
from engagement.ids import AccountId, external_of
from engagement.speech import Answer, Button, Outgoing, Picture, RichText

LONGEST_TEXT: Final = 2000
LONGEST_EMBED: Final = 4096
LONGEST_LABEL: Final = 80
LONGEST_DESCRIPTION: Final = 1024
_PER_ROW, _MOST_BUTTONS = 5, 25
_MOST_PINGS: Final = 100
_ROW, _BUTTON = 1, 2
_PRIMARY, _SECONDARY = 1, 2
SUPPRESS_EMBEDS: Final = 1 << 2
EPHEMERAL: Final = 1 << 6
PREFIX: Final = "hubbub"

Payload = dict[str, Any]


def to_message(message: Outgoing) -> Payload:
    """The body of a message to post or to edit; an edit needs every field, so that nothing earlier stays."""
    return _shown(message.text, to_rows(message.buttons, message.marker), message.pings)


def with_picture(payload: Payload, picture: Picture) -> Payload:
    """The body with its picture named and described; the file itself goes beside it."""
    described = {"id": 0, "filename": PICTURE, "description": plain_cut(picture.alt, LONGEST_DESCRIPTION)}
    return payload | {"attachments": [described]}


def to_private_answer(answer: Answer, marker: str, pages: Mapping[str, int], more: Sequence[Payload] = ()) -> Payload:
    """The body of what only the person who pressed or asked sees; ``more`` are further buttons.

    ``pages`` says which page of a form a button goes back to.
    """
    shown = _shown(answer.text, to_rows(answer.buttons, marker, pages, more), ())
    shown["flags"] |= EPHEMERAL
    return shown


def to_rows(
    buttons: Sequence[Button], marker: str, pages: Mapping[str, int] | None = None, more: Sequence[Payload] = ()
) -> list[Payload]:
    """Buttons in rows of five, at most five rows."""
    shown = [
        to_button(button.name, button.label, marker, page=(pages or {}).get(button.name, 1), style=button.style)
        for button in buttons
    ]
    every = [*shown, *more][:_MOST_BUTTONS]
    return [{"type": _ROW, "components": every[start : start + _PER_ROW]} for start in range(0, len(every), _PER_ROW)]


def to_button(control: str, label: str, marker: str, *, page: int = 1, style: str = "plain") -> Payload:
    """One button; ``page`` is the page of a form that it opens."""
    return {
        "type": _BUTTON,
        "style": _PRIMARY if style == "primary" else _SECONDARY,
        "label": plain_cut(label, LONGEST_LABEL) or "…",
        "custom_id": to_custom_id(control, marker, page),
    }


def to_custom_id(control: str, marker: str, page: int = 1) -> str:
    """What a button is called: the control and the message it stands under."""
    return f"{PREFIX}:{control}:{marker}" + (f":{page}" if page > 1 else "")


def carries(message: Mapping[str, Any], marker: str) -> bool:
    """Whether a message, as the API tells it, has a button with this marker (or still its nonce)."""
    if message.get("nonce") == marker:
        return True
    components = message.get("components")
    rows = components if isinstance(components, list) else []
    return any(
        str(part.get("custom_id", "")).split(":")[2:3] == [marker]
        for row in rows
        if isinstance(row, dict)
        for part in row.get("components") or []
        if isinstance(part, dict)
    )


def reads_alike(message: Mapping[str, Any], payload: Payload) -> bool:
    """Whether a message, as the API tells it, says what ``payload`` says: for those without any button."""
    embeds = message.get("embeds")
    shown = [each.get("description") for each in embeds if isinstance(each, dict)] if isinstance(embeds, list) else []
    wanted = [each["description"] for each in payload["embeds"]]
    return str(message.get("content")).strip() == payload["content"].strip() and shown == wanted


def _shown(text: RichText, rows: list[Payload], pings: Collection[AccountId]) -> Payload:
    mentioned = list(dict.fromkeys(external_of(person) for person in pings))[:_MOST_PINGS]
    content, embeds, flags = to_markdown(text, LONGEST_EMBED, pings), list[Payload](), SUPPRESS_EMBEDS
    if size(content) > LONGEST_TEXT:
        # A mention within an embed notifies nobody, so it is said above; the flag would hide the embed itself.
        embeds, flags = [{"description": content}], 0
        content = " ".join(f"<@{person}>" for person in mentioned if f"<@{person}>" in content)
    return {
        "content": content,
        "embeds": embeds,
        "components": rows,
        "flags": flags,
        "allowed_mentions": {"parse": [], "users": mentioned, "replied_user": False},
    }
