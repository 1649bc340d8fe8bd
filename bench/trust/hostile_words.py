"""What would somebody write to have everybody pinged, a link shown or the layout broken? From a seed, without end."""

import random
from collections.abc import Sequence
from typing import Final

PIECES: Final[Sequence[str]] = (
    "@everyone", "@here", "@channel", "＠everyone", "@\u200beveryone", "@every\u200bone", "@ everyone",
    "@\u202eeveryone", "<!everyone>", "<!here>", "<!channel>", "<!channel|hi>", "<!here|@here>",
    "&lt;!channel&gt;", "&amp;lt;!here&gt;",
    "<!subteam^{group}>", "<!subteam^{group}|team>", "@mentors", "<@{slack}>", "<@{slack}|ada>", "<#{channel}>",
    "<#{channel}|help>", "<!date^1392734382^{{date}}|x>", "<https://evil.example|bank>", "<mailto:a@evil.example|x>",
    "<@{discord}>", "<@!{discord}>", "<@&{role}>", "<@&{server}>", "<#{room}>", "</help:{discord}>", "<t:1700000000:R>",
    "<id:customize>", "<:wave:{discord}>", "<a:wave:{discord}>", "@Mods", "@role:{role}", "[go](https://evil.example)",
    "[go](<https://evil.example>)", "![x](https://evil.example/x.png)", "https://evil.example", "http://evil.example/x)",
    "javascript:alert(1)", "evil.example", "**bold**", "__under__", "*i*", "_i_", "~~gone~~", "||spoiler||", "`code`",
    "``code``", "```\nfence\n```", "```", "`", "``", "\\", "\\\\", "\\`", "\\@everyone", "\\<@{discord}>", "# head",
    "-# small", "> quote", ">>> all", "- item", "1. item", "\n# head", "\n> quote", "\n- item", "\n\n", "\r\n",
    "\u2028", "{{where}}", "{{items}}", "{{bot}}", "~ ", "</b>", "<b>", "&", "&lt;", "<", ">", "|", "]", "](",
    "[", "(", ")", "^",
    "\u202e", "\u200b", "\u2066", "\u00ad", "\ufeff", "\x00", "\ud800", "\U000e0041", "\u0301" * 8, "👩‍👩‍👧",
    ":wave:", "x" * 400,
)  # fmt: skip
"""Each is harmless only as long as it stays a word."""


class HostileWords:
    """Texts made of pieces; the ids in them are those of people, groups and roles that there are."""

    def __init__(self, chance: random.Random, **ids: str) -> None:
        self._chance = chance
        self._pieces = [piece.format(**ids) for piece in PIECES]

    def text(self) -> str:
        """One to six pieces in a row, some cut in two, some with words between."""
        chance = self._chance
        parts: list[str] = []
        for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
            piece = chance.choice(self._pieces)
            if chance.random() < 0.1:
                piece = piece[: chance.randrange(len(piece) + 1)]
            parts.append(piece)
        return chance.choice(("", "", " ", "x")).join(parts) if chance.random() < 0.8 else f"hello {''.join(parts)} you"

    def halves(self) -> tuple[str, str]:
        """A piece that only two fields together would say."""
        piece = self._chance.choice(self._pieces)
        place = self._chance.randrange(len(piece) + 1)
        return piece[:place], piece[place:]
