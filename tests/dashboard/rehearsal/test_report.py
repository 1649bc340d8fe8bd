"""The rehearsal's page: one safe file in plain words, whatever the history holds."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from dashboard.rehearsal.report import render
from engagement.ids import MemberId
from engagement.plays.peer_prompt import PeerPromptPolicy
from engagement.policy import ChannelPolicy
from tests.engagement.rehearsed_history import BEGIN, DAY, HOUR, History, busy_history, monthly_history, policy

INSIDE = (
    "play",
    "hold",
    "held",
    "arm",
    "outbox",
    "nudge",
    "gate",
    "ring",
    "situation",
    "candidate",
    "fold",
    "gini",
    "dial",
)
VOID = {"meta"}
HOSTILE = "</style><script>alert(1)</script><img src=x onerror=alert(2)>\u202e\u2066\"'&{{7*7}}"


class _Page(HTMLParser):
    """The page's tags and what a reader sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += f" {data}"


def _read(html: str) -> _Page:
    page = _Page(html)
    assert page.open == []
    page.text = re.sub(r"\s+", " ", page.text)
    return page


def test_the_finding_is_the_first_sentence() -> None:
    page = _read(render(busy_history().report()))
    assert "33 % of the questions people asked never got an answer." in page.text
    assert "people asked 60 questions" in page.text
    assert "Hubbub would have asked helpers about 40 of them" in page.text
    assert "among them nearly all of those that nobody ever answered" in page.text
    assert "For the 20 questions that members answered first, it would have stayed silent." in page.text


def test_one_channel_is_named_in_the_finding() -> None:
    page = _read(render(monthly_history().report()))
    assert "of the questions people asked in #help never got an answer." in page.text.replace("# ", "#")


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    html = render(busy_history().report())
    page = _read(html)
    assert not {"script", "link", "img", "iframe", "form", "object"} & set(page.tags)
    assert not {name for name, _ in page.attributes if name.startswith("on") or name in {"src", "href", "style"}}
    assert "http://" not in html
    assert "https://" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html


def test_the_words_are_plain() -> None:
    against = busy_history().run(others=ChannelPolicy(name="*", plays={"peer_prompt": PeerPromptPolicy(wait=HOUR)}))
    history = busy_history()
    for thread in [t.thread for t in history.threads[:10]]:
        assert thread is not None
        for text in ("answer_marks.remind", "peer_prompt.storm", "peer_prompt.no_helpers", "something.new"):
            history.say(thread, text)
        history.show(thread)
    for report in (history.report(against=against), History().report()):
        text = _read(render(report)).text.lower()
        assert not [word for word in INSIDE if re.search(rf"\b{word}s?\b", text)]
        assert "_" not in text.replace("new_york", "")


def test_every_drawing_has_words() -> None:
    html = render(monthly_history().report())
    for drawing in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        assert 'role="img"' in drawing
        assert re.search(r"<title[^>]*>[^<]+</title>", drawing)
    assert "no answer within a day" in html
    assert "gaps: fewer than five people asked" in html


def test_foreign_words_are_escaped_and_cannot_turn_the_page() -> None:
    history = History()
    helpers = {MemberId(f"h{nth}"): f"Helper {nth} {HOSTILE}" for nth in range(8)}
    for nth in range(40):
        thread = history.question(
            f"m{nth % 9}", at=BEGIN + nth * 9 * HOUR, channel=f"{nth % 2}{HOSTILE}", topics=(f"bees {HOSTILE}",),
            reply=5 * HOUR if nth % 3 else None, by=f"h{nth % 8}",
        )  # fmt: skip
        history.ask(thread, f"h{nth % 8}")
        history.hold(thread, HOSTILE, is_later=True)
    html = render(
        history.report(
            policy=policy(name=HOSTILE),
            names=helpers,
            notes=[HOSTILE],
            excerpts=lambda _: f"How do I keep my bees warm in such a long winter? {HOSTILE} \ud800",
        )
    )
    page = _read(html)
    assert not {"script", "img"} & set(page.tags)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)
    assert "{{7*7}}" in page.text
    assert re.search(r"Helper \d </style>", page.text)
    html.encode("utf-8")


@given(st.text(max_size=200))
def test_any_text_leaves_the_page_whole(text: str) -> None:
    report = busy_history().report(policy=policy(name=text), notes=[text])
    stories = tuple(replace(story, words=text, channel=text, topic=text) for story in report.stories)
    _read(render(replace(report, stories=stories))).text.encode("utf-8")


def test_a_history_without_questions_is_told_in_a_sentence() -> None:
    page = _read(render(History().report()))
    assert "Nobody asked a question in this history." in page.text
    assert "How to read this" in page.text
    assert "svg" not in page.tags


def test_too_few_people_are_told_in_a_sentence() -> None:
    history = History()
    for nth in range(9):
        history.question(f"m{nth % 3}")
    page = _read(render(history.report()))
    assert "Fewer than five people asked a question in this history." in page.text
    assert "9" not in page.text.split("How to read this")[0]


def test_the_assumptions_are_said() -> None:
    text = _read(render(busy_history().report(events=6209, notes=["2 private channels were left out"]))).text
    assert "6,209 events from 1 Jan 2024" in text
    assert "an export does not tell who agreed to be asked" in text
    assert "2 private channels were left out." in text
    assert "reads like a question somebody could answer" in text
    assert "Time for members to answer first 20 minutes" in text
    real = _read(render(busy_history().report(policy=policy(assume_willing=False)))).text
    assert "only those who have enrolled" in real


def test_without_threads_the_finding_is_said_with_care() -> None:
    history = busy_history()
    text = _read(render(history.report(guessed=list(history.channels)))).text
    assert "At most 33 % of the questions" in text
    assert "All of these questions were asked where people do not use threads." in text
    assert "Nobody ever answered" not in text
    assert "As far as can be told, nobody had answered." in text


def test_stories_say_what_happened_and_what_would_have() -> None:
    text = _read(render(busy_history().report())).text
    assert "The person who answered would have been asked 3 hours earlier" in text
    assert "Hubbub would have asked helper A and helper B, because they had answered here lately." in text
    assert "In fact, no answer ever came." in text
    assert "How do I keep bees through a long and cold winter" in text
    hidden = _read(render(busy_history().report(show_words=False))).text
    assert "How do I keep bees" not in hidden
    assert "(14 words)." in hidden


def test_two_settings_are_set_side_by_side() -> None:
    slower = ChannelPolicy(name="*", plays={"peer_prompt": PeerPromptPolicy(wait=HOUR)})
    theirs = busy_history()
    theirs.decisions = [d for d in theirs.decisions if d.subject < "slack-T:help:40"]
    text = _read(render(busy_history().report(against=theirs.run(others=slower)))).text
    assert "time for members to answer first, in A 20 minutes, in B 1 hour." in text
    assert "Questions asked 60 60 the same" in text
    assert "Questions helpers would have been asked about 40 20 20 fewer" in text


def test_settings_that_find_the_same_questions_but_for_a_few_people_are_not_compared() -> None:
    theirs = busy_history()
    theirs.question("one more", at=BEGIN + 3 * DAY)
    text = _read(render(busy_history().report(against=theirs.run()))).text
    assert "Their figures are not shown side by side" in text


def test_nobody_asked_is_told() -> None:
    history = History()
    for nth in range(20):
        history.question(f"m{nth}", reply=HOUR)
    text = _read(render(history.report())).text
    assert "Every question people asked in" in text
    assert "Hubbub would have asked nobody." in text
    few = History()
    for nth in range(20):
        thread = few.question(f"m{nth}")
        if nth < 2:
            few.ask(thread, "h")
    assert "about the questions of fewer than five people" in _read(render(few.report())).text
