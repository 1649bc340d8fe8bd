"""A question that comes to the team gets a draft, made of what helped others who agreed, by a model behind a wire."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bench.fakes.model import MANNERS, FakeModel
from bots.runtime.forgetting import Forgetting
from bots.runtime.model_texts import let_go
from bots.runtime.model_work import ModelWork
from engagement.entries import Entry
from engagement.events import ChannelSeen
from engagement.ids import ChannelId, MemberId, OutboxId
from engagement.modelling.asking import Passage, Request, Use
from engagement.modelling.budget import Budget
from engagement.modelling.dials import ModelPolicy
from engagement.modelling.typist import Typed, Typist
from engagement.modelling.wanted import KEPT_FOR, KIND, TEXT
from engagement.people import Purpose
from engagement.plays.draft_answer import DraftAnswerPolicy
from engagement.ports import Ledger
from engagement.privacy import Scope
from engagement.speech import Outgoing, plain
from tests.bots.runtime.stage import town
from tests.engagement.made_up import tid
from tests.scenarios.conftest import Founding
from tests.scenarios.stage import ADA, BEN, CY, ROSA, Town
from tests.scenarios.with_model import GOVERNANCE, HUB, working

ANSWER = "Send a POST request to the endpoint with the token in the header of the script."
MODEL = ModelPolicy(name="made-up", uses=(Use.DRAFT,), provider="127.0.0.1")


async def asked(
    found: Founding,
    agreed: tuple[str, ...] = (ADA, BEN),
    model: ModelPolicy = MODEL,
    again: str = "How do I call the endpoint from a script with a token, please?",
) -> Town:
    """Cy's question was solved by Ben; Ada asks the same, and it is handed to the team."""
    place = found(town(governance=GOVERNANCE, model=model, hold_out=0.0))
    await place.open()
    await place.tell(ChannelSeen(key="hub", at=place.now, channel=HUB, name="hub"))
    for who in agreed:
        await place.command(who, "privacy", "model", "yes")  # type: ignore[arg-type]
    await place.ask("q1", "How do I call the endpoint from a script with a token?", CY)
    await place.say(BEN, "a1", ANSWER, of="q1")
    await place.react(CY, "a1")
    await place.pass_(days=1)
    await place.ask("q", again, ADA)
    await place.press(ADA, "hand_to_team", on="q", channel=ChannelId("slack-T1:help"))
    await place.pass_(seconds=1)
    return place


def drafts(place: Town) -> list[Outgoing]:
    return [message for message in place.board.seen() if "written by a language model" in plain(message.text)]


async def drafted(place: Town, work: ModelWork) -> None:
    await work.go_on()
    await place.pass_(seconds=2)


async def on_its_way(fake: FakeModel, work: ModelWork) -> "asyncio.Task[int]":
    """A slow model was asked, and has not answered."""
    fake.manner, fake.temper.slow_s = "slow", 0.3
    task = asyncio.ensure_future(work.go_on())
    await fake.arrived.wait()
    return task


async def test_the_team_sees_a_draft_with_its_source_and_nobody_else_does(found: Founding) -> None:
    place = await asked(found)
    async with working(place) as (fake, work):
        await drafted(place, work)
        (seen,) = fake.seen
        (draft,) = drafts(place)
        assert str(draft.to).startswith(HUB), "under the card in the team's room"
        assert ANSWER in plain(draft.text)
        assert "made-up" in plain(draft.text)
        assert "Ben" not in seen.told
        assert "solved questions like it say something" in place.reasons("draft_answer")
        (shown,) = [each for each in place.journal("draft_answer") if each.action == "Say"]
        assert shown.evidence["sureness"] == pytest.approx(1.0, abs=0.1)
        await drafted(place, work)
        assert len(fake.seen) == 1, "it is asked once"


@pytest.mark.parametrize("agreed", [(ADA,), (BEN,), ()])
async def test_without_the_yes_of_both_nothing_is_told_a_model(found: Founding, agreed: tuple[str, ...]) -> None:
    place = await asked(found, agreed)
    async with working(place) as (fake, work):
        await drafted(place, work)
        assert fake.seen == []
        assert drafts(place) == []
        assert any("agree" in reason for reason in place.reasons("draft_answer"))


async def test_who_takes_the_yes_back_is_told_a_model_no_more(found: Founding) -> None:
    place = await asked(found)
    await place.command(BEN, "privacy", "model", "no")
    async with working(place) as (fake, work):
        await drafted(place, work)
        assert fake.seen == []


@pytest.mark.parametrize("manner", sorted(set(MANNERS) - {"normal", "obedient", "lying", "slow", "dripping", "busy"}))
async def test_whatever_the_model_does_the_team_is_not_troubled_and_the_journal_says_why(
    found: Founding, manner: str
) -> None:
    place = await asked(found)
    async with working(place) as (fake, work):
        fake.manner = manner
        await drafted(place, work)
        assert drafts(place) == []
        assert fake.seen
        place.clock.move_to(place.now + timedelta(hours=3))
        await drafted(place, work)
        holds = [each.reason for each in place.journal("draft_answer") if each.action == "Hold"]
        assert len(holds) == 1
        assert holds[0]


async def test_a_model_that_does_not_answer_holds_nothing_up(found: Founding) -> None:
    place = await asked(found)
    async with working(place) as (fake, work):
        fake.manner = "slow"
        task = asyncio.ensure_future(work.go_on())
        await fake.arrived.wait()
        await place.say(CY, "more", "I would like to know that, too: how does it work?")
        await place.pass_(minutes=5)
        assert not task.done()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class Stumbling:
    """A typist with a fault of its own in the way of one question."""

    def __init__(self, other: Typist, words: str) -> None:
        self.other, self.words, self.provider = other, words, other.provider

    async def ask(self, request: Request) -> Typed:
        if any(self.words in each.words for each in request.passages):
            raise ZeroDivisionError
        return await self.other.ask(request)

    async def compare(self, passages: Sequence[Passage], use: Use = Use.SIMILARITY) -> Typed:
        return await self.other.compare(passages, use)

    def forget(self) -> None:
        self.other.forget()


async def test_what_cannot_be_asked_holds_nothing_else_up_and_ends_when_it_is_too_old(found: Founding) -> None:
    place = await asked(found, (ADA, BEN, CY), model=replace(MODEL, uses=(Use.DRAFT, Use.SECOND_OPINION)))
    await place.say(CY, "unsure", "The endpoint does not work on my machine since yesterday")
    nowhere = Entry(kind=KIND, id="nowhere", at=place.now - timedelta(days=9), state="waiting", facts={"use": "draft"})
    place.memory.write(place.owner.id, lambda ledger: ledger.entries.save([nowhere])).result()
    async with working(place) as (fake, work):
        assert work.typist is not None
        work.typist = Stumbling(work.typist, "please?")
        await drafted(place, work)
        await drafted(place, work)
        (seen,) = fake.seen
        assert "since yesterday" in seen.told, "the one that comes after it"
        waits = place.memory.read(place.owner.id, lambda ledger: ledger.entries.find(KIND, states=("waiting",)))
        assert [each.thread for each in waits] == [tid("q")]
        place.clock.move_to(place.now + timedelta(hours=3))
        await drafted(place, work)
        assert "the model did not answer while it was of use" in place.reasons("draft_answer")


async def answered_while(place: Town, change: Callable[[Ledger], None], work: ModelWork, fake: FakeModel) -> None:
    """The memory is changed after the model has answered, while its answer waits for its turn."""
    turn = place.owner._busy
    async with asyncio.timeout(20):
        task = asyncio.ensure_future(work.go_on())
        await fake.arrived.wait()
        async with turn:
            while not turn._waiters:  # noqa: ASYNC110  # a lock tells nobody who waits for it
                await asyncio.sleep(0)
            await asyncio.wrap_future(place.memory.write(place.owner.id, change))
        await task


async def test_a_yes_taken_back_while_the_answer_waits_for_its_turn_is_in_time(found: Founding) -> None:
    place = await asked(found)
    async with working(place) as (fake, work):
        await answered_while(place, lambda ledger: take_back(ledger, place), work, fake)
        assert (texts(place), len(fake.seen)) == ([], 1)
        await drafted(place, work)
        assert (drafts(place), len(fake.seen)) == ([], 1), "it is asked anew of what may be told now, which is nothing"
        assert "nobody whose answer helped earlier agreed to a model" in place.reasons("draft_answer")


async def test_an_answer_to_what_was_taken_back_or_wanted_anew_meanwhile_counts_for_nothing(found: Founding) -> None:
    place = await asked(found)
    async with working(place) as (fake, work):
        (entry,) = place.memory.read(place.owner.id, lambda ledger: ledger.entries.find(KIND))
        anew = replace(entry, at=entry.at + timedelta(seconds=1))
        await answered_while(place, lambda ledger: ledger.entries.save([anew]), work, fake)
        assert texts(place) == []
        assert place.memory.read(place.owner.id, lambda ledger: ledger.entries.find(KIND)) == [anew], "that one waits"
        await drafted(place, work)
        assert len(drafts(place)) == 1


def take_back(ledger: Ledger, place: Town) -> None:
    ledger.people.set_consent(MemberId(BEN), Purpose.MODEL_USE, is_given=False, at=place.now)
    let_go(ledger, place.now)


def texts(place: Town) -> list[str]:
    return place.memory.read(place.owner.id, lambda ledger: [each.words for each in ledger.entries.find(TEXT)])


async def test_a_question_that_is_less_like_the_solved_one_than_wanted_is_told_no_model(found: Founding) -> None:
    place = await asked(found, again="How do I call the endpoint from a script?")
    async with working(place) as (fake, work):
        await drafted(place, work)
        assert fake.seen == []
        (held,) = [each for each in place.journal("draft_answer") if each.action == "Hold"]
        assert "less sure than wanted" in held.reason
        sureness = held.evidence["sureness"]
        assert isinstance(sureness, float)
        assert 0 < sureness < DraftAnswerPolicy().least_sureness


async def test_over_its_budget_nothing_is_sent(found: Founding) -> None:
    place = await asked(found)
    async with working(place, budget=Budget(tokens=0)) as (fake, work):
        await drafted(place, work)
        assert fake.seen == []
        assert drafts(place) == []


async def test_without_a_model_nothing_is_wanted_of_one(found: Founding) -> None:
    place = await asked(found, model=ModelPolicy())
    async with working(place) as (fake, work):
        await drafted(place, work)
        assert (fake.seen, place.journal("draft_answer")) == ([], [])


async def test_one_that_is_switched_off_meanwhile_is_not_asked(found: Founding) -> None:
    place = await asked(found)
    async with working(place) as (fake, work):
        place.owner.community.policy = replace(place.owner.community.policy, model=ModelPolicy())
        await drafted(place, work)
        assert fake.seen == []
        assert "no model is asked for this any more" in place.reasons("draft_answer")


async def test_the_words_of_a_draft_are_gone_within_a_day_and_undoing_takes_it_back(found: Founding) -> None:
    place = await asked(found)

    def kept() -> list[str]:
        return place.memory.read(place.owner.id, lambda ledger: [each.words for each in ledger.entries.find(TEXT)])

    async with working(place) as (_, work):
        await drafted(place, work)
        assert kept() == [ANSWER]
        (said,) = [each for each in place.journal("draft_answer") if each.action == "Say"]
        await place.command(ROSA, "undo", said.id)
        await place.pass_(seconds=2)
        assert drafts(place) == []
        place.clock.move_to(place.now + KEPT_FOR)
        await work.go_on()
        assert kept() == [""]


def kept_words(place: Town) -> list[str]:
    return place.memory.read(place.owner.id, lambda ledger: [each.words for each in ledger.entries.find(TEXT)])


@pytest.mark.parametrize("words", [("privacy", "model", "no"), ("privacy", "stop")])
async def test_what_a_model_wrote_goes_at_once_when_somebody_takes_back_their_yes(
    found: Founding, words: tuple[str, ...]
) -> None:
    place = await asked(found)
    async with working(place) as (_, work):
        await drafted(place, work)
        assert kept_words(place) == [ANSWER]
        await place.command(BEN, *words)
        assert kept_words(place) == [""]


async def test_what_a_model_answered_is_remembered_no_more_when_somebody_took_back_their_yes(found: Founding) -> None:
    place = await asked(found)
    async with working(place) as (fake, work):
        task = await on_its_way(fake, work)
        await place.command(BEN, "privacy", "model", "no")
        await place.command(BEN, "privacy", "model", "yes")
        await task
        assert drafts(place) == []
        await drafted(place, work)
        assert len(fake.seen) == 2, "the very same is asked anew"
        assert len(drafts(place)) == 1


async def test_what_was_let_go_before_it_was_delivered_is_not_sent_without_its_words(found: Founding) -> None:
    place = await asked(found)
    async with working(place) as (_, work):
        work.wake = lambda: None  # nothing is delivered before the no
        await work.go_on()
        assert kept_words(place) == [ANSWER]
        await place.command(BEN, "privacy", "model", "no")
        await place.pass_(seconds=2)
        assert drafts(place) == []
        (shown,) = [each for each in place.journal("draft_answer") if each.action == "Say"]
        row = place.memory.read(place.owner.id, lambda ledger: ledger.outbox.get(shown.outbox or OutboxId("")))
        assert row is not None
        assert (row.state, row.error) == ("cancelled", "what a model wrote of it was let go")


@pytest.mark.parametrize("is_edited", [False, True])
async def test_a_draft_goes_with_the_words_it_was_made_of_when_they_are_deleted_or_edited(
    found: Founding,
    is_edited: bool,  # noqa: FBT001
) -> None:
    place = await asked(found)
    async with working(place) as (_, work):
        await drafted(place, work)
        await place.delete("unheard of")
        assert (kept_words(place), len(drafts(place))) == ([ANSWER], 1), "what is deleted elsewhere takes nothing along"
        await (place.edit(BEN, "a1", "Never mind.", of="q1") if is_edited else place.delete("a1"))
        assert (kept_words(place), drafts(place)) == ([""], []), "nor does the team read it any more"


async def test_a_draft_on_its_way_is_not_shown_when_what_it_is_made_of_is_deleted_meanwhile(found: Founding) -> None:
    place = await asked(found)
    async with working(place) as (fake, work):
        task = await on_its_way(fake, work)
        await place.delete("a1")
        await task
        await drafted(place, work)
        assert (drafts(place), len(fake.seen)) == ([], 1)


async def test_what_a_model_wrote_of_somebody_is_gone_with_them(found: Founding) -> None:
    place = await asked(found)
    async with working(place) as (_, work):
        await drafted(place, work)
        place.memory.write(place.owner.id, lambda ledger: ledger.privacy.ask(Scope.MEMBER, BEN, place.now)).result()
        await Forgetting(owner=place.owner).go_on(place.now)
        assert kept_words(place) == [""]
    place.memory.wipe(is_thorough=True)
    file = Path(str(place.memory.engine.url.database))
    left = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    assert left
    for fragment in (b"POST request", b"the header of", b"script."):
        assert fragment not in left


async def test_an_answer_that_comes_after_a_no_is_shown_to_nobody(found: Founding) -> None:
    place = await asked(found)
    async with working(place) as (fake, work):
        task = await on_its_way(fake, work)
        await place.command(BEN, "privacy", "model", "no")
        await task
        fake.manner = "normal"
        await drafted(place, work)
        assert len(fake.seen) == 1
        assert drafts(place) == []
        assert any("agree" in reason for reason in place.reasons("draft_answer"))


async def test_a_day_after_it_is_switched_off_nothing_is_left_of_what_a_model_wrote_but_the_record_of_calls(
    found: Founding,
) -> None:
    place, own = await asked(found), "With the token in the header, POST the script's request to the endpoint."
    async with working(place) as (fake, work):
        fake.manner, fake.temper.wish = "obedient", lambda _: {"is_sure": True, "text": own, "sources": ["s1"]}
        await drafted(place, work)
        assert own in plain(drafts(place)[0].text)
        assert kept_words(place) == [own]
        place.owner.community.policy = replace(place.owner.community.policy, model=ModelPolicy())
        work.typist = None
        place.clock.move_to(place.now + timedelta(days=1))
        await work.go_on()
        assert kept_words(place) == [""]
        assert len(fake.seen) == 1
    place.memory.wipe(is_thorough=True)
    file = Path(str(place.memory.engine.url.database))
    left = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    assert ANSWER.encode() in left, "what members wrote stays as long as ever"
    assert b"POST the script" not in left
    assert b"made-up" in left, "which model was asked is on record"
