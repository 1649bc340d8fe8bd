"""A section ``escalations:`` becomes the dials of escalation it says; what is wrong is told with line and cure."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.escalations import without_lines
from config.loader import Config, load_text
from config.template import template
from engagement.errors import ConfigError
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
from engagement.escalating.hub_playbook import Answer, Approve, HubPlaybook
from engagement.escalating.routing import Facts, route
from engagement.people import WEEKDAYS, Hours
from tests.config.files import MINIMAL, only
from tests.config.governed import HUB, TOP, WHOLE, added, governance_of, spoke, step
from tests.config.test_problems import complaint

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


def hours(start: int, end: int) -> Hours:
    return Hours(start=time(start), end=time(end))


# --- good files -------------------------------------------------------------------------------------------------------


def test_without_the_section_there_are_no_such_dials() -> None:
    assert only(MINIMAL).policy.governance is None
    assert only(template()).policy.governance is None


def test_one_team_is_enough_and_everything_else_has_defaults() -> None:
    assert governance_of(HUB) == Governance(
        timezone="Europe/Berlin",
        teams={"community": Team(name="community", title="community", channel="hub", is_hub=True)},
    )


def test_every_setting_of_a_team_reaches_the_dials() -> None:
    teams = governance_of(WHOLE).teams
    assert list(teams) == ["community", "europe", "billing", "security"]
    assert teams["community"] == Team(
        name="community", title="Community team", channel="hub", is_hub=True, people=("U024BE7LD", "@community-team")
    )
    assert teams["europe"] == Team(
        name="europe", title="europe", channel="C0EUROPE", is_hub=True, workspaces=("T2",), languages=("de", "es")
    )
    assert teams["billing"] == Team(
        name="billing",
        title="Billing",
        channel="team-billing",
        topics=("billing", "invoices"),
        channels=("help-billing",),
        people=("U1", "U2"),
        assign=Assign.ROUND_ROBIN,
        rota="billing",
        calendar="office",
        targets=Targets(first_response=2 * HOUR, next_response=None, solution=72 * HOUR, warn_at=0.8),
        chain="calm",
        hub="europe",
    )


def test_rules_keep_their_order_and_their_lines() -> None:
    routes = governance_of(WHOLE).routes
    lines = WHOLE.splitlines()
    assert [lines[one.line - 1].strip()[:12] for one in routes] == [
        "- {topic: bi",
        "- {channel: ",
        "- topics: [i",
        "- {team: eur",
    ]
    assert [without_lines(Governance(routes=routes)).routes[number] for number in range(4)] == [
        Route(match=Match(topics=("billing",), severity=Severity.URGENT), owner="billing", chain="fast"),
        Route(
            match=Match(channels=("help",), languages=("de",), days=("mon", "tue"), hours=hours(22, 6)),
            owner="community",
        ),
        Route(
            match=Match(
                topics=("install", "api"),
                channels=("help", "forum"),
                workspaces=("slack", "T9"),
                tiers=("gold",),
                languages=("en", "es"),
                days=("mon", "sat", "sun"),
            ),
            owner="security",
            chain="usual",
        ),
        Route(match=Match(workspaces=("T2",), tiers=("gold",), severity=Severity.LOW), owner="europe"),
    ]


def test_every_step_does_what_its_word_says() -> None:
    assert governance_of(WHOLE).chains == {
        "calm": Chain(name="calm", steps=(Step(kind=StepKind.TEAM),)),
        "fast": Chain(
            name="fast",
            repeat=3,
            steps=(
                Step(kind=StepKind.TEAM),
                Step(kind=StepKind.ASSIGNEE),
                Step(kind=StepKind.ON_DUTY),
                Step(kind=StepKind.ON_DUTY, to="nights", wait=5 * MINUTE),
                Step(kind=StepKind.PERSON, to="U1"),
                Step(kind=StepKind.EVERYBODY, wait=30 * MINUTE, between=hours(8, 20), more_than=5, within=2 * HOUR),
                Step(kind=StepKind.HAND_ON, to="hub"),
                Step(kind=StepKind.HAND_ON, to="owner"),
                Step(kind=StepKind.HAND_ON, to="security", more_than=3),
                Step(kind=StepKind.WEBHOOK, to="pager"),
            ),
        ),
    }


def test_calendars_have_their_blocks_in_order_and_each_holiday_once() -> None:
    day = (hours(9, 12), hours(13, 17))
    assert governance_of(WHOLE).calendars == {
        "office": WorkCalendar(
            name="office",
            timezone="America/New_York",
            week={"mon": day, "tue": day, "wed": day, "thu": day, "sat": (hours(10, 12), hours(20, 0))},
            holidays=(date(2026, 5, 1), date(2026, 12, 24)),
        ),
        "always": WorkCalendar(name="always", timezone="Europe/Berlin"),
    }


@pytest.mark.parametrize("settings", ["", "{}", "{days: }", "{days: {}, holidays: []}"])
def test_a_calendar_without_days_is_around_the_clock(settings: str) -> None:
    calendars = governance_of(added(f"hours: {{always: {settings}}}")).calendars
    assert calendars == {"always": WorkCalendar(name="always", timezone="Europe/Berlin")}


def test_rotas_count_on_their_own_clock() -> None:
    assert governance_of(WHOLE).rotas == {
        "billing": Rota(
            name="billing",
            people=("U1", "U2", "U3"),
            begins=date(2026, 11, 30),
            turn_days=3,
            at=time(8, 30),
            timezone="Europe/Berlin",
            hours=(hours(9, 12), hours(22, 2)),
            overrides=(
                Override(
                    start=datetime(2026, 12, 24, 8, tzinfo=UTC),
                    end=datetime(2027, 7, 27, 7, tzinfo=UTC),  # an hour earlier in UTC: summer time
                    person="U3",
                ),
            ),
        ),
        "nights": Rota(name="nights", people=("U1",), begins=date(2026, 1, 1), timezone="Asia/Tokyo"),
    }


def test_approved_answers_are_content_and_no_part_of_the_dials_that_a_question_keeps() -> None:
    policy, without = only(WHOLE).policy, only(WHOLE.partition("      approve_replies:")[0]).policy
    answer = Answer(name="reset", title="Reset a token", text="Under Settings.", topics=("api",), languages=("en",))
    assert policy.playbook == HubPlaybook(
        answers={"reset": answer}, handing_over={"security": "Which version?"}, approve_replies=Approve.CHANGED
    )
    assert policy.governance == without.governance
    assert policy.fingerprint != without.fingerprint


def test_the_other_settings_reach_the_dials() -> None:
    found = governance_of(WHOLE)
    assert (found.model, found.timezone) == (Model.MULTIPLE_HUB_AND_SPOKE, "Europe/Berlin")
    assert found.severity == SeverityDials(
        urgent_words=("outage", "data loss"),
        high_words=("blocked",),
        askers=4,
        askers_within=HOUR,
        tiers={"gold": Severity.HIGH},
    )
    assert found.tier_roles == {"@gold": "gold", "Gold": "gold", "S1": "silver"}
    assert (found.sensitive_topics, found.webhooks) == (("security",), ("pager",))
    assert found.second_path == ("email:night@example.org", "webhook:phone")
    assert (found.remind_after, found.hand_on_after, found.reopens_for) == (20 * MINUTE, 50 * MINUTE, 3 * DAY)


@pytest.mark.parametrize(
    ("turn", "days"), [("daily", 1), ("weekly", 7), ("3 days", 3), ("2 weeks", 14), ("Weekly", 7), ("48 h", 2)]
)
def test_a_turn_is_written_as_people_write_it(turn: str, days: int) -> None:
    text = added(f"rotas: {{one: {{people: [U1], begins: 2026-11-30, turn: {turn}}}}}")
    assert governance_of(text).rotas["one"].turn_days == days


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("mon", ["mon"]),
        ("Monday", ["mon"]),
        ("tue - thu", ["tue", "wed", "thu"]),
        ("mon to wed", ["mon", "tue", "wed"]),
        ("fri-mon", ["mon", "fri", "sat", "sun"]),
        ("sun-mon", ["mon", "sun"]),
        ("sat, mon", ["mon", "sat"]),
        ("mon-sun", [*WEEKDAYS]),
    ],
)
def test_days_are_written_as_people_write_them(days: str, expected: list[str]) -> None:
    calendar = governance_of(added(f'hours: {{office: {{days: {{"{days}": 09:00-17:00}}}}}}')).calendars["office"]
    assert calendar.week == dict.fromkeys(expected, (hours(9, 17),))
    assert list(calendar.week) == expected
    assert governance_of(added(f'rules: [{{team: community, days: "{days}"}}]')).routes[0].match.days == (*expected,)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("09:00-17:30", time(9), time(17, 30)),
        ("9:00 - 17:30", time(9), time(17, 30)),
        ("9:00 to 17:30", time(9), time(17, 30)),
        ("00:00-24:00", time(), time()),
        ("22:00-06:00", time(22), time(6)),
        ("22:00-00:00", time(22), time()),
    ],
)
def test_hours_are_written_as_people_write_them(written: str, start: time, end: time) -> None:
    found = governance_of(added(f'rules: [{{team: community, hours: "{written}"}}]')).routes[0].match.hours
    assert found == Hours(start=start, end=end)


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        ("2026-03-29 02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # jumped over: the offset from before
        ("2026-10-25 02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # shown twice: the first
        ("2026-10-25 03:00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_stand_in_begins_on_the_wall_clock_also_when_clocks_change(wall: str, instant: datetime) -> None:
    stand_in = f"{{from: {wall}, until: 2026-12-01 09:00, person: U1}}"
    text = added(f"rotas: {{one: {{people: [U1], begins: 2026-01-01, overrides: [{stand_in}]}}}}")
    assert governance_of(text).rotas["one"].overrides[0].start == instant


def test_a_community_says_its_own_on_top_of_the_defaults() -> None:
    below = (
        "defaults:\n  escalations:\n    hubs: {main: {channel: hub, people: [U1]}}\n"
        "    rules: [{team: main}]\n    severity: {askers: 5}\n    remind_after: 10 min\n"
        "    hours: {office: {days: {sat: 10:00-12:00}}}\n"
    )
    own = (
        "    escalations:\n      hubs: {main: {title: Ours}}\n      spokes: {api: {channel: team-api}}\n"
        "      rules: [{team: api, topic: api}]\n      severity: {high_words: [blocked]}\n"
        "      hours: {office: {days: {mon: 09:00-17:00}, timezone: UTC}}\n"
    )
    with pytest.raises(ConfigError, match="`main` needs `channel:`"):
        load_text(below + MINIMAL + own)
    found = governance_of(below + MINIMAL + own.replace("{title: Ours}", "{title: Ours, channel: ours}"))
    assert found.teams == {
        "main": Team(name="main", title="Ours", channel="ours", is_hub=True, people=("U1",)),
        "api": Team(name="api", title="api", channel="team-api"),
    }
    assert [one.owner for one in found.routes] == ["api"]
    assert found.severity == SeverityDials(askers=5, high_words=("blocked",))
    assert found.remind_after == 10 * MINUTE
    assert found.calendars["office"].timezone == "UTC"
    assert list(found.calendars["office"].week) == ["mon", "sat"]
    assert governance_of(below + MINIMAL).teams == {
        "main": Team(name="main", title="main", channel="hub", is_hub=True, people=("U1",))
    }


def test_the_example_of_the_first_file_works_when_its_lines_are_taken_in() -> None:
    lines = template().splitlines(keepends=True)
    begin = lines.index("    #escalations:\n")
    end = next(number for number in range(begin, len(lines)) if not lines[number].strip())
    taken = [*lines[:begin], *(line.replace("    #", "    ", 1) for line in lines[begin:end]), *lines[end:]]
    found = governance_of("".join(taken))
    assert [(team.name, team.is_hub) for team in found.teams.values()] == [("community", True), ("developers", False)]
    assert date(2027, 10, 3) in found.calendars["office"].holidays
    friday = datetime(2026, 11, 27, 9, tzinfo=UTC)
    assert route(Facts(channel="help", severity=Severity.URGENT, at=friday), found).owner == "developers"


# --- mistakes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TOP + "      {}\n", "line 7: `escalations` has no team to hand anything to; write for example `hubs: {community: {channel: team-community}}`"),
        (TOP + "      model: honeycomb\n", "line 7: `escalations` has no team to hand anything to; write for example `hubs: {community: {channel: team-community}}`"),
        (TOP + "      hub: {}\n      spokes: {api: {channel: x}}\n", "line 7: `hub` is no setting of `escalations`; did you mean `hubs`?"),
        (TOP + "      hubs: {community: {title: Ours}}\n", "line 7: `community` needs `channel:`"),
        (TOP + "      hubs: [community]\n", "line 7: `hubs` lists teams by name; write for example `billing: {channel: team-billing}`"),
        (TOP + "      hubs: {hub: {channel: x}}\n", "line 7: the team `hub` needs another name; `hand_on: hub` and `hand_on: owner` have a meaning of their own"),
        (TOP + "      hubs: {community: {channel: hub, hub: community}}\n", "line 7: `hub` is no setting of `community`; there are channel, title, people, topics, channels, languages, workspaces, assign, rota, hours, targets, chain, handing_over"),
        (added("model: spokes"), "line 8: `model: spokes` is not known; write centralized or decentralized or hub_and_spoke or multiple_hub_and_spoke or honeycomb"),
        (added("model: hub_and_spokes"), "line 8: `model: hub_and_spokes` is not known; did you mean `hub_and_spoke`?"),
        (added("spokes: {community: {channel: other}}"), "line 8: the team `community` is both a hub and a spoke; keep one, or give another name"),
        (spoke("hub: comunity"), "line 8: `hub: comunity` names no hub of `hubs`; did you mean `community`?"),
        (spoke("hub: x"), "line 8: `hub: x` names no hub of `hubs`; there are community"),
        (spoke("rota: x"), "line 8: `rota: x` names no rota of `rotas`; write it below `rotas:`"),
        (spoke("hours: office"), "line 8: `hours: office` names no calendar of `hours`; write it below `hours:`"),
        (spoke("chain: fast"), "line 8: `chain: fast` names no chain of `chains`; there are usual"),
        (spoke("assign: robin"), "line 8: `assign: robin` is not known; did you mean `round_robin`?"),
        (spoke("languages: [xx]"), "line 8: `xx` is no language Hubbub has texts in; there are de, en, es"),
        (spoke("people: U1"), 'line 8: `people` is a list; write for example `people: [U024BE7LD, "@billing-team"]`'),
        (spoke("targets: {first_response: 4}"), "line 8: `first_response: 4` has no unit; write `4 min` (or s, h, days, weeks)"),
        (spoke("targets: {solution: never}"), "line 8: `solution: never` is not a duration; write for example `20 min`, `2 h` or `30 days`"),
        (spoke("targets: {solution: 10 s}"), "line 8: `solution: 10 s` is too short; at least 1 min"),
        (spoke("targets: {warn_at: 120%}"), "line 8: `warn_at: 120%` is not a share; write more than 0% and at most 100%"),
        (spoke("targets: {warn_at: 0}"), "line 8: `warn_at: 0` is not a share; write more than 0% and at most 100%"),
        (spoke("targets: {warn_at: late}"), "line 8: `warn_at: late` is not a share; write it like `75%`"),
        (spoke("targets: {warn: 75%}"), "line 8: `warn` is no setting of `targets`; did you mean `warn_at`?"),
        (added("rules: [{topic: api}]"), "line 8: the rule needs `team:`"),
        (added("rules: {topic: api}"), "line 8: `rules` is a list; write for example `rules: [{topic: billing, team: billing}]`"),
        (added("rules: [{team: comunity}]"), "line 8: `team: comunity` names no team of `hubs` or `spokes`; did you mean `community`?"),
        (added("rules:\n- team: community\n  chain: usal"), "line 10: `chain: usal` names no chain of `chains`; did you mean `usual`?"),
        (added("rules: [{team: community, topic: a, topics: [b]}]"), "line 8: the rule has both `topic` and `topics`; keep `topics`"),
        (added("rules: [{team: community, topics: a}]"), "line 8: `topics` is a list; write for example `topics: [billing]`"),
        (added("rules: [{team: community, topics: []}]"), "line 8: `topics` is empty; write for example `topics: [billing]`"),
        (added('tiers: {gold: ["*@Acme.com"]}'), "line 8: `*@Acme.com` is no domain; write it like *@acme.com"),
        (added("rules: [{team: community, tier: gold}]"), "line 8: `tier: gold` names no tier of `tiers`; write it below `tiers:`"),
        (added("tiers: {gold: [G]}\nrules: [{team: community, tiers: [gold, glod]}]"), "line 9: `glod` names no tier of `tiers`; did you mean `gold`?"),
        (added("rules: [{team: community, severity: bad}]"), "line 8: `severity: bad` is not known; write low or normal or high or urgent"),
        (added("rules: [{team: community, days: [mon, fry]}]"), "line 8: `fry` is no day of the week; write for example `mon`, `mon-fri` or `sat, sun`"),
        (added("rules: [{team: community, days: []}]"), "line 8: `days` is empty; write for example `days: [mon-fri]`, or take it away"),
        (added("rules: [{team: community, hours: evening}]"), "line 8: `hours: evening` is no span of hours; write it like `09:00-17:00`"),
        (added("rules: [{team: community, hours: 09:00-09:00}]"), "line 8: `hours: 09:00-09:00` begins and ends at the same time; for the whole day write `00:00-24:00`"),
        (added("rules: [{team: community, hours: 24:00-09:00}]"), "line 8: `hours: 24:00-09:00` is not a time of day; a day runs from `00:00` to `23:59`"),
        (added("chains: {fast: {steps: []}}"), "line 8: `steps` is empty; write for example `steps: [team, {everybody: , after: 30 min}]`"),
        (added("chains: {fast: [team]}"), "line 8: `fast` needs settings of its own, one a line, such as `steps: ...`"),
        (added("chains: {fast: {steps: [team], repeat: 6}}"), "line 8: `repeat: 6` is not a whole number from 0 to 5"),
        (step("teem"), "line 8: `teem` is nothing a step can do; did you mean `team`?"),
        (step("wait"), "line 8: `wait` is nothing a step can do; there are team, assignee, on_duty, person, everybody, hand_on, webhook, after, between, if_more_than"),
        (step("person"), "line 8: `person` needs to know whom; write for example `{person: U024BE7LD}`"),
        (step("{hand_on: }"), "line 8: `hand_on` has no value; write for example `hand_on: hub`, or take it away"),
        (step("[team]"), "line 8: a step is one of the words team, assignee, on_duty, everybody, or for example `{person: U024BE7LD}`"),
        (step("{team: now}"), "line 8: `team` names nobody; write `team:` alone, with nothing behind it"),
        (step("{team: , person: U1}"), "line 8: a step does one thing, here are `team` and `person`; begin each step with `- ` on a line of its own"),
        (step("{after: 5 min}"), "line 8: a step does one thing, here are only conditions; begin each step with `- ` on a line of its own"),
        (step("{team: , after: 5}"), "line 8: `after: 5` has no unit; write `5 min` (or s, h, days, weeks)"),
        (step("{team: , after: 31 days}"), "line 8: `after: 31 days` is too long; at most 30 days"),
        (step("{team: , afer: 5 min}"), "line 8: `afer` is nothing a step can do; did you mean `after`?"),
        (step("{team: , between: 8-20}"), "line 8: `between: 8-20` is not a time of day; write it like `21:00`"),
        (step("{team: , if_more_than: many}"), "line 8: `if_more_than: many` is not understood; write it like `5 in 1 h`"),
        (step("{team: , if_more_than: 5 in 1 s}"), "line 8: `if_more_than: 5 in 1 s` is not understood; the time lies between 1 min and 30 days, as in `5 in 1 h`"),
        (step("{hand_on: ownr}"), "line 8: `hand_on: ownr` names no team of `hubs` or `spokes`; did you mean `owner`?"),
        (step("{on_duty: x}"), "line 8: `on_duty: x` names no rota of `rotas`; write it below `rotas:`"),
        (step("{webhook: pagr}"), "line 8: `webhook: pagr` is not one of `webhooks`; did you mean `pager`?"),
        (step("{webhook: https://example.org/x}"), "line 8: `webhook: (hidden)` is no webhook's name; it has small letters, digits and `_`, such as pager for HUBBUB_WEBHOOK_PAGER_URL"),
        (added("chains: {fast: {steps: [{webhook: pager}]}}"), "line 8: `webhook: pager` is not one of `webhooks`; write `webhooks: [pager]`"),
        (added("hours: {office: 09:00-17:00}"), "line 8: `office` needs settings of its own, one a line, such as `timezone: ...`"),
        (added("hours: {office: {days: 09:00-17:00}}"), "line 8: `days` says when work is done, by day; write for example `days: {mon-fri: 09:00-17:00}`"),
        (added("hours: {office: {days: {mon-fry: 09:00-17:00}}}"), "line 8: `mon-fry` is no day of the week; write for example `mon`, `mon-fri` or `sat, sun`"),
        (added("hours: {office: {days: {mon: 09:00-12:00, 13:00-17:00}}}"), "line 8: `13:00-17:00` is no day of the week; put several blocks of one day in brackets, `[09:00-12:00, 13:00-17:00]`"),
        (added("hours: {office: {days: {mon: 09:00-17:00, mon-fri: 09:00-17:00}}}"), "line 8: mon is there twice, again in `mon-fri`; keep one"),
        (added("hours: {office: {days: {mon: 22:00-06:00}}}"), "line 8: `mon` runs past midnight; write `22:00-24:00` on this day and `00:00-06:00` on the next"),
        (added("hours: {office: {days: {mon: [09:00-13:00, 12:00-17:00]}}}"), "line 8: `mon` has blocks that overlap, 09:00-13:00 and 12:00-17:00; make them one"),
        (added("hours: {office: {days: {mon: [18:00-24:00, 20:00-22:00]}}}"), "line 8: `mon` has blocks that overlap, 18:00-24:00 and 20:00-22:00; make them one"),
        (added("hours: {office: {days: {mon: }}}"), "line 8: `mon` has no value; write for example `mon: 09:00-17:00`, or take it away"),
        (added("hours: {office: {timezone: Berlin}}"), "line 8: `timezone: Berlin` is no time zone; did you mean `Europe/Berlin`?"),
        (added("hours:\n  office:\n    holidays:\n      - 2026-12-24\n      - XX"), "line 12: `XX` is no country with known holidays; write its two letters, such as DE, FR or US"),
        (added("hours: {office: {holidays: [holidays.ics]}}"), "line 8: `holidays.ics` cannot be looked up here; save the playbook as a file and put this one beside it"),
        (added("rotas: {one: {people: [U1]}}"), "line 8: `one` needs `begins:`"),
        (added("rotas: {one: {people: [], begins: 2026-11-30}}"), "line 8: `people` is empty; write for example `people: [U024BE7LD, U024BE7LE]`"),
        (added("rotas: {one: {people: [U1], begins: 30.11.2026}}"), "line 8: `begins: 30.11.2026` is no date; write it like `2026-12-24`"),
        (added("rotas: {one: {people: [U1], begins: 2026-02-30}}"), "line 8: `begins: 2026-02-30` is no day of the calendar"),
        (added("rotas: {one: {people: [U1], begins: 2026-11-30, turn: often}}"), "line 8: `turn: often` is no turn; write daily, weekly, or for example `3 days`"),
        (added("rotas: {one: {people: [U1], begins: 2026-11-30, turn: 36 h}}"), "line 8: `turn: 36 h` is no turn; write whole days, from 1 day to 366 days"),
        (added("rotas: {one: {people: [U1], begins: 2026-11-30, overrides: [{from: 2026-12-24, until: 2026-12-27 09:00, person: U1}]}}"), "line 8: `from: 2026-12-24` is no day and time; write it like `2026-12-24 09:00`"),
        (added("rotas: {one: {people: [U1], begins: 2026-11-30, overrides: [{from: 2026-12-24 09:00, until: 2026-12-24 09:00, person: U1}]}}"), "line 8: `until` does not come after `from`; the stand-in would never begin"),
        (added("rotas: {one: {people: [U1], begins: 2026-11-30, overrides: [{person: U1, from: 2026-12-24 09:00}]}}"), "line 8: the stand-in needs `until:`"),
        (added("severity: {askers: 1}"), "line 8: `askers: 1` is not a whole number from 2 to 100000"),
        (added("severity: {tiers: {gold: high}}"), "line 8: `gold` names no tier of `tiers`; write it below `tiers:`"),
        (added("tiers: {gold: [A], silver: [A]}"), "line 8: `A` is in both tiers gold and silver; keep one"),
        (added("remind_after: 2 h"), "line 8: `hand_on_after` comes before `remind_after`; the reminder has to come first"),
        (added("remind_after: 20 min\nhand_on_after: 10 min"), "line 9: `hand_on_after` comes before `remind_after`; the reminder has to come first"),
        (added("second_path: [pager]"), "line 8: a way is for example `{email: team@example.org}` or `{webhook: pager}`, one thing each"),
        (added("second_path: [{email: a@example.org, webhook: pager}]"), "line 8: a way is for example `{email: team@example.org}` or `{webhook: pager}`, one thing each"),
        (added("second_path: [{mail: a@example.org}]"), "line 8: `mail` is no way to reach anybody; did you mean `email`?"),
        (added('second_path: [{email: "Ann <ann@example.org>"}]'), "line 8: `email: Ann <ann@example.org>` is not one address for e-mail; write it like team@example.org, without a name before it"),
        (added("second_path: [{webhook: Pager}]"), "line 8: `webhook: Pager` is no webhook's name; it has small letters, digits and `_`, such as pager for HUBBUB_WEBHOOK_PAGER_URL"),
        (added("approve_replies: no"), "line 8: `approve_replies: no` is not known; write off or changed or all"),
        (added("answers: {reset: {title: Reset}}"), "line 8: the approved answer needs `text:`"),
        (added('answers: {reset: {title: Reset, text: " "}}'), "line 8: `text: ` is empty; write what it should say"),
        (added(f"answers: {{reset: {{title: Reset, text: {'x' * 3001}}}}}"), f"line 8: `text: {'x' * 40}...` is too long; at most 3,000 characters (this has 3,001)"),
        (added(f"answers: {{{'x' * 61}: {{title: Reset, text: x}}}}"), f"line 8: the approved answer `{'x' * 40}...` is too long for a menu; at most 60 characters"),
        (added("webhooks: [Pager]"), "line 8: `Pager` is no webhook's name; it has small letters, digits and `_`, such as pager for HUBBUB_WEBHOOK_PAGER_URL"),
        (MINIMAL + "    escalations: true\n", "line 11: `escalations` needs settings of its own, one a line, such as `model: ...`"),
        (MINIMAL + "    escalatons: {}\n", "line 11: `escalatons` is no setting of the community; did you mean `escalations`?"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_cure(text: str, expected: str) -> None:
    assert complaint(text) == f"hubbub.yaml, {expected}"


def test_what_could_not_be_read_is_told_once_and_not_again_where_it_is_named() -> None:
    text = added("chains: [fast]\nrotas: [one]\nspokes: {api: {channel: x, chain: fast, rota: one}}")
    assert [line.partition(": ")[0] for line in complaint(text).splitlines()] == [
        "hubbub.yaml, line 8",
        "hubbub.yaml, line 9",
    ]
    assert complaint(TOP + "      hubs: [main]\n      rules: [{team: main}]\n").count("\n") == 0


def test_a_mistake_in_the_defaults_is_told_once_for_all_communities() -> None:
    below = "defaults:\n  escalations: {hubs: {main: {channel: x}}, rules: [{team: man}]}\n"
    second = MINIMAL.replace("Example", "Second").removeprefix("communities:\n")
    assert complaint(below + MINIMAL + second).splitlines() == [
        "hubbub.yaml, line 2: `team: man` names no team of `hubs` or `spokes`; did you mean `main`?"
    ]


_PIECES = st.sampled_from(
    [
        *WHOLE.splitlines(keepends=True),
        "- ",
        ": ",
        "[",
        "]",
        "{",
        "}",
        "none",
        "24:00",
        "mon-",
        "~",
        "holidays: [DE]",
        ",",
    ]
)


@given(st.data())
def test_a_good_file_damaged_anywhere_is_a_playbook_or_a_clear_error(data: st.DataObject) -> None:
    at = data.draw(st.integers(len(TOP), len(WHOLE)))
    until = data.draw(st.integers(at, min(len(WHOLE), at + 40)))
    try:
        found = load_text(WHOLE[:at] + data.draw(st.text(max_size=8) | _PIECES) + WHOLE[until:])
    except ConfigError as error:
        lines = str(error).splitlines()
        assert 1 <= len(lines) <= 11
        assert all(line.startswith(("hubbub.yaml", "... and ")) for line in lines)
    else:
        assert isinstance(found, Config)
