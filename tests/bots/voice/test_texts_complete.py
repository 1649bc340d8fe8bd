"""Every text that is asked for is there, in every language, with the same placeholders, and none is left over."""

import ast
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from advocacy.badges import usual
from advocacy.comparison import Good
from advocacy.contributions import POINTS
from advocacy.insights import Stage
from advocacy.levels import HIGHEST
from advocacy.programme import HELD, Choice
from advocacy.proposals import State as Proposed
from advocacy.record import Held
from advocacy.wishes import Kind
from bots.voice import composed
from bots.voice.fields import PERSONA_FIELD, slug
from bots.voice.template import parse, placeholders
from engagement.actions import OpenForm, Reply, Say
from engagement.alert_causes import FEW_HELPERS, MANY_HELPERS, NEWCOMERS, OTHERS
from engagement.authorisation import ALLOWED, require
from engagement.crisis import What
from engagement.decisions import Act, Verdict
from engagement.digests import Advice, Figure
from engagement.earlier_answers import WHICH
from engagement.errors import NotAllowed
from engagement.escalating import by_staff
from engagement.escalating.acts import Told
from engagement.escalating.audit import Finding
from engagement.escalating.clocks import Aim
from engagement.escalating.clocks import spoken as spoken_aim
from engagement.escalating.dials import Severity
from engagement.escalating.escalation import State
from engagement.looked_after import GIVEN
from engagement.modelling.asking import Use
from engagement.people import WEEKDAYS, Role, Via
from engagement.plays import escalation, peer_prompt
from engagement.plays.digest import HEADINGS
from engagement.plays.summary import PIECES
from engagement.programmes import WayIn
from engagement.speech import plain
from engagement.threads import Thread, ThreadState
from tests.bots.voice.shipped import LANGUAGES, MESSAGES, reader, sections, voice
from tests.bots.voice.spoken import ROOT, TAKEN, THREAD, card, escalating, quoted, situation, spoken, told

GROUPS = (NEWCOMERS, OTHERS, FEW_HELPERS, MANY_HELPERS)
ENGAGEMENT = Path(peer_prompt.__file__).parents[1]
ADVOCACY = ENGAGEMENT.parent / "advocacy"
PLAYS = sorted(path for room in (ENGAGEMENT, ADVOCACY) for path in (room / "plays").glob("[a-z]*.py"))
_KEY = re.compile(r"[a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z]+)*")
TABLES = {"controls", "own_data", "units", "steps", "reasons", "evidence", "commands", "review"}
FORM = "helper_enrolment.form"
OWN_WORDS_OF_CARDS = {
    *State,
    *(severity.name.lower() for severity in Severity),
    "newcomer",
    "nobody",
    "link",
    "question",
    "private",
}
COMPOSED = {
    "nobody had answered",
    "this helper answered here lately",
    "this helper answered questions like this one",
    "this helper answered here lately and answered questions like this one",
    "this helper enrolled to help here",
}
"""Reasons that a play puts together from parts."""


def strings(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


def asked_for() -> set[str]:
    """The keys that the plays' source names, spelt out or (in the manager's desk) by their last part."""
    found = {text for file in PLAYS for text in strings(file) if _KEY.fullmatch(text)}
    for node in ast.walk(ast.parse((ENGAGEMENT / "plays" / "manager_desk.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_reply" and len(node.args) > 1:
            name = node.args[1]
            found |= {f"manager_desk.{name.value!s}"} if isinstance(name, ast.Constant) else set()
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_that_a_play_names_has_a_text(language: str) -> None:
    names = asked_for()
    assert len(names) > 40
    assert names - sections(language).keys() == set()


def test_every_key_that_a_play_names_is_rendered_by_these_tests() -> None:
    assert asked_for() - spoken().keys() == set()


def test_every_message_has_a_reason_why() -> None:
    kinds = {
        ("connection_troubles", "trouble")
        if key.startswith("connection_troubles")
        else (key.partition(".")[0], key.partition(".")[2].removesuffix("_in_thread").removesuffix("_one"))
        for key, found in spoken().items()
        if isinstance(found, Say)
    }
    assert {f"{play}.why_{kind}" for play, kind in kinds} <= sections("en").keys()


def test_every_language_has_the_same_texts() -> None:
    files = {language: {file.name for file in (MESSAGES / language).iterdir()} for language in LANGUAGES}
    assert files["de"] == files["es"] == files["en"]
    assert list(sections("de")) == list(sections("es")) == list(sections("en"))


@pytest.mark.parametrize("key", sections("en"))
def test_every_text_parses_with_the_same_placeholders_in_every_language(key: str) -> None:
    texts = [sections(language)[key] for language in LANGUAGES]
    assert all(texts)
    assert len({placeholders(text) for text in texts}) == 1
    assert len({"{items}" in text for text in texts}) == 1
    kinds = [[part.kind for part in parse(text)] for text in texts]
    assert kinds[1:] == kinds[:-1], "a translation has the same blocks"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", spoken())
def test_every_message_of_every_play_can_be_said(key: str, language: str) -> None:
    found = spoken()[key]
    if isinstance(found, OpenForm):
        assert voice().form(found, reader(language)).entries
        return
    rendered = voice().say(found, reader(language)) if isinstance(found, Say) else None
    text = rendered if rendered is not None else voice().reply(found, reader(language))[0]  # type: ignore[arg-type]
    said = plain(text)
    assert said.strip()
    assert "{" not in said
    assert "  " not in said
    voice().buttons(found.controls, language)


def test_no_text_names_a_field_that_its_message_lacks() -> None:
    for key, found in spoken().items():
        if isinstance(found, Say | Reply):
            assert placeholders(sections("en")[key]) <= {*found.fields, PERSONA_FIELD}, key
            for item in found.items:
                assert placeholders(sections("en")[f"{key}_item"]) <= {*item, PERSONA_FIELD}, key


def test_no_text_is_left_over() -> None:
    used = {*spoken(), *(f"{key}_item" for key, found in spoken().items() if getattr(found, "items", ()))}
    used.add("helper_enrolment.why_notice")  # asked for as soon as the notice is the enrolment's own
    for form in (found for found in spoken().values() if isinstance(found, OpenForm)):
        parts = {"title", "send", "cancel"}.union(*({field.name, f"{field.name}_hint"} for field in form.fields))
        used |= {f"{form.text}_{part}" for part in parts}
    used |= {f"recognition.is_{kind}" for kind in (*POINTS, "yes", "no", "nothing")}
    used |= {f"recognition.is_{role}" for role in (Role.MANAGER, *GIVEN)} | {"recognition.is_sales_kept_out"}
    used |= {f"recognition.held_{slug(why)}" for why in Held}
    used |= {f"escalation.is_{word}" for word in OWN_WORDS_OF_CARDS} | {f"auditor.is_{each}" for each in Finding}
    used |= {f"crisis.is_{word}" for word in {*What, "going_on", "over", "everywhere"}} | {
        "what_we_learned.is_few",
        "helper_enrolment.is_no_model",
        "helper_enrolment.is_a_model",
        *(f"privacy.use_is_{use}" for use in Use if use is not Use.PERSONA),
        *(f"privacy.model_runs_{where}" for where in ("at_home", "elsewhere")),
        *(f"levels.is_{word}" for word in ("few", *usual(), *(f"level_{n}" for n in range(1, HIGHEST + 1)))),
        *(f"dependency.is_{word}" for word in ("people_1", "people_2", "chances")),
        *(f"did_it_help.is_{slug(word)}" for word in Good),
        *(f"digest.chart{part}" for part in ("", "_whole", "_part", "_alt", "_alt_item")),
        *(f"digest.is_{word}" for word in ("likely_causes", "no_cause", "of_all", "as_fast", "a_day", *GROUPS)),
        *(
            f"digest.is_{word}"
            for word in (*Figure, *(each for each in Advice if each is not Advice.CHANNEL), *HEADINGS, "privately")
        ),
        *(f"product_wish.is_{word}" for word in {*Stage, *Kind, "few"}),
        "new_names_and_topics.is_few_new",
        "value_poll.is_few",
        *(f"summary.is_{piece}" for piece in PIECES),
        *(f"proposals.is_{word}" for word in Proposed),
        *(f"advocates.is_{word}" for word in (*WayIn, *Choice, "review", "invited", "turned_down", "lapsed")),
        *(f"advocates.place_{word}" for word in (*HELD, "paused", "gone")),
        "advocates.is_listed",
        "advocates.is_nobody",
        "advocates.is_not_listed",
        *(f"manager_desk.is_{value}" for value in ("true", "false", "file")),
    }
    left = {key for key in sections("en") if key.partition(".")[0] not in TABLES} - used
    assert {key for key in left if "_is_" not in key} == set()


def test_every_choice_of_the_form_has_a_label() -> None:
    choices = [*(("days", day) for day in WEEKDAYS), *(("via", via.value) for via in Via)]
    assert {f"{FORM}_{name}_is_{choice}" for name, choice in choices} <= sections("en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_staff_may_choose_is_said_in_their_language(language: str) -> None:
    """Whether it runs or is solved: nobody reads the inside name of a choice, and no choice is left over."""
    offered: set[str] = set()
    for e in (TAKEN, replace(TAKEN, severity=Severity.LOW), replace(TAKEN, state=State.SOLVED)):
        (act,) = by_staff.on_more(situation(escalating=escalating(e)), escalation.EscalationPolicy())
        assert isinstance(act, Act)
        assert isinstance(act.action, OpenForm)
        (entry,) = voice().form(act.action, reader(language)).entries
        assert [name for name, label in entry.options if label == name] == []
        offered |= {name for name, _ in entry.options}
    labelled = {key for key in sections(language) if key.startswith("escalation.more_what_is_")}
    assert labelled == {f"escalation.more_what_is_{name}" for name in offered}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_says_its_state_its_severity_and_who_has_it_in_the_language_of_its_readers(language: str) -> None:
    texts = sections(language)
    for state in State:
        for severity in Severity:
            e = replace(TAKEN, state=state, severity=severity, person=None)
            first, *rest = said_by(card(e), language)
            assert (
                first == f"{texts[f'escalation.is_{state}']}, {texts[f'escalation.is_{severity.name.lower()}']}: "
                "Developers"
            )
            assert any(line.endswith(texts["escalation.is_nobody"]) for line in rest)
            assert any(texts["escalation.is_newcomer"] in line for line in rest)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_card_has_not_got_it_does_not_mention(language: str) -> None:
    full = said_by(card(), language)
    plain_one = replace(TAKEN, tier="", joined=(), clocks=(), is_private=True)
    bare = said_by(card(plain_one, is_newcomer=False), language)
    assert len(bare) == len(full) - 4, "no quotation, nothing due, nobody who asked the same, no earlier ones"
    assert "gold" in " ".join(full)
    assert "gold" not in " ".join(bare)
    assert sections(language)["escalation.is_newcomer"] not in " ".join(bare)


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_a_card_came_is_said_in_the_language_of_its_readers(language: str) -> None:
    why = said_by(card(), language)[-2]
    assert sections(language)["reasons.peers_had_their_time_and_did_not_answer"] in why
    assert f"{sections(language)['reasons.topic']} webhooks" in why


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("each", Told)
def test_whoever_asked_the_same_is_not_called_by_another_name(each: Told, language: str) -> None:
    first, second = (said_by([verdict], language) for verdict in told(each))
    assert ("Ana" in " ".join(first)) == (each not in {Told.TAKEN, Told.HANDED_ON})
    assert "Ana" not in " ".join(second)
    assert "Developers" in " ".join(second)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_names_are_not_told_the_team_alone_is(language: str) -> None:
    named, unnamed = (said_by(told(Told.TAKEN, names_people=flag)[:1], language) for flag in (True, False))
    assert "Ben" in named[0]
    assert named[0].startswith(unnamed[0])
    assert unnamed[0].endswith("(Developers).")


def said_by(verdicts: Sequence[Verdict], language: str) -> list[str]:
    """The blocks of the first message among these, as plain words."""
    say = next(v.action for v in verdicts if isinstance(v, Act) and isinstance(v.action, Say))
    filled = replace(say, fields=quoted(say.fields, "Why?"))
    return [block.text for block in voice().say(filled, reader(language))]


def test_every_control_and_every_play_has_its_name() -> None:
    named = {file.stem for file in PLAYS} - {"__init__"}
    controls = {name for found in spoken().values() for name in getattr(found, "controls", ())}
    menus = {"mark_answer", "ask_helper", "hand_to_team"}
    assert {f"steps.{name}" for name in named} == {key for key in sections("en") if key.startswith("steps.")}
    controls |= {*menus, *WHICH}  # the list of earlier questions is as long as a manager wants it
    assert {f"controls.{name}" for name in controls} == {k for k in sections("en") if k.startswith("controls.")}


def test_reasons_are_those_the_rules_give() -> None:
    given = COMPOSED | {
        text for room in (ENGAGEMENT, ADVOCACY) for file in room.rglob("*.py") for text in strings(file)
    }
    given |= {text for file in (ENGAGEMENT.parent / "bots" / "runtime").glob("*.py") for text in strings(file)}
    given |= {*composed.COMPOSED, *(level.name.lower() for level in Severity), *map(spoken_aim, Aim)}
    given |= {part.removeprefix("; ").removeprefix(": ").removesuffix(": ") for part in given} | {
        _refusal(what) for what in ALLOWED
    }
    given |= {f"{who} marked it {how}" for who in ("the asker", "a trusted person") for how in _MARKED}
    for key, text in sections("en").items():
        if key.startswith("reasons."):
            assert key == f"reasons.{slug(text)}"
            assert text in given, f"no rule says {text!r} any more"


_MARKED = ("with a tick", "by the menu")


def _refusal(what: str) -> str:
    try:
        require(frozenset(), what)
    except NotAllowed as error:
        return str(error)
    return ""


def test_why_nobody_else_is_asked_is_said_in_every_language() -> None:
    policy = peer_prompt.PeerPromptPolicy()
    threads = (
        Thread(id=ROOT, channel=THREAD.channel, state=ThreadState.SOLVED),
        Thread(id=ROOT, channel=THREAD.channel, state=ThreadState.DELETED),
        Thread(id=ROOT, channel=THREAD.channel, first_reply_at=THREAD.root_at),
        Thread(id=ROOT, channel=THREAD.channel),
        Thread(id=ROOT, channel=THREAD.channel, modes=THREAD.modes, on_it=THREAD.asker),
        Thread(id=ROOT, channel=THREAD.channel, modes=THREAD.modes, rings=9),
    )
    for thread in threads:
        hold = peer_prompt._why_not(thread, policy)
        assert hold is not None
        assert f"reasons.{slug(hold.reason)}" in sections("de")


def test_quotes_reach_the_text() -> None:
    found = spoken()["peer_prompt.ask"]
    assert isinstance(found, Say)
    text = voice().say(Say(text=found.text, reach=found.reach, to="", fields=quoted(found.fields, "Why?")), reader())
    assert [block.text for block in text if block.kind == "quote"] == ["Why?"]
