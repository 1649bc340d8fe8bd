"""Whoever comes on duty is told in the team's room, once, also after a restart."""

from dataclasses import replace
from datetime import date, time, timedelta

from bots.app.engine import make_live, make_voice
from bots.runtime.clock import ManualClock
from bots.runtime.shifts import next_shift
from engagement.escalating.dials import Governance, Override, Rota
from engagement.events import AccountSeen
from engagement.ids import AccountId
from engagement.people import Hours
from engagement.records import OutboxRow
from storage import StoredMemory
from tests.bots.runtime.test_escalating import BEN, BILL_ROOM, CAT, GOVERNANCE, HOUR, MINUTE, Desk, begun
from tests.engagement.made_up import NOON

DAY = timedelta(days=1)
ROTA = Rota(name="turns", people=("ben", "cat"), begins=date(2026, 3, 1), turn_days=1, at=time(13, 0))
"""Cat's turn ends and Ben's begins on the 5th at one."""
BILL = replace(GOVERNANCE.teams["bill"], rota="turns")


def turns(rota: Rota = ROTA) -> Governance:
    return replace(GOVERNANCE, teams={**GOVERNANCE.teams, "bill": BILL}, rotas={"turns": rota})


def told(desk: Desk, at: timedelta) -> list[OutboxRow]:
    """What is newly said when it is looked at then."""
    before = {row.id for row in desk.outbox}
    desk.run(lambda batch: batch.tell_shifts(), NOON + at)
    return [row for row in desk.outbox if row.id not in before]


def test_the_next_one_is_told_once_with_what_waits(memory: StoredMemory) -> None:
    desk = begun(memory, turns())
    assert next_shift(desk.policy.governance, NOON) == NOON + HOUR
    assert next_shift(GOVERNANCE, NOON) == next_shift(None, NOON) == NOON + 7 * DAY
    assert told(desk, timedelta()) == [], "the last change was yesterday"
    (row,) = told(desk, HOUR)
    assert (row.body["text"], row.channel, row.body["mentions"]) == ("escalation.duty_begins", BILL_ROOM, [CAT])
    assert {name: row.body["fields"][name][1] for name in ("who", "before", "team", "count")} == {
        "who": CAT, "before": BEN, "team": "Billing", "count": "0",
    }  # fmt: skip
    desk.start()
    assert told(desk, 2 * HOUR) == []
    (late,) = told(desk, DAY + 6 * HOUR)
    assert late.body["mentions"] == [BEN], "told though nobody looked for hours"
    assert told(desk, 2 * DAY + 8 * HOUR) == [], "too late to be of use"


def test_when_nobody_is_on_duty_the_team_hears_that(memory: StoredMemory) -> None:
    noon_to_two = (Hours(start=time(12), end=time(14)),)
    stand_in = Override(start=NOON + 3 * HOUR, end=NOON + 4 * HOUR, person="gone")
    desk = begun(memory, turns(replace(ROTA, at=time(0), hours=noon_to_two, overrides=(stand_in,))))
    for at, text in ((MINUTE, "duty_begins"), (2 * HOUR, "duty_ends"), (3 * HOUR, "duty_ends")):
        (row,) = told(desk, at)
        assert (row.body["text"], row.body["mentions"] == []) == (f"escalation.{text}", text == "duty_ends"), at


async def test_a_running_engine_tells_at_the_hour(lite: StoredMemory) -> None:
    desk, clock = begun(lite, turns()), ManualClock(NOON)
    live = make_live(lite, desk.policy, clock, make_voice(), lambda _: desk.policy)
    await live.tick()
    assert desk.said("escalation.duty_begins") == []
    assert (live.next_due() or clock.now()) <= NOON + HOUR
    clock.move_to(NOON + HOUR)
    for _ in range(3):
        await live.tick()
    assert len(desk.said("escalation.duty_begins")) == 1
    gone = AccountSeen(key="ac:x", at=clock.now(), account=AccountId(BEN), name="Ben", is_gone=True)
    await live.submit([gone])
    clock.move_to(NOON + DAY + HOUR)
    await live.tick()
    assert [row.body["mentions"] for row in desk.said("escalation.duty_ends")] == [[]], "nobody who is here"
