"""Which plays there are: one line each, in the order in which they are asked."""

from collections.abc import Mapping
from types import MappingProxyType

from advocacy.plays import (
    advocates,
    asks,
    check_draft,
    council_note,
    dependency,
    did_it_help,
    gone_quiet,
    levels,
    monthly_thanks,
    new_names_and_topics,
    product_wish,
    proposals,
    recognition,
    sales_prompt,
    value_poll,
    welcome,
    wish_themes,
)
from engagement.play import Play
from engagement.plays import (
    absences,
    answer_marks,
    closing_the_loop,
    connection_troubles,
    crisis,
    digest,
    draft_answer,
    escalation,
    helper_enrolment,
    manager_desk,
    open_questions,
    peer_prompt,
    privacy,
    same_question,
    second_opinion,
    similar_threads,
    summary,
    tidy_threads,
    try_out,
    what_we_learned,
)

PLAYS: tuple[Play, ...] = (
    similar_threads.PLAY,
    peer_prompt.PLAY,
    answer_marks.PLAY,
    helper_enrolment.PLAY,
    escalation.PLAY,
    second_opinion.PLAY,
    same_question.PLAY,
    draft_answer.PLAY,
    summary.PLAY,
    closing_the_loop.PLAY,
    crisis.PLAY,
    open_questions.PLAY,
    tidy_threads.PLAY,
    try_out.PLAY,
    what_we_learned.PLAY,
    digest.PLAY,
    welcome.PLAY,
    levels.PLAY,
    monthly_thanks.PLAY,
    gone_quiet.PLAY,
    dependency.PLAY,
    product_wish.PLAY,
    wish_themes.PLAY,
    new_names_and_topics.PLAY,
    connection_troubles.PLAY,
    absences.PLAY,
    advocates.PLAY,
    asks.PLAY,
    privacy.PLAY,
    recognition.PLAY,
    sales_prompt.PLAY,
    check_draft.PLAY,
    did_it_help.PLAY,
    value_poll.PLAY,
    proposals.PLAY,
    council_note.PLAY,
    manager_desk.PLAY,
)

PLAYS_BY_NAME: Mapping[str, Play] = MappingProxyType({play.name: play for play in PLAYS})


def find_play(name: str) -> Play | None:
    """The play called ``name``; None when there is none (a journal may name one that is gone)."""
    return PLAYS_BY_NAME.get(name)


def get_play(name: str) -> Play:
    """The play called ``name``. Raises LookupError when there is none."""
    play = find_play(name)
    if play is None:
        raise LookupError(f"there is no play called {name}")
    return play
