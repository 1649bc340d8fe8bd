"""Who listens to what somebody has just written? Asked of every message, question or not, also of old ones."""

from collections.abc import Sequence

from bots.runtime.situations import Lookups
from engagement.desk import Change
from engagement.events import MessageDeleted, MessageEdited, MessagePosted
from engagement.play import Heard, Play
from engagement.threads import ThreadState

Written = MessagePosted | MessageEdited | MessageDeleted


def listening(look: Lookups, change: Change, event: Written) -> tuple[Sequence[Play], dict[str, object]]:
    """The plays that want to react to it, and fields of their ``Situation``.

    What came of what the message said before is taken back.
    """
    message, thread = change.message, change.after
    if not isinstance(event, MessagePosted):
        look.ledger.contributions.take_back_said(event.message, event.at)
    if message is None or isinstance(event, MessageDeleted) or message.is_deleted or message.is_bot:
        return (), {}
    plays = [play for play in look.community.plays if play.on_said is not None]
    if not plays or thread.state is ThreadState.DELETED or look.has_stopped(message.author):
        return (), {}
    is_first = look.desk.member_facts(message.author).first_message == message.id
    heard = Heard(text=event.text, message=message, thread=thread, is_first=is_first)
    about = {"message": message, "text": event.text, "is_first_message": is_first, "actor_account": event.author}
    return [play for play in plays if play.hears(heard)], about
