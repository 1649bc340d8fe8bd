"""Crises and their timelines come back as they were kept, on both databases; there is one at a time."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from engagement.crisis import Crisis, Line, Told, begun, ended, updated
from engagement.ids import CrisisId, MemberId
from engagement.privacy import Scope
from storage import StoredMemory
from tests.storage.rows import ADA, BOB, DAY, HELP, HOUR, NOON, OURS, THEIRS

FULL = begun(
    Crisis(
        id=CrisisId("c1"), began_at=NOON, lead=ADA, communicator=BOB, every=HOUR, due_at=NOON + HOUR, channels=(HELP,),
        room=HELP, public=HELP, told=Told.SOON, told_at=NOON,
    ),
    ADA, "Logins fail.",
)  # fmt: skip


def test_it_comes_back_with_its_timeline(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        assert ledger.crises.going_on() is None
        ledger.crises.save(FULL.crisis, FULL.lines)
        turn = updated(FULL.crisis, BOB, "One.\nTwo.", NOON + HOUR)
        ledger.crises.save(turn.crisis, turn.lines)
        assert ledger.crises.going_on() == ledger.crises.get(FULL.crisis.id) == turn.crisis
        assert ledger.crises.timeline(FULL.crisis.id) == [*FULL.lines, *turn.lines]
        over = ended(turn.crisis, ADA, "", NOON + DAY)
        ledger.crises.save(over.crisis, over.lines)
        assert ledger.crises.going_on() is None
        another = replace(FULL.crisis, id=CrisisId("c2"), began_at=NOON + DAY)
        ledger.crises.save(another)
        assert [one.id for one in ledger.crises.newest(9)] == ["c2", "c1"]
    with memory.direct(THEIRS) as ledger:
        assert ledger.crises.newest(9) == []


def test_a_second_one_at_the_same_time_is_refused(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.crises.save(FULL.crisis, FULL.lines)
    with pytest.raises(IntegrityError), memory.direct(OURS) as ledger:
        ledger.crises.save(replace(FULL.crisis, id=CrisisId("c2")))


def test_who_is_erased_is_somebody_and_a_year_later_all_of_it_goes(memory: StoredMemory) -> None:
    over = ended(FULL.crisis, ADA, "Mended.", NOON + HOUR)
    with memory.direct(OURS) as ledger:
        ledger.crises.save(over.crisis, [*FULL.lines, *over.lines])
        ledger.privacy.forget(Scope.MEMBER, ADA, NOON + DAY)
        (kept,) = ledger.crises.newest(9)
        lines = ledger.crises.timeline(kept.id)
        assert (kept.communicator, lines[0].person, lines[1].text) == (BOB, BOB, "Mended.")
        assert ADA not in {kept.lead, *(line.by for line in lines)}
        assert ledger.people.names([kept.lead]) == {}
        for later, left in ((NOON + 365 * DAY, 1), (NOON + 367 * DAY, 0)):
            ledger.privacy.forget(Scope.OLD, MemberId(later.isoformat()), later)
            assert len(ledger.crises.newest(9)) == left
        assert ledger.crises.timeline(kept.id) == []


def test_what_names_channels_of_a_workspace_goes_with_it(memory: StoredMemory) -> None:
    elsewhere = replace(FULL.crisis, id=CrisisId("c2"), ended_at=NOON, channels=(), room=None, public=None)
    with memory.direct(OURS) as ledger:
        ledger.crises.save(FULL.crisis, FULL.lines)
        ledger.crises.save(elsewhere, [Line(at=NOON, what=FULL.lines[0].what, by=ADA, text="Elsewhere.")])
        ledger.privacy.forget(Scope.WORKSPACE, MemberId(HELP.partition(":")[0]), NOON + DAY)
        (kept,) = ledger.crises.newest(9)
        assert (kept.id, kept.lead, ledger.crises.timeline(kept.id)[0].by) == ("c2", "", None)
        assert ledger.crises.timeline(FULL.crisis.id) == []
