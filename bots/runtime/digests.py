"""What the play of digests is shown: who reads them, what needs a person, and what whole weeks brought."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bots.runtime.escalating import rooms_of
from bots.runtime.health import read_days, staff_of
from bots.runtime.health_lines import answering, parts_of, settled_weeks
from bots.runtime.situations import Lookups
from engagement.alert_causes import Question, Writing, causes_of
from engagement.alerts import KIND, Alert, RealChanges, found
from engagement.authorisation import roles_of
from engagement.change_points import WINDOW
from engagement.digests import RUNS, SIX, Digest, Seven, last_monday, overdue
from engagement.few_people import LEAST
from engagement.health import Part
from engagement.health_days import LogLine, Span
from engagement.ids import ChannelId, MemberId, external_of
from engagement.people import NEWCOMER_UNTIL, STAFF
from engagement.plays.digest import PLAY, DigestPolicy
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.records import Within
from engagement.situation import Situation
from engagement.threads import QuestionModes
from engagement.whole_weeks import WEEK, Weeks

_LISTED = timedelta(days=14)
"""A question that waits longer is not told of any more: nobody expects an answer."""
_MOST_LISTED = 200
MODE = QuestionModes.CONSERVATIVE
"""The reading that makes a question, as in the health log."""


def load_digest(look: Lookups, s: Situation) -> Digest | None:
    """Everything that a digest may tell; None where nobody reads it."""
    dials = look.community.play_dials(PLAY, None)
    if not isinstance(dials, DigestPolicy):
        return None
    rooms, readers, unknown = _readers(look, dials)
    if not (rooms or readers):
        return Digest(unknown=unknown) if unknown else None
    running = look.ledger.escalations.running()
    sevens, channels = read_sevens(look.ledger, look.community.policy, s.now)
    with_team = {e.thread for e in running}
    asked = look.ledger.conversations.open_questions(s.now - _LISTED, _MOST_LISTED)
    return Digest(
        rooms=rooms,
        readers=readers,
        unknown=unknown,
        unanswered=tuple(t for t in asked if t.id not in with_team and look.is_question(t)),
        overdue=tuple(overdue(running, s.now)),
        changed=tuple(look.ledger.entries.find(KIND, since=s.now - WEEK)),
        sevens=tuple(sevens),
        parts=channels,
    )


def _readers(
    look: Lookups, dials: DigestPolicy
) -> tuple[tuple[ChannelId | None, ...], tuple[MemberId, ...], tuple[str, ...]]:
    """Where it is read, who gets it privately, and what of the dials is not known."""
    known = look.channel_ids()
    channel = dials.channel.removeprefix("#")
    rooms: tuple[ChannelId | None, ...] = known.get(channel, ()) if channel else ()
    unknown = [] if rooms or not channel else [dials.channel]
    readers: list[MemberId] = []
    for name in dials.people:
        staff = [
            one.member
            for one in look.ledger.people.named_or_in_roles([name])
            if STAFF & roles_of(look.community.policy, one.member, external_of(one.id), *one.roles)
        ]
        readers += staff
        unknown += [] if staff else [name]
    governance = look.community.policy.governance
    if governance is not None and not (channel or dials.people):
        there = rooms_of(look, governance)
        rooms = tuple(dict.fromkeys(there.get(team.name) for team in governance.teams.values() if team.is_hub))
    return rooms, tuple(dict.fromkeys(readers)), tuple(unknown)


def read_sevens(ledger: Ledger, policy: Policy, now: datetime) -> tuple[list[Seven], tuple[Part, ...]]:
    """The latest parts of time, oldest first, up to the latest settled week, and the last one's channels.

    Where fewer than five wrote in that week it belongs to a later one: it comes last, without figures.
    """
    staff = staff_of(ledger, policy)
    lines = settled_weeks(ledger, now, MODE, staff)
    latest = lines[-1][0].at.date() if lines else last_monday(now)
    found = [seven_of(weeks, each[0]) for weeks, each in parts_of(lines)[-RUNS:]]
    if found and found[-1].last == latest + SIX:
        return found, tuple(sorted(
            (Part(name=line.channel or "", people=int(line.figures["people"] or 0), absence_factor=None,
                  answering=answering(line, LEAST))
             for line in lines[-1][1:] if line.figures),
            key=lambda part: (-(part.answering.never if part.answering else 0), part.name),
        ))  # fmt: skip
    week = Within(since=datetime.combine(latest, time.min, UTC), until=datetime.combine(latest + SIX, time.max, UTC))
    is_silent = not any(ledger.figures.wrote(week, staff).values())
    few = Seven(first=latest, last=latest + SIX, is_silent=is_silent)
    return [*found[1 - RUNS :], few], ()


def seven_of(weeks: Weeks, line: LogLine) -> Seven:
    """What the weeks that end with this line brought, as it says."""
    people = int(line.figures["people"] or 0)
    return Seven(
        first=weeks.first, last=weeks.last + SIX, people=people if people >= LEAST else None,
        answering=answering(line, LEAST),
    )  # fmt: skip


def load_changes(look: Lookups, s: Situation) -> RealChanges | None:
    """What has really changed and was not told of; None where nobody reads it."""
    dials = look.community.play_dials(PLAY, None)
    if not isinstance(dials, DigestPolicy) or not any(_readers(look, dials)[:2]):
        return None
    ledger = look.ledger
    noted = {entry.text("figure"): entry for entry in ledger.entries.find(KIND)}
    lines = ledger.health_days.logged(Span.DAY, s.now - timedelta(days=WINDOW))
    changes = found(lines, noted, dials.false_alarms_a_year)
    if not changes:
        return RealChanges(noted=noted)
    span = Within(since=lines[0].at, until=datetime.combine(lines[-1].at.date(), time.max, UTC))
    staff = staff_of(ledger, look.community.policy)
    questions = _questions(ledger, span, staff)
    writing = [
        Writing(day=cell.day, channel=cell.channel, people=cell.people) for cell in read_days(ledger, span, staff)
    ]
    wrote = ledger.figures.wrote(span, staff)
    return RealChanges(
        found=tuple(
            Alert(figure=figure, change=change,
                  causes=tuple(causes_of(figure, questions, change.since, staff, writing, wrote)))
            for figure, change in changes
        ),
        noted=noted,
    )  # fmt: skip


def _questions(ledger: Ledger, span: Within, staff: Collection[MemberId]) -> list[Question]:
    """Every question of the span by a member."""
    since = span.since - NEWCOMER_UNTIL if span.since is not None else None
    began = {one.id: one.first_at for one in ledger.figures.newcomers(replace(span, since=since))}
    return [
        Question(
            day=thread.root_at.date(),
            channel=thread.channel,
            asker=thread.asker,
            topics=thread.topics,
            is_new=(first := began.get(thread.asker)) is not None and thread.root_at - first < NEWCOMER_UNTIL,
            wait=thread.first_reply_s,
            replier=thread.first_reply_by,
        )
        for thread in ledger.figures.threads(span)
        if thread.modes & MODE and thread.asker is not None and thread.asker not in staff
    ]
