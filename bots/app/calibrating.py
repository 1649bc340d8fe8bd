"""How often would drafts have been right? A history is lived through again, and each judged by what helped later."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bots.app.exports import REHEARSAL_KEY, rehearsal_policy
from bots.runtime.community import Community
from bots.runtime.draft_probe import LOOKED, PROBE, PROBE_PLAY
from bots.runtime.draft_sources import earlier_of, tells_the_same
from bots.runtime.lived_again import LivedAgain
from bots.runtime.rehearsal import Rehearsal
from engagement.decisions import Decision
from engagement.events import Event
from engagement.history import History
from engagement.ids import MessageId, ThreadId
from engagement.modelling.calibration import Calibration, Replayed, calibrated, told
from engagement.plays import answer_marks
from engagement.policy import ChannelPolicy, Policy
from engagement.ports import Ledger
from engagement.records import Words
from engagement.threads import Thread
from storage import StoredMemory, open_memory

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
PROBING = (answer_marks.PLAY, PROBE_PLAY)
"""Marks are taken, and what a draft would have been made of is noted; nothing else is decided."""
_MOST = 200_000
"""Messages of a memory that are lived through at the most, the latest ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A question of the past with its words, and the solved ones that a draft would have been made of then."""

    thread: Thread
    words: tuple[Words, ...]
    sources: tuple[tuple[Thread, tuple[Words, ...]], ...]
    sureness: float
    is_right: bool | None


def calibrate_export(
    events: Iterable[Event],
    policy: Policy,
    folder: Path,
    *,
    within: tuple[datetime | None, datetime | None] = (None, None),
    on_progress: Callable[[int], None] = lambda _: None,
) -> list[Past]:
    """The questions of an export that were asked within some time, in order, each as it was known then."""
    policy = probing(policy)
    with _empty(folder) as memory:
        with memory.direct(policy.community) as ledger:
            community = Community.load(ledger, policy, PROBING, REHEARSAL_KEY, _BEGINNING)
        rehearsal = Rehearsal(community, lambda: memory.direct(policy.community), within[1], on_progress=on_progress)
        rehearsal.run(events)
        with memory.direct(policy.community) as ledger:
            return _read(ledger, within)


def calibrate_memory(
    memory: StoredMemory,
    policy: Policy,
    folder: Path,
    now: datetime,
    *,
    within: tuple[datetime | None, datetime | None] = (None, None),
    on_progress: Callable[[int], None] = lambda _: None,
) -> list[Past]:
    """The same of what a memory keeps words of; nothing in it is changed."""

    def look(ledger: Ledger) -> History:
        return ledger.history.read(_BEGINNING, min(within[1] or now, now), _MOST)

    history = memory.read(policy.community, look)
    with _empty(folder) as empty:
        LivedAgain(
            history=history, policy=probing(policy), plays=PROBING, key=REHEARSAL_KEY,
            transaction=lambda: empty.direct(policy.community), on_progress=on_progress,
        ).run()  # fmt: skip
        with empty.direct(policy.community) as ledger:
            return _read(ledger, within)


def to_calibration(
    past: Iterable[Past], at: datetime, within: tuple[datetime | None, datetime | None]
) -> tuple[Calibration, Calibration]:
    """Every figure, for the operator; and those that may be shown to others."""
    some = list(past)
    replayed = [
        Replayed(
            thread=each.thread.id, asker=each.thread.asker, sureness=each.sureness, has_sources=bool(each.sources),
            is_right=each.is_right,
        )
        for each in some
    ]  # fmt: skip
    asked = [each.thread.root_at for each in some if each.thread.root_at is not None]
    since, until = within[0] or min(asked, default=None), within[1] or max(asked, default=None)
    solved = sum(each.thread.accepted is not None for each in some)
    whole = calibrated(replayed, at=at, since=since, until=until, solved=solved)
    return whole, told(whole, replayed)


def probing(policy: Policy) -> Policy:
    """Nothing but the probe and marks, in every public channel; nothing is sent."""
    dials = ChannelPolicy(name="*", plays={play.name: play.policy() for play in PROBING})
    return replace(rehearsal_policy(policy, assume_willing=True), channels={}, others=dials, governance=None)


@contextmanager
def _empty(folder: Path) -> Iterator[StoredMemory]:
    path = folder / f"calibration-{secrets.token_hex(4)}.db"
    memory = open_memory(f"sqlite:///{path}", durable=False, is_alone=True)
    try:
        yield memory
    finally:
        memory.close()
        for left in folder.glob(f"{path.name}*"):
            left.unlink(missing_ok=True)


def _read(ledger: Ledger, within: tuple[datetime | None, datetime | None]) -> list[Past]:
    looked = [each for each in ledger.journal.every() if each.play == PROBE and each.reason == LOOKED]
    names = {name for each in looked for name in (_thread_of(each), *_sources_of(each))}
    threads, words = ledger.conversations.threads(names), ledger.conversations.words_of(sorted(names))
    found = []
    for each in looked:
        thread = threads.get(_thread_of(each))
        since, until = within
        if thread is None or thread.root_at is None:
            continue
        if (since is not None and thread.root_at < since) or (until is not None and thread.root_at > until):
            continue
        sources = tuple(
            (threads[name], tuple(words.get(name, ()))) for name in _sources_of(each) if name in threads
        )  # fmt: skip
        sureness = each.evidence["sureness"]
        assert isinstance(sureness, int | float)  # the probe wrote it
        mine = tuple(words.get(thread.id, ()))
        is_right = _is_right(ledger, thread, mine, sources)
        found.append(Past(thread=thread, words=mine, sources=sources, sureness=float(sureness), is_right=is_right))
    return found


def _is_right(
    ledger: Ledger, thread: Thread, mine: tuple[Words, ...], sources: tuple[tuple[Thread, tuple[Words, ...]], ...]
) -> bool | None:
    """Whether one of the sources tells what helped later."""
    said = [one.answered for each, kept_words in sources if (one := earlier_of(each, kept_words)) is not None]
    judged = [tells_the_same(ledger, thread, mine, each) for each in said]
    return any(judged) if judged and judged[0] is not None else None


def _thread_of(decision: Decision) -> ThreadId:
    return ThreadId(MessageId(decision.subject))


def _sources_of(decision: Decision) -> list[ThreadId]:
    found = decision.evidence["sources"]
    assert isinstance(found, list | tuple)  # the probe wrote it
    return [ThreadId(MessageId(name)) for name in found]
