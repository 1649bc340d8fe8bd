"""Can a file stop Hubbub or fill its memory? Exports that are bombs or lead outside, playbooks that explode."""

import io
import json
import random
import stat
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from bench.trust.figures import Figures, Row, Work
from bots.app.exports import open_export_file
from config.loader import load
from engagement.errors import HubbubError

_MOST_GROWTH_MIB: Final = 300
_DAY: Final = "help/2024-01-01.json"
_CHANNELS: Final = json.dumps([{"id": "C1", "name": "help", "created": 1704067200}])
_MESSAGE: Final = json.dumps([{"type": "message", "user": "U1", "text": "hi?", "ts": "1704100000.000100"}])
_NAMES: Final[Sequence[str]] = (
    "../evil.json", "a/../../evil.json", "/etc/evil.json", "C:/evil.json", "..\\evil.json", "\\\\host\\evil.json",
    "help/../../x.json", "~/x.json", "help/\u202ex.json", "help/" + "x" * 300 + ".json", "help/CON.json",
    ".json", "//x.json",
)  # fmt: skip
Make = Callable[[random.Random, Path], Path]


def _zip(path: Path, members: Sequence[tuple[str | zipfile.ZipInfo, bytes | str]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, content in members:
            file.writestr(name, content)
    return path


def _bomb(chance: random.Random, folder: Path) -> Path:
    """A day that unpacks to a hundred times what fits."""
    size = chance.choice((70, 100)) * 1024**2
    filler = chance.choice((b" ", b"[", b"0", b"{"))
    return _zip(folder / "bomb.zip", [("channels.json", _CHANNELS), (_DAY, b"[" + filler * size)])


def _nested(chance: random.Random, folder: Path) -> Path:
    """A zip within a zip within a zip, called a day."""
    data = b"[" * 1_000_000
    for _ in range(chance.randrange(2, 5)):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr(_DAY, data)
        data = inner.getvalue()
    return _zip(folder / "nested.zip", [("channels.json", _CHANNELS), (_DAY, data)])


def _deep(chance: random.Random, folder: Path) -> Path:
    """JSON nested deeper than any parser's stack."""
    deep = chance.choice((1_000, 10_000, 200_000))
    opening, closing = chance.choice((("[", "]"), ('{"a":', "}")))
    text = opening * deep + "1" + closing * deep
    return _zip(folder / "deep.zip", [("channels.json", chance.choice((_CHANNELS, text))), (_DAY, f"[{text}]")])


def _outside(chance: random.Random, folder: Path) -> Path:
    """A member whose name leads somewhere else."""
    return _zip(
        folder / "outside.zip", [("channels.json", _CHANNELS), (_DAY, _MESSAGE), (chance.choice(_NAMES), _MESSAGE)]
    )


def _link(chance: random.Random, folder: Path) -> Path:
    """A member that is a link, a device or a pipe."""
    info = zipfile.ZipInfo("help/2024-01-02.json")
    info.create_system = 3
    info.external_attr = (chance.choice((stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK)) | 0o777) << 16
    return _zip(folder / "link.zip", [("channels.json", _CHANNELS), (_DAY, _MESSAGE), (info, "/etc/passwd")])


def _turned(chance: random.Random, folder: Path) -> Path:
    """A good export with some bytes turned, cut off, or said twice."""
    path = _zip(folder / "turned.zip", [("channels.json", _CHANNELS), ("users.json", "[]"), (_DAY, _MESSAGE * 20)])
    data = bytearray(path.read_bytes())
    for _ in range(chance.randrange(1, 8)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(chance.choice((data, data[: chance.randrange(len(data))], data + data)))
    return path


def _many(chance: random.Random, folder: Path) -> Path:
    """Thousands of days, most of them nothing."""
    days = [(f"help/{chance.randrange(9999):04d}-{n % 12 + 1:02d}-{n % 28 + 1:02d}.json", "[]") for n in range(3_000)]
    return _zip(folder / "many.zip", [("channels.json", _CHANNELS), *dict(days).items()])


def _no_json(chance: random.Random, folder: Path) -> Path:
    """A file that is something else, whatever it is called."""
    path = folder / chance.choice(("x.zip", "x.json", "x", "channels.json"))
    path.write_bytes(
        chance.choice((b"", b"\x00" * 1_000, b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"{" * 5_000, b"\xff\xfe["))
    )
    return path


def _playbook(folder: Path, text: str) -> Path:
    path = folder / "hubbub.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


def _laughs(chance: random.Random, folder: Path) -> Path:
    """A billion laughs: each line ten times the one before."""
    most = chance.randrange(6, 12)
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, most)]
    return _playbook(folder, "\n".join([*lines, f"communities: *a{most - 1}"]))


def _merging(_chance: random.Random, folder: Path) -> Path:
    """Merge keys that lead to themselves, and anchors that hold themselves."""
    return _playbook(folder, "communities: &c\n  - name: A\n    channels: &d\n      <<: *d\n      help: *c\n")


def _nesting(chance: random.Random, folder: Path) -> Path:
    """Lists within lists, deeper than the stack."""
    deep = chance.choice((500, 5_000, 100_000))
    opening, closing = chance.choice((("[", "]"), ("{a: ", "}")))
    return _playbook(folder, f"communities: {opening * deep}{closing * deep}")


def _tagged(chance: random.Random, folder: Path) -> Path:
    """Tags that would make a careless loader run something."""
    tag = chance.choice(
        ("!!python/object/apply:os.system ['exit 1']", "!!python/name:os.system", "!!binary AAAA", "!x y")
    )
    return _playbook(folder, f"communities:\n  - name: {tag}\n")


_ODD: Final[Sequence[str]] = (
    "9" * 5_000, "1e99999", "0o7" * 900, "!!int 0x" + "f" * 4_000, "2026-99-99", '"\\ud800"', '"\\0"', "\x00", "\ud800",
    "'" + "x" * 200_000 + "'", "1:" * 400 + "1", "&a *a", "? : ?", "--- \n---", "\t", "%YAML 9.9",
)  # fmt: skip


def _odd_yaml(chance: random.Random, folder: Path) -> Path:
    """Numbers, dates and texts of an unlikely size, half characters, NUL."""
    odd = chance.choice(_ODD)
    key = chance.choice(("name", "timezone", "hold_out", "retention", "languages", odd if "\n" not in odd else "name"))
    return _playbook(folder, f"communities:\n  - {key}: {odd}\n    channels: {{help: {{}}}}\n")


_EXPORTS: Final[Sequence[Make]] = (_bomb, _nested, _deep, _outside, _link, _turned, _many, _no_json)
_PLAYBOOKS: Final[Sequence[Make]] = (_laughs, _merging, _nesting, _tagged, _odd_yaml)
_OFTEN: Final = (_turned, _outside, _link, _no_json, _odd_yaml, _tagged, _deep)


def _read(path: Path) -> None:
    if path.name == "hubbub.yaml":
        load(path)
        return
    export = open_export_file(path)
    try:
        for _ in export.events():
            pass
    finally:
        export.close()


def _peak_mib() -> float:
    """The most memory that this process ever held; 0 where the system does not say."""
    try:
        import resource  # noqa: PLC0415  # not on every system
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024


def run(work: Work) -> Figures:
    """Every kind in turn first, then mostly what is made quickly; each from its own seed."""
    failures: list[str] = []
    first_bad: int | None = None
    refused = 0
    every = (*_EXPORTS, *_PLAYBOOKS)
    before = _peak_mib()
    with tempfile.TemporaryDirectory(prefix="hubbub-trust-") as name:
        outside = sorted(Path(name).parent.glob("evil.json"))
        for number in range(work.size):
            chance = random.Random(work.seed + number)
            make = every[number] if number < len(every) else chance.choice(_OFTEN)
            with tempfile.TemporaryDirectory(dir=name) as folder:
                path = make(chance, Path(folder))
                try:
                    _read(path)
                except HubbubError:
                    refused += 1  # a sentence with the cure
                except Exception as error:  # noqa: BLE001  # whatever it is, it is what is looked for
                    what = f"{make.__name__.strip('_')}, seed {work.seed + number}"
                    failures.append(f"{what}: {str(error)[:200]!r} ({type(error).__name__})")
                    first_bad = work.seed + number if first_bad is None else first_bad
        if sorted(Path(name).parent.glob("evil.json")) != outside:
            failures.append("something was written outside")
    grown = round(_peak_mib() - before)
    if grown > _MOST_GROWTH_MIB:
        failures.append(f"memory grew by {grown} MiB")
    return Figures(
        tried=work.size, crashed=len(failures), seed=work.seed if first_bad is None else first_bad,
        failures=tuple(failures[:20]), absolute={"refused with a cure": refused, "MiB at most": grown},
    )  # fmt: skip


ROW = Row(
    name="files",
    title="Zip bombs, paths that lead outside, links, damaged archives; playbooks that explode, nest or carry tags",
    holds="0 crashes: each is read or refused with a sentence; nothing is written outside; memory bounded",
    unit="files",
    sizes={"small": 40, "ci": 1_000, "long": 50_000},
    run=run,
)
