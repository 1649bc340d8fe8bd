"""One community's engine, put together: its memory, its dials, its voice, and the lease that makes it ours."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bots.app.links import OurLinks
from bots.app.owners import is_gone, owner_name
from bots.app.store import LEASE, hold_out_key, link_key
from bots.runtime.clock import SystemClock
from bots.runtime.community import Community
from bots.runtime.delivery import Delivery
from bots.runtime.live import Live
from bots.runtime.owner import Owner
from bots.runtime.schedule import Wakes
from bots.voice.rendering import Voice
from config.messages import load_texts
from config.overriding import overridden
from config.playbook import PLAYS
from engagement.errors import NotOwner
from engagement.looked_after import ROLE, with_given
from engagement.outside import Outside
from engagement.persona import OUR_NAME
from engagement.policy import Policy
from engagement.ports import Clock, Ledger
from storage import StoredMemory


def make_live(
    memory: StoredMemory,
    policy: Policy,
    clock: Clock,
    voice: Voice,
    reload: Callable[[Ledger], Policy],
    outside: Outside | None = None,
    public_url: str | None = None,
    pages_at: str | None = None,
) -> Live:
    """One community's engine, without platforms yet; with an address of ours, others are told links that act.

    ``pages_at`` is where our pages are for the people of this community (None: at that address).
    """
    now = clock.now()
    memory.register(policy.community, policy.name, now)
    with memory.direct(policy.community) as ledger:
        key = hold_out_key(ledger)
        links = OurLinks(link_key(ledger), public_url) if public_url is not None else None
        policy = reload(ledger)
        ledger.inbox.release()
        community = Community.load(ledger, policy, PLAYS, key, now)
    community.pages_at = pages_at or public_url or ""
    owner = Owner(community, memory, clock, reload)
    voice = voice.with_own(lambda: owner.community.policy.texts, lambda: owner.community.policy.persona.called)
    delivery = Delivery(owner, voice, {})
    delivery.calling.outside, delivery.calling.links = outside, links
    return Live(owner, delivery, voice)


def make_voice(extra: Sequence[Path] = ()) -> Voice:
    """The voice with the shipped texts, and a community's own on top."""
    return Voice(load_texts(extra), persona=OUR_NAME)


@asynccontextmanager
async def owned(memory: StoredMemory, live: Live) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """The community's partition is ours, and the lease is renewed, until the end; what renews it.

    What the process before this one wrote until then is known: who said stop in its last moment is not asked.
    """
    name = owner_name()
    memory.own(live.owner.id, name, SystemClock().now(), LEASE, is_gone)
    await live.owner.begin()

    async def renew() -> None:
        try:
            memory.own(live.owner.id, name, SystemClock().now(), LEASE)
        except NotOwner as error:
            live.stand_down(str(error))

    wakes = Wakes()
    wakes.every(LEASE.total_seconds() / 3, "lease", renew)
    wakes.start()
    try:
        yield renew
    finally:
        wakes.stop()
        memory.disown(live.owner.id, name)


def as_set(policy: Policy, ledger: Ledger) -> Policy:
    """The policy with what managers changed on top, and the roles they gave; what fits nothing any more is left out."""
    return with_given(with_dials(policy, ledger.dials.all()), ledger.entries.find(ROLE))


def with_dials(policy: Policy, dials: Mapping[str, object]) -> Policy:
    """The policy with settings changed beside the file; for what is said with them, not for who may do what."""
    for path, value in dials.items():
        policy = overridden(policy, path, value) or policy
    return policy
