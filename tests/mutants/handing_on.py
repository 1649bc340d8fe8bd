"""What rests on an escalation having one owner, one next instant, and only staff who may move it."""

from typing import Final

from tests.mutants.mutant import Mutant

HANDING_ON: Final = (
    Mutant(
        name="pauses everything where one person was meant",
        file="engagement/plays/manager_desk.py",
        old='        return [_reply(s, "pause_which", UNCLEAR)]\n',
        new="        pass\n",
        tests=("tests/scenarios/test_looked_after.py::test_a_name_without_a_mention_pauses_nobody_and_is_asked_about",),
    ),
    Mutant(
        name="forgets an escalation that nobody takes",
        file="engagement/escalating/moving.py",
        old="            self._untaken()\n",
        new="            pass\n",
        tests=(
            "tests/engagement/escalating/test_course.py::test_the_chain_is_followed_step_by_step_until_its_end_and_then_the_hub_is_told",
        ),
    ),
    Mutant(
        name="forgets what it left alone in an outage",
        file="engagement/plays/crisis.py",
        old="        *_resumed(s, c),\n",
        new="",
        tests=(
            "tests/engagement/plays/test_crisis.py::test_what_was_left_alone_is_looked_at_again_where_it_goes_on_no_more",
        ),
    ),
    Mutant(
        name="lets anybody take a card",
        file="engagement/authorisation.py",
        old='    "take": STAFF,',
        new='    "take": _EVERYONE,',
        tests=("tests/bots/runtime/test_escalating.py::test_whoever_is_not_on_the_staff_can_do_nothing_with_a_card",),
    ),
    Mutant(
        name="handles a running escalation by today's dials",
        file="bots/runtime/escalating.py",
        old="    governance = frozen or current\n",
        new="    governance = current or frozen\n",
        tests=("tests/bots/runtime/test_escalating.py::test_other_dials_later_leave_a_running_one_as_it_began",),
    ),
    Mutant(
        name="counts the night as working time",
        file="engagement/escalating/working_time.py",
        old="    left = max(span, timedelta())\n",
        new="    return start + span\n    left = max(span, timedelta())\n",
        tests=(
            "tests/engagement/escalating/test_course.py::test_targets_count_working_time_and_warn_before_they_are_missed",
        ),
    ),
    Mutant(
        name="tells a member of it while everything is paused",
        file="bots/runtime/delivery.py",
        old="(row.is_unprompted or _closes_a_loop(row))",
        new="row.is_unprompted",
        tests=("tests/bots/runtime/test_escalating.py::test_a_pause_also_holds_back_what_the_asker_hears",),
    ),
    Mutant(
        name="leaves what somebody had with them when they leave",
        file="bots/runtime/absentees.py",
        old="    if isinstance(event, AccountSeen | MemberLeft):\n",
        new="    if isinstance(event, MemberLeft) and event.channel:\n",
        tests=(
            "tests/bots/runtime/test_escalating.py::test_whoever_leaves_has_it_no_more_and_the_next_one_is_told_at_once",
        ),
    ),
    Mutant(
        name="does not look again at what an old event opened",
        file="engagement/escalating/going_on.py",
        old=", is_owed=True",
        new="",
        tests=(
            "tests/bots/runtime/test_escalating.py::test_an_old_event_that_opens_it_again_has_it_looked_at_all_the_same",
        ),
    ),
    Mutant(
        name="audits, and gives a sign of life even when the look failed",
        file="bots/app/auditing.py",
        old="        if not self._is_ours:\n            self._live(now)\n",
        new="        self._live(now)\n",
        tests=("tests/bots/app/test_auditing.py::test_a_look_that_fails_is_no_sign_of_life",),
    ),
    Mutant(
        name="does not notice what never gets through to a team",
        file="engagement/escalating/audit.py",
        old="    if is_unsaid:\n",
        new="    if is_unsaid and not e.is_running:\n",
        tests=("tests/bots/app/test_auditing.py::test_what_does_not_get_through_to_the_team_is_found_until_it_does",),
    ),
    Mutant(
        name="lets the auditor be silent",
        file="bots/app/auditing.py",
        old="        is_silent = now - self._heard_at > SILENT_AFTER\n",
        new="        is_silent = now - self._heard_at > 9 * SILENT_AFTER\n",
        tests=("tests/bots/app/test_auditing.py::test_its_own_silence_is_told_within_five_minutes_and_its_return",),
    ),
    Mutant(
        name="looks no more at an escalation that has moved",
        file="engagement/escalating/going_on.py",
        old="    return [*verdicts, next_look(e, s.now)]\n",
        new="    return verdicts\n",
        tests=("tests/bench/trust/test_promises.py::test_a_promise_is_kept[handed-on]",),
    ),
    Mutant(
        name="does not tell that the auditor is silent",
        file="bots/app/auditing.py",
        old="        is_silent = now - self._heard_at > SILENT_AFTER\n",
        new="        is_silent = False\n",
        tests=("tests/bench/trust/test_promises.py::test_a_promise_is_kept[handed-on]",),
    ),
)
