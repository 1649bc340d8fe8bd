"""What do members see? Channels, direct messages, and the whole workspace as readable text."""

from bench.fakes.slack.records import Shown
from bench.fakes.slack.stage import Stage
from bench.fakes.slack.transcript import write_transcript


class Sight(Stage):
    """Everything a member could read, as they read it."""

    def seen_in(self, channel: str, user: str | None = None) -> list[Shown]:
        """A channel's messages, thread replies included, oldest first; ephemeral ones only for ``user``."""
        place = self._channel(channel)
        seen = [each for each in place.messages if not each.is_tombstone]
        seen += [each for each in place.ephemerals if user is not None and each.only_to == user]
        return [self._space.shown(place, each) for each in sorted(seen, key=lambda each: _order(each.ts))]

    def dm_of(self, user: str) -> list[Shown]:
        """The bot's direct messages with a person, oldest first."""
        return self.seen_in(self.dm_channel(user), user)

    def dm_channel(self, user: str) -> str:
        """The id of the bot's direct messages with a person."""
        self._user(user)
        return self._space.world.dm(user).id

    def transcript(self) -> str:
        """All channels, direct messages, open forms and homes as text."""
        return write_transcript(self._space)


def _order(ts: str) -> tuple[int, int]:
    seconds, _, fraction = ts.partition(".")
    return int(seconds), int(fraction)
