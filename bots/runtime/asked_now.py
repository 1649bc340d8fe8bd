"""Which questions are there, who asked them, and what comes next? Read for pages and lists, a batch of them at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from engagement.escalating.escalation import Escalation
from engagement.ids import ChannelId, MemberId, ThreadId, external_of
from engagement.leafing import SoughtQuestions
from engagement.ports import Ledger
from engagement.records import DueFollowUp
from engagement.terms import postings
from engagement.threads import Thread, ThreadState

MOST_FOUND = 60
"""So many conversations a search by words finds at the most."""
_MOST_WORDS = 12
_MOST_OPEN = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it stands. ``words`` are the asker's own until somebody else wrote; "" where they are not kept."""

    thread: Thread
    channel: str
    asker: str
    words: str = ""
    coming: tuple[DueFollowUp, ...] = ()
    """What Hubbub looks at next, the first first."""
    escalation: Escalation | None = None


def waiting(ledger: Ledger, since: datetime) -> list[Thread]:
    """Questions begun since then that nobody has answered, the longest waiting first."""
    return ledger.conversations.open_questions(since, _MOST_OPEN)


def found_by_words(ledger: Ledger, text: str, languages: Sequence[str], sought: SoughtQuestions) -> list[Thread]:
    """Questions with these words in them (or in the answer that helped), the most alike first."""
    terms = {one.term: one for language in languages for one in postings(text, language)}
    alike = ledger.similar.find(list(terms.values())[:_MOST_WORDS], limit=MOST_FOUND)
    known = ledger.conversations.threads(one.thread for one in alike)
    some = (known[one.thread] for one in alike if one.thread in known)
    return [thread for thread in some if _is_sought(thread, sought)]


def _is_sought(thread: Thread, sought: SoughtQuestions) -> bool:
    return (
        thread.state in sought.states
        and sought.channel in {None, thread.channel}
        and (not sought.topic or sought.topic in thread.topics)
        and sought.is_answered in {None, thread.is_answered}
    )


def described(ledger: Ledger, threads: Iterable[Thread], may_read: Callable[[ChannelId], bool]) -> list[Asked]:
    """What is known of each, in the same order; words only of channels that ``may_read``."""
    some = list(threads)
    channels = {channel.id: channel.name for channel in ledger.places.all()}
    names = ledger.people.names({thread.asker for thread in some if thread.asker is not None})
    kept = ledger.conversations.words_of([thread.id for thread in some if may_read(thread.channel)])
    coming: dict[ThreadId, list[DueFollowUp]] = {}
    for due in ledger.follow_ups.of_threads([thread.id for thread in some]):
        coming.setdefault(due.follow_up.thread, []).append(due)
    return [
        Asked(
            thread=thread,
            channel=channels.get(thread.channel, external_of(thread.channel)),
            asker=names.get(thread.asker or MemberId(""), "somebody"),
            words="\n".join(each.text for each in kept.get(thread.id, ()) if each.author == thread.asker).strip(),
            coming=tuple(sorted(coming.get(thread.id, ()), key=lambda due: (due.follow_up.due_at, due.id))),
            escalation=ledger.escalations.of_thread(thread.id),
        )
        for thread in some
    ]


def is_open(thread: Thread) -> bool:
    """Whether it still waits for an answer."""
    return thread.state is ThreadState.OPEN and not thread.is_answered
