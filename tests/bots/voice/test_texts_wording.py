"""The texts are short, plain and honest: no inside words, labels as on the buttons, only commands that exist."""

import re
from collections.abc import Callable

import pytest

from bots.voice.template import Part, parse
from config.playbook import PLAYS
from engagement.actions import Say
from engagement.plays import manager_desk
from tests.bots.voice.shipped import LANGUAGES, sections
from tests.bots.voice.spoken import spoken

INSIDE = {
    "en": "play(s|book)?|h[oe]ld|arms?|outbox|gates?|rings?|situations?|nudges?|candidates?|folds?|spokes?|policy"
    "|users?|tickets?|tiers?|tenants?|jobs?|timers?|session|agents?|guild|prompts?",
    "de": "play(book)?|outbox|gate|ring|situation|nudge|kandidat\\w*|falten|spoke|policy|nutzer\\w*|user|ticket"
    "|session|agent\\w*|prompt|sie haben|ihnen|ihre[nrsm]?",
    "es": "play(book)?|outbox|gate|anillo|situación|nudge|candidat\\w*|spoke|política|usuari\\w*|tickets?|tique"
    "|sesión|agente\\w*|prompt|usted(es)?|vosotros",
}
ASKS = ("peer_prompt.ask", "peer_prompt.ask_in_thread", "similar_threads.offer", "similar_threads.offer_one",
        "answer_marks.remind", "helper_enrolment.offer_after_answer", "helper_enrolment.offer")  # fmt: skip
EXPLAINED = {"on_it", "not_now", "not_my_topic", "it_helped", "not_yet", "enrol", "no_thanks", "good", "wrong"}
LONGEST = {"controls": 24, **{f"{form}_{part}": 24 for form in ("form", "pass", "more") for part in
           ("title", "send", "cancel")}}  # fmt: skip
FILES = [
    (language, file) for language in LANGUAGES for file in sorted({key.partition(".")[0] for key in sections(language)})
]
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|^[->]\s+)\{(asker|helper|by|whom|channel)\}", re.MULTILINE)


def of_each_text(test: Callable[[str, str], None]) -> Callable[[str, str], None]:
    """The test, asked of every text of a file; all that fail are named."""

    @pytest.mark.parametrize(("language", "file"), FILES)
    def every(language: str, file: str) -> None:
        failed = {}
        for key in (key for key in sections(language) if key.partition(".")[0] == file):
            try:
                test(language, key)
            except AssertionError as error:
                failed[key] = str(error)
        assert failed == {}

    every.__name__, every.__doc__ = test.__name__, test.__doc__
    return every


@of_each_text
def test_nobody_reads_inside_words(language: str, key: str) -> None:
    text = re.sub(r"`[^`]*`|\{\w+\}", "", sections(language)[key])
    assert re.findall(rf"(?i)\b(?:{INSIDE[language]})\b", text) == []


@of_each_text
def test_texts_are_short(language: str, key: str) -> None:
    text = sections(language)[key]
    assert len(text) < (500 if key in ASKS else 1200)
    file, _, name = key.partition(".")
    assert len(text) <= LONGEST.get(file, LONGEST.get(name, 1200))
    if name.startswith("form_") and name != "form_problem":
        assert len(text) <= (100 if name.endswith("_hint") else 45)


@of_each_text
def test_a_name_never_begins_a_sentence(language: str, key: str) -> None:
    """It may be "somebody", which is written small."""
    assert not _SENTENCE_START.search(sections(language)[key])


@of_each_text
def test_commands_in_a_text_exist(language: str, key: str) -> None:
    known = {name for play in (*PLAYS, manager_desk.PLAY) for name in play.on_command}
    for command in re.findall(r"/hubbub (\w+)", sections(language)[key]):
        assert command in known


@of_each_text
def test_what_is_bold_is_a_button_or_a_heading(language: str, key: str) -> None:
    labels = {text for name, text in sections(language).items() if name.startswith("controls.")}
    for part in parse(sections(language)[key]):
        for text in _bold(part):
            assert text in labels or text[-1] in ".:", f"{text!r} is no button"


def _bold(part: Part) -> list[str]:
    """The bold words of a part that hold no field and are not all of it."""
    pieces = [piece for line in part.lines for piece in line]
    return [piece.text for piece in pieces if piece.style == "bold" and piece.name is None and len(pieces) > 1
            and not any(other.name and other.style == "bold" for other in pieces)]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_that_do_something_are_explained(language: str) -> None:
    for key, found in spoken().items():
        for control in EXPLAINED & set(getattr(found, "controls", ())) - {"enrol" if "mine" in key else ""}:
            assert f"**{sections(language)[f'controls.{control}']}**" in sections(language)[key], (key, control)


@pytest.mark.parametrize("language", LANGUAGES)
def test_you_always_see_that_it_is_a_bot(language: str) -> None:
    for key, found in spoken().items():
        if isinstance(found, Say) and found.is_unprompted:
            assert "{bot}" in sections(language)[key], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_texts_show_nobodys_record(language: str) -> None:
    members = {key: text for key, text in sections(language).items() if ".why_" in key and "manager_desk" not in key}
    for key, text in members.items():
        assert not re.search(r"\{(helper|score|evidence|answers|why)\}", text), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_says_what_it_must(language: str) -> None:
    text = sections(language)["helper_enrolment.notice"]
    for needed in (
        "{bot}",
        "{channel}",
        "{kept}",
        "{share}",
        "{read_in}",
        "{others}",
        "/hubbub stop",
        "/hubbub privacy stop",
        "/hubbub privacy erase",
    ):
        assert needed in text
