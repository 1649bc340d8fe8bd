"""Undo, kind by kind: afterwards people see what they saw before."""

from datetime import timedelta

import pytest

from engagement.actions import COMPENSATIONS, Reach
from engagement.decisions import Decision, Outcome
from engagement.people import Purpose
from engagement.plays.peer_prompt import PeerPromptPolicy
from engagement.policy import RestraintPolicy
from engagement.speech import plain
from engagement.threads import ThreadState
from tests.bots.runtime.stage import dials, town
from tests.engagement.made_up import HELP, mid
from tests.scenarios.conftest import Founding
from tests.scenarios.stage import ADA, BEN, CY, DI, ROSA, SAM, TESS, Town, answered


def newest(place: Town, action: str, play: str | None = None) -> Decision:
    found = [d for d in place.journal(play) if d.action == action and d.outcome is not Outcome.HELD]
    return found[-1]


async def asked(place: Town) -> Town:
    await place.open(BEN, CY)
    await place.ask()
    await place.pass_(minutes=20)
    return place


async def test_an_ask_that_was_sent_is_taken_back_and_may_be_made_again(place: Town) -> None:
    await asked(place)
    mine = next(d for d in place.journal() if d.detail.get("helper") == BEN)
    answer = await place.undo(mine)
    assert "Taken back" in plain(answer.text)
    assert place.to(BEN) == []
    assert (place.thread().asked, place.thread().rings) == ((CY,), 1)
    other = next(d for d in place.journal() if d.detail.get("helper") == CY)
    await place.undo(other)
    assert (place.thread().asked, place.thread().rings) == ((), 0)
    assert place.board.by_members == []


async def test_undoing_the_second_pair_leaves_the_first_counted_as_one(place: Town) -> None:
    await place.open(BEN, CY, DI, TESS)
    await place.ask()
    await place.pass_(minutes=20)
    first = place.thread().asked
    await place.pass_(minutes=60)
    assert place.thread().rings == 2
    for decision in place.journal("peer_prompt"):
        if decision.action == "PromptPeer" and decision.detail["helper"] not in first:
            await place.undo(decision)
    assert (place.thread().asked, place.thread().rings) == (first, 1)


async def test_an_ask_not_yet_sent_is_never_sent(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    place.clock.move_to(place.now + timedelta(minutes=20))
    await place.owner.look_again(place.now)
    await place.undo(newest(place, "PromptPeer"))
    await place.pass_(minutes=5)
    assert [name for name, _ in place.board.calls] == []


async def test_no_second_pair_is_asked_once_nobody_of_the_first_is_left(place: Town) -> None:
    await place.open(BEN, CY, DI)
    await place.ask()
    before = looks(place)
    await place.press(ADA, "ask_helper", on="q")
    await place.pass_(seconds=1)
    first, second = (each for each in place.journal("peer_prompt") if each.action == "PromptPeer")
    await place.undo(first)
    assert ("peer_prompt", "ask", place.now - timedelta(seconds=1) + timedelta(hours=1)) in looks(place)
    await place.undo(second)
    assert looks(place) == before, "it is asked when it would have been anyway"
    await place.pass_(minutes=20)
    assert len(place.thread().asked) == 2


async def test_what_would_have_been_looked_at_by_now_is_not_looked_at_late(place: Town) -> None:
    await place.open(BEN, CY, DI)
    await place.ask()
    await place.press(ADA, "ask_helper", on="q")
    await place.pass_(minutes=30)
    for each in place.journal("peer_prompt"):
        if each.action == "PromptPeer":
            await place.undo(each)
    assert place.thread().asked == ()
    assert [kind for _, kind, _ in looks(place) if kind == "ask"] == []


async def test_a_look_that_a_later_ask_moved_stays(found: Founding) -> None:
    three = {"peer_prompt": PeerPromptPolicy(rings=3)}
    place = found(town(channels={"help": dials("help", policies=three)}))
    await place.open(BEN, CY, DI)
    await place.ask()
    await place.press(ADA, "ask_helper", on="q")
    await place.pass_(minutes=30)
    first, second = (each for each in place.journal("peer_prompt") if each.action == "PromptPeer")
    await place.undo(first)
    await place.press(ADA, "ask_helper", on="q")
    await place.pass_(seconds=1)
    moved = looks(place)
    await place.undo(second)
    assert looks(place) == moved


async def test_a_mark_is_taken_back_with_its_credits_and_its_tag(place: Town) -> None:
    await answered(place)
    await place.react(ADA, "a")
    await place.undo(newest(place, "MarkAnswer"))
    thread = place.thread()
    assert (thread.state, thread.accepted, thread.accepted_by) == (ThreadState.OPEN, None, None)
    assert place.credits_of(BEN) == place.credits_of(ADA) == []
    assert place.board.tags == set()


async def test_undoing_an_old_mark_leaves_a_later_one_alone(place: Town) -> None:
    await answered(place)
    await place.say(CY, "b", "or with curl", of="q")
    await place.react(ADA, "a")
    old = newest(place, "MarkAnswer")
    await place.pass_(minutes=1)
    await place.react(ADA, "b")
    await place.undo(old)
    assert (place.thread().state, place.thread().accepted) == (ThreadState.SOLVED, mid("b"))
    assert [c.kind for c in place.credits_of(CY)] == ["answer"]


async def test_one_credit_is_taken_back_and_the_others_stand(place: Town) -> None:
    await answered(place)
    await place.react(ADA, "a")
    credit = next(d for d in place.journal() if d.action == "Credit" and d.subject == BEN)
    await place.undo(credit)
    assert place.credits_of(BEN) == []
    assert [c.kind for c in place.credits_of(ADA)] == ["mark"]
    assert place.thread().state is ThreadState.SOLVED


async def test_a_claim_is_let_go_and_others_are_asked_in_time(place: Town) -> None:
    await place.open(BEN, CY, DI)
    await place.ask()
    await place.pass_(minutes=20)
    await place.press(BEN, "on_it", place.to(BEN)[0])
    await place.undo(newest(place, "Claim"))
    assert place.thread().on_it is None
    await place.pass_(hours=1)
    assert len(place.to(DI)) == 1


async def test_undoing_an_old_claim_leaves_a_new_one_alone(place: Town) -> None:
    await asked(place)
    await place.press(BEN, "on_it", place.to(BEN)[0])
    old = newest(place, "Claim")
    await place.pass_(hours=1)
    await place.press(CY, "on_it", place.to(CY)[0])
    await place.undo(old)
    assert place.thread().on_it == CY


async def test_a_helpers_earlier_choices_are_put_back(place: Town) -> None:
    await place.open(BEN)
    await place.pass_(minutes=1)
    await place.fill_in(BEN, topics=["build"])
    assert place.owner.community.helpers[BEN].topics == ("build",)  # type: ignore[index]
    await place.undo(newest(place, "SaveHelper"))
    assert place.owner.community.helpers[BEN].topics == ()  # type: ignore[index]
    await place.undo(next(d for d in place.journal() if d.action == "SaveHelper" and d.undone_at is None))
    assert place.owner.community.helpers == {}
    place.restart()
    assert place.owner.community.helpers == {}


async def test_undoing_a_stop_does_not_make_anybody_be_asked(place: Town) -> None:
    """The consent is theirs: a manager cannot give it."""
    await place.open(BEN)
    await place.command(BEN, "quiet", "stop")
    await place.undo(newest(place, "SaveHelper"))
    consents = place.memory.read(place.owner.id, lambda ledger: ledger.people.consents(BEN))  # type: ignore[arg-type]
    assert consents == {Purpose.ASK_ME: False}
    await place.ask()
    await place.pass_(hours=1)
    assert place.to(BEN) == []


async def test_earlier_threads_that_were_shown_are_taken_back(place: Town) -> None:
    await place.open()
    await place.ask("old", "How do I rotate the webhook signing secret?", DI)
    await place.pass_(minutes=2)
    await place.say(BEN, "a", "In the settings", of="old")
    await place.react(DI, "a")
    await place.pass_(days=2)
    await place.ask("q", "how can I rotate my webhook signing secret?")
    await place.pass_(minutes=1)
    assert len(place.board.seen(Reach.ASKER)) == 1
    await place.undo(newest(place, "OfferSimilar"))
    assert place.board.seen(Reach.ASKER) == []
    assert place.thread().offered is False


async def test_a_quiet_tag_is_taken_off(place: Town) -> None:
    await answered(place)
    await place.pass_(days=4)
    assert place.thread().state is ThreadState.QUIET
    await place.undo(newest(place, "TagThread"))
    assert (place.thread().state, place.board.tags) == (ThreadState.OPEN, set())


async def test_undoing_an_old_quiet_tag_leaves_a_solved_question_solved(place: Town) -> None:
    await answered(place)
    await place.pass_(days=4)
    quiet = newest(place, "TagThread")
    await place.react(ADA, "a")
    await place.undo(quiet)
    assert place.thread().state is ThreadState.SOLVED


async def test_a_notice_is_taken_back_and_can_be_posted_again(place: Town) -> None:
    await place.open()
    await place.press(ROSA, "post_notice", channel=HELP)
    assert len(place.board.seen(Reach.CHANNEL)) == 2
    await place.undo(next(d for d in place.journal() if d.action == "Say" and d.subject == HELP))
    assert len(place.board.seen(Reach.CHANNEL)) == 1
    await place.pass_(minutes=1)
    await place.press(ROSA, "post_notice", channel=HELP)
    assert len(place.board.seen(Reach.CHANNEL)) == 2


async def test_a_changed_dial_is_put_back(place: Town) -> None:
    await place.open()
    await place.command(ROSA, "pause")
    assert place.owner.community.policy.is_paused
    await place.undo(newest(place, "SetDial"))
    assert not place.owner.community.policy.is_paused


async def test_undoing_twice_is_undoing_once(place: Town) -> None:
    await asked(place)
    decision = newest(place, "PromptPeer")
    await place.undo(decision)
    calls = list(place.board.calls)
    answer = await place.undo(decision)
    assert "already" in plain(answer.text)
    assert place.board.calls == calls


@pytest.mark.parametrize("words", [("undo", "abcdefghijklmnop"), ("undo",)])
async def test_an_unknown_id_is_said_plainly(place: Town, words: tuple[str, ...]) -> None:
    await place.open()
    answer = await place.command(ROSA, *words)
    assert plain(answer.text)
    assert place.journal("manager_desk") == []


@pytest.mark.parametrize("who", [ADA, BEN, SAM, TESS])
async def test_only_managers_undo(place: Town, who: str) -> None:
    await asked(place)
    await place.command(who, "undo", newest(place, "PromptPeer").id)  # type: ignore[arg-type]
    assert len(place.board.seen(Reach.MEMBER)) == 2
    assert all(decision.undone_at is None for decision in place.journal())


async def test_what_has_no_way_back_is_said(place: Town) -> None:
    await place.open(BEN)
    consent = newest(place, "SetConsent")
    assert COMPENSATIONS[consent.action] is None
    answer = await place.undo(consent)
    assert "can't be taken back" in plain(answer.text)
    assert newest(place, "SetConsent").undone_at is None


async def test_a_held_decision_has_nothing_to_undo(place: Town) -> None:
    await answered(place)
    held = next(d for d in place.journal() if d.outcome is Outcome.HELD)
    await place.undo(held)
    assert next(d for d in place.journal() if d.id == held.id).undone_at is None


# --- what was before is put back, not what would be without -------------------------------------------------------------


async def test_an_earlier_override_holds_again(place: Town) -> None:
    await place.open()
    for command in ("pause", "resume", "pause"):
        await place.pass_(minutes=1)
        await place.command(ROSA, command)
    acts = [d for d in place.journal() if d.action == "SetDial"]
    await place.undo(acts[1])
    assert place.owner.community.policy.is_paused, "a later one stands"
    await place.undo(acts[2])
    assert place.owner.community.policy.is_paused, "the first pause holds again, as the resume was taken back"
    await place.undo(acts[0])
    assert not place.owner.community.policy.is_paused


async def test_an_earlier_mark_comes_back_with_its_credit(place: Town) -> None:
    await answered(place)
    await place.say(CY, "b", "or with curl", of="q")
    await place.react(ADA, "a")
    await place.pass_(minutes=1)
    await place.react(ADA, "b")
    assert place.credits_of(BEN) == []
    await place.undo(newest(place, "MarkAnswer"))
    thread = place.thread()
    assert (thread.state, thread.accepted, thread.accepted_by) == (ThreadState.SOLVED, mid("a"), BEN)
    assert [c.kind for c in place.credits_of(BEN)] == ["answer"]
    assert place.credits_of(CY) == []
    assert [name for _, name in place.board.tags] == ["solved"]


async def test_a_quiet_question_is_quiet_again(place: Town) -> None:
    await answered(place)
    await place.pass_(days=4)
    await place.react(ADA, "a")
    await place.undo(newest(place, "MarkAnswer"))
    assert place.thread().state is ThreadState.QUIET


async def test_thanks_go_with_the_mark(place: Town) -> None:
    await answered(place)
    await place.react(ADA, "a")
    assert len(place.to(BEN)) == 1
    await place.undo(newest(place, "MarkAnswer"))
    assert place.to(BEN) == []
    thanks = newest(place, "Say", "answer_marks")
    assert thanks.undone_by == newest(place, "MarkAnswer").id


async def test_the_looks_a_claim_took_off_are_back(place: Town) -> None:
    await asked(place)
    before = looks(place)
    await place.press(BEN, "on_it", place.to(BEN)[0])
    assert looks(place) != before
    await place.undo(newest(place, "Claim"))
    assert looks(place) == before


async def test_a_list_reads_again_as_it_did(place: Town) -> None:
    await place.open()
    for nth, who in enumerate((ADA, DI)):
        await place.ask(f"q{nth}", f"How do I call the endpoint number {nth} from a script?", who)
        await place.pass_(minutes=15)
    await place.pass_(minutes=130)
    first = place.board.texts(Reach.MANAGERS)
    await place.pass_(minutes=20)
    assert place.board.texts(Reach.MANAGERS) != first
    await place.undo(newest(place, "Say", "open_questions"))
    assert place.board.texts(Reach.MANAGERS) == first


async def test_undoing_old_choices_leaves_later_ones_alone(place: Town) -> None:
    await place.open(BEN)
    enrolled = newest(place, "SaveHelper")
    await place.pass_(minutes=1)
    await place.fill_in(BEN, limit=["2"])
    await place.undo(enrolled)
    assert place.owner.community.helpers[BEN].limit_per_day == 2  # type: ignore[index]


async def test_what_was_put_off_can_be_dropped(found: Founding) -> None:
    place = found(town(restraint=RestraintPolicy()))
    await place.open(BEN)
    await place.pass_(hours=9)
    await place.ask()  # at 21:00
    await place.pass_(minutes=20)
    later = next(d for d in place.journal("peer_prompt") if d.outcome is Outcome.LATER)
    answer = await place.undo(later)
    assert "Taken back" in plain(answer.text)
    await place.pass_(hours=12)
    assert place.to(BEN) == []


def looks(place: Town) -> list[tuple[str, str, object]]:
    found = place.memory.read(place.owner.id, lambda ledger: ledger.follow_ups.due(place.now + timedelta(days=9), 50))
    return sorted((due.follow_up.play, due.follow_up.kind, due.follow_up.due_at) for due in found)
