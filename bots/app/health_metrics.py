"""Which health figures does a running Hubbub give to Prometheus? The last lines of the log, and so nothing of a few."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bots.runtime.live import Live
from dashboard.status.probes import Metric
from engagement.health_days import LogLine, Span
from engagement.ports import Ledger

Labels = tuple[tuple[str, str], ...]
_OF_WEEKS: Sequence[tuple[str, str, str]] = (
    ("members", "people", "Members who wrote in the last week that was logged."),
    ("messages", "messages", "Messages by members in that week."),
    ("questions", "eligible", "Questions asked in that week."),
    ("answered_hour", "answered_1h", "Those answered within an hour."),
    ("answered_day", "answered_24h", "Those answered within a day."),
    ("unanswered", "never", "Those not answered when the week was logged."),
    ("first_reply_seconds", "median_first_response_s", "Half of the answered ones had a reply within."),
    ("glad_share", "glad", "Share (0-1) of messages that sound glad, from a sample."),
    ("vexed_share", "vexed", "Share (0-1) of messages that sound vexed, from a sample."),
)
_OF_HOURS: Sequence[tuple[str, str, str]] = (
    ("waiting", "waiting", "Questions that waited when the last hour was logged."),
    ("longest_wait_seconds", "longest_s", "How long the longest of them had waited."),
)


@dataclass(slots=True)
class HealthGauges:
    """Gathered over communities; public channels alone have gauges of their own, ``channel`` is "" for all."""

    values: dict[str, dict[Labels, float]] = field(default_factory=dict)

    def look(self, ledger: Ledger, live: Live) -> None:
        """Add the last lines of one community."""
        channels = live.owner.community.channels
        for span, some in ((Span.WEEK, _OF_WEEKS), (Span.HOUR, _OF_HOURS)):
            for line in ledger.health_days.latest(span):
                known = channels.get(line.channel) if line.channel is not None else None
                if line.channel is None or (known is not None and not known.is_private):
                    self._add(line, some, (("community", live.owner.id), ("channel", known.name if known else "")))

    def _add(self, line: LogLine, some: Sequence[tuple[str, str, str]], of: Labels) -> None:
        for name, figure, _ in some:
            value = line.figures.get(figure)
            if value is not None:
                self.values.setdefault(name, {})[of] = float(value)

    def metrics(self) -> list[Metric]:
        """As Prometheus reads them."""
        return [
            Metric(name=f"hubbub_health_{name}", kind="gauge", told=told, values=self.values.get(name, {}))
            for name, _, told in (*_OF_WEEKS, *_OF_HOURS)
        ]
