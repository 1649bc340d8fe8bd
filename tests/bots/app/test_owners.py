"""A process that died keeps nobody waiting, and one that lives is not taken for another."""

import subprocess
import sys

import pytest

from bots.app.owners import is_gone, owner_name
from bots.app.reached_at import here


def test_whoever_lives_is_not_gone() -> None:
    assert not is_gone(owner_name())
    assert owner_name() != owner_name(), "each holder in a process has a name of its own"


def test_whoever_ended_is_gone() -> None:
    told = "from bots.app.owners import owner_name; print(owner_name())"
    ended = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True, text=True)
    assert is_gone(ended.stdout.strip())


def test_whoever_has_the_number_of_one_that_ended_is_not_taken_for_it() -> None:
    name, _, began = owner_name().partition("@")
    assert began.isdecimal()
    assert is_gone(f"{name}@{int(began) - 1}"), "as after a crash, in a container that was started again"


@pytest.mark.parametrize("end", ["", "@"])
def test_a_name_that_does_not_say_when_it_began_is_believed(end: str) -> None:
    assert not is_gone(owner_name().partition("@")[0] + end)


def test_nothing_is_known_of_other_machines_and_other_names() -> None:
    _, _, rest = owner_name().partition("/")
    assert not is_gone(f"another/{rest}")
    assert not is_gone("another/1/abcdef@1")
    assert not is_gone("somebody")


@pytest.mark.parametrize(
    ("host", "opened"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),  # noqa: S104  # as in a container
        ("::", "http://[::1]:8080"),
        ("192.168.1.5", "http://192.168.1.5:8080"),
    ],
)
def test_what_is_opened_is_never_an_address_that_only_listens(host: str, opened: str) -> None:
    assert here(host, 8080) == opened
