"""A good playbook file becomes the policies it says."""

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loader import Config, WorkspaceConfig, load, load_text
from config.overriding import overridden
from config.playbook import PLAYS
from engagement.errors import ConfigError
from engagement.events import Threading
from engagement.people import Role
from engagement.plays.answer_marks import AnswerMarksPolicy
from engagement.plays.peer_prompt import PeerPromptPolicy
from engagement.plays.tidy_threads import TidyThreadsPolicy
from engagement.plays.try_out import TryOutPolicy
from engagement.policy import ChannelPolicy, GroupingPolicy, Policy, QuestionMode, RestraintPolicy
from tests.config.files import FULL, MINIMAL, channel_of, only, policy_of, with_line


def test_the_smallest_file_has_defaults_for_everything_else() -> None:
    found = only(MINIMAL)
    channel = ChannelPolicy(name="help", topics=("install", "api"), plays={play.name: play.policy() for play in PLAYS})
    assert found.policy == Policy(
        community=found.policy.community,
        name="Example",
        timezone="Europe/Berlin",
        dry_run=False,
        hold_out=0.0,
        topics={"install": ("install",), "api": ("api",)},
        channels={"help": channel},
    )
    assert found.policy.community == "example"
    assert found.workspaces == (WorkspaceConfig(platform="sandbox"),)


def test_every_setting_reaches_its_policy() -> None:
    config = load_text(FULL)
    policy = policy_of(config, "quarry-lane")
    assert (policy.name, policy.timezone, policy.languages) == ("Quarry Lane", "America/Mexico_City", ("en", "es"))
    assert (policy.dry_run, policy.is_paused, policy.hold_out, policy.hold_out_from) == (True, False, 0.05, 400)
    assert policy.managers_channel == "managers"
    assert policy.topics == {"install": ("install", "setup"), "api": ("api", "endpoint"), "billing": ("billing",)}
    assert policy.roles == {"U123": Role.MANAGER, "@Mara": Role.MANAGER, "Team": Role.STAFF, "U9": Role.SALES}
    assert policy.restraint == RestraintPolicy(
        helper_asks_per_day=2, quiet_from=time(22), storm_window=timedelta(minutes=45)
    )
    assert policy.grouping == GroupingPolicy(together_within=timedelta(seconds=90), loose_reach=50)
    assert policy.retention == timedelta(days=60)
    assert policy.others is None
    assert not policy.assume_willing
    assert config.communities[0].workspaces == (
        WorkspaceConfig(platform="slack", id="T024BE7LD"),
        WorkspaceConfig(platform="discord", id="81384788765712384", token_env="HUBBUB_DISCORD_TOKEN_2"),
    )


def test_a_channel_says_its_own_on_top_of_the_community_and_the_defaults() -> None:
    channels = policy_of(load_text(FULL), "quarry-lane").channels
    assert list(channels) == ["help", "forum", "general", "quiet"]
    assert channels["help"].plays["peer_prompt"] == PeerPromptPolicy(wait=timedelta(minutes=20), rings=1)
    assert channels["quiet"].plays["peer_prompt"] == PeerPromptPolicy(wait=timedelta(minutes=30), rings=1)
    assert "peer_prompt" not in channels["forum"].plays
    assert "tidy_threads" not in channels["help"].plays
    assert channels["forum"].plays["tidy_threads"] == TidyThreadsPolicy(quiet_after=timedelta(days=7))
    assert channels["general"].plays["answer_marks"] == AnswerMarksPolicy(emoji="heart")
    assert channels["general"].plays["try_out"] == TryOutPolicy(at=time(8, 30))
    assert [channel.is_live for channel in channels.values()] == [True, False, True, True]
    assert [channel.questions.value for channel in channels.values()] == ["loose", "mark", "loose", "loose"]
    assert channels["general"].threading is Threading.LOOSE
    assert channels["forum"].threading is Threading.NATIVE


def test_a_community_says_its_own_on_top_of_the_defaults() -> None:
    second = policy_of(load_text(FULL), "second")
    assert second.retention == timedelta(days=7)
    assert second.restraint == RestraintPolicy(
        helper_asks_per_day=2, quiet_from=time(21, 30), storm_window=timedelta(minutes=45)
    )
    assert second.channels["help"].plays["peer_prompt"] == PeerPromptPolicy(wait=timedelta(minutes=30), rings=1)
    assert second.channels["help"].questions is QuestionMode.CONSERVATIVE
    assert second.dry_run


def test_a_step_switched_on_again_keeps_the_dials_said_before() -> None:
    text = "defaults:\n  peer_prompt: {wait: 5 min}\n" + MINIMAL.replace("[install, api]", "[api], peer_prompt: true")
    off = text.replace("    hold_out: 0\n", "    hold_out: 0\n    peer_prompt: off\n")
    assert channel_of(off).plays["peer_prompt"] == PeerPromptPolicy(wait=timedelta(minutes=5))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("peer_prompt: {wait: 2 h}", timedelta(hours=2)),
        ("peer_prompt: {wait: 1 h 30 min}", timedelta(minutes=90)),
        ("peer_prompt: {wait: PT20M}", timedelta(minutes=20)),
        ('peer_prompt: {wait: "90s"}', timedelta(seconds=90)),
        ("peer_prompt: {wait: 0 min}", timedelta(0)),
        ("peer_prompt:", timedelta(minutes=20)),
        ("peer_prompt: {}", timedelta(minutes=20)),
        ("peer_prompt: true", timedelta(minutes=20)),
    ],
)
def test_durations_are_written_as_people_write_them(line: str, expected: timedelta) -> None:
    step = channel_of(with_line(line)).plays["peer_prompt"]
    assert isinstance(step, PeerPromptPolicy)
    assert step.wait == expected


@pytest.mark.parametrize("word", ["true", "yes", "on", "True", '"yes"'])
@pytest.mark.parametrize("key", ["dry_run", "paused"])
def test_a_switch_is_on_in_any_way_of_saying_so(key: str, word: str) -> None:
    policy = only(with_line(f"{key}: {word}", MINIMAL.replace("    dry_run: false\n", ""))).policy
    assert policy.is_paused if key == "paused" else policy.dry_run


def test_the_id_comes_from_the_name() -> None:
    assert only(MINIMAL.replace("Example", "Café  Zürich!")).policy.community == "café-zürich"
    assert only(with_line("id: ex")).policy.community == "ex"


def test_a_file_may_begin_with_a_byte_order_mark_and_end_lines_as_windows_does(tmp_path: Path) -> None:
    path = tmp_path / "hubbub.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode())
    assert load(path) == load_text(MINIMAL)


def test_overrides_lie_on_top_and_stale_ones_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "hubbub.yaml"
    path.write_text(FULL, encoding="utf-8")
    config = load(
        path,
        {
            "quarry-lane": {"channels.help.live": False, "channels.gone.live": True, "is_paused": True, "colour": 1},
            "second": {"channels.help.live": "perhaps", "dry_run": False},
            "third": {"is_paused": True},
        },
    )
    changed, second = (one.policy for one in config.communities)
    assert not changed.channels["help"].is_live
    assert changed.is_paused
    assert second == replace(policy_of(load_text(FULL), "second"), dry_run=False)
    assert config.stale_overrides == (
        ("quarry-lane", "channels.gone.live"),
        ("quarry-lane", "colour"),
        ("second", "channels.help.live"),
        ("third", "is_paused"),
    )


def test_a_step_is_switched_off_everywhere_by_an_override_unless_people_need_it() -> None:
    policy = only(with_line("peer_prompt: {rings: 3}")).policy
    off = overridden(policy, "peer_prompt", value=False)
    assert off is not None
    assert all("peer_prompt" not in channel.plays for channel in off.channels.values())
    assert {name for channel in policy.channels.values() for name in channel.plays} - {"peer_prompt"} == {
        name for channel in off.channels.values() for name in channel.plays
    }
    on = overridden(off, "peer_prompt", value=True)
    assert on == policy, "with the dials that it had"
    assert overridden(policy, "privacy", value=False) is None


def test_the_same_file_gives_the_same_fingerprint_and_a_changed_dial_another() -> None:
    assert only(MINIMAL).policy.fingerprint == only(MINIMAL).policy.fingerprint
    assert only(MINIMAL).policy.fingerprint != only(with_line("peer_prompt: {rings: 3}")).policy.fingerprint


_PIECES = st.sampled_from(
    [
        *MINIMAL.splitlines(keepends=True), *FULL.splitlines(keepends=True), "\t", "  ", "- ", ": ", "[", "]", "{", "}",
        "&a ", "*a ", "!!set ", "<<: ", "--- ", "...\n", "%YAML 1.1\n",
        "? ", "| ", "> ", "'", '"', "\\u0000", '"\\ud800"',
        "~", "null", "1e999", ".nan", "0x7fffffffffff", "12:30:45", "2001-01-01",
        "\x00", "\x85", "\u2028", "\ufeff", "#", "@",
        "`", "peer_prompt: ", "live: ", "retention: ", "1_0", "P1D", "9" * 400,
    ]
)  # fmt: skip


@given(st.text(max_size=300) | st.lists(_PIECES, max_size=40).map("".join))
def test_any_text_is_a_playbook_or_a_clear_error(text: str) -> None:
    _is_config_or_clear_error(text)


@given(st.data())
def test_a_good_file_damaged_anywhere_is_a_playbook_or_a_clear_error(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(FULL)))
    until = data.draw(st.integers(at, min(len(FULL), at + 40)))
    _is_config_or_clear_error(FULL[:at] + data.draw(st.text(max_size=8) | _PIECES) + FULL[until:])


@given(st.binary(max_size=200))
def test_any_bytes_are_a_playbook_or_a_clear_error(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(raw)
    try:
        load(path)
    except ConfigError as error:
        assert str(error).startswith(str(path))  # noqa: PT017


def _is_config_or_clear_error(text: str) -> None:
    try:
        assert isinstance(load_text(text), Config)
    except ConfigError as error:
        lines = str(error).splitlines()
        assert 1 <= len(lines) <= 11
        assert all(line.startswith(("hubbub.yaml", "... and ")) for line in lines)
        assert all(character.isprintable() or character == "\n" for character in str(error))  # noqa: PT017
