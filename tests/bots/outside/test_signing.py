"""Signatures: the specification's published example, several secrets, and everything that must not pass."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.outside.signing import BadSecret, NotSigned, read_secret, sign, verify

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + base64.b64encode(b"o" * 32).decode()
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
"""Of the tests of the specification's own libraries, as are the secret, the id, the time and the body."""
HEADERS = {"webhook-id": ID, "webhook-timestamp": "1614265330", "webhook-signature": SIGNATURE}


def test_we_sign_as_the_specification_does() -> None:
    assert sign([SECRET], id=ID, at=AT, body=BODY) == HEADERS


def test_what_the_specification_signed_is_let_in() -> None:
    assert verify([SECRET], HEADERS, BODY, AT) == ID
    assert verify([SECRET], {name.title(): value for name, value in HEADERS.items()}, BODY, AT) == ID


def test_each_secret_signs_and_one_that_fits_is_enough() -> None:
    headers = sign([OTHER, SECRET], id=ID, at=AT, body=BODY)
    ours, theirs = headers["webhook-signature"].split(" ")
    assert theirs == SIGNATURE
    assert ours.startswith("v1,")
    assert ours != theirs
    assert verify([SECRET], headers, BODY, AT) == ID
    assert verify([OTHER], headers, BODY, AT) == ID
    assert verify([OTHER, SECRET], HEADERS, BODY, AT) == ID


def test_signatures_of_other_versions_are_passed_over() -> None:
    raw = SIGNATURE.removeprefix("v1,")
    assert verify([SECRET], HEADERS | {"webhook-signature": f"v1a,abc= {SIGNATURE}"}, BODY, AT) == ID
    for signature in (f"v1a,{raw}", f"v2,{raw}", raw, f"V1,{raw}"):
        with pytest.raises(NotSigned, match="does not fit"):
            verify([SECRET], HEADERS | {"webhook-signature": signature}, BODY, AT)


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_five_minutes_off_is_still_let_in(seconds: int) -> None:
    assert verify([SECRET], HEADERS, BODY, AT + timedelta(seconds=seconds)) == ID


@pytest.mark.parametrize("seconds", [-301, 301, 10**9])
def test_more_than_five_minutes_off_is_not(seconds: int) -> None:
    with pytest.raises(NotSigned, match="more than 300 seconds off"):
        verify([SECRET], HEADERS, BODY, AT + timedelta(seconds=seconds))


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_what_lacks_a_header_is_not_signed(name: str) -> None:
    with pytest.raises(NotSigned, match=f"{name} is missing"):
        verify([SECRET], {other: value for other, value in HEADERS.items() if other != name}, BODY, AT)


@pytest.mark.parametrize("stamp", ["soon", "1" * 5000, "-1", "1.5", "١٦١٤", "16\n14", " 1614265330", "1e9", "\udcff"])
def test_a_timestamp_that_is_no_number_is_not_let_in(stamp: str) -> None:
    with pytest.raises(NotSigned, match="no number of seconds"):
        verify([SECRET], HEADERS | {"webhook-timestamp": stamp}, BODY, AT)


@pytest.mark.parametrize("signature", ["v1,", "v1,ü", "v1,\ud800", "v1,\x00", " ", SIGNATURE[:-1], SIGNATURE + "="])
def test_a_wrong_signature_is_not_let_in(signature: str) -> None:
    with pytest.raises(NotSigned, match="does not fit"):
        verify([SECRET], HEADERS | {"webhook-signature": signature}, BODY, AT)


def test_another_id_time_body_or_secret_is_not_let_in() -> None:
    attempts: list[tuple[list[str], dict[str, str], bytes]] = [
        ([SECRET], HEADERS | {"webhook-id": "msg_other"}, BODY),
        ([SECRET], HEADERS | {"webhook-timestamp": "1614265331"}, BODY),
        ([SECRET], HEADERS, BODY + b" "),
        ([OTHER], HEADERS, BODY),
        ([], HEADERS, BODY),
    ]
    for secrets, headers, body in attempts:
        with pytest.raises(NotSigned, match="does not fit"):
            verify(secrets, headers, body, AT)


@given(st.binary(max_size=200), st.integers(0, 199), st.integers(1, 255))
def test_a_single_changed_byte_is_noticed(body: bytes, place: int, change: int) -> None:
    headers = sign([SECRET], id=ID, at=AT, body=body)
    assert verify([SECRET], headers, body, AT) == ID
    if body:
        changed = bytearray(body)
        changed[place % len(body)] ^= change
        with pytest.raises(NotSigned):
            verify([SECRET], headers, bytes(changed), AT)


@pytest.mark.parametrize("identity", ["", "a b", "a.b", "a\nb", "ü", "x" * 257])
def test_an_id_that_would_blur_the_fields_is_neither_sent_nor_taken(identity: str) -> None:
    with pytest.raises(ValueError, match="an id is"):
        sign([SECRET], id=identity, at=AT, body=BODY)
    with pytest.raises(NotSigned, match="webhook-id"):
        verify([SECRET], HEADERS | {"webhook-id": identity}, BODY, AT)


def test_nothing_goes_out_unsigned() -> None:
    with pytest.raises(ValueError, match="without a secret"):
        sign([], id=ID, at=AT, body=BODY)


def test_a_secret_is_base64_after_its_beginning() -> None:
    assert read_secret(OTHER) == b"o" * 32


@pytest.mark.parametrize(
    ("secret", "told"),
    [
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "begins with whsec_"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa$w", "is not base64"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "is not base64"),
        ("whsec_ÜfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "is not base64"),
        ("whsec_" + base64.b64encode(b"k" * 23).decode(), "24 to 64 bytes"),
        ("whsec_" + base64.b64encode(b"k" * 65).decode(), "24 to 64 bytes"),
        ("whsec_", "24 to 64 bytes"),
    ],
)
def test_a_broken_secret_is_told_and_not_repeated(secret: str, told: str) -> None:
    with pytest.raises(BadSecret, match=told) as error:
        read_secret(secret)
    assert len(secret) < 10 or secret[6:] not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__ or error.value.__context__ is None


def test_no_refusal_repeats_the_secret_or_the_right_signature() -> None:
    with pytest.raises(NotSigned) as error:
        verify([SECRET], HEADERS | {"webhook-signature": "v1,AAAA"}, BODY, AT)
    assert SECRET.removeprefix("whsec_") not in str(error.value)
    assert SIGNATURE.removeprefix("v1,") not in str(error.value)
    assert error.value.status == 401
