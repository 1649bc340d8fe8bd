"""Who changed what: settings with what held before, taken back or not, and what the hub decided."""

from datetime import timedelta

from engagement.changes import changes
from engagement.decisions import Decision, Outcome
from engagement.escalating.escalation import APPROVED, Entry
from engagement.ids import DecisionId
from tests.engagement.made_up import NOON, PEER, THIRD

MINUTE = timedelta(minutes=1)


def dial(
    minutes: int, value: object, path: str = "is_paused", action: str = "SetDial", back: int | None = None
) -> Decision:
    return Decision(
        id=DecisionId(f"d{minutes}"), at=NOON + minutes * MINUTE, play="manager_desk", play_version=1, policy_hash="p", subject="s",
        action=action, outcome=Outcome.ACTED, reason="", detail={"path": path, "value": value, "by": PEER},
        undone_at=NOON + back * MINUTE if back is not None else None, undone_by="command line" if back is not None else None,
    )  # fmt: skip


def test_each_change_tells_what_held_before_it() -> None:
    made = [
        dial(1, True), dial(2, None), dial(3, True, back=4), dial(5, True), dial(2, True, "channels.help.live"),
        dial(6, True, action="Undo"),
    ]  # fmt: skip
    approved = Entry(at=NOON + 7 * MINUTE, what=APPROVED, by=THIRD)
    found = changes(reversed(made), [approved], 9)
    assert (found[0].what, found[0].by, found[0].path) == (APPROVED, THIRD, "")
    paused = [(one.old, one.new, one.back_by) for one in found if one.path == "is_paused"]
    assert paused == [(None, True, None), (None, True, "command line"), (True, None, None), (None, True, None)]
    assert [one.at for one in changes(made, [approved], 2)] == [NOON + 7 * MINUTE, NOON + 5 * MINUTE]
