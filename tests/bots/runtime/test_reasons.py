"""What is kept of an exception tells where it was, and quotes nobody."""

import pytest

from bots.runtime.reasons import why
from engagement.errors import StorageError

WORDS = "my cat is called Pudding"


def test_our_own_sentence_is_kept() -> None:
    assert why(StorageError("the disk is full")) == "StorageError: the disk is full"


def test_of_others_the_kind_and_the_place() -> None:
    with pytest.raises(KeyError) as found:
        {}[WORDS]
    told = why(found.value)
    assert told.startswith("KeyError in test_reasons.py, line ")
    assert told.endswith(", test_of_others_the_kind_and_the_place")
    assert WORDS not in told


def test_one_that_was_never_raised_has_no_place() -> None:
    assert why(ValueError(WORDS)) == "ValueError"
