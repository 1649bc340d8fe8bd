"""The town of the scenarios, for tests of the rooms it is made of."""

from tests.scenarios.conftest import found, place

__all__ = ["found", "place"]
