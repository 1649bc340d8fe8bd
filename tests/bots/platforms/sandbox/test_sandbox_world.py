from collections.abc import Sequence
from datetime import timedelta

import pytest

from bots.platforms.sandbox.facts import Begun, Deleted
from bots.platforms.sandbox.journal import SandboxFileError
from bots.platforms.sandbox.names import instant_of, link_to, message_behind
from bots.platforms.sandbox.opening import Sandbox
from bots.platforms.sandbox.sight import may_enter
from engagement.errors import NotAllowed, Rejected
from engagement.events import Event, MessagePosted
from engagement.ids import AccountId, ChannelId, MessageId, channel_of, external_of
from engagement.speech import Answer, Entry, Form
from tests.bots.platforms.sandbox.conftest import Opening
from tests.bots.platforms.sandbox.stage import HELP, LEO, MANAGERS, MIA, ROSA, SAM, START, Listener, words

TEAM = ChannelId("sandbox:team")


def newest(sandbox: Sandbox) -> MessageId:
    return next(reversed(sandbox.world.posts))


def test_message_ids_are_unique_and_increasing_even_within_one_instant(sandbox: Sandbox) -> None:
    for _ in range(50):
        sandbox.platform.acts.write(MIA, HELP, "Hello")
    ids = [external_of(message) for message in sandbox.world.posts]
    assert ids[:2] == [f"{START.timestamp():.6f}", f"{START.timestamp() + 1e-6:.6f}"]
    assert ids == sorted(set(ids))
    for message, post in sandbox.world.posts.items():
        assert (channel_of(message), instant_of(message)) == (HELP, post.at)


def test_time_in_the_world_never_runs_backwards(sandbox: Sandbox) -> None:
    sandbox.platform.acts.write(MIA, HELP, "Now")
    sandbox.platform.acts.write(LEO, HELP, "Late", at=START - timedelta(hours=1))
    first, second = sandbox.world.posts.values()
    assert first.at < second.at


def test_a_restart_shows_the_same_world(sandbox: Sandbox, opened: Opening) -> None:
    acts = sandbox.platform.acts
    acts.write(MIA, HELP, "Who knows?")
    root = newest(sandbox)
    acts.write(LEO, HELP, "I do \u2713", thread=root)
    acts.react(MIA, newest(sandbox), "heart")
    acts.change(MIA, root, "Who knows it?")
    acts.write(ROSA, MANAGERS, "status")
    again = opened().world
    assert list(again.posts.values()) == list(sandbox.world.posts.values())
    assert (again.people, again.channels) == (sandbox.world.people, sandbox.world.channels)
    assert again.by_hand == sandbox.world.by_hand
    assert again.next_number() == sandbox.world.next_number()
    assert list(again.waiting) == list(sandbox.world.waiting)


async def test_what_was_not_confirmed_is_told_again_after_a_restart(sandbox: Sandbox, opened: Opening) -> None:
    heard = Listener()
    await sandbox.begin(heard)
    heard.fails = True
    sandbox.platform.acts.write(MIA, HELP, "Is it lost?")
    with pytest.raises(ConnectionError):
        await sandbox.platform.pass_on()
    again, later = opened(), Listener()
    await again.begin(later)
    assert [event.text for event in later.events if isinstance(event, MessagePosted)] == ["Is it lost?"]
    third, nothing = opened(), Listener()
    await third.begin(nothing)
    assert nothing.events == []


async def test_told_again_means_the_same_keys(sandbox: Sandbox, opened: Opening) -> None:
    first, second = Listener(), Listener()

    async def take_in_and_die(events: Sequence[Event]) -> list[Answer]:
        await first(events)
        raise ConnectionError

    acts = sandbox.platform.acts
    acts.write(MIA, HELP, "One")
    acts.change(MIA, newest(sandbox), "Two")
    acts.react(LEO, newest(sandbox), "eyes")
    acts.remove(MIA, newest(sandbox))
    with pytest.raises(ConnectionError):
        await sandbox.platform.connect(take_in_and_die)
    await opened().platform.connect(second)
    assert [event.key for event in first.events] == [event.key for event in second.events]
    assert first.events == second.events


async def test_after_a_failure_nothing_is_skipped_and_order_is_kept(sandbox: Sandbox) -> None:
    heard = Listener()
    await sandbox.begin(heard)
    heard.fails = True
    sandbox.platform.acts.write(MIA, HELP, "one")
    with pytest.raises(ConnectionError):
        await sandbox.platform.pass_on()
    heard.fails = False
    sandbox.platform.acts.write(MIA, HELP, "two")
    await sandbox.platform.pass_on()
    assert [event.text for event in heard.events if isinstance(event, MessagePosted)][-2:] == ["one", "two"]


async def test_with_nobody_listening_everything_is_kept(sandbox: Sandbox) -> None:
    sandbox.platform.acts.write(MIA, HELP, "Anybody?")
    assert await sandbox.platform.pass_on() is None
    assert len(sandbox.world.waiting) > 1


async def test_an_answer_is_a_note_for_that_person_where_they_asked(sandbox: Sandbox) -> None:
    heard = Listener()
    await sandbox.begin(heard)
    acts = sandbox.platform.acts
    acts.write(MIA, HELP, "Who knows?")
    root = newest(sandbox)
    heard.answers = [Answer(text=words("Nobody yet"))]
    await sandbox.platform.pass_on(acts.choose(SAM, root, "why"))
    note = sandbox.world.posts[newest(sandbox)]
    assert (note.only_to, note.anchor, note.channel, note.text) == (SAM, root, HELP, "Nobody yet")
    heard.answers = [Answer(text=words("All is well"))]
    await sandbox.platform.pass_on(acts.write(ROSA, HELP, "/hubbub status", thread=root))
    note = sandbox.world.posts[newest(sandbox)]
    assert (note.only_to, note.anchor, note.thread) == (ROSA, None, root)
    with pytest.raises(NotAllowed, match="not shown"):
        acts.dismiss(MIA, note.id)
    acts.dismiss(ROSA, note.id)
    assert sandbox.world.posts[note.id].is_deleted


async def test_a_form_comes_back_to_whoever_asked(sandbox: Sandbox) -> None:
    heard = Listener()
    await sandbox.begin(heard)
    form = Form(
        name="enrol",
        title="Help others",
        intro=words("Choose"),
        entries=(Entry(name="topics", kind="many", label="Topics", options=(("api", "API"),)),),
        send="Save",
        cancel="Cancel",
    )
    heard.answers = [Answer(form=form)]
    assert await sandbox.platform.pass_on(sandbox.platform.acts.write(LEO, HELP, "/hubbub enrol")) == form
    assert await sandbox.platform.pass_on(sandbox.platform.acts.write(LEO, HELP, "/hubbub enrol")) is None


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4_001])
def test_empty_and_endless_messages_are_refused(sandbox: Sandbox, text: str) -> None:
    with pytest.raises(Rejected):
        sandbox.platform.acts.write(MIA, HELP, text)


def test_half_characters_and_nul_are_replaced(sandbox: Sandbox, opened: Opening) -> None:
    sandbox.platform.acts.write(MIA, HELP, "a\ud800b\x00c")
    assert opened().world.posts[newest(sandbox)].text == "a?bc"


def test_people_do_only_what_is_theirs(sandbox: Sandbox) -> None:
    acts = sandbox.platform.acts
    acts.write(MIA, HELP, "Mine")
    mine = newest(sandbox)
    acts.write(MIA, ChannelId("sandbox:direct-mia"), "help")
    private = newest(sandbox)
    for deed in (
        lambda: acts.change(LEO, mine, "Yours"),
        lambda: acts.remove(LEO, mine),
        lambda: acts.react(LEO, private, "eyes"),
        lambda: acts.write(LEO, MANAGERS, "status"),
        lambda: acts.write(LEO, ChannelId("sandbox:direct-mia"), "Hello"),
        lambda: acts.write(sandbox.platform.account, HELP, "I am Hubbub"),
        lambda: acts.dismiss(MIA, mine),
    ):
        with pytest.raises(NotAllowed):
            deed()
    for deed in (
        lambda: acts.write(AccountId("sandbox:nobody"), HELP, "Hello"),
        lambda: acts.write(MIA, HELP, "Hello", thread=private),
        lambda: acts.write(MIA, HELP, "Hello", thread=MessageId("sandbox:help:1.0")),
        lambda: acts.press(MIA, mine, "on_it"),
        lambda: acts.choose(MIA, mine, "Mark <it>"),
        lambda: acts.react(MIA, mine, ":heart:"),
    ):
        with pytest.raises(Rejected):
            deed()


def test_private_channels_are_for_those_inside(sandbox: Sandbox) -> None:
    inside = {
        (person, channel)
        for person in (MIA, SAM, ROSA)
        for channel in (HELP, TEAM, MANAGERS)
        if may_enter(sandbox.world, person, channel)
    }
    assert inside == {(MIA, HELP), (SAM, HELP), (ROSA, HELP), (SAM, TEAM), (ROSA, TEAM), (ROSA, MANAGERS)}
    sandbox.platform.acts.write(MIA, TEAM, "Invited by the script", script="x")
    assert may_enter(sandbox.world, MIA, TEAM)
    assert not may_enter(sandbox.world, MIA, ChannelId("sandbox:nowhere"))


def test_a_reply_to_a_reply_belongs_to_the_same_thread(sandbox: Sandbox) -> None:
    sandbox.platform.acts.write(MIA, HELP, "One")
    root = newest(sandbox)
    sandbox.platform.acts.write(LEO, HELP, "Two", thread=root)
    sandbox.platform.acts.write(MIA, HELP, "Three", thread=newest(sandbox))
    assert sandbox.world.posts[newest(sandbox)].thread == root


def test_a_file_of_a_newer_version_is_refused(sandbox: Sandbox, opened: Opening) -> None:
    sandbox.world._journal.append(Begun(at=START, sample="", name="", timezone="", version=2))
    with pytest.raises(SandboxFileError, match="written by a newer Hubbub"):
        opened()


def test_a_line_about_nothing_known_is_damage(sandbox: Sandbox, opened: Opening) -> None:
    sandbox.world._journal.append(Deleted(at=START, id=MessageId("sandbox:help:1.0")))
    with pytest.raises(SandboxFileError, match="damaged: its line"):
        opened()


async def test_waiting_for_news_ends_with_the_news_or_with_patience(sandbox: Sandbox) -> None:
    seq = sandbox.world.seq
    await sandbox.world.wait_beyond(seq, 0.001)
    assert sandbox.world.seq == seq
    sandbox.platform.acts.write(MIA, HELP, "News")
    await sandbox.world.wait_beyond(seq, 60)
    assert [post.text for post in sandbox.world.touched_after(seq)] == ["News"]


def test_links_lead_back_to_their_message() -> None:
    message = MessageId("sandbox:help:1.000002")
    link = link_to("http://localhost:8080/", message)
    assert link == "http://localhost:8080/#/m/sandbox:help:1.000002"
    assert message_behind(link) == message
    assert message_behind("https://example.org/#/m/elsewhere:1") is None
