"""Who may do what, entry by entry."""

from itertools import product

import pytest

from config.playbook import PLAYS
from engagement.authorisation import ALLOWED, is_allowed, refusal, require, roles_of
from engagement.earlier_answers import WHICH
from engagement.errors import NotAllowed
from engagement.escalating.dials import Governance, Team
from engagement.people import Role
from tests.engagement.made_up import policy

EVERYONE = frozenset({Role.MEMBER, Role.TRUSTED, Role.SALES, Role.STAFF, Role.MANAGER})
KEEPERS = frozenset({Role.TRUSTED, Role.STAFF, Role.MANAGER})
STAFF = frozenset({Role.STAFF, Role.MANAGER})
TABLE = {
    **dict.fromkeys(
        ["helper", "quiet", "enrol", "settings", "on_it", "not_now", "not_my_topic", "ask_helper",
         "mark_own_question", "hand_to_team", "private", "answer", "draft_start", "draft_no_help", "start_own", "privacy_start", "privacy_link",
         "kudos", "name_me", "show_team", "greet", "advocate", "advocate_apply", "advocate_yes", "advocate_join", "advocate_choices", "advocate_pause", "advocate_back", "advocate_renew", "nominate", "advocates", "vote_yes", "vote_no", "vote_abstain", "vote_more", "ask_yes", "ask_later", "ask_no", "ask_never"], EVERYONE,
    ),
    **dict.fromkeys(
        ["help", "home", "mine", "no_thanks", "stop", "stop_own", "why", "privacy", "privacy_show", "privacy_export",
         "privacy_stop", "privacy_erase", "privacy_erase_yes", "privacy_unlink", "name_me_not",
         "show_team_not", "board", "greet_not", "advocate_leave", "advocate_no", "advocate_which"], EVERYONE | {Role.GONE},
    ),
    **dict.fromkeys(["wishes", "wish_choose", "wish_vote", "wish_named", "wish_words", "poll_choose", "propose", "proposal_vote"], EVERYONE),
    "proposal_back": EVERYONE | {Role.GONE},
    "wish_no": EVERYONE | {Role.GONE},
    **dict.fromkeys(["wish_planned", "wish_shipped", "wish_declined", "wish_part", "wish_join", "news", "theme_yes", "theme_change", "theme_no", "same_yes", "same_no", "same_apart"], STAFF),
    **dict.fromkeys(["no", "no_sales"], EVERYONE | {Role.GONE}),
    **dict.fromkeys(["yes", "yes_sales"], EVERYONE),
    **dict.fromkeys(
        ["sales", "sales_settings", "sales_stop", "sales_join", "sales_pass", "sales_unfitting", "sales_helped",
         "sales_nothing", "sales_stayed_out", "check-draft", "check_draft"], STAFF | {Role.SALES},
    ),
    "mark_answer": KEEPERS,
    **dict.fromkeys(["ask", "references", "ask_done", "ask_fell"], STAFF | {Role.SALES}),
    **dict.fromkeys(["good", "wrong", "why_any", "status", "take", "pass_on", "more", "waiting", "reply", "crisis",
                     "crisis_update", "crisis_roles", "crisis_end", "approve", "send_back"], STAFF),
    **dict.fromkeys(["setup", "live", "pause", "resume", "role", "no_for", "undo", "post_notice", "changes", "levels", "step_on", "link_suggest", "purpose", "poll", "poll_close", "proposal_post", "proposal_decide"], frozenset({Role.MANAGER})),
}  # fmt: skip
MANAGERS_ONLY = "only a community manager may do that"


def test_every_entry_is_in_the_table_and_no_other() -> None:
    assert set(ALLOWED) == set(TABLE)


@pytest.mark.parametrize(("what", "role"), list(product(sorted(TABLE), Role)))
def test_every_entry_for_every_role(what: str, role: Role) -> None:
    assert is_allowed(frozenset({role}), what) is (role in TABLE[what])
    if role in TABLE[what]:
        require(frozenset({role}), what)
    else:
        with pytest.raises(NotAllowed, match=refusal(what)):
            require(frozenset({role}), what)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("what", ["", "unheard_of", "MANAGER", "Help"])
def test_what_is_not_listed_is_refused(role: Role, what: str) -> None:
    assert not is_allowed(frozenset({role}), what)
    with pytest.raises(NotAllowed, match=MANAGERS_ONLY):
        require(frozenset({role}), what)


@pytest.mark.parametrize("what", sorted(TABLE))
def test_a_bot_is_refused_whatever_else_it_is(what: str) -> None:
    assert not is_allowed(frozenset({Role.BOT, Role.MANAGER}), what)


@pytest.mark.parametrize("what", sorted(TABLE))
def test_what_somebody_was_is_nothing_once_they_have_left(what: str) -> None:
    assert is_allowed(frozenset({Role.GONE, Role.MANAGER}), what) is (Role.GONE in TABLE[what])


@pytest.mark.parametrize("what", sorted(TABLE))
def test_nobody_in_particular_is_refused(what: str) -> None:
    assert not is_allowed(frozenset(), what)


def test_several_roles_allow_what_any_of_them_does() -> None:
    assert is_allowed(frozenset({Role.MEMBER, Role.TRUSTED}), "mark_answer")


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("mark_answer", "only the person who asked, trusted members and staff may do that"),
        ("why_any", "only staff may do that"),
        ("pause", MANAGERS_ONLY),
        ("unheard_of", MANAGERS_ONLY),
    ],
)
def test_a_refusal_says_who_may(what: str, sentence: str) -> None:
    assert refusal(what) == sentence


def test_every_command_and_control_of_every_play_is_listed() -> None:
    said = {name for play in PLAYS for name in (*play.on_command, *play.on_control)}
    decided_by_the_play = {"it_helped", "not_yet", *WHICH}
    """The asker's own buttons: the play looks who presses them."""
    assert said - set(ALLOWED) <= decided_by_the_play


@pytest.mark.parametrize(
    ("names", "roles"),
    [
        ((), {Role.MEMBER}),
        (("nobody", "we know"), {Role.MEMBER}),
        (("U1",), {Role.MANAGER}),
        (("U2", "Moderators", "elsewhere"), {Role.TRUSTED}),
        (("U1", "Moderators"), {Role.MANAGER, Role.TRUSTED}),
    ],
)
def test_roles_are_given_by_any_name_and_unknown_people_are_members(names: tuple[str, ...], roles: set[Role]) -> None:
    given = policy(roles={"U1": Role.MANAGER, "Moderators": Role.TRUSTED})
    assert roles_of(given, *names) == roles


def test_whoever_is_in_a_team_is_staff_whatever_else_they_are() -> None:
    team = Team(name="hub", title="Hub", channel="hub", people=("U1", "@support"))
    given = policy(roles={"U1": Role.TRUSTED}, governance=Governance(teams={"hub": team}))
    assert roles_of(given, "U1") == {Role.TRUSTED, Role.STAFF}
    assert roles_of(given, "U2", "support") == {Role.STAFF}
    assert roles_of(given, "U3") == {Role.MEMBER}
