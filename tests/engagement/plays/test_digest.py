"""The digest: who reads it, when it speaks, and that it pings nobody."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from engagement.actions import FieldKind, Keep, Reach, Say, day, span, words
from engagement.alerts import RealChanges
from engagement.decisions import Hold, Verdict
from engagement.digests import Digest, Overdue
from engagement.plays.digest import DigestPolicy, on_daily, picture_rooms
from engagement.policy import ChannelPolicy
from tests.bots.voice.spoken_digests import ALERTS, FULL, ROOM, SEVENS
from tests.engagement.made_up import DAY, HELP, HOUR, NOON, policy, showing, situation, thread, tid
from tests.engagement.plays.test_escalation import GOVERNANCE, HUB_ROOM, actions

WEDNESDAY = DigestPolicy(week_on="wed")
OTHER_DAY = DigestPolicy(week_on="thu")
OLD = thread("old", root_at=NOON - 3 * DAY)
SINCE_TODAY = thread("today", root_at=NOON - DAY - HOUR)
NEW = thread("new", root_at=NOON - HOUR)
STILL = Digest(rooms=(HUB_ROOM,), sevens=tuple(replace(seven, is_silent=True) for seven in SEVENS))


def told(digest: Digest | None, dials: DigestPolicy, since: timedelta = DAY, **more: Any) -> list[Verdict]:
    shown = showing(digest) if digest is not None else {}
    fields = {"shown": shown, "span": (NOON - since, NOON), "policy": policy(governance=GOVERNANCE)}
    return list(on_daily(situation(**(fields | more)), dials))


def says(digest: Digest, dials: DigestPolicy, since: timedelta = DAY) -> list[Say]:
    return actions(told(digest, dials, since), Say)


def test_what_needs_a_person_comes_first_then_changes_figures_and_one_thing_to_do() -> None:
    (say,) = says(replace(FULL, unanswered=(OLD,) * 7), WEDNESDAY)
    assert (say.text, say.reach, say.to) == ("digest.week", Reach.CHANNEL, ROOM)
    headings = [item["heading"].value for item in say.items if item["heading"].value]
    assert headings == ["needs_a_person", "has_changed", "figures", "worth_doing"]
    assert say.fields["until"] == day(FULL.sevens[-1].last)
    assert [item["advice"].value for item in say.items][-1] == "ask_the_team"
    assert sum(item["figure"].value != "" for item in say.items) == 5
    assert [item["more"].value for item in say.items if item["more"].value] == ["2"]
    assert [item["teams"].value for item in say.items if item["more"].value] == ["/hub"]


def test_weeks_that_belong_together_are_told_with_the_day_on_which_they_begin() -> None:
    (one,) = says(FULL, WEDNESDAY)
    joined = replace(SEVENS[-1], first=SEVENS[-2].first)
    (two,) = says(replace(FULL, sevens=(*SEVENS[:-2], joined)), WEDNESDAY)
    assert (one.fields["since"], two.fields["since"]) == (words(""), day(SEVENS[-2].first))


def test_it_pings_nobody_and_names_nobody() -> None:
    for say in (*says(FULL, WEDNESDAY), *says(FULL, OTHER_DAY)):
        assert say.mentions == ()
        assert not say.is_unprompted
        kinds = {field.kind for item in (say.fields, *say.items) for field in item.values()}
        assert kinds.isdisjoint({FieldKind.PERSON, FieldKind.QUOTE, FieldKind.SAID, FieldKind.STATEMENT})


def test_two_overdue_questions_are_told_apart_and_one_asked_privately_names_no_channel() -> None:
    (say,) = says(FULL, OTHER_DAY)
    here, privately = (item for item in say.items if item["late"].value)
    assert (here["room"].value, here["privately"].value) == (FULL.overdue[0].channel, "")
    assert (privately["room"].value, privately["privately"].value) == ("", "privately")
    assert here["handed"] != privately["handed"]


def test_a_day_is_told_of_where_something_needs_a_person_and_only_of_that() -> None:
    late = tuple(
        Overdue(thread=tid("q"), channel=HELP, handed_at=NOON - 3 * DAY, team="bill", since=NOON - since)
        for since in (2 * DAY, HOUR)
    )
    digest = replace(STILL, unanswered=(OLD, SINCE_TODAY, NEW), overdue=late)
    (say,) = says(digest, OTHER_DAY)
    assert say.text == "digest.day"
    overdue, waits = say.items
    assert (overdue["team"], overdue["overdue"]) == (words("Billing"), span(HOUR))
    assert (overdue["late"].value, overdue["room"].value, overdue["handed"]) == (tid("q"), HELP, span(3 * DAY))
    assert (waits["where"].value, waits["waited"]) == (SINCE_TODAY.id, span(DAY + HOUR))
    assert len(says(digest, OTHER_DAY, since=3 * DAY)[0].items) == 4, "Hubbub was away: what came meanwhile is new"
    for nothing in (replace(STILL, unanswered=(OLD, NEW), overdue=late[:1]), STILL):
        (hold,) = told(nothing, OTHER_DAY)
        assert isinstance(hold, Hold)
        assert hold.reason == "nothing new needs a person today"
    assert told(digest, replace(OTHER_DAY, daily=False)) == []


def test_a_week_in_which_nothing_happened_is_told_of_where_that_is_wished() -> None:
    (hold,) = told(STILL, WEDNESDAY)
    assert isinstance(hold, Hold)
    assert hold.reason == "nothing happened this week"
    (say,) = says(STILL, replace(WEDNESDAY, says_quiet=True))
    assert (say.text, say.items) == ("digest.quiet", ())
    (say,) = says(replace(STILL, unanswered=(NEW,)), WEDNESDAY)
    assert say.text == "digest.week", "something waits, though not for long"


def test_where_fewer_than_five_asked_or_replied_there_are_no_figures_of_that() -> None:
    few = replace(FULL, sevens=(*SEVENS[:-1], replace(SEVENS[-1], answering=None)))
    (say,) = says(few, WEDNESDAY)
    assert say.fields["few"] == words("few")
    assert [item["figure"].value for item in say.items if item["figure"].value] == ["people"]
    (say,) = says(replace(few, sevens=(replace(few.sevens[-1], people=None),)), WEDNESDAY)
    assert not any(item["figure"].value for item in say.items)


@pytest.mark.parametrize(
    ("dials", "text"),
    [
        (DigestPolicy(monthly=False), "digest.week"),
        (DigestPolicy(monthly=False, tells_late=False), "digest.day"),
    ],
)
def test_a_week_that_was_missed_is_told_late_or_left_out(dials: DigestPolicy, text: str) -> None:
    (say,) = says(replace(FULL, unanswered=(SINCE_TODAY,)), dials, since=4 * DAY)
    assert say.text == text
    (say,) = says(replace(FULL, unanswered=(SINCE_TODAY,)), dials, since=DAY)
    assert say.text == "digest.day", "Tuesday itself was told before"


def test_every_hub_reads_it_and_whoever_the_dials_name() -> None:
    assert told(None, WEDNESDAY) == []
    assert told(replace(FULL, rooms=()), WEDNESDAY) == []
    one, other, private = says(replace(FULL, rooms=(HUB_ROOM, None), readers=(thread().asker or "",)), WEDNESDAY)  # type: ignore[arg-type]
    assert (one.to, other.reach, private.reach) == (HUB_ROOM, Reach.MANAGERS, Reach.MEMBER)
    *_, hold = told(replace(FULL, unknown=("gone",)), WEDNESDAY)
    assert isinstance(hold, Hold)
    assert hold.evidence == {"named": ("gone",)}
    assert [type(one) for one in told(Digest(unknown=("gone",)), WEDNESDAY)] == [Hold]


def test_a_chart_goes_with_the_week_and_shows_no_week_about_a_few() -> None:
    some = (replace(SEVENS[0], answering=None), *SEVENS[1:])
    (say,) = says(replace(FULL, sevens=some), WEDNESDAY)
    assert say.chart is not None
    assert [(one.whole, one.part) for one in say.chart.columns[:2]] == [(None, None), (21, 17)]
    assert [one.day for one in say.chart.columns] == [seven.first for seven in SEVENS]
    assert says(FULL, replace(WEDNESDAY, picture=False))[0].chart is None
    assert says(FULL, OTHER_DAY)[0].chart is None
    young = tuple(replace(seven, answering=None, people=None, is_silent=True) for seven in SEVENS[:3])
    (say,) = says(replace(FULL, sevens=(*young, *SEVENS[3:])), WEDNESDAY)
    assert say.chart is not None
    assert len(say.chart.columns) == 5, "from its first week on"
    nothing = tuple(replace(seven, answering=None) for seven in SEVENS)
    assert says(replace(FULL, sevens=nothing), WEDNESDAY)[0].chart is None


@pytest.mark.parametrize(
    ("dials", "rooms"),
    [
        (DigestPolicy(), ("hub",)),
        (DigestPolicy(channel="staff"), ("staff",)),
        (DigestPolicy(people=("sam",)), ("",)),
        (DigestPolicy(weekly=False), ()),
        (DigestPolicy(picture=False), ()),
    ],
)
def test_rights_for_a_chart_are_needed_where_one_is_sent(dials: DigestPolicy, rooms: tuple[str, ...]) -> None:
    channels = {"help": ChannelPolicy(name="help", plays={"digest": dials})}
    assert picture_rooms(policy(governance=GOVERNANCE, channels=channels)) == rooms
    assert picture_rooms(policy(governance=GOVERNANCE, channels={})) == ()


def test_the_first_week_stands_alone() -> None:
    (say,) = says(replace(FULL, sevens=SEVENS[-1:]), WEDNESDAY)
    assert any(item["value"].value for item in say.items)
    assert not any(item["usual"].value for item in say.items)


def test_a_real_change_is_told_at_once_noted_and_named_in_the_week() -> None:
    verdicts = told(replace(STILL, changed=()), WEDNESDAY, shown=showing(STILL, ALERTS))
    alerts = [say for say in actions(verdicts, Say) if say.text == "digest.alert"]
    assert [say.fields["changed"].value for say in alerts] == ["answered", "first_reply", "people"]
    assert [(say.fields["before"].value, say.fields["now"].value) for say in alerts] == [
        ("0.84", "0.61"), ("15 min", "90 min"), ("30", "20"),
    ]  # fmt: skip
    assert [say.fields["now"].kind for say in alerts] == [FieldKind.SHARE, FieldKind.TEXT, FieldKind.TEXT]
    assert [say.fields["gap"].value for say in alerts] == ["-30% … -14%", "+30 … +120 min", "-10 … -5"]
    assert [say.fields["causes"].value for say in alerts] == ["likely_causes", "no_cause", "no_cause"]
    assert all(say.mentions == () and not say.is_unprompted for say in alerts)
    kept = actions(verdicts, Keep)
    assert [keep.entry.text("figure") for keep in kept] == ["answered", "first_reply", "people"]
    (week,) = [say for say in actions(verdicts, Say) if say.text == "digest.week"]
    assert [item["changed"].value for item in week.items if item["changed"].value] == [
        "answered",
        "first_reply",
        "people",
    ]
    assert week.items[-1]["advice"].value == "look_into_the_change"


def test_people_are_told_to_the_nearest_five_and_causes_that_read_alike_are_left_out() -> None:
    people = ALERTS.found[2]
    cause = replace(ALERTS.found[0].causes[0], before=11.4, after=2.2)
    causes = (cause, replace(cause, part="slack-T1:b", before=11.4, after=8.6))
    (say,) = [
        say
        for say in actions(
            told(STILL, OTHER_DAY, shown=showing(STILL, RealChanges(found=(replace(people, causes=causes),)))), Say
        )
        if say.text == "digest.alert"
    ]
    assert [(item["was"].value, item["becomes"].value) for item in say.items] == [("10", "0")]


def test_what_was_noted_before_holds_again_when_the_message_is_taken_back() -> None:
    before = replace(FULL.changed[0], facts={"figure": "answered", "since": "2026-01-01"})
    changes = replace(ALERTS, noted={"answered": before})
    keeps = actions(told(STILL, OTHER_DAY, shown=showing(STILL, changes)), Keep)
    assert [keep.before for keep in keeps] == [before, None, None]


def test_on_the_second_of_a_month_its_review_is_told_of_also_late_and_not_where_nobody_was() -> None:
    dials = DigestPolicy(daily=False, weekly=False)
    (say,) = says(FULL, dials, since=3 * DAY)
    assert (say.text, say.fields["month"]) == ("digest.review", words("2026-02"))
    assert says(FULL, dials) == []
    assert says(FULL, replace(dials, monthly=False), since=3 * DAY) == []
    assert says(FULL, replace(dials, tells_late=False), since=3 * DAY) == []
    assert says(STILL, dials, since=3 * DAY) == []
    long_ago = replace(SEVENS[0], first=date(2026, 1, 19), last=date(2026, 1, 25))
    silent = replace(SEVENS[0], is_silent=True)
    assert says(replace(FULL, sevens=(long_ago, silent)), dials, since=3 * DAY) == []
