"""Let members enrol as helpers by their own click, choose how they are asked, and stop."""

from dataclasses import dataclass
from datetime import timedelta

from engagement.play import Play


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperEnrolmentPolicy:
    """Dials of "Enrol helpers"."""

    offers_after_answer: bool = True
    """One private offer, ever, after a first confirmed answer."""
    not_now: timedelta = timedelta(days=1)
    """How long "not now" rests."""


PLAY = Play(name="helper_enrolment", policy=HelperEnrolmentPolicy)
