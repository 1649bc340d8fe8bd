"""Does anything that arrives make Hubbub fall over? Captured payloads of both platforms, changed at random."""

import asyncio
import json
import logging
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlencode

from bench.fakes.slack.signed_http import sign
from bench.measures.stage import COMMUNITY
from bench.trust.besieged import Besieged, Seed, besieged
from bench.trust.figures import Figures, Row, Work
from bench.trust.fuzzed_exports import read_exports
from bench.trust.mutator import Mutator, words_of
from bots.platforms.slack.sockets import to_envelope

_BATCH: Final = 1_000
_AT_ONCE: Final = 50
_SHARES: Final = (("slack", 0.44), ("socket", 0.05), ("discord", 0.41), ("exports", 0.10))
_MOST_GROWTH_MIB: Final = 400
_ENDINGS: Final = frozenset({"app_uninstalled", "tokens_revoked", "GUILD_DELETE"})
"""What really ends a connection is not changed: afterwards nothing would be heard, and rightly so."""
_ANSWERED: Final = frozenset({"interaction", "INTERACTION_CREATE", "command"})
_OPENINGS: Final = frozenset({"READY", "RESUMED"})
"""What begins a session is discord.py's alone to read: over the socket it is not changed."""
_RARELY: Final = 0.25
"""How often, compared with others, what is answered by a call of our own: the calls take longer than all the rest."""


class _Errors(logging.Handler):
    """Whatever is logged as an error: nothing that members send may be one."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: Counter[str] = Counter()

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Count it by what it says, and by the error's kind and place."""
        error = record.exc_info[1] if record.exc_info else None
        place = ""
        if error is not None and error.__traceback__ is not None:
            at = error.__traceback__
            while at.tb_next is not None:
                at = at.tb_next
            place = f" ({type(error).__name__} in {Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno})"
        self.found[f"{record.name}: {record.msg}{place}"] += 1

    def unheard(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What nobody awaited."""
        self.found[f"{context.get('message')}: {context.get('exception')!r}"] += 1


@dataclass(slots=True)
class _Attack:
    """One run: the town, the chance, and what was found."""

    town: Besieged
    chance: random.Random
    errors: _Errors
    failures: list[str] = field(default_factory=list)
    lost: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    number: int = 0
    base: int = 0
    _seeds: dict[str, Sequence[Seed]] = field(default_factory=dict)
    _weights: dict[str, Sequence[float]] = field(default_factory=dict)
    _words: dict[str, Sequence[str]] = field(default_factory=dict)

    def begin(self, seed: int) -> None:
        """A batch begins: all chance in it comes from this seed."""
        self.chance.seed(seed)
        for name, seeds in (("slack", self.town.slack_seeds), ("discord", self.town.discord_seeds)):
            if name not in self._seeds:
                kept = [each for each in seeds if each.kind not in _ENDINGS]
                self._seeds[name] = kept
                self._weights[name] = [_RARELY if each.kind in _ANSWERED else 1.0 for each in kept]
                self._words[name] = words_of([each.body for each in kept])

    def payloads(self, name: str, count: int) -> list[tuple[Seed, Any]]:
        """So many changed payloads, with what they were made of."""
        mutator = Mutator(self.chance, self.town.ids)
        seeds = self.chance.choices(self._seeds[name], self._weights[name], k=count)
        words = [word for word in self._words[name] if word not in _ENDINGS]
        return [
            (each, mutator.of(each.body, self.chance.sample(words, 3) if len(words) > 2 else words)) for each in seeds
        ]

    # --- Slack ------------------------------------------------------------------------------------------------------

    async def slack(self, count: int) -> None:
        """Over HTTP, signed as Slack signs."""
        mutator = Mutator(self.chance, self.town.ids)
        bodies = [_written(seed, made, mutator) for seed, made in self.payloads("slack", count)]
        for start in range(0, count, _AT_ONCE):
            await asyncio.gather(*(self._post(body, kind) for body, kind in bodies[start : start + _AT_ONCE]))

    async def _post(self, body: bytes, kind: str) -> int:
        stamp = str(int(time.time()))
        headers = {
            "content-type": kind,
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": sign(self.town.slack.signing_secret, stamp, body),
        }
        try:
            status, _, _ = await self.town.slack_link.handle_http(headers, body)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is what is looked for
            self.failures.append(f"Slack's door raised {error!r}")
            return 0
        self.statuses[status] += 1
        if status >= 500:
            self.failures.append(f"Slack's door answered {status}: {body[:300]!r}")
        return status

    async def socket(self, count: int) -> None:
        """By Socket Mode: frames that are no JSON, that are no envelope, and envelopes with anything in them."""
        mutator = Mutator(self.chance, self.town.ids)
        link: Any = self.town.slack_link
        for number, (seed, made) in enumerate(self.payloads("slack", count)):
            kind = {"event": "events_api", "command": "slash_commands"}.get(seed.kind, "interactive")
            frame = {"envelope_id": f"fuzz-{number}", "payload": made, "type": kind, "accepts_response_payload": True}
            changed = mutator.of(frame, ()) if self.chance.random() < 0.3 else frame
            if self.chance.random() < 0.1:
                await self._frame(mutator.text_of(changed))
                continue
            envelope = to_envelope(changed) if isinstance(changed, dict) else None
            try:
                if envelope is not None:
                    await link._take(envelope)  # noqa: SLF001  # what the socket calls for each envelope
            except Exception as error:  # noqa: BLE001  # see _post
                self.failures.append(f"Socket Mode raised {error!r}")

    async def _frame(self, text: str) -> None:
        """One frame over the socket itself, whatever it says."""
        space: Any = self.town.slack._space  # noqa: SLF001  # our own fake's; it sends only what Slack would
        for connection in list(space.sockets._connections):  # noqa: SLF001
            await connection.ws.send_str(text.encode("utf-8", "replace").decode())

    # --- Discord ----------------------------------------------------------------------------------------------------

    async def discord(self, count: int) -> None:
        """Raw frames, where discord.py hands them on before it reads them; one in fifty over the socket itself."""
        mutator, link = Mutator(self.chance, self.town.ids), self.town.discord_link
        for _, made in self.payloads("discord", count):
            if self.chance.random() < 0.02 and isinstance(made, dict):
                self._over_the_socket(made)
                continue
            gateway = link._gateway  # noqa: SLF001  # where discord.py hands on what it received
            assert gateway is not None
            try:
                gateway.dispatch("socket_raw_receive", mutator.text_of(made))
            except Exception as error:  # noqa: BLE001  # see _post
                self.failures.append(f"the gateway raised {error!r}")
        await self.town.settled()

    def _over_the_socket(self, made: dict[str, Any]) -> None:
        sessions = self.town.discord.backend.hub.sessions.values()
        text = json.dumps({**made, "op": 0, "s": None}).encode()
        for session in sessions:
            if session.socket is not None and isinstance(made.get("t"), str) and made["t"] not in _OPENINGS:
                session.socket.put(text)

    def restore_discord(self) -> None:
        """The server as it really is: what was told of it may have been believed."""
        gateway = self.town.discord_link._gateway  # noqa: SLF001  # see discord
        assert gateway is not None
        for seed in self.town.discord_seeds:
            if seed.kind in {"READY", "GUILD_CREATE"}:
                gateway.dispatch("socket_raw_receive", json.dumps(seed.body))

    # --- between the batches ----------------------------------------------------------------------------------------

    async def honest(self) -> None:
        """After each batch something honest is said on both platforms, and must be taken in."""
        self.number += 1
        await self._honest_slack()
        await self._honest_discord()

    async def _honest_slack(self) -> None:
        town, at = self.town, time.time()
        ts, lobby = f"{int(at)}.{self.number:06d}", town.people["slack.lobby"]
        seed = next(s for s in town.slack_seeds if s.kind == "event" and s.body["event"]["type"] == "message")
        event = {**seed.body["event"], "ts": ts, "event_ts": ts, "channel": lobby, "text": "How do I get in?"}
        for name in ("subtype", "thread_ts", "message", "previous_message", "hidden"):
            event.pop(name, None)
        body = {**seed.body, "event": event, "event_id": f"EvGOOD{self.number}"}
        await self._post(json.dumps(body).encode(), "application/json")
        if not town.is_known(town.slack_message(lobby, ts)):
            self.lost += 1
            self.failures.append(f"after batch {self.number} Slack was not heard any more")

    async def _honest_discord(self) -> None:
        town = self.town
        self.restore_discord()
        await town.settled()
        lobby = town.people["discord.lobby"]
        said = await town.discord.post(town.people["discord.ada"], lobby, "How do I get in?")
        await town.discord.settled()
        for _ in range(200):
            await town.settled()
            if town.is_known(town.discord_message(lobby, said)):
                return
            await asyncio.sleep(0.02)
        self.lost += 1
        self.failures.append(f"after batch {self.number} Discord was not heard any more")


def _written(seed: Seed, made: Any, mutator: Mutator) -> tuple[bytes, str]:
    """The body of a request, and of what type it says it is."""
    form = "application/x-www-form-urlencoded"
    if seed.kind == "event":
        return mutator.text_of(made).encode("utf-8", "replace"), "application/json"
    if seed.kind == "command" and isinstance(made, dict):
        flat = {str(name): value if isinstance(value, str) else json.dumps(value) for name, value in made.items()}
        return urlencode(flat, errors="replace").encode(), form
    return urlencode({"payload": mutator.text_of(made)}, errors="replace").encode(), form


def _resident_mib() -> float:
    """Memory that this process holds; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * 4096 / 1024**2


async def _run(work: Work, folder: Path) -> Figures:
    errors = _Errors()
    asyncio.get_running_loop().set_exception_handler(errors.unheard)
    tried: Counter[str] = Counter()
    first_bad = ""
    async with besieged(folder) as town:
        with errors:
            attack = _Attack(town, random.Random(), errors)
            memory, done = 0.0, 0
            while done < work.size:
                seed, size = work.seed + done, min(_BATCH, work.size - done)
                known = len(attack.failures) + errors.found.total()
                attack.begin(seed)
                for name, share in _SHARES:
                    count = round(size * share)
                    tried[name] += count
                    if name == "exports":
                        attack.failures.extend(read_exports(attack.chance, count, folder))
                    else:
                        await getattr(attack, name)(count)
                await attack.honest()
                done += size
                if not first_bad and len(attack.failures) + errors.found.total() > known:
                    first_bad = (
                        f"first in the batch of seed {seed}: alone it is --seed {seed} --size {size},"
                        f" with all that came before it --seed {work.seed} --size {done}"
                    )
                memory = memory or _resident_mib()
            parked = town.memory.read(COMMUNITY, lambda ledger: ledger.inbox.parked(500))
            waiting = town.memory.read(COMMUNITY, lambda ledger: ledger.inbox.waiting(500))
            grown = round(_resident_mib() - memory)
    set_aside = Counter(row.error or "" for row in (*parked, *waiting))
    failures = [
        *([first_bad] if first_bad else ()),
        *attack.failures,
        *(f"{count} x {what}" for what, count in errors.found.most_common()),
    ]
    failures += [f"{count} x set aside: {what}" for what, count in set_aside.most_common()]
    if grown > _MOST_GROWTH_MIB:
        failures.append(f"memory grew by {grown} MiB")
    return Figures(
        tried=tried.total(), lost=attack.lost, crashed=errors.found.total() + set_aside.total(),
        seed=work.seed, failures=tuple(failures[:40]),
        absolute={**tried, "MiB grown": grown, "statuses": dict(sorted(attack.statuses.items()))},
    )  # fmt: skip


def run(work: Work) -> Figures:
    """Change what was captured, and send it."""
    with tempfile.TemporaryDirectory(prefix="hubbub-trust-") as folder:
        return asyncio.run(_run(work, Path(folder)))


ROW = Row(
    name="fuzz",
    title="Payloads of both platforms and exports of both, changed at random, by every way in",
    holds="0 crashes, nothing set aside, no 5xx; what is said honestly after each thousand is taken in; memory bounded",
    unit="payloads",
    sizes={"small": 1_000, "ci": 100_000, "long": 2_000_000},
    run=run,
)
