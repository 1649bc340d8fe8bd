"""A community with a long history, made up and written straight into the memory: the same seed gives the same rows.

A thousand messages a day in twenty channels by five thousand people of whom few write most, and by ten newcomers a day
who ask once; one message in seven begins a conversation, half of these ask something, seven of ten get a reply. Words
are kept for thirty days. Beside it stands what Hubbub itself keeps: two decisions for each question, what it looks at
next, questions that teams have, and what is known of people (``large_people.py``).
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from bench.measures.large_people import GOVERNANCE, TOPICS, LargePeople, keep_deeds
from bench.measures.stage import COMMUNITY
from bench.measures.synthetic import WORKSPACE, Town
from engagement.actions import FollowUp
from engagement.decisions import Arm, Decision, Outcome
from engagement.escalating.escalation import Cause, Escalation
from engagement.events import AccountSeen, ChannelSeen
from engagement.ids import AccountId, DecisionId, EscalationId, FollowUpId, MemberId, ThreadId, account_id, message_id
from engagement.people import Account, MemberFacts
from engagement.ports import Ledger
from engagement.records import DayCount, DueFollowUp, Words
from engagement.terms import postings
from engagement.threads import Message, QuestionModes, Thread, ThreadState
from storage import StoredMemory

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
A_DAY = 1_000
_BEGUN_A_DAY, _NEW_A_DAY, _DAYS_AT_ONCE = 140, 10, 10
_ANSWERED, _SOLVED = 0.7, 0.4
_WORDS_KEPT, _OPEN_FOR = timedelta(days=30), timedelta(days=14)
_RUNNING = 40
"""So many questions do teams have at the end."""


@dataclass(slots=True)
class _Day:
    """What one day adds."""

    messages: list[Message] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    wrote: Counter[tuple[str, MemberId]] = field(default_factory=Counter)


@dataclass(slots=True)
class LargeCommunity:
    """So many messages, up to ``NOW``."""

    number: int
    town: Town = field(default_factory=lambda: Town(people=5_000, channels=20))

    def days(self) -> list[date]:
        """The days on which anything was written."""
        return [NOW.date() - timedelta(days=back) for back in range(max(1, self.number // A_DAY) - 1, -1, -1)]

    def fill(self, memory: StoredMemory, report: Callable[[str], None]) -> None:
        """Write everything."""
        said = (event.text for event in self.town.messages())
        asked = [text for text in islice(said, 2_000) if "?" in text]
        days = self.days()
        first: dict[MemberId, Message] = {}
        for start in range(0, len(days), _DAYS_AT_ONCE):
            with memory.direct(COMMUNITY) as ledger:
                for day in days[start : start + _DAYS_AT_ONCE]:
                    self._keep(ledger, self._day(day, asked), asked, first)
            if start and start % 200 == 0:
                report(f"{start * A_DAY:,} messages are there")
        with memory.direct(COMMUNITY) as ledger:
            self._people(ledger, first)
            self._teams(ledger)
            LargePeople(writers=list(map(MemberId, self.town.accounts())), now=NOW).fill(ledger)

    def _people(self, ledger: Ledger, first: dict[MemberId, Message]) -> None:
        seen = self.town.known()
        ledger.places.save([one for one in seen if isinstance(one, ChannelSeen)])
        regulars = [MemberId(one.account) for one in seen if isinstance(one, AccountSeen)]
        newcomers = sorted(first.keys() - set(regulars))
        ledger.people.save_accounts(
            [Account(id=AccountId(who), member=who, name=f"person {nth}") for nth, who in enumerate(regulars)]
            + [Account(id=AccountId(who), member=who, name=f"newcomer {nth}") for nth, who in enumerate(newcomers)],
            NOW,
        )
        ledger.people.save_facts(
            [
                MemberFacts(id=who, first_at=one.at, first_message=one.id, last_at=NOW if who in regulars else one.at,
                            returned=who in regulars)
                for who, one in sorted(first.items())
            ]
        )  # fmt: skip

    def _teams(self, ledger: Ledger) -> None:
        ledger.escalations.keep_policy("bench", GOVERNANCE)
        for nth, thread in enumerate(ledger.conversations.open_questions(NOW - _OPEN_FOR, _RUNNING)):
            assert thread.asker is not None
            ledger.escalations.save(
                Escalation(
                    id=EscalationId(f"e{nth}"), thread=thread.id, channel=thread.channel, asker=thread.asker,
                    opened_at=NOW - timedelta(hours=nth), team="hub", belongs_to="hub", hub="hub", chain="usual",
                    policy="bench", cause=Cause.SILENCE, watch_at=NOW + timedelta(hours=1),
                )
            )  # fmt: skip

    def _keep(self, ledger: Ledger, day: _Day, asked: list[str], first: dict[MemberId, Message]) -> None:
        conversations = ledger.conversations
        conversations.save_messages(day.messages)
        conversations.save_threads(day.threads)
        conversations.save_words(day.words)
        for message in day.messages:
            first.setdefault(message.author, message)
        at = day.messages[0].at.date()
        ledger.figures.count(
            [DayCount(day=at, channel=c, member=m, is_bot=False, messages=n) for (c, m), n in day.wrote.items()]  # type: ignore[arg-type]
        )
        keep_deeds(ledger, day.threads)
        questions = [thread for thread in day.threads if thread.modes]
        ledger.journal.add([decision for thread in questions for decision in _decisions(thread)])
        ledger.similar.index(
            {
                thread.id: (thread.asker or MemberId(""), postings(asked[nth % len(asked)], "en"))
                for nth, thread in enumerate(questions)
                if thread.state is ThreadState.SOLVED
            }
        )
        ledger.follow_ups.add([_due(thread) for thread in questions if thread.state is ThreadState.OPEN])

    def _day(self, day: date, asked: list[str]) -> _Day:
        draw = random.Random(f"{self.town.seed} {day}")
        found, places, accounts = _Day(), self.town.places(), self.town.accounts()
        begins = datetime.combine(day, time.min, UTC)
        length = min(timedelta(days=1), NOW - begins)
        replies = A_DAY // _BEGUN_A_DAY - 1
        for nth in range(_BEGUN_A_DAY):
            place, root_at = draw.choice(places), begins + length * draw.random() * 0.95
            people = [MemberId(accounts[int(len(accounts) * draw.random() ** 3)]) for _ in range(replies + 1)]
            if nth < _NEW_A_DAY:
                people[0] = _newcomer(day, nth)
            times = [root_at + (begins + length - root_at) * part for part in sorted(draw.random() for _ in people[1:])]
            thread = ThreadId(message_id(place, f"{root_at.timestamp():.6f}"))
            is_answered = draw.random() < _ANSWERED
            some = list(zip(people, [root_at, *times], strict=True))
            for author, at in some if is_answered else [(people[0], at) for _, at in some[:1]]:
                name = message_id(place, f"{at.timestamp():.6f}")
                found.messages.append(Message(id=name, channel=place, thread=thread, author=author, at=at))
                found.wrote[place, author] += 1
                if NOW - at < _WORDS_KEPT:
                    text = asked[(nth + len(found.words)) % len(asked)]
                    found.words.append(Words(message=name, thread=thread, author=author, text=text, kept_from=at))
            found.threads.append(_thread(thread, some if is_answered else some[:1], nth, draw))
        return found


def _newcomer(day: date, nth: int) -> MemberId:
    return MemberId(account_id(WORKSPACE, f"N{day:%Y%m%d}{nth:02}"))


def _thread(name: ThreadId, said: list[tuple[MemberId, datetime]], nth: int, draw: random.Random) -> Thread:
    asker, root_at = said[0]
    replies = [(who, at) for who, at in said[1:] if who != asker]
    is_solved = bool(replies) and draw.random() < _SOLVED
    state = ThreadState.OPEN if NOW - root_at < _OPEN_FOR else ThreadState.QUIET
    return Thread(
        id=name, channel=name.rpartition(":")[0], asker=asker, root_at=root_at,  # type: ignore[arg-type]
        modes=QuestionModes.CONSERVATIVE | QuestionModes.LOOSE if nth % 2 else QuestionModes.NONE,
        topics=(TOPICS[nth % len(TOPICS)],) if nth % 3 else (), messages=len(said), human_replies=len(replies),
        first_reply_at=replies[0][1] if replies else None, first_reply_by=replies[0][0] if replies else None,
        last_at=said[-1][1], state=ThreadState.SOLVED if is_solved else state,
        accepted=message_id(name.rpartition(":")[0], f"{replies[0][1].timestamp():.6f}") if is_solved else None,  # type: ignore[arg-type]
        accepted_by=replies[0][0] if is_solved else None, marked_by=asker if is_solved else None,
        solved_at=said[-1][1] if is_solved else None,
    )  # fmt: skip


def _decisions(thread: Thread) -> Iterator[Decision]:
    assert thread.root_at is not None
    for nth, (play, outcome) in enumerate((("similar_threads", Outcome.HELD), ("peer_prompt", Outcome.ACTED))):
        yield Decision(
            id=DecisionId(f"d{nth}:{thread.id}"), at=thread.root_at + timedelta(minutes=20 * nth), play=play,
            play_version=1, policy_hash="bench", subject=thread.id, action="Hold" if nth == 0 else "PromptPeer",
            outcome=outcome, reason="nobody has answered for 20 minutes", arm=Arm.ACTED, chance=0.9,
        )  # fmt: skip


def _due(thread: Thread) -> DueFollowUp:
    look = FollowUp(play="peer_prompt", kind="ring", thread=thread.id, due_at=NOW + timedelta(hours=1))
    return DueFollowUp(id=FollowUpId(f"f:{thread.id}"), follow_up=look, cause="bench")


def count_all(memory: StoredMemory, days: list[date]) -> None:
    """Count the days, as the health log does over time."""
    from bots.runtime.health import count_days  # noqa: PLC0415  # what is measured need not be loaded to be filled

    for start in range(0, len(days), _DAYS_AT_ONCE):
        with memory.direct(COMMUNITY) as ledger:
            count_days(ledger, days[start : start + _DAYS_AT_ONCE], ())
