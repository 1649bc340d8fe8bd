"""Who are we in Slack, and which of what Slack sends is meant for us and not our own doing?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bots.platforms.slack.fields import read_id, read_object
from engagement.ids import WorkspaceId
from engagement.text import to_clean

PLATFORM = "slack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What ``auth.test`` says about a bot token."""

    team: str
    team_name: str
    url: str
    bot_user: str
    bot: str
    bot_name: str = "Hubbub"
    enterprise: str = ""
    """The organisation, when the workspace is one of several (Enterprise Grid)."""

    @property
    def workspace(self) -> WorkspaceId:
        """The workspace as the core calls it."""
        return to_workspace(self.team)

    def is_meant(self, body: Mapping[str, Any]) -> bool:
        """Is a body for the app as installed in this workspace?"""
        teams = [body.get("team_id"), read_object(body.get("team")).get("id")]
        allowed = body.get("authorizations")
        teams += [read_object(each).get("team_id") for each in allowed] if type(allowed) is list else []
        return self.team in teams

    def is_own(self, event: Mapping[str, Any]) -> bool:
        """Did the bot itself do it: write, edit, react? Or was something of its own changed or deleted?"""
        told = (event, read_object(event.get("message")), read_object(event.get("previous_message")))
        return any(each.get("user") == self.bot_user or (self.bot and each.get("bot_id") == self.bot) for each in told)

    def without_call(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        """The event without the mention of the bot itself: that is how it was called, and no part of what was said."""
        parts = {part: event[part] for part in ("message", "previous_message") if type(event.get(part)) is dict}
        return {**self._uncalled(event), **{part: self._uncalled(told) for part, told in parts.items()}}

    def _uncalled(self, told: Mapping[str, Any]) -> Mapping[str, Any]:
        text, call = told.get("text"), f"<@{self.bot_user}>"
        return {**told, "text": text.replace(call, "").strip()} if type(text) is str and call in text else told


def to_identity(told: Mapping[str, Any]) -> Identity | None:
    """The identity in an answer of ``auth.test``; None when it is no bot of a workspace."""
    team, bot_user = read_id(told.get("team_id")), read_id(told.get("user_id"))
    if team is None or bot_user is None:
        return None
    return Identity(
        team=team,
        team_name=to_clean(told.get("team")) or team,
        url=to_clean(told.get("url")),
        bot_user=bot_user,
        bot=read_id(told.get("bot_id")) or "",
        enterprise=read_id(told.get("enterprise_id")) or "",
    )


def to_workspace(team: str) -> WorkspaceId:
    """``slack-<team id>``; what is one already stays."""
    return WorkspaceId(team if team.startswith(f"{PLATFORM}-") else f"{PLATFORM}-{team}")
