"""Why did it fail, without anybody's words? What is kept of an exception where managers and operators see it."""

import traceback
from pathlib import Path

from engagement.errors import HubbubError


def why(error: BaseException) -> str:
    """Our own sentence, else the kind and the place: texts of other exceptions quote the values they fell over."""
    if isinstance(error, HubbubError):
        return f"{type(error).__name__}: {error}"[:500].encode("ascii", "backslashreplace").decode()
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    return f"{type(error).__name__} in {Path(frames[-1].filename).name}, line {frames[-1].lineno}, {frames[-1].name}"
