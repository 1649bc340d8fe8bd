"""Who is in a large community, and what is kept of them: what they agreed to and did, and what programmes know.

It goes with the messages of ``large_community.py``: for each solved question somebody is thanked, for each a helper was
asked. Five thousand people more are known who never wrote. The figures are ours.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from advocacy.asks import LONGEST, Answer, Ask, Asked, look_entry
from advocacy.contributions import contribution
from advocacy.insights import PASSED, Insight, Leave, insight_of, new_wish
from advocacy.insights import vote as wish_vote
from advocacy.levels import Reached, quarter_of, to_entry
from advocacy.plays.levels import LevelsPolicy
from advocacy.plays.product_wish import ProductWishPolicy
from advocacy.polls import Poll, choice
from advocacy.programme import Choice, Choices, Look, Nomination, Stage, Standing, Vote
from advocacy.proposals import Proposal, ProposalsPolicy, State, vote
from advocacy.wishes import Kind
from bench.measures.synthetic import WORKSPACE
from engagement.actions import Credit, Lane
from engagement.entries import Entry
from engagement.escalating.dials import Governance, Team
from engagement.ids import AccountId, DecisionId, MemberId, OutboxId, account_id, stable_id
from engagement.people import Account, Helper, Purpose, Role
from engagement.policy import ChannelPolicy, Policy
from engagement.ports import Ledger
from engagement.programmes import AskKind, Programme
from engagement.records import Answered, OutboxRow
from engagement.strategy import Goal, Measure
from engagement.threads import Thread

TOPICS: Final = ("api", "billing", "install", "errors", "docs")
GOVERNANCE: Final = Governance(
    teams={"hub": Team(name="hub", title="Community team", channel="slack-T0BENCH:managers")}
)
_SILENT, _STAFF, _HELPERS, _LEVELLED = 5_000, 25, 200, 1_500
_AGREE: Final[Mapping[Purpose, tuple[float, float]]] = {
    Purpose.ASK_ME: (0.04, 0.02), Purpose.OWN_QUESTIONS: (0.3, 0.05), Purpose.PUBLISH: (0.15, 0.05),
    Purpose.ADVOCACY: (0.08, 0.04), Purpose.SALES: (0.03, 0.1), Purpose.METRICS: (0.0, 0.01),
}  # fmt: skip
"""So many say yes, and so many no."""
_ADVOCATES: Final = {Stage.ACTIVE: 80, Stage.REVIEW: 15, Stage.INVITED: 20, Stage.ALUMNUS: 30, Stage.OFFERED: 25}
_PROPOSALS, _VOTERS, _INSIGHTS, _WISHES, _ASKS, _ASKED, _LOOKS = 60, 25, 150, 10, 40, 6, 120
_PROGRAMME = "champions"
_THANKED, _DAY, _YEAR = 0.3, timedelta(days=1), timedelta(days=365)


def dials(policy: Policy, now: datetime) -> Policy:
    """The policy with everything on of which a page tells: goals, levels, wishes, proposals, a programme, a council."""
    other = policy.others or ChannelPolicy(name="*")
    on = {
        "levels": LevelsPolicy(on=True, board=True), "product_wish": ProductWishPolicy(team="hub"),
        "proposals": ProposalsPolicy(channel="help-0"),
    }  # fmt: skip
    kinds = (
        (Measure.ANSWERED_IN_A_DAY, 0.9, ""), (Measure.FIRST_REPLY, 3600.0, ""), (Measure.MEMBERS_ACTIVE, 900.0, ""),
        (Measure.NEWCOMERS_WHO_STAY, 0.5, ""), (Measure.ABSENCE_FACTOR, 5.0, "api"),
        (Measure.SAVED_CASES, 20.0, "billing"),
    )  # fmt: skip
    goals = {
        f"goal-{nth}": Goal(
            name=f"goal-{nth}", title=measure.value, measure=measure, target=target, topic=topic,
            by=(now + _YEAR).date(), since=(now - _YEAR / 2).date(), hours=4.0, team="hub",
        )
        for nth, (measure, target, topic) in enumerate(kinds)
    }  # fmt: skip
    return replace(
        policy, governance=GOVERNANCE, goals=goals, council=("@council",),
        roles={"@managers": Role.MANAGER, "@staff": Role.STAFF, "@sales": Role.SALES},
        topics={topic: (topic,) for topic in TOPICS}, others=replace(other, plays={**other.plays, **on}),
        programmes={_PROGRAMME: Programme(name=_PROGRAMME, title="Champions", promise="early news")},
    )  # fmt: skip


def keep_deeds(ledger: Ledger, threads: Sequence[Thread]) -> None:
    """What came of these conversations: who answered first, who was thanked, whom Hubbub asked."""
    ledger.experiences.add(
        [
            Answered(thread=one.id, channel=one.channel, member=one.first_reply_by, at=one.first_reply_at,
                     is_question=bool(one.modes))
            for one in threads if one.first_reply_by is not None and one.first_reply_at is not None
        ]
    )  # fmt: skip
    for one in threads:
        for credit, at in _credits(one):
            ledger.contributions.add(contribution(credit, at))
    ledger.outbox.add([_sent(one) for one in threads if one.modes])


def _credits(one: Thread) -> Iterator[tuple[Credit, datetime]]:
    helper, asker, at = one.accepted_by, one.asker, one.solved_at
    if helper is None or asker is None or at is None:
        return
    yield Credit(thread=one.id, member=helper, kind="answer", message=one.accepted, by=asker), at
    yield Credit(thread=one.id, member=asker, kind="mark", message=one.accepted, by=asker), at
    if random.Random(one.id).random() < _THANKED:
        yield Credit(thread=one.id, member=helper, kind="helped", message=one.accepted, by=asker), at


def _sent(one: Thread) -> OutboxRow:
    """The request to a helper that goes with the second decision about a question."""
    assert one.root_at is not None
    at = one.root_at + timedelta(minutes=20)
    helper = MemberId(account_id(WORKSPACE, f"U{random.Random(one.id).randrange(_HELPERS):06}"))
    return OutboxRow(
        id=OutboxId(f"o:{one.id}"), decision=DecisionId(f"d1:{one.id}"), workspace=WORKSPACE, op="say",
        lane=int(Lane.NUDGE), body={"text": "peer_prompt.ask"}, created_at=at, to_member=helper, channel=one.channel,
        thread=one.id, is_unprompted=True, is_ask=True, slot=f"peer_prompt:{one.id}", state="sent", sent_at=at,
        attempts=1,
    )  # fmt: skip


@dataclass(slots=True)
class LargePeople:
    """Everybody; ``writers`` are the regulars, busiest first."""

    writers: Sequence[MemberId]
    now: datetime

    def fill(self, ledger: Ledger) -> None:
        """Write everything."""
        silent = [account_id(WORKSPACE, f"S{nth:06}") for nth in range(_SILENT)]
        ledger.people.save_accounts(
            [Account(id=one, member=MemberId(one), name=f"silent {nth}") for nth, one in enumerate(silent)],
            self.now - _YEAR,
        )
        self._roles(ledger)
        draw = random.Random("consents")
        for who in [*self.writers, *map(MemberId, silent)]:
            for purpose, (yes, no) in _AGREE.items():
                drawn = draw.random()
                if drawn < yes + no:
                    at = self.now - _YEAR * draw.random()
                    ledger.people.set_consent(who, purpose, is_given=drawn < yes, at=at)
        for nth, who in enumerate(self.writers[:_HELPERS]):
            ledger.people.set_consent(who, Purpose.ASK_ME, is_given=True, at=self.now - _YEAR)
            ledger.people.save_helper(
                Helper(member=who, topics=(TOPICS[nth % len(TOPICS)],), enrolled_at=self.now - _YEAR)
            )
        quarter = quarter_of(self.now, "UTC")
        reached = (Reached(member=who, level=1 + nth % 4, since=self.now - _YEAR / 2, badges={"first_answer": self.now},
                           quarter=quarter) for nth, who in enumerate(self.writers[:_LEVELLED]))  # fmt: skip
        ledger.entries.save(to_entry(one, self.now) for one in reached)
        ledger.entries.save(self._programme())
        ledger.entries.save(self._strategy())
        ledger.entries.save(self._wishes(ledger))

    def _roles(self, ledger: Ledger) -> None:
        roles = dict.fromkeys(range(500, 520), "council")
        roles |= {nth * 100 + 7: ("managers", "staff", "staff", "staff", "sales")[nth % 5] for nth in range(_STAFF)}
        known = [(nth, self.writers[nth], role) for nth, role in roles.items() if nth < len(self.writers)]
        ledger.people.save_accounts(
            [Account(id=AccountId(who), member=who, name=f"person {nth}", roles=(f"@{role}",))
             for nth, who, role in known], self.now - _YEAR,
        )  # fmt: skip

    def _programme(self) -> Iterator[Entry]:
        people = iter(self.writers[100:])
        standings: list[Standing] = []
        for stage, number in _ADVOCATES.items():
            for nth in range(number):
                at, who = self.now - _DAY * (nth % 40 + 1), next(people)
                chosen = Choices(accepts=tuple(AskKind), about=(f"topic:{TOPICS[nth % len(TOPICS)]}",), is_listed=True)
                standings.append(Standing(
                    id=stable_id("advocate", who), member=who, programme=_PROGRAMME, stage=stage, at=at,
                    until=at + _YEAR, choices=chosen, is_known=True,
                ))  # fmt: skip
        yield from (one.to_entry() for one in standings)
        active = [one.member for one in standings if one.stage is Stage.ACTIVE]
        for nth, one in enumerate(one for one in standings if one.stage is Stage.REVIEW):
            for by in self.writers[nth : nth + 3]:
                yield Nomination(member=one.member, by=by, at=one.at, why="answers everything").entry
                yield Vote(of=one.id, by=by, choice=Choice.YES, at=one.at).entry
        for nth in range(_ASKS):
            at = self.now - _DAY * (2 * nth + 1)
            ask = Ask(id=stable_id("ask", str(nth)), kind=AskKind.TALK, by=self.writers[7], at=at, until=at + LONGEST,
                      wanted=2, is_open=nth < 10, what="a talk at the meeting")  # fmt: skip
            yield ask.to_entry()
            for who in (active[(nth * _ASKED + each) % len(active)] for each in range(_ASKED)):
                answer = Answer.YES if nth % 2 else Answer.WAITING
                yield Asked(ask=ask.id, kind=ask.kind, member=who, at=at, until=at + LONGEST, answer=answer).to_entry()
        for nth in range(_LOOKS):
            look = Look(
                member=active[nth % len(active)], by=self.writers[7], at=self.now - _DAY * nth, purpose="a call"
            )
            yield look_entry(look, nth)

    def _strategy(self) -> Iterator[Entry]:
        values = ("quick answers", "kindness", "early news", "good docs", "meetings")
        before = Poll(id=stable_id("value_poll"), at=self.now - _DAY * 200, until=self.now - _DAY * 186, values=values,
                      place="help-0", is_open=False, voters=400, chosen=(300, 250, 200, 150, 90))  # fmt: skip
        begun = self.now - _DAY * 5
        now = Poll(id=stable_id("value_poll", "now"), at=begun, until=begun + _DAY * 14, values=values, place="help-0")
        yield from (before.to_entry(), now.to_entry())
        yield from (choice(now, who, (0, 1, 2), begun + _DAY) for who in self.writers[:400])
        for nth in range(_PROPOSALS):
            at = self.now - _DAY * (nth + 1)
            one = Proposal(id=stable_id("proposal", str(nth)), at=at, member=self.writers[nth], title="a room for it",
                           state=State.OPEN if nth % 2 else State.DECLINED, is_posted=True)  # fmt: skip
            yield one.to_entry()
            yield from (vote(one, who, at + _DAY) for who in self.writers[nth : nth + _VOTERS])

    def _wishes(self, ledger: Ledger) -> Iterator[Entry]:
        some = ledger.conversations.open_questions(self.now - _DAY * 14, _INSIGHTS * _WISHES)
        for nth in range(0, len(some), _WISHES):
            part = some[nth : nth + _WISHES]
            name = insight_of(part[0].id)
            yield Insight(id=name, at=self.now - _DAY * 10, topics=(TOPICS[nth // _WISHES % len(TOPICS)],)).to_entry()
            for one in part:
                who = one.asker or self.writers[nth]
                yield new_wish(
                    one.id, at=one.root_at, member=who, thread=one.id, kind=Kind.WISH, insight=name, state=PASSED,
                    leave=Leave.NAMED,
                ).to_entry()  # fmt: skip
            yield from (wish_vote(name, who, self.now - _DAY) for who in self.writers[nth : nth + 20])
