"""Thank by name, once a month and in the open, whoever did something for others and agreed to be named. No ranks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from advocacy.thanked import Deserved, LastMonth, is_first_working_day
from engagement.actions import Field, Lane, Reach, Say, link, person, words
from engagement.decisions import Act, Hold, Verdict
from engagement.people import Purpose
from engagement.play import Play
from engagement.situation import Situation

NAME = "monthly_thanks"
_MOST_LISTED = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyThanksPolicy:
    """Dials of "Thank in the open"."""

    channel: str = ""
    """Where; nothing is said until a manager names it."""
    at: time = time(10, 0)
    """On the first working day of the month, in the community's zone."""

    @property
    def rooms(self) -> tuple[str, ...]:
        """See WritesTo."""
        return (self.channel.removeprefix("#"),) if self.channel else ()


def on_daily(s: Situation, policy: MonthlyThanksPolicy) -> Sequence[Verdict]:
    """On the first working day of a month: one message, in the order in which things happened."""
    month = s.find(LastMonth)
    if not policy.channel or month is None or not is_first_working_day(s.now, s.policy.timezone):
        return []
    if not month.people:
        return [Hold(subject=s.community, reason="nobody who agreed to be named did anything to thank for")]
    if not month.channels:
        return [Hold(subject=s.community, reason="the channel to thank in is not known")]
    people = sorted(month.people, key=lambda one: (one.first_at, one.member))
    items = tuple(_line(one) for one in people[:_MOST_LISTED])
    more = words(str(len(people) - len(items)))
    return [
        Act(
            action=Say(
                text=f"{NAME}.thanks",
                reach=Reach.CHANNEL,
                to=channel,
                fields={"more": more},
                items=items,
                controls=("why",),
                purpose=Purpose.PUBLISH,
                lane=Lane.DIGEST,
                useful_for=timedelta(hours=12),
            ),
            subject=s.community,
            reason="a month of help is over",
            evidence={"people": len(people)},
        )
        for channel in month.channels
    ]


def _line(one: Deserved) -> dict[str, Field]:
    return {
        "who": person(one.member),
        "helped": words(str(one.helped or "")),
        "topics": words(", ".join(one.topics)),
        "where": link(one.where) if one.where is not None else words(""),
        "thanked": words(str(one.thanked or "")),
        "welcomed": words(str(one.welcomed or "")),
    }


PLAY = Play(name=NAME, policy=MonthlyThanksPolicy, on_daily=on_daily, shows={"daily": frozenset({LastMonth})})
