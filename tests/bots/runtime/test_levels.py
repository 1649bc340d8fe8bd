"""Levels with a real memory: what is given, what waits, what is taken, and that a no leaves nothing to be shown."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from advocacy.levels import KIND, Reached, to_entry
from advocacy.levels import Board as Reachable
from bots.app.engine import make_live, make_voice
from bots.runtime.advocates import board
from bots.runtime.clock import ManualClock
from bots.runtime.live import Live
from bots.runtime.looking_in import look_in
from config.loader import load_text
from engagement.decisions import Outcome
from engagement.errors import Rejected
from engagement.events import AccountSeen, ChannelSeen, CommandGiven, Event, MessagePosted, ReactionAdded
from engagement.ids import AccountId, ChannelId, CommunityId, MemberId, WorkspaceId, account_id, channel_id, message_id
from engagement.people import Account, Purpose, Role
from engagement.ports import Ledger
from storage import StoredMemory, open_memory
from tests.scenarios.board import Board

TOWN = WorkspaceId("discord-1")
HELP: ChannelId = channel_id(TOWN, "help")
NAME = CommunityId("levels")
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PLAYBOOK = """
communities:
  - name: Levels
    dry_run: false
    hold_out: 0
    managers_channel: managers
    channels: {help: {}}
    levels:
      on: true
      badges: {kind: {title: Kind, when: helped >= 1, discord_role: Kind hearts}}
"""


class Town:
    """One community with a board for a platform."""

    def __init__(self, memory: StoredMemory) -> None:
        self.memory, self.clock, self.board = memory, ManualClock(START), Board()
        policy = replace(load_text(PLAYBOOK).communities[0].policy, community=NAME)
        memory.register(NAME, "Levels", START)
        self.live: Live = make_live(memory, policy, self.clock, make_voice(), lambda _: policy)
        self.live.delivery.platforms = {TOWN: self.board}

    async def tell(self, *events: Event) -> None:
        await self.live.submit(events)

    async def day(self) -> None:
        self.clock.move_to(self.clock.now() + timedelta(days=1))
        await self.live.tick()

    def read(self, what: str) -> list[object]:
        def look(ledger: Ledger) -> list[object]:
            if what == KIND:
                return [*ledger.entries.find(KIND)]
            return [d for d in ledger.journal.every() if d.action == what and d.outcome is Outcome.ACTED]

        return self.memory.read(NAME, look)

    async def say(self, who: str, words: str) -> None:
        at = self.clock.now()
        event = CommandGiven(
            key=f"c:{who}:{words}:{at}", at=at, account=member(who), channel=HELP, words=tuple(words.split())
        )
        await self.tell(event)

    def agree(self, who: str, *, is_given: bool) -> None:
        self.memory.write(
            NAME,
            lambda ledger: ledger.people.set_consent(
                MemberId(member(who)), Purpose.PUBLISH, is_given=is_given, at=self.clock.now()
            ),
        ).result()


def member(who: str) -> AccountId:
    return account_id(TOWN, who)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    memory = open_memory(f"sqlite:///{tmp_path / 'town.db'}")
    yield Town(memory)
    memory.close()


async def help_once(town: Town) -> None:
    """Ben answers Ana, who marks it."""
    at = town.clock.now()
    question, answer = message_id(HELP, "1"), message_id(HELP, "2")
    people = [AccountSeen(key=f"a:{who}", at=at, account=member(who), name=who) for who in ("ana", "ben")]
    await town.tell(
        *people,
        MessagePosted(key="1", at=at, message=question, channel=HELP, author=member("ana"), text="How do I log in?"),
        MessagePosted(key="2", at=at, message=answer, channel=HELP, author=member("ben"), text="So.", thread=question),
        ReactionAdded(key="3", at=at, message=answer, channel=HELP, account=member("ana"), emoji="white_check_mark"),
    )


async def test_a_role_waits_for_a_yes_is_tried_again_where_it_failed_and_goes_with_a_no(town: Town) -> None:
    await town.live.tick()
    await help_once(town)
    await town.day()
    assert len(town.read(KIND)) == 1
    assert town.board.roles == set(), "nobody else sees it before a yes"
    town.agree("ben", is_given=True)
    town.board.fails = [Rejected("the bot lacks Manage Roles")]
    await town.day()
    assert town.board.roles == set()
    await town.day()
    assert town.board.roles == {(member("ben"), "Kind hearts")}
    await town.day()
    assert len(town.read("GiveRole")) == 2, "the one that failed, and the one that did not"
    town.agree("ben", is_given=False)
    await town.day()
    assert town.board.roles == set()


@pytest.mark.parametrize("words", ["privacy stop", "privacy erase yes"])
async def test_a_stop_takes_what_is_shown_at_once_and_leaves_nothing(town: Town, words: str) -> None:
    await town.live.tick()
    await help_once(town)
    town.agree("ben", is_given=True)
    await town.day()
    assert town.board.roles
    await town.say("ben", words)
    await town.live.tick()
    assert town.board.roles == set()
    await town.day()
    await town.day()
    assert town.read(KIND) == []


async def test_undoing_takes_the_role_back_and_it_stays_so(town: Town) -> None:
    await town.live.tick()
    await help_once(town)
    town.agree("ben", is_given=True)
    await town.day()
    (given,) = town.read("GiveRole")
    await town.live.owner.run(lambda batch: batch.acting.undo(given.id, "rosa", town.clock.now()))  # type: ignore[attr-defined]
    await town.live.tick()
    assert town.board.roles == set()
    await town.day()
    assert town.board.roles == set()


async def test_of_all_who_reached_something_numbers_are_told_and_in_full_only_those_who_agreed(town: Town) -> None:
    at = town.clock.now()
    staff, gone, twice = (MemberId(member(who)) for who in ("staff", "gone", "twice"))
    many = [MemberId(member(f"m{nth}")) for nth in range(6)]
    kept = [to_entry(Reached(member=who, level=2, badges={"kind": at}), at) for who in [*many, staff, gone, twice]]
    kept.append(replace(to_entry(Reached(member=twice, level=3, badges={"early": at}), at), id="of a joined account"))
    kept.append(to_entry(Reached(member=MemberId(member("nothing"))), at))

    def write(ledger: Ledger) -> None:
        ledger.entries.save(kept)
        ledger.people.save_accounts([Account(id=member("staff"), member=staff, name="staff", roles=("@staff",))], at)
        for who, purpose in ((many[0], Purpose.PUBLISH), (twice, Purpose.ADVOCACY), (staff, Purpose.PUBLISH)):
            ledger.people.set_consent(who, purpose, is_given=True, at=at)

    town.memory.write(NAME, write).result()
    community = town.live.owner.community
    community.use(replace(community.policy, roles={"@staff": Role.STAFF}))
    community.stopped = frozenset({gone})

    def look(ledger: Ledger) -> Reachable | None:
        looking = look_in(community, ledger, at, account=member("m1"), roles=frozenset(), words=("board",))
        return board(looking.look, looking.situation)

    found = town.memory.read(NAME, look)
    assert found is not None
    assert (found.levels, found.badges) == ({2: 6, 3: 1}, {"kind": 7, "early": 1})
    assert [one.member for one in found.named] == [many[0]]
    assert [(one.member, one.level, set(one.badges)) for one in found.seen] == [(twice, 3, {"kind", "early"})]
    assert (found.own, found.is_named) == (Reached(member=many[1], level=2, since=at, badges={"kind": at}), False)


async def test_the_board_is_the_same_wherever_it_is_asked_for(town: Town) -> None:
    told = []
    for name in ("help", "elsewhere", "managers"):
        place = channel_id(TOWN, name)
        given = CommandGiven(
            key=f"board in {name}",
            at=town.clock.now(),
            account=account_id(TOWN, "ben"),
            channel=place,
            words=("board",),
        )
        await town.tell(ChannelSeen(key=f"seen {name}", at=town.clock.now(), channel=place, name=name))
        (answer,) = await town.live.submit([given])
        told.append(answer)
    assert told == [told[0]] * 3
    assert [button.name for button in told[0].buttons] == ["name_me"], "it is the board, and not that there is none"
