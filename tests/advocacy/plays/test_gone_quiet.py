"""Who is missed: names only of who agreed, numbers only of five or more, and never a word to the member."""

from datetime import timedelta

from advocacy.plays.gone_quiet import GoneQuietPolicy, on_daily
from advocacy.quieting import Changed, Changes
from engagement.actions import Reach, Say
from engagement.decisions import Act, Hold, Verdict
from tests.engagement.made_up import NOON, PEER, situation

DAY = NOON.date() - timedelta(days=31)


def told(changes: Changes | None) -> list[Verdict]:
    return [*on_daily(situation(shown={Changes: changes}), GoneQuietPolicy())]


def test_managers_read_names_of_who_agreed_and_numbers_from_five_on() -> None:
    (act,) = told(Changes(named=(Changed(member=PEER, is_back=False, since=DAY),), others_quiet=4, others_back=5))
    assert isinstance(act, Act)
    assert isinstance(act.action, Say)
    assert (act.action.reach, act.action.is_unprompted) == (Reach.MANAGERS, False)
    assert [item["quiet"].value for item in act.action.items] == [PEER]
    assert (act.action.fields["others_quiet"].value, act.action.fields["others_back"].value) == ("", "5")


def test_of_fewer_than_five_who_did_not_agree_nothing_is_told() -> None:
    (hold,) = told(Changes(others_quiet=4))
    assert isinstance(hold, Hold)
    assert told(Changes()) == told(None) == []
