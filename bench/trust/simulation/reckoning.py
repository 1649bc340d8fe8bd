"""At a simulated world's end: is all that was acknowledged there, and all that was said on record?"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import orjson

from bench.trust.simulation.chat import Chat
from bench.trust.simulation.judge import Judge
from bench.trust.simulation.town import ON, TRIED, name_of
from engagement.events import Event, MessageDeleted, MessageEdited, MessagePosted
from engagement.ids import MessageId
from storage import StoredMemory
from storage.dump import dump
from storage.nouns.inbox import noted_as

Rows = dict[str, list[dict[str, Any]]]


def reckon(memory: StoredMemory, chats: Iterable[Chat], taken: Iterable[Event], judge: Judge) -> None:
    """Compare what the platforms have with what the database has, row by row."""
    rows: Rows = {}
    for line in dump(memory.engine):
        found = orjson.loads(line)
        rows.setdefault(found["table"], []).append(found["row"])
    _lost(rows, list(taken), judge)
    _on_record(rows, list(chats), judge)


def _lost(rows: Rows, taken: list[Event], judge: Judge) -> None:
    """What was acknowledged is there, as it was last said."""
    known = {row["key"] for row in rows.get("inbox", ())}
    missing = [event.key for event in taken if noted_as(event.key) not in known]
    messages = {row["id"]: row for row in rows.get("messages", ())}
    words = {row["message_id"]: row["body"] for row in rows.get("words", ())}
    gone = {event.message for event in taken if isinstance(event, MessageDeleted)}
    texts = _last_words(taken)
    for event in taken:
        if not isinstance(event, MessagePosted) or name_of(event.channel) not in {ON, TRIED}:
            continue
        row = messages.get(event.message)
        if row is None or bool(row["is_deleted"]) != (event.message in gone):
            missing.append(event.key)
        elif event.message in words and (event.message in gone or words[event.message] != texts[event.message]):
            missing.append(f"{event.key} reads {words.get(event.message)!r}, not {texts[event.message]!r}")
    waiting = [f"{row['key']}: {row['error']}" for row in rows.get("waiting", ()) if row["attempts"]]
    judge.lost += len(missing) + len(waiting)
    judge.failures.extend(f"acknowledged, and lost: {name}" for name in missing)
    judge.failures.extend(f"set aside: {name}" for name in waiting)


def _last_words(taken: list[Event]) -> dict[MessageId, str]:
    texts: dict[MessageId, tuple[Any, str]] = {}
    for event in taken:
        if isinstance(event, MessagePosted | MessageEdited):
            at = (isinstance(event, MessageEdited), event.at)
            if event.message not in texts or texts[event.message][0] < at:
                texts[event.message] = (at, event.text)
    return {name: text for name, (_, text) in texts.items()}


def _on_record(rows: Rows, chats: list[Chat], judge: Judge) -> None:
    """Each message has one decision, each decision at most one message, and both know what stands where."""
    outbox = {row["id"]: row for row in rows.get("outbox", ())}
    decisions = {row["id"]: row for row in rows.get("decisions", ())}
    wrong: list[str] = []
    said = [row for row in outbox.values() if row["op"] == "say"]
    wrong.extend(
        f"{row['id']} has no decision of its own"
        for row in said
        if (decisions.get(row["decision_id"]) or {}).get("outbox_id") != row["id"]
    )
    wrong.extend(f"{name} decided on twice" for name, n in Counter(r["decision_id"] for r in said).items() if n > 1)
    standing = {shown.marker: shown.id for chat in chats for shown in chat.ledger.values() if not shown.is_gone}
    ever = {marker for chat in chats for marker in chat.markers}
    wrong.extend(f"{name} stands on the platform, and nobody decided on it" for name in ever - outbox.keys())
    for row in said:
        if row["state"] in {"sending", "unknown"}:
            wrong.append(f"{row['id']} never came to an end: {row['state']} {row['error']}")
        elif row["state"] == "sent" and row["id"] not in ever:
            wrong.append(f"{row['id']} is said to be sent, and never was")
        elif row["state"] in {"new", "failed", "expired"} and row["id"] in standing:
            wrong.append(f"{row['id']} stands there, and is said to be {row['state']} {row['error']}")
        elif row["state"] == "cancelled" and row["id"] in standing:
            wrong.append(f"{row['id']} was taken back, and still stands there")
    judge.lost += len(wrong)
    judge.failures.extend(sorted(wrong))
