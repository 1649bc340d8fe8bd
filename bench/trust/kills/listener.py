"""A process that takes events in under load and says which it has acknowledged, until somebody kills it."""

import asyncio
from datetime import UTC, datetime, timedelta

from bench.trust.kills.hubbub_process import IS_UP
from bots.app.store import default_dials
from bots.runtime.clock import ManualClock
from bots.runtime.community import Community
from bots.runtime.owner import Owner
from config.playbook import PLAYS
from engagement.events import MessagePosted
from engagement.ids import AccountId, ChannelId, CommunityId, MessageId
from engagement.policy import Policy
from storage import open_memory

START = datetime(2026, 3, 3, 9, tzinfo=UTC)
COMMUNITY = CommunityId("kills")
AT_ONCE = 32


def event(number: int) -> MessagePosted:
    """The ``number``-th message of a busy channel; every seventh is a question."""
    channel = ChannelId("slack-T1:C1")
    message = MessageId(f"{channel}:{1_770_000_000 + number}.000100")
    text = "How do I reset the gateway after an update?" if number % 7 == 0 else f"so far so good, step {number}"
    return MessagePosted(
        key=f"m:{message}", at=START + timedelta(seconds=number), message=message, channel=channel,
        author=AccountId(f"slack-T1:U{number % 40}"), text=text,
    )  # fmt: skip


def run(url: str, first: int) -> int:
    """Take messages in from the ``first``-th on, for ever."""
    asyncio.run(_take_in(url, first))
    return 0


async def _take_in(url: str, first: int) -> None:
    memory = open_memory(url)
    dials = default_dials()
    policy = Policy(community=COMMUNITY, name=COMMUNITY, others=dials)
    clock = ManualClock(START + timedelta(days=1) - timedelta(hours=23))
    with memory.direct(policy.community) as ledger:
        community = Community.load(ledger, policy, PLAYS, "key", clock.now())
    owner = Owner(community, memory, clock)
    number = first
    print(IS_UP, flush=True)  # what the killer reads
    while True:
        events = [event(number + offset) for offset in range(AT_ONCE)]
        await owner.take_in(events)
        print(f"acked {number} {number + AT_ONCE - 1} .", flush=True)
        number += AT_ONCE
