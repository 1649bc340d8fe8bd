"""What may the body of a message be?

Limits from https://docs.discord.com/developers/resources/message.
"""

from collections.abc import Mapping
from typing import Any

from bench.fakes.discord import components as parts
from bench.fakes.discord.mentions import check_allowed
from bench.fakes.discord.rejections import Form, Rejected
from bench.fakes.discord.world import COMPONENTS_V2, EPHEMERAL, SILENT, SUPPRESS_EMBEDS

MOST_DESCRIPTION = 1024
MOST_CONTENT, MOST_EMBEDS, MOST_EMBED_TEXT, MOST_FIELDS, MOST_NONCE = 2000, 10, 6000, 25, 25
EDITABLE = SUPPRESS_EMBEDS | COMPONENTS_V2
SETTABLE = SUPPRESS_EMBEDS | EPHEMERAL | SILENT | COMPONENTS_V2


def check(body: Mapping[str, Any], *, flags: int = 0, prefix: str = "") -> None:
    """Refuse what Discord refuses about a message's body. Errors: 50035."""
    form = Form()
    flags |= int(body.get("flags") or 0)
    form.limit(f"{prefix}content", body.get("content"), MOST_CONTENT)
    _check_embeds(form, f"{prefix}embeds", body.get("embeds") or [])
    parts.check_message(form, body.get("components") or [], flags)
    check_allowed(form, body.get("allowed_mentions"))
    nonce = body.get("nonce")
    form.limit("nonce", None if nonce is None else str(nonce), MOST_NONCE)
    if flags & COMPONENTS_V2 and (body.get("content") or body.get("embeds")):
        form.wrong("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "Neither content nor embeds then.")
    form.refuse()


def describe(body: Mapping[str, Any], files: list[dict[str, Any]]) -> None:
    """Put the description that the body gives each file beside it. Errors: 50035."""
    form = Form()
    for index, each in enumerate(body.get("attachments") or []):
        form.limit(f"attachments.{index}.description", each.get("description"), MOST_DESCRIPTION)
        number = str(each.get("id", ""))
        if number.isdigit() and int(number) < len(files) and each.get("description"):
            files[int(number)]["description"] = each["description"]
    form.refuse()


def check_not_empty(body: Mapping[str, Any], files: list[Any]) -> None:
    """Refuse a message of nothing. Errors: 50006."""
    if not any((str(body.get("content") or "").strip(), body.get("embeds"), body.get("components"), files)):
        if body.get("sticker_ids") or body.get("poll"):
            raise Rejected(501, 0, "The fake knows neither stickers nor polls")
        raise Rejected(400, 50006, "Cannot send an empty message")


def _check_embeds(form: Form, path: str, embeds: list[Any]) -> None:
    form.count(path, embeds, MOST_EMBEDS)
    total = 0
    for index, embed in enumerate(embeds):
        at = f"{path}.{index}"
        fields = embed.get("fields") or []
        form.limit(f"{at}.title", embed.get("title"), 256)
        form.limit(f"{at}.description", embed.get("description"), 4096)
        form.limit(f"{at}.footer.text", (embed.get("footer") or {}).get("text"), 2048)
        form.limit(f"{at}.author.name", (embed.get("author") or {}).get("name"), 256)
        form.count(f"{at}.fields", fields, MOST_FIELDS)
        for number, each in enumerate(fields):
            for part, most in (("name", 256), ("value", 1024)):
                form.require(f"{at}.fields.{number}.{part}", each.get(part))
                form.limit(f"{at}.fields.{number}.{part}", each.get(part), most)
        total += sum(len(text) for text in embed_texts(embed))
    if total > MOST_EMBED_TEXT:
        form.wrong(path, "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MOST_EMBED_TEXT}")


def embed_texts(embed: Mapping[str, Any]) -> list[str]:
    """The texts of an embed in the order they are shown."""
    texts = [(embed.get("author") or {}).get("name"), embed.get("title"), embed.get("description")]
    for each in embed.get("fields") or []:
        texts += [each.get("name"), each.get("value")]
    return [str(text) for text in [*texts, (embed.get("footer") or {}).get("text")] if text]


def stored_embeds(body: Mapping[str, Any]) -> list[Any]:
    """Embeds as they are kept: with the type every embed gets."""
    return [{"type": "rich"} | embed for embed in body.get("embeds") or []]
