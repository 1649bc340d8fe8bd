"""What is said of dials that are hardly meant so; and that what is said is true, over random dials and questions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.escalating.acts import Call, CallTeam, Move, Staff, TimeCame
from engagement.escalating.checks import Finding, findings
from engagement.escalating.course import advanced, opened
from engagement.escalating.dials import (
    Chain,
    Governance,
    Match,
    Model,
    Override,
    Rota,
    Route,
    Severity,
    Step,
    StepKind,
    WorkCalendar,
)
from engagement.escalating.escalation import Cause, Escalation
from engagement.escalating.routing import Facts, matches, route
from engagement.ids import ChannelId, EscalationId, MemberId, ThreadId
from engagement.people import WEEKDAYS, Hours
from tests.engagement.escalating.test_routing import (
    CHANNELS,
    LANGUAGES,
    TIERS,
    TOPICS,
    asked,
    governances,
    governed,
    hub,
    known,
    rule,
    spans,
    spoke,
)

SINCE = datetime(2026, 3, 2, 9, tzinfo=UTC)
FAST = Chain(name="fast", steps=(Step(kind=StepKind.EVERYBODY),))
WEEKLY = Rota(name="weekly", people=("U1",), begins=date(2026, 1, 5))


def clean(model: Model = Model.HUB_AND_SPOKE, *more_rules: Route, **more: Any) -> Governance:
    """Dials that nothing is to be said of."""
    values: dict[str, Any] = {
        "routes": (rule("dev", line=11, tiers=("gold",), severity=Severity.HIGH), *more_rules),
        "chains": {"fast": FAST},
        "rotas": {"weekly": WEEKLY},
        "calendars": {"office": WorkCalendar(name="office")},
        "webhooks": ("pager",),
        "tier_roles": {"@gold": "gold"},
    }
    teams = (
        hub("north", people=("U1",), topics=("login",)),
        hub("south", people=("U2",)),
        spoke("pay", people=("U3",), topics=("billing",), channels=("help-pay",), chain="fast", calendar="office", hub="south"),
        spoke("dev", rota="weekly", topics=("api",), languages=("de",)),
    )  # fmt: skip
    return governed(model, *teams, **values | more)


def without(dials: Governance, *names: str) -> Governance:
    return replace(dials, teams={name: team for name, team in dials.teams.items() if name not in names})


def changed(name: str, model: Model = Model.HUB_AND_SPOKE, **more: Any) -> Governance:
    """The clean dials with one team otherwise."""
    dials = clean(model)
    return replace(dials, teams={**dials.teams, name: replace(dials.teams[name], **more)})


def said(
    dials: Governance,
    topics: Sequence[str] = ("api", "billing", "login"),
    channels: Sequence[str] = ("help", "help-pay"),
    languages: Sequence[str] = (),
) -> list[Finding]:
    return findings(dials, topics=topics, channels=channels, since=SINCE, languages=languages)


def lines(dials: Governance, **more: Any) -> list[str]:
    return [f"{found.line}: {found.what}" for found in said(dials, **more)]


@pytest.mark.parametrize("model", Model)
def test_of_dials_that_are_meant_so_nothing_is_said(model: Model) -> None:
    assert said(clean(model)) == []


def test_without_a_team_that_is_all_there_is_to_say() -> None:
    assert lines(Governance(rotas={"weekly": replace(WEEKLY, people=())})) == [
        "0: there is no team to hand anything to; write one below `hubs:`"
    ]


# --- rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (rule("pay", topics=("bilings",)), ["rule 2 never matches: it asks for the topic `bilings`, which is not known here; did you mean `billing`?"]),
        (rule("pay", topics=("xyz", "api")), ["rule 2 asks for the topic `xyz`, which is not known here; list it below `topics:`"]),
        (rule("pay", channels=("xyz",)), ["rule 2 never matches: it asks for the channel `xyz`, which is not known here; list it below `channels:` as it is written there"]),
        (rule("pay", channels=("C024BE91L",)), []),  # may be the id of `help`
        (rule("pay", tiers=("platinum",)), ["rule 2 never matches: it asks for the tier `platinum`, which is not known here; write below `tiers:` which roles have it"]),
        (rule("pay", languages=("xx",)), ["rule 2 never matches: it asks for the language `xx`, which is not known here; list it in `languages:`; other than the first, only some can be told apart"]),
        (rule("pay", languages=("pt-br",)), []),
        (rule("pay", days=("someday",)), ["rule 2 never matches: it asks for the day `someday`, which is not known here; days are mon, tue, wed, thu, fri, sat, sun"]),
        (rule("pay", hours=Hours(start=time(9), end=time(9))), ["rule 2 has hours that begin and end at 09:00, which means all day; write when they end"]),
        (rule("pay", hours=Hours(start=time(), end=time())), []),
        (rule("pya"), ["rule 2 names `pya`, which is not in `hubs:` or `spokes:`, so the rule is passed over; did you mean `pay`?"]),
        (rule("pay", chain="xyz"), ["rule 2 names `xyz`, which is not in `chains:`, so `usual` is used; write it there, or take the name away"]),
        (rule("pay", chain="usual"), []),
    ],
)  # fmt: skip
def test_a_rule_that_names_what_is_not_there_is_told_with_its_line(one: Route, expected: list[str]) -> None:
    assert lines(clean(Model.HUB_AND_SPOKE, replace(one, line=12))) == [f"12: {what}" for what in expected]


@pytest.mark.parametrize(
    ("languages", "expected"),
    [(("en", "de"), True), (("en",), False), (("ja", "de"), True), (("en", "ja", "de"), True), ((), True)],
)
def test_a_language_is_known_when_the_community_speaks_it(languages: tuple[str, ...], *, expected: bool) -> None:
    dials = clean(Model.HUB_AND_SPOKE, rule("pay", languages=("de",)))
    assert (said(dials, languages=languages) == []) is expected


@pytest.mark.parametrize(("languages", "expected"), [(("ja", "en"), True), (("en", "ja"), False)])
def test_a_language_without_known_words_is_told_apart_only_as_the_first(
    languages: tuple[str, ...], *, expected: bool
) -> None:
    dials = replace(clean(), routes=(rule("pay", languages=("ja",)),), teams=without(clean(), "dev").teams)
    assert (said(dials, topics=("billing", "login"), languages=languages) == []) is expected


NIGHT, LATE = Hours(start=time(20), end=time(8)), Hours(start=time(22), end=time(6))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, {"topics": ("api",)}, True),
        ({"topics": ("api", "billing")}, {"topics": ("billing",)}, True),
        ({"topics": ("api",)}, {"topics": ("api", "billing")}, False),
        ({"topics": ("api",)}, {}, False),
        ({"topics": ("api",)}, {"topics": ("api",), "channels": ("help",)}, True),
        ({"topics": ("api",), "channels": ("help",)}, {"topics": ("api",)}, False),
        ({"severity": Severity.HIGH}, {"severity": Severity.URGENT}, True),
        ({"severity": Severity.URGENT}, {"severity": Severity.HIGH}, False),
        ({"severity": Severity.LOW}, {}, True),
        ({"severity": Severity.NORMAL}, {}, False),
        ({"days": WEEKDAYS}, {}, True),
        ({"days": WEEKDAYS[:5]}, {"days": ("mon",)}, True),
        ({"hours": NIGHT}, {"hours": LATE}, True),
        ({"hours": LATE}, {"hours": NIGHT}, False),
        ({"hours": NIGHT, "days": ("fri",)}, {"hours": LATE, "days": ("fri",)}, True),
        ({"days": ("fri",)}, {"hours": LATE, "days": ("fri",)}, False),  # the night runs into Saturday
        ({"days": ("fri", "sat")}, {"hours": LATE, "days": ("fri",)}, True),
        ({"workspaces": ("T1",)}, {"workspaces": ("T1",), "languages": ("en",)}, True),
    ],
)
def test_a_rule_that_an_earlier_one_takes_all_of_is_never_reached(
    first: dict[str, Any], second: dict[str, Any], *, expected: bool
) -> None:
    dials = clean(routes=(rule("pay", line=3, **first), rule("dev", line=4, **second)))
    what = "4: rule 2 is never reached, because rule 1 (line 3) takes all it asks for; move it up, or take it away"
    assert lines(dials) == ([what] if expected else [])


def test_of_a_rule_that_never_matches_it_is_not_said_too_that_another_takes_all() -> None:
    found = lines(clean(routes=(rule("pay", line=3), rule("dev", line=4, topics=("xyz",)))))
    assert [what.partition(",")[0] for what in found] == ["4: rule 2 never matches: it asks for the topic `xyz`"]


def test_a_rule_for_a_team_that_is_not_there_takes_nothing() -> None:
    found = lines(clean(routes=(rule("gone"), rule("pay", topics=("api",)))))
    assert len(found) == 1
    assert found[0].startswith("0: rule 1 names `gone`")


@given(governances(), st.lists(known, min_size=30, max_size=30))
def test_a_rule_said_never_to_be_reached_or_to_match_decides_nothing(dials: Governance, questions: list[Facts]) -> None:
    dials = replace(dials, routes=tuple(replace(one, line=place + 1) for place, one in enumerate(dials.routes)))
    never = {found.line for found in everything(dials) if "never" in found.what and found.line}
    for model, of in product(Model, questions):
        by_line = [said for said in route(of, replace(dials, model=model)).because if said.startswith("rule ")]
        assert not any(said.startswith(f"rule {line} ") for said in by_line for line in never)


def everything(dials: Governance) -> list[Finding]:
    """What is said where all that random questions can be about is known."""
    tiers = {f"@{tier}": tier for tier in TIERS}
    return findings(
        replace(dials, tier_roles=tiers), topics=TOPICS, channels=CHANNELS, since=SINCE, languages=LANGUAGES
    )


times = st.builds(Match, days=asked.map(lambda match: match.days), hours=st.none() | spans)


@given(times, times)
def test_times_shadow_each_other_just_where_no_quarter_of_an_hour_of_a_week_is_left(
    first: Match, second: Match
) -> None:
    dials = clean(routes=(Route(match=first, owner="pay"), Route(match=second, owner="dev")))
    week = [Facts(at=SINCE + timedelta(minutes=15 * quarter)) for quarter in range(4 * 24 * 7)]
    left = [of for of in week if matches(second, of, "UTC") is not None and matches(first, of, "UTC") is None]
    assert any("never reached" in found.what for found in said(dials)) == (not left)


# --- teams ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("team", "expected"),
    [
        ({"people": ()}, "has no people and nobody on duty, so nobody of it is ever called; write `people:`, or a `rota:` that has some"),
        ({"rota": "weakly"}, "names `weakly`, which is not in `rotas:`, so nobody is on duty; did you mean `weekly`?"),
        ({"calendar": "xyz"}, "names `xyz`, which is not in `hours:`, so it works around the clock; write it there, or take the name away"),
        ({"chain": "fats"}, "names `fats`, which is not in `chains:`, so `usual` is used; did you mean `fast`?"),
        ({"hub": "dev"}, "names `dev`, which is not in `hubs:`, so it belongs to none; write it there, or take the name away"),
        ({"topics": ("billing", "bling")}, "looks after the topic `bling`, which is not known here; did you mean `billing`?"),
        ({"channels": ("help-pya",)}, "looks after the channel `help-pya`, which is not known here; did you mean `help-pay`?"),
        ({"languages": ("xx",)}, "looks after the language `xx`, which is not known here; list it in `languages:`; other than the first, only some can be told apart"),
    ],
)  # fmt: skip
def test_what_a_team_lacks_or_names_in_vain(team: dict[str, Any], expected: str) -> None:
    assert f"0: the team `pay` {expected}" in lines(changed("pay", **team))
    assert [what for what in lines(changed("pay", **team)) if "the team" in what] == [f"0: the team `pay` {expected}"]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (Model.CENTRALIZED, None),
        (Model.DECENTRALIZED, "`north`"),
        (Model.HUB_AND_SPOKE, "`north`"),
        (Model.MULTIPLE_HUB_AND_SPOKE, "the hub responsible"),
        (Model.HONEYCOMB, None),
    ],
)
def test_topics_without_an_owner_matter_where_the_model_goes_by_them(model: Model, expected: str | None) -> None:
    cure = "write each below the `topics:` of its team"
    many = f"0: no team owns the topics `a`, `b` and `c`, which stay with {expected}; {cure}"
    one = f"0: no team owns the topic `a`, which stays with {expected}; {cure}"
    assert lines(clean(model), topics=("a", "api", "b", "billing", "c", "login")) == ([many] if expected else [])
    assert lines(clean(model), topics=("a", "api", "billing", "login")) == ([one] if expected else [])


def test_a_topic_that_a_rule_gives_away_has_an_owner_and_so_has_all_that_no_topic_decides() -> None:
    topics = ("a", "api", "billing", "login")
    assert said(clean(Model.HUB_AND_SPOKE, rule("pay", topics=("a",))), topics=topics) == []
    assert said(clean(Model.HUB_AND_SPOKE, rule("pay")), topics=topics) == []
    assert said(clean(), topics=topics, channels=("help-pay",)) == []
    assert said(clean(Model.HUB_AND_SPOKE, rule("pay", topics=("a",), languages=("de",))), topics=topics) != []


def test_a_sensitive_topic_that_nothing_can_be_about_is_told() -> None:
    assert lines(clean(sensitive_topics=("logins", "api"))) == [
        "0: `sensitive_topics:` has the topic `logins`, which is not known here; did you mean `login`?"
    ]


@pytest.mark.parametrize(
    ("name", "team", "model", "expected"),
    [
        ("dev", {"topics": ("api", "billing")}, Model.HUB_AND_SPOKE, "`pay` and `dev` both look after the topic `billing`, so `pay` comes first; keep each with one of them"),
        ("dev", {"topics": ("api", "billing")}, Model.MULTIPLE_HUB_AND_SPOKE, None),  # under another hub
        ("dev", {"topics": ("api", "billing"), "hub": "south"}, Model.MULTIPLE_HUB_AND_SPOKE, "`pay` and `dev` both look after the topic `billing`, so `pay` comes first; keep each with one of them"),
        ("dev", {"topics": ("api", "billing")}, Model.CENTRALIZED, None),
        ("dev", {"channels": ("help-pay",)}, Model.HONEYCOMB, "`pay` and `dev` both look after the channel `help-pay`, so `pay` comes first; keep each with one of them"),
        ("south", {"topics": ("api", "billing")}, Model.HUB_AND_SPOKE, None),  # the hub of what its spokes own
        ("south", {"topics": ("login",)}, Model.MULTIPLE_HUB_AND_SPOKE, "`north` and `south` both look after the topic `login`, so `north` comes first; keep each with one of them"),
        ("south", {"topics": ("login",)}, Model.HUB_AND_SPOKE, None),  # only the main hub looks first
        ("south", {"topics": ("billing",)}, Model.DECENTRALIZED, "`south` and `pay` both look after the topic `billing`, so `south` comes first; keep each with one of them"),
    ],
)  # fmt: skip
def test_two_teams_with_the_same_topic_or_channel(
    name: str, team: dict[str, Any], model: Model, expected: str | None
) -> None:
    assert lines(changed(name, model, **team)) == ([f"0: {expected}"] if expected is not None else [])


@pytest.mark.parametrize("model", [model for model in Model if model is not Model.DECENTRALIZED])
def test_a_model_that_needs_a_hub_says_so_where_there_is_none(model: Model) -> None:
    dials = without(clean(model), "north", "south")
    needs = f"0: `model: {model}` needs a hub and there is none, so `pay` stands in for it; move the team that should be it to `hubs:`, or write `model: decentralized`"
    assert lines(dials, topics=("api", "billing"))[0] == needs
    assert not any("needs a hub" in what for what in lines(replace(dials, model=Model.DECENTRALIZED)))


def test_several_hubs_are_more_than_one() -> None:
    dials = without(clean(Model.MULTIPLE_HUB_AND_SPOKE), "north")
    assert lines(dials, topics=("api", "billing")) == [
        "0: `model: multiple_hub_and_spoke` has a single hub, so all comes to `south`; write the others below `hubs:`, or `model: hub_and_spoke`"
    ]


# --- chains -----------------------------------------------------------------------------------------------------------


def steps(*of: tuple[StepKind, str]) -> Chain:
    return Chain(name="own", steps=tuple(Step(kind=kind, to=to) for kind, to in of))


NAMELESS = "the chain `own` never names a person or a channel; add a step such as `everybody`"
CALLED = (StepKind.EVERYBODY, "")


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        (replace(steps(CALLED), repeat=5), []),
        (replace(steps(CALLED), repeat=6), ["the chain `own` is repeated 6 times; write `repeat:` with at most 5"]),
        (steps(CALLED, (StepKind.HAND_ON, "hub"), (StepKind.HAND_ON, "owner"), (StepKind.HAND_ON, "dev")), []),
        (steps((StepKind.HAND_ON, "pya"), CALLED), ["step 1 of the chain `own` names `pya`, which is not in `hubs:` or `spokes:`, so nothing is handed on; did you mean `pay`?"]),
        (steps(CALLED, (StepKind.ON_DUTY, "xyz")), ["step 2 of the chain `own` names `xyz`, which is not in `rotas:`, so the whole team is named; write it there, or take the name away"]),
        (steps(CALLED, (StepKind.ON_DUTY, "weekly"), (StepKind.ON_DUTY, "")), []),
        (steps(CALLED, (StepKind.WEBHOOK, "pagr")), ["step 2 of the chain `own` names `pagr`, which is not in `webhooks:`, so nothing is called; did you mean `pager`?"]),
        (steps((StepKind.WEBHOOK, "pager")), [NAMELESS]),
        (steps(), [NAMELESS]),
        (steps((StepKind.WEBHOOK, "pager"), (StepKind.HAND_ON, "hub")), []),
        (steps((StepKind.TEAM, "")), []),
        (steps((StepKind.PERSON, "U1")), []),
    ],
)  # fmt: skip
def test_a_chain_that_names_nobody_or_names_in_vain(chain: Chain, expected: list[str]) -> None:
    assert lines(clean(chains={"fast": FAST, "own": chain})) == [f"0: {what}" for what in expected]


def test_without_a_hub_there_is_none_to_hand_on_to() -> None:
    chain = steps((StepKind.HAND_ON, "hub"), (StepKind.WEBHOOK, "pager"))
    assert lines(clean(Model.DECENTRALIZED, chains={"fast": FAST, "own": chain})) == [
        "0: step 1 of the chain `own` hands on to the hub, but `model: decentralized` has none; name a team instead",
        f"0: {NAMELESS}",
    ]


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        (steps((StepKind.TEAM, ""), (StepKind.ASSIGNEE, ""), CALLED), True),
        (steps(CALLED, (StepKind.ON_DUTY, "empty")), True),
        (steps(CALLED, (StepKind.HAND_ON, "dev")), True),
        (steps(CALLED, (StepKind.ON_DUTY, "weekly")), False),
        (steps(CALLED, (StepKind.PERSON, "U1")), False),
        (steps(CALLED, (StepKind.HAND_ON, "hub")), False),
        (steps(CALLED, (StepKind.HAND_ON, "owner")), False),
        (steps((StepKind.WEBHOOK, "pager")), False),  # said of the chain already
    ],
)
def test_a_chain_for_a_team_without_people_ends_in_nobody(chain: Chain, *, expected: bool) -> None:
    rotas = {"weekly": WEEKLY, "empty": replace(WEEKLY, name="empty", people=())}
    dials = replace(changed("pay", people=(), chain="own"), chains={"own": chain}, rotas=rotas)
    dials = replace(dials, teams={**dials.teams, "dev": replace(dials.teams["dev"], rota="")})
    ends = "0: the chain `own` ends in nobody where `pay` has it, because no step is for a team with people; write `people:` for it, or add the step `hand_on:` to a team that has some"
    assert [what for what in lines(dials) if "ends in nobody" in what] == ([ends] if expected else [])
    by_rule = replace(
        dials, teams={**dials.teams, "pay": replace(dials.teams["pay"], chain="")}, routes=(rule("pay", chain="own"),)
    )
    assert [what for what in lines(by_rule) if "ends in nobody" in what] == ([ends] if expected else [])


step = st.builds(
    Step,
    kind=st.sampled_from(StepKind),
    to=st.sampled_from(["", "hub", "owner", "north", "pay", "U1", "weekly"]),
    wait=st.integers(0, 90).map(lambda minutes: timedelta(minutes=minutes)),
)


@given(
    governances(), st.lists(step, min_size=1, max_size=4), st.lists(st.booleans(), min_size=4, max_size=4), st.data()
)
def test_where_a_chain_is_said_to_end_in_nobody_a_run_of_it_names_nobody(
    dials: Governance, some: list[Step], manned: list[bool], data: st.DataObject
) -> None:
    teams = {
        name: replace(team, people=("U1",) * has, chain="own")
        for (name, team), has in zip(dials.teams.items(), manned, strict=False)
    }
    dials = replace(dials, teams=teams, routes=(), chains={"own": Chain(name="own", steps=tuple(some))})
    for owner in [
        name for name in teams if any(f"ends in nobody where `{name}`" in each.what for each in everything(dials))
    ]:
        belongs_to = data.draw(st.sampled_from([*teams]))
        for move in run(dials, owner, belongs_to):
            named = [deed for deed in move.deeds if isinstance(deed, CallTeam) and deed.call is not Call.UNTAKEN]
            assert not any(deed.people for deed in named)


def run(dials: Governance, owner: str, belongs_to: str) -> list[Move]:
    """The first three days of an escalation that nobody takes."""
    main = route(Facts(at=SINCE), dials).hub
    somebody = MemberId("slack-T1:U1")
    staff = Staff(
        of={name: (somebody,) * len(team.people) for name, team in dials.teams.items()}, named={"U1": somebody}
    )
    draft = Escalation(
        id=EscalationId("e"), thread=ThreadId("t"), channel=ChannelId("c"), asker=MemberId("m"), opened_at=SINCE,
        team=owner, belongs_to=belongs_to, hub=main, chain="own", policy="p", cause=Cause.SILENCE,
    )  # fmt: skip
    moves = [opened(draft, dials, staff, SINCE)]
    while (at := moves[-1].escalation.next_at) is not None and at < SINCE + timedelta(days=3):
        moves.append(advanced(moves[-1].escalation, dials, staff, TimeCame(), at))
    return moves


# --- rotas ------------------------------------------------------------------------------------------------------------


def stands_in(start: str, end: str) -> Override:
    return Override(start=datetime.fromisoformat(start), end=datetime.fromisoformat(end), person="U9")


@pytest.mark.parametrize(
    ("rota", "expected"),
    [
        ({}, []),
        ({"people": ()}, ["has no people, so nobody is on duty; write `people:`"]),
        (
            {"people": (), "overrides": (stands_in("2026-03-03T08:00+00:00", "2026-06-01T08:00+00:00"),)},
            ["has no people, so nobody is on duty but for who stands in; write `people:`",
             "has a hole from 2026-03-02 10:00 to 2026-03-03 09:00 in the next eight weeks; add people, or somebody who stands in"],
        ),
        (
            {"people": (), "overrides": (stands_in("2026-03-03T08:00+00:00", "2026-03-04T08:00+00:00"),)},
            ["has no people, so nobody is on duty but for who stands in; write `people:`",
             "has a hole from 2026-03-02 10:00 to 2026-03-03 09:00 and 1 more in the next eight weeks; add people, or somebody who stands in"],
        ),
        (
            {"people": (), "overrides": (stands_in("2026-01-01T08:00+00:00", "2026-06-01T08:00+00:00"),)},
            ["has no people, so nobody is on duty but for who stands in; write `people:`"],
        ),
        ({"begins": date(2026, 3, 2), "at": time(10)}, []),
        ({"begins": date(2026, 3, 2), "at": time(10, 1)}, ["begins on 2026-03-02 10:01, and nobody is on duty before; write an earlier day at `begins:`"]),
    ],
)  # fmt: skip
def test_a_rota_with_nobody_in_it_or_with_holes(rota: dict[str, Any], expected: list[str]) -> None:
    made = replace(WEEKLY, name="own", timezone="Europe/Berlin", **rota)
    assert lines(clean(rotas={"weekly": WEEKLY, "own": made})) == [f"0: the rota `own` {what}" for what in expected]


def test_a_rota_that_is_called_first_should_cover_the_hours_of_its_team() -> None:
    days = {day: (Hours(start=time(9), end=time(17)),) for day in WEEKDAYS[:5]}
    office = {"office": WorkCalendar(name="office", timezone="Europe/Berlin", week=days)}
    early = replace(WEEKLY, name="early", timezone="Europe/Berlin", hours=(Hours(start=time(9), end=time(14)),), line=7)
    dev = spoke("dev", rota="early", topics=("api",), languages=("de",), calendar="office")
    dials = clean(rotas={"weekly": WEEKLY, "early": early}, calendars=office)
    said = (
        "7: nobody of the rota `early` is on duty from 2026-03-02 14:00 to 2026-03-02 17:00, though `dev` works then, "
        "so the whole team is named; widen `hours:` of the rota, or give the team hours that end with it"
    )
    assert lines(replace(dials, teams={**dials.teams, "dev": dev})) == [said]
    stand_in = replace(early, overrides=(stands_in("2026-03-02T12:30+00:00", "2026-03-02T16:30+00:00"),))
    (later,) = lines(replace(dials, rotas={"weekly": WEEKLY, "early": stand_in}, teams={**dials.teams, "dev": dev}))
    assert "from 2026-03-03 14:00 to 2026-03-03 17:00" in later
    whole = replace(early, hours=(Hours(start=time(8), end=time(18)),))
    assert lines(replace(dials, rotas={"weekly": WEEKLY, "early": whole}, teams={**dials.teams, "dev": dev})) == []
    calls_all = replace(dev, chain="fast")
    assert lines(replace(dials, teams={**dials.teams, "dev": calls_all})) == [], "there the rota is not asked"


# --- all together -----------------------------------------------------------------------------------------------------


@given(governances())
def test_whatever_the_dials_each_thing_is_said_once_and_in_a_sentence_with_its_cure(dials: Governance) -> None:
    found = everything(dials)
    assert found == everything(dials)
    assert len({*found}) == len(found)
    assert all("; " in each.what and each.what.strip(" .") == each.what and "``" not in each.what for each in found)
