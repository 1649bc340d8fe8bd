"""Made-up messages, threads and situations, with only what a test cares about spelt out."""

from datetime import UTC, datetime, timedelta
from typing import Any

from engagement.events import MessageDeleted, MessageEdited, MessagePosted
from engagement.ids import AccountId, ChannelId, CommunityId, MemberId, MessageId, ThreadId
from engagement.people import Helper, Role
from engagement.policy import ChannelPolicy, Policy
from engagement.records import Channel
from engagement.situation import Person, Situation
from engagement.threads import Message, QuestionModes, Thread

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
"""A Wednesday."""
HELP = ChannelId("slack-T1:help")
OTHER = ChannelId("slack-T1:other")
ASKER, PEER, THIRD, BOT = (MemberId(f"slack-T1:{name}") for name in ("asker", "peer", "third", "bot"))
ASKED = QuestionModes.MARK | QuestionModes.LOOSE | QuestionModes.CONSERVATIVE
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def at(minutes: float = 0) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def mid(name: str, channel: ChannelId = HELP) -> MessageId:
    return MessageId(f"{channel}:{name}")


def tid(name: str, channel: ChannelId = HELP) -> ThreadId:
    return ThreadId(mid(name, channel))


def message(name: str = "q", author: MemberId = ASKER, minutes: float = 0, **more: Any) -> Message:
    """A message of that author, so many minutes after noon, a thread of its own unless told otherwise."""
    channel = more.pop("channel", HELP)
    fields: dict[str, Any] = {"thread": tid(more.pop("of", name), channel)}
    return Message(
        **{"id": mid(name, channel), "channel": channel, "author": author, "at": at(minutes)} | fields | more
    )


def thread(name: str = "q", **more: Any) -> Thread:
    """An open question asked at noon, unless told otherwise."""
    channel = more.pop("channel", HELP)
    fields: dict[str, Any] = {
        "id": tid(name, channel), "channel": channel, "asker": ASKER, "root_at": NOON, "last_at": NOON, "modes": ASKED,
        "messages": 1, "version": 1,
    }  # fmt: skip
    return Thread(**fields | more)


def answered(name: str = "q", **more: Any) -> Thread:
    """A question that ``PEER`` answered five minutes later."""
    fields: dict[str, Any] = {
        "first_reply_at": at(5), "first_reply_by": PEER, "last_at": at(5), "human_replies": 1, "messages": 2,
    }  # fmt: skip
    return thread(name, **fields | more)


def person(member: MemberId = ASKER, *roles: Role, helper: Helper | None = None) -> Person:
    return Person(member=member, name="Somebody", roles=frozenset(roles or {Role.MEMBER}), helper=helper)


def policy(**more: Any) -> Policy:
    """A live community with one listed channel."""
    fields: dict[str, Any] = {
        "community": CommunityId("town"), "name": "Town", "dry_run": False,
        "channels": {"help": ChannelPolicy(name="help", topics=("api",))},
    }  # fmt: skip
    return Policy(**fields | more)


def situation(of: Thread | None = None, minutes: float = 0, **more: Any) -> Situation:
    """What a play is shown about ``of`` so many minutes after noon."""
    fields: dict[str, Any] = {
        "community": CommunityId("town"), "now": at(minutes), "policy": policy(), "thread": of,
        "channel": Channel(id=HELP, name="help", kind="chat", threading="native"),
    }  # fmt: skip
    return Situation(**fields | more)


def showing(*values: object) -> dict[type, object]:
    """``Situation.shown`` with these."""
    return {type(value): value for value in values}


def posted(name: str, text: str, author: MemberId = ASKER, minutes: float = 0, **more: Any) -> MessagePosted:
    """Somebody wrote ``text``. ``of`` names the thread it is a reply in."""
    channel = more.pop("channel", HELP)
    of = more.pop("of", None)
    return MessagePosted(
        key=more.pop("key", f"post:{channel}:{name}"), at=at(minutes), message=mid(name, channel), channel=channel,
        author=AccountId(author), text=text, thread=mid(of, channel) if of else None, **more,
    )  # fmt: skip


def edited(name: str, text: str, author: MemberId = ASKER, minutes: float = 0, **more: Any) -> MessageEdited:
    """A message posted at ``posted`` minutes now reads ``text``."""
    channel = more.pop("channel", HELP)
    of = more.pop("of", None)
    return MessageEdited(
        key=more.pop("key", f"edit:{channel}:{name}:{minutes}"), at=at(minutes), posted_at=at(more.pop("posted", 0)),
        message=mid(name, channel), channel=channel, author=AccountId(author), text=text,
        thread=mid(of, channel) if of else None, **more,
    )  # fmt: skip


def deleted(name: str, minutes: float = 0, channel: ChannelId = HELP) -> MessageDeleted:
    return MessageDeleted(key=f"delete:{channel}:{name}", at=at(minutes), message=mid(name, channel), channel=channel)
