"""What digests say, said for real."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from engagement.alert_causes import ASKERS, CHANNEL, NEWCOMERS, TOPIC
from engagement.alerts import Alert, RealChanges
from engagement.causes import Cause, Effect
from engagement.change_points import Change
from engagement.decisions import Verdict
from engagement.digests import OTHER, RUNS, SIX, Digest, Figure, Overdue, Seven, last_monday
from engagement.entries import Entry
from engagement.health import Part, ThreadHealth
from engagement.ids import ChannelId, MessageId, ThreadId, WorkspaceId, private_channel
from engagement.plays.digest import DigestPolicy, on_daily
from engagement.situation import Situation
from engagement.threads import Thread
from tests.bots.voice.shipped import HELP, NOW

ROOM = ChannelId("slack-T1:CHUB")
HEALTH = ThreadHealth(
    eligible=24, answered_1h=9, answered_24h=20, never=4, median_first_response_s=2_700.0,
    p90_first_response_s=30_000.0, by_peers=17, accepted=8, median_accepted_s=4_000.0, top10_first_reply_share=0.9,
)  # fmt: skip
SEVENS = tuple(
    Seven(
        first=first,
        last=first + SIX,
        people=30 + nth,
        answering=replace(HEALTH, eligible=20 + nth, answered_24h=16 + nth),
    )
    for nth in range(RUNS)
    for first in [last_monday(NOW) - (RUNS - 1 - nth) * timedelta(days=7)]
)
WAITING = tuple(
    Thread(id=ThreadId(MessageId(f"{HELP}:9{nth}.1")), channel=HELP, root_at=NOW - timedelta(days=9 - nth))
    for nth in range(7)
)
CHANGED = Entry(
    kind="alert", id="a", at=NOW, state=OTHER,
    facts={"figure": "people", "since": "2026-02-10", "before": "31", "after": "22"},
)  # fmt: skip
FULL = Digest(
    rooms=(ROOM,), sevens=SEVENS, unanswered=WAITING[1:], changed=(CHANGED,),
    overdue=(
        Overdue(thread=WAITING[0].id, channel=HELP, handed_at=NOW - timedelta(hours=9), team="api",
                since=NOW - timedelta(hours=5)),
        Overdue(thread=WAITING[0].id, channel=private_channel(WorkspaceId("slack-T1")),
                handed_at=NOW - timedelta(hours=3), team="api", since=NOW - timedelta(hours=2)),
    ),
    parts=(Part(name=HELP, people=9, answering=replace(HEALTH, never=12), absence_factor=2),),
)  # fmt: skip

CHANGE = Change(
    since=NOW.date() - timedelta(days=20), before=0.84, after=0.61, shift=-0.22, low=-0.30, high=-0.14, chance=0.0001
)
CAUSES = tuple(
    Cause(kind=kind, part=part, effect=effect, points=-0.15, share=0.65, before=0.9, after=0.5, error=0.02, by_size=0.3)
    for kind, part, effect in (
        (CHANNEL, HELP, Effect.WITHIN), (TOPIC, "webhooks", Effect.MIX), (ASKERS, NEWCOMERS, Effect.WITHIN),
    )
)  # fmt: skip
ALERTS = RealChanges(
    found=(
        Alert(figure=Figure.ANSWERED, change=CHANGE, causes=CAUSES),
        Alert(figure=Figure.FIRST_REPLY, change=replace(CHANGE, before=900.0, after=5400.0, low=1800.0, high=7200.0)),
        Alert(figure=Figure.PEOPLE, change=replace(CHANGE, before=31.0, after=22.0, low=-12.0, high=-6.0)),
    )
)


def digests(of: Situation) -> Iterator[Sequence[Verdict]]:
    """A week with everything in it, one for each piece of advice, a quiet one, and a day."""
    yield on_daily(_shown(of, FULL), DigestPolicy(daily=True, weekly=False))
    yield on_daily(_shown(of, FULL, ALERTS), DigestPolicy(daily=False, weekly=False))
    second = replace(of, now=of.now.replace(day=2))
    yield on_daily(_shown(second, FULL), DigestPolicy(daily=False, weekly=False))
    quiet = replace(FULL, unanswered=(), overdue=(), changed=(), sevens=(replace(SEVENS[-1], is_silent=True),))
    for digest in (
        FULL,
        quiet,
        replace(quiet, sevens=SEVENS, parts=()),
        replace(quiet, sevens=SEVENS),
        replace(FULL, overdue=()),
        replace(FULL, sevens=(*SEVENS[:-2], replace(SEVENS[-1], first=SEVENS[-2].first))),
    ):
        yield on_daily(_shown(of, digest), DigestPolicy(week_on=_weekday(of), says_quiet=True))


def _weekday(of: Situation) -> str:
    return f"{of.now:%a}".lower()


def _shown(of: Situation, *values: object) -> Situation:
    return replace(of, shown={type(value): value for value in values}, span=(of.now - timedelta(days=1), of.now))
