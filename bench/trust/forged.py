"""Does a request that Slack did not sign, or not now, do anything? All ways to lie at the door, on the real web app."""

import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from fastapi import FastAPI

from bench.fakes.slack import FakeSlack
from bench.fakes.slack.signed_http import sign
from bench.trust.asgi import Header, Reply, Request, call
from bench.trust.figures import Figures, Row, Work
from bots.app.running import running
from config.settings import Settings
from storage.dump import dump
from storage.engines import open_engine

PATH = "/slack/events"
_LARGEST = 1_048_576
_PER_BATCH = 500
_ROOT = "HUBBUB_"
_PLAYBOOK = """
communities:
  - name: Town
    languages: [en]
    workspaces: [{{platform: slack, id: {team}}}]
    channels: {{help: {{topics: [api]}}}}
"""
_EFFECTS = frozenset({"inbox", "waiting", "messages", "words", "threads", "outbox", "decisions", "follow_ups"})
_BROKEN_OFF, _REFUSED, _TOO_LARGE = 400, 401, 413


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message event as Slack would send it, and what it would be signed with."""

    secret: str
    body: bytes
    at: int

    def headers(self, *, stamp: str | None = None, signature: str | None = None) -> list[Header]:
        """The headers of an honest request, but for what is given."""
        told = str(self.at) if stamp is None else stamp
        signed = sign(self.secret, told, self.body) if signature is None else signature
        return [
            (b"host", b"127.0.0.1"),
            (b"content-type", b"application/json"),
            (b"x-slack-request-timestamp", told.encode("latin-1", "replace")),
            (b"x-slack-signature", signed.encode("latin-1", "replace")),
        ]


def _request(headers: Sequence[Header], *parts: bytes, breaks_off: bool = False) -> Request:
    return Request(path=PATH, headers=headers, parts=parts, breaks_off=breaks_off)


Forgery = Callable[[Said, random.Random], Request]


def _wrong_signature(said: Said, chance: random.Random) -> Request:
    return _request(said.headers(signature="v0=" + f"{chance.getrandbits(256):064x}"), said.body)


def _nearly_right(said: Said, chance: random.Random) -> Request:
    right = sign(said.secret, str(said.at), said.body)
    place = chance.randrange(3, len(right))
    other = chance.choice([digit for digit in "0123456789abcdef" if digit != right[place]])
    wrong = chance.choice(
        [right[:place] + other + right[place + 1 :], right[:-1], right + "0", right[3:], "v1" + right[2:]]
    )
    return _request(said.headers(signature=wrong), said.body)


def _missing(said: Said, chance: random.Random) -> Request:
    gone = chance.choice(
        [{b"x-slack-signature"}, {b"x-slack-request-timestamp"}, {b"x-slack-signature", b"x-slack-request-timestamp"}]
    )
    return _request([header for header in said.headers() if header[0] not in gone], said.body)


def _no_ascii(said: Said, chance: random.Random) -> Request:
    odd = "".join(chr(chance.randrange(0x80, 0x100)) for _ in range(chance.randrange(1, 80)))
    if chance.random() < 0.5:
        return _request(said.headers(signature="v0=" + odd), said.body)
    return _request(said.headers(stamp=odd, signature="v0=00"), said.body)


def _no_number(said: Said, chance: random.Random) -> Request:
    stamp = chance.choice(
        ["", " ", "now", "NaN", "inf", "-1", "+5", f"{said.at}.5", f"0x{said.at:x}", f" {said.at}", f"{said.at} ",
         f"{said.at}\t", "1e9", "9" * chance.randrange(13, 5_001), "-" + "9" * 5_000, "\u00b2\u00b3",
         f"{said.at},{said.at}"]
    )  # fmt: skip
    return _request(said.headers(stamp=stamp), said.body)


def _too_old(said: Said, chance: random.Random) -> Request:
    stamp = str(said.at - chance.choice([302, 303, 400, 3_600, 86_400, said.at]))
    return _request(said.headers(stamp=stamp), said.body)


def _from_the_future(said: Said, chance: random.Random) -> Request:
    stamp = str(said.at + chance.choice([310, 400, 3_600, 86_400, 10**11]))
    return _request(said.headers(stamp=stamp), said.body)


def _changed(said: Said, chance: random.Random) -> Request:
    place = chance.randrange(len(said.body))
    kind = chance.randrange(4)
    body = bytearray(said.body)
    if kind == 0:
        body[place] ^= 1 << chance.randrange(8)
    elif kind == 1:
        body = body[:place]
    elif kind == 2:
        body += bytes([chance.randrange(256)]) * chance.randrange(1, 20)
    else:
        body[place:place] = b" "
    return _request(said.headers(), bytes(body))


def _no_text(said: Said, chance: random.Random) -> Request:
    """Bytes that are no UTF-8, signed well or not."""
    body = said.body + bytes([0xFF, 0xFE, 0xC3, 0x28])
    signature = chance.choice([None, "v0=" + "0" * 64])
    return _request(Said(secret=said.secret, body=body, at=said.at).headers(signature=signature), body)


def _other_secret(said: Said, chance: random.Random) -> Request:
    """Signed with nothing, or with what is nobody's secret."""
    secret = chance.choice(["", " ", said.secret.upper() + "x", said.secret[:-1], f"{chance.getrandbits(128):032x}"])
    return _request(Said(secret=secret, body=said.body, at=said.at).headers(), said.body)


def _said_twice(said: Said, chance: random.Random) -> Request:
    """Two of a header, of which only one is right: whatever a server makes of it, nobody may choose."""
    name, value = chance.choice([(b"x-slack-signature", b"v0=" + b"1" * 64), (b"x-slack-request-timestamp", b"1")])
    return _request([*said.headers(), (name, value)], said.body)


def _in_pieces(said: Said, chance: random.Random) -> Request:
    """A body that comes in pieces, of which one was changed on the way."""
    size = chance.randrange(1, 200)
    parts = [said.body[start : start + size] for start in range(0, len(said.body), size)]
    place = chance.randrange(len(parts))
    parts[place] = bytes([parts[place][0] ^ 1]) + parts[place][1:]
    return _request(said.headers(), *parts)


def _other_length(said: Said, chance: random.Random) -> Request:
    """It says another length than it has, and what it has is not what was signed."""
    told = chance.choice([b"0", b"-1", b"9" * 30, b"abc", str(len(said.body) + 7).encode()])
    return _request([*said.headers(), (b"content-length", told)], said.body[: chance.randrange(len(said.body))])


def _hung_up(said: Said, chance: random.Random) -> Request:
    """Whoever sends it hangs up half-way."""
    return _request(said.headers(), said.body[: chance.randrange(len(said.body))], breaks_off=True)


def _too_large(said: Said, chance: random.Random) -> Request:
    """More than anybody would send, signed well all the same."""
    part = b"x" * chance.choice([_LARGEST + 1, 300_000])
    return _request(said.headers(), *[part] * chance.choice([4, 5]))


_FORGERIES: Mapping[Forgery, int] = {
    _wrong_signature: 10, _nearly_right: 10, _missing: 10, _no_ascii: 10, _no_number: 15, _too_old: 8,
    _from_the_future: 8, _changed: 15, _no_text: 8, _other_secret: 10, _said_twice: 8, _in_pieces: 6, _other_length: 8,
    _hung_up: 4, _too_large: 1,
}  # fmt: skip
"""Every kind of lie, and how often it is told."""


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
        }
        database = f"sqlite:///{folder / 'hubbub.db'}"
        settings = Settings(home=folder, config=playbook, database_url=database, environment=environment)
        async with running(settings, "http://127.0.0.1:8080", say=lambda _: None) as run:
            yield _Door(web=run.web, slack=slack, database=database, channel=channel, user=user)


def _fault(kind: Forgery, reply: Reply) -> str | None:
    """What is wrong with an answer to a forgery; None when nothing is."""
    if reply.error is not None:
        return f"raised {type(reply.error).__name__}: {reply.error}"
    if kind is _hung_up and reply.status == _BROKEN_OFF:  # nobody is left to be answered
        return None
    wanted = _TOO_LARGE if kind is _too_large else _REFUSED
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
    kinds, weights = list(_FORGERIES), list(_FORGERIES.values())
    for start in range(0, work.size, _PER_BATCH):
        before, chance = door.effects(), random.Random(work.seed * 1_000_003 + start)
        for kind in chance.choices(kinds, weights, k=min(_PER_BATCH, work.size - start)):
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


async def _honest(door: _Door, count: _Count) -> None:
    """Between the lies: what Slack says itself is taken in, and what is played back is taken in once."""
    before = door.effects()
    said = door.said("How do I use the api?")
    statuses = [(await call(door.web, _request(said.headers(), said.body))).status for _ in range(3)]
    if statuses != [200] * 3:
        count.fail(f"an honest request, sent three times, was answered {statuses}")
    taken = (door.effects() - before)["messages"]
    if taken != 1:
        count.unintended += 1
        count.fail(f"an honest request, sent three times, was taken in {taken} times")


async def _run(work: Work, folder: Path) -> Figures:
    count = _Count()
    async with _open(folder) as door:
        await _attack(door, work, count)
    return Figures(
        tried=work.size, crashed=count.crashed, unintended=count.unintended, seed=work.seed,
        failures=tuple(count.failures), absolute={"kinds of forgery": len(_FORGERIES)},
    )  # fmt: skip


def run(work: Work) -> Figures:
    """Forge requests in every way there is."""
    with tempfile.TemporaryDirectory(prefix="hubbub-trust-") as folder:
        return asyncio.run(_run(work, Path(folder)))


ROW = Row(
    name="forged",
    title="Requests at Slack's address with signatures that are wrong, missing, old, replayed or of another body",
    holds="all refused (401, 413 for size), none raises, nothing is written; what is sent twice is taken in once",
    unit="requests",
    sizes={"small": 500, "ci": 10_000, "long": 200_000},
    run=run,
)
