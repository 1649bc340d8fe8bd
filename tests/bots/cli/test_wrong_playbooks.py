"""Playbooks that can be read and cannot work: `hubbub check` names the line and the cure, and the cure is one."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from bots.app.store import open_store
from bots.cli import main
from config.settings import Settings
from engagement.ids import CommunityId
from tests.engagement.made_up import NOON

Capture = pytest.CaptureFixture[str]
PLAYBOOK = """\
communities:
  - name: Example
    dry_run: false
    managers_channel: managers
    roles: {manager: [U1A1A1A, U2B2B2B], staff: [U3C3C3C], sales: [U4D4D4D]}
    workspaces: [{platform: sandbox}]
    channels:
      help: {topics: [install]}
    programmes:
      champions:
        promise: We ask rarely.
        benefits: []
      speakers:
        promise: You are heard.
        benefits: []
    stories:
      hills: {title: Hills, link: "https://example.org/h", topics: [install]}
"""
CHAMPIONS = "We ask rarely.\n        benefits: []"
SPEAKERS = "You are heard.\n        benefits: []"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What is written in place of what, what is said of it in which lines, and the cure in place of what was written."""

    put: tuple[str, str]
    said: dict[int, str]
    cure: str

    def playbook(self, then: str) -> str:
        """The whole file; `+` is written at its end."""
        before, _ = self.put
        assert before == "+" or before in PLAYBOOK
        return PLAYBOOK + then if before == "+" else PLAYBOOK.replace(before, then)


def champions(now: str, said: dict[int, str], cure: str) -> Wrong:
    """Another third line of the first programme."""
    begin = "We ask rarely.\n        "
    return Wrong(put=(CHAMPIONS, begin + now), said=said, cure=begin + cure)


def speakers(now: str, said: dict[int, str], cure: str) -> Wrong:
    """Another third line of the second one."""
    begin = "You are heard.\n        "
    return Wrong(put=(SPEAKERS, begin + now), said=said, cure=begin + cure)


def added(now: str, said: dict[int, str], cure: str) -> Wrong:
    """Another setting at the end."""
    return Wrong(put=("+", f"    {now}\n"), said=said, cure=f"    {cure}\n" if cure else "")


WRONG = {
    "titles alike": champions(
        "title: SPEAKERS", {12: "`champions` and `speakers` are both called “speakers”"}, "title: Friends"
    ),
    "one title": Wrong(
        put=("benefits: []", "title: Friends"),
        said={15: "both called “Friends”, so that people cannot tell them apart"},
        cure="benefits: []",
    ),
    "names alike": Wrong(
        put=("speakers:", "Champions:"), said={13: "`champions` and `Champions` differ only in capitals"}, cure="guests:"
    ),
    "no way in": champions(
        "ways_in: []", {12: "`champions` can never be entered: `ways_in` is empty"}, "ways_in: [own]"
    ),
    "too few": champions(
        "reviewers: [U1A1A1A]", {10: "it needs 2 votes and has 1 reviewer; name more"}, "votes: 1"
    ),
    "too many votes": champions("votes: 5", {12: "needs 5 votes and has 2 managers (managers review"}, "votes: 2"),
    "members vote": champions(
        "reviewers: [U9X9X9X, U8Y8Y8Y]",
        {12: "`U9X9X9X` and `U8Y8Y8Y` review `champions`, and the vote is in the managers' channel, which these"},
        "channel: champions-review",
    ),
    "a term that ends": champions(
        "term: 30 days", {12: "asked at once whether to go on: that is asked 30 days before the end"}, "term: 60 days"
    ),
    "behind another": speakers(
        "ways_in: [nominated]", {15: "offers lead into `champions`, which stands above it"}, "ways_in: [own, nominated]"
    ),
    "some asks": Wrong(
        put=("benefits: []", "asks: [talk, beta, review]"),
        said={12: "nobody can be asked for `case_study`, `reference_call` or `answer_session`"},
        cure="asks: [talk, beta, review, case_study, reference_call, answer_session]",
    ),
    "no asks": Wrong(
        put=("benefits: []", "asks: []"),
        said={12: "nobody can be asked for anything: no programme has anything in `asks`"},
        cure="benefits: []",
    ),
    "no offers": Wrong(
        put=("benefits: []\n    stories", "ways_in: [evidence]\n    advocates: {most_open: 0}\n    stories"),
        said={16: "with `most_open: 0` in `advocates` nobody is offered anything"},
        cure="ways_in: [own, evidence]\n    advocates: {most_open: 0}\n    stories",
    ),
    "switched off": added("advocates: false", {18: "nobody can enter `champions` or `speakers`: `advocates: false`"}, ""),
    "asks off": added("asks: false", {18: "nobody can be asked for anything: `asks: false` switches it off"}, ""),
    "no calls": added(
        "asks: {calls_a_quarter: 0}", {18: "`reference_call`: `calls_a_quarter` is 0"}, "asks: {calls_a_quarter: 1}"
    ),
    "nothing unasked": added(
        "restraint: {unsolicited_per_week: 0}",
        {18: "with `unsolicited_per_week: 0` in `restraint` no request is sent"},
        "restraint: {unsolicited_per_week: 1}",
    ),
    "off for all": Wrong(
        put=("+", "defaults:\n  advocates: false\n"), said={19: "`advocates: false` switches them off"}, cure=""
    ),
    "nobody may invite": Wrong(
        put=("manager: [U1A1A1A, U2B2B2B], ", ""),
        said={10: "`champions` can never be entered: nobody may invite", 13: "`speakers` can never be entered"},
        cure="manager: [U1A1A1A, U2B2B2B], ",
    ),
    "no room": Wrong(
        put=("    managers_channel: managers\n", ""),
        said={9: "nobody sees in chat who would like to come into `champions`"},
        cure="    managers_channel: managers\n",
    ),
    "unknown topic": Wrong(
        put=('h", topics: [install]', 'h", topics: [instal, milling]'),
        said={17: "the story `hills` is for the topics"},
        cure='h", topics: [install]',
    ),
    "no sales people": Wrong(
        put=(", sales: [U4D4D4D]", ""), said={5: "nobody can enrol for invitations"}, cure=", sales: [U4D4D4D]"
    ),
    "no sales here": Wrong(
        put=("help: {", "help: {no_sales: true, "), said={8: "`help` has `no_sales: true`; take it away"}, cure="help: {"
    ),
    "Discord": Wrong(
        put=("sandbox}]\n", "discord}]\n"), said={0: "on Discord it takes your yes"},
        cure="discord}]\n    sales_prompt: {discord: true}\n",
    ),
    "too late": added("sales_prompt: {wait: 3 days}", {18: "`wait` in `sales_prompt` is as long"}, ""),
    "never": added("sales_prompt: {per_week: 0}", {18: "`per_week: 0` in `sales_prompt`"}, ""),
    "prompt off": added("sales_prompt: false", {18: "`sales_prompt: false` switches invitations off"}, ""),
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HUBBUB_CONFIG", "HUBBUB_HOME", "HUBBUB_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def warnings(text: str, capsys: Capture) -> list[str]:
    Path("hubbub.yaml").write_text(text, encoding="utf-8")
    assert main(["check"]) == 0
    return [line for line in capsys.readouterr().out.splitlines() if line.startswith("Warning: ")]


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_cannot_work_is_told_with_its_line_and_the_cure_cures(wrong: Wrong, capsys: Capture) -> None:
    told = warnings(wrong.playbook(wrong.put[1]), capsys)
    for line, what in wrong.said.items():
        place = f"line {line}" if line else "Example"
        assert any(one.startswith(f"Warning: hubbub.yaml, {place}: ") and what in one for one in told), told
    assert len(told) <= len(wrong.said) + 1, "a mistake is told once, and what it leads to in one line"
    assert warnings(wrong.playbook(wrong.cure), capsys) == []


def test_what_holds_is_what_was_set_beside_the_file(folder: Path, capsys: Capture) -> None:
    assert warnings(PLAYBOOK, capsys) == []
    with open_store(Settings(home=folder / "data")) as memory:
        memory.register(CommunityId("example"), "Example", NOON)
        with memory.direct(CommunityId("example")) as ledger:
            ledger.dials.set("channels.help.no_sales", True, by="t", at=NOON)
            ledger.dials.set("topics.milling", ["mill"], by="t", at=NOON)
    (told,) = warnings(PLAYBOOK, capsys)
    assert told.startswith("Warning: hubbub.yaml, set beside the file: nobody of sales is ever invited, so that the")
    about_milling = PLAYBOOK.replace('h", topics: [install]', 'h", topics: [milling]')
    assert "milling" not in warnings(about_milling, capsys)[0], "the topic is known by now"
