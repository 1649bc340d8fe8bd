"""Forms become modals, and what is filled in becomes values."""

from typing import Any

from bots.platforms.discord.forms import pages_of, to_modal
from bots.platforms.discord.interactions import to_asked, to_words
from engagement.events import CommandGiven, ControlUsed, FormSubmitted
from engagement.speech import Block, Entry, Form, Span
from tests.bots.platforms.discord.frames import ADA, FORUM, HELP, POST, SERVER, THREAD, atlas, interaction

PLACE = f"discord-{SERVER}"
INTRO = (Block(kind="paragraph", spans=(Span(text="What for"),)),)


def form(*entries: Entry) -> Form:
    return Form(name="f", title="A title", intro=INTRO, entries=entries, send="Send", cancel="Cancel")


def options(count: int) -> tuple[tuple[str, str], ...]:
    return tuple((f"v{n}", f"Option {n}") for n in range(count))


def shown(entry: Entry) -> dict[str, Any]:
    label = to_modal(form(entry), "m")["components"][1]
    assert label["type"] == 18
    return {**label["component"], "hint": label.get("description")}


def test_each_kind_of_entry_has_its_component() -> None:
    assert shown(Entry(name="a", kind="text", label="A", value=("x",)))["value"] == "x"
    assert shown(Entry(name="a", kind="text", label="A"))["type"] == 4
    many = shown(Entry(name="a", kind="many", label="A", options=options(10), value=("v3",)))
    assert (many["type"], many["min_values"], many["max_values"], many["required"]) == (22, 0, 10, False)
    assert [option["value"] for option in many["options"] if option.get("default")] == ["v3"]
    one = shown(Entry(name="a", kind="one", label="A", options=options(2)))
    assert (one["type"], one["required"]) == (21, True)
    assert shown(Entry(name="a", kind="one", label="A", options=options(1)))["type"] == 3
    assert shown(Entry(name="a", kind="one", label="A", options=options(11)))["max_values"] == 1
    assert shown(Entry(name="a", kind="many", label="A", hint="Any"))["type"] == 4


def test_more_options_than_fit_are_cut_and_that_is_said() -> None:
    cut = shown(Entry(name="a", kind="many", label="A", options=options(30), hint="Choose"))
    assert (cut["type"], len(cut["options"]), cut["max_values"]) == (3, 25, 25)
    assert cut["hint"] == "Choose (+5 …)"


def test_pages_hold_five_entries() -> None:
    entries = tuple(Entry(name=f"e{n}", kind="text", label=f"E {n}") for n in range(11))
    long = form(*entries)
    assert pages_of(long) == 3
    assert pages_of(form()) == 1
    first, last, beyond = (to_modal(long, "m", page) for page in (1, 3, 9))
    assert (first["custom_id"], first["title"]) == ("hubbub:f:m:1:3", "A title (1/3)")
    assert [each["type"] for each in first["components"]] == [18] * 5
    assert [each["type"] for each in last["components"]] == [10, 18]
    assert beyond == last


def test_what_is_filled_in_becomes_values() -> None:
    parts = [
        {"type": 18, "component": {"type": 4, "custom_id": "text", "value": "words"}},
        {"type": 18, "component": {"type": 22, "custom_id": "many", "values": ["a", "b"]}},
        {"type": 18, "component": {"type": 3, "custom_id": "none", "values": []}},
        {"type": 18, "component": {"type": 21, "custom_id": "one", "value": "c"}},
        {"type": 18, "component": {"type": 21, "custom_id": "unchosen", "value": None}},
        {"type": 1, "components": [{"type": 4, "custom_id": "older", "value": ""}]},
        {"type": 10},
    ]
    asked = to_asked(interaction(5, {"custom_id": "hubbub:f:mark:2:3", "components": parts}), atlas(), {})
    assert asked is not None
    assert isinstance(asked.event, FormSubmitted)
    assert (asked.event.form, asked.marker, asked.page, asked.pages) == ("f", "mark", 2, 3)
    assert dict(asked.event.values) == {
        "text": ("words",), "many": ("a", "b"), "none": (), "one": ("c",), "unchosen": (), "older": ("",),
    }  # fmt: skip


def test_a_button_names_its_control_and_the_message_it_stood_under() -> None:
    pressed = interaction(
        3, {"custom_id": "hubbub:why:abc", "component_type": 2}, channel_id=THREAD, message={"id": "5"}
    )
    asked = to_asked(pressed, atlas(), {})
    assert asked is not None
    assert asked.event == ControlUsed(
        key="i:1100000000000000001",
        at=asked.event.at,
        account=f"{PLACE}:{ADA}",  # type: ignore[arg-type]
        control="why",
        outbox="abc",  # type: ignore[arg-type]
        channel=f"{PLACE}:{HELP}",  # type: ignore[arg-type]
    )
    assert asked.has_message
    assert asked.person is not None
    assert asked.person.name == "Ada"
    for foreign in ("other:why:abc", "hubbub:", "hubbub:WHY:x", "hubbub:why:a-b", f"hubbub:{'x' * 99}:a"):
        assert to_asked(interaction(3, {"custom_id": foreign}), atlas(), {}) is None


def test_a_menu_names_a_message_in_a_post() -> None:
    data = {
        "type": 3,
        "name": "Mark",
        "target_id": "5",
        "resolved": {"messages": {"5": {"id": "5", "channel_id": POST}}},
    }
    asked = to_asked(interaction(2, data, channel_id=POST), atlas(), {"Mark": "mark_answer"})
    assert asked is not None
    assert isinstance(asked.event, ControlUsed)
    assert (asked.event.control, asked.event.message) == ("mark_answer", f"{PLACE}:{FORUM}:5")
    assert to_asked(interaction(2, data), atlas(), {}) is None


def test_commands_are_words() -> None:
    def words(sub: Any, listed: tuple[str, ...] = (), **inner: Any) -> tuple[str, ...]:
        asked = to_asked(interaction(2, {"name": "hubbub", "type": 1, "options": sub, **inner}), atlas(), {}, listed)
        assert asked is not None
        assert isinstance(asked.event, CommandGiven)
        return asked.event.words

    live = [{"type": 1, "name": "live", "options": [{"name": "channel", "type": 7, "value": HELP}]}]
    named = {"channels": {HELP: {"name": "new-name"}}}
    assert words(live) == ("live", "help")
    assert words(live, resolved=named) == ("live", "new-name")
    assert words(live, listed=(HELP,)) == ("live", HELP)
    assert words([]) == ("help",)
    assert words([{"type": 1, "name": "why", "options": [{"type": 3, "name": "id", "value": " ab "}]}]) == ("why", "ab")


def test_what_is_written_privately_reads_as_a_command() -> None:
    assert to_words("Why? abc") == ("why", "abc")
    assert to_words("/hubbub QUIET!") == ("quiet",)
    assert to_words("hubbub") == to_words("?!") == to_words("") == ("help",)
