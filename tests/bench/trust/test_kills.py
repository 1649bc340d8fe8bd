"""What the kills find is held against itself: what is lost, doubled or made up is found, and nothing else."""

import asyncio
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bench.trust.kills.deaths import COMMITTING, MIGRATING, READING, STARTING, WAITING, WRITING, place_of
from bench.trust.kills.listener import COMMUNITY, event
from bench.trust.kills.lives import next_life
from bench.trust.kills.reckoning import Known, Pressed, Sum, at_work, missing, reckon
from bench.trust.kills.world import Restless, patiently
from bots.app.store import default_dials
from bots.runtime.clock import ManualClock
from bots.runtime.community import Community
from bots.runtime.owner import Owner
from config.playbook import PLAYS
from engagement.ids import MessageId
from engagement.policy import Policy
from storage import StoredMemory

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
SAID = [event(number).message for number in range(1, 6)]
KNOWN = Known(said=SAID, acknowledged=SAID, pressed=[], markers={}, alike={})

_ROW = (
    "insert into outbox (community_id, id, decision_id, workspace_id, op, lane, body, created_at, is_unprompted,"
    " is_ask, state, attempts) values ('kills', 'a', 'd', 'slack-T1', 'say', 0, '{}', 1, false, false, 'STATE', 1)"
)


@pytest.fixture
async def taken(lite: StoredMemory) -> StoredMemory:
    """Five messages taken in."""
    policy = Policy(community=COMMUNITY, name=COMMUNITY, others=default_dials())
    with lite.direct(COMMUNITY) as ledger:
        community = Community.load(ledger, policy, PLAYS, "key", NOW)
    owner = Owner(community, lite, ManualClock(NOW))
    await owner.take_in([event(number) for number in range(1, 6)])
    return lite


async def test_a_crowd_that_gets_no_answer_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.trust.kills.world._PATIENCE_S", 0)
    with pytest.raises(Restless, match="no answer"):
        await patiently(asyncio.sleep(3_600), "no answer")


def _changed(memory: StoredMemory, statement: str) -> None:
    with memory.engine.begin() as connection:
        connection.execute(text(statement))


def _found(found: Sum) -> set[str]:
    """What is not as it should be."""
    nothing_wrong = ("acknowledged", "kept", "answered", "sent", "forgotten")
    return {name for name in Sum.__dataclass_fields__ if name not in nothing_wrong and getattr(found, name)}


def test_where_all_is_there_once_nothing_is_found(taken: StoredMemory) -> None:
    found = reckon(taken.engine, KNOWN)
    assert (found.acknowledged, found.kept, _found(found), found.is_clean) == (5, 5, set(), True)
    assert not missing(taken.engine, SAID)
    assert at_work(taken.engine) == {}


def test_a_message_that_was_confirmed_and_is_not_there_is_lost(taken: StoredMemory) -> None:
    more = MessageId(f"{SAID[0]}9")
    found = reckon(taken.engine, replace(KNOWN, said=[*SAID, more], acknowledged=[*SAID, more]))
    assert (_found(found), found.is_clean) == ({"lost"}, False)
    assert missing(taken.engine, [*SAID, more]) == {more}


def test_a_message_nobody_said_is_made_up(taken: StoredMemory) -> None:
    assert _found(reckon(taken.engine, replace(KNOWN, said=SAID[1:], acknowledged=SAID[1:]))) == {"made_up"}


def test_a_count_that_does_not_agree_is_found(taken: StoredMemory) -> None:
    _changed(taken, "update day_counts set messages = messages + 1")
    assert _found(reckon(taken.engine, KNOWN)) == {"miscounted"}


def test_an_answer_that_had_no_effect_is_found(taken: StoredMemory) -> None:
    pressed = [Pressed(key="c:1", account="slack-T1:U1", enrols=True)]
    assert _found(reckon(taken.engine, replace(KNOWN, pressed=pressed))) == {"without_effect"}


def test_who_was_told_that_they_are_forgotten_and_is_not_is_found(taken: StoredMemory) -> None:
    told = replace(KNOWN, forgotten=["slack-T1:U1", "slack-T1:U99"])
    found = reckon(taken.engine, told)
    assert (_found(found), list(found.remembered), found.is_clean) == ({"remembered"}, ["slack-T1:U1"], False)


def test_what_is_still_to_be_forgotten_is_work(taken: StoredMemory) -> None:
    _changed(
        taken,
        "insert into erasures (community_id, id, scope, digest, asked_at) values ('kills', 'e', 'member', 'd', 1)",
    )
    assert at_work(taken.engine) == {"to be forgotten": 1}


@pytest.mark.parametrize(
    ("markers", "alike", "wrong"),
    [
        ({"a": 2}, {"help, hello": 1}, {"doubled"}),
        ({"a": 1}, {"help, hello": 2}, {"said_again"}),
        ({}, {}, {"unsent"}),
        ({"a": 1, "b": 1}, {}, {"unmarked"}),
        ({"a": 1}, {"help, hello": 1}, set()),
    ],
)
def test_what_is_said_twice_or_not_at_all_is_found(
    taken: StoredMemory, markers: dict[str, int], alike: dict[str, int], wrong: set[str]
) -> None:
    _changed(taken, _ROW.replace("STATE", "sent"))
    assert _found(reckon(taken.engine, replace(KNOWN, markers=markers, alike=alike))) == wrong


@pytest.mark.parametrize(
    ("state", "wrong"), [("sending", {"unfinished"}), ("failed", {"unfinished"}), ("cancelled", set())]
)
def test_what_is_still_to_be_sent_or_could_not_be_is_unfinished(
    taken: StoredMemory, state: str, wrong: set[str]
) -> None:
    _changed(taken, _ROW.replace("STATE", state))
    assert _found(reckon(taken.engine, KNOWN)) == wrong
    assert bool(at_work(taken.engine)) == (state == "sending")


def _looked(*threads: str) -> list[str]:
    """``faulthandler``'s lines: a thread is written as ``file function`` from the innermost on."""
    lines: list[str] = []
    for number, thread in enumerate(threads):
        lines.append(f"Thread 0x0000{number} (most recent call first):")
        for frame in thread.split(", "):
            file, function = frame.split()
            lines.append(f'  File "/hubbub/{file}", line 7 in {function}')
    return lines


@pytest.mark.parametrize(
    ("seen", "is_up", "place"),
    [
        (_looked("sqlalchemy/engine/base.py execute, storage/migrate.py upgrade"), False, MIGRATING),
        (_looked("sqlalchemy/engine/default.py do_commit, storage/writer.py _together", "selectors.py select"), True, COMMITTING),
        (_looked("engagement/fold.py fold, storage/writer.py _together", "selectors.py select"), True, WRITING),
        (_looked("storage/writer.py _run", "selectors.py select"), False, STARTING),
        (_looked("storage/writer.py _run", "selectors.py select"), True, WAITING),
        (_looked("storage/writer.py _run", "json/decoder.py decode, asyncio/events.py _run_once"), True, READING),
        ([], False, STARTING),
    ],
)  # fmt: skip
def test_where_it_died_is_told_from_its_threads(seen: list[str], is_up: bool, place: str) -> None:  # noqa: FBT001
    assert place_of(seen, is_up=is_up) == place


def test_lives_end_before_it_runs_in_the_middle_of_posts_and_work_and_after_a_tick() -> None:
    draw = random.Random(7)  # noqa: S311  # the same lives every time
    lives = [next_life(draw) for _ in range(1_000)]
    kinds = Counter(
        "start" if not life.is_from_up else "post" if life.posts else "work" if life.work else "tick" for life in lives
    )
    assert kinds["start"] > 150
    assert kinds["post"] > 100
    assert kinds["work"] > 300
    assert kinds["tick"] > 50
    assert max(life.seconds for life in lives) < timedelta(seconds=2).total_seconds()
