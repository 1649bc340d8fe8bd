"""Whom would a message ping, and what of it would be more than words? Judged as the pretended platforms read it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bench.fakes.discord import FakeDiscord
from bench.fakes.discord.permissions import Permission
from bench.fakes.discord.talk import compose
from bench.fakes.slack import FakeSlack
from bench.fakes.slack.blocks import check_message_blocks
from bench.fakes.slack.entities import link_names, pieces
from bench.fakes.slack.pings import pinged
from bench.fakes.slack.walk import mrkdwn_texts, rich_elements
from bots.platforms.discord import present as discord
from bots.platforms.discord.richtext import to_markdown
from engagement.speech import RichText

WEB: Final = "https://chat.example/1"
"""Where our own links lead."""
_CODE: Final = re.compile(r"(?<!\\)(?:\\\\)*`[^`]*`")
_ADDRESS: Final = re.compile(r"https?://[^\s<>*()\[\]|`\\]+")
"""A bare address: Discord shows it as it stands, underscores and all."""
_MASKED: Final = re.compile(r"(?<!\\)\]\(<?([^)>\s]*)")
_MARKUP: Final = re.compile(r"(?<!\\)(?:\\\\)*(\*\*|\*|~~|\|\||`|(?<![^\W_])_(?=\S)|(?<=\S)_(?![^\W_]))")
_LAYOUT: Final = re.compile(r"^(?:#{1,3} |-# |>>> |> |[-*+] |\d+[.)] )", re.MULTILINE)
_ENTITY: Final = re.compile(r"<(?:@[!&]?|#|/[^:]+:|a?:\w+:|t:|id:)[^>\u200b]*>")


@dataclass(slots=True)
class Towns:
    """Both pretended platforms, never started: their people, and how they read what they are sent."""

    slack: FakeSlack = field(default_factory=FakeSlack)
    discord: FakeDiscord = field(default_factory=FakeDiscord)
    ids: dict[str, str] = field(default_factory=dict)

    def settle(self) -> None:
        """People, a group, a role that anybody may mention, and a bot that may ping everybody: only we forbid it."""
        ben, eve = self.slack.add_user("Ben"), self.slack.add_user("Eve")
        far_ben, far_eve = self.discord.add_member("Ben"), self.discord.add_member("Eve")
        backend = self.discord.backend
        mods = self.discord.add_role("Mods", permissions=int(Permission.MENTION_EVERYONE), is_mentionable=True)
        members = backend.world.servers[self.discord.server_id].members
        members[far_eve].roles.append(mods)
        members[backend.bot.id].roles.append(mods)
        self.ids = {
            "slack": eve, "group": self.slack.add_group("mentors", members=[eve]),
            "channel": self.slack.add_channel("help", members=[ben, eve]), "discord": far_eve, "role": mods,
            "server": self.discord.server_id, "room": self.discord.add_channel("help"), "ben": ben, "far_ben": far_ben,
        }  # fmt: skip

    def slack_pings(self, payload: Mapping[str, Any]) -> frozenset[str]:
        """Whom Slack would notify. Raises Refusal for what it would not take."""
        space: Any = self.slack._space  # noqa: SLF001  # our own fake's, judged without sending
        check_message_blocks(payload.get("blocks"))
        text = str(payload.get("text", ""))
        if payload.get("link_names") or payload.get("parse") == "full":
            text = link_names(text, space.world)
        channel = space.world.channels[self.ids["channel"]]
        return pinged({**payload, "text": text, "user": self.slack.bot_user_id}, channel, space.world)

    def discord_pings(self, payload: Mapping[str, Any]) -> frozenset[str]:
        """Whom Discord would notify."""
        backend = self.discord.backend
        channel = backend.world.channels[self.ids["room"]]
        return frozenset(compose(backend, channel, backend.bot.id, payload).pings)


def markup(text: RichText) -> Counter[str]:
    """What in a text on Discord is markup, as far as it is not escaped: styles, and how lines begin."""
    shown = to_markdown(text, 100_000)
    without_code = _ADDRESS.sub("x", _CODE.sub(" ", shown))
    return (
        Counter(_MARKUP.findall(without_code))
        + Counter(_LAYOUT.findall(shown))
        + Counter("`" * len(_CODE.findall(shown)))
    )


def slack_markup(payload: Mapping[str, Any]) -> Iterator[str]:
    """Whatever of the text Slack would take for more than words."""
    for text, _ in mrkdwn_texts(payload):
        for piece in pieces(text):
            if piece.kind != "text":
                yield f"has a {piece.kind} in its text: {piece.target[:60]!r}"
    for element in rich_elements(payload):
        if element["type"] == "link" and not _is_ours(element["url"]):
            yield f"links to {element['url'][:60]!r}"
        if element["type"] not in {"text", "link", "user"}:
            yield f"has an element {element['type']}"


def _is_ours(url: str) -> bool:
    return url == WEB or url.startswith("https://github.com/")


def discord_markup(payload: Mapping[str, Any], allowed: set[str]) -> Iterator[str]:
    """Whatever of the text Discord would take for more than words."""
    if payload["allowed_mentions"].get("parse"):
        yield "allows mentions by what the text says"
    texts = [payload["content"], *(embed["description"] for embed in payload["embeds"])]
    if not payload["embeds"] and not payload["flags"] & discord.SUPPRESS_EMBEDS:
        yield "shows previews"
    for text in texts:
        bare = _CODE.sub(" ", text)
        for found in _MASKED.findall(bare):
            if not _is_ours(found.rstrip("\\")):
                yield f"links to {found[:60]!r}"
        for entity in _ENTITY.findall(bare):
            if entity not in allowed:
                yield f"has an entity {entity[:60]!r}"
        if "```" in re.sub(r"\\.", "", text):
            yield "opens a fence"
