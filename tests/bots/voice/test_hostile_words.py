"""Whatever people write, it stays words: no link, no style, no ping and no block that the template did not ask for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.voice.foreign import LONGEST_SAID
from engagement.actions import Field, FieldKind, Reply, Say
from engagement.speech import RichText
from tests.bots.voice.shipped import ANA, BEN, HELP, LANGUAGES, LOU, reader, voice
from tests.bots.voice.spoken import spoken

PIECES = (
    "@everyone", "@here", "<!channel>", "<!subteam^S1>", "<@U1>", "<@&77>", "<#C1>", "＠everyone", "&lt;!here&gt;",
    "**bold**", "_i_", "`code`", "```\nfence\n```", "[go](https://evil.example)", "<https://evil.example|bank>",
    "https://evil.example", "{where}", "{items}", "{bot}", "\n- item", "\n> quote", "\n~ note", "\n# head", "\n\n",
    "\u202e", "\u200b", "\u2066", "\x00", "\ud800", "\U000e0041", "~ ", "> ", "- ", "||spoiler||", "</b>", "\\", "*",
)  # fmt: skip
hostile = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), min_size=1, max_size=8).map("".join)
PINGED = {
    "peer_prompt.ask_in_thread": (BEN,),
    **dict.fromkeys(("escalation.call_come", "escalation.call_untaken", "escalation.call_unattended",
                     "escalation.private_forgotten"), (BEN, LOU)),
    **{f"escalation.call_{name}": (BEN,) for name in
       ("reminder", "handed_on", "warning", "missed", "member_spoke", "reopened")},
    **{f"crisis.{name}": (BEN,) for name in ("soon", "due", "late")},
    "escalation.duty_begins": (BEN,),
    **{f"closing_the_loop.{name}": (ANA,) for name in ("waiting", "still_waiting", "solved", "closed")},
    "escalation.answered": (ANA,),
    "escalation.not_sent_on": (BEN,),
    "escalation.sent_back": (BEN,),
    "escalation.yes_reminder": (LOU,),
}  # fmt: skip
"""Whom a message may call aloud; no other one calls anybody."""
SAID = sorted(key for key, found in spoken().items() if isinstance(found, Say | Reply))


def render(key: str, foreign: str, language: str) -> RichText:
    """The message with the same foreign words in every place that takes any."""
    found = spoken()[key]
    assert isinstance(found, Say | Reply)
    found = replace(
        found,
        fields={name: _said(field, foreign) for name, field in found.fields.items()},
        items=tuple({name: _said(field, foreign) for name, field in item.items()} for item in found.items),
    )
    context = reader(language, names=dict.fromkeys((ANA, BEN, LOU), foreign), channels={HELP: foreign})
    return voice().say(found, context) if isinstance(found, Say) else voice().reply(found, context)[0]


_FOREIGN = {FieldKind.TEXT, FieldKind.QUOTE, FieldKind.STATEMENT}


def _said(field: Field, foreign: str) -> Field:
    return field._replace(value=foreign) if field.kind in _FOREIGN else field


def shape(text: RichText) -> list[object]:
    return [(block.kind, [(span.style, span.link, span.person) for span in block.spans]) for block in text]


@given(st.sampled_from(SAID), st.sampled_from(LANGUAGES), hostile)
def test_foreign_words_change_words_and_nothing_else(key: str, language: str, foreign: str) -> None:
    attacked, harmless = render(key, f"x{foreign}", language), render(key, "xx", language)
    assert shape(attacked) == shape(harmless)
    assert not any(char in span.text for block in attacked for span in block.spans for char in "\n\x00\u202e\u200b")


@pytest.mark.parametrize("key", SAID)
def test_only_asks_in_the_open_and_what_somebody_has_to_do_ping_and_only_those_it_is_for(key: str) -> None:
    pinged = {span.person for block in render(key, "<@U1> @everyone", "en") for span in block.spans} - {None}
    assert pinged == {str(member) for member in PINGED.get(key, ())}


def test_somebody_s_own_lines_stay_lines_and_are_nothing_else() -> None:
    found = spoken()["escalation.answered"]
    assert isinstance(found, Say)
    words = Field(FieldKind.SAID, "# One\n\n\u202e> <!channel>\r\n@everyone [x](https://evil.example)")
    text = voice().say(replace(found, fields={**found.fields, "said": words}), reader("en"))
    quoted = [block for block in text if block.kind == "quote"]
    assert [block.text for block in quoted] == ["# One", "> <!channel>", "@everyone [x](https://evil.example)"]
    assert {(s.style, s.link, s.person) for block in quoted for s in block.spans} == {("plain", None, None)}
    long = voice().say(
        replace(found, fields={**found.fields, "said": Field(FieldKind.SAID, "word " * 900)}), reader("en")
    )
    assert len(long[-1].text) <= LONGEST_SAID


def test_every_piece_alone_stays_as_it_is_or_goes() -> None:
    for piece in PIECES:
        assert shape(render("peer_prompt.ask", f"x{piece}", "en")) == shape(render("peer_prompt.ask", "xx", "en"))
