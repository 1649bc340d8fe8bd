"""Whatever happens in whatever order: a "no" to sales holds, and nobody of sales is invited more often than agreed."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy.invitations import KIND, Invitation, State, from_entry
from advocacy.inviting import SalesPromptPolicy
from engagement.actions import Reach
from engagement.errors import RateLimited
from engagement.events import CommandGiven, FormSubmitted
from engagement.ids import AccountId, MemberId
from engagement.people import Purpose, Role
from engagement.policy import Policy
from engagement.speech import Outgoing
from storage import StoredMemory
from tests.bots.runtime.stage import dials, town
from tests.engagement.made_up import NOON, OTHER, mid, posted, tid
from tests.scenarios.stage import ADA, BEN, CY, DI, ROSA, Town

SAL, SUE = AccountId("slack-T1:sal"), AccountId("slack-T1:sue")
SELLERS = (SAL, SUE)
ASKED = "We are moving from Fieldbook to your endpoint. What should we do first?"
EAGER = SalesPromptPolicy(newcomers=timedelta(0), rest=timedelta(0), per_day=1, per_week=2)


def selling(**more: object) -> Policy:
    """A town in which Sal and Sue are of sales, and members are neither new nor rest."""
    policies = {"sales_prompt": EAGER}
    roles = {"rosa": Role.MANAGER, "sam": Role.STAFF, "sal": Role.SALES, "sue": Role.SALES}
    places = {name: dials(name, policies=policies) for name in ("help", "other")}
    return town(**{"roles": roles, "channels": places, "hold_out": 0.0, **more})


async def enrolled(place: Town, *sellers: AccountId) -> Town:
    await place.open()
    for who in sellers:
        form = FormSubmitted(
            key=f"enrol:{who}", at=place.now, account=who, form="sales", values={"a_week": ("3_a_week",)}
        )
        await place.tell(form)
    return place


def invitations(place: Town) -> list[Invitation]:
    return place.memory.read(place.owner.id, lambda ledger: [from_entry(e) for e in ledger.entries.find(KIND)])


def cards(place: Town, who: AccountId, says: str = "is answered already") -> list[Outgoing]:
    return [one for one in place.to(who) if any(says in block.text for block in one.text)]


async def answered(place: Town, name: str = "q", who: AccountId = ADA) -> None:
    await place.ask(name, ASKED, who)
    await place.say(DI, f"z{name}", "Export it first.", of=name)


async def test_after_half_an_hour_somebody_is_invited_joins_is_asked_once_and_it_is_seen_how_it_went_on(
    lite: StoredMemory,
) -> None:
    place = await enrolled(Town(lite, selling()), SAL, SUE)
    await answered(place)
    await place.pass_(minutes=29)
    assert invitations(place) == []
    await place.pass_(minutes=2)
    (one,) = invitations(place)
    invited = AccountId(str(one.seller))
    (card,) = cards(place, invited)
    await place.press(invited, "sales_join", card)
    await place.say(invited, "s", "Two farms did that in a week.", of="q")
    assert cards(place, invited, "doesn't say where you work")
    await place.pass_(minutes=5)
    await place.say(ADA, "zmore", "Oh, a week only? That helps a lot.", of="q")
    await place.pass_(hours=25)
    (asked,) = cards(place, invited, "just once")
    await place.press(invited, "sales_helped", asked)
    await place.pass_(hours=30)
    (one,) = invitations(place)
    assert (one.state, one.went_on) == (State.JOINED, True)
    assert one.outcome == "helped"
    shown = await place.command(ROSA, "sales", "figures")
    assert any("too early to say" in block.text for block in shown.text)
    assert cards(place, invited, "just once") == [asked], "asked once"


@pytest.mark.parametrize("also", [{}, {"sal": Role.STAFF}], ids=["of sales", "who is of the team"])
async def test_the_reminder_names_whose_answer_it_was_and_not_whoever_of_sales_joined_it(
    lite: StoredMemory, also: dict[str, Role]
) -> None:
    """Of the team somebody may well have answered: they are named, as whoever wrote last."""
    place = Town(lite, selling(roles={"rosa": Role.MANAGER, "sal": Role.SALES, **also}))
    await place.open()
    await answered(place)
    await place.pass_(minutes=40)
    await place.say(SAL, "s", "Two farms did that in a week.", of="q")
    await place.pass_(hours=25)
    (reminder,) = place.board.seen(Reach.ASKER)
    await place.press(ADA, "it_helped", reminder)
    assert place.thread().accepted == mid("s" if also else "zq")
    assert [one.kind for one in place.credits_of(DI)] == ([] if also else ["answer"])


async def test_a_no_said_in_the_same_moment_as_the_answer_holds_and_open_cards_go(lite: StoredMemory) -> None:
    place = await enrolled(Town(lite, selling()), SAL)
    await answered(place)
    await place.pass_(minutes=31)
    assert len(cards(place, SAL)) == 1
    await place.command(ADA, "no", "sales")
    assert cards(place, SAL) == []
    assert cards(place, SAL, "nobody of sales is needed there now")
    no = CommandGiven(key="no", at=place.now, account=BEN, channel=place.thread().channel, words=("no", "sales"))
    minutes = (place.now - NOON) / timedelta(minutes=1)
    asked = posted("r", ASKED, MemberId(BEN), minutes)
    await place.tell(asked, posted("zr", "Export it.", MemberId(DI), minutes, of="r"), no)
    await place.pass_(days=3)
    assert [one.thread for one in invitations(place)] == [tid("q")]


@pytest.mark.parametrize("words", [("sales", "stop"), ("privacy", "stop")], ids=" ".join)
async def test_whoever_wants_no_invitations_any_more_gives_back_the_open_one_and_somebody_else_is_asked(
    lite: StoredMemory, words: tuple[str, ...]
) -> None:
    place = await enrolled(Town(lite, selling()), SAL, SUE)
    await answered(place)
    await place.pass_(minutes=31)
    (one,) = invitations(place)
    first = AccountId(str(one.seller))
    (other,) = set(SELLERS) - {first}
    await place.command(first, *words)
    assert cards(place, first) == []
    assert cards(place, first, "invitations are switched off")
    await place.pass_(minutes=1)
    assert len(cards(place, other)) == 1


async def test_a_no_for_a_channel_takes_back_what_is_open_there_and_nothing_elsewhere(lite: StoredMemory) -> None:
    place = await enrolled(Town(lite, selling()), SAL, SUE)
    await answered(place)
    await place.ask("o", ASKED, BEN, channel=OTHER)
    await place.say(DI, "zo", "Export it first.", of="o", channel=OTHER)
    await place.pass_(minutes=31)
    (joined,) = [one for one in invitations(place) if one.asker == ADA]
    seller = AccountId(str(joined.seller))
    await place.press(seller, "sales_join", *cards(place, seller))
    await place.command(ROSA, "no", "sales", "#help")
    assert {one.asker: one.state for one in invitations(place)} == {ADA: State.WITHDRAWN, BEN: State.OPEN}
    assert cards(place, seller, "nobody of sales is needed there now")
    await place.pass_(hours=30)
    assert not any(cards(place, who, "just once") for who in SELLERS)


async def test_a_card_that_waits_to_be_sent_is_not_sent_after_a_no(lite: StoredMemory) -> None:
    place = await enrolled(Town(lite, selling()), SAL)
    await answered(place)
    place.board.fails = [RateLimited(120)]
    await place.pass_(minutes=31)
    assert [one.state for one in invitations(place)] == [State.OPEN]
    with lite.direct(place.owner.id) as ledger:
        ledger.people.set_consent(MemberId(ADA), Purpose.SALES, is_given=False, at=place.now)
    await place.pass_(minutes=10)
    assert cards(place, SAL) == []


async def test_two_questions_found_in_one_moment_invite_each_person_once(lite: StoredMemory) -> None:
    place = await enrolled(Town(lite, selling()), SAL)
    at = (place.now - NOON) / timedelta(minutes=1)
    for who, name in ((ADA, "q"), (BEN, "r")):
        words = f"{ASKED} It is about {name * 5}."
        await place.tell(
            posted(name, words, MemberId(who), at), posted(f"z{name}", "Export.", MemberId(DI), at, of=name)
        )
    await place.pass_(minutes=31)
    assert len(invitations(place)) == 1
    assert len(cards(place, SAL)) == 1
    assert "whoever registered for this is away, or was invited often enough" in place.reasons("sales_prompt")


@dataclass(slots=True)
class Watched:
    """What has to hold, looked at after every step."""

    place: Town
    refused: dict[AccountId, int] = field(default_factory=dict)
    asked: list[tuple[AccountId, str]] = field(default_factory=list)

    def of(self, who: AccountId) -> int:
        return sum(one.asker == who for one in invitations(self.place))

    def look(self) -> None:
        found = invitations(self.place)
        for who, before in self.refused.items():
            assert self.of(who) == before, "invited after a no"
            assert not any(one.asker == who and one.state in {State.OPEN, State.LAPSED} for one in found)
        for seller in SELLERS:
            times = sorted(one.at for one in found if one.seller == seller)
            assert _most_within(times, timedelta(days=1)) <= EAGER.per_day
            assert _most_within(times, timedelta(days=7)) <= EAGER.per_week


def _most_within(times: list[datetime], span: timedelta) -> int:
    return max((sum(start <= at < start + span for at in times) for start in times), default=0)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.sampled_from([ADA, BEN, CY])),
        st.tuples(st.just("answer"), st.sampled_from([DI, ADA])),
        st.tuples(st.sampled_from(["no", "yes", "stop"]), st.sampled_from([ADA, BEN, CY])),
        st.tuples(st.just("pass"), st.sampled_from([20, 40, 300, 1500])),
        st.tuples(st.sampled_from(["sales_join", "sales_pass", "sales_unfitting"]), st.sampled_from(SELLERS)),
    ),
    min_size=6,
    max_size=18,
)


async def _live(memory: StoredMemory, steps: list[tuple[str, object]]) -> None:
    place = await enrolled(Town(memory, selling()), *SELLERS)
    seen = Watched(place)
    for number, (what, who) in enumerate([*steps, ("pass", 300)]):
        await _do(seen, what, who, number)
        seen.look()


async def _do(seen: Watched, what: str, who: object, number: int) -> None:
    place = seen.place
    if what == "pass":
        await place.pass_(minutes=float(str(who)))
        return
    account = AccountId(str(who))
    if what == "ask":
        seen.asked.append((account, f"q{number}"))
        await place.ask(f"q{number}", f"{ASKED} ({number})", account)
    elif what == "answer":
        for _, name in seen.asked[-2:]:
            await place.say(account, f"z{number}{name}", "Export it first.", of=name)
    elif what == "yes":
        seen.refused.pop(account, None)
        await place.command(account, "yes", "sales")
    elif what in {"no", "stop"}:
        await place.command(account, *(("no", "sales") if what == "no" else ("privacy", "stop")))
        seen.refused[account] = seen.of(account)
    else:
        await place.press(account, what, next(iter(cards(place, account)[-1:]), None))


@settings(max_examples=15)
@given(STEPS)
def test_no_order_of_events_goes_past_a_no_or_a_cap(lite: StoredMemory, steps: list[tuple[str, object]]) -> None:
    asyncio.run(_live(lite, steps))


async def test_only_what_was_asked_is_a_sign_and_nothing_of_the_talk_that_follows(lite: StoredMemory) -> None:
    place = await enrolled(Town(lite, selling()), SAL)
    await place.ask("q", "Where do I find the token for the endpoint?")
    await place.say(DI, "zq", "Under settings.", of="q")
    await place.say(ADA, "zr", f"Found it. {ASKED}", of="q")
    await place.pass_(hours=2)
    assert invitations(place) == []
    await place.ask("r", "Where do I find the token for the endpoint?", BEN)
    await place.say(BEN, "zs", ASKED, of="r")
    await place.say(DI, "zt", "Under settings. And export it first.", of="r")
    await place.pass_(hours=2)
    assert [one.thread for one in invitations(place)] == [tid("r")]
