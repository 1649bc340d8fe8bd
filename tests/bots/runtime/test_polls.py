"""A poll on the running engine: who chose what is nowhere to be read, goes with people, and is gone in the end."""

from itertools import count

from sqlalchemy import select

from advocacy.polls import CHOICE, POLL, to_poll
from engagement.events import FormSubmitted
from engagement.ids import AccountId
from engagement.people import Purpose
from engagement.speech import Answer, plain
from storage import StoredMemory, tables
from tests.bots.runtime.stage import town
from tests.scenarios.stage import ADA, BEN, CY, DI, ROSA, TESS, Town

VALUES = "Honest answers\nA kind tone\nDeep answers"
_keys = count(1)


async def send(at: Town, who: AccountId, form: str, **values: tuple[str, ...]) -> Answer:
    event = FormSubmitted(key=f"poll:{next(_keys)}", at=at.now, account=who, form=form, values=values)
    return (await at.tell(event))[0]


async def asked(memory: StoredMemory) -> Town:
    """A poll is posted in #help."""
    place = Town(memory, policy=town())
    await place.open()
    await send(place, ROSA, "poll", text=(VALUES,), place=("help",), days=("7",))
    return place


async def chosen(memory: StoredMemory) -> Town:
    """Five chose: all of them the first value, and Ada the third."""
    place = await asked(memory)
    await send(place, ADA, "poll_choose", values=("0", "2"))
    for who in (BEN, CY, DI, TESS):
        await send(place, who, "poll_choose", values=("0",))
    return place


def said(place: Town) -> str:
    return "\n".join(plain(message.text) for message in place.board.seen())


async def test_the_result_is_told_and_nobodys_choice_is_kept(memory: StoredMemory) -> None:
    place = await chosen(memory)
    assert "What do you value most here?" in said(place)
    await place.pass_(days=8)
    told = said(place)
    assert "What do you value most here?" not in told, "the button is gone"
    assert "Honest answers: 5" in told
    assert "Deep answers: fewer than five" in told
    assert place.memory.read(place.owner.id, lambda ledger: ledger.entries.find(CHOICE)) == []
    (poll,) = place.memory.read(place.owner.id, lambda ledger: ledger.entries.find(POLL))
    assert (to_poll(poll).voters, to_poll(poll).chosen) == (5, (5, 0, 1))


async def test_nobody_reads_who_chose_what_before_or_after(lite: StoredMemory) -> None:
    place = await chosen(lite)
    choices = [one for one in place.journal("value_poll") if one.reason == "said what they value"]
    assert len(choices) == 5
    for one in choices:
        assert one.detail["entry"]["words"] == ""  # type: ignore[index]
        assert set(one.detail["entry"]["facts"]) == {"poll"}  # type: ignore[index]
        assert one.evidence == {}
    assert len({repr(one.detail["entry"] | {"id": "", "member": "", "by": ""}) for one in choices}) == 1  # type: ignore[operator]
    for words in (("poll",), ("why", choices[0].id), ("changes",)):
        answer = await place.command(ROSA, *words)
        assert "Deep answers" not in plain(answer.text), words
    with place.memory.direct(place.owner.id) as ledger:
        for table in tables.metadata.sorted_tables:
            if table.name != "entries":
                rows = ledger.connection.execute(select(table)).all()
                assert not [row for row in rows if "0 2" in row], table.name


async def test_whoever_stops_or_is_forgotten_is_not_counted(lite: StoredMemory) -> None:
    place = await chosen(lite)
    await place.press(BEN, "privacy_stop")
    await place.press(CY, "privacy_erase_yes")
    await place.pass_(days=8)
    told = said(place)
    assert "Fewer than five members took part" in told
    with place.memory.direct(place.owner.id) as ledger:
        assert CY not in repr(ledger.connection.execute(select(tables.entries)).all())
        assert Purpose.METRICS in ledger.people.consents(place.owner.community.held.linked.get(BEN, BEN))  # type: ignore[arg-type]


async def test_a_manager_takes_the_poll_back_and_it_is_as_if_it_had_not_been(lite: StoredMemory) -> None:
    place = await asked(lite)
    for one in place.journal("value_poll"):
        if one.action in {"Keep", "Say"}:
            await place.undo(one)
    await place.pass_(minutes=5)
    assert "What do you value most here?" not in said(place)
    answer = await place.press(ADA, "poll_choose")
    assert "This poll is over, or was taken back." in plain(answer.text)
    await place.pass_(days=8)
    assert "took part" not in said(place)


async def test_a_choice_is_undone_like_everything_noted(lite: StoredMemory) -> None:
    place = await chosen(lite)
    own = next(one for one in place.journal("value_poll") if one.subject == TESS)
    await place.undo(own)
    left = place.memory.read(place.owner.id, lambda ledger: ledger.entries.find(CHOICE))
    assert TESS not in {one.member for one in left}
    assert len(left) == 4
