"""The auditor of a simulated world, which dies and is switched off like everything else; and what looks after it."""

import asyncio

from bench.trust.handed_on.post import Post
from bench.trust.simulation.faults import HOUR
from bench.trust.simulation.life import Life, outside_of_any
from bench.trust.simulation.world import World
from bots.app.auditing import EVERY, Auditor, Watch
from engagement.errors import HubbubError
from engagement.events import TroubleSeen
from engagement.hosting import TroubleKind
from storage import StoredMemory

_WATCH_S = 15.0


def audit(world: World) -> None:
    """The auditor goes about, dies now and then, and is switched off for hours."""
    outside_of_any(world.loop, _audit(world, Post.of(world)))


async def _audit(world: World, post: Post) -> None:
    while True:
        policy = world.plan.policy(world.plan.without, world.seed)
        auditor = Auditor(
            memory=StoredMemory(world.ground.engine, in_line=True), policy=policy,
            clock=world.clock, outside=post, voice=world.ground.voice,
            name=f"auditor/{world.loop.time()}",
        )  # fmt: skip
        lives_for = world.dice.choice((20.0, HOUR, 3 * HOUR, 9 * HOUR)) * world.dice.uniform(0.5, 1.5)
        try:
            async with asyncio.timeout(lives_for):
                await _look(world, auditor)
        except TimeoutError:
            pass
        finally:
            auditor.memory.close()
        began = world.clock.truly()
        world.write("the auditor is off")
        away = 0.0 if world.is_ending else world.dice.choice((1.0, 60.0, HOUR, 3 * HOUR)) * world.dice.uniform(0.5, 1.5)
        await asyncio.sleep(away)
        post.silences.off.append((began, world.clock.truly()))
        world.write("the auditor is back")


async def _look(world: World, auditor: Auditor) -> None:
    while True:
        try:
            await auditor.look()
        except HubbubError as error:
            world.write(f"the auditor: {error}")
        await asyncio.sleep(EVERY.total_seconds() * (3 if world.is_ending else 1))


async def watch(world: World, life: Life) -> None:
    """What looks after the auditor from within the engine, as ``hubbub run`` has it."""
    post = Post.of(world)
    silences = post.silences

    async def alarm(is_over: bool) -> None:  # noqa: FBT001  # as the watch calls it
        at, kind = world.clock.now(), TroubleKind.AUDITOR_SILENT
        key = f"t:town:{kind}::{is_over}:{at.isoformat()}"
        await life.live.submit([TroubleSeen(key=key, at=at, place="Town", kind=kind, is_over=is_over)])

    eye = Watch(
        memory=life.memory, policy=lambda: life.live.owner.community.policy, clock=world.clock,
        outside=post, voice=world.ground.voice, alarm=alarm,
    )  # fmt: skip
    began = len(silences.lives)
    silences.lives.append((world.clock.truly(), None))
    try:
        while True:
            await eye.look()
            await asyncio.sleep(_WATCH_S * (8 if world.is_ending else 1))
    finally:
        silences.lives[began] = (silences.lives[began][0], world.clock.truly())
