"""How the programmes for advocates stand, for a page: to each who looks exactly what chat would tell them.

Managers: who is in, for what, and how often each was asked; the asks that go on, without their words; who used the
directory. Reviewers: who is under review, on what evidence, and the votes. Whoever asks: their own asks, and who said
yes. Of an offer that was not answered, and of a no, nobody learns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from advocacy.asks import Answer, Ask, AskBoard, free_from
from advocacy.plays.asks import OUTCOME, SAID_YES, AsksPolicy
from advocacy.plays.asks import PLAY as ASKS
from advocacy.programme import Evidence, Ladder, Load, Look, Nomination, Stage, Standing, Vote
from advocacy.reviewing import CARD
from bots.runtime.looking_in import NOBODY, LookIn
from bots.runtime.programmes import asks_on_record, asks_so_far, evidence, ladder
from engagement.ids import MemberId, MessageId, OutboxId
from engagement.people import Role
from engagement.programmes import AskKind, Programme

STAGES = (Stage.REVIEW, Stage.INVITED, Stage.ACTIVE, Stage.ALUMNUS)
_MOST_LOOKS = 30
_MOST_ANSWERS = 5
_MOST_CLOSED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who is in. ``free_from``: from when the limits let them be asked again; None: at once."""

    standing: Standing
    load: Load
    free_from: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Somebody who would like to come in, for reviewers. ``card`` is the message under which they vote in chat."""

    standing: Standing
    answers: Sequence[MessageId]
    helped: int
    nominations: Sequence[Nomination]
    votes: Sequence[Vote]
    card: OutboxId | None
    is_own: bool
    """It is about whoever looks, who then does not vote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeNow:
    """One programme. Parts that are not for whoever looks are empty, ``numbers`` None."""

    programme: Programme
    numbers: Mapping[Stage, int] | None = None
    members: Sequence[Member] = ()
    reviews: Sequence[Review] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidYes:
    """Who said yes to an ask, what came of it, and the message under which that can be said."""

    member: MemberId
    answer: Answer
    under: OutboxId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskNow:
    """An ask. ``what`` and ``said_yes`` are for whoever asks alone, ``number`` how many said yes."""

    ask: Ask
    number: int
    is_own: bool
    what: str = ""
    said_yes: Sequence[SaidYes] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammesNow:
    """Everything for one who looks."""

    programmes: Sequence[ProgrammeNow]
    asks: Sequence[AskNow]
    looks: Sequence[Look]
    people: frozenset[MemberId]
    """Everybody whom it names."""


def places_left(look_in: LookIn) -> dict[str, int]:
    """For managers: programmes that the playbook has no more, with how many still have a place in each."""
    if Role.MANAGER not in look_in.situation.the_actor().roles:
        return {}
    return ladder(look_in.look, look_in.situation).in_none_of(look_in.situation.policy.programmes)


def programmes_now(look_in: LookIn, now: datetime) -> ProgrammesNow:
    """``look_in`` was made with the words ``advocates``."""
    look, s = look_in.look, look_in.situation
    actor = s.the_actor()
    is_manager = Role.MANAGER in actor.roles
    on_record = asks_on_record(look, now)
    stand = ladder(look, s, on_record)
    board = asks_so_far(look, now, stand, on_record)
    known: Evidence | None = None
    policy = look.community.play_dials(ASKS, None)
    caps = policy.caps if isinstance(policy, AsksPolicy) else AsksPolicy().caps
    programmes = []
    for one in s.policy.programmes.values():
        is_reviewer = actor.member != NOBODY and actor.member in stand.reviewers.get(one.name, ())
        active = stand.at_stage(Stage.ACTIVE, programme=one.name) if is_manager else []
        under_review = stand.at_stage(Stage.REVIEW, programme=one.name) if is_reviewer else []
        if under_review and known is None:
            known = evidence(look, s)
        numbers = {stage: len(stand.at_stage(stage, programme=one.name)) for stage in STAGES}
        programmes.append(
            ProgrammeNow(
                programme=one, numbers=numbers if is_manager or is_reviewer else None,
                members=[
                    Member(standing=each, load=stand.loads.get(each.member, Load()),
                           free_from=free_from(each.member, AskKind.TALK, board, caps)) for each in active
                ],
                reviews=[_review(look_in, each, stand, known or Evidence(), now) for each in under_review],
            )
        )  # fmt: skip
    asks = _asks(look_in, board, actor.member, is_manager=is_manager)
    looks = [one for one in stand.looks if is_manager and one.member not in stand.silent][::-1][:_MOST_LOOKS]
    return ProgrammesNow(
        programmes=programmes, asks=asks, looks=looks, people=frozenset(_people(programmes, asks, looks))
    )


def _review(look_in: LookIn, one: Standing, stand: Ladder, known: Evidence, now: datetime) -> Review:
    reviewers = stand.reviewers.get(one.programme, ())
    answers = [each.message or each.thread for each in known.answers(one.member, _MOST_ANSWERS)]
    row = look_in.look.ledger.outbox.newest_in_slot(f"{CARD}{one.id}")
    return Review(
        standing=one, answers=answers, helped=known.helped(one.member, now),
        nominations=[each for each in stand.nominations if each.member == one.member],
        votes=[each for each in stand.votes_on(one) if each.by in reviewers],
        card=row.id if row is not None else None, is_own=one.member == look_in.situation.the_actor().member,
    )  # fmt: skip


def _asks(look_in: LookIn, board: AskBoard, me: MemberId, *, is_manager: bool) -> list[AskNow]:
    """Those that go on, and the last that are over; the latest first."""
    some = sorted(board.asks.values(), key=lambda one: (one.at, one.id), reverse=True)
    seen = [one for one in some if is_manager or one.by == me]
    shown = [one for one in seen if one.is_open] + [one for one in seen if not one.is_open][:_MOST_CLOSED]
    return [_ask(look_in, board, one, is_own=one.by == me) for one in shown]


def _ask(look_in: LookIn, board: AskBoard, one: Ask, *, is_own: bool) -> AskNow:
    yes = board.said_yes(one)
    outbox = look_in.look.ledger.outbox

    def under(name: str) -> OutboxId | None:
        row = outbox.newest_in_slot(f"{OUTCOME}{name}") or outbox.newest_in_slot(f"{SAID_YES}{name}")
        return row.id if row is not None else None

    return AskNow(
        ask=one, number=len(yes), is_own=is_own, what=one.what if is_own else "",
        said_yes=[SaidYes(member=each.member, answer=each.answer, under=under(each.id)) for each in yes]
        if is_own else (),
    )  # fmt: skip


def _people(
    programmes: Sequence[ProgrammeNow], asks: Sequence[AskNow], looks: Sequence[Look]
) -> list[MemberId]:  # fmt: skip
    found: list[MemberId] = []
    for one in programmes:
        found += [each.standing.member for each in one.members]
        for review in one.reviews:
            found += [review.standing.member, *(each.by for each in review.nominations)]
            found += [each.by for each in review.votes]
    for ask in asks:
        found += [ask.ask.by, *(each.member for each in ask.said_yes)]
    return [*found, *(each.by for each in looks), *(each.member for each in looks)]
