"""Whoever presses, chooses, sends or says something sees the answer at once, and alone."""

import pytest

from bench.fakes.slack import Interaction
from engagement.events import CommandGiven, ControlUsed, FormSubmitted
from engagement.ids import MessageId
from engagement.speech import Answer, Button
from tests.bots.platforms.slack.conftest import Town
from tests.bots.platforms.slack.stage import (
    FORM,
    MARKER,
    SETTINGS,
    Listener,
    W,
    answering,
    connected,
    eventually,
    in_thread,
    text,
)

FAILED = "Something went wrong on my side"
WHY = Button(name="why", label="Why this?")
ANSWERS = {
    "why": Answer(text=text("Because nobody had answered."), buttons=(SETTINGS,)),
    "settings": Answer(form=FORM),
    "helper": Answer(text=text("Saved."), buttons=(SETTINGS,)),
    "help": Answer(text=text("Say help."), buttons=(SETTINGS,)),
    "mark_answer": Answer(text=text("Marked.")),
    "home": Answer(text=text("Your page."), buttons=(SETTINGS, WHY)),
}


@pytest.fixture
def host() -> Listener:
    return Listener(answer=answering(ANSWERS))


async def asked(town: Town, host: Listener) -> str:
    """The ts of a message of the bot's, with a button, in a thread of Ada's."""
    root = await town.slack.post(town.ada, town.help, "how?")
    sent = await host.connected[W].send(in_thread(town.help, root, "Look here.", buttons=(WHY,)))
    return sent.rpartition(":")[2]


async def noted(interaction: Interaction) -> str:
    await eventually(lambda: interaction.notes)
    return interaction.notes[-1].text


async def test_a_button_is_answered_by_a_note_in_its_thread_with_the_marker_of_the_message(
    town: Town, host: Listener
) -> None:
    async with connected(town.slack, host):
        ts = await asked(town, host)
        pressed = await town.slack.press(town.ada, town.help, ts, "why")
        assert await noted(pressed) == "Because nobody had answered."
        note = pressed.notes[0]
        assert note.thread_ts == town.slack.seen_in(town.help)[0].ts
        assert note.buttons == (("settings", "Settings", MARKER),)
        await town.slack.press_note(town.ada, note, "settings")
        await eventually(lambda: town.slack.modals)
    assert [(used.control, used.outbox) for used in host.told(ControlUsed)] == [("why", MARKER), ("settings", MARKER)]
    assert town.slack.seen_in(town.help, town.ben)[-1].text == "Look here."


async def test_a_form_opens_at_once_and_gives_way_to_the_answer(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        ts = await asked(town, host)
        pressed = await town.slack.press(town.ada, town.help, ts, "why")
        await eventually(lambda: pressed.notes)
        await town.slack.press_note(town.ada, pressed.notes[0], "settings")
        await eventually(lambda: town.slack.modals)
        await town.slack.submit(town.ada, {"limit": "5", "via": "thread"})
        assert [view["title"]["text"] for view in town.slack.modals[town.ada]] == ["How you are asked"]
        await town.slack.press_modal(town.ada, "settings")
        await eventually(lambda: town.slack.modals[town.ada][-1].get("submit"))
    (sent,) = host.told(FormSubmitted)
    assert (sent.form, dict(sent.values)) == ("helper", {"topics": ("api",), "limit": ("5",), "via": ("thread",)})


async def test_a_form_with_a_problem_stays_open_beneath_the_answer_and_can_be_sent_again(
    town: Town, host: Listener
) -> None:
    problem = Answer(text=text("What is 'often'?"), is_problem=True)
    async with connected(town.slack, host):
        await town.slack.slash(town.ada, town.help, "settings")
        await eventually(lambda: town.slack.modals)
        host.answer = answering({"helper": problem})
        await town.slack.submit(town.ada, {"limit": "often"})
        assert len(town.slack.modals[town.ada]) == 2
        await town.slack.close_modal(town.ada)
        host.answer = answering(ANSWERS)
        await town.slack.submit(town.ada, {"limit": "2"})
    assert [sent.values["limit"] for sent in host.told(FormSubmitted)] == [("often",), ("2",)]


async def test_a_form_without_an_answer_closes(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        await town.slack.slash(town.ada, town.help, "settings")
        await eventually(lambda: town.slack.modals)
        host.answer = answering({})
        await town.slack.submit(town.ada, {})
    assert town.slack.modals == {}


async def test_a_command_is_answered_with_its_acknowledgement(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        typed = await town.slack.slash(town.ada, town.help, "Help?")
        assert [note.text for note in typed.notes] == ["Say help."]
    assert [given.words for given in host.told(CommandGiven)] == [("help",)]
    assert "response_url" not in {call.method for call in town.slack.calls}


async def test_an_entry_of_a_menu_is_answered_by_a_note(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        ts = await town.slack.post(town.ada, town.help, "how?")
        assert await noted(await town.slack.menu(town.ada, town.help, ts, "mark_answer")) == "Marked."
    assert [used.message for used in host.told(ControlUsed)] == [MessageId(f"{W}:{town.help}:{ts}")]


async def test_when_the_answering_address_fails_the_note_is_shown_otherwise(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        ts = await town.slack.post(town.ada, town.help, "how?")
        town.slack.faults.server_error("response_url")
        await town.slack.menu(town.ada, town.help, ts, "mark_answer")
        await eventually(lambda: town.slack.seen_in(town.help, town.ada)[-1].text == "Marked.")
    assert town.slack.seen_in(town.help, town.ben)[-1].text == "how?"


async def test_a_private_message_is_answered_in_private(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        await town.slack.dm(town.ada, "help")
        await eventually(lambda: len(town.slack.dm_of(town.ada)) == 2)
    shown = town.slack.dm_of(town.ada)[-1]
    assert (shown.text, [name for name, _, _ in shown.buttons]) == ("Say help.", ["settings"])


async def test_a_form_asked_for_in_private_opens_by_one_more_click(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        await town.slack.dm(town.ada, "settings")
        await eventually(lambda: len(town.slack.dm_of(town.ada)) == 2)
        offer = town.slack.dm_of(town.ada)[-1]
        assert offer.buttons == (("/settings", "How you are asked", ""),)
        await town.slack.press(town.ada, offer.channel, offer.ts, "/settings")
        await eventually(lambda: town.slack.modals)


async def test_the_home_page_is_published_when_opened_and_anew_after_a_button_and_a_form(
    town: Town, host: Listener
) -> None:
    def published() -> int:
        return [call.method for call in town.slack.calls].count("views.publish")

    async with connected(town.slack, host):
        await town.slack.open_home(town.ada)
        await eventually(lambda: town.slack.homes)
        await town.slack.press_home(town.ada, "why")
        await eventually(lambda: published() == 2)
        assert town.slack.modals[town.ada][-1]["close"]["text"] == "Close"
        await town.slack.close_modal(town.ada)
        await town.slack.press_home(town.ada, "settings")
        await eventually(lambda: published() == 3)
        await town.slack.submit(town.ada, {"limit": "1"})
        await eventually(lambda: published() == 4)


async def test_who_presses_when_nothing_can_be_taken_in_is_told(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        ts = await asked(town, host)
        await town.slack.settled()
        host.failures = 1
        assert (await noted(await town.slack.press(town.ada, town.help, ts, "why"))).startswith(FAILED)
        host.failures = 1
        assert (await town.slack.slash(town.ada, town.help, "help")).notes[0].text.startswith(FAILED)
        await town.slack.slash(town.ada, town.help, "settings")
        await eventually(lambda: town.slack.modals)
        host.failures = 1
        await town.slack.submit(town.ada, {"limit": "3"})
        assert FAILED in str(town.slack.modals[town.ada][-1])
        assert len(town.slack.modals[town.ada]) == 2


async def test_who_presses_when_the_form_cannot_be_opened_is_told(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        town.slack.faults.fail("views.open", "trigger_expired")
        typed = await town.slack.slash(town.ada, town.help, "settings")
        assert (await noted(typed)).startswith(FAILED)
    assert typed.error is None


async def test_an_empty_answer_is_silent(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        ts = await asked(town, host)
        host.answer = answering({})
        pressed = await town.slack.press(town.ada, town.help, ts, "why")
        typed = await town.slack.slash(town.ada, town.help, "help")
        await town.slack.dm(town.ada, "help")
        await town.slack.settled()
    assert (pressed.error, typed.error, pressed.notes, typed.notes) == (None, None, [], [])
    assert len(town.slack.dm_of(town.ada)) == 1
