"""Where the next page begins, as it stands in an address."""

from datetime import UTC, datetime, timedelta

from engagement.leafing import Edge

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_edge(edge: Edge) -> str:
    """``<microseconds>.<id>``."""
    return f"{(edge.at - _EPOCH) // timedelta(microseconds=1)}.{edge.id}"


def from_edge(text: str) -> Edge | None:
    """What ``to_edge`` wrote; None for everything else: then the list begins anew."""
    micros, _, name = text.partition(".")
    try:
        return Edge(at=_EPOCH + timedelta(microseconds=int(micros)), id=name)
    except (ValueError, OverflowError):
        return None
