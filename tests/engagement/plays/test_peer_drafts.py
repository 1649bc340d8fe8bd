"""When a helper who was asked sees a draft before the team, and when the team gets one after all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from engagement.actions import Action, CancelFollowUps, FieldKind, FollowUp, Keep, Reach, Reply, Say
from engagement.decisions import Act, Hold, Verdict
from engagement.escalating.escalation import Escalation, State
from engagement.escalating.seen import Escalating
from engagement.events import ModelAnswered
from engagement.ids import private_channel, workspace_of
from engagement.modelling.asking import Use
from engagement.modelling.dials import ModelPolicy
from engagement.modelling.wanted import TEXT, Asked, wanted
from engagement.peer_drafts import KIND, Judged, PeerDraft, To, given
from engagement.plays.draft_answer import NO_HELP, PLAY, START, DraftAnswerPolicy
from engagement.records import Channel
from engagement.situation import Situation
from engagement.threads import Thread, ThreadState
from tests.engagement.made_up import (
    HELP,
    HOUR,
    NOON,
    PEER,
    THIRD,
    answered,
    at,
    person,
    showing,
    situation,
    thread,
    tid,
)  # fmt: skip
from tests.engagement.plays.test_draft_answer import COME, MODEL, OPENED, seen

DIALS = DraftAnswerPolicy(to=To.PEER_FIRST)
ASKED = PeerDraft(willing=(PEER, THIRD), solved=(tid("old"),))
WANTED = wanted(Use.DRAFT, tid("q"), NOON, useful_for=HOUR, member=PEER)
GIVEN = given(tid("q"), PEER, NOON, at(60), "small")


def shown(peers: PeerDraft | None, of: Thread | None = None, model: ModelPolicy = MODEL, **more: object) -> Situation:
    found = situation(of or thread("q"), shown=showing(*([peers] if peers else [])), **more)
    return replace(found, policy=replace(found.policy, model=model))


def asked(peers: PeerDraft | None = ASKED, dials: DraftAnswerPolicy = DIALS, **more: object) -> Sequence[Verdict]:
    assert PLAY.on_asked is not None
    return PLAY.on_asked(shown(peers, **more), dials)  # type: ignore[arg-type]


def written(peers: PeerDraft, of: Thread | None = None, minutes: float = 0, **event: object) -> Sequence[Verdict]:
    fields = {"text": "Hold the button.", "sources": (tid("old"),), "model": "small"}
    told = ModelAnswered(key="m", at=NOON, thread=tid("q"), use="draft", asked_at=NOON, **fields | event)  # type: ignore[arg-type]
    assert PLAY.on_model is not None
    return PLAY.on_model(shown(peers, of, event=told, minutes=minutes), DIALS)


def pressed(control: str, peers: PeerDraft | None, of: Escalating | None = None, **more: object) -> Sequence[Verdict]:
    return PLAY.on_control[control](shown(peers, escalating=of, **{"actor": person(PEER)} | more), DIALS)  # type: ignore[arg-type]


def actions(verdicts: Sequence[Verdict]) -> list[Action]:
    return [verdict.action for verdict in verdicts if isinstance(verdict, Act)]


def reasons(verdicts: Sequence[Verdict]) -> list[str]:
    return [verdict.reason for verdict in verdicts if isinstance(verdict, Hold)]


def test_a_draft_is_made_for_the_first_helper_who_was_asked_and_agreed_to_a_model() -> None:
    (keep,) = actions(asked())
    assert isinstance(keep, Keep)
    assert (keep.entry.member, keep.entry.state, keep.entry.until) == (PEER, Asked.WAITING, NOON + DIALS.peer_for)


@pytest.mark.parametrize(
    ("peers", "why"),
    [
        (replace(ASKED, solved=()), "no solved question"),
        (replace(ASKED, willing=()), "none of the helpers"),
    ],
)
def test_why_no_helper_gets_one_is_on_record(peers: PeerDraft, why: str) -> None:
    assert why in reasons(asked(peers))[0]


def test_a_second_pair_of_helpers_gets_none_and_neither_does_anybody_where_teams_alone_see_drafts() -> None:
    assert asked(replace(ASKED, wanted=WANTED)) == []
    assert asked(replace(ASKED, given=GIVEN)) == []
    assert asked(None) == []
    assert asked(dials=DraftAnswerPolicy()) == []
    assert asked(model=replace(MODEL, uses=())) == []


def test_what_was_asked_in_private_is_told_no_model() -> None:
    hidden = Channel(id=HELP, name="help", kind="chat", threading="native", is_private=True)
    assert "private" in reasons(asked(channel=hidden))[0]
    aside = thread("q", channel=private_channel(workspace_of(HELP)))
    assert "private" in reasons(asked(of=aside))[0]


def test_the_helper_sees_it_alone_with_its_sources_and_two_buttons_and_its_words_stand_apart() -> None:
    done, text, theirs, say = actions(written(PeerDraft(wanted=WANTED)))
    assert isinstance(done, Keep)
    assert (done.entry.state, done.before) == (Asked.DONE, WANTED)
    assert isinstance(text, Keep)
    assert (text.entry.kind, text.entry.words) == (TEXT, "Hold the button.")
    assert isinstance(theirs, Keep)
    assert (theirs.entry.kind, theirs.entry.member, theirs.entry.state) == (KIND, PEER, Judged.NOT_YET)
    assert isinstance(say, Say)
    assert (say.reach, say.to, say.mentions, say.useful_for) == (Reach.MEMBER, PEER, (), HOUR)
    assert say.controls == (START, NO_HELP, "why")
    assert "Hold the button." not in repr(say)
    assert say.fields["draft"].kind is FieldKind.SAID
    assert [item["where"].value for item in say.items] == [tid("old")]


@pytest.mark.parametrize(
    ("peers", "of", "minutes", "event", "why"),
    [
        (PeerDraft(wanted=WANTED), None, 0, {"text": "", "why": "over the budget"}, "over the budget"),
        (PeerDraft(wanted=WANTED), None, 0, {"text": ""}, "unsure"),
        (PeerDraft(wanted=WANTED), answered("q"), 0, {}, "already answered"),
        (PeerDraft(wanted=WANTED), thread("q", state=ThreadState.SOLVED), 0, {}, "already answered"),
        (PeerDraft(wanted=WANTED, has_passed=True), None, 0, {}, "passed"),
        (PeerDraft(wanted=WANTED, why_not="it is night there"), None, 0, {}, "it is night there"),
        (PeerDraft(wanted=WANTED), None, 61, {}, "too late"),
    ],
)
def test_why_the_helper_sees_none_is_on_record(
    peers: PeerDraft, of: Thread | None, minutes: float, event: dict[str, object], why: str
) -> None:
    verdicts = written(peers, of, minutes, **event)
    assert why in reasons(verdicts)[0]
    assert [type(each) for each in actions(verdicts)] == [Keep]


@pytest.mark.parametrize(("control", "judged"), [(START, Judged.USED), (NO_HELP, Judged.NOT_HELPFUL)])
def test_what_the_helper_says_of_it_is_noted_without_words(control: str, judged: Judged) -> None:
    keep, reply = actions(pressed(control, PeerDraft(given=GIVEN)))
    assert isinstance(keep, Keep)
    assert (keep.entry.state, keep.before, keep.entry.words) == (judged, GIVEN, "")
    assert isinstance(reply, Reply)


@pytest.mark.parametrize("peers", [None, PeerDraft(), PeerDraft(given=replace(GIVEN, member=THIRD))])
def test_nobody_judges_somebody_else_s_draft(peers: PeerDraft | None) -> None:
    (reply,) = actions(pressed(START, peers))
    assert isinstance(reply, Reply)
    assert reply.text == "draft_answer.gone"


def escalated(peers: PeerDraft, minutes: float = 0, e: Escalation = OPENED) -> Sequence[Verdict]:
    assert PLAY.on_escalation is not None
    return PLAY.on_escalation(shown(peers, escalating=seen(e, COME), minutes=minutes), DIALS)


@pytest.mark.parametrize("peers", [PeerDraft(given=GIVEN), PeerDraft(wanted=WANTED)])
def test_the_team_waits_while_it_is_the_helper_s(peers: PeerDraft) -> None:
    (look,) = actions(escalated(peers))
    assert isinstance(look, FollowUp)
    assert look.due_at == at(60)


@pytest.mark.parametrize(
    "peers",
    [
        PeerDraft(),
        PeerDraft(wanted=replace(WANTED, state=Asked.DONE)),
        PeerDraft(given=replace(GIVEN, state=Judged.USED.value)),
        PeerDraft(given=replace(GIVEN, until=None)),
        PeerDraft(given=GIVEN, has_passed=True),
        PeerDraft(given=replace(GIVEN, until=NOON)),
    ],
)
def test_the_team_gets_one_at_once_when_no_helper_has_one_any_more(peers: PeerDraft) -> None:
    (keep,) = actions(escalated(peers))
    assert isinstance(keep, Keep)
    assert keep.entry.member is None


def test_the_team_gets_one_as_soon_as_the_helper_says_that_it_does_not_help() -> None:
    judged, stop, want, _ = actions(
        pressed(NO_HELP, PeerDraft(wanted=replace(WANTED, state=Asked.DONE), given=GIVEN), seen(moved=False))
    )
    assert isinstance(judged, Keep)
    assert isinstance(stop, CancelFollowUps)
    assert isinstance(want, Keep)
    assert (want.entry.member, want.entry.text("use")) == (None, "draft")


def test_when_the_helper_s_time_is_over_the_team_gets_one() -> None:
    look = PLAY.on_follow_up["team"]
    stop, want = actions(look(shown(None, escalating=seen(moved=False), minutes=60), DIALS))
    assert isinstance(stop, CancelFollowUps)
    assert isinstance(want, Keep)
    assert want.entry.until == at(60) + DIALS.useful_for


@pytest.mark.parametrize(
    ("of", "e", "model"),
    [
        (answered("q"), seen(moved=False), MODEL),
        (None, None, MODEL),
        (None, seen(replace(OPENED, state=State.SOLVED), moved=False), MODEL),
        (None, seen(replace(OPENED, is_private=True), moved=False), MODEL),
        (None, seen(replace(OPENED, similar=()), moved=False), MODEL),
        (None, seen(moved=False), ModelPolicy()),
    ],
)
def test_no_team_gets_one_that_needs_none(of: Thread | None, e: Escalating | None, model: ModelPolicy) -> None:
    look = PLAY.on_follow_up["team"]
    assert reasons(look(shown(None, of, model, escalating=e), DIALS)) == ["no team needs a draft any more"]


def test_the_helper_s_time_is_the_shorter_of_two_dials() -> None:
    (keep,) = actions(asked(dials=replace(DIALS, useful_for=timedelta(minutes=10))))
    assert isinstance(keep, Keep)
    assert keep.entry.until == at(10)
