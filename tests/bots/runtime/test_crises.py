"""A crisis on the engine: it outlives restarts and sleep, and the rest of Hubbub knows of it."""

from collections.abc import Sequence
from datetime import datetime

from engagement.crisis import NOT_ASKED, Crisis, What
from engagement.escalating.dials import Severity
from engagement.events import AccountSeen, CommandGiven, ControlUsed, Event, FormSubmitted
from engagement.ids import AccountId, MemberId
from storage import StoredMemory
from tests.bots.runtime.test_escalating import BEN, HOUR, HUB_ROOM, MINUTE, SAM, Desk, begun
from tests.engagement.made_up import ASKER, NOON, PEER, mid, tid


class Burning(Desk):
    """What staff do when something is on fire."""

    @property
    def crisis(self) -> Crisis:
        (found,) = self.read(lambda ledger: ledger.crises.newest(9))
        return found

    def deeds(self) -> list[What]:
        return [line.what for line in self.read(lambda ledger: ledger.crises.timeline(self.crisis.id))]

    def tell(self, event: Event, at: datetime) -> Sequence[str]:
        (response,) = self.take([event], at)
        assert response is not None
        return [response.not_allowed] if response.not_allowed else [reply.text for reply in response.replies]

    def say(self, who: MemberId, at: datetime, *words: str) -> Sequence[str]:
        event = CommandGiven(key=f"t:{at}:{who}:{words}", at=at, account=AccountId(who), channel=HUB_ROOM, words=words)
        return self.tell(event, at)

    def send(self, form: str, at: datetime, who: MemberId = SAM, **values: str) -> Sequence[str]:
        given = {name: (value,) for name, value in values.items()}
        return self.tell(
            FormSubmitted(key=f"f:{at}:{form}:{who}", at=at, account=AccountId(who), form=form, values=given), at
        )

    def reminders(self) -> list[tuple[str, list[str]]]:
        texts = {f"crisis.{name}" for name in ("soon", "due", "late")}
        rows = [row for row in self.outbox if row.body["text"] in texts]
        return [(str(row.body["text"]), list(row.body["mentions"])) for row in rows]  # type: ignore[call-overload]


def burning(memory: StoredMemory) -> Burning:
    town = begun(memory)
    desk = Burning(memory, town.policy)
    assert desk.say(SAM, NOON, "crisis") == ["crisis.form"]
    assert desk.send("crisis", NOON, matter="Logins fail.", communicator=str(BEN), every="1_h") == ["crisis.begun"]
    return desk


def test_members_can_do_nothing_with_it(memory: StoredMemory) -> None:
    desk = burning(memory)
    refused = ["only staff may do that"]
    for who in (ASKER, PEER, MemberId("slack-T1:tess")):
        assert desk.say(who, NOON, "crisis", "end", "Ha.") == refused
        for name in ("crisis", "crisis_update", "crisis_roles", "crisis_end"):
            assert desk.send(name, NOON, who, text="Ha.", how="over") == refused
            pressed = ControlUsed(key=f"c:{who}:{name}", at=NOON, account=AccountId(who), control=name)
            assert desk.tell(pressed, NOON) == refused
    assert desk.deeds() == [What.BEGAN]


def test_its_clock_outlives_a_restart_and_what_was_slept_through_is_said_once(memory: StoredMemory) -> None:
    desk = burning(memory)
    desk.look_until(NOON + 56 * MINUTE)
    assert desk.reminders() == [("crisis.soon", [BEN])]
    desk.start()
    wakes = NOON + 5 * HOUR
    (due, *_) = desk.read(lambda ledger: [d for d in ledger.follow_ups.due(wakes, 99) if d.follow_up.play == "crisis"])

    def look(batch: object) -> None:
        batch.ledger.follow_ups.done([due.id])  # type: ignore[attr-defined]
        batch.look(due)  # type: ignore[attr-defined]

    gone = AccountSeen(key="ac:gone", at=wakes, account=AccountId(SAM), name="Sam", is_gone=True)
    desk.take([gone], wakes)
    desk.run(look, wakes)
    assert desk.reminders() == [("crisis.soon", [BEN]), ("crisis.late", [BEN])], "the lead is not here any more"
    (late,) = [row for row in desk.outbox if row.body["text"] == "crisis.late"]
    assert late.body["items"] == [{"gone": ["person", SAM]}]
    assert desk.deeds() == [What.BEGAN, What.REMINDED, What.OVERDUE]
    assert desk.say(BEN, wakes, "crisis", "update", "We", "found", "it.") == ["crisis.updated"]
    assert desk.crisis.due_at == wakes + HOUR


def test_what_staff_wrote_stands_in_one_place_alone(memory: StoredMemory) -> None:
    desk = burning(memory)
    desk.say(SAM, NOON, "crisis", "update", "We found it.")
    assert all("We found it." not in str(row.body) and "Logins" not in str(row.body) for row in desk.outbox)
    assert all("We found it." not in str(one.detail) for one in desk.journal)


def test_what_goes_to_a_team_meanwhile_says_so_and_matters_more(memory: StoredMemory) -> None:
    desk = burning(memory)
    asked = ControlUsed(key="c:hand", at=NOON, account=AccountId(ASKER), control="hand_to_team", message=mid("q"))
    desk.tell(asked, NOON)
    assert desk.escalation.severity is Severity.HIGH
    assert "it belongs to the outage or the like that goes on" in desk.escalation.because


def test_a_question_left_alone_is_looked_at_when_it_is_over(memory: StoredMemory) -> None:
    desk = burning(memory)
    desk.look_until(NOON + 30 * MINUTE)
    held = [one for one in desk.journal if one.reason == NOT_ASKED]
    assert [one.subject for one in held] == [tid("q")]
    over = NOON + 31 * MINUTE
    assert desk.send("crisis_end", over, text="Mended.", how="over") == ["crisis.over"]
    desk.look_until(over + MINUTE)
    after = [one for one in desk.journal if one.play == "peer_prompt" and one.at >= over]
    assert [one.reason for one in after] == ["nobody has enrolled to help in this channel"] * len(after)
    assert after
    assert desk.crisis.next_at is None
    assert desk.say(SAM, over, "crisis", "end") == ["crisis.nothing_on"]
