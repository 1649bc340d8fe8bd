"""A rehearsal, told: the report's figures, its page, its short version, and its decisions one a line."""

from collections.abc import Sequence
from pathlib import Path

from bots.app.exports import Rehearsed, open_export_file, rehearsal_policy, rehearse
from bots.app.store import load_config, policy_for
from bots.runtime.codec import to_bytes
from bots.runtime.community import FLAGS
from config.settings import Settings
from dashboard.rehearsal.report import render
from dashboard.rehearsal.words import counted, percent, span
from engagement.events import Threading
from engagement.ids import ChannelId, ThreadId
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.records import Channel, Within
from engagement.rehearsed import RehearsalReport, Run, report
from engagement.threads import QuestionModes


def report_of(rehearsed: Rehearsed, *, against: Rehearsed | None = None, with_names: bool = False) -> RehearsalReport:
    """The report of a rehearsal, compared with that of a second playbook where there is one."""
    with rehearsed.ledger() as ledger:
        run = _run(rehearsed, ledger)
        places = ledger.places.all()
        people = {d.first_reply_by for d in run.threads} | {d.asker for d in run.threads}
        named = ledger.people.names(sorted(member for member in people if member is not None))
        other = _other(against)
        return report(
            run.decisions,
            run.threads,
            channels={place.id: place.name for place in places},
            policy=run.policy,
            flag=run.flag,
            first_at=run.first_at,
            last_at=run.last_at,
            names=named if with_names else None,
            excerpts=lambda thread: _excerpt(ledger, thread),
            events=rehearsed.rehearsal.events,
            notes=rehearsed.notes,
            guessed=_guessed(rehearsed, places),
            against=other,
        )


def _run(rehearsed: Rehearsed, ledger: Ledger) -> Run:
    return Run(
        decisions=list(ledger.journal.every()),
        threads=ledger.figures.threads(Within()),
        policy=rehearsed.policy,
        flag=_flag(rehearsed.policy),
        first_at=rehearsed.rehearsal.first_at,
        last_at=rehearsed.rehearsal.last_at,
    )


def _other(against: Rehearsed | None) -> Run | None:
    if against is None:
        return None
    with against.ledger() as ledger:
        return _run(against, ledger)


def _flag(policy: Policy) -> QuestionModes:
    """The reading that makes a question; the first channel's where channels differ."""
    dials = next(iter(policy.channels.values()), policy.others)
    return FLAGS[dials.questions] if dials is not None else QuestionModes.CONSERVATIVE


def _guessed(rehearsed: Rehearsed, places: Sequence[Channel]) -> set[ChannelId]:
    """The channels in which Hubbub itself told conversations apart: loose ones, unless a table was given."""
    if rehearsed.has_conversations:
        return set()
    return {place.id for place in places if place.threading is Threading.LOOSE}


def _excerpt(ledger: Ledger, thread: ThreadId) -> str:
    known = ledger.conversations.threads([thread]).get(thread)
    if known is None or known.asker is None:
        return ""
    return "\n".join(words.text for words in ledger.conversations.words_by(thread, known.asker)[:1])


def report_page(found: RehearsalReport) -> str:
    """The report as one HTML page."""
    return render(found)


def summary(found: RehearsalReport) -> str:
    """The report in a few lines for a terminal."""
    head = found.headline
    if head is None:
        return (
            "No questions were found."
            if found.nobody_asked
            else "Fewer than five people asked: nothing is told of them."
        )
    answers = head.answers
    hour, day, never = (percent(answers.share(n)) for n in (answers.within_hour, answers.within_day, answers.never))
    lines = [
        f"{found.community}: {counted(answers.questions, 'question')}",
        f"  answered within an hour {hour}, within a day {day}, never {never}",
    ]
    if head.asking is not None:
        lines.append(
            f"  Hubbub would have asked helpers about {counted(head.asking.questions, 'question')}, "
            f"typically {span(head.asking.median_s)} after they came up"
        )
    if head.first is not None:
        lines.append(f"  members answered before it would have said anything: {counted(head.first, 'time')}")
    lines += _beside(found)
    if found.assume_willing:
        lines.append("  (an export holds no consents: everybody who has answered counts as willing)")
    return "\n".join(lines)


def _beside(found: RehearsalReport) -> list[str]:
    """What the settings beside it would have done; nothing where only one playbook was rehearsed."""
    if found.against is None:
        return []
    theirs = {one.name: one.theirs for one in found.against.differences}
    asked, after = theirs.get("asked"), theirs.get("asked_s")
    if asked is None or after is None:
        return ["  the report shows it beside the other settings"]
    return [f"  with the other settings: about {counted(int(asked), 'question')}, typically after {span(after)}"]


def write_decisions(rehearsed: Rehearsed, path: Path) -> int:
    """Every decision as JSON, one a line, by (time, id): the same bytes for the same history. How many."""
    count = 0
    with rehearsed.ledger() as ledger, path.open("wb") as out:
        for decision in ledger.journal.every():
            out.write(to_bytes(decision) + b"\n")
            count += 1
    return count


def report_of_file(path: Path, settings: Settings) -> str:
    """The report page of an export, rehearsed under the playbook if there is one."""
    export = open_export_file(path)
    try:
        policy = rehearsal_policy(policy_for(load_config(settings), None, export.name), assume_willing=True)
        with rehearse(export, policy, settings.home) as rehearsed:
            return report_page(report_of(rehearsed))
    finally:
        export.close()
