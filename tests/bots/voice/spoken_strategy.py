"""What is said when a manager asks what members value, when members propose something, and to the council."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from advocacy.council import Council
from advocacy.plays import council_note, proposals, value_poll
from advocacy.polls import Poll, Polls, ValuePollPolicy, choice
from advocacy.proposals import Proposal, Proposals, ProposalsPolicy, State, answer_to, vote
from engagement.decisions import Verdict
from engagement.events import FormSubmitted
from engagement.ids import AccountId, DecisionId, MemberId, MessageId, OutboxId, WorkspaceId
from engagement.people import Role
from engagement.policy import RestraintPolicy
from engagement.progress import Progress, Stand
from engagement.records import OutboxRow
from engagement.situation import Person, Situation
from engagement.strategy import Goal, Measure

BEN, DAY = MemberId("sandbox:ben"), timedelta(days=1)


def polled(base: Situation) -> Iterator[Sequence[Verdict]]:
    """From the form to the result; ``base`` is what is known of the place."""
    policy, now = ValuePollPolicy(), base.now
    poll = Poll(
        id="p", at=now - timedelta(days=3), until=now + timedelta(days=4), values=("speed", "kindness", "depth"),
        place="help",
    )  # fmt: skip
    chosen = tuple(choice(poll, MemberId(f"sandbox:v{nth}"), (0, nth % 2), now) for nth in range(9))
    running, over = Polls(latest=poll, choices=chosen), Polls(latest=replace(poll, is_open=False))

    def shown(of: Polls, form: str = "", role: Role = Role.MEMBER, **values: tuple[str, ...]) -> Situation:
        event = FormSubmitted(key="f", at=now, account=AccountId(BEN), form=form, values=values) if form else base.event
        actor = Person(member=BEN, name="Ben", roles=frozenset({role}))
        return replace(base, shown={Polls: replace(of, places=base.channel_ids)}, actor=actor, event=event, look="p")

    for of in (running, over, Polls()):
        yield value_poll.on_poll(shown(of), policy)
        yield value_poll.on_choose(shown(of), policy)
    for values, place in (("a\nb\nc", "help"), ("a\nb", "help"), ("a\nb\nc", "halp")):
        sent = shown(Polls(), value_poll.START, text=(values,), place=(place,), days=("7",))
        yield value_poll.on_form(sent, policy)
    sent = shown(Polls(), value_poll.START, text=("a\nb\nc",), place=("help",), days=("7",))
    at_night = replace(base.policy, restraint=RestraintPolicy(), timezone="UTC")
    yield value_poll.on_form(replace(sent, now=now.replace(hour=23), policy=at_night), policy)
    for numbers in (("0",), (), ("0", "1", "2")):
        yield value_poll.on_choose_form(shown(running, value_poll.CHOOSE, values=numbers), replace(policy, choices=2))
    yield value_poll.on_choose(shown(running, role=Role.STAFF), policy)
    yield value_poll.on_close(shown(running), policy)
    yield value_poll.on_end(shown(replace(running, choices=chosen[:3])), policy)


def proposed(base: Situation) -> Iterator[Sequence[Verdict]]:
    """From the form to the answer."""
    policy, now, lou = ProposalsPolicy(channel="help"), base.now, MemberId("sandbox:lou")
    one = Proposal(id="k7vq2m4z", at=now, member=BEN, is_named=True, title="A quiet hour for newcomers")
    opened = replace(one, state=State.OPEN, is_posted=True)

    def seen(which: Proposal = one, out: frozenset[MemberId] = frozenset()) -> Proposals:
        answers = {which.id: answer_to(which, lou, now, "From May on.")}
        votes = tuple(vote(which, MemberId(f"sandbox:v{nth}"), now) for nth in range(6))
        return Proposals(some={which.id: which}, votes=votes, answers=answers, out=out, places=base.channel_ids)

    def shown(of: Proposals, who: MemberId = lou, slot: str = "proposal:k7vq2m4z", form: str = "",
              **values: tuple[str, ...]) -> Situation:  # fmt: skip
        row = OutboxRow(
            id=OutboxId("o"), decision=DecisionId("d"), workspace=WorkspaceId("sandbox"), op="say", lane=2, body={},
            created_at=now, slot=slot,
        )  # fmt: skip
        event = FormSubmitted(key="f", at=now, account=AccountId(who), form=form, values=values) if form else base.event
        actor = Person(member=who, name="", roles=frozenset({Role.MEMBER}))
        return replace(base, shown={Proposals: of}, actor=actor, control_row=row, event=event)

    for dials in (policy, ProposalsPolicy()):
        yield proposals.on_propose(shown(Proposals()), dials)
    yield proposals.on_propose(shown(seen(), BEN), policy)
    yield proposals.on_propose(shown(seen(out=frozenset({lou}))), policy)
    for first in (True, False):
        for title in ("A quiet hour", ""):
            sent = shown(
                Proposals(places=base.channel_ids), form="propose", short=(title,), why=("So.",), named=("named",)
            )
            yield proposals.on_form(sent, replace(policy, managers_first=first))
    yield proposals.on_back(shown(seen(), BEN), policy)
    yield proposals.on_post(shown(seen()), policy)
    yield proposals.on_decide(shown(seen()), policy)
    for why in ("From May on.", ""):
        yield proposals.on_decide_form(
            shown(seen(opened), form="proposal_decide", what=("accepted",), text=(why,)), policy
        )
    for who in (lou, BEN, MemberId("sandbox:v0")):
        yield proposals.on_vote(shown(seen(opened), who), policy)
    yield proposals.on_vote(shown(seen(), slot=""), policy)


def told_the_council(base: Situation) -> Iterator[Sequence[Verdict]]:
    """The weekly note, with one of each: a new proposal, an answer, a goal reached, and one that was not in time."""
    now = base.now
    new = Proposal(id="k7vq2m4z", at=now, member=BEN, state=State.OPEN, title="A quiet hour", is_posted=True)
    decided = replace(new, id="p3hw5xya", state=State.ACCEPTED)
    quick = Goal(
        name="quick", title="Quick answers", measure=Measure.FIRST_REPLY, target=4 * 3600.0, by=date(2027, 3, 31),
        since=date(2026, 9, 1),
    )  # fmt: skip
    kind = replace(
        quick, name="kind", title="Peers first", measure=Measure.PEERS_SHARE, target=0.7, by=now.date() - DAY
    )
    goals = (
        Progress(goal=quick, weeks=(), stand=Stand.REACHED, known=12, now=3 * 3600.0),
        Progress(goal=kind, weeks=(), stand=Stand.MISSED, known=12, now=0.56),
    )
    seen = Council(
        members=(BEN,), proposals=(new, decided), answered_at={decided.id: now - DAY}, goals=goals, settled=now.date(),
        places={one.id: MessageId("slack-T1:C1:1.2") for one in (new, decided)},
    )  # fmt: skip
    more = tuple(replace(new, id=f"n{nth}") for nth in range(12))
    for shown in (seen, replace(seen, proposals=(new, decided, *more))):
        yield council_note.on_daily(replace(base, shown={Council: shown}), council_note.CouncilNotePolicy())
