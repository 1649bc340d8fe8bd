"""The council's note on the running engine: whom it reaches, where it leads, and that taken back it is told again."""

from datetime import timedelta
from typing import Any

from advocacy.proposals import ProposalsPolicy
from bots.runtime.council import council_of
from engagement.events import AccountSeen
from engagement.ids import AccountId
from engagement.speech import Outgoing, plain
from storage import StoredMemory
from tests.bots.runtime.stage import dials, town
from tests.bots.runtime.test_proposals import CANARY, card, send
from tests.scenarios.stage import ADA, BEN, CY, DI, ROSA, Town

COUNCIL = ("ben", "@council")


async def opened(memory: StoredMemory, council: tuple[str, ...] = COUNCIL, **more: Any) -> Town:
    """A proposal of Ada's, with her name, stands in #help, and Cy has the role that the council is named by."""
    on = dials("help", policies={"proposals": ProposalsPolicy(channel="help")})
    place = Town(memory, policy=town(channels={"help": on}, council=council, **more))
    await place.open()
    await place.tell(AccountSeen(key="cy", at=place.now, account=CY, name="Cy", roles=("council",)))
    await send(place, ADA, "propose", short=f"A {CANARY} hour", why=f"More {CANARY}.", named="named")
    await place.press(ROSA, "proposal_post", card(place))
    return place


def notes(place: Town, who: AccountId) -> list[Outgoing]:
    return [message for message in place.to(who) if "New for the council" in plain(message.text)]


async def test_each_of_the_council_hears_once_with_a_link_and_without_words_or_names(memory: StoredMemory) -> None:
    place = await opened(memory)
    await place.pass_(days=8)
    for who in (BEN, CY):
        (note,) = notes(place, who)
        assert "New proposal" in plain(note.text)
        assert CANARY not in plain(note.text)
        assert "Ada" not in plain(note.text)
    assert notes(place, ADA) == notes(place, DI) == notes(place, ROSA) == []
    assert "read it" in plain(notes(place, BEN)[0].text), "it leads to where the words stand"
    await place.pass_(days=7)
    assert len(notes(place, BEN)) == 1, "a week with nothing new has no note"
    await send(place, ROSA, "proposal_decide", card(place), what="accepted", text="From May on.")
    await place.pass_(days=7)
    assert "accepted" in plain(notes(place, BEN)[-1].text)
    assert len(notes(place, CY)) == 2


async def test_where_nobody_is_named_nobody_is_told_and_nothing_is_kept(lite: StoredMemory) -> None:
    place = await opened(lite, council=())
    await place.pass_(days=8)
    assert all(notes(place, who) == [] for who in (ADA, BEN, CY, DI, ROSA))
    assert place.memory.read(place.owner.id, lambda ledger: ledger.entries.find("council_note")) == []


async def test_whoever_stopped_is_not_written_to_and_the_others_are(lite: StoredMemory) -> None:
    place = await opened(lite)
    await place.press(BEN, "stop")
    await place.pass_(days=8)
    assert (len(notes(place, BEN)), len(notes(place, CY))) == (0, 1)


async def test_what_members_have_not_seen_the_council_does_not_hear_of(lite: StoredMemory) -> None:
    place = await opened(lite)
    await place.press(ADA, "proposal_back")
    await send(place, DI, "propose", short="Another", why="So.", named="words")
    await place.pass_(days=8)
    assert notes(place, BEN) == [], "one was taken back, the other waits for a manager"


async def test_taken_back_it_is_told_again_in_the_next_week(lite: StoredMemory) -> None:
    place = await opened(lite)
    await place.pass_(days=8)
    (kept,) = [one for one in place.journal("council_note") if one.action == "Keep"]
    await place.undo(kept)
    await place.pass_(days=7)
    assert len(notes(place, BEN)) == 2


async def test_nobody_of_the_council_who_left_is_one_of_it(lite: StoredMemory) -> None:
    place = await opened(lite)
    policy = place.policy
    assert place.memory.read(place.owner.id, lambda ledger: council_of(ledger, policy)) == {BEN, CY}
    await place.tell(AccountSeen(key="left", at=place.now + timedelta(hours=1), account=BEN, name="Ben", is_gone=True))
    assert place.memory.read(place.owner.id, lambda ledger: council_of(ledger, policy)) == {CY}
