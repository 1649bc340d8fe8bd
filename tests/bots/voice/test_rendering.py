"""The voice fills a text's fields in, for one reader, and lets nobody else speak through it."""

from dataclasses import replace
from datetime import date

import pytest

from bots.voice.rendering import Voice
from bots.voice.texts import MissingField, MissingText
from engagement.actions import (
    Field,
    FieldKind,
    FormField,
    OpenForm,
    Reach,
    Reply,
    Say,
    channel_place,
    day,
    link,
    page,
    share,
    words,
)
from engagement.actions import person as named
from engagement.errors import HubbubError
from engagement.ids import AccountId, ChannelId, MemberId, MessageId
from engagement.speech import Block, Button, RichText, Span, plain
from tests.bots.voice.shipped import ANA, BEN, HELP, NOW, Given, Shipped, reader, voice
from tests.bots.voice.spoken import ROOT

QUESTION = Field(FieldKind.QUOTE, "How do I **page**?\n- through <!channel> results")


def said(template: str, language: str = "en", /, **fields: Field) -> RichText:
    return Voice(Given(x=template), "Hubbub").reply(Reply(text="t.x", fields=fields), reader(language))[0]


def shown(template: str, **fields: Field) -> str:
    return plain(said(template, **fields))


def test_styles_and_kinds_come_from_the_template() -> None:
    assert said("**Hi** {a}\n\n> {q}\n\n~ by {bot}", a=words("you"), q=QUESTION) == (
        Block(kind="paragraph", spans=(Span(text="Hi", style="bold"), Span(text=" "), Span(text="you"))),
        Block(kind="quote", spans=(Span(text="How do I **page**? - through <!channel> results"),)),
        Block(kind="note", spans=(Span(text="by "), Span(text="Hubbub"))),
    )


def test_a_field_within_a_style_is_one_span_with_it() -> None:
    (block,) = said("**Left: {n}** `undo {id}`", n=words("3"), id=words("k7"))
    assert [(span.text, span.style) for span in block.spans if span.text != " "] == [
        ("Left: 3", "bold"),
        ("undo k7", "code"),
    ]


def test_only_whom_the_action_mentions_is_pinged() -> None:
    say = Say(
        text="t.x", reach=Reach.THREAD, to=ROOT, fields={"a": named(ANA), "b": named(BEN)}, mentions=(BEN,)
    )  # fmt: skip
    spans = Voice(Given(x="{a} {b}"), "Hubbub").say(say, reader())[0].spans
    assert [(span.text, span.person) for span in spans if span.text != " "] == [("Ana", None), ("Ben", AccountId(BEN))]
    nowhere = Voice(Given(x="{a} {b}"), "Hubbub").say(say, reader(accounts={}))[0].spans
    assert all(span.person is None for span in nowhere)


def test_a_reply_pings_nobody() -> None:
    assert all(span.person is None for block in said("{a}", a=named(ANA)) for span in block.spans)


def test_people_and_places_without_a_name_are_somebody_and_somewhere() -> None:
    stranger, nowhere = named(MemberId("slack-T1:X")), channel_place(ChannelId("slack-T1:C9"))
    assert shown("by {a} in {c}", a=stranger, c=nowhere) == "by somebody in a channel"
    assert plain(said("by {a}", "de", a=stranger)) == "by jemand"
    assert shown("{c}", c=channel_place(HELP)) == "#help"


def test_a_link_has_the_templates_label_or_its_own() -> None:
    where = link(MessageId(f"{HELP}:9.1"))
    (block,) = said("[look]({w}) or {w}", w=where)
    assert [(span.text, span.link) for span in block.spans] == [
        ("look", "https://chat.example/9.1"),
        (" or ", None),
        ("this conversation", "https://chat.example/9.1"),
    ]


def test_words_in_the_place_of_a_link_lead_nowhere() -> None:
    (block,) = said("[look]({w}) {a}", w=words("https://evil.example"), a=words("x"))
    assert [span.link for span in block.spans] == [None, None, None]


def test_spans_and_instants_are_the_readers() -> None:
    at = Field(FieldKind.INSTANT, NOW.isoformat())
    assert shown("{s} since {t}", s=Field(FieldKind.SPAN, "1200"), t=at) == "20 minutes since today at 16:05"
    assert shown("by {d}", d=day(date(2026, 11, 30))) == "by Monday, 30 November 2026", "the same in every zone"


@pytest.mark.parametrize(("language", "said"), [("en", "84%"), ("de", "84\u00a0%"), ("es", "84\u00a0%")])
def test_a_share_is_written_as_the_language_writes_it(language: str, said: str) -> None:
    reply = Reply(text="t.x", fields={"s": share(0.844)})
    assert plain(Voice(Given(x="{s}"), "Hubbub").reply(reply, reader(language))[0]) == said


def test_a_page_of_ours_is_linked_where_whoever_reads_it_can_open_it() -> None:
    def spans(**reads: str) -> list[tuple[str, str | None]]:
        reply = Reply(text="t.x", fields={"p": page("/hub")})
        (block,) = Voice(Given(x="the page [Teams]({p})"), "Hubbub").reply(reply, reader(**reads))[0]
        return [(span.text, span.link) for span in block.spans]

    assert spans(pages_at="https://hubbub.example.org")[-1] == ("Teams", "https://hubbub.example.org/hub")
    assert spans()[-1][1] is None
    assert "".join(text for text, _ in spans()) == "the page Teams", "it is told of all the same"


def test_lines_without_anything_to_say_are_left_out() -> None:
    template = "Hi.\nTopic: {topic}.\nBye {a}.\n\n> {q}\n\n- {none}\n\nleft: {more}"
    empty = Field(FieldKind.QUOTE, " \u200b ")
    fields = {"topic": words(""), "a": words("Ana"), "q": empty, "none": words("–"), "more": words("0")}
    assert shown(template, **fields) == "Hi. Bye Ana."


def test_a_line_with_something_to_say_stays_whole() -> None:
    assert shown("{a}, to {b}: [there]({c})", a=words("x"), b=words("-"), c=words("-")) == "x, to –: there"


def test_items_fill_the_list_line_by_line_with_short_quotes() -> None:
    source = Given(x="Head\n\n{items}\n\nend", x_item="- “{q}” {a}")
    long = Field(FieldKind.QUOTE, "word " * 90)
    items = ({"q": QUESTION, "a": words("1")}, {"q": long, "a": words("2")})
    text = Voice(source, "Hubbub").reply(Reply(text="t.x", items=items), reader())[0]
    assert [block.kind for block in text] == ["paragraph", "bullet", "bullet", "paragraph"]
    assert len(text[2].text) < 90
    assert len(shown("{q}", q=long)) == 280


def test_a_missing_field_is_named() -> None:
    with pytest.raises(MissingField, match=r"'t\.x' names \{who\}") as found:
        said("{who}")
    assert isinstance(found.value, KeyError)
    assert isinstance(found.value, HubbubError)


def test_a_missing_text_falls_back_to_english_and_then_says_so() -> None:
    assert plain(said("only English", "de-AT")) == "only English"
    assert voice().buttons(("why",), "de-AT")[0].label == "Warum das?"
    assert voice().buttons(("why",), "fr")[0].label == "Why this?"
    with pytest.raises(MissingText, match=r"no text 'controls\.nope'"):
        voice().buttons(("nope",), "de")


def test_buttons_have_labels_and_weights() -> None:
    reply = Reply(text="peer_prompt.too_late", controls=("on_it", "not_now", "why"))
    assert voice().reply(reply, reader("es"))[1] == (
        Button(name="on_it", label="Me encargo", style="primary"),
        Button(name="not_now", label="Ahora no"),
        Button(name="why", label="¿Por qué esto?", style="quiet"),
    )


def test_hubbubs_own_words_are_said_in_the_readers_language() -> None:
    template = "{step}: {why} ({evidence}) {fields}"
    fields = {
        "step": words("peer_prompt"),
        "why": words("no helper could be asked: it is night there; who knows"),
        "evidence": words("recent 0.8, odd 3, score 0.7"),
        "fields": words("timezone, hours"),
    }
    assert plain(said(template, "de", **fields)) == (
        "Um Hilfe bitten: es konnte niemand gefragt werden: dort ist Nacht; who knows"
        " (Antworten hier in letzter Zeit 0.8, odd 3, wie gut es passt 0.7) Zeitzone, Uhrzeiten"
    )


def test_a_form_is_labelled_and_keeps_its_values() -> None:
    fields = (
        FormField(name="topics", kind="many", options=("webhooks", "hint"), value=("webhooks",)),
        FormField(name="via", kind="one", options=("private", "thread"), value=("private",)),
        FormField(name="limit", kind="text", value=("2",)),
    )
    form = voice().form(OpenForm(form="helper", text="helper_enrolment.form", fields=fields), reader("de"))
    assert (form.name, form.title, form.send, form.cancel) == (
        "helper", "So darf ich dich fragen", "Speichern", "Abbrechen"
    )  # fmt: skip
    topics, via, limit = form.entries
    assert topics.options == (("webhooks", "webhooks"), ("hint", "hint"))
    assert via.options[1] == ("thread", "In der Unterhaltung, für alle sichtbar")
    assert (limit.label, limit.value, via.hint) == ("Höchstzahl am Tag", ("2",), "")
    assert plain(form.intro).startswith("Du bestimmst")


def test_names_are_cleaned_and_kept_short() -> None:
    trick = reader(names={ANA: "\u202e@everyone\u2066 " + "x" * 200}, channels={HELP: "#he\u200blp"})
    text = Voice(Given(x="{a} {c}"), "Hubbub").reply(
        Reply(text="t.x", fields={"a": named(ANA), "c": channel_place(HELP)}), trick
    )[0]
    assert text[0].spans[0].text.startswith("@everyone xxx")
    assert len(text[0].spans[0].text) == 80
    assert text[0].spans[2].text == "#help"


def test_a_persona_has_its_own_name() -> None:
    text = Voice(Shipped(), "Pip").reply(
        Reply(text="manager_desk.help", fields={"advocates": words(""), "vision": words("")}), reader()
    )[0]
    assert text[0].text.startswith("I'm Pip, a bot.")
    assert replace(text[0], spans=()).text == ""


def test_own_words_are_said_as_they_are_at_that_moment_and_only_in_their_language() -> None:
    own: dict[str, dict[str, str]] = {}
    spoken = voice().with_own(lambda: own)
    before = spoken.label("peer_prompt.too_late", "en")
    own["en"] = {"peer_prompt.too_late": "Too late, alas."}
    assert before == voice().label("peer_prompt.too_late", "en") != "Too late, alas."
    assert spoken.label("peer_prompt.too_late", "en-GB") == "Too late, alas."
    assert spoken.label("peer_prompt.too_late", "de-AT") == voice().label("peer_prompt.too_late", "de")
    assert voice().label("peer_prompt.too_late", "en") == before, "others say it as it ships"
