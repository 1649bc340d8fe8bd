"""Codes, and what becomes of every table when two members become one, and two again; on both databases."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from engagement.ids import AccountId, ChannelId, MemberId, MessageId, ThreadId, WorkspaceId
from engagement.looked_after import NO_SALES, PAUSE, ROLE, Until, no_sales_of, pause_of, role_of
from engagement.people import Account, Helper, MemberFacts, Purpose, Role
from engagement.records import Answered, Contribution, DayCount, Posting, Within, Words
from engagement.threads import QuestionModes
from storage import StoredMemory, tables
from storage.ledger import StoredLedger
from tests.storage.rows import (
    ADA,
    BOB,
    DAY,
    HELP,
    HOUR,
    MINUTE,
    NOON,
    OURS,
    THEIRS,
    account,
    message,
    outbox_row,
    thread,
)

PLACE = ChannelId("discord-7:C9")
ADA_THERE = MemberId("discord-7:U9")
HERE, THERE = WorkspaceId("slack-T1"), WorkspaceId("discord-7")
TABLES = [table for table in tables.metadata.sorted_tables if table.name not in {"link_codes", "consents", "helpers"}]


def there(number: int) -> MessageId:
    return MessageId(f"{PLACE}:{number}")


def wrote(ledger: StoredLedger, who: MemberId, channel: ChannelId, number: int) -> None:
    """One question, and an answer to somebody else's, with all that is counted of it."""
    mine, other = ThreadId(MessageId(f"{channel}:{number}")), ThreadId(MessageId(f"{channel}:{number + 50}"))
    at = NOON + number * MINUTE
    ledger.conversations.save_messages(
        [
            message(number, id=mine, channel=channel, thread=mine, author=who, at=at),
            message(number, id=MessageId(f"{other}1"), channel=channel, thread=other, author=who, at=at + MINUTE),
        ]
    )
    ledger.conversations.save_threads(
        [
            thread(number, id=mine, channel=channel, asker=who, root_at=at, marked_by=who),
            thread(number, id=other, channel=channel, asker=BOB, root_at=at, first_reply_at=at + MINUTE,
                   first_reply_by=who, accepted_by=who, on_it=who),
        ]
    )  # fmt: skip
    ledger.conversations.save_words([Words(message=mine, thread=mine, author=who, text="Why?", kept_from=at)])
    ledger.similar.index({mine: (who, [Posting(term="why", weight=1.0)])})
    ledger.experiences.add([Answered(thread=other, channel=channel, member=who, at=at, is_question=True)])
    ledger.figures.count([DayCount(day=date(2026, 3, 2), channel=channel, member=who, is_bot=False, messages=2)])
    ledger.contributions.add(Contribution(id=f"c{mine}", member=who, kind="answer", thread=other, at=at, points=10))
    ledger.contributions.add(
        Contribution(id=f"t{mine}", member=BOB, kind="thanks", thread=mine, at=at, points=3, by=who)
    )


def settle(ledger: StoredLedger) -> None:
    """Ada is on both platforms."""
    second = Account(id=AccountId(ADA_THERE), member=ADA_THERE, name="Ada", timezone="Europe/Berlin")
    ledger.people.save_accounts([account(ADA, "Ada"), account(BOB, "Bob"), second], NOON)
    wrote(ledger, ADA, HELP, 1)
    wrote(ledger, ADA_THERE, PLACE, 3)
    first = MemberFacts(id=ADA, first_at=NOON + MINUTE, first_message=f"{HELP}:1", last_at=NOON + 2 * MINUTE)
    ledger.people.save_facts(
        [
            replace(first, questions=1, hours=(0,) * 12 + (2,) + (0,) * 11),
            MemberFacts(id=ADA_THERE, first_at=NOON + 3 * MINUTE, first_message=there(3), questions=1,
                        last_at=NOON + 4 * MINUTE, hours=(0,) * 12 + (2,) + (0,) * 11),
        ]
    )  # fmt: skip


def rows(ledger: StoredLedger) -> dict[str, list[Any]]:
    """All rows but choices, and when accounts were joined."""
    found: dict[str, list[Any]] = {}
    for table in TABLES:
        columns = [column for column in table.columns if column.name != "linked_at"]
        query = select(*columns).where(table.c.community_id == OURS)
        found[table.name] = sorted(map(tuple, ledger.connection.execute(query)), key=str)
    return found


def test_a_code_is_found_until_its_time_is_over_or_it_is_used(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.links.keep("d1", AccountId(ADA), NOON + HOUR)
        assert ledger.links.find("d1", NOON + HOUR) == ADA
        assert ledger.links.find("d1", NOON + HOUR + MINUTE) is None
        assert ledger.links.find("d2", NOON) is None
        ledger.links.keep("d2", AccountId(ADA), NOON + HOUR)
        assert ledger.links.find("d1", NOON) is None, "the newest code of an account counts alone"
        ledger.links.keep("d3", AccountId(BOB), NOON + HOUR)
        ledger.links.use(AccountId(ADA))
        assert ledger.links.find("d2", NOON) is None
        assert ledger.links.find("d3", NOON) == BOB
    with memory.direct(THEIRS) as ledger:
        assert ledger.links.find("d3", NOON) is None


def test_namesakes_are_people_of_other_workspaces_called_exactly_so(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        settle(ledger)
        other = Account(id=AccountId("discord-7:U8"), member=MemberId("discord-7:U8"), name="Ada", is_bot=True)
        gone = Account(id=AccountId("discord-7:U7"), member=MemberId("discord-7:U7"), name="Ada", is_gone=True)
        ledger.people.save_accounts([other, gone], NOON)
        assert [one.id for one in ledger.links.namesakes("Ada", HERE)] == [ADA_THERE]
        assert [one.id for one in ledger.links.namesakes("Ada", THERE)] == [ADA]
        assert ledger.links.namesakes("ada", HERE) == []


def test_two_members_become_one_in_every_table(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        settle(ledger)
        ledger.links.join(ADA_THERE, ADA, NOON + DAY)
        left = {name for name, found in rows(ledger).items() for row in found if ADA_THERE in row}
        assert left == {"accounts", "profiles"}, "the account itself stays"
        assert ledger.people.linked() == {ADA_THERE: ADA}
        assert [message.channel for message in ledger.conversations.of_member(ADA)] == [HELP, HELP, PLACE, PLACE]
        facts = ledger.people.facts([ADA, ADA_THERE])
        assert set(facts) == {ADA}
        assert (facts[ADA].questions, facts[ADA].hours[12], facts[ADA].first_at) == (2, 4, NOON + MINUTE)
        (found,) = ledger.experiences.most_popular(None, 5)
        assert (found.member, found.answers) == (ADA, 2)
        assert len(ledger.contributions.of(ADA)) == 2
        assert {one.by for one in ledger.contributions.of(BOB)} == {ADA}
        assert {one.first_reply_by for one in ledger.figures.threads(Within())} == {ADA, None}


def test_joined_and_parted_everything_is_as_before(memory: StoredMemory) -> None:
    for account_parted in (ADA_THERE, ADA):  # also the account after which the member is called
        with memory.direct(OURS) as ledger:
            if account_parted is ADA_THERE:
                settle(ledger)
            before = rows(ledger)
            ledger.links.join(ADA_THERE, ADA, NOON + DAY)
            assert ledger.links.part(AccountId(account_parted), NOON + DAY)
            assert rows(ledger) == before
            assert not ledger.links.part(AccountId(ADA), NOON + DAY)


def test_asks_count_for_both_and_go_back_to_where_they_were(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        settle(ledger)
        where = ThreadId(there(3))
        ask = outbox_row(1, to_member=ADA_THERE, is_ask=True, thread=where, workspace=THERE, created_at=NOON)
        ledger.outbox.add([ask])
        asked = replace(ledger.conversations.threads([where])[where], asked=(BOB, ADA_THERE))
        ledger.conversations.save_threads([asked])
        ledger.links.join(ADA_THERE, ADA, NOON)
        assert len(ledger.outbox.to_members([ADA], NOON - DAY)[ADA]) == 1
        assert ledger.conversations.threads([where])[where].asked == (BOB, ADA)
        ledger.links.part(AccountId(ADA_THERE), NOON)
        assert ledger.outbox.to_members([ADA], NOON - DAY) == {}
        assert ledger.conversations.threads([where])[where].asked == (BOB, ADA_THERE)


@pytest.mark.parametrize(("here", "elsewhere"), [(True, False), (False, True), (False, False), (True, True)])
def test_a_no_wins_and_choices_stay_with_both(memory: StoredMemory, here: bool, elsewhere: bool) -> None:  # noqa: FBT001
    with memory.direct(OURS) as ledger:
        settle(ledger)
        ledger.people.set_consent(ADA, Purpose.ASK_ME, is_given=here, at=NOON)
        ledger.people.set_consent(ADA_THERE, Purpose.ASK_ME, is_given=elsewhere, at=NOON)
        ledger.people.set_consent(ADA_THERE, Purpose.METRICS, is_given=False, at=NOON)
        ledger.people.save_helper(Helper(member=ADA_THERE, topics=("api",), is_active=elsewhere))
        ledger.links.join(ADA_THERE, ADA, NOON)
        both = {Purpose.ASK_ME: here and elsewhere, Purpose.METRICS: False}
        assert ledger.people.consents(ADA) == both
        assert ledger.people.consents(ADA_THERE) == {}
        assert [(one.member, one.topics, one.is_active) for one in ledger.people.helpers()] == [
            (ADA, ("api",), elsewhere)
        ]
        assert ledger.people.who_said_no(Purpose.METRICS) == {ADA}
        ledger.links.part(AccountId(ADA_THERE), NOON)
        assert ledger.people.consents(ADA) == ledger.people.consents(ADA_THERE) == both
        assert [one.member for one in ledger.people.helpers()] == sorted([ADA, ADA_THERE])


@pytest.mark.parametrize("account_parted", [ADA_THERE, ADA])
def test_what_managers_decided_holds_for_both_and_a_role_goes_with_the_account_it_was_given_to(
    memory: StoredMemory, account_parted: MemberId
) -> None:
    until = Until(day=date(2027, 1, 4), at=NOON + DAY, why="")
    with memory.direct(OURS) as ledger:
        settle(ledger)
        ledger.entries.save(
            [
                no_sales_of(ADA_THERE, BOB, NOON), pause_of(ADA, BOB, NOON, until),
                role_of(ADA_THERE, Role.SALES, BOB, NOON), role_of(ADA, Role.TRUSTED, BOB, NOON),
            ]
        )  # fmt: skip
        ledger.links.join(ADA_THERE, ADA, NOON)
        assert {one.member for kind in (PAUSE, NO_SALES, ROLE) for one in ledger.entries.find(kind)} == {ADA}
        assert ledger.links.part(AccountId(account_parted), NOON + DAY)
        assert ledger.entries.find(NO_SALES, member=ADA_THERE) == [no_sales_of(ADA_THERE, BOB, NOON)]
        assert ledger.entries.find(NO_SALES, member=ADA) == [no_sales_of(ADA, BOB, NOON)]
        assert {one.member for one in ledger.entries.find(PAUSE)} == {ADA, ADA_THERE}
        given = [(one.member, one.state) for one in ledger.entries.find(ROLE)]
        assert sorted(given) == sorted([(ADA, "trusted"), (ADA_THERE, "sales")])


def test_whoever_said_no_to_being_counted_is_in_no_figure(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        settle(ledger)
        ledger.people.set_consent(ADA, Purpose.METRICS, is_given=False, at=NOON)
        ledger.people.set_consent(ADA_THERE, Purpose.ASK_ME, is_given=False, at=NOON)
        figures = ledger.figures
        assert {one.member for one in figures.day_counts(Within())} == {ADA_THERE}
        assert [one.id for one in figures.newcomers(Within())] == [ADA_THERE]
        threads = figures.threads(Within())
        assert {one.asker for one in threads} == {BOB, ADA_THERE}
        replied = {one.channel: (one.first_reply_s, one.first_reply_by) for one in threads if one.asker == BOB}
        assert replied == {HELP: (60.0, None), PLACE: (60.0, ADA_THERE)}
        assert [one.member for one in ledger.experiences.in_channel(HELP, NOON, 9)] == []
        assert [one.member for one in ledger.experiences.in_channel(PLACE, NOON, 9)] == [ADA_THERE]
        assert [one.member for one in ledger.experiences.most_popular(None, 9)] == [ADA_THERE]
        assert all(one.modes & QuestionModes.CONSERVATIVE for one in threads)


def test_pairs_are_people_of_two_workspaces_called_the_same(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.people.save_accounts([account(ADA, "Ada"), account(BOB, "Bob")], NOON)
        assert ledger.links.pairs(9) == []
        there = account(ADA_THERE, "Ada")
        ledger.people.save_accounts([there, account(MemberId(f"{THERE}:bob"), "bob")], NOON)
        assert {tuple(sorted(one.id for one in pair)) for pair in ledger.links.pairs(9)} == {
            tuple(sorted((ADA, ADA_THERE)))
        }
        ledger.people.set_consent(ADA, Purpose.METRICS, is_given=False, at=NOON)
        assert ledger.links.pairs(9) == []
