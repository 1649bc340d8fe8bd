"""Calls from outside: signed, small, and cleaned; and nothing makes the reader raise anything else."""

import base64
import json
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.outside.inbound import LARGEST_BODY, InboundAct, NotSigned, NotUnderstood, read_call, without_controls
from bots.outside.signing import sign

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SECRET, OLD = ("whsec_" + base64.b64encode(key).decode() for key in (b"n" * 32, b"o" * 32))
CALL = {"escalation": "abc234", "act": "solve", "by": "Ann of Jira"}


def heard(body: bytes, secret: str = SECRET, at: datetime = NOW) -> InboundAct:
    return read_call([SECRET, OLD], sign([secret], id="call-1", at=at, body=body), body, NOW)


def told(**fields: Any) -> InboundAct:
    return heard(json.dumps({**CALL, **fields}).encode())


@pytest.mark.parametrize("act", ["take", "solve", "note"])
def test_a_signed_call_is_understood(act: str) -> None:
    assert told(act=act, note="It was the cache.") == InboundAct(
        id="call-1",
        escalation="abc234",
        act=act,  # type: ignore[arg-type]  # a table of texts
        by="Ann of Jira",
        note="It was the cache.",
    )


def test_the_old_secret_still_works_while_it_is_changed() -> None:
    assert heard(json.dumps(CALL).encode(), secret=OLD).note == ""


def test_a_note_may_be_missing_or_null_but_for_the_act_note() -> None:
    assert told(note=None).note == told().note == ""
    for note in (None, "", " \n", "\x1b\x07"):
        with pytest.raises(NotUnderstood, match="`note` is empty"):
            told(act="note", note=note)


def test_what_is_not_signed_is_not_read() -> None:
    body = b"not even JSON"
    signed = sign([SECRET], id="call-1", at=NOW, body=body)
    for headers in ({}, signed | {"webhook-signature": "v1,AAAA"}, signed | {"webhook-id": "call-2"}):
        with pytest.raises(NotSigned) as error:
            read_call([SECRET], headers, body, NOW)
        assert error.value.status == 401
    with pytest.raises(NotSigned):
        read_call([], signed, body, NOW)


def test_a_call_that_is_played_back_later_is_refused() -> None:
    with pytest.raises(NotSigned, match="300 seconds"):
        heard(json.dumps(CALL).encode(), at=NOW - timedelta(seconds=301))


def test_a_body_of_64_kib_is_read_and_a_larger_one_is_not() -> None:
    body = json.dumps(CALL).encode()
    full = body + b" " * (65_536 - len(body))
    assert heard(full).by == "Ann of Jira"
    with pytest.raises(NotUnderstood, match="larger than 65536 bytes") as error:
        heard(full + b" ")
    assert error.value.status == 400


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff", b"[" * 60_000, b'{"a":' * 10_000, b"1" * 5_000, b'"x"', b"[]", b"null", b"1e999",
        "\ufeff{}".encode(), json.dumps(CALL).encode("utf-16"),
    ],
)  # fmt: skip
def test_a_body_that_is_no_object_is_not_understood(body: bytes) -> None:
    with pytest.raises(NotUnderstood, match="JSON"):
        heard(body)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"act": "close"}, "take, solve, note"),
        ({"act": "Solve"}, "take, solve, note"),
        ({"act": None}, "take, solve, note"),
        ({"act": ["solve"]}, "`act` has to be text"),
        ({"escalation": ""}, "`escalation` has to be"),
        ({"escalation": "a b"}, "`escalation` has to be"),
        ({"escalation": "../x"}, "`escalation` has to be"),
        ({"escalation": 7}, "`escalation` has to be text"),
        ({"escalation": "x" * 101}, "longer than 100"),
        ({"by": " \t\n"}, "`by` has to name"),
        ({"by": "x" * 101}, "longer than 100"),
        ({"by": {"name": "Ann"}}, "`by` has to be text"),
        ({"note": "x" * 4001}, "longer than 4000"),
        ({"note": True}, "`note` has to be text"),
        ({"nota": "x"}, "only these fields"),
    ],
)
def test_what_is_wrong_is_told(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(NotUnderstood, match=said):
        told(**fields)


def test_texts_are_cleaned() -> None:
    act = told(by="An\x1b[31mn\u202e\n of\x00 Jira ", note=" one\r\ntwo\rthree\u2028four\t\x07end\ud800 ")
    assert act.by == "An[31mn of\ufffd Jira"
    assert act.note == "one\ntwo\nthree\nfour\tend\ufffd"


def test_what_people_write_stays_as_it_is() -> None:
    for note in ("größer als 👩‍👩‍👧 — «gut»", "שלום עולם", "a\n\n\tb"):
        assert told(note=note).note == note


@given(st.text(max_size=100))
def test_nothing_invisible_is_left(text: str) -> None:
    clean = without_controls(text)
    assert not [c for c in clean if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert not set(clean) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=120),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(
    st.sampled_from(["escalation", "act", "by", "note", "x"]), anything | st.sampled_from(["solve", "note", "a"])
)


@given(st.binary(max_size=400) | objects.map(lambda some: json.dumps(some).encode()))
def test_no_signed_body_makes_it_raise_anything_else(body: bytes) -> None:
    try:
        act = heard(body)
    except NotUnderstood:
        return
    assert act.act in ("take", "solve", "note")
    assert 0 < len(act.by) <= 100
    assert 0 < len(act.escalation) <= 100
    assert len(act.note) <= 4_000


names = st.sampled_from(["webhook-id", "Webhook-Timestamp", "WEBHOOK-SIGNATURE", "x"]) | st.text(max_size=20)
values = st.sampled_from(["v1,AAAA v1,", "1795694400", "call-1"]) | st.text(max_size=60)


@given(st.dictionaries(names, values, max_size=5), st.binary(max_size=100) | st.just(b"x" * (LARGEST_BODY + 1)))
def test_no_unsigned_call_makes_it_raise_anything_else(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises((NotSigned, NotUnderstood)):
        read_call([SECRET, OLD], headers, body, NOW)
