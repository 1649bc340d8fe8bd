"""The shipped texts as the tests read them, and one reader with made-up names."""

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bots.voice.rendering import Reader, Voice
from engagement.ids import AccountId, ChannelId, MemberId, MessageId

MESSAGES = Path(__file__).parents[3] / "config" / "defaults" / "messages"
LANGUAGES = ("en", "de", "es")
_SECTION = re.compile(r"^## (\w+)$", re.MULTILINE)

NOW = datetime(2026, 10, 6, 14, 5, tzinfo=UTC)
ANA, BEN, LOU = MemberId("slack-T1:ANA"), MemberId("slack-T1:BEN"), MemberId("slack-T1:LOU")
HELP = ChannelId("slack-T1:C1")


@cache
def sections(language: str) -> dict[str, str]:
    """Every text of a language by its key."""
    found: dict[str, str] = {}
    for file in sorted((MESSAGES / language).glob("*.md")):
        before, *parts = _SECTION.split(file.read_text(encoding="utf-8"))
        assert not before.strip(), f"{file} says something before its first section"
        names = parts[::2]
        assert len(names) == len(set(names)), f"{file} has a section twice"
        found.update({f"{file.stem}.{name}": body.strip() for name, body in zip(names, parts[1::2], strict=True)})
    return found


class Shipped:
    """A TextSource over the shipped files."""

    def get(self, language: str, key: str) -> str:
        if language not in LANGUAGES:
            raise KeyError(language)
        return sections(language)[key]

    def languages(self) -> tuple[str, ...]:
        return LANGUAGES


class Given:
    """A TextSource over texts written in a test; the units are the shipped ones."""

    def __init__(self, **texts: str) -> None:
        self._texts = {f"t.{name}": text for name, text in texts.items()}

    def get(self, language: str, key: str) -> str:
        found = self._texts.get(key) if language == "en" else None
        return found if found is not None else Shipped().get(language, key)

    def languages(self) -> tuple[str, ...]:
        return LANGUAGES


def voice() -> Voice:
    return Voice(Shipped(), "Hubbub")


def reader(language: str = "en", **changes: object) -> Reader:
    values: dict[str, object] = {
        "language": language,
        "timezone": "Europe/Berlin",
        "names": {ANA: "Ana", BEN: "Ben", LOU: "Lou"},
        "accounts": {ANA: AccountId(ANA), BEN: AccountId(BEN), LOU: AccountId(LOU)},
        "channels": {HELP: "help"},
        "link": link,
        "now": NOW,
        **changes,
    }
    return Reader(**values)  # type: ignore[arg-type]


def link(message: MessageId) -> str:
    return f"https://chat.example/{message.rpartition(':')[2]}"
