"""Writes the dumps of a release: a small made-up community after a day's work, on both databases."""

import asyncio
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bots.runtime.clock import ManualClock
from bots.runtime.community import Community
from bots.runtime.health import count_days
from bots.runtime.owner import Owner
from config.playbook import PLAYS
from engagement.api_tokens import ApiToken
from engagement.catching_up import Absence, AbsenceState, Cursor, Missed, MissedKind
from engagement.crisis import Crisis, begun
from engagement.entries import Entry as Noted
from engagement.escalating.dials import Governance, Team
from engagement.escalating.escalation import Cause, Entry, Escalation
from engagement.events import (
    AccountSeen,
    ChannelSeen,
    ControlUsed,
    Event,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
)
from engagement.health import Health
from engagement.health_days import LogLine, Span
from engagement.ids import (
    AccountId,
    ChannelId,
    CommunityId,
    CrisisId,
    EscalationId,
    MemberId,
    MessageId,
    ThreadId,
    WorkspaceId,
)
from engagement.modelling.asking import Usage, Use
from engagement.modelling.budget import Budget, Call
from engagement.people import Purpose
from engagement.policy import ChannelPolicy, Policy
from engagement.ports import Ledger
from engagement.privacy import Scope
from engagement.records import PendingEvent
from engagement.signing_in import Code, PageRole, Session, SignIn, Step
from engagement.standing import ConnectionStanding
from engagement.whole_weeks import Weeks
from storage import open_memory
from storage.dump import dump
from tests.databases import fresh_url

START = datetime(2026, 3, 3, 9, tzinfo=UTC)
HELP = ChannelId("slack-T1:C1")


def _message(minute: int) -> MessageId:
    return MessageId(f"{HELP}:{1_772_528_400 + 60 * minute}.000100")


def _post(minute: int, who: str, text: str, thread: int | None = None) -> MessagePosted:
    message = _message(minute)
    return MessagePosted(
        key=f"m:{message}", at=START + timedelta(minutes=minute), message=message, channel=HELP,
        author=AccountId(f"slack-T1:{who}"), text=text, thread=None if thread is None else _message(thread),
    )  # fmt: skip


def history() -> list[Event]:
    """A morning: an answered question, one that waits, a change, a deletion, a mark, people and places."""
    people = [
        AccountSeen(
            key=f"u:{name}", at=START, account=AccountId(f"slack-T1:{name}"), name=name, timezone="Europe/Berlin"
        )
        for name in ("ana", "ben", "cem", "dora")
    ]
    first = _post(1, "ana", "How do I pair the gateway after an update?")
    return [
        ChannelSeen(key="c:help", at=START, channel=HELP, name="help"),
        *people,
        first,
        _post(3, "ben", "Hold the button for ten seconds.", thread=1),
        _post(5, "ana", "thanks, that worked!", thread=1),
        _post(20, "cem", "Why does the chart show yesterday?"),
        MessageEdited(
            key="e:20", at=START + timedelta(minutes=21), posted_at=START + timedelta(minutes=20), message=_message(20),
            channel=HELP, author=AccountId("slack-T1:cem"), text="Why does the chart show only yesterday?",
        ),
        _post(30, "dora", "never mind"),
        MessageDeleted(key="d:30", at=START + timedelta(minutes=31), message=_message(30), channel=HELP),
        ReactionAdded(
            key="r:1", at=START + timedelta(minutes=32), message=_message(3), channel=HELP,
            account=AccountId("slack-T1:ana"), emoji="white_check_mark",
        ),
        ControlUsed(key="x:1", at=START + timedelta(minutes=33), account=AccountId("slack-T1:ben"), control="enrol",
                    channel=HELP),
    ]  # fmt: skip


async def fill(url: str) -> None:
    """Live the morning, and the day after it, in the database at ``url``."""
    memory = open_memory(url)
    dials = ChannelPolicy(name="help", topics=("pairing",), plays={play.name: play.policy() for play in PLAYS})
    policy = Policy(
        community=CommunityId("frozen"), name="Frozen", dry_run=False, hold_out=0.0, channels={"help": dials},
        topics={"pairing": ("pair", "gateway")}, managers_channel="managers",
    )  # fmt: skip
    clock = ManualClock(START)
    memory.register(policy.community, policy.name, START)
    with memory.direct(policy.community) as ledger:
        community = Community.load(ledger, policy, PLAYS, "key", START)
    owner = Owner(community, memory, clock)
    for event in history():
        clock.move_to(event.at)
        await owner.take_in([event])
    for hours in range(1, 30):
        clock.move_to(START + timedelta(hours=hours))
        await owner.look_again(clock.now())
    with memory.direct(policy.community) as ledger:
        ledger.dials.set("is_paused", True, by="slack-T1:ana", at=clock.now())
        ledger.marks.set("cursor", "1")
        ledger.occurrences.claim("try_out", START, START)
        ledger.inbox.fail(PendingEvent(key="bad", at=START, payload=b"\x00raw", source="live"), "ValueError: odd")
        memory_lease = START + timedelta(seconds=30)
    with memory.direct(policy.community) as ledger:
        ledger.privacy.forget(Scope.MEMBER, MemberId("slack-T1:dora"), clock.now())
        _stand(ledger)
        _count(ledger)
    memory.own(policy.community, "somebody", START, memory_lease - START)
    memory.close()


def _stand(ledger: Ledger) -> None:
    """What a connected Hubbub notes of itself: how far it has read, that it was away, how it is connected."""
    here, hour = WorkspaceId("slack-T1"), timedelta(hours=1)
    ledger.cursors.advance(Cursor(channel=HELP, workspace=here, scanned_to=START + hour, looked_back_at=START))
    missed = (Missed(kind=MissedKind.PRESSED),)
    ledger.absences.save(
        Absence(
            id="away", workspace=here, from_at=START, until_at=START + hour, state=AbsenceState.PARTLY, missed=missed
        )
    )
    ledger.standing.save_connections(
        [ConnectionStanding(id="slack-1", platform="slack", state="connected", since_at=START, seen_at=START + hour)]
    )
    ledger.identifies.add("discord-app", START)
    ledger.links.keep("digest-of-a-code", AccountId("slack-T1:ana"), START + timedelta(minutes=15))
    _sign_in(ledger)
    _hand_on(ledger)


def _count(ledger: Ledger) -> None:
    """Health figures of the day are kept and logged; then somebody agrees to be counted, and it is to be done again."""
    count_days(ledger, ledger.health_days.touched(), ())
    ledger.health_days.log([LogLine(span=Span.HOUR, at=START, figures={"waiting": 1, "longest_s": 60.0})], START)
    monday = START.date() - timedelta(days=START.weekday())
    ledger.health_days.keep_report(Weeks(first=monday, last=monday), None, Health.nothing())
    call = Call(
        id="a-call", at=START, use=Use.SUMMARY, model="small", provider="models.example", usage=Usage(tokens_in=9)
    )
    ledger.model_calls.begin(call, Budget())
    ledger.people.set_consent(MemberId("slack-T1:cem"), Purpose.METRICS, is_given=True, at=START)


def _sign_in(ledger: Ledger) -> None:
    """Somebody is signed in to the pages, and a link waits for somebody else."""
    who, role = MemberId("slack-T1:ben"), PageRole.MANAGER
    ledger.sign_ins.keep_code(Code(digest="digest-of-a-link", role=role, until=START + timedelta(minutes=10)))
    ledger.sign_ins.begin(
        Session(digest="digest-of-a-token", role=role, way="link", began_at=START, seen_at=START, member=who)
    )
    ledger.api_tokens.add(
        ApiToken(
            digest="digest-of-an-api-token",
            name="BI",
            role=role,
            made_at=START,
            until=START + timedelta(days=90),
            by=who,
        )
    )
    ledger.sign_ins.note(SignIn(at=START, step=Step.IN, role=role, way="link", by=who))


def _hand_on(ledger: Ledger) -> None:
    """A question that a team has."""
    thread = ThreadId(_message(0))
    team = Team(name="hub", title="Hub", channel="hub", is_hub=True, people=("ben",))
    ledger.escalations.keep_policy("frozen-dials", Governance(teams={"hub": team}))
    escalation = Escalation(
        id=EscalationId("handed-on"), thread=thread, channel=HELP, asker=MemberId("slack-T1:ana"), opened_at=START,
        team="hub", belongs_to="hub", hub="hub", chain="usual", policy="frozen-dials", cause=Cause.ASKED,
        person=MemberId("slack-T1:ben"), watch_at=START + timedelta(days=1),
    )  # fmt: skip
    ledger.escalations.save(escalation, [Entry(at=START, what="opened", team="hub", why=("a member asked",))])
    who, hour = MemberId("slack-T1:ben"), timedelta(hours=1)
    draft = Crisis(
        id=CrisisId("outage"), began_at=START, lead=who, communicator=who, every=hour, due_at=START + hour,
        channels=(HELP,),
    )  # fmt: skip
    turn = begun(draft, who, "Logins fail.")
    ledger.crises.save(turn.crisis, turn.lines)
    ledger.entries.save(
        [
            Noted(
                kind="nomination", id="for-ana", at=START, member=MemberId("slack-T1:ana"), by=who, thread=thread,
                message=thread, state="open", until=START + hour, facts={"for": ["talk"]}, words="She helps.",
            )
        ]
    )  # fmt: skip


def main(version: str) -> None:
    """Write both dumps of ``version``."""
    folder = Path(__file__).with_name(version)
    folder.mkdir(exist_ok=True)
    for kind in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as place, fresh_url(kind, Path(place)) as url:
            asyncio.run(fill(url))
            memory = open_memory(url)
            (folder / f"{kind}.jsonl").write_text("\n".join(dump(memory.engine)) + "\n", encoding="utf-8")
            memory.close()


if __name__ == "__main__":
    main(sys.argv[1])
