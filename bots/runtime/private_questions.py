"""What a member asks a team through us stands in no channel: its conversation and its words are kept here."""

from datetime import datetime

from bots.runtime.situations import Lookups
from engagement.actions import BeginPrivately, KeepWords
from engagement.events import CommandGiven, ControlUsed, FormSubmitted
from engagement.ids import MemberId, ThreadId, channel_of, message_id, private_channel, stable_id, workspace_of
from engagement.records import Words
from engagement.threads import Thread

ASKING = "private"
"""The command, button and form with which a member asks a team privately."""


def draft_for(event: ControlUsed | CommandGiven | FormSubmitted, name: str, member: MemberId) -> Thread | None:
    """The conversation that would begin if this is somebody asking privately; it is kept nowhere yet.

    It is one of its own under whatever message that is said to be: no private words join what others wrote.
    """
    if name != ASKING:
        return None
    place = private_channel(workspace_of(event.account))
    return Thread(id=ThreadId(message_id(place, stable_id("private", event.key))), channel=place, asker=member)


def keep_privately(look: Lookups, action: KeepWords | BeginPrivately, now: datetime) -> None:
    """Keep the conversation, or words of it. Who asked stands with what the team has: here no question is counted."""
    if isinstance(action, BeginPrivately):
        look.desk.threads[action.thread] = Thread(
            id=action.thread,
            channel=channel_of(action.thread),
            topics=action.topics,
            language=action.language,
        )
    else:
        look.desk.forgotten.discard(action.message)
        look.desk.words[action.message] = Words(
            message=action.message, thread=action.thread, author=action.author, text=action.text, kept_from=now
        )
