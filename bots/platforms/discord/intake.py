"""How do frames become events that are taken in? One queue, one consumer, whatever waits in one batch."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from bots.platforms.discord.fields import read_object, read_snowflake
from bots.platforms.discord.lately import Lately
from bots.platforms.discord.responder import Outcome, Responder
from bots.platforms.discord.servers import Servers, Told
from engagement.events import Event
from engagement.hosting import Host
from engagement.speech import Answer
from engagement.text import to_clean

_LOG = logging.getLogger(__name__)
_MOST_AT_ONCE: Final = 500
_WAITS: Final = (0.2, 1.0, 5.0, 15.0, 60.0)
"""Seconds between tries to take a batch in. Discord tells nothing twice: what is given up, a backfill has to heal."""
_READ: Final = frozenset(
    {"READY", "GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE", "INTERACTION_CREATE"}
    | {f"CHANNEL_{change}" for change in ("CREATE", "UPDATE", "DELETE")}
    | {f"THREAD_{change}" for change in ("CREATE", "UPDATE", "DELETE", "LIST_SYNC")}
    | {f"GUILD_ROLE_{change}" for change in ("CREATE", "UPDATE", "DELETE")}
    | {f"GUILD_MEMBER_{change}" for change in ("ADD", "UPDATE", "REMOVE")}
    | {f"MESSAGE_{change}" for change in ("CREATE", "UPDATE", "DELETE", "DELETE_BULK")}
    | {"MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A frame as received, and the future that waits for the answer when somebody asks something."""

    frame: Mapping[str, Any]
    at: datetime
    outcome: asyncio.Future[Outcome | None] | None = None


@dataclass(slots=True, kw_only=True)
class _Part:
    """What one frame adds to a batch."""

    told: Told
    heard: Heard
    events: list[Event] = field(default_factory=list)


class Intake:
    """Takes frames in, in their order, and has everybody answered who asks."""

    def __init__(self, *, servers: Servers, responder: Responder, host: Host) -> None:
        self._servers = servers
        self._responder = responder
        self._host = host
        self._queue: asyncio.Queue[Heard] = asyncio.Queue()
        self._answering: set[asyncio.Task[None]] = set()
        self._asked: Lately[bool] = Lately(1000)
        self.changed = asyncio.Event()
        """Set whenever frames were taken in."""

    def hear(self, frame: Mapping[str, Any]) -> None:
        """Take a frame from the socket; nothing is awaited here, so the order is kept."""
        kind = frame.get("t")
        if type(kind) is not str or kind not in _READ:
            return
        data, outcome = read_object(frame.get("d")), None
        is_private = kind == "MESSAGE_CREATE" and "guild_id" not in data
        if kind == "INTERACTION_CREATE" or (is_private and read_object(data.get("author")).get("bot") is not True):
            external = to_clean(data.get("id"))
            if external in self._asked:  # told twice
                return
            self._asked.keep(external, True)
            outcome = asyncio.get_running_loop().create_future()
            self._have_answered(kind, data, outcome)
        self._queue.put_nowait(Heard(frame=frame, at=self._host.now(), outcome=outcome))

    async def run(self) -> None:
        """Take in what comes, for ever."""
        while True:
            some = [await self._queue.get()]
            while not self._queue.empty() and len(some) < _MOST_AT_ONCE:
                some.append(self._queue.get_nowait())
            try:
                await self._take(some)
            except Exception:  # noqa: BLE001  # the outermost loop: what comes next is taken in all the same
                _LOG.exception("%s frames could not be taken in", len(some))
            finally:
                for heard in some:
                    _settle(heard, None)
                    self._queue.task_done()
                self.changed.set()

    async def finish(self) -> None:
        """Return when all that was heard is taken in and answered."""
        await self._queue.join()
        if self._answering:
            await asyncio.wait(self._answering)

    def _have_answered(self, kind: str, data: Mapping[str, Any], outcome: asyncio.Future[Outcome | None]) -> None:
        """The clock of an interaction runs from now on, so whoever answers it starts now."""
        if kind == "INTERACTION_CREATE":
            task = asyncio.create_task(self._responder.respond(data, outcome))
        else:
            channel, message = read_snowflake(data.get("channel_id")), read_snowflake(data.get("id"))
            task = asyncio.create_task(self._responder.answer_directly(channel or "0", message or "0", outcome))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _take(self, some: Sequence[Heard]) -> None:
        parts: list[_Part] = []
        for heard in some:
            told = await self._read(heard)
            if told is None:
                _settle(heard, None)
            else:
                parts.append(_Part(told=told, heard=heard, events=told.events))
        for _, group in groupby(parts, key=lambda part: part.told.server.workspace):
            await self._deliver(list(group))

    async def _read(self, heard: Heard) -> Told | None:
        try:
            return await self._servers.read(heard.frame, heard.at)
        except Exception:  # noqa: BLE001  # one frame that cannot be read must not stop the others
            _LOG.exception("a frame %s could not be read", heard.frame.get("t"))
            return None

    async def _deliver(self, parts: list[_Part]) -> None:
        """Have one server's part of a batch taken in; if that fails, who asked is told, and the rest is tried again."""
        workspace = parts[0].told.server.workspace
        for wait in (*_WAITS, None):
            events = [event for part in parts for event in part.events]
            try:
                answers = await self._host.deliver(workspace, events)
            except Exception:  # noqa: BLE001  # whatever the engine raises
                _LOG.exception("%s events of %s could not be taken in", len(events), workspace)
                parts = [part for part in parts if not _has_failed(part)]
                if not parts:
                    return
                if wait is not None:
                    await asyncio.sleep(wait)
            else:
                _hand_out(parts, answers)
                for part in parts:
                    if part.told.is_beginning:  # now that its channels are known
                        part.told.server.listen(has_missed=True)
                return


def _has_failed(part: _Part) -> bool:
    """Tell whoever asked that it failed; whether there was anybody."""
    if part.told.asked is None:
        return False
    _settle(part.heard, _outcome(part, None))
    return True


def _hand_out(parts: Sequence[_Part], answers: Sequence[Answer]) -> None:
    start = 0
    for part in parts:
        start += len(part.events)
        if part.told.asked is not None and start <= len(answers):
            _settle(part.heard, _outcome(part, answers[start - 1]))


def _outcome(part: _Part, answer: Answer | None) -> Outcome | None:
    asked = part.told.asked
    return None if asked is None else Outcome(asked=asked, answer=answer, label=part.told.server.label)


def _settle(heard: Heard, outcome: Outcome | None) -> None:
    if heard.outcome is not None and not heard.outcome.done():
        heard.outcome.set_result(outcome)
