"""Topics on few shoulders: told once a month, without a name."""

from collections import Counter
from dataclasses import replace

from advocacy.plays.dependency import DependencyPolicy, on_daily
from advocacy.topics import Dependency, Topics, answers_by_topic, dependencies
from engagement.actions import Keep, Say
from engagement.decisions import Act, Hold
from engagement.records import ThreadFigures
from tests.engagement.made_up import ASKED, DAY, HELP, NOON, PEER, THIRD, situation

FEW = Dependency(topic="api", factor=2, answers=40)


def test_a_topic_is_told_once_a_month_and_noted_until_more_people_carry_it() -> None:
    say, keep = on_daily(situation(shown={Topics: Topics(found=(FEW,))}), DependencyPolicy())
    assert isinstance(say, Act)
    assert isinstance(say.action, Say)
    assert {field.value for field in say.action.fields.values()} == {"api", "people_2", "chances"}, "and no name"
    assert isinstance(keep, Act)
    assert isinstance(keep.action, Keep)
    noted = {"api": FEW.to_entry(NOON - 29 * DAY)}
    (hold,) = on_daily(situation(shown={Topics: Topics(found=(FEW,), noted=noted)}), DependencyPolicy())
    assert isinstance(hold, Hold)
    old = {"api": FEW.to_entry(NOON - 30 * DAY)}
    assert len(on_daily(situation(shown={Topics: Topics(found=(FEW,), noted=old)}), DependencyPolicy())) == 2
    (gone,) = on_daily(situation(shown={Topics: Topics(noted=noted)}), DependencyPolicy())
    assert isinstance(gone, Act)
    assert isinstance(gone.action, Keep)
    assert gone.action.is_gone


def test_a_topic_depends_on_few_only_with_answers_enough_and_staff_are_not_counted() -> None:
    one = ThreadFigures(
        channel=HELP, root_at=NOON, modes=ASKED, topics=("api",), first_reply_s=60.0, first_reply_by=PEER
    )
    some = [one] * 20 + [replace(one, first_reply_by=THIRD)] * 30
    assert answers_by_topic(some, {THIRD}) == {"api": Counter({PEER: 20})}
    assert dependencies(answers_by_topic(some, {THIRD})) == (Dependency(topic="api", factor=1, answers=20),)
    assert dependencies(answers_by_topic(some[1:20], ())) == ()
