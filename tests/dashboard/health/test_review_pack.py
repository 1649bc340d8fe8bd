"""The review of a month: both files say the same, hostile names stay words, and a few people make no figure."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.health.review_pack import Month, picture, sections, to_html, to_markdown
from engagement.digests import WORSE, Seven
from engagement.entries import Entry
from engagement.health import Part
from engagement.ids import ChannelId, MemberId, MessageId, ThreadId
from engagement.records import AskedFigures
from engagement.threads import QuestionModes
from engagement.worth import Counts, Worth
from tests.bots.voice.spoken_digests import HEALTH, SEVENS
from tests.engagement.made_up import HELP, NOON

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
MONTH = Month(
    community="Town", first=date(2026, 10, 1), brought=SEVENS[-1], before=SEVENS[-2], weeks=SEVENS, changed=(CHANGED,),
    worth=WORTH, channels=(Part(name="#help", people=9, answering=replace(HEALTH, never=12), absence_factor=1),),
    topics=(Part(name="api", people=9, answering=HEALTH, absence_factor=1),), helped=10, helpers=5,
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
        for said in ("Town: the review of October 2026", "Questions asked", "84% before, 61% since 2026-10-05",
                     "About 10 members gave an answer", "the whole weeks (Monday to Sunday, UTC) that end in October: ", "decide who looks into it", "In #help more questions than elsewhere",
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
        MONTH, community=words, channels=(replace(MONTH.channels[0], name=words),),
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
    assert worth.rows == ((Counts.SAVED.value, "7"), (Counts.UNANSWERED.value, "6"))


@pytest.mark.parametrize("changes", [{"changed": (), "channels": (), "topics": (), "worth": None}])
def test_where_nothing_presses_somebody_is_thanked(changes: dict[str, object]) -> None:
    assert sections(replace(MONTH, **changes))[-1].points == ("Nothing presses. Decide whom to thank, and for what.",)  # type: ignore[arg-type]
