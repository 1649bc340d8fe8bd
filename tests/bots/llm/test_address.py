"""Which doors to a model the environment may name, and what is said of the others."""

import pytest

from bots.llm.address import OPENAI, Door, read_door
from engagement.errors import ConfigError


def test_without_a_word_there_is_no_model() -> None:
    assert read_door({}) is None
    assert read_door({"OPENAI_API_KEY": " ", "OPENAI_BASE_URL": ""}) is None


def test_a_key_alone_is_openais_and_a_local_address_alone_needs_no_key() -> None:
    hosted, local = read_door({"OPENAI_API_KEY": "sk-x"}), read_door({"OPENAI_BASE_URL": "http://localhost:11434/v1/"})
    assert hosted == Door(url=OPENAI, key="sk-x")
    assert hosted.is_openai
    assert not hosted.is_at_home
    assert local is not None
    assert (local.url, local.host, local.is_at_home, local.is_openai) == (
        "http://localhost:11434/v1",
        "localhost",
        True,
        False,
    )


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "192.168.1.7", "10.0.0.3", "ollama", "models.internal", "box.lan"]
)
def test_plain_http_is_for_what_is_near(host: str) -> None:
    assert read_door({"OPENAI_BASE_URL": f"http://{host}:8000/v1"}) is not None


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://models.example.org/v1", "https://"), ("ftp://x/v1", "no address"), ("localhost:11434", "no address"),
        ("http://8.8.8.8/v1", "https://"), ("https://u:sk-secret@example.org/v1", "more than an address"),
        ("https://example.org/v1?key=sk-secret", "more than an address"), ("http://[::1", "no address"),
        ("https://exa mple.org", "spaces"), ("http://localhost:0/v1", "no address"), ("https://", "no address"),
        ("http://localhost:99999/v1", "no address"),
    ],
)  # fmt: skip
def test_other_addresses_are_refused_with_the_cure_and_without_the_secret(address: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as raised:
        read_door({"OPENAI_BASE_URL": address, "OPENAI_API_KEY": "sk-secret"})
    assert "sk-secret" not in str(raised.value)


def test_a_far_server_needs_a_key_that_can_be_one() -> None:
    with pytest.raises(ConfigError, match="OPENAI_API_KEY is not set"):
        read_door({"OPENAI_BASE_URL": "https://models.example.org/v1"})
    with pytest.raises(ConfigError, match="characters that no key has"):
        read_door({"OPENAI_API_KEY": "sk-ä b"})


def test_a_key_is_never_shown() -> None:
    assert "sk-x" not in repr(read_door({"OPENAI_API_KEY": "sk-x"}))


@pytest.mark.parametrize(
    ("key", "text", "is_told"),
    [
        ("sk-0123456789abcdef", "my key is sk-0123456789abcdef", True),
        ("sk-0123456789abcdef", "my key is sk-0123456789", False),
        ("ollama", "we run ollama at home", False),
        ("x", "the next text", False),
        ("", "not-needed", False),
    ],
)
def test_a_key_is_a_secret_where_it_is_long_enough_to_be_one(key: str, text: str, *, is_told: bool) -> None:
    door = read_door({"OPENAI_BASE_URL": "http://localhost:11434/v1", "OPENAI_API_KEY": key})
    assert door is not None
    assert door.is_told_in(text) is is_told
