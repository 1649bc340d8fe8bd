"""What Prometheus hears of the questions that teams have."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from bots.app.metrics import metrics_of
from bots.runtime.clock import ManualClock, SystemClock
from bots.runtime.live import Live
from bots.runtime.tally import Tally
from engagement.escalating.acts import AskMember, TimeCame
from engagement.escalating.course import advanced, opened
from engagement.escalating.dials import Targets
from engagement.health_days import LogLine, Span
from engagement.ids import ChannelId
from engagement.modelling.asking import Usage, Use
from engagement.modelling.budget import Budget, Call, Outcome
from engagement.modelling.dials import ModelPolicy
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.engagement.escalating.test_course import BEN, HOUR, MINUTE, MONDAY, NONE, STAFF, draft, governance
from tests.storage.rows import HELP, OURS

DIALS = governance(targets=Targets(first_response=HOUR, next_response=None, solution=None))


async def of_teams(memory: StoredMemory, at: Any) -> dict[str, dict[tuple[str, ...], float]]:
    owner = SimpleNamespace(id=OURS, clock=ManualClock(at), community=SimpleNamespace(channels={}, policy=town()))
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
    community = SimpleNamespace(channels=channels, policy=town())
    owner = SimpleNamespace(id=OURS, clock=ManualClock(MONDAY), community=community)
    live = cast("Live", SimpleNamespace(owner=owner, tally=Tally()))
    found = {one.name: dict(one.values) for one in await metrics_of(lite, [live], [])}
    of_all, of_help = ((("community", "ours"), ("channel", name)) for name in ("", "help"))
    assert found["hubbub_health_members"] == {of_all: 7.0}, "a channel of a few people has none"
    assert found["hubbub_health_answered_day"] == {of_all: 6.0}
    assert found["hubbub_health_vexed_share"] == {of_all: 0.1}
    assert found["hubbub_health_first_reply_seconds"] == {}
    assert found["hubbub_health_waiting"] == {of_all: 2.0, of_help: 1.0}


async def test_how_much_a_model_used_and_how_its_calls_went_are_gauges_by_use(lite: StoredMemory) -> None:
    now, model = SystemClock().now(), ModelPolicy(name="small", budget=Budget(tokens=1_000))
    call = Call(id="c", at=now, use=Use.DRAFT, model="small", usage=Usage(tokens_in=400))
    with lite.direct(OURS) as ledger:
        ledger.model_calls.begin(call, model.budget)
        ledger.model_calls.end(
            replace(call, outcome=Outcome.USED, usage=Usage(tokens_in=250), took=timedelta(seconds=2))
        )
    community = SimpleNamespace(channels={}, policy=town(model=model))
    live = SimpleNamespace(owner=SimpleNamespace(id=OURS, clock=ManualClock(now), community=community), tally=Tally())
    found = {one.name: dict(one.values) for one in await metrics_of(lite, [cast("Live", live)], [])}
    ours, by_use = (("community", "ours"),), (("community", "ours"), ("use", "draft"))
    assert found["hubbub_model_tokens_today"] == {ours: 250.0}
    assert found["hubbub_model_budget_share"] == {ours: 0.25}
    assert found["hubbub_model_left_alone"] == {ours: 0.0}
    assert found["hubbub_model_calls_today"] == found["hubbub_model_calls_used_today"] == {by_use: 1.0}
    assert found["hubbub_model_seconds_median_today"] == {by_use: 2.0}
