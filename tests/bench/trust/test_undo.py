"""When everything counts as being as it was before, although time goes on while an act is taken back."""

import pytest

from bench.trust.undo import State, differences, without_what_waited


def shown(marker: str, text: str = "") -> State:
    """One message stands there; the list `new` waits for its turn, and `old` was said long ago."""
    return {"shown": [("bot4", text or marker, ("why",), marker)], "outbox": ["old", "now", "new"], "waits": ["new"]}


@pytest.mark.parametrize(
    ("stands", "wrong"),
    [
        (shown("now"), 0),
        (shown("new"), 0),
        (shown("old"), 2),
        (shown("made up"), 2),
        (shown("now", "other words"), 2),
        ({**shown("now"), "shown": []}, 1),
    ],
    ids=["what stood there", "what waited", "what was said earlier", "something else", "other words", "nothing"],
)
def test_only_what_waited_may_stand_in_place_of_what_stood_there(stands: State, wrong: int) -> None:
    assert len(differences(*without_what_waited(shown("now"), stands))) == wrong


def test_what_waited_may_come_up_and_what_comes_up_else_is_told() -> None:
    before = {**shown("now"), "shown": []}
    assert differences(*without_what_waited(before, shown("new"))) == []
    assert differences(*without_what_waited(before, shown("now"))) != []
