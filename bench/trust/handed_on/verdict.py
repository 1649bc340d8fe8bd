"""What became of every question and every escalation of a world: counted from what people could see, row by row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from bench.trust.handed_on.crowd import Staffed
from bench.trust.handed_on.post import Post, Silences
from bench.trust.handed_on.town import AFTER, governance
from bench.trust.simulation.chat import Chat, Shown
from bench.trust.simulation.judge import Judge
from bench.trust.simulation.town import MANAGERS, name_of
from bench.trust.simulation.world import World
from engagement.actions import Reach
from engagement.events import MessageDeleted, MessagePosted
from storage.dump import dump

_SOON = timedelta(minutes=5)
_LATE = timedelta(hours=2)
"""What was told so late is taken in for the facts only."""
_NIGHT = timedelta(hours=12)
"""A team's working hours may begin so much later."""
_RUNNING = {"open", "taken", "waiting"}
_NOTICES = ("escalation.call_untaken", "escalation.call_unattended")


@dataclass(slots=True)
class Witness(Judge):
    """Of what is said here only this is judged: each message has a decision behind it, and stands there once."""

    def see(self, chat: Chat, shown: Shown) -> None:
        """Something of ours stands on a platform."""
        self.shown += 1
        row, decision = self.row_of(shown.marker)
        if row is None or decision is None or decision.outbox != shown.marker:
            self._fail(shown, "there is no decision behind it")
        elif len(chat.markers[shown.marker]) > 1:
            self.doubled += 1
            self._write(shown, "the same message stands there already")


async def judge(world: World) -> None:
    """Everything that can be the matter with a world's escalations goes to its judge's failures."""
    rows = _rows(world)
    found = [*_dead(world, rows), *_astray(world, rows), *_overlooked(world, rows), *_unwatched(world)]
    world.acts = len(rows["escalations"])
    world.judge.lost += len(found)
    world.judge.failures.extend(found)


def _rows(world: World) -> dict[str, list[dict[str, Any]]]:
    wanted = ("escalations", "escalation_threads", "follow_ups", "outbox")
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in wanted}
    for line in dump(world.memory.engine):
        one = orjson.loads(line)
        if one["table"] in rows:
            rows[one["table"]].append(one["row"])
    return rows


def _heard(world: World, rows: dict[str, list[dict[str, Any]]]) -> set[str]:
    """Conversations and escalations of which somebody was told that nobody took or saw to them."""
    standing = {shown.marker for chat in world.chats.values() for shown in chat.ledger.values()}
    heard = {
        str(row["thread_id"])
        for row in rows["outbox"]
        if row["id"] in standing and orjson.loads(row["body"])["text"] in _NOTICES
    }
    post = Post.of(world)
    for letter in post.letters.values():
        if letter.kind == "escalation.unattended":
            heard.update(each["id"] for each in orjson.loads(letter.text)["escalations"])
        elif letter.kind == "escalation.overdue":
            heard.add(orjson.loads(letter.text)["id"])
    return heard


def _dead(world: World, rows: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """An escalation that nobody ever had, and of which nobody was told that it is so."""
    heard = _heard(world, rows)
    for row in rows["escalations"]:
        e = orjson.loads(row["body"])
        was_claimed = e["taken_at"] or e["first_response_at"] or e["solved_at"] or e["closed_at"]
        if not was_claimed and row["id"] not in heard and row["thread_id"] not in heard:
            yield f"{row['id']} died silently: {row['state']}, {row['team']}, opened {e['opened_at']}"


def _astray(world: World, rows: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """One that runs without an owner, without a next instant, or with nothing that looks at it then."""
    looked = {row["thread_id"]: row["due_at"] for row in rows["follow_ups"] if row["kind"] == "next"}
    teams = governance(world.seed).teams
    for row in rows["escalations"]:
        if row["state"] not in _RUNNING:
            continue
        if row["team"] not in teams or row["next_at"] is None:
            yield f"{row['id']} runs without an owner or a next instant: {row['team']} {row['next_at']}"
        elif row["thread_id"] not in looked or looked[row["thread_id"]] > row["next_at"]:
            yield f"{row['id']} is looked at at {looked.get(row['thread_id'])}, not at {row['next_at']}"


def _overlooked(world: World, rows: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """A question that nobody answered in time, and that never came to a team."""
    crowd = world.crowd
    assert isinstance(crowd, Staffed)
    taken = world.courier.taken
    known = {row["thread_id"] for row in rows["escalation_threads"]}
    answered = {
        event.thread for event in taken.values() if isinstance(event, MessagePosted) and event.thread is not None
    }
    gone = {event.message for event in taken.values() if isinstance(event, MessageDeleted)}
    ends_at = world.clock.truly()
    for asked in crowd.asked:
        told_at = world.taken_at.get(asked.key, ends_at)
        if asked.message in answered or asked.message in gone or told_at - asked.at > _LATE / 2:
            continue
        if asked.message not in known and ends_at - told_at > AFTER + _NIGHT:
            yield f"{asked.message}, asked {asked.at:%d. %H:%M:%S}, never came to a team"


def _unwatched(world: World) -> Iterator[str]:
    """The auditor was off for more than five minutes, the engine was there, and nobody was told in time."""
    silences = Post.of(world).silences
    wrong = 2 * max((abs(by) for _, by in world.faults.clock_steps), default=0.0)
    slack = timedelta(seconds=wrong)
    told = sorted(_alarms(world))
    for since, until in _both(silences, world.clock.truly()):
        if until - since <= _SOON + slack:
            continue
        off_at = max(start for start, _ in silences.off if start <= since)
        if not any(off_at <= at <= since + _SOON + slack for at in told):
            yield f"the auditor was silent from {off_at:%d. %H:%M:%S}, and by {since + _SOON:%H:%M:%S} nobody was told"


def _both(silences: Silences, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When the auditor was off while the engine was there."""
    for off_at, back_at in silences.off:
        for began, ended in silences.lives:
            since, until = max(off_at, began), min(back_at, ended or now)
            if since < until:
                yield since, until


def _alarms(world: World) -> Iterator[datetime]:
    post = Post.of(world)
    yield from (letter.at for letter in post.letters.values() if letter.kind == "auditor.silent")
    for chat in world.chats.values():
        yield from (
            shown.at
            for shown in chat.ledger.values()
            if shown.reach is Reach.MANAGERS and name_of(shown.to) == MANAGERS and "auditor" in shown.text
        )
