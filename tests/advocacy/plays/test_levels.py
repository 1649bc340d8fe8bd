"""What levels do each day, and what who may see of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from advocacy.badges import Badge, read_condition
from advocacy.levels import Board, Reached, Somebody, Standings
from advocacy.plays.levels import LevelsPolicy, on_board, on_daily, on_levels, on_name_me_not, roles_in
from advocacy.record import Record
from engagement.actions import Keep, Reply, Say
from engagement.decisions import Act, Verdict
from engagement.policy import ChannelPolicy
from engagement.records import Contribution
from engagement.showing import GiveRole
from tests.engagement.made_up import ASKER, NOON, PEER, person, policy, situation, tid

KIND = Badge(name="kind", title="Kind", when=read_condition("helped >= 1"), discord_role="Hearts", slack_group="hearts")
ON = LevelsPolicy(on=True, tells=True, board=True, badges={"kind": KIND})
HELPED = Record(
    member=PEER,
    helped=1,
    evidence=(Contribution(id="1", member=PEER, kind="answer", thread=tid("q"), at=NOON, points=10),),
)
BEN = Somebody(
    member=PEER,
    days=frozenset(NOON.date() - timedelta(days=n) for n in range(8)),
    record=HELPED,
    before=Reached(member=PEER),
    may_be_named=True,
    platforms=frozenset({"slack"}),
)


def daily(somebody: Somebody, dials: LevelsPolicy = ON, *, is_first: bool = False, **more: Any) -> list[Any]:
    shown = {Standings: Standings(people=(somebody,), is_first=is_first)}
    return actions(on_daily(situation(shown=shown, **more), dials))


def actions(verdicts: Any) -> list[Any]:
    return [verdict.action for verdict in verdicts if isinstance(verdict, Act)]


def test_what_was_reached_is_kept_told_and_shown_and_the_next_day_nothing_is() -> None:
    keep, say, give = daily(BEN)
    assert isinstance(keep, Keep)
    assert (keep.entry.state, keep.entry.facts["given"]) == ("2", ["slack:hearts"])
    assert isinstance(say, Say)
    assert (say.to, say.fields["badges"].value) == (PEER, "answers_1, Kind")
    assert give == GiveRole(member=PEER, platform="slack", role="hearts")
    from_then = Reached(
        member=PEER, level=2, since=NOON, badges={"answers_1": NOON, "kind": NOON}, given=("slack:hearts",),
        quarter="2026q1",
    )  # fmt: skip
    assert daily(replace(BEN, before=from_then)) == []
    assert daily(replace(BEN, before=from_then, failed=frozenset({"slack:hearts"}))) == [give]
    assert [*map(type, daily(replace(BEN, before=from_then, may_be_named=False)))] == [Keep, GiveRole]


def test_nobody_is_told_at_the_beginning_nor_unless_it_was_switched_on() -> None:
    assert Say not in [*map(type, daily(BEN, is_first=True))]
    assert Say not in [*map(type, daily(BEN, replace(ON, tells=False)))]


def test_a_role_is_given_only_where_that_may_be_and_never_what_somebody_had_before() -> None:
    assert GiveRole not in [*map(type, daily(replace(BEN, may_be_named=False)))]
    assert GiveRole not in [*map(type, daily(replace(BEN, held=frozenset({"slack:hearts"}))))]
    assert GiveRole not in [*map(type, daily(BEN, policy=policy(dry_run=True)))]
    assert GiveRole not in [*map(type, daily(BEN, policy=policy(is_paused=True)))]


def test_switched_off_nothing_is_noted_and_what_was_given_goes() -> None:
    assert daily(BEN, LevelsPolicy()) == []
    given = replace(BEN, before=Reached(member=PEER, level=2, since=NOON, given=("slack:hearts",)))
    take, keep = daily(given, LevelsPolicy())
    assert take == GiveRole(member=PEER, platform="slack", role="hearts", is_on=False)
    assert isinstance(keep, Keep)
    assert keep.entry.facts["given"] == []


def shown(verdicts: list[Verdict]) -> Reply:
    (reply,) = actions(verdicts)
    return reply


def test_the_board_lists_who_agreed_and_managers_read_numbers_from_five_on() -> None:
    has = Reached(member=PEER, level=2, since=NOON, badges={"kind": NOON}, given=("slack:hearts",))
    board = Board(named=(has,), levels={2: 2}, badges={"kind": 2}, own=has, is_named=True)
    asked = situation(actor=person(PEER), shown={Board: board})
    listed = shown([*on_board(asked, ON)])
    assert [item["who"].value for item in listed.items] == [PEER]
    assert listed.controls == ("name_me_not",)
    assert shown([*on_board(asked, replace(ON, board=False))]).items == ()
    assert shown([*on_board(asked, LevelsPolicy())]).text == "levels.off"
    counted = shown([*on_levels(asked, ON)]).items
    assert {item["number"].value for item in counted} == {"few"}
    assert {item["who"].value for item in counted} == {""}, "nobody agreed that the team may see it"
    many = replace(board, levels={2: 5}, badges={"kind": 5}, seen=(has,))
    told = shown([*on_levels(situation(actor=person(ASKER), shown={Board: many}), ON)])
    assert {item["number"].value for item in told.items} == {"5", ""}


def test_a_no_takes_what_is_shown_at_once() -> None:
    has = Reached(member=PEER, level=2, since=NOON, given=("slack:hearts",))
    take, _ = actions(on_name_me_not(situation(actor=person(PEER), shown={Reached: has}), ON))
    assert take == GiveRole(member=PEER, platform="slack", role="hearts", is_on=False)


def test_only_roles_that_have_a_name_are_looked_for_on_a_platform() -> None:
    plain = Badge(name="plain", title="Plain", when=read_condition("helped >= 1"))
    dials = replace(ON, badges={"kind": KIND, "plain": plain})
    found = roles_in(policy(channels={"help": ChannelPolicy(name="help", plays={"levels": dials})}))
    assert (found.discord, found.slack) == ({"Hearts"}, {"hearts"})


def test_where_there_is_nothing_to_show_it_is_said_why() -> None:
    nothing = situation(actor=person(ASKER), shown={Board: Board()})
    assert shown([*on_levels(nothing, ON)]).text == "levels.overview_empty"
    assert shown([*on_board(nothing, replace(ON, board=False))]).text == "levels.own_empty"
    assert shown([*on_board(nothing, replace(ON, board=True))]).text == "levels.board_empty"
