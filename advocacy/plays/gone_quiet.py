"""Tell the managers, never the member, that somebody who was here a lot has gone quiet, or is back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from advocacy.quieting import Changed, Changes
from engagement.actions import Field, Lane, Reach, Say, day, person, words
from engagement.decisions import Act, Hold, Verdict
from engagement.few_people import LEAST
from engagement.play import Play
from engagement.situation import Situation

NAME = "gone_quiet"
_MOST_LISTED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneQuietPolicy:
    """Dials of "Notice who is missed"."""

    day: str = "mon"
    at: time = time(9, 0)
    """In the community's zone."""


def on_daily(s: Situation, _policy: GoneQuietPolicy) -> Sequence[Verdict]:
    """Once a week: by name who agreed to it, of the others only how many, where they are five or more."""
    found = s.find(Changes)
    if found is None or not (found.named or found.others_quiet or found.others_back):
        return []
    quiet, back = (words(str(n) if n >= LEAST else "") for n in (found.others_quiet, found.others_back))
    if not (found.named or quiet.value or back.value):
        reason = "fewer than five people went quiet or came back, and none of them agreed to be seen"
        return [Hold(subject=s.community, reason=reason)]
    say = Say(
        text=f"{NAME}.week",
        reach=Reach.MANAGERS,
        to="",
        fields={"others_quiet": quiet, "others_back": back},
        items=tuple(_line(one) for one in found.named[:_MOST_LISTED]),
        controls=("why",),
        is_unprompted=False,
        lane=Lane.DIGEST,
    )
    return [Act(action=say, subject=s.community, reason="people who were here a lot went quiet, or came back")]


def _line(one: Changed) -> dict[str, Field]:
    at = day(one.since)
    nothing = words("")
    who = person(one.member)
    if one.is_back:
        return {"quiet": nothing, "since": nothing, "back": who, "from": at}
    return {"quiet": who, "since": at, "back": nothing, "from": nothing}


PLAY = Play(name=NAME, policy=GoneQuietPolicy, on_daily=on_daily, shows={"daily": frozenset({Changes})})
