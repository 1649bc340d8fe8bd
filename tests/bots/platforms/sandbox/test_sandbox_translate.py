import pytest

from bots.platforms.sandbox.facts import Channel
from bots.platforms.sandbox.opening import Sandbox
from bots.platforms.sandbox.translate import addressed, slash_words, spoken_words
from engagement.events import (
    AccountSeen,
    ChannelKind,
    ChannelSeen,
    CommandGiven,
    ControlUsed,
    FormSubmitted,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
    ReactionRemoved,
)
from engagement.ids import AccountId, ChannelId, MessageId
from engagement.speech import Answer, Button
from tests.bots.platforms.sandbox.stage import (
    HELP,
    LEO,
    LEONIE,
    MANAGERS,
    MIA,
    ROSA,
    SAM,
    START,
    Listener,
    private,
    to_thread,
    words,
)

CHAT = Channel(at=START, id=HELP, name="help")
MANAGING = Channel(at=START, id=MANAGERS, name="managers", is_managers=True)


@pytest.fixture
async def listener(sandbox: Sandbox) -> Listener:
    heard = Listener()
    await sandbox.platform.connect(heard)
    return heard


def newest(sandbox: Sandbox) -> MessageId:
    return next(reversed(sandbox.world.posts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/hubbub pause 2h", ("pause", "2h")),
        ("/Hubbub  Status?", ("status",)),
        ("/hubbub", ("help",)),
        ("/Kudos @Mira for the patience", ("kudos", "@Mira", "for", "the", "patience")),
        ("/kudos", ("kudos",)),
        ("/kudosed", None),
        ("/hubbubble", None),
        ("see /hubbub pause", None),
    ],
)
def test_slash_works_at_the_very_beginning(text: str, expected: tuple[str, ...] | None) -> None:
    assert slash_words(text) == expected


@pytest.mark.parametrize(
    ("text", "channel", "expected"),
    [
        ("Why?", MANAGING, ("why",)),
        ("undo d-17 please", MANAGING, ("undo", "d-17", "please")),
        ("@Hubbub status", MANAGING, ("status",)),
        ("good morning", MANAGING, None),
        ("status", CHAT, None),
        ("not now", None, ("not", "now")),
        ("?!", None, ("help",)),
    ],
)
def test_plain_words_are_commands_among_managers_and_privately(
    text: str, channel: Channel | None, expected: tuple[str, ...] | None
) -> None:
    assert spoken_words(text, channel) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Leo can you look?", (LEO,)),
        ("@leo nie and @MIA SAND, and @Leo", (LEONIE, MIA, LEO)),
        ("@Leopold", ()),
        ("mail@Leo.example", (LEO,)),
        ("nobody", ()),
    ],
)
def test_names_after_an_at_sign_address_people(sandbox: Sandbox, text: str, expected: tuple[AccountId, ...]) -> None:
    assert addressed(text, sandbox.world.people.values()) == expected


def test_everyone_and_every_place_is_announced_once(sandbox: Sandbox, listener: Listener) -> None:
    accounts = {event.account: event for event in listener.of(AccountSeen)}
    assert accounts[ROSA].roles == ("manager", accounts[ROSA].name)
    assert accounts[MIA].roles == (accounts[MIA].name,)
    assert accounts[AccountId("sandbox:beeper")].is_bot
    assert accounts[sandbox.platform.account].name == "Hubbub"
    channels = {event.channel: event for event in listener.of(ChannelSeen)}
    assert channels[MANAGERS].is_private
    assert channels[HELP].kind is ChannelKind.CHAT
    assert channels[ChannelId("sandbox:direct-mia")].kind is ChannelKind.DIRECT
    assert ChannelId("sandbox:direct-beeper") not in channels


async def test_a_message_its_edits_reactions_and_end(sandbox: Sandbox, listener: Listener) -> None:
    acts = sandbox.platform.acts
    acts.write(MIA, HELP, "Who knows? @Leo")
    root = newest(sandbox)
    acts.write(LEO, HELP, "I do", thread=root)
    reply = newest(sandbox)
    acts.change(MIA, root, "Who knows it? @Sam")
    acts.react(MIA, reply, "white_check_mark")
    acts.react(MIA, reply, "white_check_mark")
    acts.react(MIA, reply, "white_check_mark", is_on=False)
    acts.remove(LEO, reply)
    seen = len(listener.events)
    await sandbox.platform.pass_on()
    posted, replied, edited, added, removed, deleted = listener.events[seen:]
    assert isinstance(posted, MessagePosted)
    assert (posted.key, posted.thread, posted.addressed) == (f"m:{root}", None, (LEO,))
    assert posted.at == START
    assert isinstance(replied, MessagePosted)
    assert replied.thread == root
    assert isinstance(edited, MessageEdited)
    assert edited.key.startswith(f"e:{root}:")
    assert (edited.text, edited.addressed, edited.posted_at) == ("Who knows it? @Sam", (SAM,), posted.at)
    assert isinstance(added, ReactionAdded)
    assert added.key.startswith(f"r+:{reply}:white_check_mark:{MIA}:")
    assert isinstance(removed, ReactionRemoved)
    assert removed.key.startswith(f"r-:{reply}:white_check_mark:{MIA}:")
    assert isinstance(deleted, MessageDeleted)
    assert deleted.key == f"d:{reply}"
    assert len({event.key for event in listener.events}) == len(listener.events)


async def test_a_slash_command_is_given_and_not_posted(sandbox: Sandbox, listener: Listener) -> None:
    sandbox.platform.acts.write(ROSA, HELP, "/hubbub pause 2h")
    await sandbox.platform.pass_on()
    command = listener.events[-1]
    assert isinstance(command, CommandGiven)
    assert (command.words, command.channel, command.account) == (("pause", "2h"), HELP, ROSA)
    assert command.key.startswith("c:")
    assert not sandbox.world.posts


async def test_a_command_among_managers_stays_visible_and_is_no_message(sandbox: Sandbox, listener: Listener) -> None:
    sandbox.platform.acts.write(ROSA, MANAGERS, "Status?")
    message = newest(sandbox)
    sandbox.platform.acts.change(ROSA, message, "status")
    await sandbox.platform.pass_on()
    assert isinstance(listener.events[-1], CommandGiven)
    assert not listener.of(MessagePosted)
    assert sandbox.world.posts[message].text == "status"


async def test_what_is_said_to_the_bot_privately_is_a_command(sandbox: Sandbox, listener: Listener) -> None:
    direct = ChannelId("sandbox:direct-leo")
    sandbox.platform.acts.write(LEO, direct, "Not now")
    await sandbox.platform.pass_on()
    command = listener.events[-1]
    assert isinstance(command, CommandGiven)
    assert (command.words, command.channel) == (("not", "now"), direct)


async def test_a_button_names_the_message_it_stood_under(sandbox: Sandbox, listener: Listener) -> None:
    sent = await sandbox.platform.send(private(LEO, marker="abc"))
    sandbox.platform.acts.press(LEO, sent, "on_it")
    await sandbox.platform.pass_on()
    used = listener.events[-1]
    assert isinstance(used, ControlUsed)
    assert (used.control, used.outbox, used.message, used.account) == ("on_it", "abc", None, LEO)


async def test_a_menu_entry_names_the_message_it_was_opened_on(sandbox: Sandbox, listener: Listener) -> None:
    sandbox.platform.acts.write(MIA, HELP, "Who knows?")
    root = newest(sandbox)
    sandbox.platform.acts.choose(MIA, root, "ask_helper")
    await sandbox.platform.pass_on()
    used = listener.events[-1]
    assert isinstance(used, ControlUsed)
    assert (used.control, used.outbox, used.message, used.channel) == ("ask_helper", None, root, HELP)


async def test_a_button_of_a_note_speaks_of_what_the_note_answered(sandbox: Sandbox, listener: Listener) -> None:
    sent = await sandbox.platform.send(private(LEO, marker="abc"))
    listener.answers = [Answer(text=words("Because"), buttons=(Button(name="stop", label="Stop"),))]
    await sandbox.platform.pass_on(sandbox.platform.acts.press(LEO, sent, "on_it"))
    note = newest(sandbox)
    listener.answers = [Answer(text=words("Sure?"), buttons=(Button(name="sure", label="Sure"),))]
    await sandbox.platform.pass_on(sandbox.platform.acts.press(LEO, note, "stop"))
    await sandbox.platform.pass_on(sandbox.platform.acts.press(LEO, newest(sandbox), "sure"))
    assert [(event.control, event.outbox) for event in listener.of(ControlUsed)] == [
        ("on_it", "abc"),
        ("stop", "abc"),
        ("sure", "abc"),
    ]


async def test_a_form_carries_lists_of_strings(sandbox: Sandbox, listener: Listener) -> None:
    sandbox.platform.acts.send_form(LEO, "enrol", {"topics": ["api", "web\x00"]}, channel=HELP)
    await sandbox.platform.pass_on()
    form = listener.events[-1]
    assert isinstance(form, FormSubmitted)
    assert (form.form, form.values) == ("enrol", {"topics": ("api", "web")})


async def test_reactions_to_private_words_concern_nobody(sandbox: Sandbox, listener: Listener) -> None:
    sent = await sandbox.platform.send(private(LEO))
    sandbox.platform.acts.react(LEO, sent, "eyes")
    sandbox.platform.acts.write(MIA, HELP, "Who knows?")
    root = newest(sandbox)
    said = await sandbox.platform.send(to_thread(root, "m2"))
    sandbox.platform.acts.react(MIA, said, "eyes")
    await sandbox.platform.pass_on()
    assert [event.message for event in listener.of(ReactionAdded)] == [said]
