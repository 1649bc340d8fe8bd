"""What staff have sent on to whoever asked, and what a private question is, as values."""

from dataclasses import replace
from typing import Any

import pytest

from engagement.actions import BeginPrivately, KeepWords, OpenForm, Reach, Reply, Say, words
from engagement.escalating import cards, listed, privately, relaying
from engagement.escalating.acts import Move
from engagement.escalating.escalation import State
from engagement.escalating.seen import InRoom, Waiting
from engagement.events import FormSubmitted, MessagePosted, ReactionAdded
from engagement.ids import AccountId, MessageId, ThreadId, WorkspaceId, message_id, private_channel
from engagement.people import Role
from engagement.plays import closing_the_loop
from engagement.policy import ChannelPolicy
from engagement.situation import Situation
from tests.engagement.made_up import ASKER, NOON, PEER, THIRD, mid, person, policy, posted, situation, thread, tid
from tests.engagement.plays.test_escalation import DIALS, HUB_ROOM, E, actions, moved, replies, seen

PLACE = private_channel(WorkspaceId("slack-T1"))
PRIVATE = replace(E, thread=ThreadId(message_id(PLACE, "p")), channel=PLACE, is_private=True, team="bill")


def form(name: str, text: str, who: Any = PEER, topic: str = "any") -> FormSubmitted:
    return FormSubmitted(
        key="f", at=NOON, account=AccountId(who), form=name, values={"text": (text,), "topic": (topic,)}
    )


def sent(of: Any = E, **more: Any) -> list[Any]:
    s = situation(thread(), event=form("reply", "Yes."), **more)
    return relaying.sent_on(s, seen(of), "Yes.", PEER, "bill")


def test_it_goes_where_the_asker_asked_and_calls_nobody_but_them() -> None:
    public, note = actions(sent(), Say)
    assert (public.reach, public.to, public.mentions, public.controls) == (Reach.THREAD, tid("q"), (ASKER,), ("why",))
    assert (note.to, note.below, note.mentions) == (HUB_ROOM, "card:e:hub", ())
    (kept,) = actions(sent(), KeepWords)
    assert (kept.text, kept.author, public.fields["said"].value) == ("Yes.", PEER, kept.message)
    private, _ = actions(sent(PRIVATE), Say)
    assert (private.reach, private.to, private.mentions) == (Reach.MEMBER, ASKER, ())
    assert private.controls == ("answer", "why")


def test_names_stay_out_where_the_dials_say_so_and_sensitive_words_out_of_the_room() -> None:
    quiet = closing_the_loop.ClosingTheLoopPolicy(names_people=False)
    live = ChannelPolicy(name="help", plays={"closing_the_loop": quiet})
    answer, _ = actions(sent(dials=live), Say)
    assert answer.fields["who"] == words("")
    _, note = actions(sent(replace(E, is_private=True)), Say)
    assert note.fields["said"] == words("")


def test_nothing_is_sent_of_what_is_over_and_a_try_out_says_what_it_is() -> None:
    over = replace(E, state=State.SOLVED, solved_at=NOON)
    assert sent(over) == []
    assert relaying.sent_on(situation(thread()), seen(None), "Yes.", PEER, "bill") == []
    tried = situation(
        thread(), event=form("reply", "Yes."), actor=person(PEER, Role.STAFF), escalating=seen(E),
        policy=policy(dry_run=True),
    )  # fmt: skip
    verdicts = relaying.on_reply_form(tried, DIALS)
    assert (replies(verdicts), len(actions(verdicts, Say))) == (["escalation.reply_tried"], 1)
    for hook in (relaying.on_reply, relaying.on_reply_form):
        s = situation(thread(), event=form("reply", "x"), actor=person(PEER, Role.STAFF), escalating=seen(over))
        assert replies(hook(s, DIALS)) == ["escalation.over"]


def in_room(emoji: str, who: Any = PEER, role: Role = Role.STAFF, of: Any = E, **here: Any) -> list[Any]:
    room = InRoom(**{"message": MessageId("slack-T1:CH:1"), "said": "Yes.", "author": PEER} | here)
    event = ReactionAdded(key="r", at=NOON, message=room.message, channel=HUB_ROOM, account=AccountId(who), emoji=emoji)
    s = situation(thread(), event=event, actor=person(who, role), escalating=seen(of), in_room=room)
    return list(relaying.on_room(s, DIALS))


def test_in_the_room_only_staff_of_a_team_do_anything() -> None:
    assert len(actions(in_room("outbox_tray"), Say)) == 2
    for nothing in (
        in_room("outbox_tray", role=Role.MEMBER), in_room("outbox_tray", who=ASKER), in_room("eyes"),
        in_room("outbox_tray", who=THIRD), in_room("outbox_tray", is_sent_on=True), in_room("tada", said=None),
        in_room("outbox_tray", of=replace(E, state=State.CLOSED, watch_at=None)), in_room("outbox_tray", of=None),
    ):  # fmt: skip
        assert nothing == []
    taken = moved(in_room("eyes", said=None))
    assert taken is not None
    assert (taken.state, taken.person) == (State.TAKEN, PEER)


def asked(text: str, topic: str = "any", **more: Any) -> Situation:
    fields: dict[str, Any] = {
        "event": form("private", text, ASKER, topic), "actor": person(ASKER), "escalating": seen(None),
        "policy": policy(topics={"api": ("endpoint",)}),
    }  # fmt: skip
    return situation(thread(id=PRIVATE.thread, channel=PLACE), **fields | more)


@pytest.mark.parametrize(("text", "topic"), [("Something.", "api"), ("My endpoint leaks.", "any")])
def test_a_private_question_goes_to_the_team_of_its_topic(text: str, topic: str) -> None:
    verdicts = privately.on_asked(asked(text, topic), DIALS)
    begun = moved(verdicts)
    assert begun is not None
    assert (begun.belongs_to, begun.asker, begun.is_private, begun.channel) == ("bill", ASKER, True, PLACE)
    assert [(a.thread, a.topics) for a in actions(verdicts, BeginPrivately)] == [(PRIVATE.thread, ("api",))]
    assert [a.text for a in actions(verdicts, KeepWords)] == [text]


def test_what_cannot_be_asked_or_answered() -> None:
    assert replies(privately.on_asked(asked(""), DIALS)) == ["escalation.nothing_written"]
    assert replies(privately.on_asked(asked("x" * 3_001), DIALS)) == ["escalation.too_long"]
    (open_form,) = actions(privately.on_asking(asked("", policy=policy()), DIALS), OpenForm)
    assert [field.name for field in open_form.fields] == ["text"]
    for text, told in (("", "nothing_written"), ("x" * 3_001, "too_long")):
        s = asked(text, escalating=seen(PRIVATE))
        assert replies(privately.on_answered(s, DIALS)) == [f"escalation.{told}"]
    public = situation(thread(), actor=person(ASKER), escalating=seen(E))
    assert list(privately.on_it_helped(public, DIALS)) == []
    other = asked("", actor=person(PEER), escalating=seen(PRIVATE))
    assert replies(privately.on_it_helped(other, DIALS)) == ["escalation.private_over"]
    assert list(privately.on_unreached(public, DIALS)) == []


def test_it_helped_solves_what_still_runs() -> None:
    verdicts = privately.on_it_helped(asked("", escalating=seen(PRIVATE)), DIALS)
    solved = moved(verdicts)
    assert solved is not None
    assert (solved.state, solved.solved_by, replies(verdicts)) == (State.SOLVED, ASKER, ["escalation.private_helped"])


def test_other_teams_see_that_there_is_a_private_question_and_nothing_of_it() -> None:
    shown = cards.on_escalation(situation(thread(), 60, escalating=seen(PRIVATE, move=Move(escalation=PRIVATE))), DIALS)
    owner, hub = actions(shown, Say)
    assert (owner.text, hub.text, hub.to) == ("escalation.card_private", "escalation.card_elsewhere", HUB_ROOM)
    assert set(hub.fields) == {"state", "severity", "team"}
    assert hub.controls == ("why",)


def test_of_a_sensitive_question_the_room_reads_no_words() -> None:
    event: MessagePosted = posted("b", "It is 4711.", ASKER, 10, of="q")
    sensitive = replace(E, is_private=True)
    s = situation(thread(), 10, event=event, escalating=seen(sensitive, lately=(mid("b"),)))
    (line,) = actions(cards.asker_wrote(s, seen(sensitive, lately=(mid("b"),)), []), Say)
    assert (line.items, line.mentions) == ((), ())
    assert cards.asker_wrote(s, seen(None), []) == []


def test_in_the_list_of_what_waits_a_private_one_has_no_place_and_others_learn_nothing_of_it() -> None:
    there = seen()
    waiting = Waiting(governance=there.governance, staff=there.staff, running=(PRIVATE,))
    for role, asker in ((Role.MANAGER, ASKER), (Role.STAFF, "")):
        s = situation(actor=person(ASKER, role), waiting=waiting)
        (told,) = actions(listed.on_waiting(s, DIALS), Reply)
        item = {name: value.value for name, value in told.items[0].items()}
        assert (item["item"], item["asker"], item["where"], item["channel"]) == ("private", asker, "", "")
