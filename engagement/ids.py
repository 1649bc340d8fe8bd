"""Which names things have: typed ids, and the stable hash that makes replaying give the same ids."""

import hashlib
from typing import NewType

CommunityId = NewType("CommunityId", str)
"""The short name of a community, its partition key."""
WorkspaceId = NewType("WorkspaceId", str)
"""One Slack workspace or Discord server, for example ``slack-T024BE7LD``; holds no colon."""
ChannelId = NewType("ChannelId", str)
"""``<workspace>:<the platform's channel id>``."""
AccountId = NewType("AccountId", str)
"""``<workspace>:<the platform's user id>``: a person's presence in one workspace."""
MemberId = NewType("MemberId", str)
"""A person in a community: the id of their first account, kept when accounts are linked."""
MessageId = NewType("MessageId", str)
"""``<channel>:<the platform's message id>``."""
ThreadId = NewType("ThreadId", MessageId)
"""The id of the message that began the conversation."""
DecisionId = NewType("DecisionId", str)
FollowUpId = NewType("FollowUpId", str)
OutboxId = NewType("OutboxId", str)
EscalationId = NewType("EscalationId", str)
CrisisId = NewType("CrisisId", str)

_LOOK = "~look:"
_SEPARATOR = "\x1f"
_DIGITS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [first + second for first in _DIGITS for second in _DIGITS]
"""Two digits of base 32 (RFC 4648) for every ten bits: four times as quick as encoding digit by digit."""
_SHIFTS = range(70, -1, -10)


def stable_id(*parts: str) -> str:
    """A 16-character name for what ``parts`` name together: 80 bits of BLAKE2b, base 32, lower case.

    The same parts give the same id on every machine, so a replay writes the same bytes. With 100 million ids of one
    kind the chance of any collision is below 1e-8 (birthday bound, n^2 / 2^81).
    """
    digest = hashlib.blake2b(_SEPARATOR.join(parts).encode("utf-8", "surrogatepass"), digest_size=10).digest()
    number = int.from_bytes(digest, "big")
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])


def channel_id(workspace: WorkspaceId, external: str) -> ChannelId:
    """The channel called ``external`` by the platform of ``workspace``."""
    return ChannelId(f"{workspace}:{external}")


def private_channel(workspace: WorkspaceId) -> ChannelId:
    """The place of what a workspace's members ask a team privately; no channel of the platform."""
    return ChannelId(f"{workspace}:~private")


def is_private_place(channel: ChannelId) -> bool:
    """Whether it is such a place."""
    return channel.endswith(":~private")


def look_id(kind: str, name: str) -> ThreadId:
    """What a look hangs on that is about no conversation: about a ``kind`` of thing of that name."""
    return ThreadId(MessageId(f"{_LOOK}{kind}:{name}"))


def looked_for(thread: ThreadId) -> tuple[str, str] | None:
    """The kind and the name that ``look_id`` was given; None for a conversation."""
    if not thread.startswith(_LOOK):
        return None
    kind, _, name = thread.removeprefix(_LOOK).partition(":")
    return kind, name


def account_id(workspace: WorkspaceId, external: str) -> AccountId:
    """The account called ``external`` by the platform of ``workspace``."""
    return AccountId(f"{workspace}:{external}")


def message_id(channel: ChannelId, external: str) -> MessageId:
    """The message called ``external`` by the platform within ``channel``."""
    return MessageId(f"{channel}:{external}")


def channel_of(message: MessageId) -> ChannelId:
    """The channel that a message or thread id lies in."""
    return ChannelId(message.rpartition(":")[0])


def workspace_of(place: ChannelId | AccountId | MemberId) -> WorkspaceId:
    """The workspace that a channel or account id lies in."""
    return WorkspaceId(place.partition(":")[0])


def external_of(named: ChannelId | AccountId | MemberId | MessageId) -> str:
    """The last part of an id: what the platform itself calls the thing."""
    return named.rpartition(":")[2]
