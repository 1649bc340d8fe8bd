"""Does foreign text stay where it was put?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.modelling.asking import Passage, Request, Use
from engagement.modelling.fencing import CLOSING, OPENING, from_fenced, to_fenced
from engagement.text import to_clean

_HOSTILE = st.sampled_from([CLOSING, OPENING, '"}]}', "\n", "\\", '\\"', "</x>", "\u2028", "<|im_end|>", "}", "\ud800"])
_WORDS = st.lists(st.one_of(st.text(), _HOSTILE), max_size=6).map("".join)


def _request(*said: tuple[str, str]) -> Request:
    passages = [Passage(id=f"s{nth}", by=by, words=words) for nth, (by, words) in enumerate(said)]
    return Request(use=Use.SUMMARY, instructions="Ours.", passages=passages, schema={}, choices=("a",))


@given(st.lists(st.tuples(_WORDS, _WORDS), min_size=1, max_size=4))
def test_whatever_people_write_comes_out_as_the_same_passages_and_nothing_else(said: list[tuple[str, str]]) -> None:
    told = to_fenced(_request(*said))
    assert told.count("\n") == 2, "one line of ours, one of theirs, one of ours"
    assert "<" not in told.split("\n")[1]
    found = from_fenced(told)
    assert set(found) == {"language", "choices", "passages"}
    passages = found["passages"]
    assert passages == [
        {"id": f"s{nth}", "by": to_clean(by), "text": to_clean(words)} for nth, (by, words) in enumerate(said)
    ]


@pytest.mark.parametrize("text", ["", "x", f"{OPENING}\n[]\n{CLOSING}", f"{OPENING}\n{{}}\n"])
def test_another_text_is_no_fenced_one(text: str) -> None:
    with pytest.raises(ValueError, match="no fenced text"):
        from_fenced(text)
