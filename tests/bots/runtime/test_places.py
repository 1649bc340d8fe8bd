"""Somebody in several programmes: each has its own consent, choices and reviewers; their limits stay one person's."""

import pytest

from advocacy.programme import STANDING
from engagement.aiming import aimed
from engagement.events import ChannelSeen
from engagement.ids import ChannelId, MemberId
from engagement.people import Purpose
from engagement.programmes import AskKind, Programme
from engagement.speech import Answer, Outgoing
from tests.bots.runtime.stage import town
from tests.bots.runtime.test_programmes import (
    CHAMPIONS,
    REVIEW,
    ROLES,
    WAYS_OUT,
    Founding,
    asked,
    card,
    joined,
    opened,
    said,
    send,
)
from tests.scenarios.stage import ADA, BEN, CY, DI, ROSA, SAM, TESS, Town

SPEAKERS = Programme(
    name="speakers", title="Speakers", promise="A stage, and a coach.", reviewers=("ada",), votes=1, channel="stage",
    asks=(AskKind.TALK, AskKind.REVIEW), uses=("conference",),
)  # fmt: skip
STAGE = ChannelId("slack-T1:stage")
POLICY = town(programmes={"champions": CHAMPIONS, "speakers": SPEAKERS}, roles=ROLES)


async def both_open(found: Founding) -> Town:
    place = await opened(found, POLICY)
    await place.tell(ChannelSeen(key="seen:stage", at=place.now, channel=STAGE, name="stage", is_private=True))
    return place


async def in_both(found: Founding) -> Town:
    """Ben is a champion who may be asked for a review, and a speaker who may be asked for a talk."""
    place = await both_open(found)
    await joined(place, accepts=("review",), programme=("champions",))
    await place.pass_(hours=1)
    await send(place, BEN, "advocate_apply", why=("I love stages",), programme=("speakers",))
    await place.press(ADA, "vote_yes", speakers_card(place))
    await send(place, BEN, "advocate", programme=("speakers",), accepts=("talk",), about=("use:conference",),
               listed=("yes",), shows=("about",))  # fmt: skip
    return place


def speakers_card(place: Town) -> Outgoing:
    (one,) = (m for m in place.board.seen() if m.to == STAGE)
    return one


def stages(place: Town) -> dict[str, str]:
    with place.memory.direct(place.owner.id) as ledger:
        return {one.text("programme"): one.state for one in ledger.entries.find(STANDING)}


def place_of(place: Town, programme: str) -> str:
    with place.memory.direct(place.owner.id) as ledger:
        return next(one.id for one in ledger.entries.find(STANDING) if one.text("programme") == programme)


def names(answer: Answer) -> set[str]:
    return {button.plain_name for button in answer.buttons}


async def pressed(place: Town, answer: Answer, control: str) -> Answer:
    """The button that the answer shows, as it is."""
    (button,) = (each for each in answer.buttons if each.plain_name == control)
    return await place.press(BEN, button.name)


async def test_everything_is_shown_at_once_and_each_place_on_its_own(found: Founding) -> None:
    place = await in_both(found)
    await asked(place)
    await place.command(SAM, "references", "for", "a", "call")
    everything = await place.command(BEN, "advocate")
    assert "Champions: you are in" in said(everything)
    assert "Speakers: you are in" in said(everything)
    assert names(everything) == {"advocate_which"}
    form = (await pressed(place, everything, "advocate_which")).form
    assert form is not None
    assert form.entries[0].options == (("champions", "Champions"), ("speakers", "Speakers"))
    for one in (
        await send(place, BEN, "advocate_which", programme=("speakers",)),
        await place.command(BEN, "advocate", "Speakers"),
    ):
        assert "You may be asked for: a talk" in said(one)
        assert "Asked in the last 92 days: 1" in said(one)
        assert "for: a call" in said(one)
        assert "review" not in said(one)
        choices = (await pressed(place, one, "advocate_choices")).form
        assert choices is not None
        assert [value for entry in choices.entries if entry.name == "programme" for value in entry.value] == [
            "speakers"
        ]
        assert [value for entry in choices.entries if entry.name == "accepts" for value, _ in entry.options] == [
            "talk", "review",
        ]  # fmt: skip


async def test_choices_of_one_programme_touch_no_other(found: Founding) -> None:
    place = await in_both(found)
    await send(place, BEN, "advocate", programme=("champions",))
    assert "May be asked for: a talk" in said(await place.command(ROSA, "advocates"))
    assert "conference" in said(await place.command(SAM, "references", "for", "a", "call"))
    await place.pass_(minutes=1)
    unclear = await send(place, BEN, "advocate", accepts=("talk",))
    assert "Your programmes" in said(unclear), "nothing tells which one is meant, and nothing is done"


async def test_leaving_one_leaves_the_others(found: Founding) -> None:
    place = await in_both(found)
    await asked(place)  # a talk, which only the speaker accepts
    shown = await place.command(BEN, "advocate", "champions")
    left = await pressed(place, shown, "advocate_leave")
    assert "You are out of Champions" in said(left)
    assert stages(place) == {"champions": "left", "speakers": "active"}
    assert "took it back" in said(*(m for m in place.board.seen() if m.to == REVIEW))
    assert "Looked" not in said(await place.press(BEN, "ask_yes", place.to(BEN)[-1])), "the talk is still theirs"
    assert "has a yes, from Ben" in said(*place.to(SAM))
    with place.memory.direct(place.owner.id) as ledger:
        assert ledger.people.consents(MemberId(BEN))[Purpose.ADVOCACY] is True
    again = await place.press(BEN, aimed("advocate_leave", place_of(place, "champions")))
    assert "Speakers: you are in" in said(again), "an old button of what they left leaves nothing else"
    assert "Done. You are out, nobody on the team" in said(await place.press(BEN, "advocate_leave"))
    assert stages(place) == {"champions": "left", "speakers": "left"}
    with place.memory.direct(place.owner.id) as ledger:
        assert ledger.people.consents(MemberId(BEN))[Purpose.ADVOCACY] is False


async def test_what_is_asked_for_goes_to_others_with_the_one_place_that_accepted_it(found: Founding) -> None:
    place = await in_both(found)
    await asked(place)
    await place.press(BEN, aimed("advocate_leave", place_of(place, "speakers")))
    assert "settled already" in said(await place.press(BEN, "ask_yes", place.to(BEN)[-1]))
    await place.pass_(days=3)
    assert "nobody could be found" in said(place.to(SAM)[-1])


@pytest.mark.parametrize("way", [way for way in WAYS_OUT if way != "leave"])
async def test_stop_leaves_all_of_them(found: Founding, way: str) -> None:
    place = await in_both(found)
    await WAYS_OUT[way](place)
    assert set(stages(place).values()) <= {"left"}
    assert "Ben" not in said(
        await place.command(ROSA, "advocates"), await place.command(SAM, "references", "for", "it")
    )
    assert "Ben" not in said(*(m for m in place.board.seen() if m.to != BEN))


async def test_nobody_leaves_for_somebody_else(found: Founding) -> None:
    place = await in_both(found)
    await place.press(CY, aimed("advocate_leave", place_of(place, "speakers")))
    assert set(stages(place).values()) == {"active"}


async def test_a_break_and_never_this_kind_hold_in_all_of_them(found: Founding) -> None:
    place = await in_both(found)
    await place.pass_(minutes=1)
    await send(place, BEN, "advocate", programme=("champions",), accepts=("talk", "review"))
    await asked(place)
    await place.press(BEN, "ask_never", place.to(BEN)[-1])
    for name in ("champions", "speakers"):
        assert "asked for: a talk" not in said(await place.command(BEN, "advocate", name))
    await place.pass_(minutes=1)
    await send(place, BEN, "advocate", programme=("speakers",), accepts=("talk",))
    await place.press(BEN, "advocate_pause")
    shown = said(await place.command(BEN, "advocate"))
    assert shown.count("having a break") == 2
    await place.pass_(days=40)
    before = len(place.to(BEN))
    assert "too often" in said(await asked(place))
    assert len(place.to(BEN)) == before


async def test_the_limit_is_one_for_the_person_and_the_directory_lists_them_once(found: Founding) -> None:
    place = await in_both(found)
    day = {"by": ((place.now.date().replace(day=28)).isoformat(),), "wanted": ("1",)}
    await send(place, SAM, "ask", kind=("talk",), what=("A talk",), **day)
    assert "too often" in said(await send(place, DI, "ask", kind=("review",), what=("A review",), **day))
    assert sum("Would this be something" in said(m) for m in place.to(BEN)) == 1
    shown = said(await place.command(SAM, "references", "for", "a", "call"))
    assert shown.count("Ben") == 1
    assert "conference" in shown
    assert "health" in shown, "each programme shows what was ticked there"


async def test_reviewers_of_one_programme_learn_nothing_of_another(found: Founding) -> None:
    place = await both_open(found)
    await joined(place, programme=("champions",))
    await place.pass_(hours=1)
    assert [m for m in place.board.seen() if m.to == STAGE] == []
    await send(place, BEN, "advocate_apply", why=("I love stages",), programme=("speakers",))
    for who, other in ((TESS, speakers_card(place)), (CY, speakers_card(place)), (ADA, card(place))):
        assert "Only reviewers" in said(await place.press(who, "vote_yes", other))
        assert "Only reviewers" in said(await place.press(who, "vote_more", other))
    told = said(await place.command(TESS, "advocates"))
    assert "Champions" in told
    assert "Speakers" not in told
    assert "Champions" not in said(await place.command(ADA, "advocates"))
    assert "stages" not in said(await place.press(TESS, "vote_more", card(place)))


async def test_into_another_programme_leads_only_their_own_click(found: Founding) -> None:
    place = await both_open(found)
    await joined(place, programme=("champions",))
    for who in (ADA, ROSA):
        assert "Thank you for thinking of Ben" in said(await place.command(who, "nominate", "@Ben", "speaks so well"))
    before = len(place.to(BEN))
    await place.pass_(days=2)
    assert len(place.to(BEN)) == before
    mine = await place.command(BEN, "advocate")
    assert "There is also Speakers: A stage, and a coach." in said(mine)
    form = (await pressed(place, mine, "advocate_apply")).form
    assert form is not None
    assert form.entries[0].options == (("speakers", "Speakers"),)
    assert "under way" in said(await send(place, BEN, "advocate_apply", programme=("champions",)))
