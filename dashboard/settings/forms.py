"""What a form of settings shows, and what whoever sent it wants changed; nothing that was typed is lost."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from config.dials import Dial
from config.overriding import find_place, read_value, written
from engagement.events import Wanted
from engagement.policy import Policy

_VALUE, _SHOWN, _SEEN, _BACK = "value:", "shown:", "seen:", "back:"
"""What the names of a form's fields begin with: what was typed, what stood there, what was set beside the file then."""
NOTHING: Final = "null"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A setting in a form. ``typed`` is what stands in its field, ``error`` what is wrong with it and what to do.

    ``seen`` is what is set beside the file, as JSON (``null``: nothing); ``goes_back``: the file is to hold again.
    """

    dial: Dial
    typed: str
    shown: str
    seen: str = NOTHING
    goes_back: bool = False
    error: str = ""

    @property
    def is_set(self) -> bool:
        """It was changed beside the file."""
        return self.seen != NOTHING

    @property
    def field(self) -> str:
        """The id of its field."""
        return f"f-{self.dial.path.replace(' ', '-')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A form that was sent: its entries as typed, and what is wanted, unless something is wrong."""

    entries: Sequence[Entry]
    wanted: Sequence[Wanted]

    @property
    def is_wrong(self) -> bool:
        """Something has to be typed anew."""
        return any(entry.error for entry in self.entries)


def in_words(value: object) -> str:
    """A value as it stands in a field."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def entries_of(dials: Sequence[Dial], beside: Mapping[str, object]) -> list[Entry]:
    """A fresh form."""
    return [
        Entry(
            dial=dial, typed=in_words(dial.value), shown=in_words(dial.value),
            seen=json.dumps(beside.get(dial.path)),
        )
        for dial in dials
    ]  # fmt: skip


def filled_in(dials: Sequence[Dial], beside: Mapping[str, object], wanted: Sequence[Wanted]) -> list[Entry]:
    """A form in which stands what is wanted."""
    by_path = {one.path: one for one in wanted}
    return [_with(entry, by_path.get(entry.dial.path)) for entry in entries_of(dials, beside)]


def _with(entry: Entry, wanted: Wanted | None) -> Entry:
    if wanted is None:
        return entry
    typed = in_words(wanted.value) if wanted.value is not None else entry.typed
    return replace(entry, typed=typed, goes_back=wanted.value is None, seen=json.dumps(wanted.seen))


def read_form(policy: Policy, dials: Sequence[Dial], beside: Mapping[str, object], form: Mapping[str, Any]) -> Read:
    """What was typed. Only what differs from what stood there is wanted; the rest may have changed meanwhile."""
    entries: list[Entry] = []
    wanted: list[Wanted] = []
    for fresh in entries_of(dials, beside):
        path = fresh.dial.path
        typed = form.get(f"{_VALUE}{path}", fresh.typed)
        shown, seen = form.get(f"{_SHOWN}{path}", fresh.shown), form.get(f"{_SEEN}{path}", fresh.seen)
        entry = replace(fresh, typed=str(typed), shown=str(shown), seen=str(seen), goes_back=f"{_BACK}{path}" in form)
        entry, one = _wanted(policy, entry)
        entries.append(entry)
        if one is not None:
            wanted.append(one)
    return Read(entries=entries, wanted=wanted)


def _wanted(policy: Policy, entry: Entry) -> tuple[Entry, Wanted | None]:
    path, seen = entry.dial.path, _loaded(entry.seen)
    if entry.goes_back:
        return entry, Wanted(path=path, value=None, seen=seen, was=entry.dial.value) if entry.is_set else None
    if entry.typed.strip() == entry.shown.strip():
        return entry, None
    place = find_place(policy, path)
    if place is None:  # the file lists that channel no more
        return replace(entry, error="there is no such setting any more; load the page again"), None
    value, problem = read_value(place, _value(entry))
    if problem:
        return replace(entry, error=problem), None
    return entry, Wanted(path=path, value=written(value), seen=seen, was=entry.dial.value)


def _value(entry: Entry) -> object:
    typed = entry.typed.strip()
    if entry.dial.kind == "list":
        return [one.strip() for one in typed.split(",") if one.strip()]
    return typed


def _loaded(seen: str) -> object:
    try:
        return json.loads(seen)
    except ValueError:
        return seen


def outrun(read: Read, late: Sequence[str], dials: Sequence[Dial], beside: Mapping[str, object]) -> list[Entry]:
    """The form again for whoever was second: what was typed stands there, and what the other one has set is said."""
    now = {dial.path: dial.value for dial in dials}
    return [
        replace(
            entry, seen=json.dumps(beside.get(entry.dial.path)), shown=in_words(now[entry.dial.path]),
            error=f"somebody else has set this to {in_words(now[entry.dial.path]) or 'nothing'} meanwhile; what you"
            " typed still stands here, and saving it again puts it in place of theirs",
        )
        if entry.dial.path in late
        else entry
        for entry in read.entries
    ]  # fmt: skip
