"""What nobody sees to, and who hears of it when: each case written out by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from engagement.escalating.audit import Finding, Look, Noted, finding_of, look
from engagement.escalating.dials import Governance, Team
from engagement.escalating.escalation import Cause, Escalation, State
from engagement.escalating.letters import letter
from engagement.ids import ChannelId, EscalationId, MemberId, MessageId, ThreadId

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
E = Escalation(
    id=EscalationId("e1"), thread=ThreadId(MessageId("slack-T1:C1:q")), channel=ChannelId("slack-T1:C1"),
    asker=MemberId("slack-T1:ada"), opened_at=NOON - HOUR, team="hub", belongs_to="hub", hub="hub", chain="", policy="p",
    cause=Cause.SILENCE, watch_at=NOON + 23 * HOUR,
)  # fmt: skip
CALLED = replace(E, step_at=NOON + HOUR)
ONE = EscalationId("e1")
WAYS = ("email:ann@example.org", "webhook:pager")


@pytest.mark.parametrize(
    ("e", "is_unsaid", "finding"),
    [
        (CALLED, False, None),
        (replace(CALLED, step_at=NOON - 4 * MINUTE), False, None),
        (replace(CALLED, step_at=NOON - 5 * MINUTE), False, Finding.STANDING),
        (replace(CALLED, step_at=NOON - 5 * MINUTE), True, Finding.STANDING),
        (replace(CALLED, state=State.SOLVED, watch_at=NOON - HOUR, step_at=None), False, None),
        (CALLED, True, Finding.UNSAID),
        (replace(CALLED, state=State.TAKEN), True, None),
        (E, False, Finding.UNTAKEN),
        (replace(E, silent_at=NOON + MINUTE), False, None),
        (replace(E, snoozed_until=NOON + MINUTE), False, None),
        (replace(E, state=State.TAKEN), False, None),
        (replace(E, state=State.CLOSED, watch_at=None), False, None),
    ],
)
def test_what_is_the_matter(e: Escalation, is_unsaid: bool, finding: Finding | None) -> None:  # noqa: FBT001
    assert finding_of(e, NOON, is_unsaid=is_unsaid) is finding


def due(_name: EscalationId, since: datetime) -> datetime:
    return since + 3 * HOUR  # an hour of work, the night between


def looked(finding: Finding, minutes: float, known: Noted | None = None, ways: tuple[str, ...] = WAYS) -> Look:
    before = {ONE: known} if known is not None else {}
    return look({ONE: finding}, before, ways, due, NOON + minutes * MINUTE)


def test_the_hub_hears_first_and_the_second_path_ten_minutes_later_once_a_day() -> None:
    first = looked(Finding.STANDING, 0)
    assert (first.hub, dict(first.ways)) == ((ONE,), {})
    again = looked(Finding.STANDING, 9, first.noted[ONE])
    assert (again.hub, dict(again.ways)) == ((), {})
    then = looked(Finding.STANDING, 10, again.noted[ONE])
    assert (then.hub, dict(then.ways)) == ((), dict.fromkeys(WAYS, (ONE,)))
    half = replace(then.noted[ONE], told={WAYS[0]: NOON + 10 * MINUTE})
    assert dict(looked(Finding.STANDING, 11, half).ways) == {WAYS[1]: (ONE,)}, "the other way failed"
    told = replace(half, told=dict.fromkeys(WAYS, NOON + 10 * MINUTE))
    assert dict(looked(Finding.STANDING, 10 + 24 * 60 - 1, told).ways) == {}
    assert dict(looked(Finding.STANDING, 10 + 24 * 60, told).ways) == dict.fromkeys(WAYS, (ONE,))


def test_that_nobody_took_it_the_hub_knows_and_the_second_path_hears_after_an_hour_of_work() -> None:
    first = looked(Finding.UNTAKEN, 0)
    assert (first.hub, dict(first.ways)) == ((), {})
    assert dict(looked(Finding.UNTAKEN, 179, first.noted[ONE]).ways) == {}
    assert dict(looked(Finding.UNTAKEN, 180, first.noted[ONE]).ways) == dict.fromkeys(WAYS, (ONE,))


def test_another_finding_is_told_anew_and_the_waiting_goes_on_counting() -> None:
    first = looked(Finding.STANDING, 0)
    second = looked(Finding.UNSAID, 10, first.noted[ONE])
    assert second.hub == (ONE,)
    assert second.noted[ONE].since == NOON
    assert dict(second.ways) == dict.fromkeys(WAYS, (ONE,))


def test_what_somebody_sees_to_again_is_forgotten_and_without_a_second_path_nothing_walks_it() -> None:
    first = looked(Finding.STANDING, 0)
    assert look({}, first.noted, WAYS, due, NOON).noted == {}
    assert dict(looked(Finding.STANDING, 60, first.noted[ONE], ways=()).ways) == {}


def test_a_letter_lists_the_longest_waiting_first_and_counts_the_rest() -> None:
    teams = Governance(teams={"hub": Team(name="hub", title="Community team", channel="hub")})
    some = [
        (replace(E, id=EscalationId(f"e{n}"), opened_at=NOON - n * MINUTE, team="hub" if n else "gone"), Finding.UNSAID)
        for n in range(25)
    ]
    subject, text = letter("Town", some, teams, {EscalationId("e24"): "https://x.example/1"})
    assert (subject.fields["count"].value, text.fields["more"].value) == ("25", "5")
    assert [item["since"].value for item in text.items] == [f"2026-03-04 11:{60 - n} UTC" for n in range(24, 4, -1)]
    assert (text.items[0]["team"].value, text.items[0]["take"].value) == ("Community team", "https://x.example/1")
    assert letter("Town", some[:1], teams, {})[1].items[0]["team"].value == "gone"
