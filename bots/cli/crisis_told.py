"""How is a crisis told outside of chat? As a line, as Markdown, as data; times on the community's clock with offset."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from engagement.crisis import Crisis, Line, What, parts_of
from engagement.ids import ChannelId, MemberId

_NOBODY = "somebody"
_WORDS: Mapping[What, str] = {
    What.BEGAN: "began", What.UPDATED: "update", What.LEAD: "leads now", What.COMMUNICATOR: "writes the updates now",
    What.CHANNELS: "channels concerned", What.REMINDED: "reminded of the update", What.OVERDUE: "update overdue",
    What.ENDED: "ended", What.MISTAKE: "ended, it was a mistake",
}  # fmt: skip
_BY_CLOCK = frozenset({What.REMINDED, What.OVERDUE})
_MARKUP = str.maketrans({char: f"\\{char}" for char in "\\`*_{}[]<>#|"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A crisis with its timeline, and what people and channels are called."""

    crisis: Crisis
    lines: Sequence[Line]
    names: Mapping[MemberId, str]
    channels: Mapping[ChannelId, str]
    zone: str

    @property
    def line(self) -> str:
        """It in one line."""
        matter = self.lines[0].text if self.lines else ""
        return f"{self.crisis.id}  {self._at(self.crisis.began_at)}  {self._until()}  {matter}"

    def markdown(self) -> str:
        """All of it as a page; what people wrote stays words."""
        c = self.crisis
        concerned = ", ".join(self._called(channel) for channel in c.channels) or "all"
        rows = [
            f"# {_escaped(self.lines[0].text if self.lines else c.id)}",
            "",
            f"- Began {self._at(c.began_at)}; {self._until()}",
            f"- Leads: {_escaped(self._named(c.lead))}",
            f"- Writes the updates: {_escaped(self._named(c.communicator))}",
            f"- Channels: {_escaped(concerned)}",
            "",
            "## Timeline",
            "",
        ]
        for line in self.lines:
            whom = f": {_escaped(self._named(line.person))}" if line.person is not None else ""
            by = "" if line.what in _BY_CLOCK else f", by {_escaped(self._named(line.by))}"
            rows.append(f"- **{self._at(line.at)}** {_WORDS[line.what]}{whom}{by}")
            rows += [f"  > {_escaped(part)}" for part in parts_of(line.text)]
        return "\n".join(rows) + "\n"

    def data(self) -> dict[str, object]:
        """The same as JSON knows it."""
        c = self.crisis
        return {
            "id": c.id, "began_at": self._at(c.began_at), "ended_at": self._at(c.ended_at) if c.ended_at else None,
            "is_mistake": c.is_mistake, "lead": self._named(c.lead), "communicator": self._named(c.communicator),
            "every_s": c.every.total_seconds(), "channels": [self._called(channel) for channel in c.channels],
            "timeline": [
                {
                    "at": self._at(line.at), "what": line.what.value, "text": line.text,
                    "by": None if line.what in _BY_CLOCK else self._named(line.by),
                    "person": self._named(line.person) if line.person is not None else None,
                }
                for line in self.lines
            ],
        }  # fmt: skip

    def _at(self, instant: datetime) -> str:
        return instant.astimezone(ZoneInfo(self.zone)).isoformat(timespec="seconds")

    def _until(self) -> str:
        c = self.crisis
        if c.ended_at is None:
            return "goes on"
        took = str(c.ended_at - c.began_at).partition(".")[0]
        return f"{'ended as a mistake' if c.is_mistake else 'ended'} {self._at(c.ended_at)} after {took}"

    def _named(self, who: MemberId | None) -> str:
        return self.names.get(who, _NOBODY) if who is not None else _NOBODY

    def _called(self, channel: ChannelId) -> str:
        return self.channels.get(channel, channel)


def _escaped(text: str) -> str:
    return text.translate(_MARKUP)
