"""An invitation to sales goes as soon as it does not hold any more, whatever it was that changed."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from advocacy.invitations import State
from engagement.events import AccountSeen, ChannelKind, ChannelSeen, FormSubmitted, MemberLeft
from engagement.ids import AccountId
from engagement.people import Role
from storage import StoredMemory
from tests.engagement.made_up import HELP
from tests.scenarios.stage import ADA, Town
from tests.scenarios.test_sales import SAL, SELLERS, SUE, answered, cards, enrolled, invitations, selling

Change = Callable[[Town, AccountId], Awaitable[None]]
NOT_NEEDED, OVER = "nobody of sales is needed there now", "the conversation is over"


async def made_private(place: Town, _: AccountId) -> None:
    seen = ChannelSeen(key="closed", at=place.now, channel=HELP, name="help", kind=ChannelKind.CHAT, is_private=True)
    await place.tell(seen)


def _settings(place: Town, **more: object) -> None:
    """The file says something else, and Hubbub is started again."""
    place.policy = replace(place.policy, **more)  # type: ignore[arg-type]
    place.restart()


async def no_sales_in_the_file(place: Town, _: AccountId) -> None:
    channels = dict(place.policy.channels)
    _settings(place, channels=channels | {"help": replace(channels["help"], no_sales=True)})


async def switched_off_in_the_channel(place: Town, _: AccountId) -> None:
    channels = dict(place.policy.channels)
    plays = {name: dials for name, dials in channels["help"].plays.items() if name != "sales_prompt"}
    _settings(place, channels=channels | {"help": replace(channels["help"], plays=plays)})


async def channel_taken_out_of_the_file(place: Town, _: AccountId) -> None:
    _settings(place, channels={"other": place.policy.channels["other"]})


async def whoever_asked_leaves(place: Town, _: AccountId) -> None:
    await place.tell(MemberLeft(key="left", at=place.now, account=ADA))


async def the_question_becomes_another(place: Town, _: AccountId) -> None:
    await place.edit(ADA, "q", "Where do I find my token?")


async def the_only_answer_is_deleted(place: Town, _: AccountId) -> None:
    await place.delete("zq")


async def two_days_pass(place: Town, _: AccountId) -> None:
    await place.pass_(days=2)


async def the_seller_leaves(place: Town, seller: AccountId) -> None:
    await place.tell(AccountSeen(key="gone", at=place.now, account=seller, name="Gone", is_gone=True))


async def the_seller_wants_to_be_asked_nothing(place: Town, seller: AccountId) -> None:
    await place.command(seller, "stop")


async def the_seller_chooses_other_questions(place: Town, seller: AccountId) -> None:
    form = FormSubmitted(
        key="other", at=place.now, account=seller, form="sales", values={"a_week": ("3_a_week",), "occasions": ("story",)}
    )  # fmt: skip
    await place.tell(form)


async def the_seller_says_that_they_are_away(place: Town, seller: AccountId) -> None:
    values = {"a_week": ("3_a_week",), "away_until": (f"{place.now + timedelta(days=9):%Y-%m-%d}",)}
    await place.tell(FormSubmitted(key="away", at=place.now, account=seller, form="sales", values=values))


async def the_seller_is_of_sales_no_more(place: Town, seller: AccountId) -> None:
    (other,) = set(SELLERS) - {seller}
    _settings(place, roles={other.partition(":")[2]: Role.SALES})


async def nobody_is_of_sales_any_more(place: Town, _: AccountId) -> None:
    _settings(place, roles={})


ENDS: dict[Change, str] = {
    made_private: NOT_NEEDED, no_sales_in_the_file: NOT_NEEDED, switched_off_in_the_channel: NOT_NEEDED,
    channel_taken_out_of_the_file: NOT_NEEDED, whoever_asked_leaves: OVER, the_question_becomes_another: NOT_NEEDED,
    the_only_answer_is_deleted: NOT_NEEDED, two_days_pass: OVER,
    nobody_is_of_sales_any_more: "invitations are switched off",
}  # fmt: skip
PASSES_ON: dict[Change, str] = {
    the_seller_leaves: "", the_seller_wants_to_be_asked_nothing: "invitations are switched off",
    the_seller_chooses_other_questions: "you asked for others than this",
    the_seller_says_that_they_are_away: "you said that you are away",
    the_seller_is_of_sales_no_more: "invitations are switched off",
}  # fmt: skip


async def invited(memory: StoredMemory, *sellers: AccountId) -> tuple[Town, AccountId]:
    """A town in which one of them has just been invited."""
    place = await enrolled(Town(memory, selling()), *sellers)
    await answered(place)
    await place.pass_(minutes=31)
    (one,) = invitations(place)
    return place, AccountId(str(one.seller))


def stands(place: Town) -> list[AccountId]:
    """Who can still join by a button."""
    return [who for who in SELLERS for card in place.to(who) if any(one.name == "sales_join" for one in card.buttons)]


@pytest.mark.parametrize("change", ENDS, ids=lambda change: change.__name__)
async def test_a_card_goes_at_once_when_nobody_of_sales_is_wanted_there_any_more(
    lite: StoredMemory, change: Change
) -> None:
    place, seller = await invited(lite, SAL)
    assert stands(place) == [seller]
    await change(place, seller)
    await place.pass_(seconds=1)
    assert stands(place) == []
    assert cards(place, seller, ENDS[change])
    assert [one.state for one in invitations(place)] == [State.WITHDRAWN]


@pytest.mark.parametrize("change", PASSES_ON, ids=lambda change: change.__name__)
async def test_a_card_goes_to_somebody_else_at_once_when_it_is_not_for_whoever_has_it_any_more(
    lite: StoredMemory, change: Change
) -> None:
    place, seller = await invited(lite, SAL, SUE)
    (other,) = set(SELLERS) - {seller}
    await change(place, seller)
    await place.pass_(seconds=1)
    assert stands(place) == [other]
    assert not PASSES_ON[change] or cards(place, seller, PASSES_ON[change])


async def test_whoever_joined_and_wrote_nothing_is_kept_out_of_a_channel_that_turned_private(
    lite: StoredMemory,
) -> None:
    place, seller = await invited(lite, SAL)
    await place.press(seller, "sales_join", *cards(place, seller))
    await made_private(place, seller)
    await place.pass_(hours=30)
    assert cards(place, seller, NOT_NEEDED)
    assert not cards(place, seller, "just once"), "nobody is asked what came of it"


async def test_what_is_looked_over_and_still_holds_is_left_as_it_is(lite: StoredMemory) -> None:
    place, seller = await invited(lite, SAL, SUE)
    before = len(place.journal("sales_prompt"))
    place.restart()
    await place.pass_(minutes=1)
    assert stands(place) == [seller]
    assert len(place.journal("sales_prompt")) == before
