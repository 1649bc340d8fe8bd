"""A proposal on the running engine: its words go with whoever wrote them, and nothing of them stays behind."""

from itertools import count

import pytest
from sqlalchemy import select

from advocacy.proposals import ProposalsPolicy
from engagement.events import FormSubmitted
from engagement.ids import AccountId
from engagement.speech import Answer, Outgoing, plain
from storage import StoredMemory, tables
from tests.bots.runtime.stage import dials, town
from tests.scenarios.stage import ADA, BEN, ROSA, Town

CANARY = "zanzibar"
_keys = count(1)


async def send(at: Town, who: AccountId, form: str, under: Outgoing | None = None, **values: str) -> Answer:
    filled = {name: (text,) for name, text in values.items()}
    event = FormSubmitted(
        key=f"prop:{next(_keys)}", at=at.now, account=who, form=form, values=filled,
        outbox=under.marker if under is not None else None,
    )  # fmt: skip
    return (await at.tell(event))[0]


def card(place: Town) -> Outgoing:
    return next(message for message in reversed(place.board.seen()) if "A proposal (" in plain(message.text))


def said(place: Town) -> str:
    return "\n".join(plain(message.text) for message in place.board.seen())


async def opened(memory: StoredMemory) -> Town:
    """Ada's proposal stands in #help, with her name; Ben wants it, too."""
    on = dials("help", policies={"proposals": ProposalsPolicy(channel="help")})
    place = Town(memory, policy=town(channels={"help": on}))
    await place.open()
    await send(place, ADA, "propose", short=f"A {CANARY} hour", why=f"More {CANARY}.", named="named")
    assert CANARY in said(place), "managers read it"
    await place.press(ROSA, "proposal_post", card(place))
    asked = next(message for message in place.board.seen() if "Whoever wants it" in plain(message.text))
    await place.press(BEN, "proposal_vote", asked)
    return place


async def decided(memory: StoredMemory) -> Town:
    place = await opened(memory)
    await send(place, ROSA, "proposal_decide", card(place), what="accepted", text="From May on.")
    return place


def rows(place: Town) -> str:
    with place.memory.direct(place.owner.id) as ledger:
        return "".join(repr(ledger.connection.execute(select(table)).all()) for table in tables.metadata.sorted_tables)


async def test_it_is_answered_to_whoever_proposed_and_whoever_wanted_it(memory: StoredMemory) -> None:
    place = await decided(memory)
    assert "A proposal of a member: accepted" in said(place)
    assert "From May on." in said(place)
    for who in (ADA, BEN):
        (told,) = [message for message in place.to(who) if "was answered" in plain(message.text)]
        assert (CANARY in plain(told.text)) is (who == ADA), "in others' messages it could not be forgotten"
    journal = repr([one.detail for one in place.journal("proposals")])
    assert CANARY not in journal
    assert "From May" not in journal


@pytest.mark.parametrize("begin", [opened, decided])
@pytest.mark.parametrize("control", ["privacy_erase_yes", "privacy_stop"])
async def test_whoever_goes_takes_their_words_along(begin: object, control: str, lite: StoredMemory) -> None:
    place = await begin(lite)  # type: ignore[operator]
    await place.press(ADA, control)
    await place.pass_(hours=49)
    others = [plain(message.text) for message in place.board.seen() if message not in place.to(ADA)]
    assert CANARY not in "\n".join(others)
    if control == "privacy_erase_yes":
        assert CANARY not in rows(place)
        assert ADA not in repr(place.memory.read(place.owner.id, lambda ledger: ledger.entries.find("proposal")))


async def test_taken_back_it_stands_nowhere(lite: StoredMemory) -> None:
    place = await opened(lite)
    await place.press(ADA, "proposal_back")
    await place.pass_(minutes=5)
    assert CANARY not in said(place)
    assert "taken back" in said(place)
    assert CANARY not in rows(place)


async def test_a_decision_is_taken_back(lite: StoredMemory) -> None:
    place = await decided(lite)
    kept = [one for one in place.journal("proposals") if one.reason == "a manager decided" and one.action == "Keep"]
    for one in kept:
        await place.undo(one)
    (entry,) = place.memory.read(place.owner.id, lambda ledger: ledger.entries.find("proposal"))
    assert (entry.state, entry.words) == ("open", f"A {CANARY} hour")
    assert place.memory.read(place.owner.id, lambda ledger: ledger.entries.find("proposal_answer")) == []
