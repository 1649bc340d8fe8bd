"""What an export file is, told by what is in it."""

from pathlib import Path

import pytest

from bots.importers.detect import open_export
from bots.importers.discord_export import DiscordExport
from bots.importers.export import Export
from bots.importers.slack_export import SlackExport
from bots.platforms.slack.translate import to_event
from engagement.errors import ImportFileError
from engagement.ids import WorkspaceId
from tests.bots.importers.made_up import channel_file, said, slack, snowflake, write_folder, write_zip, wrote


def opened(path: Path, workspace: str | None = None) -> Export:
    return open_export(path, translate=to_event, workspace=WorkspaceId(workspace) if workspace else None)


def refusal(path: Path) -> str:
    with pytest.raises(ImportFileError) as caught:
        opened(path)
    return str(caught.value)


def test_a_slack_export_is_known_by_its_list_of_channels(tmp_path: Path) -> None:
    members = slack({"a/2024-01-01": [said("1704110400.000000")]})
    for path in (write_zip(tmp_path / "e.zip", members), write_folder(tmp_path / "e", members)):
        export = opened(path)
        assert isinstance(export, SlackExport)
        assert (export.platform, export.workspace) == ("slack", "slack-T1")
        export.close()
    assert opened(tmp_path / "e", "slack-X").workspace == "slack-X"


def test_most_peoples_team_is_the_workspace(tmp_path: Path) -> None:
    members = slack({"a/2024-01-01": []})
    members["users.json"] = [{"id": f"U{n}", "team_id": team} for n, team in enumerate(["T9", "T2", "T2", None, "a:b"])]
    assert opened(write_zip(tmp_path / "e.zip", members)).workspace == "slack-T2"


def test_discord_files_are_known_by_guild_and_channel(tmp_path: Path) -> None:
    file = channel_file(snowflake(-9), "general", [wrote(0)])
    folder = write_folder(tmp_path / "e", {"deep/down/a.json": file})
    for path in (folder, folder / "deep" / "down" / "a.json", write_zip(tmp_path / "e.zip", {"x/a.json": file})):
        export = opened(path)
        assert isinstance(export, DiscordExport)
        assert (export.platform, export.workspace, export.name) == ("discord", "discord-7", "Club")
        export.close()
    assert opened(folder, "discord-X").workspace == "discord-X"


def test_anything_else_is_refused_naming_what_was_expected(tmp_path: Path) -> None:
    said_of_json = refusal(write_zip(tmp_path / "a.zip", {"x.json": {"messages": []}, "y/z/channels.json": []}))
    assert said_of_json == (
        "a.zip: is neither a Slack export, which has channels.json at its top, nor JSON files of DiscordChatExporter,"
        " which begin with guild, channel and messages; export again in one of these ways"
    )
    assert "(it holds CSV and HTML)" in refusal(
        write_folder(tmp_path / "b", {"a.html": b"", "b.csv": b"", "c.png": b""})
    )
    assert "neither a Slack export" in refusal(write_zip(tmp_path / "c.zip", {}))
    assert "neither a zip, a folder nor a JSON file" in refusal(
        write_folder(tmp_path, {"d.tar.gz": b"\x1f\x8b"}) / "d.tar.gz"
    )


def test_a_broken_list_of_channels_is_named(tmp_path: Path) -> None:
    assert "channels.json is not valid JSON" in refusal(write_zip(tmp_path / "a.zip", {"channels.json": b"[{"}))
    assert "the expected list is missing" in refusal(write_zip(tmp_path / "b.zip", {"channels.json": {}}))
