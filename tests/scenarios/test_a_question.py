"""A question's day: asked, waited for, handed to helpers, answered, marked, thanked for."""

from engagement.actions import Reach
from engagement.speech import plain
from engagement.threads import ThreadState
from tests.engagement.made_up import mid, tid
from tests.scenarios.stage import ADA, BEN, CY, DI, MANAGERS, QUESTION, TESS, Town


async def test_a_question_waits_two_helpers_are_asked_one_answers_and_is_thanked(place: Town) -> None:
    await place.open(BEN, CY, DI)
    await place.ask()
    await place.pass_(minutes=19)
    assert place.board.seen(Reach.MEMBER) == []

    await place.pass_(minutes=1)
    asked = place.board.seen(Reach.MEMBER)
    assert sorted(m.to for m in asked) == [BEN, CY]
    assert place.thread().rings == 1

    answer = await place.press(BEN, "on_it", place.to(BEN)[0])
    assert "Thank you" in plain(answer.text)
    assert place.thread().on_it == BEN
    await place.pass_(minutes=30)
    await place.say(BEN, "a", "Send a POST with your token", of="q")
    assert place.thread().first_reply_by == BEN
    await place.pass_(hours=2)
    assert len(place.board.seen(Reach.MEMBER)) == 2  # nobody else was asked

    await place.react(ADA, "a")
    solved = place.thread()
    assert (solved.state, solved.accepted_by, solved.marked_by) == (ThreadState.SOLVED, BEN, ADA)
    assert [(c.kind, c.points) for c in place.credits_of(BEN)] == [("answer", 10)]
    assert [(c.kind, c.points) for c in place.credits_of(ADA)] == [("mark", 2)]
    assert "was marked as the one that helped" in plain(place.to(BEN)[-1].text)
    assert (place.thread().id, "solved") in place.board.tags
    results = {d.detail["helper"]: d.result for d in place.journal("peer_prompt") if d.action == "PromptPeer"}
    assert results == {BEN: "answered", CY: "answered by somebody else"}


async def test_a_question_that_a_peer_answers_first_is_left_in_peace(place: Town) -> None:
    await place.open(BEN, CY)
    await place.ask()
    await place.pass_(minutes=5)
    await place.say(DI, "a", "With a POST", of="q")
    await place.pass_(hours=20)
    assert place.board.seen() == []
    assert "members answered before anybody was asked" in place.reasons("peer_prompt")


async def test_the_second_pair_is_asked_an_hour_later_and_nobody_after_them(place: Town) -> None:
    await place.open(BEN, CY, DI, TESS)
    await place.ask()
    await place.pass_(minutes=20)
    first = {m.to for m in place.board.seen(Reach.MEMBER)}
    await place.pass_(minutes=60)
    everybody = {m.to for m in place.board.seen(Reach.MEMBER)}
    assert (len(first), everybody) == (2, {BEN, CY, DI, TESS})
    assert place.thread().rings == 2
    await place.pass_(hours=10)
    assert len(place.board.seen(Reach.MEMBER)) == 4


async def test_a_helper_who_is_on_it_and_never_answers_makes_room_for_others(place: Town) -> None:
    await place.open(BEN, CY, DI)
    await place.ask()
    await place.pass_(minutes=20)
    await place.press(BEN, "on_it", place.to(BEN)[0])
    await place.pass_(minutes=59)
    assert place.to(DI) == []
    await place.pass_(minutes=1)
    assert place.thread().on_it is None
    assert len(place.to(DI)) == 1


async def test_the_asker_says_thanks_and_the_answer_counts(place: Town) -> None:
    await place.open()
    await place.ask()
    await place.pass_(minutes=3)
    await place.say(BEN, "a", "With a POST", of="q")
    await place.say(CY, "b", "and a token", of="q")
    await place.pass_(minutes=1)
    await place.say(ADA, "t", "Perfect, that worked!", of="q")
    assert (place.thread().state, place.thread().accepted) == (ThreadState.SOLVED, mid("b"))
    assert [c.kind for c in place.credits_of(CY)] == ["answer"]
    offer = place.to(CY)
    assert len(offer) == 1
    assert "May I ask you when a question like it waits?" in plain(offer[0].text)
    await place.press(CY, "no_thanks", offer[0])
    await place.ask("q2")
    await place.pass_(minutes=2)
    await place.say(CY, "c", "With a GET", of="q2")
    await place.pass_(minutes=1)
    await place.react(ADA, "c")
    assert len(place.to(CY)) == 1  # the offer is made once, ever


async def test_a_thank_you_in_a_quiet_conversation_solves_it(place: Town) -> None:
    """The tag comes off, and the mark stays."""
    await place.open()
    await place.ask()
    await place.pass_(minutes=3)
    await place.say(BEN, "a", "With a POST", of="q")
    await place.pass_(days=4)
    assert place.thread().state is ThreadState.QUIET
    await place.say(ADA, "t", "Thanks, this fixed it", of="q")
    assert place.thread().state is ThreadState.SOLVED
    assert place.board.tags == {(place.thread().id, "solved")}


async def test_a_mark_taken_back_opens_the_question_and_takes_the_credit(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=3)
    await place.say(BEN, "a", "With a POST", of="q")
    await place.react(ADA, "a")
    await place.react(ADA, "a", off=True)
    assert place.thread().state is ThreadState.OPEN
    assert place.credits_of(BEN) == place.credits_of(ADA) == []
    assert place.board.tags == set()
    await place.react(ADA, "a")
    assert [c.kind for c in place.credits_of(BEN)] == ["answer"]  # and given again


async def test_the_asker_is_reminded_once_a_day_after_the_last_reply(place: Town) -> None:
    await place.open()
    await place.ask()
    await place.pass_(minutes=3)
    await place.say(BEN, "a", "With a POST", of="q")
    await place.pass_(hours=20)
    await place.say(ADA, "more", "I see, let me try it", of="q")
    await place.pass_(hours=23)
    assert place.board.seen() == []
    await place.pass_(hours=1)
    (reminder,) = place.board.seen(Reach.ASKER)
    assert reminder.only_to == ADA
    await place.pass_(days=2)
    assert len(place.board.seen(Reach.ASKER)) == 1

    await place.say(CY, "late", "or with curl", of="q")
    await place.press(ADA, "it_helped", reminder)
    assert place.thread().accepted == mid("a")  # the answer that the reminder named, not the latest
    assert [c.kind for c in place.credits_of(BEN)] == ["answer"]


async def test_earlier_solved_questions_are_shown_to_the_asker_alone_and_may_solve_it(place: Town) -> None:
    await place.open()
    await place.ask("old", "How do I rotate the webhook signing secret for the endpoint?", DI)
    await place.pass_(minutes=2)
    await place.say(BEN, "a", "In the settings", of="old")
    await place.react(DI, "a")
    await place.pass_(days=2)
    await place.ask("q", "how can I rotate my webhook signing secret please?")
    await place.pass_(seconds=59)
    assert place.board.seen(Reach.ASKER) == []
    await place.pass_(seconds=1)
    (offer,) = place.board.seen(Reach.ASKER)
    assert (offer.only_to, offer.to) == (ADA, tid("q"))
    await place.pass_(minutes=4)
    await place.say(CY, "b", "no idea, sorry", of="q")
    await place.press(ADA, "it_helped", offer)
    solved = place.thread()
    assert (solved.state, solved.accepted, solved.accepted_by) == (ThreadState.SOLVED, None, None)
    assert place.credits_of(CY) == []  # the earlier thread helped, not the latest reply


async def test_questions_nobody_could_answer_stand_on_the_managers_list(place: Town) -> None:
    await place.open()
    await place.ask()
    await place.pass_(minutes=150)
    listed = place.board.seen(Reach.MANAGERS)
    assert [m.to for m in listed] == [MANAGERS, MANAGERS]  # that nobody enrolled, and the list
    assert QUESTION in plain(listed[-1].text)
    await place.pass_(hours=1)
    await place.say(BEN, "a", "With a POST", of="q")
    await place.pass_(minutes=2)
    texts = place.board.texts(Reach.MANAGERS)
    assert len(texts) == 2  # the list was brought up to date where it stands
    assert QUESTION not in texts[-1]
