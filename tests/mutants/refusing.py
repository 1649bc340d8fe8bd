"""What refusing rests on: doors, roles, consents, caps, hours, and numbers about few."""

from typing import Final

from tests.mutants.mutant import Mutant

REFUSING: Final = (
    Mutant(
        name="lets in what Slack did not sign",
        file="bots/platforms/slack/door.py",
        old='    if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogatepass")):\n',
        new="    if not expected:\n",
        tests=(
            "tests/bots/platforms/slack/test_door.py::test_a_wrong_signature_is_not_let_in",
            "tests/bots/platforms/slack/test_door.py::test_another_body_or_another_secret_is_not_let_in",
        ),
    ),
    Mutant(
        name="lets in what is played back later",
        file="bots/platforms/slack/door.py",
        old="    if abs(now.timestamp() - int(stamp)) > OLDEST:\n",
        new="    if int(stamp) - now.timestamp() > OLDEST:\n",
        tests=("tests/bots/platforms/slack/test_door.py::test_more_than_five_minutes_off_is_not",),
    ),
    Mutant(
        name="reads one of two signatures",
        file="dashboard/vendor_calls.py",
        old='", ".join(headers.getlist(name))',
        new="headers.getlist(name)[-1]",
        tests=("tests/dashboard/test_vendor_calls.py::test_a_header_that_comes_twice_says_both",),
    ),
    Mutant(
        name="does for anybody what managers may do",
        file="bots/runtime/batch.py",
        old="        if not is_allowed(person.roles, permission_for(event, name)):\n",
        new="        if False:\n",
        tests=(
            "tests/scenarios/test_commands.py::test_a_command_without_anything_more_is_answered_or_refused_in_words",
            "tests/bots/runtime/test_situations.py::test_the_roles_that_come_with_a_command_count_for_it",
        ),
    ),
    Mutant(
        name="does for bots what people may do",
        file="engagement/authorisation.py",
        old="    if Role.BOT in roles",
        new="    if Role.BOT in ()",
        tests=("tests/engagement/test_authorisation.py::test_a_bot_is_refused_whatever_else_it_is",),
    ),
    Mutant(
        name="shows numbers about few people",
        file="engagement/few_people.py",
        old="LEAST = 5\n",
        new="LEAST = 2\n",
        tests=("tests/engagement/test_few_people.py::test_a_small_cell_takes_the_smallest_shown_one_with_it",),
    ),
    Mutant(
        name="shows two rehearsals whose difference is about few people",
        file="engagement/rehearsed_pairs.py",
        old="    if total_cut.others or any(one.others for one in first_cuts):\n",
        new="    if False:\n",
        tests=(
            "tests/engagement/test_rehearsed_comparison.py::test_question_sets_that_differ_by_few_people_are_not_compared",
            "tests/engagement/test_rehearsed_comparison.py::test_what_a_sum_of_cells_of_one_tells_of_the_other_is_not_shown",
        ),
    ),
    Mutant(
        name="asks helpers without their yes",
        file="engagement/restraint.py",
        old=" or Purpose.ASK_ME not in standing.consents:\n",
        new=":\n",
        tests=("tests/engagement/test_restraint.py::test_a_helper_may_be_asked_or_the_reason_is_said",),
    ),
    Mutant(
        name="writes to who said stop",
        file="engagement/restraint.py",
        old="    if say.purpose in standing.refused:\n",
        new="    if False:\n",
        tests=("tests/engagement/test_restraint.py::test_a_message_may_be_said_or_the_reason_is_given",),
    ),
    Mutant(
        name="asks a helper once too often a day",
        file="engagement/restraint.py",
        old="    if len(today) >= limit:\n",
        new="    if len(today) > limit:\n",
        tests=("tests/engagement/test_restraint.py::test_a_helper_may_be_asked_or_the_reason_is_said",),
    ),
    Mutant(
        name="asks a helper once too often a week",
        file="engagement/restraint.py",
        old="len(week) >= policy.helper_asks_per_week:",
        new="len(week) > policy.helper_asks_per_week:",
        tests=("tests/engagement/test_restraint.py::test_a_helper_may_be_asked_or_the_reason_is_said",),
    ),
    Mutant(
        name="asks on who answers no more",
        file="engagement/restraint.py",
        old="    if standing.ignored >= policy.ignored_asks and standing.asks:\n",
        new="    if False:\n",
        tests=("tests/engagement/test_restraint.py::test_a_helper_may_be_asked_or_the_reason_is_said",),
    ),
    Mutant(
        name="says one thing too many in a channel",
        file="engagement/restraint.py",
        old=">= policy.channel_per_hour:",
        new="> policy.channel_per_hour:",
        tests=("tests/engagement/test_restraint.py::test_a_message_may_be_said_or_the_reason_is_given",),
    ),
    Mutant(
        name="writes unasked once too often a week",
        file="engagement/restraint.py",
        old="    if len(week) >= policy.unsolicited_per_week:\n",
        new="    if len(week) > policy.unsolicited_per_week:\n",
        tests=("tests/engagement/test_restraint.py::test_a_message_may_be_said_or_the_reason_is_given",),
    ),
    Mutant(
        name="asks helpers at night",
        file="engagement/restraint.py",
        old="    is_night = is_quiet(now, zone_name, *quiet)\n",
        new="    is_night = False\n",
        tests=("tests/engagement/test_restraint.py::test_a_helper_may_be_asked_or_the_reason_is_said",),
    ),
    Mutant(
        name="speaks while it is paused",
        file="engagement/restraint.py",
        old="    if policy.is_paused:\n",
        new="    if False:\n",
        tests=("tests/engagement/test_restraint.py::test_a_message_may_be_said_or_the_reason_is_given",),
    ),
    Mutant(
        name="speaks in the middle of an outage",
        file="engagement/restraint.py",
        old="    if standing.is_storm:\n",
        new="    if False:\n",
        tests=("tests/engagement/test_restraint.py::test_a_message_may_be_said_or_the_reason_is_given",),
    ),
    Mutant(
        name="asks helpers while staff say that something is on fire",
        file="engagement/restraint.py",
        old="    if standing.is_crisis:\n        return No(",
        new="    if False:\n        return No(",
        tests=("tests/engagement/test_restraint.py::test_a_message_may_be_said_or_the_reason_is_given",),
    ),
    Mutant(
        name="leaves newcomers alone for comparison",
        file="engagement/restraint.py",
        old="    return is_first_question or not say.is_unprompted",
        new="    return not say.is_unprompted",
        tests=("tests/engagement/test_restraint.py::test_what_people_need_is_never_left_out_for_comparison",),
    ),
    Mutant(
        name="leaves nobody alone for comparison",
        file="bots/runtime/acting.py",
        old=("        if held is not None:\n            self.decisions.append(held)\n            return []\n"),
        new="",
        tests=(
            "tests/bots/runtime/test_same_again.py::test_as_many_threads_are_left_for_comparison_as_said_and_no_first_question_is",
        ),
    ),
    Mutant(
        name="invites sales after a no",
        file="advocacy/inviting.py",
        old="        (asker.has_refused, NO_SALES),\n",
        new="        (False, NO_SALES),\n",
        tests=(
            "tests/scenarios/test_sales.py::test_a_no_said_in_the_same_moment_as_the_answer_holds_and_open_cards_go",
            "tests/advocacy/plays/test_sales_prompt.py::test_nobody_is_invited_and_the_journal_says_why",
        ),
    ),
    Mutant(
        name="sends an invitation to sales after a no",
        file="bots/runtime/still_wanted.py",
        old="        return NO_SALES\n",
        new="        pass\n",
        tests=("tests/scenarios/test_sales.py::test_a_card_that_waits_to_be_sent_is_not_sent_after_a_no",),
    ),
    Mutant(
        name="invites sales as often as it likes",
        file="advocacy/invitations.py",
        old="    return today >= caps.per_day or len(lately) >= min(seller.a_week, caps.per_week)\n",
        new="    return today > caps.per_day and len(lately) > caps.per_week\n",
        tests=(
            "tests/scenarios/test_sales.py::test_two_questions_found_in_one_moment_invite_each_person_once",
            "tests/advocacy/plays/test_sales_prompt.py::test_whose_turn_it_is",
        ),
    ),
)
