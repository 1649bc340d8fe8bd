"""`hubbub manifest` and `hubbub doctor`, as they are typed."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from bench.fakes.discord import FakeDiscord
from bench.fakes.slack import FakeSlack
from bots.cli import main
from bots.platforms.discord.invite import invite_permissions

PLAYBOOK = """
communities:
  - name: Example
    languages: [de]
    managers_channel: managers
    roles: {manager: [U1]}
    workspaces: [{platform: slack}]
    channels: {help: {topics: [api]}}
    tidy_threads: false
"""


Fake = TypeVar("Fake", FakeSlack, FakeDiscord)


@contextmanager
def elsewhere(fake: Fake) -> Iterator[Fake]:
    """A pretended vendor in a thread of its own, because a command has its own event loop."""
    loop, is_up = asyncio.new_event_loop(), threading.Event()

    async def begin() -> None:
        await fake.start()
        is_up.set()

    def live() -> None:
        loop.run_until_complete(begin())
        loop.run_forever()

    thread = threading.Thread(target=live)
    thread.start()
    assert is_up.wait(5)
    try:
        yield fake
    finally:
        asyncio.run_coroutine_threadsafe(fake.stop(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HUBBUB_SLACK_BOT_TOKEN", "HUBBUB_SLACK_APP_TOKEN", "HUBBUB_SLACK_API_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "hubbub.yaml").write_text(PLAYBOOK, encoding="utf-8")
    return tmp_path


def with_tokens(folder: Path, slack: FakeSlack, **other: str) -> None:
    tokens = {
        "HUBBUB_SLACK_BOT_TOKEN": slack.bot_token,
        "HUBBUB_SLACK_APP_TOKEN": slack.app_token,
        "HUBBUB_SLACK_API_URL": slack.api_url.removesuffix("/"),
        **other,
    }
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in tokens.items()), encoding="utf-8")


@pytest.mark.usefixtures("folder")
def test_the_manifest_fits_the_playbook_and_speaks_its_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manifest", "slack"]) == 0
    manifest = json.loads(capsys.readouterr().out)
    assert "reactions:write" not in manifest["oauth_config"]["scopes"]["bot"]
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert {entry["callback_id"] for entry in manifest["features"]["shortcuts"]} == {
        "mark_answer", "ask_helper", "hand_to_team",
    }  # fmt: skip
    assert "Als Antwort markieren" in {entry["name"] for entry in manifest["features"]["shortcuts"]}


@pytest.mark.usefixtures("folder")
def test_with_an_address_the_manifest_is_for_http(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manifest", "slack", "--url", "https://hubbub.example.org"]) == 0
    settings = json.loads(capsys.readouterr().out)["settings"]
    assert settings["event_subscriptions"]["request_url"] == "https://hubbub.example.org/slack/events"


def test_without_a_playbook_the_doctor_says_how_to_begin(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "hubbub.yaml").unlink()
    assert main(["doctor"]) == 1
    assert "hubbub init" in capsys.readouterr().out


def test_the_doctor_names_each_thing_and_its_cure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with elsewhere(FakeSlack()) as slack:
        with_tokens(folder, slack)
        slack.add_channel("managers")
        assert main(["doctor"]) == 1
        said = capsys.readouterr().out
        assert "✓ the playbook hubbub.yaml" in said
        assert "✗ Example: channels\n    In Example I see no channel #help" in said
        assert said.endswith("1 thing to mend.\n")
        slack.add_channel("help")
        assert main(["doctor"]) == 0
        said = capsys.readouterr().out
        assert "✓ catches up after an absence: yes, history and replies can be read in every listed channel" in said
        assert said.endswith("All is well.\n")


OUTSIDE = """    escalations:
      hubs: {community: {channel: managers, people: [U1], topics: [api]}}
      webhooks: [pager]
      second_path: [{email: night@example.org}]
"""


def test_ways_that_the_environment_does_not_know_are_told_by_check_and_by_the_doctor(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "hubbub.yaml").write_text(PLAYBOOK + OUTSIDE, encoding="utf-8")
    with elsewhere(FakeSlack()) as slack:
        slack.add_channel("managers")
        slack.add_channel("help")
        with_tokens(folder, slack)
        assert main(["check"]) == 0
        said = capsys.readouterr().out
        assert "Warning: hubbub.yaml, Example: the webhook pager has no address; set HUBBUB_WEBHOOK_PAGER_URL" in said
        assert "night@example.org, and no mail can be sent; set HUBBUB_SMTP_URL and HUBBUB_MAIL_FROM" in said
        assert main(["doctor"]) == 1
        said = capsys.readouterr().out
        assert "✗ Example: webhooks and mail\n    the webhook pager has no address" in said
        assert "○ Example: links to take and solve\n    set HUBBUB_PUBLIC_URL" in said
        with_tokens(
            folder, slack, HUBBUB_SMTP_URL="smtps://mail.example.org", HUBBUB_MAIL_FROM="hub@example.org",
            HUBBUB_WEBHOOK_PAGER_URL="https://example.org/hook", HUBBUB_PUBLIC_URL="https://hubbub.example.org",
            HUBBUB_WEBHOOK_PAGER_SECRET="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        )  # fmt: skip
        assert main(["check"]) == 0
        assert "no mail" not in capsys.readouterr().out
        main(["doctor"])
        said = capsys.readouterr().out
        assert "✓ Example: webhooks and mail\n✓ Example: links to take and solve" in said


def test_the_doctor_tells_programs_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with elsewhere(FakeSlack()) as slack:
        with_tokens(folder, slack, HUBBUB_SLACK_BOT_TOKEN="xoxb-wrong")  # made up
        assert main(["doctor", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["kind"] for one in found["findings"] if not one["ok"]] == ["token_refused"]
    kept = {one["what"]: one["kept"] for one in found["promises"]}
    assert (kept["catches up after an absence"], kept["loses nothing that was said to it"]) == (False, True)
    assert "xoxb-wrong" not in str(found)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("HUBBUB_SLACK_BOT_TOKEN=", "HUBBUB_SLACK_BOT_TOKEN is not set; write HUBBUB_SLACK_BOT_TOKEN=... into the file .env"),
        ("HUBBUB_SLACK_BOTTOKEN=xoxb-1", "did you mean `HUBBUB_SLACK_BOTTOKEN`?"),
        ("HUBBUB_SLACK_BOT_TOKEN=xoxb-1", "HUBBUB_SLACK_APP_TOKEN is not set"),
        ("HUBBUB_SLACK_BOT_TOKEN=xoxb-1\nHUBBUB_SLACK_APP_TOKEN=xapp-1\nHUBBUB_SLACK_API_URL=slack.com", "write an address that begins with https://"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", [["run", "--port", "0"], ["doctor"]])
def test_what_is_missing_in_the_environment_is_named_with_its_cure(
    line: str, said: str, command: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / ".env").write_text(f"{line}\n", encoding="utf-8")
    assert main(command) == 1
    told = capsys.readouterr()
    assert said in told.out + told.err
    assert "Traceback" not in told.err


def test_the_address_that_invites_the_bot_to_discord_asks_for_the_least(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    playbook = PLAYBOOK.replace("{platform: slack}", "{platform: discord}")
    (folder / "hubbub.yaml").write_text(playbook, encoding="utf-8")
    with elsewhere(FakeDiscord()) as discord:
        tokens = {"HUBBUB_DISCORD_TOKEN": discord.token, "HUBBUB_DISCORD_API_URL": discord.api_url}
        (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in tokens.items()), encoding="utf-8")
        assert main(["manifest", "discord"]) == 0
        address = capsys.readouterr().out
        assert f"client_id={discord.application_id}" in address
        assert f"permissions={invite_permissions()}" in address
        (folder / ".env").write_text(
            f"HUBBUB_DISCORD_TOKEN=wrong\nHUBBUB_DISCORD_API_URL={discord.api_url}\n", encoding="utf-8"
        )
        assert main(["manifest", "discord"]) == 1
        assert "copy the token anew" in capsys.readouterr().err


SIGN_IN = {"HUBBUB_SLACK_CLIENT_ID": "1111111111.2222222222", "HUBBUB_SLACK_CLIENT_SECRET": "made-up-client-secret"}


@pytest.mark.usefixtures("folder")
def test_the_manifest_lets_people_sign_in_where_they_are_led_back_to(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["manifest", "slack", "--sign-in"]) == 1
    assert "HUBBUB_PUBLIC_URL" in capsys.readouterr().err
    monkeypatch.setenv("HUBBUB_PUBLIC_URL", "https://hubbub.example.org/")
    assert main(["manifest", "slack", "--sign-in"]) == 0
    oauth = json.loads(capsys.readouterr().out)["oauth_config"]
    assert oauth["redirect_urls"] == ["https://hubbub.example.org/sign-in/slack/back"]
    assert oauth["scopes"]["user"] == ["openid"]
    assert main(["manifest", "slack"]) == 0
    assert set(json.loads(capsys.readouterr().out)["oauth_config"]["scopes"]) == {"bot"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "has to know the address http://127.0.0.1:8080/sign-in/slack/back"),
        ({"HUBBUB_SLACK_CLIENT_SECRET": "another"}, "bad_client_secret"),
        ({"HUBBUB_SLACK_CLIENT_SECRET": ""}, "HUBBUB_SLACK_CLIENT_SECRET is not"),
        ({"HUBBUB_SLACK_CLIENT_ID": ""}, "HUBBUB_SLACK_CLIENT_ID is not"),
        ({"HUBBUB_SLACK_CLIENT_ID": "xoxb-1"}, "is no client id"),
        ({"HUBBUB_SLACK_CLIENT_ID": "9999999999.2222222222"}, "invalid_client_id"),
        ({"HUBBUB_DISCORD_CLIENT_ID": "290926798626357260", "HUBBUB_DISCORD_CLIENT_SECRET": "x"}, "no community lives"),
    ],
)
def test_the_doctor_looks_at_signing_in(
    folder: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, str], said: str
) -> None:
    with elsewhere(FakeSlack()) as slack:
        with_tokens(folder, slack, **{**SIGN_IN, **changes})
        main(["doctor"])
    out = capsys.readouterr().out
    assert said in out
    assert "made-up-client-secret" not in out


def test_the_doctor_says_that_nobody_answers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with elsewhere(FakeSlack()) as slack:
        slack.signing_in.broken = {"/.well-known/openid-configuration": 503}
        with_tokens(folder, slack, **SIGN_IN)
        main(["doctor"])
    assert "Slack does not answer" in capsys.readouterr().out


def test_the_doctor_asks_discord_whether_the_secret_fits(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    playbook = PLAYBOOK.replace("platform: slack", "platform: discord")
    (folder / "hubbub.yaml").write_text(playbook, encoding="utf-8")
    for secret, said in (("made-up-client-secret", "client id and secret"), ("another", "invalid_client")):
        with elsewhere(FakeDiscord()) as discord:
            tokens = {
                "HUBBUB_DISCORD_TOKEN": discord.token, "HUBBUB_DISCORD_API_URL": discord.api_url,
                "HUBBUB_DISCORD_CLIENT_ID": discord.application_id, "HUBBUB_DISCORD_CLIENT_SECRET": secret,
            }  # fmt: skip
            (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in tokens.items()))
            main(["doctor"])
        assert said in capsys.readouterr().out
