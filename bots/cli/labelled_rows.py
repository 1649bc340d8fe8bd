"""Files of labels: JSON lines, each with texts and what somebody said of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any


def rows_of(file: Path, label: str, *, texts: Sequence[str] = ("text",)) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines. Raises ImportFileError where one lacks a text or the label."""
    import orjson  # noqa: PLC0415

    from engagement.errors import ImportFileError  # noqa: PLC0415

    rows: list[dict[str, Any]] = []
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    found = orjson.loads(line)
                    is_fit = all(str(found[each] or "").strip() for each in texts)
                    is_fit = is_fit and isinstance(found[label], list) is (label == "topics")
                    is_fit = is_fit and float(found.get("weight", 1)) > 0
                except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
                    is_fit = False
                if not is_fit:
                    some = ", ".join(f"`{each}`" for each in texts)
                    raise ImportFileError(f"{file}, line {number}: write a JSON object with {some} and `{label}`")
                rows.append(found)
    except OSError as error:
        raise ImportFileError(f"cannot read {file}: {error.strerror}") from error
    return rows
