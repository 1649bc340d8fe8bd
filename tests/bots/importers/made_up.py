"""Small made-up exports, written where a test wants them."""

import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from bots.importers.detect import open_export
from bots.platforms.slack.translate import to_event
from engagement.events import Event

Kind = TypeVar("Kind")
DISCORD_EPOCH_MS = 1420070400000


def write_zip(path: Path, members: Mapping[str, Any], *, top: str = "") -> Path:
    """A zip whose members are bytes as they are, and anything else as JSON."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(top + name, content if isinstance(content, bytes) else json.dumps(content))
    return path


def write_folder(path: Path, members: Mapping[str, Any]) -> Path:
    for name, content in members.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def said(ts: str, user: str = "U1", text: str = "hello", **fields: Any) -> dict[str, Any]:
    return {"type": "message", "user": user, "text": text, "ts": ts, **fields}


def slack(days: Mapping[str, list[Any]], **members: Any) -> dict[str, Any]:
    """A Slack export of the channels that ``days`` names (``general/2024-01-01``), with two people on its list."""
    names = sorted({name.partition("/")[0] for name in days})
    channels = [{"id": f"C{number}", "name": name, "created": "1704067200"} for number, name in enumerate(names, 1)]
    people = [
        {"id": "U1", "team_id": "T1", "name": "ada", "profile": {"display_name": "Ada"}},
        {"id": "U2", "team_id": "T1", "name": "bob", "tz": "Europe/Berlin"},
    ]
    listed = {"channels.json": channels, "users.json": people}
    listed |= {f"{name}.json": content for name, content in members.items()}
    return listed | {f"{name}.json": messages for name, messages in days.items()}


def snowflake(second: float, number: int = 0) -> str:
    """The Discord id of something made ``second`` seconds after 2024 began."""
    return str((int((1704067200 + second) * 1000) - DISCORD_EPOCH_MS << 22) + number)


def wrote(second: float, number: int = 1, content: str = "hello", **fields: Any) -> dict[str, Any]:
    hours, rest = divmod(second, 3600)
    stamp = f"2024-01-01T{int(hours):02d}:{int(rest // 60):02d}:{rest % 60:06.3f}+00:00"
    who = {"id": str(100 + number), "name": f"name{number}", "nickname": f"Nick {number}", "isBot": False, "roles": []}
    written = {"id": snowflake(second), "type": "Default", "timestamp": stamp, "content": content, "author": who}
    return {**written, "mentions": [], "reactions": [], **fields}


def channel_file(channel: str, name: str, messages: list[Any], **fields: Any) -> dict[str, Any]:
    """A DiscordChatExporter file; ``fields`` replace parts of its channel, or the guild or date range."""
    head: dict[str, Any] = {
        "guild": fields.pop("guild", {"id": "7", "name": "Club"}),
        "channel": {"id": channel, "type": "GuildTextChat", "categoryId": "9", "category": "Text", "name": name}
        | fields,
        "dateRange": {"after": fields.pop("after", None), "before": None},
    }
    return {**head, "messages": messages, "messageCount": len(messages)}


def told(path: Path, **options: Any) -> list[Event]:
    """All events of the export at ``path``."""
    export = open_export(path, translate=to_event, **options)
    try:
        return list(export.events())
    finally:
        export.close()


def kinds(events: Iterable[Event]) -> Counter[str]:
    return Counter(type(event).__name__ for event in events)


def of_kind(events: Iterable[Event], kind: type[Kind]) -> list[Kind]:
    return [event for event in events if isinstance(event, kind)]
