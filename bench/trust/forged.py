"""Does a request that Slack, or another system, did not sign, or not now, do anything? All ways to lie at both doors.

On the real web app.
"""

import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from fastapi import FastAPI

from bench.fakes.slack import FakeSlack
from bench.measures.slack_served import serving
from bench.trust.asgi import Reply, Request, call
from bench.trust.figures import Figures, Row, Work
from bench.trust.forgeries import FORGERIES, PATH, Forgery, Said, hung_up, on_the_wire, other_length, too_large
from bench.trust.outside_forgeries import LIES, SECRET, Told
from bots.app.running import running
from config.settings import Settings
from storage.dump import dump
from storage.engines import open_engine

_PER_BATCH = 500
_PATIENCE_S = 5.0
_ROOT = "HUBBUB_"
_PLAYBOOK = """
communities:
  - name: Town
    languages: [en]
    workspaces: [{{platform: slack, id: {team}}}]
    channels: {{help: {{topics: [api]}}}}
    escalations: {{hubs: {{community: {{channel: team}}}}, webhooks: [pager]}}
"""
_AT_THE_OTHER_DOOR = 5
"""Every so many requests come as another system's, not as Slack's."""
_EFFECTS = frozenset(
    {
        "escalations",
        "escalation_entries",
        "inbox",
        "waiting",
        "messages",
        "words",
        "threads",
        "outbox",
        "decisions",
        "follow_ups",
    }
)
_BROKEN_OFF, _REFUSED, _UNKNOWN, _TOO_LARGE = 400, 401, 404, 413


@dataclass(slots=True)
class _Door:
    """The web app under attack, and what the attacker knows."""

    web: FastAPI
    slack: FakeSlack
    database: str
    channel: str
    user: str
    number: int = 0

    def said(self, words: str) -> Said:
        """One more message, never said before."""
        self.number += 1
        at = int(time.time())
        ts = f"{at}.{self.number:06d}"
        event = {
            "type": "message", "user": self.user, "ts": ts, "text": words, "team": self.slack.team_id,
            "channel": self.channel, "event_ts": ts, "channel_type": "channel",
        }  # fmt: skip
        body = {
            "token": "x", "team_id": self.slack.team_id, "api_app_id": self.slack.app_id, "event": event,
            "type": "event_callback", "event_id": f"Ev{self.number:09}", "event_time": at,
        }  # fmt: skip
        return Said(secret=self.slack.signing_secret, body=orjson.dumps(body), at=at)

    def effects(self) -> Counter[str]:
        """How many rows there are of whatever a message may leave behind."""
        engine = open_engine(self.database)
        try:
            tables = Counter(str(orjson.loads(line)["table"]) for line in dump(engine))
        finally:
            engine.dispose()
        return Counter({name: number for name, number in tables.items() if name in _EFFECTS})


@asynccontextmanager
async def _open(folder: Path) -> AsyncIterator[_Door]:
    """Hubbub as ``hubbub run`` runs it, called by Slack over HTTP."""
    async with FakeSlack(team_id="T1", name="Town") as slack:
        user = slack.add_user("Ada")
        channel = slack.add_channel("help", members=[user])
        playbook = folder / "hubbub.yaml"
        playbook.write_text(_PLAYBOOK.format(team=slack.team_id), encoding="utf-8")
        environment = {
            f"{_ROOT}SLACK_BOT_TOKEN": slack.bot_token,
            f"{_ROOT}SLACK_SIGNING_SECRET": slack.signing_secret,
            f"{_ROOT}SLACK_API_URL": slack.api_url,
            f"{_ROOT}WEBHOOK_PAGER_URL": "http://localhost:9/never-called",
            f"{_ROOT}WEBHOOK_PAGER_SECRET": SECRET,
        }
        database = f"sqlite:///{folder / 'hubbub.db'}"
        settings = Settings(home=folder, config=playbook, database_url=database, environment=environment)
        async with running(settings, "http://127.0.0.1:8080", say=lambda _: None) as run:
            yield _Door(web=run.web, slack=slack, database=database, channel=channel, user=user)


async def _written(port: int, request: bytes) -> int | None:
    """The status of the answer to these bytes; None when the line was cut instead."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        writer.write_eof()
        async with asyncio.timeout(_PATIENCE_S):
            line = await reader.readline()
    except (ConnectionError, TimeoutError):
        return None
    finally:
        writer.close()
    parts = line.split()
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else None


def _fault(kind: Forgery, reply: Reply) -> str | None:
    """What is wrong with an answer to a forgery; None when nothing is."""
    if reply.error is not None:
        return f"raised {type(reply.error).__name__}: {reply.error}"
    if kind is hung_up and reply.status == _BROKEN_OFF:  # nobody is left to be answered
        return None
    if kind is other_length and reply.status == _TOO_LARGE:  # it said so itself
        return None
    wanted = _TOO_LARGE if kind is too_large else _REFUSED
    return None if reply.status == wanted else f"answered {reply.status}, not {wanted}"


@dataclass(slots=True)
class _Count:
    """What was found so far."""

    crashed: int = 0
    unintended: int = 0
    failures: list[str] = field(default_factory=list)

    def fail(self, what: str) -> None:
        self.failures = [*self.failures, what][:20]


async def _attack(door: _Door, work: Work, count: _Count) -> None:
    kinds, weights = list(FORGERIES), list(FORGERIES.values())
    for start in range(0, work.size, _PER_BATCH):
        before, chance = door.effects(), random.Random(work.seed * 1_000_003 + start)
        for nth, kind in enumerate(chance.choices(kinds, weights, k=min(_PER_BATCH, work.size - start))):
            if nth % _AT_THE_OTHER_DOOR == 0:
                await _lie_outside(door, chance, count)
                continue
            reply = await call(door.web, kind(door.said("How do I get in?"), chance))
            fault = _fault(kind, reply)
            if fault is not None:
                count.crashed += reply.error is not None or reply.status >= 500
                count.unintended += reply.error is None and reply.status < 500
                count.fail(f"{kind.__name__.strip('_')}, batch at {start}: {fault}")
        changed = door.effects() - before
        if changed:
            count.unintended += changed.total()
            count.fail(f"batch at {start}: something was written: {dict(changed)}")
        await _honest(door, count)


async def _lie_outside(door: _Door, chance: random.Random, count: _Count) -> None:
    (lie,) = chance.choices(list(LIES), list(LIES.values()))
    request, wanted = lie(Told(at=int(time.time())), chance)
    reply = await call(door.web, request)
    if reply.error is not None or reply.status != wanted:
        count.crashed += reply.error is not None or reply.status >= 500
        count.unintended += reply.error is None and reply.status < 500
        count.fail(f"outside, {lie.__name__.strip('_')}: answered {reply.status} {reply.error!r}, not {wanted}")


async def _honest(door: _Door, count: _Count) -> None:
    """Between the lies: what Slack says itself is taken in, and what is played back is taken in once."""
    before = door.effects()
    said = door.said("How do I use the api?")
    statuses = [
        (await call(door.web, Request(path=PATH, headers=said.headers(), parts=[said.body]))).status for _ in range(3)
    ]
    if statuses != [200] * 3:
        count.fail(f"an honest request, sent three times, was answered {statuses}")
    signed = await call(door.web, Told(at=int(time.time())).request())
    if signed.status != _UNKNOWN:  # let in, and there is no such escalation
        count.fail(f"an honest call of another system was answered {signed.status}")
    taken = (door.effects() - before)["messages"]
    if taken != 1:
        count.unintended += 1
        count.fail(f"an honest request, sent three times, was taken in {taken} times")


async def _run(work: Work, folder: Path) -> Figures:
    count = _Count()
    async with _open(folder) as door:
        await _attack(door, work, count)
        before = door.effects()
        async with serving(door.web) as port:
            for name, written in on_the_wire(door.said("How do I get in?")).items():
                status = await _written(port, written)
                if status not in (None, 400, _REFUSED, _TOO_LARGE):
                    count.unintended += 1
                    count.fail(f"on the wire, {name}: answered {status}")
        if door.effects() - before:
            count.unintended += 1
            count.fail("on the wire something was written")
        await _honest(door, count)
    return Figures(
        tried=work.size, crashed=count.crashed, unintended=count.unintended, seed=work.seed,
        failures=tuple(count.failures), absolute={"kinds of forgery": len(FORGERIES) + len(LIES)},
    )  # fmt: skip


def run(work: Work) -> Figures:
    """Forge requests in every way there is."""
    with tempfile.TemporaryDirectory(prefix="hubbub-trust-") as folder:
        return asyncio.run(_run(work, Path(folder)))


ROW = Row(
    name="forged",
    title="Requests where Slack and other systems call, signed wrongly, not at all, long ago or for another body",
    holds="all refused (401, 413 for size, 404 for links), none raises, nothing is written; what is sent twice is taken"
    " in once",
    unit="requests",
    sizes={"small": 500, "ci": 10_000, "long": 200_000},
    run=run,
)
