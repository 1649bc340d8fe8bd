"""Who wants peace has it at once: stop, not now, pause, night, caps, storms, and channels nobody switched on."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from engagement.actions import Reach
from engagement.decisions import Outcome
from engagement.people import Purpose
from engagement.policy import RestraintPolicy
from engagement.speech import plain
from tests.bots.runtime.stage import NEVER_QUIET, dials, town
from tests.engagement.made_up import HELP, OTHER
from tests.scenarios.conftest import Founding
from tests.scenarios.stage import ADA, BEN, CY, DI, MANAGERS, ROSA, SAM, TESS, Town

QUIET = RestraintPolicy()


async def test_stop_works_at_once_and_for_good(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=20)
    answer = await place.press(BEN, "stop", place.to(BEN)[0])
    assert "I don't ask you to help" in plain(answer.text)
    await place.pass_(days=3)
    place.restart()
    await place.ask("q2")
    await place.pass_(minutes=30)
    assert len(place.to(BEN)) == 1
    assert "nobody has enrolled to help in this channel" in place.reasons("peer_prompt")


async def test_an_ask_decided_on_before_the_stop_is_not_sent_after_it(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    place.clock.move_to(place.now + timedelta(minutes=20))
    await place.owner.look_again(place.now)
    await place.command(BEN, "quiet", "stop")
    await place.pass_(minutes=1)
    assert place.board.seen(Reach.MEMBER) == []


async def test_not_now_rests_for_a_day(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=20)
    await place.press(BEN, "not_now", place.to(BEN)[0])
    await place.ask("q2")
    await place.pass_(hours=23)
    assert len(place.to(BEN)) == 1
    await place.pass_(hours=2)
    assert len(place.to(BEN)) == 2  # the question still waited when the rest was over


async def test_not_my_topic_is_not_asked_about_it_again(place: Town) -> None:
    await place.open(BEN)
    await place.fill_in(BEN, topics=["api", "build"], limit=["9"])
    await place.ask()
    await place.pass_(minutes=20)
    await place.press(BEN, "not_my_topic", place.to(BEN)[0])
    await place.ask("q2")
    await place.pass_(minutes=20)
    assert len(place.to(BEN)) == 1
    await place.ask("q3", "Why does the compiler fail with error 42?", DI)
    await place.pass_(minutes=20)
    assert len(place.to(BEN)) == 2


async def test_two_ignored_asks_are_followed_by_two_weeks_of_rest(place: Town) -> None:
    await place.open(BEN)
    for nth in range(2):
        await place.ask(f"q{nth}")
        await place.pass_(days=1, minutes=21)
    assert len(place.to(BEN)) == 2
    for nth in range(2, 8):
        await place.ask(f"q{nth}")
        await place.pass_(days=2)
    assert len(place.to(BEN)) == 2
    passed_over = [d.evidence.get("passed_over") for d in place.journal("peer_prompt")]
    assert {BEN: "left 2 asks unanswered and rests"} in passed_over
    await place.pass_(days=2)
    await place.ask("q9")
    await place.pass_(minutes=20)
    assert len(place.to(BEN)) == 3


async def test_a_pause_stops_everything_to_members_at_once_and_resume_goes_on(place: Town) -> None:
    await place.open(BEN, CY, TESS)
    await place.ask()
    place.clock.move_to(place.now + timedelta(minutes=20))
    await place.owner.look_again(place.now)  # decided, not yet sent
    await place.command(ROSA, "pause")
    await place.pass_(minutes=30)
    await place.ask("q2", who=DI)
    await place.pass_(minutes=30)
    assert place.board.by_members == []
    assert "everything to members is paused" in place.reasons("peer_prompt")
    place.restart()
    await place.pass_(minutes=1)
    assert place.board.by_members == []

    await place.command(ROSA, "resume")
    await place.pass_(minutes=10)
    assert len(place.to(BEN)) == 1  # what is still of use is said now


async def test_staff_are_told_also_during_a_pause(place: Town) -> None:
    await place.open()
    await place.command(ROSA, "pause")
    await place.ask()
    await place.pass_(hours=3)
    assert len(place.board.seen(Reach.MANAGERS)) == 2


async def test_after_a_week_of_pause_nobody_is_asked_about_last_weeks_questions(place: Town) -> None:
    await place.open(BEN)
    await place.command(ROSA, "pause")
    await place.ask()
    await place.pass_(days=7)
    await place.command(ROSA, "resume")
    await place.pass_(days=1)
    assert place.board.by_members == []
    assert "no helper could be asked in time" in place.reasons("peer_prompt")


async def test_after_a_week_away_nobody_is_asked_about_last_weeks_questions(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    place.clock.move_to(place.now + timedelta(days=7))
    place.restart()
    await place.live.tick()
    assert place.board.by_members == []


async def test_at_night_nobody_is_asked_and_in_the_morning_if_it_still_waits(found: Founding) -> None:
    place = found(town(restraint=QUIET))
    await place.open(BEN)
    await place.pass_(hours=9)
    await place.ask()  # at 21:00
    await place.pass_(hours=10, minutes=59)
    assert place.board.seen(Reach.MEMBER) == []
    await place.pass_(minutes=1)
    assert len(place.to(BEN)) == 1
    assert "it is night there" in place.reasons("peer_prompt")


async def test_a_thank_you_waits_for_the_morning(found: Founding) -> None:
    place = found(town(restraint=QUIET))
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=10)
    await place.say(BEN, "a", "With a POST", of="q")
    await place.pass_(hours=9, minutes=50)
    await place.react(ADA, "a")  # at 22:00
    await place.pass_(hours=9, minutes=59)
    assert place.to(BEN) == []
    await place.pass_(minutes=1)
    assert len(place.to(BEN)) == 1


async def test_three_marks_at_once_bring_no_more_private_messages_than_allowed(place: Town) -> None:
    await place.open(BEN)
    for nth in range(3):
        await place.ask(f"q{nth}", f"How do I call the endpoint number {nth}?", who=(ADA, CY, DI)[nth])
        await place.pass_(minutes=2)
        await place.say(BEN, f"a{nth}", "With a POST", of=f"q{nth}")
    together = [reaction(place, nth, who) for nth, who in enumerate((ADA, CY, DI))]
    await place.tell(*together)
    assert len(place.credits_of(BEN)) == 3
    assert len(place.to(BEN)) == 2
    assert "got enough unasked messages this week" in place.reasons("answer_marks")


async def test_a_channel_hears_no_more_than_its_share_in_an_hour(found: Founding) -> None:
    place = found(town(restraint=replace(NEVER_QUIET, channel_per_hour=3, storm_questions=99)))
    await place.open(BEN, CY, DI, TESS)
    for helper in (BEN, CY, DI, TESS):
        await place.fill_in(helper, via=["thread"], limit=["9"])
    await place.ask("q1", "How do I call the endpoint from a script?")
    await place.ask("q2", "Why does my compiler say error 42 today?", TESS)
    await place.pass_(minutes=20)
    assert len(place.board.seen(Reach.THREAD)) == 3
    assert "said enough in this channel within the hour" in place.reasons("peer_prompt")
    assert all(len(message.pings) == 1 for message in place.board.seen(Reach.THREAD))


async def test_an_outage_asks_nobody_and_tells_the_managers_once(place: Town) -> None:
    await place.open(BEN, CY)
    for nth, who in enumerate((ADA, DI, TESS, SAM)):
        await place.ask(f"q{nth}", "Why does the login page show error 503 since today?", who)
        await place.pass_(minutes=3)
    await place.pass_(minutes=40)
    assert place.board.by_members == []
    assert len([m for m in place.board.seen(Reach.MANAGERS) if "503" in plain(m.text)]) == 1
    assert "several similar questions at once: something may be broken or unclear" in place.reasons("peer_prompt")


@pytest.mark.parametrize(
    "dials_here",
    [
        town(channels={"other": dials("other")}),
        town(channels={"other": dials("other"), "help": dials("help", is_live=False)}),
        town(dry_run=True),
    ],
    ids=["not invited", "try-out in this channel", "try-out everywhere"],
)
async def test_where_nobody_switched_it_on_members_hear_nothing(found: Founding, dials_here: object) -> None:
    place = found(dials_here)
    await place.open(BEN)
    await place.ask()
    await place.pass_(days=5)
    assert place.board.by_members == []
    assert place.board.tags == set()


async def test_a_channel_not_invited_to_is_not_even_read(found: Founding) -> None:
    place = found(town(channels={"other": dials("other")}))
    await place.open(BEN)
    await place.ask()
    await place.react(ADA, "q")
    kept = place.memory.read(place.owner.id, lambda ledger: ledger.conversations.messages([f"{HELP}:q"]))  # type: ignore[list-item]
    assert kept == {}
    await place.ask("q", channel=OTHER)
    assert len(place.memory.read(place.owner.id, lambda ledger: ledger.conversations.messages([f"{OTHER}:q"]))) == 1  # type: ignore[list-item]


async def test_going_live_switches_one_channel_on(found: Founding) -> None:
    place = found(town(channels={name: dials(name, is_live=False) for name in ("help", "other")}))
    await place.open(BEN)
    await place.fill_in(BEN, limit=["9"])
    await place.command(ROSA, "live", "#help")
    await place.ask()
    await place.ask("q", "Why does the compiler say error 42?", DI, channel=OTHER)
    await place.pass_(minutes=20)
    assert len(place.to(BEN)) == 1
    outcomes = {(d.detail["thread"], d.outcome) for d in place.journal() if d.action == "PromptPeer"}
    assert outcomes == {(f"{HELP}:q", Outcome.ACTED), (f"{OTHER}:q", Outcome.TRIED)}


async def test_the_managers_hear_once_a_day_what_would_have_been_said(found: Founding) -> None:
    place = found(town(dry_run=True))
    await place.open(BEN)
    await place.pass_(hours=1)
    await place.ask()
    await place.pass_(days=1)
    (digest,) = [m for m in place.board.seen(Reach.MANAGERS) if "Ask helpers" in plain(m.text)]
    assert digest.to == MANAGERS
    await place.pass_(days=2)
    assert len([m for m in place.board.seen(Reach.MANAGERS) if "Ask helpers" in plain(m.text)]) == 1


async def test_a_digest_that_comes_late_tells_nothing_twice(found: Founding) -> None:
    place = found(town(dry_run=True))
    await place.open(BEN)
    await place.pass_(hours=20)  # 08:00
    await place.ask()
    await place.pass_(minutes=50)
    place.clock.move_to(place.now + timedelta(hours=2))  # away at 09:00
    await place.ask("q2", "How can I reach the endpoint from Python?", DI)
    await place.pass_(minutes=30)
    await place.pass_(days=2)
    digests = [d for d in place.journal("try_out") if d.action == "Say"]
    listed = [name for d in digests for name in d.evidence["decisions"]]  # type: ignore[attr-defined]
    assert len(listed) == len(set(listed)) > 0


async def test_enrolling_again_after_stop_is_their_own_yes(place: Town) -> None:
    await place.open(BEN)
    await place.command(BEN, "quiet", "stop")
    await place.press(BEN, "enrol", channel=HELP)
    consents = place.memory.read(place.owner.id, lambda ledger: ledger.people.consents(BEN))  # type: ignore[arg-type]
    assert consents == {Purpose.ASK_ME: True}
    await place.ask()
    await place.pass_(minutes=20)
    assert len(place.to(BEN)) == 1


async def test_hours_chosen_in_the_form_are_kept(found: Founding) -> None:
    place = found(town(restraint=replace(QUIET, quiet_from=time(0), quiet_until=time(0))))
    await place.open()
    await place.fill_in(BEN, hours=["15:00-16:00"], timezone=["Europe/Berlin"], days=["thu"])
    await place.ask()
    await place.pass_(hours=24)
    assert place.to(BEN) == []
    await place.pass_(hours=2)
    assert len(place.to(BEN)) == 1
    assert place.board.seen()[-1].to == BEN


def reaction(place: Town, nth: int, who: str):  # noqa: ANN201
    from engagement.events import ReactionAdded  # noqa: PLC0415
    from tests.engagement.made_up import mid  # noqa: PLC0415

    return ReactionAdded(
        key=f"r{nth}", at=place.now, message=mid(f"a{nth}"), channel=HELP, account=who, emoji="white_check_mark"
    )
