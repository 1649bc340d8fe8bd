from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bots.platforms.sandbox.opening import Sandbox
from bots.platforms.sandbox.sample import read_sample, to_duration
from engagement.errors import ConfigError
from engagement.events import (
    CommandGiven,
    ControlUsed,
    FormSubmitted,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
)
from engagement.ids import MessageId
from engagement.speech import Answer, Form
from tests.bots.platforms.sandbox.conftest import Opening
from tests.bots.platforms.sandbox.stage import (
    HELP,
    LEO,
    LEONIE,
    MIA,
    SAM,
    SAMPLE,
    START,
    Listener,
    live_through,
    private,
    to_thread,
)

MINUTE = timedelta(minutes=1)
ASKED_AT = START + 40 * MINUTE


@pytest.fixture
def sandbox(opened: Opening) -> Sandbox:
    """A sandbox whose history is still to be lived through."""
    return opened()


@pytest.fixture
async def listener(sandbox: Sandbox) -> Listener:
    """Has heard the history of the sample."""
    heard = Listener()
    await sandbox.begin(heard)
    await live_through(sandbox)
    return heard


async def ask(sandbox: Sandbox, *, marker: str = "ask", to: object = LEO) -> MessageId:
    """Hubbub asks somebody about the question of the sample."""
    await live_through(sandbox, ASKED_AT)
    question = sandbox.world.scripted["q1"]
    assert question
    return await sandbox.platform.send(private(to, marker=marker, link=sandbox.platform.link(question)))


async def test_the_history_is_told_once_in_order_with_its_own_times(
    sandbox: Sandbox, listener: Listener, opened: Opening
) -> None:
    posted = listener.of(MessagePosted)
    assert [event.text for event in posted] == [
        "How do I page through results?",
        "I use the REST API",
        "Use the cursor",
        "Build 7 is green",
    ]
    assert posted[0].at == datetime(2026, 9, 16, 7, 12, tzinfo=UTC)
    assert posted[2].thread == posted[0].message
    assert posted[3].is_bot
    assert [event.text for event in listener.of(MessageEdited)] == ["How do I page through the results?"]
    assert [event.message for event in listener.of(ReactionAdded)] == [posted[2].message]
    assert [event.message for event in listener.of(MessageDeleted)] == [posted[3].message]
    assert [event.at for event in listener.events] == sorted(event.at for event in listener.events)
    assert sandbox.clock.now() == START
    again, nothing = opened(), Listener()
    assert await again.begin(nothing) == 0
    assert nothing.events == []


async def test_live_things_happen_when_the_clock_comes_to_them(sandbox: Sandbox, listener: Listener) -> None:
    assert sandbox.script.next_due() == START + 20 * MINUTE
    assert sandbox.script.due_actions(START + 19 * MINUTE) == []
    assert await live_through(sandbox, START + 30 * MINUTE) == [START + 20 * MINUTE]
    assert sandbox.script.next_due() == START + 200 * MINUTE
    assert listener.of(MessagePosted)[-1].at == START + 20 * MINUTE


async def test_whoever_is_asked_presses_answers_and_is_thanked(sandbox: Sandbox, listener: Listener) -> None:
    sent = await ask(sandbox)
    times = await live_through(sandbox, ASKED_AT + 60 * MINUTE)
    asked_at = sandbox.world.posts[sent].at
    assert times == [asked_at + 4 * MINUTE, asked_at + 14 * MINUTE, asked_at + 24 * MINUTE]
    used, answer, marked = listener.of(ControlUsed)[-1], listener.of(MessagePosted)[-1], listener.of(ReactionAdded)[-1]
    assert (used.account, used.control, used.outbox) == (LEO, "on_it", "ask")
    assert (answer.author, answer.text) == (LEO, "From the events service.")
    assert answer.thread == sandbox.world.scripted["q1"]
    assert (marked.account, marked.message, marked.emoji) == (MIA, answer.message, "white_check_mark")


async def test_only_the_first_asked_answers_for_any(sandbox: Sandbox, listener: Listener) -> None:
    await ask(sandbox, to=LEONIE)
    await ask(sandbox, marker="second", to=LEO)
    await live_through(sandbox, ASKED_AT + 60 * MINUTE)
    assert [event.account for event in listener.of(ControlUsed)] == [LEONIE]


async def test_a_ping_in_the_thread_asks_too(sandbox: Sandbox, listener: Listener) -> None:
    await live_through(sandbox, ASKED_AT)
    await sandbox.platform.send(to_thread(sandbox.world.scripted["q1"], pings=(LEO,)))
    await live_through(sandbox, ASKED_AT + 60 * MINUTE)
    assert listener.of(MessagePosted)[-1].author == LEO
    assert not listener.of(ControlUsed)


async def test_a_reminder_to_the_asker_asks_nobody(sandbox: Sandbox, listener: Listener) -> None:
    await ask(sandbox, to=MIA)
    await live_through(sandbox, ASKED_AT + 60 * MINUTE)
    assert listener.of(MessagePosted)[-1].text == "Where do webhooks come from?"


FORM = Form(name="a_form", title="A form", intro=(), entries=(), send="Send", cancel="Cancel")
DOING = """
commands:
  - {at: "0d 10:05", by: sam, in: team, words: ask, fill: {what: [a talk]}}
when_shown:
  - {who: leo, button: on_it, says: Hello again, after: 2m, fill: {why: [gladly, twice]}}
"""


async def test_people_give_commands_and_fill_in_what_they_open(opened: Opening) -> None:
    sandbox, listener = opened(SAMPLE + DOING), Listener()
    await sandbox.begin(listener)
    listener.answers = [Answer(form=FORM)]
    await live_through(sandbox, START + 10 * MINUTE)
    given, filled = listener.of(CommandGiven)[-1], listener.of(FormSubmitted)[-1]
    assert (given.account, given.words, given.at) == (SAM, ("ask",), START + 5 * MINUTE)
    assert (filled.account, filled.form, filled.values) == (SAM, "a_form", {"what": ("a talk",)})
    assert [action.key for action in sandbox.script.due_actions(START + 10 * MINUTE)] == [], "it is done once"
    assert opened(SAMPLE + DOING).script.due_actions(START + 10 * MINUTE) == [], "also across a restart"


async def test_a_button_shown_to_somebody_is_pressed_once_and_its_form_filled_in(opened: Opening) -> None:
    sandbox, listener = opened(SAMPLE + DOING), Listener()
    await sandbox.begin(listener)
    await live_through(sandbox, START + 10 * MINUTE)
    for marker, to, text in (("a", LEONIE, "Hello again"), ("b", LEO, "Hello"), ("c", LEO, "Hello again, Leo")):
        await sandbox.platform.send(private(to, text, marker))
    listener.answers = [Answer(form=FORM)]
    await live_through(sandbox, START + 15 * MINUTE)
    (used,), (filled,) = listener.of(ControlUsed), listener.of(FormSubmitted)[-1:]
    assert (used.account, used.control, used.outbox) == (LEO, "on_it", "c")
    assert (filled.account, filled.values, filled.outbox) == (LEO, {"why": ("gladly", "twice")}, "c")
    await sandbox.platform.send(private(LEO, "Hello again and again", "d"))
    await live_through(sandbox, START + 19 * MINUTE)
    assert listener.of(ControlUsed) == [used]
    assert opened(SAMPLE + DOING).script.due_actions(START + 19 * MINUTE) == []


async def test_a_button_that_is_gone_is_pressed_by_nobody(opened: Opening) -> None:
    sandbox, listener = opened(SAMPLE + DOING), Listener()
    await sandbox.begin(listener)
    await live_through(sandbox, START + 10 * MINUTE)
    sent = await sandbox.platform.send(private(LEO, "Hello again"))
    await sandbox.platform.edit(sent, replace(private(LEO, "Hello again"), buttons=()))
    await live_through(sandbox, START + 19 * MINUTE)
    assert listener.of(ControlUsed) == []


async def test_a_restart_neither_forgets_nor_repeats(sandbox: Sandbox, opened: Opening, listener: Listener) -> None:
    sent = await ask(sandbox)
    asked_at = sandbox.world.posts[sent].at
    seen = 0
    while (due := sandbox.script.next_due()) and due <= asked_at + 60 * MINUTE:
        sandbox = opened()
        await sandbox.begin(listener)
        seen += len(await live_through(sandbox, due))
    assert seen == 3
    assert len(listener.of(ControlUsed)) == 1
    assert len({event.key for event in listener.events}) == len(listener.events)


async def test_a_visitor_who_acts_for_the_helper_takes_their_place(sandbox: Sandbox, listener: Listener) -> None:
    sent = await ask(sandbox)
    sandbox.platform.acts.press(LEO, sent, "on_it")
    assert await live_through(sandbox, ASKED_AT + 60 * MINUTE) != []
    assert len(listener.of(ControlUsed)) == 1
    assert listener.of(MessagePosted)[-1].text == "Where do webhooks come from?"


async def test_a_visitor_who_marks_for_the_asker_is_not_repeated(sandbox: Sandbox, listener: Listener) -> None:
    await ask(sandbox)
    await live_through(sandbox, ASKED_AT + 15 * MINUTE)
    answer = listener.of(MessagePosted)[-1]
    sandbox.platform.acts.choose(MIA, answer.message, "mark_answer")
    await live_through(sandbox, ASKED_AT + 60 * MINUTE)
    assert listener.of(ReactionAdded)[-1].message != answer.message


async def test_what_was_deleted_is_answered_by_nobody(sandbox: Sandbox, listener: Listener) -> None:
    await ask(sandbox)
    sandbox.platform.acts.remove(MIA, sandbox.world.scripted["q1"])
    await live_through(sandbox, START + timedelta(days=1))
    assert sandbox.script.next_due() is None
    assert listener.of(MessagePosted)[-1].text == "Where do webhooks come from?"


async def test_a_visitors_own_question_is_left_to_visitors(sandbox: Sandbox, listener: Listener) -> None:
    sandbox.platform.acts.write(MIA, HELP, "My own question?")
    root = next(reversed(sandbox.world.posts))
    await sandbox.platform.send(private(LEO, link=sandbox.platform.link(root)))
    await sandbox.platform.pass_on()
    assert await live_through(sandbox, START + 19 * MINUTE) == []
    assert sandbox.script.next_due() == START + 20 * MINUTE
    assert listener.of(MessagePosted)[-1].text == "My own question?"


async def test_a_begun_sandbox_keeps_the_sample_it_was_begun_with(opened: Opening) -> None:
    opened()
    assert opened(SAMPLE.replace("Quarry Lane", "Elsewhere")).sample.file.name == "Quarry Lane"


def test_helpers_of_the_sample_are_known_as_the_core_knows_them() -> None:
    leo, leonie = read_sample(SAMPLE).helpers()
    assert (leo.member, leo.topics, leo.limit_per_day) == (LEO, ("api",), 2)
    assert (leo.hours[0].start.hour, leo.hours[0].end.hour, leo.timezone) == (9, 18, "America/New_York")
    assert leonie.member == LEONIE


def test_moments_are_local_and_counted_from_the_start() -> None:
    sample = read_sample(SAMPLE)
    assert sample.instant("-1d 23:30") == datetime(2026, 10, 5, 21, 30, tzinfo=UTC)
    assert sample.instant("20d 09:00") == datetime(2026, 10, 26, 8, 0, tzinfo=UTC)  # winter time has come
    with pytest.raises(ConfigError, match="write it like"):
        sample.instant("yesterday")


def test_durations() -> None:
    assert [to_duration(text) for text in ("40s", "14m", "3h", "2d", "1h30m")] == [
        timedelta(seconds=40),
        timedelta(minutes=14),
        timedelta(hours=3),
        timedelta(days=2),
        timedelta(minutes=90),
    ]
    with pytest.raises(ValueError, match="write it like"):
        to_duration("soon")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("name: Quarry Lane", "nome: Quarry Lane", "name"),
        ("after: 40s", "after: soon", "write it like"),
        ("by: leo, text", "by: lea, text", "lea"),
        ("in: help\n    by: mia\n    text: Where", "in: hell\n    by: mia\n    text: Where", "hell"),
        ("on: h1a", "on: h9", "h9"),
        ("thread: q1, helper: any, after: 4m", "thread: q7, helper: any, after: 4m", "q7"),
        ("id: q1", "id: h2", "h2 twice"),
        ("Europe/Berlin", "Europe/Nowhere", "Nowhere"),
        ("people:", "people: {", "cannot be read"),
        ('start: "2026-10-06T10:00"', "start: soon", "cannot be read"),
        ("when_asked:", 'commands: [{at: "0d 10:00", by: nobody, in: help, words: mine}]\nwhen_asked:', "nobody"),
        ("when_asked:", "when_shown: [{who: leo, in: hell, button: take, after: 1m}]\nwhen_asked:", "hell"),
    ],
)
def test_a_wrong_sample_is_explained(before: str, after: str, said: str) -> None:
    assert before in SAMPLE
    with pytest.raises(ConfigError, match=said):
        read_sample(SAMPLE.replace(before, after))


def test_an_empty_sample_is_explained() -> None:
    with pytest.raises(ConfigError):
        read_sample("")
