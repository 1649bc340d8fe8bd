"""Made-up messages as Slack sends them: the body of an event, signed, as one whole HTTP request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from bench.fakes.slack.signed_http import sign
from bench.measures.synthetic import BEGIN
from engagement.events import MessagePosted
from engagement.ids import AccountId, ChannelId, external_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """On whose behalf messages are sent: the workspace, its app, and what the made-up ids are called there."""

    team: str
    app: str
    bot_user: str
    secret: str
    channels: Mapping[ChannelId, str]
    people: Mapping[AccountId, str]
    later: timedelta
    """How long after the made-up instants everything happens."""

    def body(self, said: MessagePosted, number: int) -> bytes:
        """The body of a ``message`` event, as documented for the Events API."""
        ts, user, words = self._ts(said.at), self.people[said.author], said.text
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}
        event: dict[str, object] = {
            "type": "message",
            "user": user,
            "ts": ts,
            "client_msg_id": f"00000000-0000-4000-8000-{number:012}",
            "text": words,
            "team": self.team,
            "blocks": [{"type": "rich_text", "block_id": f"b{number}", "elements": [section]}],
            "channel": self.channels[said.channel],
            "event_ts": ts,
            "channel_type": "channel",
        }
        if said.thread is not None:
            root = BEGIN + timedelta(seconds=float(external_of(said.thread)) - BEGIN.timestamp())
            event |= {"thread_ts": self._ts(root), "parent_user_id": user}
        allowed = {"enterprise_id": None, "team_id": self.team, "user_id": self.bot_user, "is_bot": True}
        return orjson.dumps(
            {
                "token": "verification-token",
                "team_id": self.team,
                "context_team_id": self.team,
                "context_enterprise_id": None,
                "api_app_id": self.app,
                "event": event,
                "type": "event_callback",
                "event_id": f"Ev{number:09}",
                "event_time": int(said.at.timestamp()),
                "authorizations": [allowed | {"is_enterprise_install": False}],
                "is_ext_shared_channel": False,
                "event_context": f"4-made-up-{number}",
            }
        )

    def requests(self, messages: Sequence[MessagePosted], *, first: int, at: int, path: str) -> list[bytes]:
        """Whole requests, signed at that second; the first event's number is ``first``."""
        bodies = [self.body(said, number) for number, said in enumerate(messages, first)]
        return [_request(path, body, str(at), sign(self.secret, str(at), body)) for body in bodies]

    def _ts(self, at: datetime) -> str:
        return f"{(at + self.later).timestamp():.6f}"


def _request(path: str, body: bytes, stamp: str, signature: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        f"Accept-Encoding: gzip,deflate\r\nAccept: */*\r\nX-Slack-Signature: {signature}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
