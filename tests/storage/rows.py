"""Rows as the storage tests write them: short to make, one field at a time."""

from datetime import UTC, datetime, timedelta
from typing import Any

from engagement.actions import FollowUp
from engagement.decisions import Decision, Outcome
from engagement.ids import (
    ChannelId,
    CommunityId,
    DecisionId,
    FollowUpId,
    MemberId,
    MessageId,
    OutboxId,
    ThreadId,
    WorkspaceId,
)
from engagement.people import Account
from engagement.records import DueFollowUp, OutboxRow, PendingEvent
from engagement.threads import Message, QuestionModes, Thread

OURS, THEIRS = CommunityId("ours"), CommunityId("theirs")
NOON = datetime(2026, 3, 2, 12, 0, 0, 123_456, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TICK = timedelta(microseconds=1)
"""The smallest step of time that is remembered."""
HELP, TALK = ChannelId("slack-T1:C1"), ChannelId("slack-T1:C2")


def member(name: str) -> MemberId:
    return MemberId(f"slack-T1:{name}")


ADA, BOB, CYD = member("U1"), member("U2"), member("U3")


def message_name(number: int, channel: ChannelId = HELP) -> MessageId:
    return MessageId(f"{channel}:{number}")


def thread_name(number: int, channel: ChannelId = HELP) -> ThreadId:
    return ThreadId(message_name(number, channel))


def message(number: int, **fields: Any) -> Message:
    base: dict[str, Any] = {
        "id": message_name(number), "channel": HELP, "thread": thread_name(number), "author": ADA,
        "at": NOON + number * MINUTE,
    }  # fmt: skip
    return Message(**{**base, **fields})


def thread(number: int, **fields: Any) -> Thread:
    base: dict[str, Any] = {
        "id": thread_name(number), "channel": HELP, "asker": ADA, "root_at": NOON + number * MINUTE,
        "modes": QuestionModes.CONSERVATIVE | QuestionModes.LOOSE, "messages": 1,
    }  # fmt: skip
    return Thread(**{**base, **fields})


def account(name: MemberId, shown: str, **fields: Any) -> Account:
    base: dict[str, Any] = {"id": name, "member": name, "name": shown}
    return Account(**{**base, **fields})


def pending(number: int, **fields: Any) -> PendingEvent:
    base: dict[str, Any] = {
        "key": f"key-{number}", "at": NOON + number * MINUTE, "payload": b'{"n":%d}' % number, "source": "import",
    }  # fmt: skip
    return PendingEvent(**{**base, **fields})


def due(number: int, **fields: Any) -> DueFollowUp:
    base: dict[str, Any] = {
        "play": "peer_prompt", "kind": "wait", "thread": thread_name(number), "due_at": NOON + number * MINUTE,
    }  # fmt: skip
    name = fields.pop("name", f"due-{number}")
    cause = fields.pop("cause", "cause")
    return DueFollowUp(id=FollowUpId(name), follow_up=FollowUp(**{**base, **fields}), cause=cause)


def outbox_row(number: int, **fields: Any) -> OutboxRow:
    base: dict[str, Any] = {
        "id": OutboxId(f"out-{number}"), "decision": DecisionId(f"decision-{number}"),
        "workspace": WorkspaceId("slack-T1"), "op": "say", "lane": 3, "body": {"text": "peer_prompt.ask"},
        "created_at": NOON + number * MINUTE,
    }  # fmt: skip
    return OutboxRow(**{**base, **fields})


def decision(number: int, **fields: Any) -> Decision:
    base: dict[str, Any] = {
        "id": DecisionId(f"decision-{number:04d}"), "at": NOON + number * MINUTE, "play": "peer_prompt",
        "play_version": 1, "policy_hash": "abc", "subject": thread_name(number), "action": "PromptPeer",
        "outcome": Outcome.ACTED, "reason": "nobody answered",
    }  # fmt: skip
    return Decision(**{**base, **fields})
