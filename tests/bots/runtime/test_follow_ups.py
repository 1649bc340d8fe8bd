"""Looks again: each happens exactly once unless it was cancelled, at its time, in order; by owner and rehearsal."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.runtime.clock import ManualClock
from bots.runtime.owner import Owner
from bots.runtime.rehearsal import Rehearsal
from engagement.actions import CancelFollowUps, FollowUp
from engagement.decisions import Act, Verdict
from engagement.events import MessagePosted
from engagement.ids import ThreadId, stable_id
from engagement.play import Play
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.situation import Situation
from storage import StoredMemory
from tests.bots.runtime.stage import Engine, dials, town
from tests.engagement.made_up import ASKER, MINUTE, NOON, PEER, mid, posted, tid

KINDS = ("a", "b", "c")
Step = tuple[str, str, int]
"""What a look does (``add``, ``cancel``, ``cancel all``), for which kind, so many minutes later."""
Seen = list[tuple[ThreadId, str, datetime]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDials:
    """None."""


@dataclass(slots=True)
class Plan:
    """What a probing play does when a question comes up, and what each kind of look does in turn."""

    at_first: dict[str, int]
    then: dict[str, Step | None]
    seen: Seen = field(default_factory=list)
    times: dict[tuple[ThreadId, str], int] = field(default_factory=dict)

    def play(self) -> Play:
        return Play(
            name="probe",
            policy=NoDials,
            on_question=self._on_question,
            on_reply=self._on_reply,
            on_follow_up={kind: self._looked(kind) for kind in KINDS},
        )

    def _on_question(self, s: Situation, _policy: NoDials) -> Sequence[Verdict]:
        thread = s.the_thread()
        return [
            Act(action=FollowUp(play="probe", kind=kind, thread=thread.id, due_at=s.now + after * MINUTE),
                subject=thread.id, reason="to see")
            for kind, after in self.at_first.items()
        ]  # fmt: skip

    def _on_reply(self, s: Situation, _policy: NoDials) -> Sequence[Verdict]:
        return [Act(action=CancelFollowUps(play="probe", thread=s.the_thread().id), subject="x", reason="answered")]

    def _looked(self, kind: str):  # noqa: ANN202
        def look(s: Situation, _policy: NoDials) -> Sequence[Verdict]:
            thread = s.the_thread().id
            self.seen.append((thread, kind, s.now))
            done = self.times[thread, kind] = self.times.get((thread, kind), 0) + 1
            step = self.then[kind]
            if step is None or done > 2:
                return []
            what, other, after = step
            if what == "add":
                action = FollowUp(play="probe", kind=other, thread=thread, due_at=s.now + after * MINUTE)
                return [Act(action=action, subject=thread, reason="again")]
            kinds = () if what == "cancel all" else (other,)
            return [Act(action=CancelFollowUps(play="probe", thread=thread, kinds=kinds), subject=thread, reason="no")]

        return look


def expected(community: str, plan: Plan, questions: Sequence[int], answers: dict[int, int], until: int) -> Seen:
    """The looks there must be, in order, played through one by one on a list."""
    waiting: dict[tuple[ThreadId, str], float] = {}
    seen: Seen = []
    times: dict[tuple[ThreadId, str], int] = {}
    happenings = [(minute, 0, f"q{nth}") for nth, minute in enumerate(questions)]
    happenings += [(minute, 1, f"q{nth}") for nth, minute in answers.items()]
    for minute, what, name in [*sorted(happenings), (until, 2, "")]:
        while waiting:
            first = min(waiting, key=lambda k: (waiting[k], stable_id("follow-up", community, "probe", k[1], k[0])))
            if waiting[first] > minute:
                break
            due = waiting.pop(first)
            seen.append((*first, NOON + due * MINUTE))
            times[first] = times.get(first, 0) + 1
            step = plan.then[first[1]]
            if step is None or times[first] > 2:
                continue
            if step[0] == "add":
                waiting[first[0], step[1]] = due + step[2]
            else:
                for key in list(waiting):
                    if key[0] == first[0] and (step[0] == "cancel all" or key[1] == step[1]):
                        del waiting[key]
        if what == 0:
            waiting.update({(tid(name), kind): minute + after for kind, after in plan.at_first.items()})
        elif what == 1:
            waiting = {key: due for key, due in waiting.items() if key[0] != tid(name)}
    return seen


steps = st.none() | st.tuples(
    st.sampled_from(["add", "cancel", "cancel all"]), st.sampled_from(KINDS), st.integers(1, 7)
)
plans = st.builds(
    Plan,
    at_first=st.dictionaries(st.sampled_from(KINDS), st.integers(1, 9), min_size=1),
    then=st.fixed_dictionaries(dict.fromkeys(KINDS, steps)),
)
histories = st.lists(st.integers(0, 30), min_size=1, max_size=4, unique=True).map(sorted)


def told(questions: Sequence[int], answers: dict[int, int]) -> list[MessagePosted]:
    text = "How do I call the endpoint?"
    events = [posted(f"q{nth}", text, ASKER, minute, of=f"q{nth}") for nth, minute in enumerate(questions)]
    events += [posted(f"a{nth}", "like this", PEER, minute, of=f"q{nth}") for nth, minute in answers.items()]
    return sorted(events, key=lambda event: (event.at, mid("a") in event.message, event.message))


def policy_for(plan: Plan) -> Policy:
    return town(channels={"help": dials("help", [plan.play()])}, dry_run=True)


@given(plans, histories, st.data())
@settings(max_examples=settings.default.max_examples // 2)
def test_a_rehearsal_looks_at_each_once_at_its_time_unless_cancelled(
    lite: StoredMemory, plan: Plan, questions: list[int], data: st.DataObject
) -> None:
    answers = data.draw(answering(questions))
    engine = Engine(lite, policy_for(plan), [plan.play()])

    def transaction() -> AbstractContextManager[Ledger]:
        return engine.memory.direct(engine.policy.community)

    rehearsal = Rehearsal(engine.community, transaction, run_on=timedelta(hours=2))
    events = told(questions, answers)
    rehearsal.run(events)
    until = int((events[-1].at - NOON) / MINUTE) + 120
    assert plan.seen == expected(engine.policy.community, plan, questions, answers, until)
    assert engine.follow_ups == []


def answering(questions: list[int]) -> st.SearchStrategy[dict[int, int]]:
    """Some questions are answered, in the half minute between the looks."""
    places = st.sampled_from(range(len(questions)))
    return st.dictionaries(places, st.integers(1, 20)).map(
        lambda some: {nth: questions[nth] + after for nth, after in some.items()}
    )


@given(plans, histories, st.data())
@settings(max_examples=settings.default.max_examples // 2)
def test_the_owner_looks_at_each_once_at_its_time_unless_cancelled(
    lite: StoredMemory, plan: Plan, questions: list[int], data: st.DataObject
) -> None:
    answers = data.draw(answering(questions))
    events = told(questions, answers)
    engine = Engine(lite, policy_for(plan), [plan.play()])
    asyncio.run(played(engine, events))
    until = int((events[-1].at - NOON) / MINUTE) + 120
    assert plan.seen == expected(engine.policy.community, plan, questions, answers, until)
    assert engine.follow_ups == []


async def played(engine: Engine, events: Sequence[MessagePosted]) -> None:
    """Live, with the clock moved to each moment at which something is due."""
    clock, memory = ManualClock(NOON), engine.memory
    owner = Owner(engine.community, memory, clock)

    async def look_until(until: datetime) -> None:
        while (due := memory.read(owner.id, lambda ledger: ledger.follow_ups.next_due())) is not None and due <= until:
            clock.move_to(due)
            await owner.look_again(clock.now())

    for event in events:
        await look_until(event.at)
        clock.move_to(event.at)
        await owner.take_in([event])
    await look_until(clock.now() + timedelta(hours=2))


# --- found by thinking, kept as examples ------------------------------------------------------------------------


EXAMPLES = pytest.mark.parametrize(
    ("then", "seen"),
    [
        ({"a": ("cancel", "b", 0)}, ["a"]),
        ({"a": ("cancel all", "b", 0)}, ["a"]),
        ({"a": ("add", "b", 60)}, ["a"]),  # moved out of reach
        ({"a": ("add", "b", 7)}, ["a", "b"]),  # moved
        ({"a": ("add", "a", 60)}, ["a", "b"]),
        ({"b": ("add", "a", 0)}, ["a", "b", "a"]),
    ],
)


@EXAMPLES
async def test_after_a_long_time_away_no_look_happens_that_an_earlier_one_cancelled_or_moved(
    lite: StoredMemory, then: dict[str, Step | None], seen: list[str]
) -> None:
    plan = Plan({"a": 1, "b": 2}, {**dict.fromkeys(KINDS), **then})
    engine = Engine(lite, policy_for(plan), [plan.play()])
    clock = ManualClock(NOON)
    owner = Owner(engine.community, lite, clock)
    await owner.take_in(told([0], {}))
    clock.move_to(NOON + timedelta(minutes=30))
    looked = await owner.look_again(clock.now())
    assert [kind for _, kind, _ in plan.seen] == seen[:looked]
    assert looked == len(seen) - (then == {"a": ("add", "b", 7)})  # it counts from the late look: not yet


@EXAMPLES
def test_in_a_rehearsal_no_look_happens_that_an_earlier_one_cancelled_or_moved(
    lite: StoredMemory, then: dict[str, Step | None], seen: list[str]
) -> None:
    plan = Plan({"a": 1, "b": 2}, {**dict.fromkeys(KINDS), **then})
    engine = Engine(lite, policy_for(plan), [plan.play()])
    community = engine.policy.community
    Rehearsal(engine.community, lambda: lite.direct(community), run_on=timedelta(minutes=30)).run(told([0], {}))
    assert [kind for _, kind, _ in plan.seen] == seen
    if then == {"a": ("add", "b", 7)}:
        assert [at for _, _, at in plan.seen] == [NOON + MINUTE, NOON + 8 * MINUTE]


async def test_an_answer_that_comes_meanwhile_cancels_what_is_still_to_come(lite: StoredMemory) -> None:
    plan = Plan({"a": 1}, dict.fromkeys(KINDS))
    engine = Engine(lite, policy_for(plan), [plan.play()])
    clock = ManualClock(NOON)
    owner = Owner(engine.community, lite, clock)
    await owner.take_in(told([0, 0], {}))
    clock.move_to(NOON + timedelta(minutes=5))
    answer = posted("a1", "like this", PEER, 4, of="q1")
    both = [posted("a0", "so", PEER, 4, of="q0"), answer]
    await asyncio.gather(owner.look_again(clock.now()), owner.take_in(both))
    assert len(plan.seen) <= 1  # whichever came first, none was looked at after its answer


async def test_a_look_that_fails_is_set_aside_and_the_others_happen(lite: StoredMemory) -> None:
    plan = Plan({"a": 1, "b": 2}, dict.fromkeys(KINDS))
    play = plan.play()

    def fails(_s: Situation, _policy: NoDials) -> Sequence[Verdict]:
        raise ZeroDivisionError("broken rule")

    broken = replace(play, on_follow_up={**play.on_follow_up, "a": fails})
    engine = Engine(lite, town(channels={"help": dials("help", [broken])}), [broken])
    clock = ManualClock(NOON)
    owner = Owner(engine.community, lite, clock)
    await owner.take_in(told([0], {}))
    clock.move_to(NOON + timedelta(minutes=5))
    assert await owner.look_again(clock.now()) == 2
    assert [kind for _, kind, _ in plan.seen] == ["b"]
    parked = engine.read(lambda ledger: ledger.inbox.parked())
    assert [str(row.error).partition(",")[0] for row in parked] == [
        "look probe.a: ZeroDivisionError in test_follow_ups.py"
    ]
