"""Where things are: options first, then the environment, then `.env`."""

from argparse import Namespace
from pathlib import Path

import pytest

from config.settings import Settings, read_settings
from engagement.errors import ConfigError


def test_nothing_said_means_the_defaults(tmp_path: Path) -> None:
    assert read_settings(environment={}, folder=tmp_path) == Settings()


def test_options_win_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "# where\nexport HUBBUB_HOME='kept here'\nHUBBUB_PORT=9000\n\nHUBBUB_HOST=\"0.0.0.0\"\nOTHER=1\n",
        encoding="utf-8",
    )
    found = read_settings(Namespace(port=9002), {"HUBBUB_PORT": "9001", "HUBBUB_HOST": "::1"}, tmp_path)
    assert (found.home, found.host, found.port) == (Path("kept here"), "::1", 9002)


def test_a_playbook_in_the_folder_is_found_and_another_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "hubbub.yaml").touch()
    assert read_settings(environment={}, folder=tmp_path).config == tmp_path / "hubbub.yaml"
    assert read_settings(environment={"HUBBUB_CONFIG": "b.yaml"}, folder=tmp_path).config == Path("b.yaml")
    named = read_settings(Namespace(config=Path("c.yaml")), {"HUBBUB_CONFIG": "b.yaml"}, tmp_path)
    assert named.config == Path("c.yaml")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"HUBBUB_HOEM": "x"}, "HUBBUB_HOEM is not a setting of Hubbub; did you mean `HUBBUB_HOME`?"),
        ({"HUBBUB_PORT": "http"}, "HUBBUB_PORT is `http`; write a number from 1 to 65535"),
        ({"HUBBUB_PORT": "70000"}, "HUBBUB_PORT is `70000`"),
        ({"HUBBUB_PORT": "0"}, "HUBBUB_PORT is `0`"),
        ({"HUBBUB_PORT": "9" * 5000}, "write a number from 1 to 65535"),
    ],
)
def test_a_wrong_variable_is_named_with_its_cure(tmp_path: Path, environment: dict[str, str], expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_settings(environment=environment, folder=tmp_path)
    assert expected in str(caught.value)


@pytest.mark.parametrize("name", ["HUBBUB_SLACK_BOT_TOKEN", "HUBBUB_DISCORD_TOKEN", "HUBBUB_DISCORD_TOKEN_2"])
def test_tokens_of_the_platforms_may_stand_beside_the_settings_and_are_not_shown(tmp_path: Path, name: str) -> None:
    (tmp_path / ".env").write_text(f"{name}=made-up\n", encoding="utf-8")
    assert read_settings(environment={}, folder=tmp_path) == Settings()
    assert "made-up" not in repr(read_settings(environment={name: "made-up"}, folder=tmp_path))


def test_the_mail_server_s_password_is_a_secret_however_it_is_written(tmp_path: Path) -> None:
    url = "smtp://hub:pa55%40word@mail.example.org:587"
    found = read_settings(environment={"HUBBUB_SMTP_URL": url}, folder=tmp_path)
    assert found.secrets == {url, "pa55%40word", "pa55@word"}
    assert "pa55" not in repr(found)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"HUBBUB_PORT 9000\n", "line 1: write NAME=value"),
        (b"\nHUBBUB_COLOUR=1\n", "HUBBUB_COLOUR is not a setting"),
        (b"HUBBUB_HOME=\xff\n", "cannot be read; save it as UTF-8"),
    ],
)
def test_a_wrong_env_file_is_named_with_its_cure(tmp_path: Path, raw: bytes, expected: str) -> None:
    (tmp_path / ".env").write_bytes(raw)
    with pytest.raises(ConfigError) as caught:
        read_settings(environment={}, folder=tmp_path)
    assert expected in str(caught.value)


def test_the_database_address_is_never_shown() -> None:
    assert "secret" not in repr(Settings(database_url="postgresql://hubbub:secret@localhost/hubbub"))
