"""How fast it is: one module for each goal of performance.md, each a ratio to a limit measured in the same run."""

from collections.abc import Callable, Mapping, Sequence

from bench.measures import (
    g01_core,
    g02_slack_http,
    g03_ack_latency,
    g04_discord,
    g05_rules,
    g06_follow_ups,
    g07_health,
    g08_pages,
    g09_similar,
    g10_ranking,
    g11_export,
    g12_memory,
    g13_postgres,
    g14_start,
)
from bench.measures.measure import Goal, Measure, Verdict
from bench.measures.showing import to_json, to_table
from engagement.errors import ConfigError

__all__ = ["MEASURES", "SIZES", "Goal", "Measure", "Verdict", "run", "to_json", "to_table"]

SIZES = ("small", "ci", "long")
MEASURES: Mapping[str, Callable[[str, Callable[[str], None]], list[Measure]]] = {
    "G1": g01_core.run,
    "G2": g02_slack_http.run,
    "G3": g03_ack_latency.run,
    "G4": g04_discord.run,
    "G5": g05_rules.run,
    "G6": g06_follow_ups.run,
    "G7": g07_health.run,
    "G8": g08_pages.run,
    "G9": g09_similar.run,
    "G10": g10_ranking.run,
    "G11": g11_export.run,
    "G12": g12_memory.run,
    "G13": g13_postgres.run,
    "G14": g14_start.run,
}


def run(names: Sequence[str], size: str, report: Callable[[str], None]) -> list[Measure]:
    """Make these measurements (all when none is named), telling ``report`` what is going on.

    Raises ConfigError for a name or size there is none of.
    """
    wanted = [name.upper() for name in names] or list(MEASURES)
    unknown = [name for name in wanted if name not in MEASURES]
    if unknown:
        raise ConfigError(f"there is no measure {', '.join(unknown)}; there are {', '.join(MEASURES)}")
    if size not in SIZES:
        raise ConfigError(f"there is no size {size}; there are {', '.join(SIZES)}")
    found: list[Measure] = []
    for name in wanted:
        report(f"{name} ...")
        found.extend(MEASURES[name](size, report))
    return found
