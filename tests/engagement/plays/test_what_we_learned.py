"""The weekly word to the teams: what is told to whom, and what never is."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from engagement.actions import Reach, Say, link, span, words
from engagement.escalating.escalation import State
from engagement.escalating.handled import Case, handled
from engagement.escalating.hub_playbook import HubPlaybook
from engagement.escalating.learned import Used, Week, to_write_down, uses
from engagement.ids import ChannelId, EscalationId, MemberId
from engagement.plays.what_we_learned import WhatWeLearnedPolicy, on_daily
from tests.engagement.escalating.test_hub_playbook import ANSWERS
from tests.engagement.made_up import NOON, at, policy, showing, situation, tid
from tests.engagement.plays.test_escalation import GOVERNANCE, HUB_ROOM, ROOM, E, actions

BILL = replace(E, team="bill", first_response_at=at(60), topics=("api",))
SOLVED = [replace(BILL, id=EscalationId(f"s{n}"), thread=tid(f"s{n}"), state=State.SOLVED) for n in range(6)]


def cases(number: int, team: str = "bill") -> tuple[Case, ...]:
    some = (replace(BILL, id=EscalationId(f"{team}{n}"), team=team, solved_at=NOON) for n in range(number))
    return tuple(Case(handled=handled(e), asker=MemberId(f"{team}-m{n}")) for n, e in enumerate(some))


def used(number: int, answer: str = "reset") -> tuple[Used, ...]:
    return tuple(
        Used(escalation=SOLVED[n % 6].id, asker=MemberId(f"m{n}"), team="bill", answer=answer) for n in range(number)
    )


def said(**more: Any) -> list[Say]:
    week = Week(**{"governance": GOVERNANCE, "rooms": {"hub": HUB_ROOM, "bill": ROOM}, **more})
    s = situation(shown=showing(week), policy=policy(playbook=HubPlaybook(answers=ANSWERS)))
    return actions(on_daily(s, WhatWeLearnedPolicy()), Say)


def test_each_spoke_hears_of_its_own_and_the_hub_of_all_side_by_side() -> None:
    hub, spoke = said(cases=cases(6) + cases(5, "hub"), solved=tuple(SOLVED), used=used(6))
    assert (hub.to, spoke.to) == (HUB_ROOM, ROOM)
    assert (hub.fields["came"], spoke.fields["came"], spoke.fields["solved"]) == (words("11"), words("6"), words("6"))
    assert spoke.fields["first"] == span(timedelta(hours=1))
    assert [item["team"].value for item in hub.items][:3] == ["Billing", "Hub", ""]
    first, *rest = spoke.items
    assert (first["answer"], first["times"]) == (words("Reset a token"), words("6"))
    assert [item["where"] for item in rest] == [link(e.thread) for e in SOLVED[:5]], "at most five, nothing to write"


def test_nothing_is_told_in_numbers_of_fewer_than_five_people() -> None:
    hub, spoke = said(cases=cases(4), used=used(4))
    for each in (hub, spoke):
        assert (each.fields["came"], each.fields["few"]) == (words(""), words("few"))
        assert [(item["answer"].value, item["times"].value) for item in each.items] == [("Reset a token", "")]
    (hub,) = said(cases=cases(6) + cases(4, "hub"))
    assert (hub.to, hub.fields["came"]) == (HUB_ROOM, words("10")), "the hub's four would be the rest"
    assert hub.items == ()


def test_where_nothing_happened_nothing_is_said() -> None:
    assert said() == []
    assert on_daily(situation(), WhatWeLearnedPolicy()) == []
    assert [each.to for each in said(cases=cases(5, "hub"))] == [HUB_ROOM]


def test_who_shares_the_hubs_room_reads_it_there_and_without_a_room_the_managers_do() -> None:
    (one,) = said(cases=cases(6), rooms={"hub": HUB_ROOM, "bill": HUB_ROOM})
    assert one.to == HUB_ROOM
    hub, spoke = said(cases=cases(6), rooms={"bill": ChannelId("slack-T1:CB")})
    assert (hub.reach, hub.to, spoke.reach) == (Reach.MANAGERS, "", Reach.CHANNEL)


def test_an_answer_is_worth_writing_down_when_several_were_solved_without_one() -> None:
    week = Week(governance=GOVERNANCE, solved=tuple(SOLVED), used=used(4))
    assert to_write_down(week) == []
    assert to_write_down(replace(week, used=used(3))) == ["api"]
    assert uses((*used(6), *used(5, "any"), *used(6, "pay"), *used(4, "gone"))) == {
        "pay": 6, "reset": 6, "any": 5, "gone": 0,
    }  # fmt: skip
