"""May this person do that? One table, one function, asked when it is carried out; what is not listed is refused."""

from collections.abc import Mapping

from engagement.errors import NotAllowed
from engagement.people import STAFF, Role
from engagement.policy import Policy

_EVERYONE = frozenset({Role.MEMBER, Role.TRUSTED, Role.SALES, Role.STAFF, Role.MANAGER})
_ALSO_GONE = _EVERYONE | {Role.GONE}
_KEEPERS = frozenset({Role.TRUSTED, Role.STAFF, Role.MANAGER})
_SALES = frozenset({Role.SALES, Role.STAFF, Role.MANAGER})
_MANAGERS = frozenset({Role.MANAGER})

ALLOWED: Mapping[str, frozenset[Role]] = {
    # anyone, about themselves
    "help": _ALSO_GONE, "mine": _ALSO_GONE, "why": _ALSO_GONE, "no_thanks": _ALSO_GONE, "stop": _ALSO_GONE,
    "stop_own": _ALSO_GONE, "home": _ALSO_GONE,
    "privacy": _ALSO_GONE, "privacy_show": _ALSO_GONE, "privacy_export": _ALSO_GONE, "privacy_stop": _ALSO_GONE,
    "privacy_erase": _ALSO_GONE, "privacy_erase_yes": _ALSO_GONE, "privacy_unlink": _ALSO_GONE,
    "helper": _EVERYONE, "quiet": _EVERYONE, "enrol": _EVERYONE, "settings": _EVERYONE, "on_it": _EVERYONE,
    "not_now": _EVERYONE, "not_my_topic": _EVERYONE, "ask_helper": _EVERYONE, "mark_own_question": _EVERYONE,
    "private": _EVERYONE, "answer": _EVERYONE, "draft_start": _EVERYONE, "draft_no_help": _EVERYONE,
    "kudos": _EVERYONE, "name_me": _EVERYONE, "name_me_not": _ALSO_GONE, "show_team": _EVERYONE,
    "show_team_not": _ALSO_GONE,
    "board": _ALSO_GONE, "greet": _EVERYONE, "greet_not": _ALSO_GONE,
    "hand_to_team": _EVERYONE, "start_own": _EVERYONE, "privacy_start": _EVERYONE, "privacy_link": _EVERYONE,
    # what members wish for
    "wishes": _EVERYONE, "wish_choose": _EVERYONE, "wish_vote": _EVERYONE, "wish_named": _EVERYONE,
    "wish_words": _EVERYONE, "wish_no": _ALSO_GONE,
    # what they propose
    "propose": _EVERYONE, "proposal_vote": _EVERYONE, "proposal_back": _ALSO_GONE,
    "proposal_post": _MANAGERS, "proposal_decide": _MANAGERS,
    # what they value
    "poll_choose": _EVERYONE, "poll": _MANAGERS, "poll_close": _MANAGERS,
    # what becomes of it; whether they are of the team, the play looks at
    "wish_planned": STAFF, "wish_shipped": STAFF, "wish_declined": STAFF, "wish_part": STAFF, "wish_join": STAFF,
    "theme_yes": STAFF, "theme_change": STAFF, "theme_no": STAFF,
    "news": STAFF,
    # the programme for advocates; who reviews, and who was asked, the plays look at
    "advocate_leave": _ALSO_GONE, "advocate_no": _ALSO_GONE, "advocate_which": _ALSO_GONE,
    "advocate": _EVERYONE, "advocate_apply": _EVERYONE, "advocate_yes": _EVERYONE, "advocate_join": _EVERYONE,
    "advocate_choices": _EVERYONE, "advocate_pause": _EVERYONE, "advocate_back": _EVERYONE, "advocate_renew": _EVERYONE,
    "nominate": _EVERYONE, "advocates": _EVERYONE, "vote_yes": _EVERYONE, "vote_no": _EVERYONE,
    "vote_abstain": _EVERYONE, "vote_more": _EVERYONE,
    "ask_yes": _EVERYONE, "ask_later": _EVERYONE, "ask_no": _EVERYONE, "ask_never": _EVERYONE,
    "ask": _SALES, "references": _SALES, "ask_done": _SALES, "ask_fell": _SALES,
    # somebody else's question
    "mark_answer": _KEEPERS,
    # what was handed to a team; whether they belong to one, the play looks at
    "take": STAFF, "pass_on": STAFF, "more": STAFF, "waiting": STAFF, "reply": STAFF,
    # a reply that waits for a yes; whether they are the hub's, the play looks at
    "approve": STAFF, "send_back": STAFF,
    # two questions that may be one; whether they belong to a team, the play looks at
    "same_yes": STAFF, "same_no": STAFF, "same_apart": STAFF,
    # an outage or the like
    "crisis": STAFF, "crisis_update": STAFF, "crisis_roles": STAFF, "crisis_end": STAFF,
    # members on sales, and people of sales themselves; whether staff may enrol, the play looks at
    "no": _ALSO_GONE, "no_sales": _ALSO_GONE, "yes": _EVERYONE, "yes_sales": _EVERYONE,
    "sales": _SALES, "sales_settings": _SALES, "sales_stop": _SALES, "sales_join": _SALES, "sales_pass": _SALES,
    "sales_unfitting": _SALES, "sales_helped": _SALES, "sales_nothing": _SALES, "sales_stayed_out": _SALES,
    "check-draft": _SALES, "check_draft": _SALES,
    # the journal
    "good": STAFF, "wrong": STAFF, "why_any": STAFF, "status": STAFF,
    # the dials
    "setup": _MANAGERS, "live": _MANAGERS, "pause": _MANAGERS, "resume": _MANAGERS, "undo": _MANAGERS,
    "post_notice": _MANAGERS, "changes": _MANAGERS, "levels": _MANAGERS,
    "no_for": _MANAGERS, "role": _MANAGERS, "step_on": _MANAGERS, "link_suggest": _MANAGERS, "purpose": _MANAGERS,
}  # fmt: skip

ONE_S_OWN = frozenset(
    {"stop", "quiet", "not_now", "not_my_topic", "no_thanks", "stop_own", "start_own", "mine", "name_me", "name_me_not"}
    | {"show_team", "show_team_not", "greet_not", "wish_no", "no", "no_sales", "advocate_leave", "advocate_no"}
    | {what for what in ALLOWED if what.startswith("privacy")}
)
"""What works always and everywhere, whatever else is switched off: how people decide over themselves."""


def roles_of(policy: Policy, *names: str) -> frozenset[Role]:
    """The roles given to any of these names (member and account id, the platform's role names), with or without ``@``.

    A bot account has the role BOT alone, whatever it is called.
    """
    written = (*names, *(f"@{name}" for name in names))
    given = frozenset(policy.roles[name] for name in written if name in policy.roles)
    given |= {role for name in names for role in policy.given.get(name, ())}
    if policy.governance is not None and not policy.governance.people.isdisjoint(written):
        given |= {Role.STAFF}  # whoever is in a team is one of the organisation's own
    return given or frozenset({Role.MEMBER})


def is_council(policy: Policy, *names: str) -> bool:
    """Whether any of these names (account id, the platform's role names) is one of the members' council."""
    return not frozenset(policy.council).isdisjoint((*names, *(f"@{name}" for name in names)))


def is_allowed(roles: frozenset[Role], what: str) -> bool:
    """Whether somebody with these roles may do ``what``."""
    if Role.BOT in roles or (Role.GONE in roles and Role.GONE not in ALLOWED.get(what, frozenset())):
        return False
    return bool(ALLOWED.get(what, frozenset()) & roles)


def require(roles: frozenset[Role], what: str) -> None:
    """Raise NotAllowed unless they may."""
    if not is_allowed(roles, what):
        raise NotAllowed(refusal(what))


def refusal(what: str) -> str:
    """Why somebody may not do ``what``, as a sentence."""
    return f"only {_who(what)} may do that"


def _who(what: str) -> str:
    allowed = ALLOWED.get(what, frozenset())
    if Role.MEMBER in allowed:
        return "members of the community"
    if Role.TRUSTED in allowed:
        return "the person who asked, trusted members and staff"
    if Role.SALES in allowed:
        return "sales and staff"
    if Role.STAFF in allowed:
        return "staff"
    return "a community manager"
