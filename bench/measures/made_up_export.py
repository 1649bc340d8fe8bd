"""A made-up Slack export to measure on: the layout of a real one, words that nobody wrote."""

import calendar
import zipfile
from collections.abc import Iterable
from datetime import date
from itertools import islice
from pathlib import Path

import orjson

from bench.measures.synthetic import BEGIN, Town
from engagement.events import MessagePosted
from engagement.ids import external_of

_TEAM = "T0BENCH"


def write_export(path: Path, messages: int, town: Town) -> None:
    """Write a zip with so many messages of the town."""
    created = calendar.timegm(BEGIN.timetuple())
    places = [external_of(place) for place in town.places()]
    channels = [
        {"id": place, "name": f"help-{number}", "created": created, "is_archived": False, "members": []}
        for number, place in enumerate(places)
    ]
    users = [
        {"id": external_of(one), "team_id": _TEAM, "name": f"person{n}", "real_name": f"Person {n}", "deleted": False}
        for n, one in enumerate(town.accounts())
    ]
    names = {place: f"help-{number}" for number, place in enumerate(places)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("channels.json", orjson.dumps(channels))
        packed.writestr("users.json", orjson.dumps(users))
        for day, some in _by_day(islice(town.messages(), messages)):
            files: dict[str, list[dict[str, object]]] = {}
            for one in some:
                files.setdefault(names[external_of(one.channel)], []).append(_message(one))
            for name, found in files.items():
                packed.writestr(f"{name}/{day.isoformat()}.json", orjson.dumps(found, option=orjson.OPT_INDENT_2))


def _by_day(messages: Iterable[MessagePosted]) -> Iterable[tuple[date, list[MessagePosted]]]:
    some: list[MessagePosted] = []
    for one in messages:
        if some and one.at.date() != some[0].at.date():
            yield some[0].at.date(), some
            some = []
        some.append(one)
    if some:
        yield some[0].at.date(), some


def _message(one: MessagePosted) -> dict[str, object]:
    found: dict[str, object] = {
        "type": "message",
        "user": external_of(one.author),
        "text": one.text,
        "ts": external_of(one.message),
        "team": _TEAM,
        "client_msg_id": f"made-up-{external_of(one.message)}",
        "blocks": [{"type": "rich_text", "elements": [{"type": "text", "text": one.text}]}],
    }
    if one.thread is not None:
        found["thread_ts"] = external_of(one.thread)
        found["parent_user_id"] = external_of(one.author)
    return found
