"""What saying once, and only what is wanted, rests on."""

from typing import Final

from tests.mutants.mutant import Mutant

SAYING: Final = (
    Mutant(
        name="says it again without looking",
        file="bots/runtime/delivery.py",
        old=("            found = await platform.find(message)\n            if later"),
        new=("            found = None\n            if later"),
        tests=("tests/bots/runtime/test_delivery.py::test_a_lost_answer_is_looked_for_and_nothing_is_said_twice",),
    ),
    Mutant(
        name="gives up a message over which it was killed",
        file="bots/runtime/delivery.py",
        old="not_before=now if is_cut_off else None",
        new="not_before=None",
        tests=(
            "tests/bots/runtime/test_delivery.py::test_dying_over_a_message_is_no_try_unless_it_goes_on_and_on[0-sent]",
        ),
    ),
    Mutant(
        name="sends before it notes so",
        file="bots/runtime/delivery.py",
        old='            ledger.outbox.mark(row.id, "sending", at=at)\n',
        new="",
        tests=("tests/bots/runtime/test_delivery.py::test_that_it_is_being_sent_is_on_record_before_it_is",),
    ),
    Mutant(
        name="leaves two messages where one is due",
        file="bots/runtime/delivery.py",
        old="            if found is not None and earlier is not None and earlier != found:",
        new="            if False:",
        tests=(
            "tests/bots/runtime/test_delivery.py::test_a_second_message_that_was_sent_where_an_edit_was_due_takes_the_firsts_place",
        ),
    ),
    Mutant(
        name="says what was taken back meanwhile",
        file="bots/runtime/delivery.py",
        old=('            if known is None or known.state != "new":\n                return False\n'),
        new="",
        tests=("tests/bots/runtime/test_delivery.py::test_one_taken_back_while_another_is_being_sent_is_not_sent",),
    ),
    Mutant(
        name="lets Discord post a nonce twice",
        file="bots/platforms/discord/client.py",
        old='"enforce_nonce": True',
        new='"enforce_nonce": False',
        tests=(
            "tests/bots/platforms/discord/test_client.py::test_a_lost_reply_makes_one_message_and_it_is_found_again",
        ),
    ),
    Mutant(
        name="lets Slack's SDK post twice",
        file="bots/platforms/slack/calls.py",
        old="            retry_handlers=[],  # the built-in ones post twice when a connection drops after acceptance\n",
        new="",
        tests=(
            "tests/bots/platforms/slack/test_slack_platform.py::test_a_message_carried_out_without_an_answer_is_unclear_and_then_found",
        ),
    ),
    Mutant(
        name="takes another app's message for its own",
        file="bots/platforms/slack/client.py",
        old=" and self._is_own(told):",
        new=":",
        tests=(
            "tests/bots/platforms/slack/test_slack_platform.py::test_what_another_app_marked_alike_is_not_taken_for_the_bots_own",
        ),
    ),
    Mutant(
        name="lets quoted words ping on Discord",
        file="bots/platforms/discord/present.py",
        old='"allowed_mentions": {"parse": [],',
        new='"allowed_mentions": {"parse": ["everyone", "roles", "users"],',
        tests=("tests/bots/platforms/discord/test_present.py::test_a_long_text_stands_in_an_embed_and_pings_above_it",),
    ),
    Mutant(
        name="lets quoted words ping on Slack",
        file="bots/platforms/slack/rich_text.py",
        old='    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")\n',
        new="    return text\n",
        tests=(
            "tests/bots/platforms/slack/test_present.py::test_escaping_is_what_slack_asks_for",
            "tests/bots/platforms/slack/test_present.py::test_the_text_for_notifications_is_escaped_and_one_block_a_line",
        ),
    ),
    Mutant(
        name="has Slack link names",
        file="bots/platforms/slack/present.py",
        old='"link_names": False',
        new='"link_names": True',
        tests=("tests/bots/platforms/slack/test_present.py::test_a_message_is_posted_quietly_and_carries_its_marker",),
    ),
    Mutant(
        name="goes on calling Slack with a dead token",
        file="bots/platforms/slack/calls.py",
        old="            self._death = refused\n",
        new="",
        tests=(
            "tests/bots/platforms/slack/test_slack_platform.py::test_after_the_token_was_refused_nothing_is_called_any_more",
        ),
    ),
    Mutant(
        name="goes on calling Discord with a dead token",
        file="bots/platforms/discord/api.py",
        old="                self.token_refused.set()\n",
        new="                pass\n",
        tests=("tests/bots/platforms/discord/test_connection.py::test_a_token_that_is_revoked_ends_the_connection",),
    ),
    Mutant(
        name="says what comes too late",
        file="bots/runtime/still_wanted.py",
        old="        if row.expires_at is not None and now > row.expires_at:\n",
        new="        if False:\n",
        tests=("tests/bots/runtime/test_delivery.py::test_one_that_is_of_no_use_any_more_is_not_sent",),
    ),
    Mutant(
        name="asks a helper who has said stop meanwhile",
        file="bots/runtime/still_wanted.py",
        old="        reason = _overtaken(row, ledger) or _of_consents(row, ledger) or _of_thread(row, ledger)\n",
        new="        return None\n",
        tests=("tests/bots/runtime/test_delivery.py::test_a_helper_who_says_stop_while_a_request_waits_is_not_asked",),
    ),
    Mutant(
        name="asks for an answer that is there already",
        file="bots/runtime/effects.py",
        old="            self.cancelled.extend(self.agenda.cancel(action.thread, action.play, action.kinds))\n",
        new="            pass\n",
        tests=(
            "tests/bots/runtime/test_follow_ups.py::test_an_answer_that_comes_meanwhile_cancels_what_is_still_to_come",
        ),
    ),
    Mutant(
        name="says things without a decision on record",
        file="bots/runtime/acting.py",
        old=("        self.decisions.append(decision)\n        row = self._row("),
        new="        row = self._row(",
        tests=("tests/bots/runtime/test_acting.py::test_a_message_leaves_a_decision_and_a_row_that_name_each_other",),
    ),
    Mutant(
        name="sends what a pause was to stop",
        file="bots/runtime/delivery.py",
        old="self.owner.community.policy.is_paused and",
        new="False and",
        tests=(
            "tests/bots/runtime/test_delivery.py::test_a_pause_given_while_messages_are_being_sent_holds_from_the_next_one_on",
        ),
    ),
    Mutant(
        name="says again after a restore what stands there already",
        file="bots/runtime/delivery.py",
        old="await self._standing(message, platform) or await platform.send(message)",
        new="await platform.send(message)",
        tests=("tests/bots/runtime/test_after_a_restore.py::test_what_stands_there_already_is_not_said_again",),
    ),
    Mutant(
        name="lets discord.py repeat a write",
        file="bots/platforms/discord/api.py",
        old='    return method == "GET" or path == "/users/@me/channels"',
        new='    return bool(method) or path == "/users/@me/channels"',
        tests=(
            "tests/bots/platforms/discord/test_unhappy.py::test_a_forum_post_that_was_accepted_and_answered_with_an_error_stands_there_once",
        ),
    ),
    Mutant(
        name="spends more connections to Discord than the day has",
        file="bots/app/identifies.py",
        old="            if wait == _NOTHING:\n",
        new="            wait = _NOTHING\n            if True:\n",
        tests=("tests/bots/app/test_leased.py::test_processes_that_crash_one_after_the_other_share_one_budget",),
    ),
    Mutant(
        name="writes tokens into the log",
        file="bots/app/logs.py",
        old="            text = shape.sub(_BLOT, text)\n",
        new="            pass\n",
        tests=("tests/bots/app/test_logs.py::test_what_looks_like_a_token_is_blotted_out",),
    ),
)
