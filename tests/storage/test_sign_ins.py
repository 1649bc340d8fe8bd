"""Links that work once, sessions that end, and the record; on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engagement.ids import MemberId
from engagement.privacy import Scope
from engagement.signing_in import (
    CODE_HOLDS,
    IDLE,
    KEPT,
    LONGEST,
    Code,
    PageRole,
    Session,
    SignIn,
    Step,
    digest_of,
    safe_path,
)
from storage import StoredMemory
from storage.tables import sessions, sign_in_codes, sign_ins
from tests.storage.rows import ADA, BOB, HOUR, NOON, OURS, THEIRS


def session(name: str, member: MemberId | None = None, **more: object) -> Session:
    fields = {"role": PageRole.MANAGER, "way": "link", "began_at": NOON, "seen_at": NOON, **more}
    return Session(digest=digest_of(name), member=member, **fields)  # type: ignore[arg-type]


def test_a_code_works_once_within_its_time_and_in_its_community(memory: StoredMemory) -> None:
    code = Code(digest=digest_of("c"), role=PageRole.SPOKE, until=NOON + CODE_HOLDS, member=ADA)
    with memory.direct(OURS) as ledger:
        ledger.sign_ins.keep_code(code)
        assert ledger.sign_ins.find_code(code.digest, NOON) == code
        assert ledger.sign_ins.find_code(code.digest, NOON + CODE_HOLDS) is None
    with memory.direct(THEIRS) as ledger:
        assert ledger.sign_ins.use_code(code.digest, NOON) is None
    with memory.direct(OURS) as ledger:
        assert ledger.sign_ins.use_code(code.digest, NOON) == code
        assert ledger.sign_ins.use_code(code.digest, NOON) is None


def test_sessions_end_one_by_one_and_all_at_once(memory: StoredMemory) -> None:
    mine, hers, his = session("a"), session("b", ADA, seen_at=NOON + HOUR), session("c", BOB)
    with memory.direct(OURS) as ledger:
        for one in (mine, hers, his):
            ledger.sign_ins.begin(one)
        assert ledger.sign_ins.sessions()[0].digest == hers.digest
        ledger.sign_ins.see(mine.digest, NOON + 2 * HOUR)
        assert ledger.sign_ins.find(mine.digest) == session("a", seen_at=NOON + 2 * HOUR)
        assert ledger.sign_ins.end([his.digest, "nothing"]) == 1
        assert ledger.sign_ins.end_all(ADA) == 1
        ledger.sign_ins.keep_code(Code(digest="x", role=PageRole.MANAGER, until=NOON + HOUR))
        assert ledger.sign_ins.end_all() == 1
        assert ledger.sign_ins.sessions() == []
        assert ledger.sign_ins.find_code("x", NOON) is None


@pytest.mark.parametrize(
    ("seen", "now", "holds"),
    [
        (timedelta(), IDLE - timedelta(seconds=1), True),
        (timedelta(), IDLE, False),
        (LONGEST - HOUR, LONGEST - timedelta(seconds=1), True),
        (LONGEST - HOUR, LONGEST, False),
    ],
)
def test_a_session_holds_while_it_is_used_and_not_for_ever(seen: timedelta, now: timedelta, *, holds: bool) -> None:
    assert session("a", seen_at=NOON + seen).holds(NOON + now) is holds


def test_what_is_over_is_forgotten_and_the_record_after_a_year(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.sign_ins.begin(session("a", ADA))
        ledger.sign_ins.keep_code(Code(digest="x", role=PageRole.MANAGER, until=NOON + CODE_HOLDS))
        ledger.sign_ins.note(SignIn(at=NOON, step=Step.IN, role=PageRole.MANAGER, way="link", by=ADA))
        ledger.sign_ins.drop_old(NOON)
        assert len(ledger.sign_ins.sessions()) == 1
        ledger.sign_ins.drop_old(NOON + IDLE)
        assert ledger.sign_ins.sessions() == []
        assert [one.by for one in ledger.sign_ins.newest(5)] == [ADA]
        assert ledger.connection.execute(select(sign_in_codes)).all() == []
        ledger.sign_ins.drop_old(NOON + KEPT + HOUR)
        assert ledger.sign_ins.newest(5) == []


def test_an_erased_person_is_signed_out_and_off_the_record(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        for who in (ADA, BOB):
            ledger.sign_ins.begin(session(who, who))
            ledger.sign_ins.keep_code(Code(digest=who, role=PageRole.MEMBER, until=NOON + HOUR, member=who))
            ledger.sign_ins.note(
                SignIn(at=NOON + HOUR * (who == ADA), step=Step.IN, role=PageRole.MEMBER, way="link", by=who)
            )
        ledger.privacy.forget(Scope.MEMBER, ADA, NOON)
        for table in (sessions, sign_in_codes, sign_ins):
            assert ADA not in str(ledger.connection.execute(select(table)).all()), table.name
            assert BOB in str(ledger.connection.execute(select(table)).all()), table.name


def test_joined_accounts_share_their_sessions(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.sign_ins.begin(session("a", BOB))
        ledger.links.join(BOB, ADA, NOON)
        assert [one.member for one in ledger.sign_ins.sessions()] == [ADA]


@pytest.mark.parametrize("path", ["/today", "/journal?step=a&before=1", "/", "/a//b"])
def test_a_path_of_this_site_is_gone_on_to(path: str) -> None:
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "today", "//evil.example", "/\\evil.example", "\\\\evil", "https://evil.example/today", "javascript:alert(1)",
     "/\t/evil.example", "/\n", " /today", "///evil.example", "/%0d\r\nX: y", "/" + "a" * 3_000, "http:/x"],
)  # fmt: skip
def test_nothing_that_could_lead_elsewhere_is(path: str) -> None:
    assert safe_path(path) is None
