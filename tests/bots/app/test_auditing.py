"""The auditor on a real database, beside an engine that works, one that stands, and a chat that hears nothing."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bots.app.auditing import EVERY, SILENT_AFTER, Auditor, Watch, partition_of
from bots.app.auditor_process import watch_over
from bots.app.engine import make_live, make_voice
from bots.app.standing import standing_of, to_lines
from bots.app.store import link_key
from bots.app.troubles import Troubles
from bots.outside.links import read_link
from bots.runtime.clock import ManualClock
from bots.runtime.owner import Owner
from engagement.errors import NotOwner
from engagement.escalating.audit import Finding
from engagement.events import ChannelSeen
from engagement.hosting import TroubleKind
from engagement.ids import ChannelId
from engagement.outside import Called
from engagement.ports import Clock
from storage import StoredMemory
from tests.bots.runtime.test_escalating import GOVERNANCE, HUB_ROOM, Desk, begun, given_to_billing
from tests.engagement.made_up import NOON

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
NIGHT = ChannelId("discord-D1:NIGHT")
MAIL, PAGER = "email:ann@example.org", "webhook:pager"
TEAMS = replace(GOVERNANCE, second_path=(MAIL, PAGER, "channel:night"))


@dataclass(slots=True)
class Post:
    """The world beyond chat: what arrived there, by way; ``broken`` ways take nothing."""

    broken: Mapping[str, Called] = field(default_factory=dict)
    arrived: list[tuple[str, str, str]] = field(default_factory=list)

    def _take(self, way: str, letter: str, text: str) -> Called:
        if way in self.broken:
            return self.broken[way]
        self.arrived.append((way, letter, text))
        return Called(is_delivered=True)

    async def call(self, webhook: str, *, id: str, at: datetime, type: str, data: Mapping[str, object]) -> Called:  # noqa: A002, ARG002
        return self._take(f"webhook:{webhook}", id, f"{type} {data}")

    async def mail(self, to: str, *, id: str, at: datetime, subject: str, text: str) -> Called:  # noqa: A002, ARG002
        return self._take(f"email:{to}", id, f"{subject}\n{text}")

    def next_wait(self, age: timedelta) -> timedelta | None:  # noqa: ARG002
        return None


def auditor_of(desk: Desk, clock: Clock, post: Post, name: str = "host/1/a") -> Auditor:
    return Auditor(memory=desk.memory, policy=desk.policy, clock=clock, outside=post, voice=make_voice(), name=name)


async def test_a_letter_has_links_where_we_can_be_reached(lite: StoredMemory) -> None:
    desk, post = begun(lite, TEAMS), Post()
    desk.look_until(NOON + 4 * HOUR)
    with desk.ledger() as ledger:
        key = link_key(ledger)
    clock = ManualClock(NOON + 5 * HOUR + 5 * MINUTE)
    auditor = auditor_of(desk, clock, post)
    auditor.public_url = "https://hubbub.example"
    await auditor.look()
    clock.move_to(clock.now() + 10 * MINUTE)
    await auditor.look()
    for _, _, text in post.arrived:
        token = re.search(r"https://hubbub\.example/outside/act/([\w.-]+)", text)
        assert token is not None, text
        said = read_link(key, token.group(1), clock.now())
        assert (said.escalation, said.act) == (desk.escalation.id, "take")


async def test_a_letter_speaks_the_community_s_own_words_and_the_shipped_ones_when_these_are_taken_back(
    lite: StoredMemory,
) -> None:
    desk, post = begun(lite, TEAMS), Post()
    desk.look_until(NOON + 4 * HOUR)
    clock = ManualClock(NOON + 5 * HOUR + 5 * MINUTE)
    auditor = auditor_of(desk, clock, post)
    await auditor.look()
    own = "{community}: somebody, please look ({count})"
    for wording, said in (
        (own, "Town: somebody, please look (1)"),
        (None, "Town: questions wait, and nobody sees to them (1)"),
    ):
        with desk.ledger() as ledger:
            ledger.dials.set("texts.en.auditor.subject", wording, by="rosa", at=clock.now())
        clock.move_to(clock.now() + 25 * HOUR)
        post.arrived.clear()
        await auditor.look()
        assert [text.partition("\n")[0] for way, _, text in post.arrived if way == MAIL] == [said]


async def take_waiting(desk: Desk, at: datetime) -> None:
    """What the auditor left is taken in."""
    owner = Owner(desk.community, desk.memory, ManualClock(at))
    await owner.take_waiting()


async def test_what_stands_is_moved_on_and_the_hub_hears_if_the_engine_lives(lite: StoredMemory) -> None:
    desk, post = begun(lite, TEAMS), Post()
    desk.look_until(NOON + 4 * HOUR)
    looks = [due.id for due in desk.follow_ups]
    with desk.ledger() as ledger:  # a look that failed and was set aside
        ledger.follow_ups.done(looks)
    desk.deliver(NOON + 4 * HOUR)
    assert desk.escalation.next_at == NOON + 5 * HOUR
    clock = ManualClock(NOON + 5 * HOUR + 4 * MINUTE)
    assert await auditor_of(desk, clock, post).look() == []
    clock.move_to(clock.now() + MINUTE)
    (found,) = await auditor_of(desk, clock, post).look()
    assert found.finding is Finding.STANDING
    await take_waiting(desk, clock.now())
    assert [row.channel for row in desk.said("escalation.call_unattended")] == [HUB_ROOM]
    assert desk.said("escalation.call_come"), "what should have happened an hour ago"
    assert any(due.follow_up.kind == "next" for due in desk.follow_ups)
    assert await auditor_of(desk, clock, post).look() != [], "not delivered yet"
    assert post.arrived == []


async def test_where_nobody_moves_it_people_hear_by_every_second_path_once_a_day(lite: StoredMemory) -> None:
    desk, post = begun(lite, TEAMS), Post()
    desk.take([ChannelSeen(key="ch:night", at=NOON, channel=NIGHT, name="night")])
    desk.look_until(NOON + 4 * HOUR)
    clock = ManualClock(NOON + 5 * HOUR + 5 * MINUTE)
    auditor = auditor_of(desk, clock, post)
    await auditor.look()
    clock.move_to(clock.now() + 9 * MINUTE)
    await auditor.look()
    assert post.arrived == []
    clock.move_to(clock.now() + MINUTE)
    post.broken = {PAGER: Called(is_delivered=False, error="503")}
    await auditor.look()
    assert [way for way, _, _ in post.arrived] == [MAIL]
    subject, _, body = post.arrived[0][2].partition("\n")
    assert subject == "Town: questions wait, and nobody sees to them (1)"
    assert "Community team (normal priority), asked in #help, open since 2026-03-04 16:00 UTC: it should" in body
    assert "endpoint" not in body, "nobody's words"
    post.broken = {}
    clock.move_to(clock.now() + EVERY)
    await auditor_of(desk, clock, post).look()  # after a restart
    assert [way for way, _, _ in post.arrived] == [MAIL, PAGER]
    assert desk.escalation.id in post.arrived[1][2]
    clock.move_to(clock.now() + DAY - MINUTE)
    await auditor.look()
    assert len(post.arrived) == 2
    clock.move_to(clock.now() + MINUTE)
    await auditor.look()
    assert sorted(way for way, _, _ in post.arrived) == sorted(2 * [MAIL, PAGER])
    assert len({letter for _, letter, _ in post.arrived}) == 4
    await take_waiting(desk, clock.now())
    assert {row.channel for row in desk.said("escalation.call_unattended")} == {NIGHT}, "for the hub it is too late"
    record = desk.read(lambda ledger: ledger.escalations.entries(desk.escalation.id))
    assert {why for entry in record for why in entry.why if why.startswith("told")} == {
        "told by email", "told by webhook", "told by channel:night",
    }  # fmt: skip


async def test_what_does_not_get_through_to_the_team_is_found_until_it_does(lite: StoredMemory) -> None:
    desk, post = begun(lite, TEAMS), Post()
    desk.look_until(NOON + 4 * HOUR)
    clock = ManualClock(NOON + 4 * HOUR + 5 * MINUTE)
    auditor = auditor_of(desk, clock, post)
    (found,) = await auditor.look()
    assert found.finding is Finding.UNSAID
    desk.deliver(clock.now())
    assert await auditor.look() == []
    await take_waiting(desk, clock.now())
    assert desk.said("escalation.call_unattended"), "whoever moves it on is told once"
    desk.deliver(clock.now())
    newest = desk.card().id
    with desk.ledger() as ledger:  # the newest card does not get there, but an older one stands
        ledger.outbox.mark(newest, "failed", at=clock.now(), error="channel_not_found")
    clock.move_to(clock.now() + 5 * MINUTE)
    assert [each.finding for each in await auditor.look()] == [Finding.UNSAID]


async def test_where_everybody_was_called_and_nobody_came_an_hour_of_work_passes(lite: StoredMemory) -> None:
    desk, post = begun(lite, TEAMS), Post()
    desk.look_until(NOON + 20 * HOUR)
    desk.deliver(NOON + 20 * HOUR)
    assert desk.said("escalation.call_untaken")
    clock = ManualClock(NOON + 20 * HOUR + MINUTE)
    auditor = auditor_of(desk, clock, post)
    (found,) = await auditor.look()
    assert found.finding is Finding.UNTAKEN
    clock.move_to(clock.now() + 59 * MINUTE)
    await auditor.look()
    assert post.arrived == []
    clock.move_to(clock.now() + MINUTE)
    await auditor.look()
    assert [way for way, _, _ in post.arrived] == [MAIL, PAGER]


async def test_what_somebody_has_is_nobody_s_business(lite: StoredMemory) -> None:
    desk, post = given_to_billing(lite), Post()
    desk.press("take", desk.escalation.person or desk.escalation.asker, NOON + 4 * HOUR)
    desk.deliver(NOON + 4 * HOUR)
    assert await auditor_of(desk, ManualClock(NOON + 4 * HOUR + MINUTE), post).look() == []


async def test_one_auditor_at_a_time_and_the_next_one_takes_over(lite: StoredMemory) -> None:
    desk, clock, post = begun(lite, TEAMS), ManualClock(NOON), Post()
    first, second = auditor_of(desk, clock, post, "h/1/a"), auditor_of(desk, clock, post, "h/2/b")
    await first.look()
    with pytest.raises(NotOwner):
        await second.look()
    first.rest()
    assert await second.look() == []
    with pytest.raises(NotOwner):
        await first.look()
    clock.move_to(clock.now() + 3 * MINUTE)
    assert await first.look() == []


async def test_its_own_silence_is_told_within_five_minutes_and_its_return(lite: StoredMemory) -> None:
    desk, clock, post, heard = begun(lite, TEAMS), ManualClock(NOON), Post(), list[tuple[datetime, bool]]()

    async def alarm(is_over: bool) -> None:  # noqa: FBT001
        heard.append((clock.now(), is_over))

    def watch() -> Watch:
        return Watch(
            memory=lite, policy=lambda: desk.policy, clock=clock, outside=post, voice=make_voice(), alarm=alarm
        )

    auditor, eye = auditor_of(desk, clock, post), watch()
    for _ in range(20):
        await auditor.look()
        assert not await eye.look()
        clock.move_to(clock.now() + EVERY)
    assert heard == [(NOON, True)], "where it was told silent before, that is over"
    died_at = clock.now()
    while not await eye.look():
        clock.move_to(clock.now() + timedelta(seconds=15))
    assert heard[1:] == [(clock.now(), False)]
    assert SILENT_AFTER <= clock.now() - died_at + EVERY < 5 * MINUTE
    for _ in range(3):
        await eye.look()
    assert [way for way, _, _ in post.arrived] == [MAIL, PAGER]
    assert await watch().look() is False, "a new process hears for a while first"
    await auditor.look()
    assert not await eye.look()
    assert heard[2:] == [(clock.now(), True)]
    assert lite.holder(partition_of(desk.policy.community)) is not None


async def test_the_status_tells_when_it_looked_and_how_much_nobody_sees_to(lite: StoredMemory) -> None:
    desk, clock = begun(lite, TEAMS), ManualClock(NOON)
    desk.look_until(NOON + 4 * HOUR)
    at = NOON + 5 * HOUR + 5 * MINUTE
    before = to_lines(standing_of(lite, desk.policy.community, at), at)
    assert "  questions of teams that nobody sees to: 1 (`hubbub audit --once` lists them)" in before
    assert not any("auditor" in line for line in before)
    clock.move_to(at)
    await auditor_of(desk, clock, Post()).look()
    later = at + 2 * MINUTE
    assert "  the auditor looked 2 minutes ago" in to_lines(standing_of(lite, desk.policy.community, later), later)


async def test_the_managers_and_the_status_hear_of_its_silence_and_of_its_return(lite: StoredMemory) -> None:
    desk, clock, voice = begun(lite, TEAMS), ManualClock(NOON), make_voice()
    live = make_live(lite, desk.policy, clock, voice, lambda _: desk.policy)
    troubles = Troubles(voice)
    eye = watch_over(lite, live, Post(), troubles, clock)
    for _ in range(3):
        await eye.look()
        clock.move_to(clock.now() + 2 * MINUTE)
    assert [one.kind for one in troubles.now.values()] == [TroubleKind.AUDITOR_SILENT]
    assert [row.body["reach"] for row in desk.said("connection_troubles.auditor_silent")] == ["managers"]
    desk.deliver(clock.now())
    await auditor_of(desk, clock, Post()).look()
    await eye.look()
    assert not troubles.now
    assert len(desk.said("connection_troubles.over")) == 1


async def test_where_there_is_no_team_nobody_is_missed(lite: StoredMemory) -> None:
    desk, clock, post = begun(lite, TEAMS), ManualClock(NOON), Post()

    async def alarm(is_over: bool) -> None:  # noqa: FBT001
        raise AssertionError(is_over)

    eye = Watch(
        memory=lite, policy=lambda: replace(desk.policy, governance=None), clock=clock, outside=post,
        voice=make_voice(), alarm=alarm,
    )  # fmt: skip
    await eye.look()
    clock.move_to(clock.now() + HOUR)
    assert not await eye.look()


async def test_a_look_that_fails_is_no_sign_of_life(lite: StoredMemory) -> None:
    desk, clock, post = begun(lite, TEAMS), ManualClock(NOON), Post()
    auditor = auditor_of(desk, clock, post)
    await auditor.look()
    part = partition_of(desk.policy.community)
    sign_at = lite.holder(part)
    clock.move_to(NOON + MINUTE)
    await asyncio.wrap_future(lite.write(part, lambda ledger: ledger.marks.set("audit", "rubbish")))
    with pytest.raises(ValueError, match="JSON"):
        await auditor.look()
    assert lite.holder(part) == sign_at
