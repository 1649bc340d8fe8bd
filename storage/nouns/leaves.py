"""One page of a long list, newest first: a bounded piece of an index is walked, however rare what is looked for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from engagement.leafing import LOOKED_AT, Edge, SoughtDecisions, SoughtQuestions
from storage.rows import instant, micros
from storage.statements import rows_of
from storage.tables import decisions, threads

_SEPARATOR = "\x1f"
_ESCAPE = "\\"


def decision_rows(
    connection: Connection, community: str, sought: SoughtDecisions, limit: int
) -> tuple[Sequence[Any], Edge | None]:
    """Rows of decisions, and where to look on."""
    d = decisions.c
    wanted = [d.outcome.in_([one.value for one in sought.outcomes])] if sought.outcomes else []
    wanted += [d.play == sought.play] if sought.play else []
    wanted += [d.undone_at.is_not(None)] if sought.is_undone else []
    ahead = _ahead(d.at, d.id, sought.before)
    return _leaf(connection, community, rows_of(decisions, *ahead), select(d.at).where(*ahead), d, d.at, wanted, limit)


def question_rows(
    connection: Connection, community: str, sought: SoughtQuestions, limit: int, asked: int
) -> tuple[Sequence[Any], Edge | None]:
    """Rows of questions, and where to look on; ``asked`` are the modes that make a conversation a question."""
    t = threads.c
    wanted = [
        t.modes.op("&")(asked) != 0, t.asker_is_bot.is_(False), t.state.in_([one.value for one in sought.states]),
    ]  # fmt: skip
    if sought.topic:
        around = _SEPARATOR + t.topics + _SEPARATOR
        wanted.append(around.contains(f"{_SEPARATOR}{sought.topic}{_SEPARATOR}", autoescape=True, escape=_ESCAPE))
    if sought.is_answered is not None:
        wanted.append(t.first_reply_at.is_not(None) if sought.is_answered else t.first_reply_at.is_(None))
    ahead = [t.root_at.is_not(None), *_ahead(t.root_at, t.id, sought.before)]
    ahead += [t.channel_id == sought.channel] if sought.channel is not None else []
    return _leaf(
        connection, community, rows_of(threads, *ahead), select(t.root_at).where(*ahead), t, t.root_at, wanted, limit
    )


def _ahead(at: Any, name: Any, edge: Edge | None) -> list[Any]:
    """What lies before the edge; the first condition is one that an index answers."""
    if edge is None:
        return []
    return [at <= micros(edge.at), (at < micros(edge.at)) | (name < edge.id)]


def _leaf(
    connection: Connection, community: str, rows: Select[Any], instants: Select[Any], columns: Any, at: Any,
    wanted: Sequence[Any], limit: int,
) -> tuple[Sequence[Any], Edge | None]:  # fmt: skip
    mine, order = columns.community_id == community, (at.desc(), columns.id.desc())
    bottom = connection.execute(instants.where(mine).order_by(*order).offset(LOOKED_AT).limit(1)).scalar()
    within = [*wanted, at >= bottom] if bottom is not None else wanted
    query = rows.where(*within).order_by(*order).limit(limit + 1)
    found = connection.execute(query, {"community": community}).all()
    if len(found) > limit:
        last = found[limit - 1]
        return found[:limit], Edge(at=_instant_of(last, at), id=last.id)
    return found, None if bottom is None else Edge(at=instant(bottom))


def _instant_of(row: Any, at: Any) -> datetime:
    return instant(row._mapping[at])  # noqa: SLF001  # SQLAlchemy's public name of a row's columns
