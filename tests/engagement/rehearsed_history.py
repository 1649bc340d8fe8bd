"""A made-up history and what Hubbub would have done in it: the stuff of the report's tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from engagement.decisions import Decision, Outcome
from engagement.ids import ChannelId, CommunityId, DecisionId, MemberId, MessageId, ThreadId
from engagement.plays.peer_prompt import PeerPromptPolicy
from engagement.policy import ChannelPolicy, Policy
from engagement.records import ThreadFigures
from engagement.rehearsed import RehearsalReport, Run, report
from engagement.threads import QuestionModes

BEGIN = datetime(2024, 1, 1, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FLAG = QuestionModes.CONSERVATIVE
READ_AS = QuestionModes.MARK | QuestionModes.LOOSE | QuestionModes.CONSERVATIVE


def policy(**changes: Any) -> Policy:
    """A policy under which a history is rehearsed."""
    others = ChannelPolicy(name="*", plays={"peer_prompt": PeerPromptPolicy()})
    given = {"community": CommunityId("c"), "name": "Beekeepers", "assume_willing": True, "others": others, **changes}
    return Policy(**given)


@dataclass
class History:
    """Questions asked, and decisions about them."""

    threads: list[ThreadFigures] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    channels: dict[ChannelId, str] = field(default_factory=dict)

    def question(
        self,
        asker: str,
        *,
        at: datetime | None = None,
        channel: str = "general",
        reply: timedelta | None = None,
        by: str = "bea",
        topics: Sequence[str] = (),
        modes: QuestionModes = READ_AS,
    ) -> ThreadId:
        """Somebody asks; the first reply comes ``reply`` later, or never."""
        place = ChannelId(f"slack-T:{channel}")
        self.channels[place] = channel
        thread = ThreadId(MessageId(f"{place}:{len(self.threads)}"))
        self.threads.append(
            ThreadFigures(
                channel=place,
                root_at=at or BEGIN + len(self.threads) * HOUR,
                modes=modes,
                topics=tuple(topics),
                first_reply_s=None if reply is None else reply.total_seconds(),
                first_reply_by=None if reply is None else MemberId(by),
                asker=MemberId(asker),
                thread=thread,
            )
        )
        return thread

    def ask(self, thread: ThreadId, *helpers: str, after: timedelta = 20 * MINUTE, **evidence: float) -> None:
        """These helpers would have been asked."""
        for helper in helpers:
            detail = {"helper": helper, "thread": thread, "text": "peer_prompt.ask"}
            self.note("peer_prompt", "PromptPeer", thread, after, detail=detail, evidence={"recent": 1.0, **evidence})

    def say(self, thread: ThreadId, text: str, after: timedelta = HOUR) -> None:
        """A message would have been sent."""
        self.note(text.partition(".")[0], "Say", thread, after, detail={"text": text, "thread": thread})

    def show(self, thread: ThreadId, number: int = 2, after: timedelta = MINUTE) -> None:
        """The asker would have been shown similar threads."""
        detail = {"thread": thread, "similar": [f"t{nth}" for nth in range(number)]}
        self.note("similar_threads", "OfferSimilar", thread, after, detail=detail)

    def hold(self, thread: ThreadId, reason: str, *, after: timedelta = 20 * MINUTE, is_later: bool = False) -> None:
        """Nobody would have been asked (yet)."""
        outcome = Outcome.LATER if is_later else Outcome.HELD
        self.note("peer_prompt", "FollowUp" if is_later else "Hold", thread, after, reason=reason, outcome=outcome)

    def note(
        self,
        play: str,
        action: str,
        thread: ThreadId,
        after: timedelta,
        *,
        reason: str = "",
        outcome: Outcome = Outcome.TRIED,
        detail: Mapping[str, object] | None = None,
        evidence: Mapping[str, object] | None = None,
        undone_at: datetime | None = None,
    ) -> None:
        """Any decision."""
        root_at = next(t.root_at for t in self.threads if t.thread == thread)
        self.decisions.append(
            Decision(
                id=DecisionId(f"d{len(self.decisions)}"),
                at=root_at + after,
                play=play,
                play_version=1,
                policy_hash="",
                subject=thread,
                action=action,
                outcome=outcome,
                reason=reason,
                evidence=evidence or {},
                detail=detail or {},
                undone_at=undone_at,
            )
        )

    @property
    def last_at(self) -> datetime | None:
        """Two days after the last question, so that all of them count."""
        return max((t.root_at for t in self.threads), default=None) and self.threads[-1].root_at + 2 * DAY

    def run(self, **changes: Any) -> Run:
        """This history as the second one of a comparison."""
        return Run(
            decisions=self.decisions, threads=self.threads, policy=policy(**changes), flag=FLAG,
            first_at=BEGIN, last_at=self.last_at,
        )  # fmt: skip

    def report(self, **options: Any) -> RehearsalReport:
        """The report of this history."""
        given: dict[str, Any] = {
            "channels": self.channels,
            "policy": policy(),
            "flag": FLAG,
            "first_at": BEGIN if self.threads else None,
            "last_at": self.last_at,
            "names": None,
            "excerpts": lambda thread: f"How do I keep bees through a long and cold winter, as in {thread[-3:]}?",
            **options,
        }
        return report(self.decisions, self.threads, **given)


def busy_history() -> History:
    """60 questions of 20 people: 20 answered by members, 20 asked about and answered later, 20 never answered."""
    history = History()
    helpers = [f"helper{nth}" for nth in range(8)]
    for nth in range(20):
        history.question(f"m{nth}", at=BEGIN + nth * 6 * HOUR, reply=5 * MINUTE, by=helpers[nth % 8])
    for nth in range(20):
        thread = history.question(
            f"m{nth}", at=BEGIN + 5 * DAY + nth * 6 * HOUR, channel="help", reply=3 * HOUR, by=helpers[nth % 8]
        )
        history.ask(thread, helpers[nth % 8], helpers[(nth + 1) % 8])
    for nth in range(20):
        thread = history.question(f"m{nth}", at=BEGIN + 10 * DAY + nth * 6 * HOUR, channel="help")
        history.hold(thread, "it is night there; was asked as often today as agreed", is_later=True)
        history.ask(thread, helpers[nth % 8], after=HOUR)
    return history


def monthly_history() -> History:
    """Nine months; in one of them only two people ask."""
    history = History()
    for month in range(9):
        for nth in range(2 if month == 4 else 12):
            reply = HOUR if nth % 3 else None
            history.question(f"m{nth}", at=BEGIN + timedelta(days=30.5 * month, hours=nth), channel="help", reply=reply)
    return history
