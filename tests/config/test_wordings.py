"""A community's own wording: what may be said otherwise, what has to stay, and what is told about the rest."""

from pathlib import Path

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from config.export import export
from config.loader import load, load_text
from config.overriding import find_place, overridden, read_value, value_at
from config.pasted import with_pasted
from config.scalars import languages_shipped
from config.shapes import NOTHING
from config.wordings import LONGEST, changeable, longest, samples, shipped, to_wording
from engagement.errors import ConfigError
from tests.bots.voice.samples import PATH
from tests.bots.voice.samples import samples as written_samples
from tests.config.files import policy_of

FILE = """communities:
  - name: Quarry Lane
    channels:
      help: {topics: [install]}
"""
TAKEN = "Cheers, but {by} was quicker."
PATHS = "texts.en.peer_prompt.taken"


def own(lines: str) -> str:
    return f"{FILE}    texts:\n{lines}"


def test_the_samples_are_what_the_steps_say_today() -> None:
    """Written anew by ``python -m tests.bots.voice.samples``."""
    assert PATH.read_text(encoding="utf-8") == written_samples()


def test_messages_and_the_lines_of_their_lists_may_be_worded_anew_and_nothing_else() -> None:
    assert {"peer_prompt.ask", "manager_desk.changes", "manager_desk.changes_item"} <= {*changeable()}
    for key in ("controls.stop", "units.day", "helper_enrolment.form", "helper_enrolment.form_title", "steps.levels"):
        assert key in shipped().by_language["en"]
        assert key not in changeable()
    assert "auditor.letter" in changeable(), "what the auditor says, too"


@pytest.mark.parametrize("language", languages_shipped())
def test_what_ships_fits_as_a_wording(language: str) -> None:
    for key in changeable():
        assert to_wording(language, key, shipped().get(language, key)) == shipped().get(language, key), key


def test_the_file_words_a_message_anew_in_one_language_and_defaults_are_joined() -> None:
    text = own(f'      en: {{peer_prompt.taken: "{TAKEN}"}}\n')
    assert policy_of(load_text(text), "quarry-lane").texts == {"en": {"peer_prompt.taken": TAKEN}}
    both = (
        text + 'defaults:\n  texts: {en: {peer_prompt.too_late: "Too late."}, de: {peer_prompt.too_late: "Zu spät."}}\n'
    )
    assert policy_of(load_text(both), "quarry-lane").texts == {
        "en": {"peer_prompt.taken": TAKEN, "peer_prompt.too_late": "Too late."},
        "de": {"peer_prompt.too_late": "Zu spät."},
    }
    assert policy_of(load_text(own("      en:\n")), "quarry-lane").texts == {}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("      en: {peer_prompt.takn: x}", "line 6: nobody asks for a text `peer_prompt.takn`; did you mean"),
        (
            "      en: {gone.away: x}",
            "line 6: nobody asks for a text `gone.away`; the page Settings > Texts lists them",
        ),
        ("      en: {controls.stop: Halt}", "line 6: `controls.stop` is said as it ships: names of buttons"),
        ("      fr: {peer_prompt.taken: x}", "line 6: `fr` is no language Hubbub has texts in; there are de, en, es"),
        ("      en: [x]", "line 6: `en` lists texts by their name; write for example `texts: {en:"),
        ("      - x", "line 6: `texts` lists texts by language; write for example `texts: {en:"),
        ("      en:\n        peer_prompt.taken: [x]", "line 7: `peer_prompt.taken` is one text; write it in quotes"),
        ("      en:\n        peer_prompt.taken:", "line 7: `peer_prompt.taken` is empty; write what Hubbub is to say"),
        (
            "      en:\n        peer_prompt.taken: '{helper} has it'",
            "line 7: `peer_prompt.taken` holds {helper}, which",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_the_cure(lines: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_text(own(lines))
    assert expected in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


ASK = shipped().get("en", "peer_prompt.ask")


@pytest.mark.parametrize(
    ("key", "said", "expected"),
    [
        ("peer_prompt.taken", "x" * (LONGEST + 1), "is too long; at most 1,200 characters (this has 1,201)"),
        ("manager_desk.changes_item", "{path} " * 100, "is too long; at most 500 characters"),
        ("peer_prompt.taken", "{bye} has it", "holds {bye}, which is not known here; did you mean `by`?"),
        ("peer_prompt.taken", "{By} has it", "holds {By}, which is not known here; did you mean `by`?"),
        ("peer_prompt.taken", "{} has it", "holds {}, which is not known here; there are {bot}, {by}"),
        ("peer_prompt.taken", "{one, two} has it", "holds {one, two}, which is not known here"),
        ("peer_prompt.taken", "by} has it", "has a curly bracket that is alone"),
        ("peer_prompt.taken", "@everyone {by} has it", "would call people: `@everyone`; write it without the @"),
        ("peer_prompt.taken", "＠here {by} has it", "would call people: `@here`"),
        ("peer_prompt.taken", "@\u200deveryone, {by}", "would call people: `@everyone`"),
        ("peer_prompt.taken", "<@U123> has it", "would call people: `<@U123>`"),
        ("peer_prompt.taken", "<!channel> {by}", "would call people: `<!channel>`"),
        ("peer_prompt.taken", "@{by} has it\u202e", "holds a character that nobody sees"),
        ("peer_prompt.taken", "[{by}](https://x.example)", "cannot be shown everywhere: a link's label"),
        (
            "peer_prompt.taken",
            "1. one\n2. {by}",
            "cannot be shown everywhere: a message text cannot hold a numbered list",
        ),
        ("peer_prompt.taken", "[x](javascript:alert)", "cannot be shown everywhere: a link leads to"),
        ("peer_prompt.ask", ASK.replace("[take a look]({where})", "look"), "lacks the link to {where}; write for"),
        ("peer_prompt.ask", ASK.replace("{bot}", "me"), "lacks {bot}: people always see that a bot writes"),
        ("peer_prompt.ask", ASK.replace("**Not now**: a", "A"), "explain **Not now**, in bold as on the button"),
        ("manager_desk.changes", "Look:", "lacks {items}, in whose place the list stands"),
        ("manager_desk.changes", "Look: {items}", "needs {items} on a line of its own"),
        ("helper_enrolment.notice", shipped().get("en", "helper_enrolment.notice").replace("{kept}", "long"), "{kept}"),
        (
            "helper_enrolment.notice",
            shipped().get("en", "helper_enrolment.notice").replace("/hubbub privacy erase", "me"),
            "lacks `/hubbub privacy erase`: people rely on this text when they agree",
        ),
    ],
)
def test_a_wording_that_does_not_fit_says_why(key: str, said: str, expected: str) -> None:
    with pytest.raises(ValueError, match=r".+") as caught:
        to_wording("en", key, said)
    assert expected in str(caught.value)
    place = find_place(policy_of(load_text(FILE), "quarry-lane"), f"texts.en.{key}")
    assert place is not None
    found, problem = read_value(place, said)
    assert (found, str(caught.value) in problem) == (NOTHING, True), "also where it is changed"


def test_an_address_and_a_name_in_code_call_nobody() -> None:
    said = "Write to help@quarry.example, or `/hubbub thanks @name`. {by} has it.\r\n"
    assert to_wording("en", "peer_prompt.taken", said) == said.strip()


@given(st.sampled_from(changeable()), st.text(max_size=60))
def test_whatever_is_typed_is_taken_or_refused_with_a_reason(key: str, said: str) -> None:
    try:
        found = to_wording("en", key, said)
    except ValueError as error:
        found = ""
        event(str(error).split("`")[0][:20])
    assert not found or to_wording("en", key, found) == found
    assert len(found) <= longest(key)


def test_a_wording_beside_the_file_wins_and_is_read_back_from_the_exported_file(tmp_path: Path) -> None:
    path = tmp_path / "hubbub.yaml"
    path.write_text(own(f'      en: {{peer_prompt.taken: "{TAKEN}"}}  # ours\n'), encoding="utf-8")
    policy = policy_of(load(path), "quarry-lane")
    assert value_at(policy, PATHS) == TAKEN
    assert value_at(policy, "texts.de.peer_prompt.taken") is None
    changed = overridden(policy, PATHS, "{by} has it.")
    assert changed is not None
    assert changed.texts == {"en": {"peer_prompt.taken": "{by} has it."}}
    assert policy.texts == {"en": {"peer_prompt.taken": TAKEN}}
    beside = {PATHS: "{by} has it.", "texts.de.peer_prompt.too_late": "Danke!\n\nZu spät: 'so' \"ist\" es."}
    exported = export(path, {"quarry-lane": beside})
    assert "# ours" in exported
    assert policy_of(load_text(exported), "quarry-lane").texts == {
        "en": {"peer_prompt.taken": "{by} has it."},
        "de": {"peer_prompt.too_late": beside["texts.de.peer_prompt.too_late"]},
    }


def test_a_wording_of_a_text_that_is_gone_is_listed_and_not_applied(tmp_path: Path) -> None:
    path = tmp_path / "hubbub.yaml"
    path.write_text(FILE, encoding="utf-8")
    beside = {
        "texts.en.gone.away": "x",
        "texts.en.peer_prompt.taken": "{who} has it",
        "texts.fr.peer_prompt.taken": "x",
    }
    found = load(path, {"quarry-lane": beside})
    assert found.communities[0].policy.texts == {}
    assert found.stale_overrides == tuple(("quarry-lane", key) for key in sorted(beside))


def test_a_pasted_wording_is_tried() -> None:
    policy = policy_of(load_text(FILE), "quarry-lane")
    pasted = with_pasted(policy, f'texts: {{en: {{peer_prompt.taken: "{TAKEN}"}}}}')
    assert pasted.texts == {"en": {"peer_prompt.taken": TAKEN}}


def test_every_sample_has_what_its_text_asks_for() -> None:
    for key, sample in samples().items():
        assert shipped().by_language["en"].keys() >= {key}
        assert all(f"controls.{name}" in shipped().by_language["en"] for name in sample.controls)
