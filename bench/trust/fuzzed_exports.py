"""What do damaged export files do? Their messages are changed at random; they are read, or refused with a sentence."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bench.trust.mutator import Mutator
from bots.app.exports import open_export_file
from engagement.errors import HubbubError

_PER_EXPORT: Final = 50
_WORDS: Final = ("id", "ts", "type", "user", "text", "author", "content", "reactions", "thread_ts", "timestamp")
_SLACK: Final[Mapping[str, Any]] = {
    "type": "message", "user": "U1", "text": "How do I <https://example.org|get in>?", "ts": "1704100000.000100",
    "team": "T1", "thread_ts": "1704100000.000100", "user_profile": {"name": "ada", "real_name": "Ada"},
    "reactions": [{"name": "eyes", "users": ["U2"], "count": 1}], "edited": {"user": "U1", "ts": "1704100001.000000"},
    "blocks": [{"type": "rich_text", "elements": [{"type": "text", "text": "hi"}]}],
}  # fmt: skip
_SLACK_JOIN: Final[Mapping[str, Any]] = {
    "type": "message", "subtype": "channel_join", "user": "U2", "text": "<@U2> has joined", "ts": "1704100002.000200",
}  # fmt: skip
_SLACK_CHANNEL: Final[Mapping[str, Any]] = {"id": "C1", "name": "help", "created": 1704067200, "is_archived": False}
_SLACK_USER: Final[Mapping[str, Any]] = {
    "id": "U1", "team_id": "T1", "name": "ada", "deleted": False, "tz": "Europe/Berlin",
    "profile": {"display_name": "Ada"}, "is_bot": False,
}  # fmt: skip
_DISCORD: Final[Mapping[str, Any]] = {
    "id": "1191300000000000000", "type": "Default", "timestamp": "2024-01-01T12:00:00.000+00:00",
    "timestampEdited": None, "content": "How do I get in?", "mentions": [{"id": "102", "name": "ben"}],
    "author": {"id": "101", "name": "ada", "nickname": "Ada", "isBot": False, "roles": [{"id": "5", "name": "x"}]},
    "reactions": [{"emoji": {"id": "", "name": "👍", "code": "thumbsup"}, "count": 1, "users": [{"id": "102"}]}],
    "reference": {"messageId": "1191300000000000001", "channelId": "8", "guildId": "7"},
}  # fmt: skip
_DISCORD_HEAD: Final[Mapping[str, Any]] = {
    "guild": {"id": "7", "name": "Club"},
    "channel": {"id": "8", "type": "GuildTextChat", "categoryId": "9", "category": "Text", "name": "help"},
    "dateRange": {"after": None, "before": None},
}


def read_exports(chance: random.Random, count: int, folder: Path) -> list[str]:
    """Write exports with so many changed things in them, and read them; what went wrong."""
    failures: list[str] = []
    for start in range(0, count, _PER_EXPORT):
        size = min(_PER_EXPORT, count - start)
        files = _slack(chance, size) if chance.random() < 0.5 else _discord(chance, size)
        place = folder / "export"
        _write(place, files)
        try:
            export = open_export_file(place)
            try:
                for _ in export.events():
                    pass
            finally:
                export.close()
        except HubbubError:
            pass  # a sentence with the cure
        except Exception as error:  # noqa: BLE001  # whatever it is, it is what is looked for
            failures.append(f"an export raised {error!r}")
        finally:
            _clear(place)
    return failures


def _slack(chance: random.Random, count: int) -> dict[str, str]:
    mutator = Mutator(chance, ("U1", "U2", "C1"))
    around = [dict(_SLACK_CHANNEL)], [dict(_SLACK_USER)]
    if chance.random() < 0.3:
        around = mutator.of(around[0], _WORDS), mutator.of(around[1], _WORDS)
    messages = [mutator.of(chance.choice((_SLACK, _SLACK, _SLACK_JOIN)), _WORDS) for _ in range(count)]
    text = mutator.text_of(messages) if chance.random() < 0.1 else json.dumps(messages)
    return {"channels.json": json.dumps(around[0]), "users.json": json.dumps(around[1]), "help/2024-01-01.json": text}


def _discord(chance: random.Random, count: int) -> dict[str, str]:
    mutator = Mutator(chance, ("101", "102", "7", "8"))
    head = mutator.of(_DISCORD_HEAD, _WORDS) if chance.random() < 0.3 else dict(_DISCORD_HEAD)
    messages = [mutator.of(_DISCORD, _WORDS) for _ in range(count)]
    whole = {**(head if isinstance(head, dict) else {}), "messages": messages, "messageCount": count}
    text = mutator.text_of(whole) if chance.random() < 0.1 else json.dumps(whole)
    return {"Club - help [8].json": text}


def _write(place: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8", "replace"))


def _clear(place: Path) -> None:
    for each in _deepest_first(sorted(place.rglob("*"))):
        each.rmdir() if each.is_dir() else each.unlink()


def _deepest_first(found: Sequence[Path]) -> Iterator[Path]:
    return iter(sorted(found, key=lambda path: -len(path.parts)))
