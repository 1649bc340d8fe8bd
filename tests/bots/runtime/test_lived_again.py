"""What would have been is what was, with the settings that held; and it differs as the settings do."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bots.runtime.lived_again import LivedAgain, began_in
from config.overriding import overridden
from engagement.decisions import Decision
from engagement.events import SettingsAsked, Wanted
from engagement.foreseen import Deeds, deeds_of, examples
from engagement.policy import Policy, RestraintPolicy
from engagement.ports import Ledger
from storage import StoredMemory, open_memory
from tests.bots.runtime.stage import ALL_PLAYS, NEVER_QUIET, dials, town
from tests.engagement.made_up import HELP, NOON, OTHER
from tests.scenarios.stage import ADA, BEN, CY, DI, ROSA, Town

_WORDS = (
    "How do I call the endpoint from a script?", "Why does the compiler refuse this file?",
    "What is the way to export all pages at once?", "Where is the log of a failed run kept?",
    "How can I rename a project without breaking links?", "Which port does the server listen on?",
)  # fmt: skip

MANY = replace(NEVER_QUIET, helper_asks_per_day=5, helper_asks_per_week=20, ignored_asks=20)


async def days(place: Town, count: int = 4) -> None:
    """Some days of questions: answered soon, late, never, marked, at night; and one more helper on the second day."""
    await place.open(BEN, CY)
    for day in range(count):
        for nth, text in enumerate(_WORDS):
            name = f"q{day}-{nth}"
            who = (ADA, DI)[nth % 2]
            channel = (HELP, OTHER)[nth % 3 == 2]
            await place.say(who, name, text, channel=channel)
            if nth % 3 == 0:
                await place.pass_(minutes=9)
                await place.say(BEN, f"a{day}-{nth}", "Set the header, then it works.", of=name, channel=channel)
                await place.pass_(minutes=3)
                if channel == HELP:
                    await place.react(who, f"a{day}-{nth}")
            elif nth % 3 == 1:
                await place.pass_(minutes=50)
                await place.say(CY, f"a{day}-{nth}", "It stands in the manual.", of=name, channel=channel)
            await place.pass_(hours=2, minutes=13)
        if day == 1:
            await place.press(DI, "enrol", channel=HELP)
        await place.pass_(hours=6)


@contextmanager
def empty(folder: Path) -> Iterator[StoredMemory]:
    memory = open_memory(f"sqlite:///{folder / f'{secrets.token_hex(4)}.db'}", durable=False, is_alone=True)
    try:
        yield memory
    finally:
        memory.close()


def lived(
    place: Town, folder: Path, policy: Policy | None = None, since: timedelta = timedelta(days=30)
) -> tuple[Deeds, Deeds]:
    """What was, and what would have been."""
    now = place.now
    community = policy or place.owner.community.policy

    def read(ledger: Ledger) -> tuple[object, list[Decision], dict[str, object]]:
        history = ledger.history.read(now - since, now, 10_000)
        return history, ledger.journal.between(history.since, now), began_in(ledger, history)  # type: ignore[return-value]

    history, decisions, began = place.memory.read(place.owner.id, read)
    with empty(folder) as memory:
        again = LivedAgain(
            history=history, policy=community, plays=ALL_PLAYS, key="a key",  # type: ignore[arg-type]
            transaction=lambda: memory.direct(community.community),
        )  # fmt: skip
        would, also = again.run()
    assert began.keys() == also.keys()
    return deeds_of(decisions, began, "UTC"), deeds_of(would, also, "UTC")  # type: ignore[arg-type]


async def test_with_the_same_settings_what_would_have_been_is_what_was(memory: StoredMemory, tmp_path: Path) -> None:
    place = Town(memory, town(hold_out=0.3, hold_out_from=5, restraint=MANY))
    await days(place)
    was, would = lived(place, tmp_path)
    assert was.asked > 5
    assert was.handed == 0, "there is no team"
    assert was.left_alone > 0
    assert would == was


async def test_in_quiet_hours_and_with_caps_it_is_the_same_too(lite: StoredMemory, tmp_path: Path) -> None:
    policy = town(
        restraint=RestraintPolicy(channel_per_day=3), channels={"help": dials("help"), "other": dials("other")}
    )
    place = Town(lite, policy)
    await days(place)
    was, would = lived(place, tmp_path)
    assert was.held, "something was held back"
    assert would == was


async def test_a_part_of_the_time_is_lived_through_with_what_was_known_before(
    lite: StoredMemory, tmp_path: Path
) -> None:
    """Who had answered, which questions were solved, who was asked lately: all of it is from before."""
    place = Town(lite, town(restraint=MANY))
    await days(place, 5)
    was, would = lived(place, tmp_path, since=timedelta(days=2))
    assert was.asked > 2
    assert would.of == was.of
    assert (would.asks, would.messages, would.wait) == (was.asks, was.messages, was.wait)


async def test_a_longer_wait_asks_later_and_about_fewer_questions(lite: StoredMemory, tmp_path: Path) -> None:
    place = Town(lite, town(restraint=MANY))
    await days(place)
    policy = overridden(place.owner.community.policy, "peer_prompt.wait", "55 min")
    assert policy is not None
    was, would = lived(place, tmp_path, policy)
    assert (was.wait, would.wait) == (timedelta(minutes=20), timedelta(minutes=55))
    assert would.asked < was.asked, "what Cy answers after fifty minutes needs nobody any more"
    assert would.held != was.held
    began = dict.fromkeys({*was.of, *would.of}, NOON)
    found = examples(was, would, began)
    assert found
    assert all("asked" in one.before and "asked" not in one.after for one in found)


async def test_a_change_in_the_middle_explains_the_difference(lite: StoredMemory, tmp_path: Path) -> None:
    """What was is then of two settings; what would have been is of those that hold now, throughout."""
    place = Town(lite, town(restraint=MANY))
    await days(place, 2)
    wanted = (Wanted(path="peer_prompt", value=False, seen=None),)
    await place.tell(SettingsAsked(key="settings:1", at=place.now, by=ROSA, wanted=wanted))
    await place.pass_(hours=1)
    was, would = lived(place, tmp_path)
    assert was.asked > 0
    assert would.asked == 0


async def test_words_that_are_kept_no_more_are_counted_and_their_questions_are_missing(
    lite: StoredMemory, tmp_path: Path
) -> None:
    place = Town(lite, town(restraint=MANY))
    await days(place, 3)
    with lite.direct(place.owner.id) as ledger:
        ledger.conversations.forget_before(place.now - timedelta(days=1))
        history = ledger.history.read(place.now - timedelta(days=30), place.now, 10_000)
    assert 0 < history.without_words < len(history.written)
    was, would = lived(place, tmp_path)
    assert 0 < would.asked < was.asked


async def test_more_than_can_be_read_is_cut_at_the_oldest_end(lite: StoredMemory) -> None:
    place = Town(lite, town(restraint=MANY))
    await days(place, 2)
    history = place.memory.read(
        place.owner.id, lambda ledger: ledger.history.read(NOON - timedelta(days=1), place.now, 5)
    )
    assert history.is_cut
    assert len(history.written) == 5
    assert history.since == history.written[0].message.at > NOON


@pytest.mark.parametrize("deleted", ["q0-1", "q0-2"])
async def test_what_was_deleted_is_not_lived_through(lite: StoredMemory, deleted: str) -> None:
    place = Town(lite, town(restraint=MANY))
    await days(place, 1)
    await place.delete(deleted)
    history = place.memory.read(
        place.owner.id, lambda ledger: ledger.history.read(NOON - timedelta(days=1), place.now, 500)
    )
    assert all(not one.message.id.endswith(f":{deleted}") for one in history.written if one.message.channel == HELP)


async def test_where_helpers_came_late_those_of_today_are_taken_to_have_been_there(
    lite: StoredMemory, tmp_path: Path
) -> None:
    place = Town(lite, town(restraint=MANY))
    await place.open()
    for day in range(3):
        await place.ask(f"q{day}", _WORDS[day], (ADA, DI)[day % 2])
        await place.pass_(days=1)
    for helper in (BEN, CY):
        await place.press(helper, "enrol", channel=HELP)
    await place.say(BEN, "chat", "Good morning all.")
    history = place.memory.read(
        place.owner.id, lambda ledger: ledger.history.read(NOON - timedelta(days=1), place.now, 500)
    )
    assert history.is_before_helpers
    for from_the_start, asked in ((False, 0), (True, 3)):
        with empty(tmp_path) as memory:
            decisions, began = LivedAgain(
                history=history, policy=place.policy, plays=ALL_PLAYS, key="a key", from_the_start=from_the_start,
                transaction=lambda memory=memory: memory.direct(place.policy.community),  # type: ignore[misc]
            ).run()  # fmt: skip
        assert deeds_of(decisions, began, "UTC").asked == asked
