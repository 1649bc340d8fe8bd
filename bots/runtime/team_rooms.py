"""What is said and done in the teams' own rooms: looked at only under our cards, and only while the team has them."""

from dataclasses import dataclass

from bots.runtime.escalating import escalating
from bots.runtime.situations import Lookups
from engagement.escalating.held_replies import YES
from engagement.escalating.seen import InRoom
from engagement.events import MessageDeleted, MessageEdited, MessagePosted, ReactionAdded, ReactionRemoved
from engagement.ids import AccountId, MessageId
from engagement.records import OutboxRow, Words
from engagement.threads import Thread

Done = MessagePosted | MessageEdited | MessageDeleted | ReactionAdded | ReactionRemoved


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Somebody did something there that a play may answer."""

    thread: Thread
    account: AccountId
    here: InRoom


def heard(look: Lookups, event: Done) -> Heard | None:
    """Keep the words of a team's people under a card, and tell what may be answered; everything else is let go."""
    if not look.community.is_room(event.channel):
        return None
    if isinstance(event, MessagePosted | MessageEdited):
        return _said(look, event)
    if isinstance(event, MessageDeleted):
        if look.ledger.conversations.words_at(event.message) is not None:
            look.desk.forgotten.add(event.message)
        look.desk.words.pop(event.message, None)
        return None
    return _reacted(look, event) if isinstance(event, ReactionAdded) else None


def _said(look: Lookups, event: MessagePosted | MessageEdited) -> Heard | None:
    """What somebody of a team wrote under a card is kept as long as words are; an edit may change what was sent on."""
    if event.is_bot:
        return None
    thread = _running(look, event)
    member = look.desk.member(event.author)
    if thread is None or not _is_of_team(look, thread, event, event.author):
        return None
    kept_from = event.at if isinstance(event, MessagePosted) else event.posted_at
    words = Words(message=event.message, thread=thread.id, author=member, text=event.text, kept_from=kept_from)
    look.desk.words[event.message] = words
    look.desk.forgotten.discard(event.message)
    return _heard(look, thread, event.author, words) if isinstance(event, MessageEdited) else None


def _running(look: Lookups, event: MessagePosted | MessageEdited) -> Thread | None:
    """The question whose card it was written under, if a team has it now."""
    above = (event.thread, getattr(event, "reply_to", None))
    rows = (look.ledger.outbox.by_message(message) for message in above if message is not None)
    thread = next((row.thread for row in rows if row is not None and _is_of_card(row)), None)
    if thread is None and isinstance(event, MessageEdited):
        known = look.ledger.conversations.words_at(event.message)
        thread = known.thread if known is not None else None
    e = look.ledger.escalations.of_thread(thread) if thread is not None else None
    return look.desk.thread(e.thread) if e is not None and e.is_running else None


def _is_of_card(row: OutboxRow) -> bool:
    """A card, or what stands under one."""
    return str(row.slot).startswith("card:") or "below" in row.body


def _is_of_team(look: Lookups, thread: Thread, event: MessagePosted | MessageEdited, account: AccountId) -> bool:
    seen = escalating(look, thread, event, event.at)
    return seen is not None and seen.team_of(look.desk.member(account)) is not None


def _reacted(look: Lookups, event: ReactionAdded) -> Heard | None:
    words = look.desk.words.get(event.message) or look.ledger.conversations.words_at(event.message)
    if words is not None:
        thread = look.desk.thread(words.thread)
        return _heard(look, thread, event.account, words) if thread is not None else None
    row = look.ledger.outbox.by_message(event.message)
    if row is None or row.thread is None or not str(row.slot).startswith("card:"):
        return None
    thread = look.desk.thread(row.thread)
    if thread is None:
        return None
    return Heard(thread=thread, account=event.account, here=InRoom(message=event.message))


def held_reply(look: Lookups, row: OutboxRow | None) -> InRoom | None:
    """The reply that waits for a yes under a message of ours, with its words as far as they are kept."""
    start, _, name = str(row.slot if row is not None else "").partition(":")
    if start != YES:
        return None
    message = MessageId(name)
    words = look.desk.words.get(message) or look.ledger.conversations.words_at(message)
    if words is None or message in look.desk.forgotten:
        return InRoom(message=message)
    return InRoom(message=message, said=words.text, author=words.author)


def _heard(look: Lookups, thread: Thread, account: AccountId, words: Words) -> Heard:
    slot = f"relay:{words.message}"
    just_now = any(row.slot == slot for row in look.decided.values())
    is_sent_on = just_now or look.ledger.outbox.newest_in_slot(slot) is not None
    here = InRoom(message=words.message, said=words.text, author=words.author, is_sent_on=is_sent_on)
    return Heard(thread=thread, account=account, here=here)
