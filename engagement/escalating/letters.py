"""What people beyond chat are told when nobody sees to questions, or nobody watches over them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from engagement.actions import Field, Reply, channel_place, words
from engagement.escalating.audit import Finding
from engagement.escalating.dials import Governance
from engagement.escalating.escalation import Escalation
from engagement.hours import zone
from engagement.ids import EscalationId

_MOST_LISTED = 20


def letter(
    name: str, some: Sequence[tuple[Escalation, Finding]], governance: Governance, links: Mapping[EscalationId, str]
) -> tuple[Reply, Reply]:
    """Subject and text of what the second path tells of these, the longest waiting first, nobody's words in it.

    ``links`` are addresses at which one can be taken, where there are any.
    """
    ordered = sorted(some, key=lambda one: (one[0].opened_at, one[0].id))
    fields = {
        "community": words(name),
        "count": words(str(len(ordered))),
        "more": words(str(max(len(ordered) - _MOST_LISTED, 0))),
    }
    items = tuple(_line(e, finding, governance, links.get(e.id, "")) for e, finding in ordered[:_MOST_LISTED])
    return Reply(text="auditor.subject", fields=fields), Reply(text="auditor.letter", fields=fields, items=items)


def _line(e: Escalation, finding: Finding, governance: Governance, take: str) -> dict[str, Field]:
    team = governance.teams.get(e.team)
    return {
        "team": words(team.title if team is not None else e.team),
        "channel": channel_place(e.channel),
        "severity": words(e.severity.name.lower()),
        "since": _when(e.opened_at, governance),
        "finding": words(finding.value),
        "take": words(take),
    }


def silence(name: str, since: datetime, governance: Governance) -> tuple[Reply, Reply]:
    """Subject and text of what the second path tells when the auditor itself is silent."""
    fields = {"community": words(name), "since": _when(since, governance)}
    return Reply(text="auditor.silent_subject", fields=fields), Reply(text="auditor.silent_letter", fields=fields)


def _when(at: datetime, governance: Governance) -> Field:
    """An instant as it is read whenever the letter is."""
    return words(f"{at.astimezone(zone(governance.timezone)):%Y-%m-%d %H:%M %Z}")
