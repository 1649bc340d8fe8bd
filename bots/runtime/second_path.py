"""Walks the ways out of chat by which people hear of what nobody sees to: mail and webhooks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engagement.outside import Called, Outside


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is to be told; the same id again is the same letter. Mail has ``subject`` and ``text``, webhooks the rest.

    ``type`` is the webhook's kind of event, ``data`` its body: neither holds anybody's words.
    """

    id: str
    at: datetime
    subject: str
    text: str
    type: str
    data: Mapping[str, object]


async def tell(outside: Outside, way: str, letter: Letter) -> Called:
    """One try by ``email:ADDRESS`` or ``webhook:NAME``; whatever goes wrong is an error in the answer."""
    kind, _, to = way.partition(":")
    try:
        if kind == "email":
            return await outside.mail(to, id=letter.id, at=letter.at, subject=letter.subject, text=letter.text)
        return await outside.call(to, id=letter.id, at=letter.at, type=letter.type, data=letter.data)
    except Exception as error:  # noqa: BLE001  # whoever tells has other ways to try
        return Called(is_delivered=False, error=f"{type(error).__name__}: {error}")
