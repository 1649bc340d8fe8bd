"""Keeps what is counted of goals, so that whoever looks at them need not wait until a year is counted.

It is kept as one mark: figures of whole weeks and hours spent, of nobody by name. What was counted holds for the dials,
people of staff, channels and weeks that it was counted for; with others it is counted at once.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, datetime

from bots.runtime.community import Community
from bots.runtime.health import staff_of
from bots.runtime.strategy import Counted, GoalSeen, Spent, as_seen, count_goals, settled_until
from engagement.ports import Ledger

_MARK = "goals"
_NOTHING = ""


def find_goals(ledger: Ledger, community: Community, now: datetime) -> list[GoalSeen]:
    """Every goal of the playbook, in its order, as it was counted last."""
    return as_seen(community, find_kept(ledger, community, now) or count_goals(ledger, community, now), now)


def find_kept(ledger: Ledger, community: Community, now: datetime) -> dict[str, Counted] | None:
    """What is kept, by the goal's name; None where nothing is, or it holds no more."""
    kept = json.loads(ledger.marks.get(_MARK) or "{}")
    if kept.get("holds_for") != holds_for(ledger, community, now):
        return None
    return {name: _from_json(one) for name, one in kept["goals"].items()}


def keep_goals(ledger: Ledger, holds: str, counted: Mapping[str, Counted]) -> None:
    """Keep it, until some of it is counted anew."""
    told = {name: asdict(one) for name, one in counted.items()}
    ledger.marks.set(_MARK, json.dumps({"holds_for": holds, "goals": told}, default=date.isoformat))


def drop_goals(ledger: Ledger, days: Collection[date], now: datetime) -> None:
    """These days were counted anew: what was made of them holds no more. The weeks that still run are no part of it."""
    if ledger.marks.get(_MARK) and any(day < settled_until(now) for day in days):
        ledger.marks.set(_MARK, _NOTHING)


def holds_for(ledger: Ledger, community: Community, now: datetime) -> str:
    """A digest of all that decides what is counted, but for what was said."""
    channels = sorted((each.id, each.name) for each in list(community.channels.values()))
    staff = sorted(staff_of(ledger, community.policy))
    what = repr((community.fingerprint, settled_until(now).isoformat(), staff, channels))
    return hashlib.blake2b(what.encode(), digest_size=16).hexdigest()


def _from_json(one: Mapping[str, object]) -> Counted:
    weeks, spent = one["weeks"], one["spent"]
    assert isinstance(weeks, list)
    return Counted(
        weeks=tuple((date.fromisoformat(monday), value) for monday, value in weeks),
        spent=Spent(**spent) if isinstance(spent, dict) else None, is_known=bool(one["is_known"]),
    )  # fmt: skip
