"""Health figures, weeks, the log, and people in numbers, for other programs. Only what pages tell, in whole weeks."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final

from fastapi import HTTPException, Query
from fastapi.responses import Response

from bots.runtime.health import staff_of, with_names
from bots.runtime.health_reports import SPANS, find_report, spans_of
from dashboard.api import answers
from dashboard.health.told import is_told
from dashboard.window.visit import Here, Visit
from engagement import spreadsheet
from engagement.few_people import LEAST
from engagement.health import Health, ThreadHealth
from engagement.health_days import Span
from engagement.ids import ChannelId
from engagement.ports import Ledger
from engagement.signing_in import PageRole

_HOLDS: Final = {Span.HOUR: timedelta(days=2), Span.DAY: timedelta(days=120), Span.WEEK: timedelta(days=728)}
"""So much of the log is in one answer."""
_EVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
Weeks = Annotated[str, Query(pattern=f"^({'|'.join(SPANS)})$", description="how many whole weeks that are over")]
Channel = Annotated[str, Query(max_length=200, description="a channel's id; left out: all of them")]


def community(visit: Here) -> answers.Community:
    """Whose token this is, as what it reads, and which channels and topics there are."""
    policy = visit.live.owner.community.policy
    return answers.Community(
        name=policy.name, role=visit.role.value, timezone=policy.timezone, languages=list(policy.languages),
        topics=sorted(policy.topics),
        channels=[answers.Channel(id=id_, name=name, is_private=private) for id_, name, private in _known(visit)],
    )  # fmt: skip


def health(visit: Here, weeks: Weeks = "13", channel: Channel = "") -> answers.Health:
    """How questions are answered, by channel and topic."""
    found = _read(visit, weeks, channel)
    names: dict[str, str] = {id_: name for id_, name, _ in _known(visit)}
    shown = replace(found, channels=tuple(one for one in found.channels if one.name in names))
    return answers.Health(
        weeks=SPANS[weeks], threads=_answering(found.threads) if is_told(found) else None,
        questions=_answering(found.questions) if is_told(found) else None,
        channels=[answers.Part.model_validate(one) for one in with_names(shown, names).channels],
        topics=[answers.Part.model_validate(one) for one in found.topics],
    )  # fmt: skip


def weeks(
    visit: Here,
    channel: Channel = "",
    cursor: Annotated[date | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=104, description="so many items in an answer")] = 26,
) -> answers.WeeksPage:
    """Week by week, the newest first."""
    found = [one for one in reversed(_read(visit, "all", channel).weeks) if cursor is None or one.monday < cursor]
    shown = found[:limit]
    return answers.WeeksPage(
        items=[answers.Week.model_validate(one) for one in shown],
        next=shown[-1].monday.isoformat() if len(found) > limit else None,
    )


def weeks_file(visit: Here, channel: Channel = "") -> Response:
    """The same as lines for a spreadsheet, the oldest first: everything there is."""
    columns = [name for name in ThreadHealth.__dataclass_fields__ if name in answers.Answering.model_fields]
    rows: list[Sequence[object]] = []
    for week in _read(visit, "all", channel).weeks:
        told = asdict(week.answering) if week.answering is not None else {}
        rows.append([week.monday, week.people, week.messages, *(told.get(name) for name in columns)])
    text = spreadsheet.to_csv(["week", "people", "messages", *columns], rows)
    headers = {"Content-Disposition": 'attachment; filename="weeks.csv"', "Cache-Control": "no-store"}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def log(
    visit: Here,
    span: Annotated[Span, Query(description="what a line is about")] = Span.DAY,
    until: Annotated[datetime | None, Query(description="`next` of the page before")] = None,
    channel: Channel = "",
) -> answers.LogPage:
    """What was logged at the time, never changed. An answer holds two days of hours, 120 days, or 104 weeks."""
    place = _place(visit, channel)
    end = _instant(until) or visit.now + timedelta(seconds=1)
    try:
        since = end - _HOLDS[span]
    except OverflowError:
        return answers.LogPage(items=[], next=None)

    def read(ledger: Ledger) -> answers.LogPage:
        first = ledger.health_days.first_day()
        lines = [one for one in ledger.health_days.logged(span, since, place) if one.at < end]
        is_more = first is not None and datetime.combine(first, time.min, UTC) < since
        return answers.LogPage(
            items=[answers.LogLine.model_validate(one) for one in reversed(lines)],
            next=since.isoformat() if is_more else None,
        )

    return visit.read(read)


def tone(
    visit: Here,
    channel: Channel = "",
    cursor: Annotated[date | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=104, description="so many items in an answer")] = 26,
) -> answers.TonePage:
    """In which tone members wrote, week by week, the newest first: of a sample, with its error."""
    place = _place(visit, channel)
    lines = visit.read(lambda ledger: ledger.health_days.logged(Span.WEEK, _EVER, place))
    found = [
        {"monday": line.at.date(), **line.figures}
        for line in reversed(lines)
        if line.figures.get("glad") is not None and (cursor is None or line.at.date() < cursor)
    ]
    items = [answers.Tone.model_validate(one) for one in found[:limit]]
    return answers.TonePage(items=items, next=items[-1].monday.isoformat() if len(found) > limit else None)


def people(visit: Here, weeks: Weeks = "13") -> answers.People:
    """How many take part and stay. Nobody is named, and nothing is told about fewer than five people."""
    found = _read(visit, weeks, "")
    took, new = found.participation, found.newcomers
    are_told, are_new_told = took.members >= LEAST, new.eligible >= LEAST
    few = {new.returned, new.eligible - new.returned} & set(range(1, LEAST))
    return answers.People(
        weeks=SPANS[weeks], members=took.members if are_told else None,
        messages=took.human_messages if are_told else None, gini=took.gini if are_told else None,
        weekly_active_median=took.weekly_active_median if are_told else None,
        newcomers=new.eligible if are_new_told else None,
        returned=new.returned if are_new_told and not few else None,
    )  # fmt: skip


def _known(visit: Visit) -> list[tuple[ChannelId, str, bool]]:
    """The channels that this role may be told of."""
    some = list(visit.live.owner.community.channels.values())
    shown = [one for one in some if visit.role is PageRole.MANAGER or not one.is_private]
    return sorted(((one.id, one.name, one.is_private) for one in shown), key=lambda one: (one[1].casefold(), one[0]))


def _place(visit: Visit, channel: str) -> ChannelId | None:
    if not channel:
        return None
    found = next((id_ for id_, _, _ in _known(visit) if id_ == channel), None)
    if found is None:
        raise HTTPException(404, "This channel is not known, or not for this token.")
    return found


def _read(visit: Visit, weeks: str, channel: str) -> Health:
    place = _place(visit, channel)

    def read(ledger: Ledger) -> Health:
        spans = spans_of(ledger.health_days.divided(), SPANS[weeks])
        if spans is None:
            return Health.nothing()
        staff = staff_of(ledger, visit.live.owner.community.policy)
        found = find_report(ledger, spans.now, place, visit.live.health_log.mode, staff)
        return found if found is not None and is_told(found) else Health.nothing()

    return visit.read(read)


def _answering(found: ThreadHealth) -> answers.Answering:
    return answers.Answering.model_validate(found)


def _instant(told: datetime | None) -> datetime | None:
    """Aware UTC; one without a zone is taken as UTC. None for what is beyond all time."""
    if told is None:
        return None
    try:
        return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
    except OverflowError:
        raise HTTPException(422, "`until` is beyond the end of time.") from None
