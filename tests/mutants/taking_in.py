"""What taking in safely rests on."""

from typing import Final

from tests.mutants.mutant import Mutant

TAKING_IN: Final = (
    Mutant(
        name="puts the sandbox's invented people among real ones",
        file="bots/app/invented.py",
        old="    return any(workspace_of(one.id) != WORKSPACE for one in known)\n",
        new="    return any(not workspace_of(one.id) for one in known)\n",
        tests=(
            "tests/bots/app/test_running.py::test_where_history_was_imported_the_sandbox_s_people_stay_out_and_its_pages_are_there",
        ),
    ),
    Mutant(
        name="acknowledges to Slack before the commit",
        file="bots/platforms/slack/intake.py",
        old=("            await self._host.deliver(self._workspace, events)\n        return Ack()"),
        new=(
            '            __import__("asyncio").ensure_future(self._host.deliver(self._workspace, events))\n'
            "        return Ack()"
        ),
        tests=(
            "tests/bots/platforms/slack/test_slack_events.py::test_an_event_that_could_not_be_taken_in_is_told_again",
        ),
    ),
    Mutant(
        name="acknowledges to Slack what was not taken in",
        file="bots/platforms/slack/intake.py",
        old="            return Ack(status=_FAILED)\n",
        new="            return Ack()\n",
        tests=(
            "tests/bots/platforms/slack/test_slack_events.py::test_an_event_that_could_not_be_taken_in_is_told_again",
        ),
    ),
    Mutant(
        name="takes in what Discord tells in another order",
        file="bots/platforms/discord/intake.py",
        old="                some.append(self._queue.get_nowait())\n",
        new="                some.insert(0, self._queue.get_nowait())\n",
        tests=("tests/bots/platforms/discord/test_connection.py::test_a_broken_session_is_taken_up_again[dropped]",),
    ),
    Mutant(
        name="gives up what Discord told when a batch fails",
        file="bots/platforms/discord/intake.py",
        old="        for wait in (*_WAITS, None):\n",
        new="        for wait in (None,):\n",
        tests=(
            "tests/bots/platforms/discord/test_connection.py::test_a_failing_intake_is_tried_again_and_nothing_is_lost",
        ),
    ),
    Mutant(
        name="lets one failing event stop its batch",
        file="bots/runtime/owner.py",
        old="                return await self._one_by_one(events, source, kept_from)\n",
        new="                raise\n",
        tests=("tests/bots/runtime/test_owner.py::test_one_event_that_fails_is_set_aside_and_the_others_flow",),
    ),
    Mutant(
        name="takes what happened long ago for new",
        file="bots/runtime/batch.py",
        old="self.now - at > USEFUL",
        new="self.now - at > 1_000 * USEFUL",
        tests=("tests/bots/runtime/test_acting.py::test_a_mark_told_hours_late_is_a_fact_and_nobody_is_written_to",),
    ),
    Mutant(
        name="speaks about what happened long ago",
        file="bots/runtime/acting.py",
        old="        if self.is_late and say.is_unprompted:\n",
        new="        if False:\n",
        tests=("tests/bots/runtime/test_acting.py::test_a_mark_told_hours_late_is_a_fact_and_nobody_is_written_to",),
    ),
    Mutant(
        name="reads channels that are not switched on",
        file="bots/platforms/slack/intake.py",
        old="        if not (place.may_be_read(policy) or place.is_room(policy)):\n",
        new="        if False:\n",
        tests=(
            "tests/bots/platforms/slack/test_slack_events.py::test_a_private_channel_is_read_only_when_the_playbook_says_so",
        ),
    ),
    Mutant(
        name="reads channels shared with other companies",
        file="bots/platforms/slack/intake.py",
        old='        if body.get("is_ext_shared_channel") is True or self._identity',
        new="        if self._identity",
        tests=(
            "tests/bots/platforms/slack/test_slack_events.py::test_an_event_that_says_its_channel_is_shared_is_believed_before_the_channel_is",
        ),
    ),
    Mutant(
        name="holds what was not committed",
        file="bots/runtime/owner.py",
        old=(
            "        except BaseException:  # also when nobody waits any more: it may have been committed all the same\n"
            "            self.community.held = Held(linked=self.community.held.linked)\n"
            "            raise\n"
        ),
        new=("        except BaseException:\n            raise\n"),
        tests=("tests/bots/runtime/test_owner.py::test_one_who_stops_waiting_leaves_the_owner_with_what_is_stored",),
    ),
    Mutant(
        name="takes in again what erased people say",
        file="bots/runtime/batch.py",
        old="        allowed = self.community.tombstones.may_take(event)\n",
        new="        allowed = event\n",
        tests=("tests/bots/runtime/test_forgetting.py::test_what_an_import_left_of_an_erased_person_is_dropped",),
    ),
    Mutant(
        name="keeps the words of a channel that may not be read any more",
        file="bots/runtime/forgetting.py",
        old="        if not channels and not accounts:\n",
        new="        if True:\n",
        tests=(
            "tests/bots/runtime/test_forgetting.py::test_the_words_of_a_channel_go_when_the_playbook_no_longer_lists_it",
        ),
    ),
)
