"""What in a playbook fits, but will hardly be meant so: where it stands, what follows from it, and the cure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """``what`` is a sentence without a full stop, with the cure at its end.

    ``at`` are the keys that lead to it within the community's section of the file, such as ``("programmes",
    "champions", "votes")``; where the last ones are not written, the nearest above them is meant.
    """

    at: tuple[str, ...]
    what: str


def listed(names: Sequence[str], last: str = "and") -> str:
    """Names as a sentence lists them, each as code: `` `api`, `cli` and `web` ``."""
    quoted = [f"`{name}`" for name in names]
    return f" {last} ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 manager``, ``2 managers``."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
