"""A button says something about the message it stands under only if that message was shown to whoever pressed it."""

from dataclasses import replace
from typing import Any

import pytest

from engagement.ids import DecisionId, OutboxId, WorkspaceId
from engagement.people import Role
from engagement.pressing import is_answer_to_ask, is_shown_to
from engagement.records import OutboxRow
from tests.engagement.made_up import NOON, PEER, THIRD


def row(reach: str, **more: Any) -> OutboxRow:
    fields: dict[str, Any] = {"to_member": PEER, "state": "sent", "op": "say", "is_ask": True, **more}
    return OutboxRow(
        id=OutboxId("o"), decision=DecisionId("d"), workspace=WorkspaceId("slack-T1"), lane=1, body={"reach": reach},
        created_at=NOON, **fields,
    )  # fmt: skip


MEMBER, STAFF = frozenset({Role.MEMBER}), frozenset({Role.STAFF})


@pytest.mark.parametrize(
    ("of", "peer", "third", "staff"),
    [
        pytest.param(row("member"), True, False, False, id="in private"),
        pytest.param(row("thread"), True, True, True, id="in a thread"),
        pytest.param(row("asker"), True, True, True, id="to the asker, where all may see it"),
        pytest.param(row("channel"), True, True, True, id="in a channel"),
        pytest.param(row("managers"), False, False, True, id="to the managers"),
        pytest.param(row("member", op="unsay"), False, False, False, id="no message at all"),
    ],
)
def test_who_may_have_seen_it(of: OutboxRow, *, peer: bool, third: bool, staff: bool) -> None:
    assert is_shown_to(of, PEER, MEMBER) is peer
    assert is_shown_to(of, THIRD, MEMBER) is third
    assert is_shown_to(of, THIRD, STAFF) is staff


@pytest.mark.parametrize("state", ["new", "failed", "expired", "cancelled", "tried"])
def test_what_was_never_said_was_shown_to_nobody(state: str) -> None:
    assert not is_shown_to(row("member", state=state), PEER, MEMBER)
    assert is_shown_to(row("member", state="unknown"), PEER, MEMBER)
    assert is_shown_to(row("member", state="sending"), PEER, MEMBER)


def test_only_who_was_asked_answers_an_ask() -> None:
    assert is_answer_to_ask(row("thread"), PEER, "on_it")
    assert not is_answer_to_ask(row("thread"), PEER, "why")
    assert not is_answer_to_ask(row("thread"), THIRD, "on_it")
    assert not is_answer_to_ask(replace(row("thread"), is_ask=False), PEER, "stop")
