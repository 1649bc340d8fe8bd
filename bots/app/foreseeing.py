"""What other settings would have changed in the last days: the same conversations, lived through with each."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bots.runtime.lived_again import LivedAgain
from config.playbook import PLAYS
from engagement.foreseen import Deeds, Example, deeds_of, examples
from engagement.history import History
from engagement.policy import Policy
from storage import open_memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What these settings do, and what those would; and conversations in which it would be otherwise."""

    before: Deeds
    after: Deeds
    examples: tuple[Example, ...]
    questions: int


def foresee(
    report: Callable[[int, int, str], None], folder: Path, history: History, now: Policy, then: Policy, key: str
) -> Foreseen:
    """Live through the history with the settings of ``now`` and with those of ``then``; nothing is sent."""
    whole = 2 * len(history.written)
    names = ("with the settings as they are", "with your change")
    found: list[tuple[Deeds, dict[str, datetime]]] = []
    for nth, policy in enumerate((now, then)):
        done, doing = nth * len(history.written), names[nth]
        found.append(_lived(history, policy, key, folder, lambda count, d=done, w=doing: report(d + count, whole, w)))  # type: ignore[misc]
    (before, began), (after, also) = found
    return Foreseen(
        before=before, after=after, examples=tuple(examples(before, after, {**began, **also})),
        questions=len(began),
    )  # fmt: skip


def _lived(
    history: History, policy: Policy, key: str, folder: Path, on_progress: Callable[[int], None]
) -> tuple[Deeds, dict[str, datetime]]:
    path = folder / f"lived-{secrets.token_hex(4)}.db"
    memory = open_memory(f"sqlite:///{path}", durable=False, is_alone=True)
    try:
        decisions, began = LivedAgain(
            history=history, policy=policy, plays=PLAYS, key=key,
            transaction=lambda: memory.direct(policy.community), on_progress=on_progress,
            from_the_start=history.is_before_helpers,
        ).run()  # fmt: skip
    finally:
        memory.close()
        for left in folder.glob(f"{path.name}*"):
            left.unlink(missing_ok=True)
    return deeds_of(decisions, began, policy.timezone), began
