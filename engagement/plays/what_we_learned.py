"""Tell each team once a week what came of its questions, and the hub what came of all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time

from engagement.actions import Field, Lane, Reach, Say, link, span, words
from engagement.decisions import Act, Hold, Verdict
from engagement.escalating.dials import Team
from engagement.escalating.figures import EscalationFigures, Fared, figures
from engagement.escalating.learned import WORTH_READING, Week, to_write_down, uses
from engagement.play import Play
from engagement.situation import Situation

NAME = "what_we_learned"
_LINE = ("team", "came", "solved", "first", "answer", "times", "where", "topics", "topic")


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatWeLearnedPolicy:
    """Dials of "What we learned"."""

    day: str = "mon"
    at: time = time(9, 0)
    """In the community's zone."""


def on_daily(s: Situation, _policy: WhatWeLearnedPolicy) -> Sequence[Verdict]:
    """One message to each spoke and each hub to which something happened; nothing where there is no team."""
    week = s.find(Week)
    if week is None or week.is_empty:
        return []
    found = figures(week.cases, s.policy.timezone)
    hubs = [team for team in week.governance.teams.values() if team.is_hub]
    told = {week.rooms.get(team.name, "") for team in hubs}
    says = [_to_hub(s, week, found, hub) for hub in hubs]
    for team in week.governance.teams.values():
        if team.is_hub or (week.rooms.get(team.name, "") in told and hubs) or week.of_team(team.name).is_empty:
            continue  # who shares the hub's channel reads it there
        says.append(_to_spoke(s, week.of_team(team.name), found, team))
    return [_told(s, say) for say in says]


def _told(s: Situation, say: Say) -> Verdict:
    """A message that could only say that there are no numbers is none."""
    if say.fields["few"].value and not say.items:
        return Hold(subject=s.community, reason="fewer than five people asked, and there is nothing else to tell")
    return Act(action=say, subject=s.community, reason="what a week of questions taught the teams")


def _to_spoke(s: Situation, week: Week, found: EscalationFigures, team: Team) -> Say:
    fared = next((one for one in found.by_team if one.name == team.name), None)
    return _say(week, team, fared, [*_lines(s, week)])


def _to_hub(s: Situation, week: Week, found: EscalationFigures, hub: Team) -> Say:
    """All teams side by side; what is about too few people by itself is in the sum alone."""
    titles = {name: team.title for name, team in week.governance.teams.items()}
    teams = [_line(team=words(titles[one.name]), **_figures(one)) for one in found.by_team if one.name in titles]
    return _say(week, hub, found.overall, [*teams, *_lines(s, week)])


def _figures(one: Fared | None) -> dict[str, Field]:
    if one is None:
        return {name: words("") for name in ("came", "solved", "first")}
    first = span(one.to_answer.median) if one.to_answer is not None else words("")
    return {"came": words(str(one.questions)), "solved": words(str(one.solved)), "first": first}


def _lines(s: Situation, week: Week) -> Iterator[dict[str, Field]]:
    """Answers that were used, conversations worth reading, answers worth writing down."""
    answers = s.policy.playbook.answers
    for name, times in uses(week.used).items():
        title = answers[name].title if name in answers else name
        yield _line(answer=words(title), times=words(str(times) if times else ""))
    for e in week.solved[:WORTH_READING]:
        yield _line(where=link(e.thread), topics=words(", ".join(e.topics)))
    for topic in to_write_down(week):
        yield _line(topic=words(topic))


def _line(**given: Field) -> dict[str, Field]:
    return {**dict.fromkeys(_LINE, words("")), **given}


def _say(week: Week, team: Team, fared: Fared | None, items: Sequence[dict[str, Field]]) -> Say:
    room = week.rooms.get(team.name)
    few = words("few" if fared is None and week.cases else "")
    return Say(
        text=f"{NAME}.week",
        reach=Reach.CHANNEL if room is not None else Reach.MANAGERS,
        to=room or "",
        fields={"team": words(team.title), "few": few, **_figures(fared)},
        items=tuple(items),
        controls=("why",),
        is_unprompted=False,
        lane=Lane.DIGEST,
    )


PLAY = Play(name=NAME, policy=WhatWeLearnedPolicy, on_daily=on_daily, shows={"daily": frozenset({Week})})
