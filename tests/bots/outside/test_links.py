"""Signed links: whoever has one may do what it says until it expires, and nothing that was changed passes."""

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.outside.links import BadLink, LinkAct, LinkedAct, make_link, read_link, read_public_url
from engagement.errors import ConfigError

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
UNTIL = NOW + timedelta(days=1)
KEY = b"k" * 32
BASE = "https://hub.example.org/links/"


def token(key: bytes = KEY, escalation: str = "esc1", act: LinkedAct = "take", until: datetime = UNTIL) -> str:
    return make_link(BASE, key, escalation=escalation, act=act, until=until).removeprefix(BASE)


def test_a_link_says_what_it_allows() -> None:
    link = make_link("https://hub.example.org/links", KEY, escalation="esc1", act="solve", until=UNTIL)
    assert link.startswith(BASE)
    assert read_link(KEY, link.removeprefix(BASE), NOW) == LinkAct(escalation="esc1", act="solve", until=UNTIL)


def test_a_link_is_what_an_independent_calculation_makes() -> None:
    said = base64.urlsafe_b64encode(f"take.{int(UNTIL.timestamp())}.esc1".encode()).rstrip(b"=")
    digest = hmac.new(KEY, b"hubbub escalation link 1\0" + said, hashlib.sha256).digest()
    assert token() == f"{said.decode()}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50), st.sampled_from(get_args(LinkedAct)))
def test_any_escalation_comes_back_from_a_link_that_needs_no_quoting(escalation: str, act: LinkedAct) -> None:
    made = token(escalation=escalation, act=act)
    assert re.fullmatch(r"[A-Za-z0-9_.-]+", made)
    assert made[-1].isalnum()  # whatever finds links in a mail takes it whole
    assert read_link(KEY, made, NOW) == LinkAct(escalation=escalation, act=act, until=UNTIL)


def test_a_link_works_until_its_time_and_not_after() -> None:
    made = token()
    assert read_link(KEY, made, UNTIL - timedelta(microseconds=1)).act == "take"
    for late in (UNTIL, UNTIL + timedelta(days=400)):
        with pytest.raises(BadLink, match="has expired") as error:
            read_link(KEY, made, late)
        assert error.value.is_expired


def test_seconds_are_whole_and_never_too_many() -> None:
    made = token(until=UNTIL + timedelta(microseconds=999_999))
    assert read_link(KEY, made, NOW).until == UNTIL


@given(st.integers(0, 10**6), st.sampled_from("ABCxyz019-_.= \nü"))
def test_a_link_with_one_other_character_is_not_ours(place: int, other: str) -> None:
    made = token()
    place %= len(made)
    changed = made[:place] + other + made[place + 1 :]
    if changed != made:
        with pytest.raises(BadLink, match="not one of ours") as error:
            read_link(KEY, changed, NOW)
        assert not error.value.is_expired


def test_a_link_of_another_key_is_not_ours_even_when_expired() -> None:
    made = token(key=b"o" * 32, until=NOW - timedelta(days=1))
    with pytest.raises(BadLink, match="not one of ours"):
        read_link(KEY, made, NOW)


def test_the_parts_of_two_links_make_no_third() -> None:
    take, solve = token(act="take").split("."), token(act="solve").split(".")
    with pytest.raises(BadLink, match="not one of ours"):
        read_link(KEY, f"{solve[0]}.{take[1]}", NOW)


@given(st.text(max_size=200))
def test_no_token_breaks_anything(said: str) -> None:
    with pytest.raises(BadLink):
        read_link(KEY, said, NOW)


@pytest.mark.parametrize(
    "said", ["", ".", "a.b", "x" * 100_000, token() + "\n", " " + token(), "\ud800.x", BASE + token()]
)
def test_what_is_no_token_is_not_ours(said: str) -> None:
    with pytest.raises(BadLink, match="not one of ours"):
        read_link(KEY, said, NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": b"short"},
        {"escalation": ""},
        {"escalation": "ü" * 101},
        {"act": "close"},
        {"until": UNTIL.replace(tzinfo=None)},
    ],
)
def test_a_link_is_not_made_of_nonsense(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"a key has|a link needs"):
        token(**wrong)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("", None),
        ("https://hubbub.example.org/", "https://hubbub.example.org"),
        ("https://example.org/hubbub/", "https://example.org/hubbub"),
        ("http://localhost:8080", "http://localhost:8080"),
    ],
)
def test_the_address_under_which_others_reach_us(said: str, read: str | None) -> None:
    assert read_public_url({"HUBBUB_PUBLIC_URL": said}) == read


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("hubbub.example.org", "has to begin with https:// or http://"),
        ("http://hubbub.example.org", "has to begin with https://; only on this machine"),
        ("https://ann:made-up@hubbub.example.org", "holds more than an address"),
        ("https://hubbub.example.org/?made-up=1", "holds more than an address"),
        ("https://hubbub.example.org/ made-up", "spaces"),
    ],
)
def test_an_address_that_nobody_could_open_is_named_by_its_variable(said: str, why: str) -> None:
    with pytest.raises(ConfigError, match=f"^HUBBUB_PUBLIC_URL .*{re.escape(why)}") as caught:
        read_public_url({"HUBBUB_PUBLIC_URL": said})
    assert "made-up" not in str(caught.value)
