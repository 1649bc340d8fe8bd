"""Accounts, members, helpers, consents."""

from dataclasses import replace
from datetime import time
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engagement.ids import AccountId, CommunityId, MemberId, external_of
from engagement.people import Helper, Hours, MemberFacts, Purpose, Via
from storage import StoredMemory
from tests.storage.rows import (
    ADA,
    BOB,
    CYD,
    DAY,
    HOUR,
    NOON,
    OURS,
    THEIRS,
    TICK,
    account,
    member,
    message_name,
)

FULL_ACCOUNT = account(ADA, "Ada", is_bot=True, timezone="Europe/Berlin", roles=("staff", "all"), is_gone=True)
FULL_FACTS = MemberFacts(
    id=ADA, is_bot=True, first_at=NOON, first_message=message_name(1), returned=True, last_at=NOON + TICK,
    joined_at=NOON - DAY, questions=3, hours=tuple(range(24)),
)  # fmt: skip
FULL_HELPER = Helper(
    member=ADA, topics=("a", "b"), not_topics=("c",), days=("mon", "sun"),
    hours=(Hours(start=time(22), end=time(2, 30)), Hours(start=time(9), end=time(10))), timezone="Asia/Tokyo",
    languages=("de",), limit_per_day=2, via=Via.THREAD, away_until=NOON + TICK, is_active=False, enrolled_at=NOON,
)  # fmt: skip


def test_an_account_is_as_last_seen(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.people.save_accounts([FULL_ACCOUNT, account(BOB, "Bob")], NOON)
        assert ledger.people.account(AccountId(ADA)) == FULL_ACCOUNT
        assert ledger.people.account(AccountId(CYD)) is None
        changed = account(ADA, "Ada L.", timezone=None, roles=())
        ledger.people.save_accounts([changed], NOON + DAY)
        assert ledger.people.account(AccountId(ADA)) == changed
        assert ledger.people.accounts_of(ADA) == [changed]


def test_a_linked_account_stays_with_its_member(memory: StoredMemory) -> None:
    second = account(member("U9"), "Ada at work", member=ADA)
    with memory.direct(OURS) as ledger:
        ledger.people.save_accounts([second, account(ADA, "Ada")], NOON)
        ledger.people.save_accounts([replace(second, member=second.id, name="Ada W.")], NOON + DAY)
        assert ledger.people.linked() == {second.id: ADA}
        assert [one.id for one in ledger.people.accounts_of(ADA)] == [ADA, second.id]
        assert ledger.people.names([ADA, BOB, second.id]) == {ADA: "Ada"}


def test_names_where_known(memory: StoredMemory) -> None:
    many = [account(member(f"M{number:04d}"), f"Name {number}") for number in range(700)]
    with memory.direct(OURS) as ledger:
        ledger.people.save_accounts([*many, account(ADA, "")], NOON)
        assert ledger.people.names(one.member for one in many) == {one.member: one.name for one in many}
        assert ledger.people.names([ADA, CYD]) == {}


@pytest.mark.parametrize(("name", "kept"), [("N\x00ul", "Nul"), ("half \ud83d", "half ?"), ("🎉%s'?", "🎉%s'?")])
def test_names_of_any_kind_can_be_kept(memory: StoredMemory, name: str, kept: str) -> None:
    with memory.direct(OURS) as ledger:
        ledger.people.save_accounts([account(ADA, name)], NOON)
        assert ledger.people.names([ADA]) == {ADA: kept}


@pytest.mark.parametrize("some", [FULL_FACTS, MemberFacts(id=ADA)], ids=["full", "plain"])
def test_facts_come_back_as_they_went(memory: StoredMemory, some: MemberFacts) -> None:
    with memory.direct(OURS) as ledger:
        ledger.people.save_facts([MemberFacts(id=ADA, questions=9), MemberFacts(id=BOB)])
        ledger.people.save_facts([some])
        assert ledger.people.facts([ADA, CYD]) == {ADA: some}


@pytest.mark.parametrize("some", [FULL_HELPER, Helper(member=ADA)], ids=["full", "plain"])
def test_a_helper_comes_back_as_they_went(memory: StoredMemory, some: Helper) -> None:
    with memory.direct(OURS) as ledger:
        ledger.people.save_helper(Helper(member=BOB, is_active=False))
        ledger.people.save_helper(Helper(member=ADA, topics=("old",)))
        ledger.people.save_helper(some)
        assert ledger.people.helpers() == [some, Helper(member=BOB, is_active=False)]
        ledger.people.remove_helper(ADA)
        ledger.people.remove_helper(CYD)
        assert ledger.people.helpers() == [Helper(member=BOB, is_active=False)]


def test_the_last_word_on_a_consent_counts(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        assert ledger.people.consents(ADA) == {}
        ledger.people.set_consent(ADA, Purpose.ASK_ME, is_given=True, at=NOON)
        ledger.people.set_consent(ADA, Purpose.PUBLISH, is_given=False, at=NOON)
        ledger.people.set_consent(BOB, Purpose.SALES, is_given=True, at=NOON)
        ledger.people.set_consent(ADA, Purpose.ASK_ME, is_given=False, at=NOON + HOUR)
        assert ledger.people.consents(ADA) == {Purpose.ASK_ME: False, Purpose.PUBLISH: False}


def test_communities_do_not_share_people(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.people.save_accounts([account(ADA, "Ada"), account(member("U9"), "Ada too", member=ADA)], NOON)
        ledger.people.save_facts([FULL_FACTS])
        ledger.people.save_helper(FULL_HELPER)
        ledger.people.set_consent(ADA, Purpose.ASK_ME, is_given=True, at=NOON)
    with memory.direct(THEIRS) as ledger:
        found = ledger.people
        assert found.account(AccountId(ADA)) is None
        assert found.accounts_of(ADA) == found.helpers() == []
        assert found.names([ADA]) == found.facts([ADA]) == found.linked() == found.consents(ADA) == {}
        found.remove_helper(ADA)
        found.save_accounts([account(ADA, "Another")], NOON)
        found.set_consent(ADA, Purpose.ASK_ME, is_given=False, at=NOON)
    with memory.direct(OURS) as ledger:
        assert ledger.people.names([ADA]) == {ADA: "Ada"}
        assert ledger.people.helpers() == [FULL_HELPER]
        assert ledger.people.consents(ADA) == {Purpose.ASK_ME: True}


def test_people_are_found_by_a_part_of_their_name(memory: StoredMemory) -> None:
    people = {"U1": "Ada Lovelace", "U2": "ada_b", "U3": "Zoë Ångström", "U4": "100% Bob", "U5": "Canada Bot"}
    some = [account(member(name), called, is_bot=name == "U5") for name, called in people.items()]
    with memory.direct(OURS) as ledger:
        ledger.people.save_accounts(some, NOON)
        assert [one.name for one in ledger.people.search("ada", 9)] == ["Ada Lovelace", "ada_b"]
        assert [one.name for one in ledger.people.search("ÅNGSTRÖM", 9)] == ["Zoë Ångström"]
        assert [one.name for one in ledger.people.search("%", 9)] == ["100% Bob"]
        assert [one.name for one in ledger.people.search("_", 9)] == ["ada_b"]
        assert [one.name for one in ledger.people.search("a", 1)] == ["Ada Lovelace"]
        assert ledger.people.search("", 9) == []
        ledger.people.set_consent(member("U2"), Purpose.METRICS, is_given=False, at=NOON)
        assert [one.name for one in ledger.people.search("ada", 9)] == ["Ada Lovelace"]
    with memory.direct(THEIRS) as ledger:
        assert ledger.people.search("ada", 9) == []


def test_who_agreed_to_what_is_read_page_by_page(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        for nth, who in enumerate((ADA, BOB, CYD)):
            ledger.people.set_consent(who, Purpose.ASK_ME, is_given=True, at=NOON + nth // 2 * DAY)
            ledger.people.set_consent(who, Purpose.PUBLISH, is_given=who == ADA, at=NOON)
        ledger.people.set_consent(CYD, Purpose.SALES, is_given=True, at=NOON + HOUR)
        pages, before = [], None
        while True:
            leaf = ledger.people.agreements(2, before=before)
            pages.append([(one.member, one.purpose) for one in leaf.found])
            before = leaf.older
            if before is None:
                break
        assert pages == [
            [(CYD, Purpose.ASK_ME), (CYD, Purpose.SALES)],
            [(BOB, Purpose.ASK_ME), (ADA, Purpose.PUBLISH)],
            [(ADA, Purpose.ASK_ME)],
        ]
        assert [one.member for one in ledger.people.agreements(9, purpose=Purpose.PUBLISH).found] == [ADA]
        (only,) = ledger.people.agreements(9, member=BOB).found
        assert (only.purpose, only.at) == (Purpose.ASK_ME, NOON)
        ledger.people.set_consent(BOB, Purpose.METRICS, is_given=False, at=NOON + DAY)
        assert ledger.people.agreements(9, member=BOB).found == []
        assert [one.member for one in ledger.people.agreements(9).found] == [CYD, CYD, ADA, ADA], "the others stay"


NEXT = count()
"""Each round has a community of its own."""
NAMES = ("U1", "U2", "ada", "staff", "@staff", "sales")
ROLES = ("staff", "@staff", "sales", "colour")
known = st.lists(
    st.tuples(
        st.sampled_from(("slack-T1", "discord-G1", "slack-T2")), st.sampled_from(("U1", "U2", "U3", "ada")),
        st.lists(st.sampled_from(ROLES), max_size=3, unique=True), st.booleans(),
    ),
    max_size=12, unique_by=lambda one: one[:2],
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(known, st.sets(st.sampled_from((*NAMES, "slack-T1:U1", "discord-G1:U2")), max_size=4))
def test_whoever_is_named_or_has_a_role_is_found_as_if_everybody_were_looked_at(
    memory: StoredMemory, some: list[tuple[str, str, list[str], bool]], names: set[str]
) -> None:
    made = [
        account(MemberId(f"{place}:{name}"), name, roles=tuple(roles), member=ADA if is_joined else f"{place}:{name}")
        for place, name, roles, is_joined in some
    ]
    bare = {name.removeprefix("@") for name in names}
    wanted = names | bare | {f"@{name}" for name in bare}
    with memory.direct(CommunityId(f"community {next(NEXT)}")) as ledger:
        ledger.people.save_accounts(made, NOON)
        expected = [
            one for one in sorted(made, key=lambda one: one.id)
            if {one.id, one.member, external_of(one.id), *one.roles} & wanted
        ]  # fmt: skip
        assert ledger.people.named_or_in_roles(names) == expected
        assert ledger.people.accounts(one.id for one in expected) == expected


def test_a_name_is_known_in_capitals_or_not_in_every_alphabet(memory: StoredMemory) -> None:
    people = {"U1": "ÉMILE", "U2": "émile", "U3": "Straße", "U4": "Emile"}
    with memory.direct(OURS) as ledger:
        ledger.people.save_accounts([account(member(name), called) for name, called in people.items()], NOON)
        assert [one.name for one in ledger.people.called(["Émile"])] == ["ÉMILE", "émile"]
        assert [one.name for one in ledger.people.called(["STRASSE"])] == ["Straße"]
        assert [one.name for one in ledger.people.search("strasse", 9)] == ["Straße"]
        assert ledger.people.called([]) == []
        ledger.people.save_accounts([account(member("U1"), "Zoë")], NOON)
        assert [one.name for one in ledger.people.called(["émile"])] == ["émile"], "a name that was given up"


def test_what_several_people_said_to_some_purposes_is_read_at_once(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.people.set_consent(ADA, Purpose.PUBLISH, is_given=True, at=NOON)
        ledger.people.set_consent(ADA, Purpose.ASK_ME, is_given=False, at=NOON)
        ledger.people.set_consent(BOB, Purpose.PUBLISH, is_given=False, at=NOON)
        assert ledger.people.consents_of([ADA, BOB, CYD], list(Purpose)) == {
            who: ledger.people.consents(who) for who in (ADA, BOB, CYD)
        }
        assert ledger.people.consents_of([ADA, BOB, CYD], [Purpose.PUBLISH, Purpose.SALES]) == {
            ADA: {Purpose.PUBLISH: True}, BOB: {Purpose.PUBLISH: False}, CYD: {},
        }  # fmt: skip


def test_somebody_who_holds_very_many_roles_is_kept_and_found_by_each(memory: StoredMemory) -> None:
    """PostgreSQL's indexes hold no entry of more than 2,704 bytes; Discord gives somebody up to 250 roles."""
    roles = tuple(str(1_000_000_000_000_000_000 + (7_919_777_333 * n * n) % 10**17) for n in range(250))
    with memory.direct(OURS) as ledger:
        ledger.people.save_accounts([account(ADA, "Ada", roles=roles), account(BOB, "Bob", roles=("mentors",))], NOON)
        assert [one.member for one in ledger.people.named_or_in_roles([roles[-1]])] == [ADA]
        assert [one.member for one in ledger.people.named_or_in_roles([roles[0], "@mentors"])] == [ADA, BOB]
