"""A process of its own that rehearses an export and prints how many MB it held at most above what its imports took."""

import sys
from pathlib import Path

from bench.measures.g11_export import rehearse_once

_UNITS = 1 if sys.platform == "darwin" else 1024
"""macOS counts bytes, Linux kilobytes."""


def _most_held() -> float:
    import resource  # noqa: PLC0415  # there is none on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNITS / 1e6


def main(path: str, place: str) -> None:
    """Rehearse, and print."""
    before = _most_held()
    rehearse_once(Path(path), Path(place))
    print(round(_most_held() - before, 1))


if __name__ == "__main__":
    main(*sys.argv[1:3])
