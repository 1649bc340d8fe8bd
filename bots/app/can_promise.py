"""What can this installation promise, and what not? From what the doctor saw; each no with its reason and its cure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bots.app.finding import Promise
from bots.app.machine import Machine
from engagement.hosting import TroubleKind

_UNUSABLE = frozenset(
    {
        TroubleKind.TOKEN_REFUSED,
        TroubleKind.TOKEN_REVOKED,
        TroubleKind.APP_REMOVED,
        TroubleKind.WORKSPACE_UNKNOWN,
        TroubleKind.CONNECTION_LOST,
    }
)
_HISTORY = ("channels:history", "groups:history", "Read Message History", "Read history")
_WORDS = ("channels:history", "groups:history", "MESSAGE CONTENT", "Message Content")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a look at one workspace brought; ``could_not`` says why there was none."""

    place: str
    troubles: Sequence[tuple[TroubleKind, str]] = ()
    could_not: str | None = None

    @property
    def why_unknown(self) -> str | None:
        """Why nothing can be said about it."""
        if self.could_not is not None:
            return self.could_not
        bad = next((kind for kind, _ in self.troubles if kind in _UNUSABLE), None)
        return None if bad is None else f"it cannot be reached ({bad.value.replace('_', ' ')})"

    def lacks(self, *words: str) -> list[str]:
        """What is missing that one of these words names."""
        asked = (TroubleKind.SCOPE_MISSING, TroubleKind.PERMISSION_MISSING, TroubleKind.INTENT_MISSING)
        return [
            subject
            for kind, subject in self.troubles
            if kind in asked and any(word.lower() in subject.lower() for word in words)
        ]

    def has(self, *kinds: TroubleKind) -> list[str]:
        """The subjects of troubles of these kinds."""
        return [subject or kind.value for kind, subject in self.troubles if kind in kinds]


def promises(seen: Sequence[Seen], machine: Machine) -> list[Promise]:
    """What can and cannot be promised; of platforms nothing where there is none."""
    found = []
    if seen:
        found += [
            _of_places(
                "reads members' words", seen, _WORDS, "every listed channel can be read",
                "give that right (`hubbub manifest`, docs/manager), and install the app again",
            ),
            _of_places(
                "catches up after an absence", seen, _HISTORY,
                "history and replies can be read in every listed channel",
                "let the bot read the history there",
            ),
            _of_places(
                "deletes what you delete", seen, _HISTORY,
                "deletions are told at once, and looked for in the history after an absence",
                "let the bot read the history, so that it finds what was deleted while it was away",
            ),
            _of_places(
                "says nothing twice", seen, ("im:history", *_HISTORY),
                "what it sent can be read back before a second try",
                "let the bot read the history where it writes",
            ),
            _pings(seen),
            _clock(seen),
        ]  # fmt: skip
    return [*found, *_of_machine(machine)]


def _of_places(what: str, seen: Iterable[Seen], words: Sequence[str], because: str, cure: str) -> Promise:
    """Something that depends on rights in each workspace."""
    for place in seen:
        if place.why_unknown is not None:
            return Promise(
                what=what, is_kept=False, because=f"{place.place}: {place.why_unknown}", cure="mend that first"
            )
        lacking = place.lacks(*words)
        if lacking:
            return Promise(what=what, is_kept=False, because=f"{place.place} lacks {', '.join(lacking)}", cure=cure)
    return Promise(what=what, is_kept=True, because=because)


def _pings(seen: Iterable[Seen]) -> Promise:
    what = "pings nobody by accident"
    for place in seen:
        if place.has(TroubleKind.PERMISSION_NEEDLESS):
            return Promise(
                what=what, is_kept=True,
                because=f"it never asks for it, though in {place.place} it would be allowed to ping everyone",
                cure="take the permission “Mention Everyone” from the bot's role: then not even a mistake could",
            )  # fmt: skip
    return Promise(
        what=what, is_kept=True, because="every message names whom it may ping, and everyone is never among them"
    )


def _clock(seen: Iterable[Seen]) -> Promise:
    what = "knows what time it is"
    for place in seen:
        off = place.has(TroubleKind.CLOCK_WRONG)
        if off:
            because = f"this machine's clock is {off[0]} s off {place.place}'s"
            return Promise(
                what=what, is_kept=False, because=because, cure="switch on network time (timedatectl set-ntp true)"
            )
    return Promise(what=what, is_kept=True, because="this machine's clock agrees with the platforms'")


def _of_machine(machine: Machine) -> list[Promise]:
    is_safe = machine.is_writable and machine.is_durable
    why_not = "the memory cannot be written" if not machine.is_writable else "a commit may be lost with the power"
    return [
        Promise(
            what="loses nothing that was said to it", is_kept=is_safe,
            because="it is on the disk before it is acknowledged" if is_safe else why_not,
            cure=None if is_safe else "see the memory above",
        ),
        Promise(
            what="keeps local time, also when clocks change", is_kept=machine.has_zones,
            because="the zones of the playbook are known" if machine.has_zones else "data about time zones is missing",
            cure=None if machine.has_zones else "see the time zones above",
        ),
        _backup(machine),
    ]  # fmt: skip


def _backup(machine: Machine) -> Promise:
    what = "comes back after the disk is lost"
    if machine.last_backup is not None:
        because = f"there is a backup of {machine.last_backup:%Y-%m-%d}; keep a copy on another machine"
        return Promise(what=what, is_kept=True, because=because)
    if not machine.has_memory:
        return Promise(what=what, is_kept=True, because="there is nothing to lose yet")
    because = "there is no backup of the last week in the home folder"
    return Promise(
        what=what, is_kept=False, because=because, cure="hubbub backup, every week; see docs/manager/backup.md"
    )
