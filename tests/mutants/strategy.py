"""What goals, polls and proposals rest on: nothing of few people, nobody's choice, nobody's words but by their leave."""

from typing import Final

from tests.mutants.mutant import Mutant

_POLLS = "tests/advocacy/test_polls.py"
_RUNNING_POLLS = "tests/bots/runtime/test_polls.py"
_PROPOSALS = "tests/advocacy/plays/test_proposals.py"
_COUNCIL = "tests/advocacy/plays/test_council_note.py"
_LOG = "tests/bots/runtime/test_health_log.py"
_PAGE = "tests/dashboard/pages/test_strategy.py"

STRATEGY: Final = (
    Mutant(
        name="tells of a poll in which four took part",
        file="advocacy/polls.py",
        old="    if len(ballots) < LEAST:",
        new="    if not ballots:",
        tests=(f"{_POLLS}::test_each_has_one_voice_and_nothing_is_told_of_too_few",),
    ),
    Mutant(
        name="writes into the journal what somebody chose",
        file="advocacy/polls.py",
        old='facts={"poll": poll.id}, words=said)',
        new='facts={"poll": poll.id, "said": said}, words=said)',
        tests=(f"{_RUNNING_POLLS}::test_nobody_reads_who_chose_what_before_or_after",),
    ),
    Mutant(
        name="keeps who chose what when a poll has closed",
        file="advocacy/plays/value_poll.py",
        old="        *(Act(action=Keep(entry=one, is_gone=True), subject=s.community,",
        new="        *(Act(action=Keep(entry=one), subject=s.community,",
        tests=(f"{_RUNNING_POLLS}::test_the_result_is_told_and_nobodys_choice_is_kept",),
    ),
    Mutant(
        name="shows a proposal to members before managers have seen it",
        file="advocacy/plays/proposals.py",
        old="    if one.is_posted:",
        new="    if True:",
        tests=(f"{_PROPOSALS}::test_a_proposal_goes_to_the_managers_first_and_holds_no_words_of_its_own",),
    ),
    Mutant(
        name="shows members the goals of private channels",
        file="bots/runtime/strategy.py",
        old="    return [one for one in goals if one.progress.goal.channel not in closed]",
        new="    return list(goals)",
        tests=(f"{_PAGE}::test_a_goal_of_a_private_channel_is_for_managers_alone",),
    ),
    Mutant(
        name="tells the council of the same proposal each week",
        file="advocacy/council.py",
        old="if one.state is State.OPEN and one.id not in told]",
        new="if one.state is State.OPEN]",
        tests=(f"{_COUNCIL}::test_a_proposal_is_told_once_by_its_short_name_and_without_its_words",),
    ),
    Mutant(
        name="counts a goal in weeks of four people",
        file="bots/runtime/strategy.py",
        old="self._people[within].items() if number >= FEWEST}",
        new="self._people[within].items()}",
        tests=("tests/bots/cli/test_goals.py::test_nothing_is_told_of_four_people",),
    ),
    Mutant(
        name="tells of a week before it has had its day",
        file="engagement/digests.py",
        old="    return day if moment is None or moment >= datetime.combine(day, time.min, UTC) else day + _ONE",
        new="    return day",
        tests=("tests/engagement/test_digests.py::test_a_week_is_told_on_the_first_morning_on_which_it_is_settled",),
    ),
    Mutant(
        name="keeps reports as they were when many people's writing came in",
        file="bots/runtime/health_log.py",
        old="[place for place in kept if _people(place, moved) >= FEWEST]",
        new="[]",
        tests=(f"{_LOG}::test_one_late_reply_leaves_kept_reports_alone_and_an_imported_history_does_not",),
    ),
)
