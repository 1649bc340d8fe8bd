"""What a model is to be asked, as it is kept until somebody has asked: an entry of its own kind, without any words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from engagement.entries import Entry
from engagement.ids import MemberId, MessageId, ThreadId, stable_id
from engagement.modelling.asking import Use

KIND: Final = "model_ask"
TEXT: Final = "model_text"
"""The kind of entry in whose words a text stands that a model wrote."""
WORDING: Final = "persona_proposal"
"""The kind of entry that is a wording of our own texts, proposed for a persona."""
KEPT_FOR: Final = timedelta(hours=20)
"""So long such a text is kept beside the message that shows it: whoever is forgotten is forgotten within a day."""


class Asked(StrEnum):
    """How it stands with one."""

    WAITING = "waiting"
    DONE = "done"
    CORRECTED = "corrected"
    """A person took back what came of it: nobody is asked again."""


def wanted(
    use: Use,
    thread: ThreadId,
    at: datetime,
    *,
    useful_for: timedelta,
    message: MessageId | None = None,
    doubts: Sequence[str] = (),
    member: MemberId | None = None,
) -> Entry:
    """That a model is to be asked about a conversation, or about one message in it, while it is of use.

    For a ``member`` alone, or for whoever has it.
    """
    facts: dict[str, object] = {"use": use.value}
    if doubts:
        facts["doubts"] = [str(each) for each in doubts]
    return Entry(
        kind=KIND, id=wanted_id(use, thread, message), at=at, thread=thread, message=message, state=Asked.WAITING,
        until=at + useful_for, facts=facts, member=member,
    )  # fmt: skip


def wanted_id(use: Use, thread: ThreadId, message: MessageId | None = None) -> str:
    """What such an entry is called: one for each use and conversation, or message where it is about that alone."""
    return stable_id(KIND, use, thread if message is None else message)


def use_of(entry: Entry) -> Use | None:
    """What it is wanted for; None for what another version wrote."""
    return next((use for use in Use if use == entry.text("use")), None)


def text_of(
    use: Use, thread: ThreadId, at: datetime, words: str, model: str, sources: Sequence[ThreadId] = ()
) -> Entry:
    """A text that a model wrote about a conversation, and of which others; its words go within a day."""
    return Entry(
        kind=TEXT, id=stable_id(TEXT, use, thread), at=at, thread=thread, state="shown", until=at + KEPT_FOR,
        facts={"use": use.value, "model": model, "sources": [str(each) for each in sources]}, words=words,
    )  # fmt: skip


def placed(asked: Entry, near: Sequence[tuple[ThreadId, float]]) -> Entry:
    """The same, answered: how near earlier conversations are to this one."""
    facts = {**asked.facts, "near": {str(thread): score for thread, score in near}} if near else asked.facts
    return replace(asked, state=Asked.DONE, facts=facts)


def near_of(entry: Entry | None) -> Mapping[ThreadId, float]:
    """How near earlier conversations are, as ``placed`` noted it; nothing where nobody said."""
    found = entry.facts.get("near") if entry is not None and entry.state == Asked.DONE else None
    if not isinstance(found, Mapping):
        return {}
    return {ThreadId(MessageId(thread)): score for thread, score in found.items() if isinstance(score, float | int)}
