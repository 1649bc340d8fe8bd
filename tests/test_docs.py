"""The documentation cannot lie about what a test can see: commands, settings, plays, links, decisions, dependencies."""

import importlib.util
import re
import runpy
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest

from bots import __version__
from bots.cli import COMMANDS
from bots.platforms.discord.invite import invite_permissions, invite_url
from bots.platforms.discord.permissions import NAMES, NEEDED, Permission
from bots.platforms.slack.manifest import Features, scopes_for
from config.playbook import PLAYS
from config.sentences import load_sentences
from config.settings import KNOWN, PLATFORM
from engagement.authorisation import ALLOWED
from engagement.decisions import Act, Hold
from engagement.hosting import TroubleKind
from engagement.ids import ChannelId, CommunityId, MemberId, MessageId, ThreadId
from engagement.people import Role
from engagement.policy import Policy
from engagement.situation import Situation
from engagement.threads import Thread

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
MANAGER = DOCS / "manager"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
OTHERS = ["Dockerfile", "docker-compose.yml", "Makefile", ".ci/run", ".pre-commit-config.yaml", "pyproject.toml"]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
MACHINE = re.compile(r"(?<![\w.~-])/(?:home|root|work|Users|tmp|mnt|opt/wheels|opt/pypi)\b")
"""A folder of whoever wrote the page. ``/home/hubbub`` is the container's own."""


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def writer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_command_line", DOCS / "make_command_line.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def generated() -> dict[Path, Callable[[], str]]:
    pages: dict[Path, Callable[[], str]] = writer().PAGES
    return pages


@pytest.mark.parametrize("page", ["docs/command-line.md", "docs/manager/every-setting.md"])
def test_what_is_generated_is_current(page: str) -> None:
    assert read(ROOT / page) == generated()[ROOT / page](), f"{page} is out of date; run `make docs`"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_section(command: str) -> None:
    assert f"\n## hubbub {command}\n" in read(DOCS / "command-line.md")


@pytest.mark.parametrize("name", [*KNOWN, *PLATFORM])
def test_every_variable_is_documented(name: str) -> None:
    assert f"| `{name}` |" in read(MANAGER / "settings.md")


def test_every_setting_of_the_playbook_is_documented() -> None:
    page = read(MANAGER / "every-setting.md")
    missing = [key for key in load_sentences() if "." in key and f"`{key.partition('.')[2]}`" not in page]
    assert missing == []


@pytest.mark.parametrize("play", [play.name for play in PLAYS])
def test_every_play_is_told_in_plain_words(play: str) -> None:
    steps = read(ROOT / "config/defaults/messages/en/steps.md")
    plain = re.search(rf"^## {play}\n+(.+)$", steps, re.MULTILINE)
    assert plain is not None
    assert f"| `{play}` | {plain.group(1)} |" in read(MANAGER / "settings.md")
    assert f"| `{play}` | {plain.group(1)} |" in read(DOCS / "glossary.md")


def test_the_guide_explains_every_scope_that_slack_is_asked_for() -> None:
    most = Features(reads_private=True, uses_groups=True, tags_threads=True, gives_groups=True, sends_pictures=True)
    least = Features(watches_channels=False, names_channels=False)
    rows = re.findall(r"^\| (`[a-z]+:?[a-z_:]*`(?:, `[a-z:_]+`)*) \|", read(MANAGER / "slack.md"), re.MULTILINE)
    told = {scope for row in rows for scope in re.findall(r"`([^`]+)`", row)}
    assert told == {*scopes_for(most), *scopes_for(least)}


def test_the_guide_explains_every_permission_that_discord_is_asked_for() -> None:
    page = read(MANAGER / "discord.md")
    assert [
        name for name in (NAMES[one] for one in (*NEEDED, Permission.MANAGE_THREADS)) if f"| {name} |" not in page
    ] == []
    assert f"\n{invite_url('APPLICATION_ID')}\n" in page
    assert f"`{invite_permissions(may_tag=True)}`" in page


@pytest.mark.parametrize("kind", TroubleKind)
def test_every_trouble_has_its_cure_in_a_guide(kind: TroubleKind) -> None:
    texts = read(ROOT / "config/defaults/messages/en/connection_troubles.md")
    told = re.search(rf"^## {kind}\n+\*\*(.+?)\*\*", texts, re.MULTILINE)
    assert told is not None
    shown = re.sub(r"\{\w+\}", "…", told.group(1))
    assert f'"{shown}' in read(MANAGER / "slack.md") + read(MANAGER / "discord.md")


def test_every_command_in_chat_is_documented() -> None:
    page = read(MANAGER / "commands.md")
    assert [word for play in PLAYS for word in play.on_command if f"`/hubbub {word}" not in page] == []


def test_commands_for_managers_are_told_as_such() -> None:
    _, for_everyone, for_managers = re.split(r"^## For .*$", read(MANAGER / "commands.md"), flags=re.MULTILINE)
    for word in (word for play in PLAYS for word in play.on_command):
        everyone_may = Role.MEMBER in ALLOWED[word] and word != "why"
        assert f"`/hubbub {word}" in (for_everyone if everyone_may else for_managers), word


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", read(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.casefold()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(FENCE.sub("", read(page))):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", [*PAGES, *(ROOT / name for name in OTHERS)], ids=named)
def test_no_page_names_a_folder_of_whoever_wrote_it(page: Path) -> None:
    own = re.sub(r"^ *tmpfs: .*$|--tmpfs /tmp", "", read(page), flags=re.MULTILINE)  # within a container
    assert MACHINE.findall(own.replace("/home/hubbub", "")) == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_files_named_in_the_documentation_exist(page: Path) -> None:
    rooms = "bots|engagement|advocacy|config|storage|dashboard|bench|tests|docs"
    named_files = re.findall(rf"`((?:{rooms})/[\w./-]+\.(?:py|md|toml|yaml))`", FENCE.sub("", read(page)))
    made_up = {"engagement/plays/kind_word.py", "tests/engagement/plays/test_kind_word.py"}
    assert [name for name in named_files if name not in made_up and not (ROOT / name).exists()] == []


def test_the_index_of_decisions_lists_all() -> None:
    index = read(DOCS / "adr/README.md")
    decisions = sorted((DOCS / "adr").glob("0*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    for path in decisions:
        title = re.match(r"# (\d{4}: .+)\n", read(path))
        assert title is not None
        assert f"- [{title.group(1)}]({path.name})" in index


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):.*## ", read(ROOT / "Makefile"), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_make_knows_what_the_documentation_tells(page: Path) -> None:
    told = set(re.findall(r"(?:^|`)make ([a-z]+)", read(page), re.MULTILINE))
    assert told <= targets()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_hubbub_knows_what_the_documentation_tells(page: Path) -> None:
    told = set(re.findall(r"(?:^|`|/)hubbub ([a-z]+)\b", read(page), re.MULTILINE))
    in_chat = {word for play in PLAYS for word in play.on_command}
    assert told <= {*COMMANDS, *in_chat}


def test_make_lists_each_of_its_targets() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", read(ROOT / "Makefile"), re.MULTILINE)
    assert phony is not None
    assert set(phony.group(1).split()) == targets()


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads(read(ROOT / "pyproject.toml"))
    wanted = {*project["project"]["dependencies"], *project["dependency-groups"]["dev"]}
    names = {re.split(r"[\[<>=~! ]", one)[0] for one in wanted}
    assert (
        set(re.findall(r"^\| ([a-z][\w.-]+) \|", read(DOCS / "dependencies.md"), re.MULTILINE)) - {"package"} == names
    )


def test_the_lock_file_names_public_places_only() -> None:
    hosts = set(re.findall(r"https?://([^/\"]+)", read(ROOT / "uv.lock")))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}
    assert "file://" not in read(ROOT / "uv.lock")


def test_the_version_is_in_the_changelog() -> None:
    version = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]["version"]
    assert version == __version__
    section = "Unreleased" if ".dev" in version else version
    assert f"\n## [{section}]" in read(ROOT / "CHANGELOG.md")


def test_the_example_of_a_play_works() -> None:
    code = re.search(r"^```python\n(.*?)^```", read(DOCS / "how-to-add-a-play.md"), re.DOTALL | re.MULTILINE)
    assert code is not None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kind_word.py"
        path.write_text(code.group(1), encoding="utf-8")
        example = runpy.run_path(str(path))
    play, policy = example["PLAY"], example["KindWordPolicy"]()
    thread = Thread(id=ThreadId(MessageId("w:c:1")), channel=ChannelId("w:c"), asker=MemberId("w:ann"))
    solved = replace(thread, accepted_by=MemberId("w:ben"), is_first_question=True)

    def verdicts(shown: Thread) -> list[object]:
        now = datetime(2026, 3, 2, 12, tzinfo=UTC)
        community = CommunityId("c")
        policies = Policy(community=community, name="C")
        return list(play.on_solved(Situation(community=community, now=now, policy=policies, thread=shown), policy))

    assert [type(verdict) for verdict in verdicts(thread)] == [Hold]
    assert [type(verdict) for verdict in verdicts(solved)] == [Act]


def test_the_readme_says_plainly_what_does_not_exist_yet() -> None:
    readme = read(ROOT / "README.md")
    missing = readme.partition("## What does not work yet")[2].partition("\n## ")[0]
    assert "Presses and commands made while Hubbub was away" in missing
    assert "A language model" in missing
