"""Which members of a Slack export hold what? Channels with their days, found without reading a message."""

import calendar
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

from bots.importers.archive import Archive
from bots.importers.json_files import WHOLE_LIST, stream_json
from engagement.events import ChannelKind
from engagement.text import to_clean

CHANNELS: Final = "channels.json"
_PRIVATE_LISTS: Final = (
    ("groups.json", ChannelKind.CHAT),
    ("mpims.json", ChannelKind.DIRECT),
    ("dms.json", ChannelKind.DIRECT),
)
_PEOPLE_LISTS: Final = ("users.json", "org_users.json")
_DAY: Final = re.compile(r"((?:19[7-9]|20[0-9])[0-9]-[0-9]{2}-[0-9]{2})\.json").fullmatch
_NOT_PUBLIC: Final = ("is_private", "is_im", "is_mpim", "is_ext_shared", "is_pending_ext_shared")
_ENOUGH_PEOPLE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackChannel:
    """A channel as its list describes it."""

    external: str
    name: str
    kind: ChannelKind
    is_private: bool
    is_archived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackLayout:
    """The parts of an export."""

    channels: tuple[SlackChannel, ...]
    days: dict[int, list[tuple[SlackChannel, str]]]
    """The first second of a UTC day -> that day's members, each with its channel."""
    people: str | None
    """The member that lists the people, if any does."""
    notes: tuple[str, ...]

    def members(self) -> Iterator[str]:
        """Each member that is read once in a pass."""
        if self.people is not None:
            yield self.people
        for files in self.days.values():
            yield from (name for _, name in files)


def find_top(archive: Archive) -> str | None:
    """The folder, ending in a slash or empty, that holds the export; None when this is no Slack export."""
    found = [name.removesuffix(CHANNELS) for name in archive.members if f"/{name}".endswith(f"/{CHANNELS}")]
    return min((top for top in found if top.count("/") <= 1), key=lambda top: (top.count("/"), top), default=None)


def read_layout(archive: Archive, top: str, *, include_private: bool) -> SlackLayout:
    """What the export in the folder ``top`` holds; raises ImportFileError when a list of channels is broken."""
    files = _files_of_days(archive, top)
    folders = {folder for folder, _, _ in files}
    listed, shut = _channels(archive, top, include_private=include_private)
    by_folder = {unicodedata.normalize("NFC", channel.name): channel for channel in listed}
    days: dict[int, list[tuple[SlackChannel, str]]] = {}
    for folder, second, name in files:
        if folder in by_folder:
            days.setdefault(second, []).append((by_folder[folder], name))
    left_out = len(folders - by_folder.keys())
    notes = []
    if shut or left_out:
        number = max(shut, left_out)
        notes.append(f"{number} private, shared or unlisted channels and direct messages were left out")
    people = next((top + name for name in _PEOPLE_LISTS if top + name in archive.members), None)
    if people is None:
        notes.append("users.json is missing: people are named as their messages name them")
    return SlackLayout(channels=tuple(listed), days=dict(sorted(days.items())), people=people, notes=tuple(notes))


def find_team(archive: Archive, layout: SlackLayout) -> str | None:
    """The workspace's own id, as most of its people carry it (guests of other companies carry theirs)."""
    if layout.people is None:
        return None
    users = islice(stream_json(archive, layout.people, WHOLE_LIST), _ENOUGH_PEOPLE)
    teams = Counter(team for team in (to_clean(user.get("team_id")) for user in users) if team.isalnum())
    return min(teams, key=lambda team: (-teams[team], team), default=None)


def _files_of_days(archive: Archive, top: str) -> list[tuple[str, int, str]]:
    """Folder, first second of the day, and member, in the order of members."""
    files = []
    for name in archive.members:
        folder, _, base = name.removeprefix(top).rpartition("/")
        day = _DAY(base)
        if name.startswith(top) and folder and "/" not in folder and day is not None:
            second = _first_second(day[1])
            if second is not None:
                files.append((folder, second, name))
    return files


def _first_second(day: str) -> int | None:
    try:
        return calendar.timegm(date.fromisoformat(day).timetuple())
    except ValueError:
        return None


def _channels(archive: Archive, top: str, *, include_private: bool) -> tuple[list[SlackChannel], int]:
    """The channels to import, and how many entries of ``channels.json`` are not public."""
    listed: list[SlackChannel] = []
    shut = 0
    for entry in stream_json(archive, top + CHANNELS, WHOLE_LIST):
        is_private = any(entry.get(mark) is True for mark in _NOT_PUBLIC)
        if is_private and not include_private:
            shut += 1
        else:
            listed.append(_channel(entry, ChannelKind.CHAT, is_private=is_private))
    for name, kind in _PRIVATE_LISTS:
        if include_private and top + name in archive.members:
            entries = stream_json(archive, top + name, WHOLE_LIST)
            listed.extend(_channel(entry, kind, is_private=True) for entry in entries)
    return [channel for channel in listed if channel.external], shut


def _channel(entry: dict[str, Any], kind: ChannelKind, *, is_private: bool) -> SlackChannel:
    external = to_clean(entry.get("id"))
    return SlackChannel(
        external=external,
        name=to_clean(entry.get("name")) or external,
        kind=kind,
        is_private=is_private,
        is_archived=entry.get("is_archived") is True,
    )
