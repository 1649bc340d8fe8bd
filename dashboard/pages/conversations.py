"""Conversations: which questions are there, what comes next for them, and what did Hubbub do in each, and why?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import HTTPException, Query
from fastapi.responses import HTMLResponse

from bots.runtime.asked_now import MOST_FOUND, Asked, described, found_by_words
from bots.runtime.escalated import on_record
from dashboard.window.cards import clocks_of, own_team
from dashboard.window.edges import from_edge, to_edge
from dashboard.window.page import Page
from dashboard.window.visit import Here, Visit
from engagement.ids import ChannelId, MessageId, ThreadId, channel_of, is_private_place
from engagement.leafing import Edge, SoughtQuestions
from engagement.ports import Ledger
from engagement.signing_in import PageRole
from engagement.threads import Message, Thread, ThreadState

_PAGE: Final = 25
_MOST_DECISIONS: Final = 200
_LONGEST: Final = 200
STATES: Final[Mapping[str, tuple[str, tuple[ThreadState, ...], bool | None]]] = {
    "waiting": ("waiting for an answer", (ThreadState.OPEN,), False),
    "answered": ("answered, not marked as solved", (ThreadState.OPEN,), True),
    "solved": ("solved", (ThreadState.SOLVED,), None),
    "quiet": ("gone quiet", (ThreadState.QUIET,), None),
    "all": ("all", (ThreadState.OPEN, ThreadState.SOLVED, ThreadState.QUIET), None),
}
"""By what stands in the address: how it is called, which conversations these are, and whether they are answered."""
Words = Annotated[str, Query(max_length=_LONGEST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message of a conversation; ``words`` is "" where they are not kept or not for whoever looks."""

    message: Message
    by: str
    words: str
    is_answer: bool


def conversations(
    visit: Here, words: Words = "", topic: Words = "", channel: Words = "", state: Words = "waiting",
    before: Words = "",
) -> HTMLResponse:  # fmt: skip
    """The list: what waits, the longest first, or what was looked for, the newest first."""
    state = state if state in STATES else "waiting"
    _, states, is_answered = STATES[state]
    sought = SoughtQuestions(
        channel=ChannelId(channel) if channel else None, topic=topic, states=states, is_answered=is_answered,
        before=from_edge(before),
    )  # fmt: skip
    asked, older = visit.read(lambda ledger: _listed(visit, ledger, sought, words.strip()))
    chosen = {"words": words, "topic": topic, "channel": channel, "state": state}
    return visit.show(
        "conversations", asked=asked, chosen=chosen, states={name: told for name, (told, _, _) in STATES.items()},
        topics=sorted(visit.live.owner.community.policy.topics), channels=_channels(visit), one=None,
        more=f"/conversations?{urlencode({**chosen, 'before': to_edge(older)})}" if older is not None else "",
        most=MOST_FOUND,
    )  # fmt: skip


def _listed(visit: Visit, ledger: Ledger, sought: SoughtQuestions, words: str) -> tuple[list[Asked], Edge | None]:
    older: Edge | None = None
    found: Sequence[Thread]
    if words:
        found = found_by_words(ledger, words, visit.live.owner.community.policy.languages or ("en",), sought)
    else:
        leaf = ledger.conversations.leaf(sought, _PAGE)
        found, older = leaf.found, leaf.older
    return described(ledger, [one for one in found if may_list(visit, one)], visit.may_read_words), older


def may_list(visit: Visit, thread: Thread) -> bool:
    """What was asked privately is the managers' and the team's; the team has it on its board."""
    return visit.role is PageRole.MANAGER or not is_private_place(thread.channel)


def _channels(visit: Visit) -> list[tuple[ChannelId, str]]:
    community = visit.live.owner.community
    known = [one for one in list(community.channels.values()) if community.dials(one.id) is not None]
    return sorted(((one.id, one.name) for one in known), key=lambda one: one[1].casefold())


def one(visit: Here, thread: Words) -> HTMLResponse:
    """One conversation: what was said, as far as it is kept, and what Hubbub did, with the reasons."""
    shown = visit.read(lambda ledger: _one(visit, ledger, ThreadId(MessageId(thread))))
    if shown is None:
        raise HTTPException(404, "This conversation is not known (any more).")
    return visit.show("conversations", title="Conversation", **shown)


def _one(visit: Visit, ledger: Ledger, name: ThreadId) -> dict[str, Any] | None:
    thread = ledger.conversations.threads([name]).get(name)
    if thread is not None and thread.merged_into is not None:
        return _one(visit, ledger, thread.merged_into)
    if thread is None or thread.state is ThreadState.DELETED or not is_open_to(visit, ledger, thread):
        return None
    asked = described(ledger, [thread], visit.may_read_words)[0]
    handed = on_record(ledger, asked.escalation.id) if asked.escalation is not None else None
    return {
        "one": asked, "said": _said(visit, ledger, thread), "link": visit.link_to(ledger)(thread.id),
        "may_read": visit.may_read_words(thread.channel),
        "decisions": ledger.journal.newest(_MOST_DECISIONS, subject=thread.id)[::-1],
        "handed": handed, "clocks": clocks_of(handed[0], visit) if handed is not None else (),
        "names": ledger.people.names({each for each in (thread.accepted_by, thread.on_it) if each is not None}),
    }  # fmt: skip


def is_open_to(visit: Visit, ledger: Ledger, thread: Thread) -> bool:
    """Whether they may open it: also what was asked privately, where their own team has it."""
    if may_list(visit, thread):
        return True
    handed = ledger.escalations.of_thread(thread.id)
    return handed is not None and handed.team == own_team(visit, ledger)


def _said(visit: Visit, ledger: Ledger, thread: Thread) -> list[Said]:
    may_read = visit.may_read_words(channel_of(thread.id))
    kept = {each.message: each.text for each in ledger.conversations.words_of([thread.id]).get(thread.id, ())}
    messages = [each for each in ledger.conversations.of_thread(thread.id) if not each.is_deleted]
    names = ledger.people.names({each.author for each in messages})
    return [
        Said(
            message=each, by="Hubbub or another bot" if each.is_bot else names.get(each.author, "somebody"),
            words=kept.get(each.id, "") if may_read else "", is_answer=each.id == thread.accepted,
        )
        for each in messages
    ]  # fmt: skip


PAGE = Page(
    name="conversations",
    title="Conversations",
    path="/conversations",
    reads={"/conversations": conversations, "/conversations/one": one},
)
