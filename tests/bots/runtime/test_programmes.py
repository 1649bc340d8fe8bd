"""Advocates on the real engine: each role sees what it may, a yes taken back is gone everywhere, the caps hold at once."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from advocacy.programme import Stage, Standing
from advocacy.sales_desk import Speakers
from bots.runtime.batch import Batch
from bots.runtime.programmes import speakers
from engagement.events import AccountSeen, ChannelSeen, FormSubmitted
from engagement.ids import AccountId, ChannelId, MemberId
from engagement.looked_after import Until, pause_of
from engagement.own_acts import SetConsent
from engagement.people import Purpose, Role
from engagement.policy import Policy
from engagement.programmes import Programme
from engagement.records import Contribution, OutboxRow
from engagement.situation import Situation
from engagement.speech import Answer, Outgoing, plain
from storage import tables
from tests.bots.runtime.stage import town
from tests.engagement.made_up import mid, tid
from tests.scenarios.stage import ADA, BEN, CY, DI, MANAGERS, ROSA, SAM, TESS, Town

Founding = Callable[..., Town]
CHAMPIONS = Programme(
    name="champions", title="Champions", promise="You hear first.", reviewers=("tess", "cy"), votes=1,
    industries=("health",), channel="review",
)  # fmt: skip
REVIEW = ChannelId("slack-T1:review")
WHY = "Explains wombats so patiently"
ROLES = {"rosa": Role.MANAGER, "sam": Role.STAFF, "tess": Role.TRUSTED, "di": Role.SALES}


async def opened(found: Founding, policy: Policy | None = None) -> Town:
    place = found(policy or town(programmes={"champions": CHAMPIONS}, roles=ROLES))
    await place.open()
    await place.tell(ChannelSeen(key="seen:review", at=place.now, channel=REVIEW, name="review", is_private=True))
    await place.say(BEN, "hello", "Good morning everybody.")
    return place


async def send(place: Town, who: AccountId, form: str, **values: Sequence[str]) -> Answer:
    event = FormSubmitted(
        key=f"f:{who}:{form}:{place.now.isoformat()}", at=place.now, account=who, form=form,
        values={name: tuple(some) for name, some in values.items()},
    )  # fmt: skip
    return (await place.tell(event))[0]


async def helped(place: Town, who: AccountId = BEN, number: int = 10) -> None:
    def give(batch: Batch) -> None:
        for nth in range(number):
            batch.ledger.contributions.add(
                Contribution(id=f"{who}{nth}", member=MemberId(who), kind="answer", thread=tid(f"q{nth}"), points=10,
                             at=batch.now - timedelta(days=nth), message=mid(f"answer{nth}"))
            )  # fmt: skip

    await place.owner.run(give)


def said(*some: Outgoing | Answer) -> str:
    return "\n".join(plain(each.text) for each in some)


def card(place: Town) -> Outgoing:
    return [m for m in place.board.seen() if m.to == REVIEW and "Champions" in plain(m.text)][-1]


async def joined(place: Town, who: AccountId = BEN, **values: Sequence[str]) -> None:
    """By their own click, through review and consent."""
    await send(place, who, "advocate_apply", why=("I like wombats",), **values)
    await place.press(TESS, "vote_yes", card(place))
    chosen = {"accepts": ("talk",), "about": ("industry:health",), "listed": ("yes",), "shows": ("about", "helped")}
    await send(place, who, "advocate", **{**chosen, **values})


async def asked(place: Town) -> Answer:
    day, what = (place.now + timedelta(days=2)).date().isoformat(), "A talk about wombats"
    return await send(place, SAM, "ask", kind=("talk",), what=(what,), wanted=("1",), by=(day,))


async def test_evidence_goes_to_the_person_first_and_to_reviewers_after_their_yes(found: Founding) -> None:
    place = await opened(found)
    await helped(place)
    await place.pass_(days=1)
    (offer,) = place.to(BEN)
    assert "Answers of yours that were confirmed in 90 days: 10" in said(offer)
    assert [m for m in place.board.seen() if m.to == REVIEW] == []
    assert "Ben" not in said(await place.command(ROSA, "advocates"))
    await place.press(BEN, "advocate_yes", offer)
    assert [m for m in place.board.seen() if m.to == REVIEW] == [], "the form comes first"
    await send(place, BEN, "advocate_apply", why=("",))
    assert "Should we invite Ben to Champions?" in said(card(place))
    assert "Answers confirmed in 90 days: 10" in said(card(place))


async def test_reviewers_see_the_evidence_of_whoever_came_by_their_own_click(found: Founding) -> None:
    place = await opened(found)
    await helped(place, number=2)
    await send(place, BEN, "advocate_apply", why=("",))
    assert "Answers confirmed in 90 days: 2" in said(card(place))


async def test_whoever_says_no_is_never_offered_it_again_by_anybody(found: Founding) -> None:
    place = await opened(found)
    await helped(place)
    await place.pass_(days=1)
    await place.press(BEN, "advocate_no", place.to(BEN)[0])
    neutral = said(await place.command(ROSA, "nominate", "@Ben", WHY)).replace("Ben", "Cy")
    assert neutral == said(await place.command(ROSA, "nominate", "@Cy", WHY)), "nobody learns it by naming them"
    for _ in range(5):
        await place.say(BEN, f"m{place.now.isoformat()}", "Still here.")
        await place.pass_(days=1)
    assert len(place.to(BEN)) == 1


async def test_each_role_sees_what_it_may_and_no_more(found: Founding) -> None:
    place = await opened(found)
    for who in (ADA, ROSA):
        await place.command(who, "nominate", "@Ben", WHY)
    await place.command(ADA, "nominate", "Cy", WHY)
    everybody = (ADA, CY, DI, SAM, TESS, ROSA)

    async def shown(*people: AccountId) -> str:
        some = [
            said(await place.command(who, *words)) for who in people
            for words in (("advocates",), ("advocates", "looks"), ("references", "for", "a", "call"), ("advocate",),
                          ("privacy", "export"), ("mine",))
        ]  # fmt: skip
        return "\n".join([*some, *(said(m) for who in people for m in place.to(who))])

    # named, and not asked yet: the managers and reviewers know of nothing
    assert "Ben" not in await shown(*everybody)
    await place.pass_(days=1)
    (offer,) = place.to(BEN)
    assert WHY in said(offer), "whom it is about reads it first"
    assert "Ben" not in await shown(*everybody)
    assert WHY not in await shown(SAM, TESS, DI), "nobody else reads it, and who wrote it reads their own"
    # in review: only reviewers learn who voted how; the person does not
    await send(place, BEN, "advocate_apply")
    open_card = card(place)
    await place.press(CY, "vote_abstain", open_card)
    for who in (TESS, CY):
        told = said(await place.press(who, "vote_more", open_card))
        assert "From Cy: abstains" in told
        assert WHY in told
    for who in (ADA, BEN, DI, SAM, ROSA):
        assert "Only reviewers" in said(await place.press(who, "vote_more", open_card))
        assert "Only reviewers" in said(await place.press(who, "vote_yes", open_card))
    assert "Cy" not in said(card(place))
    mine = await shown(BEN)
    assert "abstain" not in mine
    assert "Cy" not in mine.replace("Put forward", "")
    # an advocate: what staff find is what was ticked, and who said no nobody learns
    await place.press(TESS, "vote_yes", card(place))
    await send(place, BEN, "advocate", accepts=("talk",), about=("industry:health",))
    assert "Ben" not in said(await place.command(SAM, "references", "for", "a", "call")), "not without the tick"
    assert "one after the other" in said(await asked(place))
    await place.press(BEN, "ask_no", place.to(BEN)[-1])
    await place.pass_(days=3)
    told = "\n".join(said(m) for who in (SAM, DI, TESS, ADA, CY) for m in place.to(who))
    assert "nobody could be found in time" in told
    assert "Ben" not in told
    assert "asked; no" not in said(await place.command(SAM, "privacy", "export"))
    await send(place, BEN, "advocate", accepts=("talk",), about=("industry:health",), listed=("yes",))
    found_one = said(await place.command(DI, "references", "for", "a", "call", "with", "Acme"))
    assert "Ben" in found_one
    assert "health" not in found_one, "that was not ticked"
    assert "Looked you up: Di" in said(await place.command(BEN, "advocate"))
    assert "Di saw Ben, for: a call with Acme" in said(await place.command(ROSA, "advocates", "looks"))
    for who in (ADA, SAM, DI):
        assert "Ben" not in said(await place.command(who, "advocates"), await place.command(who, "advocates", "looks"))


Out = Callable[[Town], Awaitable[object]]
WAYS_OUT: dict[str, Out] = {
    "leave": lambda place: place.press(BEN, "advocate_leave"),
    "stop": lambda place: place.command(BEN, "stop"),
    "quiet stop": lambda place: place.command(BEN, "quiet", "stop"),
    "stop everything": lambda place: place.press(BEN, "privacy_stop"),
    "forget me": lambda place: place.command(BEN, "privacy", "erase", "yes"),
}


@pytest.mark.parametrize(
    ("way", "when"), [*((way, "advocate") for way in WAYS_OUT), ("leave", "in review"), ("forget me", "in review")]
)
async def test_a_yes_taken_back_never_appears_again(found: Founding, way: str, when: str) -> None:
    """Whatever anybody asks afterwards, and whatever time brings: no word of them, their id or what they chose."""
    place = await opened(found)
    if when == "in review":
        await send(place, BEN, "advocate_apply", why=("I like wombats",))
    else:
        await joined(place)
        await place.command(SAM, "references", "health", "for", "a", "call")
        await asked(place)
        assert len(place.to(BEN)) == 2, "the invitation and the request"
    before = len(place.to(BEN))
    await WAYS_OUT[way](place)
    await place.pass_(seconds=1)
    rows_before = {row.id for row in await all_rows(place)}
    if when == "in review":
        assert "took it back" in said(*(m for m in place.board.seen() if m.to == REVIEW))
    answers = [
        await place.command(ROSA, "advocates"), await place.command(ROSA, "advocates", "looks"),
        await place.command(SAM, "references", "for", "a", "call"), await place.command(TESS, "advocates"),
        await asked(place), await place.press(TESS, "vote_more", place.board.seen()[0]),
    ]  # fmt: skip
    await place.pass_(days=3)
    later = [row for row in await all_rows(place) if row.id not in rows_before]
    assert "Ben" not in said(*answers)
    assert "wombats" not in said(*answers)
    assert not any(BEN in str(row.body) or row.to_member == BEN for row in later)
    assert "Ben" not in said(*(m for m in place.board.seen() if m.to != BEN)), "nor does an earlier message name them"
    assert len(place.to(BEN)) == before
    with place.memory.direct(place.owner.id) as ledger:
        entries = "\n".join(map(str, ledger.connection.execute(tables.entries.select()).all()))
        assert "wombats" not in entries.replace("A talk about wombats", "")
        assert "industry:health" not in entries
        assert not (way == "forget me" and "ben" in entries)
        assert ledger.people.consents(MemberId(BEN)).get(Purpose.ADVOCACY) in {False, None}


async def all_rows(place: Town) -> list[OutboxRow]:
    with place.memory.direct(place.owner.id) as ledger:
        ids = ledger.connection.execute(tables.outbox.select()).all()
        return [row for each in ids if (row := ledger.outbox.get(each.id)) is not None]


async def test_many_who_ask_at_once_get_one_yes_between_them(found: Founding) -> None:
    """Three departments within one batch: the advocate hears of one thing, and so it stays for 30 days."""
    place = await opened(found)
    await joined(place, listed=())
    day = (place.now + timedelta(days=8)).date().isoformat()
    forms = [
        FormSubmitted(
            key=f"many:{nth}", at=place.now, account=who, form="ask",
            values={"kind": ("talk",), "what": (f"Number {nth}",), "by": (day,)},
        )
        for nth, who in enumerate((SAM, DI, ROSA))
    ]  # fmt: skip
    told = await place.tell(*forms)
    assert [("one after the other" in said(each), "too often" in said(each)) for each in told] == [
        (True, False), (False, True), (False, True),
    ]  # fmt: skip
    await place.pass_(days=9)
    (request,) = (m for m in place.to(BEN) if "Would this be something" in said(m))
    assert "Number 0" in said(request)
    assert all("nobody could be found" in said(place.to(who)[-1]) for who in (SAM, DI, ROSA))


async def test_a_yes_reaches_whoever_asked_and_thanks_come_back(found: Founding) -> None:
    place = await opened(found)
    await joined(place)
    await asked(place)
    await place.press(BEN, "ask_yes", place.to(BEN)[-1])
    (yes,) = place.to(SAM)
    assert "has a yes, from Ben" in said(yes)
    assert "nothing here" in said(await place.press(DI, "ask_done", yes)), "only whoever asked"
    await place.press(SAM, "ask_done", yes)
    assert "says sam: a talk" in said(place.to(BEN)[-1])
    assert "noted already" in said(await place.press(SAM, "ask_fell", yes))
    assert "you said yes: 1" in said(await place.command(BEN, "advocate"))


@pytest.mark.parametrize("days", [0, 3], ids=["before its day", "after it"])
@pytest.mark.parametrize("how", ["leave", "stop everything", "forget me"])
async def test_whose_yes_holds_no_more_is_named_to_nobody(found: Founding, how: str, days: int) -> None:
    place = await opened(found)
    await joined(place, BEN)
    await asked(place)
    await place.press(BEN, "ask_yes", place.to(BEN)[-1])
    await joined(place, ADA)
    others = len(place.to(ADA))
    assert "Ben" in said(place.to(SAM)[-1])
    await place.pass_(days=days)
    await WAYS_OUT[how](place)
    assert not any("Ben" in said(one) for one in place.to(SAM))
    assert all("was taken back" in said(one) for one in place.to(SAM)), "its first message, and the question"
    assert len(place.to(ADA)) == others + (days == 0), "somebody else is asked, as long as its day has not come"


async def test_what_was_asked_within_a_term_is_answered_and_thanked_for_after_it(found: Founding) -> None:
    short = replace(CHAMPIONS, term=timedelta(days=1))
    place = await opened(found, town(programmes={"champions": short}, roles=ROLES))
    await joined(place)
    await asked(place)
    request = place.to(BEN)[-1]
    await place.pass_(days=1, hours=23)
    assert "0 in, 1 former" in said(await place.command(ROSA, "advocates"))
    assert "Wonderful" in said(await place.press(BEN, "ask_yes", request))
    await place.press(SAM, "ask_done", place.to(SAM)[-1])
    assert "says sam: a talk" in said(place.to(BEN)[-1])
    assert "No advocate accepts" in said(await asked(place)), "nothing new is asked"


@pytest.mark.parametrize("is_first", [True, False], ids=["said before", "said after"])
async def test_after_a_term_nothing_is_taken_back_by_looking_something_up(found: Founding, is_first: bool) -> None:  # noqa: FBT001
    short = replace(CHAMPIONS, term=timedelta(days=1))
    place = await opened(found, town(programmes={"champions": short}, roles=ROLES))
    await joined(place)
    await asked(place)
    request = place.to(BEN)[-1]
    if is_first:
        await place.press(BEN, "ask_yes", request)
    await place.pass_(days=1, hours=23)
    assert "0 in, 1 former" in said(await place.command(ROSA, "advocates"))
    for words in (("privacy",), ("quiet",)):
        await place.command(BEN, *words)
    if not is_first:
        await place.press(BEN, "ask_yes", request)
    assert "has a yes, from Ben" in said(place.to(SAM)[-1])
    await place.press(SAM, "ask_done", place.to(SAM)[-1])
    assert "says sam: a talk" in said(place.to(BEN)[-1])


@pytest.mark.parametrize("how", ["left", "erased"])
async def test_who_said_yes_and_the_managers_hear_once_that_whoever_asked_is_gone(found: Founding, how: str) -> None:
    place = await opened(found)
    await joined(place, BEN)
    await asked(place)
    await place.press(BEN, "ask_yes", place.to(BEN)[-1])
    if how == "erased":
        await place.press(SAM, "privacy_erase_yes", place.to(SAM)[-1])
    else:
        await place.tell(AccountSeen(key="left", at=place.now, account=SAM, name="sam", is_gone=True))
    await place.pass_(days=4)
    told = [said(m) for m in place.board.seen() if m.to == MANAGERS and "has ended early" in said(m)]
    assert len(told) == 1
    assert "Said yes so far: 1" in told[0]
    thanked = [said(m) for m in place.to(BEN) if "nothing is to be done" in said(m)]
    assert len(thanked) == 1
    assert not any(secret in text.casefold() for text in (*told, *thanked) for secret in ("sam", "wombats"))


async def test_nobody_answers_or_is_asked_for_whoever_has_left(found: Founding) -> None:
    place = await opened(found)
    for who in (BEN, ADA):
        await joined(place, who)
    await asked(place)
    first, second = (BEN, ADA) if place.to(BEN) and "request" in said(place.to(BEN)[-1]) else (ADA, BEN)
    request, before = place.to(first)[-1], len(place.to(second))
    assert "2 in" in said(await place.command(ROSA, "advocates")), "the second could be asked"
    await place.tell(AccountSeen(key="left", at=place.now, account=SAM, name="sam", is_gone=True))
    assert "settled already" in said(await place.press(first, "ask_no", request))
    await place.pass_(days=4)
    assert (len(place.to(second)), place.to(SAM)) == (before, [])
    assert "Going on" not in said(await place.command(ROSA, "advocates"))


async def test_who_is_still_here_by_another_account_keeps_their_place(found: Founding) -> None:
    place = await opened(found)
    await joined(place)
    other = AccountId("slack-T1:ben2")
    await place.tell(AccountSeen(key="ben2", at=place.now, account=other, name="Ben"))
    await place.owner.behind(lambda ledger: ledger.links.join(MemberId(other), MemberId(BEN), place.now))
    await place.tell(AccountSeen(key="gone", at=place.now, account=BEN, name="Ben", is_gone=True))
    await place.pass_(days=1)
    assert "1 in" in said(await place.command(ROSA, "advocates"))
    await place.tell(AccountSeen(key="gone2", at=place.now, account=other, name="Ben", is_gone=True))
    await place.pass_(days=1)
    assert "1 in" not in said(await place.command(ROSA, "advocates")), "and nobody who left is kept"


@pytest.mark.parametrize("is_named_after_the_other", [False, True])
async def test_a_no_of_an_account_that_was_joined_takes_no_place_away(
    found: Founding, *, is_named_after_the_other: bool
) -> None:
    place = await opened(found)
    await joined(place)
    other = MemberId("slack-T1:ben2")
    no = Standing(id="no", member=other, programme="champions", stage=Stage.DECLINED, at=place.now + timedelta(hours=1))
    await place.owner.run(lambda batch: batch.ledger.entries.save([no.to_entry()]))
    pair = (MemberId(BEN), other) if is_named_after_the_other else (other, MemberId(BEN))
    await place.owner.behind(lambda ledger: ledger.links.join(*pair, place.now))
    assert "1 in" in said(await place.command(ROSA, "advocates"))


async def test_whom_a_manager_gave_a_rest_is_asked_for_nothing_else_either(found: Founding) -> None:
    place = await opened(found)
    await joined(place)
    ends = place.now + timedelta(days=9)
    pause = pause_of(MemberId(BEN), MemberId(ROSA), place.now, Until(day=ends.date(), at=ends, why=""))
    await place.owner.run(lambda batch: batch.ledger.entries.save([pause]))
    await asked(place)
    await place.pass_(days=3)
    assert not [m for m in place.to(BEN) if "Would this be something" in said(m)]
    await place.pass_(days=7)
    await asked(place)
    await place.pass_(days=1)
    assert [m for m in place.to(BEN) if "Would this be something" in said(m)], "after it as before"


@pytest.mark.parametrize(
    ("who", "words", "told"),
    [
        (BEN, ("@Ben", "me"), "For yourself"),
        (BEN, ("sam", "nice"), "somebody of the team"),
        (BEN, ("@Nobody", "nice"), "couldn't tell whom"),
        (BEN, ("@Cy",), "Please add why"),
        (BEN, (), "couldn't tell whom"),
        (SAM, ("cy", "patient"), "Thank you for thinking of Cy"),
        (BEN, ("<@ada>", "patient"), "Thank you for thinking of Ada"),
    ],
)
async def test_naming_somebody(found: Founding, who: AccountId, words: tuple[str, ...], told: str) -> None:
    place = await opened(found)
    assert told in said(await place.command(who, "nominate", *words))


async def test_staff_cannot_come_in_and_a_try_out_writes_to_nobody(found: Founding) -> None:
    place = await opened(found)
    assert "for members who help" in said(await place.press(SAM, "advocate_apply"))
    tried = found(replace(town(programmes={"champions": CHAMPIONS}, roles=ROLES), dry_run=True))
    await tried.open()
    await tried.say(BEN, "hello", "Good morning everybody.")
    await helped(tried)
    await tried.pass_(days=2)
    assert tried.to(BEN) == []
    assert "This is a try-out" in said(await asked(tried))


async def test_what_others_wrote_is_shown_again_to_whoever_asks_about_themselves(found: Founding) -> None:
    place = await opened(found)
    for who in (ADA, DI):
        await place.command(who, "nominate", "@Ben", WHY)
    await place.pass_(days=1)
    assert WHY in said(place.to(BEN)[0])
    again = said(await place.command(BEN, "advocate"))
    assert WHY in again
    assert "~noted" not in again


async def test_sales_is_told_only_of_who_wants_to_be_found_and_called(found: Founding) -> None:
    place = await opened(found)
    about = {"about": ("topic:api",), "accepts": ("talk", "reference_call"), "listed": ("yes",), "shows": ("about",)}

    async def known() -> MemberId | None:
        def look(batch: Batch) -> Speakers:
            policy = batch.community.policy
            return speakers(batch.lookups, Situation(community=policy.community, now=batch.now, policy=policy))

        return (await place.owner.run(look)).find(["api"])

    await joined(place, **about)
    assert await known() == MemberId(BEN)
    for taken_away in ({"accepts": ("talk",)}, {"listed": ()}, {"shows": ("helped",)}):
        await place.pass_(minutes=1)
        await send(place, BEN, "advocate", **{**about, **taken_away})
        assert await known() is None
    await place.pass_(minutes=1)
    await send(place, BEN, "advocate", **about)
    assert await known() == MemberId(BEN)
    await place.command(BEN, "stop")
    assert await known() is None


async def test_a_consent_taken_back_elsewhere_ends_it_too(found: Founding) -> None:
    place = await opened(found)
    await joined(place)
    no = SetConsent(member=MemberId(BEN), purpose=Purpose.ADVOCACY, is_given=False)
    await place.owner.run(lambda batch: batch.effects._consent(no, batch.now))
    assert "Ben" not in said(await place.command(ROSA, "advocates"))
    assert "Ben" not in said(await place.command(SAM, "references", "health", "for", "a", "call"))
    assert "I'm interested" in said(await place.command(BEN, "advocate"))
    await place.pass_(days=1)
    assert "took it back" in said(*(m for m in place.board.seen() if m.to == REVIEW))
