"""Who listens to what somebody has just written? Asked of every message, question or not, also of old ones."""

from collections.abc import Sequence

from bots.runtime.situations import Lookups
from engagement.desk import Change
from engagement.events import MessageDeleted, MessageEdited, MessagePosted
from engagement.play import Heard, Play
from engagement.threads import ThreadState

Written = MessagePosted | MessageEdited | MessageDeleted


def _note_greeting(look: Lookups, change: Change) -> None:
    """Whoever was asked to greet somebody has done so, or another one: the ask was not left unanswered."""
    before, after = change.before, change.after
    is_news = after.first_reply_at is not None and (before is None or not before.is_answered)
    if not after.asked or after.rings or not is_news or after.root_at is None:
        return
    asks = look.ledger.outbox.to_members(after.asked, after.root_at)
    for greeter, rows in asks.items():
        for row in rows:
            if row.is_ask and row.thread == after.id:
                result = "greeted" if greeter == after.first_reply_by else "greeted by somebody else"
                look.ledger.journal.set_result(row.decision, result)


def listening(look: Lookups, change: Change, event: Written) -> tuple[Sequence[Play], dict[str, object]]:
    """The plays that want to react to it, and fields of their ``Situation``.

    What came of what the message said before is taken back.
    """
    message, thread = change.message, change.after
    if not isinstance(event, MessagePosted):
        look.ledger.contributions.take_back_said(event.message, event.at)
    if message is None or isinstance(event, MessageDeleted) or message.is_deleted or message.is_bot:
        return (), {}
    _note_greeting(look, change)
    plays = [play for play in look.community.plays if play.on_said is not None]
    if not plays or thread.state is ThreadState.DELETED or look.has_stopped(message.author):
        return (), {}
    is_first = look.desk.member_facts(message.author).first_message == message.id
    heard = Heard(text=event.text, message=message, thread=thread, is_first=is_first)
    about = {"message": message, "text": event.text, "is_first_message": is_first, "actor_account": event.author}
    return [play for play in plays if play.hears(heard)], about
