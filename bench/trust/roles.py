"""Can anybody do what is not theirs? Every act, by every kind of person, under every message, held against a table."""

import asyncio
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from bench.measures.stage import COMMUNITY, load, memory_at, policy, take
from bench.trust.figures import Figures, Row, Work
from bench.trust.role_doors import knock
from bench.trust.role_table import CARD, COMMANDS, CONTROLS, FORMS, MENUS, PERSONS, REACTIONS, UNDER, Right, may
from bots.runtime.asked import Response
from bots.runtime.batch import Batch
from bots.runtime.codec import from_say
from bots.runtime.community import Community
from config.playbook import PLAYS
from engagement.actions import Reach, Say
from engagement.decisions import Decision, Outcome
from engagement.escalating.dials import Governance, Team
from engagement.events import (
    AccountSeen,
    ChannelSeen,
    CommandGiven,
    ControlUsed,
    Event,
    FormSubmitted,
    MessagePosted,
    ReactionAdded,
)
from engagement.ids import (
    AccountId,
    DecisionId,
    MemberId,
    MessageId,
    OutboxId,
    ThreadId,
    WorkspaceId,
    account_id,
    channel_id,
    channel_of,
    message_id,
)
from engagement.people import Helper, Purpose, Role
from engagement.policy import ChannelPolicy, Policy
from engagement.ports import Ledger
from engagement.records import OutboxRow
from storage import StoredMemory

_AT: Final = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
_TOWN: Final = WorkspaceId("slack-T1")
_HELP: Final = channel_id(_TOWN, "C1")
_QUESTION, _ANSWER = message_id(_HELP, "1772625600.000100"), message_id(_HELP, "1772625660.000100")
_THREAD: Final = ThreadId(_QUESTION)
_HUB: Final = channel_id(_TOWN, "C3")
_CARD, _NOTE = message_id(_HUB, "1772625700.000100"), message_id(_HUB, "1772625720.000100")
_REACTED_ON: Final = {"question": _QUESTION, "card": _CARD, "staff's note": _NOTE}
_ROLES: Final = {
    "trusted": Role.TRUSTED, "sales": Role.SALES, "staff": Role.STAFF, "manager": Role.MANAGER,
    "left manager": Role.MANAGER, "bot called manager": Role.MANAGER,
}  # fmt: skip
_TEAM: Final = tuple(f"U{PERSONS.index(person)}" for person in ("staff", "manager"))
_ENROLLED: Final = ("asked helper", "helper in thread", "other helper")
_SAID: Final[Mapping[str, tuple[str, ...]]] = {"live": ("live", "#help"), "undo": ("undo", "d1"), "why": ("why", "d1")}
_ALL: Final = 3_600
"""A few less than there are cells, which grow with the tables."""
_STATES: Final = {"tried ask": "tried", "expired ask": "expired", "cancelled ask": "cancelled"}


def _account(person: str) -> AccountId:
    return account_id(_TOWN, f"U{PERSONS.index(person)}")


def _policy() -> Policy:
    base = policy(topics={"api": ()})
    live = base.others or ChannelPolicy(name="*")
    return replace(
        base, dry_run=False, managers_channel="managers", channels={"help": replace(live, name="help")},
        roles={f"U{PERSONS.index(person)}": role for person, role in _ROLES.items()},
        governance=Governance(teams={"hub": Team(name="hub", title="Hub", channel="hub", is_hub=True, people=_TEAM)}),
    )  # fmt: skip


def _history() -> list[Event]:
    """A question with an answer, and everybody known but "unknown"."""
    people: list[Event] = [
        AccountSeen(
            key=f"u:{person}", at=_AT, account=_account(person), name=person, is_bot=person.startswith("bot"),
            is_gone=person.startswith("left"),
        )
        for person in PERSONS if person != "unknown"
    ]  # fmt: skip
    places = [ChannelSeen(key=f"c:{n}", at=_AT, channel=channel_id(_TOWN, f"C{n}"), name=name)
              for n, name in ((1, "help"), (2, "managers"), (3, "hub"))]  # fmt: skip
    asked = MessagePosted(
        key="m:1", at=_AT, message=_QUESTION, channel=_HELP, author=_account("asker"), text="How do I use the api?"
    )
    answered = MessagePosted(
        key="m:2", at=_AT + timedelta(minutes=1), message=_ANSWER, channel=_HELP, author=_account("member"),
        text="Like this.", thread=_QUESTION,
    )  # fmt: skip
    return [*people, *places, asked, answered]


def _rows() -> Iterator[tuple[str, OutboxRow, Decision]]:
    """What was said, or was to be: one message of each kind."""
    helper, thread_helper = (MemberId(_account(person)) for person in ("asked helper", "helper in thread"))
    kinds = {
        "private ask": (Reach.MEMBER, helper, helper, True),
        "ask in thread": (Reach.THREAD, _THREAD, thread_helper, True),
        "reminder": (Reach.ASKER, _THREAD, None, False), "managers' list": (Reach.MANAGERS, "", None, False),
        "notice": (Reach.CHANNEL, _HELP, None, False),
        **dict.fromkeys(_STATES, (Reach.MEMBER, helper, helper, True)),
    }  # fmt: skip
    for number, (under, (reach, to, member, is_ask)) in enumerate(kinds.items(), 1):
        text = "peer_prompt.ask" if is_ask else "open_questions.list"
        say = Say(text=text, reach=reach, to=to, thread=None if under == "notice" else _THREAD)
        decision = Decision(
            id=DecisionId(f"d{number}"), at=_AT, play=text.partition(".")[0], play_version=1, policy_hash="x",
            subject=_THREAD, action="PromptPeer" if is_ask else "Say", outcome=Outcome.ACTED, reason="a secret reason",
            outbox=OutboxId(f"o{number}"), detail={"text": text, "fields": {}},
        )  # fmt: skip
        yield under, OutboxRow(
            id=OutboxId(f"o{number}"), decision=decision.id, workspace=_TOWN, op="say", lane=1, body=from_say(say),
            created_at=_AT, to_member=MemberId(member) if member else None, channel=_HELP,
            thread=say.thread, is_ask=is_ask, state=_STATES.get(under, "sent"),
        ), decision  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """One act of one person."""

    kind: str
    name: str
    person: str
    under: str = "no message"
    right: Right | None = None

    @property
    def is_allowed(self) -> bool:
        """What the table says."""
        return self.right is not None and may(self.right, self.person, self.under)

    def event(self, rows: Mapping[str, OutboxId]) -> Event:
        """The act as it arrives."""
        key, account = f"{self.kind}:{self.name}:{self.person}:{self.under}", _account(self.person)
        at = _AT + timedelta(minutes=2)
        if self.kind == "command":
            said = _SAID.get(self.name, (self.name,))
            return CommandGiven(key=key, at=at, account=account, channel=_HELP, words=said)
        if self.kind == "reaction":
            message = _REACTED_ON[self.under]
            return ReactionAdded(
                key=key, at=at, message=message, channel=channel_of(message), account=account, emoji=self.name
            )
        if self.kind == "form":
            return FormSubmitted(key=key, at=at, account=account, form=self.name, values={"limit": ("2",)})
        pressed_on: MessageId | None = None
        if self.kind == "menu":
            pressed_on = _ANSWER if self.name == "mark_answer" else _QUESTION
        return ControlUsed(
            key=key, at=at, account=account, control=self.name, message=pressed_on, channel=_HELP,
            outbox=rows.get(self.under, OutboxId("nosuchid")) if self.under != "no message" else None,
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person}: {self.kind} {self.name} ({self.under})"


def _cells() -> Iterator[_Cell]:
    for person in PERSONS:
        for kind, table in (("command", COMMANDS), ("form", FORMS), ("menu", MENUS)):
            for name in (*table, "nosuch"):
                yield _Cell(kind=kind, name=name, person=person, right=table.get(name))
        for (on, emoji), right in REACTIONS.items():
            yield _Cell(kind="reaction", name=emoji, person=person, under=on, right=right)
        for name in CARD:
            yield _Cell(kind="control", name=name, person=person, under="card", right=CARD[name])
        for under in UNDER:
            for name in (*CONTROLS, *MENUS, "nosuch", "on_question", "mark_own_question", "why_any"):
                yield _Cell(
                    kind="control", name=name, person=person, under=under, right=CONTROLS.get(name) or MENUS.get(name)
                )


class _Back(Exception):  # noqa: N818  # no error: what was tried out is taken back
    """Rolls the trial back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Came:
    """What became of an act."""

    refused: bool
    texts: frozenset[str]
    effects: frozenset[str]
    about: frozenset[str]
    """Whom consents and choices were changed of."""
    results: frozenset[str]
    """The asks whose outcome was set."""


def _try(memory: StoredMemory, community: Community, event: Event, asks: Mapping[str, DecisionId]) -> _Came:
    found: list[_Came] = []
    try:
        with memory.direct(COMMUNITY) as ledger:
            batch = Batch(community, ledger, _AT + timedelta(minutes=2))
            (response,) = batch.take_all([event])
            batch.flush()
            found.append(_came(batch, ledger, response or Response(), asks))
            raise _Back  # noqa: TRY301  # leaving the block in any other way would commit
    except _Back:
        return found[0]


def _came(batch: Batch, ledger: Ledger, response: Response, asks: Mapping[str, DecisionId]) -> _Came:
    done = [
        d for d in batch.acting.decisions if d.outcome is not Outcome.HELD and d.action not in {"Reply", "OpenForm"}
    ]
    own = {"SetConsent", "SaveHelper"}
    results = frozenset(
        under for under, name in asks.items() if (told := ledger.journal.get(name)) is not None and told.result
    )
    return _Came(
        refused=response.not_allowed is not None,
        texts=frozenset(reply.text for reply in response.replies),
        effects=frozenset(d.action for d in done) | ({"FollowUp"} if batch.effects.agenda.added else set()),
        about=frozenset(str(d.subject) for d in done if d.action in own),
        results=results,
    )


def _fault(cell: _Cell, came: _Came) -> str | None:
    """What is wrong with what became of an act; None when nothing is."""
    me = _account(cell.person)
    if came.about - {me}:
        return f"changed what others chose: {sorted(came.about)}"
    for under in came.results:
        owner = "asked helper" if under == "private ask" else "helper in thread"
        if cell.person != owner or cell.under != under:
            return f"gave the answer to {under} for somebody else"
    return _fault_of_granted(cell, came) if cell.is_allowed else _fault_of_denied(cell, came)


def _fault_of_denied(cell: _Cell, came: _Came) -> str | None:
    if came.effects:
        return f"did {sorted(came.effects)}"
    allowed = cell.right.answers if cell.right is not None else frozenset[str]()
    told = came.texts - allowed - {"manager_desk.unknown_command", "manager_desk.help", "manager_desk.help_manager"}
    return f"was told {sorted(told)}" if told and not came.refused else None


def _fault_of_granted(cell: _Cell, came: _Came) -> str | None:
    assert cell.right is not None
    if came.refused:
        return "was refused"
    if came.effects - cell.right.effects:
        return f"did {sorted(came.effects - cell.right.effects)} as well"
    is_button = (
        cell.kind == "control" and cell.name in CONTROLS
    )  # whether there is a question for the menu's entries, they say themselves
    is_refusal = bool(came.texts) and came.texts <= cell.right.answers
    return "was refused in words" if is_button and is_refusal else None


def _unlisted() -> list[str]:
    """What can be said, pressed or sent and stands in no table: whoever adds it has to say who may."""
    known = {"on_command": COMMANDS, "on_form": FORMS, "on_control": {**CONTROLS, **MENUS}}
    return [
        f"nobody wrote down who may use {name} of {play.name}"
        for play in PLAYS
        for table, some in known.items()
        for name in getattr(play, table)
        if name not in some
    ]


def _prepare(memory: StoredMemory) -> tuple[Community, Mapping[str, OutboxId], Mapping[str, DecisionId]]:
    """The town, as it stands before each act."""
    community = load(memory, _policy())
    take(memory, community, _history(), _AT + timedelta(minutes=1))
    rows = list(_rows())
    with memory.direct(COMMUNITY) as ledger:
        for person in (*_ENROLLED, "stopped helper"):
            member = MemberId(_account(person))
            ledger.people.save_helper(Helper(member=member, is_active=person != "stopped helper", enrolled_at=_AT))
            ledger.people.set_consent(member, Purpose.ASK_ME, is_given=person != "stopped helper", at=_AT)
        ledger.outbox.add([row for _, row, _ in rows])
        ledger.journal.add([decision for _, _, decision in rows])
    asks = {under: decision.id for under, row, decision in rows if row.is_ask}
    community = load(memory, _policy())
    card = _handed_on(memory, community)
    return load(memory, _policy()), {"card": card, **{under: row.id for under, row, _ in rows}}, asks


def _handed_on(memory: StoredMemory, community: Community) -> OutboxId:
    """A team has the question: its card stands in its room, and "staff" wrote something under it."""
    at = _AT + timedelta(seconds=90)
    alarm = ReactionAdded(
        key="r", at=at, message=_QUESTION, channel=_HELP, account=_account("trusted"), emoji="rotating_light"
    )
    take(memory, community, [alarm], at)
    with memory.direct(COMMUNITY) as ledger:
        card = next(row for row in ledger.outbox.ready(at, 1_000) if str(row.slot).startswith("card:"))
        ledger.outbox.mark(card.id, "sent", at=at, sent_as=_CARD)
    note = MessagePosted(
        key="m:3", at=at, message=_NOTE, channel=_HUB, author=_account("staff"), text="Tonight.", thread=_CARD
    )
    take(memory, community, [note], at)
    return card.id


def run(work: Work) -> Figures:
    """All cells, or every so manieth when fewer are wanted."""
    failures = _unlisted()
    tried, step = 0, max(1, _ALL // work.size)
    with tempfile.TemporaryDirectory(prefix="hubbub-trust-") as folder:
        with memory_at(f"sqlite:///{Path(folder) / 'roles.db'}", durable=False) as memory:
            community, rows, asks = _prepare(memory)
            for cell in islice(_cells(), work.seed % step, None, step):
                fault = _fault(cell, _try(memory, community, cell.event(rows), asks))
                failures += [f"{cell} {fault}"] if fault is not None else []
                tried += 1
        knocks, wrong = asyncio.run(knock(Path(folder)))
    failures += wrong
    return Figures(
        tried=tried + knocks, unintended=len(failures), seed=work.seed, failures=tuple(failures[:40]),
        absolute={"kinds of people": len(PERSONS), "at the platforms' doors": knocks},
    )  # fmt: skip


ROW = Row(
    name="roles",
    title="Every command, button, menu entry and form, by every kind of person, under every message, replayed too",
    holds="0 wrong allows: what the hand-made table does not grant has no effect and tells nothing",
    unit="cells",
    sizes={"small": 900, "ci": _ALL, "long": _ALL},
    run=run,
)
