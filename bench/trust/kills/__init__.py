"""kill -9 of the real ``hubbub run`` under load, again and again: nothing confirmed is lost, nothing is said twice.

While a crowd writes and presses buttons, posts arrive without an answer, have to wait, and events are told twice.
"""

from collections.abc import Sequence

from bench.trust.figures import Figures, Row, Work

_TITLE = (
    "kill -9 of `hubbub run` at random moments, {where}: while people write, ask, thank, press buttons, give commands"
    " and have themselves forgotten as fast as it is taken, 5 % of its posts arrive without an answer, 3 % have to"
    " wait, and 5 % of what happens is told twice."
)
_HOLDS = (
    "nothing of which it said that it has it is lost or without effect; nothing is said twice or made up; and whoever"
    " was told that they are forgotten stands nowhere."
)
_SIZES = {"small": 3, "ci": 250, "long": 2_500}
_SHARE = 70.0


def _on_platforms(places: Sequence[str], work: Work) -> Figures:
    from bench.trust.kills.platforms import killed_on  # noqa: PLC0415  # the list of rows need not load both fakes

    return killed_on(places, work)


def _at_intake(work: Work) -> Figures:
    from bench.trust.kills.intake import killed_at_intake  # noqa: PLC0415

    return killed_at_intake(work)


def _row(name: str, where: str, *places: str) -> Row:
    return Row(
        name=name,
        title=_TITLE.format(where=where),
        holds=_HOLDS,
        unit="kills",
        sizes=_SIZES,
        share=_SHARE,
        run=lambda work: _on_platforms(places, work),
    )


ROWS: Sequence[Row] = (
    _row("kills-slack-socket", "on Slack over Socket Mode with SQLite", "slack-socket"),
    _row("kills-slack-http", "on Slack over HTTP with SQLite", "slack-http"),
    _row("kills-discord", "on Discord with SQLite", "discord"),
    _row(
        "kills-postgresql",
        "on all three with PostgreSQL",
        "slack-socket-postgresql",
        "slack-http-postgresql",
        "discord-postgresql",
    ),
    Row(
        name="kills-intake",
        title="kill -9 while the engine alone takes events in, 32 at once, as fast as the disk lets it.",
        holds="nothing acknowledged is lost, and every count agrees.",
        unit="kills",
        sizes={"small": 3, "ci": 20, "full": 50, "long": 500},
        run=_at_intake,
    ),
)
