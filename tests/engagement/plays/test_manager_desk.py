"""What the bot does and answers when it is told something by name."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from engagement.actions import Field, FieldKind, OpenForm, Reach, Reply, Say, SetDial, Undo, share, words
from engagement.decisions import Act, Decision, Outcome, Verdict
from engagement.events import CommandGiven, FormSubmitted
from engagement.ids import AccountId, ChannelId, DecisionId
from engagement.modelling.asking import Use
from engagement.modelling.dials import ModelPolicy
from engagement.people import Role
from engagement.plays.manager_desk import PLAY, ManagerDeskPolicy, on_why_known
from engagement.situation import SetupFacts, Situation
from engagement.strategy import Purpose
from tests.engagement.made_up import HELP, NOON, OTHER, PEER, THIRD, person, policy, situation, tid

DIALS = ManagerDeskPolicy()
DONE = Decision(
    id=DecisionId("d1"), at=NOON, play="peer_prompt", play_version=1, policy_hash="x", subject=tid("q"),
    action="PromptPeer", outcome=Outcome.ACTED, reason="nobody had answered", evidence={"score": 0.5, "ring": 1},
    chance=0.9, detail={"text": "peer_prompt.ask_in_thread", "fields": {"helper": ["person", PEER]}},
)  # fmt: skip


def told(*said: str, role: Role = Role.MANAGER, **more: Any) -> Situation:
    event = CommandGiven(key="c", at=NOON, account=AccountId(THIRD), channel=HELP, words=said)
    return situation(event=event, actor=person(THIRD, role), **more)


def run(*said: str, role: Role = Role.MANAGER, **more: Any) -> list[Verdict]:
    return list(PLAY.on_command[said[0]](told(*said, role=role, **more), DIALS))


def press(control: str, **more: Any) -> list[Verdict]:
    return list(PLAY.on_control[control](situation(actor=person(PEER), **more), DIALS))


def reply(verdicts: Sequence[Verdict]) -> Reply:
    last = verdicts[-1]
    assert isinstance(last, Act)
    assert isinstance(last.action, Reply)
    return last.action


def text_of(verdicts: Sequence[Verdict]) -> str:
    return reply(verdicts).text.removeprefix("manager_desk.")


def fields_of(verdicts: Sequence[Verdict]) -> dict[str, str]:
    return {name: field.value for name, field in reply(verdicts).fields.items()}


def reasons(verdicts: Sequence[Verdict]) -> set[str]:
    return {verdict.reason for verdict in verdicts}


@pytest.mark.parametrize(
    ("role", "text"), [(Role.MEMBER, "help"), (Role.STAFF, "help"), (Role.MANAGER, "help_manager"), (Role.BOT, "help")]
)
def test_help_tells_everybody_what_is_theirs(role: Role, text: str) -> None:
    verdicts = run("help", role=role)
    assert (text_of(verdicts), reasons(verdicts)) == (text, {"asked for help"})


ALL = ("channels", "notice", "staff", "helpers", "live")
READY = SetupFacts(channels=("help", "ideas"), channels_live=("help",), notices=2, managers=1, staff=2, helpers=3)


SAID = Purpose(vision="People help each other", for_whom="developers", success="most are answered")


def sends(purpose: Purpose, **values: str) -> list[Verdict]:
    filled = {part: (text,) for part, text in values.items()}
    event = FormSubmitted(key="f", at=NOON, account=AccountId(THIRD), form="purpose", values=filled)
    s = situation(event=event, actor=person(THIRD, Role.MANAGER), policy=policy(purpose=purpose))
    return list(PLAY.on_form["purpose"](s, DIALS))


def test_what_the_community_is_for_is_the_first_step() -> None:
    assert fields_of(run("setup"))["purpose_mark"] == "⬜"
    s = situation(actor=person(THIRD, Role.MANAGER), policy=policy(purpose=SAID))
    fields = fields_of(list(PLAY.on_command["setup"](s, DIALS)))
    assert (fields["purpose_mark"], fields["vision"]) == ("✅", "People help each other")
    (form,) = PLAY.on_control["purpose"](s, DIALS)
    assert isinstance(form, Act)
    assert isinstance(form.action, OpenForm)
    assert [one.value for one in form.action.fields] == [(part,) for part in (SAID.vision, SAID.for_whom, SAID.success)]


def test_only_what_reads_otherwise_is_a_change_and_what_was_emptied_is_gone() -> None:
    verdicts = sends(SAID, vision=" People   help each other ", for_whom="everybody")
    changed = [act.action for act in verdicts if isinstance(act, Act) and isinstance(act.action, SetDial)]
    assert {(dial.path, dial.value) for dial in changed} == {("purpose.for_whom", "everybody"), ("purpose.success", "")}
    assert text_of(verdicts) == "purpose_kept"


def test_more_than_fits_stays_in_the_form() -> None:
    verdicts = sends(SAID, vision="x" * 201)
    assert [type(act.action) for act in verdicts if isinstance(act, Act)] == [Reply]
    assert reply(verdicts).is_problem


@pytest.mark.parametrize("said", ["setup", "status"])
@pytest.mark.parametrize(
    ("setup", "dry_run", "done"),
    [
        pytest.param(SetupFacts(), True, (), id="nothing yet"),
        pytest.param(READY, False, ALL, id="everything"),
        pytest.param(READY, True, ALL[:-1], id="a try-out"),
        pytest.param(replace(READY, channels_live=()), False, ALL[:-1], id="no channel live"),
        pytest.param(replace(READY, notices=1), False, ("channels", "staff", "helpers", "live"), id="a notice missing"),
        pytest.param(replace(READY, channels_unknown=("ideas",), notices=1), False, ALL[1:], id="a channel unknown"),
        pytest.param(replace(READY, managers=0, helpers=0), False, ("channels", "notice", "live"), id="nobody"),
    ],
)
def test_setup_is_a_checklist(said: str, setup: SetupFacts, dry_run: bool, done: tuple[str, ...]) -> None:  # noqa: FBT001
    verdicts = run(said, setup=setup, policy=policy(dry_run=dry_run))
    fields = fields_of(verdicts)
    assert tuple(name for name in ALL if fields[f"{name}_mark"] == "✅") == done
    assert reply(verdicts).controls == ("purpose", *(() if "notice" in done else ("post_notice",)))
    assert reasons(verdicts) == {"asked how far the set-up is"}


@pytest.mark.parametrize(
    ("setup", "named"),
    [
        (SetupFacts(), ("–", "–", "–")),
        (replace(READY, channels_unknown=("ideas",)), ("#help, #ideas", "#ideas", "#help")),
    ],
)
def test_setup_names_the_channels(setup: SetupFacts, named: tuple[str, ...]) -> None:
    fields = fields_of(run("setup", setup=setup))
    assert (fields["channel_names"], fields["unknown"], fields["live_names"]) == named


@pytest.mark.parametrize(("hold_out", "told"), [(0.1, share(0.1)), (0.0, words(""))])
def test_the_notice_goes_to_every_known_channel(hold_out: float, told: Field) -> None:
    setup = SetupFacts(channels=("help", "ideas", "gone"), channels_unknown=("gone",))
    ids = {"help": (HELP,), "ideas": (OTHER,)}
    verdicts = press("post_notice", setup=setup, channel_ids=ids, policy=policy(hold_out=hold_out))
    says = [v.action for v in verdicts if isinstance(v, Act) and isinstance(v.action, Say)]
    assert [say.to for say in says] == [HELP, OTHER]
    assert all((say.text, say.reach) == ("helper_enrolment.notice", Reach.CHANNEL) for say in says)
    assert says[0].slot == f"notice:{HELP}"
    assert says[0].fields["share"] == told
    assert says[0].fields["channel"] == Field(FieldKind.PLACE, HELP)
    assert not says[0].is_unprompted
    assert text_of(verdicts) == "notice_posted"
    assert fields_of(verdicts)["count"] == "2"
    assert reasons(verdicts) == {"a manager posted the notice"}


@pytest.mark.parametrize(
    ("model", "said"),
    [(ModelPolicy(), "no_model"), (ModelPolicy(name="m", uses=(Use.DRAFT,), provider="x.example"), "a_model")],
)
def test_the_notice_says_whether_a_language_model_is_used(model: ModelPolicy, said: str) -> None:
    ids, setup = {"help": (HELP,)}, SetupFacts(channels=("help",))
    verdicts = press("post_notice", setup=setup, channel_ids=ids, policy=policy(model=model))
    (say,) = (v.action for v in verdicts if isinstance(v, Act) and isinstance(v.action, Say))
    assert say.fields["model_use"] == words(said)


def test_equally_named_channels_of_two_workspaces_each_get_the_notice() -> None:
    ids = {"help": (HELP, ChannelId("discord-1:5"))}
    verdicts = press("post_notice", setup=SetupFacts(channels=("help",)), channel_ids=ids)
    assert [v.action.to for v in verdicts if isinstance(v, Act) and isinstance(v.action, Say)] == [*ids["help"]]
    assert fields_of(verdicts)["count"] == "2"


def test_without_known_channels_no_notice_is_posted() -> None:
    verdicts = press("post_notice", setup=SetupFacts(channels=("gone",), channels_unknown=("gone",)))
    assert len(verdicts) == 1
    assert fields_of(verdicts) == {"count": "0"}


@pytest.mark.parametrize(("dry_run", "text"), [(False, "live"), (True, "live_but_dry")])
@pytest.mark.parametrize("name", ["#help", "help"])
def test_live_switches_a_channel_on(name: str, dry_run: bool, text: str) -> None:  # noqa: FBT001
    verdicts = run("live", name, policy=policy(dry_run=dry_run))
    assert verdicts[0] == Act(
        action=SetDial(path="channels.help.live", value=True, by=THIRD),
        subject="help",
        reason="a manager switched it on",
    )
    assert (text_of(verdicts), fields_of(verdicts)) == (text, {"name": "help"})


@pytest.mark.parametrize(
    ("said", "channels", "text", "fields"),
    [
        (("live", "#halp"), None, "no_channel", {"name": "halp", "known": "#help"}),
        (("live",), None, "which_channel", {"known": "#help"}),
        (("live", "help"), {}, "no_channel", {"name": "help", "known": "–"}),
    ],
    ids=["a slip", "no name", "no channels"],
)
def test_live_names_the_channels_there_are(
    said: tuple[str, ...], channels: Any, text: str, fields: dict[str, str]
) -> None:
    dials = policy() if channels is None else policy(channels=channels)
    verdicts = run(*said, policy=dials)
    assert (text_of(verdicts), fields_of(verdicts)) == (text, fields)
    assert reasons(verdicts) <= {"named no channel of the playbook", "named no channel"}


@pytest.mark.parametrize(
    ("said", "value", "text", "reason"),
    [
        ("pause", True, "paused", "a manager paused it"),
        ("resume", None, "resumed", "a manager resumed it"),
    ],
)
def test_pause_and_resume_hold_at_once(said: str, value: object, text: str, reason: str) -> None:
    verdicts = run(said)
    assert verdicts[0] == Act(action=SetDial(path="is_paused", value=value, by=THIRD), subject="town", reason=reason)
    assert (text_of(verdicts), reasons(verdicts)) == (text, {reason})


@pytest.mark.parametrize(
    ("said", "decision", "text", "reason", "fields"),
    [
        pytest.param(("undo", "zz"), None, "unknown_id", "named no decision", {"id": "zz"}, id="unknown"),
        pytest.param(("undo",), None, "undo_help", "named no id", {}, id="no id"),
        pytest.param(
            ("undo", "d1"),
            replace(DONE, undone_at=NOON),
            "already_undone",
            "undone already",
            {"id": "d1"},
            id="twice",
        ),
        pytest.param(
            ("undo", "d1"),
            replace(DONE, outcome=Outcome.HELD),
            "nothing_to_undo",
            "nothing was done",
            {"id": "d1", "why": "nobody had answered"},
            id="held",
        ),
        pytest.param(
            ("undo", "d1"),
            replace(DONE, action="Judge"),
            "cannot_undo",
            "there is no way back",
            {"id": "d1"},
            id="no way",
        ),
        pytest.param(
            ("undo", "d1"),
            replace(DONE, action="Unheard"),
            "cannot_undo",
            "there is no way back",
            {"id": "d1"},
            id="unheard of",
        ),
        pytest.param(("undo", "d1"), DONE, "undone", "a manager undid it", {"id": "d1"}, id="undone"),
    ],
)
def test_undo_takes_back_what_can_be_taken_back(
    said: tuple[str, ...], decision: Decision | None, text: str, reason: str, fields: dict[str, str]
) -> None:
    verdicts = run(*said, decision=decision)
    assert (text_of(verdicts), reasons(verdicts), fields_of(verdicts)) == (text, {reason}, fields)
    undo = Act(action=Undo(decision="d1", by=THIRD), subject="d1", reason=reason)
    assert verdicts[:-1] == ([undo] if text == "undone" else [])


@pytest.mark.parametrize(
    ("said", "role", "decision", "text", "reason"),
    [
        (("why", "d1"), Role.MEMBER, DONE, "why_help", "asked why"),
        (("why",), Role.STAFF, None, "why_help", "asked why"),
        (("why", "zz"), Role.STAFF, None, "unknown_id", "named no decision"),
        (("why", "d1"), Role.STAFF, DONE, "why_acted", "asked why"),
        (("why", "d1"), Role.MANAGER, replace(DONE, outcome=Outcome.HELD), "why_held", "asked why"),
    ],
)
def test_why_tells_staff_the_whole_reason(
    said: tuple[str, ...], role: Role, decision: Decision | None, text: str, reason: str
) -> None:
    verdicts = run(*said, role=role, decision=decision)
    assert (text_of(verdicts), reasons(verdicts)) == (text, {reason})


@pytest.mark.parametrize(("evidence", "told_"), [({"score": 0.5, "ring": 1}, "ring 1, score 0.5"), ({}, "–")])
def test_the_whole_reason_holds_the_evidence_and_the_chance(evidence: dict[str, object], told_: str) -> None:
    fields = fields_of(run("why", "d1", decision=replace(DONE, evidence=evidence)))
    assert fields == {
        "id": "d1", "step": "peer_prompt", "outcome": "acted", "why": "nobody had answered", "at": NOON.isoformat(),
        "evidence": told_, "chance": "0.9",
    }  # fmt: skip


def test_there_is_nothing_to_explain_without_a_decision() -> None:
    assert list(on_why_known(told("why", "d1"), DIALS)) == []


@pytest.mark.parametrize(
    ("decision", "text", "fields", "controls"),
    [
        pytest.param(None, "manager_desk.why_unknown", {}, (), id="unknown"),
        pytest.param(
            DONE,
            "peer_prompt.why_ask",
            {"helper": PEER, "why": "nobody had answered", "id": "d1"},
            ("settings", "stop"),
            id="an ask",
        ),
        pytest.param(
            replace(DONE, play="similar_threads", action="OfferSimilar", detail={"text": "similar_threads.offer_one"}),
            "similar_threads.why_offer",
            {"why": "nobody had answered", "id": "d1"},
            (),
            id="an offer",
        ),
        pytest.param(
            replace(DONE, action="Hold", detail={}),
            "peer_prompt.why_general",
            {"why": "nobody had answered", "id": "d1"},
            (),
            id="no message",
        ),
    ],
)
def test_why_this_is_a_plain_sentence(
    decision: Decision | None, text: str, fields: dict[str, str], controls: tuple[str, ...]
) -> None:
    verdicts = press("why", decision=decision)
    said = reply(verdicts)
    assert (said.text, fields_of(verdicts), said.controls) == (text, fields, controls)
    assert not {"evidence", "chance", "score"} & set(said.fields)
    assert reasons(verdicts) == {"asked why"}
