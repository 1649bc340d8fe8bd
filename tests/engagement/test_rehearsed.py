"""The report of a rehearsal: its figures on made-up decisions, and what it keeps to itself."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from engagement.decisions import Outcome
from engagement.few_people import LEAST
from engagement.ids import MemberId
from engagement.rehearsed import RehearsalReport
from engagement.rehearsed_deeds import read
from engagement.rehearsed_headline import Headline
from engagement.rehearsed_questions import Breakdown, answers_of
from engagement.threads import QuestionModes
from tests.engagement.rehearsed_history import BEGIN, DAY, HOUR, MINUTE, History, busy_history, policy


def _headline(report: RehearsalReport) -> Headline:
    assert report.headline is not None
    return report.headline


def test_the_headline_counts_what_happened_in_fact() -> None:
    answers = _headline(busy_history().report()).answers
    assert (answers.questions, answers.within_hour, answers.within_day, answers.never) == (60, 20, 40, 20)
    assert answers.late == 20
    assert answers.median_s == (5 * MINUTE + 3 * HOUR).total_seconds() / 2


def test_the_headline_counts_what_hubbub_would_have_done() -> None:
    headline = _headline(busy_history().report())
    assert headline.asking is not None
    assert (headline.asking.questions, headline.silent, headline.first) == (40, 20, 20)
    assert (headline.asking.never, headline.asking.of_never) == (0.5, 1.0)
    assert headline.asking.median_s == (20 * MINUTE + HOUR).total_seconds() / 2
    assert headline.asking.later_median_s == (3 * HOUR).total_seconds()
    assert headline.asking.met == 1.0
    assert (headline.asks, headline.helpers, headline.shown, headline.kept) == (60, 8, 0, 0)
    assert headline.is_mostly_first


def test_thresholds_are_inclusive() -> None:
    history = History()
    for nth in range(5):
        history.question(f"m{nth}", reply=HOUR)
        history.question(f"m{nth}", reply=DAY)
        history.question(f"m{nth}", reply=DAY + timedelta(seconds=1))
    answers = _headline(history.report()).answers
    assert (answers.within_hour, answers.within_day, answers.late) == (5, 10, 5)


def test_questions_of_the_last_day_and_other_messages_do_not_count() -> None:
    history = busy_history()
    history.question("late", at=BEGIN + 30 * DAY)
    history.question("talk", at=BEGIN, modes=QuestionModes.LOOSE)
    assert _headline(history.report(last_at=BEGIN + 30 * DAY)).answers.questions == 60


def test_an_undone_decision_counts_for_nothing() -> None:
    history = History()
    thread = history.question("m")
    detail = {"helper": "h", "thread": thread}
    history.note("peer_prompt", "PromptPeer", thread, MINUTE, detail=detail, undone_at=BEGIN)
    assert read(history.decisions).asks == 0


def test_the_most_asks_in_a_week_are_looked_for_in_any_seven_days() -> None:
    history = History()
    for day in (0, 3, 6.9, 7, 30):
        thread = history.question("m", at=BEGIN + day * DAY)
        history.ask(thread, "h", after=MINUTE)
    assert read(history.decisions).most_in_a_week == 3


def test_a_question_kept_back_is_told_apart_from_one_that_members_answered() -> None:
    history = busy_history()
    for nth in range(6):
        thread = history.question(f"m{nth}", at=BEGIN + 20 * DAY + nth * HOUR)
        history.hold(thread, "no helper could be asked in time")
        history.show(history.question(f"m{nth}", at=BEGIN + 21 * DAY + nth * HOUR, reply=HOUR))
    report = history.report()
    headline = _headline(report)
    assert (headline.silent, headline.first, headline.kept, headline.shown) == (32, 20, 6, 6)
    assert not headline.is_mostly_first
    told = [(one.reason, one.questions) for one in report.reasons if not one.is_later]
    assert told == [("no helper could be asked in time", 6)]


def test_an_answer_that_came_before_the_look_is_the_members_own() -> None:
    history = busy_history()
    for nth in range(6):
        thread = history.question(f"m{nth}", at=BEGIN + 20 * DAY + nth * HOUR, reply=10 * MINUTE)
        history.hold(thread, "already answered")
        history.ask(thread, "helper1", after=20 * MINUTE)
    assert _headline(history.report()).first == 26


def test_reasons_put_off_are_told_one_by_one() -> None:
    report = busy_history().report()
    told = {(one.reason, one.is_later): one.questions for one in report.reasons}
    assert told == {("it is night there", True): 20, ("was asked as often today as agreed", True): 20}


def test_answers_that_came_are_no_reasons() -> None:
    history = busy_history()
    for thread in [t.thread for t in history.threads[:10]]:
        assert thread is not None
        evidence = {"first_response_s": 300.0}
        history.note("peer_prompt", "Hold", thread, HOUR, reason="x", outcome=Outcome.HELD, evidence=evidence)
        history.note("tidy_threads", "Hold", thread, HOUR, reason="y", outcome=Outcome.HELD)
    assert {one.reason for one in history.report().reasons}.isdisjoint({"x", "y"})


def test_acts_are_told_by_kind_with_how_often_and_when() -> None:
    history = busy_history()
    for thread in [t.thread for t in history.threads[:10]]:
        assert thread is not None
        history.say(thread, "answer_marks.remind", after=DAY)
        history.say(thread, "answer_marks.remind", after=2 * DAY)
    for thread in [t.thread for t in history.threads[10:12]]:
        assert thread is not None
        history.say(thread, "peer_prompt.storm")
    deeds = history.report().deeds
    assert [(deed.kind, deed.times, deed.questions, deed.median_s) for deed in deeds] == [
        ("answer_marks.remind", 20, 10, DAY.total_seconds())
    ]


def test_tags_and_the_managers_list_are_told_by_their_own_kinds() -> None:
    history = busy_history()
    for thread in [t.thread for t in history.threads[:10]]:
        assert thread is not None
        history.note("tidy_threads", "TagThread", thread, DAY, detail={"thread": thread, "tag": "quiet", "is_on": True})
        history.note(
            "tidy_threads", "TagThread", thread, DAY, detail={"thread": thread, "tag": "quiet", "is_on": False}
        )
        history.note("open_questions", "Say", thread, DAY, detail={"thread": thread, "text": "open_questions.list"})
        history.note("answer_marks", "Credit", thread, DAY, detail={"thread": thread})
    assert {deed.kind for deed in history.report().deeds} == {"tag_quiet", "untag_quiet", "open_questions"}


def test_a_share_of_nothing_is_nothing() -> None:
    assert answers_of([]).share(0) == 0.0


def test_where_questions_died_is_told_by_channel_hour_and_weekday_of_the_communitys_zone() -> None:
    tables = busy_history().report(policy=policy(timezone="Asia/Tokyo")).tables
    channels = {cell.name: (cell.answers.questions, cell.answers.late) for cell in tables.channels.cells}
    assert channels == {"general": (20, 0), "help": (40, 20)}
    assert {cell.name for cell in tables.hours.cells} == {"00", "06", "12", "18"}
    assert sum(cell.answers.questions for cell in tables.weekdays.cells) == 60


def test_a_short_history_is_told_by_weeks_and_a_long_one_by_months() -> None:
    assert busy_history().report().tables.periods.cells[0].name == "2024-W01"
    history = History()
    for month in range(8):
        for nth in range(6):
            history.question(f"m{nth}", at=BEGIN + month * 30 * DAY)
    assert history.report().tables.periods.cells[0].name == "2024-01"


def test_a_question_counts_once_for_its_first_topic() -> None:
    history = History()
    for nth in range(6):
        history.question(f"m{nth}", topics=("hives", "mites"))
        history.question(f"m{nth}", topics=("mites",))
    topics = {cell.name: cell.answers.questions for cell in history.report().tables.topics.cells}
    assert topics == {"hives": 6, "mites": 6}


def test_a_history_without_questions_says_so() -> None:
    report = History().report()
    assert report.nobody_asked
    assert report.headline is None


def test_questions_of_four_people_give_no_figures() -> None:
    history = History()
    for nth in range(40):
        history.ask(history.question(f"m{nth % 4}"), f"h{nth}")
    report = history.report()
    assert not report.nobody_asked
    assert (report.headline, report.load, report.stories, report.deeds) == (None, None, (), ())


def test_few_helpers_are_not_counted() -> None:
    history = History()
    for nth in range(20):
        history.ask(history.question(f"m{nth}"), f"h{nth % 4}")
    report = history.report()
    headline = _headline(report)
    assert report.load is None
    assert (headline.asks, headline.helpers, headline.most_in_week) == (None, None, None)
    assert headline.asking is not None


def test_where_nobody_would_have_been_asked_that_is_told() -> None:
    history = History()
    for nth in range(20):
        history.question(f"m{nth}", reply=MINUTE)
    headline = _headline(history.report())
    assert (headline.asking, headline.silent, headline.first, headline.asks) == (None, 20, 20, 0)


def test_one_question_kept_back_hides_how_many_members_answered_first() -> None:
    history = busy_history()
    history.hold(history.question("m0", at=BEGIN + 20 * DAY), "no helper could be asked in time")
    headline = _headline(history.report())
    assert (headline.silent, headline.first, headline.kept) == (21, None, None)
    assert headline.is_mostly_first


# --- five people or nobody --------------------------------------------------------------------------------------------


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A small community in a few channels and weeks."""
    history = History()
    for nth in range(draw(st.integers(0, 50))):
        thread = history.question(
            f"m{draw(st.integers(0, 14))}",
            at=BEGIN + draw(st.integers(0, 40)) * DAY + draw(st.integers(0, 23)) * HOUR,
            channel=draw(st.sampled_from(("general", "help", "rare"))),
            reply=draw(st.sampled_from((None, MINUTE, 3 * HOUR, 2 * DAY))),
            topics=draw(st.sampled_from(((), ("hives",), ("mites", "hives")))),
        )
        what = draw(st.sampled_from(("", "ask", "hold", "show")))
        if what == "ask":
            history.ask(thread, f"h{nth % 9}")
        elif what == "hold":
            history.hold(thread, "no helper could be asked in time")
        elif what == "show":
            history.show(thread)
    history.threads.sort(key=lambda t: (t.root_at, str(t.thread)))
    return history


def _askers_by_count(history: History, by: dict[str, set[MemberId | None]], table: Breakdown) -> None:
    """Every cell, and everything a subtraction from the total leaves, is about nobody or at least five people."""
    shown = [by[cell.name] for cell in table.cells]
    assert all(len(people) >= LEAST for people in shown)
    rest = [people for name, people in by.items() if name not in {cell.name for cell in table.cells}]
    if shown and rest:
        assert table.others is not None
        assert len(set[MemberId | None]().union(*rest)) >= LEAST
        assert table.others.questions + sum(c.answers.questions for c in table.cells) == len(history.threads)


@given(histories())
def test_no_figure_is_about_one_to_four_people(history: History) -> None:
    report = history.report(last_at=BEGIN + 99 * DAY)
    askers = {t.asker for t in history.threads}
    if len(askers) < LEAST:
        assert report.headline is None
        return
    headline = _headline(report)
    channels: dict[str, set[MemberId | None]] = {}
    topics: dict[str, set[MemberId | None]] = {}
    hours: dict[str, set[MemberId | None]] = {}
    for thread in history.threads:
        channels.setdefault(history.channels[thread.channel], set()).add(thread.asker)
        topics.setdefault(next(iter(thread.topics), ""), set()).add(thread.asker)
        hours.setdefault(f"{thread.root_at:%H}", set()).add(thread.asker)
    _askers_by_count(history, channels, report.tables.channels)
    _askers_by_count(history, topics, report.tables.topics)
    _askers_by_count(history, hours, report.tables.hours)
    about = {d.subject for d in history.decisions if d.action == "PromptPeer"}
    asked = {t.asker for t in history.threads if str(t.thread) in about and t.first_reply_s != MINUTE.total_seconds()}
    if headline.asking is not None:
        assert len(asked) >= LEAST
    helpers = {d.detail["helper"] for d in history.decisions if d.action == "PromptPeer"}
    assert headline.helpers in ({0} if not helpers else {len(helpers)} if len(helpers) >= LEAST else {None})
    for reason in report.reasons:
        assert reason.questions >= LEAST
    for deed in report.deeds:
        assert deed.questions >= LEAST
