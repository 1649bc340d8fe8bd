"""How the review of a month says things in a language: the texts ``review.*``, numbers, days, and times."""

import re
from dataclasses import dataclass
from datetime import date

from bots.voice.texts import TextSource, get_text
from bots.voice.units import to_short_day

_PLACE = re.compile(r"\{([a-z_]+)\}")
_FINE_UNTIL = 120
NOTHING = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWords:
    """The words of one language; where it has none, those of English."""

    texts: TextSource
    language: str

    def say(self, name: str, **values: str) -> str:
        """A text with these filled in. Raises MissingText where there is none, KeyError where a value is missing."""
        text = get_text(self.texts, self.language, f"review.{name}").strip()
        return _PLACE.sub(lambda found: values[found[1]], text)

    def step(self, name: str) -> str:
        """What a step is called."""
        return get_text(self.texts, self.language, f"steps.{name}").strip()

    def number(self, value: float, digits: int = 0) -> str:
        """``1,234.5``, with the marks of the language."""
        marks = {",": self.say("thousands"), ".": self.say("decimal")}
        return re.sub("[,.]", lambda found: marks[found[0]], f"{value:,.{digits}f}")

    def percent(self, share: float) -> str:
        """A share (0-1) as it is read."""
        return self.say("percent", n=f"{100 * share:.0f}")

    def time(self, seconds: float) -> str:
        """Minutes up to two hours, then hours."""
        minutes = seconds / 60
        if minutes < _FINE_UNTIL:
            return self.say("minutes", n=f"{minutes:.0f}")
        return self.say("hours", n=self.number(minutes / 60, 1))

    def day(self, day: date) -> str:
        """A day with its year."""
        return self.say("day", day=str(day.day), month=self._month(day), year=str(day.year))

    def short_day(self, day: date) -> str:
        """A day as it stands below a column."""
        return to_short_day(day, lambda name: get_text(self.texts, self.language, f"units.{name}"))

    def month(self, day: date) -> str:
        """A month with its year."""
        return self.say("month", month=self._month(day), year=str(day.year))

    def _month(self, day: date) -> str:
        return get_text(self.texts, self.language, "units.months").split(",")[day.month - 1].strip()
