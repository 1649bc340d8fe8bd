"""How does the Web API say no?"""

from collections.abc import Sequence

from bench.fakes.slack.records import Json


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, in the vendor's own words
    """The request is answered with ``ok: false`` and this error."""

    def __init__(self, error: str, *, status: int = 200, retry_after: int | None = None, **more: object) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.retry_after = retry_after
        self.more = more

    @property
    def body(self) -> Json:
        """The answer's body."""
        return {"ok": False, "error": self.error, **self.more}


def refuse_if_any(problems: Sequence[str], error: str) -> None:
    """Refuse with the list of what is wrong, each with its JSON pointer, as the Web API lists it."""
    if problems:
        told = [f"[ERROR] {problem}" for problem in problems]
        raise Refusal(error, errors=list(problems), response_metadata={"messages": told})
