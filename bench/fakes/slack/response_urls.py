"""Which answers to an interaction are still taken? Five within thirty minutes."""

from dataclasses import dataclass, field
from typing import Final

from bench.fakes.slack.world import Channel, Message, World

MOST_USES: Final = 5
LIVES: Final = 30 * 60.0


@dataclass(slots=True, kw_only=True, eq=False)
class ResponseUrl:
    """Where one interaction may be answered; ``source`` is the message whose button was pressed."""

    interaction: str
    user: str
    channel: Channel
    made_at: float
    source: Message | None = None
    uses: int = 0


@dataclass(slots=True)
class ResponseUrls:
    """All response URLs ever given out, by the last part of their path."""

    world: World
    _by_key: dict[str, ResponseUrl] = field(default_factory=dict)

    def give(self, interaction: str, user: str, channel: Channel, source: Message | None = None) -> str:
        """A new URL's path."""
        key = f"{self.world.number():08d}"
        self._by_key[key] = ResponseUrl(
            interaction=interaction, user=user, channel=channel, made_at=self.world.now(), source=source
        )
        return f"response/{self.world.team_id}/{key}"

    def use(self, key: str) -> "ResponseUrl | str":
        """Use a URL up by one, or the error it is refused with."""
        found = self._by_key.get(key)
        if found is None:
            return "invalid_url"
        if self.world.now() - found.made_at > LIVES:
            return "expired_url"
        if found.uses >= MOST_USES:
            return "used_url"
        found.uses += 1
        return found
