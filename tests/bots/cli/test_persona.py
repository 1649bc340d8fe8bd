"""``hubbub persona`` and what ``hubbub check`` says of the voice."""

import json
from pathlib import Path

import pytest

from bots.app.store import open_store
from bots.cli import main
from config.settings import Settings
from engagement.ids import CommunityId, MemberId
from tests.engagement.made_up import NOON

FILE = """communities:
  - name: Example
    dry_run: false
    languages: [en, de]
    channels: {help: {topics: [install]}}
    workspaces: [{platform: sandbox}]
"""
PERSONA = """    persona:
      name: Sprout
      languages:
        en: {words: {helpers: gardeners}, sign_off: Your garden team}
"""
PUSHY = '    texts:\n      en: {peer_prompt.taken: "Hurry up, {by} was quicker."}\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, PERSONA)
    return tmp_path


def write(folder: Path, more: str) -> None:
    (folder / "hubbub.yaml").write_text(FILE + more, encoding="utf-8")


def test_without_a_persona_nothing_that_is_shipped_is_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, "")
    assert main(["persona", "lint"]) == 0
    said = capsys.readouterr().out
    assert "0 with findings" in said
    assert "There is no `persona:`" in said
    assert not (folder / "data").exists(), "asking makes no memory"


def test_texts_that_break_the_persona_are_listed_with_why(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert folder.is_dir()
    assert main(["persona", "lint"]) == 1
    said = capsys.readouterr().out
    assert "en crisis.over: words “helpers”: the persona says 'gardeners' here" in said
    assert "en digest.quiet: sign-off: it is said to many, and lacks the sign-off 'Your garden team'" in said
    assert main(["persona", "lint", "crisis.over", "--json"]) == 1
    assert [one["key"] for one in json.loads(capsys.readouterr().out)] == ["crisis.over"]
    assert main(["persona", "lint", "--language", "de"]) == 0


def test_a_text_may_be_named_before_and_behind_the_options(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(folder / "hubbub.yaml")
    for words in (
        ["lint", "crisis.over", "--config", file, "--json"],
        ["lint", "--config", file, "--json", "crisis.over"],
        ["--json", "lint", "--config", file, "crisis.over"],
    ):
        assert main(["persona", *words]) == 1
        assert [one["key"] for one in json.loads(capsys.readouterr().out)] == ["crisis.over"]
    with pytest.raises(SystemExit) as ended:
        main(["persona", "lint", "--config", file, "crisis.over", "--jsom"])
    assert ended.value.code == 2
    assert "unrecognized arguments" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["check", file, "--config", file, "another"])


def test_what_is_not_there_is_told_with_the_cure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert folder.is_dir()
    assert main(["persona", "lint", "crisis.ovr"]) == 1
    assert "did you mean `crisis.over`?" in capsys.readouterr().err
    assert main(["persona", "lint", "--language", "fr"]) == 1
    assert "there are de, en" in capsys.readouterr().err


def test_a_message_is_shown_as_both_platforms_show_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert folder.is_dir()
    assert main(["persona", "preview", "monthly_thanks.thanks", "--language", "en"]) == 0
    said = capsys.readouterr().out
    assert said.count("Sprout APP") == 2
    assert said.index("Slack:") < said.index("Discord:") < said.index("! sign-off")
    assert "I'm Sprout, a bot." in said
    assert "[Why this?]" in said


def test_a_line_of_a_list_is_shown_within_its_message(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    links = "".join(f"[x]({{{name}}})" for name in ("where", "teams", "questions"))
    write(folder, f'    texts:\n      en: {{digest.day_item: "- Hurry up: [it]({{late}}){links}"}}\n')
    assert main(["persona", "preview", "digest", "--language", "en"]) == 0
    said = capsys.readouterr().out
    assert "! urgency “Hurry up”" in said
    assert "en digest.day_item" not in said
    assert main(["persona", "preview", "digest.day_item", "--language", "en"]) == 0
    assert "en digest.day_item" in capsys.readouterr().out


def test_all_messages_are_one_page_that_needs_nothing_else(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["persona", "preview", "peer_prompt", "--html", "texts.html"]) == 0
    page = (folder / "texts.html").read_text(encoding="utf-8")
    assert page.count("<b>Sprout</b>") == page.count('<section class="look-of')
    assert page.count('class="look-of as-slack"') == page.count('class="look-of as-discord"') > 0
    assert "<script" not in page
    assert "src=" not in page
    assert "the persona says &#39;gardeners&#39; here" in page
    assert main(["persona", "preview", "--html", "no/such/folder.html"]) == 1
    assert "cannot write" in capsys.readouterr().err


def test_check_warns_of_own_wordings_one_by_one_and_counts_the_shipped_ones(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, PERSONA + PUSHY)
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert "`texts.en.peer_prompt.taken` (“Hurry up”): presses for time" in said
    assert "texts as shipped break the persona; `hubbub persona lint` lists them" in said
    write(folder, "    persona: {languages: {es: {avoid: [ya]}}}\n")
    assert main(["check"]) == 0
    assert "`languages` does not have it: nobody reads it" in capsys.readouterr().out


def test_what_is_worded_beside_the_file_is_looked_at_as_well(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, "")
    with open_store(Settings(home=folder / "data")) as memory:
        memory.register(CommunityId("example"), "Example", NOON)
        with memory.direct(CommunityId("example")) as ledger:
            ledger.dials.set("texts.de.peer_prompt.taken", "Beeil dich, {by}.", by=MemberId("Di"), at=NOON)
    assert main(["persona", "lint"]) == 1
    assert "de peer_prompt.taken (own wording): urgency “Beeil dich”" in capsys.readouterr().out
