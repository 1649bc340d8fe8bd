"""What text models were asked, and what a day may still use: let in by one statement, so that no two slip through."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, insert, select, update

from engagement.modelling.asking import Usage, Use
from engagement.modelling.budget import Budget, Call, Outcome, Spent
from storage.nouns.noun import Noun
from storage.rows import day_number, instant, micros
from storage.statements import add_new
from storage.tables import model_calls, model_days

_MS = timedelta(milliseconds=1)


class ModelCallRows(Noun):
    """See ``engagement.modelling.budget.Calls``."""

    def begin(self, call: Call, budget: Budget) -> bool:
        """Note it with its upper bound, if the day's budget lets it in; whether it did.

        The row of the day is locked by the update that looks at it, on PostgreSQL too, so two processes that ask at
        the same time are let in one after the other.
        """
        d, day = model_days.c, day_number(call.day)
        empty = {"community_id": self._community, "day": day, "calls": 0, "tokens": 0, "millionths": 0}
        self._connection.execute(add_new(self._dialect, model_days), empty)
        caps = [d.tokens < budget.tokens]
        if budget.millionths is not None:
            caps.append(d.millionths < budget.millionths)
        let_in = (
            update(model_days)
            .where(d.community_id == self._community, d.day == day, *caps)
            .values(
                calls=d.calls + 1,
                tokens=d.tokens + call.usage.tokens_in + call.usage.tokens_out,
                millionths=d.millionths + call.millionths,
            )
        )
        if self._connection.execute(let_in).rowcount != 1:
            return False
        self._connection.execute(insert(model_calls).values(self._row(call)))
        return True

    def end(self, call: Call) -> None:
        """Note what came of it and what it really used, in place of its upper bound. Once only."""
        c, d = model_calls.c, model_days.c
        mine = (c.community_id == self._community, c.id == call.id, c.outcome == Outcome.BEGUN.value)
        begun = self._connection.execute(select(model_calls).where(*mine)).first()
        if (
            begun is None
            or self._connection.execute(update(model_calls).where(*mine).values(self._row(call))).rowcount != 1
        ):
            return
        more = call.usage.tokens_in + call.usage.tokens_out - begun.tokens_in - begun.tokens_out
        day = (d.community_id == self._community, d.day == day_number(instant(begun.at).date()))
        changed = {"tokens": d.tokens + more, "millionths": d.millionths + call.millionths - begun.millionths}
        self._connection.execute(update(model_days).where(*day).values(changed))

    def spent(self, day: date) -> Spent:
        """What was used on a day."""
        d = model_days.c
        query = select(d.calls, d.tokens, d.millionths).where(
            d.community_id == self._community, d.day == day_number(day)
        )
        found = self._connection.execute(query).first()
        return Spent(calls=found.calls, tokens=found.tokens, millionths=found.millionths) if found else Spent()

    def newest(self, limit: int) -> list[Call]:
        """The latest calls, newest first."""
        c = model_calls.c
        return self._read(self._mine().order_by(c.at.desc(), c.id.desc()).limit(limit))

    def between(self, start: datetime, end: datetime) -> list[Call]:
        """Calls in [start, end), by (at, id)."""
        c = model_calls.c
        return self._read(self._mine().where(c.at >= micros(start), c.at < micros(end)).order_by(c.at, c.id))

    def forget(self, before: datetime) -> int:
        """Drop single calls from before then; the days' sums stay. How many."""
        c = model_calls.c
        old = delete(model_calls).where(c.community_id == self._community, c.at < micros(before))
        return self._connection.execute(old).rowcount

    def _mine(self) -> Select[Any]:
        return select(model_calls).where(model_calls.c.community_id == self._community)

    def _read(self, query: Select[Any]) -> list[Call]:
        return [
            Call(
                id=row.id, at=instant(row.at), use=Use(row.use), model=row.model, provider=row.provider,
                outcome=Outcome(row.outcome), usage=Usage(tokens_in=row.tokens_in, tokens_out=row.tokens_out),
                millionths=row.millionths, took=row.took_ms * _MS,
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip

    def _row(self, call: Call) -> dict[str, object]:
        return {
            "community_id": self._community, "id": call.id, "at": micros(call.at), "use": call.use.value,
            "model": call.model, "provider": call.provider, "outcome": call.outcome.value,
            "tokens_in": call.usage.tokens_in, "tokens_out": call.usage.tokens_out, "millionths": call.millionths,
            "took_ms": min(call.took // _MS, 2**31 - 1),
        }  # fmt: skip
