"""Tell the managers when a topic depends on one or two people, and let newer helpers answer there, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from advocacy.topics import Dependency, Topics
from engagement.actions import Keep, Lane, Reach, Say, words
from engagement.decisions import Act, Hold, Verdict
from engagement.play import Play
from engagement.situation import Situation

NAME = "dependency"


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyPolicy:
    """Dials of "Topics on few shoulders"."""

    day: str = "mon"
    at: time = time(9, 0)
    """In the community's zone."""
    gives_chances: bool = True
    """Whether one of the two who are asked may be somebody newer there."""


def on_daily(s: Situation, policy: DependencyPolicy) -> Sequence[Verdict]:
    """Each topic once a month as long as it is so; nobody is named."""
    topics = s.find(Topics)
    if topics is None:
        return []
    verdicts: list[Verdict] = []
    for each in topics.found:
        noted = topics.noted.get(each.topic)
        if noted is not None and noted.until is not None and s.now < noted.until:
            verdicts.append(Hold(subject=s.community, reason="the managers know already"))
            continue
        verdicts.append(_tell(s, each, policy))
        keep = Keep(entry=each.to_entry(s.now), before=noted)
        verdicts.append(Act(action=keep, subject=s.community, reason="very few people carry a topic"))
    found = {each.topic for each in topics.found}
    for topic, noted in sorted(topics.noted.items()):
        if topic not in found:
            gone = Keep(entry=noted, before=noted, is_gone=True)
            verdicts.append(Act(action=gone, subject=s.community, reason="more people carry the topic by now"))
    return verdicts


def _tell(s: Situation, each: Dependency, policy: DependencyPolicy) -> Act:
    say = Say(
        text=f"{NAME}.few",
        reach=Reach.MANAGERS,
        to="",
        fields={
            "topic": words(each.topic),
            "people": words(f"people_{each.factor}"),
            "chances": words("chances" if policy.gives_chances else ""),
        },
        controls=("why",),
        is_unprompted=False,
        lane=Lane.DIGEST,
        slot=f"{NAME}:{each.topic}",
    )
    return Act(
        action=say, subject=s.community, reason="very few people carry a topic", evidence={"factor": each.factor}
    )


PLAY = Play(name=NAME, policy=DependencyPolicy, on_daily=on_daily, shows={"daily": frozenset({Topics})})
