"""What people tell the bot by name or by button: everybody gets an answer, and only who may is obeyed."""

import pytest

from config.playbook import PLAYS
from engagement.authorisation import ALLOWED
from engagement.earlier_answers import WHICH
from engagement.events import AccountSeen
from engagement.ids import AccountId
from engagement.people import Role
from engagement.speech import plain
from tests.engagement.made_up import HELP
from tests.scenarios.stage import ADA, BEN, ROSA, SAM, TESS, Town

COMMANDS = sorted({name for play in PLAYS for name in play.on_command})
CONTROLS = sorted({name for play in PLAYS for name in play.on_control})
ROLES = {ADA: Role.MEMBER, TESS: Role.TRUSTED, SAM: Role.STAFF, ROSA: Role.MANAGER}
OF_ANOTHER_NAME = {
    "mark_answer": "mark_own_question",
    "it_helped": "mark_own_question",
    "not_yet": "mark_own_question",
    **dict.fromkeys(WHICH, "mark_own_question"),
}


def test_every_command_and_control_has_its_line_in_the_table() -> None:
    assert {OF_ANOTHER_NAME.get(name, name) for name in (*COMMANDS, *CONTROLS)} <= ALLOWED.keys()


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("name", COMMANDS)
async def test_a_command_without_anything_more_is_answered_or_refused_in_words(
    place: Town, name: str, who: str
) -> None:
    await place.open()
    before = place.journal()
    answer = await place.command(who, name)  # type: ignore[arg-type]
    assert plain(answer.text) or answer.form is not None
    if ROLES[who] not in ALLOWED[name]:  # type: ignore[index]
        assert place.journal() == before


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("name", CONTROLS)
async def test_a_button_pressed_where_nothing_is_behind_it_does_no_harm(place: Town, name: str, who: str) -> None:
    """A replayed or forged press: no message of ours, no thread, no channel."""
    await place.open()
    before = place.journal()
    await place.press(who, name)  # type: ignore[arg-type]
    if ROLES[who] not in ALLOWED[OF_ANOTHER_NAME.get(name, name)]:  # type: ignore[index]
        assert place.journal() == before
    if (name, who) != ("post_notice", ROSA):
        assert place.board.by_members == []


async def test_a_word_nobody_knows_gets_the_help(place: Town) -> None:
    await place.open()
    assert plain((await place.command(ADA, "frobnicate")).text)
    assert plain((await place.command(ADA)).text)


async def test_a_bot_is_obeyed_in_nothing(place: Town) -> None:
    await place.open()
    await place.tell(AccountSeen(key="bot", at=place.now, account=ROSA, name="rosa", is_bot=True))
    for name in COMMANDS:
        await place.command(ROSA, name)
    assert place.journal() == []


async def test_why_under_a_message_tells_the_reason_and_nobody_elses_record(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=20)
    answer = await place.press(BEN, "why", place.to(BEN)[0])
    said = plain(answer.text)
    assert "waited 20 minutes" in said
    assert "score" not in said


async def test_staff_read_any_decision_by_its_id_and_members_do_not(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=20)
    asked = next(d for d in place.journal() if d.action == "PromptPeer")
    assert asked.id in plain((await place.command(SAM, "why", asked.id)).text)
    assert asked.id not in plain((await place.command(ADA, "why", asked.id)).text)


async def test_mine_shows_a_member_their_own_record(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=2)
    await place.say(BEN, "a", "With a POST", of="q")
    await place.react(ADA, "a")
    assert "1" in plain((await place.command(BEN, "mine")).text)


async def test_the_form_shows_the_members_own_choices_and_saves_them(place: Town) -> None:
    await place.open(BEN)
    answer = await place.press(BEN, "settings", channel=HELP)
    assert answer.form is not None
    assert [entry.name for entry in answer.form.entries] == [
        "topics", "days", "hours", "timezone", "languages", "limit", "via", "away_until",
    ]  # fmt: skip
    await place.fill_in(BEN, limit=["3"], hours=["09:00-12:00"], days=["mon", "tue"])
    again = (await place.press(BEN, "settings", channel=HELP)).form
    assert again is not None
    values = {entry.name: entry.value for entry in again.entries}
    assert (values["limit"], values["hours"], values["days"]) == (("3",), ("09:00-12:00",), ("mon", "tue"))


async def test_a_form_that_cannot_be_read_says_which_field_and_changes_nothing(place: Town) -> None:
    await place.open(BEN)
    before = place.owner.community.helpers
    answer = await place.fill_in(BEN, hours=["whenever"], limit=["lots"], timezone=["Mars"], away_until=["soon"])
    assert plain(answer.text)
    assert place.owner.community.helpers == before


@pytest.mark.parametrize(
    ("who", "said", "answer"),
    [
        (ADA, "qiet", "Did you mean /hubbub quiet?"),
        (ADA, "paus", "I help members answer each other"),
        (ROSA, "paus", "Did you mean /hubbub pause?"),
        (ADA, "good morning everybody", "I help members answer each other"),
        (ADA, "x" * 5_000, "I help members answer each other"),
    ],
    ids=["misspelt", "misspelt, and not theirs to give", "misspelt by a manager", "no command at all", "very long"],
)
async def test_a_command_that_there_is_not_is_answered_with_what_there_is(
    place: Town, who: AccountId, said: str, answer: str
) -> None:
    await place.open()
    assert answer in plain((await place.command(who, *said.split())).text)
