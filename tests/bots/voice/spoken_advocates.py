"""What the programme for advocates says: Ben is asked to join, joins, and is asked for a talk; Lou reviews."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from advocacy import joining
from advocacy.asks import ASK, Answer, Ask, AskBoard, Asked
from advocacy.overview import on_advocates
from advocacy.places import WHICH, on_which
from advocacy.plays import advocates, asks
from advocacy.programme import Choice as Voted
from advocacy.programme import (
    Choices,
    Evidence,
    Ladder,
    Load,
    Look,
    Named,
    Nomination,
    Stage,
    Standing,
    Vote,
)
from advocacy.record import Record
from advocacy.reviewing import on_more, on_vote
from engagement.decisions import Verdict
from engagement.events import CommandGiven, ControlUsed, Event, FormSubmitted
from engagement.ids import (
    AccountId,
    ChannelId,
    CommunityId,
    DecisionId,
    MemberId,
    MessageId,
    OutboxId,
    ThreadId,
    WorkspaceId,
)
from engagement.people import Purpose, Role
from engagement.plays import manager_desk
from engagement.policy import Policy
from engagement.programmes import AskKind, Programme, WayIn
from engagement.records import Contribution, OutboxRow
from engagement.situation import Person, Situation
from tests.bots.voice.shipped import ANA, BEN, HELP, LOU, NOW

DAY = timedelta(days=1)
CHAMPIONS = Programme(
    name="champions", title="Champions", promise="You hear first what comes, and we ask rarely.",
    benefits=("a seat in every beta",), votes=1, industries=("health",), uses=("self-hosted",), channel="review",
)  # fmt: skip
SPEAKERS = replace(CHAMPIONS, name="speakers", title="Speakers", promise="A stage, and a coach.")
POLICY = Policy(
    community=CommunityId("quarry"), name="Quarry Lane", dry_run=False, topics={"webhooks": ()}, programmes={"champions": CHAMPIONS},
)  # fmt: skip
OFFERED = Standing(
    id="s", member=BEN, programme="champions", stage=Stage.OFFERED, at=NOW - DAY, way=WayIn.EVIDENCE,
    until=NOW + 44 * DAY,
)  # fmt: skip
REVIEWED = replace(OFFERED, stage=Stage.REVIEW, why="I like explaining.", is_known=True)
INVITED = replace(OFFERED, stage=Stage.INVITED)
ACTIVE = replace(
    OFFERED, stage=Stage.ACTIVE, until=NOW + 300 * DAY,
    choices=Choices(accepts=(AskKind.TALK, AskKind.REFERENCE_CALL), about=("topic:webhooks", "industry:health"),
                    is_listed=True, shows=("about", "helped")),
)  # fmt: skip
GIVEN = Contribution(
    id="c", member=BEN, kind="answer", thread=ThreadId(MessageId(f"{HELP}:100.1")), at=NOW - DAY, points=10
)
NAMED = Nomination(member=BEN, by=ANA, at=NOW - DAY, why="Always patient.")
ROOM = ChannelId("slack-T1:C7")
WANTED = Ask(
    id="a", kind=AskKind.TALK, by=LOU, at=NOW, until=NOW + 14 * DAY, about=("topic:webhooks",), what="Ten minutes for Sales."
)  # fmt: skip
WAITS = Asked(ask="a", kind=AskKind.TALK, member=BEN, at=NOW, until=NOW + 3 * DAY)


def ladder(one: Standing | None = None, **more: object) -> Ladder:
    fields: dict[str, object] = {
        "standings": (one,) if one is not None else (), "nominations": (NAMED,), "rooms": {"champions": ROOM},
        "reviewers": {"champions": frozenset({LOU})}, "looks": (Look(member=BEN, by=LOU, at=NOW - DAY, purpose="a call"),),
        "loads": {BEN: Load(asked=2, said_yes=1)}, "running": ((AskKind.TALK, LOU),),
    }  # fmt: skip
    return Ladder(**fields | more)  # type: ignore[arg-type]


def board(*asked: Asked, ask: Ask = WANTED, **more: object) -> AskBoard:
    return AskBoard(asks={ask.id: ask}, asked=asked, advocates=(ACTIVE,), helped={BEN: 12}, **more)  # type: ignore[arg-type]


def seen(
    who: MemberId, event: Event | None, *shown: object, roles: frozenset[Role] = frozenset({Role.MEMBER}),
    **changes: object,
) -> Situation:  # fmt: skip
    record = Record(member=BEN, helped=1, evidence=(GIVEN,))
    evidence = Evidence(records={BEN: record}, reachable=frozenset({BEN}))
    fields: dict[str, object] = {
        "community": POLICY.community, "now": NOW, "policy": POLICY, "event": event,
        "actor": Person(member=who, name="", roles=roles),
        "shown": {type(each): each for each in (evidence, *shown)},
    }  # fmt: skip
    return Situation(**fields | changes)  # type: ignore[arg-type]


def command(who: MemberId, *said: str) -> CommandGiven:
    return CommandGiven(key="c", at=NOW, account=AccountId(who), channel=HELP, words=said)


def pressed(who: MemberId, control: str) -> ControlUsed:
    return ControlUsed(key="p", at=NOW, account=AccountId(who), control=control)


def sent(who: MemberId, form: str, **values: tuple[str, ...]) -> FormSubmitted:
    return FormSubmitted(key="f", at=NOW, account=AccountId(who), form=form, values=values)


def under(slot: str) -> OutboxRow:
    return OutboxRow(
        id=OutboxId("o"), decision=DecisionId("d"), workspace=WorkspaceId("slack-T1"), op="say", lane=0, body={},
        created_at=NOW, slot=slot,
    )  # fmt: skip


def programme() -> Iterator[Sequence[Verdict]]:
    dials = advocates.AdvocatesPolicy()
    yield advocates.on_daily(seen(BEN, None, ladder()), advocates.AdvocatesPolicy(answers=1))
    form = sent(BEN, advocates.APPLY, why=("I like explaining.",))
    yield advocates.on_applied(seen(BEN, form, ladder(OFFERED)), dials)
    two = replace(POLICY, programmes={"champions": CHAMPIONS, "speakers": SPEAKERS})
    yield advocates.on_apply(seen(BEN, pressed(BEN, "advocate_apply"), ladder(), policy=two), dials)
    yield from _reviewed()
    mine = command(BEN, "advocate")
    yield advocates.on_advocate(seen(BEN, mine, ladder(REVIEWED), policy=two), dials)
    for one in (None, OFFERED, REVIEWED, INVITED, ACTIVE, replace(ACTIVE, is_paused=True)):
        yield advocates.on_advocate(seen(BEN, mine, ladder(one)), dials)
    yield from _several(two, dials)
    yield advocates.on_advocate(seen(BEN, mine, policy=replace(POLICY, programmes={})), dials)
    yield advocates.on_apply(seen(BEN, pressed(BEN, "advocate_apply"), ladder()), dials)
    stopped = frozenset({Purpose.METRICS})
    yield advocates.on_apply(seen(BEN, pressed(BEN, "advocate_apply"), ladder(), refused=stopped), dials)
    yield advocates.on_apply(seen(BEN, mine, ladder(), roles=frozenset({Role.STAFF})), dials)
    yield advocates.on_apply(seen(BEN, mine, ladder(ACTIVE)), dials)
    for one in (OFFERED, REVIEWED):
        yield advocates.on_no(seen(BEN, pressed(BEN, "advocate_no"), ladder(one)), dials)
    yield joining.on_choices(seen(BEN, mine, ladder(INVITED)), dials)
    yield joining.on_choices(seen(BEN, mine, ladder()), dials)
    for one in (INVITED, ACTIVE):
        yield joining.on_chosen(seen(BEN, sent(BEN, joining.JOIN, accepts=("talk",)), ladder(one)), dials)
    for control in ("advocate_pause", "advocate_back"):
        yield advocates.on_pause(seen(BEN, pressed(BEN, control), ladder(ACTIVE)), dials)
    yield advocates.on_renew(seen(BEN, mine, ladder(ACTIVE)), dials)
    yield advocates.on_leave(seen(BEN, mine, ladder(ACTIVE)), dials)
    yield advocates.on_stop(seen(BEN, command(BEN, "stop"), ladder(ACTIVE)), dials)
    yield from _named(dials)
    for days in (290, 301):
        yield advocates.on_daily(seen(BEN, None, ladder(ACTIVE), now=NOW + days * DAY), dials)


def _several(two: Policy, dials: advocates.AdvocatesPolicy) -> Iterator[Sequence[Verdict]]:
    """Ben is a champion, and may become more."""
    mine = command(BEN, "advocate")
    yield advocates.on_advocate(seen(BEN, mine, ladder(ACTIVE), policy=two), dials)
    yield advocates.on_advocate(seen(BEN, mine, ladder(replace(ACTIVE, is_paused=True)), policy=two), dials)
    here = replace(ACTIVE, id="t", programme="speakers")
    for one in (
        *(replace(here, stage=stage) for stage in (Stage.OFFERED, Stage.REVIEW, Stage.INVITED, Stage.ACTIVE)),
        replace(here, is_paused=True), replace(here, programme="gone"),
    ):  # fmt: skip
        yield advocates.on_advocate(seen(BEN, mine, ladder(standings=(ACTIVE, one)), policy=two), dials)
    both = ladder(standings=(ACTIVE, here))
    lost = seen(LOU, None, ladder(ACTIVE), policy=replace(POLICY, programmes={}))
    yield advocates.on_daily(lost, dials)
    yield on_advocates(replace(lost, actor=Person(member=LOU, name="", roles=frozenset({Role.MANAGER}))), None)
    yield advocates.on_advocate(seen(BEN, mine, ladder(replace(ACTIVE, programme="gone"))), dials)
    yield on_which(seen(BEN, pressed(BEN, WHICH), both, policy=two), dials)
    yield joining.on_choices(seen(BEN, pressed(BEN, "advocate_choices__t"), both, policy=two), dials)
    yield advocates.on_leave(seen(BEN, pressed(BEN, "advocate_leave__t"), both, policy=two), dials)


def _named(dials: advocates.AdvocatesPolicy) -> Iterator[Sequence[Verdict]]:
    said = command(ANA, "nominate", "@Ben", "patient")
    five = tuple(replace(NAMED, member=MemberId(f"slack-T1:{n}")) for n in range(5))
    for named in (
        Named(), Named(people=(ANA,), why="x"), Named(people=(BEN,), is_bot=True), Named(people=(BEN,), is_staff=True),
        Named(people=(BEN,)), Named(people=(BEN,), why="patient"),
    ):  # fmt: skip
        yield advocates.on_nominate(seen(ANA, said, ladder(named=named)), dials)
    yield advocates.on_nominate(seen(ANA, said, ladder(nominations=five, named=named)), dials)


def _reviewed() -> Iterator[Sequence[Verdict]]:
    row = under("review:s")
    vote = Vote(of="s", by=LOU, choice=Voted.ABSTAIN, at=NOW)
    yield on_more(seen(LOU, pressed(LOU, "vote_more"), ladder(REVIEWED, votes=(vote,)), control_row=row), None)
    yield on_vote(seen(ANA, pressed(ANA, "vote_yes"), ladder(REVIEWED), control_row=row), None)
    for control in ("vote_yes", "vote_no"):
        yield on_vote(seen(LOU, pressed(LOU, control), ladder(REVIEWED), control_row=row), None)
    boss = frozenset({Role.MANAGER})
    for said in ((), ("looks",)):
        yield on_advocates(seen(LOU, command(LOU, "advocates", *said), ladder(ACTIVE), roles=boss), None)
    yield on_advocates(seen(LOU, command(LOU, "advocates", "looks"), ladder(looks=()), roles=boss), None)
    yield on_advocates(seen(ANA, command(ANA, "advocates"), ladder(ACTIVE)), None)
    for who, roles in ((BEN, frozenset({Role.MEMBER})), (LOU, boss)):
        yield manager_desk.on_help(seen(who, command(who, "help"), roles=roles), manager_desk.ManagerDeskPolicy())


def requests() -> Iterator[Sequence[Verdict]]:
    dials = asks.AsksPolicy()
    staff = frozenset({Role.STAFF})
    yield asks.on_ask(seen(LOU, command(LOU, "ask"), roles=staff), dials)
    yield asks.on_ask(seen(LOU, command(LOU, "ask"), policy=replace(POLICY, programmes={})), dials)
    good = {"kind": ("talk",), "what": ("Ten minutes.",), "wanted": ("2",), "by": ("2026-10-20",)}
    days = [{**good, "by": (day,)} for day in ("soon", "2026-10-05", "2026-12-24")]
    for values in (good, {**good, "what": ()}, *days, {**good, "kind": ("beta",)}):
        yield asks.on_form(seen(LOU, sent(LOU, ASK, **values), board()), dials)
    yield asks.on_form(seen(LOU, sent(LOU, ASK, **good), board(barred=frozenset({BEN}))), dials)
    yield asks.on_form(seen(LOU, sent(LOU, ASK, **good), board(), policy=replace(POLICY, dry_run=True)), dials)
    row = under(f"asked:{WAITS.id}")
    for control in ("ask_yes", "ask_later", "ask_no", "ask_never"):
        yield asks.on_answer(seen(BEN, pressed(BEN, control), board(WAITS), control_row=row), dials)
    yield asks.on_answer(
        seen(BEN, pressed(BEN, "ask_yes"), board(replace(WAITS, answer=Answer.NO)), control_row=row), dials
    )
    yield asks.on_answer(seen(ANA, pressed(ANA, "ask_yes"), board(WAITS), control_row=row), dials)
    yes, late = replace(WAITS, answer=Answer.YES), {"now": NOW + 15 * DAY, "look": "a"}
    for asked in ((yes,), ()):
        yield asks.on_next(seen(LOU, None, board(*asked), **late), dials)  # type: ignore[arg-type]
    left = replace(board(yes), gone=frozenset({LOU}))
    yield asks.on_next(seen(BEN, None, left, **late), dials)  # type: ignore[arg-type]
    out = replace(board(replace(WAITS, answer=Answer.YES)), advocates=())
    yield asks.on_gone(seen(BEN, pressed(BEN, "advocate_leave"), out), dials)
    row = under(f"outcome:{WAITS.id}")
    for control, answer in (("ask_done", Answer.YES), ("ask_fell", Answer.YES), ("ask_fell", Answer.DONE)):
        given = replace(WAITS, answer=answer)
        yield asks.on_outcome(seen(LOU, pressed(LOU, control), board(given), control_row=row), dials)
    for said in ("webhooks for a call", "webhooks", "ponies for a call"):
        yield asks.on_references(seen(LOU, command(LOU, "references", *said.split()), board()), dials)


def everything() -> Iterator[Sequence[Verdict]]:
    """All of it."""
    yield from programme()
    yield from requests()
