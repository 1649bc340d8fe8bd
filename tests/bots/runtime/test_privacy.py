"""Members over their own data: stopping everything holds everywhere, a forgotten person gets a receipt, accounts join."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bots.runtime.batch import Batch
from engagement.decisions import Verdict
from engagement.events import AccountSeen, ChannelKind, ChannelSeen, CommandGiven
from engagement.ids import AccountId, ChannelId, MemberId
from engagement.people import Purpose, Role
from engagement.play import Play
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.records import OutboxRow, Within
from engagement.situation import Situation
from engagement.speech import Answer, plain
from engagement.threads import QuestionModes
from storage import tables
from tests.bots.runtime.stage import ALL_PLAYS, dials, town
from tests.engagement.made_up import HELP, NOON, mid, posted, tid
from tests.scenarios.stage import ADA, BEN, CY, DI, QUESTION, ROSA, SAM, TESS, Town

Founding = Callable[..., Town]
D_HELP = ChannelId("discord-7:help")
D_BEN = AccountId("discord-7:ben")
DIRECT = ChannelId("slack-T1:D0BEN")


def text(answer: Answer) -> str:
    return plain(answer.text)


def buttons(answer: Answer) -> list[str]:
    return [button.name for button in answer.buttons]


def read(place: Town, table: object) -> str:
    """Everything a table holds, as text."""
    with place.memory.direct(place.owner.id) as ledger:
        return "\n".join(map(str, ledger.connection.execute(select(table)).all()))  # type: ignore[call-overload]


def words(place: Town) -> str:
    return read(place, tables.words)


async def forget(place: Town) -> None:
    """What happens at the next tick, a second later."""
    await place.pass_(seconds=1)


# --- looking -------------------------------------------------------------------------------------------------------


async def test_everybody_sees_what_is_kept_about_them_and_nothing_of_others(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await place.say(BEN, "a", "Send the token in the header, as usual.", of="q")
    shown = await place.command(BEN, "privacy")
    assert "Messages whose words I keep: 1" in text(shown)
    assert "Switched on: requests to help, help with your own questions, counting you in figures" in text(shown)
    assert buttons(shown) == ["privacy_export", "privacy_stop", "privacy_erase", "privacy_link"]
    handed_out = text(await place.press(BEN, "privacy_export"))
    assert "Send the token in the header" in handed_out
    assert "slack-T1 ben; Ben" in handed_out
    assert QUESTION not in handed_out
    assert "ada" not in handed_out.lower()


async def test_a_stranger_who_was_never_seen_may_ask_too(place: Town) -> None:
    await place.open()
    assert "I keep nothing about you" in text(await place.command(AccountId("slack-T1:guest"), "privacy"))


# --- stopping everything ----------------------------------------------------------------------------------------------


async def stopped(place: Town, who: AccountId = BEN, channel: ChannelId = HELP) -> str:
    return text(await place.command(who, "privacy", "stop", channel=channel))


async def test_stop_ends_asking_at_once_and_for_good(place: Town) -> None:
    await place.open(BEN, CY)
    await stopped(place)
    await place.ask()
    await place.pass_(minutes=30)
    assert place.to(BEN) == []
    assert len(place.to(CY)) == 1
    place.restart()
    await place.ask("q2", "How do I call the other endpoint from here?")
    await place.pass_(hours=25)
    assert place.to(BEN) == []


async def test_whoever_stopped_asks_no_question_that_anybody_is_bothered_with(place: Town) -> None:
    await place.open(BEN, CY)
    await stopped(place, ADA)
    await place.ask()
    await place.pass_(days=2)
    assert place.to(BEN) == place.to(CY) == place.to(ADA) == []
    assert place.reasons("peer_prompt") == []
    assert QUESTION not in words(place)
    assert (place.thread().modes, place.thread().topics) == (QuestionModes.NONE, ()), "it was not even read"


async def test_a_question_asked_before_the_stop_bothers_nobody_any_more(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await stopped(place, ADA)
    await place.pass_(hours=3)
    assert place.to(BEN) == []
    assert "whoever asked said stop to everything" in place.reasons("peer_prompt")


async def test_words_are_dropped_and_none_are_kept_also_from_an_import_years_later(place: Town) -> None:
    await place.open()
    await place.ask()
    await place.pass_(minutes=1)
    await place.say(BEN, "a", "Send the quokka token.", of="q")
    assert "quokka" in words(place)
    await stopped(place)
    await forget(place)
    assert "quokka" not in words(place)
    await place.say(BEN, "b", "Or the numbat token.", of="q")
    await place.edit(BEN, "b", "Or the numbat token, rather.", of="q")
    place.restart()
    old = posted("old", "How do I feed a numbat?", MemberId(BEN), -100_000)
    reply = posted("old2", "With quokka food, mind you.", MemberId(BEN), 2, of="q")
    await place.owner.take_in([old, reply], source="import", kept_from=place.now)
    assert "numbat" not in words(place)
    assert "quokka" not in words(place)
    assert place.thread().human_replies == 3, "that somebody answered is known"
    assert "numbat" not in read(place, tables.postings)


async def test_words_are_not_kept_either_when_taking_them_in_fails(found: Founding) -> None:
    def on_reply(_s: Situation, _policy: Any) -> Sequence[Verdict]:
        raise ZeroDivisionError("a rule is broken")

    broken = Play(name="broken", policy=type(ALL_PLAYS[0].policy()), on_reply=on_reply)
    place = found(town(channels={"help": dials("help", [*ALL_PLAYS, broken])}))
    place.owner.community.plays = (*ALL_PLAYS, broken)
    await place.open()
    await place.ask()
    await stopped(place)
    for who, said in ((BEN, "quokka"), (CY, "numbat")):
        await place.pass_(minutes=1)
        await place.say(who, said, f"Send the {said} token.", of="q")
    kept = read(place, tables.waiting)
    assert "numbat" in kept
    assert "slack-T1:help:quokka" in kept
    assert "quokka token" not in kept


async def test_whoever_stopped_is_in_no_figure_and_comes_back_when_they_start(place: Town) -> None:
    await place.open()
    await place.ask()
    await place.pass_(minutes=1)
    await place.say(BEN, "a", "So.", of="q")

    def counted() -> tuple[set[str], set[str], set[str | None], int]:
        def look(ledger: Ledger) -> tuple[set[str], set[str], set[str | None], int]:
            figures = ledger.figures
            return (
                {count.member for count in figures.day_counts(Within())},
                {facts.id for facts in figures.newcomers(Within())},
                {thread.first_reply_by for thread in figures.threads(Within())},
                len(ledger.experiences.most_popular(None, 9)) + len(ledger.experiences.in_channel(HELP, NOON, 9)),
            )

        return place.memory.read(place.owner.id, look)

    assert counted() == ({ADA, BEN}, {ADA, BEN}, {BEN}, 2)
    await stopped(place)
    assert counted() == ({ADA}, {ADA}, {None}, 0)
    await stopped(place, ADA)
    assert counted() == (set(), set(), set(), 0)
    await place.command(BEN, "privacy", "start")
    await place.command(ADA, "privacy", "start")
    assert counted() == ({ADA, BEN}, {ADA, BEN}, {BEN}, 2)


async def test_nobody_who_stopped_is_credited(place: Town) -> None:
    await place.open()
    await place.ask()
    await stopped(place)
    await place.say(BEN, "a", "So.", of="q")
    await place.react(ADA, "a")
    assert place.credits_of(BEN) == []
    assert "said stop" in place.reasons("answer_marks")
    assert place.to(BEN) == []


async def test_a_message_that_waits_for_the_morning_is_not_sent_after_a_stop(found: Founding) -> None:
    place = found(town())
    await place.open(BEN)
    await place.ask()
    for who in (BEN, ADA):
        row = OutboxRow(
            id=f"row{who[-3:]}", decision="d", workspace="slack-T1", op="say", lane=3, created_at=place.now,  # type: ignore[arg-type]
            body={"text": "answer_marks.remind", "purpose": "own_questions"}, to_member=MemberId(who),
            thread=tid("q"), is_unprompted=True, not_before=place.now + timedelta(hours=1),
        )  # fmt: skip
        with place.memory.direct(place.owner.id) as ledger:
            ledger.outbox.add([row])
    await stopped(place)
    await place.press(ADA, "stop_own")
    await place.pass_(hours=2)
    with place.memory.direct(place.owner.id) as ledger:
        states = [row.state for name in ("rowben", "rowada") if (row := ledger.outbox.get(name)) is not None]  # type: ignore[arg-type]
    assert states == ["cancelled", "cancelled"]


async def test_start_takes_it_back_without_enrolling(place: Town) -> None:
    await place.open(BEN)
    await stopped(place)
    await forget(place)
    assert "Still off: requests to help" in text(await place.command(BEN, "privacy", "start"))
    await place.ask()
    await place.say(BEN, "a", "Send the quokka token.", of="q")
    await place.pass_(hours=1)
    assert "quokka" in words(place)
    assert place.to(BEN) == []


async def test_enrolling_anew_takes_the_stop_back_and_says_so(place: Town) -> None:
    await place.open(BEN)
    await stopped(place)
    again = text(await place.press(BEN, "enrol", channel=HELP))
    assert "You had stopped everything. Enrolling takes that back" in again
    await place.ask()
    await place.pass_(minutes=30)
    assert len(place.to(BEN)) == 1


# --- always and everywhere ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "policy",
    [
        town(channels={}),
        town(is_paused=True),
        town(dry_run=True),
        town(channels={"help": dials("help", ())}),
        town(managers_channel=None, channels={"elsewhere": dials("elsewhere", ())}),
    ],
    ids=["no channel", "paused", "try-out", "every step off", "another channel"],
)
@pytest.mark.parametrize(
    "said", [("stop",), ("privacy", "stop"), ("privacy",), ("quiet",), ("privacy", "erase", "yes")]
)
async def test_what_is_ones_own_works_when_everything_else_is_off(
    found: Founding, policy: Policy, said: tuple[str, ...]
) -> None:
    place = found(policy)
    direct = ChannelSeen(key="s", at=place.now, channel=DIRECT, name="ben", kind=ChannelKind.DIRECT, is_private=True)
    await place.tell(direct)
    for channel in (DIRECT, HELP, ChannelId("slack-T1:unseen")):
        assert text(await place.command(BEN, *said, channel=channel)), channel


async def test_stop_under_a_message_works_where_the_step_was_switched_off_since(found: Founding) -> None:
    place = found(town())
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=30)
    (ask,) = place.to(BEN)
    place.policy = town(community=place.owner.id, channels={"other": dials("other", ())})
    place.restart()
    assert "From now on" in text(await place.press(BEN, "stop", ask))
    consents = place.memory.read(place.owner.id, lambda ledger: ledger.people.consents(MemberId(BEN)))
    assert consents[Purpose.ASK_ME] is False


ROLES = {"manager": ROSA, "staff": SAM, "trusted": TESS, "member": ADA}
WAYS = [
    ("privacy",), ("privacy", "show"), ("privacy", "export"), ("privacy", "stop"), ("privacy", "start"),
    ("privacy", "erase"), ("privacy", "erase", "yes"), ("privacy", "link"), ("privacy", "link", "AAAA"),
    ("privacy", "unlink"), ("privacy_export",), ("privacy_stop",), ("privacy_start",), ("privacy_erase",),
    ("privacy_erase_yes",), ("privacy_link",), ("privacy_unlink",),
]  # fmt: skip


@pytest.mark.parametrize("who", [*ROLES, "unseen", "deactivated", "bot"])
@pytest.mark.parametrize("way", WAYS, ids=" ".join)
async def test_every_person_may_and_no_bot(found: Founding, who: str, way: tuple[str, ...]) -> None:
    place = found(town(roles={"rosa": Role.MANAGER, "sam": Role.STAFF, "tess": Role.TRUSTED, "robot": Role.MANAGER}))
    await place.open()
    account = ROLES.get(who, AccountId("slack-T1:robot"))
    if who in {"deactivated", "bot"}:
        seen = AccountSeen(
            key="a", at=place.now, account=account, name="R", is_bot=who == "bot", is_gone=who == "deactivated"
        )
        await place.tell(seen)
    answer = await (place.command(account, *way) if way[0] == "privacy" else place.press(account, *way))
    begins_anew = who == "deactivated" and way[-1] in {"privacy_start", "privacy_link"}
    assert ("I can't do that for you" in text(answer)) is (who == "bot" or begins_anew), text(answer)


# --- forgetting -----------------------------------------------------------------------------------------------------------


async def test_forgetting_asks_first_then_gives_a_receipt_and_keeps_nothing(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await place.say(BEN, "a", "Send the quokka token.", of="q")
    await place.react(ADA, "a")
    asked = await place.command(BEN, "privacy", "erase")
    assert buttons(asked)[0] == "privacy_erase_yes"
    assert "quokka" in words(place)
    receipt = await place.press(BEN, "privacy_erase_yes")
    assert "I forget you" in text(receipt)
    assert "fingerprint of your account" in text(receipt)
    await forget(place)
    for table in (
        tables.words,
        tables.accounts,
        tables.profiles,
        tables.consents,
        tables.helpers,
        tables.contributions,
    ):
        assert "slack-T1:ben" not in read(place, table), table.name
        assert "quokka" not in read(place, table), table.name
    assert "slack-T1:ben" not in read(place, tables.decisions)


# --- joining one's accounts -----------------------------------------------------------------------------------------------


async def in_two_places(place: Town) -> None:
    """Ben is on Discord as well, in the same community."""
    await place.open(BEN)
    place.live.delivery.platforms = {"slack-T1": place.board, "discord-7": place.board}  # type: ignore[dict-item]
    seen = ChannelSeen(key="s:d", at=place.now, channel=D_HELP, name="help", kind=ChannelKind.CHAT)
    account = AccountSeen(key="a:d", at=place.now, account=D_BEN, name="Ben")
    await place.tell(seen, account)


async def code_for(place: Town, who: AccountId) -> str:
    answer = text(await place.command(who, "privacy", "link"))
    found = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", answer)
    assert found is not None, answer
    return found[0]


async def joined(place: Town) -> None:
    code = await code_for(place, BEN)
    assert "one person to me now" in text(await place.command(D_BEN, "privacy", "link", code.lower(), channel=D_HELP))


async def test_accounts_are_joined_by_a_code_and_know_each_others_past(place: Town) -> None:
    await in_two_places(place)
    await place.say(D_BEN, "d1", "How do I call the endpoint from Discord?", channel=D_HELP)
    await joined(place)
    assert place.owner.community.held.linked == {D_BEN: BEN}
    shown = text(await place.command(D_BEN, "privacy", channel=D_HELP))
    assert "Your accounts: 2" in shown
    handed_out = text(await place.command(BEN, "privacy", "export"))
    assert "from Discord?" in handed_out
    place.restart()
    assert place.owner.community.held.linked == {D_BEN: BEN}
    await place.say(BEN, "s1", "So.", of="q")
    facts = place.memory.read(place.owner.id, lambda ledger: ledger.people.facts([MemberId(BEN), MemberId(D_BEN)]))
    assert set(facts) == {BEN}
    assert facts[MemberId(BEN)].questions == 1
    assert sum(facts[MemberId(BEN)].hours) == 2


async def test_what_one_account_refused_both_refuse(place: Town) -> None:
    await in_two_places(place)
    await place.press(D_BEN, "stop", channel=D_HELP)
    await joined(place)
    await place.ask()
    await place.pass_(hours=1)
    assert place.to(BEN) == []
    consents = place.memory.read(place.owner.id, lambda ledger: ledger.people.consents(MemberId(BEN)))
    assert consents[Purpose.ASK_ME] is False


async def test_a_stop_of_one_account_stops_both_and_stays_with_both_when_they_part(place: Town) -> None:
    await in_two_places(place)
    await stopped(place, D_BEN, D_HELP)
    await joined(place)
    await place.ask()
    await place.pass_(minutes=1)
    await place.say(BEN, "a", "Send the quokka token.", of="q")
    assert "quokka" not in words(place)
    await place.command(D_BEN, "privacy", "unlink", channel=D_HELP)
    for who, channel in ((BEN, HELP), (D_BEN, D_HELP)):
        await place.ask(f"of-{who[-4:]}", "How do I feed a numbat?", who=who, channel=channel)
    assert "numbat" not in words(place)


async def test_the_caps_count_for_both(place: Town) -> None:
    await in_two_places(place)
    await place.press(D_BEN, "enrol", channel=D_HELP)
    await place.ask("d1", "How do I call the endpoint from here?", channel=D_HELP)
    await place.pass_(minutes=30)
    assert [message.to for message in place.board.seen() if "ben" in message.to] == [D_BEN]
    await joined(place)
    await place.ask("q2", "How do I call the endpoint from a test?")
    await place.pass_(minutes=30)
    assert place.to(BEN) == [], "one a day, on whichever platform"


async def test_whoever_left_one_place_is_asked_in_the_other(place: Town) -> None:
    await in_two_places(place)
    await joined(place)
    left = AccountSeen(key="gone", at=place.now, account=BEN, name="Ben", is_gone=True)
    await place.tell(left)
    await place.ask("d1", "How do I call the endpoint from here?", channel=D_HELP)
    await place.pass_(minutes=30)
    assert [message.to for message in place.board.seen() if "ben" in message.to] == [D_BEN]


async def test_accounts_are_parted_with_what_each_did(place: Town) -> None:
    await in_two_places(place)
    await place.ask()
    await place.say(BEN, "s1", "With a token, on Slack.", of="q")
    await place.say(D_BEN, "d1", "How do I call the endpoint from Discord?", channel=D_HELP)
    await joined(place)
    await place.say(D_BEN, "d2", "Still looking, on Discord.", channel=D_HELP)
    assert "person of its own again" in text(await place.command(BEN, "privacy", "unlink"))
    theirs = text(await place.command(D_BEN, "privacy", "export", channel=D_HELP))
    mine = text(await place.command(BEN, "privacy", "export"))
    assert "on Slack" in mine
    assert "Discord" not in mine
    assert "from Discord" in theirs
    assert "on Slack" not in theirs
    assert place.owner.community.held.linked == {}
    scores = place.memory.read(place.owner.id, lambda ledger: ledger.experiences.most_popular(None, 9))
    assert [(one.member, one.answers) for one in scores] == [(BEN, 1)]
    assert "joined to no other" in text(await place.command(BEN, "privacy", "unlink"))


async def test_forgetting_one_account_forgets_the_others_that_were_joined(place: Town) -> None:
    await in_two_places(place)
    await place.say(D_BEN, "d1", "How do I call the quokka endpoint?", channel=D_HELP)
    await joined(place)
    await place.say(D_BEN, "d2", "And the numbat one?", channel=D_HELP)
    await place.command(BEN, "privacy", "erase", "yes")
    await forget(place)
    await place.say(D_BEN, "d3", "How do I call the bilby endpoint?", channel=D_HELP)
    for table in (tables.words, tables.accounts, tables.profiles, tables.messages, tables.threads, tables.consents):
        kept = read(place, table)
        for gone in ("quokka", "numbat", "bilby", "slack-T1:ben", "discord-7:ben"):
            assert gone not in kept, (table.name, gone)


async def test_a_code_serves_once_for_a_while_and_only_its_digest_is_kept(place: Town) -> None:
    await in_two_places(place)
    code = await code_for(place, BEN)
    assert code not in read(place, tables.link_codes)
    assert code.replace("-", "") not in read(place, tables.link_codes)
    assert code not in read(place, tables.decisions)
    assert "very account" in text(await place.command(BEN, "privacy", "link", code))
    await place.pass_(minutes=16)
    assert "I don't know this code" in text(await place.command(D_BEN, "privacy", "link", code))
    first = await code_for(place, BEN)
    second = await code_for(place, BEN)
    assert "I don't know this code" in text(await place.command(D_BEN, "privacy", "link", first))
    assert "one person" in text(await place.command(D_BEN, "privacy", "link", second))
    assert "I don't know this code" in text(await place.command(CY, "privacy", "link", second))


async def test_accounts_of_one_workspace_are_not_joined(place: Town) -> None:
    await in_two_places(place)
    code = await code_for(place, BEN)
    assert "only join accounts of different workspaces" in text(await place.command(CY, "privacy", "link", code))
    await joined(place)
    again = await code_for(place, BEN)
    assert "one person to me already" in text(await place.command(D_BEN, "privacy", "link", again))


async def test_guessing_ends_after_five_wrong_codes(place: Town) -> None:
    await in_two_places(place)
    code = await code_for(place, BEN)
    for left in (4, 3, 2, 1, 0):
        answer = text(await place.command(D_BEN, "privacy", "link", "AAAA-AAAA-AAAA"))
        assert f"Tries left: {left}" in answer
    assert "Too many wrong codes" in text(await place.command(D_BEN, "privacy", "link", code))
    await place.pass_(minutes=16)
    assert "one person" in text(await place.command(D_BEN, "privacy", "link", await code_for(place, BEN)))


async def test_a_possible_twin_is_told_to_the_person_alone(place: Town) -> None:
    await in_two_places(place)
    assert "somebody with your name" not in text(await place.command(BEN, "privacy"))
    for key, account in (("a:1", BEN), ("a:2", D_BEN)):
        await place.tell(AccountSeen(key=key, at=place.now, account=account, name="Ben", timezone="Europe/Rome"))
    assert "On Discord there is somebody with your name" in text(await place.command(BEN, "privacy"))
    assert "somebody with your name" not in text(await place.command(CY, "privacy"))
    await joined(place)
    assert "somebody with your name" not in text(await place.command(BEN, "privacy"))


# --- the rest ---------------------------------------------------------------------------------------------------------------


async def test_why_this_shows_nobody_elses_hours_score_or_record(place: Town) -> None:
    await place.open(BEN)
    await place.ask("q0", "How do I call the other endpoint?")
    await place.say(BEN, "a0", "So.", of="q0")
    await place.pass_(minutes=1)
    await place.ask()
    await place.pass_(minutes=30)
    (ask,) = place.to(BEN)
    (decision,) = [one for one in place.journal("peer_prompt") if one.outbox == ask.marker]
    assert decision.evidence.get("score") is not None
    for who in (BEN, ADA, CY, DI, SAM):
        shown = text(await place.press(who, "why", ask))
        assert shown
        for name, value in decision.evidence.items():
            assert f"{name} {value}" not in shown
            assert not (isinstance(value, float) and str(value) in shown), name


async def test_the_notice_says_what_holds_now(found: Founding) -> None:
    place = found(town(retention=timedelta(days=7), hold_out=0.2))
    await place.open()
    await place.press(ROSA, "post_notice")
    (notice, *_) = [one for one in place.board.texts() if "I'm Hubbub, a bot" in one]
    for said in ("#help, #other", "for 7 days", "20%", "/hubbub privacy stop", "/hubbub privacy erase", "no language"):
        assert said in notice
    assert "every other public channel" not in notice
    place.policy = town(community=place.owner.id, hold_out=0.0, others=dials("others"), retention=timedelta(days=90))
    place.restart()
    await place.press(ROSA, "post_notice")
    await place.pass_(minutes=1)
    (notice, *_) = [one for one in place.board.texts() if "I'm Hubbub, a bot" in one]
    assert "and in every other public channel that I was invited to" in notice
    assert "for 90 days" in notice
    assert "of the questions alone" not in notice


async def test_a_batch_that_fails_stops_nobody(place: Town) -> None:
    await place.open(BEN)
    stop = CommandGiven(key="x", at=place.now, account=BEN, channel=HELP, words=("privacy", "stop"))

    def fail(batch: Batch) -> None:
        batch.take(stop)
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        await place.owner.run(fail)
    assert place.owner.community.stopped == frozenset()
    assert mid("q") not in words(place)
