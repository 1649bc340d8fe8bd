"""Thanks, held against messages of real communities that were labelled before there was a rule."""

import io
import tarfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache

import orjson
import pytest

from advocacy.thanking import thanks_in, whom
from bots.platforms.slack.translate import to_event
from engagement.events import MessagePosted
from engagement.ids import MemberId, ThreadId, WorkspaceId
from engagement.threads import Message
from tests.scenarios.labelled import DATA, Figures, exported, half_of, no_data, rows_of, with_roots

RAW = "clojurians"
COUNTS = {
    "racket": (43, 19, 22, 18), "elm": (32, 20, 37, 13), "pyscript": (46, 10, 39, 7), "clojurians": (36, 12, 36, 18),
}  # fmt: skip
"""Open no and yes, sealed no and yes, as the labels' description counts them."""


@dataclass(frozen=True, slots=True)
class Label:
    message: str
    half: str
    is_thanks: bool
    whom: tuple[str, ...]


@dataclass(slots=True)
class Thanked(Figures):
    """Beside them: thanks by whether the right people are named."""

    right: int = 0
    wrong: int = 0
    nobody: int = 0

    def __str__(self) -> str:
        return f"{Figures.__str__(self)}; whom: {self.right} right, {self.wrong} wrong, {self.nobody} not told"


def labels_of(name: str) -> list[Label]:
    return [
        Label(row["message"], row["half"], row["label"] == "yes", tuple(filter(None, row["whom"].split(","))))
        for row in rows_of("thanks", name)
    ]


@cache
def posted(name: str) -> list[MessagePosted]:
    """A community's messages as they were told."""
    if name != RAW:
        return exported(name)
    with tarfile.open(DATA / "clojurians_slack_rtm_2018-02.tar.xz") as archive:
        days = [archive.extractfile(name) for name in sorted(archive.getnames()) if name.endswith(".txt")]
        lines = [line for day in days if day is not None for line in io.BytesIO(day.read())]
    told = (to_event(orjson.loads(line), WorkspaceId("slack-clojurians"), {}) for line in lines if line[:1] == b"{")
    return [event for event in told if isinstance(event, MessagePosted)]


def conversations(name: str) -> tuple[dict[str, Message], dict[str, list[Message]]]:
    """Every message, and the conversations: as given, else by reply links and one author's words within ten minutes."""
    messages: dict[str, Message] = {}
    threads: dict[str, list[Message]] = defaultdict(list)
    for root, said in with_roots(posted(name)):
        message = Message(
            id=said.message, channel=said.channel, thread=ThreadId(said.thread or said.message), is_bot=said.is_bot,
            author=MemberId(said.author), at=said.at, addressed=tuple(map(MemberId, said.addressed)),
        )  # fmt: skip
        messages[said.message] = message
        threads[root].append(message)
    return messages, {one.id: some for some in threads.values() for one in some}


def measured(half: str) -> Thanked:
    figures = Thanked()
    for name in COUNTS:
        told = {event.message: event for event in posted(name)}
        messages, around = conversations(name)
        for label in labels_of(name):
            if label.half != half:
                continue
            event = told[label.message]  # type: ignore[index]  # ids in files are plain text
            is_found = thanks_in(event.text)
            figures.count(is_found=is_found, is_so=label.is_thanks)
            if not (is_found and label.whom):
                continue
            link = messages.get(event.reply_to or "")
            named = whom(messages[label.message], around[label.message], link.author if link is not None else None)
            meant = {messages[one].author for one in label.whom}
            figures.right += bool(named) and meant.issuperset(named)
            figures.wrong += not meant.issuperset(named)
            figures.nobody += not named
    return figures


@pytest.mark.parametrize("name", COUNTS)
def test_the_labels_are_those_that_the_description_counts(name: str) -> None:
    labels = labels_of(name)
    counted = Counter((label.half, label.is_thanks) for label in labels)
    order = [("open", False), ("open", True), ("sealed", False), ("sealed", True)]
    assert tuple(counted[each] for each in order) == COUNTS[name]
    assert len({label.message for label in labels}) == len(labels)
    assert all(label.is_thanks or not label.whom for label in labels)
    for label in labels:
        assert label.half == half_of(label.message, b"thanks 20261127")


@pytest.mark.data
@no_data
def test_few_thanks_on_the_open_half_are_false() -> None:
    figures = measured("open")
    print(f"open: {figures}")  # noqa: T201  # the figures are what one runs it for
    assert figures.precision >= 0.9
    assert figures.recall >= 0.9
    assert figures.wrong <= 0.1 * (figures.right + figures.wrong)


@pytest.mark.data
@no_data
def test_what_is_taken_for_thanks_is_thanks_on_the_half_that_the_rule_was_not_tuned_on() -> None:
    figures = measured("sealed")
    print(f"sealed: {figures}")  # noqa: T201  # the figures are what one runs it for
    assert figures.precision >= 0.9
    assert figures.wrong <= 0.1 * (figures.right + figures.wrong)
