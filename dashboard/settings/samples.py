"""A message as it might be, with an invented example: what stands in it, and who reads it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from bots.voice.rendering import Reader, Voice
from config.wordings import message_of, samples
from engagement.actions import Field, FieldKind, Reply
from engagement.ids import ChannelId, MemberId
from engagement.policy import Policy
from engagement.speech import Button, RichText

SAMPLED_AT: Final = datetime(2026, 10, 6, 14, 5, tzinfo=UTC)
"""When the samples take place."""


def sampled(
    voice: Voice, policy: Policy, key: str, language: str, text: str | None = None
) -> tuple[RichText, tuple[Button, ...]]:
    """The message to which the text ``key`` belongs, said with the wording ``text`` in place of the one that holds."""
    sample = samples()[message_of(key)]
    own = dict(policy.texts.get(language, {}))
    if text is not None:
        own[key] = text.strip()
    reply = Reply(text=message_of(key), fields=sample.fields, items=sample.items, controls=sample.controls)
    spoken = voice.with_own(lambda: {language: own}, lambda: policy.persona.called)
    return spoken.reply(reply, reader_of(policy, language, sample.fields, *sample.items))


def reader_of(policy: Policy, language: str, *said: Mapping[str, Field]) -> Reader:
    """Whoever would read it: people of a sample are called as their ids say, and all happens in #help."""
    values = [field for some in said for field in some.values()]
    people = {MemberId(one.value) for one in values if one.kind is FieldKind.PERSON}
    places = {ChannelId(one.value) for one in values if one.kind is FieldKind.PLACE}
    return Reader(
        language=language, timezone=policy.timezone, accounts={}, now=SAMPLED_AT,
        names={one: one.rpartition(":")[2].capitalize() for one in people}, channels=dict.fromkeys(places, "help"),
        link=lambda message: f"https://chat.example/{message.rpartition(':')[2]}",
    )  # fmt: skip
