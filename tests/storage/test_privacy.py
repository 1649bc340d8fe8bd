"""A person is taken out of every table, counts stay, and what is kept about them can be shown."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from engagement.catching_up import Absence, Cursor, Reaction, mark_of
from engagement.decisions import Decision, Outcome
from engagement.entries import Entry as Noted
from engagement.escalating.dials import Governance, Team
from engagement.escalating.escalation import Entry
from engagement.ids import AccountId, ChannelId, DecisionId, MemberId, OutboxId, WorkspaceId
from engagement.people import Account, Helper, MemberFacts, Purpose
from engagement.privacy import Reacted, Scope
from engagement.records import Answered, Contribution, DayCount, PendingEvent, Posting, Within, Words
from engagement.standing import ConnectionStanding
from engagement.threads import ThreadState
from storage import StoredMemory
from storage.ledger import StoredLedger
from storage.tables import inbox, metadata
from tests.storage.rows import (
    ADA,
    BOB,
    HELP,
    HOUR,
    MINUTE,
    NOON,
    OURS,
    TALK,
    due,
    message,
    outbox_row,
    thread,
    thread_name,
)
from tests.storage.test_escalations import escalation

ADAS = Account(id=AccountId(ADA), member=ADA, name="Ada Lovelace", timezone="Europe/London")
BOBS = Account(id=AccountId(BOB), member=BOB, name="Bob")
CHECK = "white_check_mark"
TRACES = ("U1\x1f", "slack-T1:U1", "Lovelace", "kryptonite", "kryptonit", "Europe/London")


@pytest.fixture
def ledger(memory: StoredMemory) -> Iterator[StoredLedger]:
    with memory.direct(OURS) as found:
        yield found


def everything(ledger: StoredLedger) -> str:
    """All rows of all tables, as text."""
    return "\n".join(
        f"{table.name}: " + " | ".join(_shown(value) for value in row)
        for table in metadata.tables.values()
        for row in ledger.connection.execute(select(table))
    )


def _shown(value: object) -> str:
    return bytes(value).decode() if isinstance(value, bytes | memoryview) else str(value)


def fill(ledger: StoredLedger) -> None:
    """Ada asked, Bob answered; she marked it, helped elsewhere, enrolled, was asked, and is named all over."""
    ledger.people.save_accounts([ADAS, BOBS], NOON)
    ledger.people.save_facts([MemberFacts(id=ADA, first_at=NOON, questions=1, hours=(1,) * 24), MemberFacts(id=BOB)])
    ledger.people.save_helper(Helper(member=ADA, timezone="Europe/London"))
    ledger.people.set_consent(ADA, Purpose.ASK_ME, is_given=True, at=NOON)
    ledger.conversations.save_messages(
        [message(1), message(2, thread=thread_name(1), author=BOB, addressed=(BOB, ADA)), message(3, author=BOB)]
    )
    asked = thread(1, first_reply_by=BOB, accepted_by=BOB, marked_by=ADA, state=ThreadState.SOLVED, messages=2)
    ledger.conversations.save_threads([asked, thread(3, asker=BOB, on_it=ADA, asked=(ADA, BOB))])
    ledger.conversations.save_words(
        [
            Words(
                message=message(1).id, thread=thread_name(1), author=ADA, text="where is kryptonite?", kept_from=NOON
            ),
            Words(message=message(2).id, thread=thread_name(1), author=BOB, text="over there", kept_from=NOON),
        ]
    )
    ledger.similar.index({thread_name(1): (ADA, [Posting(term="kryptonit", weight=1.0)])})
    ledger.experiences.add([Answered(thread=thread_name(3), channel=HELP, member=ADA, at=NOON, is_question=True)])
    ledger.contributions.add(
        Contribution(id="c1", member=ADA, kind="helpful_answer", thread=thread_name(3), at=NOON, points=10)
    )
    ledger.contributions.add(
        Contribution(id="c2", member=BOB, kind="thanks", thread=thread_name(1), at=NOON, points=3, by=ADA)
    )
    ledger.entries.save(
        [
            Noted(kind="nomination", id="n1", at=NOON, member=ADA, by=BOB, words="she helps"),
            Noted(
                kind="nomination",
                id="n2",
                at=NOON,
                member=BOB,
                by=ADA,
                words="he knows kryptonite",
                state="open",
                thread=thread_name(1),
            ),
        ]
    )
    ledger.figures.count(
        [DayCount(day=NOON.date(), channel=HELP, member=who, is_bot=False, messages=1) for who in (ADA, BOB)]
    )
    told = outbox_row(1, to_member=ADA, thread=thread_name(3), slot=f"offer:{ADA}")
    other = outbox_row(2, to_member=BOB, body={"fields": {"who": ["member", ADA]}})
    ledger.outbox.add([replace(told, channel=None), other])
    ledger.journal.add(
        [
            Decision(
                id=DecisionId("d1"), at=NOON, play="peer_prompt", play_version=1, policy_hash="x", subject=thread_name(3),
                action="Hold", outcome=Outcome.HELD, reason="no", evidence={"passed_over": {ADA: "at her limit"}},
                outbox=OutboxId("o1"), detail={"to": ADA},
            ),
            Decision(
                id=DecisionId("d2"), at=NOON, play="manager_desk", play_version=1, policy_hash="x", subject=ADA,
                action="Hold", outcome=Outcome.HELD, reason="no", undone_by=ADA,
            ),
        ]
    )  # fmt: skip
    ledger.follow_ups.add([due(1, cause="t:slack-T1:171.2:U1:take#2")])
    ledger.dials.set("pause", value=True, by=ADA, at=NOON)
    failed = PendingEvent(
        key="m:x",
        at=NOON,
        payload=f'{{"author":"{ADA}","channel":"{HELP}","text":"kryptonite"}}'.encode(),
        source="live",
    )
    ledger.inbox.fail(failed, "broken")
    ledger.absences.react(Reaction(message(2).id, AccountId(ADA), CHECK), is_on=True)
    ledger.absences.react(Reaction(message(1).id, AccountId(BOB), CHECK), is_on=False)
    ledger.links.keep("a" * 64, AccountId(ADA), NOON + HOUR)
    hers = escalation(1, person=BOB, watch_at=NOON + HOUR)
    ledger.escalations.save(hers, [Entry(at=NOON, what="handed on", by=ADA, team="hub", person=BOB)])
    once_hers = escalation(3, asker=BOB, tried=(ADA,), solved_by=ADA)
    ledger.escalations.save(once_hers, [Entry(at=NOON, what="assigned", team="hub", person=ADA)])
    team = Team(name="hub", title="Hub", channel="hub", people=("U1", ADA, "U2"))
    ledger.escalations.keep_policy("p", Governance(teams={"hub": team}))


def stand(ledger: StoredLedger, workspace: WorkspaceId) -> None:
    """What is kept of a workspace itself, beside what its people did."""
    ledger.marks.set(mark_of(workspace), NOON.isoformat())
    ledger.cursors.advance(Cursor(channel=ChannelId(f"{workspace}:C1"), workspace=workspace, scanned_to=NOON))
    ledger.absences.save(Absence(id=f"away-{workspace}", workspace=workspace, from_at=NOON, until_at=NOON + HOUR))
    platform = workspace.partition("-")[0]
    standing = ConnectionStanding(
        id=f"{platform}-app", platform=platform, state="connected", since_at=NOON, seen_at=NOON, facts={}
    )
    ledger.standing.save_connections([standing])


def test_nothing_that_names_an_erased_person_is_left_in_any_table(ledger: StoredLedger) -> None:
    fill(ledger)
    assert all(trace in everything(ledger) for trace in TRACES[1:])

    receipt = ledger.privacy.forget(Scope.MEMBER, ADA, NOON + HOUR)

    left = everything(ledger)
    assert [trace for trace in TRACES if trace in left] == []
    assert receipt.forgotten["words"] == 1
    (nominated,) = ledger.entries.find("nomination")
    assert (nominated.id, nominated.member, nominated.state, nominated.words) == ("n2", BOB, "open", "")
    assert nominated.by == ledger.contributions.of(BOB)[0].by, "somebody, and the same one everywhere"
    (look,) = ledger.follow_ups.due(NOON + timedelta(days=9), 10)
    assert "U1" not in look.cause
    mine, other = (ledger.escalations.get(escalation(number).id) for number in (1, 3))
    assert mine is not None
    assert other is not None
    assert (mine.person, other.asker, other.team) == (BOB, BOB, "billing")
    assert [each.id for each in ledger.escalations.due(NOON + 99 * HOUR, 9)] == ["e3"], "hers is nobody's to look at"
    assert [each.id for each in ledger.escalations.running()] == ["e3"]
    assert look.cause.endswith("#2")
    assert ledger.privacy.waiting() == []


def test_an_erasure_leaves_the_others_and_all_counts_as_they_were(ledger: StoredLedger) -> None:
    fill(ledger)
    before = ledger.conversations.threads([thread_name(1), thread_name(3)])
    ledger.privacy.forget(Scope.MEMBER, ADA, NOON + HOUR)

    counts = ledger.figures.day_counts(Within())
    assert sorted(count.messages for count in counts) == [1, 1]
    assert len({count.member for count in counts}) == 2
    after = ledger.conversations.threads([thread_name(1), thread_name(3)])
    assert after[thread_name(1)].messages == before[thread_name(1)].messages
    assert after[thread_name(1)].accepted_by == BOB
    alias = after[thread_name(1)].asker
    assert alias not in {None, ADA, BOB}
    assert after[thread_name(1)].marked_by == alias
    assert after[thread_name(3)].asked == (alias, BOB)
    assert ledger.conversations.messages([message(1).id])[message(1).id].author == alias
    assert [w.text for w in ledger.conversations.words_of([thread_name(1)])[thread_name(1)]] == ["over there"]


def test_only_the_erased_account_has_a_tombstone_and_it_names_nobody(ledger: StoredLedger) -> None:
    fill(ledger)
    assert not ledger.privacy.find_tombstones().has(AccountId(ADA))
    ledger.privacy.forget(Scope.MEMBER, ADA, NOON + HOUR)

    assert ledger.privacy.find_tombstones().has(AccountId(ADA))
    assert not ledger.privacy.find_tombstones().has(AccountId(BOB))
    assert ledger.privacy.find_tombstones().has(AccountId(ADA))
    ledger.privacy.lift([AccountId(ADA)])
    assert not ledger.privacy.find_tombstones().has(AccountId(ADA))


def test_all_accounts_of_a_linked_person_are_erased(ledger: StoredLedger) -> None:
    fill(ledger)
    second = Account(id=AccountId("discord-9:77"), member=ADA, name="Ada L.")
    ledger.people.save_accounts([second], NOON)
    ledger.privacy.forget(Scope.MEMBER, ADA, NOON + HOUR)

    assert ledger.privacy.find_tombstones().has(second.id)
    assert "discord-9:77" not in everything(ledger)


def test_a_job_goes_on_from_where_it_was_cut_off(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        fill(ledger)
        for number in range(10, 20):
            ledger.conversations.save_messages([message(number)])
    with memory.direct(OURS) as ledger:
        job = ledger.privacy.ask(Scope.MEMBER, ADA, NOON)
        assert ledger.privacy.ask(Scope.MEMBER, ADA, NOON + MINUTE) == job
        assert ledger.privacy.find_tombstones().has(AccountId(ADA))
        assert not ledger.privacy.go_on(job, NOON, limit=3)
    steps = 0
    while True:
        with memory.direct(OURS) as ledger:
            assert ledger.privacy.waiting() == [job] or steps
            if ledger.privacy.go_on(job, NOON, limit=3):
                break
        steps += 1
    with memory.direct(OURS) as ledger:
        left = everything(ledger)
        assert [trace for trace in TRACES if trace in left] == []
        assert (
            len({m.author for m in ledger.conversations.messages([message(n).id for n in range(10, 20)]).values()}) == 1
        )
    assert steps >= 2


def test_keys_that_earlier_versions_noted_whole_are_still_known_and_go_with_the_person(ledger: StoredLedger) -> None:
    fill(ledger)
    earlier, others = f"r+:{HELP}:1:tada:{ADA}", f"r+:{HELP}:1:tada:{BOB}"
    rows = [{"community_id": OURS, "key": key, "at": 0} for key in (earlier, others, "m:slack-T1:C1:1")]
    ledger.connection.execute(inbox.insert(), rows)
    assert ledger.inbox.take([(earlier, NOON), (others, NOON)]) == set()
    ledger.privacy.forget(Scope.MEMBER, ADA, NOON + HOUR)
    left = {row.key for row in ledger.connection.execute(select(inbox))}
    assert earlier not in left
    assert {others, "m:slack-T1:C1:1"} <= left


def test_what_was_typed_or_who_reacted_is_noted_as_a_digest_only(ledger: StoredLedger) -> None:
    keys = [(f"r+:{HELP}:1:tada:{ADA}", NOON), (f"t:slack-T1:U1:how about {ADA}", NOON), ("m:slack-T1:C1:1", NOON)]
    assert ledger.inbox.take(keys) == {key for key, _ in keys}
    assert ledger.inbox.take(keys) == set()
    noted = {row.key for row in ledger.connection.execute(select(inbox))}
    assert "m:slack-T1:C1:1" in noted
    assert not any(ADA in key or "how about" in key for key in noted)


def test_what_is_old_goes_step_by_step(ledger: StoredLedger) -> None:
    fill(ledger)
    for number in (1, 2):
        ledger.outbox.mark(OutboxId(f"out-{number}"), "sent", at=NOON)
    (failed,) = ledger.inbox.waiting(10)
    for _ in range(4):
        ledger.inbox.fail(failed, "broken")
    ledger.inbox.take([("t:old", NOON), ("m:old", NOON), ("r+:old", NOON)])
    year = timedelta(days=366)
    for name, at in (("soon", NOON + 40 * HOUR * 24), ("later", NOON + year), ("last", NOON + 2 * year)):
        before = (at - timedelta(days=30)).isoformat()
        job = ledger.privacy.ask(Scope.OLD, before, at)
        while not ledger.privacy.go_on(job, at, limit=1):
            pass
        left = everything(ledger)
        assert "kryptonite" not in left
        assert "t:#" not in left
        assert ("inbox: ours | m:old" in left) is True
        assert ("kryptonit" in left) is (name != "last"), "the terms of a solved thread stay for a year longer"
        assert ("outbox: " in left) is (name == "soon")
        assert ("decisions: " in left) is (name == "soon")


def test_what_stands_of_a_workspace_and_its_connections_goes_when_it_is_of_no_use(ledger: StoredLedger) -> None:
    fill(ledger)
    stand(ledger, WorkspaceId("slack-T1"))
    ledger.identifies.add("app", NOON)
    for days, gone in ((3, ["identifies", "link_codes"]), (8, ["connections"]), (366, ["absences"])):
        at = NOON + timedelta(days=days)
        before = everything(ledger)
        assert [table for table in gone if f"{table}: ours" not in before] == []
        job = ledger.privacy.ask(Scope.OLD, NOON.isoformat(), at)
        assert ledger.privacy.go_on(job, at)
        left = everything(ledger)
        assert [table for table in gone if f"{table}: ours" in left] == []


def test_who_reacted_is_forgotten_with_the_age_of_the_message_and_with_its_deletion(ledger: StoredLedger) -> None:
    ledger.conversations.save_messages([message(1), message(2), message(3, is_deleted=True)])
    for number in (1, 2, 3, 4):
        ledger.absences.react(Reaction(message(number).id, AccountId(ADA), CHECK), is_on=True)
    job = ledger.privacy.ask(Scope.OLD, message(2).at.isoformat(), NOON + HOUR)
    while not ledger.privacy.go_on(job, NOON + HOUR, limit=1):
        pass
    assert [one.message for one in ledger.absences.known(HELP, NOON).reactions] == [message(2).id]


@pytest.mark.parametrize(
    ("scope", "subject", "kept"),
    [
        (Scope.MEMBER, ADA, [BOB]),
        (Scope.MEMBER_WORDS, ADA, [BOB]),
        (Scope.ACCOUNT_WORDS, ADA, [BOB]),
        (Scope.CHANNEL, HELP, []),
        (Scope.CHANNEL, TALK, [ADA, BOB]),
        (Scope.WORKSPACE, "slack-T1", []),
        (Scope.WORKSPACE, "slack-T11", [ADA, BOB]),
    ],
)
def test_who_reacted_is_forgotten_with_the_person_and_the_place(
    ledger: StoredLedger, scope: Scope, subject: str, kept: list[str]
) -> None:
    fill(ledger)
    job = ledger.privacy.ask(scope, subject, NOON + HOUR)
    while not ledger.privacy.go_on(job, NOON + HOUR, limit=1):
        pass
    assert sorted(one.account for one in ledger.absences.known(HELP, NOON).reactions) == kept


def test_what_is_kept_about_a_person_is_told_whole(ledger: StoredLedger) -> None:
    fill(ledger)
    about = ledger.privacy.about(ADA)

    assert [account.name for account in about.accounts] == ["Ada Lovelace"]
    assert [kept.text for kept in about.words] == ["where is kryptonite?"]
    assert (about.messages, about.threads, about.answered, about.told) == (1, 1, 1, 1)
    assert [consent.purpose for consent in about.consents] == [Purpose.ASK_ME]
    assert about.helper is not None
    assert [c.points for c in about.contributions] == [10]
    assert about.reactions == [Reacted(message=message(2).id, emoji=CHECK, is_on=True)]
    assert not about.is_empty
    assert ledger.privacy.about(MemberId("slack-T1:U9")).is_empty


def test_a_purged_channel_has_no_words_and_all_its_counts(ledger: StoredLedger) -> None:
    fill(ledger)
    ledger.privacy.forget(Scope.CHANNEL, HELP, NOON + HOUR)

    assert ledger.conversations.words_of([thread_name(1)]) == {}
    assert "kryptonit" not in everything(ledger)
    assert len(ledger.figures.day_counts(Within())) == 2
    assert ledger.conversations.threads([thread_name(1)])[thread_name(1)].messages == 2


def test_the_words_of_who_left_go_with_their_name(ledger: StoredLedger) -> None:
    fill(ledger)
    ledger.people.save_accounts([replace(ADAS, is_gone=True)], NOON)
    ledger.privacy.ask(Scope.ACCOUNT_WORDS, ADA, NOON + HOUR)
    assert ledger.privacy.go_on(ledger.privacy.waiting()[0], NOON + HOUR)

    left = everything(ledger)
    assert "kryptonit" not in left
    assert "Lovelace" not in left
    assert ledger.conversations.messages([message(1).id])[message(1).id].author == ADA


def test_nothing_of_a_purged_workspace_is_left_and_all_of_another(ledger: StoredLedger) -> None:
    fill(ledger)
    other = Account(id=AccountId("slack-T11:U1"), member=MemberId("slack-T11:U1"), name="Someone else")
    ledger.people.save_accounts([other], NOON)
    stand(ledger, WorkspaceId("slack-T1"))
    stand(ledger, WorkspaceId("discord-1"))
    ledger.privacy.forget(Scope.WORKSPACE, WorkspaceId("slack-T1"), NOON + HOUR)

    left = everything(ledger)
    assert "slack-T1:" not in left
    assert "kryptonit" not in left
    assert "slack-T11:U1" in left
    assert [trace for trace in ("here:slack-T1", "away-slack-T1", "slack-app", "a" * 64) if trace in left] == []
    assert [trace for trace in ("here:discord-1", "away-discord-1", "discord-app") if trace not in left] == []
