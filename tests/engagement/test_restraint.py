"""The gate: every reason it can give, and that no sequence of asks gets past it."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.actions import Lane, Reach, Say
from engagement.hours import zone
from engagement.people import WEEKDAYS, Helper, Hours, Purpose
from engagement.policy import RestraintPolicy
from engagement.restraint import (
    DAY,
    HOUR,
    WEEK,
    Go,
    No,
    NotBefore,
    Standing,
    hold_out_share,
    is_held_out,
    is_never_held_out,
    may_ask,
    may_say,
    may_still,
)
from tests.engagement.made_up import HELP, NOON, PEER, at, policy, tid

YES = frozenset({Purpose.ASK_ME})
HELPER = Helper(member=PEER)
CAPS = RestraintPolicy()


def willing(**more: Any) -> Standing:
    fields: dict[str, Any] = {"helper": HELPER, "consents": YES}
    return Standing(**fields | more)


def ask(**more: Any) -> Say:
    fields: dict[str, Any] = {
        "text": "peer_prompt.ask", "reach": Reach.MEMBER, "to": PEER, "purpose": Purpose.ASK_ME,
        "useful_for": timedelta(hours=2),
    }  # fmt: skip
    return Say(**fields | more)


def unasked(**more: Any) -> Say:
    return ask(**{"text": "answer_marks.thanks", "purpose": None} | more)


# --- every reason, one a row --------------------------------------------------------------------------------------------

ASKS = {
    "a rested helper in daylight": (willing(), Go()),
    "nobody enrolled": (willing(helper=None), No(reason="has not agreed to be asked")),
    "stopped": (willing(helper=replace(HELPER, is_active=False)), No(reason="has not agreed to be asked")),
    "refused everything": (willing(has_stopped=True), No(reason="has not agreed to be asked")),
    "enrolled but never agreed": (willing(consents=frozenset()), No(reason="has not agreed to be asked")),
    "agreed to something else": (
        willing(consents=frozenset({Purpose.SALES})), No(reason="has not agreed to be asked"),
    ),
    "away": (
        willing(helper=replace(HELPER, away_until=at(60))), NotBefore(at=at(60), reason="is away or resting"),
    ),
    "back again": (willing(helper=replace(HELPER, away_until=at(0))), Go()),
    "ignored two": (
        willing(asks=[at() - 9 * DAY, at() - 8 * DAY], ignored=2),
        NotBefore(at=at() + 6 * DAY, reason="left 2 asks unanswered and rests"),
    ),
    "rested long enough after two": (willing(asks=[at() - 15 * DAY, at() - 14 * DAY], ignored=2), Go()),
    "ignored one": (willing(asks=[at() - 8 * DAY], ignored=1), Go()),
    "ignored two, none of them known any more": (willing(ignored=2), Go()),
    "asked today": (
        willing(asks=[at() - 5 * HOUR]),
        NotBefore(at=at() + 19 * HOUR, reason="was asked as often today as agreed"),
    ),
    "asked a day ago to the second": (willing(asks=[at() - DAY]), Go()),
    "asked once of two they chose": (
        willing(helper=replace(HELPER, limit_per_day=2), asks=[at() - 5 * HOUR]), Go(),
    ),
    "asked twice of two": (
        willing(helper=replace(HELPER, limit_per_day=2), asks=[at() - 9 * HOUR, at() - 5 * HOUR, at() - HOUR]),
        NotBefore(at=at() + 19 * HOUR, reason="was asked as often today as agreed"),
    ),
    "chose none a day": (
        willing(helper=replace(HELPER, limit_per_day=0)), No(reason="has chosen no asks at all"),
    ),
    "three this week": (
        willing(asks=[at() - 6 * DAY, at() - 4 * DAY, at() - 2 * DAY]),
        NotBefore(at=at() + DAY, reason="was asked often enough this week"),
    ),
    "three in a week and a moment": (willing(asks=[at() - WEEK, at() - 4 * DAY, at() - 2 * DAY]), Go()),
    "three this week, by their own limit": (
        willing(helper=replace(HELPER, limit_per_day=5), asks=[at() - 6 * DAY, at() - 4 * DAY, at() - 2 * DAY]), Go(),
    ),
    "night in their own zone": (
        willing(helper=replace(HELPER, timezone="Asia/Tokyo")),  # 21:00 there
        NotBefore(at=at(11 * 60), reason="it is night there"),
    ),
    "night in the community's zone": (
        willing(timezone="Asia/Tokyo"), NotBefore(at=at(11 * 60), reason="it is night there"),
    ),
    "day in their own zone, whatever the community's": (
        willing(helper=replace(HELPER, timezone="UTC"), timezone="Asia/Tokyo"), Go(),
    ),
    "another day than chosen": (
        willing(helper=replace(HELPER, days=("thu",))),
        NotBefore(at=at(20 * 60), reason="outside the hours they chose"),
    ),
    "before their hours": (
        willing(helper=replace(HELPER, hours=(Hours(start=time(14), end=time(15)),))),
        NotBefore(at=at(120), reason="outside the hours they chose"),
    ),
    "only at night": (
        willing(helper=replace(HELPER, hours=(Hours(start=time(23), end=time(23, 30)),))),
        No(reason="has chosen no hour outside quiet hours"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", ASKS)
def test_a_helper_may_be_asked_or_the_reason_is_said(row: str) -> None:
    standing, expected = ASKS[row]
    assert may_ask(standing, CAPS, NOON) == expected


@pytest.mark.parametrize("cap", ["helper_asks_per_day", "helper_asks_per_week"])
def test_a_community_may_allow_no_asks_at_all(cap: str) -> None:
    assert isinstance(may_ask(willing(), RestraintPolicy(**{cap: 0}), NOON), No)


SAYINGS = {
    "an answer to a command": (unasked(is_unprompted=False), Standing(has_stopped=True), {"is_paused": True}, Go()),
    "paused": (ask(), willing(), {"is_paused": True}, No(reason="everything to members is paused")),
    "an earlier answer to who wants none": (
        unasked(purpose=Purpose.OWN_QUESTIONS, reach=Reach.ASKER, to=tid("q")),
        Standing(refused=frozenset({Purpose.OWN_QUESTIONS})), {}, No(reason="said stop"),
    ),
    "about a question of whoever stopped everything": (
        ask(), willing(asker_has_stopped=True), {}, No(reason="whoever asked said stop to everything"),
    ),
    "an answer to whoever stopped everything and asks us": (
        unasked(is_unprompted=False), Standing(has_stopped=True, asker_has_stopped=True), {}, Go(),
    ),
    "an outage": (
        ask(), willing(is_storm=True), {}, No(reason="several similar questions at once: something may be broken or unclear"),
    ),
    "an outage that staff told of": (
        ask(), willing(is_crisis=True), {},
        No(reason="there is an outage or the like: helpers are not asked meanwhile"),
    ),
    "an earlier answer in an outage that staff told of": (
        unasked(purpose=Purpose.OWN_QUESTIONS, reach=Reach.ASKER, to=tid("q")), Standing(is_crisis=True), {}, Go(),
    ),
    "an ask": (ask(), willing(), {}, Go()),
    "an ask without consent": (ask(), Standing(), {}, No(reason="has not agreed to be asked")),
    "an unasked word": (unasked(), Standing(), {}, Go()),
    "an unasked word after stop": (unasked(), Standing(has_stopped=True), {}, No(reason="said stop")),
    "an unasked word that needs a yes": (
        unasked(purpose=Purpose.ADVOCACY), Standing(), {}, No(reason="has not agreed to advocacy"),
    ),
    "an unasked word with the yes": (
        unasked(purpose=Purpose.ADVOCACY), Standing(consents=frozenset({Purpose.ADVOCACY})), {}, Go(),
    ),
    "the third unasked word in a week": (
        unasked(), Standing(unsolicited=[at() - 2 * DAY, at() - DAY]), {},
        No(reason="got enough unasked messages this week"),
    ),
    "the third unasked word in a week that can wait": (
        unasked(waits=True), Standing(unsolicited=[at() - 2 * DAY, at() - DAY]), {},
        NotBefore(at=at() + 5 * DAY, reason="got enough unasked messages this week"),
    ),
    "one that could wait where none is ever allowed": (
        unasked(waits=True), Standing(), {"restraint": RestraintPolicy(unsolicited_per_week=0)},
        No(reason="got enough unasked messages this week"),
    ),
    "the third unasked word in eight days": (unasked(), Standing(unsolicited=[at() - WEEK, at() - DAY]), {}, Go()),
    "an unasked word at night": (
        unasked(), Standing(timezone="Asia/Tokyo"), {}, NotBefore(at=at(11 * 60), reason="it is night there"),
    ),
    "a quiet channel": (unasked(reach=Reach.CHANNEL, to=HELP), Standing(in_channel=[at() - HOUR] * 19), {}, Go()),
    "a loud hour": (
        unasked(reach=Reach.THREAD, to=tid("q")), Standing(in_channel=[at(-59)] * 4), {},
        No(reason="said enough in this channel within the hour"),
    ),
    "a loud day": (
        unasked(reach=Reach.CHANNEL, to=HELP), Standing(in_channel=[at(-120)] * 20), {},
        No(reason="said enough in this channel today"),
    ),
    "an ask in a loud thread": (
        ask(reach=Reach.THREAD, to=tid("q")), willing(in_channel=[at(-59)] * 4), {},
        No(reason="said enough in this channel within the hour"),
    ),
    "an ask in a thread without consent": (
        ask(reach=Reach.THREAD, to=tid("q")), Standing(), {}, No(reason="has not agreed to be asked"),
    ),
    "to the asker": (unasked(reach=Reach.ASKER, to=tid("q")), Standing(), {}, Go()),
}  # fmt: skip


@pytest.mark.parametrize("row", SAYINGS)
def test_a_message_may_be_said_or_the_reason_is_given(row: str) -> None:
    say, standing, dials, expected = SAYINGS[row]
    assert may_say(say, standing, policy(**dials), NOON) == expected


def test_where_it_is_always_night_an_unasked_word_is_held_and_never_said_at_night() -> None:
    always = RestraintPolicy(quiet_from=time(0), quiet_until=time(23, 59, 59, 999_999))
    found = may_say(unasked(), Standing(), policy(restraint=always), NOON)
    assert found == No(reason="it is night there")


# --- no sequence gets past it ----------------------------------------------------------------------------------------------

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Asia/Kathmandu"]
STARTS = [NOON, datetime(2026, 3, 26, tzinfo=NOON.tzinfo), datetime(2026, 10, 22, tzinfo=NOON.tzinfo)]
"""A plain week, and the weeks in which clocks change."""
moments = st.times().map(lambda t: t.replace(second=0, microsecond=0))
restraints = st.builds(
    RestraintPolicy,
    helper_asks_per_day=st.integers(0, 3),
    helper_asks_per_week=st.integers(0, 6),
    quiet_from=moments,
    quiet_until=moments,
    channel_per_hour=st.integers(0, 4),
    channel_per_day=st.integers(0, 8),
    unsolicited_per_week=st.integers(0, 3),
)
helpers = st.builds(
    Helper,
    member=st.just(PEER),
    days=st.lists(st.sampled_from(WEEKDAYS), unique=True).map(tuple),
    hours=st.lists(st.builds(Hours, start=moments, end=moments), max_size=2).map(tuple),
    timezone=st.none() | st.sampled_from(ZONES),
    limit_per_day=st.none() | st.integers(0, 4),
    is_active=st.integers(0, 9).map(bool),
)
attempts = st.lists(st.integers(1, 600).map(lambda m: timedelta(minutes=m)), min_size=1, max_size=120)


@given(restraints, helpers, st.sampled_from(STARTS), attempts, st.integers(0, 9).map(bool), st.sampled_from(ZONES))
def test_no_cap_is_exceeded_and_nobody_is_asked_at_night_or_without_a_yes(
    caps: RestraintPolicy,
    helper: Helper,
    start: datetime,
    gaps: list[timedelta],
    agreed: bool,  # noqa: FBT001  # drawn by hypothesis
    community_zone: str,
) -> None:
    asks: list[datetime] = []
    now = start
    for gap in gaps:
        now += gap
        standing = Standing(
            helper=helper, timezone=community_zone, consents=YES if agreed else frozenset(), asks=tuple(asks)
        )
        found = may_ask(standing, caps, now)
        if isinstance(found, NotBefore):
            assert found.at > now
            now = found.at  # the very instant it names is as good as any
            found = may_ask(replace(standing), caps, now)
        if isinstance(found, Go):
            asks.append(now)
    if asks:
        assert agreed
        assert helper.is_active
    limit = helper.limit_per_day if helper.limit_per_day is not None else caps.helper_asks_per_day
    assert most_within(asks, DAY) <= limit
    if helper.limit_per_day is None:
        assert most_within(asks, WEEK) <= caps.helper_asks_per_week
    for instant in asks:
        local = instant.astimezone(zone(helper.timezone or community_zone))
        assert not within(local.time(), caps.quiet_from, caps.quiet_until)
        assert chosen(helper, local)


@given(restraints, st.sampled_from(STARTS), attempts, st.sampled_from(ZONES), st.data())
def test_no_channel_and_no_member_hears_more_than_allowed(
    caps: RestraintPolicy, start: datetime, gaps: list[timedelta], zone_name: str, data: st.DataObject
) -> None:
    in_channel: list[datetime] = []
    private: list[datetime] = []
    dials = policy(restraint=caps)
    now = start
    for gap in gaps:
        now += gap / 4
        if data.draw(st.booleans()):
            say = unasked(reach=Reach.CHANNEL, to=HELP)
            if isinstance(may_say(say, Standing(in_channel=tuple(in_channel)), dials, now), Go):
                in_channel.append(now)
            continue
        standing = Standing(timezone=zone_name, unsolicited=tuple(private))
        found = may_say(unasked(), standing, dials, now)
        if isinstance(found, Go):
            private.append(now)
            assert not within(now.astimezone(zone(zone_name)).time(), caps.quiet_from, caps.quiet_until)
    assert most_within(in_channel, HOUR) <= caps.channel_per_hour
    assert most_within(in_channel, DAY) <= caps.channel_per_day
    assert most_within(private, WEEK) <= caps.unsolicited_per_week


def most_within(instants: list[datetime], span: timedelta) -> int:
    """The most that fall into any half-open stretch of that length."""
    return max((sum(first <= other < first + span for other in instants) for first in instants), default=0)


def within(moment: time, start: time, end: time) -> bool:
    """Quiet hours by the minute, spelt out; equal ends are none."""
    begin, stop, here = (t.hour * 60 + t.minute for t in (start, end, moment))
    return (here - begin) % 1440 < (stop - begin) % 1440


def chosen(helper: Helper, local: datetime) -> bool:
    if not helper.hours:
        return not helper.days or WEEKDAYS[local.weekday()] in helper.days
    here = local.hour * 60 + local.minute
    for span in helper.hours:
        begin, stop = (t.hour * 60 + t.minute for t in (span.start, span.end))
        length = (stop - begin) % 1440 or 1440
        for began in (local.date() - timedelta(days=1), local.date()):
            past = here + (1440 if began != local.date() else 0) - begin
            if 0 <= past < length and (not helper.days or WEEKDAYS[began.weekday()] in helper.days):
                return True
    return False


# --- the comparison group ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("say", "first", "expected"),
    [
        (unasked(), False, False),
        (unasked(), True, True),
        (unasked(is_unprompted=False), False, True),
        (unasked(lane=Lane.ESCALATION), False, True),
        (unasked(lane=Lane.DIGEST), False, False),
    ],
)
def test_what_people_need_is_never_left_out_for_comparison(say: Say, *, first: bool, expected: bool) -> None:
    assert is_never_held_out(say, is_first_question=first) is expected


def test_nothing_is_left_out_until_there_is_enough_to_learn_from() -> None:
    assert hold_out_share(policy(), 199) == 0.0
    assert hold_out_share(policy(), 200) == 0.10
    assert not any(is_held_out("key", "peer_prompt", tid(str(n)), NOON, 0.0) for n in range(1_000))


@pytest.mark.parametrize("share", [0.05, 0.1, 0.5])
@pytest.mark.parametrize("play", ["peer_prompt", "similar_threads"])
def test_the_comparison_group_has_the_right_size(share: float, play: str) -> None:
    number = 20_000
    held = sum(is_held_out("key", play, tid(str(n)), NOON, share) for n in range(number))
    deviation = (number * share * (1 - share)) ** 0.5
    assert abs(held - number * share) < 4 * deviation


def test_the_comparison_group_is_the_same_on_every_look_and_changes_with_quarter_play_and_key() -> None:
    threads = [tid(str(n)) for n in range(2_000)]

    def group(key: str = "key", play: str = "peer_prompt", began: datetime = NOON) -> set[str]:
        return {t for t in threads if is_held_out(key, play, t, began, 0.5)}

    assert group() == group(began=NOON + timedelta(days=26))  # the same quarter
    for other in (group(began=NOON + timedelta(days=60)), group(play="similar_threads"), group(key="another")):
        assert 800 < len(group() & other) + len(set(threads) - group() - other) < 1_200  # no more alike than by chance


def test_a_long_key_is_taken_as_far_as_the_hash_allows() -> None:
    assert is_held_out("k" * 64, "p", tid("q"), NOON, 0.5) == is_held_out("k" * 99, "p", tid("q"), NOON, 0.5)


# --- when its turn comes late -------------------------------------------------------------------------------------------

NIGHT = datetime(2026, 3, 4, 22, tzinfo=NOON.tzinfo)
MORNING = datetime(2026, 3, 5, 8, tzinfo=NOON.tzinfo)
REMINDER = {"reach": Reach.ASKER, "to": tid("q"), "purpose": Purpose.OWN_QUESTIONS}
LATE = {
    "an ask in daylight": (ask(), willing(), NOON, Go()),
    "an ask at night": (ask(), willing(), NIGHT, NotBefore(at=MORNING, reason="it is night there")),
    "an ask to whoever stopped": (
        ask(), willing(helper=replace(HELPER, is_active=False)), NOON, No(reason="has not agreed to be asked"),
    ),
    "an ask to whoever was taken off": (ask(), willing(helper=None), NOON, No(reason="has not agreed to be asked")),
    "an ask to whoever is away": (
        ask(), willing(helper=replace(HELPER, away_until=at(60))), NOON,
        NotBefore(at=at(60), reason="is away or resting"),
    ),
    "an ask in an outage that staff told of": (
        ask(), willing(is_crisis=True), NOON,
        NotBefore(at=at(15), reason="there is an outage or the like: helpers are not asked meanwhile"),
    ),
    "thanks in daylight": (unasked(), Standing(), NOON, Go()),
    "thanks at night": (unasked(), Standing(), NIGHT, NotBefore(at=MORNING, reason="it is night there")),
    "thanks after stop": (unasked(), Standing(refused=YES), NOON, No(reason="said stop")),
    "thanks after a stop to everything": (unasked(), Standing(has_stopped=True), NOON, No(reason="said stop")),
    "a reminder at night": (ask(**REMINDER), Standing(), NIGHT, NotBefore(at=MORNING, reason="it is night there")),
    "a reminder after stop": (
        ask(**REMINDER), Standing(refused=frozenset({Purpose.OWN_QUESTIONS})), NOON, No(reason="said stop"),
    ),
    "earlier answers for whoever asks at night": (ask(**REMINDER, lane=Lane.ANSWER), Standing(), NIGHT, Go()),
    "a thread at night": (ask(reach=Reach.THREAD, to=tid("q"), purpose=None), Standing(), NIGHT, Go()),
    "what was asked for": (unasked(is_unprompted=False), Standing(has_stopped=True), NIGHT, Go()),
}  # fmt: skip


@pytest.mark.parametrize(("say", "standing", "now", "gate"), LATE.values(), ids=LATE)
def test_what_waited_is_asked_about_again(say: Say, standing: Standing, now: datetime, gate: object) -> None:
    assert may_still(say, standing, policy(), now) == gate


def test_a_reminder_is_put_off_by_night_and_counts_in_its_channel() -> None:
    reminder = ask(**REMINDER)
    assert may_say(reminder, Standing(), policy(), NIGHT) == NotBefore(at=MORNING, reason="it is night there")
    full = Standing(in_channel=[at(-10)] * 4)
    assert may_say(reminder, full, policy(), NOON) == No(reason="said enough in this channel within the hour")


def test_nothing_private_is_decided_on_for_whoever_said_stop() -> None:
    assert may_say(unasked(), Standing(refused=YES), policy(), NOON) == No(reason="said stop")
