"""One history under two playbooks, side by side, without telling of the few who make the difference."""

import pytest

from engagement.plays.peer_prompt import PeerPromptPolicy
from engagement.policy import ChannelPolicy, QuestionMode
from tests.engagement.rehearsed_history import BEGIN, DAY, HOUR, History, busy_history


def _slower() -> ChannelPolicy:
    return ChannelPolicy(name="*", plays={"peer_prompt": PeerPromptPolicy(wait=HOUR)}, questions=QuestionMode.MARK)


def test_two_rehearsals_are_compared_figure_by_figure() -> None:
    ours, theirs = busy_history(), busy_history()
    theirs.decisions = [d for d in theirs.decisions if d.subject < "slack-T:help:40"]
    against = ours.report(against=theirs.run(others=_slower())).against
    assert against is not None
    (wait,) = against.dials
    assert wait.name == "wait"
    assert HOUR in wait.values
    figures = {one.name: (one.ours, one.theirs) for one in against.differences}
    assert figures["questions"] == (60, 60)
    assert figures["asked"] == (40, 20)
    assert figures["never"] == (20, 20)
    assert figures["of_never_share"] == (1.0, 0.0)


def test_a_difference_of_four_people_is_not_shown() -> None:
    ours, theirs = busy_history(), busy_history()
    left_out = {str(t.thread) for t in theirs.threads[-4:]}
    theirs.decisions = [d for d in theirs.decisions if d.subject not in left_out]
    against = ours.report(against=theirs.run()).against
    assert against is not None
    figures = {one.name: (one.ours, one.theirs) for one in against.differences}
    assert figures["asked"] == (40, None)


def test_a_helper_more_is_not_shown() -> None:
    ours, theirs = busy_history(), busy_history()
    thread = theirs.threads[-1].thread
    assert thread is not None
    theirs.ask(thread, "one more")
    against = ours.report(against=theirs.run()).against
    assert against is not None
    figures = {one.name: (one.ours, one.theirs) for one in against.differences}
    assert figures["helpers"] == (8, None)


def _end(*histories: History) -> None:
    """All end at the same time."""
    for history in histories:
        history.question("m0", at=BEGIN + 20 * DAY)


@pytest.mark.parametrize(("more", "is_shown"), [(3, False), (6, True)])
def test_question_sets_that_differ_by_few_people_are_not_compared(more: int, *, is_shown: bool) -> None:
    ours, theirs = busy_history(), busy_history()
    for nth in range(more):
        theirs.question(f"new{nth}", at=BEGIN + 12 * DAY)
    _end(ours, theirs)
    against = ours.report(against=theirs.run()).against
    assert against is not None
    assert bool(against.differences) == is_shown


def _ask(history: History, channel: str, people: range, *, day: int) -> None:
    for nth in people:
        history.question(f"m{nth}", channel=channel, at=BEGIN + day * DAY + nth * HOUR)


def test_what_a_sum_of_cells_of_one_tells_of_the_other_is_not_shown() -> None:
    """The other run does not know a channel of nine, so its total less two shown channels would be three people."""
    ours, theirs = History(), History()
    for history in (ours, theirs):
        _ask(history, "general", range(10), day=0)
        _ask(history, "help", range(10, 20), day=1)
        _ask(history, "rare", range(20, 23), day=2)
    _ask(ours, "odd", range(30, 39), day=3)
    _end(ours, theirs)
    found = ours.report(against=theirs.run())
    assert {cell.name for cell in found.tables.channels.cells} == {"general", "help"}
    assert found.against is not None
    assert found.against.differences == ()
