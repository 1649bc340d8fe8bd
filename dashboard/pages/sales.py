"""Sales: what somebody of sales was invited to, what is left of their limits, what came of it; and checking a draft."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi.responses import HTMLResponse, Response

from advocacy.invitations import STANDING, Outcome, State
from advocacy.inviting import SalesPromptPolicy, may_enrol
from advocacy.occasions import REASONS, Occasion
from bots.runtime.sales_now import sales_figures, sales_now
from dashboard.rehearsal.words import percent
from dashboard.window.acting import Answered, Deeds, act_and_show
from dashboard.window.page import Page
from dashboard.window.visit import Here, Visit
from engagement.ids import MemberId
from engagement.people import Role
from engagement.ports import Ledger
from engagement.signing_in import PageRole

STATES: Final[Mapping[State, str]] = {
    State.OPEN: "waits for your answer", State.JOINED: "you joined", State.PASSED: "not for you",
    State.UNFITTING: "did not fit", State.LAPSED: "somebody else was looked for; you may still join",
    State.WITHDRAWN: "taken back",
}  # fmt: skip
OUTCOMES: Final[Mapping[Outcome, tuple[str, str]]] = {
    Outcome.HELPED: ("sales_helped", "It helped them"), Outcome.NOTHING: ("sales_nothing", "Nothing came of it"),
    Outcome.STAYED_OUT: ("sales_stayed_out", "I stayed out"),
}  # fmt: skip
_OCCASIONS: Final[Mapping[Occasion, str]] = {
    Occasion.STORY: "how others fared", Occasion.MIGRATION: "moving from something else",
    Occasion.EVALUATION: "comparing before choosing", Occasion.USE_CASE: "whether it suits a purpose",
}  # fmt: skip
DEEDS: Final = Deeds(
    to="/sales/do", back="/sales", commands=frozenset({"sales", "check-draft"}),
    controls=frozenset({
        "sales_settings", "sales_stop", "sales_join", "sales_pass", "sales_unfitting",
        *(control for control, _ in OUTCOMES.values()),
    }),
    forms=frozenset({"sales", "check_draft"}),
)  # fmt: skip


def sales(visit: Here) -> HTMLResponse:
    """The own invitations; for managers also what came of all of them, as numbers."""
    return _show(visit)


def _show(visit: Visit, answered: Answered | None = None) -> HTMLResponse:
    return visit.show("sales", answered=answered, **visit.read(lambda ledger: _read(visit, ledger)))


def _read(visit: Visit, ledger: Ledger) -> dict[str, Any]:
    community, member = visit.live.owner.community, visit.session.member
    own = sales_now(ledger, community, member, visit.now) if member is not None else None
    link = visit.link_to(ledger)
    invited = own.invited if own is not None else ()
    return {
        "own": own, "links": {one.invitation.id: link(one.invitation.thread) for one in invited}, "reasons": REASONS,
        "occasions": _OCCASIONS, "states": STATES, "outcomes": OUTCOMES, "standing": STANDING, "deeds": DEEDS,
        "figures": sales_figures(ledger) if visit.role is PageRole.MANAGER else None, "share": percent,
        "has_sales": community.policy.has(Role.SALES),
        "may_enrol": member is not None and _may_enrol(visit, ledger, member),
    }  # fmt: skip


def _may_enrol(visit: Visit, ledger: Ledger, member: MemberId) -> bool:
    """Whether they may be invited somewhere; where invitations are switched off, by the dials they come with."""
    community = visit.live.owner.community
    roles = {role for one in ledger.people.accounts_of(member) for role in community.roles(one, member)}
    dials = community.policy.step_dials(SalesPromptPolicy) or [SalesPromptPolicy()]
    return any(may_enrol(roles, one) for one in dials)


async def do(visit: Here) -> Response:
    """Enrol, answer an invitation, tell what came of it, have a draft checked: as in chat."""
    return await act_and_show(visit, DEEDS, _show)


PAGE = Page(
    name="sales", title="Sales", path="/sales", reads={"/sales": sales}, changes={"/sales/do": do},
    first_for=frozenset({PageRole.SALES}),
)  # fmt: skip
