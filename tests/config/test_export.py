"""The exported file is the playbook with what managers changed in it, comments kept."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.export import export
from config.loader import load, load_text
from config.template import template
from engagement.errors import ConfigError
from tests.config.files import FULL, MINIMAL


@pytest.fixture
def playbook(tmp_path: Path) -> Path:
    path = tmp_path / "hubbub.yaml"
    path.write_text(FULL, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "overrides", [None, {}, {"quarry-lane": {"channels.gone.live": True}}, {"x": {"is_paused": True}}]
)
def test_without_changes_the_file_is_given_letter_for_letter(
    playbook: Path, overrides: dict[str, dict[str, object]] | None
) -> None:
    assert export(playbook, overrides) == FULL


def test_changes_are_written_where_a_manager_would_write_them(playbook: Path) -> None:
    text = export(playbook, {"quarry-lane": {"channels.forum.live": True, "channels.quiet.live": False}})
    assert "      forum:\n        live: true\n" in text
    assert "      quiet:\n        live: false\n" in text
    assert "  - name: Quarry Lane  # ours\n" in text
    assert "      # lists open questions only\n" in text
    assert text.startswith("# The playbook of Quarry Lane.\n")


@given(
    st.dictionaries(
        st.sampled_from(["quarry-lane", "second"]),
        st.dictionaries(
            st.sampled_from(
                [
                    "is_paused",
                    "dry_run",
                    "peer_prompt",
                    "tidy_threads",
                    "privacy",
                    *(f"channels.{name}.live" for name in ("help", "forum", "general", "quiet", "gone")),
                ]
            ),
            st.booleans() | st.none() | st.text(max_size=3),
        ),
    )
)
def test_the_exported_file_loads_as_the_file_with_its_overrides(
    playbook: Path, overrides: dict[str, dict[str, object]]
) -> None:
    assert load_text(export(playbook, overrides)).communities == load(playbook, overrides).communities


def test_the_first_file_keeps_its_comments(tmp_path: Path) -> None:
    path = tmp_path / "hubbub.yaml"
    path.write_text(template(), encoding="utf-8")
    text = export(path, {"example": {"channels.help.live": False, "is_paused": True}})
    comments = [line for line in template().splitlines() if line.lstrip().startswith("#")]
    assert [line for line in text.splitlines() if line.lstrip().startswith("#")] == comments


def test_a_channel_of_the_defaults_gets_its_own_place_in_the_community(tmp_path: Path) -> None:
    path = tmp_path / "hubbub.yaml"
    path.write_text("defaults:\n  channels: {help: {}}\ncommunities:\n  - name: Example\n", encoding="utf-8")
    overrides = {"example": {"channels.help.live": False}}
    assert load_text(export(path, overrides)).communities == load(path, overrides).communities


def test_a_file_that_cannot_be_written_out_faithfully_is_refused_with_the_cure(tmp_path: Path) -> None:
    path = tmp_path / "hubbub.yaml"
    path.write_text(MINIMAL.replace("help:", "0x10:"), encoding="utf-8")
    with pytest.raises(ConfigError, match="put names that look like numbers in quotes"):
        export(path, {"example": {"channels.0x10.live": False}})
    path.write_text(MINIMAL.replace("help:", '"0x10":'), encoding="utf-8")
    assert "live: false" in export(path, {"example": {"channels.0x10.live": False}})


def test_a_wrong_file_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        export(tmp_path / "hubbub.yaml")
