"""What things are called in the sandbox: its workspace, its bot, private conversations, message times, links."""

from datetime import UTC, datetime, timedelta

from engagement.ids import AccountId, ChannelId, MessageId, WorkspaceId, account_id, channel_id, external_of, message_id

WORKSPACE = WorkspaceId("sandbox")
BOT = account_id(WORKSPACE, "hubbub")
_DIRECT = "direct-"
_FRAGMENT = "#/m/"


def direct_with(person: AccountId) -> ChannelId:
    """The private conversation between the bot and a person."""
    return channel_id(WORKSPACE, _DIRECT + external_of(person))


def person_of_direct(channel: ChannelId) -> AccountId | None:
    """Whose private conversation with the bot this is; None for a channel."""
    external = external_of(channel)
    return account_id(WORKSPACE, external.removeprefix(_DIRECT)) if external.startswith(_DIRECT) else None


def message_at(channel: ChannelId, at: datetime) -> MessageId:
    """The id of the message written at this very microsecond, as Slack writes it: seconds, point, microseconds."""
    return message_id(channel, f"{int(at.replace(microsecond=0).timestamp())}.{at.microsecond:06d}")


def instant_of(message: MessageId) -> datetime:
    """When a message was written, read off its id."""
    seconds, _, micros = external_of(message).partition(".")
    return datetime.fromtimestamp(int(seconds), UTC) + timedelta(microseconds=int(micros))


def link_to(base_url: str, message: MessageId) -> str:
    """The address at which the page shows a message."""
    return f"{base_url.rstrip('/')}/{_FRAGMENT}{message}"


def message_behind(link: str) -> MessageId | None:
    """The message a link of ours leads to; None for any other link."""
    _, mark, message = link.partition(_FRAGMENT)
    return MessageId(message) if mark and message.startswith(f"{WORKSPACE}:") else None
