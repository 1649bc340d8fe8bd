"""What Prometheus hears of the questions that teams have."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from bots.app.metrics import metrics_of
from bots.runtime.clock import ManualClock
from bots.runtime.live import Live
from bots.runtime.tally import Tally
from engagement.escalating.acts import AskMember, TimeCame
from engagement.escalating.course import advanced, opened
from engagement.escalating.dials import Targets
from engagement.health_days import LogLine, Span
from engagement.ids import ChannelId
from storage import StoredMemory
from tests.engagement.escalating.test_course import BEN, HOUR, MINUTE, MONDAY, NONE, STAFF, draft, governance
from tests.storage.rows import HELP, OURS

DIALS = governance(targets=Targets(first_response=HOUR, next_response=None, solution=None))


async def of_teams(memory: StoredMemory, at: Any) -> dict[str, dict[tuple[str, ...], float]]:
    owner = SimpleNamespace(id=OURS, clock=ManualClock(at), community=SimpleNamespace(channels={}))
    live = cast("Live", SimpleNamespace(owner=owner, tally=Tally()))
    found = {one.name: one.values for one in await metrics_of(memory, [live], [])}
    some = {name: values for name, values in found.items() if name.startswith("hubbub_escalation")}
    return {name: {tuple(v for _, v in labels): n for labels, n in values.items()} for name, values in some.items()}


async def test_what_teams_have_and_since_when_it_is_overdue(lite: StoredMemory) -> None:
    assert await of_teams(lite, MONDAY) == {
        "hubbub_escalations": {}, "hubbub_escalation_overdue_seconds": {("ours",): 0},
        "hubbub_escalation_look_late_seconds": {("ours",): 0},
    }  # fmt: skip
    move = opened(draft(), DIALS, STAFF, MONDAY)
    late = advanced(move.escalation, DIALS, STAFF, TimeCame(), MONDAY + HOUR + MINUTE)
    with lite.direct(OURS) as ledger:
        ledger.escalations.save(late.escalation)
        ledger.escalations.save(opened(draft(id="b", team="api"), governance(targets=NONE), STAFF, MONDAY).escalation)
    found = await of_teams(lite, MONDAY + 3 * HOUR)
    assert found["hubbub_escalations"] == {("ours", "api", "open"): 1, ("ours", "bill", "open"): 1}
    assert found["hubbub_escalation_overdue_seconds"] == {("ours",): 2 * 3600}, "since it was due, whenever it was seen"
    assert found["hubbub_escalation_look_late_seconds"] == {("ours",): 0}
    with lite.direct(OURS) as ledger:
        waiting = advanced(late.escalation, DIALS, STAFF, AskMember(by=BEN), MONDAY + 3 * HOUR)
        ledger.escalations.save(waiting.escalation)
    found = await of_teams(lite, MONDAY + 30 * HOUR)
    assert found["hubbub_escalation_overdue_seconds"] == {("ours",): 0}, "the member is waited for"
    assert found["hubbub_escalation_look_late_seconds"] == {("ours",): 6 * 3600}


async def test_the_last_lines_of_the_health_log_are_gauges(lite: StoredMemory) -> None:
    hidden = ChannelId("slack-T1:C9")
    channels = {
        HELP: SimpleNamespace(name="help", is_private=False), hidden: SimpleNamespace(name="inside", is_private=True),
    }  # fmt: skip
    figures = {"people": 7, "eligible": 8, "answered_24h": 6, "never": 2, "median_first_response_s": None, "vexed": 0.1}
    with lite.direct(OURS) as ledger:
        ledger.health_days.log(
            [
                LogLine(span=Span.WEEK, at=MONDAY, figures={"people": 99}),
                LogLine(span=Span.WEEK, at=MONDAY + timedelta(days=7), figures=figures),
                LogLine(span=Span.WEEK, at=MONDAY + timedelta(days=7), channel=HELP),
                LogLine(span=Span.WEEK, at=MONDAY + timedelta(days=7), channel=hidden, figures=figures),
                LogLine(span=Span.HOUR, at=MONDAY, figures={"waiting": 2, "longest_s": 60.0}),
                LogLine(span=Span.HOUR, at=MONDAY, channel=HELP, figures={"waiting": 1, "longest_s": 30.0}),
            ],
            MONDAY,
        )
    owner = SimpleNamespace(id=OURS, clock=ManualClock(MONDAY), community=SimpleNamespace(channels=channels))
    live = cast("Live", SimpleNamespace(owner=owner, tally=Tally()))
    found = {one.name: dict(one.values) for one in await metrics_of(lite, [live], [])}
    of_all, of_help = ((("community", "ours"), ("channel", name)) for name in ("", "help"))
    assert found["hubbub_health_members"] == {of_all: 7.0}, "a channel of a few people has none"
    assert found["hubbub_health_answered_day"] == {of_all: 6.0}
    assert found["hubbub_health_vexed_share"] == {of_all: 0.1}
    assert found["hubbub_health_first_reply_seconds"] == {}
    assert found["hubbub_health_waiting"] == {of_all: 2.0, of_help: 1.0}
