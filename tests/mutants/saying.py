"""What saying once, and only what is wanted, rests on."""

from typing import Final

from tests.mutants.mutant import Mutant

SAYING: Final = (
    Mutant(
        name="says it again without looking",
        file="bots/runtime/delivery.py",
        old=("            found = await platform.find(message)\n            if later"),
        new=("            found = None\n            if later"),
        tests=("tests/bots/runtime/test_delivery.py",),
    ),
    Mutant(
        name="sends before it notes so",
        file="bots/runtime/delivery.py",
        old='            ledger.outbox.mark(row.id, "sending", at=at)\n',
        new="",
        tests=("tests/bots/runtime/test_delivery.py",),
    ),
    Mutant(
        name="says what was taken back meanwhile",
        file="bots/runtime/delivery.py",
        old=('            if known is None or known.state != "new":\n                return False\n'),
        new="",
        tests=("tests/bots/runtime/test_delivery.py",),
    ),
    Mutant(
        name="lets Discord post a nonce twice",
        file="bots/platforms/discord/client.py",
        old='"enforce_nonce": True',
        new='"enforce_nonce": False',
        tests=(
            "tests/bots/platforms/discord/test_client.py",
            "tests/bots/platforms/discord/test_unhappy.py",
        ),
    ),
    Mutant(
        name="lets Slack's SDK post twice",
        file="bots/platforms/slack/calls.py",
        old="            retry_handlers=[],  # the built-in ones post twice when a connection drops after acceptance\n",
        new="",
        tests=("tests/bots/platforms/slack",),
    ),
    Mutant(
        name="takes another app's message for its own",
        file="bots/platforms/slack/client.py",
        old=" and self._is_own(told):",
        new=":",
        tests=("tests/bots/platforms/slack/test_slack_platform.py",),
    ),
    Mutant(
        name="lets quoted words ping on Discord",
        file="bots/platforms/discord/present.py",
        old='"allowed_mentions": {"parse": [],',
        new='"allowed_mentions": {"parse": ["everyone", "roles", "users"],',
        tests=("tests/bots/platforms/discord/test_present.py",),
    ),
    Mutant(
        name="lets quoted words ping on Slack",
        file="bots/platforms/slack/rich_text.py",
        old='    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")\n',
        new="    return text\n",
        tests=(
            "tests/bots/platforms/slack/test_present.py",
            "tests/bots/platforms/slack/test_mrkdwn.py",
        ),
    ),
    Mutant(
        name="has Slack link names",
        file="bots/platforms/slack/present.py",
        old='"link_names": False',
        new='"link_names": True',
        tests=(
            "tests/bots/platforms/slack/test_present.py",
            "tests/bots/platforms/slack/test_slack_platform.py",
        ),
    ),
    Mutant(
        name="goes on calling Slack with a dead token",
        file="bots/platforms/slack/calls.py",
        old="            self._death = refused\n",
        new="",
        tests=(
            "tests/bots/platforms/slack/test_slack_platform.py",
            "tests/bots/platforms/slack/test_slack_connection.py",
        ),
    ),
    Mutant(
        name="goes on calling Discord with a dead token",
        file="bots/platforms/discord/api.py",
        old="                self.token_refused.set()\n",
        new="                pass\n",
        tests=(
            "tests/bots/platforms/discord/test_connection.py",
            "tests/bots/platforms/discord/test_client.py",
            "tests/bots/platforms/discord/test_unhappy.py",
        ),
    ),
    Mutant(
        name="says what comes too late",
        file="bots/runtime/still_wanted.py",
        old="        if row.expires_at is not None and now > row.expires_at:\n",
        new="        if False:\n",
        tests=("tests/bots/runtime/test_delivery.py",),
    ),
    Mutant(
        name="asks a helper who has said stop meanwhile",
        file="bots/runtime/still_wanted.py",
        old='    return "has not agreed to be asked" if helper is None or not helper.is_active else None\n',
        new="    return None\n",
        tests=("tests/bots/runtime/test_delivery.py",),
    ),
    Mutant(
        name="asks for an answer that is there already",
        file="bots/runtime/acting.py",
        old="        if self.lookups.ledger.follow_ups.cancel(action.thread, action.play, action.kinds):\n",
        new="        if False:\n",
        tests=(
            "tests/bots/runtime/test_follow_ups.py",
            "tests/bots/runtime/test_live.py",
            "tests/scenarios/test_a_question.py",
        ),
    ),
    Mutant(
        name="says things without a decision on record",
        file="bots/runtime/acting.py",
        old=("        self.decisions.append(decision)\n        self.outbox[outbox]"),
        new="        self.outbox[outbox]",
        tests=(
            "tests/bots/runtime/test_acting.py",
            "tests/scenarios/test_a_question.py",
        ),
    ),
    Mutant(
        name="sends what a pause was to stop",
        file="bots/runtime/delivery.py",
        old='        return self.owner.community.policy.is_paused and row.op == "say" and row.is_unprompted\n',
        new="        return False\n",
        tests=("tests/bots/runtime/test_delivery.py",),
    ),
)
