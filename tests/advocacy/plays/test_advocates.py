"""The programme as a play: offers within their caps, terms that end, and nothing from whoever may not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advocacy import joining
from advocacy.plays import advocates
from advocacy.plays.advocates import AdvocatesPolicy
from advocacy.programme import Evidence, Ladder, Named, Nomination, Stage, Standing
from advocacy.reviewing import on_vote
from engagement.actions import Keep, Reach, Reply, Say
from engagement.decisions import Act, Verdict
from engagement.ids import MemberId
from engagement.own_acts import SetConsent
from engagement.people import Purpose, Role
from engagement.programmes import YEAR, WayIn
from tests.advocacy.test_programme import record
from tests.bots.voice.shipped import ANA, BEN, LOU, NOW
from tests.bots.voice.spoken_advocates import (
    ACTIVE,
    CHAMPIONS,
    OFFERED,
    POLICY,
    REVIEWED,
    SPEAKERS,
    command,
    ladder,
    pressed,
    seen,
    sent,
    under,
)

DAY = timedelta(days=1)
DIALS = AdvocatesPolicy()
NAMED_BEN = Named(people=(BEN,), why="patient")


def acts(verdicts: Any, kind: type) -> list[Any]:
    return [v.action for v in verdicts if isinstance(v, Act) and isinstance(v.action, kind)]


def said(verdicts: list[Verdict]) -> list[str]:
    return [each.text.partition(".")[2] for each in (*acts(verdicts, Say), *acts(verdicts, Reply))]


def daily(one: Standing | None = None, now: Any = NOW, evidence: Evidence | None = None, **more: Any) -> list[Verdict]:
    shown = ladder(one, nominations=(), **more)
    return list(advocates.on_daily(seen(LOU, None, shown, evidence or Evidence(), now=now), DIALS))


def test_one_new_offer_a_day_and_three_open_at_the_most() -> None:
    people = [MemberId(f"slack-T1:p{n}") for n in range(5)]
    evidence = Evidence(records={who: record(who, 10) for who in people}, reachable=frozenset(people))
    evidence = replace(evidence, records={who: replace(one, evidence=tuple(
        replace(each, at=NOW - DAY) for each in one.evidence)) for who, one in evidence.records.items()})  # fmt: skip
    standings: dict[MemberId, Standing] = {}
    offered = []
    for day in range(6):
        found = daily(now=NOW + day * DAY, evidence=evidence, standings=tuple(standings.values()))
        for keep in acts(found, Keep):
            one = Standing.from_entry(keep.entry)
            standings[one.member] = one
        offered.append(len(acts(found, Say)))
    assert offered == [1, 1, 1, 0, 0, 0]


def test_a_term_is_asked_after_once_and_then_ends_by_itself() -> None:
    until = ACTIVE.until
    assert until is not None
    assert daily(ACTIVE, until - 31 * DAY) == []
    asked = daily(ACTIVE, until - 30 * DAY)
    assert said(asked) == ["term_ends"]
    reminded = Standing.from_entry(acts(asked, Keep)[0].entry)
    assert daily(reminded, until - 29 * DAY) == []
    over = daily(reminded, until)
    assert said(over) == ["term_over"]
    assert Standing.from_entry(acts(over, Keep)[0].entry).stage is Stage.ALUMNUS
    on = advocates.on_renew(seen(BEN, pressed(BEN, "advocate_renew"), ladder(reminded), now=until - DAY), DIALS)
    assert Standing.from_entry(acts(on, Keep)[0].entry).until == until + YEAR
    too_early = advocates.on_renew(seen(BEN, pressed(BEN, "advocate_renew"), ladder(ACTIVE), now=NOW), DIALS)
    assert acts(too_early, Keep) == [], "nobody stays for ever by pressing it often"


@pytest.mark.parametrize(("one", "told"), [(OFFERED, []), (REVIEWED, ["review", "turned_down"])])
def test_what_nobody_answers_is_dropped(one: Standing, told: list[str]) -> None:
    found = daily(one, NOW + 45 * DAY)
    assert said(found) == told
    assert Standing.from_entry(acts(found, Keep)[0].entry).stage is Stage.LAPSED


@pytest.mark.parametrize("changes", [{"dry_run": True}, {"is_paused": True}])
def test_nothing_happens_by_itself_in_a_try_out_or_pause(changes: dict[str, Any]) -> None:
    evidence = Evidence(records={BEN: record(BEN, 10)}, reachable=frozenset({BEN}))
    s = seen(LOU, None, ladder(ACTIVE), evidence, policy=replace(POLICY, **changes), now=NOW + 400 * DAY)
    assert advocates.on_daily(s, DIALS) == []


@pytest.mark.parametrize("stage", [Stage.OFFERED, Stage.INVITED, Stage.ACTIVE])
def test_a_place_in_a_programme_that_is_gone_ends_by_itself_and_the_managers_are_told_once(stage: Stage) -> None:
    """No word to whoever is in it: it may have been renamed by mistake."""
    one = replace(ACTIVE, stage=stage)
    evidence = Evidence(records={BEN: record(BEN, 10)}, reachable=frozenset({BEN}))

    def day(now: Any, **more: Any) -> list[Verdict]:
        shown = ladder(one, **more)
        s = seen(LOU, None, shown, evidence, policy=replace(POLICY, programmes={}), now=now)
        return list(advocates.on_daily(s, DIALS))

    first = day(NOW)
    assert (said(first), acts(first, Keep)) == (["programme_gone"], [])
    assert acts(first, Say)[0].reach is Reach.MANAGERS
    told = frozenset({"champions"})
    assert day(NOW + DAY, told_gone=told) == []
    over = day(NOW + 400 * DAY, told_gone=told)
    assert said(over) == []
    assert Standing.from_entry(acts(over, Keep)[0].entry).stage in {Stage.ALUMNUS, Stage.LAPSED}


def test_consent_is_given_on_the_form_and_what_is_not_ticked_is_not_done() -> None:
    form = sent(BEN, joining.JOIN, accepts=("talk", "dance"), about=("topic:webhooks", "topic:made-up"))
    found = joining.on_chosen(seen(BEN, form, ladder(replace(OFFERED, stage=Stage.INVITED))), DIALS)
    assert [(c.purpose, c.is_given) for c in acts(found, SetConsent)] == [(Purpose.ADVOCACY, True)]
    one = Standing.from_entry(acts(found, Keep)[0].entry)
    assert (one.stage, one.until) == (Stage.ACTIVE, NOW + YEAR)
    assert (one.choices.about, one.choices.is_listed, one.choices.shows) == (("topic:webhooks",), False, ())
    for stage in set(Stage) - {Stage.INVITED, Stage.ACTIVE}:
        closed = joining.on_chosen(seen(BEN, form, ladder(replace(OFFERED, stage=stage))), DIALS)
        assert said(list(closed)) == ["nothing_to_choose"]


def test_nobody_votes_on_themselves_nor_without_being_a_reviewer() -> None:
    row = under(f"review:{REVIEWED.id}")
    mine = replace(REVIEWED, member=LOU)
    for who, one in ((ANA, REVIEWED), (LOU, mine), (LOU, replace(REVIEWED, stage=Stage.INVITED))):
        found = on_vote(seen(who, pressed(who, "vote_yes"), ladder(one), control_row=row), None)
        assert said(list(found)) == ["cannot_vote"]
    silent = ladder(REVIEWED, silent=frozenset({BEN}))
    assert said(list(on_vote(seen(LOU, pressed(LOU, "vote_yes"), silent, control_row=row), None))) == ["cannot_vote"]


def test_a_manager_s_word_counts_for_two_and_nobody_learns_who_is_known_already() -> None:
    shown = Ladder(reviewers={"champions": frozenset()})
    s = seen(LOU, command(LOU, "nominate"), replace(shown, named=NAMED_BEN), roles=frozenset({Role.MANAGER}))
    keep = acts(advocates.on_nominate(s, DIALS), Keep)[0]
    assert Nomination.from_entry(keep.entry).weight == 2
    for before in Stage:
        known = replace(shown, named=NAMED_BEN, standings=(replace(OFFERED, stage=before),))
        answer = list(advocates.on_nominate(seen(ANA, command(ANA, "nominate"), known), DIALS))
        assert (said(answer), acts(answer, Keep)) == (["nominated"], [])


@pytest.mark.parametrize(
    ("asked", "text", "controls"),
    [
        ("advocate", "in_review", ("advocate_leave", "advocate_apply")),
        ("advocate champions", "in_review", ("advocate_leave", "advocate_apply")),
        ("advocate Speakers", "intro", ("advocate_apply",)),
        ("advocate nothing", "in_review", ("advocate_leave", "advocate_apply")),
    ],
)
def test_whoever_is_in_review_somewhere_hears_what_else_there_is(
    asked: str, text: str, controls: tuple[str, ...]
) -> None:
    two = replace(POLICY, programmes={"champions": CHAMPIONS, "speakers": SPEAKERS})
    (reply,) = acts(
        advocates.on_advocate(seen(BEN, command(BEN, *asked.split()), ladder(REVIEWED), policy=two), DIALS), Reply
    )
    assert (reply.text, reply.controls) == (f"advocates.{text}", controls)
    if text == "in_review":
        (item,) = reply.items
        assert item["others"].value == f"{SPEAKERS.title}: {SPEAKERS.promise}"
    (alone,) = acts(advocates.on_advocate(seen(BEN, command(BEN, *asked.split()), ladder(REVIEWED)), DIALS), Reply)
    assert (alone.text, alone.items, alone.controls) == ("advocates.in_review", (), ("advocate_leave",))


def test_without_a_programme_the_words_say_so() -> None:
    none = replace(POLICY, programmes={})
    for hook, who in ((advocates.on_advocate, BEN), (advocates.on_nominate, ANA), (advocates.on_applied, BEN)):
        assert said(list(hook(seen(who, command(who, "x"), policy=none), DIALS))) == ["no_programme"]
    assert advocates.open_to(none.programmes, WayIn.OWN) == []
