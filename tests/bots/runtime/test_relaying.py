"""Words between the team's room and whoever asked, on the engine: sent once, kept for a while, forgotten on request."""

from dataclasses import replace

import pytest

from bots.runtime.clock import ManualClock
from bots.runtime.owner import Owner
from bots.runtime.undelivered import tell_undelivered
from engagement.escalating.escalation import Escalation, State
from engagement.events import (
    CommandGiven,
    ControlUsed,
    Event,
    FormSubmitted,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
)
from engagement.ids import AccountId, MemberId, MessageId, ThreadId, is_private_place, message_id
from engagement.privacy import Scope
from engagement.records import Within
from storage import StoredMemory
from tests.bots.runtime.test_escalating import BEN, GOVERNANCE, HOUR, HUB_ROOM, MINUTE, SAM, Desk, begun
from tests.engagement.made_up import ASKER, HELP, NOON, PEER, mid, posted, tid

LATER = NOON + 5 * HOUR
CARD, NOTE = message_id(HUB_ROOM, "card"), message_id(HUB_ROOM, "note")
TRAY = "outbox_tray"


def escalated(memory: StoredMemory) -> Desk:
    """The hub has the question, and its card stands in the hub's room."""
    desk = begun(memory)
    desk.look_until(NOON + 4 * HOUR)
    with desk.ledger() as ledger:
        for row in ledger.outbox.ready(LATER, 1_000):
            is_card = str(row.slot).startswith("card:")
            ledger.outbox.mark(row.id, "sent", at=LATER, sent_as=CARD if is_card else None)
    return desk


def under_card(text: str, who: MemberId, above: MessageId | None = CARD, name: MessageId = NOTE) -> MessagePosted:
    return MessagePosted(
        key=f"m:{name}", at=LATER, message=name, channel=HUB_ROOM, author=AccountId(who), text=text, thread=above
    )


def reacted(emoji: str, who: MemberId, message: MessageId = NOTE, nth: int = 0) -> ReactionAdded:
    return ReactionAdded(
        key=f"r:{emoji}:{who}:{message}:{nth}", at=LATER, message=message, channel=HUB_ROOM, account=AccountId(who),
        emoji=emoji,
    )  # fmt: skip


def kept(desk: Desk, thread: ThreadId) -> dict[str, str]:
    """What is kept of a conversation's words, by author."""
    words = desk.read(lambda ledger: ledger.conversations.words_of([thread]))
    return {one.author: one.text for one in words.get(thread, [])}


def test_a_reply_by_the_form_is_signed_counted_and_kept_only_as_words(memory: StoredMemory) -> None:
    desk = escalated(memory)
    assert desk.press("reply", SAM, LATER) == ["escalation.reply"]
    assert desk.choose("reply", SAM, LATER, text="Use the kryptonite token.") == ["escalation.reply_sent"]
    (row,) = desk.said("escalation.answered")
    assert (row.thread, row.body["mentions"], row.body["reach"]) == (tid("q"), [ASKER], "thread")
    assert [note.body["below"] for note in desk.said("escalation.sent_on")] == [f"card:{desk.escalation.id}:hub"]
    assert (desk.escalation.state, desk.escalation.person) == (State.TAKEN, SAM)
    lines = desk.read(lambda ledger: ledger.escalations.entries(desk.escalation.id))
    assert [line.what for line in lines][-3:] == ["taken", "replied through Hubbub", "first answered"]
    assert "kryptonite" not in str([one.body for one in desk.outbox] + [one.detail for one in desk.journal])
    assert kept(desk, tid("q"))[SAM] == "Use the kryptonite token."
    for minutes, (text, told) in enumerate((("  ", "nothing_written"), ("x" * 3_001, "too_long")), 1):
        assert desk.choose("reply", SAM, LATER + minutes * MINUTE, text=text) == [f"escalation.{told}"]
    assert len(desk.said("escalation.answered")) == 1
    with desk.ledger() as ledger:
        ledger.privacy.forget(Scope.MEMBER_WORDS, SAM, LATER)
    assert kept(desk, tid("q")).keys() == {ASKER}


def test_what_stands_under_the_card_goes_on_once_and_only_by_its_author_s_own_sign(memory: StoredMemory) -> None:
    desk = escalated(memory)
    desk.take([under_card("We mend it tonight.", SAM), reacted(TRAY, BEN), reacted("tada", SAM)], LATER)
    assert desk.said("escalation.answered") == [], "somebody else's sign, or another one, sends nothing"
    desk.take([reacted(TRAY, SAM)], LATER)
    desk.take([reacted(TRAY, SAM), reacted(TRAY, SAM, nth=1)], LATER + MINUTE)
    assert len(desk.said("escalation.answered")) == 1, "told again, or given anew, it sends nothing more"
    said = MessagePosted(
        key="m", at=LATER, message=NOTE, channel=HUB_ROOM, author=AccountId(SAM), text="We mend it today.", thread=CARD
    )
    desk.take([MessageEdited.of(said, key="e:1", at=LATER + MINUTE)], LATER + MINUTE)
    first, second = desk.said("escalation.answered")
    assert (first.slot, kept(desk, tid("q"))[SAM]) == (second.slot, "We mend it today.")
    desk.take([MessageDeleted(key="d:1", at=LATER + HOUR, message=NOTE, channel=HUB_ROOM)], LATER + HOUR)
    assert SAM not in kept(desk, tid("q"))


def test_in_a_team_s_room_nothing_else_is_kept_and_nobody_else_can_do_anything(memory: StoredMemory) -> None:
    desk = escalated(memory)
    beside, by_peer = message_id(HUB_ROOM, "beside"), message_id(HUB_ROOM, "peer")
    desk.take([under_card("Not for anybody.", SAM, None, beside), under_card("I can see this.", PEER, name=by_peer)])
    desk.take([reacted(TRAY, SAM, beside), reacted(TRAY, PEER, by_peer), reacted("eyes", PEER, CARD)], LATER)
    assert kept(desk, tid("q")).keys() == {ASKER}
    assert (desk.said("escalation.answered"), desk.escalation.state) == ([], State.OPEN)
    desk.take([reacted("eyes", SAM, CARD)], LATER)
    assert (desk.escalation.state, desk.escalation.person) == (State.TAKEN, SAM)
    desk.take([reacted("rotating_light", SAM, CARD), reacted("white_check_mark", SAM, CARD)], LATER)
    assert (desk.escalation.severity.name, desk.escalation.state) == ("URGENT", State.SOLVED)
    desk.take([under_card("Too late.", SAM), reacted(TRAY, SAM)], LATER + MINUTE)
    assert (kept(desk, tid("q")).keys(), desk.said("escalation.answered")) == ({ASKER}, [])


def test_what_is_too_long_for_one_message_is_not_sent_and_its_author_hears(memory: StoredMemory) -> None:
    desk = escalated(memory)
    desk.take([under_card("x" * 3_001, SAM), reacted(TRAY, SAM)], LATER)
    assert (desk.said("escalation.answered"), len(desk.said("escalation.not_sent_on"))) == ([], 1)


def test_a_tick_of_the_team_s_on_the_question_asks_whether_it_helped_and_one_on_an_answer_marks_it(
    memory: StoredMemory,
) -> None:
    desk = escalated(memory)

    def tick(name: str, who: MemberId) -> None:
        event = ReactionAdded(
            key=f"r:{name}:{who}", at=LATER, message=mid(name), channel=HELP, account=AccountId(who),
            emoji="white_check_mark",
        )  # fmt: skip
        desk.take([event], LATER)

    tick("q", PEER)
    assert desk.escalation.state is State.OPEN
    tick("q", SAM)
    assert (desk.escalation.state, desk.threads[tid("q")].state.value) == (State.SOLVED, "open")
    assert len(desk.said("closing_the_loop.solved")) == 1
    desk.take([posted("a", "Use a token.", PEER, 301, of="q")], LATER)
    tick("a", SAM)
    assert desk.threads[tid("q")].accepted == mid("a")


def test_the_team_reads_what_the_asker_writes_bundled_and_only_of_the_first_question(memory: StoredMemory) -> None:
    desk = escalated(memory)
    lines = [(300.1, "b1"), (300.5, "b2"), (303, "b3")]
    desk.take([posted(name, f"More: {name}", ASKER, minutes, of="q") for minutes, name in lines], LATER)
    desk.take([posted("p", "I have that, too.", PEER, 304, of="q")], LATER)
    told = sorted(desk.said("escalation.call_member_spoke"), key=lambda row: len(row.body["items"]))  # type: ignore[arg-type]
    quoted = [[item["said"] for item in row.body["items"]] for row in told]  # type: ignore[attr-defined]
    assert sorted(quoted[:2]) == [[["said", mid("b1")]], [["said", mid("b3")]]]
    assert quoted[2] == [["said", mid("b1")], ["said", mid("b2")]]
    assert len({row.slot for row in told}) == 2, "of what comes within two minutes one message is made"
    assert not any(row.body["mentions"] for row in told), "nobody is called before the team has answered"
    other = desk.escalation
    joined = replace(other, joined=(tid("q2"),))
    desk.take([posted("q2", "How do I call the endpoint, too?", PEER, 305, of="q2")], LATER)
    with desk.ledger() as ledger:
        ledger.escalations.save(joined)
    desk.take([posted("c", "And I?", PEER, 306, of="q2")], LATER + HOUR)
    assert len(desk.said("escalation.call_member_spoke")) == 3


# --- asked privately --------------------------------------------------------------------------------------------------


def ask(desk: Desk, text: str, nth: int = 0) -> list[str]:
    event = FormSubmitted(
        key=f"f:{nth}", at=LATER, account=AccountId(ASKER), form="private", values={"text": (text,), "topic": ("any",)}
    )
    return answers(desk, event)


def answers(desk: Desk, event: Event) -> list[str]:
    (response,) = desk.take([event], LATER)
    assert response is not None
    return [reply.text for reply in response.replies]


def private_one(desk: Desk) -> Escalation:
    running = desk.read(lambda ledger: ledger.escalations.running())
    (found,) = [one for one in running if is_private_place(one.channel)]
    return found


def test_a_private_question_is_the_owning_team_s_alone_and_counts_nowhere(memory: StoredMemory) -> None:
    desk = begun(memory)
    before = desk.read(lambda ledger: (ledger.figures.threads(Within()), ledger.figures.day_counts(Within())))
    asked = CommandGiven(key="c", at=LATER, account=AccountId(ASKER), channel=HELP, words=("private",))
    assert answers(desk, asked) == ["escalation.private"]
    assert ask(desk, "Is my endpoint leaking kryptonite?") == ["escalation.private_is_asked"]
    e = private_one(desk)
    assert (e.team, e.asker, e.is_private) == ("hub", ASKER, True)
    (arrived,) = desk.said("escalation.private_arrived")
    assert (arrived.to_member, arrived.body["controls"]) == (ASKER, ["answer", "why"])
    assert [row.channel for row in desk.said("escalation.card_private")] == [HUB_ROOM]
    assert "kryptonite" not in str([row.body for row in desk.outbox])
    assert before == desk.read(lambda ledger: (ledger.figures.threads(Within()), ledger.figures.day_counts(Within())))
    open_now = desk.read(lambda ledger: ledger.conversations.open_questions(NOON - HOUR, 50))
    assert e.thread not in {thread.id for thread in open_now}
    with desk.ledger() as ledger:
        assert [words.text for words in ledger.privacy.about(ASKER).words][-1] == "Is my endpoint leaking kryptonite?"
        ledger.privacy.forget(Scope.MEMBER, ASKER, LATER)
    assert kept(desk, e.thread) == {}
    found = desk.read(lambda ledger: ledger.escalations.get(e.id))
    assert found is not None
    assert found.asker != ASKER
    assert desk.read(lambda ledger: ledger.escalations.running()) == []


def test_whose_private_question_it_is_answers_under_the_message_and_nobody_else_does(memory: StoredMemory) -> None:
    desk = begun(memory)
    ask(desk, "Is this a leak?")
    (arrived,) = desk.said("escalation.private_arrived")
    desk.deliver(LATER)

    def press(who: MemberId, form: str | None = None) -> list[str]:
        if form is None:
            event: Event = ControlUsed(
                key=f"c:{who}", at=LATER, account=AccountId(who), control="answer", outbox=arrived.id
            )
        else:
            event = FormSubmitted(
                key=f"fa:{who}", at=LATER, account=AccountId(who), form="answer", outbox=arrived.id,
                values={"text": (form,)},
            )  # fmt: skip
        return answers(desk, event)

    assert (press(PEER), press(PEER, "Me, too.")) == (["escalation.private_over"], ["escalation.private_over"])
    assert (press(ASKER), press(ASKER, "Since Monday.")) == (["escalation.answer"], ["escalation.answer_sent"])
    (told,) = desk.said("escalation.call_member_spoke")
    assert told.channel == HUB_ROOM
    assert sorted(kept(desk, private_one(desk).thread).values()) == ["Since Monday."], "the last words, by author"
    for nth in range(1, 3):
        assert ask(desk, "And this?", nth) == ["escalation.private_is_asked"]
    assert ask(desk, "And that?", 3) == ["escalation.private_enough"]


def test_what_is_asked_privately_joins_no_conversation_whatever_it_is_said_to_stand_under(lite: StoredMemory) -> None:
    desk = escalated(lite)
    desk.choose("reply", SAM, LATER, text="Use the token.")
    desk.deliver(LATER)
    (public,) = desk.said("escalation.answered")
    before = desk.read(lambda ledger: ledger.conversations.words_of([tid("q")]))
    event = FormSubmitted(
        key="f", at=LATER, account=AccountId(PEER), form="private", outbox=public.id, values={"text": ("Kryptonite?",)}
    )
    assert answers(desk, event) == ["escalation.private_is_asked"]
    assert desk.read(lambda ledger: ledger.conversations.words_of([tid("q")])) == before
    assert kept(desk, private_one(desk).thread) == {PEER: "Kryptonite?"}


@pytest.mark.parametrize("off", ["switched off", "tried out", "no team"])
def test_where_no_answer_could_arrive_nobody_asks_privately(lite: StoredMemory, off: str) -> None:
    desk = begun(lite, replace(GOVERNANCE, private_questions=off != "switched off"), dry_run=off == "tried out")
    if off == "no team":
        desk.policy = replace(desk.policy, governance=None)
        desk.start()
    assert ask(desk, "Is this a leak?") == ["escalation.private_off"]
    assert [row for row in desk.outbox if row.lane == 0] == []


async def test_a_private_message_that_does_not_arrive_is_told_under_the_card(lite: StoredMemory) -> None:
    desk = begun(lite)
    ask(desk, "Is this a leak?")
    (row,) = desk.said("escalation.private_arrived")
    with desk.ledger() as ledger:
        ledger.outbox.mark(row.id, "failed", at=LATER, error="Cannot send messages to this user")
    await tell_undelivered(Owner(desk.community, lite, ManualClock(LATER)), LATER)
    (told,) = desk.said("escalation.cannot_reach")
    assert (told.channel, told.body["below"]) == (HUB_ROOM, f"card:{private_one(desk).id}:hub")
