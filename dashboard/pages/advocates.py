"""Advocates: the programmes, who is in and under review, what they are asked for, and the directory of references."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi.responses import HTMLResponse, Response

from advocacy.badges import usual
from advocacy.levels import HIGHEST, Board, Reached
from advocacy.plays.levels import PLAY as LEVELS
from advocacy.plays.levels import LevelsPolicy
from advocacy.programme import Choice
from bots.runtime.advocates import board
from bots.runtime.looking_in import LookIn
from bots.runtime.programmes_now import ProgrammesNow, places_left, programmes_now
from dashboard.window.acting import Answered, Deeds, act_and_show
from dashboard.window.page import Page
from dashboard.window.reading import look_in_for
from dashboard.window.visit import Here, Visit
from engagement.few_people import LEAST
from engagement.ids import MemberId, MessageId
from engagement.ports import Ledger
from engagement.programmes import AskKind
from engagement.signing_in import PageRole

_MOST_LISTED: Final = 50
_SHIPPED: Final = frozenset({*usual(), *(f"level_{level}" for level in range(1, HIGHEST + 1))})
"""Levels and badges that a text names."""
KINDS: Final[Mapping[AskKind, str]] = {
    AskKind.TALK: "a talk", AskKind.REVIEW: "a review", AskKind.CASE_STUDY: "a case study",
    AskKind.REFERENCE_CALL: "a reference call", AskKind.BETA: "a beta", AskKind.ANSWER_SESSION: "an answer session",
}  # fmt: skip
VOTES: Final[Mapping[Choice, tuple[str, str]]] = {
    Choice.YES: ("In favour", "in favour"), Choice.NO: ("Against", "against"),
    Choice.ABSTAIN: ("Abstain", "abstains"),
}  # fmt: skip
"""What a reviewer presses, and how it is told."""
_ASKING: Final = frozenset({PageRole.MANAGER, PageRole.SPOKE, PageRole.SALES, PageRole.PRODUCT})
DEEDS: Final = Deeds(
    to="/advocates/do", back="/advocates", commands=frozenset({"ask", "references", "nominate"}),
    controls=frozenset({*(f"vote_{choice.value}" for choice in Choice), "vote_more", "ask_done", "ask_fell"}),
    forms=frozenset({"ask"}),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """How many have which level and badge (managers), and those who may be shown to whoever looks."""

    counts: Sequence[tuple[str, str]]
    people: Sequence[tuple[MemberId, str, str]]
    """Who, their level, their badges."""


def advocates(visit: Here) -> HTMLResponse:
    """Everything that chat would tell whoever looks."""
    return _show(visit)


def _show(visit: Visit, answered: Answered | None = None) -> HTMLResponse:
    return visit.show("advocates", **visit.read(lambda ledger: _read(visit, ledger)), answered=answered)


def _read(visit: Visit, ledger: Ledger) -> dict[str, Any]:
    look_in = look_in_for(visit, ledger, "advocates")
    found = programmes_now(look_in, visit.now) if visit.live.owner.community.policy.programmes else None
    levels = _levels(visit, look_in)
    people = {*(found.people if found is not None else ()), *(one[0] for one in (levels.people if levels else ()))}
    return {
        "gone": places_left(look_in), "is_off": bool(visit.live.owner.community.policy.shelved),
        "found": found, "levels": levels, "names": ledger.people.names(people), "kinds": KINDS, "votes": VOTES,
        "links": _links(visit, ledger, found), "may_ask": visit.role in _ASKING and visit.session.member is not None,
        "has_directory": visit.role in _ASKING, "is_manager": visit.role is PageRole.MANAGER, "deeds": DEEDS,
        "tags": _tags(visit),
    }  # fmt: skip


def _tags(visit: Visit) -> list[str]:
    """What the directory can be searched by."""
    policy = visit.live.owner.community.policy
    programmes = policy.programmes.values()
    return sorted({*policy.topics, *(tag for one in programmes for tag in (*one.industries, *one.uses))})


def _links(visit: Visit, ledger: Ledger, found: ProgrammesNow | None) -> dict[MessageId, str]:
    link = visit.link_to(ledger)
    reviews = [review for one in (found.programmes if found is not None else ()) for review in one.reviews]
    return {answer: link(answer) for review in reviews for answer in review.answers}


def _levels(visit: Visit, look_in: LookIn) -> Levels | None:
    """None where levels are off, or nothing of them is for whoever looks."""
    policy = visit.live.owner.community.play_dials(LEVELS, None)
    reached = board(look_in.look, look_in.situation)
    if not isinstance(policy, LevelsPolicy) or not policy.on or reached is None:
        return None
    if visit.role is PageRole.MANAGER:
        return Levels(counts=_counts(visit, policy, reached), people=_listed(visit, policy, reached.seen))
    return Levels(counts=(), people=_listed(visit, policy, reached.named)) if policy.board else None


def _counts(visit: Visit, policy: LevelsPolicy, reached: Board) -> list[tuple[str, str]]:
    rows = [(_called(visit, policy.called(level)), reached.levels.get(level, 0)) for level in range(HIGHEST, 0, -1)]
    rows += [(_called(visit, badge.title), reached.badges.get(name, 0)) for name, badge in policy.all_badges.items()]
    return [(what, str(number) if number >= LEAST else "a few") for what, number in rows if number]


def _listed(visit: Visit, policy: LevelsPolicy, some: Sequence[Reached]) -> list[tuple[MemberId, str, str]]:
    listed = sorted(some, key=lambda one: (-one.level, one.member))[:_MOST_LISTED]
    return [
        (one.member, _called(visit, policy.called(one.level)) or "–", ", ".join(_badges(visit, policy, one)))
        for one in listed
    ]


def _badges(visit: Visit, policy: LevelsPolicy, one: Reached) -> list[str]:
    known = policy.all_badges
    return [_called(visit, known[name].title) for name in one.badges if name in known]


def _called(visit: Visit, title: str) -> str:
    """A level or badge as chat calls it: those that ship have a text for it, others the title they were given."""
    return visit.live.voice.label(f"levels.is_{title}", "en") if title in _SHIPPED else title


async def do(visit: Here) -> Response:
    """Vote, ask, look into the directory, put somebody forward, say what came of an ask: as in chat."""
    return await act_and_show(visit, DEEDS, _show)


PAGE = Page(
    name="advocates", title="Advocates", path="/advocates", reads={"/advocates": advocates},
    changes={"/advocates/do": do},
)  # fmt: skip
