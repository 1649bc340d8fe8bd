"""A message text is Markdown with placeholders, and nothing more than every platform can show."""

import pytest

from bots.voice.template import Part, Piece, TemplateError, parse, placeholders


def only(template: str) -> Part:
    (part,) = parse(template)
    return part


def test_a_paragraph_keeps_its_lines_apart() -> None:
    assert only("One.\nTwo.").lines == ((Piece(text="One."),), (Piece(text="Two."),))


def test_styles_links_and_fields_are_told_apart() -> None:
    (line,) = only("a **b** *c* `d {e}` [f]({g}) [h](https://i.example) {j}").lines
    assert [piece for piece in line if piece.text != " "] == [
        Piece(text="a "),
        Piece(text="b", style="bold"),
        Piece(text="c", style="italic"),
        Piece(text="d ", style="code"),
        Piece(name="e", style="code"),
        Piece(text="f", to_name="g"),
        Piece(text="h", to="https://i.example"),
        Piece(name="j"),
    ]


def test_blocks_have_kinds() -> None:
    parts = parse("p\n\n- one\n  more\n- two\n\n> said\n\n{items}\n\n~ small\n~ print")
    assert [part.kind for part in parts] == ["paragraph", "bullet", "bullet", "quote", "items", "note"]
    assert [len(part.lines) for part in parts] == [1, 2, 1, 1, 0, 2]


def test_a_note_or_a_list_may_follow_a_paragraph_directly() -> None:
    parts = parse("p\n{items}\nq\n~ *n*\nr")
    assert [part.kind for part in parts] == ["paragraph", "items", "paragraph", "note", "paragraph"]
    assert parts[3].lines == ((Piece(text="n", style="italic"),),)


def test_names_with_underscores_are_no_emphasis() -> None:
    assert placeholders("{a_mark} {b_names} {items}") == {"a_mark", "b_names"}
    assert [piece.name for piece in only("{a_mark} {b_names}").lines[0]] == ["a_mark", None, "b_names"]


@pytest.mark.parametrize("template", ["# head", "<b>x</b>", "![x](https://y.example)", "a https://y.example", "---"])
def test_other_markup_is_just_text(template: str) -> None:
    if "![" in template:
        assert only(template).lines[0][0].text == "!"
        return
    assert only(template).lines == ((Piece(text=template),),)


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("1. one", "ordered_list"),
        ("[go](javascript:alert)", "a link leads to"),
        ("[go]({a}{b})", "a link leads to"),
        ("[{label}]({where})", "holds no field"),
    ],
)
def test_what_cannot_be_shown_everywhere_is_refused(template: str, says: str) -> None:
    with pytest.raises(TemplateError, match=says):
        parse(template)
