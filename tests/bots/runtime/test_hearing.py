"""Plays that listen to everything that is written: what they hear, what they are shown, and what is not for them."""

from dataclasses import dataclass

import pytest

from bots.runtime import shown
from engagement.actions import Credit, FollowUp, Keep, Reach, Say
from engagement.decisions import Act, Outcome, Verdict
from engagement.entries import Entry
from engagement.events import Event
from engagement.ids import look_id, looked_for, private_channel, workspace_of
from engagement.people import Purpose, Role
from engagement.play import Heard, Play
from engagement.policy import ChannelPolicy
from engagement.records import Contribution
from engagement.situation import Situation
from storage import StoredMemory
from tests.bots.runtime.stage import Engine, town
from tests.engagement.made_up import ASKER, BOT, DAY, HELP, NOON, PEER, at, deleted, edited, mid, posted, tid


@dataclass(frozen=True, slots=True, kw_only=True)
class Dials:
    """None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """What is shown: how long what was said is."""

    of: int


def hears(heard: Heard) -> bool:
    return "ta" in heard.text


def on_said(s: Situation, _policy: Dials) -> list[Verdict]:
    length, message = s.find(Length), s.message
    assert length is not None
    assert message is not None
    credit = Credit(member=PEER, kind="thanks", thread=s.the_thread().id, message=None, by=ASKER, said=message.id)
    noted = Entry(
        kind="heard", id=message.id, at=s.now, by=s.the_actor().member, state="late" if s.is_late else "",
        facts={"length": length.of, "first": int(s.is_first_message)},
    )  # fmt: skip
    look = FollowUp(play="listener", kind="later", thread=look_id("heard", message.id), due_at=at(60))
    say = Say(text="try_out.day", reach=Reach.MANAGERS, to="")
    return [Act(action=each, subject=message.id, reason="heard") for each in (credit, Keep(entry=noted), look, say)]


def later(s: Situation, _policy: Dials) -> list[Verdict]:
    return [Act(action=Keep(entry=Entry(kind="looked", id=s.look, at=s.now)), subject=s.look, reason="looked")]


LISTENER = Play(
    name="listener", policy=Dials, on_said=on_said, hears=hears, on_follow_up={"later": later},
    shows={"on_said": frozenset({Length})},
)  # fmt: skip


LISTENED = {"help": ChannelPolicy(name="help", plays={"listener": Dials()})}


@pytest.fixture
def engine(lite: StoredMemory, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setitem(shown.LOADERS, Length, lambda _look, s: Length(of=len(s.text)))
    return Engine(lite, town(channels=LISTENED), [LISTENER])


def heard(engine: Engine, *events: Event, minutes: float = 1) -> list[Entry]:
    engine.take(events, at(minutes))
    return engine.read(lambda ledger: ledger.entries.find("heard"))


def thanks(engine: Engine) -> list[Contribution]:
    return engine.read(lambda ledger: ledger.contributions.of(PEER))


def test_every_message_is_heard_by_who_listens_question_or_not(engine: Engine) -> None:
    (one,) = heard(
        engine, posted("a", "Good morning", minutes=-1), posted("b", "ta for that"), posted("c", "ta", BOT, is_bot=True)
    )
    assert (one.id, one.by, one.facts) == (mid("b"), ASKER, {"length": 11, "first": 0})
    assert [c.said for c in thanks(engine)] == [mid("b")]
    assert heard(engine, posted("d", "ta, all", PEER))[-1].facts["first"] == 1


def test_old_messages_give_facts_and_say_nothing(engine: Engine) -> None:
    (one,) = heard(engine, posted("b", "ta"), minutes=2 * 24 * 60)
    assert one.state == "late"
    assert len(thanks(engine)) == 1
    said = [d.outcome for d in engine.journal if d.action in {"Say", "Hold"}]
    assert said == [Outcome.HELD]


def test_what_a_message_brought_goes_with_it_or_with_its_words(engine: Engine) -> None:
    heard(engine, posted("b", "ta"), posted("c", "ta!"))
    heard(engine, edited("b", "tut", minutes=1), minutes=2)
    assert [c.said for c in thanks(engine)] == [mid("c")]
    heard(engine, edited("b", "ta again", minutes=2), minutes=3)
    assert len(thanks(engine)) == 2
    heard(engine, deleted("c", 3), minutes=4)
    assert [c.said for c in thanks(engine)] == [mid("b")]


def test_whoever_stopped_is_not_listened_to(engine: Engine) -> None:
    engine.run(lambda batch: batch.ledger.people.set_consent(ASKER, Purpose.METRICS, is_given=False, at=NOON))
    engine.start()
    assert heard(engine, posted("b", "ta")) == []


def test_a_look_may_hang_on_no_conversation(engine: Engine) -> None:
    heard(engine, posted("b", "ta"))
    (due,) = engine.follow_ups
    assert looked_for(due.follow_up.thread) == ("heard", mid("b"))
    assert looked_for(tid("b")) is None
    engine.run(lambda batch: batch.look(due), at(60))
    assert [one.id for one in engine.read(lambda ledger: ledger.entries.find("looked"))] == [mid("b")]


@pytest.mark.parametrize(
    ("roles", "thread", "reason"),
    [
        ({"peer": Role.STAFF}, tid("q"), "staff are not counted"),
        ({}, tid("q", private_channel(workspace_of(HELP))), "what is asked privately counts nowhere"),
    ],
)
def test_who_is_not_credited(lite: StoredMemory, roles: dict[str, Role], thread: object, reason: str) -> None:
    credit = Credit(member=PEER, kind="thanks", thread=thread, message=None, by=ASKER)  # type: ignore[arg-type]
    giving = Play(
        name="listener", policy=Dials, hears=lambda _: True,
        on_said=lambda _s, _: [Act(action=credit, subject=PEER, reason="thanked")],
    )  # fmt: skip
    engine = Engine(lite, town(channels=LISTENED, roles=roles), [giving])
    engine.take([posted("q", "Hello")], at(1))
    assert [d.reason for d in engine.journal] == [reason]
    assert engine.read(lambda ledger: ledger.contributions.all(NOON - DAY)) == []
