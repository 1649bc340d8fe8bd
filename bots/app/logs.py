"""What of all that is logged is written, and in which form? Never what members wrote, never a token.

Our own lines are written by people who know that rule. Whatever a library says is not: of that only warnings are
written, and of those only the words that stand in the library's own source. Of an exception the kind and the place are
told; its text only where it is one of our own sentences, because others quote the values that they fell over. Last,
what looks like a token, or is one that we were given, is blotted out wherever it stands.
"""

import logging
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import TracebackType

import orjson

from engagement.errors import HubbubError

_OURS = Path(__file__).resolve().parents[2]
_ROOMS = ("bots", "engagement", "advocacy", "config", "storage", "dashboard", "bench")
_BLOT = "[secret]"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        r"\bxox[a-z](?:\.xox[a-z])?-[\w-]+",
        r"\bxapp-[\w-]+",
        r"\b[\w-]{23,30}\.[\w-]{6,7}\.[\w-]{27,}",  # Discord's bot tokens
        r"(?<=/webhooks/)\d+/[\w-]+",
        r"(?<=/interactions/)\d+/[\w.-]+",
        r"(?<=/outside/act/)[\w.-]+",
        r"(?<=hooks\.slack\.com/)[\w/-]+",
        r"(?i)(?<=[?&]ticket=)[^&\s\"']+",
        r"(?i)(?:(?<=authorization: )|(?<=\"authorization\": \")|(?<='authorization': '))[^\"'\r\n]+",
        r"(?i)\b(?:bearer|bot) [\w.~+/=-]{20,}",
        r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)",
    )
)
_LEAST_SECRET = 8
"""A shorter value is no token; blotting it out would hide ordinary words."""


def set_up(*, as_json: bool = False, level: int = logging.INFO, secrets: Collection[str] = ()) -> None:
    """Write to the standard error from now on, a line for each record; also what nothing caught."""
    handler = _Standing()
    handler.setFormatter(JsonForm(secrets) if as_json else TextForm(secrets))
    handler.addFilter(is_written)
    root = logging.getLogger()
    for earlier in [each for each in root.handlers if isinstance(each, _Standing)]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for room in _ROOMS:
        logging.getLogger(room).setLevel(level)
    logging.raiseExceptions = False  # a line that cannot be written would be shown with its values
    sys.excepthook = _uncaught


class _Standing(logging.Handler):
    """Writes to whatever the standard error is at the time."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()
        except (OSError, ValueError):  # nobody listens any more
            self.handleError(record)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("bots").critical("stopped by an error that nothing caught", exc_info=(kind, error, trace))


def is_written(record: logging.LogRecord) -> bool:
    """Our own lines, and libraries' warnings, whatever level somebody gave their loggers."""
    return _is_ours(record.pathname) or record.levelno >= logging.WARNING


@lru_cache(maxsize=1024)
def _is_ours(path: str) -> bool:
    """By the file it was logged in: a library may log under a name that we gave it."""
    try:
        return Path(path).resolve().relative_to(_OURS).parts[0] in _ROOMS
    except (ValueError, IndexError, OSError):
        return False


def words_of(record: logging.LogRecord) -> str:
    """What the record says, as far as it may be written."""
    if _is_ours(record.pathname):
        return record.getMessage()
    said = str(record.msg)
    return said if record.args else _own_words(said, record.pathname)


def _own_words(said: str, path: str) -> str:
    """The beginning of a library's message that stands in its source; what it put in may be a member's words."""
    source = _source(path)
    low, high = 0, min(len(said), 200)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if said[:middle] in source else (low, middle - 1)
    whole = low == len(said)
    return said if whole else f"{said[:low].rsplit(' ', 1)[0]} ..."


@lru_cache(maxsize=64)
def _source(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def errors_of(error: BaseException) -> list[Mapping[str, object]]:
    """An exception and those that led to it: what kind, where, and our own sentences."""
    return [
        {"kind": type(each).__name__, "where": _where(each), **({"says": str(each)} if _may_be_told(each) else {})}
        for each in _chain(error)
    ]


def _may_be_told(error: BaseException) -> bool:
    return isinstance(error, HubbubError)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    next_: BaseException | None = error
    while next_ is not None and id(next_) not in seen:
        seen.add(id(next_))
        yield next_
        next_ = next_.__cause__ or (None if next_.__suppress_context__ else next_.__context__)


def _where(error: BaseException) -> list[str]:
    """The places it went through, the innermost first; of libraries the outermost and the innermost alone."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append((_is_ours(code.co_filename), f"{_short(code.co_filename)}:{trace.tb_lineno} {code.co_name}"))
        trace = trace.tb_next
    kept = [told for nth, (ours, told) in enumerate(places) if ours or nth in {0, len(places) - 1}]
    return kept[::-1]


def _short(path: str) -> str:
    parts = Path(path).parts
    return "/".join(parts[-3:])


class _Form(logging.Formatter):
    """What all forms share: the words, and what is blotted out."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        super().__init__(datefmt="%Y-%m-%dT%H:%M:%S%z")
        known = sorted({one for one in secrets if len(one) >= _LEAST_SECRET}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def blotted(self, text: str) -> str:
        """The text without anything that is or looks like a token."""
        if self._known is not None:
            text = self._known.sub(_BLOT, text)
        for shape in _SHAPES:
            text = shape.sub(_BLOT, text)
        return text

    @staticmethod
    def errors(record: logging.LogRecord) -> list[Mapping[str, object]]:
        """The exceptions of a record."""
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        return errors_of(error) if error is not None else []


class TextForm(_Form):
    """A line for people: when, how weighty, who, what; an exception on indented lines below."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        lines = [f"{self.formatTime(record, self.datefmt)} {record.levelname} {record.name}: {words_of(record)}"]
        for error in self.errors(record):
            lines.append(f"  {error['kind']}" + (f": {error['says']}" if "says" in error else ""))
            lines += [f"    {place}" for place in _places(error)]
        return self.blotted("\n".join(lines))


class JsonForm(_Form):
    """A line for programs: one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        told: dict[str, object] = {
            "at": self.formatTime(record, self.datefmt), "level": record.levelname.lower(), "logger": record.name,
            "message": words_of(record),
        }  # fmt: skip
        if errors := self.errors(record):
            told["errors"] = errors
        return self.blotted(orjson.dumps(told).decode())


def _places(error: Mapping[str, object]) -> list[str]:
    found = error["where"]
    return found if isinstance(found, list) else []
