"""What the hub gives its spokes to work with: approved answers by topic, and what a team needs when it is handed one.

Content, not dials: what the file says today holds, also for a question that a team has had for long.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engagement.escalating.dials import Governance


class Approve(StrEnum):
    """Which replies that are sent through us wait for a yes of the hub."""

    OFF = "off"
    CHANGED = "changed"
    """Those that are not an approved answer, unchanged."""
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer that staff may send as it stands. Without topics it is for any of them, so without languages."""

    name: str
    title: str
    text: str
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HubPlaybook:
    """``answers`` by name, in the order of the file; ``handing_over``: what a team wants to know, by team."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    handing_over: Mapping[str, str] = field(default_factory=dict)
    approve_replies: Approve = Approve.OFF

    def fitting(self, topics: tuple[str, ...], language: str) -> list[Answer]:
        """All answers: those for the topics first, among them those in the language, else as the file has them."""

        def unlike(one: Answer) -> tuple[int, bool]:
            topic = 1 if not one.topics else 0 if set(one.topics) & set(topics) else 2
            return topic, bool(language and one.languages and language not in one.languages)

        return sorted(self.answers.values(), key=unlike)


def playbook_findings(playbook: HubPlaybook, governance: Governance, topics: Collection[str]) -> Iterator[str]:
    """What in it is hardly meant so; ``topics`` are those the community has."""
    if playbook.approve_replies is not Approve.OFF and not any(team.is_hub for team in governance.teams.values()):
        yield "`approve_replies` has no effect, as there is no hub to say yes; write one below `hubs:`"
    owned = governance.owned_topics
    titles: dict[str, str] = {}
    for name, one in playbook.answers.items():
        for topic in one.topics:
            if topic not in topics:
                yield f"the approved answer `{name}` is for the topic `{topic}`, which is not in `topics:`"
            elif topic not in owned:
                yield f"the approved answer `{name}` is for the topic `{topic}`, which no team or rule has"
        first = titles.setdefault(one.title.casefold(), name)
        if first != name:
            yield f"the approved answers `{first}` and `{name}` have the same title; nobody can tell them apart"
