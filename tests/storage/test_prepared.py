"""What goes straight to a database's driver says the same as SQLAlchemy would."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, select

from storage import StoredMemory
from storage.engines import writing
from storage.prepared import Driver, Prepared, insert, inserted
from storage.statements import add_new, add_up, is_one_of, upsert
from storage.tables import channels, day_counts, experience, waiting
from tests.storage.rows import OURS

SOME_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])) | st.sampled_from(
    ["", "NULL", '{"a","b"}', "a,b", 'say "so"', "back\\slash", "{}", " ", "it's"]
)
BIG = st.integers(-(2**62), 2**62)


@pytest.fixture
def driver(memory: StoredMemory) -> Iterator[Driver]:
    with writing(memory.engine) as connection:
        yield Driver(connection)
        connection.rollback()


def waits(key: str, **fields: Any) -> dict[str, object]:
    base = {"community_id": OURS, "key": key, "at": 1, "payload": b"", "source": "s", "state": "waiting"}
    return {**base, "attempts": 0, "error": None, **fields}


KEPT = select(*(waiting.c[name] for name in ("key", "at", "payload", "error"))).order_by(waiting.c.key)


@given(
    st.dictionaries(
        SOME_TEXT.map(lambda text: f"k{text}"), st.tuples(BIG, st.binary(), st.none() | SOME_TEXT), max_size=6
    )
)
@settings(max_examples=settings.default.max_examples // 2)
def test_rows_written_at_once_are_kept_as_they_were_given(
    driver: Driver, some: dict[str, tuple[int, bytes, str | None]]
) -> None:
    driver.execute("delete from waiting", ())
    rows = [waits(key, at=at, payload=payload, error=error) for key, (at, payload, error) in some.items()]
    if rows:
        insert(driver, upsert(driver.name, waiting), rows)
    found = {key: (at, bytes(payload), error) for key, at, payload, error in Prepared(KEPT).rows(driver)}
    assert found == some


def test_yes_no_unknown_and_fractions_come_back(driver: Driver) -> None:
    base = {"community_id": OURS, "workspace_id": "slack-T1", "name": "n", "kind": "k", "threading": "t"}
    rows = [{**base, "id": str(yes), "is_private": yes, "is_archived": not yes, "seen_at": 5} for yes in (True, False)]
    insert(driver, upsert(driver.name, channels), rows)
    private = Prepared(select(channels.c.id, channels.c.is_private, channels.c.is_archived).order_by(channels.c.id))
    assert private.rows(driver) == [("False", False, True), ("True", True, False)]
    figures = [
        {"community_id": OURS, "channel_id": "c", "member_id": who, "log_score": score, "answers": 1, "last_at": 2**40}
        for who, score in (("a", -1e-300), ("b", 1 / 3), ("c", 2.0))
    ]
    insert(driver, upsert(driver.name, experience), figures)
    scores = Prepared(select(experience.c.log_score, experience.c.last_at).order_by(experience.c.member_id))
    assert scores.rows(driver) == [(-1e-300, 2**40), (1 / 3, 2**40), (2.0, 2**40)]


def test_the_same_key_twice_in_one_go_is_as_if_one_came_after_the_other(driver: Driver) -> None:
    insert(driver, upsert(driver.name, waiting), [waits("a", error="first"), waits("b"), waits("a", error="second")])
    insert(driver, add_new(driver.name, waiting), [waits("c", error="first"), waits("c", error="second")])
    assert [(key, error) for key, _, _, error in Prepared(KEPT).rows(driver)] == [
        ("a", "second"),
        ("b", None),
        ("c", "first"),
    ]
    counted = {"community_id": OURS, "day": 7, "channel_id": "c", "is_bot": False}
    rows = [{**counted, "member_id": who, "messages": number} for who, number in (("a", 2), ("b", 3), ("a", 5))]
    insert(driver, add_up(driver.name, day_counts, ("messages",)), rows)
    insert(driver, add_up(driver.name, day_counts, ("messages",)), rows[1:])
    counts = Prepared(select(day_counts.c.messages).order_by(day_counts.c.member_id))
    assert counts.rows(driver) == [(12,), (6,)]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer, who knows
def test_which_rows_were_new_is_told(driver: Driver) -> None:
    statement = add_new(driver.name, waiting).returning(waiting.c.key)
    assert inserted(driver, statement, [waits("a")]) == [("a",)]
    assert sorted(inserted(driver, statement, [waits("b"), waits("a"), waits("c")])) == [("b",), ("c",)]


@pytest.mark.parametrize("kind", [list, tuple, set, iter, dict.fromkeys], ids=lambda kind: str(kind.__name__))
def test_a_list_may_be_of_any_kind_and_length(driver: Driver, kind: Callable[[Iterable[str]], Any]) -> None:
    insert(driver, upsert(driver.name, waiting), [waits(f"{number:03}") for number in range(300)])
    chosen = Prepared(
        KEPT.where(waiting.c.community_id == bindparam("community"), is_one_of(waiting.c.key)), "community", "ids"
    )
    others = Prepared(KEPT.where(waiting.c.key.not_in(bindparam("ids", expanding=True))), "ids")
    for size in (1, 2, 3, 299):
        names = [f"{number:03}" for number in range(size)]
        assert [row[0] for row in chosen.rows(driver, OURS, kind(names))] == names
        assert len(others.rows(driver, list(names))) == 300 - size
