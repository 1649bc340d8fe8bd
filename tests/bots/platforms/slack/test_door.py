"""The door: only what Slack signed just now comes in, and nothing makes it raise."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.platforms.slack.door import find_challenge, find_fault

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SECRET = "a secret"
BODY = b'{"type":"event_callback"}'


def signed(body: bytes = BODY, at: datetime = NOW, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def fault(headers: dict[str, str], body: bytes = BODY, secret: str = SECRET) -> str | None:
    return find_fault(headers, body, secret=secret, now=NOW)


def test_what_slack_signed_just_now_is_let_in() -> None:
    assert fault(signed()) is None
    assert fault({name.lower(): value for name, value in signed().items()}) is None


@pytest.mark.parametrize("seconds", [-300, 300])
def test_five_minutes_off_is_still_let_in(seconds: int) -> None:
    assert fault(signed(at=NOW + timedelta(seconds=seconds))) is None


@pytest.mark.parametrize("seconds", [-301, 301, 10**9])
def test_more_than_five_minutes_off_is_not(seconds: int) -> None:
    assert fault(signed(at=NOW + timedelta(seconds=seconds))) == "its timestamp is more than five minutes off"


@pytest.mark.parametrize("missing", ["X-Slack-Request-Timestamp", "X-Slack-Signature"])
def test_what_is_not_signed_is_not_let_in(missing: str) -> None:
    headers = signed()
    del headers[missing]
    assert fault(headers) == "it is not signed"


@pytest.mark.parametrize("stamp", ["", "soon", "1" * 5000, "-1", "1.5", "١٧٩٥", "17\n95", " 1795", "1e9", "\udcff"])
def test_a_timestamp_that_is_no_number_is_not_let_in(stamp: str) -> None:
    assert fault(signed() | {"X-Slack-Request-Timestamp": stamp}) == "its timestamp is no number of seconds"


@pytest.mark.parametrize("signature", ["", "v0=", "v0=ü", "v1=" + "0" * 64, "v0=" + "0" * 64, "\ud800", "v0=\x00"])
def test_a_wrong_signature_is_not_let_in(signature: str) -> None:
    assert fault(signed() | {"X-Slack-Signature": signature}) == "its signature is wrong"


def test_another_body_or_another_secret_is_not_let_in() -> None:
    assert fault(signed(), BODY + b" ") == "its signature is wrong"
    assert fault(signed(secret="another")) == "its signature is wrong"


def test_nothing_is_let_in_without_a_secret() -> None:
    assert fault(signed(secret=""), secret="") == "there is no signing secret"


def test_a_signed_body_that_is_no_text_is_not_let_in() -> None:
    assert fault(signed(b"\xff\xfe"), b"\xff\xfe") == "its body is no text"


HEADERS = st.dictionaries(
    st.sampled_from(["X-Slack-Signature", "x-slack-request-timestamp", "x-slack-signature"]) | st.text(max_size=9),
    st.text(max_size=80) | st.sampled_from(["9" * 5000, str(int(NOW.timestamp())), "v0=ü", "\ud800"]),
    max_size=5,
)


@given(HEADERS, st.binary(max_size=200))
def test_nothing_makes_it_raise_and_nothing_unsigned_comes_in(headers: dict[str, str], body: bytes) -> None:
    assert fault(headers, body) is not None


@given(st.text(max_size=200))
def test_whatever_slack_signs_comes_in(body: str) -> None:
    raw = body.encode("utf-8", "replace")
    assert fault(signed(raw), raw) is None


def test_the_challenge_is_answered_and_nothing_else() -> None:
    assert find_challenge('{"type":"url_verification","challenge":"abc"}') == "abc"
    assert find_challenge('{"type": "event_callback", "text": "\\"url_verification\\""}') is None
    assert find_challenge('["url_verification"]') is None
    assert find_challenge('{"type":"url_verification"}') is None
    assert find_challenge('"url_verification" {') is None


@given(st.text(max_size=100))
def test_no_text_makes_the_challenge_raise(body: str) -> None:
    find_challenge(body + '"url_verification"')
