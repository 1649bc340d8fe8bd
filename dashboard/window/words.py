"""How pages say things: instants on the community's clock, and in plain words what steps do."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any, Final

from bots.runtime.panel import LOOKS
from dashboard.rehearsal.words import counted, span
from engagement.decisions import Decision, Outcome
from engagement.escalating.escalation import State
from engagement.hours import zone
from engagement.ids import AccountId, WorkspaceId, workspace_of
from engagement.people import WEEKDAYS
from engagement.signing_in import PageRole

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NOW: Final = timedelta(minutes=1)
_WEEK: Final = 7
_LONG_AGO: Final = timedelta(days=60)
_LONGEST_QUOTE: Final = 280
_CODE: Final = re.compile(r"`([^`\n]+)`")

ROLES: Final[Mapping[PageRole, str]] = {
    PageRole.MANAGER: "a community manager", PageRole.SPOKE: "somebody of a team", PageRole.SALES: "sales",
    PageRole.PRODUCT: "product", PageRole.MEMBER: "a member", PageRole.COUNCIL: "a member of the council",
}  # fmt: skip
"""As what somebody is signed in."""

DEEDS: Final[Mapping[str, str]] = {
    "Say": "Wrote a message", "PromptPeer": "Asked a helper", "OfferSimilar": "Showed earlier answers",
    "FollowUp": "Planned another look", "CancelFollowUps": "Dropped a planned look",
    "MarkAnswer": "Marked the answer", "UnmarkAnswer": "Took a mark off", "TagThread": "Changed a tag",
    "ReadAnew": "Took a message for something else",
    "Claim": "Noted that somebody is on it", "Credit": "Credited an answer", "SaveHelper": "Kept a helper's choices",
    "SetConsent": "Kept a yes or a no", "ForgetMember": "Began to forget somebody", "ForgetWords": "Dropped words",
    "ComeBack": "Let somebody back in", "KeepCode": "Gave a code to join accounts", "JoinAccounts": "Joined accounts",
    "PartAccount": "Parted accounts", "SetDial": "Changed a setting", "MoveEscalation": "Moved a question of a team on",
    "MoveCrisis": "Moved an outage on", "KeepWords": "Kept words to pass on", "BeginPrivately": "Began privately",
    "Keep": "Noted something", "GiveRole": "Gave or took a role", "Judge": "Kept a judgement",
    "Undo": "Took something back", "OpenForm": "Showed a form", "Reply": "Answered",
}  # fmt: skip
"""What each kind of act is called on a page."""

CONTRIBUTED: Final[Mapping[str, str]] = {
    "answer": "an answer was marked", "helped": "an answer helped", "useful": "an earlier answer helped a later asker",
    "thanks": "was thanked", "kudos": "was thanked with kudos", "mark": "marked an answer",
    "wish": "a wish was taken up", "welcome": "greeted somebody new",
}  # fmt: skip
"""What somebody did for others, by its kind."""

_STATES: Final[Mapping[State, str]] = {
    State.OPEN: "nobody has it yet", State.TAKEN: "somebody has it", State.WAITING: "waits for the member",
    State.SOLVED: "solved", State.CLOSED: "closed",
}  # fmt: skip


class Html(str):
    """Markup of our own, in which everything foreign is escaped already."""

    __slots__ = ()

    def __html__(self) -> str:
        """How templates tell it from words."""
        return str(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Says instants as whoever reads them at ``now`` does, on the clock of ``zone``."""

    now: datetime
    zone: str

    def at(self, instant: datetime) -> Html:
        """``14:20`` today, ``Tue 14:20`` within a week, ``3 Mar, 14:20`` else, with the exact instant behind it."""
        there, today = instant.astimezone(zone(self.zone)), self.now.astimezone(zone(self.zone)).date()
        clock, day, away = f"{there:%H:%M}", there.date(), (there.date() - today).days
        if away == 0:
            said = clock
        elif away in {-1, 1}:
            said = f"{'yesterday' if away < 0 else 'tomorrow'}, {clock}"
        elif abs(away) < _WEEK:
            said = f"{_DAYS[day.weekday()]} {clock}"
        else:
            said = f"{day.day} {_MONTHS[day.month - 1]}{'' if day.year == today.year else f' {day.year}'}, {clock}"
        return _time(instant, said, there)

    def day(self, instant: datetime) -> Html:
        """``3 Mar 2026``, with the exact instant behind it."""
        there = instant.astimezone(zone(self.zone))
        return _time(instant, f"{there.day} {_MONTHS[there.month - 1]} {there.year}", there)

    def ago(self, instant: datetime) -> Html:
        """``20 minutes ago``, ``in 2 hours``; what is long ago by its day."""
        length, there = self.now - instant, instant.astimezone(zone(self.zone))
        if length > _LONG_AGO:
            return self.day(instant)
        if abs(length) < _NOW:
            return _time(instant, "just now" if length >= timedelta() else "in a moment", there)
        said = span(abs(length).total_seconds())
        return _time(instant, f"{said} ago" if length > timedelta() else f"in {said}", there)


def _time(instant: datetime, said: str, there: datetime) -> Html:
    exact = f"{there:%Y-%m-%d %H:%M} {there.tzname() or ''}".strip()
    return Html(f'<time datetime="{instant.isoformat()}" title="{escape(exact)}">{escape(said)}</time>')


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def outcome(decision: Decision) -> str:
    """What became of a decision, before its reason."""
    did = DEEDS.get(decision.action, "Acted")
    return {
        Outcome.ACTED: did, Outcome.HELD: "Did not act", Outcome.LATER: did,
        Outcome.TRIED: f"Would have done this: {did[:1].lower()}{did[1:]}",
    }[decision.outcome]  # fmt: skip


def cut(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def lines(text: str) -> Html:
    """A text with its own line breaks; everything else in it is words."""
    return Html("<br>".join(escape(line) for line in text.splitlines()))


def coded(text: str) -> Html:
    """A text of our own in which commands and names stand between backticks, as code; everything in it is escaped."""
    return Html(_CODE.sub(r"<code>\1</code>", escape(text)))


def look_ahead(kind: str) -> str:
    """What is looked at next, by the kind of look."""
    return LOOKS.get(kind, "look again")


def web_link(address: str) -> str:
    """The address if a browser may be led there; "" for everything that is no page of the web."""
    return address if address.startswith(("https://", "http://")) else ""


def platform(place: AccountId | WorkspaceId) -> str:
    """``Slack``, ``Discord`` or ``Sandbox``: where an account or workspace is."""
    return workspace_of(AccountId(place)).partition("-")[0].capitalize()


def days(some: Sequence[str]) -> str:
    """``Mon to Fri, Sun``: days that follow each other as one."""
    chosen = [nth for nth, name in enumerate(WEEKDAYS) if name in some]
    runs: list[list[int]] = []
    for nth in chosen:
        if runs and nth == runs[-1][-1] + 1:
            runs[-1].append(nth)
        else:
            runs.append([nth])
    parts = [f"{_DAYS[run[0]]} to {_DAYS[run[-1]]}" if len(run) > 2 else ", ".join(_DAYS[nth] for nth in run)  # noqa: PLR2004
             for run in runs]  # fmt: skip
    return "any day" if not chosen or len(chosen) == len(WEEKDAYS) else ", ".join(parts)


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "sentence": sentence, "coded": coded, "outcome": outcome, "cut": cut, "lines": lines, "look_ahead": look_ahead,
    "count": counted,
    "web_link": web_link, "days": days, "platform": platform, "deed": lambda kind: CONTRIBUTED.get(kind, kind),
    "role": lambda role: ROLES[role], "state": lambda state: _STATES[state],
    "span": lambda length: span(length.total_seconds()),
}  # fmt: skip
