"""When is what read back, how far is it known, and what is told of a time away? Driven by a history that is made up."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from advocacy.plays.product_wish import ProductWishPolicy
from advocacy.plays.recognition import RecognitionPolicy
from bots.runtime.backfill import Backfill
from bots.runtime.reading_back import Reading
from engagement.catching_up import (
    Absence,
    AbsenceState,
    Covered,
    Cursor,
    Known,
    Missed,
    MissedKind,
    Page,
    Reaction,
    Span,
    mark_of,
)
from engagement.errors import PlatformError, RateLimited, Rejected, Unclear
from engagement.events import ReactionAdded
from engagement.ids import ChannelId, MemberId, MessageId, WorkspaceId
from tests.engagement.made_up import HELP, NOON, OTHER, mid, posted
from tests.scenarios.stage import ADA, BEN, QUESTION, Town

HERE = WorkspaceId("slack-T1")
PRESSED = Missed(kind=MissedKind.PRESSED)


@dataclass(slots=True)
class MadeUp:
    """A platform's history: per channel what stands there (name and minutes after noon), all of it readable."""

    place: Town
    there: dict[ChannelId, list[tuple[str, float]]] = field(default_factory=lambda: {HELP: []})
    asked: list[tuple[ChannelId, Span, Known]] = field(default_factory=list)
    troubles: list[PlatformError] = field(default_factory=list)
    """Each reading ends in one of these before its last page, as long as there are some."""
    hold: asyncio.Event | None = None
    """Before its last page each reading waits for this."""
    cut_from: float | None = None
    names_reactors: bool = False

    def channels(self) -> Mapping[ChannelId, str]:
        return {channel: channel.rpartition(":")[2] for channel in self.there}

    async def pages(self, channel: ChannelId, span: Span, known: Known) -> AsyncIterator[Page]:
        self.asked.append((channel, span, known))
        standing = [(name, NOON + timedelta(minutes=m), m) for name, m in self.there[channel]]
        for name, at, minutes in standing:
            if at >= span.look_back_to:
                events = [posted(name, QUESTION, MemberId(ADA), minutes, channel=channel)] if at > span.since else []
                yield Page(events=events, seen=[mid(name, channel)], scanned_to=at)
        if self.hold is not None:
            await self.hold.wait()
        if self.troubles:
            raise self.troubles.pop(0)
        from_at = span.look_back_to if self.cut_from is None else NOON + timedelta(minutes=self.cut_from)
        is_cut = self.cut_from is not None
        yield Page(scanned_to=self.place.now, covered=Covered(from_at=from_at), is_cut=is_cut)


@dataclass(slots=True)
class OnePage:
    """A history that tells all there is at once."""

    there: Mapping[ChannelId, object]
    page: Page
    names_reactors: bool = True

    def channels(self) -> Mapping[ChannelId, str]:
        return dict.fromkeys(self.there, "help")

    async def pages(self, channel: ChannelId, span: Span, known: Known) -> AsyncIterator[Page]:  # noqa: ARG002
        yield self.page


@pytest.fixture
async def history(place: Town) -> MadeUp:
    """Help is listened to since noon."""
    await place.open(BEN)
    made = MadeUp(place)
    backfill(place).hears(HERE, made, "Example (Slack)")
    await backfill(place).settled()
    await backfill(place).tick()
    return made


def backfill(place: Town) -> Backfill:
    return place.live.backfill


def cursors(place: Town) -> dict[ChannelId, Cursor]:
    return place.memory.read(place.owner.id, lambda ledger: ledger.cursors.of(HERE))


def absences(place: Town) -> list[Absence]:
    return place.memory.read(place.owner.id, lambda ledger: ledger.absences.newest(10))


def mark(place: Town) -> datetime:
    found = place.memory.read(place.owner.id, lambda ledger: ledger.marks.get(mark_of(HERE)))
    assert found is not None
    return datetime.fromisoformat(found)


def knows(place: Town, name: str, channel: ChannelId = HELP) -> bool:
    wanted: MessageId = mid(name, channel)
    found = place.memory.read(place.owner.id, lambda ledger: ledger.conversations.messages([wanted])).get(wanted)
    return found is not None and not found.is_deleted


async def away(place: Town, history: MadeUp, **by: float) -> None:
    """Nobody listens for a while, then somebody does."""
    backfill(place).deaf(HERE)
    place.clock.move_to(place.now + timedelta(**by))
    await back(place, history)


async def back(place: Town, history: MadeUp) -> None:
    backfill(place).hears(HERE, history, "Example (Slack)")
    await backfill(place).settled(5.0)


async def test_at_first_sight_nothing_is_read_back(place: Town, history: MadeUp) -> None:
    assert history.asked == []
    assert cursors(place) == {
        HELP: Cursor(channel=HELP, workspace=HERE, scanned_to=NOON, looked_back_at=NOON),
    }
    assert absences(place) == []
    assert mark(place) == NOON


async def test_what_happened_while_nobody_listened_is_taken_in_and_the_cursor_moves(
    place: Town, history: MadeUp
) -> None:
    history.there[HELP] = [("old", -60), ("q", 30)]
    await away(place, history, hours=1)
    assert knows(place, "q")
    assert not knows(place, "old")
    assert cursors(place)[HELP].scanned_to == cursors(place)[HELP].looked_back_at == place.now
    (absence,) = absences(place)
    assert (absence.from_at, absence.until_at, absence.state) == (NOON, place.now, AbsenceState.DONE)
    assert (absence.caught.messages, absence.caught.channels) == (1, 1)
    assert absence.missed == (PRESSED,)


async def test_what_is_told_live_never_moves_the_cursor(place: Town, history: MadeUp) -> None:
    place.clock.move_to(place.now + timedelta(minutes=5))
    await place.say(ADA, "live", QUESTION)
    await backfill(place).tick()
    assert cursors(place)[HELP].scanned_to == NOON
    assert mark(place) == place.now
    assert history.asked == []


async def test_a_look_every_ten_minutes_moves_the_cursor_and_reads_only_the_last_hours(
    place: Town, history: MadeUp
) -> None:
    for minutes in (9, 2, 9, 2):
        place.clock.move_to(place.now + timedelta(minutes=minutes))
        await backfill(place).tick()
        await backfill(place).settled()
    assert [span.look_back_to for _, span, _ in history.asked] == [
        NOON - timedelta(hours=6),
        NOON + timedelta(minutes=11) - timedelta(hours=6),
    ]
    assert cursors(place)[HELP].scanned_to == place.now
    assert absences(place) == []


async def test_what_was_never_told_though_we_listened_is_found_by_the_next_look(place: Town, history: MadeUp) -> None:
    history.there[HELP] = [("q", 1)]
    place.clock.move_to(place.now + timedelta(minutes=60))
    await backfill(place).tick()
    await backfill(place).settled()
    assert knows(place, "q")
    assert absences(place) == []


async def test_a_moment_without_a_connection_is_no_absence(place: Town, history: MadeUp) -> None:
    await away(place, history, seconds=50)
    assert absences(place) == []
    assert len(history.asked) == 1


async def test_after_a_resumed_session_nothing_was_missed(place: Town, history: MadeUp) -> None:
    backfill(place).deaf(HERE)
    place.clock.move_to(place.now + timedelta(minutes=3))
    await backfill(place).tick()
    assert mark(place) == NOON
    backfill(place).hears(HERE, history, "Example (Slack)", has_missed=False)
    await backfill(place).tick()
    assert mark(place) == place.now
    assert history.asked == []


async def test_an_absence_looks_back_as_far_as_words_are_kept(place: Town, history: MadeUp) -> None:
    await away(place, history, hours=3)
    ((_, span, _),) = history.asked
    assert span.look_back_to == span.threads_since == place.now - place.owner.community.policy.retention
    assert span.since == NOON - timedelta(minutes=5)
    assert span.emojis == {"white_check_mark", "rotating_light"}


async def test_thanks_by_reaction_are_read_where_the_platform_names_who_reacts(place: Town, history: MadeUp) -> None:
    for emoji in ("pray", "white_check_mark"):
        one = Reaction(mid("a"), BEN, emoji)
        await place.tell(
            ReactionAdded(key=one.key, at=NOON, message=one.message, channel=HELP, account=BEN, emoji=emoji)
        )
    for history.names_reactors in (True, False):
        await away(place, history, hours=3)
    (_, asked, known), (_, without, known_without) = history.asked
    assert asked.emojis == without.emojis | {*RecognitionPolicy().emojis, *ProductWishPolicy().emojis}
    assert {one.emoji for one in known.reactions} == {"pray", "white_check_mark"}
    assert {one.emoji for one in known_without.reactions} == {"white_check_mark"}, "else it would count as taken back"


async def test_after_a_short_absence_only_late_conversations_are_read_whole(place: Town, history: MadeUp) -> None:
    await away(place, history, minutes=30)
    ((_, span, _),) = history.asked
    assert span.look_back_to == place.now - place.owner.community.policy.retention
    assert span.threads_since == NOON - timedelta(days=2)


async def test_what_is_not_there_any_more_is_deleted_and_counted(place: Town, history: MadeUp) -> None:
    history.there[HELP] = [("stays", 1)]
    await place.say(ADA, "goes", QUESTION)
    await away(place, history, hours=1)
    assert not knows(place, "goes")
    assert knows(place, "stays")
    assert absences(place)[0].caught.deletions == 1


async def test_what_cannot_be_read_is_not_deleted_and_is_told(place: Town, history: MadeUp) -> None:
    await place.say(ADA, "there", QUESTION)
    history.troubles = [Rejected("the bot may not see this channel")]
    await away(place, history, hours=1)
    assert knows(place, "there")
    (absence,) = absences(place)
    assert absence.state is AbsenceState.PARTLY
    assert absence.missed == (PRESSED, Missed(kind=MissedKind.HIDDEN, subject="#help"))


async def test_a_channel_that_is_hidden_now_keeps_its_cursor_and_one_left_out_of_the_playbook_does_not(
    place: Town, history: MadeUp
) -> None:
    history.there[OTHER] = []
    await away(place, history, seconds=5)
    assert set(cursors(place)) == {HELP, OTHER}
    del history.there[OTHER]
    await away(place, history, hours=1)
    assert set(cursors(place)) == {HELP, OTHER}
    assert absences(place)[0].missed == (PRESSED, Missed(kind=MissedKind.HIDDEN, subject="#other"))
    place.owner.community.use(
        place.policy.__class__(
            **{name: getattr(place.policy, name) for name in place.policy.__slots__}
            | {"channels": {"help": place.policy.channels["help"]}}
        )
    )
    await away(place, history, hours=1)
    assert set(cursors(place)) == {HELP}
    assert absences(place)[0].missed == (PRESSED,)


async def test_history_that_the_platform_does_not_keep_is_told(place: Town, history: MadeUp) -> None:
    history.cut_from = 30
    await away(place, history, hours=1)
    assert Missed(kind=MissedKind.CUT, subject="#help") in absences(place)[0].missed
    assert absences(place)[0].state is AbsenceState.PARTLY


async def test_history_cut_before_the_gap_loses_nothing(place: Town, history: MadeUp) -> None:
    history.cut_from = -60
    await away(place, history, hours=1)
    assert absences(place)[0].missed == (PRESSED,)


async def test_a_reading_that_is_interrupted_keeps_what_it_read_and_goes_on_from_there(
    place: Town, history: MadeUp
) -> None:
    history.there[HELP], history.hold = [("q", 10), ("q2", 20)], asyncio.Event()
    backfill(place).deaf(HERE)
    place.clock.move_to(place.now + timedelta(hours=1))
    backfill(place).hears(HERE, history, "Example (Slack)")
    await backfill(place).settled(0.3)
    assert backfill(place).is_behind
    assert knows(place, "q2")
    await place.live.close()
    place.restart()
    assert knows(place, "q2")
    assert cursors(place)[HELP].scanned_to == NOON + timedelta(minutes=20)
    assert absences(place)[0].state is AbsenceState.CATCHING_UP
    history.hold = None
    await back(place, history)
    (absence,) = absences(place)
    assert absence.state is AbsenceState.DONE
    assert (absence.from_at, absence.caught.messages) == (NOON, 2)
    assert cursors(place)[HELP].scanned_to == place.now


class _BrokenOffError(Exception):
    """The reading ends here."""


async def test_a_page_that_is_half_taken_in_does_not_move_the_cursor(place: Town, history: MadeUp) -> None:
    """A large page is committed in parts: what of it was not may stand nowhere but before the cursor."""
    names = [f"m{nth}" for nth in range(150)]
    page = Page(
        events=[posted(name, QUESTION, MemberId(ADA), 1 + nth / 100) for nth, name in enumerate(names)],
        seen=[mid(name) for name in names],
        scanned_to=NOON + timedelta(minutes=10),
    )
    place.clock.move_to(place.now + timedelta(minutes=10))
    turns: list[int] = []

    async def break_off() -> None:
        turns.append(1)
        if len(turns) == 2:
            raise _BrokenOffError

    whole = OnePage(there=history.there, page=page)
    reading = Reading(
        owner=place.owner, workspace=HERE, history=whole, place="", absence=None, is_whole=False, give_way=break_off
    )
    with pytest.raises(_BrokenOffError):
        await reading.run()
    assert (knows(place, "m0"), knows(place, "m149")) == (True, False)
    assert cursors(place)[HELP].scanned_to == NOON
    await reading.run()
    assert knows(place, "m149")
    assert cursors(place)[HELP].scanned_to == NOON + timedelta(minutes=10)


async def test_a_channel_read_to_its_end_is_not_read_again_for_the_same_absence(place: Town, history: MadeUp) -> None:
    history.there[OTHER] = []
    await away(place, history, seconds=5)
    history.asked.clear()
    history.troubles = [RateLimited(0.0)]
    await away(place, history, hours=1)
    channels = [channel for channel, _, _ in history.asked]
    assert sorted(channels) == [HELP, HELP, OTHER]
    assert absences(place)[0].caught.channels == 2


@pytest.mark.parametrize("trouble", [RateLimited(0.0), Unclear("no answer")])
async def test_what_goes_wrong_is_tried_again(place: Town, history: MadeUp, trouble: PlatformError) -> None:
    history.there[HELP], history.troubles = [("q", 10)], [trouble]
    await away(place, history, hours=1)
    assert knows(place, "q")
    assert absences(place)[0].state is AbsenceState.DONE
    assert absences(place)[0].caught.messages == 1


async def test_one_channel_that_cannot_be_read_keeps_no_other_from_being_read(place: Town, history: MadeUp) -> None:
    history.there[OTHER] = []
    await away(place, history, seconds=5)
    history.there = {HELP: [("q", 10)], OTHER: [("q", 10)]}
    history.troubles = [Unclear("no answer")]
    backfill(place).deaf(HERE)
    place.clock.move_to(NOON + timedelta(hours=1))
    backfill(place).hears(HERE, history, "Example (Slack)")
    await backfill(place).settled(0.5)
    assert absences(place)[0].state is AbsenceState.CATCHING_UP
    assert cursors(place)[OTHER].looked_back_at == place.now, "the channel after it"
    assert cursors(place)[HELP].looked_back_at == NOON
    await back(place, history)
    assert absences(place)[0].state is AbsenceState.DONE


async def test_while_it_cannot_be_read_we_do_not_claim_to_be_there(place: Town, history: MadeUp) -> None:
    history.troubles = [Unclear("no answer")] * 2
    place.clock.move_to(place.now + timedelta(minutes=11))
    await backfill(place).tick()
    await backfill(place).settled(0.3)
    here_until = mark(place)
    place.clock.move_to(place.now + timedelta(minutes=30))
    await backfill(place).tick()
    assert mark(place) == here_until
    history.there[HELP] = [("q", 20)]
    await back(place, history)
    (absence,) = absences(place)
    assert (absence.from_at, absence.until_at) == (here_until, place.now)
    assert knows(place, "q")


async def test_a_gap_that_the_vendor_tells_of_is_read_when_it_is_over(place: Town, history: MadeUp) -> None:
    backfill(place).missed(HERE)
    history.there[HELP] = [("q", 0.5)]
    await backfill(place).tick()
    assert history.asked == []
    place.clock.move_to(place.now + timedelta(minutes=1))
    await backfill(place).tick()
    await backfill(place).settled()
    assert knows(place, "q")
    ((_, span, _),) = history.asked
    assert span.look_back_to == place.now - place.owner.community.policy.retention
    await backfill(place).tick()
    await backfill(place).settled()
    assert len(history.asked) == 1


async def test_two_absences_before_anything_was_caught_up_are_one(place: Town, history: MadeUp) -> None:
    history.hold = asyncio.Event()
    backfill(place).deaf(HERE)
    place.clock.move_to(place.now + timedelta(hours=1))
    backfill(place).hears(HERE, history, "Example (Slack)")
    await backfill(place).settled(0.1)
    backfill(place).deaf(HERE)
    place.clock.move_to(place.now + timedelta(hours=1))
    history.hold = None
    await back(place, history)
    (absence,) = absences(place)
    assert (absence.from_at, absence.until_at) == (NOON, NOON + timedelta(hours=2))


async def test_nothing_is_looked_at_before_what_was_missed_is_known(place: Town, history: MadeUp) -> None:
    await place.ask("q")
    history.there[HELP], history.hold = [("q", 0)], asyncio.Event()
    backfill(place).deaf(HERE)
    place.clock.move_to(place.now + timedelta(minutes=40))
    backfill(place).hears(HERE, history, "Example (Slack)")
    ticking = asyncio.create_task(place.live.tick())
    await asyncio.wait([ticking], timeout=0.2)
    assert place.to(BEN) == []
    assert place.journal("peer_prompt") == []
    await asyncio.wait([asyncio.create_task(place.live.tick())], timeout=2.5)
    assert place.journal("peer_prompt") == [], "also when it takes longer than one tick waits"
    history.hold.set()
    await ticking
    await backfill(place).settled()
    await place.live.tick()
    assert len(place.to(BEN)) == 1


async def test_whoever_does_not_own_the_community_any_more_reads_nothing_back(place: Town, history: MadeUp) -> None:
    place.live.stand_down("another process has it")
    place.clock.move_to(place.now + timedelta(hours=1))
    await back(place, history)
    await backfill(place).tick()
    assert history.asked == []
    assert mark(place) == NOON


async def test_strangers_are_not_waited_for(place: Town) -> None:
    backfill(place).deaf(WorkspaceId("slack-T9"))
    backfill(place).missed(WorkspaceId("slack-T9"))
    assert backfill(place).place_of(WorkspaceId("slack-T9")) == "slack-T9"
    assert not backfill(place).is_watching
    await backfill(place).tick()
