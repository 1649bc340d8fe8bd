"""What is wrong in a playbook file is told with file, line and cure."""

from pathlib import Path

import pytest

from config.loader import load, load_text
from engagement.errors import ConfigError
from tests.config.files import FULL, MINIMAL, with_line


def complaint(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load_text(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("peer_prompt: {wiat: 20 min}", "`wiat` is no setting of `peer_prompt`; did you mean `wait`?"),
        ("peer_promt: true", "`peer_promt` is no setting of the community; did you mean `peer_prompt`?"),
        ("peer_prompt: {wait: 20}", "`wait: 20` has no unit; write `20 min` (or s, h, days, weeks)"),
        ("peer_prompt: {wait: soon}", "`wait: soon` is not a duration; write for example `20 min`, `2 h` or `30 days`"),
        ("peer_prompt: {wait: 30 years}", "`wait: 30 years` is not a duration"),
        ("peer_prompt: {wait: 9999 days}", "`wait: 9999 days` is too long; at most 3650 days"),
        ("peer_prompt: {wait: [20 min]}", "`wait` is a single value; write for example `wait: 20 min`"),
        ("peer_prompt: {wait: }", "`wait` has no value; write for example `wait: 20 min`, or take it away"),
        ("peer_prompt: {rings: 9}", "`rings: 9` is not a whole number from 1 to 5"),
        ("peer_prompt: {rings: 1.5}", "`rings: 1.5` is not a whole number"),
        ("peer_prompt: maybe", "`peer_prompt: maybe` is neither on nor off; write true or false"),
        ("manager_desk: false", "`manager_desk` cannot be switched off"),
        ("privacy: false", "`privacy` cannot be switched off"),
        ("helper_enrolment: no", "`helper_enrolment` cannot be switched off"),
        ("manager_desk: {loud: 1}", "`loud` is no setting of `manager_desk`; it has none"),
        ("similar_threads: {threshold: 2}", "`threshold: 2` is not a share; write a number from 0 to 1"),
        ("hold_out_from: many", "`hold_out_from: many` is not a whole number from 0 to 100000"),
        ("restraint: {quiet_from: 25:00}", "`quiet_from: 25:00` is not a time of day; a day runs from"),
        ("restraint: {quiet_from: 9pm}", "`quiet_from: 9pm` is not a time of day; write it like `21:00`"),
        ("restraint: {quiet: 1}", "`quiet` is no setting of `restraint`"),
        ("restraint: true", "`restraint` needs settings of its own, one a line"),
        ("grouping: {loose_reach: 0}", "`loose_reach: 0` is not a whole number from 1 to"),
        ("retention: {text: 1 h}", "`text: 1 h` is too short; at least 1 day"),
        ("retention: 30 days", "`retention` needs settings of its own, one a line, such as `text: ...`"),
        ("questions: lose", "`questions: lose` is not known; did you mean `loose`?"),
        ("questions: xyz", "`questions: xyz` is not known; write conservative or loose or mark"),
        ("roles: {manager: [[Mara]]}", "an entry of the list is a single value; write for example `Mara`"),
        ("paused: 1", "`paused: 1` is neither on nor off; write true or false"),
        ("managers_channel: ''", "`managers_channel: ` is empty; write a name"),
        ('managers_channel: "a\\nb"', "holds a line break or an invisible character"),
        (f"managers_channel: {'x' * 90}", "is too long; at most 80 characters"),
        ("id: Quarry Lane", "`id: Quarry Lane` is no short name; write `quarry-lane`"),
        ("topics: [install]", "`topics` lists topics by name; write for example `install: [install, setup]`"),
        ("topics: {install: install}", "`install` is a list; write for example `install: [install, setup]`"),
        ("topics: {install: []}", "`install` is empty; write for example `install: [install, setup]`"),
        ("topics: {install: [a, ~]}", "an entry of the list has no value"),
        ("roles: {boss: [Mara]}", "`boss` is no setting of `roles`; there are manager, staff, trusted, sales"),
        ("roles: {manager: Mara}", "`manager` is a list; write for example `manager: [U024BE7LD, Mara]`"),
        ('roles: {manager: [Mara], staff: ["@Mara"]}', "`Mara` is both manager and staff; keep one role"),
        ("name: Again", "`name` is there twice (line 2 already); keep one"),
        ("tidy_threads: &a {quiet_after: 1 h}", "`&a` names this place; take it away"),
        ("tidy_threads: *a", "`*a` repeats another place; write it out instead"),
        ("paused: !!bool true", "is a YAML tag; take it away"),
        ("[1, 2]: 3", "a key is missing or is no word; write `key: value`"),
        (": 3", "a key is missing or is no word; write `key: value`"),
        ("token: xoxb-1-2", "`token` is no setting of the community"),
        ("\tpaused: true", "this is not YAML"),
        ("paused: true: false", "this is not YAML: a second `:` in one line"),
        ('paused: "true', "this is not YAML: a quotation mark is never closed; close it"),
        ("topics: {install: [a", "this is not YAML: a list is not closed"),
        ("topics: {install: {a", "this is not YAML: a `{` is never closed"),
        ("paused: @true", "this is not YAML: a value begins with a special character; put it in quotes"),
        (f"topics: {'[' * 30}{']' * 30}", "sections lie more than 20 deep"),
    ],
)
def test_a_wrong_line_is_named_with_its_cure(line: str, expected: str) -> None:
    text = complaint(with_line(line))
    assert expected in text
    assert text.startswith(("hubbub.yaml, line 11: ", "hubbub.yaml, line 12: "))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "Europe/Berlin",
            "Europe/Berln",
            "line 3: `timezone: Europe/Berln` is no time zone; did you mean `Europe/Berlin`?",
        ),
        ("Europe/Berlin", "Berlin", "line 3: `timezone: Berlin` is no time zone; did you mean `Europe/Berlin`?"),
        ("Europe/Berlin", "../../passwd", "line 3: `timezone: ../../passwd` is no time zone; write for example"),
        ("Europe/Berlin", "x" * 70, "is no time zone; write for example Europe/Berlin, or UTC"),
        ("Europe/Berlin", "localtime", "line 3: `timezone: localtime` is no time zone"),
        ("[en]", "[klingon]", "line 4: `klingon` is no language Hubbub has texts in; there are de, en, es"),
        ("[en]", "en", "line 4: `languages` is a list; write for example `languages: [en]`"),
        ("[en]", "[]", "line 4: `languages` is empty; write for example `languages: [en]`"),
        ("dry_run: false", "dry_run: never", "line 5: `dry_run: never` is neither on nor off; write true or false"),
        ("hold_out: 0", "hold_out: 10%", "line 6: `hold_out: 10%` is not a share; write 0.1"),
        ("hold_out: 0", "hold_out: -1", "line 6: `hold_out: -1` is not a share"),
        ("hold_out: 0", "hold_out: .nan", "line 6: `hold_out: .nan` is not a share"),
        ("sandbox", "slak", "line 8: `platform: slak` is not known; did you mean `slack`?"),
        ("platform: sandbox", "id: T1", "line 8: the workspace needs `platform:`"),
        (
            "platform: sandbox",
            "sandbox",
            "line 8: the workspace needs settings of its own, one a line, such as `platform: ...`",
        ),
        ("platform: sandbox", "{platform: slack, id: 'a:b'}", "line 8: `id: a:b` is not a workspace's id"),
        ("      help: {topics: [install, api]}\n", "", "line 9: `Example` lists no channel; write for example `help:`"),
        (
            "    channels:\n      help: {topics: [install, api]}\n",
            "",
            "line 2: `Example` has no channels; add `channels:`",
        ),
        (
            "{topics: [install, api]}",
            "{topic: [api]}",
            "line 10: `topic` is no setting of `help`; did you mean `topics`?",
        ),
        ("{topics: [install, api]}", "true", "line 10: `help` needs settings of its own"),
        (
            "{topics: [install, api]}",
            "{threading: flat}",
            "line 10: `threading: flat` is not known; write native or loose",
        ),
        (
            "{topics: [install, api]}",
            '{}\n      "#help": {}',
            "line 11: the channel `help` is there twice (line 10 already)",
        ),
        (
            "{topics: [install, api]}",
            "{}\n      help: {}",
            "line 11: `help` is there twice (line 10 already); keep one",
        ),
        ("help:", "'':", "line 10: the channel `` is empty; write a name"),
        ("- name: Example", "- nam: Example", "line 2: `nam` is no setting of the community; did you mean `name`?"),
        ("communities:", "comunities:", "line 1: `comunities` is no setting of the file; did you mean `communities`?"),
    ],
)
def test_a_wrong_value_is_named_with_its_cure(old: str, new: str, expected: str) -> None:
    assert old in MINIMAL
    assert expected in complaint(MINIMAL.replace(old, new))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "hubbub.yaml: the file is empty; write one with `hubbub init`"),
        ("# nothing\n", "hubbub.yaml: the file is empty"),
        ("---\n...\n", "hubbub.yaml: the file is empty"),
        ("hello", "hubbub.yaml, line 1: the file needs settings of its own, one a line, such as `communities: ...`"),
        ("- a\n", "hubbub.yaml, line 1: the file needs settings of its own"),
        ("defaults: {}\n", "hubbub.yaml, line 1: the file needs `communities:`"),
        ("communities: []\n", "hubbub.yaml, line 1: `communities` is empty; write for example"),
        ("communities:\n", "hubbub.yaml, line 1: `communities` is a list; write for example"),
        ("communities:\n  -\n", "the community is empty; it needs `name:`"),
        ("communities: [a]\n", "line 1: the community needs settings of its own, one a line, such as `name: ...`"),
        ("[communities]: 5\n", "line 1: a key is missing or is no word; write `key: value`"),
        ("communities: 5\n", "hubbub.yaml, line 1: `communities` is a list"),
        (f"{MINIMAL}---\na: 1\n", "hubbub.yaml, line 11: a second document begins with `---`; keep one"),
        ("a: \x01\n", "this is not YAML: it holds a control character; take it away"),
        ("a: [1,\n" * 60_000, "sections lie more than 20 deep"),
        ("a: [" + "1," * 60_000 + "]", "there are more than 50,000 values; is this the right file?"),
        ("#" * 1_000_001, "hubbub.yaml: is larger than 1 MB; is this the right file?"),
    ],
    ids=range(17),
)
def test_a_file_that_is_no_playbook_is_told_so(text: str, expected: str) -> None:
    assert expected in complaint(text)


def test_names_and_ids_of_communities_are_used_once() -> None:
    second = "  - name: example\n    channels: {help: {}}\n"
    assert complaint(MINIMAL + second) == (
        "hubbub.yaml, line 11: the name `example` is taken (line 2); give another `name:`"
    )
    third = "  - name: Other\n    id: example\n    channels: {help: {}}\n"
    assert complaint(MINIMAL + third) == "hubbub.yaml, line 11: the id `example` is taken (line 2); give another `id:`"


def test_a_workspace_is_listed_once() -> None:
    twice = MINIMAL.replace("- platform: sandbox", "- {platform: slack, id: T1}\n      - {platform: slack, id: T1}")
    assert "line 9: this slack workspace is listed twice (line 8)" in complaint(twice)


def test_a_token_in_the_file_is_refused_and_not_repeated() -> None:
    secret = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"
    text = complaint(MINIMAL.replace("platform: sandbox", f"{{platform: discord, token_env: {secret}}}"))
    assert "`token_env: (hidden)` is not the name of an environment variable" in text
    assert secret not in text


def test_a_token_variable_that_the_settings_would_refuse_is_refused_here_too() -> None:
    text = complaint(MINIMAL.replace("platform: sandbox", "{platform: discord, token_env: HUBBUB_ACME_TOKEN}"))
    assert "is kept for Hubbub; let the name begin with HUBBUB_SLACK_ or HUBBUB_DISCORD_" in text
    for name in ("HUBBUB_DISCORD_TOKEN_2", "ACME_TOKEN"):
        load_text(MINIMAL.replace("platform: sandbox", f"{{platform: discord, token_env: {name}}}"))


def test_up_to_ten_problems_are_told_in_the_order_of_the_file() -> None:
    text = complaint(MINIMAL + "".join(f"    wrong{number}: 1\n" for number in range(13)))
    lines = text.splitlines()
    assert [line.partition(":")[0] for line in lines[:-1]] == [f"hubbub.yaml, line {n}" for n in range(11, 21)]
    assert lines[-1] == "... and 3 more problems"
    assert complaint(MINIMAL + "".join(f"    wrong{n}: 1\n" for n in range(11))).endswith("... and one more problem")
    assert len(complaint(MINIMAL + "".join(f"    wrong{n}: 1\n" for n in range(10))).splitlines()) == 10


def test_problems_in_the_defaults_are_told_once() -> None:
    assert complaint(FULL.replace("rings: 1", "rings: 0")).splitlines() == [
        "hubbub.yaml, line 4: `rings: 0` is not a whole number from 1 to 5"
    ]


def test_a_missing_file_a_folder_and_another_encoding_are_told_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file; write one with `hubbub init`"):
        load(tmp_path / "hubbub.yaml")
    with pytest.raises(ConfigError, match="is a folder; name the file in it"):
        load(tmp_path)
    path = tmp_path / "latin.yaml"
    path.write_bytes("communities:\n  - name: Café\n".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"latin\.yaml, line 2: this is not UTF-8 text; save the file as UTF-8"):
        load(path)
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(ConfigError, match="is larger than 1 MB"):
        load(path)
    with pytest.raises(ConfigError, match="cannot be read"):
        load(Path("a\0b"))
