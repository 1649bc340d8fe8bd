"""Your own page: what is kept about you, what you agreed to, what was done for you and why; and your switches."""

import json
from collections.abc import Mapping
from typing import Any, Final

from fastapi import HTTPException
from fastapi.responses import HTMLResponse, Response

from bots.runtime.own_page import own_lines, own_page
from dashboard.window.acting import Answered, Deeds, account_of, act_and_show
from dashboard.window.frame import HEADERS
from dashboard.window.page import Page
from dashboard.window.reading import look_in_for
from dashboard.window.visit import Here, Visit
from dashboard.window.words import platform
from engagement.aiming import aimed
from engagement.ids import MessageId
from engagement.own_data import Line
from engagement.people import Purpose
from engagement.ports import Ledger
from engagement.programmes import WayIn
from engagement.signing_in import PageRole

_MOST_EVIDENCE: Final = 20
_MOST_LOOKS: Final = 20
SWITCHES: Final[Mapping[Purpose, tuple[str, str, str, str]]] = {
    Purpose.ASK_ME: ("Requests to help", "You are asked what you know, rarely and at decent hours.", "enrol", "stop"),
    Purpose.OWN_QUESTIONS: ("Help with your own questions", "Earlier answers, and one reminder.", "start_own",
                            "stop_own"),
    Purpose.PUBLISH: ("Naming you in public", "In a thank-you, or on a list of people who agreed.", "name_me",
                      "name_me_not"),
    Purpose.ADVOCACY: ("The team sees what you did for others", "And may ask you about more.", "show_team",
                       "show_team_not"),
    Purpose.SALES: ("Sales in your questions", "Where a story of theirs would help; they say where they work.",
                    "yes_sales", "no_sales"),
}  # fmt: skip
"""What each purpose means, and the buttons that switch it on and off."""
DEEDS: Final = Deeds(
    to="/me/do", back="/me",
    commands=frozenset({
        "privacy", "mine", "helper", "settings", "quiet", "stop", "advocate", "wishes", "board", "greet", "nominate",
        "kudos",
    }),
    controls=frozenset({
        *(name for _, _, on, off in SWITCHES.values() for name in (on, off)), "settings", "no_thanks", "not_now",
        "privacy_show", "privacy_export", "privacy_stop", "privacy_start", "privacy_erase", "privacy_erase_yes",
        "privacy_link", "privacy_unlink", "advocate_apply", "advocate_yes", "advocate_no", "advocate_join",
        "advocate_choices", "advocate_which", "advocate_pause", "advocate_back", "advocate_leave", "advocate_renew",
        "wish_choose", "greet", "greet_not",
    }),
    forms=frozenset({"helper", "advocate_apply", "advocate", "advocate_which", "wish_choose"}),
)  # fmt: skip


def mine(visit: Here) -> HTMLResponse:
    """Everything about whoever looks, and nothing about anybody else."""
    return _show(visit)


def _show(visit: Visit, answered: Answered | None = None) -> HTMLResponse:
    return visit.show("mine", answered=answered, deeds=DEEDS, **visit.read(lambda ledger: _read(visit, ledger)))


def _read(visit: Visit, ledger: Ledger) -> dict[str, Any]:
    account = account_of(visit, ledger)
    if account is None:
        return {"own": None, "link": "", "names": {}}
    own = own_page(look_in_for(visit, ledger, "advocate"), visit.now)
    link = visit.link_to(ledger)
    evidence = own.record.record.evidence[::-1][:_MOST_EVIDENCE]
    called = {kind.kind: visit.live.voice.label(f"own_data.{kind.kind}", "en") for kind in own.kept}
    policy = visit.live.owner.community.policy
    return {
        "aimed": aimed,
        "roles": [visit.live.voice.label(f"recognition.is_{role.value}", "en") for role in own.record.roles],
        "own": own, "called": called, "switches": SWITCHES,
        "evidence": [(one, link(MessageId(one.said or one.message or one.thread))) for one in evidence],
        "names": ledger.people.names({one.by for one in own.looks[:_MOST_LOOKS]}), "looks": own.looks[:_MOST_LOOKS],
        "steps": {play.name: visit.live.voice.label(f"steps.{play.name}", "en") for play in
                  visit.live.owner.community.plays},
        "provider": policy.model.provider if policy.model.is_told_words else "",
        "runs": visit.live.voice.label(f"privacy.model_runs_{policy.model.runs}", "en"),
        "told_for": [visit.live.voice.label(f"privacy.use_is_{use}", "en") for use in policy.model.told_for],
        "places": [(one, policy.programmes.get(one.programme)) for one in own.standings],
        "may_come": {one.name for one in policy.programmes.values() if WayIn.OWN in one.ways_in}
        - {one.programme for one in own.standings},
        "has_programmes": bool(policy.programmes), "retention": policy.retention,
        "platforms": [platform(twin) for twin in own.twins],
    }  # fmt: skip


async def do(visit: Here) -> Response:
    """Switch something, choose, link accounts, stop everything or be forgotten: as in chat."""
    return await act_and_show(visit, DEEDS, _show)


def export(visit: Here) -> Response:
    """All of their own data, as a file."""

    def read(ledger: Ledger) -> list[Line] | None:
        is_known = account_of(visit, ledger) is not None
        return own_lines(look_in_for(visit, ledger, "privacy")) if is_known else None

    lines = visit.read(read)
    if lines is None:
        raise HTTPException(404, "Nothing is kept about you, or you are not signed in by name.")
    found = [
        {"kind": one.kind, "value": one.value, "at": one.at.isoformat() if one.at is not None else None,
         "message": one.message}
        for one in lines
    ]  # fmt: skip
    headers = {**HEADERS, "Content-Disposition": 'attachment; filename="hubbub-my-data.json"',
               "X-Content-Type-Options": "nosniff"}  # fmt: skip
    return Response(json.dumps(found, ensure_ascii=False, indent=1), media_type="application/json", headers=headers)


PAGE = Page(
    name="mine", title="My page", path="/me", reads={"/me": mine, "/me/export": export}, changes={"/me/do": do},
    is_own=True, first_for=frozenset({PageRole.MEMBER}),
)  # fmt: skip
