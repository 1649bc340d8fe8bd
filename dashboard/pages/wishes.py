"""Wishes: what members wish for, how many want it, their words as far as they agreed, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from fastapi.responses import HTMLResponse, Response

from advocacy.insights import Insight, Insights, Leave, Stage, Wish, shown_people
from advocacy.plays.product_wish import PLAY, ProductWishPolicy
from advocacy.plays.wish_themes import CARD as THEME_CARD
from advocacy.plays.wish_themes import CHANGE, NO, YES
from advocacy.themes import Stand, Theme, Themes
from advocacy.wish_cards import BUTTONS, CARD
from bots.runtime.themes import kept_themes
from bots.runtime.wishes import load_insights
from dashboard.window.acting import Answered, Deeds, act_and_show
from dashboard.window.page import Page
from dashboard.window.reading import look_in_for
from dashboard.window.visit import Here, Visit
from engagement.ports import Ledger
from engagement.signing_in import PageRole

_MOST: Final = 40
_MOST_QUOTED: Final = 5
STAGES: Final[Mapping[Stage, str]] = {
    Stage.OPEN: "open", Stage.PLANNED: "planned", Stage.SHIPPED: "it is there", Stage.DECLINED: "not planned",
}  # fmt: skip
_PRESSED: Final = {Stage.PLANNED: "Planned", Stage.SHIPPED: "It is there", Stage.DECLINED: "Not planned"}
DEEDS: Final = Deeds(
    to="/wishes/do", back="/wishes", commands=frozenset({"wishes"}),
    controls=frozenset(
        {"wish_choose", "wish_planned", "wish_shipped", "wish_declined", "wish_part", "wish_join", YES, CHANGE, NO}
    ),
    forms=frozenset({"wish_choose", "wish_join", CHANGE}),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One message; ``words`` and ``name`` are "" unless whoever wrote it agreed."""

    address: str
    words: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One wish as whoever looks may see it. ``presses`` are the buttons they have, under the card in chat."""

    insight: Insight
    people: str
    quotes: Sequence[Quote]
    under: str = ""
    presses: Sequence[tuple[str, str]] = ()
    theme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A theme over wishes that are shown; ``made_by`` is "" for one that a person confirmed."""

    theme: Theme
    codes: Sequence[str]
    made_by: str = ""
    under: str = ""
    presses: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _May:
    """What whoever looks may do: read words that were given to the people who build it, decide, join two."""

    read: bool
    decide: bool
    join: bool


def wishes(visit: Here) -> HTMLResponse:
    """What is open to everybody; to the people who build it, and to managers, also what was decided."""
    return _show(visit)


def _show(visit: Visit, answered: Answered | None = None) -> HTMLResponse:
    shown = visit.read(lambda ledger: read_wishes(visit, ledger))
    return visit.show("wishes", answered=answered, deeds=DEEDS, stages=STAGES, **shown)


def read_wishes(visit: Visit, ledger: Ledger, most: int = _MOST) -> dict[str, Any]:
    """What whoever looks may see of wishes and themes, ``most`` wishes at the most."""
    policy = visit.live.owner.community.play_dials(PLAY, None)
    look_in = look_in_for(visit, ledger, "wishes")
    seen = load_insights(look_in.look, look_in.situation)
    if not isinstance(policy, ProductWishPolicy) or not policy.is_on or seen is None:
        return {"some": [], "themes": [], "is_on": False, "may_choose": False, "may_read": False}
    may_read = visit.role is PageRole.PRODUCT or look_in.situation.the_actor().member in seen.product
    may_decide = may_read or visit.role is PageRole.MANAGER
    listed, numbers = seen.listed(), seen.numbers()
    some = (_decided(seen, numbers) if may_decide else listed)[:most]
    may = _May(read=may_read, decide=may_decide, join=len(listed) > 1)
    themes = kept_themes(ledger)
    return {
        "some": [
            replace(
                _shown(visit, ledger, seen, one, numbers.get(one.id, 0), may),
                theme=found.name if (found := themes.of(one.id)) is not None else "",
            )
            for one in some
        ],
        "themes": _headings(visit, ledger, themes, some, may_decide=may_decide),
        "is_on": True, "may_choose": visit.session.member is not None,
        "may_read": may_read,
    }  # fmt: skip


def _headings(
    visit: Visit, ledger: Ledger, themes: Themes, some: Sequence[Insight], *, may_decide: bool
) -> list[Heading]:  # fmt: skip
    """What a person confirmed, for everybody; what is proposed, for who may decide, with the buttons under the card."""
    codes = {one.id: one.code for one in some}
    stands = (Stand.PROPOSED, Stand.CONFIRMED) if may_decide else (Stand.CONFIRMED,)
    found = []
    for one in themes.standing(*stands):
        here = [codes[each] for each in one.insights if each in codes]
        row = ledger.outbox.newest_in_slot(f"{THEME_CARD}{one.id}") if may_decide and visit.session.member else None
        is_proposed = one.stand is Stand.PROPOSED
        presses = [(YES, "Yes, a theme")] if is_proposed else []
        presses += [(CHANGE, "Change it"), (NO, "No theme")]
        if here:
            found.append(
                Heading(
                    theme=one, codes=here, made_by=(one.model or "shared words") if is_proposed else "",
                    under=row.id if row is not None else "", presses=presses if row is not None else (),
                )
            )  # fmt: skip
    return found


def _decided(seen: Insights, numbers: Mapping[str, int]) -> list[Insight]:
    """What was passed on, what most people want first within each stage."""
    order = list(STAGES)
    some = [one for one in seen.insights.values() if one.stage in STAGES and seen.of(one.id)]
    return sorted(
        some, key=lambda one: (order.index(one.stage), -shown_people(numbers.get(one.id, 0))[1], one.at, one.id)
    )


def _shown(visit: Visit, ledger: Ledger, seen: Insights, one: Insight, people: int, may: _May) -> Shown:
    link = visit.link_to(ledger)
    some = seen.of(one.id)[-_MOST_QUOTED:]
    row = ledger.outbox.newest_in_slot(f"{CARD}{one.id}") if may.decide and visit.session.member is not None else None
    presses = [(BUTTONS[stage], told) for stage, told in _PRESSED.items() if stage is not one.stage]
    presses += [("wish_part", "Take out the newest")] if len(seen.of(one.id)) > 1 else []
    presses += [("wish_join", "Join with another")] if may.join else []
    number = shown_people(people)[0]
    return Shown(
        insight=one, people="a few" if number == "few" else number, under=row.id if row is not None else "",
        quotes=[_quote(ledger, seen, wish, link(wish.message), may_read=may.read) for wish in some],
        presses=presses if row is not None else (),
    )  # fmt: skip


def _quote(ledger: Ledger, seen: Insights, wish: Wish, address: str, *, may_read: bool) -> Quote:
    """Only where it stands, unless whoever looks builds it and whoever wrote it agreed."""
    leave = wish.leave if may_read and wish.member not in seen.quiet else Leave.UNASKED
    kept = ledger.conversations.words_at(wish.message) if leave in {Leave.WORDS, Leave.NAMED} else None
    names = ledger.people.names([wish.member]) if leave is Leave.NAMED else {}
    return Quote(address=address, words=kept.text if kept is not None else "", name=names.get(wish.member, ""))


async def do(visit: Here) -> Response:
    """Say what one wants, or (for the people who build it) what becomes of it: as in chat."""
    return await act_and_show(visit, DEEDS, _show)


PAGE = Page(
    name="wishes", title="Wishes", path="/wishes", reads={"/wishes": wishes}, changes={"/wishes/do": do},
    first_for=frozenset({PageRole.PRODUCT}),
)  # fmt: skip
