"""Where would a question go, who would be told when, and why: worked out as the engine would, from the dials alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bots.runtime.community import FLAGS
from config.suggest import did_you_mean, shown
from engagement.errors import ConfigError
from engagement.escalating.acts import Call, CallOutside, CallTeam, Move, Staff, TimeCame
from engagement.escalating.clocks import Clock
from engagement.escalating.compared import Asked, drafted, handed_over_at, staff_as_written
from engagement.escalating.course import advanced, opened
from engagement.escalating.dials import Governance, Severity
from engagement.escalating.duty import on_duty
from engagement.escalating.escalation import Escalation
from engagement.escalating.going_on import NAME
from engagement.escalating.routing import Facts, chain_of, route
from engagement.escalating.signs import severity_of
from engagement.ids import MemberId, ThreadId
from engagement.plays.escalation import EscalationPolicy
from engagement.policy import ChannelPolicy, Policy
from engagement.reading import TopicWords, read

_NOBODY = MemberId("asker")
_THREAD = ThreadId("question")  # type: ignore[arg-type]
_MOST_LOOKS = 200
_TOLD = (Call.COME, Call.REMINDER, Call.HANDED_ON, Call.UNTAKEN)
"""Warnings are told with the targets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked: the words, where, when it is handed to the team (aware), and what is known besides."""

    text: str
    channel: str
    at: datetime
    severity: str | None = None
    tier: str = ""
    language: str | None = None
    topics: tuple[str, ...] = ()
    workspace: str = ""
    """Its platform, or platform and id with a hyphen between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTold:
    """At ``at`` the team hears of it: ``what`` (come, reminder, handed_on, untaken, webhook), naming ``people``."""

    at: datetime
    what: str
    team: str
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteTold:
    """Everything there is to say. ``steps``: once through the chain, if nobody takes it.

    ``from_peers_at``: asked at that moment, peers would have until then, and ``from_peers_to`` would get it.
    ``on_duty``: by team with a rota, who is on duty (None: nobody).
    """

    policy: Policy
    governance: Governance
    wanted: Wanted
    facts: Facts
    escalation: Escalation
    severity_because: tuple[str, ...]
    topics_because: str
    steps: tuple[StepTold, ...]
    repeat: int
    targets: tuple[Clock, ...]
    on_duty: dict[str, str | None]
    from_peers_at: datetime
    from_peers_to: str
    after: timedelta
    notes: tuple[str, ...]


def told(policy: Policy, wanted: Wanted) -> RouteTold:
    """Where it would go. Raises ConfigError with the cure when the dials cannot say."""
    governance = policy.governance
    if governance is None or not governance.teams:
        raise ConfigError(
            f"{policy.name} has no `escalations:` section, so nobody but the managers would hear of it; write for "
            "example `escalations: {hubs: {community: {channel: team-community}}}` below the community"
        )
    dials = _dials(policy, wanted.channel)
    _check_known(policy, governance, wanted)
    facts, severity_because, topics_because, is_question = _facts(policy, governance, dials, wanted)
    play = dials.plays.get(NAME)
    escalation_dials = play if isinstance(play, EscalationPolicy) else EscalationPolicy()
    after = escalation_dials.after_high if facts.severity >= Severity.HIGH else escalation_dials.after
    later = handed_over_at(facts, governance, after)
    asked = Asked(thread=_THREAD, asker=_NOBODY, facts=facts)
    staff = _nobody_made_up(staff_as_written(governance), governance)
    move = opened(drafted(asked, governance), governance, staff, facts.at)
    e = move.escalation
    owners = dict.fromkeys(name for name in (e.team, e.belongs_to, e.hub) if name)
    rotas = {name: governance.rotas.get(governance.teams[name].rota) for name in owners}
    return RouteTold(
        policy=policy, governance=governance, wanted=wanted, facts=facts, escalation=e,
        severity_because=severity_because, topics_because=topics_because,
        steps=tuple(_steps(move, governance, staff)), repeat=chain_of(e.chain, governance).repeat,
        targets=e.clocks,
        on_duty={name: on_duty(rota, facts.at) for name, rota in rotas.items() if rota is not None},
        from_peers_at=later, from_peers_to=route(replace(facts, at=later), governance).owner, after=after,
        notes=tuple(_notes(policy, wanted, is_question=is_question, is_on=play is not None)),
    )  # fmt: skip


def _nobody_made_up(staff: Staff, governance: Governance) -> Staff:
    """Without the people assumed where the dials name none."""
    return replace(staff, of={name: staff.of[name] if team.people else () for name, team in governance.teams.items()})


def _notes(policy: Policy, wanted: Wanted, *, is_question: bool, is_on: bool) -> Iterator[str]:
    if not is_question:
        yield "these words do not read as a question, so it would come only if somebody handed it to the team"
    if not is_on:
        yield f"the step `{NAME}` is switched off in #{wanted.channel}, so nothing is handed on from there"
    if policy.is_paused:
        yield f"{policy.name} is paused"


def _dials(policy: Policy, channel: str) -> ChannelPolicy:
    found = policy.for_channel(channel)
    if found is None:
        raise unknown(
            f"there is no channel `{shown(channel)}` below `channels:` in hubbub.yaml", channel, policy.channels
        )
    return found


def _check_known(policy: Policy, governance: Governance, wanted: Wanted) -> None:
    """A misspelt topic, tier or language would match nothing, and nobody would see why."""
    matches, teams = [rule.match for rule in governance.routes], governance.teams.values()
    of_teams = {topic for team in teams for topic in team.topics}
    of_rules = {topic for match in matches for topic in match.topics}
    topics = {*policy.topics, *of_teams, *of_rules, *(topic for one in policy.places for topic in one.topics)}
    tiers = {*governance.tier_roles.values(), *governance.severity.tiers, *(t for one in matches for t in one.tiers)}
    spoken = {language for team in teams for language in team.languages}
    languages = {*policy.languages, *spoken, *(language for match in matches for language in match.languages)}
    for topic in wanted.topics:
        _known("topic", topic, topics)
    _known("tier", wanted.tier, tiers)
    _known("language", wanted.language or "", languages)


def _known(what: str, word: str, known: set[str]) -> None:
    if word and word not in known:
        raise unknown(f"hubbub.yaml speaks of no {what} `{shown(word)}`", word, known)


def unknown(said: str, word: str, known: Iterable[str]) -> ConfigError:
    """The error of a name that is not there, with what may have been meant."""
    names = sorted(known)
    near = did_you_mean(word, names) or f"; it has {', '.join(shown(name) for name in names[:20]) or 'none'}"
    return ConfigError(said + near)


def _facts(
    policy: Policy, governance: Governance, dials: ChannelPolicy, wanted: Wanted
) -> tuple[Facts, tuple[str, ...], str, bool]:
    """What the engine would know of it; why it is so severe, where its topics are from, whether it is a question."""
    words = TopicWords.compile(policy.topics)
    reading = read(wanted.text, words=words, defaults=dials.topics, languages=policy.languages)
    level, why = severity_of(
        wanted.text, dials=governance.severity, tier=wanted.tier, asked_alike=1, is_repeated=False, is_flagged=False
    )
    if wanted.severity is not None:
        level, why = Severity[wanted.severity.upper()], ("as given",)
    topics, because = wanted.topics, "as given"
    if not topics:
        topics, because = reading.topics, "from its words"
    if not topics or (not wanted.topics and topics == dials.topics and not words.find(wanted.text)):
        topics, because = dials.topics, "the channel's" if dials.topics else "none in its words"
    facts = Facts(
        topics=tuple(dict.fromkeys(topics)), channel=wanted.channel, workspace=wanted.workspace, severity=level,
        tier=wanted.tier, language=wanted.language or reading.language or "", at=wanted.at,
    )  # fmt: skip
    return facts, why, because, bool(reading.modes & FLAGS[dials.questions])


def _steps(move: Move, governance: Governance, staff: Staff) -> Iterator[StepTold]:
    """What the teams hear if nobody takes it, until the chain begins anew or is at its end."""
    yield from _heard(move, move.escalation.opened_at)
    for _ in range(_MOST_LOOKS):
        at = move.escalation.next_at
        if at is None:
            return
        move = advanced(move.escalation, governance, staff, TimeCame(), at)
        yield from _heard(move, at)
        e = move.escalation
        if e.round or (e.step_at is None and e.silent_at is None):
            return


def _heard(move: Move, at: datetime) -> Iterator[StepTold]:
    for deed in move.deeds:
        if isinstance(deed, CallTeam) and deed.call in _TOLD:
            yield StepTold(at=at, what=deed.call.value, team=deed.team, people=deed.people)
        elif isinstance(deed, CallOutside) and deed.to:
            yield StepTold(at=at, what="webhook", team=deed.to)
