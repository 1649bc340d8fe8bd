"""After a time away facts count as ever, and what would be old news is not said, with a reason on record."""

from datetime import timedelta

from engagement.catching_up import TOO_LATE
from engagement.events import Event, ReactionAdded
from engagement.ids import MemberId
from engagement.threads import ThreadState
from tests.engagement.made_up import HELP, NOON, deleted, edited, mid, posted, tid
from tests.scenarios.stage import ADA, BEN, CY, QUESTION, Town


async def caught_up(place: Town, *events: Event) -> frozenset[str]:
    return await place.owner.take_missed(events, lambda _: None)


def asks(place: Town) -> list[tuple[str, str]]:
    return [(d.outcome.value, d.reason) for d in place.journal("peer_prompt") if d.action != "FollowUp"]


async def test_an_ask_that_was_due_long_ago_is_held_and_the_journal_says_why(place: Town) -> None:
    await place.open(BEN, CY)
    await place.ask()
    place.clock.move_to(place.now + timedelta(hours=5))
    await place.live.tick()
    assert place.to(BEN) == []
    assert place.to(CY) == []
    assert asks(place) == [("held", TOO_LATE), ("held", TOO_LATE)]
    await place.pass_(hours=3)
    assert place.to(BEN) == [], "nor is there a second pair for what the first came too late for"
    assert place.thread().asked == ()


async def test_an_ask_that_was_due_a_moment_ago_is_made(place: Town) -> None:
    await place.open(BEN, CY)
    await place.ask()
    place.clock.move_to(place.now + timedelta(minutes=100))
    await place.live.tick()
    assert len(place.to(BEN)) == len(place.to(CY)) == 1


async def test_a_question_of_long_ago_is_taken_in_and_nobody_is_asked_about_it(place: Town) -> None:
    await place.open(BEN, CY)
    place.clock.move_to(NOON + timedelta(hours=6))
    await caught_up(place, posted("q", QUESTION, MemberId(ADA), 0))
    await place.live.tick()
    assert place.thread().asker == MemberId(ADA)
    assert ("held", TOO_LATE) in asks(place)
    assert place.to(BEN) == []


async def test_an_edit_that_comes_before_its_message_is_as_old_as_the_message(place: Town) -> None:
    await place.open(BEN, CY)
    place.clock.move_to(NOON + timedelta(hours=6))
    await caught_up(place, edited("q", QUESTION, MemberId(ADA), 6 * 60, posted=0))
    await place.pass_(hours=1)
    assert place.thread().asker == MemberId(ADA)
    assert ("held", TOO_LATE) in asks(place)
    assert place.to(BEN) == []


async def test_a_question_of_just_now_is_asked_about_as_ever(place: Town) -> None:
    await place.open(BEN, CY)
    place.clock.move_to(NOON + timedelta(minutes=15))
    await caught_up(place, posted("q", QUESTION, MemberId(ADA), 0))
    await place.pass_(minutes=10)
    assert len(place.to(BEN)) == 1


async def test_what_was_answered_meanwhile_needs_no_ask(place: Town) -> None:
    await place.open(BEN, CY)
    place.clock.move_to(NOON + timedelta(hours=6))
    await caught_up(
        place,
        posted("q", QUESTION, MemberId(ADA), 0),
        posted("a", "With a token, like so.", MemberId(BEN), 10, of="q"),
    )
    await place.live.tick()
    assert all(reason != TOO_LATE for _, reason in asks(place))
    assert place.thread().is_answered


async def test_thanks_and_marks_count_whenever_they_come(place: Town) -> None:
    await place.open(BEN)
    place.clock.move_to(NOON + timedelta(days=2))
    said = [
        posted("q", QUESTION, MemberId(ADA), 0),
        posted("a", "With a token, like so.", MemberId(BEN), 10, of="q"),
        posted("t", "Thanks, that worked!", MemberId(ADA), 20, of="q"),
        posted("q2", "Where do I see my invoices for last year?", MemberId(ADA), 60),
        posted("a2", "Under billing.", MemberId(BEN), 70, of="q2"),
        ReactionAdded(
            key="r", at=place.now, message=mid("a2"), channel=HELP, account=ADA, emoji="white_check_mark"
        ),
    ]  # fmt: skip
    await caught_up(place, *said)
    assert [place.thread(name).state for name in ("q", "q2")] == [ThreadState.SOLVED, ThreadState.SOLVED]
    assert [place.thread(name).accepted for name in ("q", "q2")] == [mid("a"), mid("a2")]
    assert {credit.thread for credit in place.credits_of(BEN)} == {tid("q"), tid("q2")}


async def test_what_was_deleted_meanwhile_is_followed_up_no_more(place: Town) -> None:
    await place.open(BEN, CY)
    await place.ask()
    place.clock.move_to(NOON + timedelta(hours=1))
    await caught_up(place, deleted("q", 10))
    await place.pass_(hours=1)
    assert place.to(BEN) == []
    assert place.to(CY) == []


async def test_a_quiet_conversation_is_tagged_however_late(place: Town) -> None:
    await place.open(BEN)
    place.clock.move_to(NOON + timedelta(days=6))
    await caught_up(place, posted("q", QUESTION, MemberId(ADA), 0))
    await place.live.tick()
    assert place.thread().state is ThreadState.QUIET


async def test_only_what_is_new_is_told_as_such_and_a_failing_event_stops_no_other(place: Town) -> None:
    await place.open(BEN)
    good = posted("q", QUESTION, MemberId(ADA), 0)
    assert await caught_up(place, good) == {good.key}
    assert await caught_up(place, good) == frozenset()
    noted: list[frozenset[str]] = []
    bad = posted("bad\ud83d", "half a character in its name", MemberId(ADA), 1)
    other = posted("q2", "Where do I see my invoices for last year?", MemberId(ADA), 60)
    fresh = await place.owner.take_missed([bad, other], lambda batch: noted.append(batch.fresh))
    assert fresh == {other.key}
    assert noted[-1] == {other.key}
    assert place.thread("q2").asker == MemberId(ADA)


async def test_reactions_that_mark_are_remembered_as_last_heard(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await place.say(BEN, "a", "With a token.", of="q")
    await place.react(ADA, "a")
    await place.react(CY, "a", "eyes")
    heard = place.memory.read(place.owner.id, lambda ledger: ledger.absences.known(HELP, NOON)).reactions
    assert [(one.account, one.emoji, is_on) for one, is_on in heard.items()] == [(ADA, "white_check_mark", True)]
    await place.react(ADA, "a", off=True)
    heard = place.memory.read(place.owner.id, lambda ledger: ledger.absences.known(HELP, NOON)).reactions
    assert list(heard.values()) == [False]
