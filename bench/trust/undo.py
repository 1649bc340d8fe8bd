"""An act is taken back by chat command: is everything as it was before, but for the record of both?"""

import asyncio
from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from math import ceil
from random import Random
from typing import Any

import orjson

from bench.trust.figures import Figures, Row, Work
from bench.trust.simulation.crowd import QUESTIONS, Habits
from bench.trust.simulation.faults import Faults
from bench.trust.simulation.many import play, to_figures
from bench.trust.simulation.town import ASKERS, BY_ACCOUNT, HELPERS, ON, ROSA, SLACK, TOWN, TRIED, channel, name_of
from bench.trust.simulation.world import Plan, World
from engagement.actions import COMPENSATIONS
from engagement.decisions import Decision, Outcome
from engagement.events import CommandGiven, ControlUsed, Event, FormSubmitted, MessagePosted, ReactionAdded
from engagement.ids import AccountId, workspace_of
from storage.dump import dump

_EACH = 25
"""So many acts are taken back in each world."""
_SETTLED = 20.0
"""Seconds after which all that an act led to has been said."""
_MOST_ROUNDS = 6
_RECORD = frozenset({
    "decisions", "inbox", "occurrences", "outbox", "follow_ups", "contributions", "overrides", "postings", "terms",
    "erasures", "reactions", "health_days", "health_touched", "health_log", "health_reports",
    "model_calls", "model_days",
})  # fmt: skip
"""The journal, what was taken in and what was logged stay, indexes and counts are made anew; of the others what is in
force counts."""
_THEIRS = "consents"
"""What somebody agreed to is theirs alone: a manager cannot take it back."""
_WAITS = "waits"
"""What is decided and not said yet: it is said by itself, so this is only known, not compared."""

State = dict[str, Any]


def state_of(world: World) -> State:
    """Everything that is remembered and shown, without the journal."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for line in dump(world.memory.engine):
        found = orjson.loads(line)
        rows.setdefault(found["table"], []).append(found["row"])
    state: State = {name: some for name, some in rows.items() if name not in _RECORD | {_THEIRS}}
    state["threads"] = [{**row, "version": 0} for row in rows.get("threads", ())]
    standing = [row for row in rows.get("contributions", ()) if row["taken_back_at"] is None]
    state["contributions"] = [(row["member_id"], row["kind"], row["thread_id"], row["at"]) for row in standing]
    current = [row for row in rows.get("overrides", ()) if row["is_current"] and row["value"] != "null"]
    state["overrides"] = [(row["path"], row["value"]) for row in current]
    looks = [(row["play"], row["kind"], row["thread_id"]) for row in rows.get("follow_ups", ())]
    state["follow_ups"] = sorted(look for look in looks if look[:2] != ("open_questions", "list"))
    counted = [row for row in rows.get("outbox", ()) if row["state"] in {"new", "sending", "unknown", "sent"}]
    state["outbox"] = [row["id"] for row in counted if row["op"] == "say"]
    state[_WAITS] = [row["id"] for row in counted if row["op"] == "say" and row["state"] != "sent"]
    shown = [shown for chat in world.chats.values() for shown in chat.ledger.values() if not shown.is_gone]
    state["shown"] = [(one.id, one.text, one.buttons, one.marker) for one in shown]
    tags = [each for chat in world.chats.values() for each in chat.tags]
    state["tags"] = sorted(f"{thread} {tag}" for thread, tag in tags)
    return state


def differences(before: State, after: State) -> list[str]:
    """Where two states differ, in words."""
    found = []
    for name in sorted((before.keys() | after.keys()) - {_WAITS}):
        was, became = before.get(name, []), after.get(name, [])
        gone = [one for one in was if one not in became]
        new = [one for one in became if one not in was]
        found += [f"{name}: {one} is gone" for one in gone[:2]]
        found += [f"{name}: {one} came up" for one in new[:2]]
    return found


# --- acts -------------------------------------------------------------------------------------------------------------


def _press(world: World, *buttons: str) -> Event | None:
    """Somebody presses one of these under a message of ours that has it."""
    shown = [
        (one, button)
        for chat in world.chats.values()
        for one in chat.ledger.values()
        for button in buttons
        if button in one.buttons and not one.is_gone and one.people
    ]
    if not shown:
        return None
    one, button = world.dice.choice(shown)
    return ControlUsed(
        key=_key(world), at=world.crowd.now, account=one.people[0], control=button, outbox=one.marker
    )  # fmt: skip


def _key(world: World) -> str:
    return f"undo:{world.acts}:{world.loop.time():.3f}"


def _said(world: World, *, replies: bool) -> list[MessagePosted]:
    said = [event for event in world.courier.taken.values() if isinstance(event, MessagePosted)]
    return [event for event in said if name_of(event.channel) == ON and (event.thread is not None) is replies]


def _mark(world: World) -> Event | None:
    """The asker marks an answer, by a tick or by the menu."""
    replies = _said(world, replies=True)
    if not replies:
        return None
    reply = world.dice.choice(replies)
    asked = world.courier.taken.get(f"p:{reply.thread}")
    if not isinstance(asked, MessagePosted):
        return None
    more: dict[str, Any] = {"key": _key(world), "at": world.crowd.now, "account": asked.author}
    if world.dice.random() < 0.5:
        return ControlUsed(control="mark_answer", message=reply.message, channel=reply.channel, **more)
    return ReactionAdded(message=reply.message, channel=reply.channel, emoji="white_check_mark", **more)


def _menu(world: World) -> Event | None:
    questions = _said(world, replies=False)
    if not questions:
        return None
    asked, control = world.dice.choice(questions), world.dice.choice(("hand_to_team", "ask_helper"))
    return ControlUsed(
        key=_key(world), at=world.crowd.now, account=asked.author, control=control, message=asked.message,
        channel=asked.channel,
    )  # fmt: skip


def _choose(world: World) -> Event:
    account = world.dice.choice(HELPERS).account
    if world.dice.random() < 0.5:
        where = channel(workspace_of(account), ON)
        return ControlUsed(key=_key(world), at=world.crowd.now, account=account, control="enrol", channel=where)
    values = {"limit": (world.dice.choice(("", "1", "2")),), "topics": world.dice.choice(((), ("api",), ("build",)))}
    return FormSubmitted(key=_key(world), at=world.crowd.now, account=account, form="helper", values=values)


def _manage(world: World) -> Event:
    more: dict[str, Any] = {"key": _key(world), "at": world.crowd.now, "account": ROSA}
    words = world.dice.choice((("pause",), ("resume",), ("live", TRIED), ()))
    if not words:
        return ControlUsed(control="post_notice", channel=channel(SLACK, ON), **more)
    return CommandGiven(channel=channel(SLACK, ON), words=words, **more)


_ACTS: tuple[Callable[[World], Event | None], ...] = (
    lambda world: _press(world, "on_it", "not_now", "not_my_topic"),
    lambda world: _press(world, "it_helped", "first_helped", "second_helped", "enrol"),
    _mark,
    _menu,
    _choose,
    _manage,
    lambda _world: None,
    lambda _world: None,
)
"""None: nobody does anything, and what is due next happens by itself."""


# --- taking back ----------------------------------------------------------------------------------------------------


def _journal(world: World) -> dict[str, Decision]:
    found = world.memory.read(TOWN, lambda ledger: ledger.journal.newest(1_000))
    return {each.id: each for each in found}


def _is_undoable(each: Decision) -> bool:
    done = each.outcome in {Outcome.ACTED, Outcome.LATER}
    return done and each.undone_at is None and COMPENSATIONS.get(each.action) is not None


async def _tell(world: World, event: Event) -> None:
    assert world.life is not None
    world.judge.told(event)
    await world.life.ask(world.life.live.submit([event]))
    await asyncio.sleep(_SETTLED)


async def take_back(world: World) -> None:
    """Acts, one after the other; each is done, taken back, and the state compared."""
    while world.acts < _EACH:
        if world.dice.random() < 0.5:
            await _new_question(world)
        event = world.dice.choice(_ACTS)(world)
        known = _journal(world)
        if event is None:
            await _until_due(world)
            before = state_of(world)
            await asyncio.sleep(_SETTLED + 2)
        else:
            before = state_of(world)
            await _tell(world, event)
        await _undo_all(world, known, before, event)


async def _new_question(world: World) -> None:
    asker = world.dice.choice(ASKERS).account
    said = world.crowd.say(asker, channel(workspace_of(asker), ON), world.dice.choice(QUESTIONS))
    if world.dice.random() < 0.6:
        peer = world.dice.choice([a for a in BY_ACCOUNT if workspace_of(a) == workspace_of(asker) and a != asker])
        world.crowd.say(AccountId(peer), said.channel, "Try it with a token.", said.message)
    await world.courier.finish()
    await asyncio.sleep(_SETTLED)


async def _until_due(world: World) -> None:
    """Just before the next thing is due."""
    assert world.life is not None
    due = world.life.live.next_due()
    if due is not None:
        await asyncio.sleep(max((due - world.clock.now()).total_seconds() - 1, 0))


async def _undo_all(world: World, known: Mapping[str, Decision], before: State, event: Event | None) -> None:
    """Take back everything that was decided since, the latest first, until nothing is left of it."""
    acts: list[Decision] = []
    for _ in range(_MOST_ROUNDS):
        fresh = [each for name, each in _journal(world).items() if name not in known and _is_undoable(each)]
        fresh = [each for each in fresh if each.play != "tidy_threads" or event is None]
        if not fresh:
            break
        acts += fresh
        for each in fresh:
            more: dict[str, Any] = {"at": world.crowd.now, "account": ROSA, "channel": channel(SLACK, ON)}
            await _tell(world, CommandGiven(key=f"undo:{each.id}", words=("undo", each.id), **more))
    if not acts:
        return
    world.acts += 1
    now = _journal(world)
    tried = {each.subject for name, each in now.items() if name not in known and each.outcome is Outcome.TRIED}
    was, became = without_what_waited(_without_what_was_due(world, before), state_of(world))
    wrong = differences(_without_threads(was, tried), _without_threads(became, tried))
    wrong += [f"{each.id} {each.action} is not noted as undone" for each in acts if now[each.id].undone_at is None]
    what = ", ".join(sorted({f"{each.play}.{each.action}" for each in acts}))
    world.judge.failures.extend(f"{what} after {event}: {each}" for each in wrong)
    world.judge.lost += bool(wrong)


def _without_what_was_due(world: World, before: State) -> State:
    """A look that was looked at is over; that is how the act came about."""
    left = set(state_of(world)["follow_ups"])
    return {**before, "follow_ups": [look for look in before["follow_ups"] if look in left]}


def without_what_waited(before: State, after: State) -> tuple[State, State]:
    """What had been decided earlier, and waited for its turn, was said meanwhile by itself.

    It is new, or stands in place of what stood there. Nothing else may, not even what was said earlier still.
    """
    waited = set(before[_WAITS])
    said = {one[0] for one in after["shown"] if one[3] in waited}
    was, became = ([one for one in state["shown"] if one[0] not in said] for state in (before, after))
    return {**before, "shown": was}, {**after, "shown": became}


def _without_threads(state: State, some: Container[str]) -> State:
    """Those in which something was only tried out at the same moment: nobody takes that back, it was never said."""
    return {**state, "threads": [each for each in state["threads"] if each["id"] not in some]}


def calm(_dice: Random, _seconds: float) -> Faults:
    """Nothing goes wrong: what is looked at is the way back, not the way there."""
    return Faults()


def helpful(_dice: Random) -> Habits:
    """A day on which much is asked and answered."""
    return Habits(questions=8, answered=0.6, helpful=0.8)


DAY_AND_BACK = Plan(days=1, faults=calm, habits=helpful, encore=take_back)


def run(work: Work) -> Figures:
    """So many acts, some in each world."""
    some = list(play(DAY_AND_BACK, replace(work, size=ceil(work.size / _EACH))))
    return replace(to_figures(some, work), tried=sum(one.acts for one in some))


ROW = Row(
    name="undo",
    title="Acts of every kind that can be taken back, chosen by chance in simulated worlds, each undone by a manager's"
    " command; the whole memory without the journal and all that people see are compared.",
    holds="What members see, credits, counts, choices, dials and looks still to come are as before; the record keeps"
    " both acts.",
    unit="acts",
    sizes={"small": 25, "ci": 300, "long": 50_000},
    run=run,
)
