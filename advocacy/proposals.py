"""What members propose for the community itself: by whom, how many want it, and what became of it.

The title, the reason for it and the answer are words of entries, each of whoever wrote it: looked up when they are
sent, gone with them, and gone with age. See ADR 0032 for why this is no wish.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from engagement.entries import Entry
from engagement.ids import ChannelId, MemberId, ThreadId, look_id, stable_id

PROPOSAL, WHY, ANSWER, VOTE = "proposal", "proposal_why", "proposal_answer", "proposal_vote"
"""The kinds of entry."""
LONGEST_TITLE, LONGEST_WHY = 80, 600
"""Characters (ours): a title is a line, and both stand in one message."""


class State(StrEnum):
    """How a proposal stands."""

    WAITING = "waiting"
    """Managers have not looked at it."""
    OPEN = "open"
    """Members say whether they want it."""
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    GONE = "gone"
    """Taken back, or whoever proposed it is forgotten."""


DECISIONS = (State.ACCEPTED, State.DECLINED, State.DONE)
RUNNING = (State.WAITING, State.OPEN, State.ACCEPTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalsPolicy:
    """Dials of "Members' proposals"; all ours."""

    channel: str = ""
    """Where members see and want them; none is taken until a manager names it."""
    managers_first: bool = True
    """Whether a manager looks at each before members see it."""
    rest: timedelta = timedelta(days=7)
    """From one proposal of somebody to their next."""
    at: time = time(10, 0)
    """When what was taken back is tidied up, in the community's zone."""

    @property
    def rooms(self) -> tuple[str, ...]:
        """See WritesTo."""
        return (self.channel.removeprefix("#"),) if self.channel else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One proposal. ``is_named``: whoever made it lets their name stand with it."""

    id: str
    at: datetime
    member: MemberId | None
    state: State = State.WAITING
    is_named: bool = False
    title: str = ""
    """Their words, while they are kept."""
    is_posted: bool = False
    """Members have seen it."""
    is_tidied: bool = False
    """It was decided, and stands everywhere without their words by now."""

    @property
    def look(self) -> ThreadId:
        """What a look at it hangs on."""
        return look_id(PROPOSAL, self.id)

    @property
    def code(self) -> str:
        """The short name by which people speak of it."""
        return self.id[:4]

    def to_entry(self) -> Entry:
        """As it is kept: about nobody, so that it stays, without words, when whoever made it is forgotten."""
        return Entry(
            kind=PROPOSAL, id=self.id, at=self.at, by=self.member, state=self.state.value,
            facts={"named": int(self.is_named), "tidied": int(self.is_tidied), "posted": int(self.is_posted)},
            words=self.title,
        )  # fmt: skip


def to_proposal(entry: Entry) -> Proposal:
    """Back from what is kept."""
    return Proposal(
        id=entry.id, at=entry.at, member=entry.by, state=State(entry.state),
        is_named=bool(entry.number("named")), title=entry.words, is_tidied=bool(entry.number("tidied")),
        is_posted=bool(entry.number("posted")),
    )  # fmt: skip


def why_of(proposal: Proposal, words: str) -> Entry:
    """Why they propose it."""
    return Entry(kind=WHY, id=proposal.id, at=proposal.at, by=proposal.member, words=words)


def answer_to(proposal: Proposal, by: MemberId, at: datetime, words: str) -> Entry:
    """Why it was decided so, in a manager's words."""
    return Entry(kind=ANSWER, id=proposal.id, at=at, by=by, words=words)


def vote(proposal: Proposal, member: MemberId, at: datetime) -> Entry:
    """That somebody wants it, too."""
    name = stable_id(VOTE, proposal.id, member)
    return Entry(kind=VOTE, id=name, at=at, member=member, by=member, facts={"proposal": proposal.id})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """All there is, for a play. Nobody in ``out`` is counted: they stopped, or are staff.

    ``answers`` are the managers' by proposal; ``places`` the ids of the known channels, by name; ``dials`` the
    community's, as no channel's own matter.
    """

    some: Mapping[str, Proposal] = field(default_factory=dict)
    votes: tuple[Entry, ...] = ()
    answers: Mapping[str, Entry] = field(default_factory=dict)
    out: frozenset[MemberId] = field(default_factory=frozenset)
    places: Mapping[str, tuple[ChannelId, ...]] = field(default_factory=dict)
    dials: ProposalsPolicy | None = None

    def voters(self, proposal: str) -> list[MemberId]:
        """Who wants it too, in the order of time."""
        some = (one.member for one in self.votes if one.text("proposal") == proposal)
        return list(dict.fromkeys(who for who in some if who is not None and who not in self.out))

    def people(self, one: Proposal) -> int:
        """How many different people want it, whoever proposed it included."""
        return len({*self.voters(one.id), *([one.member] if one.member not in {None, *self.out} else [])})

    def numbers(self) -> dict[str, int]:
        """``people`` of every proposal, by its id, all at once."""
        wanting = {one.id: {one.member} - {None, *self.out} for one in self.some.values()}
        for vote in self.votes:
            if vote.member is not None and vote.member not in self.out:
                wanting.setdefault(vote.text("proposal"), set()).add(vote.member)
        return {name: len(people) for name, people in wanting.items()}

    def vote_of(self, proposal: str, member: MemberId) -> Entry | None:
        """Somebody's vote for it."""
        return next((one for one in self.votes if one.member == member and one.text("proposal") == proposal), None)

    def latest_of(self, member: MemberId) -> Proposal | None:
        """What somebody proposed last."""
        mine = [one for one in self.some.values() if one.member == member]
        return max(mine, key=lambda one: (one.at, one.id), default=None)

    def with_one(self, changed: Proposal) -> "Proposals":
        """The same with this one as it stands now."""
        return Proposals(
            some={**self.some, changed.id: changed}, votes=self.votes, answers=self.answers, out=self.out,
            places=self.places, dials=self.dials,
        )  # fmt: skip
