"""What is hardly meant so in programmes and invitations, where only the dials together, or the memory, tell."""

from dataclasses import replace

import pytest

from advocacy.checks import findings
from advocacy.inviting import SalesPromptPolicy
from advocacy.plays.advocates import AdvocatesPolicy
from advocacy.plays.asks import AsksPolicy
from advocacy.sales_checks import sales_findings
from advocacy.sellers import Seller
from engagement.events import Threading
from engagement.ids import ChannelId, MemberId
from engagement.people import Role
from engagement.policy import ChannelPolicy
from engagement.programmes import AskKind, Programme
from engagement.records import Channel
from tests.engagement.made_up import NOON, policy

ONE = Programme(name="champions", title="Champions", promise="Little.", reviewers=("U111111", "U222222"))
ROLES = {"U111111": Role.MANAGER, "U222222": Role.STAFF, "U333333": Role.STAFF}
HELP = ChannelPolicy(
    name="help",
    topics=("api",),
    plays={"advocates": AdvocatesPolicy(), "asks": AsksPolicy(), "sales_prompt": SalesPromptPolicy()},
)
HERE = {"roles": ROLES, "managers_channel": "managers", "channels": {"help": HELP}, "topics": {"api": ("endpoint",)}}


def found(*programmes: Programme, **more: object) -> list[str]:
    dials = policy(**{**HERE, "programmes": {one.name: one for one in programmes}, **more})
    return [one.what for one in findings(dials)]


def test_one_that_works_is_fine() -> None:
    assert found(ONE) == []
    assert found() == [], "nor is there anything to say without one"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ways_in": ()}, "`ways_in` is empty"),
        ({"votes": 3}, "it needs 3 votes and has 2 reviewers"),
        ({"reviewers": ()}, "it needs 2 votes and has 1 manager (managers review"),
        ({"reviewers": ("U111111",)}, "it needs 2 votes and has 1 reviewer; name more, or write `votes: 1`"),
    ],
)
def test_one_that_can_never_be_entered_and_in_one_line_what_it_leads_to(changes: dict[str, object], said: str) -> None:
    first, *more = found(replace(ONE, **changes))  # type: ignore[arg-type]
    assert "`champions` can never be entered" in first
    assert said in first
    assert more == [
        "nobody can ever be asked for anything: nobody can enter `champions`; mend what keeps people out, as told above"
    ]


def test_what_only_closed_programmes_have_is_told_apart_from_what_others_have_too() -> None:
    closed = replace(ONE, ways_in=(), name="closed", title="Closed")
    last = found(closed, replace(ONE, asks=(AskKind.TALK, AskKind.BETA, AskKind.REVIEW)))[-1]
    assert last.startswith("nobody can ever be asked for `case_study`, `reference_call` or `answer_session`: only")
    assert "only `closed` has that, and nobody can enter it" in last


def test_a_title_that_is_another_programmes_name_is_told_whichever_comes_first() -> None:
    talks, friends = replace(ONE, name="talks", title="Speaking"), replace(ONE, name="friends", title="Talks")
    for programmes in ((talks, friends), (friends, talks)):
        (said,) = found(*programmes)
        assert said.startswith("the programme `friends` is called “Talks”, as the programme `talks` is by its name")


def test_a_group_may_hold_any_number_of_people_and_may_see_the_managers_channel() -> None:
    assert found(replace(ONE, reviewers=("@community-team",), votes=9)) == []
    others = replace(ONE, reviewers=("U888888", "U999999"))
    assert "which these members cannot see" in found(others)[0]
    assert found(others, roles={**ROLES, "@employees": Role.STAFF}) == [], "they may be in it"
    assert found(others, given={f"slack-T1:{who}": (Role.STAFF,) for who in others.reviewers}) == []


def test_nobody_may_invite() -> None:
    first, *_ = found(replace(ONE, reviewers=()), roles={"U333333": Role.STAFF})
    assert "nobody may invite" in first


def test_who_may_ask_may_also_have_been_given_beside_the_file() -> None:
    programme = replace(ONE, reviewers=("@community-team",))
    assert "nobody may ask advocates" in found(programme, roles={})[0]
    assert found(programme, roles={}, given={"slack-T1:U777777": (Role.SALES,)}) == []


# --- invitations to sales ---------------------------------------------------------------------------------------------


def seen(name: str, *, is_private: bool = False, is_archived: bool = False) -> Channel:
    return Channel(
        id=ChannelId(f"slack-T1:{name}"), name=name, kind="chat", threading=Threading.NATIVE, is_private=is_private,
        is_archived=is_archived,
    )  # fmt: skip


def lost(*channels: Channel, topics: tuple[str, ...] = ("api",), **more: object) -> list[str]:
    seller = Seller(member=MemberId("slack-T1:U444444"), at=NOON, topics=topics)
    return [one.what for one in sales_findings(policy(**{**HERE, **more}), [seller], channels, {"slack"})]


def test_topics_that_sales_registered_for_and_the_playbook_has_no_more_come_in_one_line() -> None:
    assert lost() == []
    (said,) = lost(topics=("api", "roofing", "milling"))
    assert said.startswith("somebody of sales registered for the topics `milling` and `roofing`, which no channel")
    assert "U444444" not in said


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        (seen("help", is_private=True), "`help` is private, and sales is invited into public channels alone"),
        (seen("help", is_archived=True), "`help` is archived"),
        (seen("other"), "Hubbub is not in `help`; invite it there"),
    ],
)
def test_what_the_platform_shows_of_the_channels_counts(channel: Channel, said: str) -> None:
    (told,) = lost(channel)
    assert told.startswith("nobody of sales is ever invited, so that whoever of sales enrolled hears of nothing: ")
    assert said in told
    assert lost(seen("help"), channel) == [], "one that is open is enough"


def test_each_closed_channel_is_told_with_its_own_reason_and_a_switch_alone_is_meant_so() -> None:
    rooms = {"a": replace(HELP, name="a", no_sales=True), "b": replace(HELP, name="b", is_live=False)}
    (said,) = lost(channels=rooms)
    assert "`a` has `no_sales: true`; take it away" in said
    assert "`b` is a try-out" in said
    assert lost(channels={"a": ChannelPolicy(name="a")}) == [], "without the step nobody expects invitations"
