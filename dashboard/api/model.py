"""What a language model was asked and what that cost, for other programs: by day and use, from the record of calls."""

from datetime import datetime, time, timedelta
from typing import Annotated

from fastapi import Query

from bots.runtime.models_seen import read_model
from dashboard.api import answers
from dashboard.window.visit import Here
from engagement.modelling.budget import MILLION
from engagement.modelling.overview import by_day
from engagement.ports import Ledger


def model(
    visit: Here, days: Annotated[int, Query(ge=1, le=31, description="so many days of UTC, today among them")] = 7
) -> answers.Model:
    """Today's budget, and the calls of each day and use, the newest day first. No texts: the record holds none."""
    policy, now = visit.live.owner.community.policy.model, visit.programs.now
    began = datetime.combine(now.date() - timedelta(days=days - 1), time.min, now.tzinfo)

    def read(ledger: Ledger) -> answers.Model:
        seen = read_model(ledger, policy, now)
        calls = ledger.model_calls.between(began, now + timedelta(microseconds=1))
        return answers.Model(
            model=policy.name or None, provider=policy.provider or None, uses=[use.value for use in policy.uses],
            tokens_today=seen.today.tokens, tokens_a_day=seen.budget.tokens,
            cost_today=seen.today.millionths / MILLION, cost_a_day=seen.budget.money,
            left_alone_until=seen.left_alone_until,
            items=[
                answers.ModelDay(
                    day=day, use=one.use.value, calls=one.calls, answered=one.answered, used=one.used,
                    tokens=one.tokens, cost=one.millionths / MILLION, median_s=one.took.total_seconds(),
                )
                for day, one in by_day(calls)
            ],
        )  # fmt: skip

    return visit.read(read)
