"""Whoever presses, commands or fills in a form is answered at once, alone, and in time."""

import asyncio

from bench.fakes.discord import FakeDiscord
from bots.platforms.discord.bot import DiscordConnection
from engagement.actions import Reach
from engagement.events import AccountSeen, CommandGiven, ControlUsed, FormSubmitted
from engagement.hosting import TroubleKind
from engagement.ids import OutboxId, WorkspaceId
from engagement.speech import Answer, Button, Entry, Form, Outgoing
from tests.bots.platforms.discord.host import Asked, Budget, RecordingHost, policy
from tests.bots.platforms.discord.stage import Stage, opened, said, settings
from tests.bots.voice.shipped import voice

MARKER = OutboxId("abcdefghijklmnop")
DAYS = tuple((day, day.title()) for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
FORM = Form(
    name="helper",
    title="How shall I ask you?",
    intro=said("Nothing is asked before you say so."),
    entries=(
        Entry(name="topics", kind="many", label="Topics", options=tuple((f"t{n}", f"Topic {n}") for n in range(30))),
        Entry(name="days", kind="many", label="Days", options=DAYS, value=("mon",), hint="None means any"),
        Entry(name="hours", kind="text", label="Hours", value=("09:00-17:00",)),
        Entry(name="timezone", kind="text", label="Time zone"),
        Entry(name="languages", kind="many", label="Languages", options=(("en", "English"),), value=("en",)),
        Entry(name="limit", kind="text", label="A day"),
        Entry(
            name="via",
            kind="one",
            label="Where",
            options=(("private", "Privately"), ("thread", "There")),
            value=("private",),
        ),
    ),
    send="Save",
    cancel="Cancel",
)


def answering(event: Asked) -> Answer:
    match event:
        case ControlUsed(control="settings"):
            return Answer(form=FORM)
        case ControlUsed(control="silent"):
            return Answer()
        case ControlUsed():
            return Answer(text=said(f"You pressed {event.control}"), buttons=(Button(name="why", label="Why this?"),))
        case CommandGiven(words=("helper", *_)):
            return Answer(form=FORM)
        case CommandGiven():
            return Answer(text=said(f"You said {' '.join(event.words)}"))
        case FormSubmitted():
            is_problem = event.values.get("hours") == ("never",)
            again = (Button(name="settings", label="Settings"),)
            return Answer(text=said("Not read" if is_problem else "Saved"), buttons=again, is_problem=is_problem)


async def shown_message(stage: Stage, channel: str) -> str:
    buttons = tuple(Button(name=name, label=name.title()) for name in ("on_it", "settings", "silent"))
    sent = await stage.platform.send(
        Outgoing(marker=MARKER, reach=Reach.CHANNEL, to=stage.channel(channel), text=said("Hi"), buttons=buttons)
    )
    return sent.rpartition(":")[2]


async def test_a_press_is_answered_to_that_person_alone_and_buttons_carry_the_marker_on() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help"), answering) as stage:
            message = await shown_message(stage, help_)
            pressed = await fake.press(ada, help_, message, f"hubbub:on_it:{MARKER}")
            (note,) = pressed.notes
            assert (note.text.partition("\n")[0], note.only_for) == ("You pressed on_it", ada)
            again = await fake.press(ada, help_, note.id, f"hubbub:why:{MARKER}")
            assert again.notes[0].text.startswith("You pressed why")
            first, second = stage.host.of(ControlUsed)
            assert (first.control, first.outbox, first.account) == ("on_it", MARKER, f"{stage.workspace}:{ada}")
            assert (second.control, second.outbox, second.channel) == ("why", MARKER, stage.channel(help_))
            assert first.key != second.key
            silent = await fake.press(ada, help_, message, f"hubbub:silent:{MARKER}")
            assert (silent.error, silent.notes) == (None, [])


async def test_a_long_form_has_pages_and_entries_not_shown_are_absent() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help"), answering) as stage:
            message = await shown_message(stage, help_)
            await fake.press(ada, help_, message, f"hubbub:settings:{MARKER}")
            assert fake.modals[ada]["title"] == "How shall I ask you? (1/2)"
            first = await fake.submit(ada, {"topics": ["t1", "t3"], "days": [], "hours": "9-17"})
            assert first.notes[0].text.startswith("Saved")
            assert (f"hubbub:settings:{MARKER}:2", "More settings") in first.notes[0].buttons
            await fake.press(ada, help_, first.notes[0].id, f"hubbub:settings:{MARKER}:2")
            last = await fake.submit(ada, {"limit": "2", "via": "thread"})
            assert [label for _, label in last.notes[0].buttons] == ["Settings"]
            page_one, page_two = stage.host.of(FormSubmitted)
            assert page_one.form == page_two.form == "helper"
            assert dict(page_one.values) == {
                "topics": ("t1", "t3"), "days": (), "hours": ("9-17",), "timezone": ("",), "languages": ("en",),
            }  # fmt: skip
            assert dict(page_two.values) == {"limit": ("2",), "via": ("thread",)}


async def test_a_form_that_could_not_be_read_leads_back_to_its_page() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help"), answering):
            await fake.slash(ada, help_, "hubbub", "helper")
            note = (await fake.submit(ada, {"hours": "never"})).notes[0]
            assert note.text.startswith("Not read")
            assert note.buttons == [("hubbub:settings:", "Settings")]
            await fake.press(ada, help_, note.id, "hubbub:settings:")
            assert ada in fake.modals


async def test_commands_and_their_arguments_arrive_as_words() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help"), answering) as stage:
            thread = await fake.start_thread(ada, help_, await fake.post(ada, help_, "Hm?"), "Hm")
            given = await fake.slash(ada, thread, "hubbub", "help")
            assert given.notes[0].text == "You said help"
            await fake.slash(ada, help_, "hubbub", "why", id="abc234")
            await fake.slash(ada, help_, "hubbub", "live", channel=help_)
            commands = stage.host.of(CommandGiven)
            assert [event.words for event in commands] == [("help",), ("why", "abc234"), ("live", "help")]
            assert {event.channel for event in commands} == {stage.channel(help_)}


async def test_a_menu_names_the_message_it_was_opened_on() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help"), answering) as stage:
            root = await fake.post(ada, help_, "Hm?")
            thread = await fake.start_thread(ada, help_, root, "Hm")
            inner = await fake.post(ada, thread, "Ha!")
            used = await fake.menu(ada, thread, inner, "Mark as answer")
            assert used.notes[0].text.startswith("You pressed mark_answer")
            (event,) = stage.host.of(ControlUsed)
            assert (event.control, event.outbox, event.message) == (
                "mark_answer",
                None,
                f"{stage.channel(help_)}:{inner}",
            )


async def test_what_is_written_privately_is_a_command_and_is_answered_there() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        ada = fake.add_member("ada")
        async with opened(fake, policy("help"), answering) as stage:
            await fake.dm(ada, "Why? abc")
            await fake.dm(ada, f"<@{fake.bot_user_id}>  ")
            await fake.dm(ada, "Helper!")
            await stage.host.wait(CommandGiven, 3)
            await stage.settled()
            assert [event.words for event in stage.host.of(CommandGiven)] == [("why", "abc"), ("help",), ("helper",)]
            answers = [shown for shown in fake.dm_of(ada) if shown.by_bot]
            assert [shown.text.partition("\n")[0] for shown in answers] == [
                "You said why abc", "You said help", "Nothing is asked before you say so.",
            ]  # fmt: skip
            opened_by = await fake.press(ada, None, answers[-1].id, "hubbub:settings:")
            assert opened_by.error is None
            assert ada in fake.modals


async def test_a_slow_commit_is_deferred_first_and_the_answer_replaces_it() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help"), answering) as stage:
            stage.connection._intake._responder.defer_after = 0.05
            stage.host.delay = asyncio.Event()
            given = await fake.slash(ada, help_, "hubbub", "help")
            assert given.deferred
            form = await fake.slash(ada, help_, "hubbub", "helper")
            stage.host.delay.set()
            assert (await given.finished()).notes[0].text == "You said help"
            assert (await form.finished()).notes[0].buttons == [("hubbub:settings:", FORM.title)]


async def test_who_asks_is_told_when_it_could_not_be_taken_in() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help"), answering) as stage:
            stage.host.failures = 1
            given = await fake.slash(ada, help_, "hubbub", "help")
            assert given.notes[0].text.startswith("Something went wrong on my side")
            assert stage.host.of(CommandGiven) == []


async def test_a_lost_callback_shows_one_answer() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help"), answering) as stage:
            fake.faults.lose("POST /interactions/{interaction_id}/{interaction_token}/callback")
            given = await fake.slash(ada, help_, "hubbub", "help")
            await stage.settled()
            assert [note.text for note in given.notes] == ["You said help"]


async def test_commands_are_registered_only_when_they_differ() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        for _ in range(2):
            async with opened(fake, policy("help")):
                pass
        assert len(fake.calls_of("PUT /applications/{application_id}/guilds/{guild_id}/commands")) == 1
        assert {body["name"] for body in fake.commands} == {
            "hubbub",
            "kudos",
            "Mark as answer",
            "Ask a helper",
            "Hand to the team",
        }
        async with opened(fake, policy("help", languages=("de",))):
            assert len(fake.calls_of("PUT /applications/{application_id}/guilds/{guild_id}/commands")) == 2


async def test_a_private_word_counts_for_the_server_that_the_member_shares() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        second = fake.add_server("Second")
        fake.add_channel("help", server=second)
        ben = fake.add_member("ben", server=second)
        first = WorkspaceId(f"discord-{fake.server_id}")
        host = RecordingHost({first: policy("help"), WorkspaceId(f"discord-{second}"): policy("help")}, answering)
        named = (fake.server_id, second)
        connection = DiscordConnection(
            host=host, voice=voice(), settings=settings(fake, expected_servers=named), budget=Budget()
        )
        await connection.open()
        try:
            await fake.dm(ben, "help")
            (given,) = await host.wait(CommandGiven)
            assert given.account == f"discord-{second}:{ben}"
        finally:
            await connection.close()
        assert set(host.gone) == set(host.policies)
        assert (TroubleKind.COMMANDS_REFUSED, "") not in host.matters


async def test_a_private_word_brings_the_roles_that_somebody_has_now() -> None:
    """Without the members intent nobody says that a role was taken away, and a private message carries none."""
    fake = FakeDiscord(intents_allowed=("message_content",))
    async with fake:
        fake.add_channel("help")
        role = fake.add_role("Moderators")
        rosa = fake.add_member("rosa", roles=[role])
        async with opened(fake, policy("help"), answering) as stage:
            for held in ([role], []):
                await fake.set_roles(rosa, held)
                await fake.dm(rosa, "pause")
                await stage.host.wait(CommandGiven, 1 if held else 2)
            told = [event for event in stage.host.told if isinstance(event, AccountSeen | CommandGiven)]
            assert [type(event) for event in told] == [AccountSeen, CommandGiven, AccountSeen, CommandGiven]
            roles = [event.roles for event in told if isinstance(event, AccountSeen)]
            assert "Moderators" in roles[0]
            assert "Moderators" not in roles[1]


async def test_whoever_is_in_another_server_is_told_of_as_somebody_who_has_left() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        elsewhere, _ = fake.add_server("Elsewhere"), fake.add_server("Nowhere")
        other = fake.add_member("other", server=elsewhere)
        async with opened(fake, policy("help"), answering, expected_servers=(fake.server_id,)) as stage:
            await fake.dm(other, "helper")
            await stage.settled()
            (seen,) = [event for event in stage.host.of(AccountSeen) if event.account.endswith(other)]
            assert seen.is_gone
            assert [event.account for event in stage.host.of(CommandGiven)] == [seen.account]
