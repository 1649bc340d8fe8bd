"""What Hubbub knows and thinks, told in plain lines: the side panel of the sandbox."""

from collections.abc import Mapping
from typing import Any

from advocacy.record import CONFIRMED, THANKS
from bots.runtime.live import Live
from engagement.decisions import Decision, Outcome
from engagement.ids import AccountId, MemberId
from engagement.ports import Ledger

_LATEST = 12
LOOKS = {
    "offer": "look for earlier answers",
    "ask": "ask helpers if nobody has answered",
    "asked_for": "ask helpers, because a member wants one",
    "claimed": "see whether the helper has answered",
    "remind": "ask the asker whether it helped",
    "unanswered": "hand it to the team if nobody has answered",
    "yes": "remind the hub of a reply that waits for its yes",
    "next": "see whether somebody has taken it",
    "clock": "remind of the next update",
    "linked": "link the message for members",
    "list": "put it on the managers' list if it is still open",
    "quiet": "tag it as gone quiet if nobody writes",
    "find": "see whether it goes well without anybody of sales",
    "invite": "invite somebody of sales",
    "silence": "see whether they answer the invitation",
    "went_on": "see whether the conversation goes on",
    "outcome": "ask whoever joined what came of it",
    "after": "see whether the conversation went on after staff wrote",
    "ask_greeter": "ask somebody to greet the newcomer",
    "greeted": "see whether somebody has greeted the newcomer",
}
"""What a follow-up waits for, by its kind."""


def panel(live: Live, person: AccountId) -> Mapping[str, Any]:
    """Titled lists: what was decided lately and why, what is waiting, who helps, and this person's record."""
    return live.owner.memory.read(live.owner.id, lambda ledger: _panel(live, ledger, person))


def _step(live: Live, play: str) -> str:
    return live.voice.label(f"steps.{play}", "en")


def _panel(live: Live, ledger: Ledger, person: AccountId) -> Mapping[str, Any]:
    member = live.owner.community.held.linked.get(person) or MemberId(person)
    decisions = [d for d in ledger.journal.newest(60) if d.outcome is not Outcome.LATER][:_LATEST]
    waiting = ledger.follow_ups.due(live.owner.clock.now().replace(year=9998), 8)
    helpers = [helper for helper in ledger.people.helpers() if helper.is_active]
    names = ledger.people.names([helper.member for helper in helpers])
    theirs = ledger.contributions.of(member)
    answers = len({c.thread for c in theirs if c.kind in CONFIRMED})
    return {
        "Lately, and why": [_decided(live, d) for d in decisions],
        "Waiting": [
            {
                "text": LOOKS.get(due.follow_up.kind, due.follow_up.kind),
                "note": _step(live, due.follow_up.play),
                "at": due.follow_up.due_at,
            }
            for due in waiting
        ],
        "Helpers": [
            {"text": names.get(helper.member, "somebody"), "note": ", ".join(helper.topics) or "any topic"}
            for helper in helpers
        ],
        "This person": [
            f"{answers} answers that helped",
            f"{sum(c.kind == 'mark' for c in theirs)} answers marked",
            f"{sum(c.kind in THANKS for c in theirs)} times thanked",
        ],
    }


def _decided(live: Live, decision: Decision) -> dict[str, Any]:
    step = _step(live, decision.play)
    did = "" if decision.outcome is Outcome.ACTED else "Did not act, because "
    if decision.outcome is Outcome.TRIED:
        did = "Would have acted: "
    undone = " (undone)" if decision.undone_at is not None else ""
    return {"text": f"{step}: {did}{decision.reason}{undone}", "note": f"id {decision.id}", "at": decision.at}
