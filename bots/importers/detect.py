"""What is this export file? The one door to the importers: a path in, an export or a clear refusal out."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bots.importers.archive import Archive, ReadingLimits
from bots.importers.conversations import Conversations, read_conversations
from bots.importers.discord_export import DiscordExport
from bots.importers.discord_files import read_layout as read_discord
from bots.importers.export import Export
from bots.importers.opening import open_archive
from bots.importers.slack_export import SlackExport, Translate
from bots.importers.slack_layout import find_team, find_top
from bots.importers.slack_layout import read_layout as read_slack
from engagement.errors import ImportFileError
from engagement.ids import WorkspaceId

_OTHER_FORMATS: Final[Mapping[str, str]] = {".html": "HTML", ".htm": "HTML", ".csv": "CSV", ".txt": "text"}
_NOT_IN_A_NAME: Final = re.compile(r"[^A-Za-z0-9_.-]+")


def open_export(
    path: Path,
    *,
    translate: Translate,
    workspace: WorkspaceId | None = None,
    conversations: Path | None = None,
    include_private: bool = False,
    limits: ReadingLimits | None = None,
) -> Export:
    """The export in the zip, folder or JSON file at ``path``; close it when done.

    ``translate`` turns raw Slack payloads into events. ``workspace`` defaults to the id that the export itself tells
    (``slack-T024BE7LD``, ``discord-1017...``), or for a Slack export without one to its file's name; give it when a
    live workspace continues the export. ``conversations`` is a table of conversations (see ``read_conversations``).
    Private channels, private threads and direct messages stay out unless ``include_private``.

    Raises ImportFileError, one sentence with the cure, when the file is of no known kind, broken, or not safe to read.
    """
    table = None if conversations is None else read_conversations(conversations)
    archive = open_archive(path, limits or ReadingLimits())
    try:
        return _recognised(archive, translate, workspace, table, include_private=include_private)
    except BaseException:
        archive.close()
        raise


def _recognised(
    archive: Archive,
    translate: Translate,
    workspace: WorkspaceId | None,
    table: Conversations | None,
    *,
    include_private: bool,
) -> Export:
    slack = _slack(archive, translate, workspace, table, include_private=include_private)
    if slack is not None:
        return slack
    discord = _discord(archive, workspace, table, include_private=include_private)
    if discord is not None:
        return discord
    found = sorted({_OTHER_FORMATS[ending] for ending in archive.others if ending in _OTHER_FORMATS})
    seen = f" (it holds {' and '.join(found)})" if found and not archive.members else ""
    raise ImportFileError(
        f"{archive.name}: is neither a Slack export, which has channels.json at its top, nor JSON files of"
        f" DiscordChatExporter, which begin with guild, channel and messages{seen}; export again in one of these ways"
    )


def _slack(
    archive: Archive,
    translate: Translate,
    workspace: WorkspaceId | None,
    table: Conversations | None,
    *,
    include_private: bool,
) -> Export | None:
    top = find_top(archive)
    if top is None:
        return None
    layout = read_slack(archive, top, include_private=include_private)
    if workspace is None:
        told = find_team(archive, layout) or _NOT_IN_A_NAME.sub("-", archive.name.removesuffix(".zip")).strip("-")
        workspace = WorkspaceId(f"slack-{told}")
    return SlackExport(archive, layout, workspace=workspace, translate=translate, conversations=table)


def _discord(
    archive: Archive, workspace: WorkspaceId | None, table: Conversations | None, *, include_private: bool
) -> Export | None:
    layout = read_discord(archive, include_private=include_private)
    if layout is None:
        return None
    workspace = workspace or WorkspaceId(f"discord-{layout.guild}")
    return DiscordExport(archive, layout, workspace=workspace, conversations=table)
