"""When is what handed to the app? In order of happening; events are tried again and wait for a connection."""

import asyncio
from collections.abc import Sequence

from bench.fakes.slack.parcels import Outcome, Parcel, Transport
from bench.fakes.slack.records import Delivery
from bench.fakes.slack.signed_http import SignedHttp
from bench.fakes.slack.sockets import Sockets

UNREACHED = Outcome(reason="connection_failed")


class Courier:
    """Everything on its way, and the ledger of what arrived.

    Each parcel has its task, begun in order. While the fake is stopped they wait.
    """

    def __init__(self, *, sockets: Sockets, http: SignedHttp, retry_delays: Sequence[float]) -> None:
        self.sockets = sockets
        self.http = http
        self.retry_delays = tuple(retry_delays)
        self.delivered: list[Delivery] = []
        self._acked: list[str] = []
        self._tasks: dict[asyncio.Task[None], Parcel] = {}
        self._waiting: list[Parcel] = []
        self._is_running = False

    @property
    def acked(self) -> list[str]:
        """The ids of the events that the app confirmed, in order, also those it confirmed too late."""
        return [*self._acked, *(each for each in self.sockets.late if each not in self._acked)]

    @property
    def pending(self) -> list[Parcel]:
        """What has not arrived yet."""
        return [*self._tasks.values(), *self._waiting]

    def send(self, parcel: Parcel) -> None:
        """Put a parcel on its way."""
        if not self._is_running:
            if parcel.outcome is not None:
                parcel.outcome.set_result(UNREACHED)
            else:
                self._waiting.append(parcel)
            return
        task = asyncio.get_running_loop().create_task(self._deliver(parcel))
        self._tasks[task] = parcel
        task.add_done_callback(self._finished)

    def direct(self, url: str) -> None:
        """From now on go to this URL, also with what waits for a connection; an empty one means Socket Mode."""
        self.http.url = url
        self.sockets.note()
        if url:
            self.sockets.is_any_open.set()

    def start(self) -> None:
        """Send what waited, and from now on everything at once."""
        self._is_running = True
        waiting, self._waiting = self._waiting, []
        for parcel in waiting:
            self.send(parcel)

    async def stop(self) -> None:
        """Keep undelivered events for the next start; interactions are lost, and whoever waits learns it."""
        self._is_running = False
        tasks = dict(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        undelivered = [parcel for task, parcel in tasks.items() if parcel.is_event and task.cancelled()]
        self._waiting = [*undelivered, *self._waiting]
        for parcel in tasks.values():
            if parcel.outcome is not None and not parcel.outcome.done():
                parcel.outcome.set_result(UNREACHED)

    async def give_up(self) -> int:
        """Lose the events that have not arrived, as the vendor does after its last attempt; how many."""
        lost = {task: parcel for task, parcel in self._tasks.items() if parcel.is_event}
        for task in lost:
            task.cancel()
        await asyncio.gather(*lost, return_exceptions=True)
        waiting, self._waiting = self._waiting, []
        return len(lost) + len(waiting)

    async def settled(self, seconds: float) -> None:
        """Return when nothing is on its way any more; TimeoutError tells what still is."""
        try:
            async with asyncio.timeout(seconds):
                while self._tasks:
                    await asyncio.wait(list(self._tasks))
                    await asyncio.sleep(0)  # lets the tasks that are done be taken off the list
        except TimeoutError:
            raise TimeoutError(f"still on its way: {[each.name for each in self.pending]}") from None
        if self._waiting:
            raise TimeoutError(f"stopped, and waiting: {[each.name for each in self._waiting]}")

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        if not task.cancelled() and task.exception() is not None:
            asyncio.get_running_loop().call_exception_handler({"message": "delivery failed", "task": task})

    async def _deliver(self, parcel: Parcel) -> None:
        while True:
            transport = await self._transport(parcel)
            outcome = await transport.hand_over(parcel)
            self._note(parcel, transport, outcome)
            if outcome.ack is not None or not parcel.is_event or outcome.is_final:
                break
            if parcel.attempt >= len(self.retry_delays) or parcel.event_id in self.acked:
                break
            await asyncio.sleep(self.retry_delays[parcel.attempt])
            parcel.attempt += 1
            parcel.reason = outcome.reason
        if parcel.outcome is not None and not parcel.outcome.done():
            parcel.outcome.set_result(outcome)

    async def _transport(self, parcel: Parcel) -> Transport:
        if parcel.is_event and not self.http.url:
            await self.sockets.is_any_open.wait()
        return self.http if self.http.url else self.sockets

    def _note(self, parcel: Parcel, transport: Transport, outcome: Outcome) -> None:
        self.delivered.append(
            Delivery(
                event_id=parcel.event_id,
                kind=parcel.kind,
                attempt=parcel.attempt,
                transport=transport.name,
                status=outcome.status,
                seconds=outcome.seconds,
                name=parcel.name,
            )
        )
        if outcome.ack is not None and parcel.is_event:
            self._acked.append(parcel.event_id)
