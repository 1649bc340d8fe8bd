"""Reads what is seen of a community's model: the record of calls, and what drafts were worth on its own history."""

import json
import logging
from datetime import datetime, timedelta
from typing import Final

from engagement.modelling.calibration import VERSION, Calibration, from_plain, to_plain
from engagement.modelling.dials import ModelPolicy
from engagement.modelling.overview import ModelSeen, seen
from engagement.ports import Ledger

_LOG = logging.getLogger(__name__)
_MARK: Final = "drafts_calibrated"


def read_model(ledger: Ledger, model: ModelPolicy, now: datetime) -> ModelSeen:
    """How it stands today (of UTC). ``now`` is by the real clock: a provider's day is no sandbox's."""
    began = now.replace(hour=0, minute=0, second=0, microsecond=0)
    calls = ledger.model_calls.between(began, now + timedelta(microseconds=1))
    return seen(calls, ledger.model_calls.spent(now.date()), model.budget, now)


def keep_calibration(ledger: Ledger, calibration: Calibration) -> None:
    """Keep what may be shown to managers, until the next time."""
    ledger.marks.set(_MARK, json.dumps(to_plain(calibration), sort_keys=True))


def kept_calibration(ledger: Ledger) -> Calibration | None:
    """What was calibrated last, if it was by the rules of today."""
    found = ledger.marks.get(_MARK)
    if found is None:
        return None
    try:
        calibration = from_plain(json.loads(found))
    except (KeyError, TypeError, ValueError):
        _LOG.warning("the mark %s cannot be read; calibrate again", _MARK)
        return None
    return calibration if calibration.version == VERSION else None
