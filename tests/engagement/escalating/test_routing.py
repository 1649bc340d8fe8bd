"""Who gets a question under each model: tables of situations, and random dials against a reckoning of its own."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.escalating.dials import Chain, Governance, Match, Model, Route, Severity, Step, StepKind, Team
from engagement.escalating.routing import DEFAULT_CHAIN, Facts, Routed, chain_of, matches, route
from engagement.people import WEEKDAYS, Hours

SATURDAY = datetime(2026, 3, 7, 12, tzinfo=UTC)
TOPICS, CHANNELS, LANGUAGES, TIERS = (
    ("api", "billing", "login"),
    ("help", "C2", "lobby"),
    ("en", "de"),
    ("gold", "free"),
)
WORKSPACES = ("slack", "slack-T1", "T1", "discord")
NAMES = ("north", "south", "pay", "dev")


def hub(name: str, **more: Any) -> Team:
    return spoke(name, is_hub=True, **more)


def spoke(name: str, **more: Any) -> Team:
    return Team(name=name, title=name.title(), channel=f"team-{name}", **more)


def governed(model: Model, *teams: Team, routes: tuple[Route, ...] = (), **more: Any) -> Governance:
    return Governance(model=model, teams={team.name: team for team in teams}, routes=routes, **more)


def facts(**more: Any) -> Facts:
    values: dict[str, Any] = {"channel": "help", "channel_id": "slack-T1:C1", "workspace": "slack-T1", "at": SATURDAY}
    return Facts(**values | more)


def rule(owner: str, chain: str = "", line: int = 0, **asked: Any) -> Route:
    return Route(match=Match(**asked), owner=owner, chain=chain, line=line)


# --- the presets ------------------------------------------------------------------------------------------------------

ONE_HUB = (
    hub("north", topics=("login",)),
    spoke("pay", topics=("billing",), channels=("help-billing",)),
    spoke("dev", topics=("api", "billing", "sdk"), languages=("de",)),
)
TWO_HUBS = (
    hub("north", languages=("en",), topics=("api",)),
    hub("south", channels=("help-south",), workspaces=("T2", "discord"), languages=("pt",), topics=("billing",)),
    spoke("other", topics=("billing",), hub="north"),
    spoke("any", topics=("billing",)),
    spoke("ours", topics=("billing",), hub="south"),
    spoke("talk", languages=("de",), hub="north"),
)
FIRST = "North looks at everything first"
ANYBODY = "anybody on staff may take it (honeycomb)"
NO_TEAM = "no team owns this channel or topic"


@pytest.mark.parametrize(
    ("model", "asked", "expected"),
    [
        (Model.CENTRALIZED, {"topics": ("billing",)}, ("north", "north", "north", ("everything goes to the hub (centralized)",))),
        (Model.DECENTRALIZED, {"channel": "help-billing", "topics": ("api",)}, ("pay", "pay", "", ("the channel help-billing belongs to Pay", "it goes to Pay"))),
        (Model.DECENTRALIZED, {"topics": ("billing",)}, ("pay", "pay", "", ("the topic billing belongs to Pay", "it goes to Pay"))),
        (Model.DECENTRALIZED, {"topics": ("billing", "sdk")}, ("dev", "dev", "", ("the topic billing belongs to Dev", "it goes to Dev"))),
        (Model.DECENTRALIZED, {"topics": ("login",)}, ("north", "north", "", ("the topic login belongs to North", "it goes to North"))),
        (Model.DECENTRALIZED, {"language": "de"}, ("dev", "dev", "", ("Dev speaks de", "it goes to Dev"))),
        (Model.DECENTRALIZED, {"topics": ("else",)}, ("north", "north", "", (NO_TEAM, "it goes to North"))),
        (Model.HUB_AND_SPOKE, {"topics": ("billing",)}, ("north", "pay", "north", ("the topic billing belongs to Pay", FIRST))),
        (Model.HUB_AND_SPOKE, {"topics": ("login",)}, ("north", "north", "north", (NO_TEAM, FIRST))),
        (Model.HONEYCOMB, {"topics": ("billing",)}, ("north", "pay", "north", ("the topic billing belongs to Pay", ANYBODY))),
        (Model.HONEYCOMB, {}, ("north", "north", "north", (NO_TEAM, ANYBODY))),
    ],
)  # fmt: skip
def test_each_model_has_its_own_way(
    model: Model, asked: dict[str, Any], expected: tuple[str, str, str, tuple[str, ...]]
) -> None:
    owner, belongs_to, responsible, because = expected
    assert route(facts(**asked), governed(model, *ONE_HUB)) == Routed(
        owner=owner, belongs_to=belongs_to, hub=responsible, chain="usual", because=because
    )


@pytest.mark.parametrize(
    ("asked", "responsible", "belongs_to", "why"),
    [
        ({"channel": "help-south", "language": "en"}, "south", "south", "South is the hub of this channel"),
        ({"workspace": "slack-T2", "language": "en"}, "south", "south", "South is the hub of this workspace"),
        ({"workspace": "discord-9", "language": "en"}, "south", "south", "South is the hub of this workspace"),
        ({"workspace": "discord", "topics": ("billing",)}, "south", "ours", "South is the hub of this workspace"),
        ({"language": "en", "topics": ("billing",)}, "north", "other", "North is the hub of this language"),
        ({"language": "pt", "topics": ("billing",)}, "south", "ours", "South is the hub of this language"),
        ({"topics": ("billing",)}, "south", "ours", "South is the hub of this topic"),
        ({"language": "pt", "topics": ("sdk",)}, "south", "south", "South is the hub of this language"),
        ({"channel": "help-south", "language": "de"}, "south", "talk", "South is the hub of this channel"),
        ({}, "north", "north", None),
    ],
)
def test_of_several_hubs_the_one_it_concerns_is_responsible_and_its_own_spokes_come_first(
    asked: dict[str, Any], responsible: str, belongs_to: str, why: str | None
) -> None:
    found = route(facts(**asked), governed(Model.MULTIPLE_HUB_AND_SPOKE, *TWO_HUBS))
    assert (found.owner, found.hub, found.belongs_to) == (responsible, responsible, belongs_to)
    assert found.because[-1] == f"{responsible.title()} looks at everything first"
    assert [said for said in found.because if "is the hub of" in said] == ([why] if why is not None else [])


def test_a_spoke_of_no_hub_comes_before_one_of_another_hub() -> None:
    found = governed(Model.MULTIPLE_HUB_AND_SPOKE, *(team for team in TWO_HUBS if team.name != "ours"))
    assert route(facts(topics=("billing",)), found).belongs_to == "any"


@pytest.mark.parametrize("model", [model for model in Model if model is not Model.HONEYCOMB])
def test_a_rule_stands_above_the_model(model: Model) -> None:
    routes = (
        rule("gone", line=40),
        rule("dev", line=41, topics=("billing",), severity=Severity.HIGH),
        rule("pay", line=42),
    )
    dials = governed(model, *ONE_HUB, routes=routes)
    high = route(facts(topics=("billing",), severity=Severity.URGENT), dials)
    assert (high.owner, high.belongs_to) == ("dev", "dev")
    assert high.because == ("rule 2 (line 41): topic billing, severity urgent", "it goes to Dev")
    low = route(facts(topics=("billing",)), dials)
    assert (low.owner, low.because[0]) == ("pay", "rule 3 (line 42): everything")
    assert high.hub == low.hub == ("" if model is Model.DECENTRALIZED else "north")


def test_under_honeycomb_a_rule_says_to_whom_it_belongs_and_which_chain() -> None:
    dials = governed(Model.HONEYCOMB, *ONE_HUB, routes=(rule("dev", chain="fast", channels=("help",)),))
    assert route(facts(topics=("billing",)), dials) == Routed(
        owner="north", belongs_to="dev", hub="north", chain="fast", because=("rule 1: channel help", ANYBODY)
    )


def test_when_there_are_rules_and_none_matches_it_is_said() -> None:
    dials = governed(Model.HUB_AND_SPOKE, *ONE_HUB, routes=(rule("dev", tiers=("gold",)),))
    assert route(facts(topics=("billing",)), dials).because == (
        "no rule matches",
        "the topic billing belongs to Pay",
        FIRST,
    )


@pytest.mark.parametrize(
    ("model", "owner"),
    [
        (Model.CENTRALIZED, "pay"),
        (Model.DECENTRALIZED, "dev"),
        (Model.HUB_AND_SPOKE, "pay"),
        (Model.MULTIPLE_HUB_AND_SPOKE, "pay"),
        (Model.HONEYCOMB, "pay"),
    ],
)
def test_where_no_team_is_a_hub_the_first_one_stands_in_and_it_is_said(model: Model, owner: str) -> None:
    found = route(facts(topics=("sdk",)), governed(model, *ONE_HUB[1:]))
    assert found.owner == owner
    assert found.belongs_to == ("pay" if model is Model.CENTRALIZED else "dev")
    stands_in = "no team is a hub, so Pay stands in for it"
    assert (stands_in in found.because, found.hub) == ((False, "") if model is Model.DECENTRALIZED else (True, "pay"))


def test_without_teams_there_is_nobody_to_hand_it_to() -> None:
    with pytest.raises(LookupError, match="no team"):
        route(facts(), Governance())


# --- chains -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of_rule", "of_team", "expected"),
    [("fast", "calm", "fast"), ("", "calm", "calm"), ("", "", "usual"), ("fast", "", "fast")],
)
def test_the_chain_is_the_rule_s_else_the_owner_s_else_the_usual_one(of_rule: str, of_team: str, expected: str) -> None:
    dials = governed(
        Model.HUB_AND_SPOKE, hub("north"), spoke("pay", chain=of_team), routes=(rule("pay", chain=of_rule),)
    )
    assert route(facts(), dials).chain == expected


def test_the_chain_of_whoever_has_it_first_counts() -> None:
    dials = governed(Model.HUB_AND_SPOKE, hub("north", chain="hub"), spoke("pay", chain="calm", topics=("billing",)))
    assert route(facts(topics=("billing",)), dials).chain == "hub"


def test_a_chain_is_found_by_its_name_else_it_is_the_usual_one() -> None:
    fast, own = (Chain(name=name, steps=(Step(kind=StepKind.TEAM),)) for name in ("fast", "usual"))
    assert chain_of("fast", governed(Model.HONEYCOMB, chains={"fast": fast})) is fast
    assert chain_of("usual", governed(Model.HONEYCOMB, chains={"usual": own})) is own
    assert chain_of("gone", governed(Model.HONEYCOMB, chains={"fast": fast})) is DEFAULT_CHAIN


def test_the_usual_chain_names_more_and_more_people_until_the_hub_has_it() -> None:
    minutes = [int(step.wait / timedelta(minutes=1)) for step in DEFAULT_CHAIN.steps]
    assert [(step.kind.value, sum(minutes[: number + 1])) for number, step in enumerate(DEFAULT_CHAIN.steps)] == [
        ("team", 0), ("assignee", 15), ("everybody", 45), ("hand_on", 105), ("everybody", 345),
    ]  # fmt: skip
    assert (DEFAULT_CHAIN.steps[3].to, DEFAULT_CHAIN.repeat) == ("hub", 3)


# --- what a rule asks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "known", "expected"),
    [
        ({}, {}, ()),
        ({"topics": ("api", "billing")}, {"topics": ("login", "billing")}, ("topic billing",)),
        ({"topics": ("api",)}, {}, None),
        ({"channels": ("help",)}, {}, ("channel help",)),
        ({"channels": ("C1",)}, {}, ("channel help",)),
        ({"channels": ("slack-T1:C1",)}, {"channel": ""}, ("channel slack-T1:C1",)),
        ({"channels": ("C2", "lobby")}, {}, None),
        ({"channels": ("",)}, {"channel": "", "channel_id": ""}, None),
        ({"workspaces": ("T1",)}, {}, ("workspace slack-T1",)),
        ({"workspaces": ("slack",)}, {}, ("workspace slack-T1",)),
        ({"workspaces": ("slack-T1",)}, {}, ("workspace slack-T1",)),
        ({"workspaces": ("a-b",)}, {"workspace": "sandbox-a-b"}, ("workspace sandbox-a-b",)),
        ({"workspaces": ("sandbox",)}, {"workspace": "sandbox"}, ("workspace sandbox",)),
        ({"workspaces": ("T2", "discord")}, {}, None),
        ({"severity": Severity.HIGH}, {}, None),
        ({"severity": Severity.HIGH}, {"severity": Severity.HIGH}, ("severity high",)),
        ({"severity": Severity.LOW}, {"severity": Severity.URGENT}, ("severity urgent",)),
        ({"tiers": ("gold",)}, {"tier": "gold"}, ("customer level gold",)),
        ({"tiers": ("gold",)}, {}, None),
        ({"languages": ("de", "pt")}, {"language": "pt"}, ("language pt",)),
        ({"languages": ("de",), "tiers": ("gold",)}, {"language": "de"}, None),
        ({"days": ("sat",), "channels": ("help",)}, {}, ("channel help", "on this day")),
        ({"days": ("sun", "fri")}, {}, None),
    ],
)
def test_what_a_rule_asks_has_to_be_so(asked: dict[str, Any], known: dict[str, Any], expected: Any) -> None:
    assert matches(Match(**asked), facts(**known), "UTC") == expected


NIGHT, LUNCH = Hours(start=time(22), end=time(6)), Hours(start=time(12), end=time(13))


@pytest.mark.parametrize(
    ("hours", "days", "at", "timezone", "expected"),
    [
        (NIGHT, (), "2026-03-07T23:00", "UTC", ("at this hour",)),
        (NIGHT, (), "2026-03-07T06:00", "UTC", None),
        (NIGHT, ("fri",), "2026-03-06T22:00", "UTC", ("at this hour", "on this day")),
        (NIGHT, ("fri",), "2026-03-07T05:59", "UTC", ("at this hour", "on this day")),  # begun on Friday
        (NIGHT, ("fri",), "2026-03-06T05:59", "UTC", None),  # begun on Thursday
        (NIGHT, ("sun",), "2026-03-09T01:00", "UTC", ("at this hour", "on this day")),  # Monday, but begun on Sunday
        (LUNCH, ("sat",), "2026-03-07T12:59", "UTC", ("at this hour", "on this day")),
        (LUNCH, ("sat",), "2026-03-07T13:00", "UTC", None),
        (LUNCH, (), "2026-03-07T11:30", "Europe/Berlin", ("at this hour",)),
        (LUNCH, (), "2026-07-04T11:30", "Europe/Berlin", None),  # summer
        (None, ("sun",), "2026-03-07T15:30", "Asia/Tokyo", ("on this day",)),
    ],
)
def test_hours_past_midnight_belong_to_the_day_they_begin_on(
    hours: Hours | None, days: tuple[str, ...], at: str, timezone: str, expected: Any
) -> None:
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert matches(Match(hours=hours, days=days), facts(at=instant), timezone) == expected


# --- random dials -----------------------------------------------------------------------------------------------------


def some(of: tuple[str, ...], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(of), max_size=most, unique=True).map(tuple)


quarters = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
spans = st.builds(Hours, start=quarters, end=quarters)
asked = st.builds(
    Match,
    topics=some((*TOPICS, "unknown")),
    channels=some(CHANNELS),
    workspaces=some(WORKSPACES),
    severity=st.none() | st.sampled_from(Severity),
    tiers=some(TIERS, 1),
    languages=some(LANGUAGES, 1),
    days=some(WEEKDAYS, 3),
    hours=st.none() | spans,
)
sparse = st.builds(  # most of a match left out, so that rules match, and shadow each other
    lambda match, kept: replace(Match(), **{key: getattr(match, key) for key in kept}),
    asked,
    st.lists(st.sampled_from([*Match.__dataclass_fields__]), max_size=2, unique=True),
)
routes = st.lists(
    st.builds(Route, match=sparse | asked, owner=st.sampled_from([*NAMES, "gone"]), chain=st.sampled_from(["", "fast"]), line=st.integers(0, 99)),
    max_size=4,
).map(tuple)  # fmt: skip
known = st.builds(
    Facts,
    topics=some(TOPICS, 3),
    channel=st.sampled_from(["help", "lobby", "else"]),
    channel_id=st.sampled_from(["slack-T1:C1", "slack-T1:C2"]),
    workspace=st.sampled_from(["slack-T1", "slack-T2", "discord-9", "discord"]),
    severity=st.sampled_from(Severity),
    tier=st.sampled_from(["", *TIERS]),
    language=st.sampled_from(["", *LANGUAGES]),
    at=st.integers(0, 4 * 24 * 7 - 1).map(lambda quarter: SATURDAY + timedelta(minutes=15 * quarter)),
)


@st.composite
def governances(draw: st.DrawFn) -> Governance:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    hubs = draw(st.integers(0, len(names)))
    teams = [
        spoke(
            name, is_hub=place < hubs, topics=draw(some(TOPICS)), channels=draw(some(CHANNELS, 1)), languages=draw(some(LANGUAGES, 1)),
            workspaces=draw(some(WORKSPACES, 1)), hub=draw(st.sampled_from(["", *NAMES])), chain=draw(st.sampled_from(["", "calm"])),
        )
        for place, name in enumerate(names)
    ]  # fmt: skip
    timezone = draw(st.sampled_from(["UTC", "America/New_York"]))
    return governed(draw(st.sampled_from(Model)), *teams, routes=draw(routes), timezone=timezone)


def is_so(match: Match, of: Facts, timezone: str) -> bool:
    """What a rule asks, one thing after the other; the clock as a walk back through its quarters of an hour."""
    shown = of.at.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
    begun = [shown]
    if match.hours is not None:
        while begun[-1].time() != match.hours.start and len(begun) < 97:
            begun.append(begun[-1] - timedelta(minutes=15))
        first, last = match.hours.start, match.hours.end
        length = (last.hour * 60 + last.minute - first.hour * 60 - first.minute) % 1_440 or 1_440
        if begun[-1] + timedelta(minutes=length) <= shown:
            return False
    written = {of.channel, of.channel_id, of.channel_id.split(":")[1]}
    places = {of.workspace, *of.workspace.split("-")}
    return (
        (not match.days or WEEKDAYS[begun[-1].weekday()] in match.days)
        and (not match.topics or not {*match.topics}.isdisjoint(of.topics))
        and (not match.channels or not written.isdisjoint(match.channels))
        and (not match.workspaces or not places.isdisjoint(match.workspaces))
        and (not match.tiers or of.tier in match.tiers)
        and (not match.languages or of.language in match.languages)
        and (match.severity is None or of.severity.value >= match.severity.value)
    )


def deciding(of: Facts, dials: Governance) -> int | None:
    """The place of the rule that decides."""
    fitting = [is_so(one.match, of, dials.timezone) and one.owner in dials.teams for one in dials.routes]
    return fitting.index(True) if any(fitting) else None


def strength(team: Team, of: Facts) -> tuple[int, int]:
    """How strongly a question is a team's."""
    if not {of.channel, of.channel_id, of.channel_id.split(":")[1]}.isdisjoint(team.channels):
        return 3, 0
    shared = sum(topic in of.topics for topic in team.topics)
    return (2, shared) if shared else (int(of.language in team.languages), 0)


def hub_of(of: Facts, dials: Governance) -> Team:
    """The hub whose strongest claim is the strongest; the first of equals."""
    hubs = [team for team in dials.teams.values() if team.is_hub] or [next(iter(dials.teams.values()))]
    if dials.model is not Model.MULTIPLE_HUB_AND_SPOKE or not hubs[0].is_hub:
        return hubs[0]
    places = {of.workspace, *of.workspace.split("-")}
    claims = []
    for place, team in enumerate(hubs):
        kind, _ = strength(replace(team, topics=(), languages=()), of)
        claim = (
            4 if kind else 3 if not places.isdisjoint(team.workspaces) else 2 if of.language in team.languages else 0
        )
        claims.append((-(claim or int(any(topic in of.topics for topic in team.topics))), place))
    return hubs[min(claims)[1]]


@given(governances(), known)
def test_every_question_has_an_owner_under_every_model_and_always_the_same(dials: Governance, of: Facts) -> None:
    for model in Model:
        found = route(of, replace(dials, model=model))
        assert {found.owner, found.belongs_to} <= {*dials.teams}
        assert found.hub in ({""} if model is Model.DECENTRALIZED else {*dials.teams})
        assert found.because
        assert all(found.because)
        assert found == route(of, replace(dials, model=model))


@given(governances(), known)
def test_the_rule_that_decides_is_named_and_is_the_first_that_a_reckoning_finds(dials: Governance, of: Facts) -> None:
    found, place = route(of, dials), deciding(of, dials)
    named = [said for said in found.because if said.startswith("rule ")]
    if place is None:
        assert named == []
        assert ("no rule matches" in found.because) == bool(dials.routes)
        return
    one = dials.routes[place]
    assert len(named) == 1
    assert named[0] == found.because[0]
    assert named[0].startswith(f"rule {place + 1} (line {one.line}): " if one.line else f"rule {place + 1}: ")
    assert found.belongs_to == one.owner
    assert found.owner == (hub_of(of, dials).name if dials.model is Model.HONEYCOMB else one.owner)
    assert found.chain == (one.chain or dials.teams[found.owner].chain or "usual")


@given(governances(), known)
def test_without_a_rule_the_team_with_the_strongest_claim_is_the_one_it_belongs_to(
    dials: Governance, of: Facts
) -> None:
    dials = replace(dials, routes=())
    found, main, model = route(of, dials), hub_of(of, dials), dials.model
    is_hubbed = model in {Model.HUB_AND_SPOKE, Model.MULTIPLE_HUB_AND_SPOKE}
    claims = []
    for place, team in enumerate(dials.teams.values()):
        if model is not Model.CENTRALIZED and not (is_hubbed and team.is_hub):
            kind, shared = strength(team, of)
            other = model is Model.MULTIPLE_HUB_AND_SPOKE and team.hub != main.name
            claims.append((-kind, -shared, other + (other and team.hub != ""), place, team.name))
    best = min(claims, default=(0,))
    expected = best[-1] if best[0] else main.name
    assert found.belongs_to == expected
    assert found.owner == (expected if model is Model.DECENTRALIZED else main.name)
    assert found.hub == ("" if model is Model.DECENTRALIZED else main.name)


@given(sparse | asked, known, st.sampled_from(["UTC", "America/New_York", "Asia/Kathmandu"]))
def test_a_rule_matches_as_a_reckoning_has_it_and_says_one_thing_for_each_it_asks(
    match: Match, of: Facts, timezone: str
) -> None:
    found = matches(match, of, timezone)
    assert (found is not None) == is_so(match, of, timezone)
    if found is not None:
        left_out = Match()
        assert len(found) == sum(getattr(match, key) != getattr(left_out, key) for key in Match.__dataclass_fields__)
