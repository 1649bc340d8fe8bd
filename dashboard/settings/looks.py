"""How does a message look on Slack, and how on Discord? Read from what is really posted there, for plain HTML."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from engagement.actions import Reach
from engagement.ids import ChannelId, OutboxId
from engagement.speech import Button, Outgoing, RichText

_MARKER: Final = OutboxId("preview")
_SHOWN_ON: Final = (("slack", "Slack"), ("discord", "Discord"))
_LINES: Final = (("-# ", "note"), ("- ", "bullet"), ("> ", "quote"))
_UNSEEN: Final = "\u200b"
"""Stands where something would be a mention."""
_INLINE: Final = re.compile(
    r"\\(?P<escaped>[^\w\s]|_)|\*\*(?P<bold>(?:\\.|[^*\\])+)\*\*|\*(?P<italic>(?:\\.|[^*\\])+)\*|`(?P<code>[^`]+)`"
    r"|\[(?P<label>(?:\\.|[^\]\\])+)\]\(<(?P<link>[^>]*)>\)|<t:(?P<at>-?\d+):f>|<@(?P<person>\w+)>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A stretch of a line in one style."""

    text: str
    style: str = "plain"
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A paragraph, a bullet, a quotation or a small note; ``is_apart``: with some room above it."""

    kind: str
    words: tuple[Words, ...]
    is_apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A message as a platform shows it; ``buttons`` are labels, each with whether it stands out."""

    platform: str
    title: str
    lines: tuple[Line, ...]
    buttons: tuple[tuple[str, bool], ...]


def looks(text: RichText, buttons: Sequence[Button], zone: str) -> list[Look]:
    """The message on each platform."""
    from bots.platforms.discord import present as discord  # noqa: PLC0415  # loads Discord's SDK
    from bots.platforms.slack import present as slack  # noqa: PLC0415

    message = Outgoing(
        marker=_MARKER, reach=Reach.CHANNEL, to=ChannelId("preview"), text=text, buttons=tuple(buttons)
    )  # fmt: skip
    posted = {"slack": of_slack(slack.to_message(message)), "discord": of_discord(discord.to_message(message), zone)}
    return [
        Look(platform=name, title=title, lines=posted[name][0], buttons=posted[name][1]) for name, title in _SHOWN_ON
    ]


def of_slack(payload: Mapping[str, Any]) -> tuple[tuple[Line, ...], tuple[tuple[str, bool], ...]]:
    """The lines and buttons of what ``chat.postMessage`` is given."""
    lines: list[Line] = []
    buttons: list[tuple[str, bool]] = []
    for block in payload["blocks"]:
        if block["type"] == "actions":
            buttons += [(one["text"]["text"], one.get("style") == "primary") for one in block["elements"]]
        elif block["type"] == "context":
            words = tuple(Words(text=one["text"]) for one in block["elements"])
            lines.append(Line(kind="note", words=words, is_apart=bool(lines)))
        else:
            lines += _of_rich_text(block["elements"], is_first=not lines)
    return tuple(lines), tuple(buttons)


def _of_rich_text(elements: Sequence[Mapping[str, Any]], *, is_first: bool) -> Iterator[Line]:
    for nth, element in enumerate(elements):
        if element["type"] == "rich_text_list":
            for entry in element["elements"]:
                yield Line(kind="bullet", words=tuple(map(_of_element, entry["elements"])))
            continue
        kind = "quote" if element["type"] == "rich_text_quote" else "paragraph"
        words = tuple(map(_of_element, element["elements"]))
        yield Line(kind=kind, words=words, is_apart=nth == 0 and not is_first)


def _of_element(element: Mapping[str, Any]) -> Words:
    style = next(iter(element.get("style", {})), "plain")
    if element["type"] == "user":
        return Words(text=f"@{element['user_id']}", style="person")
    return Words(text=element.get("text", element.get("fallback", "")), style=style, link=element.get("url", ""))


def of_discord(payload: Mapping[str, Any], zone: str) -> tuple[tuple[Line, ...], tuple[tuple[str, bool], ...]]:
    """The lines and buttons of a message's body; the words stand in it, or in its embed where they are long."""
    text = "\n".join([payload["content"], *(one["description"] for one in payload["embeds"])]).strip("\n")
    text = text.replace(_UNSEEN, "")
    lines: list[Line] = []
    is_apart = False
    for written in text.split("\n"):
        if not written:
            is_apart = True
            continue
        mark, kind = next(((mark, kind) for mark, kind in _LINES if written.startswith(mark)), ("", "paragraph"))
        words = tuple(_inline(written.removeprefix(mark), "plain", zone))
        lines.append(Line(kind=kind, words=words, is_apart=is_apart))
        is_apart = False
    rows = [button for row in payload["components"] for button in row["components"]]
    return tuple(lines), tuple((one["label"], one["style"] == 1) for one in rows)


def _inline(text: str, style: str, zone: str) -> Iterator[Words]:
    at = 0
    for found in _INLINE.finditer(text):
        if found.start() > at:
            yield Words(text=text[at : found.start()], style=style)
        at = found.end()
        yield from _marked(found, style, zone)
    if at < len(text):
        yield Words(text=text[at:], style=style)


def _marked(found: re.Match[str], style: str, zone: str) -> Iterator[Words]:
    kind = found.lastgroup or ""
    if kind in {"bold", "italic"}:
        yield from _inline(found[kind], kind, zone)
    elif kind == "link":
        label = "".join(one.text for one in _inline(found["label"], style, zone))
        yield Words(text=label, style=style, link=found["link"])
    elif kind == "at":
        moment = datetime.fromtimestamp(int(found["at"]), UTC).astimezone(ZoneInfo(zone))
        yield Words(text=f"{moment.day} {moment:%B %Y %H:%M}", style="moment")
    elif kind == "person":
        yield Words(text=f"@{found['person']}", style="person")
    else:
        yield Words(text=found[kind], style="code" if kind == "code" else style)
