"""Of several earlier answers the asker says which one helped; they may change their mind, and a manager undo it."""

from engagement.actions import Reach
from engagement.ids import AccountId
from engagement.speech import plain
from engagement.threads import ThreadState
from tests.scenarios.stage import ADA, BEN, CY, DI, TESS, Town
from tests.scenarios.test_undo import newest


async def shown_two(place: Town) -> None:
    """Ben and Cy answered the same question before; Ada asks it again and is shown both."""
    await place.open()
    for number, helper in enumerate((BEN, CY)):
        await place.ask(f"old{number}", f"How do I rotate the webhook signing secret number {number}?", DI)
        await place.pass_(minutes=2)
        await place.say(helper, f"a{number}", "In the settings", of=f"old{number}")
        await place.react(DI, f"a{number}")
        await place.pass_(days=1)
    await place.ask("q", "how can I rotate my webhook signing secret please?")
    await place.pass_(minutes=1)


def useful(place: Town) -> dict[str, str]:
    """Whose earlier answer helped whom, as it stands."""
    found = place.memory.read(place.owner.id, lambda ledger: ledger.contributions.all())
    return {one.member: one.by or "" for one in found if one.kind == "useful"}


def in_order(place: Town) -> tuple[str, str]:
    """Who answered the first and the second of the list."""
    similar = newest(place, "OfferSimilar").detail["similar"]
    assert isinstance(similar, list)
    first, second = (place.thread(str(one).rpartition(":")[2]).accepted_by for one in similar)
    assert {first, second} == {BEN, CY}
    return str(first), str(second)


def heard(place: Town, who: str) -> int:
    """How many messages stand that tell them that an answer of theirs helped again."""
    return sum("has just helped" in plain(each.text) for each in place.to(AccountId(who)))


async def test_whoever_answered_the_one_that_was_chosen_is_credited_and_hears_of_it(place: Town) -> None:
    await shown_two(place)
    first, second = in_order(place)
    offer = place.board.seen(Reach.ASKER)[-1]
    assert [button.name for button in offer.buttons] == ["first_helped", "second_helped", "why", "stop_own"]
    await place.press(TESS, "second_helped", offer)
    assert (place.thread().state, useful(place)) == (ThreadState.OPEN, {})
    answer = await place.press(ADA, "second_helped", offer)
    assert "solved, by an answer from before" in plain(answer.text)
    await place.pass_(minutes=1)
    assert (place.thread().state, place.thread().accepted) == (ThreadState.SOLVED, None)
    assert useful(place) == {second: ADA}
    assert (heard(place, second), heard(place, first)) == (1, 0)


async def test_pressing_twice_counts_once_and_another_button_moves_the_credit(place: Town) -> None:
    await shown_two(place)
    first, second = in_order(place)
    offer = place.board.seen(Reach.ASKER)[-1]
    for button in ("first_helped", "first_helped", "second_helped"):
        await place.press(ADA, button, offer)
        await place.pass_(minutes=1)
    assert useful(place) == {second: ADA}
    moved = [each for each in place.journal("recognition") if each.action == "Credit"]
    await place.undo(next(each for each in moved if each.detail["is_taken_back"]))
    await place.undo(next(each for each in moved if each.detail["member"] == second))
    assert useful(place) == {first: ADA}


async def test_undoing_the_mark_takes_the_credit_and_the_word_of_it_back(place: Town) -> None:
    await shown_two(place)
    first, second = in_order(place)
    offer = place.board.seen(Reach.ASKER)[-1]
    await place.press(ADA, "first_helped", offer)
    await place.pass_(minutes=1)
    await place.press(ADA, "second_helped", offer)
    await place.pass_(minutes=1)
    await place.undo(newest(place, "MarkAnswer"))
    await place.pass_(minutes=1)
    assert (place.thread().state, useful(place), heard(place, second)) == (ThreadState.OPEN, {}, 0)
    await place.press(ADA, "first_helped", offer)
    assert useful(place) == {first: ADA}
