"""Conversations and what teams have, for other programs."""

from typing import Annotated, Any, Final

from fastapi import HTTPException, Path, Query

from bots.runtime.asked_now import Asked, described
from bots.runtime.panel import LOOKS
from dashboard.api import answers
from dashboard.api.record import decision_of
from dashboard.pages.conversations import STATES, is_open_to, may_list
from dashboard.pages.journal import about_of
from dashboard.window.cards import Card, cards_of
from dashboard.window.edges import from_edge, to_edge
from dashboard.window.visit import Here, Visit
from engagement.ids import ChannelId, MessageId, ThreadId
from engagement.leafing import SoughtQuestions
from engagement.ports import Ledger
from engagement.threads import ThreadState

Limit = Annotated[int, Query(ge=1, le=100, description="so many items in an answer")]
Cursor = Annotated[str, Query(max_length=200, description="`next` of the page before; what is none begins anew")]
Name = Annotated[str, Query(max_length=200)]
_MOST_DECISIONS: Final = 200


def conversations(
    visit: Here,
    state: Annotated[str, Query(pattern=f"^({'|'.join(STATES)})$", description="which questions")] = "all",
    topic: Name = "",
    channel: Annotated[str, Query(max_length=200, description="a channel's id")] = "",
    cursor: Cursor = "",
    limit: Limit = 25,
) -> answers.ConversationsPage:
    """Questions, page by page, the newest first. What was asked privately only a manager's token lists."""
    _, states, is_answered = STATES[state]
    sought = SoughtQuestions(
        channel=ChannelId(channel) if channel else None, topic=topic, states=states, is_answered=is_answered,
        before=from_edge(cursor),
    )  # fmt: skip

    def read(ledger: Ledger) -> answers.ConversationsPage:
        leaf = ledger.conversations.leaf(sought, limit)
        some = described(ledger, [one for one in leaf.found if may_list(visit, one)], visit.may_read_words)
        items = [answers.Conversation(**_told(visit, one)) for one in some]
        return answers.ConversationsPage(items=items, next=to_edge(leaf.older) if leaf.older is not None else None)

    return visit.read(read)


def conversation(
    visit: Here, thread: Annotated[str, Path(max_length=200, description="its id")]
) -> answers.ConversationInFull:
    """One conversation, with everything Hubbub decided about it."""

    def read(ledger: Ledger) -> answers.ConversationInFull | None:
        name = ThreadId(MessageId(thread))
        found = ledger.conversations.threads([name]).get(name)
        if found is None or found.state is ThreadState.DELETED or not is_open_to(visit, ledger, found):
            return None
        asked = described(ledger, [found], visit.may_read_words)[0]
        decided = ledger.journal.newest(_MOST_DECISIONS, subject=found.id)[::-1]
        about = about_of(ledger, decided)
        return answers.ConversationInFull(
            **_told(visit, asked), decisions=[decision_of(each, about) for each in decided]
        )

    answer = visit.read(read)
    if answer is None:
        raise HTTPException(404, "This conversation is not known (any more), or not for this token.")
    return answer


def escalations(visit: Here) -> answers.Escalations:
    """What teams have now, with its clocks; what is late first."""
    return answers.Escalations(items=[_card(one) for one in visit.read(lambda ledger: cards_of(visit, ledger))])


def _told(visit: Visit, asked: Asked) -> dict[str, Any]:
    thread = asked.thread
    waited = None
    if thread.first_reply_at is not None and thread.root_at is not None:
        waited = (thread.first_reply_at - thread.root_at).total_seconds()
    coming = asked.coming[0].follow_up if asked.coming else None
    return {
        "id": thread.id, "channel": asked.channel, "began_at": thread.root_at, "topics": list(thread.topics),
        "state": thread.state.value, "is_answered": thread.is_answered, "first_response_s": waited,
        "replies": thread.human_replies,
        "words": asked.words if asked.words and visit.may_read_words(thread.channel) else None,
        "next_step": LOOKS.get(coming.kind, "look again") if coming is not None else None,
        "next_at": coming.due_at if coming is not None else None,
        "team": asked.escalation.team if asked.escalation is not None else None,
    }  # fmt: skip


def _card(card: Card) -> answers.Escalation:
    e = card.standing.escalation
    clocks = [answers.Clock(target=one.aim, state=one.state, seconds=one.by.total_seconds()) for one in card.clocks]
    return answers.Escalation(
        id=e.id, conversation=e.thread if card.is_open_to else None, team=e.team, state=e.state.value,
        severity=e.severity.name.lower(), opened_at=e.opened_at, is_late=card.is_late, clocks=clocks,
    )  # fmt: skip
