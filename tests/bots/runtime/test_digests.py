"""The digest as it comes to the hub: what is in it, and that it comes once, whatever clocks and processes do."""

import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bots.runtime.clock import ManualClock
from bots.runtime.digests import read_sevens
from engagement.decisions import Decision
from engagement.digests import Seven, last_monday
from engagement.escalating.dials import Governance, Team
from engagement.events import ChannelKind, ChannelSeen
from engagement.health import Part
from engagement.health_days import LogLine, Span
from engagement.ids import ChannelId
from engagement.people import Role
from engagement.plays.digest import PLAY, DigestPolicy
from engagement.policy import Policy
from engagement.speech import plain
from engagement.whole_weeks import Weeks
from storage import StoredMemory, open_memory
from tests.bots.runtime.stage import Engine, dials, town
from tests.engagement.made_up import OTHER
from tests.scenarios.conftest import Founding
from tests.scenarios.stage import ADA, BEN, CY, DI, QUESTION, TESS, Town

HUB = ChannelId("slack-T1:hub")
TEAMS = Governance(teams={"hub": Team(name="hub", title="Community team", channel="hub", is_hub=True)})
TUESDAY = datetime(2026, 3, 10, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PEOPLE = (ADA, BEN, CY, DI, TESS)
QUIET = DigestPolicy(says_quiet=True)


def with_digest(policy: DigestPolicy = QUIET, **more: object) -> Policy:
    channels = {name: dials(name, policies={"digest": policy}) for name in ("help", "other")}
    return town(**({"governance": TEAMS, "channels": channels} | more))


async def opened(place: Town) -> Town:
    await place.open()
    await place.tell(ChannelSeen(key="hub", at=place.now, channel=HUB, name="hub", kind=ChannelKind.CHAT))
    return place


async def a_busy_hour(place: Town, nth: int) -> None:
    """Everybody asks, and all but the first are answered by somebody else."""
    for number, who in enumerate(PEOPLE):
        await place.say(who, f"q{nth}-{number}", QUESTION)
        await place.pass_(minutes=1)
        if number:
            await place.say(PEOPLE[number - 1], f"a{nth}-{number}", "With a token.", of=f"q{nth}-{number}")


def told(place: Town) -> list[Decision]:
    said = [one for one in place.journal("digest") if one.action == "Say"]
    return sorted(said, key=lambda one: one.at)


def weeks_of(place: Town) -> tuple[list[Seven], tuple[Part, ...]]:
    return place.owner.memory.read(place.owner.id, lambda ledger: read_sevens(ledger, place.policy, place.now))


def read_by_hub(place: Town) -> list[str]:
    return [plain(message.text) for message in place.board.standing.values() if message.to == HUB]


async def test_a_week_is_told_to_the_hub_with_its_figures_and_one_thing_to_do(found: Founding) -> None:
    place = await opened(found(with_digest()))
    for nth in range(3):
        await a_busy_hour(place, nth)
        await place.pass_(hours=1)
    await place.pass_(days=8)
    week = next(text for text in read_by_hub(place) if "The week up to" in text)
    assert "Questions asked: 15" in week
    assert "Answered within a day: 80%" in week
    assert "Members who wrote: 5" in week
    assert "One thing worth doing" in week
    assert [one.at for one in told(place) if one.detail["text"] == "digest.week"] == [TUESDAY]


async def test_what_has_waited_too_long_is_told_once_in_the_morning(found: Founding) -> None:
    place = await opened(found(with_digest(DigestPolicy(channel="hub"), governance=None)))
    await place.ask("q")
    await place.pass_(hours=22)
    assert told(place) == [], "not a day yet"
    await place.pass_(days=1)
    (one,) = [one.at for one in told(place)]
    assert one.time() == time(9)
    assert "has waited" in read_by_hub(place)[0]
    await place.pass_(days=1)
    assert len(told(place)) == 1
    await place.ask("later")
    await place.pass_(days=2)
    assert "has waited 2 days" in read_by_hub(place)[-1], "all that wait in the week's"


async def test_nothing_is_told_in_figures_about_fewer_than_five_people(found: Founding) -> None:
    place = await opened(found(with_digest(roles={"tess": Role.STAFF})))
    await a_busy_hour(place, 0)
    await place.pass_(days=8)

    sevens, channels = weeks_of(place)
    assert channels == ()
    (few,) = sevens
    assert few.first == last_monday(place.now)
    assert (few.people, few.answering) == (None, None), "four people: the fifth is of the staff"
    assert not few.is_silent
    for text in read_by_hub(place):
        if "The week up to" in text:
            assert "in figures" not in text
            assert "Fewer than five people" in text


async def test_a_week_of_five_who_wrote_and_four_who_asked_has_no_figures_of_answers(
    found: Founding,
) -> None:
    place = await opened(found(with_digest()))
    for number, who in enumerate(PEOPLE[:4]):
        await place.say(who, f"q{number}", QUESTION)
    await place.say(PEOPLE[4], "hello", "Good morning.")
    await place.pass_(days=7)
    (week,), channels = weeks_of(place)
    assert (week.people, week.answering) == (5, None)
    assert [(one.people, one.answering) for one in channels] == [(5, None)]


async def test_a_week_of_a_few_is_told_with_the_next_one_and_never_by_itself(found: Founding) -> None:
    place = await opened(found(with_digest()))
    await place.say(ADA, "early", QUESTION)
    await place.pass_(days=7)
    await a_busy_hour(place, 1)
    first = last_monday(place.now)
    assert [(one.people, one.is_silent) for one in weeks_of(place)[0]] == [(None, False)]
    await place.pass_(days=7)
    (joined,), channels = weeks_of(place)
    assert channels == (), "all but it would be the few"
    assert (joined.first, joined.last) == (first, first + 13 * DAY)
    assert joined.answering is not None
    assert (joined.people, joined.answering.eligible) == (5, 6)
    weeks = Weeks(first=first, last=first + 7 * DAY)
    report = place.owner.memory.read(place.owner.id, lambda ledger: ledger.health_days.report(weeks, None))
    assert report is not None
    assert [(one.people, one.answering) for one in report.weeks] == [(None, None), (5, joined.answering)]
    text = next(text for text in read_by_hub(place) if "Questions asked" in text)
    assert "Questions asked: 6" in text
    assert "begin with Monday, 2 March 2026" in text


async def test_nobody_of_a_later_week_counts_among_those_of_this_one(found: Founding) -> None:
    place = await opened(found(with_digest()))
    for number, who in enumerate(PEOPLE[:3]):
        await place.say(who, f"q{number}", QUESTION)
    for number, who in enumerate(PEOPLE[3:]):
        await place.say(who, f"hello{number}", "Good morning.")
    await place.pass_(days=5)
    await a_busy_hour(place, 1)
    await place.pass_(days=2)
    (week,), _ = weeks_of(place)
    assert (week.people, week.answering) == (5, None)


async def test_what_was_told_of_a_week_is_not_changed_by_what_comes_late(found: Founding) -> None:
    place = await opened(found(with_digest()))
    await a_busy_hour(place, 0)
    await place.pass_(days=7)
    (before,), _ = weeks_of(place)
    await place.say(ADA, "late", "Try it with a token.", of="q0-0")
    await place.pass_(hours=3)
    assert weeks_of(place)[0] == [before]


async def test_where_no_team_is_a_hub_and_no_dial_names_a_reader_nothing_is_told(found: Founding) -> None:
    alone = Governance(teams={"api": Team(name="api", title="API", channel="hub")})
    for policy in (with_digest(governance=None), with_digest(governance=alone)):
        place = await opened(found(policy))
        await place.pass_(days=8)
        assert place.journal("digest") == []


async def test_staff_whom_a_dial_names_get_it_privately_and_nobody_else_does(found: Founding) -> None:
    policy = DigestPolicy(says_quiet=True, people=("sam", "ada", "nobody"))
    place = await opened(found(with_digest(policy, roles={"sam": Role.STAFF})))
    await place.pass_(days=6)
    (one,) = told(place)
    assert one.detail["to"] == "slack-T1:sam"
    assert read_by_hub(place) == []
    (held,) = {repr(one.evidence["named"]) for one in place.journal("digest") if one.action == "Hold" and one.evidence}
    assert held == "['ada', 'nobody']"


async def test_it_can_be_switched_off_everywhere(found: Founding) -> None:
    channels = {name: dials(name) for name in ("help", "other")}
    for one in channels.values():
        del one.plays["digest"]  # type: ignore[attr-defined]  # a dict, here
    place = await opened(found(town(governance=TEAMS, channels=channels)))
    await place.ask()
    await place.pass_(days=9)
    assert place.journal("digest") == []


# --- when ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sunday", "expected"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # 02:30 is skipped: as before the change
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # 02:30 comes twice: the first
    ],
)
async def test_when_clocks_change_it_comes_once(memory: StoredMemory, sunday: date, expected: datetime) -> None:
    policy = with_digest(DigestPolicy(at=time(2, 30), week_on="sun", says_quiet=True), timezone="Europe/Berlin")
    start = datetime.combine(sunday - 3 * DAY, time(12), UTC)
    place = await opened(Town(memory, policy, ManualClock(start)))
    while place.now < start + 6 * DAY:
        await place.live.say_daily(place.now)
        place.clock.move_to(place.now + timedelta(minutes=30))
        if place.now.minute == 0:
            place.restart()
    assert [one.at for one in told(place)] == [expected]


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        (
            "Pacific/Auckland",
            datetime(2026, 3, 10, 20, tzinfo=UTC),
        ),  # Wednesday, 09:00 there: on Tuesday it is too soon
        ("Pacific/Kiritimati", datetime(2026, 3, 10, 19, tzinfo=UTC)),
        ("Pacific/Honolulu", datetime(2026, 3, 10, 19, tzinfo=UTC)),  # Tuesday, 09:00 there
        ("America/Nuuk", datetime(2026, 3, 10, 11, tzinfo=UTC)),
    ],
)
async def test_wherever_they_live_they_hear_of_the_week_that_ended_on_sunday(
    memory: StoredMemory, zone: str, at: datetime
) -> None:
    place = await opened(Town(memory, with_digest(timezone=zone), ManualClock(datetime(2026, 3, 4, 12, tzinfo=UTC))))
    await a_busy_hour(place, 1)
    await place.pass_(days=9)
    (one,) = [each for each in told(place) if each.detail["text"] == "digest.week"]
    assert one.at == at
    (week,) = [text for text in read_by_hub(place) if "The week up to" in text]
    assert week.startswith("The week up to Sunday, 8 March 2026")


async def test_a_clock_that_is_set_back_tells_no_week_twice(memory: StoredMemory) -> None:
    place = await opened(Town(memory, with_digest()))
    await place.pass_(days=6)
    assert [one.at for one in told(place)] == [TUESDAY]
    place.clock._at = TUESDAY - 3 * DAY
    place.restart()
    for _ in range(12):
        place.clock._at += 12 * HOUR
        await place.live.say_daily(place.now)
    assert len(told(place)) == 1
    await place.pass_(days=7)
    assert len(told(place)) == 2


@pytest.mark.parametrize(
    ("policy", "late"),
    [(QUIET, [TUESDAY + DAY]), (DigestPolicy(says_quiet=True, tells_late=False), [])],
)
async def test_what_was_missed_is_told_late_as_one_or_left_out(
    memory: StoredMemory, policy: DigestPolicy, late: list[datetime]
) -> None:
    place = await opened(Town(memory, with_digest(policy)))
    await place.live.say_daily(place.now)
    place.clock.move_to(TUESDAY + DAY + 5 * HOUR)
    place.restart()
    for _ in range(3):
        await place.live.say_daily(place.now)
    assert [one.evidence and one.at.date() for one in told(place)] == [one.date() for one in late]
    await place.pass_(days=7)
    assert len(told(place)) == len(late) + 1, "the next one comes in its time"


RACER = """
import sys
from datetime import UTC, datetime, timedelta
from bots.runtime.live import _say_due
from engagement.plays.digest import PLAY
from engagement.schedules import Schedule
from storage import open_memory
from tests.bots.runtime.stage import Engine
from tests.bots.runtime.test_digests import with_digest

memory = open_memory(sys.argv[1])
engine = Engine(memory, with_digest(community="town"))
dials = engine.community.play_dials(PLAY, None)
schedule = Schedule(name="digest", zone="Europe/Berlin", at=dials.at)
sys.stdin.readline()
for day in range(30):
    now = datetime(2026, 3, 15, 12, tzinfo=UTC) + timedelta(days=day)
    engine.run(lambda batch: _say_due(batch, PLAY, schedule), now)
memory.close()
"""


def test_two_processes_on_one_database_tell_each_week_once(url: str, tmp_path: Path) -> None:
    racer, root = tmp_path / "racer.py", Path(__file__).parents[3]
    racer.write_text(RACER, encoding="utf-8")
    racing = [
        subprocess.Popen(
            [sys.executable, racer, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root,
            env={"PYTHONPATH": str(root)},
        )
        for _ in range(2)
    ]  # fmt: skip
    for process in racing:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in racing:
        process.communicate(timeout=120)
    assert [process.returncode for process in racing] == [0, 0]

    memory = open_memory(url)
    try:
        said = Counter(row.created_at.date() for row in Engine(memory, with_digest(community="town")).outbox)
    finally:
        memory.close()
    assert said == {date(2026, 3, 17) + nth * 7 * DAY: 1 for nth in range(4)}


# --- what really changed -------------------------------------------------------------------------------------------


async def logged(place: Town, days: int, people: int, first: date) -> None:
    """So many days of the health log, with about so many people each."""
    lines = [
        LogLine(
            span=Span.DAY, at=datetime.combine(first + nth * DAY, time.min, UTC),
            figures={"people": people + nth % 3, "eligible": 9 + nth % 4, "never": 1, "answered_24h": 7 + nth % 2,
                     "by_peers": 5 + nth % 2, "median_first_response_s": 600.0 + 7 * (nth % 5)},
        )
        for nth in range(days)
    ]  # fmt: skip
    await place.owner.behind(lambda ledger: ledger.health_days.log(lines, place.now))


async def test_a_real_change_is_told_to_the_hub_once_and_can_be_taken_back(memory: StoredMemory) -> None:
    place = await opened(Town(memory, with_digest()))
    first = place.now.date() - 62 * DAY
    await logged(place, 40, 30, first)
    await logged(place, 20, 12, first + 40 * DAY)
    await place.pass_(days=3)
    (alert,) = [one for one in told(place) if one.detail["text"] == "digest.alert"]
    assert (alert.at.time(), alert.reason) == (time(9), "a figure has really changed")
    (said,) = [text for text in read_by_hub(place) if text.startswith("This has really changed")]
    assert "Members who wrote" in said
    (kept,) = place.owner.memory.read(place.owner.id, lambda ledger: ledger.entries.find("alert"))
    assert abs(date.fromisoformat(kept.text("since")) - (first + 40 * DAY)) <= DAY
    (note,) = [one for one in place.journal("digest") if one.action == "Keep"]
    await place.undo(note)
    assert place.owner.memory.read(place.owner.id, lambda ledger: ledger.entries.find("alert")) == []


async def test_who_accepts_no_false_alarm_is_told_of_no_change(found: Founding) -> None:
    place = await opened(found(with_digest(DigestPolicy(false_alarms_a_year=0))))
    first = place.now.date() - 62 * DAY
    await logged(place, 40, 30, first)
    await logged(place, 20, 12, first + 40 * DAY)
    await place.pass_(days=2)
    assert [one for one in told(place) if one.detail["text"] == "digest.alert"] == []


async def test_causes_are_those_of_the_conversations_in_the_memory(found: Founding) -> None:
    """Everybody asks in two channels each day; later one of the two falls silent."""
    policies = {"digest": DigestPolicy(daily=False, weekly=False)}
    only = {name: dials(name, [PLAY], policies=policies) for name in ("help", "other")}
    place = found(with_digest(channels=only))
    start = place.now
    await opened(place)
    for nth in range(48):
        place.clock.move_to(start + nth * DAY)
        for number, who in enumerate(PEOPLE):
            await place.say(who, f"h{nth}-{number}", QUESTION)
            if nth < 26:
                await place.say(who, f"o{nth}-{number}", "Why does the compiler stop here?", channel=OTHER)
    place.clock.move_to(start + 50 * DAY)
    await place.live.say_daily(place.now)
    await place.live.health_log.go_on(place.now)
    place.clock.move_to(start + 51 * DAY)
    await place.live.tick()
    (alert,) = [text for text in read_by_hub(place) if text.startswith("This has really changed: Questions asked")]
    assert "Likely causes" in alert
    assert "In #other: each day 5 before, 0 now" in alert
