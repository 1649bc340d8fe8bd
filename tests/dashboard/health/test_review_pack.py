"""The review of a month: both files say the same, hostile names stay words, and a few people make no figure."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.runtime.strategy import GoalSeen
from bots.voice.texts import MissingText
from config.messages import Texts, load_texts
from dashboard.health import review_pack
from dashboard.health.review_pack import Month, Section
from dashboard.health.review_words import ReviewWords
from engagement.digests import WORSE, Figure, Seven
from engagement.entries import Entry
from engagement.escalating.figures import EscalationFigures
from engagement.health import Part
from engagement.ids import ChannelId, MemberId, MessageId, ThreadId
from engagement.progress import Stand, progress
from engagement.records import AskedFigures
from engagement.speech import Picture
from engagement.strategy import Goal, Measure, Purpose
from engagement.threads import QuestionModes
from engagement.uplift import Verdict
from engagement.whole_weeks import WEEK
from engagement.worth import Counts, Worth
from tests.bots.voice.spoken_digests import HEALTH, SEVENS
from tests.engagement.made_up import HELP, NOON

TEXTS = load_texts()
EN = ReviewWords(texts=TEXTS, language="en")
HOSTILE = "<script>alert(1)</script> [x](https://evil.example) | `a` **b** <!-- &lt; \"'"


def asked(nth: int) -> AskedFigures:
    return AskedFigures(
        thread=ThreadId(MessageId(f"{HELP}:{nth}")), channel=ChannelId(HELP), root_at=NOON, modes=QuestionModes.MARK,
        asker=MemberId(f"m{nth}"), is_solved=True, accepted_by=None, marked_by=None, replies=1,
    )  # fmt: skip


WORTH = Worth(
    questions={
        **dict.fromkeys(Counts, ()),
        Counts.SAVED: tuple(map(asked, range(7))), Counts.UNANSWERED: tuple(map(asked, range(20, 23))),
    },
    cases_least=1, cases_most=3, staff_hours=1, volunteer_hours=2, other_hours=0, least=-2, most=4,
)  # fmt: skip
CHANGED = Entry(
    kind="alert", id="a", at=NOON, state=WORSE,
    facts={"figure": "answered", "since": "2026-10-05", "before": "84%", "after": "61%"},
)  # fmt: skip


def sections(month: Month) -> list[Section]:
    return review_pack.sections(month, EN)


def to_html(month: Month) -> str:
    return review_pack.to_html(month, EN)


def to_markdown(month: Month) -> str:
    return review_pack.to_markdown(month, EN)


def picture(month: Month) -> Picture | None:
    return review_pack.picture(month, EN)


def goal(title: str, measure: Measure, target: float, now: float) -> GoalSeen:
    """One that has stood there for thirty weeks, and is to be reached in five more."""
    since = date(2026, 3, 2)
    one = Goal(name="g", title=title, measure=measure, target=target, since=since, by=since + 35 * WEEK)
    return GoalSeen(progress=progress(one, [(since + nth * WEEK, now) for nth in range(30)], since + 30 * WEEK))


GOALS = (
    goal("Quick answers", Measure.ANSWERED_IN_A_DAY, 0.8, 0.9), goal("At once", Measure.FIRST_REPLY, 3600.0, 19_800.0),
    goal("Many", Measure.MEMBERS_ACTIVE, 4_000.0, 12.5),
)  # fmt: skip
MONTH = Month(
    community="Town", first=date(2026, 10, 1), brought=SEVENS[-1], before=SEVENS[-2], weeks=SEVENS, changed=(CHANGED,),
    worth=WORTH, channels=(Part(name="#help", people=9, answering=replace(HEALTH, never=12), absence_factor=1),),
    topics=(Part(name="api", people=9, answering=HEALTH, absence_factor=1),), helped=10, helpers=5, goals=GOALS,
    purpose=Purpose(vision="Help is near", for_whom="builders", success="most get an answer"),
)  # fmt: skip
EMPTY = Month(
    community="Town", first=date(2026, 10, 1), brought=Seven(first=date(2026, 9, 28), last=date(2026, 10, 25)),
    before=Seven(first=date(2026, 8, 31), last=date(2026, 9, 27)),
)  # fmt: skip


class Page(HTMLParser):
    """The tags of a page, and what stands between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def test_both_say_the_figures_what_changed_and_what_to_decide() -> None:
    for text in (Page(to_html(MONTH)).words, to_markdown(MONTH).replace("\\", "")):
        for said in ("Town: the review of October 2026", "Questions asked", "84% before, 61% since 5 October 2026",
                     "About 10 members gave an answer", "the whole weeks (Monday to Sunday, UTC) that end in October 2026: ", "decide who looks into it", "In #help more questions than elsewhere",
                     "The answers about api depend on very few people"):  # fmt: skip
            assert said in text


def test_the_page_needs_nothing_else_and_says_its_chart_in_words() -> None:
    page = to_html(MONTH)
    assert "http" not in page.replace("http-equiv", "")
    found = Page(page)
    (image,) = [attrs for tag, attrs in found.tags if tag == "img"]
    assert str(image["src"]).startswith("data:image/png;base64,")
    assert "27 asked, 23 answered" in str(image["alt"])
    assert not any(tag == "script" for tag, _ in found.tags)


def hostile(words: str) -> Month:
    return replace(
        MONTH, community=words, purpose=Purpose(vision=f"It {words}", for_whom=f"all {words}", success=f"so {words}"),
        goals=[replace(one, progress=replace(one.progress, goal=replace(one.progress.goal, title=words))) for one in GOALS], channels=(replace(MONTH.channels[0], name=words),),
        topics=(replace(MONTH.topics[0], name=words),), titles=(("hub", words),),
    )  # fmt: skip


def test_hostile_names_stay_words() -> None:
    found = Page(to_html(hostile(HOSTILE)))
    assert {tag for tag, _ in found.tags} == {tag for tag, _ in Page(to_html(MONTH)).tags}
    assert HOSTILE in found.words
    text = to_markdown(hostile(HOSTILE))
    assert not re.search(r"(?<!\\)[<`\[]", text)
    assert text.count("\n## ") == to_markdown(MONTH).count("\n## ")


@given(st.text(max_size=60))
@settings(max_examples=20, deadline=None)
def test_whatever_a_topic_is_called_the_page_keeps_its_shape(words: str) -> None:
    words = words.encode(errors="ignore").decode()
    shape = [tag for tag, _ in Page(to_html(MONTH)).tags]
    assert [tag for tag, _ in Page(to_html(hostile(words))).tags] == shape
    lines = to_markdown(hostile(words)).splitlines()
    assert sum(line.startswith("# ") for line in lines) == 1


def test_a_few_people_make_no_figure() -> None:
    assert picture(EMPTY) is None
    told = to_markdown(EMPTY)
    assert not re.search(r"\d", told.replace("2026", ""))
    assert Page(to_html(EMPTY)).words.count("Fewer than five") >= 3
    (worth,) = [one for one in sections(MONTH) if one.title == "What answers are worth"]
    assert worth.rows == (), "three more would be what is left of the ten: neither is told"
    more = {**WORTH.questions, Counts.UNANSWERED: tuple(map(asked, range(20, 26)))}
    (worth,) = [
        one
        for one in sections(replace(MONTH, worth=replace(WORTH, questions=more)))
        if one.rows[:1] and "worth" in one.title
    ]
    assert worth.rows == (("answered by a member, and confirmed", "7"), ("not answered", "6"))


def test_the_purpose_stands_at_its_head_and_each_goal_with_how_it_stands() -> None:
    for text in (Page(to_html(MONTH)).words, to_markdown(MONTH).replace("\\", "")):
        head, _, rest = text.partition("How the community fares")
        assert all(said in head for said in ("Help is near", "For whom: builders", "It succeeds when: most get an"))
        assert "The goal “At once” is out of reach as it goes" in rest
    (found,) = [one for one in sections(MONTH) if one.title == "What the community wants to reach"]
    assert found.rows == (
        ("Quick answers", "90%", "80%", "2 November 2026", "reached"),
        ("At once", "5.5 h", "60 min", "2 November 2026", "unlikely"),
        ("Many", "12.5", "4,000", "2 November 2026", "unlikely"),
    )
    none = replace(MONTH, goals=(), purpose=Purpose())
    assert review_pack.lead(none, EN) == []
    assert not any("reach" in one.title for one in sections(none))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", ("Town: der Rückblick auf Oktober 2026", "Für wen: builders", "| At once | 5,5 Std. | 60 min |",
                "4.000", "vorher 84 %, seit 5. Oktober 2026 61 %", "Ziel „At once“ wird so nicht erreicht",
                "Woche vom", "Niemand wird genannt")),
        ("es", ("Town: el repaso de octubre de 2026", "Para quién: builders", "| At once | 5,5 h | 60 min |",
                "antes 84 %, 61 % desde el 5 de octubre de 2026", "El objetivo «At once» no se alcanza así",
                "No se nombra a nadie")),
    ],
)  # fmt: skip
def test_it_speaks_the_language_of_the_community(language: str, said: tuple[str, ...]) -> None:
    words = ReviewWords(texts=TEXTS, language=language)
    text = review_pack.to_markdown(MONTH, words).replace("\\", "")
    assert [part for part in said if part not in text] == []
    page = review_pack.to_html(MONTH, words)
    assert f'<html lang="{language}">' in page
    english = {each.title for each in sections(MONTH)} | {"Questions asked", "reached", "Nobody is named"}
    assert [part for part in english if part in Page(page).words or part in text] == []


def test_none_of_its_texts_is_left_over_and_none_is_missing() -> None:
    asked_for: set[str] = set()

    class Noting(Texts):
        def get(self, language: str, key: str) -> str:
            asked_for.add(key)
            return super().get(language, key)

    words = ReviewWords(texts=Noting(by_language=TEXTS.by_language), language="de")
    few = replace(EMPTY, teams=EscalationFigures(is_too_few=True))
    more = {**WORTH.questions, Counts.UNANSWERED: tuple(map(asked, range(20, 26)))}
    lost = replace(MONTH, worth=replace(WORTH, questions=more, most=-1.0), weeks=(*SEVENS, EMPTY.brought))
    for month in (MONTH, EMPTY, few, lost, replace(EMPTY, helped=5)):
        review_pack.to_html(month, words)
    by_name = {*(f"verdict_{one.name.lower()}" for one in Verdict), *(f"stand_{one.name.lower()}" for one in Stand),
               *(f"counts_{one.name.lower()}" for one in Counts), *(one.value for one in Figure)}  # fmt: skip
    tables = {"counts_others", "helped_step", "team", "team_questions", "team_solved", "team_first", "team_missed",
              "team_others", "team_all", "decide_harms", "helped_with"}  # fmt: skip
    known = {key.removeprefix("review.") for key in TEXTS.by_language["en"] if key.startswith("review.")}
    found = {key.removeprefix("review.") for key in asked_for if key.startswith("review.")}
    assert found <= known
    assert known - found - by_name - tables == set()
    assert by_name | tables <= known
    with pytest.raises(MissingText):
        words.say("nowhere")


@pytest.mark.parametrize("changes", [{"changed": (), "channels": (), "topics": (), "worth": None, "goals": ()}])
def test_where_nothing_presses_somebody_is_thanked(changes: dict[str, object]) -> None:
    assert sections(replace(MONTH, **changes))[-1].points == ("Nothing presses. Decide whom to thank, and for what.",)  # type: ignore[arg-type]
