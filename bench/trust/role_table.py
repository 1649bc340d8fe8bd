"""Who may do what, written by hand: what the program allows is held against this, never worked out from it.

A cell is an act (a command, a button, a menu entry, a form), a person, and the message that a button is said to stand
under. An act that is not in the tables is nobody's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

People = frozenset[str]
Effects = frozenset[str]

LEFT: Final = frozenset({"left", "left manager"})
BOTS: Final = frozenset({"bot", "bot called manager"})
HELPERS: Final = frozenset({"asked helper", "helper in thread", "other helper"})
KEEPERS: Final = frozenset({"trusted", "staff", "manager"})
HERE: Final = frozenset({"asker", "member", "unknown", "stopped helper", "sales"}) | HELPERS | KEEPERS
EVERYBODY: Final = HERE | LEFT
STAFF: Final = frozenset({"staff", "manager"})
OF_SALES: Final = STAFF | {"sales"}
MANAGER: Final = frozenset({"manager"})
NOBODY: Final[People] = frozenset()
PERSONS: Final = (*sorted(HERE), *sorted(LEFT), *sorted(BOTS))

UNDER: Final = (
    "no message", "unknown id", "private ask", "ask in thread", "reminder", "managers' list", "notice", "tried ask",
    "expired ask", "cancelled ask",
)  # fmt: skip
"""The messages of ours under which a button may be said to stand; the private ask went to "asked helper"."""
SHOWN_TO: Final[Mapping[str, People]] = {
    "private ask": frozenset({"asked helper"}),
    "ask in thread": EVERYBODY,
    "reminder": EVERYBODY,
    "managers' list": STAFF,
    "notice": EVERYBODY,
}
"""Who can have seen it; the others were never shown to anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """Who may, and what may become of it. ``answers`` are what others may read instead of a plain refusal."""

    people: People
    effects: Effects = frozenset()
    answers: frozenset[str] = frozenset()
    under: frozenset[str] | None = None
    """Only under these messages; None: wherever it is pressed."""
    only_shown: bool = False
    """Only for whom the message was shown to."""


_CONSENT: Final = frozenset({"SetConsent", "SaveHelper"})
_MOVE: Final = frozenset({"MoveEscalation", "Say", "FollowUp"})
_MARK: Final = frozenset({"MarkAnswer", "Credit", "TagThread", "Say"}) | _MOVE

COMMANDS: Final[Mapping[str, Right]] = {
    "help": Right(people=EVERYBODY),
    "mine": Right(people=EVERYBODY),
    "why": Right(people=EVERYBODY),
    "home": Right(people=EVERYBODY),
    "stop": Right(people=EVERYBODY, effects=_CONSENT),
    "privacy": Right(people=EVERYBODY),
    "helper": Right(people=HERE),
    "settings": Right(people=HERE),
    "quiet": Right(people=HERE, effects=frozenset({"SaveHelper"})),
    "status": Right(people=STAFF),
    "waiting": Right(people=STAFF),
    "setup": Right(people=MANAGER),
    "live": Right(people=MANAGER, effects=frozenset({"SetDial"})),
    "pause": Right(people=MANAGER, effects=frozenset({"SetDial"})),
    "resume": Right(people=MANAGER, effects=frozenset({"SetDial"})),
    "undo": Right(people=MANAGER, effects=frozenset({"Undo"})),
    "crisis": Right(people=STAFF),
    "private": Right(people=HERE),
    "changes": Right(people=MANAGER),
    "kudos": Right(people=HERE, effects=frozenset({"Credit", "Keep", "Say"})),
    "levels": Right(people=MANAGER),
    "board": Right(people=EVERYBODY),
    "greet": Right(people=HERE),
    "wishes": Right(people=HERE),
    "news": Right(people=STAFF),
    "sales": Right(people=OF_SALES),
    "check-draft": Right(people=OF_SALES),
    "no": Right(people=EVERYBODY),
    "yes": Right(people=HERE),
    "advocate": Right(people=HERE),
    "nominate": Right(people=HERE),
    "advocates": Right(people=HERE),
    "ask": Right(people=OF_SALES),
    "references": Right(people=OF_SALES),
    "poll": Right(people=MANAGER),
    "propose": Right(people=HERE),
    "role": Right(people=MANAGER),
}
FORMS: Final[Mapping[str, Right]] = {
    "theme_change": Right(people=STAFF, answers=frozenset({"wish_themes.not_yours"})),
    "helper": Right(people=HERE, effects=_CONSENT),
    "pass_on": Right(people=STAFF),
    "more": Right(people=STAFF),
    "crisis": Right(people=STAFF),
    "crisis_update": Right(people=STAFF),
    "crisis_roles": Right(people=STAFF),
    "crisis_end": Right(people=STAFF),
    "reply": Right(people=STAFF),
    "private": Right(people=HERE),
    "answer": Right(people=HERE),
    "wish_choose": Right(people=HERE),
    "wish_join": Right(people=STAFF),
    "sales": Right(people=OF_SALES, effects=frozenset({"Keep"})),
    "check_draft": Right(people=OF_SALES),
    "advocate": Right(people=HERE),
    "advocate_which": Right(people=HERE),
    "advocate_apply": Right(people=HERE),
    "ask": Right(people=OF_SALES),
    "purpose": Right(people=MANAGER),
    "poll": Right(people=MANAGER),
    "poll_choose": Right(people=HERE),
    "propose": Right(people=HERE),
    "proposal_decide": Right(people=MANAGER),
}
MENUS: Final[Mapping[str, Right]] = {
    "mark_answer": Right(
        people=frozenset({"asker"}) | KEEPERS, effects=_MARK,
        answers=frozenset({"answer_marks.not_yours", "answer_marks.no_question"}),
    ),
    "ask_helper": Right(
        people=HERE, effects=frozenset({"FollowUp"}),
        answers=frozenset({"peer_prompt.no_question", "peer_prompt.not_needed"}),
    ),
    "hand_to_team": Right(
        people=HERE, effects=frozenset({"Say"}), answers=frozenset({"open_questions.nothing_to_hand"})
    ),
}  # fmt: skip
"""Of a message; a button that claims to be one of them reaches no further."""
CONTROLS: Final[Mapping[str, Right]] = {
    "enrol": Right(people=HERE, effects=_CONSENT),
    "settings": Right(people=HERE),
    "no_thanks": Right(people=EVERYBODY, effects=_CONSENT),
    "stop": Right(people=EVERYBODY, effects=_CONSENT),
    "stop_own": Right(people=EVERYBODY, effects=_CONSENT),
    "start_own": Right(people=HERE, effects=_CONSENT),
    "privacy_show": Right(people=EVERYBODY),
    "privacy_export": Right(people=EVERYBODY),
    "privacy_stop": Right(people=EVERYBODY, effects=_CONSENT | {"ForgetWords"}),
    "privacy_start": Right(people=HERE, effects=_CONSENT | {"ComeBack"}),
    "privacy_erase": Right(people=EVERYBODY),
    "privacy_erase_yes": Right(people=EVERYBODY, effects=frozenset({"ForgetMember"})),
    "privacy_link": Right(people=HERE, effects=frozenset({"KeepCode"})),
    "privacy_unlink": Right(people=EVERYBODY, effects=frozenset({"PartAccount"})),
    "name_me": Right(people=HERE, effects=_CONSENT),
    "name_me_not": Right(people=EVERYBODY, effects=_CONSENT),
    "show_team": Right(people=HERE, effects=_CONSENT),
    "show_team_not": Right(people=EVERYBODY, effects=_CONSENT),
    "not_now": Right(
        people=HELPERS, effects=frozenset({"SaveHelper"}),
        answers=frozenset({"helper_enrolment.not_enrolled"}),
    ),
    "not_my_topic": Right(
        people=HELPERS | {"stopped helper"}, effects=frozenset({"SaveHelper"}),
        answers=frozenset({"helper_enrolment.not_enrolled"}),
    ),
    "greet": Right(people=HERE, effects=frozenset({"Keep"})),
    "greet_not": Right(people=EVERYBODY, effects=frozenset({"Keep"})),
    "not_yet": Right(people=HERE),
    "take": Right(people=STAFF, effects=_MOVE),
    "pass_on": Right(people=STAFF),
    "more": Right(people=STAFF),
    "crisis": Right(people=STAFF),
    "crisis_update": Right(people=STAFF),
    "crisis_roles": Right(people=STAFF),
    "crisis_end": Right(people=STAFF),
    "reply": Right(people=STAFF),
    "approve": Right(people=STAFF),
    "send_back": Right(people=STAFF),
    **dict.fromkeys(("same_yes", "same_no", "same_apart"), Right(people=STAFF)),
    "private": Right(people=HERE),
    "answer": Right(people=HERE),
    "draft_start": Right(people=HERE),
    "draft_no_help": Right(people=HERE),
    **dict.fromkeys(("wish_choose", "wish_vote", "wish_named", "wish_words"), Right(people=HERE)),
    "wish_no": Right(people=EVERYBODY),
    **dict.fromkeys(
        ("wish_planned", "wish_shipped", "wish_declined", "wish_part", "wish_join"), Right(people=STAFF)
    ),
    **dict.fromkeys(("theme_yes", "theme_change", "theme_no"), Right(people=STAFF)),
    "on_it": Right(
        people=HELPERS | KEEPERS, effects=frozenset({"Claim", "CancelFollowUps", "FollowUp"}),
        answers=frozenset({"peer_prompt.helpers_only", "peer_prompt.too_late"}),
        under=frozenset({"private ask", "ask in thread", "reminder", "managers' list"}), only_shown=True,
    ),
    "it_helped": Right(
        people=frozenset({"asker"}), effects=_MARK, answers=frozenset({"answer_marks.not_yours"}),
        under=frozenset({"private ask", "ask in thread", "reminder"}), only_shown=True,
    ),
    **dict.fromkeys(
        ("first_helped", "second_helped", "third_helped", "fourth_helped", "fifth_helped"),
        Right(people=frozenset({"asker"}), answers=frozenset({"answer_marks.not_yours"}), under=frozenset()),
    ),
    "why": Right(
        people=EVERYBODY, answers=frozenset({"manager_desk.why_unknown"}), under=frozenset(SHOWN_TO), only_shown=True
    ),
    "good": Right(
        people=STAFF, effects=frozenset({"Judge"}), under=frozenset(SHOWN_TO), only_shown=True
    ),
    "wrong": Right(
        people=STAFF, effects=frozenset({"Judge"}), under=frozenset(SHOWN_TO), only_shown=True
    ),
    "post_notice": Right(people=MANAGER, effects=frozenset({"Say"})),
    "step_on": Right(people=MANAGER),
    "link_suggest": Right(people=MANAGER, effects=frozenset({"Say"})),
    "purpose": Right(people=MANAGER),
    "poll_close": Right(people=MANAGER),
    "poll_choose": Right(people=HERE),
    "proposal_vote": Right(people=HERE),
    "proposal_back": Right(people=EVERYBODY),
    "proposal_post": Right(people=MANAGER),
    "proposal_decide": Right(people=MANAGER),
    "no_sales": Right(people=EVERYBODY, effects=frozenset({"SetConsent"})),
    "yes_sales": Right(people=HERE, effects=frozenset({"SetConsent"})),
    **dict.fromkeys(
        ("sales_join", "sales_pass", "sales_unfitting", "sales_helped", "sales_nothing", "sales_stayed_out",
         "sales_settings", "sales_stop"), Right(people=OF_SALES),
    ),
    **dict.fromkeys(
        ("advocate_apply", "advocate_yes", "advocate_join", "advocate_choices", "advocate_pause", "advocate_back",
         "advocate_renew", "vote_yes", "vote_no", "vote_abstain", "vote_more", "ask_yes", "ask_later", "ask_no",
         "ask_never"),
        Right(people=HERE),
    ),
    "advocate_no": Right(people=EVERYBODY),
    "advocate_leave": Right(people=EVERYBODY),
    "advocate_which": Right(people=EVERYBODY),
    "ask_done": Right(people=OF_SALES),
    "ask_fell": Right(people=OF_SALES),
}  # fmt: skip


CARD: Final[Mapping[str, Right]] = {
    "take": Right(people=STAFF, effects=_MOVE),
    "reply": Right(people=STAFF),
    "pass_on": Right(people=STAFF),
    "more": Right(people=STAFF),
}
"""The buttons under the card of a question that a team has."""
_BY_TEAM: Final = Right(people=STAFF, effects=_MOVE)
REACTIONS: Final[Mapping[tuple[str, str], Right]] = {
    ("question", "white_check_mark"): Right(people=frozenset({"asker"}) | KEEPERS, effects=_MARK),
    ("question", "eyes"): _BY_TEAM,
    ("question", "rotating_light"): Right(people=KEEPERS, effects=_MOVE),
    ("card", "white_check_mark"): _BY_TEAM,
    ("card", "eyes"): _BY_TEAM,
    ("card", "rotating_light"): _BY_TEAM,
    ("card", "outbox_tray"): Right(people=NOBODY),
    ("staff's note", "outbox_tray"): Right(people=frozenset({"staff"}), effects=_MOVE),
    ("staff's note", "white_check_mark"): Right(people=NOBODY),
}
"""On which message which reaction does something, and for whom; the note was written by "staff" under the card."""


def may(right: Right, person: str, under: str) -> bool:
    """Whether this person may, pressing under that message."""
    if person not in right.people:
        return False
    if right.under is not None and under not in right.under:
        return False
    return not right.only_shown or person in SHOWN_TO.get(under, NOBODY)
