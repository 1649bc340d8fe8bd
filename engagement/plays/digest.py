"""Tell the hub what needs a person, once a day, and once a week how the community fares, with one thing to do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import dropwhile

from engagement.actions import Field, Keep, Lane, Reach, Say, channel_place, day, link, page, share, span, words
from engagement.alert_causes import CHANNEL, TOPIC
from engagement.alerts import KIND, SHARES, Alert, RealChanges, as_told, to_entry, value_told
from engagement.causes import Cause, Effect
from engagement.charts import Chart, Column
from engagement.decisions import Act, Hold, Verdict
from engagement.digests import (
    SIX,
    Advice,
    Digest,
    Figure,
    advice,
    day_meant,
    days_told,
    figures,
    settled_day,
)
from engagement.entries import Entry
from engagement.hours import zone
from engagement.ids import ChannelId, is_private_place
from engagement.people import WEEKDAYS
from engagement.play import Play
from engagement.policy import Policy
from engagement.shares import shares
from engagement.situation import Situation
from engagement.threads import Thread

NAME = "digest"
HEADINGS = ("needs_a_person", "has_changed", "figures", "worth_doing")
_MOST_LISTED = 5
_REVIEWED_ON = 2
_SETTLED_ON = "tue"
_LINE = ("heading", "where", "channel", "waited", "late", "team", "overdue", "handed", "room", "privately",
         "more", "teams", "questions", "changed", "since", "before",
         "now", "figure", "value", "usual", "advice", "place")  # fmt: skip
_TIMES = frozenset({Figure.FIRST_REPLY})


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPolicy:
    """Dials of "Digest"; durations are ours."""

    at: time = time(9, 0)
    """In the community's zone."""
    daily: bool = True
    """On days on which something needs a person."""
    weekly: bool = True
    monthly: bool = True
    """Whether it is told that the review of a month is there."""
    picture: bool = True
    """Whether the week comes with a chart."""
    week_on: str = "tue"
    """Tuesday is the first day on which the week before is settled: where it is not at that hour (east of Japan, at 9),
    the digest comes on the day after. Any other day tells of the latest settled week."""
    says_quiet: bool = False
    """Whether a week in which nothing happened is told of."""
    tells_late: bool = True
    """Whether what was missed while Hubbub was away is told afterwards, as one."""
    waits_too_long: timedelta = timedelta(hours=24)
    false_alarms_a_year: int = 1
    """So many messages a year at most that a figure has changed though it has not; 0: none are sent at all."""
    channel: str = ""
    """In place of the hub's."""
    people: tuple[str, ...] = ()
    """Staff who get it privately, as roles name them; with no ``channel`` they alone."""


def on_daily(s: Situation, policy: DigestPolicy) -> Sequence[Verdict]:
    """The week's digest on its day, else the day's where something needs a person; nothing where nobody reads it."""
    digest = s.find(Digest)
    if digest is None or s.span is None:
        return []
    unknown = [Hold(subject=s.community, reason="a reader of digests is not known", evidence={"named": digest.unknown})]
    if not (digest.rooms or digest.readers):
        return unknown if digest.unknown else []
    here = zone(s.policy.timezone)
    told = days_told(s.span[0].astimezone(here).date(), s.span[1].astimezone(here).date(), tells_late=policy.tells_late)
    changes = s.find(RealChanges) or RealChanges()
    alerts = [verdict for alert in changes.found for verdict in _alert(s, digest, alert, changes)]
    entries = [_entry(alert, s.now) for alert in changes.found]
    digest = replace(
        digest, changed=(*(old for old in digest.changed if old.id not in {e.id for e in entries}), *entries)
    )
    found: Sequence[Verdict] = []
    if policy.weekly and _is_week_told(s, policy, told):
        found = _week(s, digest, policy)
    elif policy.daily:
        found = _day(s, digest, policy)
    review = _review(s, digest, policy, told) if policy.monthly else []
    return [*alerts, *found, *review, *(unknown if digest.unknown else [])]


def _is_week_told(s: Situation, policy: DigestPolicy, told: Sequence[date]) -> bool:
    def falls_on(day: date) -> date:
        return settled_day(day, policy.at, s.policy.timezone) if policy.week_on == _SETTLED_ON else day

    return day_meant(told, lambda day: WEEKDAYS[day.weekday()] == policy.week_on, falls_on) is not None


def _review(s: Situation, digest: Digest, policy: DigestPolicy, told: Sequence[date]) -> Sequence[Verdict]:
    """When all days of a month are settled, on the second of the next: that its review is there, if anybody was."""
    second = day_meant(
        told, lambda day: day.day == _REVIEWED_ON, lambda day: settled_day(day, policy.at, s.policy.timezone)
    )
    if second is None:
        return []
    month = (second.replace(day=1) - timedelta(days=1)).replace(day=1)
    if all(seven.is_silent or seven.last < month for seven in digest.sevens):
        return []
    fields = {"month": words(f"{month:%Y-%m}")}
    say = Say(text=f"{NAME}.review", reach=Reach.MANAGERS, to="", fields=fields)
    reason = "a month is over"
    return [Act(action=one, subject=s.community, reason=reason) for one in to_readers(digest, say)]


def _day(s: Situation, digest: Digest, policy: DigestPolicy) -> Sequence[Verdict]:
    """What came to need a person since the last word: what did before is told of once, and again each week."""
    since = s.span[0] if s.span is not None else s.now
    waiting = [t for t in _waiting(digest, policy, s.now) if (t.root_at or s.now) + policy.waits_too_long > since]
    new = replace(digest, overdue=tuple(one for one in digest.overdue if one.since > since))
    items = [*_urgent(s, new, waiting)]
    if not items:
        return [Hold(subject=s.community, reason="nothing new needs a person today")]
    return _told(s, new, f"{NAME}.day", items, {}, waiting)


def _week(s: Situation, digest: Digest, policy: DigestPolicy) -> Sequence[Verdict]:
    if digest.is_empty and not policy.says_quiet:
        return [Hold(subject=s.community, reason="nothing happened this week")]
    waiting = _waiting(digest, policy, s.now)
    until = words("")
    if digest.sevens:
        until = day(digest.sevens[-1].last)
    if digest.is_empty:
        return _told(s, digest, f"{NAME}.quiet", [], {"until": until}, waiting)
    items = [*_urgent(s, digest, waiting), *_changed(digest), *_figures(digest), _advice(digest, waiting)]
    last = digest.sevens[-1] if digest.sevens else None
    few = "few" if last is not None and last.answering is None and not last.is_silent else ""
    is_joined = last is not None and last.people is not None and last.last - last.first > SIX
    since = day(last.first) if last is not None and is_joined else words("")
    fields = {"until": until, "few": words(few), "since": since}
    return _told(s, digest, f"{NAME}.week", items, fields, waiting, chart=_chart(digest) if policy.picture else None)


def _chart(digest: Digest) -> Chart | None:
    """Questions week by week, and how many of them were answered within a day; None where none can be told."""
    lived = dropwhile(lambda seven: seven.is_silent, digest.sevens)  # before there was anybody there is nothing to show
    columns = tuple(
        Column(day=seven.first, whole=asked.eligible, part=asked.answered_24h)
        if (asked := seven.answering) is not None
        else Column(day=seven.first)
        for seven in lived
    )
    return Chart(text=f"{NAME}.chart", columns=columns) if any(one.whole for one in columns) else None


def _alert(s: Situation, digest: Digest, alert: Alert, changes: RealChanges) -> list[Verdict]:
    """One message about one figure, and a note of it, so that it is told once."""
    change, entry = alert.change, _entry(alert, s.now)
    causes = tuple(one for one in (_cause(alert.figure, each) for each in alert.causes) if one["was"] != one["becomes"])
    reason = "a figure has really changed"
    say = Say(
        text=f"{NAME}.alert",
        reach=Reach.MANAGERS,
        to="",
        fields={
            "changed": words(alert.figure),
            "since": day(change.since),
            "now": _as_kept(alert.figure, entry.text("after")),
            "before": _as_kept(alert.figure, entry.text("before")),
            "gap": shares(_gap(alert)),
            "causes": words("likely_causes" if causes else "no_cause"),
        },
        items=causes,
        slot=f"{KIND}:{alert.figure}:{change.since.isoformat()}",
    )
    evidence: dict[str, object] = {"chance": round(change.chance, 6)}
    told = [Act(action=one, subject=s.community, reason=reason, evidence=evidence) for one in to_readers(digest, say)]
    keep = Keep(entry=entry, before=changes.noted.get(alert.figure))
    return [*told, Act(action=keep, subject=s.community, reason=reason)]


def _entry(alert: Alert, now: datetime) -> Entry:
    before, after = (_number(alert.figure, value) for value in (alert.change.before, alert.change.after))
    return to_entry(alert, before, after, now)


def _number(figure: Figure, value: float) -> str:
    """A figure of a day as it is read: per cent, minutes, or how many."""
    if figure in SHARES:
        return f"{value:.0%}"
    return f"{value / 60:.0f} min" if figure is Figure.FIRST_REPLY else f"{as_told(figure, value):.0f}"


def _as_kept(figure: str, kept: str) -> Field:
    """A figure that was noted with a change, for a reader of any language."""
    value = value_told(figure, kept)
    return share(value) if value is not None and figure in SHARES else words(kept)


def _gap(alert: Alert) -> str:
    low, high = alert.change.low, alert.change.high
    if alert.figure in SHARES:
        return f"{low:+.0%} … {high:+.0%}"
    if alert.figure is Figure.FIRST_REPLY:
        return f"{low / 60:+.0f} … {high / 60:+.0f} min"
    return f"{as_told(alert.figure, low):+.0f} … {as_told(alert.figure, high):+.0f}"


def _cause(figure: Figure, cause: Cause) -> dict[str, Field]:
    """One likely cause: which part, and what about it changed."""
    is_share = cause.effect is Effect.MIX or figure not in {Figure.QUESTIONS, Figure.PEOPLE}
    was, becomes = (
        share(round(value, 2)) if is_share else words(f"{as_told(figure, value):.0f}")
        for value in (cause.before, cause.after)
    )
    nothing = words("")
    within = "" if figure in {Figure.ANSWERED, Figure.BY_MEMBERS} else "as_fast" if is_share else "a_day"
    return {
        "place": channel_place(ChannelId(cause.part)) if cause.kind == CHANNEL else nothing,
        "topic": words(cause.part) if cause.kind == TOPIC else nothing,
        "group": words(cause.part) if cause.kind not in {CHANNEL, TOPIC} else nothing,
        "mix": words("of_all" if cause.effect is Effect.MIX else within),
        "was": was,
        "becomes": becomes,
    }


def _waiting(digest: Digest, policy: DigestPolicy, now: datetime) -> list[Thread]:
    """Questions that wait too long, the longest first."""
    return [t for t in digest.unanswered if t.root_at is not None and now - t.root_at >= policy.waits_too_long]


def _urgent(s: Situation, digest: Digest, waiting: Sequence[Thread]) -> Iterator[dict[str, Field]]:
    """What needs a person: overdue at a team, then unanswered; each longest first."""
    teams = s.policy.governance.teams if s.policy.governance is not None else {}
    lines = [
        _line(late=link(one.thread), team=words(teams[one.team].title if one.team in teams else one.team),
              overdue=span(s.now - one.since), handed=span(s.now - one.handed_at), **_asked_in(one.channel))
        for one in digest.overdue[:_MOST_LISTED]
    ] + [
        _line(where=link(t.id), channel=channel_place(t.channel), waited=span(s.now - (t.root_at or s.now)))
        for t in waiting[:_MOST_LISTED]
    ]  # fmt: skip
    more = len(digest.overdue) + len(waiting) - len(lines)
    return _under(HEADINGS[0], [*lines, *([_more(more)] if more else [])])


def _more(number: int) -> dict[str, Field]:
    """So many are not listed, and where they are."""
    return _line(more=words(str(number)), teams=page("/hub"), questions=page("/conversations"))


def _asked_in(channel: ChannelId) -> dict[str, Field]:
    """The channel of a question, or that it was asked privately."""
    return {"privately": words("privately")} if is_private_place(channel) else {"room": channel_place(channel)}


def _changed(digest: Digest) -> Iterator[dict[str, Field]]:
    return _under(
        HEADINGS[1],
        [
            _line(changed=words(entry.text("figure")), since=day(date.fromisoformat(entry.text("since"))),
                  before=_as_kept(entry.text("figure"), entry.text("before")),
                  now=_as_kept(entry.text("figure"), entry.text("after")))
            for entry in digest.changed
        ],
    )  # fmt: skip


def _figures(digest: Digest) -> Iterator[dict[str, Field]]:
    return _under(
        HEADINGS[2],
        [
            _line(figure=words(figure), value=shown(figure, value),
                  usual=shown(figure, usual) if usual is not None else words(""))
            for figure, value, usual in figures(digest.sevens)
        ],
    )  # fmt: skip


def _advice(digest: Digest, waiting: Sequence[Thread]) -> dict[str, Field]:
    found, channel = advice(digest, waiting)
    if found is Advice.CHANNEL:
        return _line(heading=words(HEADINGS[3]), place=channel_place(ChannelId(channel)))
    return _line(heading=words(HEADINGS[3]), advice=words(found))


def shown(figure: Figure, value: float) -> Field:
    """A figure as it is read: a share in per cent, a time in words, a number."""
    if figure in _TIMES:
        return span(timedelta(seconds=value))
    return share(value) if figure in SHARES else words(f"{value:.0f}")


def _under(heading: str, lines: Sequence[dict[str, Field]]) -> Iterator[dict[str, Field]]:
    """These lines, with a heading above the first."""
    for nth, line in enumerate(lines):
        yield {**line, "heading": words(heading)} if nth == 0 else line


def _line(**given: Field) -> dict[str, Field]:
    return {**dict.fromkeys(_LINE, words("")), **given}


def _told(
    s: Situation,
    digest: Digest,
    text: str,
    items: Sequence[dict[str, Field]],
    fields: dict[str, Field],
    waiting: Sequence[Thread],
    chart: Chart | None = None,
) -> Sequence[Verdict]:
    """The message to everybody who is to read it."""
    evidence: dict[str, object] = {"waiting": len(waiting), "overdue": len(digest.overdue)}
    reason = "a week is over" if text != f"{NAME}.day" else "something needs a person"
    say = Say(text=text, reach=Reach.MANAGERS, to="", fields=fields, items=tuple(items), chart=chart)
    return [Act(action=one, subject=s.community, reason=reason, evidence=evidence) for one in to_readers(digest, say)]


def to_readers(digest: Digest, say: Say) -> list[Say]:
    """The message to each place and person that reads digests; it pings nobody."""
    said = replace(say, controls=("why",), is_unprompted=False, lane=Lane.DIGEST)
    rooms = [replace(said, reach=Reach.CHANNEL, to=room) if room is not None else said for room in digest.rooms]
    return [*rooms, *(replace(said, reach=Reach.MEMBER, to=who) for who in digest.readers)]


def picture_rooms(policy: Policy) -> tuple[str, ...]:
    """The channels into which charts are sent, as the playbook names them; "" stands for people."""
    found = (way.plays.get(NAME) for way in (*policy.channels.values(), *filter(None, (policy.others,))))
    dials = next((one for one in found if isinstance(one, DigestPolicy)), None)
    if dials is None or not (dials.weekly and dials.picture):
        return ()
    if dials.channel or dials.people:
        return (*filter(None, (dials.channel,)), *([""] if dials.people else []))
    teams = policy.governance.teams.values() if policy.governance is not None else ()
    return tuple(dict.fromkeys(team.channel for team in teams if team.is_hub))


PLAY = Play(name=NAME, policy=DigestPolicy, on_daily=on_daily, shows={"daily": frozenset({Digest, RealChanges})})
