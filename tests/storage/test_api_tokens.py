"""Tokens of other programs: kept by digest, ended at once, and gone with whoever made them; on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engagement.api_tokens import LONGEST_NAME, MOST_DAYS, ApiToken, made, token_digest
from engagement.ids import MemberId
from engagement.privacy import Scope
from engagement.signing_in import PageRole
from storage import StoredMemory
from storage.tables import api_tokens
from tests.storage.rows import ADA, BOB, HOUR, NOON, OURS, THEIRS


def token(name: str, by: MemberId | None = None, days: int = 30) -> ApiToken:
    return made(name, PageRole.MANAGER, days, NOON, name, by)


def test_a_token_is_found_by_its_digest_in_its_community_alone(memory: StoredMemory) -> None:
    kept = token("a", ADA)
    with memory.direct(OURS) as ledger:
        ledger.api_tokens.add(kept)
        ledger.api_tokens.add(token("b"))
        assert ledger.api_tokens.find(token_digest("a")) == kept
        assert ledger.api_tokens.find("nothing") is None
        ledger.api_tokens.use(kept.digest, NOON + HOUR)
        assert ledger.api_tokens.find(kept.digest).used_at == NOON + HOUR  # type: ignore[union-attr]
        assert {one.name for one in ledger.api_tokens.all()} == {"a", "b"}
    with memory.direct(THEIRS) as ledger:
        assert ledger.api_tokens.find(kept.digest) is None
        assert ledger.api_tokens.end([kept.digest]) == 0
    with memory.direct(OURS) as ledger:
        assert ledger.api_tokens.end([kept.digest, "nothing"]) == 1
        assert [one.name for one in ledger.api_tokens.all()] == ["b"]


def test_old_ones_are_dropped(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.api_tokens.add(token("short", days=1))
        ledger.api_tokens.add(token("long", days=9))
        ledger.api_tokens.drop_old(NOON + timedelta(days=1))
        assert [one.name for one in ledger.api_tokens.all()] == ["long"]


def test_a_token_goes_with_whoever_made_it(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        for name, by in (("hers", ADA), ("his", BOB), ("nobodys", None)):
            ledger.api_tokens.add(token(name, by))
        asked = ledger.privacy.ask(Scope.MEMBER, ADA, NOON)
        while not ledger.privacy.go_on(asked, NOON):
            pass
        assert {one.name for one in ledger.api_tokens.all()} == {"his", "nobodys"}
        assert ADA not in repr(ledger.connection.execute(select(api_tokens)).all())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "days", "role"),
    [("", 9, PageRole.SPOKE), ("x" * (LONGEST_NAME + 1), 9, PageRole.SPOKE), ("x\x00", 9, PageRole.SPOKE),
     ("x", 0, PageRole.SPOKE), ("x", MOST_DAYS + 1, PageRole.SPOKE), ("x", 9, PageRole.MEMBER)],
)  # fmt: skip
def test_what_cannot_be_a_token(name: str, days: int, role: PageRole) -> None:
    with pytest.raises(ValueError, match=r"name it|it can work|somebody's own"):
        made(name, role, days, NOON, "t", None)


def test_it_works_until_its_end() -> None:
    kept = token("a", days=1)
    assert kept.holds(NOON + timedelta(days=1, microseconds=-1))
    assert not kept.holds(NOON + timedelta(days=1))
