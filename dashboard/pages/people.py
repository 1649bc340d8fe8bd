"""People: who agreed to what, who helps and how much is asked of them, who is new; and one person."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import HTTPException, Query
from fastapi.responses import HTMLResponse, Response

from bots.runtime.health import staff_of
from bots.runtime.people_now import HelperNow, helpers_now, newcomers_now, person_now
from bots.runtime.twins import twins_now
from dashboard.window.acting import Answered, Deeds, account_of, act_and_show
from dashboard.window.edges import from_edge, to_edge
from dashboard.window.page import Page
from dashboard.window.reading import look_in_for
from dashboard.window.visit import Here, Visit
from dashboard.window.words import platform
from engagement.few_people import LEAST
from engagement.ids import AccountId, MemberId, MessageId, channel_of, external_of, is_private_place, workspace_of
from engagement.looked_after import GIVEN
from engagement.people import Account, Purpose, Role
from engagement.plays.privacy import SUGGEST
from engagement.ports import Ledger

_PAGE: Final = 30
_MOST_FOUND: Final = 50
_MOST_DRAWN: Final = 20
_MOST_NEW: Final = 30
_MOST_EVIDENCE: Final = 10
AGREED: Final[Mapping[Purpose, str]] = {
    Purpose.ASK_ME: "is asked to help", Purpose.PUBLISH: "may be named in public",
    Purpose.ADVOCACY: "shows the team what they did, and may be asked for more",
    Purpose.SALES: "lets sales into their questions", Purpose.MODEL_USE: "lets a language model read their words",
    Purpose.OWN_QUESTIONS: "gets earlier answers and a reminder on their own questions",
    Purpose.METRICS: "is counted",
}  # fmt: skip
"""What a yes to each purpose means, about somebody else."""
TABS: Final[Mapping[str, str]] = {"helpers": "Helpers", "new": "New", "agreed": "Who agreed", "twins": "Two accounts"}
Words = Annotated[str, Query(max_length=200)]
DEEDS: Final = Deeds(
    to="/people/do", back="/people", controls=frozenset({SUGGEST}),
    commands=frozenset({"nominate", "kudos", "pause", "resume", "role", "no sales", "yes sales"}),
)  # fmt: skip


def people(
    visit: Here, words: Words = "", view: Words = "helpers", purpose: Words = "", before: Words = ""
) -> HTMLResponse:
    """A search by name, and beside it one of the lists."""
    return _show(visit, words=words.strip(), view=view, purpose=purpose, before=before)


def _show(
    visit: Visit, answered: Answered | None = None, *, words: str = "", view: str = "helpers", purpose: str = "",
    before: str = "",
) -> HTMLResponse:  # fmt: skip
    view = view if view in TABS else "helpers"
    if words:
        shown = visit.read(lambda ledger: _found(ledger, words))
    elif view == "new":
        shown = visit.read(lambda ledger: _new(visit, ledger))
    elif view == "agreed":
        shown = visit.read(lambda ledger: _agreed(ledger, purpose, before))
    elif view == "twins":
        shown = visit.read(lambda ledger: _twins(visit, ledger))
    else:
        shown = visit.read(lambda ledger: _helpers(visit, ledger, before))
    return visit.show(
        "people", words=words, view="found" if words else view, tabs=TABS, agreed=AGREED, answered=answered,
        deeds=DEEDS, **shown,
    )  # fmt: skip


def _found(ledger: Ledger, words: str) -> dict[str, Any]:
    by_member: dict[MemberId, list[str]] = {}
    for account in ledger.people.search(words, _MOST_FOUND):
        by_member.setdefault(account.member, []).append(account.name)
    return {"found": by_member, "most": _MOST_FOUND}


def _new(visit: Visit, ledger: Ledger) -> dict[str, Any]:
    staff = staff_of(ledger, visit.live.owner.community.policy)
    some, number = newcomers_now(ledger, staff, visit.now, _MOST_NEW)
    return {"newcomers": some, "number": number}


def _agreed(ledger: Ledger, purpose: str, before: str) -> dict[str, Any]:
    chosen = next((one for one in Purpose if one.value == purpose), None)
    leaf = ledger.people.agreements(_PAGE, purpose=chosen, before=from_edge(before))
    more = urlencode({"view": "agreed", "purpose": purpose, "before": to_edge(leaf.older)}) if leaf.older else ""
    names = ledger.people.names({one.member for one in leaf.found})
    return {
        "agreements": leaf.found, "names": names, "purpose": chosen.value if chosen else "",
        "more": f"/people?{more}" if more else "",
    }  # fmt: skip


def _helpers(visit: Visit, ledger: Ledger, before: str) -> dict[str, Any]:
    some = helpers_now(ledger, visit.live.owner.community, visit.now)
    start = int(before) if before.isascii() and before.isdecimal() and len(before) < 8 else 0  # noqa: PLR2004
    end = start + _PAGE
    return {
        "helpers": some[start:end], "number": len(some), "chart": _chart(some),
        "more": f"/people?before={end}" if end < len(some) else "",
    }  # fmt: skip


def _chart(some: list[HelperNow]) -> dict[str, Any] | None:
    """How often each was asked in a week, who was asked most first; nothing where nobody was."""
    drawn = [one for one in some if one.asked][:_MOST_DRAWN]
    if not drawn:
        return None
    names = [one.name if len(one.name) <= 24 else f"{one.name[:23]}…" for one in drawn]  # noqa: PLR2004
    asked = sum(one.asked for one in some)
    most = drawn[0]
    return {
        "told": f"{asked} requests in seven days, to {sum(1 for one in some if one.asked)} of {len(some)} helpers;"
        f" {most.name} had the most: {most.asked}.",
        "drawn": json.dumps(
            {"kind": "bars", "title": "Asked in seven days", "unit": "", "weeks": names,
             "values": [one.asked for one in drawn]}
        ),
        "rows": len(drawn),
    }  # fmt: skip


def _twins(visit: Visit, ledger: Ledger) -> dict[str, Any]:
    """How many seem to be here twice, never who, and never one to four of them."""
    found = twins_now(ledger, visit.live.owner.community)
    number = len(found.pairs)
    return {
        "pairs": "" if not number else str(number) if number >= LEAST else "a few", "to_tell": bool(found.to_tell()),
        "suggest": SUGGEST, "may_tell": account_of(visit, ledger) is not None,
    }  # fmt: skip


def one(visit: Here, member: Words) -> HTMLResponse:
    """One person, as far as a manager may know of them."""
    return _show_one(visit, MemberId(member))


def _show_one(visit: Visit, member: MemberId, answered: Answered | None = None) -> HTMLResponse:
    shown = visit.read(lambda ledger: _one(visit, ledger, member))
    if shown is None:
        raise HTTPException(404, "This person is not known (any more), or does not want to be counted.")
    return visit.show(
        "people", title=shown["who"], view="one", agreed=AGREED, answered=answered, deeds=DEEDS, **shown
    )  # fmt: skip


def _one(visit: Visit, ledger: Ledger, member: MemberId) -> dict[str, Any] | None:
    community = visit.live.owner.community
    found = person_now(ledger, look_in_for(visit, ledger, "people"), member, visit.now)
    if found is None:
        return None
    link = visit.link_to(ledger)
    evidence = [
        (each, link(MessageId(each.said or each.message or each.thread)))
        for each in reversed(found.record.evidence[-_MOST_EVIDENCE:] if found.record is not None else ())
        if not is_private_place(channel_of(each.thread)) and visit.may_read_words(channel_of(each.thread))
    ]
    name = next((account.name for account in found.accounts if account.name), "somebody")
    by = account_of(visit, ledger)
    return {
        "roles": [role.value for role in GIVEN if role.value not in {one.what for one in found.given}],
        "has_sales": community.policy.has(Role.SALES), "tomorrow": (visit.now + timedelta(days=1)).date().isoformat(),
        "may_decide": by is not None,
        "person": found, "who": name, "evidence": evidence, "places": _places(found.accounts),
        "may_act": by is not None and member != visit.session.member and not found.is_staff,
        "called": _called(found.accounts, by), "programmes": bool(community.policy.programmes),
    }  # fmt: skip


def _called(accounts: Sequence[Account], by: AccountId | None) -> str:
    """What whoever acts calls them: an account where they act by its id there, else the whole id of one elsewhere."""
    here = [one for one in accounts if by is not None and workspace_of(one.id) == workspace_of(by)]
    return f"@{external_of(here[0].id)}" if here else f"@{accounts[0].id}"


def _places(accounts: Sequence[Account]) -> list[str]:
    return [f"{platform(one.id)}{' (has left)' if one.is_gone else ''}" for one in accounts]


async def do(visit: Here) -> Response:
    """Put somebody forward, thank them, or have people told how to join their accounts."""
    member = MemberId(str((await visit.request.form()).get("member", "")))

    def show(again: Visit, answered: Answered) -> HTMLResponse:
        return _show_one(again, member, answered) if member else _show(again, answered, view="twins")

    return await act_and_show(visit, DEEDS, show)


PAGE = Page(
    name="people",
    title="People",
    path="/people",
    reads={"/people": people, "/people/one": one},
    changes={"/people/do": do},
    draws=True,
)
