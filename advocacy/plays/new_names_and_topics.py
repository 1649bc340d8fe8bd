"""Tell staff who asked for it, once a week, how many people are new and what is newly talked about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from engagement.actions import Field, Keep, Lane, Reach, Reply, Say, words
from engagement.decisions import Act, Verdict
from engagement.entries import Entry
from engagement.few_people import LEAST
from engagement.ids import MemberId, stable_id
from engagement.play import Play
from engagement.situation import Situation

NAME = "new_names_and_topics"
NEWS = "news"
"""The kind of entry: that somebody on staff asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNamesAndTopicsPolicy:
    """Dials of "New people and topics"."""

    day: str = "mon"
    at: time = time(9, 0)
    """In the community's zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """``wanted``: who on staff asked for it; of the last week the number of new people, and words and topics that rise.

    Every word was used by five people or more; ``topics`` are the playbook's.
    """

    wanted: tuple[MemberId, ...] = ()
    is_wanted: bool = False
    """By whoever gives the command."""
    newcomers: int = 0
    words: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the note."""

    word: str = ""
    topic: str = ""

    def fields(self) -> dict[str, Field]:
        return {"word": words(self.word), "topic": words(self.topic)}


_NOTHING = News()


def on_daily(s: Situation, _policy: NewNamesAndTopicsPolicy) -> Sequence[Verdict]:
    """The note, privately, to everybody who asked for it; in a week without news none."""
    news = s.find(News) or _NOTHING
    if not (news.newcomers or news.words or news.topics):
        return []
    reason = "asked for the weekly note"
    return [Act(action=_note(news, who), subject=who, reason=reason) for who in news.wanted]


def _note(news: News, to: MemberId) -> Say:
    lines = [*(_Line(topic=topic) for topic in news.topics), *(_Line(word=word) for word in news.words)]
    new = "" if not news.newcomers else "few_new" if news.newcomers < LEAST else str(news.newcomers)
    return Say(
        text=f"{NAME}.week",
        reach=Reach.MEMBER,
        to=to,
        fields={"new_people": words(new)},
        items=tuple(line.fields() for line in lines),
        controls=("why",),
        is_unprompted=False,
        lane=Lane.DIGEST,
    )


def on_news(s: Situation, _policy: NewNamesAndTopicsPolicy) -> Sequence[Verdict]:
    """The command `news on` or `news off`; `news` alone says how it stands."""
    actor, news = s.the_actor(), s.find(News) or _NOTHING
    said = [word.lower() for word in getattr(s.event, "words", ())[1:2]]
    entry = Entry(kind=NEWS, id=stable_id(NEWS, actor.member), at=s.now, member=actor.member, by=actor.member)
    if said == ["on"]:
        keep, text, reason = Keep(entry=entry), "on", "asked for the weekly note"
    elif said == ["off"]:
        keep, text, reason = Keep(entry=entry, before=entry, is_gone=True), "off", "wants the weekly note no more"
    else:
        text = "is_wanted" if news.is_wanted else "is_not_wanted"
        reply = Reply(text=f"{NAME}.{text}")
        return [Act(action=reply, subject=actor.member, reason="asked about the weekly note")]
    told = Act(action=Reply(text=f"{NAME}.{text}"), subject=actor.member, reason=reason)
    return [Act(action=keep, subject=actor.member, reason=reason), told]


PLAY = Play(
    name=NAME,
    policy=NewNamesAndTopicsPolicy,
    on_daily=on_daily,
    on_command={"news": on_news},
    shows={"daily": frozenset({News}), "news": frozenset({News})},
)
