"""The files of the pages: which there are, of which version, under which licence, and who loads what."""

import hashlib
import re
from importlib import resources
from pathlib import Path

from dashboard.pages import PAGES
from dashboard.window.frame import Frame
from dashboard.window.permissions import ALLOWED
from dashboard.window.words import coded

ROOT = Path(__file__).parents[3]
VENDORED = [ROOT / "dashboard/static/vendor", ROOT / "tests/browser/vendor"]


def test_what_is_vendored_is_as_it_was_published_and_says_its_licence() -> None:
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    for folder in VENDORED:
        scripts = sorted(folder.glob("*.js"))
        assert scripts
        for script in scripts:
            name, version = re.fullmatch(r"([a-z-]+)-([\d.]+)\.min\.js", script.name).groups()  # type: ignore[union-attr]
            assert (folder / f"{name}-LICENSE").read_text(encoding="utf-8").strip()
            digest = hashlib.sha256(script.read_bytes()).hexdigest()
            assert re.search(rf"^\| \[{name}\]\([^)]+\) {re.escape(version)} \|.*`{digest}`", page, re.MULTILINE), (
                script
            )


def test_every_page_has_its_template_and_its_permissions() -> None:
    templates = {entry.name for entry in resources.files("dashboard").joinpath("templates", "pages").iterdir()}
    assert templates == {f"{page.name}.html.jinja" for page in PAGES}
    for page in PAGES:
        asked = {f"GET {path}" for path in page.reads} | {f"POST {path}" for path in page.changes}
        assert asked <= ALLOWED.keys(), page.name
        assert f"GET {page.path}" in asked


async def test_files_may_be_kept_for_long_and_change_their_address() -> None:
    frame = Frame()
    assert re.fullmatch(r"/static/window\.css\?v=[0-9a-f]{12}", frame.address("window.css"))
    assert frame.address("window.css") != frame.address("live.js")


def test_commands_between_backticks_are_code_and_everything_else_stays_words() -> None:
    assert coded("run `hubbub <b>` now") == "run <code>hubbub &lt;b&gt;</code> now"
    assert coded("<i> ` & b") == "&lt;i&gt; ` &amp; b", "nothing opens what is not closed"
