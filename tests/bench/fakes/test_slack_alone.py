"""The fake stands alone: what it says about the bot cannot come from the bot's own code."""

import ast
import sys
from pathlib import Path

import pytest

import bench.fakes.slack

FOLDER = Path(bench.fakes.slack.__file__).parent
ALLOWED = {*sys.stdlib_module_names, "aiohttp", "cryptography", "orjson"}

OWN = ("bench.fakes.slack", "bench.fakes.codes", "bench.fakes.vouching")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_nothing_of_ours_and_nothing_of_the_vendor_is_imported(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name.split(".")[0] in ALLOWED or name.startswith(OWN), name
