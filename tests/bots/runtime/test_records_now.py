"""A few people's records, read without everybody's contributions, are those that reading everything gives."""

from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocacy.record import records
from bots.runtime.records_now import records_of
from engagement.ids import CommunityId, MemberId
from engagement.people import Purpose
from engagement.ports import Ledger
from engagement.records import Contribution
from storage import StoredMemory
from storage.ledger import StoredLedger
from tests.advocacy.test_near_rings import CROWD, KINDS, ring_in_a_crowd
from tests.advocacy.test_record import PEOPLE, deed
from tests.engagement.made_up import NOON

LATER = NOON + timedelta(days=40)
NEXT = count()
STAFF, OUT, ADA, BEN = PEOPLE[7], PEOPLE[6], PEOPLE[0], PEOPLE[1]
deeds = st.lists(
    st.builds(
        deed, member=st.sampled_from([*PEOPLE, *CROWD]), kind=st.sampled_from((*KINDS, "kudos", "helped")),
        by=st.sampled_from([*PEOPLE[:3], *PEOPLE[6:], *CROWD[:4]]), hours=st.integers(0, 24 * 30).map(float),
        thread=st.sampled_from("abcdefghij"),
    ),
    max_size=90,
)  # fmt: skip
busy_days = st.lists(
    st.builds(deed, member=st.sampled_from(CROWD), by=st.just(BEN), hours=st.integers(0, 30).map(float)), max_size=25
)


def written(ledger: Ledger, some: list[Contribution]) -> None:
    for one in some:
        ledger.contributions.add(one)
    ledger.people.set_consent(OUT, Purpose.METRICS, is_given=False, at=NOON)


def is_staff(some: object) -> set[MemberId]:
    return {STAFF} & set(some)  # type: ignore[call-overload]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(deeds, busy_days, st.none() | st.integers(0, 30))
def test_they_are_what_reading_everything_gives(
    lite: StoredMemory, some: list[Contribution], more: list[Contribution], days: int | None
) -> None:
    since = NOON + timedelta(days=days) if days is not None else None
    with lite.direct(CommunityId(f"records {next(NEXT)}")) as ledger:
        written(ledger, [*some, *more])
        known = [one for one in ledger.contributions.all(since) if one.member != STAFF]
        whole = records(known, LATER)
        for few in ([ADA], [BEN, CROWD[0]], [*PEOPLE, *CROWD]):
            found = records_of(ledger, few, LATER, since=since, is_out=is_staff)
            assert found == {who: whole[who] for who in few if who in whole}
        if since is None:
            own = records([*known, *ledger.contributions.of(OUT)], LATER)
            assert records_of(ledger, [OUT], LATER, is_out=is_staff, own_of=OUT).get(OUT) == own.get(OUT)


def rows_read(ledger: StoredLedger, who: MemberId) -> bool:
    """Whether everybody's contributions were read for one record, by what SQLite itself says that it was asked."""
    asked: list[str] = []
    raw: Any = ledger.contributions._connection.connection.driver_connection
    raw.set_trace_callback(asked.append)
    try:
        records_of(ledger, [who], LATER)
    finally:
        raw.set_trace_callback(None)
    some = [one for one in asked if "FROM contributions" in one]
    assert some
    are_of_some = ("contributions.member_id IN", "contributions.by_id IN", "json_each(")
    return not all(any(words in one for words in are_of_some) for one in some)


def test_everything_is_read_only_for_whoever_may_be_in_a_ring(lite: StoredMemory) -> None:
    with lite.direct(CommunityId("rings")) as ledger:
        written(ledger, ring_in_a_crowd())
        assert rows_read(ledger, ADA)
        assert not rows_read(ledger, CROWD[3])
        assert records_of(ledger, [ADA], LATER)[ADA].thanked == 0
