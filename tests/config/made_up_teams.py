"""Dials of escalation that nobody would think of."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from engagement.escalating.dials import (
    Assign,
    Chain,
    Governance,
    Match,
    Model,
    Override,
    Rota,
    Route,
    Severity,
    SeverityDials,
    Step,
    StepKind,
    Targets,
    Team,
    WorkCalendar,
)
from engagement.people import WEEKDAYS, Hours

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
_NAMES = (
    st.text("abcxyzäß中-. 0123456789", min_size=1, max_size=8)
    .map(str.strip)
    .filter(lambda name: name and name not in {"hub", "owner", "~"})
)
_SOME = st.lists(_NAMES, max_size=3, unique=True).map(tuple)
_PEOPLE = st.lists(st.sampled_from(["U1", "U2", "@team", "81384788765712384"]), max_size=3, unique=True).map(tuple)
_LANGUAGES = st.lists(st.sampled_from(["de", "en", "es"]), max_size=2, unique=True).map(tuple)
_LENGTHS = st.integers(1, 40_000).map(lambda minutes: minutes * MINUTE)
_ZONES = st.sampled_from(["UTC", "Asia/Tokyo", "America/Phoenix"])
_CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
_SPANS = st.builds(lambda start, end: Hours(start=start, end=end), _CLOCKS, _CLOCKS).filter(
    lambda span: span.start != span.end or span.end == time()
)
_INSTANTS = st.integers(0, 2_000_000).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE)


@st.composite
def _blocks(draw: st.DrawFn) -> tuple[Hours, ...]:
    """One to three blocks of a day, in order, none touching midnight but at its end."""
    edges = sorted(draw(st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    return tuple(Hours(start=time(start // 60, start % 60), end=time(end // 60 % 24, end % 60)) for start, end in pairs)


@st.composite
def _calendars(draw: st.DrawFn, name: str) -> WorkCalendar:
    days = draw(st.sets(st.sampled_from(WEEKDAYS)))
    holidays = draw(st.sets(st.dates(date(2024, 1, 1), date(2040, 12, 31)), max_size=4))
    return WorkCalendar(
        name=name,
        timezone=draw(_ZONES),
        week={day: draw(_blocks()) for day in WEEKDAYS if day in days},
        holidays=tuple(sorted(holidays)),
    )


@st.composite
def _rotas(draw: st.DrawFn, name: str) -> Rota:
    starts = draw(st.lists(_INSTANTS, max_size=2))
    return Rota(
        name=name,
        people=tuple(draw(st.lists(st.sampled_from(["U1", "U2", "U3"]), min_size=1, max_size=4))),
        begins=draw(st.dates(date(2020, 1, 1), date(2030, 1, 1))),
        turn_days=draw(st.integers(1, 366)),
        at=draw(_CLOCKS),
        timezone=draw(_ZONES),
        hours=tuple(draw(st.lists(_SPANS, max_size=2, unique=True))),
        overrides=tuple(Override(start=at, end=at + draw(_LENGTHS), person="U9") for at in starts),
    )


@st.composite
def _steps(draw: st.DrawFn, teams: list[str], rotas: list[str]) -> Step:
    kind = draw(st.sampled_from(StepKind))
    named = {
        StepKind.ON_DUTY: ["", *rotas],
        StepKind.PERSON: ["U1", "@group"],
        StepKind.HAND_ON: ["hub", "owner", *teams],
        StepKind.WEBHOOK: ["pager", "status_page"],
    }
    more_than = draw(st.none() | st.integers(0, 99))
    return Step(
        kind=kind,
        to=draw(st.sampled_from(named.get(kind, [""]))),
        wait=draw(st.just(timedelta()) | _LENGTHS),
        between=draw(st.none() | _SPANS),
        more_than=more_than,
        within=HOUR if more_than is None else draw(_LENGTHS),
    )


@st.composite
def _teams(draw: st.DrawFn, name: str, hubs: list[str], names: dict[str, list[str]]) -> Team:
    is_hub = name in hubs
    target = st.none() | _LENGTHS
    return Team(
        name=name,
        title=draw(_NAMES),
        channel=draw(_NAMES),
        is_hub=is_hub,
        people=draw(_PEOPLE),
        topics=draw(_SOME),
        channels=draw(_SOME),
        languages=draw(_LANGUAGES),
        workspaces=draw(_SOME),
        hub="" if is_hub else draw(st.sampled_from(["", *hubs])),
        assign=draw(st.sampled_from(Assign)),
        rota=draw(st.sampled_from(["", *names["rotas"]])),
        calendar=draw(st.sampled_from(["", *names["calendars"]])),
        chain=draw(st.sampled_from(["", "usual", *names["chains"]])),
        targets=Targets(
            first_response=draw(target),
            next_response=draw(target),
            solution=draw(target),
            warn_at=draw(st.integers(1, 100)) / 100,
        ),
    )


@st.composite
def governances(draw: st.DrawFn) -> Governance:
    known = draw(st.lists(_NAMES, min_size=1, max_size=4, unique=True))
    hubs, spokes = known[: len(known) // 2], known[len(known) // 2 :]
    names = {key: draw(st.lists(_NAMES, max_size=2, unique=True)) for key in ("rotas", "calendars", "chains")}
    tiers = draw(st.lists(_NAMES, max_size=2, unique=True))
    roles = [f"@{tier}" for tier in tiers]
    teams = [draw(_teams(name, hubs, names)) for name in (*hubs, *spokes)]
    remind = draw(_LENGTHS)
    days = draw(st.sets(st.sampled_from(WEEKDAYS)))
    routes = st.builds(
        Route,
        match=st.builds(
            Match,
            topics=_SOME,
            channels=_SOME,
            workspaces=_SOME,
            severity=st.none() | st.sampled_from(Severity),
            tiers=st.just(tuple(tiers)),
            languages=_LANGUAGES,
            days=st.just(tuple(day for day in WEEKDAYS if day in days)),
            hours=st.none() | _SPANS,
        ),
        owner=st.sampled_from(known),
        chain=st.sampled_from(["", "usual", *names["chains"]]),
    )
    return Governance(
        model=draw(st.sampled_from(Model)),
        timezone=draw(_ZONES),
        teams={team.name: team for team in teams},
        routes=tuple(draw(st.lists(routes, max_size=2))),
        chains={
            name: Chain(
                name=name,
                steps=tuple(draw(st.lists(_steps(known, names["rotas"]), min_size=1, max_size=3))),
                repeat=draw(st.integers(0, 5)),
            )
            for name in names["chains"]
        },
        calendars={name: draw(_calendars(name)) for name in names["calendars"]},
        rotas={name: draw(_rotas(name)) for name in names["rotas"]},
        webhooks=("pager", "status_page"),
        second_path=("email:on-call@example.org", "webhook:pager"),
        severity=SeverityDials(
            urgent_words=draw(_SOME),
            high_words=draw(_SOME),
            askers=draw(st.integers(2, 50)),
            askers_within=draw(_LENGTHS),
            tiers={tier: draw(st.sampled_from(Severity)) for tier in tiers},
        ),
        tier_roles=dict(zip(roles, tiers, strict=True)),
        sensitive_topics=draw(_SOME),
        remind_after=remind,
        hand_on_after=max(draw(_LENGTHS), remind),
        reopens_for=draw(_LENGTHS),
    )
