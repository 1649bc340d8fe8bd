"""The weekly note: to whom, with which numbers, and when there is none."""

from advocacy.plays.new_names_and_topics import NewNamesAndTopicsPolicy, News, on_daily, on_news
from engagement.actions import Keep, Reply, Say
from engagement.decisions import Act
from engagement.events import CommandGiven
from engagement.ids import AccountId
from engagement.people import Role
from tests.engagement.made_up import ASKER, HELP, NOON, PEER, person, situation

POLICY = NewNamesAndTopicsPolicy()


def notes(**news: object) -> list[Say]:
    found = on_daily(situation(shown={News: News(**news)}), POLICY)  # type: ignore[arg-type]
    return [v.action for v in found if isinstance(v, Act) and isinstance(v.action, Say)]


def test_everybody_who_asked_reads_the_same_and_only_they() -> None:
    first, second = notes(wanted=(ASKER, PEER), newcomers=12, words=("timeout",), topics=("api",))
    assert (first.to, second.to, first.items) == (ASKER, PEER, second.items)
    assert [(item["topic"].value, item["word"].value) for item in first.items] == [("api", ""), ("", "timeout")]
    assert notes(newcomers=12) == []


def test_fewer_than_five_new_people_are_no_number_and_a_week_without_news_no_note() -> None:
    told = {notes(wanted=(ASKER,), newcomers=number)[0].fields["new_people"].value for number in range(1, 5)}
    assert told == {"few_new"}
    assert notes(wanted=(ASKER,), newcomers=5)[0].fields["new_people"].value == "5"
    assert notes(wanted=(ASKER,)) == []


def test_it_is_ordered_and_ended_by_the_same_person() -> None:
    for said, is_gone, text in (("on", False, "on"), ("off", True, "off"), ("", None, "is_not_wanted")):
        words = ("news", said) if said else ("news",)
        event = CommandGiven(key="c", at=NOON, account=AccountId(ASKER), channel=HELP, words=words)
        found = on_news(situation(event=event, actor=person(ASKER, Role.STAFF)), POLICY)
        kept = [v.action for v in found if isinstance(v, Act) and isinstance(v.action, Keep)]
        assert [one.is_gone for one in kept] == ([is_gone] if is_gone is not None else [])
        assert all(one.entry.member == ASKER for one in kept)
        assert Reply(text=f"new_names_and_topics.{text}") in [v.action for v in found if isinstance(v, Act)]
