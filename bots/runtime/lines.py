"""Whose turn is it? In one channel or conversation one after the other; everything else goes side by side.

The weightiest lane goes first: escalations, then answers to a person, digests, nudges. A row that has to wait, because
a platform takes no more there for now, stands in the line of its place and keeps nobody else from going.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engagement.ids import OutboxId
from engagement.records import OutboxRow

_NOTHING = timedelta()
_LEAST = timedelta(milliseconds=1)
"""Whoever waits waits so long at least: time has to go on."""


@dataclass(slots=True)
class _Line:
    """The line before one place."""

    opens_at: datetime
    """Nobody is let in before."""
    ends_at: datetime
    """When it is the turn of the last who waits."""
    spacing: timedelta
    lane: int
    """That of the last who waits."""

    def turn(self, row: OutboxRow, now: datetime) -> datetime | None:
        """None when the row is to go at once: it stood in line already, or is weightier than all who do."""
        is_closed = self.opens_at > now
        if row.lane < self.lane:
            return self.opens_at if is_closed else None
        if not is_closed and row.not_before is not None:
            return None
        self.ends_at = max(self.ends_at + self.spacing, self.opens_at)
        self.lane = row.lane
        return self.ends_at


@dataclass(slots=True)
class Turns:
    """What a look at the rows comes to: which may go now, and which wait until when."""

    go: list[OutboxRow] = field(default_factory=list)
    wait: dict[OutboxId, datetime] = field(default_factory=dict)


@dataclass(slots=True)
class Lines:
    """Who is under way, and who waits where; in memory only, because what waits has its instant in the outbox."""

    under_way: dict[OutboxId, frozenset[str]] = field(default_factory=dict)
    _lines: dict[str, _Line] = field(default_factory=dict)

    def choose(self, rows: Sequence[OutboxRow], now: datetime, most: int) -> Turns:
        """Which of these may go now (they are under way from then on), at most so many; rows come in their order."""
        turns = Turns()
        taken = frozenset[str]().union(*self.under_way.values())
        self._lines = {place: line for place, line in self._lines.items() if line.ends_at > now}
        for row in rows:
            if row.id in self.under_way:
                continue
            needs = _needs(row)
            until = self._waits_until(row, now) if row.state == "new" else None
            if until is not None:
                turns.wait[row.id] = until
            elif not needs & taken and len(turns.go) < most:
                turns.go.append(row)
                self.under_way[row.id] = needs
            taken |= needs
        return turns

    def done(self, row: OutboxRow) -> None:
        """It is under way no more."""
        self.under_way.pop(row.id, None)

    def put_off(
        self,
        row: OutboxRow,
        now: datetime,
        after: timedelta,
        spacing: timedelta = _NOTHING,
        *,
        is_everywhere: bool = False,
    ) -> datetime:
        """The place (or the workspace) takes nothing until ``after``, then one each ``spacing``; the row's turn."""
        opens_at, before = now + max(after, _LEAST), _workspace_of(row) if is_everywhere else place_of(row)
        line = self._lines.get(before)
        if line is not None and line.ends_at >= opens_at:  # of several who were refused at once, or after others
            line.opens_at, line.spacing = max(line.opens_at, opens_at), spacing
            return line.turn(row, now) or opens_at
        self._lines[before] = _Line(opens_at=opens_at, ends_at=opens_at, spacing=spacing, lane=row.lane)
        return opens_at

    def _waits_until(self, row: OutboxRow, now: datetime) -> datetime | None:
        """None when the row is to go at once."""
        lines = (self._lines.get(before) for before in (place_of(row), _workspace_of(row)))
        turns = (line.turn(row, now) for line in lines if line is not None)
        return max((turn for turn in turns if turn is not None), default=None)


def place_of(row: OutboxRow) -> str:
    """Where a row is heard: messages to one place are said in their order."""
    if row.op == "call":
        return f"call {row.workspace} {row.thread}"
    if row.op == "role":  # a user group is replaced as a whole
        return f"role {row.workspace} {row.body['role']}"
    if row.op != "say":
        return f"{row.op} {row.thread}"
    if row.channel is not None:
        return f"channel {row.channel}"
    return f"member {row.to_member}" if row.to_member is not None else "managers"


def _workspace_of(row: OutboxRow) -> str:
    return f"workspace {row.workspace}"


def _needs(row: OutboxRow) -> frozenset[str]:
    """What a row has for itself while it is under way: its place, its slot, and the message itself."""
    message = str(row.body["of"]) if row.op == "unsay" else row.id
    needs = {place_of(row), f"message {message}"}
    if row.slot is not None:
        needs.add(f"slot {row.slot}")
    return frozenset(needs)
